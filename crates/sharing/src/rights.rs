//! What the holder decided of who may read, beside care links: blocks, names,
//! switches, presence codes; and the emergency accesses that were opened. What
//! is written of it in the journal, and the fold that reads it back.

use crate::rules::{EmergencyReason, RESERVED_AT_MOST, RESERVED_TOLD_AFTER};
use journal::{Entry, NewEntry, Slice};
use kernel::{DocumentId, EmergencyId, Error, Result, Rpps, Timestamp};
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;

/// The switches of a space. What is true of a new one is [`Default`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Switches {
    /// New documents come hidden from everyone.
    #[n(0)]
    pub hide_new: bool,
    /// Everything is hidden from everyone, whatever each document says.
    #[n(1)]
    pub hide_all: bool,
    /// The dispatch of emergencies (SAMU) may open the record.
    #[n(2)]
    pub emergency_dispatch: bool,
    /// Other professionals may, in an emergency.
    #[n(3)]
    pub emergency_others: bool,
    /// Then they see what is hidden by name as well.
    #[n(4)]
    pub emergency_hidden: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            hide_new: false,
            hide_all: false,
            emergency_dispatch: true,
            emergency_others: true,
            emergency_hidden: false,
        }
    }
}

/// A professional as the record knows them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// Their name at that time.
    pub name: String,
    /// TRE_G15 code of their profession.
    pub profession: String,
}

/// An emergency access (break-glass): one person, four hours, told at once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EmergencyAccess {
    /// Its id.
    pub id: EmergencyId,
    /// Who opened it.
    pub rpps: Rpps,
    /// Their name.
    pub name: String,
    /// TRE_G15 code of their profession.
    pub profession: String,
    /// The coded reason.
    pub reason: EmergencyReason,
    /// The reason in their own words.
    pub words: String,
    /// Since when.
    pub since: Timestamp,
    /// Its end: excluded.
    pub until: Timestamp,
}

/// A presence code the holder showed, not used yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Presence {
    pub proof: [u8; 32],
    pub until: Timestamp,
}

/// The rights of a space, as its journal adds up to.
#[derive(Clone, Default, Debug)]
pub struct Rights {
    switches: Switches,
    blocked: BTreeMap<Rpps, Person>,
    administrators: BTreeMap<Rpps, Person>,
    emergencies: Vec<EmergencyAccess>,
    presence: Option<Presence>,
    reserved: BTreeMap<DocumentId, Timestamp>,
}

impl Rights {
    /// The switches.
    pub const fn switches(&self) -> Switches {
        self.switches
    }

    /// Whom the holder blocked.
    pub const fn blocked(&self) -> &BTreeMap<Rpps, Person> {
        &self.blocked
    }

    /// Whom the holder named *administrator*.
    pub const fn administrators(&self) -> &BTreeMap<Rpps, Person> {
        &self.administrators
    }

    /// Every emergency access there was, the oldest first.
    pub fn emergencies(&self) -> &[EmergencyAccess] {
        &self.emergencies
    }

    /// The emergency access of this professional that is in force.
    pub fn emergency(&self, rpps: &Rpps, now: Timestamp) -> Option<&EmergencyAccess> {
        let mut theirs = self.emergencies.iter().rev();
        theirs.find(|access| access.rpps == *rpps && access.since <= now && now < access.until)
    }

    /// Whether this document waits for a consultation before its patient sees it.
    pub fn reserved(&self, document: DocumentId, now: Timestamp) -> bool {
        self.reserved
            .get(&document)
            .is_some_and(|added| now < added.plus(RESERVED_AT_MOST))
    }

    /// Whether something has waited for a consultation long enough that its
    /// patient must know that there is something.
    pub fn something_waits(&self, now: Timestamp) -> bool {
        self.reserved.iter().any(|(document, added)| {
            self.reserved(*document, now) && now >= added.plus(RESERVED_TOLD_AFTER)
        })
    }

    /// Whether the code with this proof shows that the patient is there.
    pub(crate) fn proves_presence(&self, proof: &[u8; 32], now: Timestamp) -> bool {
        self.presence
            .is_some_and(|shown| now < shown.until && shown.proof == *proof)
    }

    /// Until when the presence code on show may be used.
    pub fn presence_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.presence
            .map(|shown| shown.until)
            .filter(|until| now < *until)
    }
}

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
}

#[derive(Encode, Decode)]
struct DocumentForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
}

#[derive(Encode, Decode)]
struct ClosedForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
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

fn entry(
    version: u16,
    payload: impl Encode<()>,
    act: &'static str,
    what: &str,
    why: &str,
) -> NewEntry {
    NewEntry {
        slice: Rights::CODE,
        version,
        payload: minicbor::to_vec(payload).expect("writing CBOR to memory cannot fail"),
        act,
        about: None,
        what: what.to_owned(),
        why: why.to_owned(),
    }
}

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
    entry(BLOCKED_1, form, "professional-blocked", &person.name, "")
}

/// The entry of a professional unblocked.
pub fn unblocked(rpps: &Rpps, person: &Person) -> NewEntry {
    let form = person_form(rpps, person);
    entry(
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
    entry(NAMED_1, form, "administrator-named", &person.name, "")
}

/// The entry of an administrator who is none any more.
pub fn administrator_removed(rpps: &Rpps, person: &Person) -> NewEntry {
    let form = person_form(rpps, person);
    entry(UNNAMED_1, form, "administrator-removed", &person.name, "")
}

/// The entry of the switches set anew.
pub fn switched(switches: Switches) -> NewEntry {
    entry(SWITCHED_1, switches, "switches-set", "", "")
}

/// The entry of a presence code made. Only its proof is kept.
pub(crate) fn presence_shown(shown: Presence) -> NewEntry {
    let form = PresenceForm {
        proof: shown.proof.to_vec(),
        until: shown.until.millis(),
    };
    entry(PRESENCE_SHOWN_1, form, "presence-shown", "", "")
}

/// The entry of the presence code used up.
pub(crate) fn presence_used() -> NewEntry {
    entry(PRESENCE_USED_1, (), "", "", "")
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
    };
    entry(
        EMERGENCY_OPENED_1,
        form,
        "emergency-opened",
        &access.words,
        access.reason.key(),
    )
}

/// The entry of an emergency access closed by who opened it.
pub fn emergency_closed(id: EmergencyId) -> NewEntry {
    let form = ClosedForm {
        id: id.to_bytes().to_vec(),
    };
    entry(EMERGENCY_CLOSED_1, form, "emergency-closed", "", "")
}

/// The entry of a document that its patient does not see before a
/// consultation. The history does not tell it: its words would.
pub fn document_reserved(document: DocumentId) -> NewEntry {
    let form = DocumentForm {
        id: document.to_bytes().to_vec(),
    };
    NewEntry {
        about: Some(document),
        ..entry(RESERVED_1, form, "", "", "")
    }
}

/// The entry of a document that its author lets the patient see.
pub fn document_released(document: DocumentId, title: &str) -> NewEntry {
    let form = DocumentForm {
        id: document.to_bytes().to_vec(),
    };
    NewEntry {
        about: Some(document),
        ..entry(RELEASED_1, form, "document-released", title, "")
    }
}

fn unreadable(error: minicbor::decode::Error) -> Error {
    Error::fault("a rights entry is unreadable").because(error)
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
                    since: entry.at,
                    until: Timestamp::from_millis(form.until),
                });
            }
            EMERGENCY_CLOSED_1 => {
                let form: ClosedForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let id = EmergencyId::from_slice(&form.id)?;
                let mut accesses = state.emergencies.iter_mut();
                if let Some(access) = accesses.find(|access| access.id == id) {
                    access.until = access.until.min(entry.at);
                }
            }
            RESERVED_1 => {
                let form: DocumentForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let document = DocumentId::from_slice(&form.id)?;
                state.reserved.insert(document, entry.at);
            }
            RELEASED_1 => {
                let form: DocumentForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                state.reserved.remove(&DocumentId::from_slice(&form.id)?);
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

#[cfg(test)]
mod tests {
    //! Every payload ever written stays readable: frozen bytes, folded.

    use super::*;
    use journal::By;
    use kernel::SpaceId;

    const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

    fn fold(rights: &mut Rights, name: &str, new: &NewEntry, at: i64) {
        let payload = testkit::frozen(GOLDEN, name, &new.payload);
        let by = By::Keeper { name: "x".into() };
        let entry = Entry {
            space: SpaceId::from_bytes([9; 16]),
            seq: 1,
            at: Timestamp::from_millis(at),
            by: &by,
            slice: Rights::CODE,
            version: new.version,
            payload: &payload,
        };
        Rights::fold(rights, &entry).expect("readable");
    }

    fn somebody() -> (Rpps, Person) {
        let person = Person {
            name: "Dr B".into(),
            profession: "10".into(),
        };
        ("99700218896".parse().expect("a number"), person)
    }

    #[test]
    fn golden_people_are_blocked_and_named_and_not_any_more() {
        let (mut rights, (rpps, person)) = (Rights::default(), somebody());
        fold(&mut rights, "blocked-1", &blocked(&rpps, &person), 1);
        assert_eq!(rights.blocked().get(&rpps), Some(&person));
        fold(&mut rights, "unblocked-1", &unblocked(&rpps, &person), 2);
        assert!(rights.blocked().is_empty());
        let named = administrator_named(&rpps, &person);
        fold(&mut rights, "administrator-named-1", &named, 3);
        assert_eq!(rights.administrators().get(&rpps), Some(&person));
        let removed = administrator_removed(&rpps, &person);
        fold(&mut rights, "administrator-removed-1", &removed, 4);
        assert!(rights.administrators().is_empty());
    }

    #[test]
    fn golden_switches_are_set() {
        let mut rights = Rights::default();
        assert_eq!(rights.switches(), Switches::default());
        let all = Switches {
            hide_new: true,
            hide_all: true,
            emergency_dispatch: false,
            emergency_others: false,
            emergency_hidden: true,
        };
        fold(&mut rights, "switched-1", &switched(all), 1);
        assert_eq!(rights.switches(), all);
    }

    #[test]
    fn golden_a_presence_code_serves_once_and_before_its_end() {
        let mut rights = Rights::default();
        let shown = Presence {
            proof: [7; 32],
            until: Timestamp::from_millis(9_000),
        };
        fold(&mut rights, "presence-shown-1", &presence_shown(shown), 1);
        let proves = |rights: &Rights, proof: [u8; 32], at| {
            rights.proves_presence(&proof, Timestamp::from_millis(at))
        };
        assert!(proves(&rights, [7; 32], 8_999));
        assert!(!proves(&rights, [7; 32], 9_000));
        assert!(!proves(&rights, [8; 32], 8_999));
        fold(&mut rights, "presence-used-1", &presence_used(), 2);
        assert!(!proves(&rights, [7; 32], 8_999));
    }

    #[test]
    fn golden_an_emergency_is_in_force_until_it_ends_or_is_closed() {
        let (mut rights, (rpps, person)) = (Rights::default(), somebody());
        let access = EmergencyAccess {
            id: EmergencyId::from_bytes([5; 16]),
            rpps: rpps.clone(),
            name: person.name,
            profession: person.profession,
            reason: EmergencyReason::CannotSpeak,
            words: "inconscient, seul chez lui".into(),
            since: Timestamp::from_millis(1_000),
            until: Timestamp::from_millis(9_000),
        };
        fold(
            &mut rights,
            "emergency-opened-1",
            &emergency_opened(&access),
            1_000,
        );
        assert_eq!(rights.emergencies(), std::slice::from_ref(&access));
        let at = |rights: &Rights, at| {
            let at = Timestamp::from_millis(at);
            rights.emergency(&rpps, at).is_some()
        };
        assert!(!at(&rights, 999) && at(&rights, 1_000) && at(&rights, 8_999));
        assert!(!at(&rights, 9_000));
        let closed = emergency_closed(access.id);
        fold(&mut rights, "emergency-closed-1", &closed, 4_000);
        assert!(at(&rights, 3_999) && !at(&rights, 4_000));
    }

    #[test]
    fn golden_a_document_is_reserved_for_a_month_or_until_it_is_released() {
        const DAY: i64 = 24 * 60 * 60 * 1_000;
        let (mut rights, document) = (Rights::default(), DocumentId::from_bytes([4; 16]));
        let day = |n: i64| Timestamp::from_millis(n * DAY);
        fold(
            &mut rights,
            "document-reserved-1",
            &document_reserved(document),
            0,
        );
        assert!(rights.reserved(document, day(29)) && !rights.reserved(document, day(30)));
        assert!(!rights.something_waits(day(13)) && rights.something_waits(day(14)));
        let released = document_released(document, "Biopsie");
        fold(&mut rights, "document-released-1", &released, DAY);
        assert!(!rights.reserved(document, day(2)) && !rights.something_waits(day(15)));
    }

    #[test]
    fn an_entry_of_a_later_version_is_an_error_and_never_skipped() {
        let by = By::Keeper { name: "x".into() };
        let entry = Entry {
            space: SpaceId::from_bytes([9; 16]),
            seq: 1,
            at: Timestamp::from_millis(1),
            by: &by,
            slice: Rights::CODE,
            version: 99,
            payload: &[],
        };
        assert!(Rights::fold(&mut Rights::default(), &entry).is_err());
    }
}
