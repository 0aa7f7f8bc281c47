//! What the holder decided of who may read, beside care links: blocks, names,
//! switches, presence codes, shares by a code; and the emergency accesses that were opened. What
//! is written of it in the journal is in [`entries`].

pub mod entries;
mod shares;

pub use shares::{Share, Taken};

use crate::rules::{EmergencyReason, RESERVED_AT_MOST, RESERVED_TOLD_AFTER};
use identity::Professional;
use journal::By;
use kernel::{DocumentId, EmergencyId, Rpps, Timestamp};
use minicbor::{Decode, Encode};
use std::collections::{BTreeMap, BTreeSet};

/// The switches of a space. What is true of a new one is [`Default`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Switches {
    /// New documents come hidden from everyone.
    #[n(0)]
    pub hide_new: bool,
    /// Everything is hidden from everyone, whatever each document says.
    #[n(1)]
    pub hide_all: bool,
    /// The dispatch of emergencies (SAMU) may open the record.
    #[n(2)]
    pub emergency_dispatch: bool,
    /// Other professionals may, in an emergency.
    #[n(3)]
    pub emergency_others: bool,
    /// Then they see what is hidden by name as well.
    #[n(4)]
    pub emergency_hidden: bool,
}

impl Switches {
    /// Whether an emergency may be opened, by a dispatch or by others.
    pub const fn accepts(&self, dispatch: bool) -> bool {
        if dispatch {
            self.emergency_dispatch
        } else {
            self.emergency_others
        }
    }

    /// Whether somebody may read more under these than under those.
    pub const fn widens(&self, before: &Self) -> bool {
        let shown = (before.hide_new && !self.hide_new) || (before.hide_all && !self.hide_all);
        let opened = (self.emergency_dispatch && !before.emergency_dispatch)
            || (self.emergency_others && !before.emergency_others)
            || (self.emergency_hidden && !before.emergency_hidden);
        shown || opened
    }
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            hide_new: false,
            hide_all: false,
            emergency_dispatch: true,
            emergency_others: true,
            emergency_hidden: false,
        }
    }
}

/// A professional as the record knows them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// Their name at that time.
    pub name: String,
    /// TRE_G15 code of their profession.
    pub profession: String,
}

impl Person {
    /// A professional who is signed in.
    pub(crate) fn of(professional: &Professional) -> Self {
        Self {
            name: professional.name.0.clone(),
            profession: professional.profession.code().to_owned(),
        }
    }
}

/// An emergency access (break-glass): one person, four hours, told at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EmergencyAccess {
    /// Its id.
    pub id: EmergencyId,
    /// Who opened it.
    pub rpps: Rpps,
    /// Their name.
    pub name: String,
    /// TRE_G15 code of their profession.
    pub profession: String,
    /// The coded reason.
    pub reason: EmergencyReason,
    /// The reason in their own words.
    pub words: String,
    /// They answered the calls of a dispatch of emergencies.
    pub dispatch: bool,
    /// Since when.
    pub since: Timestamp,
    /// Its end: excluded.
    pub until: Timestamp,
}

/// A presence code the holder showed, not used yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Presence {
    pub proof: [u8; 32],
    pub until: Timestamp,
}

/// The rights of a space, as its journal adds up to.
#[derive(Clone, Default, Debug)]
pub struct Rights {
    switches: Switches,
    blocked: BTreeMap<Rpps, Person>,
    administrators: BTreeMap<Rpps, Person>,
    emergencies: Vec<EmergencyAccess>,
    presence: Option<Presence>,
    shares: Vec<Share>,
    reserved: BTreeMap<DocumentId, (Timestamp, By)>,
    released: BTreeSet<DocumentId>,
    secret: BTreeSet<DocumentId>,
    of_the_family: BTreeSet<DocumentId>,
}

impl Rights {
    /// The switches.
    pub const fn switches(&self) -> Switches {
        self.switches
    }

    /// Whom the holder blocked.
    pub const fn blocked(&self) -> &BTreeMap<Rpps, Person> {
        &self.blocked
    }

    /// Whom the holder named *administrator*.
    pub const fn administrators(&self) -> &BTreeMap<Rpps, Person> {
        &self.administrators
    }

    /// Every emergency access there was, the oldest first.
    pub fn emergencies(&self) -> &[EmergencyAccess] {
        &self.emergencies
    }

    /// The emergency accesses that are in force: those the holder still accepts.
    pub fn emergencies_in_force(&self, now: Timestamp) -> impl Iterator<Item = &EmergencyAccess> {
        let in_force = move |access: &&EmergencyAccess| {
            access.since <= now && now < access.until && self.switches.accepts(access.dispatch)
        };
        self.emergencies.iter().filter(in_force)
    }

    /// The emergency access of this professional that is in force: the one that
    /// lasts longest, if there are several.
    pub fn emergency(&self, rpps: &Rpps, now: Timestamp) -> Option<&EmergencyAccess> {
        let theirs = self.emergencies_in_force(now);
        let theirs = theirs.filter(|access| access.rpps == *rpps);
        theirs.max_by_key(|access| access.until)
    }

    /// Whether this document waits for a consultation before its patient sees it.
    pub fn reserved(&self, document: DocumentId, now: Timestamp) -> bool {
        self.reserved_since(document, now).is_some()
    }

    /// Since when it waits so, while it does.
    pub fn reserved_since(&self, document: DocumentId, now: Timestamp) -> Option<Timestamp> {
        let since = self.reserved.get(&document).map(|(since, _)| *since);
        since.filter(|since| now < since.plus(RESERVED_AT_MOST))
    }

    /// Whether it waited so once, be it so still or not.
    pub fn was_reserved(&self, document: DocumentId) -> bool {
        self.reserved.contains_key(&document) || self.released.contains(&document)
    }

    /// Whether this document is a minor's secret, which those who answer for them do
    /// not see.
    pub fn is_secret(&self, document: DocumentId) -> bool {
        self.secret.contains(&document)
    }

    /// Whether this conversation is one that those who answer for a child have part in.
    /// Which is not is the young person's own.
    pub fn is_of_the_family(&self, conversation: DocumentId) -> bool {
        self.of_the_family.contains(&conversation)
    }

    /// Whether any document is one.
    pub fn has_secrets(&self) -> bool {
        !self.secret.is_empty()
    }

    /// Who keeps something back that is there, and has waited for a consultation long
    /// enough that its patient must know that there is something, and with whom to talk.
    pub fn somebody_waits(
        &self,
        now: Timestamp,
        is_there: impl Fn(DocumentId) -> bool,
    ) -> impl Iterator<Item = &By> {
        let waits = move |document: DocumentId, since: Timestamp| {
            self.reserved(document, now)
                && now >= since.plus(RESERVED_TOLD_AFTER)
                && is_there(document)
        };
        let all = self.reserved.iter();
        all.filter_map(move |(document, (since, by))| waits(*document, *since).then_some(by))
    }

    /// Whether the code with this proof shows that the patient is there.
    pub(crate) fn proves_presence(&self, proof: &[u8; 32], now: Timestamp) -> bool {
        self.presence
            .is_some_and(|shown| now < shown.until && shown.proof == *proof)
    }
}

#[cfg(test)]
mod tests;
