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
activate-lost = Vous n’avez pas de code ? Appelez le 3422 : un nouveau code part à l’adresse que nous connaissons.

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
