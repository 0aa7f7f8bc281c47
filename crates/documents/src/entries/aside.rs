//! What is kept aside because it surely names somebody else, and what is filed
//! after all.

use super::{entry, unreadable};
use crate::shelf::Shelf;
use journal::{Entry, NewEntry};
use kernel::{DocumentId, Result};
use minicbor::{Decode, Encode};

pub(super) const SET_ASIDE_1: u16 = 18;
pub(super) const FILED_1: u16 = 19;

#[derive(Encode, Decode)]
struct OneForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
}

fn one(id: DocumentId) -> OneForm {
    OneForm {
        id: id.to_bytes().to_vec(),
    }
}

/// The entry of a document that surely names somebody else: it stands beside its
/// adding, or beside what was understood of it later.
pub fn document_set_aside(id: DocumentId, what: String) -> NewEntry {
    entry(SET_ASIDE_1, one(id), "document-set-aside", id, what)
}

/// The entry of a document that its holder files after all.
pub fn document_filed(id: DocumentId, what: String) -> NewEntry {
    entry(FILED_1, one(id), "document-filed", id, what)
}

/// Takes one of these entries in.
pub(super) fn fold(shelf: &mut Shelf, entry: &Entry<'_>) -> Result<()> {
    let form: OneForm = minicbor::decode(entry.payload).map_err(unreadable)?;
    let id = DocumentId::from_slice(&form.id)?;
    match entry.version {
        SET_ASIDE_1 => shelf.set_aside(id),
        _ => shelf.file(id),
    }
    Ok(())
}
