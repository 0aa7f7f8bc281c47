## FranceConnect, for holders

fc-title = FranceConnect
fc-button = Sign in with FranceConnect
fc-shared = Sign in with FranceConnect on a shared computer
fc-sign-in-text = You prove who you are on the site of FranceConnect, then you come back here.
fc-proof-text = You prove once more who you are on the site of FranceConnect.

fc-signed-out = Your session is closed, here and at FranceConnect.
fc-leave-text = Your session at FranceConnect may still be open.
fc-leave = Sign me out of FranceConnect too

fc-bind-text = FranceConnect can open your account too. The identity must be yours.
fc-bind = Link FranceConnect to my account
fc-bound-since = FranceConnect opens your account since { $moment }.
fc-unbind-text = You can remove it: you have another way to sign in.
fc-unbind = Remove FranceConnect
fc-only-way = It is your only way to sign in. To remove it, first add a passkey.
fc-last-way = FranceConnect is your only way to sign in. First add a passkey, then remove it.

fc-stopped-title = Signing in with FranceConnect
fc-again = Start again with FranceConnect
fc-activate-button = Activate my space with FranceConnect
fc-other-sign-in = Sign in another way
fc-other-activate = Activate my space with a code
fc-other-prove = Confirm another way that it is me
fc-other-settings = Back to my ways to sign in

fc-refused-cancelled = Nothing was done: you stopped at FranceConnect. You can start again.
fc-refused-stale = This attempt has expired or was used already. Start again with the button below.
fc-refused-unreachable = FranceConnect does not answer. Try again in a few minutes.
fc-refused-token = The answer of FranceConnect could not be verified. Start again; if it happens again, call 3422.
fc-refused-assurance = The means chosen at FranceConnect is not safe enough for a health space. Choose a stronger one there, such as France Identité.
fc-refused-unbound = No account is linked to this FranceConnect identity. If you already have an account, sign in another way, then link FranceConnect in your settings.
fc-refused-another = FranceConnect answered for another identity than that of this account. Nothing was done.
fc-refused-old = This proof is too old. Start again, and prove anew who you are at FranceConnect.
