# Who sees what, history, care links.
sharing-title = Who sees what
sharing-lead = You know who can read your record, and who has read it.
sharing-links-title = Professionals who can read your record
sharing-links-none = No professional for now. A professional asks for your consent before reading your record.
sharing-link-until = Until { $day }.
sharing-link-cut = Stop access by { $name }
sharing-link-cut-done = Access is stopped. This professional can no longer read your record.
sharing-last-title = Latest accesses
sharing-see-history = See all accesses
sharing-history-title = Access to my record
sharing-history-lead = Every reading and every change is written here before it happens.
sharing-history-none = Nobody has opened your record.
sharing-history-caption = Most recent first
sharing-filter-hide-own = Hide my own accesses
sharing-filter-others = Accesses by other people
sharing-filter-all = Show all accesses
sharing-col-who = Who
sharing-col-when = When
sharing-col-what = What
sharing-col-why = Why
sharing-times = ({ $count } times)
sharing-older = See older accesses
sharing-role-you = You
sharing-role-institution = Institution
sharing-role-keeper = Service keeper
sharing-why-consent = You gave your consent.

history-record-read = Opened the list of documents
history-document-read = Read “{ $what }”
history-document-downloaded = Downloaded “{ $what }”
history-document-fetched = Read “{ $what }” with their software
history-history-read = Looked at this page
history-document-added = Added “{ $what }”
history-document-hidden = Hid from everyone “{ $what }”
history-document-hidden-from = Hid from one person: { $what }
history-document-shown = Made visible “{ $what }”
history-document-shown-to = Made visible to one person: { $what }
history-journal-dumped = Extracted your whole record. Reason: { $what }
history-link-made = Stated your consent: { $what } can read your record
history-link-cut = Stopped access by { $what }

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
