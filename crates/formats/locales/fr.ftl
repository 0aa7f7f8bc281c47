## Formats de fichiers

formats-accepted = Formats acceptés : PDF, photo ou image (JPEG, PNG, TIFF), texte (TXT en UTF-8, RTF), CDA, DICOM (seul, ou tout un examen dans un ZIP) et document FHIR.

file-empty = Ce fichier est vide. Choisissez-en un autre.
file-type-refused = Ce type de fichier n’est pas accepté. Formats acceptés : PDF, JPEG, PNG, TIFF, texte en UTF-8, RTF, CDA, DICOM (seul, ou tout un examen dans un ZIP) et document FHIR.
file-heic = Les photos au format HEIC ne peuvent pas encore être converties. Enregistrez la photo en JPEG, puis ajoutez-la. Pour les prochaines, sur un iPhone : Réglages, Appareil photo, Formats, « Le plus compatible ».
file-infected = Ce fichier contient un programme malveillant. Il n’est pas gardé.
file-disguised = Ce fichier cache un autre type de fichier. Enregistrez-le à nouveau en PDF, JPEG ou PNG, puis ajoutez-le.
file-incomplete = Ce fichier est incomplet : sa fin manque. Enregistrez-le à nouveau, puis ajoutez-le.
file-encoding = Ce texte n’est pas lisible. Enregistrez-le avec l’encodage UTF-8, ou en PDF.
file-dtd = Ce fichier XML contient une déclaration de type de document (DTD), qui n’est pas acceptée.
file-dimensions = Cette image est trop grande pour être affichée. Réduisez ses dimensions à 200 millions de pixels au plus.
