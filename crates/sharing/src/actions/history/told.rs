//! A line of the history, and where it stands.

use crate::actions::letting::{EMERGENCY, EMERGENCY_CONVERSATION, OWN_CONVERSATION};
use journal::{By, Read, Written};
use kernel::{DocumentId, Error, Result, Timestamp};
use std::fmt;
use std::str::FromStr;

/// One line of the history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Told {
    /// A read.
    Read(Read),
    /// A change.
    Change(Written),
}

/// Where the next page of the history begins. New lines come before it, so it
/// stays where it is while they do.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct HistoryPlace {
    /// Reads before this line.
    pub reads: Option<u64>,
    /// Changes before this row.
    pub changes: Option<u64>,
}

impl HistoryPlace {
    /// The place behind this line.
    #[must_use]
    pub const fn behind(mut self, told: &Told) -> Self {
        match told {
            Told::Read(read) => self.reads = Some(read.n),
            Told::Change(change) => self.changes = Some(change.seq),
        }
        self
    }
}

/// Which line of the history, or which row of changes made at once: to speak of
/// it elsewhere. Written as `l12` or `c7`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineId {
    /// The read of this place.
    Read(u64),
    /// The changes of this row.
    Change(u64),
}

impl fmt::Display for LineId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(n) => write!(f, "l{n}"),
            Self::Change(seq) => write!(f, "c{seq}"),
        }
    }
}

impl FromStr for LineId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let read = text.strip_prefix('l').map(|n| (true, n));
        let (read, digits) = read
            .or_else(|| text.strip_prefix('c').map(|n| (false, n)))
            .ok_or_else(Error::not_found)?;
        let plain = digits.bytes().all(|sign| sign.is_ascii_digit());
        match digits.parse() {
            Ok(n) if plain && read => Ok(Self::Read(n)),
            Ok(n) if plain => Ok(Self::Change(n)),
            _ => Err(Error::not_found()),
        }
    }
}

impl Told {
    /// Which line it is.
    pub const fn id(&self) -> LineId {
        match self {
            Self::Read(read) => LineId::Read(read.n),
            Self::Change(change) => LineId::Change(change.seq),
        }
    }

    /// Who.
    pub const fn by(&self) -> &By {
        match self {
            Self::Read(read) => &read.by,
            Self::Change(change) => &change.by,
        }
    }

    /// What, as a key of the history's sentences; empty for what the history
    /// does not tell.
    pub fn act(&self) -> &str {
        match self {
            Self::Read(read) => &read.act,
            Self::Change(change) => &change.act,
        }
    }

    /// The document it is about.
    pub const fn about(&self) -> Option<DocumentId> {
        match self {
            Self::Read(read) => read.about,
            Self::Change(change) => change.about,
        }
    }

    /// What it is about, in words.
    pub fn what(&self) -> &str {
        match self {
            Self::Read(read) => &read.what,
            Self::Change(change) => &change.what,
        }
    }

    /// Why, as a key; empty where no reason is due.
    pub fn why(&self) -> &str {
        match self {
            Self::Read(read) => &read.why,
            Self::Change(change) => &change.why,
        }
    }

    /// Whether it is a read.
    pub const fn is_read(&self) -> bool {
        matches!(self, Self::Read(_))
    }

    /// Whether software read by itself: nobody looked at anything. These lines
    /// are a class of their own, never mixed with people's. A service's are not: its
    /// holder let it in to look.
    pub fn is_automatic(&self) -> bool {
        let service = matches!(self.by(), By::Service { .. });
        self.is_read() && !service && self.act().ends_with("-fetched")
    }

    /// Whether it is of an emergency access: its opening or end, or a read in it.
    pub fn is_emergency(&self) -> bool {
        let read = [EMERGENCY, EMERGENCY_CONVERSATION].contains(&self.why());
        read || self.act().starts_with("emergency-")
    }

    /// Whether a document was read through a conversation of the holder's own: whoever
    /// is told nothing of the one is told nothing of the other.
    pub fn is_of_own_conversation(&self) -> bool {
        [OWN_CONVERSATION, EMERGENCY_CONVERSATION].contains(&self.why())
    }

    /// Without the title of the document it is about, which may be kept back.
    pub(super) fn untitled(&mut self) {
        let (about, what) = match self {
            Self::Read(read) => (read.about, &mut read.what),
            Self::Change(change) => (change.about, &mut change.what),
        };
        if about.is_some() {
            what.clear();
            what.push('…');
        }
    }

    /// When.
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Read(read) => read.at,
            Self::Change(change) => change.at,
        }
    }
}
