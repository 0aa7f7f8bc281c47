//! What professionals say of a document of results, in plain words; and that they take it
//! back. The entry of what was said stays; nothing shows its words any more.

use super::{entry, unreadable};
use crate::shelf::{Said, Shelf};
use journal::{Entry, NewEntry};
use kernel::{DocumentId, Result};
use minicbor::{Decode, Encode};

pub(super) const COMMENTED_1: u16 = 25;
pub(super) const UNCOMMENTED_1: u16 = 26;

#[derive(Encode, Decode)]
struct CommentedForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    of: Option<u32>,
    #[n(2)]
    text: String,
}

#[derive(Encode, Decode)]
struct UncommentedForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    number: u32,
}

/// The entry of what a professional says of a document; or of one of its results, by its
/// place among them.
pub fn document_commented(id: DocumentId, of: Option<u32>, text: &str, what: String) -> NewEntry {
    let form = CommentedForm {
        id: id.to_bytes().to_vec(),
        of,
        text: text.to_owned(),
    };
    entry(COMMENTED_1, form, "document-commented", id, what)
}

/// The entry of what its author takes back: by its number among all that was said of the
/// document.
pub fn document_uncommented(id: DocumentId, number: u32, what: String) -> NewEntry {
    let form = UncommentedForm {
        id: id.to_bytes().to_vec(),
        number,
    };
    entry(UNCOMMENTED_1, form, "document-uncommented", id, what)
}

/// Takes one of these entries in.
pub(super) fn fold(shelf: &mut Shelf, entry: &Entry<'_>) -> Result<()> {
    if entry.version == COMMENTED_1 {
        let form: CommentedForm = minicbor::decode(entry.payload).map_err(unreadable)?;
        let said = Said {
            text: form.text,
            by: entry.by.clone(),
            at: entry.at,
        };
        shelf.comment(DocumentId::from_slice(&form.id)?, form.of, said);
    } else {
        let form: UncommentedForm = minicbor::decode(entry.payload).map_err(unreadable)?;
        shelf.uncomment(DocumentId::from_slice(&form.id)?, form.number, entry.at);
    }
    Ok(())
}
