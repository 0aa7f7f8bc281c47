//! A few documents that the holder shares by a one-time code, with the first
//! professional who types it.

use super::{Person, Rights};
use crate::rules::{self, Claim, Lasting};
use kernel::{DocumentId, Rpps, ShareId, Timestamp};

/// Documents shared by a code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Share {
    /// Its id.
    pub id: ShareId,
    /// What is kept of its code.
    pub(crate) proof: [u8; 32],
    /// For how long.
    pub lasting: Lasting,
    /// These, and no others.
    pub documents: Vec<DocumentId>,
    /// When the code was made.
    pub since: Timestamp,
    /// Who used it.
    pub taken: Option<Taken>,
    /// When the holder stopped it.
    pub(crate) stopped: Option<Timestamp>,
}

/// Who used the code of a share, and when: it is theirs alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken {
    /// The professional.
    pub rpps: Rpps,
    /// Who they were then.
    pub person: Person,
    /// When they typed the code.
    pub at: Timestamp,
}

impl Share {
    /// Its end: excluded.
    pub fn ends(&self) -> Timestamp {
        let taken = self.taken.as_ref().map(|taken| taken.at);
        let end = self.lasting.ends(self.since, taken);
        self.stopped.map_or(end, |stopped| stopped.min(end))
    }

    /// Whether its code may be used, or whoever used it may read.
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        self.since <= now && now < self.ends()
    }

    /// What it comes to that this professional types its code.
    pub(crate) fn claim(&self, rpps: &Rpps, now: Timestamp) -> Claim {
        let taken_by = self.taken.as_ref().map(|taken| &taken.rpps);
        rules::claim(self.is_in_force(now), taken_by, rpps)
    }

    fn is_with(&self, rpps: &Rpps) -> bool {
        self.taken.as_ref().is_some_and(|taken| taken.rpps == *rpps)
    }
}

impl Rights {
    /// Every share there was, the oldest first.
    pub fn shares(&self) -> &[Share] {
        &self.shares
    }

    /// The shares in force, used or not.
    pub fn shares_in_force(&self, now: Timestamp) -> impl Iterator<Item = &Share> {
        self.shares.iter().filter(move |it| it.is_in_force(now))
    }

    /// Those that this professional took.
    pub fn shares_with(&self, rpps: &Rpps, now: Timestamp) -> impl Iterator<Item = &Share> {
        self.shares_in_force(now).filter(move |it| it.is_with(rpps))
    }

    /// Whether one of these is of this document.
    pub(crate) fn is_shared(&self, document: DocumentId, rpps: &Rpps, now: Timestamp) -> bool {
        let mut theirs = self.shares_with(rpps, now);
        theirs.any(|it| it.documents.contains(&document))
    }

    /// The share whose code leaves this proof.
    pub(crate) fn share_by(&self, proof: &[u8; 32]) -> Option<&Share> {
        self.shares.iter().find(|it| it.proof == *proof)
    }
}
