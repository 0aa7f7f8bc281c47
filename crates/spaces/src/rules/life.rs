//! The life of a space: a small machine without any input or output. Each
//! transition takes the present state and gives the next one, or says why not.
//!
//! Not here: who may ask for a transition, and how it is kept.

use kernel::{Error, Timestamp};
use std::time::Duration;

/// How long a person may refuse, from their own notice.
pub const DEADLINE: Duration = Duration::from_secs(42 * 24 * 3600);
/// How long after the deadline silence opens a space.
pub const SILENCE: Duration = Duration::from_secs(72 * 3600);

/// The state of a space, with its dates inside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Life {
    /// The person was told; nothing is open.
    Announced {
        /// When the first notice was sent.
        at: Timestamp,
        /// Until when a refusal counts.
        deadline: Timestamp,
    },
    /// Opened by silence: fed, and read under a care link; no account yet.
    Open {
        /// Since when.
        at: Timestamp,
    },
    /// The holder has an account.
    Active {
        /// Since when.
        at: Timestamp,
    },
    /// The person said no.
    Refused {
        /// When.
        at: Timestamp,
    },
    /// Closed: nothing is read or fed.
    Closed {
        /// When.
        at: Timestamp,
        /// What becomes of what it holds.
        fate: Fate,
    },
    /// The keys are destroyed.
    Erased {
        /// When.
        at: Timestamp,
    },
}

/// What becomes of a closed space.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// Sealed for ten years; may be re-opened.
    Archive,
    /// Keys destroyed when closing can no longer be undone.
    Delete,
}

/// Why a transition cannot be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Why {
    /// The space has an account already.
    AlreadyActive,
    /// The space is open already.
    AlreadyOpen,
    /// The person refused.
    Refused,
    /// The space is closed.
    Closed,
    /// The space is not open.
    NotOpen,
    /// The deadline and the days after it have not passed.
    TooEarly,
}

impl From<Why> for Error {
    fn from(why: Why) -> Self {
        Self::conflict(match why {
            Why::AlreadyActive => "space-already-active",
            Why::AlreadyOpen => "space-already-open",
            Why::Refused => "space-refused",
            Why::Closed => "space-closed",
            Why::NotOpen => "space-not-open",
            Why::TooEarly => "space-too-early",
        })
    }
}

impl Life {
    /// The first notice.
    pub fn announced(now: Timestamp) -> Self {
        Self::Announced {
            at: now,
            deadline: now.plus(DEADLINE),
        }
    }

    /// A further notice, for a lost code: changes nothing, where one may be
    /// sent at all.
    ///
    /// # Errors
    /// When the space has no use for a code.
    pub fn announced_again(self) -> Result<Self, Why> {
        match self {
            Self::Announced { .. } | Self::Open { .. } => Ok(self),
            Self::Active { .. } => Err(Why::AlreadyActive),
            Self::Refused { .. } => Err(Why::Refused),
            Self::Closed { .. } | Self::Erased { .. } => Err(Why::Closed),
        }
    }

    /// The person opens an account on it.
    ///
    /// # Errors
    /// When it has one, was refused or closed.
    pub fn activate(self, now: Timestamp) -> Result<Self, Why> {
        self.announced_again().map(|_| Self::Active { at: now })
    }

    /// Six weeks and three days passed without a no.
    ///
    /// # Errors
    /// Too early; or somebody decided already.
    pub fn open_by_silence(self, now: Timestamp) -> Result<Self, Why> {
        match self {
            Self::Announced { deadline, .. } if now >= deadline.plus(SILENCE) => {
                Ok(Self::Open { at: now })
            }
            Self::Announced { .. } => Err(Why::TooEarly),
            Self::Open { .. } | Self::Active { .. } => Err(Why::AlreadyOpen),
            Self::Refused { .. } => Err(Why::Refused),
            Self::Closed { .. } | Self::Erased { .. } => Err(Why::Closed),
        }
    }

    /// The person says no before the space is open.
    ///
    /// # Errors
    /// An open space is closed instead; what is refused or closed stays so.
    pub fn refuse(self, now: Timestamp) -> Result<Self, Why> {
        match self {
            Self::Announced { .. } => Ok(Self::Refused { at: now }),
            Self::Open { .. } | Self::Active { .. } => Err(Why::AlreadyOpen),
            Self::Refused { .. } => Err(Why::Refused),
            Self::Closed { .. } | Self::Erased { .. } => Err(Why::Closed),
        }
    }

    /// The person closes it.
    ///
    /// # Errors
    /// When it is not open.
    pub fn close(self, now: Timestamp, fate: Fate) -> Result<Self, Why> {
        match self {
            Self::Open { .. } | Self::Active { .. } => Ok(Self::Closed { at: now, fate }),
            Self::Announced { .. } | Self::Refused { .. } => Err(Why::NotOpen),
            Self::Closed { .. } | Self::Erased { .. } => Err(Why::Closed),
        }
    }

    /// May it be read and fed? Everything else is as if it did not exist.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open { .. } | Self::Active { .. })
    }
}

/// What happened to a space, as its history tells it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// A notice with a code was sent.
    Announced,
    /// The holder opened an account.
    Activated,
    /// Opened by silence.
    OpenedBySilence,
    /// Refused.
    Refused,
    /// Closed.
    Closed,
    /// A code died of wrong tries.
    CodeKilled,
    /// A code was shown again after its use, or by somebody who may not.
    CodeMisused,
}

impl Event {
    /// The number in the store.
    pub const fn number(self) -> i64 {
        match self {
            Self::Announced => 0,
            Self::Activated => 1,
            Self::OpenedBySilence => 2,
            Self::Refused => 3,
            Self::Closed => 4,
            Self::CodeKilled => 5,
            Self::CodeMisused => 6,
        }
    }

    /// The event of this number.
    pub const fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            0 => Self::Announced,
            1 => Self::Activated,
            2 => Self::OpenedBySilence,
            3 => Self::Refused,
            4 => Self::Closed,
            5 => Self::CodeKilled,
            6 => Self::CodeMisused,
            _ => return None,
        })
    }
}

/// How it was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// On the site.
    Site,
    /// By the 3422 line.
    Phone,
    /// By post.
    Post,
    /// By a batch of the fund.
    Batch,
}

impl How {
    /// The number in the store.
    pub const fn number(self) -> i64 {
        match self {
            Self::Site => 0,
            Self::Phone => 1,
            Self::Post => 2,
            Self::Batch => 3,
        }
    }

    /// The way of this number.
    pub const fn from_number(number: i64) -> Option<Self> {
        Some(match number {
            0 => Self::Site,
            1 => Self::Phone,
            2 => Self::Post,
            3 => Self::Batch,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Timestamp = Timestamp::from_millis(1_790_000_000_000);

    fn all() -> [Life; 7] {
        [
            Life::announced(T0),
            Life::Open { at: T0 },
            Life::Active { at: T0 },
            Life::Refused { at: T0 },
            Life::Closed {
                at: T0,
                fate: Fate::Archive,
            },
            Life::Closed {
                at: T0,
                fate: Fate::Delete,
            },
            Life::Erased { at: T0 },
        ]
    }

    #[test]
    fn only_a_space_announced_or_open_is_activated() {
        let may: Vec<bool> = all().iter().map(|life| life.activate(T0).is_ok()).collect();
        assert_eq!(may, [true, true, false, false, false, false, false]);
    }

    #[test]
    fn what_was_refused_or_closed_is_never_opened_by_anything_here() {
        let late = T0.plus(DEADLINE * 100);
        for life in &all()[3..] {
            assert!(!life.is_open());
            assert!(life.activate(late).is_err());
            assert!(life.open_by_silence(late).is_err());
            assert!(life.announced_again().is_err());
        }
    }

    #[test]
    fn silence_opens_three_days_after_the_deadline_and_not_a_moment_before() {
        let told = Life::announced(T0);
        let due = T0.plus(DEADLINE).plus(SILENCE);
        assert_eq!(
            told.open_by_silence(due.minus(Duration::from_millis(1))),
            Err(Why::TooEarly)
        );
        let open = told.open_by_silence(due).expect("due");
        assert_eq!(open.open_by_silence(due), Err(Why::AlreadyOpen));
    }

    #[test]
    fn a_refusal_wins_against_a_later_opening_and_a_later_activation() {
        let refused = Life::announced(T0).refuse(T0).expect("told");
        assert_eq!(refused.activate(T0), Err(Why::Refused));
        assert_eq!(
            refused.open_by_silence(T0.plus(DEADLINE * 3)),
            Err(Why::Refused)
        );
    }

    #[test]
    fn only_what_is_open_is_closed() {
        let may: Vec<bool> = all()
            .iter()
            .map(|life| life.close(T0, Fate::Delete).is_ok())
            .collect();
        assert_eq!(may, [false, true, true, false, false, false, false]);
    }

    #[test]
    fn numbers_in_the_store_read_back() {
        for n in 0..7 {
            assert_eq!(Event::from_number(n).map(Event::number), Some(n));
        }
        for n in 0..4 {
            assert_eq!(How::from_number(n).map(How::number), Some(n));
        }
        assert_eq!((Event::from_number(7), How::from_number(4)), (None, None));
    }
}
