# Documents.
documents-title = Mes documents
documents-title-child = Documents { $of }
documents-none = Aucun document. Vos professionnels en ajouteront. Vous pouvez aussi en ajouter.
documents-none-child = Aucun document. Les professionnels qui suivent { $child } en ajouteront. Vous pouvez aussi en ajouter.
documents-kept-back = Votre compte est nouveau et nous ne connaissions pas votre contact. Par prudence, vos documents plus anciens s’afficheront le { $until }.
documents-kept-back-child = Votre compte est nouveau et nous ne connaissions pas votre contact. Par prudence, les documents plus anciens { $of } s’afficheront le { $until }.
documents-search = Chercher dans mes documents
documents-search-child = Chercher dans les documents { $of }
documents-search-hint = Par exemple : IRM, ordonnance, Dr Petit
documents-search-button = Chercher
documents-category = Catégorie
documents-category-summary = Ma santé en résumé
documents-category-summary-child = Santé en résumé
documents-category-prescriptions = Ordonnances et soins
documents-category-imaging = Imagerie
documents-category-biology = Biologie
documents-category-reports = Comptes rendus
documents-category-prevention = Prévention et dépistages
documents-category-certificates = Certificats
documents-category-administrative = Pièces administratives
documents-category-other = Autres
documents-who-sees = Qui peut voir
documents-hidden-only = Masqués
documents-clear = Effacer les filtres
documents-found = { $count ->
    [0] Aucun document
    [one] { $count } document
   *[other] { $count } documents
}
documents-no-match = Aucun document ne correspond. Essayez un autre mot, ou effacez les filtres.
documents-no-match-of = Aucun document ne correspond à « { $words } ». Nous avons cherché dans les titres, les auteurs, les lieux, les noms de fichiers et les textes.
documents-no-match-everywhere = Chercher ces mots dans tous les documents
documents-near = Mots proches, dans ces documents :
documents-add = Ajouter un document
documents-new = Nouveau
documents-doubtful = À vérifier : peut-être au nom d’une autre personne
documents-in-words = Trouvé dans le texte
documents-file-is = Fichier :
documents-badge-hidden = Masqué : vous seul le voyez
documents-badge-hidden-child = Masqué aux professionnels
documents-badge-masked = Masqué aux professionnels par son auteur
documents-badge-hidden-from = Masqué à { $names }
documents-badge-visible = { $count ->
    [0] Aucun professionnel ne peut le voir
    [one] Visible par { $count } professionnel
   *[other] Visible par { $count } professionnels
}
documents-author-you = ajouté par vous
documents-author-by = ajouté par { $name }
documents-author-representative = ajouté par { $name } (représentant légal)
documents-kind = Type
documents-date = Date de l’acte
documents-author = Auteur
documents-added-on = Ajouté le
documents-size = Taille
documents-class = Classe
documents-setting = Cadre de soins
documents-confidentiality = Confidentialité
documents-picture-of = Image : { $title }
documents-picture-missing = Si l’image n’apparaît pas, téléchargez le document.
documents-no-preview = Ce document ne s’affiche pas ici. Téléchargez-le pour le lire.
documents-sheet = Page { $number }
documents-sheet-of = Page { $number } de « { $title } »
documents-sheet-no-text = Cette page ne contient pas de texte : c’est une image. La recherche n’en trouve pas les mots.
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
documents-back-child = Retour aux documents { $of }
documents-visibility-link = Qui peut le voir ?
documents-added = Votre document est ajouté.
documents-added-child = Le document est ajouté.
# Mis de côté : il nomme une autre personne.
documents-aside-title = { $count ->
    [one] { $count } document mis de côté : il nomme une autre personne ou porte un numéro faux
   *[other] { $count } documents mis de côté : ils nomment une autre personne ou portent un numéro faux
}
documents-aside-lead = { $count ->
    [one] Il n’est pas dans votre liste et aucun professionnel ne le voit, sauf son auteur. Dites-nous s’il est bien à vous.
   *[other] Ils ne sont pas dans votre liste et aucun professionnel ne les voit, sauf leur auteur. Dites-nous s’ils sont bien à vous.
}
documents-aside-lead-child = { $count ->
    [one] Il n’est pas dans la liste et aucun professionnel ne le voit, sauf son auteur. Dites-nous s’il est bien à { $child }.
   *[other] Ils ne sont pas dans la liste et aucun professionnel ne les voit, sauf leur auteur. Dites-nous s’ils sont bien à { $child }.
}
documents-aside-one = Ce document est mis de côté : il nomme une autre personne ou porte un numéro faux. Il n’est pas dans votre liste et aucun professionnel ne le voit, sauf son auteur.
documents-aside-one-child = Ce document est mis de côté : il nomme une autre personne ou porte un numéro faux. Il n’est pas dans la liste et aucun professionnel ne le voit, sauf son auteur.
documents-aside-wrong-key = La clé du numéro de sécurité sociale qu’il porte est fausse. Ce numéro ne désigne personne.
documents-aside-mine = Il est bien à moi
documents-aside-mine-child = Il est bien à { $child }
documents-aside-not-mine = Il n’est pas à moi
documents-aside-not-mine-child = Il n’est pas à { $child }
documents-aside-bin = Le mettre à la corbeille
documents-aside-asked = Vous avez prévenu son auteur. Le document reste de côté.
documents-aside-asked-child = Son auteur est prévenu. Le document reste de côté.
documents-aside-request = Ce document est dans mon espace, mais il nomme une autre personne ou porte un numéro faux.
documents-aside-request-child = Ce document est dans l’espace { $of }, mais il nomme une autre personne ou porte un numéro faux.
documents-aside-added = Votre document est gardé de côté : il nomme une autre personne ou porte un numéro faux. Dites-nous ci-dessous s’il est bien à vous.
documents-aside-added-child = Le document est gardé de côté : il nomme une autre personne ou porte un numéro faux. Dites-nous ci-dessous s’il est bien à { $child }.
documents-aside-filed = Le document est dans votre liste. Il garde la mention « À vérifier ».
documents-aside-filed-child = Le document est dans la liste. Il garde la mention « À vérifier ».
documents-aside-refused = Son auteur est prévenu. Le document reste de côté.
documents-aside-replaced = Son auteur a remplacé ce document depuis : c’est la nouvelle version qui compte. Rechargez la page.
documents-aside-deposit = Ce document est mis de côté : il nomme une autre personne que le patient, ou son matricule a une clé fausse. Aucun autre professionnel ne le voit. Vous pouvez le retirer ou le remplacer.
history-document-set-aside = Mis de côté, car il nomme une autre personne ou porte un numéro faux : « { $what } »
history-document-filed = A classé dans sa liste « { $what } », qui nommait une autre personne ou portait un numéro faux

# Qui peut voir.
documents-visibility-title = Qui peut voir ce document ?
documents-from-all-title = Ce document est masqué à tous
documents-from-all-switch = Vos réglages masquent tous vos documents, celui-ci aussi.
documents-from-all-switch-child = Les réglages { $of } masquent tous ses documents, celui-ci aussi.
documents-from-all-settings = Ouvrir mes réglages
documents-from-all-text = Vous seul le voyez, avec son auteur. Les autres professionnels ne savent pas qu’il existe.
documents-from-all-text-child = Seuls { $child } et ses représentants légaux le voient, avec son auteur. Les autres professionnels ne savent pas qu’il existe.
documents-show-to-all = Rendre visible ce document
documents-show-proof = Avant de rendre visible ce qui est masqué, nous vous demanderons de prouver que c’est bien vous.
documents-to-show = Rien n’est encore changé. Rendre ce document visible ?
documents-show-holders-alone = Ni vous ni un autre représentant ne l’avez masqué : seul le titulaire de l’espace peut le montrer de nouveau.
documents-masked-by = Masqué aux autres professionnels par son auteur : { $author }, depuis le { $when }.
documents-masked-text = Vous le voyez, avec son auteur. Vous pouvez le rendre visible, ou le garder masqué quoi que fasse son auteur. Une fois que vous l’avez rendu visible, son auteur ne peut plus le masquer.
documents-masked-text-child = Seuls { $child } et ses représentants légaux le voient, avec son auteur.
documents-masked-keep = Le garder masqué
documents-masked-note-pro = Vous masquez ce document aux autres professionnels.
documents-hide-all-title = Masquer ce document à tous
documents-hide-all-text = Les professionnels ne sauront pas qu’il existe. Cela peut gêner vos soins : ils décideront sans cette information.
documents-hide-all-text-child = Les professionnels ne sauront pas qu’il existe. Cela peut gêner les soins { $of } : ils décideront sans cette information.
documents-hide-from-all = Masquer à tous
documents-people-title = Professionnel par professionnel
documents-limits = L’auteur d’un document continue de le voir.
documents-people-none = Aucun professionnel ne connaît encore votre dossier.
documents-people-none-child = Aucun professionnel ne connaît encore le dossier { $of }.
documents-sees-author = Auteur du document
documents-sees-yes = Peut le voir
documents-sees-hidden = Masqué
documents-sees-no-right = Pas d’accès à ce document
documents-hide-from = Masquer à { $name }
documents-show-to = Rendre visible à { $name }
documents-hidden-from-all = Le document est masqué à tous.
documents-shown-to-all = Le document est de nouveau visible.
documents-shown-still-masked = Plus personne dans cet espace ne masque ce document à tous. Son auteur le masque toujours aux autres professionnels : seul le titulaire de l’espace peut le leur montrer.
documents-hidden-from = Le document est masqué à { $name }.
documents-shown-to = Le document est de nouveau visible pour { $name }.
documents-undo = Annuler
documents-as-title = Voir comme { $name }
documents-as-access = Qui voit quoi
documents-as-lead = Voici vos documents, comme { $name } les trouve maintenant. Cette page ne change rien, et ce n’est pas un accès de ce professionnel.
documents-as-closed = { $name } ne peut pas ouvrir votre dossier maintenant.
documents-as-none = Aucun de vos documents ne lui est montré.
documents-as-kept = { $count ->
    [one] Un document de votre liste ne lui est pas montré.
   *[other] { $count } documents de votre liste ne lui sont pas montrés.
}
documents-as-why = Vous les avez masqués, ou la règle nationale ne les ouvre pas à sa profession.
documents-as-back = { $name } et votre dossier
documents-professions-title = Ce que chaque profession peut lire
documents-professions-lead = Un professionnel qui a un lien avec vous ne lit pas tout : la règle nationale dit, pour chaque profession, quels documents s’ouvrent.
documents-professions-law = Arrêté du 26 octobre 2023, Journal officiel du 29 octobre 2023. Ce que vous masquez reste masqué en plus.
documents-professions-choose = Profession
documents-professions-see = Voir ses documents
documents-professions-none = Aucun document de cette catégorie.
documents-professions-closed = { $count ->
    [one] Un type de document est fermé
   *[other] { $count } types de documents sont fermés
}
documents-professions-unknown = Choisissez une profession de la liste.
documents-professions-back = Retour à « Qui voit quoi »
documents-back-to-document = Retour au document
documents-hide-from-author = Son auteur continue de voir ce document. Vous pouvez le masquer aux autres.

# Ajouter.
documents-add-title = Ajouter un document
documents-add-lead = Choisissez un ou plusieurs fichiers de cet appareil, ou prenez une photo.
documents-file = Fichier
documents-file-hint = PDF, photo (JPEG, PNG, TIFF), texte, RTF, CDA, DICOM (seul, ou tout un examen dans un ZIP) ou document FHIR. 100 Mo au plus par fichier. Une photo HEIC : enregistrez-la d’abord en JPEG.
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
documents-same-error = Vous avez déjà ce document. Pour le garder deux fois, choisissez de nouveau le fichier et cochez « Garder les deux ».
documents-same-error-child = Ce document est déjà dans l’espace { $of }. Pour le garder deux fois, choisissez de nouveau le fichier et cochez « Garder les deux ».
documents-title-own-hint = Par exemple : Radio du genou. Sans titre, ou avec plusieurs fichiers, le nom du fichier devient le titre.
documents-files = Fichiers
documents-files-most = Jusqu’à { $most } fichiers à la fois : chacun devient un document.
documents-files-in-all = 100 Mo en tout.
documents-sent-title = Vos fichiers
documents-sent-lead = Gardés : { $kept } sur { $all }. Un fichier refusé n’enlève rien aux autres.
documents-sent-kept = Gardé
documents-sent-aside = Mis de côté
documents-sent-aside-text = Ce document nomme une autre personne ou porte un numéro faux. Dites-nous s’il est bien à vous.
documents-sent-aside-text-child = Ce document nomme une autre personne ou porte un numéro faux. Dites-nous s’il est bien à { $child }.
documents-sent-aside-open = Voir ce document
documents-sent-same = Déjà là
documents-sent-refused = Refusé
documents-sent-same-text = Vous avez déjà ce document : rien n’est ajouté. Pour le garder deux fois, envoyez-le de nouveau, seul.
documents-sent-same-text-child = Ce document est déjà dans l’espace { $of } : rien n’est ajouté. Pour le garder deux fois, envoyez-le de nouveau, seul.
documents-sent-complete = Compléter le titre, le type et la date
documents-sent-open = Voir ce dépôt
documents-sent-later = Nous ne pouvons pas prendre ce fichier pour le moment. Il n’est pas gardé. Réessayez plus tard.
documents-sent-rest = La suite de l’envoi
documents-sent-list = Voir mes documents
documents-sent-list-child = Voir les documents { $of }
documents-sent-more = Ajouter d’autres fichiers
documents-envoi-drop = Vous pouvez aussi déposer des fichiers ici.
documents-envoi-remove = Retirer
documents-envoi-cancel = Annuler
documents-envoi-retry = Reprendre
documents-envoi-waits = En attente
documents-envoi-sending = Envoi de { $name }
documents-envoi-half = { $name } : la moitié est envoyée
documents-envoi-paused = Connexion perdue. L’envoi reprendra où il s’est arrêté.
documents-envoi-checking = Envoyé, nous le vérifions
documents-envoi-cancelled = Annulé : ce fichier n’est pas gardé.
documents-envoi-broken = L’envoi s’est arrêté : ce fichier n’est pas gardé.
documents-envoi-lost = La réponse s’est perdue. Regardez dans la liste si ce fichier y est.
documents-arrival-many = Cinq gros fichiers sont déjà en cours d’envoi. Terminez-les ou annulez-les, puis recommencez.
documents-arrival-elsewhere = L’envoi de ce fichier en est à un autre endroit. Reprenez-le.
documents-arrival-piece = Un morceau de ce fichier n’a pas la bonne taille. Recommencez l’envoi.
documents-arrival-incomplete = Il manque encore une partie de ce fichier. Reprenez l’envoi.
documents-arrival-busy = Nous vérifions déjà ce fichier. Attendez quelques instants.
documents-uploading = Envoi en cours
file-type-differs = Le fichier n’est pas du type annoncé. Envoyez le fichier d’origine.
file-too-big = Ce fichier est trop gros. Un fichier peut peser au plus 100 Mo. Un examen d’imagerie plus gros : ajoutez son compte rendu, et gardez le disque.

# Pages des professionnels.
documents-title-pro = Documents
documents-pro-none = Aucun document visible pour votre profession.
documents-pro-summary = Résumé
documents-pro-messages = Messages
documents-pro-agenda = Rendez-vous
documents-pro-results = Résultats de laboratoire
documents-pro-prevention = Calendrier de prévention
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
documents-cda-coded = Les données codées du document
documents-cda-coded-about = Le document répète ici une partie de son texte pour les logiciels. En cas de différence, le texte ci-dessus fait foi.
documents-cda-coded-none = Ces données ne sont pas de celles qui s’affichent ici.
documents-cda-coded-cut = Il y a d’autres données : elles ne sont pas affichées. Téléchargez le document pour les avoir toutes.
documents-cda-coded-results = Résultats d’analyses
documents-cda-coded-vitals = Mesures
documents-cda-coded-allergies = Allergies et intolérances
documents-cda-coded-treatments = Médicaments
documents-cda-coded-vaccinations = Vaccinations
documents-cda-coded-what = Quoi
documents-cda-coded-value = Valeur
documents-cda-coded-usual = Valeurs de référence
documents-cda-coded-reading = Lecture de l’auteur
documents-cda-coded-when = Quand
documents-cda-coded-more = Précisions
documents-cda-coded-reaction = Réaction
documents-cda-coded-severity = Gravité
documents-cda-coded-status = Situation
documents-cda-coded-dose = Dose
documents-cda-coded-route = Voie
documents-cda-coded-against = Contre
documents-cda-coded-rank = Rang de la dose
documents-cda-coded-lot = Lot
documents-cda-coded-not = Non : { $what }
documents-cda-coded-unnamed = (sans nom)
documents-cda-coded-intended = prévu ou prescrit
documents-cda-coded-active = en cours
documents-cda-coded-completed = terminé
documents-cda-coded-stopped = arrêté
documents-cda-coded-suspended = suspendu
documents-cda-coded-every = toutes les { $time }
documents-cda-coded-before = avant : { $value }
documents-cda-coded-range = { $from } à { $to }
documents-cda-coded-yes = oui
documents-cda-coded-no = non
documents-cda-coded-null = pas de valeur ({ $why })
documents-cda-wrapped = Ce fichier contient aussi sa propre mise en page. Par sécurité, elle n’est pas utilisée : une fois téléchargé, il peut avoir un autre aspect qu’ici.
documents-cda-replaces = Ce document remplace une version plus ancienne.
documents-cda-other-person = Attention : ce document porte l’identité d’une autre personne.
documents-cda-no-number = Attention : ce document ne porte pas de matricule. Vérifiez qu’il concerne bien cette personne.
documents-cda-several-numbers = Attention : ce document porte plusieurs matricules. Vérifiez qu’il concerne bien cette personne.
documents-cda-wrong-key = Attention : la clé du matricule de ce document est fausse. Vérifiez qu’il concerne bien cette personne.
documents-cda-other-kind = Attention : le matricule de ce document n’est pas du même type. Vérifiez qu’il concerne bien cette personne.
documents-cda-several-patients = Attention : ce document nomme plusieurs patients. Vérifiez qu’il concerne bien cette personne.
documents-cda-other-traits = Attention : le nom, le sexe ou la date de naissance écrits dans ce document sont différents. Vérifiez qu’il concerne bien cette personne.
# Les images médicales.
documents-images-link = Voir les images
documents-images-title = Images : { $title }
documents-images-not-for-diagnosis = Ces images ne servent pas à un diagnostic. Pour un diagnostic, téléchargez le document et ouvrez-le sur un poste prévu pour cela.
documents-images-series = Séries
documents-images-screen = Image affichée
documents-images-frames = { $count ->
    [one] { $count } image
   *[other] { $count } images
}
documents-images-unseen = { $count ->
    [one] L’archive contient aussi { $count } fichier qui n’est pas montré ici : un compte rendu, par exemple, ou une image que Carnet ne sait pas afficher. Pour l’avoir, téléchargez le document.
   *[other] L’archive contient aussi { $count } fichiers qui ne sont pas montrés ici : des comptes rendus, par exemple, ou des images que Carnet ne sait pas afficher. Pour les avoir, téléchargez le document.
}
documents-images-count = Image { $number } sur { $count }
documents-images-alt = { $series } : image { $number } sur { $count }
documents-images-slider = Choisir une image de la série
documents-images-broken = Cette image ne peut pas s’afficher. Téléchargez l’examen pour la voir.
documents-images-others = Autres images de la série
documents-images-before = Image précédente
documents-images-after = Image suivante
documents-images-windows = Contraste
documents-images-window-usual = Habituel
documents-images-window-file = Réglage de l’appareil
documents-images-window-soft = Tissus mous
documents-images-window-lung = Poumons
documents-images-window-bone = Os
documents-images-window-brain = Cerveau
documents-images-window-full = Toute l’échelle
documents-images-ways = Affichage
documents-images-invert = Inverser noir et blanc
documents-images-larger = Agrandir
documents-images-smaller = Réduire
documents-images-reset = Revenir à l’affichage habituel
documents-images-keys = Au clavier, une fois sur l’image : flèches pour changer d’image, I pour inverser, + et - pour agrandir et réduire, R pour revenir, 1 à 9 pour le contraste.
documents-images-edges = Sur l’image, à droite : { $right }. En bas : { $bottom }.
documents-images-side-right = la droite de la personne
documents-images-side-left = la gauche de la personne
documents-images-side-anterior = l’avant
documents-images-side-posterior = l’arrière
documents-images-side-head = la tête
documents-images-side-foot = les pieds
documents-images-marked = L’appareil a ajouté des repères sur ces images. Ils ne sont pas montrés ici.
documents-images-lossy = Ces images ont été compressées avec perte : de petits détails peuvent manquer.
documents-images-facts = Ce que dit le fichier
documents-images-study = Examen
documents-images-day = Date de l’examen
documents-images-place = Lieu
documents-images-person = Nom inscrit dans le fichier
documents-images-born = Date de naissance inscrite
documents-images-report-cut = La suite de ce compte rendu n’est pas affichée. Téléchargez le document pour la lire.
documents-images-back = Retour au document
documents-images-kind-ct = Scanner
documents-images-kind-mr = IRM
documents-images-kind-xray = Radiographie
documents-images-kind-us = Échographie
documents-images-kind-mg = Mammographie
documents-images-kind-nm = Scintigraphie
documents-images-kind-pt = TEP
documents-images-kind-xa = Angiographie
documents-images-kind-other = Images
# La vie d’un document.
history-document-replaced = A remplacé « { $what } » par une nouvelle version
history-document-withdrawn = A retiré « { $what } »
history-document-withdrawn-person = A retiré « { $what } » : ce document était celui d’une autre personne
history-document-withdrawn-content = A retiré « { $what } » : son contenu était faux
history-document-withdrawn-twice = A retiré « { $what } » : il avait été envoyé deux fois
history-document-binned = A mis à la corbeille « { $what } »
history-document-restored = A sorti de la corbeille « { $what } »
history-document-headed = A corrigé le titre, le type ou la date : { $what }
history-document-masked = A masqué aux autres professionnels, comme auteur, « { $what } »
history-document-unmasked = A cessé de masquer aux autres professionnels « { $what } »
history-document-archived = A archivé « { $what } »
history-document-unarchived = A remis dans la liste « { $what } »
history-correction-asked = A demandé de corriger « { $what } »
history-correction-read = A lu la demande de correction de « { $what } »
history-deposit-read = A ouvert son dépôt « { $what } »
history-correction-accepted = A accepté de corriger « { $what } »
history-correction-refused = A refusé de corriger « { $what } »
history-document-commented = A écrit un commentaire sur « { $what } »
history-document-uncommented = A retiré son commentaire sur « { $what } »

documents-comments = Commentaires de professionnels
documents-comment-about = À propos de : { $test }
documents-comment-whole = À propos de tout le document
documents-comment-take-back = Retirer ce commentaire
documents-comment-title = Écrire un commentaire au patient
documents-comment-of = De quoi s’agit-il ?
documents-comment-label = Votre commentaire
documents-comment-hint = En mots simples, 1 000 caractères au plus. Le patient le lit avec ce document, avec votre nom et votre profession. Les professionnels qui voient le document le lisent aussi.
documents-comment-send = Envoyer le commentaire
documents-comment-done = Commentaire envoyé. Le patient le lit dès qu’il peut voir ce document.
documents-comment-taken-back = Commentaire retiré. L’historique garde la trace qu’il a été écrit, puis retiré.
documents-comment-missing = Écrivez un commentaire. Exemple : « Nous en parlerons à votre prochaine visite. »
documents-comment-too-long = Ce commentaire est trop long : 1 000 caractères au plus. Raccourcissez-le.
documents-comment-no-such-test = Choisissez une analyse de la liste, ou tout le document.
documents-comment-not-results = Ce document ne contient pas de résultats d’analyses. Écrivez plutôt un message au patient.
documents-comment-not-current = Une version plus récente remplace ce document, ou il n’est plus dans la liste. Écrivez le commentaire sur la version en cours.
documents-comment-too-many = Ce document a déjà 30 commentaires. Écrivez plutôt un message au patient.

documents-author-patient = ajouté par le patient
documents-facet-year = Année
documents-facet-place = Lieu
documents-facet-order = Rangement
documents-facet-own = Vous
documents-facet-patient = Le patient
documents-shown-only = Visibles
documents-pinned = Épinglés
documents-pinned-one = Épinglé
documents-new-only = Pas encore lus
documents-archived = Archivés
documents-archived-one = Archivé
documents-archived-count = { $count ->
    [one] { $count } document archivé
   *[other] { $count } documents archivés
}
documents-archived-note = Son auteur a archivé ce document. Il reste dans votre espace, hors de votre liste. La recherche le trouve.
documents-archived-note-child = Son auteur a archivé ce document. Il reste dans l’espace { $of }, hors de la liste. La recherche le trouve.
documents-archived-back = Le remettre dans ma liste
documents-archived-back-child = Le remettre dans la liste
documents-archived-note-pro = Son auteur a archivé ce document : il n’est pas dans la liste, et la recherche le trouve.
documents-chosen = choisi
documents-order = Trier
documents-order-date = Par date de l’acte
documents-order-ajout = Par date d’ajout
documents-order-titre = Par titre
documents-order-auteur = Par auteur
documents-pages = Pages de la liste
documents-page-before = Page précédente
documents-page-after = Page suivante
documents-page-here = Documents { $from } à { $to } sur { $count }
documents-same-open = Ouvrir le document que vous avez déjà
documents-same-open-child = Ouvrir le document qui est déjà là

documents-choose = Choisir
documents-together = Pour les documents choisis
documents-together-whole = Choisir les { $count } documents de cette recherche
documents-together-all = Choisir mes { $count } documents
documents-together-all-child = Choisir les { $count } documents
documents-together-changed = La liste a changé depuis que vous l’avez ouverte : rien n’a été fait. Regardez-la, puis recommencez.
documents-together-most = Choisissez 100 documents au plus à la fois. Cherchez ou filtrez pour en avoir moins.
documents-together-hide = Masquer à tous
documents-together-show = Rendre visibles
documents-together-pin = Épingler
documents-together-unpin = Détacher
documents-together-download = Télécharger
documents-together-bin = Mettre à la corbeille
documents-together-move = Ranger
documents-together-none = Aucun document n’est choisi. Cochez « Choisir » sous un document.
documents-together-not-yours = Seuls les documents que vous avez ajoutés vont à la corbeille. Rien n’a changé. Vous pouvez masquer les autres.
documents-together-not-yours-child = Seuls les documents ajoutés par { $child } ou par ses représentants légaux vont à la corbeille. Rien n’a changé. Vous pouvez masquer les autres.
documents-together-too-many = Choisissez 40 documents au plus à la fois.
documents-together-moved = Le rangement est fait.
documents-together-moved-back = Le rangement d’avant est remis.
documents-together-unarchive = Remettre dans ma liste
documents-together-unarchive-child = Remettre dans la liste
documents-together-unarchived = { $count ->
    [one] Le document est de nouveau dans votre liste. Son auteur ne peut plus l’archiver.
   *[other] { $count } documents sont de nouveau dans votre liste. Leurs auteurs ne peuvent plus les archiver.
}
documents-together-unarchived-child = { $count ->
    [one] Le document est de nouveau dans la liste. Son auteur ne peut plus l’archiver.
   *[other] { $count } documents sont de nouveau dans la liste. Leurs auteurs ne peuvent plus les archiver.
}
documents-together-listed-already = Ces documents étaient déjà dans la liste. Leurs auteurs ne peuvent plus les archiver.
documents-together-hidden-already = Ces documents étaient déjà masqués à tous.
documents-together-hidden = { $count ->
    [one] { $count } document est masqué à tous.
   *[other] { $count } documents sont masqués à tous.
}
documents-together-to-show = { $count ->
    [one] Rien n’est encore changé. Rendre ce document visible ?
   *[other] Rien n’est encore changé. Rendre ces { $count } documents visibles ?
}
documents-together-to-tick = Rien n’est encore changé. Cochez de nouveau les documents à rendre visibles.
documents-together-shown = { $count ->
    [one] { $count } document est visible.
   *[other] { $count } documents sont visibles.
}
documents-together-still-masked = Plus personne dans cet espace ne masque ces documents à tous. Leur auteur en masque toujours aux autres professionnels : seul le titulaire de l’espace peut les leur montrer.
documents-together-pinned = { $count ->
    [one] { $count } document est épinglé.
   *[other] { $count } documents sont épinglés.
}
documents-together-unpinned = { $count ->
    [one] { $count } document est détaché.
   *[other] { $count } documents sont détachés.
}
documents-together-binned = { $count ->
    [one] { $count } document est à la corbeille. Il y reste 30 jours.
   *[other] { $count } documents sont à la corbeille. Ils y restent 30 jours.
}
documents-bundle-name = documents

documents-folder = Dossier
documents-folder-none = Aucun dossier
documents-folders-title = Mes dossiers
documents-folders-title-child = Dossiers { $of }
documents-folders-lead = Rangez vos documents comme vous voulez. Vous seul voyez vos dossiers.
documents-folders-lead-child = Rangez les documents { $of } comme vous voulez. Seuls { $child } et ses représentants légaux voient ces dossiers.
documents-folders-none = Aucun dossier. Créez-en un, puis rangez-y vos documents depuis leur liste.
documents-folders-none-child = Aucun dossier. Créez-en un, puis rangez-y des documents depuis leur liste.
documents-folder-name = Nom du dossier
documents-folder-name-hint = Par exemple : Mon genou
documents-folder-name-hint-child = Par exemple : Genou
documents-folder-make = Créer le dossier
documents-folder-rename = Nouveau nom
documents-folder-rename-button = Renommer
documents-folder-remove = Retirer le dossier
documents-folder-made = Le dossier est créé.
documents-folder-renamed = Le dossier a son nouveau nom.
documents-folder-removed = Le dossier est retiré. Ses documents sont toujours dans votre liste.
documents-folder-removed-child = Le dossier est retiré. Ses documents sont toujours dans la liste.
documents-folder-missing = Écrivez un nom de dossier. Par exemple : Mon genou.
documents-folder-missing-child = Écrivez un nom de dossier. Par exemple : Genou.
documents-folder-too-long = Écrivez un nom plus court. 60 caractères au plus.
documents-folder-too-many = Vous avez déjà 100 dossiers. Retirez-en un d’abord.
documents-folder-too-many-child = Il y a déjà 100 dossiers. Retirez-en un d’abord.

documents-bin-title = Corbeille
documents-results = Résultats par analyse
documents-export = Exporter tout mon dossier
documents-export-child = Exporter le dossier { $of }
documents-bin-lead = Les documents que vous jetez restent ici 30 jours. Vous seul les voyez. Ensuite, leur fichier est effacé.
documents-bin-lead-child = Les documents jetés restent ici 30 jours. Seuls { $child } et ses représentants légaux les voient. Ensuite, leur fichier est effacé.
documents-bin-empty = La corbeille est vide.
documents-bin-left = { $days ->
    [one] encore { $days } jour
   *[other] encore { $days } jours
}
documents-bin-restore = Remettre
documents-bin-restored = Le document est de nouveau dans votre liste.
documents-bin-restored-child = Le document est de nouveau dans la liste.
documents-bin-put = Mettre à la corbeille
documents-bin-put-hint = Vous pourrez le remettre pendant 30 jours.
documents-bin-newer = Une version plus récente a pris la place de ce document : rien n’a été jeté. Revenez à la liste des documents et ouvrez la dernière version.
documents-binned-note = Ce document est à la corbeille.

documents-heading-title = Corriger le titre, le type ou la date
documents-heading-link = Corriger titre ou date
documents-heading-earlier = Le titre, le type et la date d’avant restent lisibles par les logiciels de ceux qui peuvent lire ce document. Pour qu’ils ne soient plus lus, jetez le document et ajoutez-le à nouveau.
documents-to-profile = Ajouter à mon profil
documents-to-profile-child = Ajouter au profil { $of }
documents-headed-done = Le document est corrigé.
documents-versions = Versions
documents-version-this = celle-ci
documents-newer = Une version plus récente remplace celle-ci.
documents-newer-open = Ouvrir la dernière version

documents-correction-title = Faire corriger ce document
documents-correction-label = Que faut-il corriger ?
documents-correction-hint = 500 caractères au plus.
documents-correction-send = Envoyer à l’auteur
documents-correction-done = Votre demande est envoyée à l’auteur.
documents-correction-done-child = La demande est envoyée à l’auteur.
documents-correction-missing = Écrivez quelques mots.
documents-correction-too-long = Écrivez un texte plus court. 500 caractères au plus.
documents-correction-by-post = Pour faire corriger ce document, écrivez par courrier à { $name }. Vous ne pouvez pas lui envoyer de demande ici.
documents-correction-not-here = L’établissement qui a déposé ce document ne reçoit pas de demande ici. Écrivez-lui par courrier.
documents-correction-waits = Votre demande précédente attend encore une réponse.
documents-correction-waits-child = Une demande précédente attend encore une réponse.
documents-correction-too-many = Vous avez déjà fait 20 demandes pour ce document.
documents-correction-too-many-child = Il y a déjà eu 20 demandes pour ce document.
documents-correction-answered = Vous avez déjà répondu à cette demande.
documents-correction-sent = Envoyée
documents-correction-seen = Lue par l’auteur
documents-correction-accepted = Acceptée
documents-correction-refused = Refusée
documents-correction-reply = Réponse du { $when }

# Mes dépôts.
documents-deposits-title = Mes dépôts
documents-deposits-lead = Les documents que vous avez déposés ici, du plus récent au plus ancien. Vous pouvez les remplacer ou les retirer.
documents-deposits-lines = Corrections demandées dans des profils médicaux
documents-deposits-none = Vous n’avez encore déposé aucun document.
documents-deposits-none-here = Aucun dépôt de cette page n’est encore dans un dossier ouvert.
documents-deposits-older = Dépôts plus anciens
documents-deposits-line = Dépôt du { $day }
documents-deposit-title = Mon dépôt
documents-deposit-state = État
documents-deposit-current = Dans le dossier
documents-deposit-aside = Mis de côté
documents-deposit-replaced = Remplacé
documents-deposit-withdrawn = Retiré
documents-deposit-asked = Le patient demande une correction
documents-deposit-asked-sent = Correction demandée
documents-deposit-asked-seen = Correction demandée
documents-deposit-asked-accepted = Correction acceptée
documents-deposit-asked-refused = Correction refusée
documents-deposit-replied = Votre réponse :
documents-answer-legend = Votre réponse
documents-answer-yes = J’accepte : je vais corriger
documents-answer-no = Je refuse
documents-answer-text = Expliquez au patient
documents-answer-send = Répondre au patient
documents-answer-missing = Choisissez une réponse.
documents-answered-done = Votre réponse est envoyée au patient.
documents-replace = Remplacer
documents-replace-title = Déposer une nouvelle version
documents-replace-lead = La nouvelle version prend la place de l’ancienne dans les listes. Ce que le patient a masqué reste masqué.
documents-replace-reserved = La personne ne voit pas encore ce document. Elle ne verra pas non plus la nouvelle version, jusqu’à la consultation ou à la même date.
documents-replace-own = Remplacer par une nouvelle version
documents-replace-own-lead = La nouvelle version prend la place de l’ancienne dans les listes. L’ancienne reste lisible, sous « Versions ». Ce qui est masqué reste masqué.
documents-replaced-own-done = La nouvelle version a pris la place de l’ancienne.
documents-replaced-done = La nouvelle version est dans le dossier.
documents-withdraw = Retirer
documents-withdraw-title = Retirer ce document
documents-withdraw-text = Plus personne ne pourra le lire, ni ses versions plus anciennes. Le patient verra dans son historique que vous l’avez retiré, et pourquoi.
documents-withdraw-reason = Pourquoi le retirez-vous ?
documents-withdraw-missing = Choisissez une raison.
documents-withdraw-person = Il est d’une autre personne
documents-withdraw-content = Son contenu est faux
documents-withdraw-twice = Il a été envoyé deux fois
documents-withdraw-other = Autre raison
documents-withdrawn-done = Le document est retiré.

# Jusqu’à la consultation d’annonce.
documents-reserve = Ne pas montrer à la personne avant une consultation d’annonce
documents-reserve-hint = Vous le rendrez visible après la consultation. Sans cela, il devient visible au bout d’un mois. La personne apprend au bout de deux semaines qu’un document attend une consultation.
documents-reserved-note = La personne ne voit pas encore ce document : il attend une consultation.
documents-secret-tick = La personne mineure demande que ses parents ne voient pas ce document
documents-secret-hint = Ses représentants légaux ne le verront nulle part : ni dans les listes, ni dans la recherche, ni dans l’historique des accès. La personne elle-même et les professionnels le voient.
documents-secret-title = Demande de la personne mineure
documents-secret-keep = Ne plus le montrer à ses parents
documents-secret-lift = Le montrer à ses parents
documents-secret-note = La personne mineure a demandé que ses parents ne voient pas ce document. Ne leur en parlez pas sans son accord.
documents-secret-kept-done = Ses parents ne voient plus ce document.
documents-secret-lifted-done = Ses parents voient de nouveau ce document.
documents-secret-adult = Cette personne est majeure : aucun parent ne voit son espace, il n’y a rien à leur cacher.
documents-replace-secret = Les parents de cette personne ne voient pas ce document. Ils ne verront pas non plus la nouvelle version.
documents-badge-secret = { $text }, invisible pour vos parents
documents-secret-own-title = Vos parents ne voient pas ce document
documents-secret-own-text = Vous l’avez demandé au professionnel qui l’a déposé. Vos représentants légaux ne le trouvent nulle part, ni les lectures qui en sont faites.
documents-secret-own-lift = Le montrer à mes parents
documents-secret-lifted-own-done = Vos parents voient maintenant ce document.
documents-secret-lifted-own-done-child = Les parents { $of } voient maintenant ce document.
documents-release = Le rendre visible à la personne
documents-released-done = La personne voit maintenant ce document.
documents-something-waits = Au moins un document vous attend, à lire avec qui l’a ajouté, en consultation : { $who }. Prenez rendez-vous. Il sera visible ici après la consultation, ou au bout d’un mois.
documents-something-waits-child = Au moins un document attend { $child }, à lire avec qui l’a ajouté, en consultation : { $who }. Prenez rendez-vous. Il sera visible ici après la consultation, ou au bout d’un mois.
documents-something-waits-unnamed = Au moins un document vous attend, à lire en consultation avec qui l’a ajouté. Il sera visible ici après la consultation, ou au bout d’un mois.
documents-something-waits-unnamed-child = Au moins un document attend { $child }, à lire en consultation avec qui l’a ajouté. Il sera visible ici après la consultation, ou au bout d’un mois.
documents-helped-none = Aucun document que vous puissiez voir.
documents-facet-patient-helped = { $child }
documents-carers-title = Vos proches
documents-carers-hint = Un proche ne voit pas ce qui est masqué à tous. On ne peut pas masquer un document à un proche en particulier.

# Quelques documents partagés par un code.
documents-share-title = Partager des documents
documents-share-do = Partager
documents-share-lead = Vous faites un code. Le premier professionnel qui le tape peut lire ces documents, et rien d’autre.
documents-share-proof = Avant de faire le code, nous vous demanderons de prouver que c’est bien vous.
documents-share-which = Documents à partager
documents-share-hidden-one = Masqué à tous : non partagé
documents-share-duration = Pendant combien de temps ?
documents-share-visite = Une consultation : 12 heures à partir du moment où le code est tapé
documents-share-semaine = 7 jours à partir de maintenant
documents-share-mois = 30 jours à partir de maintenant
documents-share-none = Cochez au moins un document.
documents-share-no-duration = Choisissez une durée.
documents-share-tick = Rien n’est encore partagé. Cochez de nouveau les documents, puis choisissez « Partager ».
documents-share-check = Vérifier
documents-share-nothing-yet = Rien n’est encore partagé. Vérifiez, puis partagez.
documents-share-shared = { $count ->
    [one] Le document partagé
   *[other] Les { $count } documents partagés
}
documents-share-unseen-title = Ce que le professionnel ne verra pas
documents-share-unseen-rest = Vos autres documents, leur nombre, votre résumé, votre profil, vos résultats, vos rendez-vous et vos messages.
documents-share-unseen-hidden = Un document que vous masquez ensuite, à tous ou à ce professionnel : il ne le voit plus.
documents-share-unseen-rule = Un document que la règle nationale n’ouvre pas à sa profession.
documents-share-change = Changer
documents-share-code = Votre code de partage :
documents-share-until = Il peut être tapé jusqu’au { $moment }, par un seul professionnel.
documents-share-once = Notez-le ou imprimez cette page : il ne sera plus affiché. Ne le donnez qu’au professionnel que vous avez choisi.
documents-share-how = Le professionnel vous cherche dans Carnet, puis tape ce code à la page « Motif d’accès ». Vous êtes averti dès qu’il le tape.
documents-share-awaited = Un code de partage qui n’a pas encore servi ouvre aussi ce document.
documents-share-taken = { $name }, le { $when }
documents-share-stop = Arrêter
documents-share-stop-this = Arrêter le partage fait le { $when }
documents-share-stopped = Le partage est arrêté. Son code ne sert plus, et plus personne ne lit par lui.
documents-shares-title = Partages en cours
documents-shares-lead = Les codes que vous avez faits pour partager quelques documents. Vous pouvez arrêter chacun à tout moment.
documents-shares-none = Aucun partage en cours.
documents-shares-choose = Choisir des documents à partager
documents-shares-made = Code fait le
documents-shares-what = Documents
documents-shares-end = Jusqu’au
documents-shares-who = Utilisé par
documents-shares-act = Que faire
documents-shares-gone = Plus aucun de ces documents n’est dans votre liste.
documents-shares-nobody = Personne encore
documents-sees-share = Peut le voir, par un code de partage
documents-as-by-code = { $name } ne peut pas ouvrir votre dossier. Par un code de partage, ce professionnel voit seulement ceci :
documents-shared-title = Documents partagés avec vous
documents-shared-lead = La personne partage ces documents avec vous par un code. Le reste de son dossier ne vous est pas ouvert.
documents-shared-until = Jusqu’au { $moment } au plus tard.
documents-shared-more = Demander à lire le dossier
documents-shared-back = Retour aux documents partagés
