# Getting back into one's record, and changing how one is reached.

forgot-title = Forgotten username or password
forgot-lead = We send a code to an address or a mobile that you have already given. With it you see your username and choose a new password.
forgot-channel = How do you want to receive the code?
forgot-channel-hint = If you have only given the other one, that one is used.
forgot-by-email = By e-mail
forgot-by-sms = By text message
forgot-phone-title = Phone lost or changed?
forgot-phone-1 = Your second code was on that phone? Call 3422 with your Vitale card. Your request waits for three days, and you are told of it everywhere.
forgot-phone-2 = After that, your password leads you to a new second code. For three more days, what is older stays closed.
forgot-else-title = Other situations
forgot-else-passkey = You have a passkey? It is enough, without a password: choose it on the sign-in page.
forgot-else-federated = You come in through FranceConnect? There is no password here: use its button on the sign-in page.
forgot-else-reach = You can read neither the e-mail address nor the mobile that you gave? Call 3422.
forgot-back = Back to signing in
forgot-over = This took too long. Nothing was changed: begin again.
forgot-too-many = There were too many requests for this number or from this place. Try again tomorrow, or call 3422.

forgot-code-title = The code you received
forgot-code-lead = If these numbers belong together, a code is on its way now. It arrives within a few minutes and is good for ten minutes. Keep this page open.
forgot-code-wrong = This is not the right code. Copy the 6 digits of the last message you received.
forgot-code-dead = This code is no longer of use. Begin again to receive another one.
forgot-nothing-title = Nothing arrives?
forgot-nothing-1 = Look among your junk messages.
forgot-nothing-2 = Check the numbers on the card, then begin again.
forgot-nothing-3 = Otherwise, call 3422.
forgot-again = Begin again

forgot-password-title = Your username and your password
forgot-username = Your username:
forgot-new-password = New password
forgot-factor-stays = Your security code does not change: you will be asked for it the next time you sign in. Your connected devices will be signed out, and you will be told of it everywhere.
forgot-only-name = You have found your password again? Nothing was changed.
forgot-no-password = This account has no password. You do not need one.

factor-new-title = Your new second code
factor-new-lead = As you asked 3422, your former second code has been taken away. Choose a new one before you go on.
factor-new-days = For three days, what is older stays closed, and how you are reached does not change: this protects you if somebody else called in your name.

settings-lead = All that you can set, and where.
settings-reaching = The e-mail address and the mobile where you are reached.
settings-choosing = What you are told of, by e-mail or by text message.
settings-sign-in = Your password, your second code, your passkeys.
settings-devices = Where your account is open, to close it elsewhere.
settings-sharing-title = My sharing rules
settings-sharing = What professionals may open.
settings-agenda-title = Reminders and diary
settings-agenda = Reminders, and your diary in another application.
settings-life = Its opening, its codes, your decisions.
settings-closing = What happens then, and for how long you can come back.

reaching-title = How I am reached
reaching-lead = This is where you are reached. Notices arrive there, and codes if you forget your password.
reaching-own = Those you have given
reaching-none = You have not given any yet.
reaching-email = E-mail
reaching-mobile = Mobile
reaching-fund = Those the health insurance knows
reaching-fund-text = They do not change here: tell your insurance fund.
reaching-code = The code you received
reaching-change = Change
reaching-change-text = A code goes to the new one. The former one is told, and is still written to for three days.
reaching-new-email = New e-mail address
reaching-new-mobile = Or new mobile number
reaching-changed = It is changed. What it was before is told of it.
reaching-restored = You are reached as before again. You are told of it.
reaching-undone = How you are reached has changed. Until { $until }, the former ones are told too, and you can go back to them.
reaching-restore = Go back to the former ones
reaching-first-days = Your access is quite recent: how you are reached does not change during the first three days.

life-recovery-asked = Code sent for a forgotten password
life-password-reset = New password chosen after it was forgotten
life-contact-changed = E-mail address or mobile changed
life-contact-restored = Former e-mail address or mobile put back
life-factors-dropped = Second code taken away: it was lost
life-factor-set-up = New second code
life-representative = { $name } looks after this space, as a legal representative, since { $since } and until { $until }.
life-represented = A legal representative looks after this space
life-opened-for-child = Space opened by a legal representative
life-representation-ended = A legal representative no longer looks after this space
life-held-factors = That your second code is lost, and is to be taken away, was said by phone on { $asked }. It will be done on { $due }. If it was not you, call it off.
life-held-factors-child = That { $of }’s second code is lost, and is to be taken away, was said by phone on { $asked }. It will be done on { $due }. If this is not right, call 3422.
given-password = A new password was chosen after it was forgotten
given-contact = How you are reached was changed
given-contact-back = You are reached as before again
given-factors = Your second code, said to be lost, was taken away
given-factor-new = A new second code was set up
