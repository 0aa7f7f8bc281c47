//! A few documents shared by a one-time code: for how long, and who takes it.

use kernel::{Rpps, Timestamp};
use minicbor::{Decode, Encode};
use std::time::Duration;

/// Documents of one share, at most.
pub const SHARED_AT_MOST: usize = 20;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long whoever took a code for one visit reads.
const VISIT: Duration = Duration::from_secs(12 * 60 * 60);

/// For how long a holder shares.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum Lasting {
    /// For one visit: twelve hours from when the code is used. Unused, it is void
    /// after thirty days.
    #[n(0)]
    Visit,
    /// For seven days from when it was made.
    #[n(1)]
    Week,
    /// For thirty.
    #[n(2)]
    Month,
}

impl Lasting {
    /// All of them, the shortest first.
    pub const ALL: [Self; 3] = [Self::Visit, Self::Week, Self::Month];

    /// How forms and sentences call it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Visit => "visite",
            Self::Week => "semaine",
            Self::Month => "mois",
        }
    }

    /// The one that a form means.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// When a share ends by itself that was made and, perhaps, used then.
    pub fn ends(self, made: Timestamp, used: Option<Timestamp>) -> Timestamp {
        match (self, used) {
            (Self::Visit, Some(used)) => used.plus(VISIT),
            (Self::Week, _) => made.plus(DAY * 7),
            (Self::Visit, None) | (Self::Month, _) => made.plus(DAY * 30),
        }
    }
}

/// What typing the code of a share comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claim {
    /// They are the first: from now on it is theirs alone.
    Binds,
    /// It is theirs already.
    Theirs,
    /// As a code that never was.
    Unknown,
}

/// Whether a share that is in force, or not, and that somebody took, or nobody yet, is
/// for this professional.
pub fn claim(in_force: bool, taken_by: Option<&Rpps>, who: &Rpps) -> Claim {
    match taken_by {
        _ if !in_force => Claim::Unknown,
        None => Claim::Binds,
        Some(first) if first == who => Claim::Theirs,
        Some(_) => Claim::Unknown,
    }
}
