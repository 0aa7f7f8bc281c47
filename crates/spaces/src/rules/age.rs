//! How old somebody is, and what that lets them do. A year of life is over when its
//! last day is: who was born on a 29th of February is older on the 1st of March where
//! the year has none.

use kernel::Date;

/// The age from which nobody else answers for somebody (code civil, article 414).
const ADULT_YEARS: i16 = 18;
/// The age from which a young person may have an account of their own.
const OWN_ACCOUNT_YEARS: i16 = 16;

/// Age in whole years on a day.
pub fn age(born: Date, day: Date) -> i16 {
    let before = (day.month(), day.day()) < (born.month(), born.day());
    day.year() - born.year() - i16::from(before)
}

/// Whether somebody else answers for who was born then.
pub fn is_minor(born: Date, day: Date) -> bool {
    age(born, day) < ADULT_YEARS
}

/// Whether who was born then may sign in by themself.
pub fn may_have_account(born: Date, day: Date) -> bool {
    age(born, day) >= OWN_ACCOUNT_YEARS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn a_child_is_of_age_on_the_eighteenth_birthday() {
        for (born, today, minor) in [
            ("2008-11-25", "2026-11-24", true),
            ("2008-11-25", "2026-11-25", false),
            ("2008-02-29", "2026-02-28", true),
            ("2008-02-29", "2026-03-01", false),
            ("1980-01-01", "2026-11-25", false),
        ] {
            assert_eq!(is_minor(day(born), day(today)), minor, "{born} {today}");
        }
    }

    #[test]
    fn an_account_of_ones_own_is_for_who_is_sixteen() {
        for (born, today, may) in [
            ("2010-11-25", "2026-11-24", false),
            ("2010-11-25", "2026-11-25", true),
            ("2008-02-29", "2024-02-28", false),
            ("2008-02-29", "2024-02-29", true),
            ("2012-02-29", "2028-02-28", false),
            ("1950-01-01", "2026-11-25", true),
            // A register may hold a day that is still to come.
            ("2027-01-01", "2026-11-25", false),
        ] {
            assert_eq!(
                may_have_account(day(born), day(today)),
                may,
                "{born} {today}"
            );
        }
    }
}
