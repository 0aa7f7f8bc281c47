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
activate-lost = No code? Call 3422: a new code goes to the address that we know.

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
