//! The life of a document after it was added: a newer version, its author's
//! withdrawal, the holder's bin, requests to correct it, a better heading.

use super::{about_one, entry, read_one, unreadable};
use crate::shelf::{Answer, Heading, Original, Shelf};
use journal::{Entry, NewEntry};
use kernel::{Date, DocumentId, Error, Result};
use minicbor::{Decode, Encode};

pub(super) const REPLACES_1: u16 = 5;
pub(super) const WITHDRAWN_1: u16 = 6;
pub(super) const BINNED_1: u16 = 7;
pub(super) const RESTORED_1: u16 = 8;
pub(super) const ASKED_1: u16 = 9;
pub(super) const ASKING_SEEN_1: u16 = 10;
pub(super) const ANSWERED_1: u16 = 11;
pub(super) const HEADED_1: u16 = 12;

/// Why an author takes a document back.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum Reason {
    /// It is somebody else's.
    #[n(0)]
    WrongPerson,
    /// What it says is wrong.
    #[n(1)]
    WrongContent,
    /// It was sent twice.
    #[n(2)]
    SentTwice,
    /// Another reason.
    #[n(3)]
    Other,
}

impl Reason {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 4] = [
        Self::WrongPerson,
        Self::WrongContent,
        Self::SentTwice,
        Self::Other,
    ];

    /// Its name in forms and sentences.
    pub const fn key(self) -> &'static str {
        match self {
            Self::WrongPerson => "person",
            Self::WrongContent => "content",
            Self::SentTwice => "twice",
            Self::Other => "other",
        }
    }

    /// The reason of this name.
    pub fn find(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }
}

#[derive(Encode, Decode)]
struct ReplacesForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    original: Option<Vec<u8>>,
    #[n(2)]
    named: Option<String>,
}

#[derive(Encode, Decode)]
struct WithdrawnForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    reason: Reason,
}

#[derive(Encode, Decode)]
struct AskedForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    text: String,
}

#[derive(Encode, Decode)]
struct AnsweredForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    accepted: bool,
    #[n(2)]
    text: String,
}

#[derive(Encode, Decode)]
struct HeadedForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    type_code: String,
    #[n(2)]
    title: String,
    #[n(3)]
    act_date: String,
}

fn bytes(id: DocumentId) -> Vec<u8> {
    id.to_bytes().to_vec()
}

/// The entry of a document that replaces another; it goes with its adding.
pub fn document_replaces(id: DocumentId, original: &Original, what: String) -> NewEntry {
    let (known, named) = match original {
        Original::Known(original) => (Some(bytes(*original)), None),
        Original::Named(name) => (None, Some(name.clone())),
    };
    let form = ReplacesForm {
        id: bytes(id),
        original: known,
        named,
    };
    entry(REPLACES_1, form, "document-replaced", id, what)
}

/// The entry of a document that its author takes back.
pub fn document_withdrawn(id: DocumentId, reason: Reason, what: String) -> NewEntry {
    let form = WithdrawnForm {
        id: bytes(id),
        reason,
    };
    let act = match reason {
        Reason::WrongPerson => "document-withdrawn-person",
        Reason::WrongContent => "document-withdrawn-content",
        Reason::SentTwice => "document-withdrawn-twice",
        Reason::Other => "document-withdrawn",
    };
    entry(WITHDRAWN_1, form, act, id, what)
}

/// The entry of a document put in the bin.
pub fn document_binned(id: DocumentId, what: String) -> NewEntry {
    about_one(BINNED_1, "document-binned", id, what)
}

/// The entry of a document taken out of the bin.
pub fn document_restored(id: DocumentId, what: String) -> NewEntry {
    about_one(RESTORED_1, "document-restored", id, what)
}

/// The entry of a request to correct a document.
pub fn correction_asked(id: DocumentId, text: &str, what: String) -> NewEntry {
    let form = AskedForm {
        id: bytes(id),
        text: text.to_owned(),
    };
    entry(ASKED_1, form, "correction-asked", id, what)
}

/// The entry of a request that the author has before their eyes. The access log
/// tells of the read; the history does not tell it twice.
pub fn correction_seen(id: DocumentId) -> NewEntry {
    about_one(ASKING_SEEN_1, "", id, String::new())
}

/// The entry of the author's answer.
pub fn correction_answered(id: DocumentId, answer: Answer, text: &str, what: String) -> NewEntry {
    let form = AnsweredForm {
        id: bytes(id),
        accepted: answer == Answer::Accepted,
        text: text.to_owned(),
    };
    let act = match answer {
        Answer::Accepted => "correction-accepted",
        Answer::Refused => "correction-refused",
    };
    entry(ANSWERED_1, form, act, id, what)
}

/// The entry of a better title, type or day of a holder's own document.
pub fn document_headed(id: DocumentId, heading: &Heading, what: String) -> NewEntry {
    let form = HeadedForm {
        id: bytes(id),
        type_code: heading.type_code.clone(),
        title: heading.title.clone(),
        act_date: heading.act_date.to_string(),
    };
    entry(HEADED_1, form, "document-headed", id, what)
}

/// Takes one of these entries in.
pub(super) fn fold(shelf: &mut Shelf, entry: &Entry<'_>) -> Result<()> {
    match entry.version {
        REPLACES_1 => {
            let form: ReplacesForm = minicbor::decode(entry.payload).map_err(unreadable)?;
            let original = match (form.original, form.named) {
                (Some(original), _) => Original::Known(DocumentId::from_slice(&original)?),
                (None, Some(name)) => Original::Named(name),
                (None, None) => return Err(Error::fault("a replacement of nothing")),
            };
            shelf.replace(DocumentId::from_slice(&form.id)?, original);
        }
        WITHDRAWN_1 => {
            let form: WithdrawnForm = minicbor::decode(entry.payload).map_err(unreadable)?;
            shelf.withdraw(DocumentId::from_slice(&form.id)?);
        }
        BINNED_1 => shelf.bin(read_one(entry)?, Some(entry.at)),
        RESTORED_1 => shelf.bin(read_one(entry)?, None),
        ASKED_1 => {
            let form: AskedForm = minicbor::decode(entry.payload).map_err(unreadable)?;
            shelf.ask(DocumentId::from_slice(&form.id)?, entry.at, form.text);
        }
        ASKING_SEEN_1 => shelf.asking_seen(read_one(entry)?, entry.at),
        ANSWERED_1 => {
            let form: AnsweredForm = minicbor::decode(entry.payload).map_err(unreadable)?;
            let answer = match form.accepted {
                true => Answer::Accepted,
                false => Answer::Refused,
            };
            let id = DocumentId::from_slice(&form.id)?;
            shelf.answer(id, entry.at, answer, form.text);
        }
        _ => {
            let form: HeadedForm = minicbor::decode(entry.payload).map_err(unreadable)?;
            let heading = Heading {
                title: form.title,
                type_code: form.type_code,
                act_date: day(&form.act_date)?,
            };
            shelf.head(DocumentId::from_slice(&form.id)?, &heading, entry.at);
        }
    }
    Ok(())
}

/// A day as it is written.
pub(super) fn day(text: &str) -> Result<Date> {
    text.parse().map_err(|error: jiff::Error| {
        Error::fault("a document's date is unreadable").because(error)
    })
}
