## Professionals' sign-in

pro-connexion-title = Professionals' sign-in
pro-connexion-who = This page is for health professionals listed in the national directory.
pro-connexion-go = Sign in with { $provider }
pro-connexion-how = You go to the site of { $provider }. You prove there who you are, then come back here. Carnet never sees your password.
pro-connexion-session = Your session locks after 15 minutes without activity, and closes after 12 hours at the latest.
pro-connexion-holder = Do you want to see your own space? Sign in here.

pro-refused-cancelled = You are not signed in: the sign-in was stopped at { $provider }. You can start again.
pro-refused-stale = This sign-in has expired or was already used. Start again with the button below.
pro-refused-unreachable = { $provider } does not answer. Try again in a few minutes.
pro-refused-token = The answer of { $provider } could not be verified. Start again; if it happens again, tell the support team.
pro-refused-assurance = Your means of signing in is not safe enough to open records. Use your card or your e-CPS.
pro-refused-no-number = { $provider } gave no RPPS number. Only professionals with one can come in.
pro-refused-unknown = Your RPPS number is not in our directory. If it is recent, try again tomorrow.
pro-refused-inactive = The national directory says that you are not in practice. Contact your professional body.
pro-refused-profession = The directory and { $provider } name different professions. Have the directory corrected before coming back.
pro-refused-no-place = None of your places of work is open. Ask your institution to confirm that you work there.
pro-refused-another = This session was somebody else's: it is closed. You can sign in.
pro-refused-old = { $provider } did not confirm that you have just proved who you are. Try again.
pro-refused-often = Three tries failed: the session is closed. Sign in again.

pro-lock-title = Session locked
pro-lock-text = Nothing of what you were reading is shown or can be reached from this browser. What was written and not sent is not kept.
pro-lock-lost = What you sent while the session was locked was not recorded. You will have to enter it again.
pro-lock-resume = Resume
pro-lock-how = You prove again who you are, then you come back to the page where you were. Your session closes 12 hours after you signed in at the latest.
pro-lock-other = Is this not you? Sign this session out before you sign in: nobody else can resume it.
pro-lock-cancelled = The session stays locked: you stopped at { $provider }.
pro-lock-left = { $count ->
    [one] One more try before you are signed out.
   *[other] { $count } more tries before you are signed out.
}

pro-place-title = Where are you working now?
pro-place-who = Hello { $name }.
pro-place-question = Choose your place of work
pro-place-go = Continue
pro-place-why = This place appears in the history that your patients see.
pro-place-missing = Choose one of the places in the list.

pro-search-too-short = Type at least two letters of the name.
