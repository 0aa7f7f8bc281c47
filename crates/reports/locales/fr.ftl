# Signalements d’accès : la file de l’équipe, et ce qu’en lit le titulaire.
reports-title = Signalements
reports-lead = Des personnes ne reconnaissent pas un accès à leur dossier. Vérifiez, puis répondez-leur.
reports-one-title = Signalement { $number }
reports-count = Signalements en attente : { $count }.
reports-see-answered = Voir les signalements répondus
reports-see-waiting = Voir les signalements en attente
reports-none = Aucun signalement n’attend.
reports-none-answered = Aucun signalement n’a encore de réponse.
reports-caption = Les cent plus anciens d’abord
reports-caption-answered = Les cent derniers
reports-col-number = Numéro
reports-col-who = Qui a eu accès
reports-col-what = Accès
reports-col-since = Signalé le
reports-col-state = État
reports-when = Date de l’accès
reports-institution = Établissement
reports-professional = Professionnel
reports-emergency = Accès d’urgence
reports-state-received = Reçu
reports-state-examined = En cours d’examen depuis le { $moment }
reports-outcome-legitime = Accès justifié
reports-outcome-erreur = Accès fait par erreur
reports-outcome-abus = Accès abusif, signalé à l’ordre de la profession ou à l’autorité de tutelle
reports-reason = Motif
reports-reason-inconnu = Je ne connais pas cette personne.
reports-reason-pas-alors = Je la connais, mais elle ne me soignait pas à ce moment.
reports-reason-refuse = J’avais refusé ou arrêté cet accès.
reports-reason-autre = Une autre raison.
reports-words = Précisions
reports-holder = Titulaire du dossier
reports-born = né(e) le { $day }
reports-take-text = En prenant ce signalement, vous verrez à qui est le dossier. La personne saura que son signalement est examiné.
reports-take = Prendre ce signalement
reports-taken = Vous avez pris ce signalement.
reports-answered = La réponse est enregistrée. La personne est prévenue.
reports-moved = Ce signalement a changé entre-temps. Voici où il en est.
reports-answer = Réponse
reports-answer-title = Répondre
reports-outcome = Conclusion
reports-choose-legitime = L’accès était justifié.
reports-choose-erreur = L’accès a été fait par erreur.
reports-choose-abus = L’accès était abusif : je l’ai signalé à l’ordre de la profession ou à l’autorité de tutelle.
reports-answer-label = Explication pour la personne
reports-answer-hint = 1 000 signes au plus, sans mot médical.
reports-answer-button = Envoyer la réponse
reports-outcome-missing = Choisissez une conclusion.
reports-answer-missing = Écrivez une explication.
reports-answer-long = L’explication dépasse 1 000 signes.
reports-reason-missing = Choisissez un motif.
reports-words-long = Vos précisions dépassent 500 signes.
reports-too-many = Vingt de vos signalements attendent déjà une réponse. Appelez le 3422 pour en parler.
reports-taken-already = Ce signalement est déjà examiné.
reports-not-examined = Prenez d’abord ce signalement, ou lisez la réponse qui est déjà donnée.

# Genres d’accès, sans rien du dossier.
reports-act-record-read = A ouvert le dossier : listes, résumé ou profil
reports-act-document-read = A lu un document
reports-act-document-downloaded = A téléchargé un document
reports-act-document-fetched = A relevé un document, par son logiciel
reports-act-document-added = A ajouté un document
reports-act-document-commented = A écrit un commentaire sur un document
reports-act-document-uncommented = A retiré son commentaire
reports-act-examination-noted = A noté un examen comme fait
reports-act-examination-withdrawn = A retiré une note d’examen
reports-act-link-made = A déclaré l’accord de la personne
reports-act-other = A consulté ou changé le dossier

# Ce qui est envoyé au titulaire : ni qui, ni quoi.
reports-notice-subject = Une réponse à votre signalement { $number }
reports-notice-text =
    Bonjour { $name },

    Vous aviez signalé un accès à votre espace. Une réponse vous attend.

    Pour la lire, connectez-vous sur { $origin }, puis ouvrez « Qui voit quoi » et « Accès à mon dossier ».

    Numéro du signalement : { $number }.
reports-notice-sms = Une réponse à votre signalement { $number } vous attend dans votre espace, sous « Qui voit quoi ».
reports-elsewhere = Quelqu’un d’autre examine ce signalement. Qui le reprend apprend de qui est l’espace, et cela est écrit.
reports-take-over = Reprendre ce signalement
reports-act-emergency-opened = A ouvert le dossier en urgence
reports-act-share-taken = A tapé un code de partage de la personne
reports-act-shared-read = A ouvert la liste des documents partagés par un code
reports-act-link-made-presence = A tapé le code de présence de la personne
reports-act-link-made-team = A fait entrer quelqu’un dans son équipe
