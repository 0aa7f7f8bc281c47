# Exporting one's whole record: the page.
export-title = Export my whole record
export-lead = Everything in your space, in a single file that you keep.
export-holds-title = What the file contains
export-holds-documents = All your documents as they were received, those you hid included.
export-holds-record = Your record and your patient summary in a format that other software can read (FHIR R4).
export-holds-history = The access history, with the means to check that it is complete.
export-holds-index = A page to open on your computer, without Internet, to read it all.
export-holds-not = A document that a professional must first tell you about in a consultation is not in it before that consultation.
export-amount = { $count ->
    [0] There is no document in your space yet.
    [one] Your space holds one document, { $size } in all. The file will be a little bigger.
   *[other] Your space holds { $count } documents, { $size } in all. The file will be a little bigger.
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
export-first-days = During the first three days of your account, your record cannot be exported yet. Nothing is lost: come back afterwards.

# The file itself.
export-file-title = My health record
export-file-born = date of birth: { $day }
export-file-made = Copied on { $moment }. What arrived afterwards is not in it.
export-file-care = No password protects these files. Keep them in a safe place.
export-file-documents = My documents
export-file-count = { $count ->
    [0] No document.
    [one] One document, from the newest to the oldest.
   *[other] { $count } documents, from the newest to the oldest.
}
export-file-hidden = Hidden
export-file-replaced = Replaced by a newer version
export-file-binned = In the bin
export-file-history = Who saw my record
export-file-history-text = The history is here twice: in words, to be read; with proofs, to be checked.
export-file-history-words = Access history (CSV table)
export-file-history-proofs = History with proofs (JSON)
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
export-ips-title = International Patient Summary
export-ips-problems = Problem list
export-ips-allergies = Allergies and intolerances
export-ips-medications = Medication summary
export-ips-unavailable = This heading is not kept in this space: nothing can be concluded from that.
