//! What prevention writes in the journal: that an examination was done, and
//! that this was said by mistake; and the fold that reads it back.

use crate::calendar::Calendar;
use crate::notes::{Note, Notes};
use journal::{By, Entry, NewEntry, Slice};
use kernel::When;
use kernel::{DocumentId, Error, Lang, Result};
use minicbor::{Decode, Encode};
use sharing::rules::DocumentState;
use sharing::{DocumentFacts, Hiding, WrittenBy};

/// What is noted by its holder is read as a prevention report of the patient's.
const BY_HOLDER: &str = "DOCPAT06";
/// What is noted by others, as a report of a preventive examination.
const BY_OTHERS: &str = "75492-9";

const NOTED_1: u16 = 1;
const WITHDRAWN_1: u16 = 2;

#[derive(Encode, Decode)]
struct NotedForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    item: String,
    #[n(2)]
    on: String,
    #[n(3)]
    hidden: bool,
}

#[derive(Encode, Decode)]
struct WithdrawnForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
}

fn entry(
    version: u16,
    payload: impl Encode<()>,
    act: &'static str,
    about: DocumentId,
    what: String,
) -> NewEntry {
    NewEntry {
        slice: Notes::CODE,
        version,
        payload: minicbor::to_vec(payload).expect("writing CBOR to memory cannot fail"),
        act,
        about: Some(about),
        what,
        why: String::new(),
    }
}

/// What the history calls a rule: by its official name, which is French.
fn what(item: &str) -> String {
    let rule = Calendar::in_force().ok().and_then(|all| all.find(item));
    rule.map_or_else(|| item.to_owned(), |rule| rule.name(Lang::Fr).to_owned())
}

/// The entry of an examination that was done.
pub fn examination_noted(id: DocumentId, item: &str, on: When, hidden: bool) -> NewEntry {
    let form = NotedForm {
        id: id.to_bytes().to_vec(),
        item: item.to_owned(),
        on: on.to_string(),
        hidden,
    };
    entry(NOTED_1, form, "examination-noted", id, what(item))
}

/// The entry of a note taken back; `what` is what the history calls it.
pub fn examination_withdrawn(id: DocumentId, what: String) -> NewEntry {
    let form = WithdrawnForm {
        id: id.to_bytes().to_vec(),
    };
    entry(WITHDRAWN_1, form, "examination-withdrawn", id, what)
}

impl Slice for Notes {
    const CODE: u16 = 20;
    type State = Self;

    fn fold(notes: &mut Self, entry: &Entry<'_>) -> Result<()> {
        let unreadable = |error: minicbor::decode::Error| {
            Error::fault("a prevention entry is unreadable").because(error)
        };
        match entry.version {
            NOTED_1 => {
                let form: NotedForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let id = DocumentId::from_slice(&form.id)?;
                let type_code = match entry.by {
                    By::Holder { .. } => BY_HOLDER,
                    _ => BY_OTHERS,
                };
                let facts = DocumentFacts {
                    space: entry.space,
                    id,
                    type_code: type_code.to_owned(),
                    author: WrittenBy::from(entry.by),
                    hiding: Hiding {
                        from_all: form.hidden,
                        ..Hiding::default()
                    },
                    added_at: entry.at,
                    state: DocumentState::Kept,
                };
                let note = Note {
                    id,
                    what: what(&form.item),
                    item: form.item,
                    on: form.on.parse()?,
                    by: entry.by.clone(),
                    hidden: form.hidden,
                };
                notes.add(facts, note);
            }
            WITHDRAWN_1 => {
                let form: WithdrawnForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                notes.withdraw(DocumentId::from_slice(&form.id)?);
            }
            later => {
                return Err(Error::fault(format!(
                    "a prevention entry of unknown version {later}"
                )));
            }
        }
        Ok(())
    }
}
