//! When a try follows another, and when to give up.

use kernel::Timestamp;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long to wait after the first try, the second…; the last again and again.
const WAITS: [Duration; 6] = [
    MINUTE,
    Duration::from_secs(5 * 60),
    Duration::from_secs(30 * 60),
    Duration::from_secs(2 * 60 * 60),
    Duration::from_secs(6 * HOUR.as_secs()),
    DAY,
];

/// While the way there does not work, a notice does not fall behind: it is not
/// its fault, and the worker stops at the first.
const NO_WAY_WAIT_MAX: Duration = WAITS[1];

/// How long after its first try a notice is given up: three days.
pub const GIVEN_UP_AFTER: Duration = Duration::from_secs(3 * DAY.as_secs());

/// What the other side said to a try.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Answer {
    /// It took the notice.
    Accepted,
    /// It will never take this notice.
    Refused,
    /// Not this one, not now.
    NotNow,
    /// The way there does not work, whatever the notice.
    NoWay,
}

/// Why a notice failed for good.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Why {
    /// The other side refused it.
    Refused,
    /// Three days of tries.
    GivenUp,
    /// What it says is over.
    Over,
}

/// What is known of a notice that is being tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Tried {
    /// How many times, this one included.
    pub tries: u32,
    /// When it was tried first.
    pub first_at: Timestamp,
    /// When what it says is over.
    pub until: Option<Timestamp>,
}

/// What follows a try.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Next {
    /// It has left.
    Delivered,
    /// It will not leave.
    Failed(Why),
    /// It is tried again then.
    Again(Timestamp),
}

/// What follows this answer to this try.
pub(crate) fn next(answer: Answer, tried: Tried, now: Timestamp) -> Next {
    match answer {
        Answer::Accepted => return Next::Delivered,
        Answer::Refused => return Next::Failed(Why::Refused),
        Answer::NotNow | Answer::NoWay => {}
    }
    let end = tried.first_at.plus(GIVEN_UP_AFTER);
    if now >= end {
        return Next::Failed(Why::GivenUp);
    }
    let waited = usize::try_from(tried.tries).unwrap_or(usize::MAX).max(1) - 1;
    let wait = match WAITS[waited.min(WAITS.len() - 1)] {
        wait if answer == Answer::NoWay => wait.min(NO_WAY_WAIT_MAX),
        wait => wait,
    };
    // The last try is at the end itself, however long the wait would be.
    let at = now.plus(wait).min(end);
    if is_over(tried.until, at) {
        return Next::Failed(Why::Over);
    }
    Next::Again(at)
}

/// Whether what a notice says is over: it is not sent any more.
pub(crate) fn is_over(until: Option<Timestamp>, now: Timestamp) -> bool {
    until.is_some_and(|until| until <= now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FIRST: Timestamp = Timestamp::from_millis(1_795_424_400_000);

    fn tried(tries: u32) -> Tried {
        Tried {
            tries,
            first_at: FIRST,
            until: None,
        }
    }

    #[test]
    fn a_deferred_notice_is_tried_nine_times_in_three_days() {
        let mut now = FIRST;
        let mut waits = Vec::new();
        for tries in 1.. {
            match next(Answer::NotNow, tried(tries), now) {
                Next::Again(at) => {
                    waits.push(at.since(now).as_secs() / 60);
                    now = at;
                }
                end => {
                    assert_eq!(end, Next::Failed(Why::GivenUp));
                    break;
                }
            }
        }
        // Minutes; the last wait is cut at three days.
        assert_eq!(waits, [1, 5, 30, 120, 360, 1440, 1440, 924]);
        assert_eq!(now, FIRST.plus(GIVEN_UP_AFTER));
    }

    #[test]
    fn an_answer_decides() {
        let later = FIRST.plus(MINUTE);
        let late = FIRST.plus(GIVEN_UP_AFTER);
        for (answer, now, wanted) in [
            (Answer::Accepted, FIRST, Next::Delivered),
            (Answer::Accepted, late, Next::Delivered),
            (Answer::Refused, FIRST, Next::Failed(Why::Refused)),
            (Answer::NotNow, FIRST, Next::Again(later)),
            (Answer::NoWay, FIRST, Next::Again(later)),
            (Answer::NotNow, late, Next::Failed(Why::GivenUp)),
            (Answer::NoWay, late, Next::Failed(Why::GivenUp)),
        ] {
            assert_eq!(next(answer, tried(1), now), wanted, "{answer:?}");
        }
    }

    #[test]
    fn while_there_is_no_way_a_notice_waits_five_minutes_at_most() {
        for (tries, minutes) in [(1, 1), (2, 5), (3, 5), (9, 5), (u32::MAX, 5)] {
            let at = FIRST.plus(Duration::from_secs(minutes * 60));
            assert_eq!(next(Answer::NoWay, tried(tries), FIRST), Next::Again(at));
        }
    }

    #[test]
    fn what_would_be_over_at_the_next_try_fails_now() {
        let short = |seconds| Tried {
            until: Some(FIRST.plus(Duration::from_secs(seconds))),
            ..tried(1)
        };
        assert_eq!(
            next(Answer::NotNow, short(60), FIRST),
            Next::Failed(Why::Over)
        );
        assert!(matches!(
            next(Answer::NotNow, short(61), FIRST),
            Next::Again(_)
        ));
        assert!(is_over(Some(FIRST), FIRST));
        assert!(!is_over(Some(FIRST.plus(MINUTE)), FIRST));
        assert!(!is_over(None, FIRST));
    }

    proptest! {
        #[test]
        fn the_next_try_is_later_and_never_after_the_end(
            tries in any::<u32>(),
            after in 0..10 * DAY.as_millis() as u64,
            until in proptest::option::of(0..10 * DAY.as_millis() as u64),
        ) {
            let now = FIRST.plus(Duration::from_millis(after));
            let until = until.map(|ms| FIRST.plus(Duration::from_millis(ms)));
            let tried = Tried { tries, first_at: FIRST, until };
            match next(Answer::NotNow, tried, now) {
                Next::Again(at) => {
                    prop_assert!(at > now);
                    prop_assert!(at <= FIRST.plus(GIVEN_UP_AFTER));
                    prop_assert!(!is_over(until, at));
                }
                Next::Failed(Why::GivenUp) => prop_assert!(now >= FIRST.plus(GIVEN_UP_AFTER)),
                Next::Failed(Why::Over) => prop_assert!(until.is_some()),
                other => prop_assert!(false, "{:?}", other),
            }
        }

        #[test]
        fn the_next_try_is_later_even_if_the_clock_went_back(
            tries in any::<u32>(), before in 0..10 * DAY.as_millis() as u64,
        ) {
            let now = FIRST.minus(Duration::from_millis(before));
            let Next::Again(at) = next(Answer::NoWay, tried(tries), now) else {
                return Err(TestCaseError::fail("given up"));
            };
            prop_assert!(at > now && at <= now.plus(DAY));
        }
    }
}
