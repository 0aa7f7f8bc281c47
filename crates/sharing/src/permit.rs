//! Permits, and what only a permit opens.
//!
//! Health content is kept in memory as [`Sealed`]. The only way to it is a
//! [`Permit`], which only this crate makes, after a decision, once the line in
//! the access log is durable. So neither the check nor the trace can be
//! forgotten: it does not compile.
//!
//! ```compile_fail,E0451
//! fn forged(book: std::sync::Arc<journal::Book>, one: sharing::Permit) -> sharing::Permit {
//!     sharing::Permit { book, ..one }
//! }
//! ```
//! ```compile_fail,E0277
//! fn copied<T: Clone>() {}
//! copied::<sharing::Permit>();
//! ```
//! ```compile_fail,E0616
//! fn peeled<L: sharing::Titled, B>(sealed: sharing::Sealed<L, B>) -> L { sealed.label }
//! ```
//! ```compile_fail,E0061
//! fn unasked<L: sharing::Titled, B>(sealed: &sharing::Sealed<L, B>) -> &L { sealed.label().unwrap() }
//! ```
//! ```compile_fail,E0614
//! fn dereferenced<L: sharing::Titled, B>(sealed: &sharing::Sealed<L, B>) -> &L { &**sealed }
//! ```
//! ```compile_fail,E0599
//! fn changed<L: sharing::Titled, B>(sealed: &mut sharing::Sealed<L, B>) { sealed.update(|_| ()); }
//! ```
//! ```compile_fail,E0451
//! fn took_leave(book: std::sync::Arc<journal::Book>, one: sharing::Leave) -> sharing::Leave { sharing::Leave { book, ..one } }
//! ```
//! ```compile_fail,E0277
//! fn shown<L: sharing::Titled, B>(sealed: &sharing::Sealed<L, B>) { println!("{sealed:?}"); }
//! ```

use crate::entries::CareLinks;
use crate::rights::Rights;
use crate::rules::{
    self, Act, Author, ByMatrix, Case, Decision, DocumentState, Emergency, Hidden, Link, Matrix,
    Probation, Reason, Reserved, Space, Trust, Who,
};
use identity::Role;
use journal::{Book, By, Slice, Standing};
use kernel::{DocumentId, Error, Finess, Result, Rpps, SpaceId, Timestamp};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Who wrote a document, as far as rights depend on it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WrittenBy {
    /// The holder, or somebody of their account.
    Holder,
    /// A professional.
    Professional(Rpps),
    /// An institution's software.
    Institution(Finess),
}

impl From<&By> for WrittenBy {
    fn from(by: &By) -> Self {
        match by {
            // A keeper never writes documents; were one to, it would be no professional's.
            By::Holder { .. } | By::Keeper { .. } => Self::Holder,
            By::Professional { rpps, .. } => Self::Professional(rpps.clone()),
            By::Institution { finess, .. } => Self::Institution(finess.clone()),
        }
    }
}

/// From whom a document is hidden.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Hiding {
    /// From every professional and institution.
    pub from_all: bool,
    /// From these professionals.
    pub from: BTreeSet<Rpps>,
}

impl Hiding {
    /// Hidden from somebody at least.
    pub fn is_hidden(&self) -> bool {
        self.from_all || !self.from.is_empty()
    }
}

/// What rights depend on, of one document. Not content: no title, no name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentFacts {
    /// The space it is in.
    pub space: SpaceId,
    /// Its id.
    pub id: DocumentId,
    /// Its official type code.
    pub type_code: String,
    /// Who wrote it.
    pub author: WrittenBy,
    /// From whom it is hidden.
    pub hiding: Hiding,
    /// When it came into the record.
    pub added_at: Timestamp,
    /// Where it is in its life.
    pub state: DocumentState,
}

/// How much of a document is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Depth {
    Label,
    Body,
}

/// What lists show of something, and what the holder's history calls it.
pub trait Titled {
    /// What it is about, in words the holder knows.
    fn what(&self) -> &str;
}

/// Health content in memory: what lists show of it, the thing itself, and the
/// facts that the visibility of both depends on.
#[derive(Clone)]
pub struct Sealed<L, B> {
    facts: DocumentFacts,
    label: L,
    body: B,
}

impl<L: Titled, B> Sealed<L, B> {
    /// Seals a content: for the fold that reads it from the journal.
    pub const fn new(facts: DocumentFacts, label: L, body: B) -> Self {
        Self { facts, label, body }
    }

    /// The facts.
    pub const fn facts(&self) -> &DocumentFacts {
        &self.facts
    }

    /// The facts, to change as the fold goes on.
    pub const fn facts_mut(&mut self) -> &mut DocumentFacts {
        &mut self.facts
    }

    /// What lists show.
    ///
    /// # Errors
    /// Not found, unless the permit covers it.
    pub fn label(&self, permit: &Permit) -> Result<&L> {
        permit
            .covers(&self.facts, Depth::Label)
            .then_some(&self.label)
            .ok_or_else(Error::not_found)
    }

    /// The thing itself.
    ///
    /// # Errors
    /// Not found, unless the permit is for this very thing.
    pub fn body(&self, permit: &Permit) -> Result<&B> {
        permit
            .covers(&self.facts, Depth::Body)
            .then_some(&self.body)
            .ok_or_else(Error::not_found)
    }

    /// What the history should call it, for a change to this very document.
    ///
    /// # Errors
    /// Not found, when the change is about another one.
    pub fn what(&self, leave: &Leave) -> Result<String> {
        if !leave.about.contains(&self.facts.id) {
            return Err(Error::not_found());
        }
        Ok(self.label.what().to_owned())
    }

    /// What the line should call it that is written before it is given.
    pub(crate) fn title(&self) -> &str {
        self.label.what()
    }
}

/// Who asks, reduced to what rights depend on.
#[derive(Clone, Debug)]
pub(crate) enum Asker {
    Holder {
        spaces: Vec<SpaceId>,
        /// Of these spaces, what is older than this is kept back.
        probations: Vec<(SpaceId, Timestamp)>,
    },
    Professional {
        rpps: Rpps,
        profession: String,
        /// They answer the calls of a dispatch of emergencies.
        dispatch: bool,
    },
    Institution(Finess),
    /// Somebody of the team: never let in, and nothing else is known of them.
    Staff(Role),
}

impl Asker {
    /// Since when the holder reaches this space, while the first days of their
    /// account keep back what is older.
    pub(crate) fn since(&self, space: SpaceId) -> Option<Timestamp> {
        match self {
            Self::Holder { probations, .. } => {
                let mut of_space = probations.iter().filter(|(kept, _)| *kept == space);
                of_space.next().map(|(_, since)| *since)
            }
            Self::Professional { .. } | Self::Institution(_) | Self::Staff(_) => None,
        }
    }
}

/// What a permit is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Scope {
    Labels,
    Body(DocumentId),
    History,
}

/// The durable, decided right to see something, now. Neither copied nor kept.
pub struct Permit {
    pub(crate) book: Arc<Book>,
    pub(crate) asker: Asker,
    pub(crate) scope: Scope,
    pub(crate) now: Timestamp,
    pub(crate) rules: Arc<Matrix>,
}

impl Permit {
    /// The space it is about.
    pub fn space(&self) -> SpaceId {
        self.book.space()
    }

    /// What a slice made of the record; its content is [`Sealed`].
    ///
    /// # Errors
    /// A fault, if the slice is not registered.
    pub fn state<S: Slice>(&self) -> Result<&S::State> {
        self.book.state::<S>()
    }

    /// Whether the one who asks may read this document: the same decision as
    /// for reading it.
    pub fn sees(&self, facts: &DocumentFacts) -> bool {
        self.lets_read(&self.asker, facts)
    }

    /// Whether this professional would see the document, were they to ask now:
    /// the answer to *who can see this?*, from the decision itself.
    pub fn would_see(&self, rpps: &Rpps, profession: &str, facts: &DocumentFacts) -> bool {
        let asker = Asker::Professional {
            rpps: rpps.clone(),
            profession: profession.to_owned(),
            dispatch: false,
        };
        self.lets_read(&asker, facts)
    }

    /// The moment it was given for.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Whether it was the holder who was let in.
    pub const fn is_holders(&self) -> bool {
        matches!(self.asker, Asker::Holder { .. })
    }

    /// Since when things are shown, while the first days of the holder's account
    /// keep back what is older.
    pub(crate) fn since(&self) -> Option<Timestamp> {
        self.asker.since(self.space())
    }

    /// Whether the first days of the holder's account keep something back.
    pub fn keeps_back(&self) -> bool {
        self.asker.since(self.space()).is_some()
    }

    /// Until when the one who was let in reads in an emergency alone.
    ///
    /// # Errors
    /// A fault, if the slices are not registered.
    pub fn emergency_until(&self) -> Result<Option<Timestamp>> {
        let Asker::Professional { rpps, .. } = &self.asker else {
            return Ok(None);
        };
        let linked = self.book.state::<CareLinks>()?.in_force(rpps, self.now);
        let emergency = self.book.state::<Rights>()?.emergency(rpps, self.now);
        Ok(emergency
            .filter(|_| linked.is_none())
            .map(|access| access.until))
    }

    fn lets_read(&self, asker: &Asker, facts: &DocumentFacts) -> bool {
        decide(
            &self.book,
            asker,
            Act::ReadDocument,
            Some(facts),
            &self.rules,
            self.now,
        )
        .is_ok_and(|decision| decision == Decision::Allowed)
    }

    fn covers(&self, facts: &DocumentFacts, depth: Depth) -> bool {
        let within = match (self.scope, depth) {
            (Scope::Labels, Depth::Label) => true,
            (Scope::Body(id), _) => id == facts.id,
            (Scope::Labels, Depth::Body) | (Scope::History, _) => false,
        };
        within && facts.space == self.book.space() && self.sees(facts)
    }
}

/// The decided right to change something. It shows nothing: the change is its
/// own trace.
pub struct Leave {
    pub(crate) book: Arc<Book>,
    pub(crate) by: By,
    pub(crate) asker: Asker,
    /// The documents it is about, each decided.
    pub(crate) about: Vec<DocumentId>,
    pub(crate) rules: Arc<Matrix>,
    pub(crate) now: Timestamp,
}

impl Leave {
    /// The space it is about.
    pub fn space(&self) -> SpaceId {
        self.book.space()
    }

    /// Who changes.
    pub const fn by(&self) -> &By {
        &self.by
    }

    /// What a slice made of the record; its content is [`Sealed`].
    ///
    /// # Errors
    /// A fault, if the slice is not registered.
    pub fn state<S: Slice>(&self) -> Result<&S::State> {
        self.book.state::<S>()
    }

    /// The moment it was decided for.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Decides one document more, as a deposit does that replaces another; and
    /// says what the history should call it.
    ///
    /// # Errors
    /// Not found or forbidden, as decided.
    pub fn may<L: Titled, B>(&self, act: OnDocuments, sealed: &Sealed<L, B>) -> Result<String> {
        granted(decide(
            &self.book,
            &self.asker,
            act.act(),
            Some(sealed.facts()),
            &self.rules,
            self.now,
        )?)?;
        Ok(sealed.title().to_owned())
    }
}

/// What somebody wants to change of documents that are there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnDocuments {
    /// Hide them, or show them again.
    Hide,
    /// Mark them as seen.
    MarkSeen,
    /// Pin them, or put them into a folder.
    Arrange,
    /// Throw them away, for thirty days at first.
    Bin,
    /// Take them out of the bin.
    Restore,
    /// Ask their author to mend them.
    AskCorrection,
    /// Answer the patient who asked.
    AnswerCorrection,
    /// Put a new version in their place.
    Replace,
    /// Take them back, as their author.
    Withdraw,
    /// Let the patient see what waited for a consultation.
    Release,
}

impl OnDocuments {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Hide,
        Self::MarkSeen,
        Self::Arrange,
        Self::Bin,
        Self::Restore,
        Self::AskCorrection,
        Self::AnswerCorrection,
        Self::Replace,
        Self::Withdraw,
        Self::Release,
    ];

    pub(crate) const fn act(self) -> Act {
        match self {
            Self::Hide => Act::HideDocument,
            Self::MarkSeen => Act::MarkSeen,
            Self::Arrange => Act::ArrangeDocument,
            Self::Bin => Act::BinDocument,
            Self::Restore => Act::RestoreDocument,
            Self::AskCorrection => Act::AskCorrection,
            Self::AnswerCorrection => Act::AnswerCorrection,
            Self::Replace => Act::ReplaceDocument,
            Self::Withdraw => Act::WithdrawDocument,
            Self::Release => Act::ReleaseDocument,
        }
    }
}

/// Reduces the facts to a case and decides it.
pub(crate) fn decide(
    book: &Book,
    asker: &Asker,
    act: Act,
    facts: Option<&DocumentFacts>,
    matrix: &Matrix,
    now: Timestamp,
) -> Result<Decision> {
    let space = match book.standing() {
        Standing::Open => Space::Open,
        Standing::Shut => Space::Shut,
    };
    let mut case = Case {
        space,
        who: Who::Stranger,
        link: Link::None,
        trust: Trust::Ordinary,
        emergency: Emergency::Refused,
        matrix: ByMatrix::Closed,
        hidden: Hidden::No,
        author: Author::Another,
        state: facts.map_or(DocumentState::Kept, |facts| facts.state),
        reserved: Reserved::No,
        probation: Probation::Over,
        act,
    };
    let rights = book.state::<Rights>()?;
    if facts.is_some_and(|facts| rights.reserved(facts.id, now)) {
        case.reserved = Reserved::UntilAnnounced;
    }
    let written_by = |author: &WrittenBy| facts.is_some_and(|facts| facts.author == *author);
    let by = |them| if them { Author::Them } else { Author::Another };
    match asker {
        Asker::Holder { spaces, .. } => {
            let since = asker.since(book.space());
            if since.is_some_and(|since| facts.is_some_and(|facts| facts.added_at < since)) {
                case.probation = Probation::KeptBack;
            }
            case.who = if spaces.contains(&book.space()) {
                Who::Holder
            } else {
                Who::Stranger
            };
            case.author = by(written_by(&WrittenBy::Holder));
        }
        Asker::Professional {
            rpps,
            profession,
            dispatch,
        } => {
            case.who = Who::Professional;
            case.link = if book.state::<CareLinks>()?.in_force(rpps, now).is_some() {
                Link::InForce
            } else if rights.emergency(rpps, now).is_some() {
                Link::Emergency
            } else {
                Link::None
            };
            case.trust = if rights.blocked().contains_key(rpps) {
                Trust::Blocked
            } else if rights.administrators().contains_key(rpps) {
                Trust::Administrator
            } else {
                Trust::Ordinary
            };
            let switches = rights.switches();
            let accepted = if *dispatch {
                switches.emergency_dispatch
            } else {
                switches.emergency_others
            };
            case.emergency = match (accepted, switches.emergency_hidden) {
                (false, _) => Emergency::Refused,
                (true, false) => Emergency::Accepted,
                (true, true) => Emergency::AcceptedByName,
            };
            case.matrix = facts.map_or(ByMatrix::Closed, |facts| {
                matrix.says(profession, &facts.type_code)
            });
            case.hidden = hidden(facts, Some(rpps), switches.hide_all);
            case.author = by(written_by(&WrittenBy::Professional(rpps.clone())));
        }
        Asker::Institution(finess) => {
            case.who = Who::Institution;
            case.hidden = hidden(facts, None, rights.switches().hide_all);
            case.author = by(written_by(&WrittenBy::Institution(finess.clone())));
        }
        Asker::Staff(role) => {
            case.who = match role {
                Role::Operator => Who::Operator,
                Role::Volunteer => Who::Volunteer,
                Role::Administrator => Who::Administrator,
            };
        }
    }
    Ok(rules::decide(case))
}

/// From whom the document is hidden, as far as it concerns this professional.
fn hidden(facts: Option<&DocumentFacts>, rpps: Option<&Rpps>, hide_all: bool) -> Hidden {
    let Some(hiding) = facts.map(|facts| &facts.hiding) else {
        return Hidden::No;
    };
    let from_them = rpps.is_some_and(|rpps| hiding.from.contains(rpps));
    match (hiding.from_all || hide_all, from_them) {
        (true, true) => Hidden::FromAllAndThem,
        (true, false) => Hidden::FromAll,
        (false, true) => Hidden::FromThem,
        (false, false) if hiding.from.is_empty() => Hidden::No,
        (false, false) => Hidden::FromAnother,
    }
}

/// A decision as a result.
pub(crate) fn granted(decision: Decision) -> Result<()> {
    match decision {
        Decision::Allowed => Ok(()),
        Decision::NotFound => Err(Error::not_found()),
        Decision::Forbidden(Reason::NoCareLink) => Err(Error::forbidden("error-no-care-link")),
        Decision::Forbidden(Reason::NoMedicalCapacity) => {
            Err(Error::forbidden("error-no-medical-capacity"))
        }
        Decision::Forbidden(Reason::EmergencyRefused) => {
            Err(Error::forbidden("sharing-emergency-refused"))
        }
    }
}
