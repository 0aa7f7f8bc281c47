## Les envois de la démonstration

demo-outbox-title = Ce qui a été envoyé (démonstration)
demo-outbox-warning = Ceci est une démonstration.
demo-outbox-nothing-leaves = Ces courriels, SMS et lettres sont gardés ici au lieu de partir. Tout le monde peut lire cette page.
demo-outbox-none = Rien n’a encore été envoyé. Les courriels, SMS et lettres apparaîtront ici.
demo-outbox-caption = Les derniers envois, du plus récent au plus ancien
demo-outbox-what = Objet
demo-outbox-channel = Moyen
demo-outbox-to = Destinataire
demo-outbox-at = Préparé le
demo-outbox-email = Courriel
demo-outbox-sms = SMS
demo-outbox-letter = Lettre
demo-outbox-sent = { $channel }, { $at }
demo-outbox-for = Pour : { $to }
demo-outbox-download = Télécharger le PDF
demo-outbox-back = Revenir à la liste des envois
