## Connexion des professionnels

pro-connexion-title = Connexion des professionnels
pro-connexion-who = Cette page est réservée aux professionnels de santé inscrits à l'annuaire national.
pro-connexion-go = Se connecter avec { $provider }
pro-connexion-how = Vous allez sur le site de { $provider }. Vous y prouvez qui vous êtes, puis vous revenez ici. Carnet ne voit jamais votre mot de passe.
pro-connexion-session = Votre session se verrouille après 15 minutes sans activité, et se ferme au plus tard après 12 heures.
pro-connexion-holder = Vous voulez voir votre propre espace ? Connectez-vous ici.

pro-refused-cancelled = Vous n'êtes pas connecté : la connexion a été arrêtée chez { $provider }. Vous pouvez recommencer.
pro-refused-stale = Cette tentative de connexion a expiré ou a déjà servi. Recommencez avec le bouton ci-dessous.
pro-refused-unreachable = { $provider } ne répond pas. Réessayez dans quelques minutes.
pro-refused-token = La réponse de { $provider } n'a pas pu être vérifiée. Recommencez ; si cela se répète, prévenez le support.
pro-refused-assurance = Votre moyen de connexion n'est pas assez sûr pour ouvrir des dossiers. Utilisez votre carte ou votre e-CPS.
pro-refused-no-number = { $provider } n'a pas donné de numéro RPPS. Seuls les professionnels inscrits au RPPS peuvent entrer.
pro-refused-unknown = Votre numéro RPPS n'est pas dans notre annuaire. S'il est récent, réessayez demain.
pro-refused-inactive = L'annuaire national indique que vous n'êtes pas en exercice. Adressez-vous à votre ordre.
pro-refused-profession = L'annuaire et { $provider } n'indiquent pas la même profession. Faites corriger l'annuaire avant de revenir.
pro-refused-no-place = Aucun de vos lieux d'exercice n'est ouvert. Demandez à votre établissement de confirmer votre rattachement.
pro-refused-another = Cette session était à quelqu'un d'autre : elle est fermée. Vous pouvez vous connecter.
pro-refused-old = { $provider } n'a pas confirmé que vous venez de prouver qui vous êtes. Recommencez.
pro-refused-often = Trois essais ont échoué : la session est fermée. Connectez-vous de nouveau.

pro-lock-title = Session verrouillée
pro-lock-text = Rien de ce que vous lisiez n'est affiché ni accessible depuis ce navigateur. Ce qui était écrit sans être envoyé n'est pas gardé.
pro-lock-lost = Ce que vous avez envoyé pendant que la session était verrouillée n'a pas été enregistré. Il faudra le saisir de nouveau.
pro-lock-resume = Reprendre
pro-lock-how = Vous prouvez de nouveau qui vous êtes, puis vous revenez à la page où vous étiez. Votre session se ferme au plus tard 12 heures après la connexion.
pro-lock-other = Ce n'est pas vous ? Déconnectez cette session avant de vous connecter : personne d'autre ne peut la reprendre.
pro-lock-cancelled = La session reste verrouillée : vous vous êtes arrêté chez { $provider }.
pro-lock-left = { $count ->
    [one] Encore un essai avant la déconnexion.
   *[other] Encore { $count } essais avant la déconnexion.
}

pro-place-title = Où exercez-vous maintenant ?
pro-place-who = Bonjour { $name }.
pro-place-question = Choisissez votre lieu d'exercice
pro-place-go = Continuer
pro-place-why = Ce lieu figure dans l'historique que voient vos patients.
pro-place-missing = Choisissez l'un des lieux de la liste.

pro-search-too-short = Écrivez au moins deux lettres du nom.
