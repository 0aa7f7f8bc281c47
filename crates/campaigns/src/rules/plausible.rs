//! Whether an opening by silence looks as it should. A wrong clock or a wrong
//! table would open millions of spaces before their time: in doubt it stops,
//! and two persons look.

use kernel::Timestamp;
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
    /// writes down the time every few minutes, and may be away for a long
    /// weekend.
    fn default() -> Self {
        Self {
            open_max: 3_000_000,
            ahead_max: Duration::from_secs(4 * 24 * 3600),
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
}

impl Doubt {
    /// The number in the store.
    pub const fn number(self) -> i64 {
        match self {
            Self::ClockAhead => 0,
            Self::ClockBehind => 1,
            Self::TooMany => 2,
        }
    }

    /// The doubt of this number.
    pub const fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            0 => Self::ClockAhead,
            1 => Self::ClockBehind,
            2 => Self::TooMany,
            _ => return None,
        })
    }
}

/// Is it doubtful to open this many spaces as of now, when this is the latest
/// instant that any process saw?
pub fn doubt(plan: &Plan, now: Timestamp, seen: Option<Timestamp>, due: u64) -> Option<Doubt> {
    if let Some(seen) = seen {
        if now > seen.plus(plan.ahead_max) {
            return Some(Doubt::ClockAhead);
        }
        if now < seen.minus(plan.behind_max) {
            return Some(Doubt::ClockBehind);
        }
    }
    (due > plan.open_max).then_some(Doubt::TooMany)
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Timestamp = Timestamp::from_millis(1_790_000_000_000);
    const DAY: Duration = Duration::from_secs(24 * 3600);

    #[test]
    fn act_17_a_leaping_clock_or_too_many_is_doubtful() {
        let plan = Plan::default();
        for (now, due, expected) in [
            (T0, 0, None),
            (T0.plus(DAY * 4), plan.open_max, None),
            (T0.plus(DAY * 50), 1, Some(Doubt::ClockAhead)),
            (T0.minus(DAY), 1, Some(Doubt::ClockBehind)),
            (T0.minus(plan.behind_max), 1, None),
            (T0, plan.open_max + 1, Some(Doubt::TooMany)),
        ] {
            assert_eq!(doubt(&plan, now, Some(T0), due), expected, "{now:?} {due}");
        }
        assert_eq!(doubt(&plan, T0, None, 1), None, "the very first run");
    }

    #[test]
    fn numbers_in_the_store_read_back() {
        for n in 0..3 {
            assert_eq!(Doubt::from_number(n).map(Doubt::number), Some(n));
        }
        assert_eq!(Doubt::from_number(3), None);
    }
}
