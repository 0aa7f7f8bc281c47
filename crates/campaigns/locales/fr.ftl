campaigns-title = Campagnes
campaigns-list = Campagnes d’annonce
campaigns-none = Aucune campagne n’a commencé.
campaigns-new = Commencer une campagne
campaigns-refresh = Actualiser
campaigns-begun = La campagne est commencée. Les premiers envois partent dans quelques secondes.
campaigns-since = Commencée le { $moment }.
campaigns-since-by = Commencée le { $moment } par { $name }.
campaigns-finished = Terminée le { $moment }.
campaigns-running = En cours.
campaigns-told = { $done } { $done ->
    [one] personne prévenue
   *[other] personnes prévenues
}, sur { $of } au plus.
campaigns-letters = Lettres :
campaigns-emails = Courriels :
campaigns-for-people = À voir par une personne :
campaigns-to-dispatch = Lots à imprimer et à envoyer : { $count }.
campaigns-states = Les espaces aujourd’hui
campaigns-col-state = État
campaigns-col-count = Nombre
campaigns-state-announced = Annoncés
campaigns-state-open = Ouverts sans réponse
campaigns-state-active = Activés
campaigns-state-refused = Refusés
campaigns-state-closed = Fermés
campaigns-state-erased = Effacés
campaigns-last-opening = Dernière ouverture sans réponse : { $count } { $count ->
    [one] espace
   *[other] espaces
}, le { $moment }.
campaigns-no-opening = Aucun espace n’a encore été ouvert sans réponse.

campaigns-events = Ce qui s’est passé
campaigns-events-caption = Les derniers événements, du plus récent au plus ancien
campaigns-col-when = Date
campaigns-col-what = Événement
campaigns-event-begun = Campagne { $name } commencée, pour { $count } { $count ->
    [one] personne
   *[other] personnes
} au plus.
campaigns-event-begun-by = Campagne { $name } commencée par { $by }, pour { $count } { $count ->
    [one] personne
   *[other] personnes
} au plus.
campaigns-event-finished = Campagne { $name } terminée. Personnes prévenues : { $count }.
campaigns-event-opening = Ouverture sans réponse commencée. Espaces à ouvrir : { $count }.
campaigns-event-opened = Ouverture sans réponse terminée. Espaces ouverts : { $count }.
campaigns-event-stop-ahead = Ouverture arrêtée : l’horloge était très en avance. Espaces à ouvrir : { $count }.
campaigns-event-stop-behind = Ouverture arrêtée : l’horloge était en retard. Espaces à ouvrir : { $count }.
campaigns-event-stop-many = Ouverture arrêtée : trop d’espaces en une fois. Espaces à ouvrir : { $count }.
campaigns-event-stop-late = Ouverture arrêtée : des lettres ou des courriels n’étaient pas partis. Espaces à ouvrir : { $count }.
campaigns-event-stop-many-late = Ouverture arrêtée : trop d’espaces en une fois, et des lettres ou des courriels n’étaient pas partis. Espaces à ouvrir : { $count }.
campaigns-event-released = { $first } et { $second } ont vérifié : l’ouverture peut reprendre.
campaigns-event-doubt-gone = La raison de l’arrêt a disparu, ou une autre l’a remplacée.

campaigns-stop-title = L’ouverture des espaces est arrêtée
campaigns-stop-ahead = Le { $moment }, l’horloge était très en avance. { $due } { $due ->
    [one] espace allait s’ouvrir
   *[other] espaces allaient s’ouvrir
}. Vérifiez l’heure des serveurs.
campaigns-stop-behind = Le { $moment }, l’horloge était en retard. { $due } { $due ->
    [one] espace allait s’ouvrir
   *[other] espaces allaient s’ouvrir
}. Vérifiez l’heure des serveurs.
campaigns-stop-many = Le { $moment }, { $due } { $due ->
    [one] espace allait s’ouvrir
   *[other] espaces allaient s’ouvrir
} en une fois. C’est plus qu’une journée ne peut en avoir.
campaigns-stop-late = Le { $moment }, des lettres ou des courriels attendaient depuis plus d’un jour. { $due } { $due ->
    [one] espace allait s’ouvrir
   *[other] espaces allaient s’ouvrir
}.
campaigns-stop-many-late = Le { $moment }, { $due } { $due ->
    [one] espace allait s’ouvrir
   *[other] espaces allaient s’ouvrir
} en une fois. C’est plus qu’une journée ne peut en avoir. De plus, des lettres ou des courriels attendaient depuis plus d’un jour.
campaigns-stop-nobody = Deux personnes doivent vérifier avant de reprendre. Personne ne l’a encore fait.
campaigns-stop-first = { $name } a vérifié. Une deuxième personne doit vérifier aussi.
campaigns-release = J’ai vérifié, on peut reprendre
campaigns-release-noted = C’est noté. Une deuxième personne doit vérifier aussi.
campaigns-released = Deux personnes ont vérifié. La prochaine ouverture reprend.
campaigns-no-room-title = Le disque des campagnes est plein
campaigns-no-room = Depuis le { $moment }, des lettres ne peuvent plus être écrites. Rien n’est perdu, et personne n’est prévenu deux fois. Faites de la place : l’envoi reprend tout seul.
campaigns-unsent-title = Lettres de justificatif qui ne sont pas parties
campaigns-unsent-count = Justificatifs à renvoyer : { $count }. Les plus anciens, par leur numéro :
campaigns-unsent-what = La lettre n’a pas pu partir, ou l’adresse ne peut pas être imprimée. Corrigez l’adresse dans le fichier des assurés, importez ce fichier, puis renvoyez les justificatifs.
campaigns-unsent-again = Renvoyer les justificatifs
campaigns-unsent-sent = Les justificatifs repartent par la poste. Ceux qui restent dans la liste attendent encore une adresse.
campaigns-unsent-still = Rien n’est reparti : aucune adresse ne peut encore être imprimée. Corrigez-la d’abord dans le fichier des assurés.
campaigns-release-two = Vous avez déjà vérifié. La deuxième personne doit être une autre.
campaigns-release-none = Aucune ouverture n’est arrêtée.

campaigns-new-title = Commencer une campagne
campaigns-new-lead = Chaque assuré sans espace reçoit un code, par courriel ou par lettre. Il a six semaines pour activer ou refuser. Un envoi ne se rattrape pas.
campaigns-name-label = Nom de la campagne
campaigns-name-hint = Lettres minuscules, chiffres et traits d’union. Par exemple : normandie-2026-12.
campaigns-limit-label = Nombre de personnes au plus
campaigns-limit-hint = Par exemple : 50 000.
campaigns-understood = J’ai vérifié l’imprimeur, les courriels et le nombre de personnes
campaigns-new-button = Prévenir ces personnes
campaign-name = Écrivez de 1 à 40 lettres minuscules, chiffres ou traits d’union.
campaigns-limit-wrong = Écrivez un nombre de personnes, par exemple 50 000.
campaigns-understood-wrong = Cochez cette case une fois la vérification faite.
campaign-done = Cette campagne est terminée. Donnez un autre nom.
campaign-limit = Cette campagne a commencé avec un autre nombre de personnes.
campaign-other-running = Une autre campagne est en cours. Attendez qu’elle se termine.
campaign-elsewhere = Des envois sont en cours. Réessayez dans deux minutes.
campaign-no-room = Le disque des campagnes est plein. Rien n’est perdu : faites de la place, puis reprenez.
