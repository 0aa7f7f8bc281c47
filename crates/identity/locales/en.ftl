# ---- Signing in
identity-sign-in-title = Sign in
identity-sign-in-button = Sign in
identity-username-label = Username
identity-username-hint = The one you chose when you activated your record. It is not an e-mail address nor a number.
identity-username-missing = Write your username.
identity-password-label = Password
identity-password-missing = Write your password.
identity-shared-label = This computer is shared
identity-shared-hint = The session then closes after 10 minutes without activity, and with the browser.
identity-session-length = The session closes after 30 minutes without activity, and after 12 hours at most.
identity-ways-too-many = Too many sign-ins were begun from this place.
identity-sign-in-refused = This username and this password do not go together, or there were too many tries. Check both, then wait a few minutes before you try again.
identity-no-account = I have not activated my record yet
identity-forgotten = Forgotten username or password
identity-professional = I am a health professional
identity-signed-out = You are signed out.
identity-step-over = This sign-in took too long or too many tries. Begin again with your username.
identity-over-title = Your session is over
identity-over-text = Nothing of what you have just sent was recorded, and nothing is lost: this page keeps it as long as it stays open.
identity-over-sign-in = Sign in in a new tab
identity-over-then = Once you are signed in, come back to this page and send it again.
identity-over-send = Send it now
identity-over-leave = Send nothing and go to the home page
identity-over-other = What this page kept came from somebody else. Nothing was sent. Close this page.
identity-over-lost = Your session was over: what you have just sent was not recorded. Sign in, then do it again.
identity-password-chosen = Your new password is saved. Sign in with it: you will be asked for your security code, as before.

# ---- The code
identity-code-title = Security code
identity-code-text = Open your authenticator app and copy the six digits shown for Carnet.
identity-code-label = 6-digit code
identity-code-hint = The code changes every 30 seconds and works once.
identity-code-button = Confirm
identity-code-back = Begin again with another username
identity-code-lost = I lost or changed my phone
identity-code-wrong = This code is not right. Copy the six digits shown now, and check the time of your phone.
identity-code-refused = This code is not right, was used already, or there were too many tries. Wait for the next code and copy its six digits.
identity-second-factor-missing = Choose an authenticator app or a passkey.

# ---- The passkey
identity-passkey-title = With a passkey
identity-passkey-text = Your device knows you by your finger, your face or a PIN. Nothing else to write.
identity-passkey-use = Use my passkey
identity-passkey-refused = The passkey was not accepted. Try again, or use your password.
identity-passkey-add = Add a passkey
identity-passkey-add-text = A passkey is enough to sign in on this device.

# ---- The proof
identity-proof-title = Confirm that it is you
identity-proof-text = What you are about to do is important. Prove once more that it is you. It holds for 5 minutes.
identity-proof-password = Give your password and a code.
identity-proof-refused = The password or the code is not right. Check both and wait for the next code.

# ---- Devices
identity-devices-title = My signed-in devices
identity-devices-text = This is where your account is open. Sign out what you do not know, then change your password.
identity-devices-current = This device
identity-devices-shared = Shared computer
identity-devices-created = Signed in on { $moment }
identity-devices-seen = Used on { $moment }
identity-devices-end = Sign out
identity-devices-end-others = Sign out all the others
identity-devices-ended = Done. That access is closed.
identity-device-both = { $browser }, { $system }
identity-device-unknown = Unknown device
settings-title = Settings

# ---- Ways to sign in
identity-factors-title = How I sign in
identity-factors-text = Any change here closes your account on your other devices.
identity-factors-list = Besides the password
identity-factors-list-bare = On your devices
identity-factors-none = There is none yet.
identity-factors-changed = Saved. Your other devices are signed out.
identity-factor-passkey = Passkey
identity-factor-app = Authenticator app
identity-factor-since = Added on { $moment }
identity-factor-remove = Remove
identity-factor-last = Keep at least one. Add another before you remove this one.
identity-factor-first = This account is waiting for a new second code. Its password cannot be changed before.
identity-password-change = Change my password
identity-password-new-label = New password
identity-password-hint = At least 12 characters. Four words that have nothing to do with each other do well.
identity-password-button = Save
identity-password-short = This password is too short. It needs at least 12 characters.
identity-password-long = This password is too long. 1000 letters are enough.
identity-password-nul = This password has an invisible character. Write it without.
identity-password-common = This password is too common and would soon be guessed. Take four words that have nothing to do with each other.
identity-password-known = This password contains your name, your username or your birth date. Choose one without them.

# ---- The username
identity-username-length = A username has 3 to 40 characters.
identity-username-chars = Use letters, digits, dots or hyphens, without spaces. Begin and end with a letter or a digit.
identity-username-email = A username is not an e-mail address. Write another name, without @.
identity-username-number = A username is not a number. Write a name with nine digits at most.
identity-username-taken = This username is taken. Choose another one.

# ---- The identity
identity-nir-length = A social security number has 15 characters with its key. Copy it from the Vitale card.
identity-nir-form = This social security number does not have the right form. Copy it from the Vitale card.
identity-nir-key = Check the social security number, above all its last 2 digits.
identity-oid-wrong = This list of numbers is not known.
identity-name-wrong = Write the name with letters, hyphens, apostrophes or spaces.
identity-date-wrong = Write the date like this: 2026-05-04.
identity-sex-wrong = Write M, F or I.
identity-birth-place-wrong = Write the 5 characters of the code of the commune or the country.
identity-profession-unknown = This profession is not in the official list.
