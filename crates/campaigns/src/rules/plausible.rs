//! Whether an opening by silence looks as it should. A wrong clock or a wrong
//! table would open millions of spaces before their time: in doubt it stops,
//! and two persons look.

use kernel::{AccountId, Timestamp};
use std::time::Duration;

/// What is expected of a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Plan {
    /// Spaces that one run opens, at most.
    pub open_max: u64,
    /// How far the clock may be ahead of the latest instant that was seen.
    pub ahead_max: Duration,
    /// How far it may be behind.
    pub behind_max: Duration,
}

impl Default for Plan {
    /// A campaign of ten weeks tells a million and a half a day; the service
    /// writes down the time every few minutes. A leap that is believed brings
    /// everything nearer by as much: it must leave most of the three days that
    /// lie between a deadline and its opening, and that an act asked for by
    /// phone waits. Whoever was away for longer has two persons look.
    fn default() -> Self {
        Self {
            open_max: 3_000_000,
            ahead_max: Duration::from_secs(24 * 3600),
            behind_max: Duration::from_secs(5 * 60),
        }
    }
}

/// Why an opening looks implausible.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// The clock is far ahead of the latest instant that was seen.
    ClockAhead,
    /// The clock is behind it.
    ClockBehind,
    /// More spaces are due than a day can have.
    TooMany,
    /// People were told more than a day ago, and their notices have not left:
    /// no letter was printed, or their e-mails still wait for somebody who
    /// sends them.
    Undispatched,
    /// More are due than a day can have, and notices have not left: who looks at
    /// the one is shown the other.
    TooManyUndispatched,
}

impl Doubt {
    /// The number in the store.
    pub const fn number(self) -> i64 {
        match self {
            Self::ClockAhead => 0,
            Self::ClockBehind => 1,
            Self::TooMany => 2,
            Self::Undispatched => 3,
            Self::TooManyUndispatched => 4,
        }
    }

    /// Whether it is this late is what is in doubt.
    pub const fn is_of_the_clock(self) -> bool {
        matches!(self, Self::ClockAhead | Self::ClockBehind)
    }

    /// The doubt of this number.
    pub const fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            0 => Self::ClockAhead,
            1 => Self::ClockBehind,
            2 => Self::TooMany,
            3 => Self::Undispatched,
            4 => Self::TooManyUndispatched,
            _ => return None,
        })
    }
}

/// How long the notices of a batch may take to leave after its people were
/// told.
pub const LATE: Duration = Duration::from_secs(24 * 3600);

/// How long an e-mail that tells somebody may take to leave: as long as the post
/// tries. From then on they are written to.
pub const EMAIL_MAX: Duration = post::GIVEN_UP_AFTER;

/// Did the notices of people told at this instant not leave in time?
pub fn is_late(told_at: Timestamp, now: Timestamp) -> bool {
    now > told_at.plus(LATE)
}

/// Do people told at one instant have their six weeks from another, when their
/// notices leave? Where that is late, or another day in Paris: the day by which
/// letters are posted is not one that is over.
pub fn begins_anew(told_at: Timestamp, now: Timestamp) -> bool {
    is_late(told_at, now) || told_at.in_paris().date() < now.in_paris().date()
}

/// Is it doubtful that it is this late, when this is the latest instant that
/// any process saw?
pub fn clock_doubt(plan: &Plan, now: Timestamp, seen: Option<Timestamp>) -> Option<Doubt> {
    let seen = seen?;
    if now > seen.plus(plan.ahead_max) {
        return Some(Doubt::ClockAhead);
    }
    (now < seen.minus(plan.behind_max)).then_some(Doubt::ClockBehind)
}

/// What an opening would do.
#[derive(Clone, Copy, Debug)]
pub struct Opening {
    /// As of when.
    pub now: Timestamp,
    /// The latest instant that any process saw.
    pub seen: Option<Timestamp>,
    /// How many spaces are due.
    pub due: u64,
    /// When the people were told who wait longest for their notices.
    pub waiting_since: Option<Timestamp>,
    /// When the e-mail was queued that waits longest to leave.
    pub unsent_since: Option<Timestamp>,
}

/// Is it doubtful to open so? The clock is asked for first: the other doubts are
/// as old as it says. Those are told together, for nothing is asked again before
/// it opens.
pub fn doubt(plan: &Plan, opening: Opening) -> Option<Doubt> {
    let undispatched = opening
        .waiting_since
        .is_some_and(|told_at| is_late(told_at, opening.now));
    let unsent = opening
        .unsent_since
        .is_some_and(|queued_at| is_late(queued_at.plus(EMAIL_MAX), opening.now));
    let late = undispatched || unsent;
    let many = opening.due > plan.open_max;
    clock_doubt(plan, opening.now, opening.seen).or(match (many, late) {
        (false, false) => None,
        (true, false) => Some(Doubt::TooMany),
        (false, true) => Some(Doubt::Undispatched),
        (true, true) => Some(Doubt::TooManyUndispatched),
    })
}

/// Two persons looked at one doubt and at so many spaces. Does what they said
/// hold for this one? Spaces fall due while they look: a tenth more at most.
pub const fn holds_for(looked: (Doubt, u64), found: (Doubt, u64)) -> bool {
    let most = looked.1.saturating_add(looked.1 / 10);
    looked.0.number() == found.0.number() && found.1 <= most
}

/// Are these who looked one person? Accounts say, where both have one; names,
/// where somebody spoke at the command line.
pub fn is_one_person(first: (&str, Option<AccountId>), second: (&str, Option<AccountId>)) -> bool {
    match (first.1, second.1) {
        (Some(first), Some(second)) => first == second,
        _ => first.0 == second.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededChance;

    const T0: Timestamp = Timestamp::from_millis(1_790_000_000_000);
    const DAY: Duration = Duration::from_secs(24 * 3600);

    #[test]
    fn act_17_a_leaping_clock_or_too_many_is_doubtful() {
        let plan = Plan::default();
        for (now, due, expected) in [
            (T0, 0, None),
            (T0.plus(DAY), plan.open_max, None),
            (
                T0.plus(DAY + Duration::from_millis(1)),
                1,
                Some(Doubt::ClockAhead),
            ),
            (T0.plus(DAY * 50), 1, Some(Doubt::ClockAhead)),
            (T0.minus(DAY), 1, Some(Doubt::ClockBehind)),
            (T0.minus(plan.behind_max), 1, None),
            (T0, plan.open_max + 1, Some(Doubt::TooMany)),
        ] {
            let opening = Opening {
                now,
                seen: Some(T0),
                due,
                waiting_since: None,
                unsent_since: None,
            };
            assert_eq!(doubt(&plan, opening), expected, "{now:?} {due}");
        }
        let first = Opening {
            now: T0,
            seen: None,
            due: 1,
            waiting_since: None,
            unsent_since: None,
        };
        assert_eq!(doubt(&plan, first), None, "the very first run");
    }

    #[test]
    fn two_leaps_that_are_believed_leave_a_day_before_the_opening() {
        assert!(Plan::default().ahead_max * 3 <= spaces::SILENCE);
    }

    #[test]
    fn notices_that_did_not_leave_within_a_day_are_doubtful() {
        for (after, expected) in [
            (DAY, None),
            (DAY + Duration::from_millis(1), Some(Doubt::Undispatched)),
        ] {
            let opening = Opening {
                now: T0.plus(after),
                seen: Some(T0.plus(after)),
                due: 0,
                waiting_since: Some(T0),
                unsent_since: None,
            };
            assert_eq!(doubt(&Plan::default(), opening), expected, "{after:?}");
            let opening = Opening {
                now: T0.plus(EMAIL_MAX + after),
                seen: Some(T0.plus(EMAIL_MAX + after)),
                due: 0,
                waiting_since: None,
                unsent_since: Some(T0),
            };
            assert_eq!(doubt(&Plan::default(), opening), expected, "{after:?}");
        }
    }

    #[test]
    fn what_two_persons_said_holds_for_the_doubt_they_looked_at() {
        let looked = (Doubt::TooMany, 100);
        assert!(holds_for(looked, (Doubt::TooMany, 110)));
        assert!(holds_for(looked, (Doubt::TooMany, 90)));
        assert!(!holds_for(looked, (Doubt::TooMany, 111)));
        assert!(!holds_for(looked, (Doubt::ClockAhead, 100)));
        assert!(!holds_for(looked, (Doubt::TooManyUndispatched, 100)));
        assert!(holds_for((Doubt::TooMany, u64::MAX), looked));
    }

    #[test]
    fn two_administrators_of_one_name_are_two_persons() {
        let chance = SeededChance::new(1);
        let [one, two] = [(); 2].map(|()| Some(AccountId::new(&chance)));
        let name = "Anne Roux";
        assert!(!is_one_person((name, one), (name, two)));
        assert!(is_one_person((name, one), ("Anne Roux-Blanc", one)));
        assert!(is_one_person((name, None), (name, two)));
        assert!(is_one_person((name, one), (name, None)));
        assert!(!is_one_person((name, None), ("Paul Blanc", two)));
    }

    #[test]
    fn numbers_in_the_store_read_back() {
        for n in 0..5 {
            assert_eq!(Doubt::from_number(n).map(Doubt::number), Some(n));
        }
        assert_eq!(Doubt::from_number(5), None);
    }
}
