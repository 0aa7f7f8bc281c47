# Opening a space, and a professional's search for a person.

activate-title = Activate my space
activate-lead = You need the letter or e-mail you received, and your Vitale card.
activate-code-label = Code from the letter or e-mail
activate-code-hint = 12 letters and digits, in three groups of four. For example: 7K3M-Q9TW-0B5X
activate-nir-label = Social security number
activate-nir-hint = 15 characters, on the Vitale card. For example: 2 55 08 14 168 025 38
activate-card-label = Serial number of the Vitale card
activate-card-hint = It is in small print on the card, under the photo or at the bottom right. Spaces do not matter.
activate-continue = Continue
activate-where-title = Where are these numbers?
activate-where-code = The code is in the box on the letter, or in the e-mail. It works once, for six weeks.
activate-where-nir = The social security number is in the middle of the Vitale card.
activate-where-card = The serial number is in small print, on the front of the card.

activate-code-empty = Write the code from the letter or e-mail.
activate-code-form = This code does not have 12 letters and digits. Copy the three groups, for example 7K3M-Q9TW-0B5X.
activate-code-mistyped = There is a typing error in this code. Compare each character with the letter.
activate-nir-empty = Write your social security number.
activate-nir-form = This number does not have the right form. Copy the 15 characters of the card, for example 2 55 08 14 168 025 38.
activate-nir-key = There is an error in this number: check the last 2 digits, then the others.
activate-card-empty = Write the serial number of the Vitale card.
activate-card-form = This serial number does not have the right form. Copy all the digits, and nothing else.
activate-wrong = These three numbers do not go together. Check them on the letter and on the card. If that does not help, call 3422.
activate-expired = This code is more than six weeks old and no longer works. Call 3422 for a new one.
activate-used = This code was already used and your space is active. Sign in. If it was not you, call 3422.
activate-refused = You refused the opening of your space. To change your mind, call 3422.
activate-too-many = There were too many tries. Try again in 15 minutes, or call 3422.
activate-gone = This code is no longer valid. Nothing was done. Call 3422 for a new one.
activate-overtaken = This changed meanwhile, in another window or by a double click. Open the page again to see where you are.

activate-sign-in-title = Your sign-in details
activate-sign-in-lead = Choose how you will sign in.
activate-username-label = Username
activate-username-hint = 3 characters or more. Neither your e-mail address nor a number.
activate-username-proposals = These are free:
activate-password-label = Password
activate-password-hint = 12 characters or more. A sentence works well. Your browser can remember it.
activate-save = Save

activate-factor-title = Your security code
activate-factor-lead = A password can be stolen. A second code, on your phone, protects you.
activate-factor-step-app = Open a code app on your phone. Some are free.
activate-factor-step-scan = In the app, add an account, then point it at the picture below.
activate-factor-step-code = Write here the 6 digits that the app shows.
activate-factor-qr = Picture for the code app. The key to copy is written below.
activate-factor-key = You cannot scan the picture? Copy this key:
activate-factor-link = Are you on your phone? Open the app
activate-factor-label = Code from the app
activate-factor-hint = 6 digits. It changes every 30 seconds.
activate-factor-check = Check

activate-passkey-title = Or with a passkey
activate-passkey-text = Your device knows you by your finger, your face or a code. Nothing to install.
activate-passkey-use = Make a passkey

activate-sharing-title = Who will see your documents?
activate-sharing-lead = This holds from now on. You can change everything later.
activate-sharing-you = You see all your documents, and who opened them.
activate-sharing-professionals = A health professional who treats you sees what is useful to their work, if you agree.
activate-sharing-never = Your employer, your insurer, your bank and 3422 see nothing, ever.
activate-sharing-history = Each opening is written in “Who sees what”.
activate-sharing-hide = You can hide a document from everyone, or from one person.
activate-finish = Finish

space-already-active = This space is active already. Sign in.
space-already-open = This space is open already.
space-refused = The opening of this space was refused. To change your mind, call 3422.
space-closed = This space is closed.
space-not-open = This space is not open.
space-too-early = The time to refuse is not over.
space-decided-since = This space has changed since this was asked. Nothing was done.
space-held-already = A request already waits for this space. Call it off before making another.
space-untold = Nothing can be sent to this person. Nothing was done.
space-person-for-people = A person must look at this situation. Call 3422.
import-column-missing = A column is missing from the header of the file.

pro-search-title = Find a patient
pro-search-birth = Birth date
pro-search-letters-label = First letters of the name
pro-search-letters-hint = 2 or 3 letters of the birth name or of the name in use
pro-search-or = Or by INS number
pro-search-matricule-label = INS number
pro-search-matricule-hint = 15 characters with the key
pro-search-go = Search
pro-search-note = The search covers people whose space is open. Opening a record needs a care link; the access is recorded and the patient is told.
pro-search-date = Write the whole birth date, for example 14 03 1979.
pro-search-letters = Write 2 or 3 letters of the name and nothing else, for example MAR.
pro-search-matricule-form = This number does not have the right form: 15 characters with the key.
pro-search-matricule-key = The key does not fit: check the last 2 digits.
pro-results-title = Search results
pro-results-caption = People found, with their five identity traits
pro-results-count = { $count ->
    [one] { $count } person found. Check the five traits with them.
   *[other] { $count } people found. Check the five traits with the patient.
}
pro-results-none = Nobody matches. Check the date and the letters, or search by INS number.
pro-results-too-many = More than 20 people match. Add a letter, or search by INS number.
pro-results-birth-name = Birth name
pro-results-first-names = First names
pro-results-used-name = Name in use
pro-results-birth-date = Birth date
pro-results-age = ({ $age ->
    [one] { $age } year
   *[other] { $age } years
})
pro-results-sex = Sex
pro-results-male = Male
pro-results-female = Female
pro-results-other = Indeterminate
pro-results-birth-place = Birthplace (code)
pro-results-open-column = Record
pro-results-open = Open the record of { $name } { $first }
pro-results-again = Search again

# Choosing, refusing, closing, opening again.
choice-title = What would you like to do?
choice-announced = Your space is not open yet. You can activate it, opt out, or decide later.
choice-open = Your space is open: your professionals can add documents. You have no account yet.
choice-refused = You opted out of having a space. You can change your mind.
choice-closed = Your space is closed. You can open it again.
choice-activer = Activate my space
choice-activer-text = You create an account, read your documents and decide who sees them.
choice-refuser = Opt out
choice-refuser-text = No space is opened. No account, no reason to give.
choice-fermer = Close my space
choice-fermer-text = Nobody reads it or adds to it any more. You can undo this for 30 days.
choice-rouvrir = Open again without an account
choice-rouvrir-text = Your professionals can add documents again.
choice-plus-tard = Decide later
choice-plus-tard-text = Nothing changes. Your code works until its end date.

object-title-1 = Opt out (1 of 3)
object-lead = You refuse the opening of your space. It is free, without an account, and you need not say why.
object-phone = You can also opt out by phone, on 3422.
object-title-2 = Opt out (2 of 3): for whom?
object-for = I opt out for:
object-for-me = myself, { $name }
object-for-child = my child, { $name }
object-effects = What this changes
object-effect-1 = No space will be opened. Your professionals will not be able to add or read anything.
object-effect-2 = Your care and your refunds do not change.
object-effect-3 = You can change your mind at any time, by asking for a new code.
object-confirm = Confirm that I opt out
object-back = Back to the choice
object-open = Your space is already open. You can close it so that it is no longer used.
object-open-close = Close my space
object-nothing = There is nothing to refuse here: you have opted out already.
object-nobody = Tick at least one person.
object-not-yours = This list has changed. Check the people, then confirm.
object-active = This space is already active. Sign in to close it, or call 3422.
object-refused = You have opted out already. There is nothing else to do.
object-title-3 = Opted out (3 of 3)
object-close-title = Close my space
object-close-lead = Your space was opened after the six weeks. You can close it now.
object-closed-title = Space closed
object-reopened-title = Space open again
object-reopened-effect = Your professionals can add documents again. To read them, activate your space with a new code.

receipt-number = Number to keep
receipt-at = Recorded on { $moment } for:
receipt-next = What now?
receipt-pdf = Download the receipt (PDF)
receipt-home = Back to the home page
receipt-keep = Write this number down: it is enough for any question to 3422.

closing-title = Close my space
closing-lead = You can close your space at any time. Here is what changes.
closing-effect-stop = From now on, nobody reads it or adds to it, not even you.
closing-effect-care = Your professionals will treat you without these documents.
closing-effect-undo = For 30 days you can undo this and find everything again.
closing-effect-archive = Your documents are kept sealed for 10 years, then erased. You can open your space again during that time.
closing-effect-delete = After 30 days the keys of your documents are destroyed. Nobody will be able to read them, not even us.
closing-download-first = Keep a copy first: after the closing, nothing can be downloaded any more.
closing-download-link = Export my whole record
closing-fate = What becomes of your documents?
closing-archive = Keep them sealed for 10 years
closing-delete = Erase them in 30 days
closing-fate-missing = Choose what becomes of your documents: keep them sealed, or erase them.
closing-confirm-title = Confirm closing
closing-do = Close my space
closing-keep = Keep my space open

closed-title = Your space is not open
closed-since = Your space has been closed since { $moment }.
closed-delete = Your documents will be erased on { $day }. You have { $days } { $days ->
    [1] day
   *[other] days
} left to undo this.
closed-archive = Your documents are kept sealed until { $day }. You can open your space again until then.
closed-death = The health insurance told us of a death. If this is a mistake, call 3422.
closed-refused = You opted out of this space on { $moment }.
closed-refused-back = To change your mind, ask for a new code: it goes to the address we know.
closed-erased = Your space was erased on { $moment }. Its keys are destroyed.
closed-announced = Your space is not open yet. Activate it with the code you received.
closed-reopen = Open my space again

life-title = The life of my space
life-lead = All that happened to your space: its opening, its codes, your decisions. Readings of your documents are in “Who sees what”.
life-link = See the life of my space
life-caption = What happened, latest first
life-col-what = What
life-col-when = When
life-col-who = By whom
life-col-receipt = Number
life-announced = Letter or e-mail sent, with a code
life-activated = Space activated
life-opened = Space opened after six weeks without a refusal
life-refused = Opening refused
life-closed = Space closed
life-code-killed = Code blocked after too many tries
life-code-misused = Used code shown again
life-withdrawn = Refusal withdrawn
life-reopened = Space opened again
life-erased = Keys destroyed
life-death = Death told by the health insurance
life-death-withdrawn = That was taken back
life-held = Asked for by phone, waiting
life-held-cancelled = Phone request called off
life-notice-returned = E-mail came back: what follows goes by post
life-assisted = Help on site
life-code-asked = New code asked for
life-by-holder = You
life-by-fund = The health insurance
life-by-operator = 3422
life-by-unknown = Somebody unknown
life-how-site = on the site
life-how-phone = by phone
life-how-post = by post
life-how-batch = bulk sending
life-how-assistance = with a volunteer
life-helped-by = with the help of { $volunteer }, a volunteer ({ $place })
life-held-close = Closing was asked for by phone on { $asked }. It will happen on { $due }. If it was not you, call it off.
life-held-withdraw = Withdrawing your refusal was asked for by phone on { $asked }. It will happen on { $due }.
life-held-reopen = Opening again was asked for by phone on { $asked }. It will happen on { $due }.
life-call-off = Call this off
life-probation = Your account is very recent. To call this off, phone 3422.
life-called-off = The request is called off. Nothing has changed.

activate-no-code = No code? Get a new one
activate-closed = This space is closed. Sign in to open it again, or ask for a new code.
activate-spent = This code was used already. Ask for a new one.
space-not-refused = There is no refusal to withdraw.
space-not-closed = This space cannot be opened again.

# Proving a contact, and asking for a new code.
contact-title = How can we reach you?
contact-lead = Give an e-mail address or a mobile number. We send a code there to check that it is yours.
contact-email-label = E-mail address
contact-email-hint = For example: claire.martin@exemple.fr
contact-phone-label = Or mobile number
contact-phone-hint = For example: 06 12 34 56 78
contact-send = Get a code
contact-sent = A code went to { $to }. It arrives within seconds.
contact-code-label = Code you received
contact-code-hint = 6 digits. It works for ten minutes.
contact-check = Check
contact-other = Get another code
contact-none = No e-mail and no mobile? Call 3422, or ask for help near you.
contact-empty = Write an e-mail address or a mobile number.
contact-email-form = This address is not complete. For example: claire.martin@exemple.fr.
contact-phone-form = This number is no French mobile. For example: 06 12 34 56 78.
contact-again-soon = A code has just been sent. Wait 30 seconds before asking for another one.
contact-sent-max = Five codes were sent already. Try again in half an hour, or call 3422.
contact-day-max = Too many codes were sent today. Try again tomorrow, or call 3422.
contact-code-none = Ask for a code first.
contact-code-wrong = This is not the right code. Copy the 6 digits of the last message.
contact-code-dead = This code no longer works. Ask for another one.

ask-title = Get a new code
ask-lead = Is your code lost or too old? We send a new one to the address that the health insurance knows.
ask-birth-label = Date of birth
ask-birth = Write the whole date of birth, for example 14 03 1979.
ask-send = Send me a code
ask-phone = Is this address no longer yours? Call 3422.
ask-sent-title = Request received
ask-sent-lead = If these numbers belong together, a new code leaves today.
ask-sent-1 = It comes by e-mail, or by post within days.
ask-sent-2 = The older code stops working as soon as the new one has left.
ask-sent-3 = Nothing arrives? Call 3422.
ask-sent-go = I have my code

choosing-title = Being told
choosing-lead = Choose how you are told. A notice never says anything of your health, nor of whom it is about; not being told hides nothing: everything stays in your space.
choosing-documents = A document was added
choosing-messages = A message waits for you
choosing-services = Every 90 days, the connected services
choosing-by-courriel = By e-mail
choosing-by-sms = By text message
choosing-save = Save
choosing-done = Your choices are saved.
choosing-always-title = Always
choosing-always = You are always told, by every means, when somebody has access to your record for the first time or in an emergency, when your card is read, and of what concerns your account.
choosing-elsewhere-title = Appointments and reminders
choosing-elsewhere = Choose the reminders of the agenda
choosing-quiet = Neither an added document nor a received message is told of between 9 in the evening and 8 in the morning.
