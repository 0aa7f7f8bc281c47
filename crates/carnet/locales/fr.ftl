# Accueil public et accueil du titulaire.
carnet-public-title = Votre carnet de santé
carnet-public-lead = Vos documents de santé au même endroit, pour toute la vie. Vous décidez qui peut les lire.
carnet-public-1 = Vos professionnels y ajoutent vos ordonnances, vos résultats et vos comptes rendus.
carnet-public-2 = Vous y ajoutez vos propres documents, même en photo.
carnet-public-3 = Vous pouvez masquer un document à tous, ou à une seule personne.
carnet-public-4 = Chaque lecture est écrite dans votre historique, avant d’avoir lieu.
carnet-public-activate = Activer mon espace
carnet-public-sign-in = Me connecter
carnet-public-helping-title = J’aide quelqu’un
carnet-public-helping-parent = Vous êtes parent : l’espace de votre enfant est dans le vôtre, à la page « Proches ».
carnet-public-helping-carer = Vous aidez un adulte : c’est à cette personne de vous inviter, depuis son espace. Elle vous donne un code, que vous tapez dans le vôtre, à la page « Proches ».
carnet-public-helping-volunteer = Je suis bénévole d’un lieu d’accueil
carnet-public-pro-title = Vous êtes professionnel de santé ?
carnet-public-pro-text = Connectez-vous avec Pro Santé Connect pour chercher un patient, lire son dossier avec son accord et y déposer un document.
carnet-public-pro = Espace des professionnels
carnet-home-title = Accueil
carnet-home-hello = Bonjour { $name }
carnet-home-of-child = L’espace { $of }
carnet-home-new = Nouveau : { $title }
carnet-home-new-from = { $author }, { $day }.
carnet-home-new-more = { $count ->
    [one] Un autre document est nouveau.
   *[other] { $count } autres documents sont nouveaux.
}
carnet-home-new-see = Voir le nouveau document
carnet-home-who = Qui a regardé votre dossier ?
carnet-home-who-child = Qui a regardé le dossier { $of } ?
carnet-home-nobody = Personne n’a ouvert votre dossier.
carnet-home-nobody-child = Aucun accès n’est noté ici, en dehors de la famille.
carnet-home-nobody-since = Personne n’a ouvert votre dossier depuis le { $moment }.
carnet-home-nobody-since-child = Aucun accès n’est noté ici depuis le { $moment }, en dehors de la famille.
carnet-home-who-link = Voir tous les accès
carnet-home-messages = Messages
carnet-home-messages-unread = { $count ->
    [one] Vous avez un échange non lu.
   *[other] Vous avez { $count } échanges non lus.
}
carnet-home-messages-unread-child = { $count ->
    [one] Un échange n’est pas lu.
   *[other] { $count } échanges ne sont pas lus.
}
carnet-home-messages-link = Lire vos messages
carnet-home-messages-link-child = Lire les messages { $of }
carnet-home-next = Bientôt dans l’agenda
carnet-home-next-none = Rien n’est noté pour la suite.
carnet-home-next-link = Ouvrir l’agenda
carnet-home-security = Votre compte
carnet-home-security-text = Vérifiez les appareils connectés à votre espace.
carnet-home-security-link = Voir mes appareils
carnet-home-given = { $count ->
    [0] Vos notifications
    [one] Vos notifications : une nouvelle
   *[other] Vos notifications : { $count } nouvelles
}
carnet-home-last = Derniers documents
carnet-home-all = Voir tous mes documents
carnet-home-all-child = Voir tous les documents { $of }
carnet-public-object = M’opposer
carnet-public-weeks = Vous avez reçu une lettre ou un e-mail ? Vous avez six semaines pour choisir. Sans réponse, votre espace s’ouvre ; vous pourrez le fermer à tout moment.
carnet-home-held = Une demande a été faite par téléphone au sujet de votre espace. Elle attend.
carnet-home-held-child = Une demande a été faite par téléphone au sujet de l’espace { $of }. Elle attend.
carnet-home-held-link = La voir ou l’annuler
carnet-home-held-link-child = La voir
carnet-home-prove = Les voir tout de suite avec FranceConnect
carnet-home-empty = Votre espace est vide. Trois idées pour commencer :
carnet-home-empty-child = L’espace { $of } est vide. Trois idées pour commencer :
carnet-home-idea-allergies = Vos allergies
carnet-home-idea-allergies-child = Les allergies { $of }
carnet-home-idea-treatments = Vos traitements
carnet-home-idea-treatments-child = Les traitements { $of }
carnet-home-idea-contact = La personne à prévenir
carnet-home-held-away = Nous ne pouvons pas dire en ce moment si une demande faite par téléphone attend. Réessayez dans quelques minutes.
carnet-home-given-away = Leur nombre ne peut pas être affiché en ce moment. Réessayez dans quelques minutes.
carnet-home-children-away = Vos enfants ne peuvent pas être affichés en ce moment. Réessayez dans quelques minutes.
carnet-home-to-do = À faire
carnet-home-to-do-count = Le calendrier officiel prévoit { $count ->
    [one] une chose
   *[other] { $count } choses
} à faire à votre âge.
carnet-home-to-do-count-child = Le calendrier officiel prévoit { $count ->
    [one] une chose
   *[other] { $count } choses
} à faire à l’âge { $of }.
carnet-home-to-do-none = Le calendrier officiel ne prévoit rien à faire en ce moment.
carnet-home-to-do-link = Voir la prévention
carnet-home-profile-link = Compléter mon profil médical
carnet-home-profile-link-child = Compléter le profil médical { $of }
carnet-home-card-link = Ma carte d’urgence
carnet-home-card-link-child = La carte d’urgence { $of }
