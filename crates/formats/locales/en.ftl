## File formats

formats-accepted = Accepted formats: PDF, photo or picture (JPEG, PNG, TIFF), text (TXT in UTF-8, RTF), CDA, DICOM (alone, or a whole examination in a ZIP) and FHIR document.

file-empty = This file is empty. Choose another one.
file-type-refused = This type of file is not accepted. Accepted formats: PDF, JPEG, PNG, TIFF, text in UTF-8, RTF, CDA, DICOM (alone, or a whole examination in a ZIP) and FHIR document.
file-heic = Photos in HEIC format cannot be converted yet. Save the photo as JPEG, then add it. For the next ones, on an iPhone: Settings, Camera, Formats, “Most Compatible”.
file-infected = This file contains harmful software. It is not kept.
file-disguised = This file hides another type of file. Save it again as PDF, JPEG or PNG, then add it.
file-incomplete = This file is incomplete: its end is missing. Save it again, then add it.
file-encoding = This text cannot be read. Save it with UTF-8 encoding, or as PDF.
file-dtd = This XML file contains a document type declaration (DTD), which is not accepted.
file-dimensions = This picture is too large to be shown. Reduce it to at most 200 million pixels.
