//! What people can do with an agenda: make, change, call off, prepare, and say
//! what became of it. Each is one sentence: decide, append.

mod feed;
mod sending;
mod visiting;

pub use feed::carried;
pub use sending::AsItem;

pub(crate) use feed::maker;
pub(crate) use visiting::made_by;

use crate::Agenda;
use crate::diary::{Channels, Diary, Item, ItemId, Label, Preparation, TYPE_CODE};
use crate::rules::{self, BRING_MAX, Content, Kind, PLACE_MAX, Status, hours};
use crate::{entries, rules::questions};
use documents::Shelf;
use identity::{Caller, Professional};
use journal::Due;
use journal::{By, NewEntry, Standing};
use kernel::{DocumentId, Error, Result, SpaceId, Timestamp};
use sharing::{
    Change, Connections, DocumentFacts, Leave, OnDocuments, Owned, Permit, Sharing, WrittenBy,
};

/// An item, as its holder sees it.
pub(crate) struct Listed {
    pub label: Label,
    /// Whether its holder may change it: they made it, or the service that did is
    /// connected no more.
    pub own: bool,
    /// Whether a service made it.
    pub by_service: bool,
    /// Whether a service or a professional made it: its holder may take it off.
    pub by_another: bool,
    pub prepared: Preparation,
}

/// An appointment that a professional made, as far as their list tells: when.
pub(crate) struct Made {
    pub id: ItemId,
    pub at: jiff::civil::DateTime,
    pub status: Status,
}

impl Agenda {
    pub(crate) fn sharing(&self) -> &Sharing {
        &self.0.parts.sharing
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.sharing().world().now()
    }

    /// What a permit shows, the first to come first.
    pub(crate) fn listed(permit: &Permit) -> Result<Vec<Listed>> {
        let diary = permit.state::<Diary>()?;
        let connections = permit.state::<Connections>()?;
        let seen = |item: &Item| {
            let label = item.sealed.label(permit).ok()?.clone();
            let prepared = item.prepared.as_ref();
            let prepared = prepared.and_then(|it| it.label(permit).ok());
            Some(Listed {
                label,
                own: item.facts().author == WrittenBy::Holder
                    || is_of_no_service_any_more(connections, item.facts()),
                by_service: matches!(item.facts().author, WrittenBy::Service(_)),
                by_another: sending::may_be_taken_off(&item.facts().author),
                prepared: prepared.cloned().unwrap_or_default(),
            })
        };
        let mut listed: Vec<Listed> = diary.all().filter_map(seen).collect();
        listed.sort_by_key(|it| (it.label.content.at, it.label.id));
        Ok(listed)
    }

    /// Makes an appointment or a reminder; its id. The same again is made once.
    ///
    /// # Errors
    /// Not found, for a space that is not open, and for a reminder that is not
    /// one's own; a field error, when the day is full.
    pub async fn make(&self, caller: &Caller, space: SpaceId, content: &Content) -> Result<ItemId> {
        let id = ItemId::new(&*self.sharing().world().chance);
        self.sharing().check(caller, space, Change::Add).await?;
        self.note(caller, space, id, content).await?;
        let draft = |leave: &Leave| {
            may_have(leave.by(), content.kind)?;
            let new = entries::item(space, id, content.clone(), leave.by(), leave.now());
            Ok(match rules::may_make(leave.state::<Diary>()?, &new)? {
                true => vec![entries::item_made(id, content, new.called())],
                false => Vec::new(),
            })
        };
        self.sharing()
            .change(caller, space, Change::Add, draft)
            .await?;
        Ok(id)
    }

    /// Its source changes it. Nothing new is nothing to write. What its holder gave for it
    /// ends no later by that, and only where it is at another moment than before.
    ///
    /// # Errors
    /// Not found, if it is not theirs; a conflict, once it is over or called off.
    pub async fn change(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ItemId,
        content: &Content,
    ) -> Result<()> {
        self.check_own(caller, space, id).await?;
        self.note(caller, space, id, content).await?;
        self.change_own(caller, space, id, |leave, item, what| {
            if item.content.kind != content.kind {
                return Err(Error::not_found());
            }
            rules::may_change(item)?;
            if *item.content == *content {
                return Ok(Vec::new());
            }
            rules::has_room(leave.state::<Diary>()?, item, content)?;
            let mut written = vec![entries::item_changed(id, content, what)];
            if content.moment() != item.content.moment() {
                written.extend(leave.moves_visit(id, rules::visit::ends(content))?);
            }
            Ok(written)
        })
        .await
    }

    /// Its source says how it stands. Twice is once. What its holder gave for it ends as
    /// it is called off.
    ///
    /// # Errors
    /// Not found, if it is not theirs; a conflict, if that does not follow.
    pub async fn set_status(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ItemId,
        status: Status,
    ) -> Result<()> {
        if status == Status::Planned {
            let content = self.check_own(caller, space, id).await?;
            self.note(caller, space, id, &content).await?;
        }
        let now = self.now();
        self.change_own(caller, space, id, |leave, item, what| {
            if !rules::may_become(item, status, now)? {
                return Ok(Vec::new());
            }
            if status == Status::Planned {
                rules::has_room(leave.state::<Diary>()?, item, &item.content)?;
            }
            let kind = item.content.kind;
            let mut written = vec![entries::item_stands(id, kind, status, what)];
            if !rules::visit::goes_on(status) {
                written.extend(leave.ends_visit(id)?);
            }
            Ok(written)
        })
        .await
    }

    /// Its holder prepares an appointment, whoever made it: what to ask, and what of
    /// their record to bring. It gives nobody a right. What was to be brought and they
    /// do not see, they cannot mean to leave: it stays.
    ///
    /// # Errors
    /// Field errors; not found, for anybody else, and for a document that they do
    /// not see.
    pub async fn prepare(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ItemId,
        typed: &str,
        documents: &[DocumentId],
    ) -> Result<()> {
        if documents.len() > BRING_MAX {
            return Err(Error::invalid("agenda-bring-too-many"));
        }
        let questions = questions(typed)?;
        let draft = |leave: &Leave| {
            let diary = leave.state::<Diary>()?;
            let item = diary.find(id).ok_or_else(Error::not_found)?;
            let what = leave.may(OnDocuments::Arrange, &item.sealed)?;
            if item.content.kind != Kind::Appointment {
                return Err(Error::not_found());
            }
            let shelf = leave.state::<Shelf>()?;
            let sees = |document: DocumentId| {
                let found = shelf.find(document).ok_or_else(Error::not_found)?;
                leave.may(OnDocuments::Arrange, &found.sealed)
            };
            for document in documents {
                sees(*document)?;
            }
            let unseen = item.brings.iter().copied();
            let unseen = unseen.filter(|document| sees(*document).is_err());
            let preparation = Preparation {
                questions: questions.clone(),
                documents: documents.iter().copied().chain(unseen).collect(),
            };
            Ok(vec![entries::item_prepared(id, &preparation, what)])
        };
        self.sharing()
            .change(caller, space, Change::Add, draft)
            .await
    }

    /// The holder chooses by what channels notices leave.
    ///
    /// # Errors
    /// Not found, for anybody else.
    pub(crate) async fn choose(
        &self,
        caller: &Caller,
        space: SpaceId,
        channels: Channels,
    ) -> Result<()> {
        let draft = |leave: &Leave| {
            let same = leave.state::<Diary>()?.channels == channels;
            Ok(match same {
                true => Vec::new(),
                false => vec![entries::channels_chosen(channels)],
            })
        };
        self.sharing()
            .change(caller, space, Change::SetRights, draft)
            .await
    }

    /// The appointments that a professional made in this space, the last first:
    /// when, and nothing of what they say. Not found, for whom its holder blocked.
    pub(crate) async fn made_by(
        &self,
        professional: &Professional,
        space: SpaceId,
    ) -> Result<Vec<Made>> {
        let caller = Caller::Professional(professional.clone());
        self.sharing().check_own(&caller, space).await?;
        let journal = &self.0.parts.journal;
        let book = journal.refresh(&journal.open(space).await?).await?;
        if book.standing() != Standing::Open {
            return Err(Error::not_found());
        }
        let author = WrittenBy::Professional(professional.rpps.clone());
        let diary = book.state::<Diary>()?;
        let theirs = diary.all().filter(|item| item.facts().author == author);
        let mut made: Vec<Made> = theirs
            .map(|item| Made {
                id: item.facts().id,
                at: item.content.at,
                status: item.status,
            })
            .collect();
        made.sort_by_key(|made| std::cmp::Reverse((made.at, made.id)));
        Ok(made)
    }

    /// One of them before its author's eyes again: the line says so first. What
    /// its holder prepared is not theirs. Not found, as [`Self::made_by`].
    pub(crate) async fn look_at_own(
        &self,
        professional: &Professional,
        space: SpaceId,
        id: ItemId,
    ) -> Result<Label> {
        let caller = Caller::Professional(professional.clone());
        let permit = self.permit_made(&caller, space, Some(id)).await?;
        let found = permit.state::<Diary>()?.find(id);
        let found = found.ok_or_else(Error::not_found)?;
        found.sealed.label(&permit).cloned()
    }

    /// Lets a professional see what the appointments say that they made in this space, or
    /// one of them; with a care link or without, and nothing of what others made.
    ///
    /// # Errors
    /// Not found, for whom its holder blocked, for a closed space, and for what is not
    /// theirs; unavailable, if the line could not be written first.
    pub async fn permit_made(
        &self,
        caller: &Caller,
        space: SpaceId,
        one: Option<ItemId>,
    ) -> Result<Permit> {
        let sharing = self.sharing();
        sharing.check_own(caller, space).await?;
        let Some(id) = one else {
            let owned = Owned::Appointments;
            return sharing
                .permit_all_own(caller, space, owned, TYPE_CODE)
                .await;
        };
        sharing
            .permit_own(caller, space, Owned::Appointment, |book| {
                let found = book.state::<Diary>()?.find(id);
                Ok(found.map(|item| &item.sealed))
            })
            .await
    }

    /// Decides whether it is theirs to change, before anything is noted of it; what
    /// it says, for noting it again.
    async fn check_own(&self, caller: &Caller, space: SpaceId, id: ItemId) -> Result<Content> {
        let found = std::sync::Mutex::new(None);
        self.change_own(caller, space, id, |_, item, _| {
            if let Ok(mut found) = found.lock() {
                *found = Some(Content::clone(&item.content));
            }
            Ok(Vec::new())
        })
        .await?;
        let found = found.into_inner().ok().flatten();
        found.ok_or_else(Error::not_found)
    }

    async fn change_own<F>(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ItemId,
        decide: F,
    ) -> Result<()>
    where
        F: Fn(&Leave, &Item, String) -> Result<Vec<NewEntry>> + Send + Sync,
    {
        let is_professional = matches!(caller, Caller::Professional(_));
        let draft = |leave: &Leave| {
            // What a blocked professional does not find they do not change either: nobody
            // does what they are told does not exist.
            if is_professional && !leave.finds_own() {
                return Err(Error::not_found());
            }
            let diary = leave.state::<Diary>()?;
            let item = diary.find(id).ok_or_else(Error::not_found)?;
            // Only an author replaces what they wrote; and only what they see. What a
            // service left behind is its holder's.
            let act = match sending::may_be_adopted(leave, item)? {
                true => OnDocuments::Arrange,
                false => OnDocuments::Replace,
            };
            let what = leave.may(act, &item.sealed)?;
            decide(leave, item, what)
        };
        self.sharing()
            .change(caller, space, Change::Add, draft)
            .await
    }

    /// Notes when people may have to be told of what is about to be written, and whose
    /// day it stands in: before it is, so that nothing is forgotten. What its holder writes too late for the
    /// day before they know; what somebody else does is told as soon as it may be.
    async fn note(
        &self,
        caller: &Caller,
        space: SpaceId,
        item: ItemId,
        content: &Content,
    ) -> Result<()> {
        if let Caller::Professional(professional) = caller {
            let day = content.at.date();
            self.sharing().expects(professional, space, day).await?;
        }
        let now = self.now();
        let by_holder = matches!(caller, Caller::Holder(_));
        let to_come = content.moment().is_some_and(|at| now < at);
        let due_at = match hours::notice_at(content.at) {
            Some(at) if at > now => Some(at),
            Some(_) if to_come && !by_holder => Some(now),
            _ => None,
        };
        let Some(due_at) = due_at else { return Ok(()) };
        let due = Due {
            space,
            of: item,
            due_at,
        };
        self.0.tables.due.note(due).await
    }

    /// Forgets all that is noted of a space that was erased.
    ///
    /// # Errors
    /// As the store.
    pub async fn forget(&self, space: SpaceId) -> Result<()> {
        self.0.tables.forget(space).await
    }
}

/// Whether this is of a service that is connected no more, by any connection.
fn is_of_no_service_any_more(connections: &Connections, facts: &DocumentFacts) -> bool {
    match &facts.author {
        WrittenBy::Service(id) => !connections.standing().any(|it| it.service == *id),
        _ => false,
    }
}

/// With whom an appointment is that somebody makes with their patient.
pub(crate) fn with(professional: &Professional) -> String {
    let name = &professional.name.0;
    let called = match &professional.place {
        Some(place) => format!("{name}, {}", place.name),
        None => name.clone(),
    };
    called.chars().take(PLACE_MAX).collect()
}

/// Appointments are made by people; reminders by those whom they remind.
fn may_have(by: &By, kind: Kind) -> Result<()> {
    match (by, kind) {
        (By::Holder { .. }, _) | (By::Professional { .. }, Kind::Appointment) => Ok(()),
        _ => Err(Error::not_found()),
    }
}
