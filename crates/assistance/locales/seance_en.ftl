# Help on site: the volunteer, and the person they help. No medical data.

accompany-title = Help someone
accompany-lead = A session lasts 30 minutes. The person does everything themself; you are beside them.
accompany-rule-1 = The person is at the keyboard. You type nothing for them.
accompany-rule-2 = No document is shown during the session.
accompany-rule-3 = You write down no code, no password and no social security number.
accompany-rule-4 = The person’s history keeps the place and your name.
accompany-rule-5 = Before the person leaves, end the session.
accompany-open-now = A session is open. Opening another one ends it.
accompany-open-link = See the open session
accompany-place-label = Where are you?
accompany-place-hint = This place will be written in the person’s history. For example: Library of Caen
accompany-open = Open a session
accompany-seance-title = Help session
accompany-over = This session is over.
accompany-show = The person opens { $address } and types these six letters:
accompany-qr = Picture to photograph with a phone: it opens the page where the letters are typed.
accompany-waiting = The letters work once, on one device.
accompany-entered = The person has come in. The letters are of no more use.
accompany-done-title = What has been done
accompany-again = Refresh
accompany-back = Back
accompany-tips-title = Tips
accompany-tip-activate = To activate: the letter with the code, the Vitale card, and a phone or an e-mail address.
accompany-tip-object = To opt out: the letter with the code and the Vitale card. No reason is asked for.
accompany-tip-code = Lost letter: a new code goes to the address that the health insurance knows.
accompany-tip-one-screen = On a single computer, you are signed out as soon as the person types the letters: the screen is theirs.

seance-title = I have a help code
seance-lead = Is somebody helping you? They show you six letters. Type them here.
seance-code-label = The six letters
seance-code-hint = Capital or small, as you like.
seance-enter = Come in
seance-wrong = These letters do not work. Check them, or ask for a new session.
seance-tries = Too many tries from this place. Try again in an hour.
seance-privacy = During the help, no health document is shown on this screen.
seance-not-shown = This page is not shown during a help session.
seance-charter-first = Sign this year’s charter first.
seance-place-form = Write the name of the place, for example Library of Caen.
seance-too-many = You have opened 20 sessions today. You can open others tomorrow.

seance-menu-title = What would you like to do?
seance-menu-lead = You are being helped here: { $place }.
seance-minutes = { $minutes ->
    [one] { $minutes } minute left.
   *[other] { $minutes } minutes left.
}
seance-activate = Activate my space
seance-activate-text = With the code of the letter, the Vitale card, and a way to reach you.
seance-object = Opt out
seance-object-text = No space will be opened. Your care and your refunds do not change.
seance-code = Ask for a new code
seance-code-text = It goes to the address that the health insurance knows.
seance-reaching = How I am reached
seance-reaching-text = The e-mail address or the mobile where you are reached. You have to sign in.
seance-choosing = Being told
seance-choosing-text = What you are told of, and how. You have to sign in.
seance-close = Close my space
seance-close-text = If you have a space already. You need to sign in; you can change your mind later.

seance-done-title = What you have done
seance-done-none = Nothing has been done.
seance-done-at = { $what } — { $moment }
seance-done-activated = Space activated
seance-done-refused = Opt-out recorded
seance-done-withdrawn = Opt-out withdrawn
seance-done-closed = Space closed
seance-done-reopened = Space opened again
seance-done-code = New code asked for
seance-done-contact = E-mail address or mobile changed
seance-done-contact-back = Former e-mail address or mobile put back
seance-done-factor = New second code
seance-done-signed-in = Sign-in
seance-done-other = Something else

seance-end-title = Session ended
seance-end-lead = The help is over. Place: { $place }.
seance-end-history = The history of your space keeps the place and the volunteer’s name.
seance-end-wiped = You are signed out. This device keeps nothing.
seance-end-print = Print this page if you like: it will not be shown a second time.
seance-again = Type other letters
