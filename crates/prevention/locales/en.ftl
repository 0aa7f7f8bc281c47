# Prevention: official calendars, examinations noted as done.
prevention-title = Prevention
prevention-lead = What the official calendars ask for at your age, and what is noted as done in your space.
prevention-lead-child = What the official calendars ask for at { $of }’s age, and what is noted as done in their space.
prevention-informs = This page informs. It knows neither your illnesses nor your treatments: a doctor, a midwife or a pharmacist tells you what is good for you.
prevention-informs-child = This page informs. It knows neither { $of }’s illnesses nor their treatments: a doctor, a midwife or a pharmacist says what is good for { $child }.
prevention-over = These calendars are of a past year: { $packs }. They may have changed since. Check with a health professional.
prevention-no-vaccinations = No vaccine is noted in your medical profile. One that was done may therefore be shown as “to do” or “late”: look at your vaccination book, and note it in your profile.
prevention-no-vaccinations-child = No vaccine is noted in { $of }’s medical profile. One that was done may therefore be shown as “to do” or “late”: look at their vaccination book, and note it in their profile.
prevention-pro-no-vaccinations = No vaccine is noted that you may see: there may be others.
prevention-unknown-vaccines = { $count ->
    [one] One vaccine that is noted is not counted: nothing says against which diseases it protects.
   *[other] { $count } vaccines that are noted are not counted: nothing says against which diseases they protect.
}

prevention-group-due = To do now ({ $count })
prevention-group-late = Late ({ $count })
prevention-group-ask = To ask a professional about ({ $count })
prevention-group-soon = Soon ({ $count })
prevention-group-done = Done ({ $count })
prevention-group-not-concerned = Not for you today ({ $count })
prevention-group-not-concerned-child = Not for { $child } today ({ $count })
prevention-nothing-due = Nothing to do now, by these calendars.

prevention-vaccines = Vaccines, by disease
prevention-stands-late = Late
prevention-stands-due = To do
prevention-stands-ask = To see with a professional
prevention-stands-soon = Soon
prevention-stands-done = Done
prevention-stands-not-concerned = Nothing to do today
prevention-no-dose = No dose is noted.
prevention-lot = lot { $lot }
prevention-dose-confirmed = confirmed
prevention-dose-declared = declared, not confirmed
prevention-dose-noted = noted by a professional

prevention-kind-vaccination = Vaccination
prevention-kind-screening = Screening
prevention-kind-child = Child examination
prevention-kind-check = Prevention check-up
prevention-kind-dental = Dental examination

prevention-window = From { $from } to { $until }
prevention-window-open = From { $from } on
prevention-doses = Doses noted: { $given } of { $needs }.
prevention-next = Next time: from { $day } on.
prevention-source = Source: { $source }. Version { $version }.

prevention-reason-noted = Noted as done: { $day }.
prevention-reason-age = This is the age for it, and nothing is noted here.
prevention-reason-again = Noted as done: { $day }. It is time again.
prevention-reason-passed = The age for it has passed, and nothing is noted here. Speak of it with a professional.
prevention-reason-catch-up = The age for it has passed, and nothing or not all is noted here. It can be caught up until { $day }.
prevention-reason-later = The age for it begins on { $day }.
prevention-reason-over = The age for it has passed. Nothing is noted here, and the calendar asks for nothing any more.
prevention-reason-born-before = The calendar asks for it of people born since { $day }. For earlier vaccinations, ask your doctor or your pharmacist.
prevention-reason-born-before-child = The calendar asks for it of people born since { $day }. For earlier vaccinations, ask a doctor or a pharmacist.
prevention-reason-born-shortly-before = The calendar has asked for it of all infants since { $day }, and does not say how it is for children born shortly before. Ask your doctor.
prevention-reason-born-shortly-before-child = The calendar has asked for it of all infants since { $day }, and does not say how it is for children born shortly before. Ask a doctor.
prevention-reason-other-sex = The programme has this screening for women only, and your identity tells another sex. If you think it is for you, ask your doctor.
prevention-reason-other-sex-child = The programme has this screening for women only, and { $of }’s identity tells another sex. If in doubt, ask a doctor.
prevention-reason-sex-unknown = This screening depends on sex, and your identity does not tell it. Ask your doctor whether it is for you.
prevention-reason-sex-unknown-child = This screening depends on sex, and { $of }’s identity does not tell it. Ask a doctor whether it is for { $child }.
prevention-reason-at-risk = For people at risk only. Ask your doctor whether it is for you.
prevention-reason-at-risk-child = For people at risk only. Ask a doctor whether it is for { $child }.
prevention-reason-offered = Offered at this age, if you wish. Speak of it with a professional.
prevention-reason-offered-helped = Offered at this age, if { $child } wishes. A professional can explain it.
prevention-reason-product = It depends on the vaccine that was used. Ask your doctor or your pharmacist.
prevention-reason-product-child = It depends on the vaccine that was used. Ask a doctor or a pharmacist.
prevention-reason-catch-up-unsaid = The age for it has passed, and nothing or not all is noted here. The calendar that we have does not say how to catch it up: ask your doctor.
prevention-reason-catch-up-unsaid-child = The age for it has passed, and nothing or not all is noted here. The calendar that we have does not say how to catch it up: ask a doctor.
prevention-reason-doses-unsaid = Doses are noted, some after the age for them. The calendar that we have does not say whether they are enough: ask your doctor or your pharmacist.
prevention-reason-doses-unsaid-child = Doses are noted, some after the age for them. The calendar that we have does not say whether they are enough: ask a doctor or a pharmacist.
prevention-reason-interval-unsaid = Another test was noted not long ago. The programme does not say when this one should follow: ask your doctor or your midwife.
prevention-reason-interval-unsaid-child = Another test was noted not long ago. The programme does not say when this one should follow: ask a doctor or a midwife.
prevention-reason-begins = This calendar begins on { $day }.
prevention-caution-early = A vaccination noted earlier ({ $day }) may be this one: ask your doctor or your pharmacist.
prevention-caution-early-child = A vaccination noted earlier ({ $day }) may be this one: ask a doctor or a pharmacist.
prevention-caution-vague = Something is noted ({ $day }), without a date precise enough to know whether it is this: ask a professional.

prevention-note-it = Note as done
prevention-note-vaccine = Note a vaccine
prevention-note-title = Note an examination as done
prevention-note-own = Noted by you: { $day }.
prevention-note-patient = Noted by the patient: { $day }.
prevention-note-patient-helped = Noted by { $child }: { $day }.
prevention-note-by = Noted by { $name }: { $day }.
prevention-note-representative = Noted by { $name } (legal representative): { $day }.
prevention-date = Date of the examination
prevention-date-hint = The year is enough. Add the month, or the day and the month, if you know them.
prevention-date-missing = Give at least the year of the examination.
prevention-year-missing = Give the year.
prevention-date-future = This date has not come yet. An examination is noted once it is done.
prevention-date-before-birth = This date is before birth.
prevention-too-many = There are many notes already. Remove some before adding others.
prevention-hide = Hide from professionals
prevention-hidden = Hidden from professionals.
prevention-save = Save
prevention-back = Back to prevention
prevention-noted = It is noted.
prevention-undo = Undo
prevention-exported-title = Examinations noted as done
prevention-withdraw = Remove
prevention-withdrawn = The note is removed.

# The page of professionals.
prevention-pro-title = Prevention
prevention-pro-informs = By age, sex and what you may see of this record. Illnesses and treatments are not taken into account.
prevention-back-to-record = Back to the record
