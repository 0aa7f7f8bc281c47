## Les fournisseurs d'identité de la démonstration

demo-provider-title = Choisissez qui vous êtes (démonstration)
demo-provider-warning = Ceci est une démonstration.
demo-provider-invented = Cette page remplace Pro Santé Connect. Toutes ces personnes sont inventées, et aucune preuve n'est demandée.
demo-provider-who = Les professionnels du pays inventé
demo-provider-name = Nom
demo-provider-profession = Profession
demo-provider-places = Lieux d'exercice
demo-provider-cancel = Ne pas se connecter
demo-provider-request-wrong = Cette demande de connexion n'est pas complète. Revenez à la page de connexion.

demo-fc-invented = Cette page remplace FranceConnect. Toutes ces personnes sont inventées, et aucune preuve n'est demandée.
demo-fc-who = Quelques personnes du pays inventé
demo-fc-birth = Date de naissance
demo-fc-space = Espace
demo-fc-announced = Annoncé, à activer
demo-fc-active = Actif
demo-fc-open = Ouvert sans réponse, à activer
demo-fc-refused = Refusé
demo-fc-closed = Fermé
