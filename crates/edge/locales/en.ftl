# The frame of all pages, the errors, and the public pages.

edge-site-name = Health record
edge-title-failed = Error: { $title }
edge-skip = Skip to content
edge-help-link = Help — 3422
edge-other-lang = Français
edge-sign-in = Sign in
edge-sign-out = Sign out
edge-acting-label = A child’s space
edge-acting-label-helped = The space of somebody you help
edge-acting = You are in { $of }’s space
edge-acting-back = Back to my space
edge-lock = Lock
edge-end-help = End the session
edge-menu = Main menu
edge-crumbs = You are here
edge-menu-home = Home
edge-menu-documents = Documents
edge-menu-profile = Medical profile
edge-menu-messages = Messages
edge-menu-agenda = Diary
edge-menu-access = Who sees what
edge-menu-pro-search = Find a patient
edge-menu-pro-deposits = My deposits
edge-menu-call = Current call
edge-menu-cases = Cases
edge-menu-accompany = Help someone
edge-menu-help-session = Help session
edge-menu-charter = Charter
edge-menu-team = Team
edge-menu-campaigns = Campaigns
edge-menu-reports = Reports
edge-menu-catalogue = Catalogue
edge-menu-help = Help

edge-help-block-title = Need help?
edge-help-block-text = You can call 3422. Nobody at 3422 can see your documents.
edge-help-block-text-child = You can call 3422. Nobody at 3422 can see { $of }’s documents.
edge-help-block-team = A question about your access? Ask an administrator of the team.
edge-help-block-link = All help
edge-session-length = If you do nothing, your session closes after { $minutes } minutes.
edge-session-lock = If you do nothing, your session locks after { $minutes } minutes.
edge-footer-accessibility = Accessibility: not compliant (no audit)
edge-footer-data = Your data
edge-footer-notice = Legal notice

edge-session-soon = Your session is about to close
edge-session-text = Less than 5 minutes are left. Without an answer the page closes, and what you typed and did not send is lost. Do you want to go on?
edge-session-go-on = Continue

edge-summary-title = Something needs correcting
edge-mistake = Error:
edge-password-show = Show
edge-password-hide = Hide
edge-date-hint = For example: 14 03 1979
edge-date-day = Day
edge-date-month = Month
edge-date-year = Year
edge-upload-sending = Sending
edge-upload-half = Half of the file is sent
edge-upload-sent = The file is sent, we are checking it
edge-upload-broken = Sending stopped. Nothing was saved. You can start again.

# The errors: one sentence for each code.
error-form = There is a mistake in this form.
error-form-fields = This is not the form that we expected. Open the page again and start over.
error-date = Write a date that exists, for example 14 03 1979.
error-birth-future = This date of birth is in the future. Check the year.
error-incomplete = We did not receive all of it. Nothing was saved. Please send it again.
error-upload-order = We can only receive one file at a time. Nothing was saved.
error-upload-many = These are too many files at once: those that follow are not kept. Send them next.
error-too-large = This is too big for us. A file may weigh up to 100 MB.
error-media = We cannot read what was sent. Please use the form on the page.
error-method = This page does not allow that action.
error-request = We did not understand this request.
error-not-found = This page does not exist, or it is not for you.
error-forbidden = This page is not for you.
error-foreign-form = This form does not come from our site. Nothing was done.
error-foreign-host = This address is not the one of our site.
error-conflict = This has changed in the meantime. Open the page again to see what is new.
error-unavailable = The service is not answering at the moment. Nothing was done.
error-uncertain = The service stopped during this request. We do not know whether it was done.
error-fault = We could not answer. The mistake is ours.

edge-error-invalid-title = Request not accepted
edge-error-invalid-more = Go back to the previous page, correct it, then send it again.
edge-error-not-found-title = Page not found
edge-error-not-found-more = If you typed the address yourself, check that it is complete.
edge-error-forbidden-title = Access refused
edge-error-forbidden-more = If you think that this is a mistake, call 3422.
edge-error-conflict-title = Somebody made a change before you
edge-error-conflict-more = Nothing of what you asked for was done.
edge-error-too-many-title = Too many requests
edge-error-too-many-more = Wait a little, then try again. You can also call 3422.
edge-error-unavailable-title = Service stopped for the moment
edge-error-unavailable-more = Try again in a few minutes. In an emergency, call 15 or 112.
edge-error-uncertain-more = Wait a few minutes, then look whether it is done before you start again. In an emergency, call 15 or 112.
edge-error-fault-title = A problem on our side
edge-error-fault-more = Nothing was done. You can try again in a few minutes.
edge-error-number = If you call 3422, give this number:
edge-error-home = Back to the home page

# /aide
edge-help-title = Help
edge-help-lead = Answers to the most common questions. You can also call 3422.
edge-help-start-title = Opening my space
edge-help-start-1 = You need three things: the code that came by post or e-mail, your social security number, and your Vitale card.
edge-help-start-2 = You can also refuse that your space be opened. Call 3422 to say so.
edge-help-see-title = Knowing who sees my documents
edge-help-see-1 = Each document says who can see it. The page “Who sees what” also shows who really looked at it, and when.
edge-help-see-2 = You can hide a document. You can change your mind at any time.
edge-help-session-title = Why my session closes
edge-help-session-1 = After 30 minutes without any action, your session closes to protect your data. Simply sign in again. What you typed and did not send is lost then.
edge-help-scam-title = Recognising a fraud
edge-help-scam-1 = Nobody will ever ask you for your password or your security code, neither by phone nor by e-mail.
edge-help-scam-2 = None of our messages contains a link that signs you in. If in doubt, hang up and call 3422.

# /accessibilite
edge-access-title = Accessibility: not compliant
edge-access-lead = This site has not been checked by an auditor yet. By law it is therefore “not compliant”.
edge-access-state-title = Where we are
edge-access-state-1 = No audit against the French reference (RGAA) is in force.
edge-access-state-2 = We aim at the international rules WCAG 2.2, level AA, with stronger contrasts.
edge-access-done-title = What is done
edge-access-done-1 = Pages work without JavaScript, with a keyboard, with large text and on a small screen. Only the passkey needs JavaScript.
edge-access-done-2 = Each error says how to correct it. Each drawing comes with a word.
edge-access-tell-title = Reporting a problem
edge-access-tell-1 = If a page stops you, call 3422. We will look for another way to help you.
edge-access-tell-2 = If we do not answer, you can turn to the Defender of Rights (Défenseur des droits).

# /confidentialite
edge-data-title = Your data
edge-data-lead = Your health data are yours. You decide who can see them.
edge-data-what-title = What we keep
edge-data-what-1 = The documents that you or your professionals add, and the history of what happened to them.
edge-data-what-2 = Each document is encrypted. The history cannot be rewritten.
edge-data-who-title = Who can see them
edge-data-who-1 = You, and the professionals who care for you, depending on their profession and your choices.
edge-data-who-2 = Each access is noted. You see who looked at what, and when.
edge-data-cookies-title = Cookies and audience measurement
edge-data-cookies-1 = Our cookies only serve to sign you in. There is no advertising, no audience measurement, no outside service.
edge-data-rights-title = Your rights
edge-data-rights-1 = You can see your data, have them corrected, refuse your space or close it. Call 3422.

# /mentions
edge-notice-title = Legal notice
edge-notice-lead = What the law asks us to say about this site.
edge-notice-site-title = This site
edge-notice-site-1 = This site is an installation of the free software Carnet. Whoever runs it must write here their name, their address and that of their host.
edge-notice-site-2 = As long as these names are missing, this site is a demonstration. Do not put real health data into it.
edge-notice-code-title = Software and typeface
edge-notice-code-1 = Carnet is distributed under the Apache 2.0 licence.
edge-notice-code-2 = The typeface Public Sans is distributed under the SIL Open Font Licence 1.1.
