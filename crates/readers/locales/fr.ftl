# Pourquoi un document ne s’affiche pas.
reading-encrypted = Ce document est protégé par un mot de passe. Téléchargez-le pour l’ouvrir.
reading-damaged = Ce fichier est abîmé : il ne peut pas s’afficher ici. Vous pouvez le télécharger.
reading-too-large = Ce document est trop grand pour s’afficher ici. Vous pouvez le télécharger.
reading-too-long = Ce document est trop long à préparer : il ne s’affiche pas ici. Vous pouvez le télécharger.
reading-unsupported = Ce document est d’une forme qui ne s’affiche pas ici. Vous pouvez le télécharger.
reading-other-type = Ce fichier n’est pas du type annoncé : il ne s’affiche pas ici. Vous pouvez le télécharger.
reading-no-such-page = Ce document n’a pas cette page.
reading-died = Par sécurité, ce document ne s’affiche pas ici. Vous pouvez le télécharger.
reading-unprotected = L’affichage des documents est arrêté pour le moment. Vous pouvez télécharger celui-ci.
reading-busy = Beaucoup de documents s’affichent en ce moment. Réessayez dans un instant, ou téléchargez celui-ci.
reading-encoding = Les lettres de ce document sont écrites d’une façon qui ne se lit pas ici. Vous pouvez le télécharger.
reading-declaration = Par sécurité, ce document ne s’affiche pas ici : il contient des déclarations interdites (DTD). Vous pouvez le télécharger.
reading-elsewhere = Le contenu de ce document est ailleurs, et rien n’est cherché ailleurs. Demandez à son auteur le document complet.
reading-empty = Ce document n’a pas de contenu. Demandez à son auteur le document complet.

## Images médicales (DICOM)

dicom-header = L’en-tête de ce fichier DICOM n’est pas correct. Le fichier n’est pas affiché ; vous pouvez le télécharger.
dicom-disguised = Ce fichier cache un programme. Il n’est pas affiché.
dicom-incomplete = Ce fichier DICOM est incomplet : il annonce plus qu’il ne contient. Il n’est pas affiché.
dicom-overgrown = Ce fichier DICOM est construit de façon anormale. Il n’est pas affiché.
dicom-frames = Ce fichier contient trop d’images : 5 000 au plus sont affichées. Vous pouvez le télécharger.
dicom-dimensions = Les images de ce fichier sont trop grandes pour être affichées : 40 millions de points au plus. Vous pouvez le télécharger.
dicom-packing = Les images de ce fichier sont compressées dans un format que Carnet ne sait pas lire. Vous pouvez le télécharger.
dicom-pixels = Ce fichier contient des mesures qui ne se montrent pas comme une image. Vous pouvez le télécharger.
dicom-broken = Cette image est abîmée. Elle n’est pas affichée.
dicom-no-picture = Ce fichier n’a pas d’image.
dicom-no-such-frame = Cette image n’existe pas dans la série.
dicom-archive = Cette archive est abîmée ou construite de façon anormale. Faites-en une nouvelle à partir du dossier des images.
dicom-locked = Cette archive est protégée par un mot de passe : personne ici ne peut l’ouvrir. Ouvrez-la sur votre ordinateur, puis faites-en une nouvelle, sans mot de passe, à partir du dossier des images.
dicom-foreign = Une archive ZIP est acceptée si elle contient les images médicales (DICOM) d’un examen, et rien d’autre. Mettez-y le dossier des images seul, sans le programme qui l’accompagne sur le CD.
dicom-several-studies = Cette archive contient plusieurs examens. Faites une archive pour chacun, et ajoutez-les l’une après l’autre.
dicom-crowded = Cette archive contient plus de 20 000 fichiers. Faites-en plusieurs, une série d’images ou quelques-unes dans chacune.
dicom-several-people = Cette archive contient les images de plusieurs personnes. Elle n’est pas gardée.

dicom-other-waveform = Ce fichier contient un tracé, comme un électrocardiogramme. Il n’a pas d’image.
dicom-other-radiotherapy = Ce fichier est un document de radiothérapie. Il n’a pas d’image.
dicom-other-directory = Ce fichier est le sommaire d’un CD. Il n’a pas d’image : ajoutez les images elles-mêmes.
dicom-other-enclosed = Ce fichier DICOM contient un autre document. Il n’a pas d’image ; vous pouvez le télécharger.
dicom-other-unknown = Ce fichier n’a pas d’image. Vous pouvez le télécharger.
