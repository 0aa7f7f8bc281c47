//! What people can do with conversations: begin one, answer, take back, read, let
//! it stand otherwise. Each is one sentence: decide, append.

mod drafts;
mod family;
mod filing;
mod inbox;
mod joining;
mod manner;
mod reading;
mod seeking;
mod sending;

pub(crate) use drafts::{Draft, Ticked, plain_lines};
pub(crate) use family::Beside;
pub(crate) use inbox::{Theirs, Waiting};
pub(crate) use seeking::{FOUND_MAX, Found, Sought};
pub(crate) use sending::{Refused, Sending, To, begins, kept_secret, without_reply_of};

use crate::mailbox::{Correspondent, Label, Mailbox, MessageId, Party, Side, Thread, ThreadId};
use crate::queries::Line;
use crate::queries::outgoing::Outgoing;
use crate::rules::{self, Letting, State, UNDO_FOR};
use crate::{Beginning, Messages, entries};
use documents::Shelf;
use edge::Page;
use identity::Caller;
use journal::Due;
use journal::{Book, NewEntry};
use kernel::{Error, Result, Rpps, SpaceId, Timestamp};
use sharing::{CareLinks, Leave, OnDocuments, Permit, Rights, Sealed};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

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

/// What came of taking a message back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Undone {
    /// Something of the thread is left.
    pub left: bool,
    /// Another draft was there, and stands below.
    pub beside: bool,
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

    /// To whom its holder may write first, as a permit shows it, of those whom the
    /// record knows.
    pub(crate) async fn reachable(
        &self,
        permit: &Permit,
    ) -> Result<BTreeMap<Correspondent, Party>> {
        self.reachable_with(permit, Vec::new()).await
    }

    /// The same, with those of the directory whom somebody looked for or named, and who
    /// let them write ([`Self::letting`]).
    pub(crate) async fn reachable_with(
        &self,
        permit: &Permit,
        sought: Vec<Party>,
    ) -> Result<BTreeMap<Correspondent, Party>> {
        // Whom the holder lets read is not a carer's to know.
        let nobody = CareLinks::default();
        let links = match permit.is_carers() {
            true => &nobody,
            false => permit.state::<CareLinks>()?,
        };
        let letting = Letting {
            known: self.reached(links, permit.state::<Shelf>()?).await?,
            sought,
            carers: permit.is_carers(),
        };
        Ok(rules::reachable(
            permit.state::<Mailbox>()?,
            links,
            permit.state::<Shelf>()?,
            permit.state::<Rights>()?,
            &letting,
            permit.now(),
            |facts| permit.sees(facts),
        ))
    }

    /// Whether its holder may write first to this professional, as a permit shows it.
    ///
    /// # Errors
    /// As the store.
    pub async fn reaches(&self, permit: &Permit, to: &Rpps) -> Result<bool> {
        let to = Correspondent::Professional(to.clone());
        Ok(self.reachable(permit).await?.contains_key(&to))
    }

    /// What was prepared for this appointment, for a message to one of these.
    pub(crate) fn begun(
        &self,
        page: &Page,
        permit: &Permit,
        appointment: &str,
        parties: &BTreeMap<Correspondent, Party>,
    ) -> Result<Option<Beginning>> {
        let begun = (self.0.parts.beginnings)(page, permit, appointment)?;
        Ok(begun.filter(|it| {
            let to = Correspondent::Professional(it.to.clone());
            parties.contains_key(&to)
        }))
    }

    /// Which of those whom the record names let patients write first.
    async fn reached(&self, links: &CareLinks, shelf: &Shelf) -> Result<BTreeSet<Rpps>> {
        let known = documents::rules::known(links, shelf, |_| true);
        let known: Vec<Rpps> = known.into_keys().collect();
        self.0.tables.reached(&known).await
    }

    /// Takes a message back while it is held; what it said is a draft again, of the
    /// thread, or of a new one where it was the first, above what was one before.
    ///
    /// # Errors
    /// Not found, if it is not theirs; a conflict, once the other side may see it.
    pub(crate) async fn undo(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ThreadId,
        message: MessageId,
    ) -> Result<Undone> {
        let taken = Mutex::new(None);
        let side = side(caller)?;
        let decided = |leave: &Leave, thread: &Thread| {
            let found = thread.find(message).ok_or_else(Error::not_found)?;
            if !rules::may_undo(found, leave.by(), leave.now())? {
                return Ok(Vec::new());
            }
            let left = thread.shown(&side, leave.now()).count() > 1;
            let mut parties = thread.parties.iter().map(|party| party.who.to_string());
            let draft = Draft {
                to: parties.next(),
                with: parties.collect(),
                subject: thread.subject.clone(),
                text: found.text.clone(),
                no_reply: thread.state == State::NoReply && thread.stands_with == found.came_with,
                // What a professional attached is the holder's document by now.
                documents: match side {
                    Side::Holder => found.attached.iter().map(ToString::to_string).collect(),
                    Side::Other(_) => Vec::new(),
                },
                files: Vec::new(),
                kept_in: false,
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
            return Ok(Undone {
                left: true,
                beside: false,
            });
        };
        let of = left.then_some(id);
        let kept = self.draft(caller, space, of).await?;
        let beside = kept.as_ref().is_some_and(|it| !it.text.trim().is_empty());
        // First what it said is kept: if the rest does not come, it is there twice.
        let draft = draft.above(kept);
        self.keep_draft(caller, space, of, &draft).await?;
        self.change(caller, space, id, decided).await?;
        Ok(Undone { left, beside })
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
    pub(crate) async fn change<F>(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: ThreadId,
        draft: F,
    ) -> Result<()>
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
    /// parties, for the notice to the holder, and for what leaves by mail. `parties`
    /// have their numbers in the thread.
    pub(crate) async fn note(
        &self,
        side: &Side,
        space: SpaceId,
        (thread, message): (ThreadId, MessageId),
        parties: &[(usize, Party)],
    ) -> Result<()> {
        let now = self.now();
        let shown_at = now.plus(UNDO_FOR);
        for (seat, party) in parties {
            let own = *side == party.side();
            let at = if own { now } else { shown_at };
            let line = Line { space, thread, at };
            self.note_line(party, line, (!own).then_some(shown_at))
                .await?;
            if !own && self.mails().is_some() {
                let outgoing = Outgoing {
                    space,
                    thread,
                    message,
                    seat: *seat,
                    noted_at: now,
                    due_at: shown_at,
                    tries: 0,
                };
                self.0.tables.note_outgoing(outgoing).await?;
            }
        }
        if *side == Side::Holder {
            return Ok(());
        }
        let due = Due {
            space,
            of: thread,
            due_at: shown_at,
        };
        self.0.tables.due.note(due).await
    }

    /// Notes a thread in the inbox of a party; an institution has none here.
    async fn note_line(
        &self,
        party: &Party,
        line: Line,
        unread_at: Option<Timestamp>,
    ) -> Result<()> {
        let Some(rpps) = party.who.rpps() else {
            return Ok(());
        };
        let (tables, chance) = (&self.0.tables, &self.sharing().world().chance);
        tables.note(rpps, line, unread_at, &**chance).await
    }

    /// Forgets all that is noted of a space that was erased.
    ///
    /// # Errors
    /// As the store.
    pub async fn forget(&self, space: SpaceId) -> Result<()> {
        self.0.tables.forget(space).await?;
        self.forget_files(space).await
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
