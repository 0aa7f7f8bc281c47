# Exporter tout mon dossier : la page.
export-title = Exporter tout mon dossier
export-lead = Tout ce que contient votre espace, dans un seul fichier que vous gardez.
export-holds-title = Ce que le fichier contient
export-holds-documents = Tous vos documents, tels qu’ils ont été reçus, y compris ceux que vous avez masqués.
export-holds-record = Votre dossier et votre résumé médical dans un format que d’autres logiciels savent lire (FHIR R4).
export-holds-history = L’historique des accès, avec de quoi vérifier qu’il est complet.
export-holds-index = Une page à ouvrir sur votre ordinateur, sans Internet, pour lire le tout.
export-holds-not = Un document qu’un professionnel doit d’abord vous annoncer en consultation n’y est pas avant cette consultation.
export-amount = { $count ->
    [0] Votre espace ne contient pas encore de document.
    [one] Votre espace contient un document, soit { $size }. Le fichier sera un peu plus gros.
   *[other] Votre espace contient { $count } documents, soit { $size }. Le fichier sera un peu plus gros.
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
export-first-days = Pendant les trois premiers jours de votre compte, votre dossier ne peut pas encore être exporté. Rien n’est perdu : revenez ensuite.

# Le fichier lui-même.
export-file-title = Mon dossier de santé
export-file-born = date de naissance : { $day }
export-file-made = Copie faite le { $moment }. Ce qui est arrivé ensuite n’y est pas.
export-file-care = Ces fichiers ne sont protégés par aucun mot de passe. Gardez-les dans un endroit sûr.
export-file-documents = Mes documents
export-file-count = { $count ->
    [0] Aucun document.
    [one] Un document, du plus récent au plus ancien.
   *[other] { $count } documents, du plus récent au plus ancien.
}
export-file-hidden = Masqué
export-file-replaced = Remplacé par une version plus récente
export-file-binned = Dans la corbeille
export-file-history = Qui a vu mon dossier
export-file-history-text = L’historique est là deux fois : en mots, pour le lire ; avec des preuves, pour le vérifier.
export-file-history-words = Historique des accès (tableau CSV)
export-file-history-proofs = Historique avec preuves (JSON)
export-file-check = Vérifier
export-file-check-text = Le programme « carnet verify » vérifie, sans Internet, que chaque ligne de l’historique est numérotée sans trou et inscrite au registre public. Prenez la clé du registre et un point de contrôle ailleurs que dans ce fichier : auprès d’un témoin, d’une association ou d’un journal.
export-file-check-key = CLÉ_DU_REGISTRE
export-file-check-checkpoint = POINT_DE_CONTRÔLE
export-file-check-sums = Pour vérifier qu’aucun fichier n’a été abîmé :
export-file-machines = Pour un autre logiciel
export-file-machines-text = Le dossier suit la norme FHIR R4 de HL7. Chaque description de document renvoie au fichier d’à côté.
export-file-record = Dossier complet (FHIR R4, JSON)
export-file-summary = Résumé médical (IPS, FHIR R4, JSON)

# Le résumé médical.
export-ips-title = Résumé médical international
export-ips-problems = Maladies et problèmes de santé
export-ips-allergies = Allergies et intolérances
export-ips-medications = Traitements
export-ips-unavailable = Cette rubrique n’est pas tenue dans cet espace : rien ne peut en être conclu.
