//! What the record knows of the agenda: the fold. What items say is [`Sealed`].

use crate::rules::{Content, Status};
use journal::{Book, By};
use kernel::{AccountId, DocumentId, Result, Timestamp};
use sharing::rules::DocumentState;
use sharing::sending::{Names, version};
use sharing::{DocumentFacts, Sealed, Titled, WrittenBy};
use std::collections::HashMap;
use std::sync::Arc;

/// The id of an item. It has the form of a document's: an item is sealed, and
/// decided, like one.
pub type ItemId = DocumentId;

/// Not an official type: so the access matrix opens it to no profession.
pub const TYPE_CODE: &str = "agenda";

/// What an item says, and how it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Its id.
    pub id: ItemId,
    /// What it says.
    pub content: Arc<Content>,
    /// How it stands.
    pub status: Status,
    /// Who made it.
    pub by: By,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// How often it was changed.
    pub changes: u32,
    /// What software sent, as long as nobody wrote it anew by hand: JSON.
    pub sent: Option<Arc<[u8]>>,
    called: String,
}

impl Titled for Label {
    fn what(&self) -> &str {
        &self.called
    }
}

impl Label {
    /// What people call it: its title, else whom it is with, else its day.
    pub fn called(&self) -> &str {
        &self.called
    }
}

/// What its holder prepares for an appointment.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Preparation {
    /// Questions to ask.
    pub questions: String,
    /// Documents of the record to bring.
    pub documents: Vec<DocumentId>,
}

impl Titled for Preparation {
    fn what(&self) -> &str {
        ""
    }
}

/// One appointment or reminder.
#[derive(Clone)]
pub struct Item {
    /// What it says.
    pub sealed: Sealed<Label, ()>,
    /// What its holder prepared: sealed as theirs, whoever made the appointment.
    pub prepared: Option<Sealed<Preparation, ()>>,
    /// The documents to bring: never shown, and kept by whoever prepares and does not
    /// see them.
    pub(crate) brings: Vec<DocumentId>,
    /// What rules compare, and jobs ask for: never shown.
    pub(crate) content: Arc<Content>,
    pub(crate) status: Status,
    by: By,
    changes: u32,
    changed_at: Timestamp,
    sent: Option<Arc<[u8]>>,
    /// Who took it off the agenda.
    off: Option<WrittenBy>,
}

impl Item {
    pub(crate) fn new(facts: DocumentFacts, content: Content, by: By) -> Self {
        let content = Arc::new(content);
        let label = Label {
            id: facts.id,
            content: Arc::clone(&content),
            status: Status::Planned,
            by: by.clone(),
            changed_at: facts.added_at,
            changes: 0,
            sent: None,
            called: called(&content),
        };
        Self {
            changed_at: facts.added_at,
            sealed: Sealed::new(facts, label, ()),
            prepared: None,
            brings: Vec::new(),
            content,
            status: Status::Planned,
            by,
            changes: 0,
            sent: None,
            off: None,
        }
    }

    /// What rights depend on.
    pub const fn facts(&self) -> &DocumentFacts {
        self.sealed.facts()
    }

    /// Whether it is on the agenda no more.
    pub(crate) const fn is_off(&self) -> bool {
        self.off.is_some()
    }

    /// Who made it.
    pub(crate) const fn by(&self) -> &By {
        &self.by
    }

    /// What the history calls it.
    pub(crate) fn called(&self) -> String {
        called(&self.content)
    }

    /// Says something else now, or stands otherwise.
    pub(crate) fn change(&mut self, content: Option<Content>, status: Status, at: Timestamp) {
        if let Some(content) = content {
            self.content = Arc::new(content);
        }
        self.status = status;
        self.changes = self.changes.saturating_add(1);
        self.changed_at = at;
        self.seal();
    }

    /// Software sent it: for the first time, or with other content.
    pub(crate) fn send(
        &mut self,
        content: Option<Content>,
        status: Status,
        resource: Arc<[u8]>,
        at: Timestamp,
    ) {
        self.sent = Some(resource);
        match content {
            Some(content) => self.change(Some(content), status, at),
            None => {
                self.status = status;
                self.seal();
            }
        }
    }

    /// What is written anew by hand is no longer what software sent; and what its holder
    /// writes anew, of what a service made, is theirs from then on.
    pub(crate) fn adopt(&mut self, by: &By) {
        self.sent = None;
        let services = matches!(self.facts().author, WrittenBy::Service(_));
        if services && matches!(by, By::Holder { .. }) {
            self.by = by.clone();
            self.sealed.facts_mut().author = WrittenBy::Holder;
        }
    }

    /// What was sent, where nobody wrote it anew by hand.
    pub(crate) fn sent(&self) -> Option<&[u8]> {
        self.sent.as_deref()
    }

    /// What it was, seen as what it is now: kept from whom it is kept from now, and
    /// whoever wrote it then stays its author.
    pub(crate) fn as_kept_now(&self, now: &Self) -> Self {
        let mut then = self.clone();
        let author = then.facts().author.clone();
        *then.sealed.facts_mut() = DocumentFacts {
            author,
            ..now.facts().clone()
        };
        then
    }

    /// How often it was changed.
    #[cfg(test)]
    pub(crate) const fn changes(&self) -> u32 {
        self.changes
    }

    /// When it was last changed.
    pub(crate) const fn changed_at(&self) -> Timestamp {
        self.changed_at
    }

    /// Its version: it never stands still when the item changes.
    pub(crate) fn version(&self) -> u64 {
        version(self.changed_at, self.changes)
    }

    fn seal(&mut self) {
        let facts = self.facts().clone();
        let label = Label {
            id: facts.id,
            content: Arc::clone(&self.content),
            status: self.status,
            by: self.by.clone(),
            changed_at: self.changed_at,
            changes: self.changes,
            sent: self.sent.clone(),
            called: called(&self.content),
        };
        self.sealed = Sealed::new(facts, label, ());
    }

    fn set_off(&mut self, off: Option<WrittenBy>) {
        let state = match off {
            Some(_) => DocumentState::Binned,
            None => DocumentState::Kept,
        };
        self.off = off;
        self.sealed.facts_mut().state = state;
        if let Some(prepared) = &mut self.prepared {
            prepared.facts_mut().state = state;
        }
    }

    pub(crate) fn prepare(&mut self, preparation: Preparation) {
        let facts = DocumentFacts {
            author: sharing::WrittenBy::Holder,
            ..self.facts().clone()
        };
        self.brings.clone_from(&preparation.documents);
        self.prepared = Some(Sealed::new(facts, preparation, ()));
    }
}

pub(crate) fn called(content: &Content) -> String {
    let mut names = [&content.title, &content.with].into_iter();
    names.find(|text| !text.is_empty()).map_or_else(
        || content.at.strftime("%d/%m/%Y %H:%M").to_string(),
        String::clone,
    )
}

/// By what channels notices leave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Channels {
    /// To e-mail addresses.
    pub email: bool,
    /// To mobiles.
    pub sms: bool,
}

impl Default for Channels {
    fn default() -> Self {
        Self {
            email: true,
            sms: true,
        }
    }
}

/// The feed that is in force.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Feed {
    /// Of its secret.
    pub(crate) hash: [u8; 32],
    /// Whether it says what the agenda says, or only that there is something.
    pub words: bool,
    /// Who made it.
    pub(crate) account: AccountId,
    /// When.
    pub since: Timestamp,
}

/// What rights on an appointment or a reminder depend on, in the record of a space; none,
/// for what is no such thing, and for what was taken off.
///
/// # Errors
/// A fault, if the agenda is not part of this journal.
pub fn facts_of(book: &Book, id: ItemId) -> Result<Option<&DocumentFacts>> {
    Ok(book.state::<Diary>()?.find(id).map(Item::facts))
}

/// The agenda of a space.
#[derive(Clone, Default)]
pub struct Diary {
    items: Vec<Arc<Item>>,
    places: HashMap<ItemId, usize>,
    /// What software calls its appointments, whatever became of them.
    pub(crate) names: Names,
    pub(crate) channels: Channels,
    pub(crate) feed: Option<Feed>,
}

impl Diary {
    /// Every item, the first made first; none that was taken off.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Item> {
        let items = self.items.iter().map(AsRef::as_ref);
        items.filter(|item: &&Item| item.off.is_none())
    }

    /// All of them, and those that its holder took off: what whoever noted them knows of.
    pub(crate) fn noted(&self) -> impl Iterator<Item = &Item> {
        let items = self.items.iter().map(AsRef::as_ref);
        items.filter(|item: &&Item| matches!(item.off, None | Some(WrittenBy::Holder)))
    }

    /// One of them.
    pub fn find(&self, id: ItemId) -> Option<&Item> {
        self.any(id).filter(|item| item.off.is_none())
    }

    /// One that its holder took off their agenda.
    pub(crate) fn taken_off(&self, id: ItemId) -> Option<&Item> {
        self.any(id)
            .filter(|item| item.off == Some(WrittenBy::Holder))
    }

    /// One that whoever made it took away again.
    pub(crate) fn taken_back(&self, id: ItemId) -> Option<&Item> {
        let by_author = |item: &&Item| item.off.as_ref() == Some(&item.facts().author);
        self.any(id).filter(by_author)
    }

    /// One that is on the agenda, or was.
    fn any(&self, id: ItemId) -> Option<&Item> {
        let place = self.places.get(&id)?;
        self.items.get(*place).map(AsRef::as_ref)
    }

    /// How many of this author are to come, whatever became of them.
    pub(crate) fn to_come_of(&self, author: &WrittenBy, now: Timestamp) -> usize {
        let to_come = |it: &&Arc<Item>| it.content.moment().is_some_and(|at| now < at);
        let theirs = self.items.iter().filter(to_come);
        theirs.filter(|it| it.facts().author == *author).count()
    }

    /// How many this author ever made here.
    pub(crate) fn made_by(&self, author: &WrittenBy) -> usize {
        let theirs = self.items.iter();
        theirs.filter(|it| it.facts().author == *author).count()
    }

    /// How many bytes are kept as this author sent them: of what others sent nobody
    /// learns by it.
    pub(crate) fn sent_bytes(&self, author: &WrittenBy) -> usize {
        let theirs = self.items.iter();
        theirs
            .filter(|item| item.facts().author == *author)
            .filter_map(|item| item.sent().map(<[u8]>::len))
            .sum()
    }

    pub(crate) fn take_off(&mut self, id: ItemId, by: WrittenBy) {
        if let Some(item) = self.find_mut(id) {
            item.set_off(Some(by));
        }
    }

    pub(crate) fn put_back(&mut self, id: ItemId, at: Timestamp) {
        if let Some(item) = self.find_mut(id) {
            item.set_off(None);
            item.change(None, item.status, at);
        }
    }

    pub(crate) fn find_mut(&mut self, id: ItemId) -> Option<&mut Item> {
        let place = self.places.get(&id)?;
        self.items.get_mut(*place).map(Arc::make_mut)
    }

    pub(crate) fn add(&mut self, item: Item) {
        self.places.insert(item.facts().id, self.items.len());
        self.items.push(Arc::new(item));
    }
}
