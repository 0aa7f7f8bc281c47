//! What is true of mandates. Pure.

use identity::ins::InsIdentity;
use kernel::{Date, Error, Result, Timestamp};
use std::time::Duration;

/// How long an invitation can be used.
pub const INVITED_FOR: Duration = Duration::from_hours(14 * 24);
/// Codes that were none, in a day of one account.
pub const WRONG_MAX: i64 = 10;
/// That day.
pub const WRONG_WINDOW: Duration = Duration::from_hours(24);
/// How long before its end a mandate's end is announced, the first time first; and on
/// the day.
pub const ANNOUNCED: [Duration; 3] = [
    Duration::from_hours(90 * 24),
    Duration::from_hours(30 * 24),
    Duration::ZERO,
];

/// How long before its end the end of what is confided to a carer is announced: thirty
/// days, and on its last day.
pub const CARE_ANNOUNCED: [Duration; 2] = [Duration::from_hours(30 * 24), Duration::from_hours(24)];

/// Somebody as another describes them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Described {
    /// Their name of birth, or the one they use.
    pub name: String,
    /// Their first name.
    pub first_name: String,
    /// When they were born.
    pub born: Date,
}

/// A name as it is compared: letters alone, without case or accents.
pub fn folded(name: &str) -> String {
    spaces::name_key(name)
}

impl Described {
    /// What is compared, in one text.
    pub fn key(&self) -> String {
        let (name, first) = (folded(&self.name), folded(&self.first_name));
        format!("{name}\u{1f}{first}\u{1f}{}", self.born)
    }

    /// All the ways in which somebody may have been described: by the name of birth or
    /// the one in use, and their first name or all of them.
    pub fn ways(who: &InsIdentity, used_name: &str) -> Vec<Self> {
        let names = [who.birth_name.0.as_str(), used_name];
        let first = who.given_names.0.first().cloned().unwrap_or_default();
        let firsts = [first, who.given_names.0.join(" ")];
        let mut ways = Vec::new();
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            ways.extend(firsts.iter().map(|first| Self {
                name: name.to_owned(),
                first_name: first.clone(),
                born: who.birth_date.0,
            }));
        }
        ways
    }
}

/// Years for which something is confided to a carer, at most.
const CONFIDED_YEARS: i16 = 2;

/// The end of what is confided up to this day, which is among it.
///
/// # Errors
/// Invalid on `fin`, where no day is given, it is not after today, or more than two years
/// away.
pub fn until(last: Option<Date>, now: Timestamp) -> Result<Timestamp> {
    let today = now.in_paris().date();
    let last = last.ok_or_else(|| Error::field("fin", "carer-end-required"))?;
    if last <= today {
        return Err(Error::field("fin", "carer-end-past"));
    }
    let too_far = || Error::field("fin", "carer-end-far");
    let year = today.year() + CONFIDED_YEARS;
    let furthest = Date::new(year, today.month(), today.day());
    // Of a 29th of February.
    let furthest = furthest.or_else(|_| Date::new(year, 2, 28));
    if last > furthest.map_err(|_| too_far())? {
        return Err(too_far());
    }
    let end = last.tomorrow().ok().and_then(Timestamp::midnight_in_paris);
    end.ok_or_else(too_far)
}

/// The last day of what ends then.
pub fn last_day(until: Timestamp) -> Date {
    until.minus(Duration::from_secs(1)).in_paris().date()
}

/// How many of the announcements of its end are due of what ends then.
pub fn due(until: Timestamp, now: Timestamp) -> i64 {
    let due = ANNOUNCED
        .iter()
        .filter(|before| now.plus(**before) >= until);
    i64::try_from(due.count()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_announced_ninety_and_thirty_days_before_and_on_the_day() {
        let until = Timestamp::from_millis(1_790_000_000_000);
        let day = Duration::from_hours(24);
        let second = Duration::from_secs(1);
        for (now, told) in [
            (until.minus(day * 90).minus(second), 0),
            (until.minus(day * 90), 1),
            (until.minus(day * 30).minus(second), 1),
            (until.minus(day * 30), 2),
            (until.minus(second), 2),
            (until, 3),
            (until.plus(day), 3),
        ] {
            assert_eq!(due(until, now), told, "{now:?}");
        }
    }

    #[test]
    fn what_is_confided_ends_after_a_day_to_come_two_years_away_at_most() {
        let now = Timestamp::parse_rfc3339("2028-02-29T12:00:00Z").expect("a moment");
        let on = |year, month, day| Date::new(year, month, day).ok();
        for wrong in [
            None,
            on(2028, 2, 28),
            on(2028, 2, 29),
            on(2030, 3, 1),
            on(2031, 1, 1),
        ] {
            assert!(until(wrong, now).is_err(), "{wrong:?}");
        }
        for last in [on(2028, 3, 1), on(2030, 2, 28)] {
            let end = until(last, now).expect("an end");
            assert_eq!(Some(last_day(end)), last);
            let next = last.expect("a day").tomorrow().expect("a day");
            assert_eq!(Some(end), Timestamp::midnight_in_paris(next));
        }
    }

    #[test]
    fn names_are_compared_without_case_accents_or_hyphens() {
        let born = Date::new(1984, 2, 3).expect("a day");
        let who = |name: &str, first_name: &str| Described {
            name: name.into(),
            first_name: first_name.into(),
            born,
        };
        let same = who("LE GOFF", "ANNE-MARIE").key();
        assert_eq!(who(" le goff ", "Anne Marie").key(), same);
        assert_ne!(who("Le Goff", "Anne").key(), same);
        let later = Described {
            born: Date::new(1984, 2, 4).expect("a day"),
            ..who("LE GOFF", "ANNE-MARIE")
        };
        assert_ne!(later.key(), same);
    }
}
