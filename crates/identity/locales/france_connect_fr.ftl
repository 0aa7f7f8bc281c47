## FranceConnect, pour les titulaires

fc-title = FranceConnect
fc-button = Se connecter avec FranceConnect
fc-shared = Se connecter avec FranceConnect sur un ordinateur partagé
fc-sign-in-text = Vous prouvez qui vous êtes sur le site de FranceConnect, puis vous revenez ici.
fc-proof-text = Vous prouvez encore une fois qui vous êtes sur le site de FranceConnect.

fc-signed-out = Votre session est fermée, ici et chez FranceConnect.
fc-leave-text = Votre session chez FranceConnect peut être encore ouverte.
fc-leave = Me déconnecter aussi de FranceConnect

fc-bind-text = FranceConnect peut aussi ouvrir votre compte. L'identité doit être la vôtre.
fc-bind = Relier FranceConnect à mon compte
fc-bound-since = FranceConnect ouvre votre compte depuis le { $moment }.
fc-unbind-text = Vous pouvez le retirer : vous avez un autre moyen de vous connecter.
fc-unbind = Retirer FranceConnect
fc-only-way = C'est votre seul moyen de vous connecter. Pour le retirer, ajoutez d'abord une clé d'accès.
fc-last-way = FranceConnect est votre seul moyen de vous connecter. Ajoutez d'abord une clé d'accès, puis retirez-le.

fc-stopped-title = Connexion avec FranceConnect
fc-again = Recommencer avec FranceConnect
fc-activate-button = Activer mon espace avec FranceConnect
fc-other-sign-in = Me connecter autrement
fc-other-activate = Activer mon espace avec un code
fc-other-prove = Confirmer autrement que c'est moi
fc-other-settings = Revenir à mes moyens de connexion

fc-refused-cancelled = Rien n'a été fait : vous avez arrêté chez FranceConnect. Vous pouvez recommencer.
fc-refused-stale = Cette tentative a expiré ou a déjà servi. Recommencez avec le bouton ci-dessous.
fc-refused-unreachable = FranceConnect ne répond pas. Réessayez dans quelques minutes.
fc-refused-token = La réponse de FranceConnect n'a pas pu être vérifiée. Recommencez ; si cela se répète, appelez le 3422.
fc-refused-assurance = Le moyen choisi chez FranceConnect n'est pas assez sûr pour un espace de santé. Choisissez-y un moyen renforcé, comme France Identité.
fc-refused-unbound = Aucun compte n'est relié à cette identité FranceConnect. Si vous avez déjà un compte, connectez-vous autrement, puis reliez FranceConnect dans vos réglages.
fc-refused-another = FranceConnect a répondu pour une autre identité que celle de ce compte. Rien n'a été fait.
fc-refused-old = Cette preuve est trop ancienne. Recommencez, et prouvez de nouveau qui vous êtes chez FranceConnect.
