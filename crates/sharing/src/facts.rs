//! What rights depend on, of a document: never its content.

use crate::rules::DocumentState;
use journal::By;
use kernel::{DocumentId, Finess, Rpps, SpaceId, Timestamp};
use std::collections::BTreeSet;

/// Who wrote a document, as far as rights depend on it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WrittenBy {
    /// The holder, or somebody of their account.
    Holder,
    /// A professional.
    Professional(Rpps),
    /// An institution's software.
    Institution(Finess),
    /// A service of the catalogue, by its id.
    Service(String),
}

impl From<&By> for WrittenBy {
    fn from(by: &By) -> Self {
        match by {
            // Neither a keeper nor whoever found a card writes documents; were one to, it
            // would be no professional's.
            By::Holder { .. } | By::Keeper { .. } | By::Finder => Self::Holder,
            By::Professional { rpps, .. } => Self::Professional(rpps.clone()),
            By::Institution { finess, .. } => Self::Institution(finess.clone()),
            By::Service { id, .. } => Self::Service(id.clone()),
        }
    }
}

/// From whom a document is hidden.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Hiding {
    /// From every professional and institution.
    pub from_all: bool,
    /// From these professionals.
    pub from: BTreeSet<Rpps>,
}

impl Hiding {
    /// Hidden from somebody at least.
    pub fn is_hidden(&self) -> bool {
        self.from_all || !self.from.is_empty()
    }
}

/// The type of a conversation. It is not an official one: so the access matrix opens
/// it to no profession; and no service is given it, whatever was ticked.
pub const CONVERSATION: &str = "message";

/// The type of the address of an emergency card: its holder's alone, and no
/// service's, whatever was ticked.
pub const CARD: &str = "carte";

/// What rights depend on, of one document. Not content: no title, no name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentFacts {
    /// The space it is in.
    pub space: SpaceId,
    /// Its id.
    pub id: DocumentId,
    /// Its official type code.
    pub type_code: String,
    /// Who wrote it.
    pub author: WrittenBy,
    /// From whom it is hidden.
    pub hiding: Hiding,
    /// When it came into the record.
    pub added_at: Timestamp,
    /// Where it is in its life.
    pub state: DocumentState,
}
