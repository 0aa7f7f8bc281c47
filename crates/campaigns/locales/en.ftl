campaigns-title = Campaigns
campaigns-list = Campaigns of notices
campaigns-none = No campaign has begun.
campaigns-new = Begin a campaign
campaigns-refresh = Refresh
campaigns-begun = The campaign has begun. The first notices leave within seconds.
campaigns-since = Begun on { $moment }.
campaigns-since-by = Begun on { $moment } by { $name }.
campaigns-finished = Finished on { $moment }.
campaigns-running = Going on.
campaigns-told = { $done } { $done ->
    [one] person
   *[other] people
} told, of at most { $of }.
campaigns-letters = Letters:
campaigns-emails = E-mails:
campaigns-for-people = For somebody to look at:
campaigns-to-dispatch = Batches to print and send: { $count }.
campaigns-states = The spaces today
campaigns-col-state = State
campaigns-col-count = Number
campaigns-state-announced = Announced
campaigns-state-open = Open without an answer
campaigns-state-active = Activated
campaigns-state-refused = Refused
campaigns-state-closed = Closed
campaigns-state-erased = Erased
campaigns-last-opening = Last opening without an answer: { $count } { $count ->
    [one] space
   *[other] spaces
}, on { $moment }.
campaigns-no-opening = No space has been opened without an answer yet.

campaigns-events = What happened
campaigns-events-caption = The latest events, the most recent first
campaigns-col-when = Date
campaigns-col-what = Event
campaigns-event-begun = Campaign { $name } begun, for { $count } { $count ->
    [one] person
   *[other] people
} at most.
campaigns-event-begun-by = Campaign { $name } begun by { $by }, for { $count } { $count ->
    [one] person
   *[other] people
} at most.
campaigns-event-finished = Campaign { $name } finished. People told: { $count }.
campaigns-event-opening = Opening without an answer begun. Spaces to open: { $count }.
campaigns-event-opened = Opening without an answer finished. Spaces opened: { $count }.
campaigns-event-stop-ahead = Opening stopped: the clock was far ahead. Spaces to open: { $count }.
campaigns-event-stop-behind = Opening stopped: the clock was behind. Spaces to open: { $count }.
campaigns-event-stop-many = Opening stopped: too many spaces at once. Spaces to open: { $count }.
campaigns-event-stop-late = Opening stopped: letters or e-mails had not left. Spaces to open: { $count }.
campaigns-event-stop-many-late = Opening stopped: too many spaces at once, and letters or e-mails had not left. Spaces to open: { $count }.
campaigns-event-released = { $first } and { $second } have checked: the opening may go on.
campaigns-event-doubt-gone = The reason for the stop is gone, or another took its place.

campaigns-stop-title = The opening of spaces is stopped
campaigns-stop-ahead = On { $moment }, the clock was far ahead. { $due } { $due ->
    [one] space was about to open
   *[other] spaces were about to open
}. Check the time of the servers.
campaigns-stop-behind = On { $moment }, the clock was behind. { $due } { $due ->
    [one] space was about to open
   *[other] spaces were about to open
}. Check the time of the servers.
campaigns-stop-many = On { $moment }, { $due } { $due ->
    [one] space was about to open
   *[other] spaces were about to open
} at once. That is more than a day can have.
campaigns-stop-late = On { $moment }, letters or e-mails had been waiting for more than a day. { $due } { $due ->
    [one] space was about to open
   *[other] spaces were about to open
}.
campaigns-stop-many-late = On { $moment }, { $due } { $due ->
    [one] space was about to open
   *[other] spaces were about to open
} at once. That is more than a day can have. Letters or e-mails had also been waiting for more than a day.
campaigns-stop-nobody = Two people must check before it goes on. Nobody has done so yet.
campaigns-stop-first = { $name } has checked. A second person must check too.
campaigns-release = I have checked, it may go on
campaigns-release-noted = Noted. A second person must check too.
campaigns-released = Two people have checked. The next opening goes on.
campaigns-no-room-title = The disk of campaigns is full
campaigns-no-room = Since { $moment } letters can no longer be written. Nothing is lost, and nobody is told twice. Make room: sending goes on by itself.
campaigns-unsent-title = Letters with a receipt that did not leave
campaigns-unsent-count = Receipts to be sent again: { $count }. The oldest, by their numbers:
campaigns-unsent-what = The letter could not leave, or the address cannot be printed. Correct the address in the file of insured people, import that file, then send the receipts again.
campaigns-unsent-again = Send the receipts again
campaigns-unsent-sent = The receipts leave again by post. Those that stay in the list still wait for an address.
campaigns-unsent-still = Nothing was sent: there is no address yet that can be printed. Correct it first in the file of insured people.
campaigns-release-two = You have checked already. The second person must be another one.
campaigns-release-none = No opening is stopped.

campaigns-new-title = Begin a campaign
campaigns-new-lead = Each insured person without a space gets a code, by e-mail or by letter. They have six weeks to activate or refuse. What was sent cannot be taken back.
campaigns-name-label = Name of the campaign
campaigns-name-hint = Lower case letters, digits and hyphens. For example: normandie-2026-12.
campaigns-limit-label = Number of people at most
campaigns-limit-hint = For example: 50 000.
campaigns-understood = I have checked the printer, the e-mails and the number of people
campaigns-new-button = Tell these people
campaign-name = Write 1 to 40 lower case letters, digits or hyphens.
campaigns-limit-wrong = Write a number of people, for example 50 000.
campaigns-understood-wrong = Tick this box once you have checked.
campaign-done = This campaign is finished. Give another name.
campaign-limit = This campaign was begun with another number of people.
campaign-other-running = Another campaign is going on. Wait until it is finished.
campaign-elsewhere = Notices are being made. Try again in two minutes.
campaign-no-room = The disk of campaigns is full. Nothing is lost: make room, then go on.
