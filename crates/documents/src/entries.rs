//! What documents write in the journal, and the fold that reads it back.
//!
//! A document is immutable: adding is one entry, hiding and showing again are
//! others. Its title, its author and the key to its bytes come out of the fold
//! [`Sealed`]: only a permit opens them. Payloads are CBOR with numbered
//! fields; golden files in `tests/golden` keep every version readable.

mod aside;
mod comments;
mod gist;
mod life;
mod marks;
mod order;

pub use aside::{document_filed, document_set_aside};
pub use comments::{document_commented, document_uncommented};
pub use gist::document_understood;
pub use life::{
    Reason, correction_answered, correction_asked, correction_seen, document_binned,
    document_headed, document_replaces, document_restored, document_withdrawn,
};
pub use marks::{document_archived, document_masked, document_unarchived, document_unmasked};
pub use order::{document_moved, document_pinned, folder_named, folder_removed};

use crate::rules::coded::Coded;
use crate::shelf::{Body, Document, Gist, Label, New, Shelf};
use journal::{Entry, NewEntry, Slice};
use kernel::{Date, DocumentId, Error, ObjectId, Result, Rpps, SpaceId};
use keys::Key;
use minicbor::{Decode, Encode};
use sharing::rules::DocumentState;
use sharing::{DocumentFacts, Hiding, Leave, WrittenBy};
use std::sync::Arc;

/// A document about to be added, everything checked and its bytes in the vault.
#[derive(Clone)]
pub struct Added {
    /// Its id.
    pub id: DocumentId,
    /// Its official type.
    pub type_code: String,
    /// Its title.
    pub title: String,
    /// The day of the act.
    pub act_date: Date,
    /// The person who wrote it, when software adds it for them.
    pub author_name: Option<String>,
    /// Hidden from every professional from the start.
    pub hidden: bool,
    /// The bytes.
    pub body: Body,
    /// What a child understood of them.
    pub gist: Option<Gist>,
    /// They surely name somebody else.
    pub names_another: bool,
}

#[derive(Encode, Decode)]
struct AddedForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    type_code: String,
    #[n(2)]
    title: String,
    #[n(3)]
    act_date: String,
    #[n(4)]
    author_name: Option<String>,
    #[n(5)]
    hidden: bool,
    #[cbor(n(6), with = "minicbor::bytes")]
    object: Vec<u8>,
    #[cbor(n(7), with = "minicbor::bytes")]
    key: Vec<u8>,
    #[n(8)]
    size: u64,
    #[cbor(n(9), with = "minicbor::bytes")]
    sha256: Vec<u8>,
    #[n(10)]
    file_name: String,
    #[n(11)]
    mime: String,
    #[n(12)]
    unique_id: Option<String>,
    #[cbor(n(13), with = "minicbor::bytes")]
    resource: Option<Vec<u8>>,
}

#[derive(Encode, Decode)]
struct HidingForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    from: Option<String>,
}

/// Of what says nothing more than which document.
#[derive(Encode, Decode)]
struct OneForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
}

const ADDED_1: u16 = 1;
const HIDDEN_1: u16 = 2;
const SHOWN_1: u16 = 3;
const SEEN_1: u16 = 4;

fn entry(
    version: u16,
    payload: impl Encode<()>,
    act: &'static str,
    about: DocumentId,
    what: String,
) -> NewEntry {
    NewEntry {
        slice: Shelf::CODE,
        version,
        payload: minicbor::to_vec(payload).expect("writing CBOR to memory cannot fail"),
        act,
        about: Some(about),
        what,
        why: String::new(),
    }
}

/// An entry that says nothing more than which document.
fn about_one(version: u16, act: &'static str, id: DocumentId, what: String) -> NewEntry {
    let form = OneForm {
        id: id.to_bytes().to_vec(),
    };
    entry(version, form, act, id, what)
}

/// Which document such an entry is about.
fn read_one(entry: &Entry<'_>) -> Result<DocumentId> {
    let form: OneForm = minicbor::decode(entry.payload).map_err(unreadable)?;
    DocumentId::from_slice(&form.id)
}

/// The entry of a document added.
pub fn document_added(added: &Added) -> NewEntry {
    let form = AddedForm {
        id: added.id.to_bytes().to_vec(),
        type_code: added.type_code.clone(),
        title: added.title.clone(),
        act_date: added.act_date.to_string(),
        author_name: added.author_name.clone(),
        hidden: added.hidden,
        object: added.body.object.to_bytes().to_vec(),
        key: added.body.key.expose().to_vec(),
        size: added.body.size,
        sha256: added.body.sha256.to_vec(),
        file_name: added.body.file_name.clone(),
        mime: added.body.mime.clone(),
        unique_id: added.body.unique_id.clone(),
        resource: added.body.resource.as_deref().map(<[u8]>::to_vec),
    };
    entry(
        ADDED_1,
        form,
        "document-added",
        added.id,
        added.title.clone(),
    )
}

/// The entry of a document hidden: from everyone, or from one professional.
/// `what` is its title and, if from one, whom from, for the holder's history.
pub fn document_hidden(id: DocumentId, from: Option<&Rpps>, what: String) -> NewEntry {
    let act = if from.is_some() {
        "document-hidden-from"
    } else {
        "document-hidden"
    };
    entry(
        HIDDEN_1,
        HidingForm {
            id: id.to_bytes().to_vec(),
            from: from.map(ToString::to_string),
        },
        act,
        id,
        what,
    )
}

/// The entry of a document shown again.
pub fn document_shown(id: DocumentId, to: Option<&Rpps>, what: String) -> NewEntry {
    let act = if to.is_some() {
        "document-shown-to"
    } else {
        "document-shown"
    };
    entry(
        SHOWN_1,
        HidingForm {
            id: id.to_bytes().to_vec(),
            from: to.map(ToString::to_string),
        },
        act,
        id,
        what,
    )
}

/// The entry of the holder's first look at a document. The access log tells of
/// the read; the history does not tell it twice.
pub fn document_seen(id: DocumentId) -> NewEntry {
    about_one(SEEN_1, "", id, String::new())
}

/// Brings a shelf to where entries that are not written yet will lead it.
///
/// # Errors
/// As the fold.
pub(crate) fn foresee(shelf: &mut Shelf, leave: &Leave, entries: &[NewEntry]) -> Result<()> {
    let ours = entries.iter().filter(|entry| entry.slice == Shelf::CODE);
    for entry in ours {
        let entry = Entry {
            space: leave.space(),
            seq: 0,
            at: leave.now(),
            by: leave.by(),
            slice: entry.slice,
            version: entry.version,
            payload: &entry.payload,
        };
        Shelf::fold(shelf, &entry)?;
    }
    Ok(())
}

fn unreadable(error: minicbor::decode::Error) -> Error {
    Error::fault("a documents entry is unreadable").because(error)
}

impl Slice for Shelf {
    const CODE: u16 = 1;
    type State = Self;

    fn fold(shelf: &mut Self, entry: &Entry<'_>) -> Result<()> {
        match entry.version {
            ADDED_1 => {
                let form: AddedForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                shelf.add(read_added(entry.space, form, entry)?, entry.by);
            }
            HIDDEN_1 | SHOWN_1 => {
                let form: HidingForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let from = form.from.map(|rpps| rpps.parse::<Rpps>()).transpose()?;
                let id = DocumentId::from_slice(&form.id)?;
                match entry.version {
                    HIDDEN_1 => shelf.hide(id, from.as_ref(), entry.by),
                    _ => shelf.show(id, from.as_ref(), entry.by),
                }
            }
            SEEN_1 => {
                if let Some(document) = shelf.find_mut(read_one(entry)?) {
                    document.see();
                }
            }
            life::REPLACES_1..=life::HEADED_1 => life::fold(shelf, entry)?,
            order::PINNED_1..=order::MOVED_1 => order::fold(shelf, entry)?,
            gist::UNDERSTOOD_1 | gist::UNDERSTOOD_2 => gist::fold(shelf, entry)?,
            aside::SET_ASIDE_1 | aside::FILED_1 => aside::fold(shelf, entry)?,
            marks::MASKED_1..=marks::UNARCHIVED_1 => marks::fold(shelf, entry)?,
            comments::COMMENTED_1 | comments::UNCOMMENTED_1 => comments::fold(shelf, entry)?,
            later => {
                return Err(Error::fault(format!(
                    "a documents entry of unknown version {later}"
                )));
            }
        }
        Ok(())
    }

    fn objects(shelf: &Self) -> Vec<ObjectId> {
        shelf.objects().to_vec()
    }
}

fn read_added(space: SpaceId, form: AddedForm, entry: &Entry<'_>) -> Result<New> {
    let id = DocumentId::from_slice(&form.id)?;
    let bytes32 = |bytes: &[u8]| {
        <[u8; 32]>::try_from(bytes)
            .map_err(|_| Error::fault("a document's hash or key is not 32 bytes"))
    };
    let sha256 = bytes32(&form.sha256)?;
    let mut hiding = Hiding::default();
    if form.hidden {
        hiding.hide(None, entry.by);
    }
    let facts = DocumentFacts {
        space,
        id,
        type_code: form.type_code.clone(),
        hiding,
        author: WrittenBy::from(entry.by),
        added_at: entry.at,
        state: DocumentState::Kept,
    };
    let label = Label {
        id,
        title: form.title,
        type_code: form.type_code,
        act_date: life::day(&form.act_date)?,
        added_at: entry.at,
        by: entry.by.clone(),
        author_name: form.author_name,
        file_name: form.file_name.clone(),
        mime: form.mime.clone(),
        size: form.size,
        unique_id: form.unique_id.clone(),
        setting: form.resource.as_deref().and_then(Coded::setting_of),
        resource: form.resource.map(Arc::from),
    };
    let object = ObjectId::from_slice(&form.object)?;
    let body = Body {
        object,
        key: Key::from_bytes(bytes32(&form.key)?),
        size: form.size,
        sha256,
        file_name: form.file_name,
        mime: form.mime,
        unique_id: form.unique_id.clone(),
        resource: label.resource.clone(),
    };
    let document = Document::new(facts, label, body, entry.seq);
    Ok(New {
        document,
        object,
        unique_id: form.unique_id,
        sha256,
    })
}

#[cfg(test)]
mod tests {
    //! Every payload ever written stays readable: frozen bytes, folded.

    use super::*;
    use journal::By;
    use kernel::Timestamp;

    const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

    fn fold(shelf: &mut Shelf, version: u16, payload: &[u8]) -> Result<()> {
        let by = By::Professional {
            rpps: "99700218896".parse().expect("a number"),
            name: "Dr B".into(),
            profession: "10".into(),
            place: None,
        };
        let entry = Entry {
            space: SpaceId::from_bytes([9; 16]),
            seq: 1,
            at: Timestamp::from_millis(1_000),
            by: &by,
            slice: Shelf::CODE,
            version,
            payload,
        };
        Shelf::fold(shelf, &entry)
    }

    fn added() -> Added {
        Added {
            id: DocumentId::from_bytes([1; 16]),
            type_code: "11488-4".into(),
            title: "Consultation".into(),
            act_date: Date::constant(2026, 5, 4),
            author_name: Some("Dr C".into()),
            hidden: false,
            body: Body {
                object: ObjectId::from_bytes([2; 16]),
                key: Key::from_bytes([3; 32]),
                size: 44,
                sha256: [4; 32],
                file_name: "cr.pdf".into(),
                mime: "application/pdf".into(),
                unique_id: Some("urn:oid:1.2.3".into()),
                resource: Some(b"{}".as_slice().into()),
            },
            gist: None,
            names_another: false,
        }
    }

    #[test]
    fn golden_documents_of_version_1_are_added_hidden_shown_and_seen() {
        let (mut shelf, new) = (Shelf::default(), added());
        let id = new.id;
        let rpps: Rpps = "99700000005".parse().expect("a number");
        let mut next = |name: &str, entry: NewEntry| {
            let payload = testkit::frozen(GOLDEN, name, &entry.payload);
            fold(&mut shelf, entry.version, &payload).expect("readable");
            shelf.find(id).expect("it is there").facts().hiding.clone()
        };
        assert!(!next("added-1", document_added(&new)).is_hidden());
        assert!(
            next(
                "hidden-from-all-1",
                document_hidden(id, None, String::new())
            )
            .from_all
        );
        assert!(
            next(
                "hidden-from-one-1",
                document_hidden(id, Some(&rpps), String::new())
            )
            .from
            .contains(&rpps)
        );
        assert!(!next("shown-to-all-1", document_shown(id, None, String::new())).from_all);
        assert!(
            !next(
                "shown-to-one-1",
                document_shown(id, Some(&rpps), String::new())
            )
            .is_hidden()
        );
        next("seen-1", document_seen(id));
        let facts = shelf.find(id).expect("it is there").facts();
        assert_eq!((facts.type_code.as_str(), facts.id), ("11488-4", id));
    }

    #[test]
    fn golden_lives_of_version_1_are_read_as_they_were_written() {
        let (mut shelf, new) = (Shelf::default(), added());
        let (id, other) = (new.id, DocumentId::from_bytes([8; 16]));
        let folder = crate::shelf::FolderId::from_bytes([6; 16]);
        let heading = crate::shelf::Heading {
            title: String::from("Autre titre"),
            type_code: String::from("DOCPAT04"),
            act_date: Date::constant(2025, 1, 2),
        };
        let (nothing, known) = (String::new, crate::shelf::Original::Known(other));
        let named = crate::shelf::Original::Named(String::from("urn:oid:1.2|3"));
        let accepted = crate::shelf::Answer::Accepted;
        let mut next = |name: &str, entry: NewEntry| {
            let payload = testkit::frozen(GOLDEN, name, &entry.payload);
            fold(&mut shelf, entry.version, &payload).expect("readable");
            shelf.find(id).cloned()
        };
        next("added-1", document_added(&new));
        next("replaces-known-1", document_replaces(id, &known, nothing()));
        next("replaces-named-1", document_replaces(id, &named, nothing()));
        let binned = next("binned-1", document_binned(id, nothing())).expect("there");
        assert_eq!(binned.binned_at, Some(Timestamp::from_millis(1_000)));
        let restored = next("restored-1", document_restored(id, nothing())).expect("there");
        assert_eq!(restored.facts().state, DocumentState::Kept);
        next(
            "correction-asked-1",
            correction_asked(id, "Le côté est faux", nothing()),
        );
        next("correction-seen-1", correction_seen(id));
        let answered = correction_answered(id, accepted, "Merci", nothing());
        let answered = next("correction-answered-1", answered).expect("there");
        assert_eq!(answered.corrections[0].standing().key(), "accepted");
        let aside = next("set-aside-1", document_set_aside(id, nothing())).expect("there");
        assert_eq!(aside.facts().state, DocumentState::Aside);
        let filed = next("filed-1", document_filed(id, nothing())).expect("there");
        assert_eq!(filed.facts().state, DocumentState::Kept);
        let masked = next("masked-1", document_masked(id, nothing())).expect("there");
        let since = Some(Timestamp::from_millis(1_000));
        assert_eq!(masked.facts().hiding.by_author, since);
        let shown = next("unmasked-1", document_unmasked(id, nothing())).expect("there");
        assert!(!shown.facts().hiding.is_hidden());
        let archived = next("archived-1", document_archived(id, nothing())).expect("there");
        assert_eq!(
            (archived.archived.since, archived.is_archived()),
            (since, true)
        );
        let listed = next("unarchived-1", document_unarchived(id, nothing())).expect("there");
        assert!(!listed.is_archived());
        next("headed-1", document_headed(id, &heading, nothing()));
        let pinned = next("pinned-1", document_pinned(id, true)).expect("there");
        assert!(pinned.pinned);
        next("folder-named-1", folder_named(folder, "Genou"));
        let moved = next("moved-1", document_moved(id, Some(folder))).expect("there");
        assert_eq!(moved.folder, Some(folder));
        let out = next("folder-removed-1", folder_removed(folder)).expect("there");
        assert_eq!(out.folder, None);
        let gone = document_withdrawn(id, Reason::WrongContent, nothing());
        let gone = next("withdrawn-1", gone).expect("there");
        assert_eq!(gone.facts().state, DocumentState::Withdrawn);
    }

    #[test]
    fn golden_comments_of_version_1_are_said_and_taken_back() {
        let (mut shelf, new) = (Shelf::default(), added());
        let id = new.id;
        let mut next = |name: &str, entry: NewEntry| {
            let payload = testkit::frozen(GOLDEN, name, &entry.payload);
            fold(&mut shelf, entry.version, &payload).expect("readable");
            shelf.find(id).expect("it is there").comments.clone()
        };
        next("added-1", document_added(&new));
        let said = document_commented(id, None, "Tout va bien, à jeudi.", String::new());
        assert_eq!(next("commented-1", said).len(), 1);
        let said = document_commented(id, Some(3), "Rien à changer.", String::new());
        let all = next("commented-one-1", said);
        assert!(all.len() == 2 && all.iter().all(|comment| comment.said.is_some()));
        let left = next("uncommented-1", document_uncommented(id, 0, String::new()));
        let there: Vec<bool> = left.iter().map(|comment| comment.said.is_some()).collect();
        assert_eq!(there, [false, true]);
    }

    #[test]
    fn an_entry_of_a_later_version_is_an_error_and_never_skipped() {
        assert!(fold(&mut Shelf::default(), 99, &[]).is_err());
    }
}
