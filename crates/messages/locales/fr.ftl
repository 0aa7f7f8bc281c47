messages-title = Messages
messages-not-urgent = Les messages ne sont pas faits pour les urgences : ils peuvent être lus plusieurs jours après. En cas d’urgence, appelez le 15.
messages-none = Aucun message. Vos professionnels peuvent vous écrire.
messages-nobody = Vous pourrez écrire à un professionnel quand il vous aura écrit, ou s’il a choisi d’être joignable par les patients qu’il connaît. Vous pouvez aussi écrire à votre pharmacie si elle est déjà intervenue dans votre espace.
messages-write = Écrire un message
messages-go-on = Reprendre votre brouillon
messages-new = { $count ->
    [one] 1 nouveau
   *[other] { $count } nouveaux
}
messages-new-badge = Nouveau
messages-has-attached = avec pièce jointe
messages-state-open = Ouvert
messages-state-closed = Fermé
messages-state-no-reply = Sans réponse
messages-with = Avec
messages-you = Vous
messages-your-space = Votre espace
messages-written-by = Écrit par { $name }
messages-of-professional = { $profession } · RPPS { $rpps }
messages-of-patient = Patient, identité du registre
messages-was-read = lu
messages-attached = Pièces jointes
messages-attachment = Pièce jointe { $n }, { $moment }
messages-attach = Joindre des documents
messages-attach-hint = 20 documents et 25 Mo au plus. Le professionnel pourra lire dans cet échange les documents que vous joignez, même s’il n’a pas accès au reste de votre espace.
messages-attach-meant = Je veux que le professionnel lise ces documents dans cet échange, même si je les ai masqués.
messages-attach-hidden = Un document que vous joignez est masqué. Cochez la case pour confirmer que le professionnel pourra le lire, ou retirez-le.
messages-attached-too-many = Joignez 20 documents au plus.
messages-attached-too-big = Les documents joints dépassent 25 Mo en tout. Retirez-en : rien n’a été envoyé.
messages-file = Joindre un fichier
messages-file-hint = 25 Mo au plus. Le fichier est déposé dans les documents du patient, comme une lettre de votre part, avec l’objet de l’échange pour titre.
messages-file-missing = Choisissez un fichier, ou revenez à l’échange pour écrire sans fichier.
messages-file-too-big = Ce fichier dépasse 25 Mo. Rien n’a été envoyé.
messages-answer = Répondre
messages-to = À qui
messages-to-hint = Les professionnels à qui vous pouvez écrire.
messages-subject = Objet
messages-subject-hint = 150 caractères au plus.
messages-text = Message
messages-text-hint = 20 000 caractères au plus. Les adresses de sites restent du texte.
messages-text-count = Votre message compte { $count } caractères.
messages-send = Envoyer
messages-keep = Garder comme brouillon
messages-back = Retour aux messages

messages-subject-missing = Indiquez l’objet du message.
messages-subject-too-long = L’objet dépasse 150 caractères. Raccourcissez-le.
messages-text-missing = Écrivez votre message.
messages-text-too-long = Le message dépasse 20 000 caractères. Raccourcissez-le, ou envoyez-le en plusieurs fois.
messages-to-nobody = Vous ne pouvez pas écrire à cette personne. Choisissez quelqu’un de la liste.
messages-blocked = Vous avez bloqué ce professionnel. Débloquez-le dans « Qui voit quoi » pour lui écrire.
messages-closed = Le professionnel a fermé cet échange : vous ne pouvez plus y répondre.
messages-no-reply = Le professionnel n’attend pas de réponse à ce message : vous ne pouvez pas répondre.
messages-too-many = Vous avez déjà envoyé 50 messages depuis hier : c’est le plus possible. Réessayez demain.
messages-too-late = Trop tard : le message est parti il y a plus de 30 secondes et peut avoir été lu.

messages-sent = Message envoyé. Vous pouvez encore l’annuler pendant 30 secondes ; personne d’autre ne le voit avant.
messages-undo = Annuler l’envoi
messages-undone = L’envoi est annulé : personne ne verra ce message. Son texte est gardé comme brouillon.
messages-draft-kept = Le brouillon est gardé. Vous seul le voyez.

messages-pro-lead = Le patient lit ici ce que vous lui écrivez, et en est prévenu sans aucun détail. Un message ne donne aucun droit de lecture sur le dossier.
messages-pro-theirs = Vos échanges avec ce patient
messages-pro-line = Échange, dernier message le { $moment }
messages-pro-new = Écrire un nouveau message
messages-without-reply = Le patient ne peut pas répondre à ce message
messages-without-reply-hint = Sans cette case, il peut répondre, même si l’échange était fermé.
messages-pro-state = Réponses du patient
messages-do-open = Permettre les réponses
messages-do-closed = Fermer l’échange
messages-do-no-reply = Ne pas attendre de réponse
messages-now-open = Le patient peut de nouveau répondre.
messages-now-closed = L’échange est fermé : le patient ne peut plus y répondre. Si vous écrivez de nouveau, il est rouvert.
messages-now-no-reply = Le patient ne peut pas répondre. Si vous écrivez de nouveau, il le pourra.
messages-pro-back = Retour au dossier
messages-pro-all = Tous vos échanges avec ce patient
messages-pro-none = Aucun échange. Pour écrire à un patient, cherchez-le, puis ouvrez « Messages ».
messages-pro-born = Né(e) le { $day }
messages-pro-unread = { $count ->
    [one] Vous avez un échange non lu.
   *[other] Vous avez { $count } échanges non lus.
}
messages-pro-older = Échanges plus anciens
messages-reach-title = Qui peut vous écrire en premier
messages-reach-is-on = Les patients qui vous connaissent, parce que vous avez eu un lien de soins avec eux ou déposé un document, peuvent vous écrire.
messages-reach-is-off = Seuls les patients à qui vous avez écrit peuvent vous écrire. Les pharmacies sont toujours joignables par leurs patients.
messages-reach-start = Laisser mes patients m’écrire
messages-reach-stop = Ne plus laisser mes patients m’écrire en premier
messages-reach-on = Vos patients peuvent vous écrire.
messages-reach-off = Vos patients ne peuvent plus vous écrire en premier.

history-thread-begun = A commencé un échange de messages
history-message-sent = A envoyé un message
history-message-undone = A annulé l’envoi d’un message
history-thread-read = A ouvert un échange de messages
history-thread-marked = A lu de nouveaux messages
history-thread-opened = A permis les réponses dans un échange
history-thread-closed = A fermé un échange de messages
history-thread-no-reply = N’attend pas de réponse à un message
