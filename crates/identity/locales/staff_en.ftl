# ---- Signing in
staff-sign-in-operator = Sign-in of phone advisers
staff-sign-in-volunteer = Sign-in of volunteers
staff-sign-in-administrator = Sign-in of administrators
staff-sign-in-who = This page is for the team of the service. You will see no health data here.
staff-username-hint = The one you chose when you activated your access.
staff-session-length = The session closes after 10 minutes without activity, and after 8 hours at most. Signing in elsewhere closes this one.
staff-session-length-volunteer = The session closes after 30 minutes without activity, and after 8 hours at most.
staff-no-account = I have a code to activate my access
staff-own-space = I want to see my own record

# ---- Activating one's access
staff-enrol-title = Activate my access
staff-enrol-lead = You are joining the team of the service. An administrator gave you a code; it is good for 7 days.
staff-enrol-code-label = The code you were given
staff-enrol-code-hint = 12 letters and digits, such as 7K2M-9PQR-4TVX.
staff-enrol-username-label = Username
staff-enrol-username-hint = Choose 3 to 40 letters, digits, dots or hyphens. Neither an e-mail address nor a number.
staff-enrol-password-label = Password
staff-enrol-button = Continue
staff-enrol-public = This is not the page for insured people.
staff-enrol-over = This activation took too long, or it is done already. Begin again with your code, or sign in.
staff-code-empty = Write the code that you were given.
staff-code-form = This is not a code. Copy its 12 letters and digits.
staff-code-mistyped = There is a typing error. Compare the code letter by letter.
staff-code-refused = This code is not right, was used already, is out of date, or there were too many tries. Check it, or ask for another one.

# ---- The second factor
staff-factor-title = Protect my access
staff-factor-lead = Besides the password, you need an authenticator app or a passkey.
staff-factor-app = Open your authenticator app, or install one.
staff-factor-scan = Scan this drawing, or write the key into the app.
staff-factor-code = Copy the six digits that it shows here.
staff-factor-qr = Drawing to scan with the authenticator app
staff-factor-key = Key to write:
staff-factor-link = Open the app on this device
staff-factor-button = Activate my access
staff-factor-passkey = Create a passkey

# ---- Roles
staff-role-operator = Phone adviser
staff-role-volunteer = Volunteer
staff-role-administrator = Administrator
staff-role-all = All
staff-role-operators = Phone advisers
staff-role-volunteers = Volunteers
staff-role-administrators = Administrators

# ---- The administrators' home
staff-home-title = Administration
staff-home-hello = Hello { $name }.
staff-home-waiting = People to confirm: { $count }.
staff-home-nobody-waits = Nobody waits to be confirmed.
staff-home-team = See the team
staff-home-log = Public log
staff-home-witness-signed = The witness { $name } signed the last state of the log.
staff-home-witness-missing = The witness { $name } did not sign the last state of the log. The service goes on and asks it again. If it is still missing in an hour, call whoever runs it.
staff-home-calls = See what was done by telephone

# ---- The team
staff-team-title = Team
staff-team-lead = One administrator proposes a person, another one confirms. One is enough to end a role.
staff-team-alone = There are not two administrators in post. So nobody can confirm what the other proposes.
staff-team-proposed = To confirm
staff-team-confirmed = Waiting for activation
staff-team-in-post = In post
staff-team-nobody = Nobody is in post in this role.
staff-team-next = See more
staff-team-next-proposed = See more of those proposed
staff-team-next-confirmed = See more of those confirmed
staff-team-deeds = What was done
staff-col-name = Name
staff-col-role = Role
staff-col-place = Place
staff-col-email = E-mail
staff-col-proposed = Proposal
staff-col-since = Since
staff-col-entered = Last sign-in
staff-col-end = End
staff-proposed-by = By { $name }, on { $moment }.
staff-command-line = The command line
staff-proposed-done = The proposal is saved. Another administrator must confirm it now.
staff-ended-done = Done. That access is closed.
staff-back = Back to the team
staff-cancel = Cancel

# ---- Proposing
staff-propose-title = Propose a person
staff-propose-lead = Nothing opens before another administrator confirms.
staff-propose-button = Propose
staff-propose-self = You cannot propose yourself. Another administrator must do it.
staff-name-label = First name and name
staff-name-hint = As the team knows them, such as Jeanne Roux.
staff-name-wrong = Write a first name and a name, in 80 letters at most. For example: Jeanne Roux.
staff-role-label = Role
staff-role-missing = Choose one of the three roles.
staff-place-label = Place
staff-place-hint = A volunteer's site, a phone adviser's call centre. Nothing for an administrator.
staff-place-missing = Write the site or the call centre. For example: Mairie de Caen.
staff-place-long = This place is too long. 80 letters are enough.
staff-email-label = E-mail (optional)
staff-email-hint = To reach the person. The code is never sent by e-mail.
staff-email-wrong = Write a whole address, such as jeanne.roux@fonds.example, or nothing.

# ---- Confirming
staff-confirm-title = Confirm a person
staff-confirm-link = Confirm { $name }
staff-confirm-another = Another administrator must confirm.
staff-confirm-stale = This proposal is more than 30 days old. Withdraw it, then propose this person anew.
staff-confirm-text = Confirm only if you know this person and their role.
staff-confirm-code = You will see a code, once. You will hand it over yourself.
staff-confirm-again = This person has a code already. The new one replaces it.
staff-confirm-button = Confirm and see the code
staff-two-persons = It takes two persons: whoever proposes does not confirm, and nobody confirms themself. What the command line began, nobody confirms here.
staff-too-late = It is too late: this access is open or closed already, or the proposal is more than 30 days old.
staff-code-title = Code to hand over
staff-code-lead = Give this code to { $name }, in person or by voice.
staff-code-where = The person writes it at { $address }.
staff-code-until = Code good until { $moment }.
staff-code-dead = Code out of date. A new one is needed.
staff-code-dead-anew = Code out of date. Withdraw the proposal, then propose this person anew.
staff-code-how = They then choose their username, their password and their second factor.
staff-code-once = This code will not be shown again. If it is lost, make a new one.
staff-code-again-link = New code for { $name }

# ---- Ending
staff-end-title = End a role
staff-end-link = End the role of { $name }
staff-end-text = This person is signed out at once and cannot sign in any more. To come back, they must be proposed anew.
staff-end-self = This is your own access. You will be signed out.
staff-end-button = End the role
staff-drop-link = Withdraw the proposal of { $name }
staff-drop-text = The proposal is withdrawn. A code that was handed over works no more.
staff-drop-button = Withdraw the proposal

# ---- The journal of the team
staff-journal-title = Journal of the team
staff-journal-lead = Each act is noted with who did it and when. No line can be changed.
staff-journal-none = Nothing was done yet.
staff-journal-older = See older lines
staff-journal-all = See the whole journal
staff-deed-proposed = { $actor } proposed { $about } ({ $role }).
staff-deed-confirmed = { $actor } confirmed { $about } ({ $role }) and received a code.
staff-deed-enrolled = { $about } ({ $role }) activated their access.
staff-deed-charter = { $about } ({ $role }) signed the charter.
staff-deed-ended = { $actor } closed the access of { $about } ({ $role }).

# ---- The volunteers' charter
staff-charter-title = Charter of volunteers
staff-charter-lead = You help people to use their record. Here is what you promise; sign it each year.
staff-charter-1 = The person keeps the keyboard. I show and explain, I do not act in their place.
staff-charter-2 = I never ask for a password, a code or a number, and I write none down.
staff-charter-3 = I look away when the person types a password or a code.
staff-charter-4 = I keep to myself what I learn during a session.
staff-charter-5 = I take neither money nor gifts, and I install nothing on my own phone.
staff-charter-scam = A doubt, some pressure, somebody who stands too close? End the session and tell an administrator.
staff-charter-label = I have read this charter and I promise to keep it
staff-charter-missing = Tick the box to sign the charter.
staff-charter-button = Sign the charter
staff-charter-signed = You signed the charter of { $year }.
