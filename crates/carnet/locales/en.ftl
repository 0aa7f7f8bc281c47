# Public home and the holder’s home.
carnet-public-title = Your health record
carnet-public-lead = Your health documents in one place, for life. You decide who can read them.
carnet-public-1 = Your professionals add your prescriptions, results and reports.
carnet-public-2 = You add your own documents, even as a picture.
carnet-public-3 = You can hide a document from everyone, or from one person.
carnet-public-4 = Every reading is written in your history before it happens.
carnet-public-activate = Activate my space
carnet-public-sign-in = Sign in
carnet-public-helping-title = I help someone
carnet-public-helping-parent = You are a parent: your child’s space is inside yours, on the page “People close to me”.
carnet-public-helping-carer = You help an adult: it is for them to invite you, from their space. They give you a code, which you type in yours, on the page “People close to me”.
carnet-public-helping-volunteer = I volunteer at a help point
carnet-public-pro-title = Are you a health professional?
carnet-public-pro-text = Sign in with Pro Santé Connect to find a patient, read their record with their consent, and add a document.
carnet-public-pro = Professionals’ area
carnet-home-title = Home
carnet-home-hello = Hello { $name }
carnet-home-of-child = { $of }’s space
carnet-home-new = New: { $title }
carnet-home-new-from = { $author }, { $day }.
carnet-home-new-more = { $count ->
    [one] One more document is new.
   *[other] { $count } more documents are new.
}
carnet-home-new-see = See the new document
carnet-home-who = Who looked at your record?
carnet-home-who-child = Who looked at { $of }’s record?
carnet-home-nobody = Nobody has opened your record.
carnet-home-nobody-child = No access is noted here, other than by the family.
carnet-home-nobody-since = Nobody has opened your record since { $moment }.
carnet-home-nobody-since-child = No access is noted here since { $moment }, other than by the family.
carnet-home-who-link = See all accesses
carnet-home-messages = Messages
carnet-home-messages-unread = { $count ->
    [one] You have an unread conversation.
   *[other] You have { $count } unread conversations.
}
carnet-home-messages-unread-child = { $count ->
    [one] One conversation is unread.
   *[other] { $count } conversations are unread.
}
carnet-home-messages-link = Read your messages
carnet-home-messages-link-child = Read { $of }’s messages
carnet-home-next = Soon in the diary
carnet-home-next-none = Nothing is written down to come.
carnet-home-next-link = Open the diary
carnet-home-security = Your account
carnet-home-security-text = Check the devices signed in to your space.
carnet-home-security-link = See my devices
carnet-home-given = { $count ->
    [0] Your notifications
    [one] Your notifications: one new
   *[other] Your notifications: { $count } new
}
carnet-home-last = Latest documents
carnet-home-all = See all my documents
carnet-home-all-child = See all of { $of }’s documents
carnet-public-object = Opt out
carnet-public-weeks = Have you received a letter or an e-mail? You have six weeks to choose. Without an answer your space opens; you can close it at any time.
carnet-home-held = A request was made by phone about your space. It is waiting.
carnet-home-held-child = A request was made by phone about { $of }’s space. It is waiting.
carnet-home-held-link = See it or call it off
carnet-home-held-link-child = See it
carnet-home-prove = See them now with FranceConnect
carnet-home-empty = Your space is empty. Three ideas to begin with:
carnet-home-empty-child = { $of }’s space is empty. Three ideas to begin with:
carnet-home-idea-allergies = Your allergies
carnet-home-idea-allergies-child = { $of }’s allergies
carnet-home-idea-treatments = Your treatments
carnet-home-idea-treatments-child = { $of }’s treatments
carnet-home-idea-contact = The person to tell
carnet-home-held-away = We cannot say just now whether a request made by phone is waiting. Try again in a few minutes.
carnet-home-given-away = How many are new cannot be shown just now. Try again in a few minutes.
carnet-home-children-away = Your children cannot be shown just now. Try again in a few minutes.
carnet-home-to-do = To do
carnet-home-to-do-count = The official calendar has { $count ->
    [one] one thing
   *[other] { $count } things
} to do at your age.
carnet-home-to-do-count-child = The official calendar has { $count ->
    [one] one thing
   *[other] { $count } things
} to do at { $of }’s age.
carnet-home-to-do-none = The official calendar has nothing to do just now.
carnet-home-to-do-link = See prevention
carnet-home-profile-link = Fill in my medical profile
carnet-home-profile-link-child = Fill in { $of }’s medical profile
carnet-home-card-link = My emergency card
carnet-home-card-link-child = { $of }’s emergency card
