//! What the holder decided of who may read, beside care links: blocks, names,
//! switches, presence codes; and the emergency accesses that were opened. What
//! is written of it in the journal, and the fold that reads it back.

use crate::rules::EmergencyReason;
use journal::{Entry, NewEntry, Slice};
use kernel::{EmergencyId, Error, Result, Rpps, Timestamp};
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
    /// What the review found, once there was one.
    pub outcome: Option<Review>,
}

/// What the review of an emergency access found.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum Review {
    /// It was justified.
    #[n(0)]
    Justified,
    /// It was not, and measures follow.
    #[n(1)]
    Unjustified,
}

impl Review {
    /// The key of the words that say it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Justified => "justified",
            Self::Unjustified => "unjustified",
        }
    }

    /// The finding of this key.
    pub fn find(key: &str) -> Option<Self> {
        [Self::Justified, Self::Unjustified]
            .into_iter()
            .find(|review| review.key() == key)
    }
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
struct ReviewForm {
    #[cbor(n(0), with = "minicbor::bytes")]
    id: Vec<u8>,
    #[n(1)]
    outcome: Option<Review>,
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
const EMERGENCY_REVIEWED_1: u16 = 10;

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
    let form = ReviewForm {
        id: id.to_bytes().to_vec(),
        outcome: None,
    };
    entry(EMERGENCY_CLOSED_1, form, "emergency-closed", "", "")
}

/// The entry of what the review of an emergency access found.
pub fn emergency_reviewed(id: EmergencyId, outcome: Review) -> NewEntry {
    let form = ReviewForm {
        id: id.to_bytes().to_vec(),
        outcome: Some(outcome),
    };
    entry(
        EMERGENCY_REVIEWED_1,
        form,
        "emergency-reviewed",
        "",
        outcome.key(),
    )
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
                    outcome: None,
                });
            }
            EMERGENCY_CLOSED_1 | EMERGENCY_REVIEWED_1 => {
                let form: ReviewForm = minicbor::decode(entry.payload).map_err(unreadable)?;
                let id = EmergencyId::from_slice(&form.id)?;
                let mut accesses = state.emergencies.iter_mut();
                if let Some(access) = accesses.find(|access| access.id == id) {
                    match form.outcome {
                        Some(outcome) => access.outcome = Some(outcome),
                        None => access.until = access.until.min(entry.at),
                    }
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
