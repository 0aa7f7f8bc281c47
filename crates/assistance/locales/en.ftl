# The screen of the operators of 3422. No medical data.

op-start-title = Current call
op-start-lead = Write the number of the call, as the telephone shows it. All that you do will be tied to it.
op-number-label = Number of the call
op-number-hint = For example: 2026-11-25/0042
op-number-form = Copy the number of the call, for example 2026-11-25/0042.
op-start = Begin
op-scam = Never ask for a password or a code received by text message. If the caller seems to repeat what somebody whispers, hang up.

op-verify-title = Check the identity
op-call-number = Call { $number }.
op-say-verify = Say: “To check that it is you, please give me your social security number, your date of birth and the serial number of your Vitale card. If you have the letter, please give me the code too.”
op-nir-label = Social security number
op-birth-label = Date of birth
op-card-label = Serial number of the Vitale card
op-code-label = Code of the letter, if they have it
op-code-hint = Without a code, only requests that wait three days are possible.
op-nir-form = The social security number has 15 characters, for example 2 55 08 14 168 025 38.
op-birth-form = Write the whole date, for example 14 03 1979.
op-card-form = The serial number has 8 to 24 digits and no other sign.
op-code-form = The code has three groups of four, for example 7K3M-Q9TW-0B5X. Ask them to repeat it.
op-verify = Check
op-spent = Three tries did not match. Say that the request is made by post, and hang up.
op-hang-up = Hang up
phone-no-match = No match. Ask them to repeat each number, without saying which one is wrong.
op-call-spent = No identity can be checked in this call any more. Hang up.
op-no-call = There is no call. Begin with the number of the call.
op-nobody = Check the identity first.
op-too-many = You have recognised twenty people within an hour. Tell your supervisor.

op-call-title = What does the person ask for?
op-matches = Match: { $name }.
op-state-none = No space yet.
op-state-announced = Space announced, not open yet.
op-state-open = Space open, without an account.
op-state-active = Space active.
op-state-refused = Opening refused.
op-state-closed = Space closed.
op-state-erased = Space erased.
op-read-back = Number to read out, group by group:
op-waiting = A request is waiting. It will be done on { $due }. Number: { $number }
op-call-off = Call this request off
op-nothing-waits = There is nothing to call off.

op-refuse-title = Record an opt-out
op-say-refuse = Say: “No space will be opened. Your care and your refunds do not change. You can change your mind at any time. Do you confirm?”
op-refuse-for = For whom?
op-read-done = The sentence was read, the person said yes
op-read-first = Read the sentence, then tick when the person has said yes.
op-refuse = Record the opt-out
op-refuse-needs-code = An opt-out needs the code of the letter. Without it, send a new code.
op-needs-code = An opt-out needs the code of the letter. Send a new code.

op-code-title = Send a new code
op-say-code = It goes to the address that the health insurance knows, and to no other. The older one stops working.
op-code-send = Send a new code
op-no-code = No code can be sent: the space needs none, or no address is known.
phone-code-again = A code was sent less than a day ago. Another cannot be sent yet.

op-hold-title = A request that waits three days
op-say-hold = Say: “Your request will be done in three days. You will be told wherever we can reach you. You can call it off until then.”
op-hold-what = What does the person ask for?
op-hold-archive = Close the space, documents kept sealed for 10 years
op-hold-delete = Close the space, documents erased 30 days later
op-hold-withdraw = Withdraw the refusal
op-hold-reopen = Open the space again
op-hold-missing = Choose what the person asks for.
op-hold = Record the request
held-unreachable = This request cannot be recorded: the health insurance knows no address to tell the person at. Ask them to give their fund their address first.

op-follow-title = Follow-up
op-follow-lead = What you have done since yesterday.
op-follow-none = Nothing since yesterday.
op-follow-caption = Your acts, latest first
op-col-call = Call
op-col-what = Act
op-col-when = When
op-col-receipt = Number
op-act-recognized = Identity checked
op-act-refused = Opt-out recorded
op-act-code = New code sent
op-act-close = Closing asked for, in three days
op-act-withdraw = Withdrawal of the refusal asked for, in three days
op-act-reopen = Opening again asked for, in three days
op-act-called-off = Request called off
