//! Who may do what: the only place that decides.
//!
//! [`decide`] is a plain function over a finite domain, [`Case`]: a test walks
//! every case against an independently written oracle, and prints the whole as
//! a golden table that a lawyer can read (`tests/golden/decisions.txt`). The
//! order of questions is that of the domain rules, §3. What is not allowed
//! here is refused: absence of a rule means no.

use crate::entries::Basis;
use kernel::{Chance, Error, Result, Timestamp};
use minicbor::{Decode, Encode};
use std::collections::BTreeSet;
use std::time::Duration;

mod matrix;
pub use matrix::Matrix;

/// Whether the space may be read and fed at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Space {
    /// Open or active.
    Open,
    /// Anything else: as if it did not exist.
    Shut,
}

/// Who asks, in what capacity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    /// The holder of this very space.
    Holder,
    /// The holder of another space.
    Stranger,
    /// A professional of the national directory.
    Professional,
    /// An institution's software.
    Institution,
    /// An operator of the phone line.
    Operator,
    /// A volunteer.
    Volunteer,
    /// An administrator of the system.
    Administrator,
}

/// Why a professional may read at all, at this moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Link {
    /// Nothing was ever made, or it ended.
    None,
    /// A care link is in force.
    InForce,
    /// Only an emergency access (break-glass) is.
    Emergency,
}

/// How the holder stands to a professional.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trust {
    /// As to any other.
    Ordinary,
    /// Blocked: reading looks like a closed space; they may still deposit.
    Blocked,
    /// Named *administrator*: what is hidden from all is not from them.
    Administrator,
}

/// What the matrix says of this profession and this type of document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ByMatrix {
    /// The profession may read this type.
    Readable,
    /// It may not, or the type is not in the matrix.
    Closed,
}

/// From whom the document is hidden.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hidden {
    /// From nobody.
    No,
    /// From everyone.
    FromAll,
    /// From the one who asks, by name.
    FromThem,
    /// From everyone, and from the one who asks by name too.
    FromAllAndThem,
    /// From somebody else, by name.
    FromAnother,
}

/// Who wrote the document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Author {
    /// The one who asks.
    Them,
    /// Somebody else.
    Another,
}

/// What the first days of an account keep back from its holder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Probation {
    /// Nothing, or the document came after the account.
    Over,
    /// What was there before it (domain rules, §2.4).
    KeptBack,
}

/// Whether the document waits for a consultation before its patient sees it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reserved {
    /// It does not, or not any more.
    No,
    /// Until the consultation, or a month at most (domain rules, §3.6).
    UntilAnnounced,
}

/// Where a document is in its life.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum DocumentState {
    /// In the record, current or replaced.
    #[default]
    Kept,
    /// In the holder's bin.
    Binned,
    /// Taken back by its author, or gone from the bin.
    Withdrawn,
}

/// What the holder decided of emergency accesses, for such a one as asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Emergency {
    /// None.
    Refused,
    /// To what is not hidden.
    Accepted,
    /// To what is hidden by name as well. What is hidden from all stays so.
    AcceptedByName,
}

/// What they want to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// See the record: lists, home, summary. Each document in it is decided on
    /// its own, as [`Act::ReadDocument`].
    OpenRecord,
    /// Read one document.
    ReadDocument,
    /// Add a document.
    AddDocument,
    /// Hide a document, or show it again.
    HideDocument,
    /// Mark a document as seen, on its first reading.
    MarkSeen,
    /// Pin a document, or put it into a folder.
    ArrangeDocument,
    /// Throw a document of one's own away, for thirty days at first.
    BinDocument,
    /// Take a document out of the bin.
    RestoreDocument,
    /// Ask the author of a document to mend it.
    AskCorrection,
    /// Answer the patient who asked.
    AnswerCorrection,
    /// Put a new version in the place of a document of one's own.
    ReplaceDocument,
    /// Take a document of one's own back.
    WithdrawDocument,
    /// Let the patient see a document that waited for a consultation.
    ReleaseDocument,
    /// Read who did what in this space.
    ReadHistory,
    /// State that the patient consented to a care link.
    StateLink,
    /// Bring a colleague into one's care link.
    NameColleague,
    /// Open an emergency access.
    OpenEmergency,
    /// Close one's own emergency access before its end.
    CloseEmergency,
    /// Decide who may read: cut links and change their end, name, block, switch.
    SetRights,
}

impl Act {
    /// Whether it is about one document.
    pub const fn is_on_a_document(self) -> bool {
        matches!(
            self,
            Self::ReadDocument
                | Self::HideDocument
                | Self::MarkSeen
                | Self::ArrangeDocument
                | Self::BinDocument
                | Self::RestoreDocument
                | Self::AskCorrection
                | Self::AnswerCorrection
                | Self::ReplaceDocument
                | Self::WithdrawDocument
                | Self::ReleaseDocument
        )
    }
}

/// Everything a decision depends on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Case {
    /// Is the space open?
    pub space: Space,
    /// Who asks?
    pub who: Who,
    /// Why may they read at all?
    pub link: Link,
    /// How does the holder stand to them?
    pub trust: Trust,
    /// What did the holder decide of emergencies?
    pub emergency: Emergency,
    /// Does the matrix allow this type?
    pub matrix: ByMatrix,
    /// Is the document hidden from them?
    pub hidden: Hidden,
    /// Did they write it?
    pub author: Author,
    /// Where is it in its life?
    pub state: DocumentState,
    /// Does it wait for a consultation?
    pub reserved: Reserved,
    /// Is it kept back from its holder, for the first days?
    pub probation: Probation,
    /// What do they want to do?
    pub act: Act,
}

/// Why not, when they may know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// A professional without a care link.
    NoCareLink,
    /// Somebody who never has a place in a record.
    NoMedicalCapacity,
    /// The holder refused emergency accesses.
    EmergencyRefused,
}

/// The answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// Yes.
    Allowed,
    /// No, and as if it did not exist.
    NotFound,
    /// No, and they may know why.
    Forbidden(Reason),
}

/// Decides. The order of the questions is the rule.
pub const fn decide(case: Case) -> Decision {
    // 1. Is the space open?
    if matches!(case.space, Space::Shut) {
        return Decision::NotFound;
    }
    // 2. Who asks, in what capacity?
    match case.who {
        Who::Operator | Who::Volunteer | Who::Administrator => {
            Decision::Forbidden(Reason::NoMedicalCapacity)
        }
        Who::Stranger => Decision::NotFound,
        Who::Holder => holder(case),
        Who::Professional => professional(case),
        Who::Institution => institution(case),
    }
}

const fn holder(case: Case) -> Decision {
    if case.act.is_on_a_document() {
        // What is kept back is nothing to read, and nothing to act upon unseen.
        let kept_back = matches!(case.probation, Probation::KeptBack)
            || matches!(case.reserved, Reserved::UntilAnnounced);
        let out_of_place = match case.state {
            DocumentState::Kept => matches!(case.act, Act::RestoreDocument),
            DocumentState::Binned => !matches!(case.act, Act::ReadDocument | Act::RestoreDocument),
            DocumentState::Withdrawn => true,
        };
        if kept_back || out_of_place {
            return Decision::NotFound;
        }
    }
    let own = matches!(case.author, Author::Them);
    match case.act {
        Act::OpenRecord
        | Act::ReadDocument
        | Act::AddDocument
        | Act::HideDocument
        | Act::MarkSeen
        | Act::ArrangeDocument
        | Act::ReadHistory
        | Act::SetRights => Decision::Allowed,
        Act::BinDocument | Act::RestoreDocument | Act::ReplaceDocument if own => Decision::Allowed,
        Act::AskCorrection if !own => Decision::Allowed,
        // The holder does not treat themselves, and answers for what is theirs.
        _ => Decision::NotFound,
    }
}

const fn professional(case: Case) -> Decision {
    let blocked = matches!(case.trust, Trust::Blocked);
    match case.act {
        // Feeding needs no consent, and who was blocked may still feed.
        Act::AddDocument => return Decision::Allowed,
        Act::AnswerCorrection
        | Act::ReplaceDocument
        | Act::WithdrawDocument
        | Act::ReleaseDocument => return own_and_kept(case),
        Act::HideDocument
        | Act::MarkSeen
        | Act::ArrangeDocument
        | Act::BinDocument
        | Act::RestoreDocument
        | Act::AskCorrection
        | Act::ReadHistory
        | Act::SetRights => return Decision::NotFound,
        _ if blocked => return Decision::NotFound,
        Act::StateLink => return Decision::Allowed,
        Act::OpenEmergency => {
            return match case.emergency {
                Emergency::Refused => Decision::Forbidden(Reason::EmergencyRefused),
                Emergency::Accepted | Emergency::AcceptedByName => Decision::Allowed,
            };
        }
        Act::NameColleague | Act::CloseEmergency | Act::OpenRecord | Act::ReadDocument => {}
    }
    // 3. Is there a care link in force, or an emergency?
    match (case.act, case.link) {
        (_, Link::None) | (Act::NameColleague, Link::Emergency) => {
            return Decision::Forbidden(Reason::NoCareLink);
        }
        (Act::OpenRecord | Act::NameColleague | Act::CloseEmergency, _) => {
            return Decision::Allowed;
        }
        _ => {}
    }
    if !matches!(case.state, DocumentState::Kept) {
        return Decision::NotFound;
    }
    // 4. Does the matrix allow this kind of document?
    if matches!(case.matrix, ByMatrix::Closed) {
        return Decision::NotFound;
    }
    // 5. Is it hidden from them? Its author keeps seeing it.
    if matches!(case.author, Author::Them) {
        return Decision::Allowed;
    }
    match (case.hidden, case.link) {
        (Hidden::No | Hidden::FromAnother, _) => Decision::Allowed,
        // A document hidden by name is not for that one, administrator or not.
        (Hidden::FromAll, Link::InForce) if matches!(case.trust, Trust::Administrator) => {
            Decision::Allowed
        }
        (Hidden::FromThem, Link::Emergency)
            if matches!(case.emergency, Emergency::AcceptedByName) =>
        {
            Decision::Allowed
        }
        (Hidden::FromAll | Hidden::FromThem | Hidden::FromAllAndThem, _) => Decision::NotFound,
    }
}

const fn institution(case: Case) -> Decision {
    match case.act {
        Act::AddDocument => Decision::Allowed,
        Act::ReadDocument
        | Act::AnswerCorrection
        | Act::ReplaceDocument
        | Act::WithdrawDocument
        | Act::ReleaseDocument => own_and_kept(case),
        _ => Decision::NotFound,
    }
}

/// What only its author does to a document, and only while it is there.
const fn own_and_kept(case: Case) -> Decision {
    match (case.author, case.state) {
        (Author::Them, DocumentState::Kept) => Decision::Allowed,
        _ => Decision::NotFound,
    }
}

/// How long a document may wait for a consultation before its patient sees it
/// by itself: a month (domain rules, §3.6).
pub const RESERVED_AT_MOST: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// When the patient is told that something awaits a consultation: within two
/// weeks (domain rules, §3.6).
pub const RESERVED_TOLD_AFTER: Duration = Duration::from_secs(14 * 24 * 60 * 60);
/// How long an emergency access lasts (domain rules, §3).
pub const EMERGENCY_LASTS: Duration = Duration::from_secs(4 * 60 * 60);

/// People seen in a day, without a presence code, that raise an alarm.
pub const PEOPLE_ALARM: u64 = 60;
/// People seen in a day, without a presence code, at most.
pub const PEOPLE_AT_MOST: u64 = 150;
/// Beyond the alarm, one person more only after this long.
pub const SLOWED_TO: Duration = Duration::from_secs(60);

/// What the number of people seen today means (domain rules, §3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ceiling {
    /// Go on.
    Below,
    /// Go on; somebody looks into it.
    Alarm,
    /// Not yet: after this long.
    Wait(Duration),
    /// Not today.
    Stop,
}

/// The ceiling for `people` seen today, this one among them; the one before
/// was seen at `last`.
pub fn ceiling(people: u64, last: Timestamp, now: Timestamp) -> Ceiling {
    if people > PEOPLE_AT_MOST {
        return Ceiling::Stop;
    }
    if people <= PEOPLE_ALARM {
        return Ceiling::Below;
    }
    match now.since(last) {
        waited if people > PEOPLE_ALARM + 1 && waited < SLOWED_TO => {
            Ceiling::Wait(SLOWED_TO - waited)
        }
        _ => Ceiling::Alarm,
    }
}

/// The signs of a presence code: no two are mistaken for each other.
const PRESENCE_SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PRESENCE_LEN: usize = 8;

/// A new presence code: eight signs, forty bits, for ten minutes.
pub fn presence_code(chance: &dyn Chance) -> String {
    let mut bytes = [0; PRESENCE_LEN];
    chance.fill(&mut bytes);
    let sign = |byte: &u8| char::from(PRESENCE_SIGNS[usize::from(byte & 31)]);
    bytes.iter().map(sign).collect()
}

/// A presence code as typed: small letters, spaces, hyphens, O, I and L are
/// forgiven. None, if it is no code at all.
pub fn read_presence_code(typed: &str) -> Option<String> {
    let signs = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
    let signs = signs.map(|c| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    let code: String = signs.collect();
    let right = code.len() == PRESENCE_LEN && code.bytes().all(|b| PRESENCE_SIGNS.contains(&b));
    right.then_some(code)
}

/// Why somebody opens a record in an emergency.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum EmergencyReason {
    /// The patient's life is in danger.
    #[n(0)]
    LifeInDanger,
    /// The patient cannot express themselves, and care cannot wait.
    #[n(1)]
    CannotSpeak,
    /// The dispatch of emergencies (SAMU) regulates a call.
    #[n(2)]
    Dispatch,
}

impl EmergencyReason {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 3] = [Self::LifeInDanger, Self::CannotSpeak, Self::Dispatch];

    /// The key of the words that say it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::LifeInDanger => "life-in-danger",
            Self::CannotSpeak => "cannot-speak",
            Self::Dispatch => "dispatch",
        }
    }

    /// The reason of this key.
    pub fn find(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }
}

/// Fewest and most characters of the reason in one's own words (domain rules, §3).
pub const EMERGENCY_WORDS: (usize, usize) = (20, 500);

/// The reason in their own words, tidied.
///
/// # Errors
/// Invalid, if it is too short to say anything, or too long. A few characters
/// typed over and over say nothing either.
pub fn emergency_words(words: &str) -> Result<String> {
    const DIFFERENT_MIN: usize = 8;
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let (min, max) = EMERGENCY_WORDS;
    let length = words.chars().count();
    let different = words.to_lowercase().chars().collect::<BTreeSet<_>>().len();
    if length > max {
        return Err(Error::field("raison", "sharing-emergency-words-long"));
    }
    if length < min || different < DIFFERENT_MIN || words.chars().any(char::is_control) {
        return Err(Error::field("raison", "sharing-emergency-words-short"));
    }
    Ok(kernel::visible(&words))
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// TRE_G15 code of pharmacists.
const PHARMACIST: &str = "21";

/// How long a care link lasts (domain rules, §3): the treating doctor's a
/// year, pharmacies' three days, others' ninety.
pub fn link_lasts(basis: Basis, profession: &str) -> Duration {
    match (basis, profession) {
        (Basis::Treating, _) => DAY * 365,
        (_, PHARMACIST) => DAY * 3,
        _ => DAY * 90,
    }
}

#[cfg(test)]
mod tests;
