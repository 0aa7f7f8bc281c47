//! What is true of the holder's order: pins and folders.

use crate::entries;
use crate::shelf::{FolderId, Shelf};
use journal::NewEntry;
use kernel::{DocumentId, Error, Result};

/// A folder's name is no longer.
const NAME_CHARS_MAX: usize = 60;
/// Folders of one space.
const FOLDERS_MAX: usize = 100;

/// A folder's name as it is kept.
///
/// # Errors
/// A field error on `nom`.
pub fn folder_name(typed: &str) -> Result<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = kernel::visible(&name);
    match name.trim().chars().count() {
        0 => Err(Error::field("nom", "documents-folder-missing")),
        n if n > NAME_CHARS_MAX => Err(Error::field("nom", "documents-folder-too-long")),
        _ => Ok(name.trim().to_owned()),
    }
}

/// Makes a folder.
///
/// # Errors
/// A field error on `nom`, when there are too many.
pub fn make_folder(shelf: &Shelf, id: FolderId, name: &str) -> Result<Vec<NewEntry>> {
    if shelf.folders().count() >= FOLDERS_MAX {
        return Err(Error::field("nom", "documents-folder-too-many"));
    }
    Ok(vec![entries::folder_named(id, name)])
}

/// Gives a folder another name.
///
/// # Errors
/// Not found, without such a folder.
pub fn rename_folder(shelf: &Shelf, id: FolderId, name: &str) -> Result<Vec<NewEntry>> {
    shelf.folder(id).ok_or_else(Error::not_found)?;
    Ok(vec![entries::folder_named(id, name)])
}

/// Removes a folder; what was in it lies in none. Twice is once.
pub fn remove_folder(shelf: &Shelf, id: FolderId) -> Vec<NewEntry> {
    let there = shelf.folder(id).map(|_| entries::folder_removed(id));
    there.into_iter().collect()
}

/// Puts a document in a folder, or takes it out of all.
///
/// # Errors
/// Not found, without such a document or folder.
pub fn put_in(shelf: &Shelf, id: DocumentId, folder: Option<FolderId>) -> Result<Vec<NewEntry>> {
    let document = shelf.find(id).ok_or_else(Error::not_found)?;
    if let Some(folder) = folder {
        shelf.folder(folder).ok_or_else(Error::not_found)?;
    }
    Ok(match document.folder == folder {
        true => Vec::new(),
        false => vec![entries::document_moved(id, folder)],
    })
}

/// Pins a document to the top of lists, or unpins it. Twice is once.
///
/// # Errors
/// Not found, without such a document.
pub fn pin(shelf: &Shelf, id: DocumentId, pinned: bool) -> Result<Vec<NewEntry>> {
    let document = shelf.find(id).ok_or_else(Error::not_found)?;
    Ok(match document.pinned == pinned {
        true => Vec::new(),
        false => vec![entries::document_pinned(id, pinned)],
    })
}
