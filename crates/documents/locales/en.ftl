# Documents.
documents-title = My documents
documents-title-child = { $of }’s documents
documents-none = No document. Your professionals will add some. You can add some too.
documents-none-child = No document. The professionals who care for { $child } will add some. You can add some too.
documents-kept-back = Your account is new and we did not know your contact. To be safe, your older documents will be shown on { $until }.
documents-kept-back-child = Your account is new and we did not know your contact. To be safe, { $of }’s older documents will be shown on { $until }.
documents-search = Search my documents
documents-search-child = Search { $of }’s documents
documents-search-hint = For example: MRI, prescription, Dr Petit
documents-search-button = Search
documents-category = Category
documents-category-summary = My health in short
documents-category-summary-child = Health in short
documents-category-prescriptions = Prescriptions and care
documents-category-imaging = Imaging
documents-category-biology = Laboratory
documents-category-reports = Reports
documents-category-prevention = Prevention and screening
documents-category-certificates = Certificates
documents-category-administrative = Administrative papers
documents-category-other = Other
documents-who-sees = Who can see
documents-hidden-only = Hidden
documents-clear = Clear filters
documents-found = { $count ->
    [0] No document
    [one] { $count } document
   *[other] { $count } documents
}
documents-no-match = No document matches. Try another word, or clear the filters.
documents-no-match-of = No document matches “{ $words }”. We searched titles, authors, places, file names and texts.
documents-no-match-everywhere = Search these words in all documents
documents-near = Near words, in these documents:
documents-add = Add a document
documents-new = New
documents-doubtful = To check: perhaps in another person’s name
documents-in-words = Found in its text
documents-file-is = File:
documents-badge-hidden = Hidden: only you see it
documents-badge-hidden-child = Hidden from professionals
documents-badge-masked = Hidden from professionals by its author
documents-badge-hidden-from = Hidden from { $names }
documents-badge-visible = { $count ->
    [0] No professional can see it
    [one] Visible to { $count } professional
   *[other] Visible to { $count } professionals
}
documents-author-you = added by you
documents-author-by = added by { $name }
documents-author-representative = added by { $name } (legal representative)
documents-kind = Type
documents-date = Date of the act
documents-author = Author
documents-added-on = Added on
documents-size = Size
documents-class = Class
documents-setting = Setting of care
documents-confidentiality = Confidentiality
documents-picture-of = Picture: { $title }
documents-picture-missing = If the picture does not appear, download the document.
documents-no-preview = This document is not shown here. Download it to read it.
documents-sheet = Page { $number }
documents-sheet-of = Page { $number } of “{ $title }”
documents-sheet-no-text = This page has no text: it is a picture. The search does not find its words.
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
documents-back-child = Back to { $of }’s documents
documents-visibility-link = Who can see it?
documents-added = Your document is added.
documents-added-child = The document is added.
# Kept aside: it names somebody else.
documents-aside-title = { $count ->
    [one] { $count } document kept aside: it names somebody else or has a wrong number
   *[other] { $count } documents kept aside: they name somebody else or have a wrong number
}
documents-aside-lead = { $count ->
    [one] It is not in your list and no professional sees it, except its author. Tell us whether it is yours.
   *[other] They are not in your list and no professional sees them, except their author. Tell us whether they are yours.
}
documents-aside-lead-child = { $count ->
    [one] It is not in the list and no professional sees it, except its author. Tell us whether it is { $of }’s.
   *[other] They are not in the list and no professional sees them, except their author. Tell us whether they are { $of }’s.
}
documents-aside-one = This document is kept aside: it names somebody else or has a wrong number. It is not in your list and no professional sees it, except its author.
documents-aside-one-child = This document is kept aside: it names somebody else or has a wrong number. It is not in the list and no professional sees it, except its author.
documents-aside-wrong-key = The key of the social security number in it is wrong. This number is nobody’s.
documents-aside-mine = It is mine
documents-aside-mine-child = It is { $of }’s
documents-aside-not-mine = It is not mine
documents-aside-not-mine-child = It is not { $of }’s
documents-aside-bin = Put it in the bin
documents-aside-asked = You have told its author. The document stays aside.
documents-aside-asked-child = Its author has been told. The document stays aside.
documents-aside-request = This document is in my space, but it names somebody else or has a wrong number.
documents-aside-request-child = This document is in { $of }’s space, but it names somebody else or has a wrong number.
documents-aside-added = Your document is kept aside: it names somebody else or has a wrong number. Tell us below whether it is yours.
documents-aside-added-child = The document is kept aside: it names somebody else or has a wrong number. Tell us below whether it is { $of }’s.
documents-aside-filed = The document is in your list. It keeps the mark “To be checked”.
documents-aside-filed-child = The document is in the list. It keeps the mark “To be checked”.
documents-aside-refused = Its author has been told. The document stays aside.
documents-aside-replaced = Its author has replaced this document since: the new version is the one that counts. Reload the page.
documents-aside-deposit = This document is kept aside: it names somebody other than the patient, or the key of its matricule is wrong. No other professional sees it. You can withdraw it or replace it.
history-document-set-aside = Kept aside, as it names somebody else or has a wrong number: “{ $what }”
history-document-filed = Filed “{ $what }”, which named somebody else or carried a wrong number

# Who can see.
documents-visibility-title = Who can see this document?
documents-from-all-title = This document is hidden from everyone
documents-from-all-switch = Your settings hide all your documents, this one too.
documents-from-all-switch-child = { $of }’s settings hide all their documents, this one too.
documents-from-all-settings = Open my settings
documents-from-all-text = Only you see it, and its author. Other professionals do not know that it exists.
documents-from-all-text-child = Only { $child } and their legal representatives see it, and its author. Other professionals do not know that it exists.
documents-show-to-all = Make this document visible
documents-show-proof = Before you make visible what is hidden, we will ask you to prove that it is you.
documents-to-show = Nothing has changed yet. Make this document visible?
documents-show-holders-alone = Neither you nor another representative hid it: only the holder of the space can show it again.
documents-masked-by = Hidden from other professionals by its author: { $author }, since { $when }.
documents-masked-text = You see it, and its author. You can make it visible, or keep it hidden whatever its author does. Once you have made it visible, its author cannot hide it any more.
documents-masked-text-child = Only { $child } and their legal representatives see it, and its author.
documents-masked-keep = Keep it hidden
documents-masked-note-pro = You hide this document from other professionals.
documents-hide-all-title = Hide this document from everyone
documents-hide-all-text = Professionals will not know that it exists. This may affect your care: they will decide without this information.
documents-hide-all-text-child = Professionals will not know that it exists. This may affect { $of }’s care: they will decide without this information.
documents-hide-from-all = Hide from everyone
documents-people-title = Professional by professional
documents-limits = The author of a document keeps seeing it.
documents-people-none = No professional knows your record yet.
documents-people-none-child = No professional knows { $of }’s record yet.
documents-sees-author = Author of the document
documents-sees-yes = Can see it
documents-sees-hidden = Hidden
documents-sees-no-right = No access to this document
documents-hide-from = Hide from { $name }
documents-show-to = Make visible to { $name }
documents-hidden-from-all = The document is hidden from everyone.
documents-shown-to-all = The document is visible again.
documents-shown-still-masked = Nobody in this space hides this document from everyone any more. Its author still hides it from other professionals: only the holder of the space can show it to them.
documents-hidden-from = The document is hidden from { $name }.
documents-shown-to = The document is visible again to { $name }.
documents-undo = Undo
documents-as-title = See as { $name }
documents-as-access = Who sees what
documents-as-lead = These are your documents as { $name } finds them now. This page changes nothing, and is no access by this professional.
documents-as-closed = { $name } cannot open your record now.
documents-as-none = None of your documents is shown to them.
documents-as-kept = { $count ->
    [one] One document of your list is not shown to them.
   *[other] { $count } documents of your list are not shown to them.
}
documents-as-why = You hid them, or the national rule does not open them to their profession.
documents-as-back = { $name } and your record
documents-professions-title = What each profession may read
documents-professions-lead = A professional who has a link with you does not read everything: the national rule says, for each profession, which documents open.
documents-professions-law = Order of 26 October 2023, Journal officiel of 29 October 2023. What you hide stays hidden besides.
documents-professions-choose = Profession
documents-professions-see = See its documents
documents-professions-none = No document of this category.
documents-professions-closed = { $count ->
    [one] One type of document is closed
   *[other] { $count } types of documents are closed
}
documents-professions-unknown = Choose a profession of the list.
documents-professions-back = Back to “Who sees what”
documents-back-to-document = Back to the document
documents-hide-from-author = Its author keeps seeing this document. You can hide it from others.

# Add.
documents-add-title = Add a document
documents-add-lead = Choose one or several files on this device, or take a picture.
documents-file = File
documents-file-hint = PDF, picture (JPEG, PNG, TIFF), text, RTF, CDA, DICOM (alone, or a whole examination in a ZIP) or FHIR document. At most 100 MB a file. A HEIC photo: save it as JPEG first.
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
documents-same-error = You already have this document. To keep it twice, choose the file again and tick “Keep both”.
documents-same-error-child = This document is already in { $of }’s space. To keep it twice, choose the file again and tick “Keep both”.
documents-title-own-hint = For example: knee X-ray. Without a title, or with several files, the name of the file becomes the title.
documents-files = Files
documents-files-most = Up to { $most } files at once: each becomes a document.
documents-files-in-all = 100 MB in all.
documents-sent-title = Your files
documents-sent-lead = Kept: { $kept } of { $all }. A refused file takes nothing from the others.
documents-sent-kept = Kept
documents-sent-aside = Kept aside
documents-sent-aside-text = This document names somebody else or has a wrong number. Tell us whether it is yours.
documents-sent-aside-text-child = This document names somebody else or has a wrong number. Tell us whether it is { $of }’s.
documents-sent-aside-open = See this document
documents-sent-same = There already
documents-sent-refused = Refused
documents-sent-same-text = You already have this document: nothing is added. To keep it twice, send it again, alone.
documents-sent-same-text-child = This document is already in { $of }’s space: nothing is added. To keep it twice, send it again, alone.
documents-sent-complete = Complete the title, type and date
documents-sent-open = See this deposit
documents-sent-later = We cannot take this file for now. It is not kept. Try again later.
documents-sent-rest = The rest of what was sent
documents-sent-list = See my documents
documents-sent-list-child = See { $of }’s documents
documents-sent-more = Add more files
documents-envoi-drop = You can also drop files here.
documents-envoi-remove = Remove
documents-envoi-cancel = Cancel
documents-envoi-retry = Go on
documents-envoi-waits = Waiting
documents-envoi-sending = Sending { $name }
documents-envoi-half = { $name }: half of it is sent
documents-envoi-paused = Connection lost. Sending will go on where it stopped.
documents-envoi-checking = Sent, we are checking it
documents-envoi-cancelled = Cancelled: this file is not kept.
documents-envoi-broken = Sending stopped: this file is not kept.
documents-envoi-lost = The answer was lost. See in the list whether this file is there.
documents-arrival-many = Five large files are already on their way. Finish or cancel them, then start again.
documents-arrival-elsewhere = This file is on its way at another place. Go on with it.
documents-arrival-piece = A piece of this file has a wrong size. Start sending again.
documents-arrival-incomplete = A part of this file is still missing. Go on sending it.
documents-arrival-busy = We are already checking this file. Wait a moment.
documents-uploading = Sending
file-type-differs = The file is not of the type announced. Send the original file.
file-too-big = This file is too big. A file may weigh up to 100 MB. A larger imaging examination: add its report, and keep the disc.

# Professionals’ pages.
documents-title-pro = Documents
documents-pro-none = No document visible to your profession.
documents-pro-summary = Summary
documents-pro-messages = Messages
documents-pro-agenda = Appointments
documents-pro-results = Laboratory results
documents-pro-prevention = Prevention calendar
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
documents-cda-coded = The document’s coded data
documents-cda-coded-about = Here the document repeats some of its text for software. If they differ, the text above prevails.
documents-cda-coded-none = These data are not of a kind that is shown here.
documents-cda-coded-cut = There are more data: they are not shown. Download the document to have them all.
documents-cda-coded-results = Test results
documents-cda-coded-vitals = Measurements
documents-cda-coded-allergies = Allergies and intolerances
documents-cda-coded-treatments = Medicines
documents-cda-coded-vaccinations = Vaccinations
documents-cda-coded-what = What
documents-cda-coded-value = Value
documents-cda-coded-usual = Reference values
documents-cda-coded-reading = The author’s reading
documents-cda-coded-when = When
documents-cda-coded-more = Details
documents-cda-coded-reaction = Reaction
documents-cda-coded-severity = Severity
documents-cda-coded-status = Status
documents-cda-coded-dose = Dose
documents-cda-coded-route = Route
documents-cda-coded-against = Against
documents-cda-coded-rank = Dose number
documents-cda-coded-lot = Lot
documents-cda-coded-not = Not: { $what }
documents-cda-coded-unnamed = (without a name)
documents-cda-coded-intended = planned or prescribed
documents-cda-coded-active = ongoing
documents-cda-coded-completed = completed
documents-cda-coded-stopped = stopped
documents-cda-coded-suspended = suspended
documents-cda-coded-every = every { $time }
documents-cda-coded-before = before: { $value }
documents-cda-coded-range = { $from } to { $to }
documents-cda-coded-yes = yes
documents-cda-coded-no = no
documents-cda-coded-null = no value ({ $why })
documents-cda-wrapped = This file also contains its own layout. For safety it is not used: once downloaded, the file may look different from here.
documents-cda-replaces = This document replaces an older version.
documents-cda-other-person = Warning: this document bears another person’s identity.
documents-cda-no-number = Warning: this document bears no health number. Check that it is about this person.
documents-cda-several-numbers = Warning: this document bears several health numbers. Check that it is about this person.
documents-cda-wrong-key = Warning: the key of this document’s health number is wrong. Check that it is about this person.
documents-cda-other-kind = Warning: this document’s health number is of another kind. Check that it is about this person.
documents-cda-several-patients = Warning: this document names several patients. Check that it is about this person.
documents-cda-other-traits = Warning: the name, sex or date of birth in this document differ. Check that it is about this person.
# Medical pictures.
documents-images-link = See the pictures
documents-images-title = Pictures: { $title }
documents-images-not-for-diagnosis = These pictures are not for diagnosis. For a diagnosis, download the document and open it on a workstation made for that.
documents-images-series = Series
documents-images-screen = The picture shown
documents-images-frames = { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
}
documents-images-unseen = { $count ->
    [one] The archive also holds { $count } file that is not shown here: a report, for example, or a picture that Carnet cannot show. To have it, download the document.
   *[other] The archive also holds { $count } files that are not shown here: reports, for example, or pictures that Carnet cannot show. To have them, download the document.
}
documents-images-count = Picture { $number } of { $count }
documents-images-alt = { $series }: picture { $number } of { $count }
documents-images-slider = Choose a picture of the series
documents-images-broken = This picture cannot be shown. Download the examination to see it.
documents-images-others = Other pictures of the series
documents-images-before = Previous picture
documents-images-after = Next picture
documents-images-windows = Contrast
documents-images-window-usual = Usual
documents-images-window-file = As the machine set it
documents-images-window-soft = Soft tissue
documents-images-window-lung = Lungs
documents-images-window-bone = Bones
documents-images-window-brain = Brain
documents-images-window-full = The whole scale
documents-images-ways = Display
documents-images-invert = Swap black and white
documents-images-larger = Enlarge
documents-images-smaller = Reduce
documents-images-reset = Back to the usual display
documents-images-keys = With the keyboard, on the picture: arrows for another picture, I to swap black and white, + and - to enlarge and reduce, R to go back, 1 to 9 for the contrast.
documents-images-edges = In the picture, on the right: { $right }. At the bottom: { $bottom }.
documents-images-side-right = the person’s right
documents-images-side-left = the person’s left
documents-images-side-anterior = the front
documents-images-side-posterior = the back
documents-images-side-head = the head
documents-images-side-foot = the feet
documents-images-marked = The machine added marks to these pictures. They are not shown here.
documents-images-lossy = These pictures were compressed with loss: small details may be missing.
documents-images-facts = What the file says
documents-images-study = Examination
documents-images-day = Day of the examination
documents-images-place = Place
documents-images-person = Name written in the file
documents-images-born = Date of birth written
documents-images-report-cut = The rest of this report is not shown. Download the document to read it.
documents-images-back = Back to the document
documents-images-kind-ct = CT scan
documents-images-kind-mr = MRI
documents-images-kind-xray = X-ray
documents-images-kind-us = Ultrasound
documents-images-kind-mg = Mammogram
documents-images-kind-nm = Scintigraphy
documents-images-kind-pt = PET
documents-images-kind-xa = Angiography
documents-images-kind-other = Pictures
# The life of a document.
history-document-replaced = Replaced “{ $what }” with a new version
history-document-withdrawn = Took back “{ $what }”
history-document-withdrawn-person = Took back “{ $what }”: the document was another person’s
history-document-withdrawn-content = Took back “{ $what }”: its content was wrong
history-document-withdrawn-twice = Took back “{ $what }”: it was sent twice
history-document-binned = Put in the bin “{ $what }”
history-document-restored = Took out of the bin “{ $what }”
history-document-headed = Corrected the title, type or date: { $what }
history-document-masked = Hid from other professionals, as its author, “{ $what }”
history-document-unmasked = Stopped hiding from other professionals “{ $what }”
history-document-archived = Archived “{ $what }”
history-document-unarchived = Put back into the list “{ $what }”
history-correction-asked = Asked to correct “{ $what }”
history-correction-read = Read the request to correct “{ $what }”
history-deposit-read = Opened their deposit “{ $what }”
history-correction-accepted = Agreed to correct “{ $what }”
history-correction-refused = Refused to correct “{ $what }”
history-document-commented = Wrote a comment on “{ $what }”
history-document-uncommented = Took back their comment on “{ $what }”

documents-comments = Comments by professionals
documents-comment-about = About: { $test }
documents-comment-whole = About the whole document
documents-comment-take-back = Take this comment back
documents-comment-title = Write a comment to the patient
documents-comment-of = What is it about?
documents-comment-label = Your comment
documents-comment-hint = In plain words, 1,000 characters at most. The patient reads it with this document, with your name and profession. Professionals who see the document read it too.
documents-comment-send = Send the comment
documents-comment-done = Comment sent. The patient reads it as soon as they may see this document.
documents-comment-taken-back = Comment taken back. The history keeps that it was written, then taken back.
documents-comment-missing = Write a comment. Example: “We will talk about it at your next visit.”
documents-comment-too-long = This comment is too long: 1,000 characters at most. Shorten it.
documents-comment-no-such-test = Choose a test of the list, or the whole document.
documents-comment-not-results = This document has no test results. Write a message to the patient instead.
documents-comment-not-current = A newer version replaced this document, or it is in the list no more. Write the comment on the current version.
documents-comment-too-many = This document has 30 comments already. Write a message to the patient instead.

documents-author-patient = added by the patient
documents-facet-year = Year
documents-facet-place = Place
documents-facet-order = Order
documents-facet-own = You
documents-facet-patient = The patient
documents-shown-only = Visible
documents-pinned = Pinned
documents-pinned-one = Pinned
documents-new-only = Not read yet
documents-archived = Archived
documents-archived-one = Archived
documents-archived-count = { $count ->
    [one] { $count } archived document
   *[other] { $count } archived documents
}
documents-archived-note = Its author archived this document. It stays in your space, out of your list. Searching finds it.
documents-archived-note-child = Its author archived this document. It stays in { $of }’s space, out of the list. Searching finds it.
documents-archived-back = Put it back into my list
documents-archived-back-child = Put it back into the list
documents-archived-note-pro = Its author archived this document: it is not in the list, and searching finds it.
documents-chosen = chosen
documents-order = Sort
documents-order-date = By date of the act
documents-order-ajout = By date added
documents-order-titre = By title
documents-order-auteur = By author
documents-pages = Pages of the list
documents-page-before = Previous page
documents-page-after = Next page
documents-page-here = Documents { $from } to { $to } of { $count }
documents-same-open = Open the document you already have
documents-same-open-child = Open the document that is there already

documents-choose = Choose
documents-together = For the chosen documents
documents-together-whole = Choose the { $count } documents of this search
documents-together-all = Choose my { $count } documents
documents-together-all-child = Choose all { $count } documents
documents-together-changed = The list has changed since you opened it: nothing was done. Look at it, then try again.
documents-together-most = Choose 100 documents at most at a time. Search or filter to have fewer.
documents-together-hide = Hide from everyone
documents-together-show = Make visible
documents-together-pin = Pin
documents-together-unpin = Unpin
documents-together-download = Download
documents-together-bin = Put in the bin
documents-together-move = Move
documents-together-none = No document is chosen. Tick “Choose” under a document.
documents-together-not-yours = Only documents you added go in the bin. Nothing has changed. You can hide the others.
documents-together-not-yours-child = Only documents added by { $child } or their legal representatives go in the bin. Nothing has changed. You can hide the others.
documents-together-too-many = Choose 40 documents at most at a time.
documents-together-moved = The documents are moved.
documents-together-moved-back = Everything is back where it was.
documents-together-unarchive = Put back into my list
documents-together-unarchive-child = Put back into the list
documents-together-unarchived = { $count ->
    [one] The document is in your list again. Its author cannot archive it any more.
   *[other] { $count } documents are in your list again. Their authors cannot archive them any more.
}
documents-together-unarchived-child = { $count ->
    [one] The document is in the list again. Its author cannot archive it any more.
   *[other] { $count } documents are in the list again. Their authors cannot archive them any more.
}
documents-together-listed-already = These documents were in the list already. Their authors cannot archive them any more.
documents-together-hidden-already = These documents were already hidden from everybody.
documents-together-hidden = { $count ->
    [one] { $count } document is hidden from everyone.
   *[other] { $count } documents are hidden from everyone.
}
documents-together-to-show = { $count ->
    [one] Nothing has changed yet. Make this document visible?
   *[other] Nothing has changed yet. Make these { $count } documents visible?
}
documents-together-to-tick = Nothing has changed yet. Tick the documents to make visible again.
documents-together-shown = { $count ->
    [one] { $count } document is visible.
   *[other] { $count } documents are visible.
}
documents-together-still-masked = Nobody in this space hides these documents from everyone any more. The author of some still hides them from other professionals: only the holder of the space can show them.
documents-together-pinned = { $count ->
    [one] { $count } document is pinned.
   *[other] { $count } documents are pinned.
}
documents-together-unpinned = { $count ->
    [one] { $count } document is unpinned.
   *[other] { $count } documents are unpinned.
}
documents-together-binned = { $count ->
    [one] { $count } document is in the bin. It stays there 30 days.
   *[other] { $count } documents are in the bin. They stay there 30 days.
}
documents-bundle-name = documents

documents-folder = Folder
documents-folder-none = No folder
documents-folders-title = My folders
documents-folders-title-child = { $of }’s folders
documents-folders-lead = Keep your documents in the order you like. Only you see your folders.
documents-folders-lead-child = Keep { $of }’s documents in the order you like. Only { $child } and their legal representatives see these folders.
documents-folders-none = No folder. Make one, then move documents into it from their list.
documents-folders-none-child = No folder. Make one, then put documents in it from their list.
documents-folder-name = Name of the folder
documents-folder-name-hint = For example: My knee
documents-folder-name-hint-child = For example: Knee
documents-folder-make = Make the folder
documents-folder-rename = New name
documents-folder-rename-button = Rename
documents-folder-remove = Remove the folder
documents-folder-made = The folder is made.
documents-folder-renamed = The folder has its new name.
documents-folder-removed = The folder is removed. Its documents are still in your list.
documents-folder-removed-child = The folder is removed. Its documents are still in the list.
documents-folder-missing = Write the name of a folder. For example: My knee.
documents-folder-missing-child = Write the name of a folder. For example: Knee.
documents-folder-too-long = Write a shorter name. 60 characters at most.
documents-folder-too-many = You already have 100 folders. Remove one first.
documents-folder-too-many-child = There are 100 folders already. Remove one first.

documents-bin-title = Bin
documents-results = Results by test
documents-export = Export my whole record
documents-export-child = Export the record of { $child }
documents-bin-lead = Documents you throw away stay here for 30 days. Only you see them. Then their file is erased.
documents-bin-lead-child = Documents that are thrown away stay here for 30 days. Only { $child } and their legal representatives see them. Then their file is erased.
documents-bin-empty = The bin is empty.
documents-bin-left = { $days ->
    [one] { $days } day left
   *[other] { $days } days left
}
documents-bin-restore = Put back
documents-bin-restored = The document is in your list again.
documents-bin-restored-child = The document is in the list again.
documents-bin-put = Put in the bin
documents-bin-put-hint = You can put it back for 30 days.
documents-bin-newer = A newer version has taken the place of this document: nothing was thrown away. Go back to the list of documents and open the latest version.
documents-binned-note = This document is in the bin.

documents-heading-title = Correct the title, type or date
documents-heading-link = Correct title or date
documents-heading-earlier = The title, type and date of before can still be read by the software of those who may read this document. For them to be read no more, throw the document away and add it again.
documents-to-profile = Add to my profile
documents-to-profile-child = Add to { $of }’s profile
documents-headed-done = The document is corrected.
documents-versions = Versions
documents-version-this = this one
documents-newer = A newer version replaces this one.
documents-newer-open = Open the latest version

documents-correction-title = Have this document corrected
documents-correction-label = What should be corrected?
documents-correction-hint = 500 characters at most.
documents-correction-send = Send to the author
documents-correction-done = Your request is sent to the author.
documents-correction-done-child = The request is sent to the author.
documents-correction-missing = Write a few words.
documents-correction-too-long = Write a shorter text. 500 characters at most.
documents-correction-by-post = To have this document corrected, write by post to { $name }. You cannot send them a request here.
documents-correction-not-here = The institution that deposited this document gets no request here. Write to them by post.
documents-correction-waits = Your previous request still waits for an answer.
documents-correction-waits-child = An earlier request still waits for an answer.
documents-correction-too-many = You have already made 20 requests for this document.
documents-correction-too-many-child = There have been 20 requests for this document already.
documents-correction-answered = You have already answered this request.
documents-correction-sent = Sent
documents-correction-seen = Read by the author
documents-correction-accepted = Accepted
documents-correction-refused = Refused
documents-correction-reply = Answer of { $when }

# My deposits.
documents-deposits-title = My deposits
documents-deposits-lead = The documents you deposited here, latest first. You can replace them or take them back.
documents-deposits-lines = Corrections asked for in medical profiles
documents-deposits-none = You have not deposited a document yet.
documents-deposits-none-here = No deposit of this page is in an open record any more.
documents-deposits-older = Older deposits
documents-deposits-line = Deposit of { $day }
documents-deposit-title = My deposit
documents-deposit-state = State
documents-deposit-current = In the record
documents-deposit-aside = Kept aside
documents-deposit-replaced = Replaced
documents-deposit-withdrawn = Taken back
documents-deposit-asked = The patient asks for a correction
documents-deposit-asked-sent = Correction asked for
documents-deposit-asked-seen = Correction asked for
documents-deposit-asked-accepted = Correction accepted
documents-deposit-asked-refused = Correction refused
documents-deposit-replied = Your answer:
documents-answer-legend = Your answer
documents-answer-yes = I agree: I will correct it
documents-answer-no = I refuse
documents-answer-text = Explain to the patient
documents-answer-send = Answer the patient
documents-answer-missing = Choose an answer.
documents-answered-done = Your answer is sent to the patient.
documents-replace = Replace
documents-replace-title = Deposit a new version
documents-replace-lead = The new version takes the place of the old one in lists. What the patient hid stays hidden.
documents-replace-reserved = The person does not see this document yet. They will not see the new version either, until the consultation or the same date.
documents-replace-own = Replace with a new version
documents-replace-own-lead = The new version takes the place of the old one in lists. The old one can still be read, under “Versions”. What is hidden stays hidden.
documents-replaced-own-done = The new version has taken the place of the old one.
documents-replaced-done = The new version is in the record.
documents-withdraw = Take back
documents-withdraw-title = Take this document back
documents-withdraw-text = Nobody will be able to read it any more, nor its older versions. The patient will see in their history that you took it back, and why.
documents-withdraw-reason = Why do you take it back?
documents-withdraw-missing = Choose a reason.
documents-withdraw-person = It is another person’s
documents-withdraw-content = Its content is wrong
documents-withdraw-twice = It was sent twice
documents-withdraw-other = Another reason
documents-withdrawn-done = The document is taken back.

# Until the announcement consultation.
documents-reserve = Do not show to the person before a consultation
documents-reserve-hint = You will make it visible after the consultation. Without that it becomes visible after a month. After two weeks the person learns that a document awaits a consultation.
documents-reserved-note = The person does not see this document yet: it awaits a consultation.
documents-secret-tick = The young person asks that their parents do not see this document
documents-secret-hint = Their legal representatives will see it nowhere: not in lists, not in searches, not in the access history. The person themselves and professionals see it.
documents-secret-title = A request by the young person
documents-secret-keep = Stop showing it to their parents
documents-secret-lift = Show it to their parents
documents-secret-note = The young person asked that their parents do not see this document. Do not speak of it to them without the person’s agreement.
documents-secret-kept-done = Their parents do not see this document any more.
documents-secret-lifted-done = Their parents see this document again.
documents-secret-adult = This person is of age: no parent sees their space, so there is nothing to keep from them.
documents-replace-secret = This person’s parents do not see this document. They will not see the new version either.
documents-badge-secret = { $text }, not visible to your parents
documents-secret-own-title = Your parents do not see this document
documents-secret-own-text = You asked this of the professional who deposited it. Your legal representatives find it nowhere, nor who read it.
documents-secret-own-lift = Show it to my parents
documents-secret-lifted-own-done = Your parents now see this document.
documents-secret-lifted-own-done-child = { $child }’s parents now see this document.
documents-release = Make it visible to the person
documents-released-done = The person sees this document now.
documents-something-waits = At least one document waits for you, to be read with whoever added it, in a consultation: { $who }. Make an appointment. It will be visible here after the consultation, or after a month.
documents-something-waits-child = At least one document waits for { $child }, to be read with whoever added it, in a consultation: { $who }. Make an appointment. It will be visible here after the consultation, or after a month.
documents-something-waits-unnamed = At least one document waits for you, to be read in a consultation with whoever added it. It will be visible here after the consultation, or after a month.
documents-something-waits-unnamed-child = At least one document waits for { $child }, to be read in a consultation with whoever added it. It will be visible here after the consultation, or after a month.
documents-helped-none = No document that you can see.
documents-facet-patient-helped = { $child }
documents-carers-title = People close to you
documents-carers-hint = They do not see what is hidden from everyone. A document cannot be hidden from one of them by name.

# A few documents shared by a code.
documents-share-title = Share documents
documents-share-do = Share
documents-share-lead = You make a code. The first professional who types it can read these documents, and nothing else.
documents-share-proof = Before the code is made, we shall ask you to prove that it is you.
documents-share-which = Documents to share
documents-share-hidden-one = Hidden from everyone: not shared
documents-share-duration = For how long?
documents-share-visite = One visit: 12 hours from when the code is typed
documents-share-semaine = 7 days from now
documents-share-mois = 30 days from now
documents-share-none = Tick one document at least.
documents-share-no-duration = Choose for how long.
documents-share-tick = Nothing is shared yet. Tick the documents again, then choose “Share”.
documents-share-check = Check
documents-share-nothing-yet = Nothing is shared yet. Check, then share.
documents-share-shared = { $count ->
    [one] The document that is shared
   *[other] The { $count } documents that are shared
}
documents-share-unseen-title = What the professional will not see
documents-share-unseen-rest = Your other documents, how many there are, your summary, your profile, your results, your appointments and your messages.
documents-share-unseen-hidden = A document that you hide later, from everyone or from this professional: they see it no more.
documents-share-unseen-rule = A document that the national rule does not open to their profession.
documents-share-change = Change
documents-share-code = Your share code:
documents-share-until = It can be typed until { $moment }, by one professional only.
documents-share-once = Write it down or print this page: it will not be shown again. Give it only to the professional you chose.
documents-share-how = The professional searches for you in Carnet, then types this code on the page “Reason for access”. You are told as soon as they type it.
documents-share-awaited = A share code that nobody has used yet opens this document too.
documents-share-taken = { $name }, { $when }
documents-share-stop = Stop
documents-share-stop-this = Stop the share made { $when }
documents-share-stopped = The share is stopped. Its code serves no more, and nobody reads by it any longer.
documents-shares-title = Active shares
documents-shares-lead = The codes that you made to share a few documents. You can stop each at any time.
documents-shares-none = No active share.
documents-shares-choose = Choose documents to share
documents-shares-made = Code made on
documents-shares-what = Documents
documents-shares-end = Until
documents-shares-who = Used by
documents-shares-act = What to do
documents-shares-gone = None of these documents is in your list any more.
documents-shares-nobody = Nobody yet
documents-sees-share = Can see it, by a share code
documents-as-by-code = { $name } cannot open your record. By a share code this professional sees only this:
documents-shared-title = Documents shared with you
documents-shared-lead = The person shares these documents with you by a code. The rest of their record is not open to you.
documents-shared-until = Until { $moment } at the latest.
documents-shared-more = Ask to read the record
documents-shared-back = Back to the shared documents
