//! Sending a message: in a conversation that is there, or as the first of a new one,
//! with files or without. It is decided once before the first byte and before anything
//! is noted of it, and again as it is written.

use super::drafts::{Draft, KeptFile};
use super::filing::{FIELD, Taken};
use super::{found_in, is_there, side};
use crate::mailbox::{Correspondent, Mailbox, MessageId, Party, Side, ThreadId};
use crate::rules::{self, Letting, PARTIES_MAX, Said, State, ToAttach, Typed};
use crate::{Messages, entries};
use documents::{Keeping, Outcome, Shelf, Twice};
use edge::Files;
use identity::Caller;
use journal::NewEntry;
use kernel::{DocumentId, Error, Kind, ObjectId, Result, Rpps, SpaceId};
use sharing::rights::entries::{conversation_of_the_family, secret_kept};
use sharing::{CareLinks, Change, DocumentFacts, Leave, OnDocuments, Rights};
use std::collections::BTreeSet;
use std::sync::Mutex;

/// As what somebody writes here: whoever adds documents to the record does; a carer adds
/// none, and is let converse by itself.
pub(super) fn writing(caller: &Caller) -> Change {
    match is_carers(caller) {
        true => Change::Converse,
        false => Change::Add,
    }
}

fn is_carers(caller: &Caller) -> bool {
    matches!(caller, Caller::Holder(holder) if holder.capacity.is_carers())
}

/// What says that the very same message is there already.
const THERE: &str = "messages-there";

/// A message on its way.
#[derive(Clone, Debug)]
pub(crate) struct Sending {
    /// Its id, from the form: sent twice, it is one.
    pub id: MessageId,
    pub said: Said,
    pub attached: Vec<DocumentId>,
    /// Files of their draft that come with it.
    pub pieces: Vec<ObjectId>,
    /// They know that what they hide is read through the conversation.
    pub hidden_too: bool,
    /// Nobody is to answer: a professional's to say.
    pub no_reply: bool,
    /// Of the files that come with it, no professional sees anything elsewhere: its
    /// holder's to say.
    pub kept_in: bool,
}

/// Where a message goes.
#[derive(Clone, Debug)]
pub(crate) enum To {
    /// Into this conversation.
    Thread(ThreadId),
    /// Into a new one: a professional's with the holder, or the holder's with these.
    New(Vec<Correspondent>),
}

/// Why a message was not sent, and which file is wrong, if it is one.
pub(crate) struct Refused {
    pub error: Error,
    pub file: Option<Box<str>>,
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self { error, file: None }
    }
}

/// A message, as far as it is known before it is decided.
struct Planned<'a> {
    side: Side,
    thread: ThreadId,
    /// Of a new conversation.
    parties: Option<Vec<Party>>,
    /// A new one is of those who answer for a child too.
    of_the_family: bool,
    sending: &'a Sending,
    /// Documents that their draft kept: of these it is told when they are gone.
    kept: Vec<DocumentId>,
}

/// What a message writes.
struct Drafted {
    written: Vec<NewEntry>,
    /// Whom it concerns beside the holder, with their numbers in the thread.
    parties: Vec<(usize, Party)>,
    subject: String,
    /// Those who answer for a child read it, if somebody does.
    of_the_family: bool,
}

impl Planned<'_> {
    /// What it writes with these new documents, and their sizes, attached to it;
    /// nothing, if it is there already.
    fn drafted(&self, leave: &Leave, files: &[(DocumentId, u64)]) -> Result<Option<Drafted>> {
        let (id, side, sending) = (self.thread, &self.side, self.sending);
        let (mailbox, rights) = (leave.state::<Mailbox>()?, leave.state::<Rights>()?);
        let subject = &sending.said.subject;
        let mut written = Vec::new();
        let (parties, subject, of_the_family) = match &self.parties {
            Some(parties) => {
                let begun = entries::foreseen(leave, id, subject, parties.clone());
                let copy = begun.copy(side).ok_or_else(Error::not_found)?;
                leave.may_begin(OnDocuments::Converse, copy)?;
                if is_there(mailbox, leave, id, sending.id)? {
                    return Ok(None);
                }
                let blocked = parties.iter().any(|party| party.is_blocked(rights));
                if *side == Side::Holder {
                    if blocked {
                        return Err(Error::field("a", "messages-blocked"));
                    }
                    may_meet(leave, parties)?;
                }
                written.extend(begins(id, subject, parties, self.of_the_family));
                let seated = begun.thread.seated();
                (seated, subject.clone(), self.of_the_family)
            }
            None => {
                let copy = found_in(mailbox, id, side, leave.now());
                leave.may(OnDocuments::Converse, copy.ok_or_else(Error::not_found)?)?;
                if is_there(mailbox, leave, id, sending.id)? {
                    return Ok(None);
                }
                let kept = mailbox.find(id).ok_or_else(Error::not_found)?;
                rules::may_answer(&kept.thread, side, rights)?;
                let subject = kept.thread.subject.clone();
                (kept.thread.seated(), subject, rights.is_of_the_family(id))
            }
        };
        rules::has_room(mailbox, leave.by(), leave.now())?;
        written.extend(said(
            leave,
            id,
            side,
            (sending, self.kept.as_slice()),
            files,
        )?);
        Ok(Some(Drafted {
            written,
            parties,
            subject,
            of_the_family,
        }))
    }
}

/// Whether a conversation with these may begin: with strangers, no more than so many a
/// day.
fn may_meet(leave: &Leave, parties: &[Party]) -> Result<()> {
    let (links, shelf) = (leave.state::<CareLinks>()?, leave.state::<Shelf>()?);
    let sees = |facts: &DocumentFacts| leave.sees(facts);
    let known = documents::rules::known(links, shelf, |document| sees(document.facts()));
    let known = known.into_keys().collect::<BTreeSet<_>>();
    let mailbox = leave.state::<Mailbox>()?;
    rules::may_meet(mailbox, &known, parties, leave.now(), sees)
}

/// What is written of a conversation that begins.
pub(crate) fn begins(
    id: ThreadId,
    subject: &str,
    parties: &[Party],
    of_the_family: bool,
) -> Vec<NewEntry> {
    let shared = of_the_family.then(|| conversation_of_the_family(id));
    let begun = entries::thread_begun(id, subject, parties);
    std::iter::once(begun).chain(shared).collect()
}

/// What is written of files that come with a message of the young person's own
/// conversation, whose subject is their title: a minor's secret, each. The line of the
/// message tells of them.
pub(crate) fn kept_secret(files: impl Iterator<Item = DocumentId>) -> Vec<NewEntry> {
    let untold = |id| NewEntry {
        act: "",
        ..secret_kept(id, "")
    };
    files.map(untold).collect()
}

impl Messages {
    /// Says something without files: in this conversation, or, a professional, in a
    /// new one. Where it stands.
    ///
    /// # Errors
    /// As on the page: not found, for whoever takes no part; field errors for what
    /// cannot be said.
    pub async fn say(
        &self,
        caller: &Caller,
        space: SpaceId,
        thread: Option<ThreadId>,
        typed: Typed<'_>,
    ) -> Result<ThreadId> {
        let sending = Sending {
            id: MessageId::new(&*self.sharing().world().chance),
            said: typed.check()?,
            attached: Vec::new(),
            pieces: Vec::new(),
            hidden_too: false,
            no_reply: false,
            kept_in: false,
        };
        let to = thread.map_or_else(|| To::New(Vec::new()), To::Thread);
        let sent = self.send(caller, space, &to, &sending, None).await;
        sent.map_err(|refused| refused.error)
    }

    /// Sends a message, with the files that arrive for it. The same again is sent
    /// once: the conversation that it is in.
    ///
    /// # Errors
    /// Not found, for whoever takes no part in the conversation, or could not begin
    /// one; a field error, for somebody whom the holder may not write to, whether or
    /// not there is such a one, and for a file that cannot be accepted; a conflict,
    /// where its holder cannot answer. Then nothing of it is kept.
    pub(crate) async fn send(
        &self,
        caller: &Caller,
        space: SpaceId,
        to: &To,
        sending: &Sending,
        files: Option<&mut Files>,
    ) -> Result<ThreadId, Refused> {
        let side = side(caller)?;
        let (thread, parties) = match to {
            To::Thread(id) => (*id, None),
            To::New(to) => {
                let parties = self.parties_of_new(caller, space, to).await?;
                (sending.id, Some(parties))
            }
        };
        let of_the_family = match &parties {
            Some(_) => self.begins_for_family(caller, space).await?,
            None => false,
        };
        let of = parties.is_none().then_some(thread);
        let goes_with = !sending.pieces.is_empty() || !sending.attached.is_empty();
        let draft = match goes_with {
            true => self.draft(caller, space, of).await?,
            false => None,
        };
        let planned = Planned {
            side,
            thread,
            parties,
            of_the_family,
            sending,
            kept: draft.iter().flat_map(Draft::attached).collect(),
        };
        let Some(drafted) = self.foreseen(caller, space, &planned).await? else {
            return Ok(thread);
        };
        let kept = pieces(draft, &sending.pieces)?;
        let before = self.take_up(caller, space, &kept).await?;
        let taken = match files {
            Some(files) => self.take_in(caller, space, files, (before, (0, 0))).await?,
            None => before,
        };
        let message = (thread, sending.id);
        let noted = self.note(&planned.side, space, message, &drafted.parties);
        if let Err(error) = noted.await {
            self.put_back(taken).await;
            return Err(error.into());
        }
        let secret = !drafted.of_the_family && !taken.is_empty() && self.is_minors(space).await?;
        self.write(caller, space, &planned, &drafted.subject, (taken, secret))
            .await?;
        self.drop_draft(caller, space, of).await?;
        Ok(thread)
    }

    /// Who takes part in a new conversation.
    async fn parties_of_new(
        &self,
        caller: &Caller,
        space: SpaceId,
        to: &[Correspondent],
    ) -> Result<Vec<Party>> {
        if let Caller::Professional(professional) = caller {
            return Ok(vec![Party {
                who: Correspondent::Professional(professional.rpps.clone()),
                name: professional.name.0.clone(),
                profession: professional.profession.code().to_owned(),
            }]);
        }
        let unknown = || Error::field("a", "messages-to-nobody");
        let mut parties = Vec::new();
        for who in to.iter().collect::<BTreeSet<_>>() {
            let number: Vec<Rpps> = who.rpps().cloned().into_iter().collect();
            let sought = self.letting(&number).await?;
            let party = self.addressee(caller, space, (who, sought)).await?;
            parties.push(party.ok_or_else(unknown)?);
        }
        match parties.len() {
            0 => Err(unknown()),
            1..=PARTIES_MAX => Ok(parties),
            _ => Err(Error::field("a", "messages-parties-too-many")),
        }
    }

    /// Whom a holder may write to first, by this number: somebody whom the record knows,
    /// or who lets whoever looks for them write (`sought`).
    ///
    /// # Errors
    /// A field error, for somebody whom they block.
    pub(crate) async fn addressee(
        &self,
        caller: &Caller,
        space: SpaceId,
        (to, sought): (&Correspondent, Vec<Party>),
    ) -> Result<Option<Party>> {
        let journal = &self.0.parts.journal;
        let book = journal.refresh(&journal.open(space).await?).await?;
        let known = self.reached(book.state::<CareLinks>()?, book.state::<Shelf>()?);
        let letting = Letting {
            known: known.await?,
            sought,
            carers: is_carers(caller),
        };
        let party = Mutex::new(None);
        let look = |leave: &Leave| {
            let rights = leave.state::<Rights>()?;
            // Whom the holder shuts out, and lets read, is not a carer's to know.
            let carers = leave.is_carers();
            if !carers
                && to
                    .rpps()
                    .is_some_and(|it| rights.blocked().contains_key(it))
            {
                return Err(Error::field("a", "messages-blocked"));
            }
            let nobody = CareLinks::default();
            let links = match carers {
                true => &nobody,
                false => leave.state::<CareLinks>()?,
            };
            let mut all = rules::reachable(
                leave.state::<Mailbox>()?,
                links,
                leave.state::<Shelf>()?,
                rights,
                &letting,
                leave.now(),
                |facts| leave.sees(facts),
            );
            if let Ok(mut party) = party.lock() {
                *party = all.remove(to);
            }
            Ok(Vec::new())
        };
        let change = writing(caller);
        self.sharing().change(caller, space, change, look).await?;
        Ok(party.into_inner().ok().flatten())
    }

    /// Decides without writing: what it will write, if there is something to.
    async fn foreseen(
        &self,
        caller: &Caller,
        space: SpaceId,
        planned: &Planned<'_>,
    ) -> Result<Option<Drafted>> {
        let drafted = Mutex::new(None);
        let look = |leave: &Leave| {
            let found = planned.drafted(leave, &[])?;
            if let Ok(mut drafted) = drafted.lock() {
                *drafted = found;
            }
            Ok(Vec::new())
        };
        let change = writing(caller);
        self.sharing().change(caller, space, change, look).await?;
        Ok(drafted.into_inner().ok().flatten())
    }

    /// Writes it, and what was taken in with it; nothing of it stays if that fails.
    async fn write(
        &self,
        caller: &Caller,
        space: SpaceId,
        planned: &Planned<'_>,
        subject: &str,
        (taken, secret): (Vec<Taken>, bool),
    ) -> Result<()> {
        if taken.is_empty() {
            let draft = |leave: &Leave| {
                let drafted = planned.drafted(leave, &[])?;
                Ok(drafted.map_or_else(Vec::new, |it| it.written))
            };
            let change = writing(caller);
            return self.sharing().change(caller, space, change, draft).await;
        }
        let sizes: Vec<u64> = taken.iter().map(|it| it.size).collect();
        let more = |leave: &Leave, told: &[Outcome]| {
            // Nobody but its holder would find it, and the message would arrive without.
            let aside = told.iter().any(|it| matches!(it, Outcome::KeptAside(_)));
            if aside && planned.side == Side::Holder {
                return Err(Error::field(FIELD, "messages-file-of-another"));
            }
            let ids = told.iter().map(Outcome::document);
            let files: Vec<_> = ids.zip(sizes.iter().copied()).collect();
            let drafted = planned.drafted(leave, &files)?;
            let drafted = drafted.ok_or_else(|| Error::conflict(THERE))?;
            let new = files.iter().map(|(id, _)| *id).filter(|_| secret);
            Ok([drafted.written, kept_secret(new)].concat())
        };
        let keeping = Keeping {
            hidden: planned.sending.kept_in && planned.side == Side::Holder,
            reserved: false,
            secret: false,
            twice: Twice::KeepBoth,
        };
        let files = self.described(caller, subject, taken).await?;
        let documents = &self.0.parts.documents;
        let added = documents.add_all_with(caller, space, files, keeping, more);
        match added.await {
            Err(error) if error.kind() == Kind::Conflict && error.code() == THERE => Ok(()),
            done => done.map(drop),
        }
    }
}

/// The files of a draft that are named.
///
/// # Errors
/// A field error, for one that it keeps no more.
fn pieces(draft: Option<Draft>, named: &[ObjectId]) -> Result<Vec<KeptFile>> {
    let kept = draft.map_or_else(Vec::new, |draft| draft.files);
    let find = |id: &ObjectId| {
        let mut kept = kept.iter();
        let found = kept.find(|file| file.id().is_ok_and(|it| it == *id));
        found
            .cloned()
            .ok_or_else(|| Error::field(FIELD, "messages-piece-gone"))
    };
    named.iter().map(find).collect()
}

/// What a message writes, with these new documents attached to it.
fn said(
    leave: &Leave,
    thread: ThreadId,
    side: &Side,
    (sending, kept): (&Sending, &[DocumentId]),
    files: &[(DocumentId, u64)],
) -> Result<Vec<NewEntry>> {
    let (shelf, rights) = (leave.state::<Shelf>()?, leave.state::<Rights>()?);
    let mut attached = Vec::new();
    for document in &sending.attached {
        // What they do not see they attach to nothing; of what their draft kept and they
        // saw then, they are told that it is gone.
        let gone = |error: Error| match error.kind() {
            Kind::NotFound if kept.contains(document) => {
                Error::field("joindre", "messages-attached-gone")
            }
            _ => error,
        };
        let found = shelf.find(*document).ok_or_else(Error::not_found);
        let found = found.map_err(gone)?;
        leave.may_enclose(&found.sealed).map_err(gone)?;
        attached.push(ToAttach {
            size: found.size(),
            hidden: found.facts().hiding.is_hidden() || rights.switches().hide_all,
        });
    }
    // What they chose on their machine for this very message they mean.
    attached.extend(files.iter().map(|(_, size)| ToAttach {
        size: *size,
        hidden: false,
    }));
    rules::may_attach(&attached, sending.hidden_too)?;
    let new = files.iter().map(|(id, _)| *id);
    let ids: Vec<DocumentId> = sending.attached.iter().copied().chain(new).collect();
    let text = &sending.said.text;
    let sent = entries::message_sent(thread, sending.id, text, &ids, None);
    let asked = sending.no_reply && *side != Side::Holder;
    let more = without_reply_of(thread, asked);
    Ok(std::iter::once(sent).chain(more).collect())
}

/// What is written beside a message, where it is known whether it takes a reply.
pub(crate) fn without_reply_of(thread: ThreadId, asked: bool) -> Option<NewEntry> {
    asked.then(|| entries::thread_stands(thread, State::NoReply))
}
