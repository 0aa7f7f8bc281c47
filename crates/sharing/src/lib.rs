//! Sharing: who may see and change what in a record, and who did.
//!
//! - [`rules`] decides, and nothing else does.
//! - A [`Permit`] lets somebody read. Only [`Sharing`] makes one, once the read
//!   is durable in the access log; [`Sealed`] content opens with nothing else.
//! - A [`Leave`] lets somebody change; the change is its own trace.
//! - Care links begin and end here, and the holder reads here who saw what.
//!
//! What this slice does not know: documents, profiles, messages. They bring
//! the plain facts their visibility depends on.

mod actions;
mod asking;
mod ceilings;
pub mod connections;
mod days;
pub mod entries;
mod facts;
#[cfg(test)]
mod frozen;
mod leave;
mod pages;
mod permit;
mod readers;
pub mod rights;
pub mod rules;
pub mod sending;

pub use actions::{
    Carrying, Change, EMERGENCY, HistoryPlace, LineId, Manner, OfPatients, OfToday, Owned,
    PROOF_FIRST, PresenceCode, Question, Saying, ShareCode, Sharing, Shown, Told, Visit,
};
pub use ceilings::Ceilings;
pub use connections::{Connection, ConnectionId, Connections};
pub use entries::{CareLink, CareLinks};
pub use facts::{CARD, CONVERSATION, DocumentFacts, Hiding, WrittenBy};
pub use leave::{Leave, OnDocuments};
pub use pages::{
    Here, HistoryTable, InRecord, LastSeen, Pages, Seen, TEXTS, Words, in_emergency, in_words,
    last_seen, to_care_link,
};
pub use permit::{Permit, Sealed, Titled};
pub use readers::{Reader, ReadingRight, readers};
pub use rights::{EmergencyAccess, Person, Rights, Share, Switches, Taken};
