//! What is true of exports: how many, how long, and what is said of one.

use kernel::{Error, Result, Timestamp};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a file that is ready can be downloaded; then it is destroyed.
pub const LINK_LASTS: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Exports of one space in 24 hours, but for those that failed: no fault of
/// whoever asked.
pub const A_DAY_MAX: usize = 3;

/// For how long nobody else packs what somebody packs, unless they say again
/// that they are at it: a process that died is noticed after that.
pub(crate) const TURN: Duration = Duration::from_secs(2 * 60);

/// Bytes packed before it is said again that somebody is at it, at most: a small part of
/// [`TURN`], on the slowest disk.
const SAID_BYTES: u64 = 16 * 1024 * 1024;

/// When how far an export is was said last. Each saying is a write that is made durable,
/// so it is not said of each small document.
#[derive(Default)]
pub(crate) struct Said {
    /// At which twentieth; none, before the first time.
    part: Option<u64>,
    bytes: u64,
}

impl Said {
    /// Whether it is to be said with so many of `total` documents packed: at the
    /// beginning, at each twentieth, and after so many bytes. What says yes counts it
    /// as said.
    pub(crate) fn is_due(&mut self, packed: u64, total: u64) -> bool {
        let part = Some(packed.saturating_mul(20) / total.max(1));
        let due = part != self.part || self.bytes >= SAID_BYTES;
        if due {
            *self = Self { part, bytes: 0 };
        }
        due
    }

    /// So many bytes more are packed.
    pub(crate) const fn bytes(&mut self, more: u64) {
        self.bytes = self.bytes.saturating_add(more);
    }
}

/// How long an export waits after something went wrong with it.
pub(crate) const REST: Duration = Duration::from_secs(60);

/// How often it is begun, at most, before it is given up.
pub(crate) const TURNS_MAX: u32 = 5;

/// How long the row of an export that is over is kept: as long as it counts.
pub(crate) const REMEMBERED: Duration = DAY;

/// What became of an export.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Somebody will pack it soon, or does.
    Running {
        /// Documents in it that are packed already.
        packed: u64,
        /// Documents in it; none, as long as it was not begun.
        total: u64,
    },
    /// It can be downloaded.
    Ready {
        /// Bytes.
        size: u64,
        /// Until when.
        until: Timestamp,
    },
    /// It could not be made.
    Failed,
    /// Its week ended, or a newer one took its place.
    Over,
}

/// An export, as its holder is told of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Export {
    /// Which of the space.
    pub n: u64,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// What became of it.
    pub state: State,
}

/// The one that runs, if one does: asking again changes nothing.
pub fn running(exports: &[Export]) -> Option<Export> {
    let runs = |export: &&Export| matches!(export.state, State::Running { .. });
    exports.iter().find(runs).copied()
}

/// The last one that can be downloaded now. Its time ends by the clock, whether
/// or not somebody came to destroy it.
pub fn ready(exports: &[Export], now: Timestamp) -> Option<Export> {
    let is_ready =
        |export: &&Export| matches!(export.state, State::Ready { until, .. } if now < until);
    exports
        .iter()
        .filter(is_ready)
        .max_by_key(|it| it.n)
        .copied()
}

/// Whether the last one that was asked for could not be made.
pub fn failed(exports: &[Export]) -> bool {
    let last = exports.iter().max_by_key(|export| export.n);
    last.is_some_and(|export| export.state == State::Failed)
}

/// Whether one more may be asked for.
///
/// # Errors
/// Too many, with how long to wait.
pub fn may_ask(exports: &[Export], now: Timestamp) -> Result<()> {
    let since = now.minus(DAY);
    let mut counted: Vec<Timestamp> = exports
        .iter()
        .filter(|export| export.state != State::Failed && export.asked_at > since)
        .map(|export| export.asked_at)
        .collect();
    counted.sort_unstable();
    match counted.len().checked_sub(A_DAY_MAX) {
        None => Ok(()),
        Some(beyond) => {
            let wait = counted[beyond].plus(DAY).since(now);
            Err(Error::too_many("export-too-many", wait))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(60 * 60);

    fn now() -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000)
    }

    fn export(n: u64, hours_ago: u32, state: State) -> Export {
        Export {
            n,
            asked_at: now().minus(HOUR * hours_ago),
            state,
        }
    }

    #[test]
    fn how_far_it_is_is_said_of_each_of_a_few_and_in_twentieths_of_many() {
        let told = |total: u64, bytes: u64| {
            let mut said = Said::default();
            let due = |packed: &u64| {
                let due = said.is_due(*packed, total);
                said.bytes(bytes);
                due
            };
            (0..total).filter(due).count()
        };
        assert_eq!(told(3, 1_000), 3, "each");
        assert_eq!(told(20, 1_000), 20, "each");
        assert_eq!(told(10_000, 1_000), 20, "not ten thousand writes");
        assert_eq!(
            told(10_000, SAID_BYTES),
            10_000,
            "nobody else takes the turn"
        );
        assert_eq!(told(10_000, SAID_BYTES / 2), 5_000);
    }

    #[test]
    fn three_in_a_day_are_enough_and_the_fourth_is_told_when() {
        let mut all = vec![
            export(1, 30, State::Over),
            export(2, 20, State::Over),
            export(3, 10, State::Failed),
            export(4, 5, State::Over),
        ];
        assert!(may_ask(&all, now()).is_ok(), "two counted");
        all.push(export(
            5,
            1,
            State::Ready {
                size: 1,
                until: now().plus(HOUR),
            },
        ));
        let refused = may_ask(&all, now()).expect_err("three counted");
        assert_eq!(refused.code(), "export-too-many");
        assert_eq!(
            refused.retry_after(),
            Some(HOUR * 4),
            "the first one is a day old then"
        );
        assert!(may_ask(&all, now().plus(HOUR * 4)).is_ok());
    }

    #[test]
    fn what_is_ready_is_so_to_its_last_moment_and_the_newest_counts() {
        let until = now().plus(HOUR);
        let all = [
            export(
                1,
                9,
                State::Ready {
                    size: 1,
                    until: until.plus(HOUR),
                },
            ),
            export(2, 8, State::Ready { size: 2, until }),
            export(3, 7, State::Failed),
        ];
        let found = |at| ready(&all, at).map(|export| export.n);
        assert_eq!(found(now()), Some(2));
        assert_eq!(found(until), Some(1), "its own time is over");
        assert_eq!(found(until.plus(HOUR)), None);
        assert!(failed(&all));
        assert!(!failed(&all[..2]));
        assert_eq!(running(&all), None);
    }
}
