//! What publishers may do by themselves, and when they are written to. Pure.

use super::{Standing, Verdict};
use kernel::{Timestamp, unaccented};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a publisher has to open the address they were sent.
pub const CONFIRMED_WITHIN: Duration = DAY;
/// Submissions that one e-mail address sends in a day.
pub const SENT_BY_ONE: u32 = 3;
/// Submissions that come from one network in a day: a firm has one for all.
pub const SENT_FROM_ONE: u32 = 10;
/// How often the keys of one service are changed in a day.
pub const TURNED_IN_A_DAY: u32 = 5;
/// How long these are counted.
pub const COUNTED: Duration = DAY;

const FIRST: Duration = Duration::from_secs(60 * 24 * 60 * 60);
const SECOND: Duration = Duration::from_secs(14 * 24 * 60 * 60);
/// What ended longer ago is told to nobody.
const TOLD: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What a publisher is written about a listing that ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reminder {
    /// Sixty days are left.
    First,
    /// Fourteen are.
    Second,
    /// It ended.
    Ended,
}

impl Reminder {
    /// The key of its words.
    pub const fn key(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::Ended => "ended",
        }
    }
}

/// What is to be written by now of a listing that holds until then. Of one whose
/// renewal was asked for, only that it ended.
pub fn reminder(until: Timestamp, asked: bool, now: Timestamp) -> Option<Reminder> {
    if now >= until {
        return (now < until.plus(TOLD)).then_some(Reminder::Ended);
    }
    match asked {
        true => None,
        false if now >= until.minus(SECOND) => Some(Reminder::Second),
        false => (now >= until.minus(FIRST)).then_some(Reminder::First),
    }
}

/// Whether a renewal may be asked for: from the first reminder on, once.
pub fn may_renew(
    standing: Standing,
    until: Option<Timestamp>,
    asked: bool,
    now: Timestamp,
) -> bool {
    let near = until.is_some_and(|until| now >= until.minus(FIRST));
    standing == Standing::Listed && near && !asked
}

/// Whether a corrected submission may be sent: once, of what was never listed, where
/// a criterion is not met.
pub fn may_correct(standing: Standing, findings: &[Verdict], corrected: bool) -> bool {
    standing == Standing::Submitted && !corrected && findings.contains(&Verdict::Unmet)
}

/// Whether its publisher may end a listing, also one that is suspended or lapsed.
pub fn may_end(standing: Standing) -> bool {
    matches!(standing, Standing::Listed | Standing::Suspended)
}

/// Whether its publisher may change the keys of a service that signs: of what was
/// listed, also while it is suspended, where a lost key may be the reason.
pub fn may_turn(standing: Standing, signs: bool) -> bool {
    signs && may_end(standing)
}

/// Whether something is asked of a publisher: a criterion is not met, of what is to be
/// decided. `asked` says that a renewal is.
pub fn still_asked(standing: Standing, asked: bool, findings: &[Verdict]) -> bool {
    let decided = match standing {
        Standing::Submitted | Standing::Suspended => true,
        Standing::Listed => asked,
        Standing::Withdrawn => false,
    };
    decided && findings.contains(&Verdict::Unmet)
}

/// Whether a publisher may be written again what is asked: a day after the last time.
pub fn is_to_be_written(written: Option<Timestamp>, now: Timestamp) -> bool {
    written.is_none_or(|written| now >= written.plus(DAY))
}

/// Until when a listing holds that two persons decide now: a renewal loses no day.
pub fn listed_until(standing: Standing, until: Option<Timestamp>, now: Timestamp) -> Timestamp {
    let from = match until {
        Some(until) if standing == Standing::Listed => until.max(now),
        _ => now,
    };
    from.plus(super::LISTED_FOR)
}

/// The id of a service that a publisher sent. It is ours to give: nobody learns by
/// asking for one that another service waits under it.
pub fn id_of(name: &str, number: [u8; 4]) -> String {
    let words = unaccented(name).to_lowercase();
    let words: String = words
        .chars()
        .map(|c| match c {
            'a'..='z' | '0'..='9' => c,
            _ => ' ',
        })
        .collect();
    let words: Vec<&str> = words.split_whitespace().collect();
    let start: String = words.join("-").chars().take(40).collect();
    let start = match start.trim_matches('-') {
        "" => "service",
        start => start,
    };
    format!("{start}-{:08x}", u32::from_be_bytes(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: Timestamp = Timestamp::from_millis(1_800_000_000_000);
    const MOMENT: Duration = Duration::from_millis(1);

    #[test]
    fn a_publisher_is_reminded_sixty_and_fourteen_days_before_and_told_of_the_end() {
        for (now, expected) in [
            (END.minus(FIRST).minus(MOMENT), None),
            (END.minus(FIRST), Some(Reminder::First)),
            (END.minus(SECOND).minus(MOMENT), Some(Reminder::First)),
            (END.minus(SECOND), Some(Reminder::Second)),
            (END.minus(MOMENT), Some(Reminder::Second)),
            (END, Some(Reminder::Ended)),
            (END.plus(TOLD).minus(MOMENT), Some(Reminder::Ended)),
            (END.plus(TOLD), None),
        ] {
            assert_eq!(reminder(END, false, now), expected);
            let asked = expected.filter(|one| *one == Reminder::Ended);
            assert_eq!(reminder(END, true, now), asked);
        }
    }

    #[test]
    fn a_renewal_is_asked_for_once_from_the_first_reminder_on_of_what_is_listed() {
        let near = END.minus(FIRST);
        assert!(may_renew(Standing::Listed, Some(END), false, near));
        assert!(may_renew(Standing::Listed, Some(END), false, END.plus(DAY)));
        assert!(!may_renew(
            Standing::Listed,
            Some(END),
            false,
            near.minus(MOMENT)
        ));
        assert!(!may_renew(Standing::Listed, Some(END), true, near));
        for other in [
            Standing::Submitted,
            Standing::Suspended,
            Standing::Withdrawn,
        ] {
            assert!(!may_renew(other, Some(END), false, near));
        }
    }

    #[test]
    fn a_renewed_listing_loses_no_day_and_gains_none() {
        let year = super::super::LISTED_FOR;
        let early = END.minus(FIRST);
        let late = END.plus(DAY);
        let until = |standing, end, now| listed_until(standing, end, now);
        assert_eq!(until(Standing::Listed, Some(END), early), END.plus(year));
        assert_eq!(until(Standing::Listed, Some(END), late), late.plus(year));
        assert_eq!(
            until(Standing::Suspended, Some(END), early),
            early.plus(year)
        );
        assert_eq!(until(Standing::Submitted, None, early), early.plus(year));
    }

    #[test]
    fn a_publisher_answers_once_what_is_not_met_and_never_changes_a_listing() {
        let unmet = [Verdict::Met, Verdict::Unmet];
        assert!(may_correct(Standing::Submitted, &unmet, false));
        assert!(!may_correct(Standing::Submitted, &unmet, true));
        assert!(!may_correct(Standing::Submitted, &[Verdict::Met], false));
        assert!(!may_correct(Standing::Submitted, &[], false));
        for other in [Standing::Listed, Standing::Suspended, Standing::Withdrawn] {
            assert!(!may_correct(other, &unmet, false));
        }
    }

    #[test]
    fn the_id_of_a_service_is_made_of_its_name_and_a_number_that_nobody_chose() {
        for (name, expected) in [
            ("Souffle", "souffle-00000102"),
            ("Cœur & Santé !", "coeur-sante-00000102"),
            ("日本", "service-00000102"),
        ] {
            assert_eq!(id_of(name, [0, 0, 1, 2]), expected);
        }
        assert!(id_of(&"é".repeat(60), [9; 4]).len() <= 49);
    }

    #[test]
    fn what_is_asked_is_written_once_a_day_and_only_while_it_is_asked() {
        assert!(is_to_be_written(None, END));
        assert!(!is_to_be_written(Some(END), END.plus(DAY).minus(MOMENT)));
        assert!(is_to_be_written(Some(END), END.plus(DAY)));
        let unmet = [Verdict::Met, Verdict::Unmet];
        for (standing, asked, expected) in [
            (Standing::Submitted, false, true),
            (Standing::Suspended, false, true),
            (Standing::Listed, true, true),
            (Standing::Listed, false, false),
            (Standing::Withdrawn, true, false),
        ] {
            assert_eq!(still_asked(standing, asked, &unmet), expected);
            assert!(!still_asked(standing, asked, &[Verdict::Met]));
        }
    }

    #[test]
    fn a_publisher_ends_what_is_listed_or_suspended_and_nothing_else() {
        let may = Standing::ALL.into_iter().filter(|it| may_end(*it));
        let may: Vec<Standing> = may.collect();
        assert_eq!(may, [Standing::Listed, Standing::Suspended]);
    }

    #[test]
    fn keys_are_changed_of_what_was_listed_and_has_some() {
        let may = |signs| {
            Standing::ALL
                .into_iter()
                .filter(move |it| may_turn(*it, signs))
        };
        let signing: Vec<Standing> = may(true).collect();
        assert_eq!(signing, [Standing::Listed, Standing::Suspended]);
        assert_eq!(may(false).count(), 0);
    }
}
