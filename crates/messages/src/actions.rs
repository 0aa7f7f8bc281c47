//! What people can do with conversations: begin one, answer, take back, read, let
//! it stand otherwise. Each is one sentence: decide, append.

mod drafts;
mod filing;
mod inbox;
mod reading;

pub(crate) use drafts::Draft;
pub(crate) use inbox::Waiting;

use crate::mailbox::{Correspondent, Label, Mailbox, MessageId, Party, Side, Thread, ThreadId};
use crate::queries::outgoing::Outgoing;
use crate::queries::{Due, Line};
use crate::rules::{self, Said, State, ToAttach, UNDO_FOR};
use crate::{Messages, entries};
use documents::Shelf;
use identity::Caller;
use journal::{Book, NewEntry};
use kernel::{DocumentId, Error, Result, Rpps, SpaceId, Timestamp};
use sharing::{CareLinks, Change, Leave, OnDocuments, Permit, Rights, Sealed};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// A message on its way.
#[derive(Clone, Debug)]
pub(crate) struct Sending {
    /// Its id, from the form: sent twice, it is one.
    pub id: MessageId,
    pub said: Said,
    pub attached: Vec<DocumentId>,
    /// They know that what they hide is read through the conversation.
    pub hidden_too: bool,
    /// Nobody is to answer: a professional's to say.
    pub no_reply: bool,
}

/// On whose side somebody writes and reads.
pub(crate) fn side(caller: &Caller) -> Result<Side> {
    match caller {
        Caller::Holder(_) => Ok(Side::Holder),
        Caller::Professional(it) => Ok(Side::from(&it.rpps)),
        Caller::Institution(it) => {
            let who = Correspondent::Institution(it.finess.clone());
            Ok(Side::Other(who))
        }
        Caller::Service(_) => Err(Error::not_found()),
        Caller::Staff(_) => Err(Error::forbidden("error-no-medical-capacity")),
    }
}

pub(crate) type Copy = Sealed<Label, Arc<Thread>>;

/// The copy of a thread that is sealed for this side, if it sees anything of it.
pub(crate) fn found<'a>(
    book: &'a Book,
    id: ThreadId,
    side: &Side,
    now: Timestamp,
) -> Result<Option<&'a Copy>> {
    Ok(found_in(book.state::<Mailbox>()?, id, side, now))
}

/// A way to find a copy of a thread in a record: what it finds lives as long as that.
fn finding<F>(find: F) -> F
where
    F: Fn(&Book) -> Result<Option<&Copy>>,
{
    find
}

/// The same, for one that is named.
fn finding_one<F>(find: F) -> F
where
    F: Fn(&Book, ThreadId) -> Result<Option<&Copy>>,
{
    find
}

pub(crate) fn found_in<'a>(
    mailbox: &'a Mailbox,
    id: ThreadId,
    side: &Side,
    now: Timestamp,
) -> Option<&'a Copy> {
    mailbox.find(id)?.shown_to(side, now)
}

impl Messages {
    pub(crate) fn now(&self) -> Timestamp {
        self.sharing().world().now()
    }

    /// To whom its holder may write first, as a permit shows it.
    pub(crate) async fn reachable(
        &self,
        permit: &Permit,
    ) -> Result<BTreeMap<Correspondent, Party>> {
        let reached = self
            .reached(permit.state::<CareLinks>()?, permit.state::<Shelf>()?)
            .await?;
        Ok(rules::reachable(
            permit.state::<Mailbox>()?,
            permit.state::<CareLinks>()?,
            permit.state::<Shelf>()?,
            permit.state::<Rights>()?,
            &reached,
            permit.now(),
            |facts| permit.sees(facts),
        ))
    }

    /// Which of those whom the record names let patients write first.
    async fn reached(&self, links: &CareLinks, shelf: &Shelf) -> Result<BTreeSet<Rpps>> {
        let known = documents::rules::known(links, shelf, |_| true);
        let known: Vec<Rpps> = known.into_keys().collect();
        self.0.tables.reached(&known).await
    }

    /// Begins a conversation: a professional with the holder, or the holder with one
    /// whom they may write to. The same again is begun once.
    ///
    /// # Errors
    /// Not found, for a space that is not open or a professional who is blocked; a
    /// field error, for somebody whom the holder may not write to, whether or not
    /// there is such a one.
    pub(crate) async fn begin(
        &self,
        caller: &Caller,
        space: SpaceId,
        to: Option<&Correspondent>,
        sending: &Sending,
    ) -> Result<ThreadId> {
        let side = side(caller)?;
        let party = match caller {
            Caller::Professional(professional) => Party {
                who: Correspondent::Professional(professional.rpps.clone()),
                name: professional.name.0.clone(),
                profession: professional.profession.code().to_owned(),
            },
            _ => self.addressee(caller, space, to).await?,
        };
        let id = sending.id;
        let draft = |leave: &Leave| {
            let mailbox = leave.state::<Mailbox>()?;
            if is_there(mailbox, leave, id, sending.id)? {
                return Ok(Vec::new());
            }
            if side == Side::Holder && party.is_blocked(leave.state::<Rights>()?) {
                return Err(Error::field("a", "messages-blocked"));
            }
            let parties = vec![party.clone()];
            let begun = entries::foreseen(leave, id, &sending.said.subject, parties.clone());
            let copy = begun.copy(&side).ok_or_else(Error::not_found)?;
            leave.may(OnDocuments::Converse, copy)?;
            rules::has_room(mailbox, &side, leave.now())?;
            let mut written = vec![entries::thread_begun(id, &sending.said.subject, &parties)];
            written.extend(said(leave, id, &side, sending)?);
            Ok(written)
        };
        // Decided once before anything is noted of it.
        if !self.writes(caller, space, &draft).await? {
            return Ok(id);
        }
        self.note(&side, space, (id, id), std::slice::from_ref(&party))
            .await?;
        self.sharing()
            .change(caller, space, Change::Add, draft)
            .await?;
        self.drop_draft(caller, space, None).await?;
        Ok(id)
    }

    /// Whom a holder may write to first.
    async fn addressee(
        &self,
        caller: &Caller,
        space: SpaceId,
        to: Option<&Correspondent>,
    ) -> Result<Party> {
        let journal = &self.0.parts.journal;
        let book = journal.refresh(&journal.open(space).await?).await?;
        let reached = self
            .reached(book.state::<CareLinks>()?, book.state::<Shelf>()?)
            .await?;
        let unknown = || Error::field("a", "messages-to-nobody");
        let to = to.ok_or_else(unknown)?;
        let party = Mutex::new(None);
        let look = |leave: &Leave| {
            let rights = leave.state::<Rights>()?;
            let blocked = |rpps: &Rpps| rights.blocked().contains_key(rpps);
            if to.rpps().is_some_and(blocked) {
                return Err(Error::field("a", "messages-blocked"));
            }
            let mut all = rules::reachable(
                leave.state::<Mailbox>()?,
                leave.state::<CareLinks>()?,
                leave.state::<Shelf>()?,
                rights,
                &reached,
                leave.now(),
                |facts| leave.sees(facts),
            );
            if let Ok(mut party) = party.lock() {
                *party = all.remove(to);
            }
            Ok(Vec::new())
        };
        self.sharing()
            .change(caller, space, Change::Add, look)
            .await?;
        party.into_inner().ok().flatten().ok_or_else(unknown)
    }

    /// Decides without writing: whether there is something to write.
    async fn writes<F>(&self, caller: &Caller, space: SpaceId, draft: &F) -> Result<bool>
    where
        F: Fn(&Leave) -> Result<Vec<NewEntry>> + Send + Sync,
    {
        let writes = AtomicBool::new(false);
        let look = |leave: &Leave| {
            writes.store(!draft(leave)?.is_empty(), Ordering::Relaxed);
            Ok(Vec::new())
        };
        self.sharing()
            .change(caller, space, Change::Add, look)
            .await?;
        Ok(writes.into_inner())
    }

    /// Says something in a conversation. The same again is said once.
    ///
    /// # Errors
    /// Not found, for whoever takes no part in it; a conflict, where its holder
    /// cannot answer.
    pub(crate) async fn answer(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ThreadId,
        sending: &Sending,
    ) -> Result<()> {
        let side = side(caller)?;
        let parties = Mutex::new(None);
        let decided = |leave: &Leave, thread: &Thread| {
            let mailbox = leave.state::<Mailbox>()?;
            if is_there(mailbox, leave, id, sending.id)? {
                return Ok(Vec::new());
            }
            rules::may_answer(thread, &side, leave.state::<Rights>()?)?;
            rules::has_room(mailbox, &side, leave.now())?;
            said(leave, id, &side, sending)
        };
        let look = |leave: &Leave, thread: &Thread| {
            let writes = !decided(leave, thread)?.is_empty();
            if let Ok(mut parties) = parties.lock() {
                *parties = writes.then(|| thread.parties.clone());
            }
            Ok(Vec::new())
        };
        self.change(caller, space, id, look).await?;
        let Some(noted) = parties.into_inner().ok().flatten() else {
            return Ok(());
        };
        self.note(&side, space, (id, sending.id), &noted).await?;
        self.change(caller, space, id, decided).await?;
        self.drop_draft(caller, space, Some(id)).await
    }

    /// Takes a message back while it is held; what it said is a draft again, of the
    /// thread, or of a new one where it was the first. Whether the thread is left.
    ///
    /// # Errors
    /// Not found, if it is not theirs; a conflict, once the other side may see it.
    pub(crate) async fn undo(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ThreadId,
        message: MessageId,
    ) -> Result<bool> {
        let taken = Mutex::new(None);
        let side = side(caller)?;
        let decided = |leave: &Leave, thread: &Thread| {
            let found = thread.find(message).ok_or_else(Error::not_found)?;
            if !rules::may_undo(found, leave.by(), leave.now())? {
                return Ok(Vec::new());
            }
            let left = thread.shown(&side, leave.now()).count() > 1;
            let draft = Draft {
                to: thread.parties.first().map(|party| party.who.to_string()),
                subject: thread.subject.clone(),
                text: found.text.clone(),
            };
            if let Ok(mut taken) = taken.lock() {
                *taken = Some((draft, left));
            }
            Ok(vec![entries::message_undone(id, message)])
        };
        let look = |leave: &Leave, thread: &Thread| decided(leave, thread).map(|_| Vec::new());
        self.change(caller, space, id, look).await?;
        let noted = taken.lock().ok().and_then(|taken| taken.clone());
        let Some((draft, left)) = noted else {
            return Ok(true);
        };
        // First what it said is kept: if the rest does not come, it is there twice.
        self.keep_draft(caller, space, left.then_some(id), &draft)
            .await?;
        self.change(caller, space, id, decided).await?;
        Ok(left)
    }

    /// A professional lets a thread stand so. Twice is once.
    ///
    /// # Errors
    /// Not found, for anybody else.
    pub(crate) async fn set_state(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ThreadId,
        state: State,
    ) -> Result<()> {
        let side = side(caller)?;
        self.change(caller, space, id, |_, thread| {
            Ok(match rules::may_set(thread, &side, state)? {
                true => vec![entries::thread_stands(id, state)],
                false => Vec::new(),
            })
        })
        .await
    }

    /// Decides whether somebody takes part in a thread of which they see something:
    /// before anything is kept for it.
    pub(crate) async fn sees(&self, caller: &Caller, space: SpaceId, id: ThreadId) -> Result<()> {
        let (side, now) = (side(caller)?, self.now());
        self.sharing()
            .converses(caller, space, |book| found(book, id, &side, now))
            .await
    }

    /// Changes a thread that they take part in and see something of.
    async fn change<F>(&self, caller: &Caller, space: SpaceId, id: ThreadId, draft: F) -> Result<()>
    where
        F: Fn(&Leave, &Thread) -> Result<Vec<NewEntry>> + Send + Sync,
    {
        let (side, now) = (side(caller)?, self.now());
        let find = finding_one(|book: &Book, id| found(book, id, &side, now));
        let draft = |leave: &Leave| {
            let kept = leave.state::<Mailbox>()?.find(id);
            draft(leave, &kept.ok_or_else(Error::not_found)?.thread)
        };
        let act = OnDocuments::Converse;
        self.sharing()
            .change_documents(caller, space, act, &[id], find, draft)
            .await
    }

    /// Notes what is about to be said where it must be found: in the inboxes of the
    /// parties, for the notice to the holder, and for what leaves by mail.
    pub(crate) async fn note(
        &self,
        side: &Side,
        space: SpaceId,
        (thread, message): (ThreadId, MessageId),
        parties: &[Party],
    ) -> Result<()> {
        let (now, chance) = (self.now(), &self.sharing().world().chance);
        let shown_at = now.plus(UNDO_FOR);
        for party in parties {
            let Some(rpps) = party.who.rpps() else {
                // An institution has no inbox here.
                continue;
            };
            let own = *side == party.side();
            let at = if own { now } else { shown_at };
            let line = Line { space, thread, at };
            let unread_at = (!own).then_some(shown_at);
            let tables = &self.0.tables;
            tables.note(rpps, line, unread_at, &**chance).await?;
        }
        if *side == Side::Holder {
            if self.mails().is_some() {
                let outgoing = Outgoing {
                    space,
                    thread,
                    message,
                    noted_at: now,
                    due_at: shown_at,
                    tries: 0,
                };
                self.0.tables.note_outgoing(outgoing).await?;
            }
            return Ok(());
        }
        let due_at = shown_at;
        self.0
            .tables
            .due_at(Due {
                space,
                thread,
                due_at,
            })
            .await
    }

    /// Forgets all that is noted of a space that was erased.
    ///
    /// # Errors
    /// As the store.
    pub async fn forget(&self, space: SpaceId) -> Result<()> {
        self.0.tables.forget(space).await
    }
}

/// Whether this very message is there already: then it is the same, sent again.
pub(crate) fn is_there(
    mailbox: &Mailbox,
    leave: &Leave,
    thread: ThreadId,
    id: MessageId,
) -> Result<bool> {
    match mailbox.message(id) {
        None => Ok(false),
        Some((found, message)) if found.id == thread && message.is_by(leave.by()) => Ok(true),
        Some(_) => Err(Error::not_found()),
    }
}

/// What a message writes.
fn said(leave: &Leave, thread: ThreadId, side: &Side, sending: &Sending) -> Result<Vec<NewEntry>> {
    let (shelf, rights) = (leave.state::<Shelf>()?, leave.state::<Rights>()?);
    let mut attached = Vec::new();
    for document in &sending.attached {
        let found = shelf.find(*document).ok_or_else(Error::not_found)?;
        // What they do not see they attach to nothing.
        leave.may(OnDocuments::Arrange, &found.sealed)?;
        attached.push(ToAttach {
            size: found.size(),
            hidden: found.facts().hiding.is_hidden() || rights.switches().hide_all,
        });
    }
    rules::may_attach(&attached, sending.hidden_too)?;
    let text = &sending.said.text;
    let sent = entries::message_sent(thread, sending.id, text, &sending.attached, None);
    let more = without_reply(thread, side, sending);
    Ok(std::iter::once(sent).chain(more).collect())
}

/// What is written beside a message that takes no reply.
fn without_reply(thread: ThreadId, side: &Side, sending: &Sending) -> Option<NewEntry> {
    without_reply_of(thread, sending.no_reply && *side != Side::Holder)
}

/// The same, where it is known whether it takes one.
pub(crate) fn without_reply_of(thread: ThreadId, asked: bool) -> Option<NewEntry> {
    asked.then(|| entries::thread_stands(thread, State::NoReply))
}
