//! What is true of the life of a document: versions, withdrawal, the bin,
//! requests to correct it, a better heading. Who may do it was decided before.

use super::{Checked, Depositor, Draft};
use crate::entries::{self, Reason};
use crate::shelf::{Answer, Document, Heading, Original, Shelf};
use journal::NewEntry;
use kernel::{Date, DocumentId, Error, ObjectId, Result, Timestamp};
use sharing::rights::entries::{document_released, secret_kept, secret_lifted};
use sharing::rules::DocumentState;
use sharing::{Leave, OnDocuments, Rights, WrittenBy};
use std::time::Duration;

/// How long a document stays in the bin (domain rules, §4).
pub const BIN: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// A request to correct a document, and its answer, are no longer.
pub const CORRECTION_CHARS_MAX: usize = 500;
/// Requests to correct one document.
const CORRECTIONS_MAX: usize = 20;

fn find(shelf: &Shelf, id: DocumentId) -> Result<&Document> {
    shelf.find(id).ok_or_else(Error::not_found)
}

/// Checks that a new document of this author may replace the original: it has
/// no other replacement, announced or there, and chains end.
///
/// # Errors
/// A conflict, told in words.
pub fn may_replace(
    shelf: &Shelf,
    author: &WrittenBy,
    unique_id: Option<&str>,
    original: &Original,
) -> Result<()> {
    let replaced = || Error::conflict("documents-replaced-already");
    let there = match original {
        Original::Known(id) => Some(find(shelf, *id)?),
        Original::Named(name) if Some(name.as_str()) == unique_id => return Err(replaced()),
        Original::Named(name) => match shelf.find_unique(name, author) {
            None if shelf.awaits(name, author).is_some() => return Err(replaced()),
            there => there,
        },
    };
    let Some(there) = there else {
        return Ok(());
    };
    if there.facts().author != *author || there.facts().state == DocumentState::Withdrawn {
        return Err(Error::not_found());
    }
    if there.replaced_by.is_some() {
        return Err(replaced());
    }
    // What waits for the new document must not be what the new one replaces.
    let original = there.facts().id;
    let ring = unique_id.is_some_and(|name| shelf.would_be_a_ring(name, author, original));
    match ring {
        true => Err(replaced()),
        false => Ok(()),
    }
}

/// The documents whose versions a new one joins: what it replaces, and all that came
/// before it to replace it, kept aside or not.
fn joined(
    shelf: &Shelf,
    author: &WrittenBy,
    unique_id: Option<&str>,
    original: Option<&Original>,
) -> impl Iterator<Item = DocumentId> {
    let original = original.and_then(|original| match original {
        Original::Known(id) => Some(*id),
        Original::Named(name) => shelf
            .find_unique(name, author)
            .map(|there| there.facts().id),
    });
    let awaiting = unique_id.map_or(&[][..], |name| shelf.awaiting(name, author));
    original.into_iter().chain(awaiting.iter().copied())
}

/// Since when a new document waits for a consultation because another version
/// of it does: what it replaces, or what came before it to replace it.
pub fn waits_since(
    shelf: &Shelf,
    rights: &Rights,
    author: &WrittenBy,
    unique_id: Option<&str>,
    original: Option<&Original>,
    now: Timestamp,
) -> Option<Timestamp> {
    let others = joined(shelf, author, unique_id, original);
    let versions = others.flat_map(|id| shelf.versions(id));
    versions
        .filter_map(|version| rights.reserved_since(version.facts().id, now))
        .min()
}

/// Whether the person showed to everyone what a new document is a version of: then its
/// author does not hide it by sending that.
pub(super) fn is_shown(
    shelf: &Shelf,
    author: &WrittenBy,
    unique_id: Option<&str>,
    original: Option<&Original>,
) -> bool {
    let others = joined(shelf, author, unique_id, original);
    let mut versions = others.flat_map(|id| shelf.versions(id));
    versions.any(|version| !version.facts().hiding.may_be_masked())
}

/// What is written of the secrecy of a new document: it is one because its author says
/// so, and then all its versions are; or because another version is, while that passes
/// on: as long as its patient is a minor.
pub fn secrets(
    (shelf, rights): (&Shelf, &Rights),
    author: &WrittenBy,
    added: &entries::Added,
    original: Option<&Original>,
    (is_secret, passes_on): (bool, bool),
) -> Vec<NewEntry> {
    let others = joined(shelf, author, added.body.unique_id.as_deref(), original);
    let versions: Vec<DocumentId> = others
        .flat_map(|id| shelf.lineage(id))
        .map(|version| version.facts().id)
        .collect();
    let inherited = passes_on && versions.iter().any(|version| rights.is_secret(*version));
    if !is_secret && !inherited {
        return Vec::new();
    }
    let kept = secret_kept(added.id, &added.title);
    // That the next version is one too is told by the line of the first.
    let kept = match inherited {
        true => untold(kept),
        false => kept,
    };
    let others = versions.into_iter().filter(|id| !rights.is_secret(*id));
    let others = others.map(|version| untold(secret_kept(version, "")));
    std::iter::once(kept).chain(others).collect()
}

/// The same, without a line in the history.
fn untold(entry: NewEntry) -> NewEntry {
    NewEntry {
        act: "",
        what: String::new(),
        ..entry
    }
}

/// Its author keeps a document from those who answer for its patient, in all its
/// versions: the history tells it once. Twice is once.
///
/// # Errors
/// Not found, if it is not there for them.
pub fn keep_secret(shelf: &Shelf, leave: &Leave, id: DocumentId) -> Result<Vec<NewEntry>> {
    let what = find(shelf, id)?.sealed.what(leave)?;
    of_all_versions(shelf, leave, (id, &what), false, secret_kept)
}

/// The same, of a document that its author sends again and wants kept so this time: by
/// the decision of keeping it. What was taken back meanwhile is there for nobody.
pub(super) fn keep_sent(shelf: &Shelf, leave: &Leave, id: DocumentId) -> Result<Vec<NewEntry>> {
    let document = find(shelf, id)?;
    if document.facts().state == DocumentState::Withdrawn {
        return Ok(Vec::new());
    }
    let what = leave.may(OnDocuments::KeepSecret, &document.sealed)?;
    of_all_versions(shelf, leave, (id, &what), false, secret_kept)
}

/// Those who answer for its patient see a document again, in all its versions: the
/// history tells it once. Twice is once.
///
/// # Errors
/// Not found, if it is not there for them.
pub fn lift_secret(shelf: &Shelf, leave: &Leave, id: DocumentId) -> Result<Vec<NewEntry>> {
    let what = find(shelf, id)?.sealed.what(leave)?;
    of_all_versions(shelf, leave, (id, &what), true, secret_lifted)
}

fn of_all_versions(
    shelf: &Shelf,
    leave: &Leave,
    (id, what): (DocumentId, &str),
    is_secret: bool,
    entry: fn(DocumentId, &str) -> NewEntry,
) -> Result<Vec<NewEntry>> {
    let rights = leave.state::<Rights>()?;
    let versions = shelf.lineage(id).into_iter().map(|it| it.facts().id);
    let moved = versions.filter(|version| rights.is_secret(*version) == is_secret);
    let written = moved.map(|version| entry(version, what)).enumerate();
    Ok(written
        .map(|(n, entry)| match n {
            0 => entry,
            _ => untold(entry),
        })
        .collect())
}

/// Its author lets the patient see a document that waited for a consultation,
/// in all its versions: the history tells it once. Twice is once.
///
/// # Errors
/// Not found, if it is not there for them.
pub fn release(shelf: &Shelf, leave: &Leave, id: DocumentId) -> Result<Vec<NewEntry>> {
    let what = find(shelf, id)?.sealed.what(leave)?;
    let rights = leave.state::<Rights>()?;
    let versions = shelf.versions_and_aside(id).into_iter();
    let versions = versions.map(|it| it.facts().id);
    let waiting = versions.filter(|version| rights.reserved(*version, leave.now()));
    let released = waiting.enumerate().map(|(n, version)| {
        let entry = document_released(version, &what);
        match n {
            0 => entry,
            _ => untold(entry),
        }
    });
    Ok(released.collect())
}

/// How a document must stand for its author to take it back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expected {
    /// As it may.
    Anything,
    /// It is the last version, in the record or kept aside.
    Current,
}

/// Its author takes a document back, and all that it replaced.
///
/// # Errors
/// Not found, if it is not there for them; a conflict, if it is not as expected.
pub fn withdraw(
    shelf: &Shelf,
    leave: &Leave,
    id: DocumentId,
    reason: Reason,
    expected: Expected,
) -> Result<Vec<NewEntry>> {
    let document = find(shelf, id)?;
    let what = document.sealed.what(leave)?;
    let last = document.is_there() && document.replaced_by.is_none();
    if expected == Expected::Current && !last {
        return Err(Error::conflict("documents-not-current"));
    }
    Ok(match document.facts().state {
        DocumentState::Withdrawn => Vec::new(),
        _ => vec![entries::document_withdrawn(id, reason, what)],
    })
}

/// The holder puts their own document in the bin, in all its versions: by the last one
/// alone, for whoever looks at an earlier one has not seen what else would go. Twice is
/// once.
///
/// # Errors
/// Not found, if it is not there for them; a conflict, if a newer version replaced it.
pub fn bin(shelf: &Shelf, leave: &Leave, id: DocumentId) -> Result<Vec<NewEntry>> {
    let document = find(shelf, id)?;
    let what = document.sealed.what(leave)?;
    // What is kept aside goes alone.
    let newer = document.replaced_by.is_some() && !document.is_aside();
    match document.binned_at {
        Some(_) => Ok(Vec::new()),
        None if newer => Err(Error::conflict("documents-bin-newer")),
        None => Ok(vec![entries::document_binned(id, what)]),
    }
}

/// The holder takes it out again, as long as it is there.
///
/// # Errors
/// Not found, if it is not there for them, or no more.
pub fn restore(
    shelf: &Shelf,
    leave: &Leave,
    id: DocumentId,
    now: Timestamp,
) -> Result<Vec<NewEntry>> {
    let document = find(shelf, id)?;
    let what = document.sealed.what(leave)?;
    match document.binned_at {
        None => Ok(Vec::new()),
        Some(since) if is_over(since, now) => Err(Error::not_found()),
        Some(_) => Ok(vec![entries::document_restored(id, what)]),
    }
}

/// The holder files what was kept aside. Twice is once.
///
/// # Errors
/// Not found, if it is not there for them.
pub fn file(shelf: &Shelf, leave: &Leave, id: DocumentId) -> Result<Vec<NewEntry>> {
    let document = find(shelf, id)?;
    let what = document.sealed.what(leave)?;
    if document.is_past() {
        return Err(Error::conflict("documents-aside-replaced"));
    }
    Ok(match document.is_aside() {
        true => vec![entries::document_filed(id, what)],
        false => Vec::new(),
    })
}

/// Whether a document is in the bin, and can still be taken out.
pub fn is_binned(shelf: &Shelf, id: DocumentId, now: Timestamp) -> bool {
    let since = shelf.find(id).and_then(|document| document.binned_at);
    since.is_some_and(|since| !is_over(since, now))
}

/// Whether the thirty days of the bin are over: nothing brings it back.
pub fn is_over(binned_at: Timestamp, now: Timestamp) -> bool {
    now >= binned_at.plus(BIN)
}

/// What the record says of a document that was noted to go into the bin.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum InBin {
    /// Its thirty days are over: these objects of the vault go.
    Gone(Vec<ObjectId>),
    /// It is there until then; or the record does not know it yet, and is asked
    /// again then. It must stay noted.
    Until(Timestamp),
    /// It is not in the bin.
    Out,
}

/// Where a document is that was noted to go into the bin, by a clock that may
/// have been another than the journal's.
pub fn in_bin(shelf: &Shelf, id: DocumentId, now: Timestamp) -> InBin {
    let versions = shelf.versions(id);
    if versions.is_empty() {
        return InBin::Until(now.plus(BIN));
    }
    let binned = versions.iter().filter_map(|it| it.binned_at);
    match binned.filter(|since| !is_over(*since, now)).max() {
        Some(since) => InBin::Until(since.plus(BIN)),
        None => {
            let over = versions.iter().filter(|it| it.binned_at.is_some());
            let objects: Vec<ObjectId> = over.map(|it| it.object()).collect();
            match objects.is_empty() {
                true => InBin::Out,
                false => InBin::Gone(objects),
            }
        }
    }
}

/// What somebody wrote in a field of several lines: what can be seen of it.
pub(super) fn written(typed: &str) -> String {
    let text = typed.replace("\r\n", "\n");
    let lines = text.lines().map(kernel::visible).collect::<Vec<_>>();
    lines.join("\n").trim().to_owned()
}

/// What somebody writes of a correction: not nothing, not too long.
///
/// # Errors
/// A field error on `text`.
pub fn correction_text(typed: &str) -> Result<String> {
    let text = written(typed);
    match text.chars().count() {
        0 => Err(Error::field("text", "documents-correction-missing")),
        n if n > CORRECTION_CHARS_MAX => Err(Error::field("text", "documents-correction-too-long")),
        _ => Ok(text),
    }
}

/// The holder asks the author to correct a document.
///
/// # Errors
/// Not found, if it is not there for them; a conflict, while another request
/// waits, and for a document of an institution.
pub fn ask_correction(
    shelf: &Shelf,
    leave: &Leave,
    id: DocumentId,
    text: &str,
) -> Result<Vec<NewEntry>> {
    let document = find(shelf, id)?;
    let what = document.sealed.what(leave)?;
    // Nobody of an institution has a page to read it on.
    if matches!(document.facts().author, WrittenBy::Institution(_)) {
        return Err(Error::conflict("documents-correction-not-here"));
    }
    if shelf.waiting(id).is_some() {
        return Err(Error::conflict("documents-correction-waits"));
    }
    if document.corrections.len() >= CORRECTIONS_MAX {
        return Err(Error::conflict("documents-correction-too-many"));
    }
    Ok(vec![entries::correction_asked(id, text, what)])
}

/// The author has the request before their eyes. It is written once, for the
/// holder to see how far it is.
pub fn see_correction(shelf: &Shelf, id: DocumentId) -> Vec<NewEntry> {
    let unseen = shelf.waiting(id).filter(|it| it.seen_at.is_none());
    unseen
        .map(|_| entries::correction_seen(id))
        .into_iter()
        .collect()
}

/// The author answers.
///
/// # Errors
/// Not found, if it is not there for them; a conflict, if nothing waits.
pub fn answer_correction(
    shelf: &Shelf,
    leave: &Leave,
    id: DocumentId,
    answer: Answer,
    text: &str,
) -> Result<Vec<NewEntry>> {
    let what = find(shelf, id)?.sealed.what(leave)?;
    if shelf.waiting(id).is_none() {
        return Err(Error::conflict("documents-correction-answered"));
    }
    Ok(vec![entries::correction_answered(id, answer, text, what)])
}

/// The holder gives their own document a better heading.
///
/// # Errors
/// Not found, if it is not there for them or somebody else wrote it; invalid,
/// as a new document would be.
pub fn head(
    shelf: &Shelf,
    leave: &Leave,
    id: DocumentId,
    draft: &Draft,
    today: Date,
) -> Result<Vec<NewEntry>> {
    let document = find(shelf, id)?;
    let what = document.sealed.what(leave)?;
    if document.facts().author != WrittenBy::Holder {
        return Err(Error::not_found());
    }
    let Checked {
        title,
        type_code,
        act_date,
    } = draft.check(Depositor::Holder, today)?;
    let heading = Heading {
        title,
        type_code,
        act_date,
    };
    let told = match what == heading.title {
        true => what,
        false => format!("{what} → {}", heading.title),
    };
    Ok(vec![entries::document_headed(id, &heading, told)])
}
