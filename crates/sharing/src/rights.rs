//! What the holder decided of who may read, beside care links: blocks, names,
//! switches, presence codes; and the emergency accesses that were opened. What
//! is written of it in the journal is in [`entries`].

pub mod entries;

use crate::rules::{EmergencyReason, RESERVED_AT_MOST, RESERVED_TOLD_AFTER};
use kernel::{DocumentId, EmergencyId, Rpps, Timestamp};
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;

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
    reserved: BTreeMap<DocumentId, Timestamp>,
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

    /// The emergency access of this professional that is in force.
    pub fn emergency(&self, rpps: &Rpps, now: Timestamp) -> Option<&EmergencyAccess> {
        let mut theirs = self.emergencies.iter().rev();
        theirs.find(|access| access.rpps == *rpps && access.since <= now && now < access.until)
    }

    /// Whether this document waits for a consultation before its patient sees it.
    pub fn reserved(&self, document: DocumentId, now: Timestamp) -> bool {
        self.reserved
            .get(&document)
            .is_some_and(|added| now < added.plus(RESERVED_AT_MOST))
    }

    /// Whether something has waited for a consultation long enough that its
    /// patient must know that there is something.
    pub fn something_waits(&self, now: Timestamp) -> bool {
        self.reserved.iter().any(|(document, added)| {
            self.reserved(*document, now) && now >= added.plus(RESERVED_TOLD_AFTER)
        })
    }

    /// Whether the code with this proof shows that the patient is there.
    pub(crate) fn proves_presence(&self, proof: &[u8; 32], now: Timestamp) -> bool {
        self.presence
            .is_some_and(|shown| now < shown.until && shown.proof == *proof)
    }

    /// Until when the presence code on show may be used.
    pub fn presence_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.presence
            .map(|shown| shown.until)
            .filter(|until| now < *until)
    }
}

#[cfg(test)]
mod tests;
