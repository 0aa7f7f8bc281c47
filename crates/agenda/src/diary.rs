//! What the record knows of the agenda: the fold. What items say is [`Sealed`].

use crate::rules::{Content, Status};
use journal::By;
use kernel::{AccountId, DocumentId, Timestamp};
use sharing::{DocumentFacts, Sealed, Titled};
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
    /// What rules compare, and jobs ask for: never shown.
    pub(crate) content: Arc<Content>,
    pub(crate) status: Status,
    by: By,
    changes: u32,
}

impl Item {
    pub(crate) fn new(facts: DocumentFacts, content: Content, by: By) -> Self {
        let content = Arc::new(content);
        let at = facts.added_at;
        let label = labelled(&facts, &content, Status::Planned, &by, at, 0);
        Self {
            sealed: Sealed::new(facts, label, ()),
            prepared: None,
            content,
            status: Status::Planned,
            by,
            changes: 0,
        }
    }

    /// What rights depend on.
    pub const fn facts(&self) -> &DocumentFacts {
        self.sealed.facts()
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
        let facts = self.facts().clone();
        let label = labelled(&facts, &self.content, status, &self.by, at, self.changes);
        self.sealed = Sealed::new(facts, label, ());
    }

    pub(crate) fn prepare(&mut self, preparation: Preparation) {
        let facts = DocumentFacts {
            author: sharing::WrittenBy::Holder,
            ..self.facts().clone()
        };
        self.prepared = Some(Sealed::new(facts, preparation, ()));
    }
}

fn labelled(
    facts: &DocumentFacts,
    content: &Arc<Content>,
    status: Status,
    by: &By,
    changed_at: Timestamp,
    changes: u32,
) -> Label {
    Label {
        id: facts.id,
        content: Arc::clone(content),
        status,
        by: by.clone(),
        changed_at,
        changes,
        called: called(content),
    }
}

fn called(content: &Content) -> String {
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

/// The agenda of a space.
#[derive(Clone, Default)]
pub struct Diary {
    items: Vec<Arc<Item>>,
    places: HashMap<ItemId, usize>,
    pub(crate) channels: Channels,
    pub(crate) feed: Option<Feed>,
}

impl Diary {
    /// Every item, the first made first.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Item> {
        self.items.iter().map(AsRef::as_ref)
    }

    /// One of them.
    pub fn find(&self, id: ItemId) -> Option<&Item> {
        self.places
            .get(&id)
            .map(|place| self.items[*place].as_ref())
    }

    pub(crate) fn find_mut(&mut self, id: ItemId) -> Option<&mut Item> {
        self.places
            .get(&id)
            .map(|place| Arc::make_mut(&mut self.items[*place]))
    }

    pub(crate) fn add(&mut self, item: Item) {
        self.places.insert(item.facts().id, self.items.len());
        self.items.push(Arc::new(item));
    }
}
