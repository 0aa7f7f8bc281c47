//! What is kept aside because it surely names somebody else, and what is filed
//! after all.

use super::{about_one, read_one};
use crate::shelf::Shelf;
use journal::{Entry, NewEntry};
use kernel::{DocumentId, Result};

pub(super) const SET_ASIDE_1: u16 = 18;
pub(super) const FILED_1: u16 = 19;

/// The entry of a document that surely names somebody else: it stands beside its
/// adding, or beside what was understood of it later.
pub fn document_set_aside(id: DocumentId, what: String) -> NewEntry {
    about_one(SET_ASIDE_1, "document-set-aside", id, what)
}

/// The entry of a document that its holder files after all.
pub fn document_filed(id: DocumentId, what: String) -> NewEntry {
    about_one(FILED_1, "document-filed", id, what)
}

/// Takes one of these entries in.
pub(super) fn fold(shelf: &mut Shelf, entry: &Entry<'_>) -> Result<()> {
    let id = read_one(entry)?;
    match entry.version {
        SET_ASIDE_1 => shelf.set_aside(id),
        _ => shelf.file(id),
    }
    Ok(())
}
