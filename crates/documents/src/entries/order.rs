//! How the holder keeps their documents in order: pins and folders. None of it
//! is told in the history: nothing of it changes what anybody else sees.

use super::{entry, unreadable};
use crate::shelf::{FolderId, Shelf};
use journal::{Entry, NewEntry, Slice};
use kernel::{DocumentId, Result};
use minicbor::{Decode, Encode};

pub(super) const PINNED_1: u16 = 13;
pub(super) const FOLDER_NAMED_1: u16 = 14;
pub(super) const FOLDER_REMOVED_1: u16 = 15;
pub(super) const MOVED_1: u16 = 16;

#[derive(Encode, Decode)]
struct PinnedForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    pinned: bool,
}

#[derive(Encode, Decode)]
struct FolderForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    name: String,
}

#[derive(Encode, Decode)]
struct FolderRemovedForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
}

#[derive(Encode, Decode)]
struct MovedForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    folder: Option<Vec<u8>>,
}

/// The entry of a document pinned to the top of lists, or no more.
pub fn document_pinned(id: DocumentId, pinned: bool) -> NewEntry {
    let form = PinnedForm {
        id: id.to_bytes().to_vec(),
        pinned,
    };
    entry(PINNED_1, form, "", id, String::new())
}

/// The entry of a folder made, or given another name.
pub fn folder_named(id: FolderId, name: &str) -> NewEntry {
    let form = FolderForm {
        id: id.to_bytes().to_vec(),
        name: name.to_owned(),
    };
    about_a_folder(FOLDER_NAMED_1, form)
}

/// The entry of a folder removed; the documents in it lie in none.
pub fn folder_removed(id: FolderId) -> NewEntry {
    let form = FolderRemovedForm {
        id: id.to_bytes().to_vec(),
    };
    about_a_folder(FOLDER_REMOVED_1, form)
}

/// The entry of a document moved into a folder, or out of all.
pub fn document_moved(id: DocumentId, folder: Option<FolderId>) -> NewEntry {
    let form = MovedForm {
        id: id.to_bytes().to_vec(),
        folder: folder.map(|folder| folder.to_bytes().to_vec()),
    };
    entry(MOVED_1, form, "", id, String::new())
}

fn about_a_folder(version: u16, payload: impl Encode<()>) -> NewEntry {
    NewEntry {
        slice: Shelf::CODE,
        version,
        payload: minicbor::to_vec(payload).expect("writing CBOR to memory cannot fail"),
        act: "",
        about: None,
        what: String::new(),
        why: String::new(),
    }
}

/// Takes one of these entries in.
pub(super) fn fold(shelf: &mut Shelf, entry: &Entry<'_>) -> Result<()> {
    match entry.version {
        PINNED_1 => {
            let form: PinnedForm = minicbor::decode(entry.payload).map_err(unreadable)?;
            shelf.pin(DocumentId::from_slice(&form.id)?, form.pinned);
        }
        FOLDER_NAMED_1 => {
            let form: FolderForm = minicbor::decode(entry.payload).map_err(unreadable)?;
            let id = FolderId::from_slice(&form.id)?;
            shelf.name_folder(entry.space, id, entry.at, form.name);
        }
        FOLDER_REMOVED_1 => {
            let form: FolderRemovedForm = minicbor::decode(entry.payload).map_err(unreadable)?;
            shelf.remove_folder(FolderId::from_slice(&form.id)?);
        }
        _ => {
            let form: MovedForm = minicbor::decode(entry.payload).map_err(unreadable)?;
            let folder = form
                .folder
                .map(|id| FolderId::from_slice(&id))
                .transpose()?;
            shelf.put_in(DocumentId::from_slice(&form.id)?, folder);
        }
    }
    Ok(())
}
