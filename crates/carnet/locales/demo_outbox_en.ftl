## What the demonstration sent

demo-outbox-title = What was sent (demonstration)
demo-outbox-warning = This is a demonstration.
demo-outbox-nothing-leaves = These e-mails, text messages and letters are kept here instead of leaving. Anybody can read this page.
demo-outbox-none = Nothing was sent yet. E-mails, text messages and letters will appear here.
demo-outbox-caption = What was sent last, newest first
demo-outbox-what = Subject
demo-outbox-channel = By
demo-outbox-to = To
demo-outbox-at = Prepared on
demo-outbox-email = E-mail
demo-outbox-sms = Text message
demo-outbox-letter = Letter
demo-outbox-sent = { $channel }, { $at }
demo-outbox-for = To: { $to }
demo-outbox-download = Download the PDF
demo-outbox-back = Back to what was sent
