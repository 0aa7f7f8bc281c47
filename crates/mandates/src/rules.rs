//! What is true of mandates. Pure.

use identity::ins::InsIdentity;
use kernel::{Date, Timestamp};
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
