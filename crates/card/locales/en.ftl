# The emergency card: what it says, its QR code, and what whoever finds it reads.

card-title = My emergency card
card-title-child = { $of }’s emergency card
card-lead = A card to keep with you: it speaks for you when you cannot. You choose each line; nothing is ticked beforehand.
card-lead-child = A card for { $child } to keep along: it speaks in their place. Each line is chosen; nothing is ticked beforehand.
card-says = What your card says
card-says-child = What the card says
card-empty = Your card says nothing yet. Tick below what somebody who helps you should know.
card-empty-child = The card says nothing yet. Tick below what somebody who helps { $child } should know.
card-count = { $count ->
    [one] One line, of { $most } at most.
   *[other] { $count } lines, of { $most } at most.
}
card-print-wallet = Print for the wallet (PDF)
card-print-sheet = Print on a sheet (PDF)
card-print-empty = Tick at least one line before you print the card.
card-choose = Choose the lines
card-open = Anybody who finds the card, or photographs its code, can read what you tick.
card-kept = You do not share this heading with professionals. What you tick here can still be read by anybody who finds the card.
card-kept-child = This heading is not shared with professionals. What you tick here can still be read by anybody who finds the card.
card-missing = A line changed in your profile changes on the card too; one that is removed or over is not on it any more. Measures (weight, blood pressure…) are not: they are soon old.
card-missing-child = A line changed in { $of }’s profile changes on the card too; one that is removed or over is not on it any more. Measures (weight, height…) are not: they are soon old.
card-to-profile = Complete my medical profile
card-to-profile-child = Complete { $of }’s medical profile
card-save = Save the card
card-too-many = A card holds 40 lines at most. Keep the most important ones.
card-chosen = Your card is saved. Remember to print again the one you carry.
card-chosen-child = The card is saved. Remember to print it again.
card-group-person = Who I am
card-group-person-child = Who { $child } is
card-born = Date of birth: { $day } (aged { $age })
card-nothing = Nothing to declare (said on { $day })
card-blood = { $group } — to be checked before any transfusion
card-directives = Advance directives are written
card-confirmed = confirmed
card-confirmed-means = “Confirmed”: a health professional says so too.

card-code-title = The QR code
card-code-lead = Printed on the card, it opens a page that says exactly the same lines, up to date. Each read is written in “Who sees what”, and you are told once a day.
card-code-lead-child = Printed on the card, it opens a page that says exactly the same lines, up to date. Each read is written in “Who sees what”; { $child } and those who look after the space are told once a day. The code ends with the access of whoever made it.
card-code-none = No code is in force: the printed card bears the lines alone.
card-code-since = A code is in force since { $moment }.
card-code-picture = QR code of your card
card-code-picture-child = QR code of { $of }’s card
card-code-address = Its address, for whoever cannot photograph it:
card-code-make = Put a QR code on it
card-code-make-another = Make another code
card-code-again = Making another code ends the one before: then print the card again.
card-code-end = End the code
card-code-made = The code is in force. Print the card to have it with you.
card-code-made-child = The code is in force. Print the card, for { $child } to have it along.
card-code-ended = The code is ended: it opens nothing any more.
card-proof = Your second factor will be asked for.
card-reads = Reads of the card
card-reads-none = Nobody read your card by its code of late.
card-reads-none-child = Nobody read this card by its code of late.
card-reads-all = See the whole history

card-print-fold = Cut the card out along the line, then fold it in four.
card-print-call = **Emergency: call 15 or 112.**
card-print-code = The same lines, up to date:
card-print-date = { $day }
card-print-foot = These lines were chosen by the person, or for them by their legal representative. “Confirmed”: a health professional says so too. The code, if there is one, can be ended at any time; each read is noted.
card-print-file-wallet = emergency-card-wallet
card-print-file-sheet = emergency-card

card-found-title = Emergency card
card-found-empty = The holder has made nothing public.
card-found-chosen = These lines were chosen by the person, or for them by their legal representative; it is noted that the card was read.
card-found-read = Card read on { $moment }.
card-found-pro = Do you care for them?
card-found-pro-link = I am a health professional: open more
card-call-label = Call for help
card-call = Life in danger: call 15 or 112.
card-call-15 = Call 15 (ambulance)
card-call-112 = Call 112
card-call-number = Call { $number }
card-none-title = This card can no longer be read
card-none = There is no emergency card at this address.
card-none-more = The code may have been replaced or ended by the person. The lines printed on the card can still be read.
card-slow-title = This card cannot be read for now
card-slow = It was asked for too often. Try again later.
card-slow-more = The lines printed on the card can still be read. Do not wait to call for help.

history-card-read = Read the emergency card, by its QR code
history-card-chosen = Chose the lines of the emergency card
history-card-code-made = Put a QR code on the emergency card
history-card-code-ended = Ended the QR code of the emergency card
