# ---- Se connecter
identity-sign-in-title = Me connecter
identity-sign-in-button = Me connecter
identity-username-label = Identifiant
identity-username-hint = Celui que vous avez choisi en activant votre espace. Ce n'est ni un e-mail ni un numéro.
identity-username-missing = Écrivez votre identifiant.
identity-password-label = Mot de passe
identity-password-missing = Écrivez votre mot de passe.
identity-shared-label = Cet ordinateur est partagé
identity-shared-hint = La session se ferme alors après 10 minutes sans activité, et avec le navigateur.
identity-session-length = La session se ferme après 30 minutes sans activité, et au plus tard après 12 heures.
identity-ways-too-many = Trop de connexions ont été commencées depuis cet endroit.
identity-sign-in-refused = L'identifiant et le mot de passe ne vont pas ensemble, ou il y a eu trop d'essais. Vérifiez-les tous les deux, puis attendez quelques minutes avant de réessayer.
identity-no-account = Je n'ai pas encore activé mon espace
identity-forgotten = Identifiant ou mot de passe oublié
identity-professional = Je suis un professionnel de santé
identity-signed-out = Vous êtes déconnecté.
identity-step-over = Cette connexion a pris trop de temps ou trop d'essais. Recommencez avec votre identifiant.
identity-over-title = Votre session est terminée
identity-over-text = Rien de ce que vous venez d'envoyer n'a été enregistré, et rien n'est perdu : cette page le garde tant qu'elle reste ouverte.
identity-over-sign-in = Se connecter dans un nouvel onglet
identity-over-then = Une fois connecté, revenez à cette page et envoyez de nouveau.
identity-over-send = Envoyer maintenant
identity-over-leave = Ne rien envoyer et revenir à l'accueil
identity-over-other = Ce qui était gardé sur cette page venait d'une autre personne. Rien n'a été envoyé. Fermez cette page.
identity-over-lost = Votre session était terminée : ce que vous venez d'envoyer n'a pas été enregistré. Connectez-vous, puis recommencez.
identity-password-chosen = Votre nouveau mot de passe est enregistré. Connectez-vous avec lui : votre code de sécurité vous sera demandé, comme avant.

# ---- Le code
identity-code-title = Code de sécurité
identity-code-text = Ouvrez votre application de codes et recopiez les six chiffres affichés pour Carnet.
identity-code-label = Code à 6 chiffres
identity-code-hint = Le code change toutes les 30 secondes et ne sert qu'une fois.
identity-code-button = Valider
identity-code-back = Recommencer avec un autre identifiant
identity-code-lost = J'ai perdu mon téléphone, ou j'en ai changé
identity-code-wrong = Ce code ne va pas. Recopiez les six chiffres affichés maintenant, et vérifiez l'heure de votre téléphone.
identity-code-refused = Ce code ne va pas, il a déjà servi, ou il y a eu trop d'essais. Attendez le code suivant et recopiez ses six chiffres.
identity-second-factor-missing = Choisissez une application de codes ou une clé d'accès.

# ---- La clé d'accès
identity-passkey-title = Avec une clé d'accès
identity-passkey-text = Votre appareil vous reconnaît par votre doigt, votre visage ou un code. Rien d'autre à écrire.
identity-passkey-use = Utiliser ma clé d'accès
identity-passkey-refused = La clé d'accès n'a pas été acceptée. Réessayez, ou utilisez votre mot de passe.
identity-passkey-add = Ajouter une clé d'accès
identity-passkey-add-text = Une clé d'accès suffit pour vous connecter sur cet appareil.

# ---- La preuve
identity-proof-title = Confirmez que c'est vous
identity-proof-text = Ce que vous allez faire est important. Prouvez encore une fois que c'est vous. Cela vaut 5 minutes.
identity-proof-password = Donnez votre mot de passe et un code.
identity-proof-refused = Le mot de passe ou le code ne va pas. Vérifiez-les tous les deux et attendez le code suivant.

# ---- Les appareils
identity-devices-title = Mes appareils connectés
identity-devices-text = Voici où votre compte est ouvert. Déconnectez ce que vous ne reconnaissez pas, puis changez votre mot de passe.
identity-devices-current = Cet appareil
identity-devices-shared = Ordinateur partagé
identity-devices-created = Connecté le { $moment }
identity-devices-seen = Utilisé le { $moment }
identity-devices-end = Déconnecter
identity-devices-end-others = Déconnecter tous les autres
identity-devices-ended = C'est fait. Cet accès est fermé.
identity-device-both = { $browser }, { $system }
identity-device-unknown = Appareil inconnu
settings-title = Réglages

# ---- Les moyens de connexion
identity-factors-title = Mes moyens de connexion
identity-factors-text = Tout changement ici ferme votre compte sur vos autres appareils.
identity-factors-list = En plus du mot de passe
identity-factors-list-bare = Sur vos appareils
identity-factors-none = Il n'y en a pas encore.
identity-factors-changed = C'est enregistré. Vos autres appareils sont déconnectés.
identity-factor-passkey = Clé d'accès
identity-factor-app = Application de codes
identity-factor-since = Ajouté le { $moment }
identity-factor-remove = Retirer
identity-factor-last = Gardez au moins un moyen. Ajoutez-en un autre avant de retirer celui-ci.
identity-factor-first = Ce compte attend un nouveau second code. Son mot de passe ne peut pas être changé avant.
identity-password-change = Changer de mot de passe
identity-password-new-label = Nouveau mot de passe
identity-password-hint = Au moins 12 caractères. Une phrase de quatre mots sans lien convient bien.
identity-password-button = Enregistrer
identity-password-short = Ce mot de passe est trop court. Il faut au moins 12 caractères.
identity-password-long = Ce mot de passe est trop long. 1000 lettres suffisent.
identity-password-nul = Ce mot de passe contient un caractère invisible. Écrivez-le sans lui.
identity-password-common = Ce mot de passe est trop courant, il serait vite deviné. Prenez quatre mots sans lien.
identity-password-known = Ce mot de passe contient votre nom, votre identifiant ou votre date de naissance. Choisissez-en un sans eux.

# ---- L'identifiant
identity-username-length = L'identifiant doit avoir de 3 à 40 caractères.
identity-username-chars = Prenez des lettres, des chiffres, des points ou des tirets, sans espace. Commencez et finissez par une lettre ou un chiffre.
identity-username-email = Un identifiant n'est pas un e-mail. Écrivez un autre nom, sans @.
identity-username-number = Un identifiant n'est pas un numéro. Écrivez un nom avec neuf chiffres au plus.
identity-username-taken = Cet identifiant est déjà pris. Choisissez-en un autre.

# ---- L'identité
identity-nir-length = Le numéro de sécurité sociale a 15 caractères, avec la clé. Recopiez-le de la carte Vitale.
identity-nir-form = Ce numéro de sécurité sociale n'a pas la bonne forme. Recopiez-le de la carte Vitale.
identity-nir-key = Vérifiez le numéro de sécurité sociale, surtout ses 2 derniers chiffres.
identity-oid-wrong = Cette liste de matricules n'est pas connue.
identity-name-wrong = Écrivez le nom avec des lettres, des tirets, des apostrophes ou des espaces.
identity-date-wrong = Écrivez la date ainsi : 2026-05-04.
identity-sex-wrong = Écrivez M, F ou I.
identity-birth-place-wrong = Écrivez les 5 caractères du code de la commune ou du pays.
identity-profession-unknown = Cette profession n'est pas dans la liste officielle.
