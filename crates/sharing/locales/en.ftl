# Who sees what, history, care links.
sharing-title = Who sees what
sharing-lead = You know who can read your record, and who has read it.
sharing-links-title = Professionals who can read your record
sharing-links-none = No professional for now. A professional asks for your consent before reading your record.
sharing-link-until = Until { $day }.
sharing-link-cut = Stop access by { $name }
sharing-last-title = Latest accesses
sharing-see-history = See all accesses
sharing-history-title = Access to my record
sharing-history-lead = Every reading and every change is written here before it happens.
sharing-history-none = Nobody has opened your record.
sharing-history-caption = Most recent first
sharing-col-who = Who
sharing-col-when = When
sharing-col-what = What
sharing-col-why = Why
sharing-col-act = What to do
sharing-older = See older accesses
sharing-role-you = You
sharing-role-representative = Legal representative
sharing-role-child = The child
sharing-role-institution = Institution
sharing-role-keeper = Service keeper
sharing-why-consent = You gave your consent.

history-record-read = Opened the record: lists, summary or profile
history-document-read = Read “{ $what }”
history-document-downloaded = Downloaded “{ $what }”
history-document-fetched = Read “{ $what }” with their software
history-document-mailed = Sent “{ $what }” with a message
history-history-read = Looked at this page
history-history-exported = Exported the history ({ $what })
history-export-asked = Asked for an export of the whole record
history-export-packed = The export of the whole record was prepared
history-export-taken = Downloaded the export of the whole record
history-document-added = Added “{ $what }”
history-document-hidden = Hid from everyone “{ $what }”
history-document-hidden-from = Hid from one person: { $what }
history-document-shown = Made visible “{ $what }”
history-document-shown-to = Made visible to one person: { $what }
history-journal-dumped = Extracted your whole record. Reason: { $what }
history-examination-noted = Noted as done: { $what }
history-examination-withdrawn = Removed the note “{ $what }”
history-link-made = Stated your consent: { $what } can read your record
history-link-cut = Stopped access by { $what }
history-profile-written = Noted in the medical profile: { $what }
history-profile-changed = Changed in the medical profile: { $what }
history-profile-removed = Removed a line of the medical profile: { $what }
history-profile-restored = Put a line of the medical profile back: { $what }
history-profile-confirmed = Confirmed a line of the medical profile: { $what }
history-profile-released = Took back a confirmation in the medical profile: { $what }
history-profile-none = Declared to have none: { $what }
history-profile-shared = Shared a heading with professionals: { $what }
history-profile-kept = Kept a heading for the holder: { $what }
history-profile-correction-asked = Asked for a correction in the medical profile: { $what }
history-profile-correction-settled = Settled a correction request of the medical profile: { $what }
history-profile-correction-answered = Answered a correction request of the medical profile: { $what }
history-profile-target-set = Set a target in the medical profile: { $what }
history-profile-target-removed = Removed a target of the medical profile: { $what }

# Professionals’ pages.
sharing-link-title = Reason for access
sharing-link-lead = Before you open this record, state that the person consents.
sharing-link-effect = The person will see your name, your workplace and the date in their history. Access lasts { $days } days. They can stop it at any time.
sharing-consent = The person consented to my consulting their record.
sharing-consent-missing = Tick the box if the person consented. Without consent you may add a document, but not read the record.
sharing-open-record = Open the record
sharing-deposit-only = Add a document without reading the record

error-no-care-link = First state that the person consents.
error-no-medical-capacity = Your role gives no access to medical data.

# The patient’s identity banner (professionals’ pages).
sharing-identity = Patient identity
sharing-identity-used = Name in use: { $name }
sharing-identity-born = Born: { $day }
sharing-identity-sex = Sex: { $sex }
sharing-identity-place = Place of birth: { $place }
sharing-identity-number = Number: { $number }

# The holder's decisions: people, switches, emergencies, presence code.
sharing-why-presence = You showed a presence code.
sharing-why-treating = This is your treating doctor.
sharing-why-team = A professional who cares for you brought them into the team.
sharing-why-emergency = Emergency access.
sharing-back = Back to “Who sees what”
sharing-others-title = Your other decisions
sharing-is-blocked = Blocked
sharing-is-administrator = Administrator
sharing-is-treating = Treating doctor
sharing-person-links = Their access
sharing-person-as = See my documents as { $name } does
sharing-professions-link = What each profession may read
sharing-person-no-link = This professional cannot read your record at the moment.
sharing-link-move = Change the end of this access
sharing-link-end = Last day of this access
sharing-link-move-do = Change the end
sharing-link-end-wrong = Choose a day between today and a year from now. Example: 31 3 2027.
sharing-person-decide = Your decisions
sharing-blocked-text = This professional can read nothing. To them your space looks closed. They may still add a document.
sharing-unblock = Unblock { $name }
sharing-block-text = Block: this professional will read nothing any more. To them your space will look closed. They may still add a document.
sharing-block = Block { $name }
sharing-administrator-text = Administrator: while they have access, this professional also sees the documents that you hide from everyone. They do not see those that you hide from them by name.
sharing-name-administrator = Name { $name } administrator
sharing-remove-administrator = Remove the administrator role from { $name }
sharing-treating-text = Treating doctor: they can read your record for a year. They replace the treating doctor before them.
sharing-name-treating = Name { $name } treating doctor
sharing-treating-no-doctor = Only a doctor can be your treating doctor.
sharing-unblock-first = You blocked this person. Unblock them first.
sharing-done-bloquer = { $name } is blocked.
sharing-done-debloquer = { $name } is no longer blocked.
sharing-done-administrateur = { $name } is an administrator of your record.
sharing-done-retirer = { $name } is no longer an administrator.
sharing-done-traitant = { $name } is your treating doctor.
sharing-done-fin = The end of the access is changed.
sharing-switches-title = Sharing settings
sharing-switches-lead = These choices apply to every professional and every institution.
sharing-switch-new = Hide every new document from everyone
sharing-switch-new-hint = The professional who added it keeps seeing it. You can show it afterwards.
sharing-switch-all = Hide all my documents from everyone
sharing-switch-all-hint = Your choices for each document are kept: they come back when you untick this box.
sharing-switches-save = Save
sharing-switches-done = Your choices are saved. They apply from now.
sharing-emergencies-title = Emergency access
sharing-emergencies-lead = In an emergency, a professional may open your record without your consent, for four hours. They say why, you are told at once, and somebody else reviews their reason.
sharing-switch-dispatch = The emergency dispatch (15) may open my record in an emergency
sharing-switch-others = Other professionals may open my record in an emergency
sharing-switch-hidden = They also see the documents that I hide from them by name
sharing-switch-hidden-hint = A document hidden from everyone stays hidden, even in an emergency.
sharing-emergencies-past = Past emergency accesses
sharing-emergencies-none = Nobody opened your record in an emergency.
sharing-emergency-when = From { $from } to { $until }.
sharing-emergency-said = Their reason: “{ $words }”
sharing-reason-life-in-danger = The person’s life is in danger.
sharing-reason-cannot-speak = The person cannot express themselves, and care cannot wait.
sharing-reason-dispatch = Dispatch of an emergency call.
sharing-outcome-waits = This access will be reviewed.
sharing-outcome-justified = Reviewed: this access was justified.
sharing-outcome-unjustified = Reviewed: this access was not justified. Measures follow.
sharing-presence-title = Show a presence code
sharing-presence-lead = Are you with a professional? Show them a code. They type it, and can read your record.
sharing-presence-make = Make a code
sharing-presence-again = Make another code
sharing-presence-code = Your code:
sharing-presence-until = It serves once, until { $moment }.
sharing-presence-effect = The access lasts 90 days (3 days for a pharmacy). You can stop it at any time.

history-link-moved = Changed the end of the access of { $what }
history-professional-blocked = Blocked { $what }
history-professional-unblocked = Unblocked { $what }
history-administrator-named = Named { $what } administrator
history-administrator-removed = Removed the administrator role from { $what }
history-switches-set = Changed the sharing settings
history-presence-shown = Made a presence code
history-emergency-opened = Opened your record in an emergency: “{ $what }”
history-emergency-closed = Closed their emergency access
history-document-released = Made visible after a consultation: “{ $what }”
history-secret-kept = Made invisible to parents: “{ $what }”
history-secret-lifted = Made visible to parents: “{ $what }”
sharing-why-life-in-danger = The person’s life is in danger.
sharing-why-cannot-speak = The person cannot express themselves.
sharing-why-dispatch = Dispatch of an emergency call.

# Professionals' pages: code, emergency, team, review.
sharing-presence-typed = Or the code that the person shows you
sharing-presence-typed-hint = Eight signs. The person finds it in their space, on the page “Who sees what”.
sharing-presence-wrong = This code does not serve here. It lasts ten minutes and serves once: ask the person for another one.
sharing-emergency-title = Emergency access
sharing-emergency-lead = Without the person’s consent, only if their life is in danger or they cannot express themselves.
sharing-emergency-reason = Why?
sharing-emergency-no-reason = Choose a reason.
sharing-emergency-no-dispatch = This reason is for dispatch centres.
sharing-emergency-words = Say it in a few words
sharing-emergency-words-hint = From 20 to 500 characters. The person will read them, and somebody else will review them.
sharing-emergency-words-short = Say in a sentence what is happening: at least 20 characters.
sharing-emergency-words-long = Make it shorter: 500 characters at most.
sharing-emergency-effect = The access lasts four hours, for this person alone. They are told at once, and so is their treating doctor.
sharing-emergency-open = Open the emergency access
sharing-emergency-refused = This person refused emergency accesses. Ask for their consent, or ask the person they trust.
sharing-emergency-band = Emergency access until { $moment }. The person is told, and your reason will be reviewed.
sharing-emergency-close = Close the emergency access
sharing-team-title = Bring in a colleague
sharing-team-lead = Your colleague will be able to read this record as long as you can, and for 90 days at most (3 days for a pharmacy). The person is told, and can stop it.
sharing-team-rpps = Your colleague’s RPPS number
sharing-team-rpps-hint = Eleven digits.
sharing-team-unknown = No professional in post has this number. Check the eleven digits.
sharing-team-of-ones-own = A colleague brought you into this team: only they can bring in somebody.
sharing-team-name = Bring in this colleague
sharing-team-back = Back to the record
sharing-team-done = Your colleague can read this record.
sharing-reviews-title = Emergency accesses to review
sharing-reviews-lead = Judge the reason given. The person will see what you find.
sharing-reviews-none = Nothing to review.
sharing-review-often = Emergency accesses by this person in thirty days: { $count }
sharing-review-own = This is your own access: somebody else will review it.
sharing-review-justified = Justified: { $name }
sharing-review-unjustified = Not justified: { $name }
sharing-review-done = Your finding is recorded.
sharing-ceiling-slow = You opened many records today. Wait a minute, or ask the person for a presence code.
sharing-ceiling-stop = You opened 150 records today. Ask the person for a presence code, or come back tomorrow.
sharing-ceiling-institution = Your institution opened as many records today as it can without a presence code. Ask the person for a presence code, or come back tomorrow.
sharing-ceiling-wrong = The alarm of an institution would come after its stop: give a smaller number.

# History: filters, bursts.
sharing-history-as-of = Up to date on { $moment }.
sharing-filter-title = Filter
sharing-filter-whom = Who
sharing-filter-whom-all = Everybody
sharing-filter-whom-me = Me
sharing-filter-whom-others = Other people
sharing-filter-whom-professionals = Professionals
sharing-filter-whom-institutions = Institutions
sharing-filter-kind = What
sharing-filter-kind-all = Reads and changes
sharing-filter-kind-reads = Reads
sharing-filter-kind-changes = Changes
sharing-filter-year = Year
sharing-filter-year-all = All years
sharing-filter-emergency = Only emergency accesses
sharing-filter-automatic = With automatic retrievals
sharing-filter-automatic-hint = The software of an institution sometimes reads its documents again, with nobody looking at them.
sharing-filter-button = Filter
sharing-filter-none = Show everything
sharing-filter-misread = A part of the filter makes no sense. It is ignored.
sharing-filter-empty = No access fits this filter.
sharing-automatic-hidden = { $count ->
    [one] { $count } automatic retrieval is not shown.
   *[other] { $count } automatic retrievals are not shown.
 }
sharing-automatic-show = Show them
sharing-only = Only their accesses
sharing-looked-until = The search stopped at { $moment }: there are many lines.
sharing-look-further = Look further
sharing-when-hours = { $day }, { $from } to { $to }
sharing-when-days = { $from } to { $to }
sharing-times = { $what } ({ $count } times)
sharing-burst-record = Looked into the record, { $count } times
sharing-burst-read = { $count ->
    [one] Read one document
   *[other] Read { $count } documents
 }
sharing-burst-taken = { $count ->
    [one] Read and downloaded one document
   *[other] Read { $count } documents, of which { $taken } downloaded
 }
sharing-burst-fetched = { $count ->
    [one] Their software retrieved one document
   *[other] Their software retrieved { $count } documents
 }

# History: to keep, to print.
sharing-export-title = Keep the history
sharing-export-text = The table holds all that the filter asks for, and automatic retrievals. The file to print holds one year. Each export is written in the history.
sharing-export-csv = Table (CSV)
sharing-export-pdf = To print: { $year } (PDF)
sharing-export-probation = The history cannot be exported yet. It can be three days after your account was opened.
sharing-verify-link = Check that nothing was taken out of this history
sharing-csv-when = When (Paris time)
sharing-csv-role = Capacity
sharing-csv-number = National number
sharing-csv-place = Place
sharing-csv-kind = Kind
sharing-kind-read = Read
sharing-kind-change = Change
sharing-kind-automatic = Automatic retrieval
sharing-print-lead = Record of { $name }, year { $year }. From the newest to the oldest.
sharing-print-part = This file holds only the lines that a filter chose.
sharing-print-automatic = What software read by itself is not in it.
sharing-print-foot = Does a line surprise you? Report it in “Who sees what”, or call 3422.
sharing-print-too-long = This year has more than 1,000 lines: too many for a file to print. Choose a filter, or take the table (CSV).

# Reporting a line.
sharing-report = I do not know this person
sharing-line-read = read no. { $number }
sharing-line-change = change no. { $number }
sharing-reported = Reported: { $number }
sharing-report-title = Report an access
sharing-report-lead = You do not recognise this access? Report it: somebody of the service checks it and answers you.
sharing-report-effect = The service will see who had access, when, and the kind of access. It will see none of your documents.
sharing-report-words = Details (optional)
sharing-report-words-hint = 500 signs at most. Write nothing about your health: it is of no use.
sharing-report-button = Send the report
sharing-report-cut = To stop the access of a professional at once:
sharing-report-done = Your report is received. You will read the answer on this page, and you will be told.
sharing-report-already = You have already reported this access.
sharing-reports-title = Your reports
sharing-report-sent = Sent on { $moment }
sharing-first-days = During the first three days of your account you can neither let somebody else read more, nor take your history or your record away. Blocking, stopping and hiding stay possible.
sharing-holders-alone = Only the holder of the space can decide this. A legal representative reads, adds, sorts and hides; they show again only what a representative hid, give access to nobody and do not take the record away.
sharing-emergency-until = Until { $moment }.
sharing-done-arreter = The access of { $name } is stopped.
sharing-ceiling-emergency = You opened 150 records today, or many in a short time. Call the emergency dispatch, or ask a colleague.
sharing-alarms-title = Many records in one day
sharing-alarms-lead = These people opened more than 60 records in one day without a presence code.
sharing-alarms-institutions-title = Institutions: many records in one day
sharing-alarms-institutions-lead = The software and the professionals of these institutions together opened more records in one day, without a presence code, than is usual for an institution of their kind.
history-link-made-presence = { $what } typed your presence code and may read your record
history-link-made-treating = Named { $what } treating doctor
history-link-made-team = Brought { $what } into their team: this person may read your record
history-emergency-ended = Stopped the emergency access of { $what }
sharing-own-acts-too-many = Too much happened since that date: give a later one.

# Linked services.
sharing-role-service = Linked service
sharing-role-finder = With the emergency card
sharing-finder = Somebody unknown
sharing-why-conversation = In a conversation.
sharing-why-service = You linked this service.
sharing-filter-whom-services = Linked services
sharing-services-link = Services linked to your space
sharing-not-connected = This link is paused or over: nothing can be read.
history-connection-made = Linked the service { $what } to your space
history-connection-made-adds = Linked the service { $what } to your space, where it can also add data
history-connection-paused = Paused the service { $what }
history-connection-resumed = Resumed the link with the service { $what }
history-connection-ended = Removed the service { $what }
history-connection-left = Gave back its access to your space
history-connection-copied = Was removed: its access had been copied
sharing-patients-emergencies-title = Emergency accesses to your patients
sharing-patients-emergencies-lead = You are their treating doctor: you are told, as they are, when somebody opens their record in an emergency. The last ninety days.
sharing-patients-emergencies-none = No emergency access to your patients.
sharing-patients-outcome-waits = To be reviewed.
sharing-patients-outcome-justified = Reviewed: justified.
sharing-patients-outcome-unjustified = Reviewed: not justified.
