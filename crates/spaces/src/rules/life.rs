//! The life of a space: a small machine without any input or output. Each
//! transition takes the present state and gives the next one, or says why not.
//!
//! ```text
//!             ┌────── withdraw ───────┐
//!             ▼                       │
//! (told) Announced ──── refuse ──▶ Refused
//!          │   │                      ▲
//!  silence │   │ activate             │ refuse, before the deadline;
//!   or yes ▼   ▼                      │ of what silence opened, a no that came in time
//!        Open ─▶ Active ──────────────┘
//!          │       │
//!          └─ close┴──▶ Closed ──▶ Erased
//!               ▲         │
//!               └─ reopen ┘
//! ```
//!
//! INVARIANT: a refusal recorded before the deadline is never followed by an
//! opening, unless the person withdraws it; silence opens a space once; what is
//! closed is opened by nobody but its holder, what is erased by nobody. A no wins
//! against a yes without an account until the deadline.
//!
//! Not here: who may ask for a transition (`actions`), how it is kept
//! (`queries`).

mod event;

pub use event::{Event, How};

use kernel::{Error, Timestamp};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 3600);
/// How long a person may refuse, from their own notice (CSP R.1111-28).
pub const DEADLINE: Duration = Duration::from_secs(42 * 24 * 3600);
/// How long after the deadline silence opens a space.
pub const SILENCE: Duration = Duration::from_secs(72 * 3600);
/// How long a closing can be undone, and keys live on whatever was chosen.
pub const UNDO: Duration = Duration::from_secs(30 * 24 * 3600);
/// How long an archive is kept: ten years (CSP L.1111-18), leap days counted.
pub const ARCHIVE: Duration = Duration::from_secs(3_653 * 24 * 3600);
/// How long after an activation a refusal that was already under way wins: as
/// long as its steps may take.
pub const YIELD: Duration = super::activation::DRAFT_LIFE;

/// The state of a space, with its dates inside.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Life {
    /// The person was told; nothing is open.
    Announced {
        /// When the first notice was sent.
        at: Timestamp,
        /// Until when a refusal counts.
        deadline: Timestamp,
    },
    /// Opened by silence, by a yes on the telephone, or by who answers for a child: fed,
    /// and read under a care link; its holder has no account yet.
    Open {
        /// Since when.
        at: Timestamp,
        /// Until when a refusal still wins: one that was under way at the same time, and
        /// any before the deadline where a yes on the telephone opened it.
        yields_until: Option<Timestamp>,
    },
    /// The holder has an account.
    Active {
        /// Since when.
        at: Timestamp,
        /// Until when a refusal that was under way at the same time still wins.
        yields_until: Option<Timestamp>,
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
        /// What it was, and will be if the closing is undone.
        was: Was,
        /// Until when a refusal wins if it was no death: as before it was told.
        yields_until: Option<Timestamp>,
    },
    /// The keys are destroyed.
    Erased {
        /// When.
        at: Timestamp,
    },
}

/// What becomes of a closed space.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Fate {
    /// Sealed for ten years; may be re-opened by its holder.
    Archive,
    /// Keys destroyed when closing can no longer be undone.
    Delete,
    /// The person died: sealed for ten years; re-opened only if the fund was
    /// wrong.
    Death,
}

/// What a closed space was before.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Was {
    /// Announced, when the death was told.
    Announced,
    /// Open without an account.
    Open,
    /// Its holder's.
    Active,
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
    /// The person did not refuse.
    NotRefused,
    /// The space is closed.
    Closed,
    /// The space is not open.
    NotOpen,
    /// The space is not closed, or not in a way that can be undone so.
    NotClosed,
    /// The deadline and the days after it have not passed.
    TooEarly,
    /// Something else was decided after this was asked for.
    DecidedSince,
}

impl From<Why> for Error {
    fn from(why: Why) -> Self {
        Self::conflict(match why {
            Why::AlreadyActive => "space-already-active",
            Why::AlreadyOpen => "space-already-open",
            Why::Refused => "space-refused",
            Why::NotRefused => "space-not-refused",
            Why::Closed => "space-closed",
            Why::NotOpen => "space-not-open",
            Why::NotClosed => "space-not-closed",
            Why::TooEarly => "space-too-early",
            Why::DecidedSince => "space-decided-since",
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

    /// Open, and nothing else under way.
    pub const fn opened(at: Timestamp) -> Self {
        Self::Open {
            at,
            yields_until: None,
        }
    }

    /// May the person be sent a code? To decide, to open an account, to change
    /// their mind after a refusal, or to open again what they closed without an
    /// account. Having a code changes nothing by itself.
    ///
    /// # Errors
    /// When a code would open nothing.
    pub fn may_have_code(self) -> Result<(), Why> {
        match self {
            Self::Announced { .. } | Self::Open { .. } | Self::Refused { .. } => Ok(()),
            Self::Closed {
                fate: Fate::Archive | Fate::Delete,
                was: Was::Open,
                ..
            } => Ok(()),
            Self::Active { .. } => Err(Why::AlreadyActive),
            Self::Closed { .. } | Self::Erased { .. } => Err(Why::Closed),
        }
    }

    /// The notice never arrived, and goes out anew: the six weeks run from
    /// their own sending, so they start again.
    ///
    /// # Errors
    /// When the person decided meanwhile, or silence did.
    pub fn told_anew(self, now: Timestamp) -> Result<Self, Why> {
        match self {
            Self::Announced { .. } => Ok(Self::announced(now)),
            Self::Open { .. } | Self::Active { .. } => Err(Why::AlreadyOpen),
            Self::Refused { .. } => Err(Why::Refused),
            Self::Closed { .. } | Self::Erased { .. } => Err(Why::Closed),
        }
    }

    /// The person opens an account on it.
    ///
    /// # Errors
    /// When it has one, was refused or closed.
    pub fn activate(self, now: Timestamp) -> Result<Self, Why> {
        let yields_until = match self {
            Self::Announced { deadline, .. } => yields(deadline, now),
            // Who opens an account proves more than a yes on the telephone.
            Self::Open { yields_until, .. } => yields_until.and_then(|until| yields(until, now)),
            Self::Active { .. } => return Err(Why::AlreadyActive),
            Self::Refused { .. } => return Err(Why::Refused),
            Self::Closed { .. } | Self::Erased { .. } => return Err(Why::Closed),
        };
        Ok(Self::Active {
            at: now,
            yields_until,
        })
    }

    /// Somebody answers for the child whose space it is: it is open from now on, if it
    /// was not. It gets no account by that: its holder opens theirs when they can.
    ///
    /// # Errors
    /// When it was refused or closed.
    pub fn answered_for(self, now: Timestamp) -> Result<Self, Why> {
        match self {
            Self::Announced { deadline, .. } => Ok(Self::Open {
                at: now,
                yields_until: yields(deadline, now),
            }),
            Self::Open { .. } | Self::Active { .. } => Ok(self),
            Self::Refused { .. } => Err(Why::Refused),
            Self::Closed { .. } | Self::Erased { .. } => Err(Why::Closed),
        }
    }

    /// The person says yes on the telephone, and has no account: it is open from now on.
    /// Somebody else may know what a letter and a card say, so that a no wins until the
    /// deadline, however long after.
    ///
    /// # Errors
    /// When it is open already, was refused or closed.
    pub fn say_yes(self, now: Timestamp) -> Result<Self, Why> {
        match self {
            Self::Announced { deadline, .. } => Ok(Self::Open {
                at: now,
                yields_until: (now < deadline).then_some(deadline),
            }),
            Self::Open { .. } | Self::Active { .. } => Err(Why::AlreadyOpen),
            Self::Refused { .. } => Err(Why::Refused),
            Self::Closed { .. } | Self::Erased { .. } => Err(Why::Closed),
        }
    }

    /// Six weeks and three days passed without a no.
    ///
    /// # Errors
    /// Too early; or somebody decided already.
    pub fn open_by_silence(self, now: Timestamp) -> Result<Self, Why> {
        match self {
            Self::Announced { deadline, .. } if now >= deadline.plus(SILENCE) => {
                Ok(Self::opened(now))
            }
            Self::Announced { .. } => Err(Why::TooEarly),
            Self::Open { .. } | Self::Active { .. } => Err(Why::AlreadyOpen),
            Self::Refused { .. } => Err(Why::Refused),
            Self::Closed { .. } | Self::Erased { .. } => Err(Why::Closed),
        }
    }

    /// The person says no: for as long as nothing is open; and before the
    /// deadline, even against an activation that came at the same moment.
    ///
    /// # Errors
    /// A space open for longer is closed instead; what is refused or closed
    /// stays so.
    pub fn refuse(self, now: Timestamp) -> Result<Self, Why> {
        match self {
            Self::Announced { .. } => Ok(Self::Refused { at: now }),
            Self::Open {
                yields_until: Some(until),
                ..
            }
            | Self::Active {
                yields_until: Some(until),
                ..
            } if now < until => Ok(Self::Refused { at: now }),
            Self::Open { .. } | Self::Active { .. } => Err(Why::AlreadyOpen),
            Self::Refused { .. } => Err(Why::Refused),
            Self::Closed { .. } | Self::Erased { .. } => Err(Why::Closed),
        }
    }

    /// A no that came before the deadline is read only now: it wins against what opened
    /// the space without its holder since.
    ///
    /// # Errors
    /// As [`Self::refuse`]: of whoever has an account by now people ask first.
    pub fn refuse_in_time(self, now: Timestamp) -> Result<Self, Why> {
        match self {
            Self::Open { .. } => Ok(Self::Refused { at: now }),
            _ => self.refuse(now),
        }
    }

    /// The person changes their mind after a no: they are told anew, with six
    /// weeks of their own.
    ///
    /// # Errors
    /// When there is no refusal.
    pub fn withdraw_refusal(self, now: Timestamp) -> Result<Self, Why> {
        match self {
            Self::Refused { .. } => Ok(Self::announced(now)),
            _ => Err(Why::NotRefused),
        }
    }

    /// The person closes it.
    ///
    /// # Errors
    /// When it is not open.
    pub fn close(self, now: Timestamp, fate: Fate) -> Result<Self, Why> {
        let (was, yields_until) = match self {
            Self::Open { yields_until, .. } => (Was::Open, yields_until),
            Self::Active { yields_until, .. } => (Was::Active, yields_until),
            // Somebody told of a death before the space was open is not opened
            // by silence.
            Self::Announced { .. } if fate == Fate::Death => (Was::Announced, None),
            Self::Announced { .. } | Self::Refused { .. } => return Err(Why::NotOpen),
            Self::Closed { .. } | Self::Erased { .. } => return Err(Why::Closed),
        };
        Ok(Self::Closed {
            at: now,
            fate,
            was,
            yields_until: yields_until.filter(|until| fate == Fate::Death && now < *until),
        })
    }

    /// The holder undoes a closing, or opens an archive again.
    ///
    /// # Errors
    /// When it is not closed, or its time is over, or a death closed it.
    pub fn reopen(self, now: Timestamp) -> Result<Self, Why> {
        match self {
            Self::Closed { at, fate, was, .. }
                if fate != Fate::Death && now < erasure(at, fate) =>
            {
                Ok(again(was, now, None))
            }
            _ => Err(Why::NotClosed),
        }
    }

    /// The fund was wrong: the person lives. Who was not open yet is told
    /// anew; whose no still won may say it for as long as before.
    ///
    /// # Errors
    /// When no death closed it.
    pub fn lives_after_all(self, now: Timestamp) -> Result<Self, Why> {
        match self {
            Self::Closed {
                fate: Fate::Death,
                was,
                yields_until,
                ..
            } => Ok(again(was, now, yields_until.filter(|until| now < *until))),
            _ => Err(Why::NotClosed),
        }
    }

    /// The keys are destroyed, when their time has come.
    ///
    /// # Errors
    /// Too early; or there is nothing to erase.
    pub fn erase(self, now: Timestamp) -> Result<Self, Why> {
        match self.erase_at() {
            Some(due) if now >= due => Ok(Self::Erased { at: now }),
            Some(_) => Err(Why::TooEarly),
            None => Err(Why::NotClosed),
        }
    }

    /// When the keys of this space are to be destroyed, if they are.
    pub fn erase_at(self) -> Option<Timestamp> {
        match self {
            Self::Closed { at, fate, .. } => Some(erasure(at, fate)),
            _ => None,
        }
    }

    /// Since when it is what it is.
    pub const fn since(self) -> Timestamp {
        match self {
            Self::Announced { at, .. }
            | Self::Open { at, .. }
            | Self::Active { at, .. }
            | Self::Refused { at }
            | Self::Closed { at, .. }
            | Self::Erased { at } => at,
        }
    }

    /// May it be read and fed? Everything else is as if it did not exist.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open { .. } | Self::Active { .. })
    }
}

/// Until when a refusal that is under way wins against what opens a space now.
fn yields(deadline: Timestamp, now: Timestamp) -> Option<Timestamp> {
    (now < deadline).then(|| deadline.min(now.plus(YIELD)))
}

fn erasure(closed_at: Timestamp, fate: Fate) -> Timestamp {
    match fate {
        Fate::Delete => closed_at.plus(UNDO),
        Fate::Archive | Fate::Death => closed_at.plus(ARCHIVE),
    }
}

fn again(was: Was, at: Timestamp, yields_until: Option<Timestamp>) -> Life {
    match was {
        Was::Announced => Life::announced(at),
        Was::Open => Life::Open { at, yields_until },
        Was::Active => Life::Active { at, yields_until },
    }
}

/// How many whole days remain until an instant, for sentences: the last day
/// counts as one.
pub fn days_left(until: Timestamp, now: Timestamp) -> u64 {
    if now >= until {
        return 0;
    }
    let left = until.since(now).as_millis().div_ceil(DAY.as_millis());
    u64::try_from(left).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
