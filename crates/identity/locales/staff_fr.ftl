# ---- Se connecter
staff-sign-in-operator = Connexion des téléconseillers
staff-sign-in-volunteer = Connexion des bénévoles
staff-sign-in-administrator = Connexion des administrateurs
staff-sign-in-who = Cette page est réservée à l’équipe du service. Vous n’y verrez aucune donnée de santé.
staff-username-hint = Celui que vous avez choisi en activant votre accès.
staff-session-length = La session se ferme après 10 minutes sans activité, et au plus tard après 8 heures. Vous connecter ailleurs ferme celle-ci.
staff-session-length-volunteer = La session se ferme après 30 minutes sans activité, et au plus tard après 8 heures.
staff-no-account = J’ai un code pour activer mon accès
staff-own-space = Je veux voir mon propre espace

# ---- Activer son accès
staff-enrol-title = Activer mon accès
staff-enrol-lead = Vous rejoignez l’équipe du service. Un administrateur vous a remis un code, valable 7 jours.
staff-enrol-code-label = Code reçu
staff-enrol-code-hint = 12 lettres et chiffres, par exemple 7K2M-9PQR-4TVX.
staff-enrol-username-label = Identifiant
staff-enrol-username-hint = Choisissez de 3 à 40 lettres, chiffres, points ou tirets. Ni e-mail, ni numéro.
staff-enrol-password-label = Mot de passe
staff-enrol-button = Continuer
staff-enrol-public = Ce n’est pas la page des assurés.
staff-enrol-over = Cette activation a pris trop de temps, ou elle est déjà faite. Recommencez avec votre code, ou connectez-vous.
staff-code-empty = Écrivez le code que l’on vous a remis.
staff-code-form = Ce n’est pas un code. Recopiez ses 12 lettres et chiffres.
staff-code-mistyped = Il y a une faute de frappe. Comparez le code lettre par lettre.
staff-code-refused = Ce code ne va pas, il a déjà servi, il est périmé, ou il y a eu trop d’essais. Vérifiez-le, ou demandez-en un autre.

# ---- Le second facteur
staff-factor-title = Protéger mon accès
staff-factor-lead = En plus du mot de passe, il faut une application de codes ou une clé d’accès.
staff-factor-app = Ouvrez votre application de codes, ou installez-en une.
staff-factor-scan = Scannez ce dessin, ou écrivez la clé dans l’application.
staff-factor-code = Recopiez ici les six chiffres affichés.
staff-factor-qr = Dessin à scanner avec l’application de codes
staff-factor-key = Clé à écrire :
staff-factor-link = Ouvrir l’application sur cet appareil
staff-factor-button = Activer mon accès
staff-factor-passkey = Créer une clé d’accès

# ---- Les rôles
staff-role-operator = Téléconseiller
staff-role-volunteer = Bénévole
staff-role-administrator = Administrateur
staff-role-all = Tous
staff-role-operators = Téléconseillers
staff-role-volunteers = Bénévoles
staff-role-administrators = Administrateurs

# ---- L’accueil des administrateurs
staff-home-title = Administration
staff-home-hello = Bonjour { $name }.
staff-home-waiting = Personnes à confirmer : { $count }.
staff-home-nobody-waits = Personne n’attend d’être confirmé.
staff-home-team = Voir l’équipe
staff-home-log = Journal public
staff-home-witness-signed = Le témoin { $name } a signé le dernier état du journal.
staff-home-witness-missing = Le témoin { $name } n’a pas signé le dernier état du journal. Le service continue et le lui redemande. S’il manque encore dans une heure, appelez la personne qui le tient.
staff-home-calls = Voir les actes par téléphone

# ---- L’équipe
staff-team-title = Équipe
staff-team-lead = Un administrateur propose une personne, un autre la confirme. Un seul suffit pour mettre fin à un rôle.
staff-team-alone = Il n’y a pas deux administrateurs en poste. Personne ne peut donc confirmer les propositions de l’autre.
staff-team-proposed = À confirmer
staff-team-confirmed = En attente d’activation
staff-team-in-post = En poste
staff-team-nobody = Personne n’est en poste dans ce rôle.
staff-team-next = Voir la suite
staff-team-next-proposed = Voir la suite des personnes proposées
staff-team-next-confirmed = Voir la suite des personnes confirmées
staff-team-deeds = Ce qui a été fait
staff-col-name = Nom
staff-col-role = Rôle
staff-col-place = Lieu
staff-col-email = E-mail
staff-col-proposed = Proposition
staff-col-since = Depuis
staff-col-entered = Dernière connexion
staff-col-end = Fin
staff-proposed-by = Par { $name }, le { $moment }.
staff-command-line = La ligne de commande
staff-proposed-done = La proposition est enregistrée. Un autre administrateur doit maintenant la confirmer.
staff-ended-done = C’est fait. Cet accès est fermé.
staff-back = Retour à l’équipe
staff-cancel = Annuler

# ---- Proposer
staff-propose-title = Proposer une personne
staff-propose-lead = Rien ne s’ouvre avant qu’un autre administrateur confirme.
staff-propose-button = Proposer
staff-propose-self = Vous ne pouvez pas vous proposer. Un autre administrateur doit le faire.
staff-name-label = Prénom et nom
staff-name-hint = Tels que l’équipe les connaît, par exemple Jeanne Roux.
staff-name-wrong = Écrivez un prénom et un nom, en 80 lettres au plus. Par exemple : Jeanne Roux.
staff-role-label = Rôle
staff-role-missing = Choisissez l’un des trois rôles.
staff-place-label = Lieu
staff-place-hint = Le site d’un bénévole, le centre d’appels d’un téléconseiller. Rien pour un administrateur.
staff-place-missing = Écrivez le site ou le centre d’appels. Par exemple : Mairie de Caen.
staff-place-long = Ce lieu est trop long. 80 lettres suffisent.
staff-email-label = E-mail (facultatif)
staff-email-hint = Pour joindre la personne. Le code n’est jamais envoyé par e-mail.
staff-email-wrong = Écrivez une adresse complète, par exemple jeanne.roux@fonds.example, ou rien.

# ---- Confirmer
staff-confirm-title = Confirmer une personne
staff-confirm-link = Confirmer { $name }
staff-confirm-another = Un autre administrateur doit confirmer.
staff-confirm-stale = Cette proposition a plus de 30 jours. Retirez-la, puis proposez de nouveau cette personne.
staff-confirm-text = Confirmez seulement si vous connaissez cette personne et son rôle.
staff-confirm-code = Vous verrez un code, une seule fois. Vous le lui remettrez vous-même.
staff-confirm-again = Cette personne a déjà un code. Le nouveau le remplace.
staff-confirm-button = Confirmer et voir le code
staff-two-persons = Il faut deux personnes : qui propose ne confirme pas, et personne ne se confirme. Ce qui vient de la ligne de commande ne se confirme pas ici.
staff-too-late = Il est trop tard : cet accès est déjà ouvert ou déjà fermé, ou la proposition a plus de 30 jours.
staff-code-title = Code à remettre
staff-code-lead = Remettez ce code à { $name }, en main propre ou de vive voix.
staff-code-where = La personne l’écrit à l’adresse { $address }.
staff-code-until = Code valable jusqu’au { $moment }.
staff-code-dead = Code périmé. Il en faut un nouveau.
staff-code-dead-anew = Code périmé. Retirez la proposition, puis proposez de nouveau cette personne.
staff-code-how = Elle choisit alors son identifiant, son mot de passe et son second facteur.
staff-code-once = Ce code ne sera plus affiché. S’il se perd, faites-en un nouveau.
staff-code-again-link = Nouveau code pour { $name }

# ---- Mettre fin
staff-end-title = Mettre fin à un rôle
staff-end-link = Mettre fin au rôle de { $name }
staff-end-text = Cette personne est déconnectée aussitôt et ne peut plus se connecter. Pour revenir, elle devra être proposée de nouveau.
staff-end-self = C’est votre propre accès. Vous serez déconnecté.
staff-end-button = Mettre fin au rôle
staff-drop-link = Retirer la proposition de { $name }
staff-drop-text = La proposition est retirée. Un code déjà remis ne sert plus.
staff-drop-button = Retirer la proposition

# ---- Le journal de l’équipe
staff-journal-title = Journal de l’équipe
staff-journal-lead = Chaque acte est noté avec son auteur et sa date. Aucune ligne ne peut être changée.
staff-journal-none = Rien n’a encore été fait.
staff-journal-older = Voir plus ancien
staff-journal-all = Voir tout le journal
staff-deed-proposed = { $actor } a proposé { $about } ({ $role }).
staff-deed-confirmed = { $actor } a confirmé { $about } ({ $role }) et reçu un code.
staff-deed-enrolled = { $about } ({ $role }) a activé son accès.
staff-deed-charter = { $about } ({ $role }) a signé la charte.
staff-deed-ended = { $actor } a fermé l’accès de { $about } ({ $role }).

# ---- La charte des bénévoles
staff-charter-title = Charte des bénévoles
staff-charter-lead = Vous aidez des personnes à se servir de leur espace. Voici vos engagements, à signer chaque année.
staff-charter-1 = La personne garde le clavier. Je montre et j’explique, je ne fais pas à sa place.
staff-charter-2 = Je ne demande jamais un mot de passe, un code ou un numéro, et je n’en note aucun.
staff-charter-3 = Je détourne les yeux quand la personne écrit un mot de passe ou un code.
staff-charter-4 = Je garde pour moi ce que j’apprends pendant une séance.
staff-charter-5 = Je ne reçois ni argent ni cadeau, et je n’installe rien sur mon propre téléphone.
staff-charter-scam = Un doute, une pression, un tiers trop présent ? Terminez la séance et prévenez un administrateur.
staff-charter-label = J’ai lu cette charte et je m’engage à la respecter
staff-charter-missing = Cochez la case pour signer la charte.
staff-charter-button = Signer la charte
staff-charter-signed = Vous avez signé la charte de { $year }.
