# What goes out by post, e-mail and text message about a space. No medical word.

notice-sender = Carnet
notice-sender-line = Health insurance
notice-foot = Carnet will never call or write to you to ask for your code.
notice-date = { $day }
notice-reference = Reference: { $number }

letter-code-title = Your health space: you decide
letter-code-lead = { $name }, a space to keep your health documents will be opened in your name. You decide who sees them. **You have the choice until { $deadline }.**
letter-code-label = Your provisional code
letter-code-object = Opt out
letter-code-object-text = No space is opened. You can change your mind later.
letter-code-object-link = Online, without an account:
letter-code-activate = Activate my space
letter-code-activate-text = You create your account and set who sees what.
letter-code-activate-link = Online, with this code:
letter-code-phone = By phone, to say yes or no, or to be helped: **34 22**, free of charge.
letter-code-silence = Without an answer from you, the space opens a few days after { $deadline }. You can close it at any time.
letter-again-title = Your new code
letter-again-lead = { $name }, here is the code you asked for. It replaces the older one. **It is valid until { $deadline }.**
letter-again-not-you = Did you not ask for it? Give this code to nobody and call **34 22**.
letter-easy-title = Easy to read
letter-easy-1 = A health space is a box for your health papers.
letter-easy-2 = You can say yes. You can say no.
letter-easy-how = To say yes or to say no
letter-easy-step-1 = Take this letter and your **Vitale card**.
letter-easy-step-2 = Go to **{ $site }** with a computer or a phone.
letter-easy-step-3 = Choose “Activate” or “Opt out”.
letter-easy-step-4 = Write the code of the letter.
letter-easy-help = If you need help
letter-easy-help-1 = Call **34 22**. The call is free.
letter-easy-help-2 = Ask somebody you know well.
letter-easy-warn = **If somebody calls you, do not give them your code.** We will never call you to ask for it.

mail-code-subject = Your health space: you decide
mail-code-text = Hello { $name },

    a space to keep your health documents will be opened in your name.
    You have the choice until { $deadline }.

    Your provisional code: { $code }

    - Opt out, without an account: { $origin }/en/opposition
    - Activate my space: { $origin }/en/activer

    Either way, keep your Vitale card at hand.
    By phone, to say yes or no, or to be helped: 34 22, free of charge.

    Without an answer from you, the space opens a few days after { $deadline }.
    You can close it at any time.

    We will never call you to ask for this code.
mail-again-subject = Your new code
mail-again-text = Hello { $name },

    here is the code you asked for. It replaces the older one.

    Your code: { $code }
    It is valid until { $deadline }.

    Write it at { $origin }/en/activer, with the numbers of your Vitale card.

    Did you not ask for it? Give this code to nobody and call 34 22.

notice-killed-subject = Your code no longer works
notice-killed-text = Hello { $name },

    somebody made ten wrong tries for your space. To be safe, your code no longer works.

    If it was you, ask for a new code: { $origin }/en/code
    If it was not you, there is nothing else to do. If in doubt, call 34 22.
notice-killed-sms = Ten wrong tries for your space: your code no longer works. If in doubt, call 3422.

notice-misused-subject = Your old code was tried
notice-misused-text = Hello { $name },

    somebody wrote a code that had been used already, with the numbers of your Vitale card. Nothing was opened.

    If it was you, sign in as usual: { $origin }/en/connexion
    If it was not you, call 34 22.
notice-misused-sms = A code that had been used already was tried for your space. Nothing was opened. Not you? Call 3422.

receipt-refused-title = You have opted out
receipt-refused-text = No health space will be opened for these people.
receipt-refused-opened = A space was open, from { $from } to { $to }. Nobody reads it or adds to it any more.
receipt-closed-title = The closing of your space is recorded
receipt-archived-text = Nobody reads this space or adds to it any more. Its documents are kept for **ten years**, closed to everybody, until { $due }. Then they are erased for ever.
receipt-deleted-text = Nobody reads this space or adds to it any more. Its documents are erased for ever on **{ $due }**. Nobody will be able to read them any more, not even us.
receipt-reopened-title = Your space is open again
receipt-reopened-text = Your professionals can add documents again.
receipt-withdrawn-title = The refusal is withdrawn
receipt-withdrawn-text = A new code leaves, with six weeks to decide. Without an answer the space opens.
receipt-opened-title = Your health space is open
receipt-opened-text = You said yes by phone. Your professionals can add documents to it, and read them if you agree. No account was made.
receipt-row-number = Number
receipt-row-at = Recorded on
receipt-row-by = Through
receipt-row-by-site = the site
receipt-row-by-phone = 34 22
receipt-row-by-post = the post
receipt-row-by-batch = the opening without an answer
receipt-row-by-assistance = the site, with the help of a volunteer
receipt-row-for = For
receipt-back-title = If you change your mind
receipt-back-text = You can change your decision **at any time**, online or on 34 22. Keep this receipt: it proves your request.
receipt-back-archived = For **30 days**, until { $until }, you can undo this and find everything again. After that you can still open the space again until it is erased. You do so online or on 34 22. Keep this receipt: it proves your request.
receipt-back-deleted = For **30 days**, until { $until }, you can undo this online and find everything again. On 34 22 a request waits three days: call before { $deadline }. Keep this receipt: it proves your request.
receipt-back-opened = You can close this space **at any time**, online or on 34 22. You can still make an account with the code of your letter, until its date. Keep this receipt: it says what you asked for.
receipt-back-link = Change your mind online:
mail-receipt-text = Hello { $name },

    your opting out was recorded on { $moment }.
    No health space will be opened for: { $what }.

    Number: { $number }
    Keep it: it proves your request.

    You can change your mind at any time, online or on 34 22.
    If it was not you, call 34 22.

mail-opened-text = Hello { $name },

    your health space has been open since { $moment }: you asked for it by phone.
    No account was made.

    Number: { $number }
    Keep it: it says what you asked for.

    You can close this space at any time, online or on 34 22.
    If it was not you, call 34 22.

mail-archived-text = Hello { $name },

    your space was closed on { $moment }: you asked for it by phone.
    Its documents are kept for ten years, closed to everybody, until { $due }. Then they are erased.

    Number: { $number }
    Keep it: it proves your request.

    Until { $until } you can undo this and find everything again, online or on 34 22.
    After that you can still open the space again until it is erased.
    If it was not you, call 34 22.

mail-deleted-text = Hello { $name },

    your space was closed on { $moment }: you asked for it by phone.
    Its documents are erased on { $due }.

    Number: { $number }
    Keep it: it proves your request.

    Until { $until } you can undo this online and find everything again.
    On 34 22 a request waits three days: call before { $deadline }.
    If it was not you, call 34 22.

notice-held-subject = A request by phone is waiting
notice-held-text = Hello { $name },

    somebody asked by phone, for your space: { $what }.
    It will be done on { $due }.

    If it was you, there is nothing to do.
    If it was not you, call 34 22 before that day: we will call this request off.
    If you have an account, you can also call it off online.

    Number of the request: { $number }
notice-held-sms = Somebody made a request by phone about your space. It will be done on { $due }. Not you? Call 3422.
notice-held-child-text = Hello { $name },

    somebody asked by phone to withdraw the refusal made for this child.
    It will be done on { $due }. A new code will leave then, with six weeks to decide.

    If you agree, there is nothing to do.
    If you do not, call 34 22 before that day. An adult who has the child on their Vitale card can call the request off.

    Number of the request: { $number }
notice-held-child-sms = Somebody made a request by phone about a child’s space. It will be done on { $due }. You do not agree? Call 3422.
notice-held-close = close your space
notice-held-withdraw = withdraw your refusal
notice-held-reopen = open your space again
notice-held-open = open your space, without an account

notice-closed-subject = Your space is closed
notice-closed-text = Hello { $name },

    your space was closed on { $moment }: somebody asked for it on the site.
    For 30 days, until { $until }, you can undo this and find everything again: { $where }

    If it was you, there is nothing to do.
    If it was not you, undo it, and call 34 22 at once.

    Number: { $number }
notice-closed-sms = Your space was closed on { $moment }: asked for on the site. You can undo this there for 30 days, until { $until }. Not you? Call 3422 at once.

notice-asked-subject = A new code was asked for
notice-asked-text = Hello { $name },

    a new code was asked for your space. It goes to the address we know.

    If it was you, there is nothing to do.
    If it was not you, call 34 22.
notice-asked-sms = A new code was asked for your space. It goes to the address we know. Not you? Call 3422.

contact-code-subject = { $code } is your verification code
contact-code-text = Hello,

    here is your verification code: { $code }
    It works for ten minutes, once.

    Did you not ask for it? Do not answer, and give this code to nobody.
contact-code-sms = { $code } is your verification code. It works for ten minutes. Give it to nobody.

notice-hold-title = An account was made for your space
notice-hold-text = Hello { $name },

    an account was made for your space on { $moment }. We did not know the address or the phone number that was given.
    To be safe, this account does not read older documents before { $until }.

    It was you? There is nothing to do.

    It was not you? Call 34 22 at once. This account will read nothing more while we close the space with you.
notice-hold-sms = An account was made for your space with a contact we did not know. It was not you? Call 3422.

notice-emergency-subject = Your record is opened without your consent
notice-emergency-text = Hello { $name },

    a professional opens your record without having asked you, for four hours. They had to say why. Somebody else will review their reason.

    Sign in as usual to see who, when and why: { $origin }/connexion
    If this surprises you, say so on the page “Access to my record”, or call 34 22.
notice-emergency-sms = A professional opens your record without your consent, for four hours. Sign in as usual to see who and why, or call 3422.

notice-export-subject = Your export is ready
notice-export-text = Hello { $name },

    the export of your record, asked for from your account, is ready. It can be downloaded for seven days, then it is destroyed.

    Sign in as usual to download it: { $origin }/connexion
    If you did not ask for it, call 34 22.
notice-export-sms = The export of your record is ready for seven days. Sign in as usual. It was not you? Call 3422.

notice-child-export-subject = The copy of a child’s record is ready
notice-child-export-text = Hello { $name },

    the copy of the record of a child whose space you look after, asked for from your account, is ready. It can be downloaded for seven days, then it is destroyed.

    Sign in as usual to download it: { $origin }/connexion
    If you did not ask for it, call 34 22.
notice-child-export-sms = The copy of a child’s record is ready for seven days. Sign in as usual. It was not you? Call 3422.

notice-diary-subject = A reminder from your diary
notice-diary-text = Hello { $name },

    something is written in the diary of your space for { $day }.

    Sign in as usual to see what, and at what time: { $origin }/connexion
    You can stop these reminders in the diary.
notice-diary-sms = Something is written in your diary for { $day }. Sign in as usual to see what.

notice-documents-subject = Something new in your space
notice-documents-text = Hello { $name },

    something was added to your documents.

    Sign in as usual to see what: { $origin }/connexion
    You choose what you are told of in your space, at “Being told”.
notice-documents-sms = Something was added to your documents. Sign in as usual to see what.

notice-awaiting-subject = A professional has something to tell you
notice-awaiting-text = Hello { $name },

    a professional wants to talk to you about something before you read it in your space. Get in touch with them if you have not.

    Sign in as usual to know more: { $origin }/connexion
    You choose what you are told of in your space, at “Being told”.
notice-awaiting-sms = A professional wants to talk to you about something before you read it. Sign in as usual to know more.

notice-added-subject = Something added to your space
notice-added-text = Hello { $name },

    a service that you connected added something to your space.

    Sign in as usual to see what: { $origin }/connexion
    You choose what you are told of in your space, at “Being told”.
notice-added-sms = A service that you connected added something to your space. Sign in as usual to see what.

notice-message-subject = You have a new message
notice-message-text = Hello { $name },

    you have a new message in your space.

    Sign in as usual to read it: { $origin }/connexion
notice-message-sms = You have a new message in your space. Sign in as usual to read it.

notice-undelivered-subject = A message written in your space did not arrive
notice-undelivered-text = Hello { $name },

    a message written in your space could not be delivered.

    Sign in as usual to see which: { $origin }/connexion
notice-undelivered-sms = A message written in your space could not be delivered. Sign in as usual to see which.

notice-child-message-subject = A message waits in a child’s space
notice-child-message-text = Hello { $name },

    a new message waits in the space of a child whom you look after.

    Sign in as usual to read it: { $origin }/connexion
notice-child-message-sms = A new message waits in the space of a child whom you look after. Sign in as usual to read it.
notice-child-undelivered-subject = A message written for a child did not arrive
notice-child-undelivered-text = Hello { $name },

    a message written for a child whose space you look after could not be delivered.

    Sign in as usual to see which: { $origin }/connexion
notice-child-undelivered-sms = A message written for a child whose space you look after could not be delivered. Sign in as usual to see which.

notice-child-card-subject = A child’s card was read
notice-child-card-text = Hello { $name },

    somebody read the card of a child whose space you look after today, by its code.

    Sign in as usual to see at what time: { $origin }/connexion
    If you did not expect it, you can end this code at any time.
notice-child-card-sms = Somebody read the card of a child whose space you look after today. Sign in as usual to see when, or to end its code.

notice-card-subject = Your card was read
notice-card-text = Hello { $name },

    somebody read the card that you carry today, by its code.

    Sign in as usual to see at what time: { $origin }/connexion
    If you did not expect it, you can end this code at any time.
notice-card-sms = Somebody read the card that you carry today. Sign in as usual to see when, or to end its code.

notice-sign-in-subject = Somebody came into your account
notice-sign-in-text = Hello { $name },

    on { $moment }, somebody came into your account from a device that we did not know, after { $count } tries that failed. The password and the second code were the right ones.

    If it was you, there is nothing to do.
    If it was not you, sign in, end the other devices and change your password: { $origin }/connexion
    You cannot get in any more? Call 34 22 at once.
notice-sign-in-sms = On { $moment }, somebody came into your account from an unknown device, after { $count } tries that failed. Was it not you? Call 3422 at once.

notice-reader-subject = A new access to your space
notice-reader-text = Hello { $name },

    a professional may read your record from today.

    Sign in as usual to see who, and until when: { $origin }/connexion
    You can stop this access at any time.
notice-reader-sms = A professional may read your record from today. Sign in as usual to see who.

notice-share-subject = Your share code was used
notice-share-text = Hello { $name },

    a professional typed your share code today. They can read what you share by this code, and nothing else.

    Sign in as usual to see who, and until when: { $origin }/connexion
    You can stop this share at any time.
notice-share-sms = A professional typed your share code today. Sign in as usual to see who.

notice-copied-subject = A service was removed from your space
notice-copied-text = Hello { $name },

    a service linked to your space was removed as a precaution: somebody may have copied its access. It reads nothing any more.

    Sign in as usual to see which one, and what was read: { $origin }/connexion
    You can link it again from its application.
notice-copied-sms = A service was removed from your space: its access may have been copied. Sign in as usual to see which one.

notice-prevention-subject = Your prevention calendar has something new
notice-prevention-text = Hello { $name },

    your prevention calendar, in your space, has something new.

    Sign in as usual to read it: { $origin }/connexion
    You can choose not to be told of it any more, in your settings.
notice-prevention-sms = Your prevention calendar has something new. Sign in as usual to read it.
notice-services-subject = Services are linked to your space
notice-services-text = Hello { $name },

    services that you linked can still read in your space.

    Sign in as usual to see which ones, and to remove any: { $origin }/connexion
    This reminder is sent every 90 days.
notice-services-sms = Services that you linked still read in your space. Sign in as usual to see which ones.

notice-week-subject = Your week in Carnet
notice-week-text = Hello,

    here, all at once, is what came into your space:

    { $what }

    Sign in as usual to see what: { $origin }/connexion

    You chose to get this e-mail once a week. You can change that in your settings.
notice-week-documents = Something new among your documents: { $count } ×
notice-week-message = A new message: { $count } ×
notice-week-child = A new message in the space of a child whom you look after: { $count } ×
notice-week-prevention = Something new in your prevention calendar: { $count } ×
notice-week-services = The reminder of linked services: { $count } ×
notice-week-added = Something added by a linked service: { $count } ×
notice-week-other = Something else in your space: { $count } ×

notice-held-factors = taking away your second code, said to be lost

recovery-code-subject = { $code } is your code for a forgotten password
recovery-code-text = Hello,

    here is the code asked for because of a forgotten username or password: { $code }
    It is good for ten minutes, once, where it was asked for.

    You did not ask for anything? Give this code to nobody: without it, nothing changes. If in doubt, call 34 22.
recovery-code-sms = { $code } is your code for a forgotten password. It is good for ten minutes. Give it to nobody.

notice-password-subject = Your password was changed
notice-password-text = Hello { $name },

    a new password was chosen for your account on { $moment }, after it was forgotten. Your devices were signed out. Your second code has stayed the same.

    If it was you, there is nothing to do.
    If it was not you, call 34 22 at once.

    Number: { $number }
notice-password-sms = A new password was chosen for your account. It was not you? Call 3422.

notice-contact-changed-subject = How you are reached was changed
notice-contact-changed-text = Hello { $name },

    an e-mail address or a mobile number was changed in your record on { $moment }.
    For three days, what is sent to you also goes to where you were reached before, and you can go back to that.

    If it was you, there is nothing to do.
    If it was not you, call 34 22, or sign in as usual: “How I am reached”, then “Go back to the former ones”.

    Number: { $number }
notice-contact-changed-sms = How you are reached was changed in your record. It was not you? Call 3422: for three days it can be undone.

notice-contact-restored-subject = You are reached as before again
notice-contact-restored-text = Hello { $name },

    on { $moment }, your e-mail address or mobile was put back as it was before. The new one is no longer of use.

    If it was not you, call 34 22.

    Number: { $number }
notice-contact-restored-sms = You are reached as before again in your record. It was not you? Call 3422.

notice-factors-dropped-subject = Your second code was taken away
notice-factors-dropped-text = Hello { $name },

    as asked by phone, the second code of your account, said to be lost, was taken away on { $moment }.
    Sign in as usual, with your password: you will choose a new one. For three more days, what is older stays closed.

    If it was not you, call 34 22 at once.

    Number: { $number }
notice-factors-dropped-sms = The second code of your account was taken away, as asked by phone. It was not you? Call 3422 at once.

notice-factor-set-up-subject = A new second code protects your account
notice-factor-set-up-text = Hello { $name },

    a new second code was set up for your account on { $moment }. For three days, what is older stays closed.

    If it was you, there is nothing to do.
    If it was not you, call 34 22 at once: nothing could be read yet.

    Number: { $number }
notice-factor-set-up-sms = A new second code was set up for your account. It was not you? Call 3422 at once.
notice-mandate-child-subject = Somebody looks after your space now
notice-mandate-child-text = Hello { $name },

    a legal representative looks after your space now.

    Sign in as usual, or call 3422, to know who: { $origin }/connexion
    If this is not right, call 3422.
notice-mandate-child-sms = A legal representative looks after your space now. If this is not right, call 3422.
notice-mandate-adult-subject = You look after a child’s space now
notice-mandate-adult-text = Hello { $name },

    you look after a child’s space now, with your account.

    Sign in as usual to go there: { $origin }/connexion
    If this was not you, call 3422 at once.
notice-mandate-adult-sms = You look after a child’s space now. If this was not you, call 3422 at once.
notice-mandate-second-subject = Your invitation was accepted
notice-mandate-second-text = Hello { $name },

    the person whom you invited looks after the child’s space now, too.

    Sign in as usual to know who looks after it: { $origin }/connexion
    If this is not right, call 3422.
notice-mandate-second-sms = The person whom you invited looks after the child’s space with you now.
notice-mandate-ends-subject = Your access to a space ends on { $day }
notice-mandate-ends-text = Hello { $name },

    you look after the space of a child who will be 18. Your access ends by itself on { $day }.

    Sign in as usual to see which one: { $origin }/connexion
    Nothing is erased: the space is its holder’s.
notice-mandate-ends-sms = Your access to a child’s space ends by itself on { $day }, when they are 18.
notice-mandate-ended-subject = Your access to a space ended
notice-mandate-ended-text = Hello { $name },

    you looked after the space of a child who is 18. Your access ended by itself on { $day }.

    Nothing is erased: the space is its holder’s.
notice-mandate-ended-sms = Your access to a child’s space ended by itself on { $day }: they are 18.
notice-mandate-of-age-subject = Your space is yours alone on { $day }
notice-mandate-of-age-text = Hello { $name },

    you will be 18. Those who look after your space have no access to it any more on { $day }.

    Open your account, or sign in as usual: { $origin }/connexion
    To get a code, call 3422.
notice-mandate-of-age-sms = You will be 18: those who look after your space have no access to it any more on { $day }.
notice-care-helped-subject = Somebody close to you sees your space now
notice-care-helped-text = Hello { $name },

    somebody whom you invited sees your space now.

    Sign in as usual to know more: { $origin }/connexion
    If this is not normal, call 3422.
notice-care-helped-sms = Somebody whom you invited sees your space now. If this is not normal, call 3422.
notice-care-helps-subject = You see the space of somebody close to you now
notice-care-helps-text = Hello { $name },

    you see the space of somebody close to you now, with your account.

    Sign in as usual to know more: { $origin }/connexion
    If this is not normal, call 3422.
notice-care-helps-sms = You see the space of somebody close to you now. If this is not normal, call 3422.
notice-care-helped-ended-subject = Somebody close to you stopped seeing your space
notice-care-helped-ended-text = Hello { $name },

    somebody close to you stopped seeing your space.

    Sign in as usual to know more: { $origin }/connexion
    If this is not normal, call 3422.
notice-care-helped-ended-sms = Somebody close to you stopped seeing your space. If this is not normal, call 3422.
notice-care-helps-ended-subject = Your access to the space of somebody close to you ended
notice-care-helps-ended-text = Hello { $name },

    your access to the space of somebody close to you ended.

    If this is not normal, call 3422.
notice-care-helps-ended-sms = Your access to the space of somebody close to you ended. If this is not normal, call 3422.
notice-care-helped-until-subject = The access of somebody close to you to your space ends after { $day }
notice-care-helped-until-text = Hello { $name },

    somebody close to you whom you invited sees your space. Their access ends by itself after { $day }.

    To know who, or to change this day, sign in as usual: { $origin }/connexion
notice-care-helped-until-sms = The access of somebody close to you to your space ends by itself after { $day }.
notice-care-helps-until-subject = Your access to the space of somebody close to you ends after { $day }
notice-care-helps-until-text = Hello { $name },

    you see the space of somebody close to you. Your access ends by itself after { $day }.

    To know which, sign in as usual: { $origin }/connexion
    The person whom you help can change this day.
notice-care-helps-until-sms = Your access to the space of somebody close to you ends by itself after { $day }.
