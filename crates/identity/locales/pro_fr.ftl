## Connexion des professionnels

pro-connexion-title = Connexion des professionnels
pro-connexion-who = Cette page est réservée aux professionnels de santé inscrits à l'annuaire national.
pro-connexion-go = Se connecter avec { $provider }
pro-connexion-how = Vous allez sur le site de { $provider }. Vous y prouvez qui vous êtes, puis vous revenez ici. Carnet ne voit jamais votre mot de passe.
pro-connexion-session = Votre session se ferme après 15 minutes sans activité, et au plus tard après 12 heures.
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

pro-place-title = Où exercez-vous maintenant ?
pro-place-who = Bonjour { $name }.
pro-place-question = Choisissez votre lieu d'exercice
pro-place-go = Continuer
pro-place-why = Ce lieu figure dans l'historique que voient vos patients.
pro-place-missing = Choisissez l'un des lieux de la liste.

pro-search-too-short = Écrivez au moins deux lettres du nom.
