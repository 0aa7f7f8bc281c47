//! From when and until when whoever made an appointment may be let read for it: pure.
//! Who lets them is its holder, and nobody else (`sharing`).

use super::{Content, Kind, Status};
use jiff::ToSpan as _;
use kernel::{Date, Timestamp};
use sharing::entries::Basis;
use sharing::rules::link_lasts;
use std::time::Duration;

/// Days after that of an appointment on which whoever made it may still read: to write
/// down what came of it, and read what came in for it.
const DAYS_AFTER: i64 = 3;

/// What a holder may give for an appointment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Offer {
    /// They may be let read now, until then: excluded, and a midnight in Paris, so that
    /// the last day is a whole one.
    Until(Timestamp),
    /// A care link would be over before the appointment, if it were given before then.
    From(Timestamp),
}

/// To the end of the third day after it, if nothing ends it before. Nothing, for an hour
/// that clocks pass over.
pub fn ends(content: &Content) -> Option<Timestamp> {
    content.moment()?;
    let day = content.at.date();
    let after = day.checked_add((DAYS_AFTER + 1).days()).ok()?;
    Timestamp::midnight_in_paris(after)
}

/// What may be given now for an appointment with somebody of this profession: as long as
/// it is planned, to the end of a day, and no longer than any care link of theirs lasts
/// (domain rules, §3).
pub fn offer(content: &Content, status: Status, profession: &str, now: Timestamp) -> Option<Offer> {
    if content.kind != Kind::Appointment || status != Status::Planned {
        return None;
    }
    let (at, ends) = (content.moment()?, ends(content)?);
    if ends <= now {
        return None;
    }
    let lasts = link_lasts(Basis::Visit, profession);
    let until = ends.min(midnight_before(now.plus(lasts))?);
    if until > at {
        return Some(Offer::Until(until));
    }
    // What may last to the end of the day of the appointment.
    let its_day = content.at.date().tomorrow().ok();
    let its_end = its_day.and_then(Timestamp::midnight_in_paris)?;
    Some(Offer::From(its_end.minus(lasts)))
}

/// The last midnight in Paris that is not after this moment.
fn midnight_before(moment: Timestamp) -> Option<Timestamp> {
    Timestamp::midnight_in_paris(moment.in_paris().date())
}

/// The last day of what is over just then.
pub fn last_day(until: Timestamp) -> Date {
    until.minus(Duration::from_millis(1)).in_paris().date()
}

/// Whether what was given for an appointment that stands so goes on: it does while it is
/// to come, and once they went there.
pub const fn goes_on(status: Status) -> bool {
    matches!(status, Status::Planned | Status::Done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{DateTime, date, datetime};

    const DOCTOR: &str = "10";
    const PHARMACIST: &str = "21";
    const DAY: Duration = Duration::from_hours(24);

    fn at(at: DateTime) -> Content {
        Content {
            kind: Kind::Appointment,
            at,
            second: false,
            minutes: None,
            title: String::new(),
            with: String::from("Dr B"),
            place: String::new(),
            note: String::new(),
        }
    }

    fn utc(text: &str) -> Timestamp {
        Timestamp::parse_rfc3339(text).expect("an instant")
    }

    #[test]
    fn whoever_made_an_appointment_reads_to_the_end_of_the_third_day_after_it() {
        let visit = at(datetime(2027, 5, 4, 9, 30, 0, 0));
        let end = utc("2027-05-07T22:00:00Z");
        assert_eq!(ends(&visit), Some(end), "midnight in Paris");
        assert_eq!(last_day(end), date(2027, 5, 7));
        let given = |now| offer(&visit, Status::Planned, DOCTOR, now);
        let until = Some(Offer::Until(end));
        assert_eq!(given(utc("2027-05-01T08:00:00Z")), until);
        // Also while they are there, and after; not once it is over.
        assert_eq!(given(utc("2027-05-07T21:59:59Z")), until);
        assert_eq!(given(end), None);
    }

    #[test]
    fn no_link_for_an_appointment_outlasts_what_a_care_link_may() {
        let visit = at(datetime(2027, 5, 4, 9, 30, 0, 0));
        let its_end = utc("2027-05-04T22:00:00Z");
        for (profession, lasts) in [(DOCTOR, DAY * 90), (PHARMACIST, DAY * 3)] {
            let given = |now| offer(&visit, Status::Planned, profession, now);
            let first = its_end.minus(lasts);
            let early = first.minus(Duration::from_millis(1));
            for now in [early.minus(DAY), early] {
                assert_eq!(given(now), Some(Offer::From(first)), "{profession}");
            }
            // A day later, a day more.
            for (now, until) in [
                (first, its_end),
                (first.plus(DAY).minus(Duration::from_millis(1)), its_end),
                (first.plus(DAY), its_end.plus(DAY)),
            ] {
                assert_eq!(given(now), Some(Offer::Until(until)), "{profession}");
            }
        }
    }

    #[test]
    fn whoever_is_let_read_is_so_to_the_end_of_a_day_and_through_the_appointment() {
        // Clocks change on 28 March and on 31 October 2027: those days have 23 and 25
        // hours, and what lasts so many hours from one midnight ends at none.
        let visits = [
            datetime(2027, 5, 4, 9, 30, 0, 0),
            datetime(2027, 5, 4, 0, 0, 0, 0),
            datetime(2027, 3, 28, 9, 0, 0, 0),
            datetime(2027, 3, 29, 0, 0, 0, 0),
            datetime(2027, 10, 31, 23, 45, 0, 0),
        ];
        for (profession, lasts) in [(DOCTOR, DAY * 90), (PHARMACIST, DAY * 3)] {
            for visit in visits.map(at) {
                let moment = visit.moment().expect("an hour that exists");
                let quarter = Duration::from_secs(15 * 60);
                let begun = moment.minus(lasts + DAY);
                let offered = |n: u32| {
                    let now = begun.plus(quarter * n);
                    (now, offer(&visit, Status::Planned, profession, now))
                };
                let mut given = 0;
                for (now, offered) in (0..96 * 3).map(offered) {
                    match offered.expect("to come") {
                        Offer::Until(until) => {
                            given += 1;
                            let midnight = until.in_paris().time() == jiff::civil::Time::midnight();
                            assert!(midnight, "{profession} {now:?}: {until:?}");
                            assert!(until > moment && until <= now.plus(lasts), "{now:?}");
                        }
                        Offer::From(first) => {
                            assert!(first > now, "{profession} {now:?}: {first:?}");
                            let then = offer(&visit, Status::Planned, profession, first);
                            assert!(matches!(then, Some(Offer::Until(_))), "{then:?}");
                        }
                    }
                }
                assert!(given >= 96, "{profession} {visit:?}: {given}");
            }
        }
    }

    #[test]
    fn only_for_an_appointment_that_is_planned() {
        let now = utc("2027-05-01T08:00:00Z");
        let visit = at(datetime(2027, 5, 4, 9, 30, 0, 0));
        for status in Status::ALL {
            let given = offer(&visit, status, DOCTOR, now).is_some();
            assert_eq!(given, status == Status::Planned, "{status:?}");
            let stays = matches!(status, Status::Planned | Status::Done);
            assert_eq!(goes_on(status), stays, "{status:?}");
        }
        let reminder = Content {
            kind: Kind::Reminder,
            ..visit.clone()
        };
        assert_eq!(offer(&reminder, Status::Planned, DOCTOR, now), None);
        // 28 March 2027: 2:00 becomes 3:00.
        let never = at(datetime(2027, 3, 28, 2, 30, 0, 0));
        let now = utc("2027-03-27T08:00:00Z");
        assert_eq!(offer(&never, Status::Planned, DOCTOR, now), None);
    }
}
