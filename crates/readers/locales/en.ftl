# Why a document is not shown.
reading-encrypted = This document is protected by a password. Download it to open it.
reading-damaged = This file is damaged: it cannot be shown here. You can download it.
reading-too-large = This document is too large to be shown here. You can download it.
reading-too-long = This document takes too long to prepare: it is not shown here. You can download it.
reading-unsupported = This document has a form that is not shown here. You can download it.
reading-other-type = This file is not of the type announced: it is not shown here. You can download it.
reading-no-such-page = This document has no such page.
reading-died = For safety, this document is not shown here. You can download it.
reading-unprotected = Showing documents is stopped for the moment. You can download this one.
reading-busy = Many documents are being shown at the moment. Try again in a moment, or download this one.
reading-encoding = The letters of this document are written in a way that is not read here. You can download it.
reading-declaration = For safety, this document is not shown here: it contains forbidden declarations (DTD). You can download it.
reading-elsewhere = The content of this document is elsewhere, and nothing is fetched from elsewhere. Ask its author for the complete document.
reading-empty = This document has no content. Ask its author for the complete document.

## Medical pictures (DICOM)

dicom-header = The header of this DICOM file is not right. The file is not shown; you can download it.
dicom-disguised = This file hides a program. It is not shown.
dicom-incomplete = This DICOM file is not whole: it announces more than it holds. It is not shown.
dicom-overgrown = This DICOM file is built in an abnormal way. It is not shown.
dicom-frames = This file holds too many pictures: at most 5,000 are shown. You can download it.
dicom-dimensions = The pictures of this file are too large to be shown: at most 40 million points. You can download it.
dicom-packing = The pictures of this file are compressed in a format that Carnet cannot read. You can download it.
dicom-pixels = This file holds measures that are not shown as a picture. You can download it.
dicom-broken = This picture is damaged. It is not shown.
dicom-no-picture = This file has no picture.
dicom-no-such-frame = There is no such picture in the series.
dicom-archive = This archive is damaged or built in an abnormal way. Make a new one from the folder of images.
dicom-locked = This archive is protected by a password: nobody can open it here. Open it on your computer, then make a new one, without a password, from the folder of images.
dicom-foreign = A ZIP archive is accepted if it holds the medical images (DICOM) of one examination and nothing else. Put the folder of images alone into it, without the program that comes with it on the CD.
dicom-several-studies = This archive holds several examinations. Make an archive of each, and add them one after the other.
dicom-crowded = This archive holds more than 20,000 files. Make several of it, with one series of images or a few in each.
dicom-several-people = This archive holds the images of several people. It is not kept.

dicom-other-waveform = This file holds curves, such as an electrocardiogram. It has no picture.
dicom-other-radiotherapy = This file is a radiotherapy document. It has no picture.
dicom-other-directory = This file is the index of a disc. It has no picture: add the pictures themselves.
dicom-other-enclosed = This DICOM file holds another document. It has no picture; you can download it.
dicom-other-unknown = This file has no picture. You can download it.
