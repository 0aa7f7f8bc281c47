//! What is true of an author's marks on their own document: hidden from other
//! professionals, archived (PDSm4DMP, TD3.3a and d). They can only hide more: they lift
//! what is theirs, and what the person decided since stands.

use crate::entries;
use crate::shelf::{Document, Shelf};
use journal::{By, NewEntry};
use kernel::{DocumentId, Error, Result};
use sharing::rules::DocumentState;
use sharing::{Leave, OnDocuments};

fn find(shelf: &Shelf, id: DocumentId) -> Result<&Document> {
    shelf.find(id).ok_or_else(Error::not_found)
}

/// Its author hides a document from other professionals, in all its versions. Twice is
/// once.
///
/// # Errors
/// Not found, if it is not there for them; a conflict, once the person showed it to
/// everyone.
pub fn mask(shelf: &Shelf, leave: &Leave, id: DocumentId) -> Result<Vec<NewEntry>> {
    let document = find(shelf, id)?;
    let what = document.sealed.what(leave)?;
    let hiding = &document.facts().hiding;
    match hiding.by_author {
        Some(_) => Ok(Vec::new()),
        None if !hiding.may_be_masked() => Err(Error::conflict("documents-mask-decided")),
        None => Ok(vec![entries::document_masked(id, what)]),
    }
}

/// The same, of a document that its author sends again and wants hidden so this time: by
/// the decision of hiding it. What the person showed stays so, and what was taken back
/// meanwhile is there for nobody.
pub(super) fn mask_sent(shelf: &Shelf, leave: &Leave, id: DocumentId) -> Result<Option<NewEntry>> {
    let document = find(shelf, id)?;
    if document.facts().state == DocumentState::Withdrawn {
        return Ok(None);
    }
    let what = leave.may(OnDocuments::MarkOwn, &document.sealed)?;
    let hiding = &document.facts().hiding;
    let may = hiding.by_author.is_none() && hiding.may_be_masked();
    Ok(may.then(|| entries::document_masked(id, what)))
}

/// Its author lifts their own mark, and nothing else that hides it. Twice is once.
///
/// # Errors
/// Not found, if it is not there for them.
pub fn unmask(shelf: &Shelf, leave: &Leave, id: DocumentId) -> Result<Vec<NewEntry>> {
    let document = find(shelf, id)?;
    let what = document.sealed.what(leave)?;
    let masked = document.facts().hiding.by_author.is_some();
    Ok(masked
        .then(|| entries::document_unmasked(id, what))
        .into_iter()
        .collect())
}

/// Its author archives a document, in all its versions. Twice is once.
///
/// # Errors
/// Not found, if it is not there for them; a conflict, once the person put it back into
/// their list.
pub fn archive(shelf: &Shelf, leave: &Leave, id: DocumentId) -> Result<Vec<NewEntry>> {
    let document = find(shelf, id)?;
    let what = document.sealed.what(leave)?;
    match document.archived.since {
        Some(_) => Ok(Vec::new()),
        None if document.archived.decided => Err(Error::conflict("documents-archive-decided")),
        None => Ok(vec![entries::document_archived(id, what)]),
    }
}

/// Its author, or the person, puts a document back into the first list. Twice is once; and
/// that the person did is kept, archived at that moment or not.
///
/// # Errors
/// Not found, if it is not there for them.
pub fn unarchive(shelf: &Shelf, leave: &Leave, id: DocumentId) -> Result<Vec<NewEntry>> {
    let document = find(shelf, id)?;
    let what = document.sealed.what(leave)?;
    // Its author may have put it back just before the person did.
    let by_the_person = matches!(leave.by(), By::Holder { .. });
    let is_word = by_the_person && super::is_by_care(document) && !document.archived.decided;
    Ok((document.is_archived() || is_word)
        .then(|| entries::document_unarchived(id, what))
        .into_iter()
        .collect())
}
