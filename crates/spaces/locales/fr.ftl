# L’ouverture d’un espace, et la recherche d’une personne par un professionnel.

activate-title = Activer mon espace
activate-lead = Il vous faut la lettre ou l’e-mail que vous avez reçu, et votre carte Vitale.
activate-code-label = Code de la lettre ou de l’e-mail
activate-code-hint = 12 lettres et chiffres, en trois groupes de quatre. Par exemple : 7K3M-Q9TW-0B5X
activate-nir-label = Numéro de sécurité sociale
activate-nir-hint = 15 caractères, écrits sur la carte Vitale. Par exemple : 2 55 08 14 168 025 38
activate-card-label = Numéro de série de la carte Vitale
activate-card-hint = Il est écrit en petit sur la carte, sous la photo ou en bas à droite. Les espaces ne comptent pas.
activate-continue = Continuer
activate-where-title = Où trouver ces numéros ?
activate-where-code = Le code est dans l’encadré de la lettre, ou dans l’e-mail. Il sert une seule fois, pendant six semaines.
activate-where-nir = Le numéro de sécurité sociale est au milieu de la carte Vitale.
activate-where-card = Le numéro de série est écrit en petit, sur la face avant de la carte.

activate-code-empty = Écrivez le code de la lettre ou de l’e-mail.
activate-code-form = Ce code n’a pas 12 lettres et chiffres. Recopiez les trois groupes, par exemple 7K3M-Q9TW-0B5X.
activate-code-mistyped = Ce code contient une faute de frappe. Comparez chaque signe avec la lettre.
activate-nir-empty = Écrivez votre numéro de sécurité sociale.
activate-nir-form = Ce numéro n’a pas la bonne forme. Recopiez les 15 caractères de la carte, par exemple 2 55 08 14 168 025 38.
activate-nir-key = Ce numéro contient une faute : vérifiez les 2 derniers chiffres, puis les autres.
activate-card-empty = Écrivez le numéro de série de la carte Vitale.
activate-card-form = Ce numéro de série n’a pas la bonne forme. Recopiez tous les chiffres, sans autre signe.
activate-wrong = Ces trois numéros ne vont pas ensemble. Vérifiez-les sur la lettre et sur la carte. Si rien ne change, appelez le 3422.
activate-expired = Ce code a plus de six semaines : il ne sert plus. Appelez le 3422 pour en recevoir un nouveau.
activate-used = Ce code a déjà servi et votre espace est actif. Connectez-vous. Si ce n’était pas vous, appelez le 3422.
activate-refused = Vous avez refusé l’ouverture de votre espace. Pour changer d’avis, appelez le 3422.
activate-too-many = Il y a eu trop d’essais. Réessayez dans 15 minutes, ou appelez le 3422.
activate-gone = Ce code n’est plus valable. Rien n’a été fait. Appelez le 3422 pour en recevoir un nouveau.
activate-overtaken = Cela a changé entre-temps, dans une autre fenêtre ou par un double clic. Rouvrez la page pour voir où vous en êtes.

activate-sign-in-title = Votre identifiant
activate-sign-in-lead = Choisissez comment vous vous connecterez.
activate-username-label = Identifiant
activate-username-hint = 3 signes ou plus. Ni votre e-mail, ni un numéro.
activate-username-proposals = Ceux-ci sont libres :
activate-password-label = Mot de passe
activate-password-hint = 12 signes ou plus. Une phrase convient bien. Votre navigateur peut le retenir.
activate-save = Enregistrer

activate-factor-title = Votre code de sécurité
activate-factor-lead = Un mot de passe peut être volé. Un second code, sur votre téléphone, vous protège.
activate-factor-step-app = Ouvrez une application de codes sur votre téléphone. Il en existe de gratuites.
activate-factor-step-scan = Dans l’application, ajoutez un compte, puis visez l’image ci-dessous.
activate-factor-step-code = Écrivez ici les 6 chiffres que l’application montre.
activate-factor-qr = Image à viser avec l’application de codes. La clé à recopier est écrite dessous.
activate-factor-key = Vous ne pouvez pas viser l’image ? Recopiez cette clé :
activate-factor-link = Vous êtes sur votre téléphone ? Ouvrez l’application
activate-factor-label = Code de l’application
activate-factor-hint = 6 chiffres. Il change toutes les 30 secondes.
activate-factor-check = Vérifier

activate-passkey-title = Ou avec une clé d’accès
activate-passkey-text = Votre appareil vous reconnaît par votre doigt, votre visage ou un code. Rien à installer.
activate-passkey-use = Créer une clé d’accès

activate-sharing-title = Qui pourra voir vos documents ?
activate-sharing-lead = Voici ce qui vaut dès maintenant. Vous pourrez tout changer plus tard.
activate-sharing-you = Vous voyez tous vos documents, et qui les a ouverts.
activate-sharing-professionals = Un professionnel de santé qui vous soigne voit ce qui est utile à son métier, si vous êtes d’accord.
activate-sharing-never = Votre employeur, votre mutuelle, votre banque et le 3422 ne voient rien, jamais.
activate-sharing-history = Chaque ouverture est écrite dans « Qui voit quoi ».
activate-sharing-hide = Vous pouvez masquer un document à tous, ou à une personne.
activate-finish = Terminer

space-already-active = Cet espace est déjà actif. Connectez-vous.
space-already-open = Cet espace est déjà ouvert.
space-refused = L’ouverture de cet espace a été refusée. Pour changer d’avis, appelez le 3422.
space-closed = Cet espace est fermé.
space-not-open = Cet espace n’est pas ouvert.
space-too-early = Le délai pour refuser n’est pas passé.
space-decided-since = Cet espace a changé depuis cette demande. Rien n’a été fait.
space-held-already = Une demande attend déjà pour cet espace. Annulez-la avant d’en faire une autre.
space-untold = Rien ne peut être envoyé à cette personne. Rien n’a été fait.
space-person-for-people = Cette situation doit être examinée par une personne. Appelez le 3422.
import-column-missing = Il manque une colonne dans l’en-tête du fichier.

pro-search-title = Chercher un patient
pro-search-birth = Date de naissance
pro-search-letters-label = Premières lettres du nom
pro-search-letters-hint = 2 ou 3 lettres du nom de naissance ou du nom utilisé
pro-search-or = Ou par matricule INS
pro-search-matricule-label = Matricule INS
pro-search-matricule-hint = 15 caractères avec la clé
pro-search-go = Chercher
pro-search-note = La recherche porte sur les personnes dont l’espace est ouvert. Ouvrir un dossier demande un lien de soin ; l’accès est enregistré et le patient en est informé.
pro-search-date = Écrivez la date de naissance entière, par exemple 14 03 1979.
pro-search-letters = Écrivez 2 ou 3 lettres du nom, sans autre signe, par exemple MAR.
pro-search-matricule-form = Ce matricule n’a pas la bonne forme : 15 caractères avec la clé.
pro-search-matricule-key = La clé ne correspond pas : vérifiez les 2 derniers chiffres.
pro-results-title = Résultats de la recherche
pro-results-caption = Personnes trouvées, avec leurs cinq traits d’identité
pro-results-count = { $count ->
    [one] { $count } personne trouvée. Vérifiez les cinq traits avec elle.
   *[other] { $count } personnes trouvées. Vérifiez les cinq traits avec le patient.
}
pro-results-none = Personne ne correspond. Vérifiez la date et les lettres, ou cherchez par matricule INS.
pro-results-too-many = Plus de 20 personnes correspondent. Ajoutez une lettre, ou cherchez par matricule INS.
pro-results-birth-name = Nom de naissance
pro-results-first-names = Prénoms
pro-results-used-name = Nom utilisé
pro-results-birth-date = Date de naissance
pro-results-age = ({ $age ->
    [one] { $age } an
   *[other] { $age } ans
})
pro-results-sex = Sexe
pro-results-male = Homme
pro-results-female = Femme
pro-results-other = Indéterminé
pro-results-birth-place = Lieu de naissance (code)
pro-results-open-column = Dossier
pro-results-open = Ouvrir le dossier de { $name } { $first }
pro-results-again = Faire une autre recherche

# Choisir, refuser, fermer, rouvrir.
choice-title = Que voulez-vous faire ?
choice-announced = Votre espace n’est pas encore ouvert. Vous pouvez l’activer, vous y opposer, ou décider plus tard.
choice-open = Votre espace est ouvert : vos professionnels peuvent y ajouter des documents. Vous n’avez pas encore de compte.
choice-refused = Vous avez refusé l’ouverture de votre espace. Vous pouvez changer d’avis.
choice-closed = Votre espace est fermé. Vous pouvez le rouvrir.
choice-activer = Activer mon espace
choice-activer-text = Vous créez un compte, vous lisez vos documents et vous décidez qui les voit.
choice-refuser = M’opposer
choice-refuser-text = Aucun espace n’est ouvert. Sans compte, sans raison à donner.
choice-fermer = Fermer mon espace
choice-fermer-text = Personne n’y lit ni n’y ajoute plus rien. Vous pouvez annuler pendant 30 jours.
choice-rouvrir = Rouvrir sans compte
choice-rouvrir-text = Vos professionnels peuvent de nouveau y ajouter des documents.
choice-plus-tard = Décider plus tard
choice-plus-tard-text = Rien ne change. Votre code reste valable jusqu’à sa date de fin.

object-title-1 = M’opposer (1 sur 3)
object-lead = Vous refusez l’ouverture de votre espace. C’est gratuit, sans compte et sans raison à donner.
object-phone = Vous pouvez aussi vous opposer par téléphone, au 3422.
object-title-2 = M’opposer (2 sur 3) : pour qui ?
object-for = Je m’oppose pour :
object-for-me = moi, { $name }
object-for-child = mon enfant, { $name }
object-effects = Ce que cela change
object-effect-1 = Aucun espace ne sera ouvert. Vos professionnels ne pourront rien y déposer ni y lire.
object-effect-2 = Vos soins et vos remboursements ne changent pas.
object-effect-3 = Vous pourrez changer d’avis à tout moment, en demandant un nouveau code.
object-confirm = Confirmer mon opposition
object-back = Revenir au choix
object-open = Votre espace est déjà ouvert. Pour qu’il ne serve plus, vous pouvez le fermer.
object-open-close = Fermer mon espace
object-nothing = Il n’y a rien à refuser ici : une opposition est déjà enregistrée.
object-nobody = Cochez au moins une personne.
object-not-yours = Cette liste a changé. Vérifiez les personnes, puis confirmez.
object-active = Cet espace est déjà actif. Connectez-vous pour le fermer, ou appelez le 3422.
object-refused = Votre opposition est déjà enregistrée. Vous n’avez rien d’autre à faire.
object-title-3 = Opposition enregistrée (3 sur 3)
object-close-title = Fermer mon espace
object-close-lead = Votre espace a été ouvert après le délai de six semaines. Vous pouvez le fermer maintenant.
object-closed-title = Espace fermé
object-reopened-title = Espace rouvert
object-reopened-effect = Vos professionnels peuvent de nouveau y ajouter des documents. Pour les lire, activez votre espace avec un nouveau code.

receipt-number = Numéro à conserver
receipt-at = Enregistré le { $moment } pour :
receipt-next = Et maintenant ?
receipt-pdf = Télécharger le justificatif (PDF)
receipt-home = Revenir à l’accueil
receipt-keep = Notez ce numéro : il suffit pour toute question au 3422.

closing-title = Fermer mon espace
closing-lead = Vous pouvez fermer votre espace à tout moment. Voici ce que cela change.
closing-effect-stop = Dès maintenant, personne n’y lit et n’y ajoute plus rien, pas même vous.
closing-effect-care = Vos professionnels vous soigneront sans ces documents.
closing-effect-undo = Pendant 30 jours, vous pouvez annuler et tout retrouver.
closing-effect-archive = Vos documents sont gardés scellés pendant 10 ans, puis effacés. Vous pouvez rouvrir votre espace pendant ce temps.
closing-effect-delete = Après 30 jours, les clés de vos documents sont détruites. Plus personne ne pourra les lire, pas même nous.
closing-download-first = Gardez d’abord une copie : après la fermeture, rien ne peut plus être téléchargé.
closing-download-link = Exporter tout mon dossier
closing-fate = Que deviennent vos documents ?
closing-archive = Les garder scellés 10 ans
closing-delete = Les effacer dans 30 jours
closing-fate-missing = Choisissez ce que deviennent vos documents : les garder scellés, ou les effacer.
closing-confirm-title = Confirmer la fermeture
closing-do = Fermer mon espace
closing-keep = Garder mon espace ouvert

closed-title = Votre espace n’est pas ouvert
closed-since = Votre espace est fermé depuis le { $moment }.
closed-delete = Vos documents seront effacés le { $day }. Il vous reste { $days } { $days ->
    [1] jour
   *[other] jours
} pour annuler.
closed-archive = Vos documents sont gardés scellés jusqu’au { $day }. Vous pouvez rouvrir votre espace jusque-là.
closed-death = L’assurance maladie nous a signalé un décès. Si c’est une erreur, appelez le 3422.
closed-refused = Vous avez refusé l’ouverture de cet espace le { $moment }.
closed-refused-back = Pour changer d’avis, demandez un nouveau code : il arrive à l’adresse que nous connaissons.
closed-erased = Votre espace a été effacé le { $moment }. Ses clés sont détruites.
closed-announced = Votre espace n’est pas encore ouvert. Activez-le avec le code que vous avez reçu.
closed-reopen = Rouvrir mon espace

life-title = La vie de mon espace
life-lead = Tout ce qui est arrivé à votre espace : son ouverture, ses codes, vos décisions. Les lectures de vos documents sont dans « Qui voit quoi ».
life-link = Voir la vie de mon espace
life-caption = Ce qui est arrivé, le plus récent d’abord
life-col-what = Quoi
life-col-when = Quand
life-col-who = Par qui
life-col-receipt = Numéro
life-announced = Lettre ou e-mail envoyé, avec un code
life-activated = Espace activé
life-opened = Espace ouvert après six semaines sans refus
life-refused = Ouverture refusée
life-closed = Espace fermé
life-code-killed = Code bloqué après trop d’essais
life-code-misused = Code déjà utilisé, montré de nouveau
life-withdrawn = Refus annulé
life-reopened = Espace rouvert
life-erased = Clés détruites
life-death = Décès signalé par l’assurance maladie
life-death-withdrawn = Signalement de décès annulé
life-held = Demande par téléphone, en attente
life-held-cancelled = Demande par téléphone annulée
life-notice-returned = E-mail revenu : la suite part par courrier
life-assisted = Aide sur place
life-code-asked = Nouveau code demandé
life-by-holder = Vous
life-by-fund = L’assurance maladie
life-by-operator = Le 3422
life-by-unknown = Une personne inconnue
life-how-site = sur le site
life-how-phone = par téléphone
life-how-post = par courrier
life-how-batch = envoi groupé
life-how-assistance = avec un bénévole
life-helped-by = avec l’aide de { $volunteer }, bénévole ({ $place })
life-held-close = Une fermeture a été demandée par téléphone le { $asked }. Elle aura lieu le { $due }. Si ce n’était pas vous, annulez-la.
life-held-withdraw = L’annulation de votre refus a été demandée par téléphone le { $asked }. Elle aura lieu le { $due }.
life-held-reopen = La réouverture a été demandée par téléphone le { $asked }. Elle aura lieu le { $due }.
life-call-off = Annuler cette demande
life-probation = Votre compte est tout récent. Pour annuler cette demande, appelez le 3422.
life-called-off = La demande est annulée. Rien n’a changé.

activate-no-code = Vous n’avez pas de code ? Recevez-en un nouveau
activate-closed = Cet espace est fermé. Connectez-vous pour le rouvrir, ou demandez un nouveau code.
activate-spent = Ce code a déjà servi. Demandez-en un nouveau.
space-not-refused = Il n’y a pas de refus à annuler.
space-not-closed = Cet espace ne peut pas être rouvert.

# La vérification d’un contact, et la demande d’un nouveau code.
contact-title = Comment vous prévenir ?
contact-lead = Donnez une adresse e-mail ou un numéro de mobile. Nous y envoyons un code pour vérifier que c’est bien vous.
contact-email-label = Adresse e-mail
contact-email-hint = Par exemple : claire.martin@exemple.fr
contact-phone-label = Ou numéro de mobile
contact-phone-hint = Par exemple : 06 12 34 56 78
contact-send = Recevoir un code
contact-sent = Un code est parti vers { $to }. Il arrive en quelques secondes.
contact-code-label = Code reçu
contact-code-hint = 6 chiffres. Il sert dix minutes.
contact-check = Vérifier
contact-other = Recevoir un autre code
contact-none = Vous n’avez ni e-mail ni mobile ? Appelez le 3422, ou demandez de l’aide près de chez vous.
contact-empty = Écrivez une adresse e-mail ou un numéro de mobile.
contact-email-form = Cette adresse n’a pas la bonne forme. Par exemple : claire.martin@exemple.fr.
contact-phone-form = Ce numéro n’est pas un mobile. Par exemple : 06 12 34 56 78.
contact-again-soon = Un code vient de partir. Attendez 30 secondes avant d’en demander un autre.
contact-sent-max = Cinq codes sont déjà partis. Recommencez dans une demi-heure, ou appelez le 3422.
contact-day-max = Trop de codes sont partis aujourd’hui. Réessayez demain, ou appelez le 3422.
contact-code-none = Demandez d’abord un code.
contact-code-wrong = Ce n’est pas le bon code. Recopiez les 6 chiffres du dernier message reçu.
contact-code-dead = Ce code ne sert plus. Demandez-en un autre.

ask-title = Recevoir un nouveau code
ask-lead = Votre code est perdu ou trop ancien ? Nous en envoyons un nouveau à l’adresse que l’assurance maladie connaît.
ask-birth-label = Date de naissance
ask-birth = Écrivez la date de naissance entière, par exemple 14 03 1979.
ask-send = M’envoyer un code
ask-phone = Cette adresse n’est plus la vôtre ? Appelez le 3422.
ask-sent-title = Demande reçue
ask-sent-lead = Si ces numéros vont ensemble, un nouveau code part aujourd’hui.
ask-sent-1 = Il arrive par e-mail, ou par courrier en quelques jours.
ask-sent-2 = L’ancien code ne sert plus dès que le nouveau est parti.
ask-sent-3 = Rien n’arrive ? Appelez le 3422.
ask-sent-go = J’ai mon code

choosing-title = Être prévenu
choosing-lead = Choisissez comment vous êtes prévenu. Un avis ne dit jamais rien de votre santé, ni de qui il s’agit ; ne pas être prévenu ne cache rien : tout reste dans votre espace.
choosing-documents = Un document a été ajouté
choosing-messages = Un message vous attend
choosing-services = Tous les 90 jours, les services reliés
choosing-by-courriel = Par courriel
choosing-by-sms = Par SMS
choosing-save = Enregistrer
choosing-done = Vos choix sont enregistrés.
choosing-always-title = Toujours
choosing-always = Vous êtes toujours prévenu, par tous les moyens, quand quelqu’un accède à votre dossier pour la première fois ou en accès d’urgence, quand votre carte est lue, et de ce qui touche à votre compte.
choosing-elsewhere-title = Rendez-vous et rappels
choosing-elsewhere = Choisir les rappels de l’agenda
choosing-quiet = Ni un document ajouté ni un message reçu n’est annoncé entre 21 h et 8 h.
