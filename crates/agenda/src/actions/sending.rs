//! What a connected service writes: appointments, as it knows them. The resource is
//! kept as it was sent, beside what people read; what comes again is the same one. And
//! what its holder does about them: taken off, and put back.

use super::is_of_no_service_any_more;
use crate::Agenda;
use crate::diary::{Diary, Item, ItemId};
use crate::entries;
use crate::rules::{self, Content, SENT_BYTES_IN_ALL, SENT_MAX, Status};
use identity::Caller;
use journal::By;
use kernel::{Error, Result, SpaceId, Timestamp};
use sharing::{Change, Leave, OnDocuments, WrittenBy};
use std::sync::{Arc, Mutex, PoisonError};

/// An appointment on its way into an agenda.
#[derive(Clone, Debug)]
pub struct Sending {
    /// What people read of it.
    pub content: Content,
    /// How it stands.
    pub status: Status,
    /// The resource, without id, version and what names the person: JSON.
    pub resource: Arc<[u8]>,
    /// What the software calls it, as `system|value`.
    pub identifiers: Vec<String>,
}

/// What became of one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Received {
    /// It is in the agenda now.
    Added(ItemId),
    /// It was there already.
    Same(ItemId),
}

impl Received {
    /// Which one it is.
    pub const fn id(self) -> ItemId {
        match self {
            Self::Added(id) | Self::Same(id) => id,
        }
    }
}

/// How one stands, for the service that wrote it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stands {
    /// When it was last changed.
    pub at: Timestamp,
    /// Its version.
    pub version: u64,
}

impl Agenda {
    /// Decides whether they may write here at all, before what they send is judged.
    ///
    /// # Errors
    /// Forbidden, for anybody but a service; else as decided.
    pub async fn may_send(&self, caller: &Caller, space: SpaceId) -> Result<()> {
        if !matches!(caller, Caller::Service(_)) {
            return Err(Error::forbidden("agenda-fhir-services-only"));
        }
        let change = Change::FeedByService;
        self.sharing().check(caller, space, change).await
    }

    /// Takes an appointment in. What comes again, by its identifiers or word for word,
    /// is there already; `conditional`: whatever it says.
    ///
    /// # Errors
    /// As decided; a conflict, for an identifier of something else, or of what is
    /// gone; invalid, when there is no room.
    pub async fn send(
        &self,
        caller: &Caller,
        space: SpaceId,
        sending: &Sending,
        conditional: bool,
    ) -> Result<Received> {
        let id = ItemId::new(&*self.sharing().world().chance);
        let received = Mutex::new(Received::Added(id));
        let draft = |leave: &Leave, write: bool| {
            let diary = leave.state::<Diary>()?;
            let known = known(leave, diary, sending, conditional)?;
            let became = known.map_or(Received::Added(id), Received::Same);
            *received.lock().unwrap_or_else(PoisonError::into_inner) = became;
            if known.is_some() {
                return Ok(Vec::new());
            }
            let content = sending.content.clone();
            let new = entries::item(space, id, content, leave.by(), leave.now());
            has_room(diary, &new, sending, 0)?;
            let said = (&sending.content, sending.status);
            let sent = (&*sending.resource, &*sending.identifiers);
            Ok(match write {
                true => vec![entries::item_sent(id, said, None, sent, new.called())],
                false => Vec::new(),
            })
        };
        // Once without writing: nothing is noted of what is refused, or there already.
        let change = Change::FeedByService;
        let asked = |leave: &Leave| draft(leave, false);
        self.sharing().change(caller, space, change, asked).await?;
        let became = *received.lock().unwrap_or_else(PoisonError::into_inner);
        if let Received::Same(_) = became {
            return Ok(became);
        }
        self.note_sent(caller, space, id, sending).await?;
        let written = |leave: &Leave| draft(leave, true);
        let change = Change::FeedByService;
        self.sharing()
            .change(caller, space, change, written)
            .await?;
        Ok(received
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts an appointment in the place of one that the same service sent, as it was
    /// seen.
    ///
    /// # Errors
    /// Not found, where they see none; forbidden, where it is not theirs; a conflict
    /// `agenda-changed-meanwhile`, if it is no longer as they saw it.
    pub async fn amend(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ItemId,
        seen: u64,
        sending: &Sending,
    ) -> Result<()> {
        let draft = |leave: &Leave, write: bool| {
            let diary = leave.state::<Diary>()?;
            let item = theirs(leave, diary, id)?;
            as_seen(item, Some(seen))?;
            for identifier in &sending.identifiers {
                let other = diary.called(service(leave.by())?, identifier);
                if other.is_some_and(|it| it != id) {
                    return Err(Error::conflict("agenda-sent-differs"));
                }
            }
            if item.sent() == Some(&*sending.resource) || !write {
                return Ok(Vec::new());
            }
            let before = item.sent().map_or(0, <[u8]>::len);
            has_room(diary, item, sending, before)?;
            let stood = (&*item.content, item.status);
            let said = (&sending.content, sending.status);
            let sent = (&*sending.resource, &*sending.identifiers);
            let what = crate::diary::called(&sending.content);
            Ok(vec![entries::item_sent(id, said, Some(stood), sent, what)])
        };
        let asked = |leave: &Leave| draft(leave, false);
        let change = Change::FeedByService;
        self.sharing().change(caller, space, change, asked).await?;
        self.note_sent(caller, space, id, sending).await?;
        let written = |leave: &Leave| draft(leave, true);
        let change = Change::FeedByService;
        self.sharing().change(caller, space, change, written).await
    }

    /// Takes away what the same service sent; if it was seen, as it was.
    ///
    /// # Errors
    /// As [`Self::amend`].
    pub async fn take_away(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ItemId,
        seen: Option<u64>,
    ) -> Result<()> {
        let draft = |leave: &Leave| {
            let item = theirs(leave, leave.state::<Diary>()?, id)?;
            as_seen(item, seen)?;
            Ok(vec![entries::item_taken_off(id, item.called())])
        };
        let change = Change::FeedByService;
        self.sharing().change(caller, space, change, draft).await
    }

    /// How one stands that they wrote: it shows nothing of what it says.
    ///
    /// # Errors
    /// As [`Self::amend`].
    pub async fn stands(&self, caller: &Caller, space: SpaceId, id: ItemId) -> Result<Stands> {
        let found = Mutex::new(None);
        let draft = |leave: &Leave| {
            let item = theirs(leave, leave.state::<Diary>()?, id)?;
            let stands = Stands {
                at: item.changed_at(),
                version: item.version(),
            };
            *found.lock().unwrap_or_else(PoisonError::into_inner) = Some(stands);
            Ok(Vec::new())
        };
        let change = Change::FeedByService;
        self.sharing().change(caller, space, change, draft).await?;
        let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        found.ok_or_else(Error::not_found)
    }

    /// Its holder takes what a service made off their agenda. Twice is once.
    ///
    /// # Errors
    /// Not found, for what no service made.
    pub(crate) async fn take_off(&self, caller: &Caller, space: SpaceId, id: ItemId) -> Result<()> {
        let draft = |leave: &Leave| {
            let diary = leave.state::<Diary>()?;
            if diary.taken_off(id).is_some_and(|it| leave.sees(it.facts())) {
                return Ok(Vec::new());
            }
            let item = diary.find(id).ok_or_else(Error::not_found)?;
            let what = leave.may(OnDocuments::Arrange, &item.sealed)?;
            match item.facts().author {
                WrittenBy::Service(_) => Ok(vec![entries::item_taken_off(id, what)]),
                _ => Err(Error::not_found()),
            }
        };
        self.sharing()
            .change(caller, space, Change::Add, draft)
            .await
    }

    /// And puts it back.
    ///
    /// # Errors
    /// Not found, for what they did not take off themselves.
    pub(crate) async fn put_back(&self, caller: &Caller, space: SpaceId, id: ItemId) -> Result<()> {
        let draft = |leave: &Leave| {
            let diary = leave.state::<Diary>()?;
            let there = |item: &&Item| leave.sees(item.facts());
            if diary.find(id).filter(there).is_some() {
                return Ok(Vec::new());
            }
            let item = diary.taken_off(id).filter(there);
            let item = item.ok_or_else(Error::not_found)?;
            Ok(vec![entries::item_put_back(id, item.called())])
        };
        self.sharing()
            .change(caller, space, Change::Add, draft)
            .await
    }

    /// Notes when people may have to be told of what is about to be written.
    async fn note_sent(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ItemId,
        sending: &Sending,
    ) -> Result<()> {
        match sending.status {
            Status::Planned => self.note(caller, space, id, &sending.content).await,
            _ => Ok(()),
        }
    }
}

fn service(by: &By) -> Result<&str> {
    match by {
        By::Service { id, .. } => Ok(id),
        _ => Err(Error::not_found()),
    }
}

/// The appointment that this is already.
fn known(
    leave: &Leave,
    diary: &Diary,
    sending: &Sending,
    conditional: bool,
) -> Result<Option<ItemId>> {
    let service = service(leave.by())?;
    let author = WrittenBy::from(leave.by());
    let own = |item: &&Item| item.facts().author == author;
    let same = |item: &&Item| item.sent() == Some(&*sending.resource);
    let mut called = sending.identifiers.iter();
    if let Some(id) = called.find_map(|name| diary.called(service, name)) {
        // Whoever took it off, or wrote it anew, meant that.
        let item = diary.find(id).filter(own);
        let item = item.ok_or_else(|| Error::conflict("agenda-sent-gone"))?;
        return match conditional || same(&item) {
            true => Ok(Some(id)),
            false => Err(Error::conflict("agenda-sent-differs")),
        };
    }
    let found = diary.all().filter(own).find(same);
    Ok(found.map(|item| item.facts().id))
}

/// One that the service that asks wrote, and may change.
fn theirs<'a>(leave: &Leave, diary: &'a Diary, id: ItemId) -> Result<&'a Item> {
    let item = diary.find(id).ok_or_else(Error::not_found)?;
    let facts = item.facts();
    match (leave.amends(facts), leave.sees(facts)) {
        (true, _) => Ok(item),
        (false, true) => Err(Error::forbidden("agenda-sent-not-yours")),
        (false, false) => Err(Error::not_found()),
    }
}

fn as_seen(item: &Item, seen: Option<u64>) -> Result<()> {
    match seen.is_none_or(|seen| seen == item.version()) {
        true => Ok(()),
        false => Err(Error::conflict("agenda-changed-meanwhile")),
    }
}

/// One service leaves room for others, and fills no day.
fn has_room(diary: &Diary, item: &Item, sending: &Sending, before: usize) -> Result<()> {
    if sending.status.stands() {
        rules::has_room(diary, item, &sending.content)?;
    }
    let made = diary.made_by(&item.facts().author);
    let anew = diary.find(item.facts().id).is_some();
    let bytes = diary.sent_bytes().saturating_sub(before) + sending.resource.len();
    match (anew || made < SENT_MAX) && bytes <= SENT_BYTES_IN_ALL {
        true => Ok(()),
        false => Err(Error::invalid("agenda-sent-full")),
    }
}

/// Whether an item is its holder's to change now, though a service made it: since that
/// one is connected no more.
pub(super) fn may_be_adopted(leave: &Leave, item: &Item) -> Result<bool> {
    let holder = matches!(leave.by(), By::Holder { .. });
    let connections = leave.state::<sharing::Connections>()?;
    Ok(holder && is_of_no_service_any_more(connections, item.facts()))
}
