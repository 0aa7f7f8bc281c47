//! Marks of a document's author: hidden from other professionals, archived; and what is
//! put back into the list, by them or by the person.

use super::{about_one, read_one};
use crate::shelf::Shelf;
use journal::{By, Entry, NewEntry};
use kernel::{DocumentId, Result};

pub(super) const MASKED_1: u16 = 21;
pub(super) const UNMASKED_1: u16 = 22;
pub(super) const ARCHIVED_1: u16 = 23;
pub(super) const UNARCHIVED_1: u16 = 24;

/// The entry of a document that its author hides from other professionals: when they
/// deposit it, beside its adding, or later.
pub fn document_masked(id: DocumentId, what: String) -> NewEntry {
    about_one(MASKED_1, "document-masked", id, what)
}

/// The entry of a document that its author hides no more.
pub fn document_unmasked(id: DocumentId, what: String) -> NewEntry {
    about_one(UNMASKED_1, "document-unmasked", id, what)
}

/// The entry of a document that its author archives.
pub fn document_archived(id: DocumentId, what: String) -> NewEntry {
    about_one(ARCHIVED_1, "document-archived", id, what)
}

/// The entry of a document that stands in the first list again.
pub fn document_unarchived(id: DocumentId, what: String) -> NewEntry {
    about_one(UNARCHIVED_1, "document-unarchived", id, what)
}

/// Takes one of these entries in.
pub(super) fn fold(shelf: &mut Shelf, entry: &Entry<'_>) -> Result<()> {
    let id = read_one(entry)?;
    let by_the_person = matches!(entry.by, By::Holder { .. });
    match entry.version {
        MASKED_1 => shelf.mask(id, Some(entry.at)),
        UNMASKED_1 => shelf.mask(id, None),
        ARCHIVED_1 => shelf.archive(id, Some(entry.at), by_the_person),
        _ => shelf.archive(id, None, by_the_person),
    }
    Ok(())
}
