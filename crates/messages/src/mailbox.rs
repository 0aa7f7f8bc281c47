//! What the record knows of conversations: the fold. What is said is [`Sealed`].

use crate::rules::{self, State};
use journal::By;
use kernel::{DocumentId, Error, Finess, Result, Rpps, SpaceId, Timestamp};
use sharing::rules::DocumentState;
use sharing::{DocumentFacts, Hiding, Rights, Sealed, Titled, WrittenBy};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The id of a thread. It has the form of a document's: a thread is sealed, and
/// decided, like one.
pub type ThreadId = DocumentId;

/// The id of a message: what its form carried, so that a form sent twice is one
/// message.
pub type MessageId = DocumentId;

/// The id of a text that a professional keeps: what its form carried, too.
pub(crate) type TemplateId = DocumentId;

/// With whom a holder writes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Correspondent {
    /// A professional, by their number in the national directory.
    Professional(Rpps),
    /// An institution, by its number in the national file: it writes by mail alone.
    Institution(Finess),
}

impl Correspondent {
    /// The professional, where it is one.
    pub const fn rpps(&self) -> Option<&Rpps> {
        match self {
            Self::Professional(rpps) => Some(rpps),
            Self::Institution(_) => None,
        }
    }

    fn written(&self) -> WrittenBy {
        match self.clone() {
            Self::Professional(rpps) => WrittenBy::Professional(rpps),
            Self::Institution(finess) => WrittenBy::Institution(finess),
        }
    }
}

impl fmt::Display for Correspondent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Professional(rpps) => rpps.fmt(f),
            Self::Institution(finess) => finess.fmt(f),
        }
    }
}

impl FromStr for Correspondent {
    type Err = Error;
    /// # Errors
    /// Invalid, unless it is a number of either kind.
    fn from_str(text: &str) -> Result<Self> {
        let professional = text.parse().map(Self::Professional);
        professional.or_else(|_| text.parse().map(Self::Institution))
    }
}

/// A side of a conversation.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Side {
    /// The space: its holder, or whoever writes for them.
    Holder,
    /// One of those with whom they write.
    Other(Correspondent),
}

impl Side {
    /// The side of whoever wrote this.
    pub(crate) fn of(by: &By) -> Self {
        match by {
            By::Professional { rpps, .. } => Self::from(rpps),
            By::Institution { finess, .. } => {
                Self::Other(Correspondent::Institution(finess.clone()))
            }
            By::Holder { .. }
            | By::Carer { .. }
            | By::Service { .. }
            | By::Keeper { .. }
            | By::Finder => Self::Holder,
        }
    }
}

impl From<&Rpps> for Side {
    fn from(rpps: &Rpps) -> Self {
        Self::Other(Correspondent::Professional(rpps.clone()))
    }
}

/// Who takes part beside the holder, as they were when it began.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Party {
    /// Who it is.
    pub who: Correspondent,
    /// Their name.
    pub name: String,
    /// TRE_G15 code of their profession; an institution has none.
    pub profession: String,
}

impl Party {
    /// Their side.
    pub fn side(&self) -> Side {
        Side::Other(self.who.clone())
    }

    /// Whether the holder blocks them.
    pub(crate) fn is_blocked(&self, rights: &Rights) -> bool {
        let rpps = self.who.rpps();
        rpps.is_some_and(|rpps| rights.blocked().contains_key(rpps))
    }
}

/// Somebody came to take part, or does no more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// What its form carried: a form sent twice is one change.
    pub id: MessageId,
    /// When.
    pub at: Timestamp,
    /// Who decided it.
    pub by: By,
    /// Whom it is about.
    pub party: Party,
    /// They came; else they were taken off.
    pub joined: bool,
}

/// How a message came by mail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Posted {
    /// The mailbox that it came from: where its author is answered.
    pub address: String,
    /// Its `Message-ID` there, which an answer refers to; empty, if it had none.
    pub reference: String,
    /// Its author asks to be told when it was read.
    pub asks: bool,
}

/// One message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// When it was sent.
    pub at: Timestamp,
    /// Who wrote it.
    pub by: By,
    /// What it says.
    pub text: String,
    /// Documents of the record that its parties may read through it.
    pub attached: Vec<DocumentId>,
    /// How it came, if it came by mail.
    pub posted: Option<Posted>,
    /// Its author took it back before anybody else saw it.
    pub undone: bool,
    /// Its holder said to its author, who asked by mail, that they read it.
    pub confirmed: bool,
    /// The place in the journal it came with: what came at once has the same.
    pub(crate) came_with: u64,
    /// How the thread stood before it.
    pub(crate) before: State,
}

impl Message {
    /// On whose side it was written.
    pub fn side(&self) -> Side {
        Side::of(&self.by)
    }

    /// Whether this very person wrote it.
    pub fn is_by(&self, by: &By) -> bool {
        match (&self.by, by) {
            (By::Holder { account, .. }, By::Holder { account: other, .. })
            | (By::Carer { account, .. }, By::Carer { account: other, .. }) => account == other,
            (By::Professional { rpps, .. }, By::Professional { rpps: other, .. }) => rpps == other,
            (By::Institution { finess, .. }, By::Institution { finess: other, .. }) => {
                finess == other
            }
            _ => false,
        }
    }
}

/// A conversation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Thread {
    /// Its id.
    pub id: ThreadId,
    /// What it is about.
    pub subject: String,
    /// Who takes part beside the holder.
    pub parties: Vec<Party>,
    /// Everybody who ever did, the first first: their places are their numbers, in
    /// what leaves by mail.
    pub(crate) seats: Vec<Correspondent>,
    /// Who came later and who was taken off, the first first.
    pub changes: Vec<Change>,
    /// When it began.
    pub began_at: Timestamp,
    /// What was said, the first first.
    pub messages: Vec<Arc<Message>>,
    /// How it stands.
    pub state: State,
    /// With what it came to stand so.
    pub(crate) stands_with: u64,
    /// When each side last read it.
    pub read: BTreeMap<Side, Timestamp>,
}

impl Thread {
    /// A thread as it begins.
    pub(crate) fn begun(
        id: ThreadId,
        subject: String,
        parties: Vec<Party>,
        (began_at, seq): (Timestamp, u64),
    ) -> Self {
        Self {
            id,
            subject,
            seats: parties.iter().map(|party| party.who.clone()).collect(),
            parties,
            changes: Vec::new(),
            began_at,
            messages: Vec::new(),
            state: State::Open,
            stands_with: seq,
            read: BTreeMap::new(),
        }
    }

    /// Whoever takes part in it now, by this number.
    pub fn party(&self, who: &Correspondent) -> Option<&Party> {
        self.parties.iter().find(|party| party.who == *who)
    }

    /// Those who take part, with their numbers in what leaves by mail.
    pub(crate) fn seated(&self) -> Vec<(usize, Party)> {
        let seat = |who: &Correspondent| self.seats.iter().position(|it| it == who);
        let seated = |party: &Party| Some((seat(&party.who)?, party.clone()));
        self.parties.iter().filter_map(seated).collect()
    }

    /// Who takes part, and who was taken off.
    pub(crate) fn ever(&self) -> impl Iterator<Item = &Party> {
        let left = self.changes.iter().filter(|change| !change.joined);
        self.parties.iter().chain(left.map(|change| &change.party))
    }

    /// The last change about somebody.
    pub(crate) fn last_change(&self, who: &Correspondent) -> Option<&Change> {
        let mut about = self.changes.iter().rev();
        about.find(|change| change.party.who == *who)
    }

    /// Whether somebody who ever took part did from its beginning.
    pub(crate) fn began_with(&self, who: &Correspondent) -> bool {
        let mut about = self.changes.iter();
        let first = about.find(|change| change.party.who == *who);
        first.is_none_or(|change| !change.joined)
    }

    /// Since when somebody takes part who did not from its beginning.
    pub(crate) fn joined_at(&self, who: &Correspondent) -> Option<Timestamp> {
        let last = self.last_change(who).filter(|change| change.joined)?;
        Some(last.at)
    }

    /// Who came, decided by others, since this side last read it: the holder is told
    /// of that.
    pub(crate) fn news(&self, side: &Side) -> impl Iterator<Item = &Change> {
        let told = *side == Side::Holder;
        let read = self.read.get(side).copied();
        self.changes.iter().filter(move |change| {
            let theirs = Side::of(&change.by) != Side::Holder;
            told && theirs && change.joined && read.is_none_or(|read| change.at > read)
        })
    }

    /// What this side sees of it now.
    pub fn shown(&self, side: &Side, now: Timestamp) -> impl Iterator<Item = &Message> {
        let side = side.clone();
        self.messages
            .iter()
            .map(AsRef::as_ref)
            .filter(move |message| rules::is_shown(message, &side, now))
    }

    /// When the last thing was said that this side sees.
    pub fn last_at(&self, side: &Side, now: Timestamp) -> Option<Timestamp> {
        self.shown(side, now).map(|message| message.at).max()
    }

    /// What others said that this side sees and has not read.
    pub fn unread(&self, side: &Side, now: Timestamp) -> impl Iterator<Item = &Message> {
        let own = side.clone();
        let read = self.read.get(side).copied();
        self.shown(side, now).filter(move |message| {
            let was_read = read.is_some_and(|read| !rules::is_held(message.at, read));
            message.side() != own && !was_read
        })
    }

    /// Whether a side other than its author's has read this message.
    pub fn was_read(&self, message: &Message) -> bool {
        let author = message.side();
        let mut marks = self.read.iter();
        marks.any(|(side, read)| *side != author && !rules::is_held(message.at, *read))
    }

    /// Whether something that is shown is attached to what this side sees.
    pub fn has_attached(
        &self,
        side: &Side,
        now: Timestamp,
        is_shown: impl Fn(DocumentId) -> bool,
    ) -> bool {
        let mut attached = self.shown(side, now).flat_map(|it| &it.attached);
        attached.any(|document| is_shown(*document))
    }

    /// One of its messages.
    pub fn find(&self, id: MessageId) -> Option<&Message> {
        let found = self.messages.iter().find(|message| message.id == id);
        found.map(AsRef::as_ref)
    }
}

/// What lists show of a conversation.
#[derive(Clone)]
pub struct Label {
    thread: Arc<Thread>,
}

impl Titled for Label {
    /// Nothing: what a conversation is about is said in it alone. A line of history
    /// may be read while what it would tell of is held, or after it was taken back.
    fn what(&self) -> &str {
        ""
    }
}

impl Label {
    /// What lists show of it to this side, if it sees anything of it; `is_shown` says
    /// what of what is attached they do.
    pub(crate) fn summary(
        &self,
        side: &Side,
        now: Timestamp,
        is_shown: impl Fn(DocumentId) -> bool,
    ) -> Option<Summary> {
        let thread = &self.thread;
        Some(Summary {
            id: thread.id,
            subject: thread.subject.clone(),
            parties: thread.parties.clone(),
            at: thread.last_at(side, now)?,
            unread: thread.unread(side, now).count() + thread.news(side).count(),
            attached: thread.has_attached(side, now, is_shown),
            state: thread.state,
        })
    }
}

/// A line of a list of conversations.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Summary {
    pub id: ThreadId,
    pub subject: String,
    pub parties: Vec<Party>,
    pub at: Timestamp,
    pub unread: usize,
    pub attached: bool,
    pub state: State,
}

type Copy = Sealed<Label, Arc<Thread>>;

/// A conversation in the record, with a copy sealed for its holder and one for each
/// of its parties.
#[derive(Clone)]
pub struct Kept {
    space: SpaceId,
    /// What rules compare, and jobs ask for: never shown.
    pub(crate) thread: Arc<Thread>,
    /// None while it is being changed.
    own: Option<Copy>,
    copies: Vec<(Correspondent, Copy)>,
}

impl Kept {
    pub(crate) fn new(space: SpaceId, thread: Thread) -> Self {
        let thread = Arc::new(thread);
        Self {
            own: Some(copy(space, &thread, None)),
            copies: copies(space, &thread),
            space,
            thread,
        }
    }

    /// The copy that is sealed for this side.
    pub(crate) fn copy(&self, side: &Side) -> Option<&Copy> {
        match side {
            Side::Holder => self.own.as_ref(),
            Side::Other(who) => {
                let mut copies = self.copies.iter();
                let found = copies.find(|(party, _)| party == who);
                found.map(|(_, sealed)| sealed)
            }
        }
    }

    /// The same, if this side sees anything of it now.
    pub(crate) fn shown_to(&self, side: &Side, now: Timestamp) -> Option<&Copy> {
        self.thread.last_at(side, now)?;
        self.copy(side)
    }

    fn change(&mut self, change: impl FnOnce(&mut Thread)) {
        // The copies hold it too: without them it is changed in place.
        (self.own, self.copies) = (None, Vec::new());
        change(Arc::make_mut(&mut self.thread));
        self.own = Some(copy(self.space, &self.thread, None));
        self.copies = copies(self.space, &self.thread);
    }
}

/// A copy for somebody; for the holder, if nobody is named: that one no professional
/// and no institution is let read.
fn copy(space: SpaceId, thread: &Arc<Thread>, who: Option<&Correspondent>) -> Copy {
    let facts = DocumentFacts {
        space,
        id: thread.id,
        type_code: sharing::CONVERSATION.to_owned(),
        author: who.map_or(WrittenBy::Holder, Correspondent::written),
        hiding: Hiding::default(),
        added_at: thread.began_at,
        state: DocumentState::Kept,
    };
    let label = Label {
        thread: Arc::clone(thread),
    };
    Sealed::new(facts, label, Arc::clone(thread))
}

fn copies(space: SpaceId, thread: &Arc<Thread>) -> Vec<(Correspondent, Copy)> {
    let of = |party: &Party| (party.who.clone(), copy(space, thread, Some(&party.who)));
    thread.parties.iter().map(of).collect()
}

/// The conversations of a space.
#[derive(Clone, Default)]
pub struct Mailbox {
    kept: Vec<Arc<Kept>>,
    places: HashMap<ThreadId, usize>,
    /// In which thread a message is.
    messages: HashMap<MessageId, ThreadId>,
}

impl Mailbox {
    /// Every conversation, the first begun first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Kept> {
        self.kept.iter().map(AsRef::as_ref)
    }

    /// What rules compare of each.
    pub(crate) fn threads(&self) -> impl Iterator<Item = &Thread> {
        self.all().map(|kept| kept.thread.as_ref())
    }

    /// One of them.
    pub(crate) fn find(&self, id: ThreadId) -> Option<&Kept> {
        self.places.get(&id).map(|place| self.kept[*place].as_ref())
    }

    /// Whether this change of a thread is there.
    pub(crate) fn has_change(&self, id: MessageId) -> bool {
        let mut threads = self.threads();
        threads.any(|thread| thread.changes.iter().any(|change| change.id == id))
    }

    /// The message of this id, and the thread it is in.
    pub(crate) fn message(&self, id: MessageId) -> Option<(&Thread, &Message)> {
        let thread = self.find(*self.messages.get(&id)?)?.thread.as_ref();
        Some((thread, thread.find(id)?))
    }

    pub(crate) fn begin(&mut self, space: SpaceId, thread: Thread) {
        self.places.insert(thread.id, self.kept.len());
        self.kept.push(Arc::new(Kept::new(space, thread)));
    }

    pub(crate) fn change(&mut self, id: ThreadId, change: impl FnOnce(&mut Thread)) {
        if let Some(place) = self.places.get(&id) {
            Arc::make_mut(&mut self.kept[*place]).change(change);
        }
    }

    pub(crate) fn say(&mut self, id: ThreadId, mut message: Message) {
        self.messages.insert(message.id, id);
        self.change(id, |thread| {
            message.before = thread.state;
            // What the other side writes opens the thread again.
            if message.side() != Side::Holder {
                thread.state = State::Open;
                thread.stands_with = message.came_with;
            }
            thread.messages.push(Arc::new(message));
        });
    }
}
