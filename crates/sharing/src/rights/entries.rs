//! What is written of rights in the journal, and the fold that reads it back.

use super::{EmergencyAccess, Person, Presence, Rights, Share, Switches, Taken};
use crate::entries::entry;
use crate::rules::{EmergencyReason, Lasting};
use journal::{Entry, NewEntry, Slice};
use kernel::{DocumentId, EmergencyId, Error, Result, Rpps, ShareId, Timestamp};
use minicbor::{Decode, Encode};

#[derive(Encode, Decode)]
struct PersonForm {
    #[n(0)]
    rpps: String,
    #[n(1)]
    name: String,
    #[n(2)]
    profession: String,
}

#[derive(Encode, Decode)]
struct PresenceForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    proof: Vec<u8>,
    #[n(1)]
    until: i64,
}

#[derive(Encode, Decode)]
struct EmergencyForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    who: PersonForm,
    #[n(2)]
    reason: EmergencyReason,
    #[n(3)]
    words: String,
    #[n(4)]
    until: i64,
    #[n(5)]
    dispatch: bool,
}

#[derive(Encode, Decode)]
struct ReservedForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    /// Since when, if not from this entry on.
    #[n(1)]
    since: Option<i64>,
}

#[derive(Encode, Decode)]
struct IdForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
}

#[derive(Encode, Decode)]
struct ShareForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    proof: Vec<u8>,
    #[n(2)]
    lasting: Lasting,
}

#[derive(Encode, Decode)]
struct SharedForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    share: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    document: Vec<u8>,
}

#[derive(Encode, Decode)]
struct TakenForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    share: Vec<u8>,
    #[n(1)]
    who: PersonForm,
}

const BLOCKED_1: u16 = 1;
const UNBLOCKED_1: u16 = 2;
const NAMED_1: u16 = 3;
const UNNAMED_1: u16 = 4;
const SWITCHED_1: u16 = 5;
const PRESENCE_SHOWN_1: u16 = 6;
const PRESENCE_USED_1: u16 = 7;
const EMERGENCY_OPENED_1: u16 = 8;
const EMERGENCY_CLOSED_1: u16 = 9;
const RESERVED_1: u16 = 10;
const RELEASED_1: u16 = 11;
const SECRET_KEPT_1: u16 = 12;
const SECRET_LIFTED_1: u16 = 13;
const OF_THE_FAMILY_1: u16 = 14;
const SHARE_MADE_1: u16 = 15;
const DOCUMENT_SHARED_1: u16 = 16;
const SHARE_TAKEN_1: u16 = 17;
const SHARE_STOPPED_1: u16 = 18;

fn person_form(rpps: &Rpps, person: &Person) -> PersonForm {
    PersonForm {
        rpps: rpps.to_string(),
        name: person.name.clone(),
        profession: person.profession.clone(),
    }
}

/// The entry of a professional blocked.
pub fn blocked(rpps: &Rpps, person: &Person) -> NewEntry {
    let form = person_form(rpps, person);
    entry::<Rights>(BLOCKED_1, form, "professional-blocked", &person.name, "")
}

/// The entry of a professional unblocked.
pub fn unblocked(rpps: &Rpps, person: &Person) -> NewEntry {
    let form = person_form(rpps, person);
    entry::<Rights>(
        UNBLOCKED_1,
        form,
        "professional-unblocked",
        &person.name,
        "",
    )
}

/// The entry of a professional named *administrator*.
pub fn administrator_named(rpps: &Rpps, person: &Person) -> NewEntry {
    let form = person_form(rpps, person);
    entry::<Rights>(NAMED_1, form, "administrator-named", &person.name, "")
}

/// The entry of an administrator who is none any more.
pub fn administrator_removed(rpps: &Rpps, person: &Person) -> NewEntry {
    let form = person_form(rpps, person);
    entry::<Rights>(UNNAMED_1, form, "administrator-removed", &person.name, "")
}

/// The entry of the switches set anew.
pub fn switched(switches: Switches) -> NewEntry {
    entry::<Rights>(SWITCHED_1, switches, "switches-set", "", "")
}

/// The entry of a presence code made. Only its proof is kept.
pub(crate) fn presence_shown(shown: Presence) -> NewEntry {
    let form = PresenceForm {
        proof: shown.proof.to_vec(),
        until: shown.until.millis(),
    };
    entry::<Rights>(PRESENCE_SHOWN_1, form, "presence-shown", "", "")
}

/// The entry of the presence code used up.
pub(crate) fn presence_used() -> NewEntry {
    entry::<Rights>(PRESENCE_USED_1, (), "", "", "")
}

/// The entry of an emergency access opened.
pub fn emergency_opened(access: &EmergencyAccess) -> NewEntry {
    let form = EmergencyForm {
        id: access.id.to_bytes().to_vec(),
        who: PersonForm {
            rpps: access.rpps.to_string(),
            name: access.name.clone(),
            profession: access.profession.clone(),
        },
        reason: access.reason,
        words: access.words.clone(),
        until: access.until.millis(),
        dispatch: access.dispatch,
    };
    entry::<Rights>(
        EMERGENCY_OPENED_1,
        form,
        "emergency-opened",
        &access.words,
        access.reason.key(),
    )
}

/// The entry of an emergency access closed by who opened it.
pub fn emergency_closed(access: &EmergencyAccess) -> NewEntry {
    emergency_over(access, "emergency-closed", "")
}

/// The entry of an emergency access that the holder ended.
pub fn emergency_ended(access: &EmergencyAccess) -> NewEntry {
    emergency_over(access, "emergency-ended", &access.name)
}

fn emergency_over(access: &EmergencyAccess, act: &'static str, what: &str) -> NewEntry {
    let form = IdForm {
        id: access.id.to_bytes().to_vec(),
    };
    entry::<Rights>(EMERGENCY_CLOSED_1, form, act, what, "")
}

/// The entry of a document that its patient does not see before a
/// consultation: from now on, or since an earlier version waits. The history
/// does not tell it: its words would.
pub fn document_reserved(document: DocumentId, since: Option<Timestamp>) -> NewEntry {
    let form = ReservedForm {
        id: document.to_bytes().to_vec(),
        since: since.map(Timestamp::millis),
    };
    NewEntry {
        about: Some(document),
        ..entry::<Rights>(RESERVED_1, form, "", "", "")
    }
}

/// The entry of a document that its author lets the patient see.
pub fn document_released(document: DocumentId, title: &str) -> NewEntry {
    let form = IdForm {
        id: document.to_bytes().to_vec(),
    };
    NewEntry {
        about: Some(document),
        ..entry::<Rights>(RELEASED_1, form, "document-released", title, "")
    }
}

/// How the history calls what concerns a minor's secret: those who answer for them are
/// told of none of it, not even once it is no secret any more.
pub(crate) const OF_SECRETS: &str = "secret-";

/// The entry of a document that those who answer for its patient do not see.
pub fn secret_kept(document: DocumentId, title: &str) -> NewEntry {
    of_secret(SECRET_KEPT_1, document, "secret-kept", title)
}

/// The entry of a document that they see again.
pub fn secret_lifted(document: DocumentId, title: &str) -> NewEntry {
    of_secret(SECRET_LIFTED_1, document, "secret-lifted", title)
}

fn of_secret(version: u16, document: DocumentId, act: &'static str, title: &str) -> NewEntry {
    let form = IdForm {
        id: document.to_bytes().to_vec(),
    };
    NewEntry {
        about: Some(document),
        ..entry::<Rights>(version, form, act, title, "")
    }
}

/// The entry of a conversation that those who answer for a child have part in: written
/// as it begins, or never. The line of its beginning tells of it.
pub fn conversation_of_the_family(conversation: DocumentId) -> NewEntry {
    let form = IdForm {
        id: conversation.to_bytes().to_vec(),
    };
    NewEntry {
        about: Some(conversation),
        ..entry::<Rights>(OF_THE_FAMILY_1, form, "", "", "")
    }
}

/// The entry of a share made: of its code only the proof is kept. The lines of its
/// documents tell of it.
pub(crate) fn share_made(id: ShareId, proof: &[u8; 32], lasting: Lasting) -> NewEntry {
    let form = ShareForm {
        id: id.to_bytes().to_vec(),
        proof: proof.to_vec(),
        lasting,
    };
    entry::<Rights>(SHARE_MADE_1, form, "", "", "")
}

/// The entry of one document of it: a line of its own, for whoever sees that document.
pub(crate) fn document_shared(share: ShareId, document: DocumentId, title: &str) -> NewEntry {
    let form = SharedForm {
        share: share.to_bytes().to_vec(),
        document: document.to_bytes().to_vec(),
    };
    NewEntry {
        about: Some(document),
        ..entry::<Rights>(DOCUMENT_SHARED_1, form, "document-shared", title, "")
    }
}

/// The entry of a code used by the first who typed it.
pub(crate) fn share_taken(share: ShareId, rpps: &Rpps, person: &Person) -> NewEntry {
    let form = TakenForm {
        share: share.to_bytes().to_vec(),
        who: person_form(rpps, person),
    };
    entry::<Rights>(SHARE_TAKEN_1, form, "share-taken", &person.name, "share")
}

/// The entry of a share that the holder stopped, and with whom, if it was used.
pub(crate) fn share_stopped(share: &Share) -> NewEntry {
    let form = IdForm {
        id: share.id.to_bytes().to_vec(),
    };
    let taken = share.taken.as_ref();
    let (act, name) = taken.map_or(("share-stopped", ""), |taken| {
        ("share-stopped-with", taken.person.name.as_str())
    });
    entry::<Rights>(SHARE_STOPPED_1, form, act, name, "")
}

fn unreadable(error: minicbor::decode::Error) -> Error {
    Error::fault("a rights entry is unreadable").because(error)
}

/// The proof of a code.
fn proof(bytes: &[u8]) -> Result<[u8; 32]> {
    <[u8; 32]>::try_from(bytes).map_err(|_| Error::fault("a proof of a code is not 32 bytes"))
}

/// The share of this id, which its own entry made before.
fn share<'a>(state: &'a mut Rights, id: &[u8]) -> Result<Option<&'a mut Share>> {
    let id = ShareId::from_slice(id)?;
    Ok(state.shares.iter_mut().find(|share| share.id == id))
}

fn person(payload: &[u8]) -> Result<(Rpps, Person)> {
    let form: PersonForm = minicbor::decode(payload).map_err(unreadable)?;
    let person = Person {
        name: form.name,
        profession: form.profession,
    };
    Ok((form.rpps.parse()?, person))
}

impl Slice for Rights {
    const CODE: u16 = 3;
    type State = Self;

    fn fold(state: &mut Self, entry: &Entry<'_>) -> Result<()> {
        match entry.version {
            BLOCKED_1 => {
                let (rpps, person) = person(entry.payload)?;
                state.blocked.insert(rpps, person);
            }
            UNBLOCKED_1 => {
                state.blocked.remove(&person(entry.payload)?.0);
            }
            NAMED_1 => {
                let (rpps, person) = person(entry.payload)?;
                state.administrators.insert(rpps, person);
            }
            UNNAMED_1 => {
                state.administrators.remove(&person(entry.payload)?.0);
            }
            SWITCHED_1 => state.switches = minicbor::decode(entry.payload).map_err(unreadable)?,
            PRESENCE_SHOWN_1 => {
                let form: PresenceForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let proof = <[u8; 32]>::try_from(form.proof.as_slice())
                    .map_err(|_| Error::fault("a presence proof is not 32 bytes"))?;
                state.presence = Some(Presence {
                    proof,
                    until: Timestamp::from_millis(form.until),
                });
            }
            PRESENCE_USED_1 => state.presence = None,
            EMERGENCY_OPENED_1 => {
                let form: EmergencyForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                state.emergencies.push(EmergencyAccess {
                    id: EmergencyId::from_slice(&form.id)?,
                    rpps: form.who.rpps.parse()?,
                    name: form.who.name,
                    profession: form.who.profession,
                    reason: form.reason,
                    words: form.words,
                    dispatch: form.dispatch,
                    since: entry.at,
                    until: Timestamp::from_millis(form.until),
                });
            }
            EMERGENCY_CLOSED_1 => {
                let form: IdForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let id = EmergencyId::from_slice(&form.id)?;
                let mut accesses = state.emergencies.iter_mut();
                if let Some(access) = accesses.find(|access| access.id == id) {
                    access.until = access.until.min(entry.at);
                }
            }
            RESERVED_1 => {
                let form: ReservedForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let document = DocumentId::from_slice(&form.id)?;
                let since = form.since.map_or(entry.at, Timestamp::from_millis);
                state.reserved.insert(document, (since, entry.by.clone()));
            }
            RELEASED_1 => {
                let form: IdForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let document = DocumentId::from_slice(&form.id)?;
                if state.reserved.remove(&document).is_some() {
                    state.released.insert(document);
                }
            }
            SECRET_KEPT_1 => {
                let form: IdForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                state.secret.insert(DocumentId::from_slice(&form.id)?);
            }
            SECRET_LIFTED_1 => {
                let form: IdForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                state.secret.remove(&DocumentId::from_slice(&form.id)?);
            }
            OF_THE_FAMILY_1 => {
                let form: IdForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let id = DocumentId::from_slice(&form.id)?;
                state.of_the_family.insert(id);
            }
            SHARE_MADE_1 => {
                let form: ShareForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                state.shares.push(Share {
                    id: ShareId::from_slice(&form.id)?,
                    proof: proof(&form.proof)?,
                    lasting: form.lasting,
                    documents: Vec::new(),
                    since: entry.at,
                    taken: None,
                    stopped: None,
                });
            }
            DOCUMENT_SHARED_1 => {
                let form: SharedForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let document = DocumentId::from_slice(&form.document)?;
                if let Some(share) = share(state, &form.share)? {
                    share.documents.push(document);
                }
            }
            SHARE_TAKEN_1 => {
                let form: TakenForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let taken = Taken {
                    rpps: form.who.rpps.parse()?,
                    person: Person {
                        name: form.who.name,
                        profession: form.who.profession,
                    },
                    at: entry.at,
                };
                if let Some(share) = share(state, &form.share)? {
                    share.taken.get_or_insert(taken);
                }
            }
            SHARE_STOPPED_1 => {
                let form: IdForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                if let Some(share) = share(state, &form.id)? {
                    share.stopped.get_or_insert(entry.at);
                }
            }
            later => {
                return Err(Error::fault(format!(
                    "a rights entry of unknown version {later}"
                )));
            }
        }
        Ok(())
    }
}
