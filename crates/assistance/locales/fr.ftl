# L’écran des téléconseillers du 3422. Aucune donnée médicale.

op-start-title = Appel en cours
op-start-lead = Écrivez le numéro de l’appel, tel que le téléphone le montre. Tout ce que vous ferez y sera rattaché.
op-number-label = Numéro de l’appel
op-number-hint = Par exemple : 2026-11-25/0042
op-number-form = Recopiez le numéro de l’appel, par exemple 2026-11-25/0042.
op-start = Commencer
op-scam = Vous ne demandez jamais un mot de passe ni un code reçu par SMS. Si l’appelant semble lire ce qu’on lui souffle, raccrochez.

op-verify-title = Vérifier l’identité
op-call-number = Appel { $number }.
op-say-verify = À dire : « Pour vérifier que c’est bien vous, donnez-moi votre numéro de sécurité sociale, votre date de naissance et le numéro de série de votre carte Vitale. Si vous avez la lettre, donnez-moi aussi le code. »
op-nir-label = Numéro de sécurité sociale
op-birth-label = Date de naissance
op-card-label = Numéro de série de la carte Vitale
op-code-label = Code de la lettre, s’il l’a
op-code-hint = Sans code, seules les demandes qui attendent trois jours sont possibles.
op-nir-form = Le numéro de sécurité sociale a 15 caractères, par exemple 2 55 08 14 168 025 38.
op-birth-form = Écrivez la date entière, par exemple 14 03 1979.
op-card-form = Le numéro de série a 8 à 24 chiffres, sans autre signe.
op-code-form = Le code a trois groupes de quatre, par exemple 7K3M-Q9TW-0B5X. Faites-le répéter.
op-verify = Vérifier
op-spent = Trois essais n’ont pas concordé. Dites que la demande se fait par courrier, et raccrochez.
op-hang-up = Raccrocher
phone-no-match = Ne concorde pas. Faites répéter chaque numéro, sans dire lequel est faux.
op-call-spent = Cet appel ne permet plus de vérifier une identité. Raccrochez.
op-no-call = Aucun appel n’est en cours. Commencez par le numéro de l’appel.
op-nobody = Vérifiez d’abord l’identité.
op-too-many = Vous avez reconnu vingt personnes en une heure. Prévenez votre responsable.

op-call-title = Que demande la personne ?
op-matches = Concorde : { $name }.
op-state-none = Pas encore d’espace.
op-state-announced = Espace annoncé, pas encore ouvert.
op-state-open = Espace ouvert, sans compte.
op-state-active = Espace actif.
op-state-refused = Ouverture refusée.
op-state-closed = Espace fermé.
op-state-erased = Espace effacé.
op-read-back = Numéro à lire, groupe par groupe :
op-waiting = Une demande attend. Elle sera faite le { $due }. Numéro : { $number }
op-call-off = Annuler cette demande
op-nothing-waits = Il n’y a rien à annuler.

op-refuse-title = Enregistrer une opposition
op-say-refuse = À dire : « Aucun espace ne sera ouvert. Vos soins et vos remboursements ne changent pas. Vous pourrez changer d’avis à tout moment. Vous confirmez ? »
op-refuse-for = Pour qui ?
op-read-done = La phrase est lue, la personne a dit oui
op-read-first = Lisez la phrase, puis cochez quand la personne a dit oui.
op-refuse = Enregistrer l’opposition
op-refuse-needs-code = Pour une opposition, il faut le code de la lettre. Sans lui, envoyez un nouveau code.
op-needs-code = Il faut le code de la lettre pour une opposition. Envoyez un nouveau code.

op-code-title = Envoyer un nouveau code
op-say-code = Il part à l’adresse que l’assurance maladie connaît, et à aucune autre. L’ancien ne sert plus.
op-code-send = Envoyer un nouveau code
op-no-code = Aucun code ne peut partir : l’espace n’en a pas besoin, ou aucune adresse n’est connue.
phone-code-again = Un code est parti il y a moins d’un jour. Un autre ne peut pas encore partir.

op-hold-title = Demande qui attend trois jours
op-say-hold = À dire : « Votre demande sera faite dans trois jours. Vous allez en être prévenu partout où nous pouvons vous joindre. Vous pourrez l’annuler jusque-là. »
op-hold-what = Que demande la personne ?
op-hold-archive = Fermer l’espace, documents gardés scellés 10 ans
op-hold-delete = Fermer l’espace, documents effacés 30 jours après
op-hold-withdraw = Annuler le refus
op-hold-reopen = Rouvrir l’espace
op-hold-missing = Choisissez ce que la personne demande.
op-hold = Enregistrer la demande
held-unreachable = Cette demande ne peut pas être enregistrée : l’assurance maladie ne connaît aucune adresse pour prévenir la personne. Dites-lui d’abord de mettre ses coordonnées à jour auprès de sa caisse.

op-follow-title = Suivi des demandes
op-follow-lead = Ce que vous avez fait depuis hier.
op-follow-none = Rien depuis hier.
op-follow-caption = Vos actes, le plus récent d’abord
op-col-call = Appel
op-col-what = Acte
op-col-when = Quand
op-col-receipt = Numéro
op-act-recognized = Identité vérifiée
op-act-refused = Opposition enregistrée
op-act-code = Nouveau code envoyé
op-act-close = Fermeture demandée, dans trois jours
op-act-withdraw = Annulation du refus demandée, dans trois jours
op-act-reopen = Réouverture demandée, dans trois jours
op-act-called-off = Demande annulée
