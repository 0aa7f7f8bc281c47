# Reports of accesses: the team's queue, and what the holder reads of it.
reports-title = Reports
reports-lead = People do not recognise an access to their record. Check, then answer them.
reports-one-title = Report { $number }
reports-count = Reports waiting: { $count }.
reports-see-answered = See answered reports
reports-see-waiting = See waiting reports
reports-none = No report waits.
reports-none-answered = No report has been answered yet.
reports-caption = The hundred oldest first
reports-caption-answered = The last hundred
reports-col-number = Number
reports-col-who = Who had access
reports-col-what = Access
reports-col-since = Reported on
reports-col-state = State
reports-when = Date of the access
reports-institution = Institution
reports-professional = Professional
reports-emergency = Emergency access
reports-state-received = Received
reports-state-examined = Being examined since { $moment }
reports-outcome-legitime = Justified access
reports-outcome-erreur = Access made by mistake
reports-outcome-abus = Abusive access, told to the order of the profession or to the supervising authority
reports-reason = Reason
reports-reason-inconnu = I do not know this person.
reports-reason-pas-alors = I know them, but they were not treating me then.
reports-reason-refuse = I had refused or stopped this access.
reports-reason-autre = Another reason.
reports-words = Details
reports-holder = Holder of the record
reports-born = born on { $day }
reports-take-text = When you take this report, you will see whose record it is. The person will know that their report is being examined.
reports-take = Take this report
reports-taken = You have taken this report.
reports-answered = The answer is kept. The person is told.
reports-moved = This report changed in the meantime. Here is where it stands.
reports-answer = Answer
reports-answer-title = Answer
reports-outcome = Conclusion
reports-choose-legitime = The access was justified.
reports-choose-erreur = The access was made by mistake.
reports-choose-abus = The access was abusive: I told the order of the profession or the supervising authority.
reports-answer-label = Explanation for the person
reports-answer-hint = 1,000 signs at most, without medical words.
reports-answer-button = Send the answer
reports-outcome-missing = Choose a conclusion.
reports-answer-missing = Write an explanation.
reports-answer-long = The explanation is longer than 1,000 signs.
reports-reason-missing = Choose a reason.
reports-words-long = Your details are longer than 500 signs.
reports-too-many = Twenty of your reports already wait for an answer. Call 3422 to talk about them.
reports-taken-already = This report is already being examined.
reports-not-examined = Take this report first, or read the answer already given.

# Kinds of access, with nothing of the record.
reports-act-record-read = Opened the record: lists, summary or profile
reports-act-document-read = Read a document
reports-act-document-downloaded = Downloaded a document
reports-act-document-fetched = Retrieved a document, with their software
reports-act-document-added = Added a document
reports-act-document-commented = Wrote a comment on a document
reports-act-document-uncommented = Took back their comment
reports-act-examination-noted = Noted an examination as done
reports-act-examination-withdrawn = Removed a note of an examination
reports-act-link-made = Stated the person’s consent
reports-act-other = Looked into the record or changed it

# What is sent to the holder: neither who nor what.
reports-notice-subject = An answer to your report { $number }
reports-notice-text =
    Hello { $name },

    You reported an access to your space. An answer waits for you.

    To read it, sign in on { $origin }, then open “Who sees what” and “Access to my record”.

    Number of the report: { $number }.
reports-notice-sms = An answer to your report { $number } waits in your space, under “Who sees what”.
reports-elsewhere = Somebody else examines this report. Who takes it over learns whose space it is, and that is written down.
reports-take-over = Take this report over
reports-act-emergency-opened = Opened the record in an emergency
reports-act-share-taken = Typed a share code of the person’s
reports-act-shared-read = Opened the list of documents shared by a code
reports-act-link-made-presence = Typed the person’s presence code
reports-act-link-made-team = Brought somebody into their team
