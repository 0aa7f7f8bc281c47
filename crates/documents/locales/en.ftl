# Documents.
documents-title = My documents
documents-none = No document. Your professionals will add some. You can add some too.
documents-kept-back = Your account is new and we did not know your contact. To be safe, your older documents will be shown on { $until }.
documents-search = Search my documents
documents-search-hint = For example: MRI, prescription, Dr Petit
documents-search-button = Search
documents-category = Category
documents-category-all = All
documents-category-summary = My health in short
documents-category-prescriptions = Prescriptions and care
documents-category-imaging = Imaging
documents-category-biology = Laboratory
documents-category-reports = Reports
documents-category-prevention = Prevention and screening
documents-category-certificates = Certificates
documents-category-administrative = Administrative papers
documents-category-other = Other
documents-who-sees = Who can see
documents-all = All documents
documents-hidden-only = Hidden
documents-apply = Apply filters
documents-clear = Clear filters
documents-found = { $count ->
    [0] No document
    [one] { $count } document
   *[other] { $count } documents
}
documents-no-match = No document matches. Try another word, or clear the filters.
documents-add = Add a document
documents-new = New
documents-badge-hidden = Hidden: only you see it
documents-badge-hidden-from = Hidden from { $names }
documents-badge-visible = { $count ->
    [0] No professional can see it
    [one] Visible to { $count } professional
   *[other] Visible to { $count } professionals
}
documents-author-you = added by you
documents-kind = Type
documents-date = Date of the act
documents-author = Author
documents-added-on = Added on
documents-size = Size
documents-picture-of = Picture: { $title }
documents-no-preview = This document is not shown here. Download it to read it.
documents-sheet = Page { $number }
documents-sheet-of = Page { $number } of “{ $title }”
documents-sheet-no-text = This page has no text: it is a picture.
documents-sheet-no-picture = Page { $number } cannot be shown as a picture. Read its text, or download the document.
documents-sheets = Pages of the document
documents-sheets-before = Previous pages
documents-sheets-after = Next pages
documents-page-range = Page { $first } of { $count }
documents-pages-range = Pages { $first } to { $last } of { $count }
documents-pages-capped = The first { $max } pages are shown here. Download the document to read on.
documents-read-text = Read the text
documents-text-cut = Only the beginning is shown here. Download the document to read on.
documents-signs = This file contains a program or other files. Nothing runs here. Be careful if you download it.
documents-download = Download “{ $title }”
documents-back = Back to my documents
documents-visibility-link = Who can see it?
documents-added = Your document is added.

# Who can see.
documents-visibility-title = Who can see this document?
documents-from-all-title = This document is hidden from everyone
documents-from-all-text = Only you see it, and its author. Other professionals do not know that it exists.
documents-show-to-all = Make this document visible
documents-hide-all-title = Hide this document from everyone
documents-hide-all-text = Professionals will not know that it exists. This may affect your care: they will decide without this information.
documents-hide-from-all = Hide from everyone
documents-people-title = Professional by professional
documents-limits = The author of a document keeps seeing it.
documents-people-none = No professional knows your record yet.
documents-sees-author = Author of the document
documents-sees-yes = Can see it
documents-sees-hidden = Hidden
documents-sees-no-right = No access to this document
documents-hide-from = Hide from { $name }
documents-show-to = Make visible to { $name }
documents-hidden-from-all = The document is hidden from everyone.
documents-shown-to-all = The document is visible again.
documents-hidden-from = The document is hidden from { $name }.
documents-shown-to = The document is visible again to { $name }.
documents-undo = Undo
documents-back-to-document = Back to the document
documents-hide-from-author = Its author keeps seeing this document. You can hide it from others.

# Add.
documents-add-title = Add a document
documents-add-lead = Choose a file on this device, or take a picture. At most 100 MB.
documents-file = File
documents-file-hint = PDF, picture (JPEG, PNG), TIFF, text, RTF, CDA or DICOM.
documents-photo = Take a picture
documents-photo-hint = On a phone, opens the camera.
documents-type = Type of document
documents-type-choose = Choose a type
documents-title-label = Title
documents-title-hint = For example: knee X-ray
documents-date-label = Date
documents-date-hint = For example: 4 5 2026
documents-day = Day
documents-month = Month
documents-year = Year
documents-hide-now = Hide this document from professionals
documents-keep-both = Keep both
documents-save = Save
documents-title-missing = Write a title. For example: knee X-ray.
documents-title-too-long = Write a shorter title, without special characters. At most 200 characters.
documents-type-missing = Choose a type from the list.
documents-date-missing = Write the date of the document. For example: 4 5 2026.
documents-date-future = This date is in the future. Write the date of the document.
documents-file-missing = Choose a file, or take a picture.
documents-same = You already have this document: “{ $title }”. Choose the file again and tick “Keep both”, or go back to your documents.
documents-same-error = You already have this document. To keep it twice, choose the file again and tick “Keep both”.
documents-uploading = Sending
file-type-differs = The file is not of the type announced. Send the original file.
file-too-big = This file is too big. A file may weigh up to 100 MB.

# Professionals’ pages.
documents-title-pro = Documents
documents-pro-none = No document visible to your profession.
documents-pro-add = Add a document
documents-pro-added = The document is in the record.
documents-pro-add-title = Add a document
documents-pro-deposit = Add
documents-back-to-record = Back to the record

# What a CDA document says.
documents-cda-says = What the document says
documents-cda-title = Title
documents-cda-patient = Patient
documents-cda-born = Date of birth
documents-cda-date = Date of the document
documents-cda-author = Author
documents-cda-signer = Responsible
documents-cda-custodian = Kept by
documents-cda-act = Act
documents-cda-at = { $day } at { $time }
documents-cda-from-to = from { $from } to { $to }
documents-cda-from = since { $from }
documents-cda-subject = This part is about another person: { $who }
documents-cda-table = Table { $number }
documents-cda-table-of = Table { $number }: { $title }
documents-cda-notes = Notes
documents-cda-note = Note { $number }
documents-cda-note-back = Back to the text, note { $number }
documents-cda-files = Attached files
documents-cda-file = Attached file { $number }
documents-cda-file-pdf = Attached file { $number } (PDF)
documents-cda-file-missing = (attached file { $number } cannot be read)
documents-cda-picture = Attached picture { $number }
documents-cda-missing = (picture not in the document)
documents-cda-replaces = This document replaces an older version.
documents-cda-other-person = Warning: this document bears another person’s identity.
documents-cda-no-number = Warning: this document bears no INS number. Check that it is about this person.
documents-cda-several-numbers = Warning: this document bears several INS numbers. Check that it is about this person.
documents-cda-wrong-key = Warning: the key of this document’s INS number is wrong. Check that it is about this person.
documents-cda-other-kind = Warning: this document’s INS number is of another kind. Check that it is about this person.
documents-cda-several-patients = Warning: this document names several patients. Check that it is about this person.
documents-cda-other-traits = Warning: the name, sex or date of birth in this document differ. Check that it is about this person.
