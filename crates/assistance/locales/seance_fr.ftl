# L’aide sur place : le bénévole, et la personne aidée. Aucune donnée médicale.

accompany-title = Accompagner
accompany-lead = Une séance dure 30 minutes. La personne fait tout elle-même ; vous êtes à côté.
accompany-rule-1 = La personne tient le clavier. Vous ne tapez rien à sa place.
accompany-rule-2 = Aucun document n’est montré pendant la séance.
accompany-rule-3 = Vous ne notez ni code, ni mot de passe, ni numéro de sécurité sociale.
accompany-rule-4 = L’historique de la personne garde le lieu et votre nom.
accompany-rule-5 = Avant que la personne parte, terminez la séance.
accompany-open-now = Une séance est en cours. En ouvrir une autre la termine.
accompany-open-link = Voir la séance en cours
accompany-place-label = Où êtes-vous ?
accompany-place-hint = Ce lieu sera écrit dans l’historique de la personne. Par exemple : Médiathèque de Caen
accompany-open = Ouvrir une séance
accompany-seance-title = Séance d’aide
accompany-over = Cette séance est terminée.
accompany-show = La personne ouvre { $address } et tape ces six lettres :
accompany-qr = Image à photographier avec un téléphone : elle ouvre la page où taper les lettres.
accompany-waiting = Les lettres servent une seule fois, sur un seul appareil.
accompany-entered = La personne est entrée. Les lettres ne servent plus.
accompany-done-title = Ce qui a été fait
accompany-again = Mettre à jour
accompany-back = Retour
accompany-tips-title = Conseils
accompany-tip-activate = Pour activer : la lettre avec le code, la carte Vitale, et un téléphone ou une adresse e-mail.
accompany-tip-object = Pour s’opposer : la lettre avec le code et la carte Vitale. Aucune raison n’est demandée.
accompany-tip-code = Lettre perdue : un nouveau code part à l’adresse que l’assurance maladie connaît.
accompany-tip-one-screen = Sur un seul ordinateur, vous êtes déconnecté dès que la personne tape les lettres : l’écran est à elle.

seance-title = J’ai un code d’aide
seance-lead = Une personne vous aide ? Elle vous montre six lettres. Tapez-les ici.
seance-code-label = Les six lettres
seance-code-hint = Majuscules ou minuscules, comme vous voulez.
seance-enter = Entrer
seance-wrong = Ces lettres ne marchent pas. Vérifiez-les, ou demandez une nouvelle séance.
seance-tries = Trop d’essais depuis cet endroit. Réessayez dans une heure.
seance-privacy = Pendant l’aide, aucun document de santé n’est montré sur cet écran.
seance-not-shown = Cette page n’est pas montrée pendant une séance d’aide.
seance-charter-first = Signez d’abord la charte de cette année.
seance-place-form = Écrivez le nom du lieu, par exemple Médiathèque de Caen.
seance-too-many = Vous avez ouvert 20 séances aujourd’hui. Vous pourrez en ouvrir d’autres demain.

seance-menu-title = Que voulez-vous faire ?
seance-menu-lead = Vous êtes aidé ici : { $place }.
seance-minutes = { $minutes ->
    [one] Il reste { $minutes } minute.
   *[other] Il reste { $minutes } minutes.
}
seance-activate = Activer mon espace
seance-activate-text = Avec le code de la lettre, la carte Vitale, et un moyen de vous prévenir.
seance-object = M’opposer
seance-object-text = Aucun espace ne sera ouvert. Vos soins et vos remboursements ne changent pas.
seance-code = Demander un nouveau code
seance-code-text = Il part à l’adresse que l’assurance maladie connaît.
seance-reaching = Mes coordonnées
seance-reaching-text = L’adresse e-mail ou le mobile où vous êtes joint. Il faut vous connecter.
seance-choosing = Être prévenu
seance-choosing-text = Ce dont vous êtes prévenu, et comment. Il faut vous connecter.
seance-close = Fermer mon espace
seance-close-text = Si vous avez déjà un espace. Il faut vous connecter ; vous pourrez revenir sur votre choix.

seance-done-title = Ce que vous avez fait
seance-done-none = Rien n’a été fait.
seance-done-at = { $what } — { $moment }
seance-done-activated = Espace activé
seance-done-refused = Opposition enregistrée
seance-done-withdrawn = Opposition retirée
seance-done-closed = Espace fermé
seance-done-reopened = Espace rouvert
seance-done-code = Nouveau code demandé
seance-done-contact = Coordonnées changées
seance-done-contact-back = Anciennes coordonnées remises
seance-done-factor = Nouveau second code
seance-done-signed-in = Connexion
seance-done-other = Autre démarche

seance-end-title = Séance terminée
seance-end-lead = L’aide est terminée. Lieu : { $place }.
seance-end-history = L’historique de votre espace garde le lieu et le nom du bénévole.
seance-end-wiped = Vous êtes déconnecté. Cet appareil ne garde rien.
seance-end-print = Imprimez cette page si vous voulez : elle ne sera pas montrée une seconde fois.
seance-again = Taper d’autres lettres
