# Exporter tout mon dossier : la page.
export-title = Exporter tout mon dossier
export-title-child = Exporter le dossier { $of }
export-lead = Tout ce que contient votre espace, dans un seul fichier que vous gardez.
export-lead-child = Ce que vous voyez dans l’espace { $of }, dans un seul fichier que vous gardez.
export-holds-title = Ce que le fichier contient
export-holds-documents = Tous vos documents, tels qu’ils ont été reçus, y compris ceux que vous avez masqués.
export-holds-documents-child = Les documents, tels qu’ils ont été reçus, y compris ceux qui sont masqués aux professionnels.
export-holds-record = Votre dossier et votre résumé médical dans un format que d’autres logiciels savent lire (FHIR R4).
export-holds-record-child = Le dossier et le résumé médical { $of } dans un format que d’autres logiciels savent lire (FHIR R4).
export-holds-history = L’historique des accès, avec de quoi vérifier qu’il est complet.
export-holds-history-child = L’historique des accès, en mots.
export-holds-index = Une page à ouvrir sur votre ordinateur, sans Internet, pour lire le tout.
export-holds-not = Un document qu’un professionnel doit d’abord vous annoncer en consultation n’y est pas avant cette consultation.
export-holds-not-child = Un document qu’un professionnel doit d’abord annoncer en consultation n’y est pas avant cette consultation.
export-amount = { $count ->
    [0] Votre espace ne contient pas encore de document.
    [one] Votre espace contient un document, soit { $size }. Le fichier sera un peu plus gros.
   *[other] Votre espace contient { $count } documents, soit { $size }. Le fichier sera un peu plus gros.
}
export-amount-child = { $count ->
    [0] L’espace { $of } ne contient pas encore de document.
    [one] L’espace { $of } contient un document, soit { $size }. Le fichier sera un peu plus gros.
   *[other] L’espace { $of } contient { $count } documents, soit { $size }. Le fichier sera un peu plus gros.
}
export-ask = Préparer mon export
export-ask-again = Préparer un nouvel export
export-ask-replaces = Le nouvel export remplacera celui-ci.
export-proof = Nous vous demanderons d’abord votre mot de passe et votre code, ou votre clé d’accès.
export-running-title = Votre export se prépare
export-waits = Il commence dans quelques secondes.
export-running = { $total ->
    [one] { $packed } document sur un.
   *[other] { $packed } documents sur { $total }.
}
export-running-leave = Vous pouvez quitter cette page. Nous vous prévenons quand le fichier est prêt.
export-refresh = Voir où il en est
export-ready-title = Votre export est prêt
export-ready-asked = Demandé le { $moment }.
export-ready-until = À télécharger avant le { $moment }. Ensuite, le fichier est détruit.
export-download = Télécharger le fichier ({ $size })
export-care = Ce fichier contient des informations de santé et n’est pas protégé par un mot de passe. Ne le gardez pas sur un ordinateur partagé.
export-failed = Votre export n’a pas pu être préparé. Demandez-le à nouveau ; si cela se répète, appelez le 34 22.
export-too-many = Vous avez déjà demandé trois exports en 24 heures. Téléchargez le dernier, ou revenez demain.
export-outdated = Le contenu de ce fichier n’est plus le même que celui de l’espace. Il a été détruit : demandez-en un nouveau.
export-holds-no-proofs = Ce fichier ne contient pas les preuves de l’historique. Elles numérotent chaque ligne, et la loi permet à tout mineur de demander le secret sur certains soins : les numéros diraient s’il l’a fait. Le fichier est donc fait de la même façon pour tous les enfants.
export-first-days = Pendant les trois premiers jours de votre compte, votre dossier ne peut pas encore être exporté. Rien n’est perdu : revenez ensuite.
export-first-days-child = Pendant les trois premiers jours de votre compte, le dossier { $of } ne peut pas encore être exporté. Rien n’est perdu : revenez ensuite.

# Le fichier lui-même.
export-file-title = Mon dossier de santé
export-file-title-child = Dossier de santé { $of }
export-file-born = date de naissance : { $day }
export-file-made = Copie faite le { $moment }. Ce qui est arrivé ensuite n’y est pas.
export-file-care = Ces fichiers ne sont protégés par aucun mot de passe. Gardez-les dans un endroit sûr.
export-file-skip = Aller à ce qui suit les documents
export-file-documents = Mes documents
export-file-documents-child = Documents { $of }
export-file-count = { $count ->
    [0] Aucun document.
    [one] Un document, du plus récent au plus ancien.
   *[other] { $count } documents, du plus récent au plus ancien.
}
export-file-hidden = Masqué
export-file-replaced = Remplacé par une version plus récente
export-file-binned = Dans la corbeille
export-file-lost = Ce document n’a pas pu être lu au moment de la copie. Appelez le 34 22.
export-file-folder = Dossier : { $name }
export-pinned = Documents épinglés
export-file-history = Qui a vu mon dossier
export-file-history-child = Qui a vu le dossier { $of }
export-file-history-text = L’historique est là deux fois : en mots, pour le lire ; avec des preuves, pour le vérifier.
export-file-history-text-child = L’historique est là en mots, pour le lire.
export-file-history-words = Historique des accès (tableau CSV)
export-file-history-proofs = Historique avec preuves (JSON)
export-file-no-proofs = Pourquoi il n’y a pas de preuves ici
export-file-no-proofs-text = Les preuves de l’historique numérotent chaque ligne, sans trou. La loi permet à tout mineur de demander le secret sur certains soins : les numéros diraient s’il l’a fait. La copie que prend un représentant légal n’en contient donc jamais, quel que soit l’enfant.
export-file-no-proofs-whose = Le titulaire de l’espace peut prendre les preuves lui-même, avec son propre compte.
export-file-check = Vérifier
export-file-check-text = Le programme « carnet verify » vérifie, sans Internet, que chaque ligne de l’historique est numérotée sans trou et inscrite au journal public. Prenez la clé de ce journal et un point de contrôle ailleurs que dans ce fichier : auprès d’un témoin, d’une association ou dans la presse.
export-file-check-key = CLÉ_DU_JOURNAL
export-file-check-checkpoint = POINT_DE_CONTRÔLE
export-file-check-sums = Pour vérifier qu’aucun fichier n’a été abîmé :
export-file-machines = Pour un autre logiciel
export-file-machines-text = Le dossier suit la norme FHIR R4 de HL7. Chaque description de document renvoie au fichier d’à côté.
export-file-record = Dossier complet (FHIR R4, JSON)
export-file-summary = Résumé médical (IPS, FHIR R4, JSON)

# Le résumé médical.

# Vérifier l’historique.
export-check-title = Vérifier mon historique
export-check-lead = Chaque lecture et chaque changement de votre dossier laissent une trace dans un journal public, sans votre nom. Vous pouvez vérifier qu’aucune ligne de votre historique n’a été retirée ou changée, même par nous.
export-check-take-title = 1. Prendre l’historique avec ses preuves
export-check-take-text = Ce fichier ne contient aucun mot médical : des numéros, des empreintes, et les étapes de la vie de votre espace (activé, fermé, rouvert…) avec leur date. Il est aussi dans l’export de tout le dossier, sous « historique/preuves.jsonl ».
export-check-since = Depuis combien d’entrées
export-check-since-hint = Le nombre que la vérification précédente vous a donné. Laissez vide pour continuer votre dernier export.
export-since-wrong = Le journal public n’a pas autant d’entrées. Copiez le nombre que la vérification précédente vous a donné.
export-check-take = Télécharger l’historique avec preuves
export-check-form-title = 2. Vérifier
export-check-file = Historique à vérifier
export-check-file-hint = Le fichier « preuves » que vous venez de prendre.
export-check-file-missing = Choisissez le fichier « preuves » à vérifier.
export-check-earlier = Historique de la dernière vérification
export-check-earlier-hint = Facultatif. Le fichier que vous avez gardé la dernière fois, pour prouver que rien n’en a été retiré depuis.
export-check-key = Clé du journal public
export-check-key-hint = Prenez-la ailleurs que sur ce site : auprès d’un témoin, d’une association ou dans la presse. Si vous laissez vide, nous utilisons la nôtre.
export-check-points = Points de contrôle publics
export-check-points-hint = Facultatif. Collez ici ceux qu’un témoin ou quelqu’un d’autre vous a donnés, l’un après l’autre.
export-check-witnesses = Clés des témoins que vous avez choisis
export-check-witnesses-hint = Facultatif. Une par ligne. Plus de la moitié doivent avoir signé.
export-check-before = Lignes plus anciennes que le journal public
export-check-before-hint = Facultatif. Combien vous en acceptez, si votre espace existait avant ce journal.
export-check-number-wrong = Écrivez un nombre, par exemple 0.
export-check-button = Vérifier
export-check-own-key = La clé du journal public est celle que ce site donne lui-même : contre nous, cela ne prouve rien. Vérifiez à nouveau avec une clé prise ailleurs.
export-check-no-public = Aucun point de contrôle venu d’ailleurs n’a été comparé : nous pourrions montrer un autre journal à quelqu’un d’autre.
export-check-next = Gardez ce fichier. La prochaine fois, prenez votre historique depuis { $size } { $size ->
    [one] entrée
   *[other] entrées
}, et donnez celui-ci comme historique de la dernière vérification.
export-check-means-title = Ce que cela prouve, et ce que cela ne prouve pas
export-check-means-proves = Cela prouve que chaque ligne est numérotée sans trou, qu’elle est dans le journal public, et que rien n’a été retiré ni changé depuis votre dernière vérification.
export-check-means-not = Cela ne prouve pas qu’une ligne dit vrai, ni que rien n’a été écrit après elle. Chaque étape de la vie de votre espace qui est dans le fichier (activé, fermé, rouvert…) a sa preuve ; qu’il n’en manque aucune n’est pas prouvé. Les lignes qui ne vous sont pas encore annoncées sont numérotées, sans leurs mots.
export-check-means-us = Cette page est tenue par le service que vous vérifiez. Pour ne pas avoir à nous croire, faites la même vérification sur votre ordinateur avec « carnet verify », ou avec un programme écrit par d’autres : le format est public.
export-file-agenda = Agenda
export-file-agenda-link = Mes rendez-vous et mes rappels (fichier iCalendar)
export-file-agenda-link-child = Rendez-vous et rappels { $of } (fichier iCalendar)
export-file-card = Carte d’urgence
export-file-card-link = Ce que dit ma carte (texte)
export-file-card-link-child = Ce que dit la carte { $of } (texte)
export-file-messages = Messages
export-file-messages-link = Mes échanges avec des professionnels (texte)
export-file-messages-link-child = Échanges avec des professionnels (texte)
