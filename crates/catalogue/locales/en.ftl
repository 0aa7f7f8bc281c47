# The catalogue of services.
catalogue-kind-identite = My identity
catalogue-kind-identite-hint = Name, first name, birth date and sex. Never the social security number.
catalogue-kind-documents = My documents
catalogue-kind-documents-hint = Prescriptions, reports, certificates: their titles and what they say.
catalogue-kind-comptes-rendus = My reports and summaries
catalogue-kind-comptes-rendus-hint = Reports of tests, examinations, consultations and hospital stays, summaries: their titles and what they say. No other document.
catalogue-kind-imagerie = My imaging documents
catalogue-kind-imagerie-hint = X-rays, scans, ultrasounds: their titles and what they say. No other document.
catalogue-kind-ordonnances = My prescriptions and care documents
catalogue-kind-ordonnances-hint = Prescriptions, medicines dispensed, care plans: their titles and what they say. No other document.
catalogue-kind-certificats = My certificates
catalogue-kind-certificats-hint = Certificates, declarations, vaccination notes: their titles and what they say. No other document.
catalogue-kind-papiers = My administrative documents
catalogue-kind-papiers-hint = Proofs, reimbursements: their titles and what they say. No other document.
catalogue-kind-autres = My wishes, questionnaires and documents without a category
catalogue-kind-autres-hint = Advance directives, questionnaires, documents that you added without a category: their titles and what they say. No other document.
catalogue-kind-resultats = My results and measures
catalogue-kind-resultats-hint = Laboratory results, weight, blood pressure and other measures.
catalogue-kind-mesures = My measures
catalogue-kind-mesures-hint = Weight, blood pressure, glucose… No laboratory test.
catalogue-kind-laboratoire = My laboratory tests
catalogue-kind-laboratoire-hint = What laboratories found. None of the measures that you note.
catalogue-kind-allergies = My allergies
catalogue-kind-allergies-hint = What is noted in your medical profile.
catalogue-kind-maladies = My conditions and history
catalogue-kind-maladies-hint = Conditions, hospital stays, operations and family history.
catalogue-kind-traitements = My treatments and devices
catalogue-kind-traitements-hint = Medicines, devices and implants of your medical profile.
catalogue-kind-vaccinations = My vaccinations
catalogue-kind-vaccinations-hint = Vaccines and dates.
catalogue-kind-agenda = My appointments
catalogue-kind-agenda-hint = Dates, places and professionals of your diary.
catalogue-kind-historique = Who read or changed my record
catalogue-kind-historique-hint = Names, dates and what was done. Never what you hid, nor your messages.

catalogue-title = Catalogue of services
catalogue-lead = Applications and sites that were examined before being shown here. Some can read a part of your space, if you want it and only what you tick. Being in the catalogue is no medical advice.
catalogue-words = Words to look for
catalogue-theme = Theme
catalogue-theme-all = All themes
catalogue-theme-suivi = Living with a condition
catalogue-theme-mesures = Measures and devices
catalogue-theme-vaccins = Vaccines and prevention
catalogue-theme-grossesse = Pregnancy and children
catalogue-theme-mental = Mental health
catalogue-theme-sport = Exercise and food
catalogue-theme-demarches = Formalities and appointments
catalogue-exchange = Exchange with your space
catalogue-exchange-all = With or without exchange
catalogue-exchange-avec = Can read or add in the space
catalogue-exchange-sans = No exchange of data
catalogue-search = Search
catalogue-search-none = See all services
catalogue-none = No service matches.
catalogue-count = { $count ->
    [0] No service
    [one] 1 service
   *[other] { $count } services
}
catalogue-publisher = Publisher
catalogue-price = Price
catalogue-price-gratuit = Free
catalogue-price-payant = Paid
catalogue-price-options = Free, with paid options
catalogue-region = Region
catalogue-region-all = Everywhere in France
catalogue-region-any = All regions
catalogue-region-hint = Leave empty if the service is offered everywhere.
catalogue-device = Medical device
catalogue-device-yes = Yes, CE marked
catalogue-device-no = No
catalogue-device-tick = It is a medical device
catalogue-listed-until = In the catalogue until
catalogue-reads-title = What this service can read
catalogue-reads-none = Nothing: this service exchanges no data with your space.
catalogue-reads-lead = Only if you link it, and only what you tick then:
catalogue-reads-nothing = Nothing: this service does not read your space.
catalogue-adds-title = What this service can add
catalogue-adds-lead = Only if you tick that too. You see what it adds, and you can take it away:
catalogue-reads-start = To link it, begin in the service itself: it will send you here to agree.
catalogue-site = Go to the site of { $name }
catalogue-submit-title = Submit a service
catalogue-submit-lead = A service is examined criterion by criterion, then listed for a year by two persons.
catalogue-submit-1 = Fill in the form below. We send an address to follow it to your e-mail at once: open that address to confirm the request.
catalogue-submit-2 = The team examines each criterion. At that address you read each finding and what is missing; you may correct the request once.
catalogue-submit-3 = Nothing is public before the listing, which holds for a year. We write to you 60 days and 14 days before it ends.
catalogue-submit-4 = The listing can be suspended at any time: access then stops at once.
catalogue-submit-criteria = The criteria
catalogue-domain-data = Data
catalogue-domain-security = Security
catalogue-domain-interop = Exchange
catalogue-domain-ethics = Ethics and access
catalogue-admin-title = Catalogue: submissions and listings
catalogue-admin-none = No submission was recorded.
catalogue-public = See the public catalogue
catalogue-standing-submitted = To be examined
catalogue-standing-listed = Listed
catalogue-standing-suspended = Suspended
catalogue-standing-withdrawn = Withdrawn
catalogue-waits-second = { $name } proposes the listing. A second person has to confirm it.
catalogue-until = until { $day }
catalogue-new-title = Record a submission
catalogue-new-lead = Copy here what the publisher sent, by post or e-mail. A submission that was never listed can be recorded again under the same id: its examination begins anew.
catalogue-name = Name of the service
catalogue-name-wrong = Write a name of 60 characters at most.
catalogue-id = Id
catalogue-id-taken = This id is already that of a listed service. Choose another one.
catalogue-contact = Contact of the publisher
catalogue-contact-hint = For the team alone. Check that it answers before listing.
catalogue-publisher-wrong = Write the name of the publisher, of 100 characters at most.
catalogue-contact-wrong = Write a contact of 200 characters at most.
catalogue-said-fr-wrong = Write the description in French, of 600 characters at most.
catalogue-said-en-wrong = Write the description in English, of 600 characters at most.
catalogue-region-wrong = Write a region of 60 characters at most, or nothing.
catalogue-theme-wrong = Choose a theme from the list.
catalogue-price-wrong = Choose a price from the list.
catalogue-said-fr = Description in French
catalogue-said-en = Description in English
catalogue-site-label = Site of the service
catalogue-site-wrong = An “https” address, or nothing.
catalogue-choice-wrong = Choose from the list.
catalogue-kinds-legend = Data read
catalogue-kinds-hint = Nothing: the service is shown without exchange.
catalogue-adds-legend = Data added
catalogue-adds-none = Nothing is added.
catalogue-adds-hint = Nothing: the service reads and adds nothing.
catalogue-redirects = Return addresses, one a line
catalogue-redirects-hint = Each of them exact, with “https” or an application’s own. Nothing, without exchange.
catalogue-keys = Public keys (JWKS)
catalogue-keys-hint = Empty for an application on people’s own machines: it cannot keep a secret.
catalogue-keys-wrong = These keys are no JWKS of public keys, strong enough, each with a “kid”.
catalogue-keys-yes = The service signs with its keys
catalogue-keys-no = None: an application without secret
catalogue-new-save = Record the submission
catalogue-list-it = List for a year
catalogue-list-hint = Two persons are needed: the first one proposes, another one confirms. A suspension by one person is enough and stops all access.
catalogue-suspend = Suspend
catalogue-reason = Reason for the suspension
catalogue-reason-hint = The publisher reads it, in the message we send and at their follow-up address if they have one.
catalogue-reason-choose = Choose a reason
catalogue-reason-missing = Choose the reason for the suspension: the publisher will read it.
catalogue-reason-note = What else they should know (optional, but for another reason)
catalogue-reason-note-hint = They read it at their follow-up address, or in the message if they have none. Name nobody in it.
catalogue-reason-critere = a criterion is no longer met
catalogue-reason-signalements = people reported it
catalogue-reason-securite = a security flaw is possible
catalogue-reason-silence = the publisher does not reply
catalogue-reason-autre = another reason
catalogue-reason-unsaid = Explain the other reason: by itself it tells the publisher nothing.
catalogue-suspended-for = Suspended. Reason: { $why }.
catalogue-suspend-open = Suspend this service
catalogue-withdraw = Withdraw for good
catalogue-examination = Examination
catalogue-verdict = Finding
catalogue-verdict-open = Not yet examined
catalogue-verdict-met = Met
catalogue-verdict-unmet = Not met
catalogue-verdict-unconcerned = Does not apply
catalogue-found = { $verdict }, by { $name }, on { $moment }
catalogue-note = What establishes it
catalogue-examine = Save the examination
catalogue-deeds = What was done
catalogue-deed = { $what }, by { $name }, on { $moment }
catalogue-deed-submitted = Submission recorded
catalogue-deed-sent = Submission sent and confirmed by the publisher
catalogue-deed-corrected = Submission corrected by the publisher
catalogue-deed-renewal = Renewal asked for
catalogue-deed-examined = Examination gone on with
catalogue-deed-proposed = Listing proposed
catalogue-deed-listed = Listing confirmed
catalogue-deed-suspended = Listing suspended
catalogue-deed-withdrawn = Service withdrawn
catalogue-deed-keys = Keys changed by the publisher
catalogue-deed-left = Service taken out by its publisher
catalogue-done-submitted = The submission is recorded. It can be examined.
catalogue-done-examined = The examination is saved.
catalogue-done-proposed = The listing is proposed. Another person has to confirm it.
catalogue-done-listed = The service is listed for a year.
catalogue-done-renewal = The renewal is asked for. The examination begins anew, and two persons decide.
catalogue-done-suspended = The service is suspended. It reads nothing any more.
catalogue-done-withdrawn = The service is withdrawn. It reads nothing any more.
catalogue-two-persons = You proposed this listing: another person has to confirm it.
catalogue-not-examined = Each criterion has to be met or not to apply before the listing.
catalogue-reports = Reports
catalogue-reported = { $what }, on { $moment }
catalogue-report-trop = It asks for or reads more than it needs
catalogue-report-autre-chose = It does something other than it says
catalogue-report-pression = I was pressed to link it
catalogue-report-autre = Something else is wrong

# What publishers do themselves.
catalogue-submit-form = Your request
catalogue-submit-send = Send the request
catalogue-email = E-mail address of the publisher
catalogue-email-hint = It is never published. We send the address to follow the request and the reminders there.
catalogue-email-wrong = Write an e-mail address, such as contact@example.org.
catalogue-sent-max = This address sent three requests today already. Try again tomorrow.
catalogue-sent-max-network = Too many requests came from here today. Try again tomorrow.
catalogue-sent-title = Look at your e-mail
catalogue-sent-lead = We wrote to you. Open the address in the message within 24 hours to confirm your request.
catalogue-sent-text = Nobody reads your request before you confirm it. Keep that address: it is also where you follow the examination.
catalogue-sent-by-publisher = Sent by the publisher
catalogue-note-read = The publisher reads your findings and, for a criterion that is not met, the note: write what is missing.
catalogue-renew = Ask for the renewal
catalogue-renewal-asked = Renewal asked for on { $day }. The examination begins anew.
catalogue-follow-title = Your request
catalogue-follow-standing = State
catalogue-follow-unconfirmed = Not confirmed yet
catalogue-follow-ended = Listing ended on { $day }
catalogue-follow-confirm = Confirm the request
catalogue-follow-judged = Findings, criterion by criterion
catalogue-follow-missing = What is missing: { $what }
catalogue-follow-confirmed = Your request is confirmed. The team will examine it.
catalogue-follow-corrected = Your correction is sent. The examination begins anew.
catalogue-follow-taken-back = Your request is withdrawn.
catalogue-follow-renewal = The renewal is asked for. The team will examine each criterion anew.
catalogue-follow-tick = Tick the box to withdraw the request.
catalogue-follow-next-unconfirmed = Read your request again, then confirm it: the team reads it only then.
catalogue-follow-next-submitted = The team examines your request. Come back to this address to read the findings.
catalogue-follow-next-unmet = Some criteria are not met. You may correct your request once.
catalogue-follow-next-corrected = The team examines your corrected request. It cannot be changed any more.
catalogue-follow-next-listed = Your service is in the catalogue until { $day }.
catalogue-follow-next-renewal = The renewal is examined criterion by criterion, then decided by two persons.
catalogue-follow-next-ended = Your service is in the catalogue no more, and reads nothing. You may ask for the renewal.
catalogue-follow-next-suspended = Your service is suspended: it reads nothing. The team of the catalogue answers you by e-mail.
catalogue-follow-next-withdrawn = This request is closed. To submit the service again, send another request.
catalogue-correct-title = Correct the request
catalogue-correct-lead = Change what is missing, then send: the examination begins anew. You can correct only once.
catalogue-correct-send = Send the correction
catalogue-take-back = Withdraw the request
catalogue-take-back-sure = I withdraw this request for good
catalogue-take-back-do = Withdraw
catalogue-follow-left = Your service has left the catalogue. All its accesses are stopped.
catalogue-follow-turned = The keys are changed. The former ones serve only if you kept them.
catalogue-turn = The keys of the service
catalogue-turn-why = To renew them, or because somebody may have copied one.
catalogue-turn-title = Change the keys
catalogue-turn-signing = Current keys
catalogue-turn-at-once = From the moment you send them, only the new keys sign, everywhere. What the service was given for a key that is taken away stops: it asks for access again with a new key.
catalogue-turn-stays = Nothing else changes: neither what the service reads or adds, nor who connected it.
catalogue-turn-told = We write to you that the keys were changed.
catalogue-turn-keys = New public keys (JWKS)
catalogue-turn-hint = The whole set: it replaces the one before. Public keys only, each with a “kid”.
catalogue-turn-beside = Some current keys go on signing, beside the new ones
catalogue-turn-beside-hint = For a transition: put them into the set above. Never for a key that somebody may have copied.
catalogue-turn-do = Change the keys
catalogue-keys-same = These are the current keys. Write new ones.
catalogue-keys-unsaid = A current key is in this set. Take it out, or tick the box so that it goes on signing.
catalogue-keys-gone = No current key is in this set. Add it, or untick the box.
catalogue-keys-max = The keys were changed five times today. Try again tomorrow.
catalogue-leave = Leave the catalogue
catalogue-leave-title = Take the service out of the catalogue
catalogue-leave-found = Your service leaves the catalogue at once.
catalogue-leave-access = All its accesses stop at once: whatever it asks for afterwards is refused.
catalogue-leave-told = Each person who connected it reads that it gave its access back, in their services and in their history.
catalogue-leave-kept = What it added stays in the spaces. Erase what it read on your side.
catalogue-leave-final = This is final. To come back, a new submission is needed, and each person has to connect it again.
catalogue-leave-sure = I take this service out of the catalogue for good
catalogue-leave-tick = Tick the box to take the service out.
catalogue-leave-do = Take it out of the catalogue
catalogue-leave-not = Change nothing
catalogue-mail-confirm-subject = Confirm your request to the catalogue of Carnet
catalogue-mail-confirm-text = Hello,

    the service “{ $name }” is submitted to the catalogue with your address.
    To confirm the request, open this address within 24 hours:

    { $address }

    Keep it to yourself: it is also where you follow the examination, correct
    the request and withdraw it.

    You asked for nothing? Do nothing: nobody will read this request.
catalogue-mail-first-subject = Your listing ends in two months
catalogue-mail-first-text = Hello,

    “{ $name }” is in the catalogue of Carnet until { $day }. To stay there, ask for the renewal.
catalogue-mail-second-subject = Your listing ends in two weeks
catalogue-mail-second-text = Hello,

    “{ $name }” is in the catalogue of Carnet until { $day }. Without a renewal, all access of the service stops on that day.
catalogue-mail-ended-subject = Your listing ended
catalogue-mail-ended-text = Hello,

    since { $day }, “{ $name }” is in the catalogue of Carnet no more, and its access is stopped.
catalogue-mail-here = Ask for the renewal at your own address: { $address }
catalogue-mail-team = Ask the team of the catalogue for the renewal, by answering this message.
catalogue-mail-unmet-subject = Criteria of the catalogue are not met
catalogue-mail-unmet-text = Hello,

    some criteria are not met yet for “{ $name }”.
catalogue-mail-listed-subject = Your service is in the catalogue
catalogue-mail-listed-text = Hello,

    “{ $name }” is in the catalogue of Carnet until { $day }.
catalogue-mail-renewed-subject = Your listing is renewed
catalogue-mail-renewed-text = Hello,

    “{ $name }” stays in the catalogue of Carnet until { $day }.
catalogue-mail-resumed-subject = Your service is in the catalogue again
catalogue-mail-resumed-text = Hello,

    “{ $name }” is in the catalogue of Carnet again, until { $day }.
catalogue-mail-suspended-subject = Your service is suspended
catalogue-mail-suspended-text = Hello,

    “{ $name }” is suspended from the catalogue of Carnet, and its accesses are stopped.
    Reason: { $reason }.
catalogue-mail-withdrawn-subject = Your service is withdrawn from the catalogue
catalogue-mail-withdrawn-text = Hello,

    “{ $name }” is withdrawn from the catalogue of Carnet, and its accesses are stopped. This is final.
catalogue-mail-left-subject = You took your service out of the catalogue
catalogue-mail-left-text = Hello,

    you took “{ $name }” out of the catalogue of Carnet. Its accesses are stopped.
catalogue-mail-keys-subject = The keys of your service were changed
catalogue-mail-keys-text = Hello,

    the keys of “{ $name }” were changed at your follow-up address.
    It was not you? Write to the team of the catalogue at once, by replying to this message.
catalogue-mail-see = You read everything at your follow-up address: { $address }
catalogue-mail-answer = If you have a question, reply to this message.
