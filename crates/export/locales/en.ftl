# Exporting one's whole record: the page.
export-title = Export my whole record
export-title-child = Export the record of { $child }
export-lead = Everything in your space, in a single file that you keep.
export-lead-child = What you see in the space of { $child }, in a single file that you keep.
export-holds-title = What the file contains
export-holds-documents = All your documents as they were received, those you hid included.
export-holds-documents-child = The documents as they were received, those hidden from professionals included.
export-holds-record = Your record and your patient summary in a format that other software can read (FHIR R4).
export-holds-record-child = The record and the patient summary of { $child } in a format that other software can read (FHIR R4).
export-holds-history = The access history, with the means to check that it is complete.
export-holds-history-child = The access history, in words.
export-holds-index = A page to open on your computer, without Internet, to read it all.
export-holds-not = A document that a professional must first tell you about in a consultation is not in it before that consultation.
export-holds-not-child = A document that a professional must first announce in a consultation is not in it before that consultation.
export-amount = { $count ->
    [0] There is no document in your space yet.
    [one] Your space holds one document, { $size } in all. The file will be a little bigger.
   *[other] Your space holds { $count } documents, { $size } in all. The file will be a little bigger.
}
export-amount-child = { $count ->
    [0] There is no document in the space of { $child } yet.
    [one] The space of { $child } holds one document, { $size } in all. The file will be a little bigger.
   *[other] The space of { $child } holds { $count } documents, { $size } in all. The file will be a little bigger.
}
export-ask = Prepare my export
export-ask-again = Prepare a new export
export-ask-replaces = The new export will take the place of this one.
export-proof = We will first ask for your password and your code, or your passkey.
export-running-title = Your export is being prepared
export-waits = It begins in a few seconds.
export-running = { $total ->
    [one] { $packed } document of one.
   *[other] { $packed } documents of { $total }.
}
export-running-leave = You may leave this page. We tell you when the file is ready.
export-refresh = See how far it is
export-ready-title = Your export is ready
export-ready-asked = Asked for on { $moment }.
export-ready-until = To be downloaded before { $moment }. Then the file is destroyed.
export-download = Download the file ({ $size })
export-care = This file holds health information and is not protected by a password. Do not keep it on a shared computer.
export-failed = Your export could not be prepared. Ask for it again; if it happens again, call 34 22.
export-too-many = You have already asked for three exports in 24 hours. Download the last one, or come back tomorrow.
export-outdated = What this file holds is not what the space holds any more. It was destroyed: ask for a new one.
export-holds-no-proofs = This file does not hold the proofs of the history. They number every line, and the law lets any minor ask for secrecy about some care: the numbers would tell whether that was done. So the file is made in the same way for all children.
export-first-days = During the first three days of your account, your record cannot be exported yet. Nothing is lost: come back afterwards.
export-first-days-child = During the first three days of your account, the record of { $child } cannot be exported yet. Nothing is lost: come back afterwards.

# The file itself.
export-file-title = My health record
export-file-title-child = Health record of { $child }
export-file-born = date of birth: { $day }
export-file-made = Copied on { $moment }. What arrived afterwards is not in it.
export-file-care = No password protects these files. Keep them in a safe place.
export-file-skip = Go to what follows the documents
export-file-documents = My documents
export-file-documents-child = Documents of { $child }
export-file-count = { $count ->
    [0] No document.
    [one] One document, from the newest to the oldest.
   *[other] { $count } documents, from the newest to the oldest.
}
export-file-hidden = Hidden
export-file-replaced = Replaced by a newer version
export-file-binned = In the bin
export-file-lost = This document could not be read when the copy was made. Call 34 22.
export-file-folder = Folder: { $name }
export-pinned = Pinned documents
export-file-history = Who saw my record
export-file-history-child = Who saw the record of { $child }
export-file-history-text = The history is here twice: in words, to be read; with proofs, to be checked.
export-file-history-text-child = The history is here in words, to be read.
export-file-history-words = Access history (CSV table)
export-file-history-proofs = History with proofs (JSON)
export-file-no-proofs = Why there are no proofs here
export-file-no-proofs-text = The proofs of the history number every line, without a gap. The law lets any minor ask for secrecy about some care: the numbers would tell whether that was done. So the copy that a legal representative takes never holds any, whichever child it is of.
export-file-no-proofs-whose = The holder of the space can take the proofs themselves, with their own account.
export-file-check = Checking
export-file-check-text = The program “carnet verify” checks, without Internet, that every line of the history is numbered without a gap and written in the public log. Take the key of the log and a checkpoint from elsewhere than this file: from a witness, an association or a newspaper.
export-file-check-key = KEY_OF_THE_LOG
export-file-check-checkpoint = CHECKPOINT
export-file-check-sums = To check that no file was damaged:
export-file-machines = For other software
export-file-machines-text = The record follows the FHIR R4 standard of HL7. Each description of a document points to the file beside it.
export-file-record = Whole record (FHIR R4, JSON)
export-file-summary = Patient summary (IPS, FHIR R4, JSON)

# The patient summary.

# Checking the history.
export-check-title = Check my history
export-check-lead = Every reading and every change of your record leave a trace in a public log, without your name. You can check that no line of your history was removed or changed, even by us.
export-check-take-title = 1. Take the history with its proofs
export-check-take-text = This file holds no medical word: only numbers, fingerprints, and the steps in the life of your space (activated, closed, opened again…) with their dates. It is also in the export of the whole record, as “historique/preuves.jsonl”.
export-check-since = Since how many entries
export-check-since-hint = The number that the last check gave you. Leave empty to continue your last export.
export-since-wrong = The public log does not have so many entries. Copy the number that the last check gave you.
export-check-take = Download the history with proofs
export-check-form-title = 2. Check
export-check-file = History to check
export-check-file-hint = The “preuves” file that you have just taken.
export-check-file-missing = Choose the “preuves” file to check.
export-check-earlier = History of the last check
export-check-earlier-hint = Optional. The file that you kept last time, to prove that nothing was removed from it since.
export-check-key = Key of the public log
export-check-key-hint = Take it from elsewhere than this site: a witness, an association or a newspaper. If you leave it empty, we use our own.
export-check-points = Public checkpoints
export-check-points-hint = Optional. Paste those that a witness or somebody else gave you, one after the other.
export-check-witnesses = Keys of the witnesses you chose
export-check-witnesses-hint = Optional. One per line. More than half of them must have signed.
export-check-before = Lines older than the public log
export-check-before-hint = Optional. How many you accept, if your space existed before the log.
export-check-number-wrong = Write a number, for example 0.
export-check-button = Check
export-check-own-key = The key of the log is the one this site gives itself: against us it proves nothing. Check again with a key taken from elsewhere.
export-check-no-public = No checkpoint from elsewhere was compared: we could be showing another log to somebody else.
export-check-next = Keep this file. Next time, take your history since { $size } { $size ->
    [one] entry
   *[other] entries
}, and give this one as the history of the last check.
export-check-means-title = What this proves, and what it does not
export-check-means-proves = It proves that every line is numbered without a gap, that it is in the public log, and that nothing was removed or changed since your last check.
export-check-means-not = It does not prove that a line tells the truth, nor that nothing was written after it. Each step in the life of your space that is in the file (activated, closed, opened again…) has its proof; that none is missing is not proved. Lines that you have not been told of yet are numbered, without their words.
export-check-means-us = This page is kept by the service that you are checking. So as not to have to believe us, do the same check on your computer with “carnet verify”, or with a program written by others: the format is public.
export-file-agenda = Agenda
export-file-agenda-link = My appointments and reminders (iCalendar file)
export-file-agenda-link-child = Appointments and reminders of { $child } (iCalendar file)
export-file-card = Emergency card
export-file-card-link = What my card says (text)
export-file-card-link-child = What the card of { $child } says (text)
export-file-messages = Messages
export-file-messages-link = My conversations with professionals (text)
export-file-messages-link-child = Conversations with professionals (text)
