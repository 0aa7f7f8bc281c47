//! Permits, and what only a permit opens.
//!
//! Health content is kept in memory as [`Sealed`]. The only way to it is a
//! [`Permit`], which only this crate makes, after a decision, once the line in
//! the access log is durable. So neither the check nor the trace can be
//! forgotten: it does not compile.
//!
//! Each of these is refused, and stands before what differs from it by that alone and
//! compiles: so it is refused for no other reason.
//!
//! ```compile_fail,E0451
//! fn forged(book: std::sync::Arc<journal::Book>, one: sharing::Permit) -> sharing::Permit {
//!     sharing::Permit { book, ..one }
//! }
//! ```
//! ```
//! fn given(_book: std::sync::Arc<journal::Book>, one: sharing::Permit) -> sharing::Permit {
//!     one
//! }
//! ```
//! ```compile_fail,E0277
//! fn copied<T: Clone>() {}
//! copied::<sharing::Permit>();
//! ```
//! ```
//! fn moved<T: Send>() {}
//! moved::<sharing::Permit>();
//! ```
//! ```compile_fail,E0616
//! fn peeled<L: sharing::Titled, B>(sealed: sharing::Sealed<L, B>) -> L { sealed.label }
//! ```
//! ```
//! fn kept<L: sharing::Titled, B>(sealed: sharing::Sealed<L, B>) -> sharing::Sealed<L, B> { sealed }
//! ```
//! ```compile_fail,E0061
//! fn unasked<L: sharing::Titled, B>(sealed: &sharing::Sealed<L, B>) -> &L { sealed.label().unwrap() }
//! ```
//! ```
//! fn asked<'a, L: sharing::Titled, B>(sealed: &'a sharing::Sealed<L, B>, one: &sharing::Permit) -> &'a L { sealed.label(one).unwrap() }
//! ```
//! ```compile_fail,E0614
//! fn dereferenced<L: sharing::Titled, B>(sealed: &sharing::Sealed<L, B>) -> &L { &**sealed }
//! ```
//! ```
//! fn borrowed<L: sharing::Titled, B>(sealed: &sharing::Sealed<L, B>) -> &sharing::Sealed<L, B> { &*sealed }
//! ```
//! ```compile_fail,E0599
//! fn changed<L: sharing::Titled, B>(sealed: &mut sharing::Sealed<L, B>) { sealed.update(|_| ()); }
//! ```
//! ```
//! fn filed<L: sharing::Titled, B>(sealed: &mut sharing::Sealed<L, B>) { sealed.facts_mut(); }
//! ```
//! ```compile_fail,E0451
//! fn took_leave(book: std::sync::Arc<journal::Book>, one: sharing::Leave) -> sharing::Leave { sharing::Leave { book, ..one } }
//! ```
//! ```
//! fn has_leave(_book: std::sync::Arc<journal::Book>, one: sharing::Leave) -> sharing::Leave { one }
//! ```
//! ```compile_fail,E0277
//! fn shown<L: sharing::Titled, B>(sealed: &sharing::Sealed<L, B>) { println!("{sealed:?}"); }
//! ```
//! ```
//! fn counted<L: sharing::Titled, B>(sealed: &[sharing::Sealed<L, B>]) { println!("{:?}", sealed.len()); }
//! ```

use crate::asking::{Asker, decide};
use crate::entries::CareLinks;
use crate::facts::{DocumentFacts, WrittenBy};
use crate::leave::Leave;
use crate::rights::{Rights, Share};
use crate::rules::{Act, Decision, DocumentState, Matrix};
use journal::{Book, Slice};
use kernel::{DocumentId, Error, Result, Rpps, SpaceId, Timestamp};
use std::collections::BTreeSet;
use std::sync::Arc;

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

/// What a permit is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Scope {
    Labels,
    /// What lists show of these, and of nothing else: what stands on a card.
    Only(Arc<BTreeSet<DocumentId>>),
    Body(DocumentId),
    /// What its author is told of a document of theirs.
    Own(DocumentId),
    /// What lists show of all of this type that they wrote themself.
    AllOwn(&'static str),
    /// A conversation, with all that is said in it.
    Thread(DocumentId),
    /// A document that is attached to a conversation: decided as that is.
    Attached(DocumentId),
    History,
    /// All that its holder carries away: labels, documents and history.
    Whole,
}

/// The durable, decided right to see something, now. Neither copied nor kept.
pub struct Permit {
    pub(crate) book: Arc<Book>,
    /// The number of its own line in the access log.
    pub(crate) line: u64,
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

    /// The version of the record it was decided on.
    pub fn version(&self) -> u64 {
        self.book.version()
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
        self.lets(Act::ReadDocument, &self.asker, facts)
    }

    /// Whether this professional would see the document, were they to ask now:
    /// the answer to *who can see this?*, from the decision itself.
    pub fn would_see(&self, rpps: &Rpps, profession: &str, facts: &DocumentFacts) -> bool {
        let asker = self.professional(rpps, profession);
        self.lets(Act::ReadDocument, &asker, facts)
    }

    /// Whether a carer of this space would see the document, were they to ask now.
    pub fn carer_would_see(&self, facts: &DocumentFacts) -> bool {
        let asker = Asker::Carer {
            spaces: vec![self.space()],
            probations: Vec::new(),
            messages: None,
        };
        self.lets(Act::ReadDocument, &asker, facts)
    }

    /// Whether this professional would be let into the record, were they to ask
    /// now.
    pub fn would_open(&self, rpps: &Rpps, profession: &str) -> bool {
        let asker = self.professional(rpps, profession);
        let (book, now) = (&self.book, self.now);
        decide(book, &asker, Act::OpenRecord, None, &self.rules, now)
            .is_ok_and(|decision| decision == Decision::Allowed)
    }

    /// Whether whoever was let in may open the record around it too: not by a code for
    /// some documents.
    pub fn opens_record(&self) -> bool {
        let (book, now) = (&self.book, self.now);
        decide(book, &self.asker, Act::OpenRecord, None, &self.rules, now)
            .is_ok_and(|decision| decision == Decision::Allowed)
    }

    fn professional(&self, rpps: &Rpps, profession: &str) -> Asker {
        Asker::Professional {
            rpps: rpps.clone(),
            profession: profession.to_owned(),
            dispatch: self.dispatches(rpps),
        }
    }

    /// Whether they opened their emergency access from a dispatch.
    fn dispatches(&self, rpps: &Rpps) -> bool {
        let rights = self.book.state::<Rights>().ok();
        let access = rights.and_then(|rights| rights.emergency(rpps, self.now));
        access.is_some_and(|access| access.dispatch)
    }

    /// The moment it was given for.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Whether it was the holder who was let in. Whoever holds their card sees what
    /// they chose as they do, and is not them.
    pub const fn is_holders(&self) -> bool {
        matches!(self.asker, Asker::Holder { .. }) && !matches!(self.scope, Scope::Only(_))
    }

    /// Whether it was the holder who was let in, or who answers for them.
    pub const fn is_at_home(&self) -> bool {
        self.asker.is_at_home() && !matches!(self.scope, Scope::Only(_))
    }

    /// Whether it was who answers for the child whose space it is.
    pub const fn is_representatives(&self) -> bool {
        matches!(self.asker, Asker::Representative { .. })
    }

    /// Whether it was a carer, to whom the holder confided that they see it.
    pub const fn is_carers(&self) -> bool {
        matches!(self.asker, Asker::Carer { .. })
    }

    /// Who was let in, as the author they are of what they wrote.
    pub fn asks(&self) -> Option<WrittenBy> {
        match &self.asker {
            Asker::Holder { .. } | Asker::Representative { .. } => Some(WrittenBy::Holder),
            Asker::Professional { rpps, .. } => Some(WrittenBy::Professional(rpps.clone())),
            Asker::Institution(finess) => Some(WrittenBy::Institution(finess.clone())),
            Asker::Service { id, .. } => Some(WrittenBy::Service(id.clone())),
            Asker::Carer { .. } | Asker::Staff(_) => None,
        }
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

    /// Until when the one who was let in reads in an emergency.
    ///
    /// # Errors
    /// A fault, if the slices are not registered.
    pub fn emergency_until(&self) -> Result<Option<Timestamp>> {
        let Asker::Professional { rpps, .. } = &self.asker else {
            return Ok(None);
        };
        let rights = self.book.state::<Rights>()?;
        let emergency = rights.emergency(rpps, self.now);
        Ok(emergency.map(|access| access.until))
    }

    /// When the right it stands for ends by itself, if nothing is decided before:
    /// that of a professional, by a care link, in an emergency or by a share.
    ///
    /// # Errors
    /// A fault, if the slices are not registered.
    pub fn until(&self) -> Result<Option<Timestamp>> {
        let Asker::Professional { rpps, .. } = &self.asker else {
            return Ok(None);
        };
        let links = self.book.state::<CareLinks>()?;
        let link = links.in_force(rpps, self.now);
        let rights = self.book.state::<Rights>()?;
        let emergency = rights.emergency(rpps, self.now);
        let of_it = |share: &&Share| match &self.scope {
            Scope::Body(id) => share.documents.contains(id),
            _ => true,
        };
        let shares = rights.shares_with(rpps, self.now).filter(of_it);
        let ends = [
            link.map(|it| links.ends(it)),
            emergency.map(|it| it.until),
            shares.map(Share::ends).max(),
        ];
        Ok(ends.into_iter().flatten().max())
    }

    fn lets(&self, act: Act, asker: &Asker, facts: &DocumentFacts) -> bool {
        decide(&self.book, asker, act, Some(facts), &self.rules, self.now)
            .is_ok_and(|decision| decision == Decision::Allowed)
    }

    fn covers(&self, facts: &DocumentFacts, depth: Depth) -> bool {
        let (within, act) = match (&self.scope, depth) {
            (Scope::Labels, Depth::Label) => (true, Act::ReadDocument),
            // Nobody carries away what names somebody else.
            (Scope::Whole, _) => (facts.state != DocumentState::Aside, Act::ReadDocument),
            (Scope::Only(ids), Depth::Label) => (ids.contains(&facts.id), Act::ReadDocument),
            (Scope::Body(id), _) => (*id == facts.id, Act::ReadDocument),
            // Who attached it lets those who take part read this very version through
            // the conversation, hidden or not, with a link or without.
            (Scope::Attached(id), _) => {
                let there = facts.state == DocumentState::Kept;
                return *id == facts.id && there && facts.space == self.book.space();
            }
            (Scope::Thread(id), _) => (*id == facts.id, Act::Converse),
            (Scope::Own(id), Depth::Label) => (*id == facts.id, Act::AnswerCorrection),
            (Scope::AllOwn(code), Depth::Label) => {
                (facts.type_code == *code, Act::AnswerCorrection)
            }
            (Scope::Labels | Scope::Only(_) | Scope::Own(_) | Scope::AllOwn(_), Depth::Body)
            | (Scope::History, _) => {
                return false;
            }
        };
        within && facts.space == self.book.space() && self.lets(act, &self.asker, facts)
    }
}
