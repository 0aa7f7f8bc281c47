# Documents.
documents-title = Mes documents
documents-none = Aucun document. Vos professionnels en ajouteront. Vous pouvez aussi en ajouter.
documents-kept-back = Votre compte est nouveau et nous ne connaissions pas votre contact. Par prudence, vos documents plus anciens s’afficheront le { $until }.
documents-search = Chercher dans mes documents
documents-search-hint = Par exemple : IRM, ordonnance, Dr Petit
documents-search-button = Chercher
documents-category = Catégorie
documents-category-all = Toutes
documents-category-summary = Ma santé en résumé
documents-category-prescriptions = Ordonnances et soins
documents-category-imaging = Imagerie
documents-category-biology = Biologie
documents-category-reports = Comptes rendus
documents-category-prevention = Prévention et dépistages
documents-category-certificates = Certificats
documents-category-administrative = Pièces administratives
documents-category-other = Autres
documents-who-sees = Qui peut voir
documents-all = Tous les documents
documents-hidden-only = Masqués
documents-apply = Appliquer les filtres
documents-clear = Effacer les filtres
documents-found = { $count ->
    [0] Aucun document
    [one] { $count } document
   *[other] { $count } documents
}
documents-no-match = Aucun document ne correspond. Essayez un autre mot, ou effacez les filtres.
documents-add = Ajouter un document
documents-new = Nouveau
documents-badge-hidden = Masqué : vous seul le voyez
documents-badge-hidden-from = Masqué à { $names }
documents-badge-visible = { $count ->
    [0] Aucun professionnel ne peut le voir
    [one] Visible par { $count } professionnel
   *[other] Visible par { $count } professionnels
}
documents-author-you = ajouté par vous
documents-kind = Type
documents-date = Date de l’acte
documents-author = Auteur
documents-added-on = Ajouté le
documents-size = Taille
documents-picture-of = Image : { $title }
documents-no-preview = Ce document ne s’affiche pas ici. Téléchargez-le pour le lire.
documents-sheet = Page { $number }
documents-sheet-of = Page { $number } de « { $title } »
documents-sheet-no-text = Cette page ne contient pas de texte : c’est une image.
documents-sheet-no-picture = La page { $number } ne peut pas s’afficher en image. Lisez son texte, ou téléchargez le document.
documents-sheets = Pages du document
documents-sheets-before = Pages précédentes
documents-sheets-after = Pages suivantes
documents-page-range = Page { $first } sur { $count }
documents-pages-range = Pages { $first } à { $last } sur { $count }
documents-pages-capped = Les { $max } premières pages s’affichent ici. Téléchargez le document pour lire la suite.
documents-read-text = Lire le texte
documents-text-cut = Le début seulement s’affiche ici. Téléchargez le document pour lire la suite.
documents-signs = Ce fichier contient un programme ou d’autres fichiers. Ici, rien ne s’exécute. Soyez prudent si vous le téléchargez.
documents-download = Télécharger « { $title } »
documents-back = Retour à mes documents
documents-visibility-link = Qui peut le voir ?
documents-added = Votre document est ajouté.

# Qui peut voir.
documents-visibility-title = Qui peut voir ce document ?
documents-from-all-title = Ce document est masqué à tous
documents-from-all-text = Vous seul le voyez, avec son auteur. Les autres professionnels ne savent pas qu’il existe.
documents-show-to-all = Rendre visible ce document
documents-hide-all-title = Masquer ce document à tous
documents-hide-all-text = Les professionnels ne sauront pas qu’il existe. Cela peut gêner vos soins : ils décideront sans cette information.
documents-hide-from-all = Masquer à tous
documents-people-title = Professionnel par professionnel
documents-limits = L’auteur d’un document continue de le voir.
documents-people-none = Aucun professionnel ne connaît encore votre dossier.
documents-sees-author = Auteur du document
documents-sees-yes = Peut le voir
documents-sees-hidden = Masqué
documents-sees-no-right = Pas d’accès à ce document
documents-hide-from = Masquer à { $name }
documents-show-to = Rendre visible à { $name }
documents-hidden-from-all = Le document est masqué à tous.
documents-shown-to-all = Le document est de nouveau visible.
documents-hidden-from = Le document est masqué à { $name }.
documents-shown-to = Le document est de nouveau visible pour { $name }.
documents-undo = Annuler
documents-back-to-document = Retour au document
documents-hide-from-author = Son auteur continue de voir ce document. Vous pouvez le masquer aux autres.

# Ajouter.
documents-add-title = Ajouter un document
documents-add-lead = Choisissez un fichier de cet appareil, ou prenez une photo. 100 Mo au plus.
documents-file = Fichier
documents-file-hint = PDF, photo (JPEG, PNG), TIFF, texte, RTF, CDA ou DICOM.
documents-photo = Prendre une photo
documents-photo-hint = Sur un téléphone, ouvre l’appareil photo.
documents-type = Type de document
documents-type-choose = Choisissez un type
documents-title-label = Titre
documents-title-hint = Par exemple : Radio du genou
documents-date-label = Date
documents-date-hint = Par exemple : 4 5 2026
documents-day = Jour
documents-month = Mois
documents-year = Année
documents-hide-now = Masquer ce document aux professionnels
documents-keep-both = Garder les deux
documents-save = Enregistrer
documents-title-missing = Écrivez un titre. Par exemple : Radio du genou.
documents-title-too-long = Écrivez un titre plus court, sans caractère spécial. 200 caractères au plus.
documents-type-missing = Choisissez un type dans la liste.
documents-date-missing = Écrivez la date du document. Par exemple : 4 5 2026.
documents-date-future = Cette date est dans le futur. Écrivez la date du document.
documents-file-missing = Choisissez un fichier, ou prenez une photo.
documents-same = Vous avez déjà ce document : « { $title } ». Choisissez de nouveau le fichier et cochez « Garder les deux », ou revenez à vos documents.
documents-same-error = Vous avez déjà ce document. Pour le garder deux fois, choisissez de nouveau le fichier et cochez « Garder les deux ».
documents-uploading = Envoi en cours
file-type-differs = Le fichier n’est pas du type annoncé. Envoyez le fichier d’origine.
file-too-big = Ce fichier est trop gros. Un fichier peut peser au plus 100 Mo.

# Pages des professionnels.
documents-title-pro = Documents
documents-pro-none = Aucun document visible pour votre profession.
documents-pro-add = Ajouter un document
documents-pro-added = Le document est déposé dans le dossier.
documents-pro-add-title = Ajouter un document
documents-pro-deposit = Déposer
documents-back-to-record = Retour au dossier

# Ce que dit un document CDA.
documents-cda-says = Ce que dit le document
documents-cda-title = Titre
documents-cda-patient = Patient
documents-cda-born = Date de naissance
documents-cda-date = Date du document
documents-cda-author = Auteur
documents-cda-signer = Responsable
documents-cda-custodian = Conservé par
documents-cda-act = Acte
documents-cda-at = { $day } à { $time }
documents-cda-from-to = du { $from } au { $to }
documents-cda-from = depuis le { $from }
documents-cda-subject = Cette partie concerne une autre personne : { $who }
documents-cda-table = Tableau { $number }
documents-cda-table-of = Tableau { $number } : { $title }
documents-cda-notes = Notes
documents-cda-note = Note { $number }
documents-cda-note-back = Retour au texte, note { $number }
documents-cda-files = Fichiers joints
documents-cda-file = Fichier joint { $number }
documents-cda-file-pdf = Fichier joint { $number } (PDF)
documents-cda-file-missing = (fichier joint { $number } illisible)
documents-cda-picture = Image jointe { $number }
documents-cda-missing = (image absente du document)
documents-cda-replaces = Ce document remplace une version plus ancienne.
documents-cda-other-person = Attention : ce document porte l’identité d’une autre personne.
documents-cda-no-number = Attention : ce document ne porte pas de matricule INS. Vérifiez qu’il concerne bien cette personne.
documents-cda-several-numbers = Attention : ce document porte plusieurs matricules INS. Vérifiez qu’il concerne bien cette personne.
documents-cda-wrong-key = Attention : la clé du matricule INS de ce document est fausse. Vérifiez qu’il concerne bien cette personne.
documents-cda-other-kind = Attention : le matricule INS de ce document n’est pas du même type. Vérifiez qu’il concerne bien cette personne.
documents-cda-several-patients = Attention : ce document nomme plusieurs patients. Vérifiez qu’il concerne bien cette personne.
documents-cda-other-traits = Attention : le nom, le sexe ou la date de naissance écrits dans ce document sont différents. Vérifiez qu’il concerne bien cette personne.
