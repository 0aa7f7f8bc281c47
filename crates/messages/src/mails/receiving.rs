//! What comes: refused before it is said where that is possible, else taken into the
//! record for each of those it is for, before the server is told so.

mod pieces;

use super::rules;
use crate::actions::{begins, found_in, is_there, kept_secret, without_reply_of};
use crate::mailbox::{Correspondent, Party, Posted, Side, ThreadId};
use crate::queries::outgoing::Fate;
use crate::rules::{ATTACHED_COUNT_MAX, ATTACHED_MAX, TEXT_MAX, has_room, lines};
use crate::{Mailbox, Messages, entries};
use documents::rules::Checked;
use documents::{Incoming as File, Keeping, Origin, Outcome, Shelved, Twice};
use futures_util::stream;
use identity::ins::Matricule;
use identity::professionals::{Owner, mailbox_address};
use identity::{Allowance, Caller, Institution, Professional};
use journal::NewEntry;
use kernel::{Error, Kind, Personal, Result, SessionId, SpaceId};
use mail::{Incoming, Letter, Refusal, Report};
use pieces::{Piece, Pieces, described, unpacked};
use sharing::{Change, Leave, OnDocuments, Rights};
use std::time::Duration;

/// What says that the very same message is there already.
const THERE: &str = "messages-there";

/// A mail that is not taken, in the words of mail servers: no answer names anybody.
fn refusal(code: u16, status: &'static str, text: &str) -> Refusal {
    Refusal {
        code,
        status,
        text: text.to_owned(),
    }
}

/// One answer for whoever is unknown, has no space, closed it, or blocks the sender.
fn nobody() -> Refusal {
    refusal(550, "5.1.1", "No such mailbox here")
}

fn not_believed() -> Refusal {
    refusal(
        550,
        "5.7.1",
        "Sender is not of the list of trusted mailboxes",
    )
}

fn later() -> Refusal {
    refusal(451, "4.3.0", "Not taken now, try again later")
}

/// How many recipients one mailbox names in an hour who are not here: a laboratory writes to people who have no space, but nobody tries out numbers.
const GUESSES_MAX: u32 = 500;
const GUESSES_WINDOW: Duration = Duration::from_hours(1);

fn guesses(from: &str) -> Allowance<'_> {
    Allowance {
        what: "mail recipient",
        of: from.as_bytes(),
        most: GUESSES_MAX,
        each: GUESSES_WINDOW,
        code: "error-too-many",
    }
}

/// The same for whoever is here and whoever is not.
fn too_often(error: Error) -> Refusal {
    match error.kind() {
        Kind::TooMany => {
            tracing::warn!("a mailbox named too many recipients who are not here");
            let text = "Too many unknown recipients, try again in an hour";
            refusal(451, "4.7.1", text)
        }
        _ => told(&error),
    }
}

/// What went wrong, as a mail server is told it.
fn told(error: &Error) -> Refusal {
    match error.kind() {
        Kind::NotFound | Kind::Forbidden => nobody(),
        Kind::Conflict if error.code() == "messages-too-many" => {
            refusal(452, "4.2.2", "Too many messages today, try again tomorrow")
        }
        Kind::Invalid => refusal(554, "5.6.0", "Content or attachment is not acceptable"),
        _ => {
            let error = error.log_text();
            tracing::warn!(error, "a mail was not taken this time");
            later()
        }
    }
}

impl Messages {
    /// Whether mails of this sender may come; reports have none.
    ///
    /// # Errors
    /// A refusal.
    pub(crate) async fn mail_sender(&self, from: Option<&str>) -> Result<(), Refusal> {
        match from {
            None => Ok(()),
            Some(from) => self.sender(from).await.map(drop),
        }
    }

    async fn sender(&self, from: &str) -> Result<(String, Owner), Refusal> {
        let mails = self.mails().ok_or_else(later)?;
        let address = mailbox_address(from).ok_or_else(not_believed)?;
        if !mails.trusted.knows(&address) {
            return Err(not_believed());
        }
        let owner = mails.professionals.by_mailbox(&address).await;
        let owner = owner.map_err(|error| told(&error))?;
        Ok((address, owner.ok_or_else(not_believed)?))
    }

    /// Whether there is somebody here of this address whom this sender may write to.
    ///
    /// # Errors
    /// A refusal, the same for whatever reason there is nobody.
    pub(crate) async fn mail_recipient(&self, from: Option<&str>, to: &str) -> Result<(), Refusal> {
        let Some(of) = from.and_then(mailbox_address) else {
            // Reports, and a mail server of ours that asks before it takes anything.
            return self.is_recipient(from, to).await;
        };
        let identity = &self.0.parts.identity;
        let guesses = guesses(&of);
        identity
            .check_allowance(&guesses)
            .await
            .map_err(too_often)?;
        let there = self.is_recipient(from, to).await;
        if there.as_ref().is_err_and(|refusal| *refusal == nobody()) {
            identity.spend(&guesses).await.map_err(too_often)?;
        }
        there
    }

    async fn is_recipient(&self, from: Option<&str>, to: &str) -> Result<(), Refusal> {
        let (space, _) = self.addressee_of(to).await?;
        let Some(from) = from else { return Ok(()) };
        let (_, owner) = self.sender(from).await?;
        let caller = self.caller(&owner);
        self.may_write(&caller, &party(&owner), space)
            .await
            .map_err(|error| told(&error))
    }

    async fn addressee_of(&self, to: &str) -> Result<(SpaceId, Matricule), Refusal> {
        let mails = self.mails().ok_or_else(later)?;
        let matricule = rules::addressed(to, &mails.domain).ok_or_else(nobody)?;
        let spaces = &self.0.parts.spaces;
        let space = spaces.by_matricule(&matricule).await;
        let space = space.map_err(|error| told(&error))?.ok_or_else(nobody)?;
        Ok((space, matricule))
    }

    /// Decides whether they may begin a conversation, which is the same as whether
    /// they may write in one of theirs.
    async fn may_write(&self, caller: &Caller, party: &Party, space: SpaceId) -> Result<()> {
        let side = party.side();
        let id = ThreadId::new(&*self.sharing().world().chance);
        let look = |leave: &Leave| {
            let begun = entries::foreseen(leave, id, "", vec![party.clone()]);
            let copy = begun.copy(&side).ok_or_else(Error::not_found)?;
            leave.may_begin(OnDocuments::Converse, copy)?;
            Ok(Vec::new())
        };
        let change = Change::Add;
        self.sharing().change(caller, space, change, look).await
    }

    /// Whoever has a mailbox, for the time of one mail.
    fn caller(&self, owner: &Owner) -> Caller {
        match owner {
            Owner::Professional(listed) => Caller::Professional(Professional {
                rpps: listed.rpps.clone(),
                name: Personal(listed.name()),
                profession: listed.profession,
                place: None,
                session: SessionId::new(&*self.sharing().world().chance),
            }),
            Owner::Institution(institution) => Caller::Institution(Institution {
                finess: institution.finess.clone(),
                name: institution.name.clone(),
                client_id: String::from("mail"),
            }),
        }
    }

    /// Takes a mail for each of those it is for; one answer for each.
    pub(crate) async fn mail_deliver(
        &self,
        from: Option<&str>,
        to: &[String],
        message: Vec<u8>,
    ) -> Vec<Result<(), Refusal>> {
        let Some(from) = from else {
            let taken = self.report(&message).await;
            return to.iter().map(|_| taken.clone()).collect();
        };
        let (address, owner, letter, pieces) = match self.opened(from, message).await {
            Ok(opened) => opened,
            Err(refusal) => return to.iter().map(|_| Err(refusal.clone())).collect(),
        };
        let mut answers = Vec::with_capacity(to.len());
        for to in to {
            let taken = self.take(&address, &owner, &letter, &pieces, to).await;
            answers.push(taken);
        }
        answers
    }

    /// A mail, read: from whom it proves to be, and what is in it.
    async fn opened(
        &self,
        from: &str,
        message: Vec<u8>,
    ) -> Result<(String, Owner, Letter, Vec<Pieces>), Refusal> {
        let (address, owner) = self.sender(from).await?;
        let mails = self.mails().ok_or_else(later)?;
        let limits = mail::Limits {
            our_host: Some(mails.received_by.clone()),
            ..mail::Limits::default()
        };
        let read = tokio::task::spawn_blocking(move || {
            let mut letter = match mail::read(&message, &limits)? {
                Incoming::Letter(letter) => letter,
                Incoming::Report(_) => {
                    let text = "A report has no sender (MAIL FROM:<>)";
                    return Err(refusal(554, "5.6.0", text));
                }
            };
            if letter.message_id.is_none() {
                // What has no name is known by what it is, should it come again.
                letter.message_id = Some(rules::name_of(&message));
            }
            drop(message);
            let enclosed = std::mem::take(&mut letter.enclosed);
            let pieces = enclosed.into_iter().map(unpacked);
            let pieces = pieces.collect::<Result<Vec<_>, _>>()?;
            Ok((letter, pieces))
        });
        let (letter, pieces) = read.await.map_err(|_| {
            // What it says may be about a person.
            tracing::error!("reading a mail panicked");
            refusal(554, "5.6.0", "Content cannot be read")
        })??;
        let server = letter.certificate.as_deref();
        if !server.is_some_and(|name| mails.trusted.speaks_for(name, &address)) {
            let text = "Sending server did not prove to be of the sender's domain";
            return Err(refusal(550, "5.7.1", text));
        }
        if letter.from.to_lowercase() != address {
            let text = "From differs from the sender of the envelope";
            return Err(refusal(550, "5.7.1", text));
        }
        if lines(&letter.text).chars().count() > TEXT_MAX {
            let text = format!("Text of more than {TEXT_MAX} characters");
            return Err(refusal(552, "5.3.4", &text));
        }
        let files = pieces.iter().flat_map(|it| &it.files);
        let (count, size) = files.fold((0, 0_u64), |(count, size), file| {
            (count + 1, size.saturating_add(file.bytes.len() as u64))
        });
        if count > ATTACHED_COUNT_MAX || size > ATTACHED_MAX {
            let text = format!("More than {ATTACHED_COUNT_MAX} files or {ATTACHED_MAX} bytes");
            return Err(refusal(552, "5.3.4", &text));
        }
        Ok((address, owner, letter, pieces))
    }

    /// Takes a mail into one record.
    async fn take(
        &self,
        address: &str,
        owner: &Owner,
        letter: &Letter,
        pieces: &[Pieces],
        to: &str,
    ) -> Result<(), Refusal> {
        let (space, matricule) = self.addressee_of(to).await?;
        let others = pieces.iter().filter_map(|it| it.of.as_ref());
        if others.into_iter().any(|of| *of != matricule) {
            let text = "The archive is about another person (904)";
            return Err(refusal(554, "5.6.0", text));
        }
        let caller = self.caller(owner);
        let kept = self.keep(&caller, address, owner, letter, pieces, space);
        kept.await.map_err(|error| told(&error))
    }

    async fn keep(
        &self,
        caller: &Caller,
        address: &str,
        owner: &Owner,
        letter: &Letter,
        pieces: &[Pieces],
        space: SpaceId,
    ) -> Result<()> {
        let party = party(owner);
        let side = party.side();
        // Before anything is kept of it.
        self.may_write(caller, &party, space).await?;
        let key = self.0.tables.mailing();
        let name = letter.message_id.clone().unwrap_or_default();
        let id = rules::id_of(key, space, address, &name);
        let journal = &self.0.parts.journal;
        let book = journal.refresh(&journal.open(space).await?).await?;
        let mailbox = book.state::<Mailbox>()?;
        if mailbox.message(id).is_some() {
            return Ok(());
        }
        let thread = self.answered(mailbox, address, space, &side, letter);
        let subject = thread
            .and_then(|id| mailbox.find(id))
            .map(|kept| kept.thread.subject.clone())
            .or_else(|| rules::subject(&letter.subject))
            .unwrap_or_else(|| "—".to_owned());
        let of_the_family = match thread {
            Some(id) => book.state::<Rights>()?.is_of_the_family(id),
            None => self.begins_for_family(caller, space).await?,
        };
        let secret = !of_the_family && self.is_minors(space).await?;
        let files = self.shelved(caller, space, pieces, &subject).await?;
        let thread_id = thread.unwrap_or(id);
        let goes_on = thread.and_then(|id| mailbox.find(id));
        let parties = goes_on.map_or_else(|| vec![(0, party.clone())], |kept| kept.thread.seated());
        let noted = self.note(&side, space, (thread_id, id), &parties);
        if let Err(error) = noted.await {
            let files = files.into_iter().map(|(shelved, ..)| shelved).collect();
            self.0.parts.documents.unshelve(files).await;
            return Err(error);
        }
        kernel::kill_point("mail-after-note");
        let posted = Posted {
            address: address.to_owned(),
            reference: name,
            asks: rules::asks(letter, address),
        };
        let text = lines(&letter.text);
        let more = |leave: &Leave, outcomes: &[Outcome]| -> Result<Vec<NewEntry>> {
            let mailbox = leave.state::<Mailbox>()?;
            if is_there(mailbox, leave, thread_id, id)? {
                return Err(Error::conflict(THERE));
            }
            has_room(mailbox, leave.by(), leave.now())?;
            let mut written = Vec::new();
            match thread {
                Some(_) => {
                    let copy = found_in(mailbox, thread_id, &side, leave.now());
                    leave.may(OnDocuments::Converse, copy.ok_or_else(Error::not_found)?)?;
                }
                None => {
                    let parties = vec![party.clone()];
                    let begun = entries::foreseen(leave, id, &subject, parties.clone());
                    let copy = begun.copy(&side).ok_or_else(Error::not_found)?;
                    leave.may_begin(OnDocuments::Converse, copy)?;
                    written.extend(begins(id, &subject, &parties, of_the_family));
                }
            }
            let attached: Vec<_> = outcomes.iter().map(Outcome::document).collect();
            written.push(entries::message_sent(
                thread_id,
                id,
                &text,
                &attached,
                Some(&posted),
            ));
            if secret {
                written.extend(kept_secret(attached.iter().copied()));
            }
            written.extend(without_reply_of(thread_id, letter.ends));
            Ok(written)
        };
        let keeping = Keeping {
            hidden: false,
            reserved: false,
            secret: false,
            twice: Twice::KeepBoth,
        };
        let documents = &self.0.parts.documents;
        let done = match files.is_empty() {
            true => {
                let draft = |leave: &Leave| more(leave, &[]);
                let change = Change::Add;
                self.sharing().change(caller, space, change, draft).await
            }
            false => documents
                .add_all_with(caller, space, files, keeping, more)
                .await
                .map(drop),
        };
        match done {
            Err(error) if error.kind() == Kind::Conflict && error.code() == THERE => Ok(()),
            done => done,
        }
    }

    /// The conversation that a mail goes on with: one of its author's with this
    /// person, which it names by a message of ours or of their own.
    fn answered(
        &self,
        mailbox: &Mailbox,
        address: &str,
        space: SpaceId,
        side: &Side,
        letter: &Letter,
    ) -> Option<ThreadId> {
        let (mails, key) = (self.mails()?, self.0.tables.mailing());
        letter.answers.iter().find_map(|name| {
            let ours = rules::referred(key, name, &mails.domain);
            let id = ours
                .map(|(id, _)| id)
                .unwrap_or_else(|| rules::id_of(key, space, address, name));
            let (thread, _) = mailbox.message(id)?;
            let kept = mailbox.find(thread.id)?;
            kept.shown_to(side, self.now()).map(|_| thread.id)
        })
    }

    /// The files of a mail in the vault; all of them, or none.
    async fn shelved(
        &self,
        caller: &Caller,
        space: SpaceId,
        pieces: &[Pieces],
        subject: &str,
    ) -> Result<Vec<(Shelved, Checked, Origin)>> {
        let mut files = Vec::new();
        for piece in pieces.iter().flat_map(|it| &it.files) {
            match self.shelved_one(caller, space, piece, subject).await {
                Ok(file) => files.push(file),
                Err(error) => {
                    let files = files.into_iter().map(|(shelved, ..)| shelved).collect();
                    self.0.parts.documents.unshelve(files).await;
                    return Err(error);
                }
            }
        }
        Ok(files)
    }

    async fn shelved_one(
        &self,
        caller: &Caller,
        space: SpaceId,
        piece: &Piece,
        subject: &str,
    ) -> Result<(Shelved, Checked, Origin)> {
        let documents = &self.0.parts.documents;
        let checked = described(piece, subject, self.now().in_paris().date())?;
        let file = File {
            file_name: piece.name.clone(),
            mime: None,
            bytes: stream::iter([Ok(piece.bytes.clone())]),
        };
        let mut shelved = documents.shelve(caller, space, file).await?;
        documents.glean(caller, &mut shelved).await;
        Ok((shelved, checked, Origin::default()))
    }

    /// Takes a report of a mail that left: what became of it stands with the message.
    async fn report(&self, message: &[u8]) -> Result<(), Refusal> {
        let mails = self.mails().ok_or_else(later)?;
        let unknown = || refusal(554, "5.6.0", "A report of nothing that was sent from here");
        let Incoming::Report(report) = mail::read(message, &mail::Limits::default())? else {
            return Err(unknown());
        };
        let key = self.0.tables.mailing();
        let mut names = report.of.iter();
        let ours = names.find_map(|name| rules::referred(key, name, &mails.domain));
        let leaving = ours.ok_or_else(unknown)?;
        let tables = &self.0.tables;
        let left = tables.left(leaving).await.map_err(|error| told(&error))?;
        let space = left.ok_or_else(unknown)?;
        let Some(fate) = fate(&report) else {
            return Ok(());
        };
        self.settled(space, leaving, fate)
            .await
            .map_err(|error| told(&error))
    }
}

/// What a report says of a message.
fn fate(report: &Report) -> Option<Fate> {
    match report.outcome {
        mail::Outcome::Failed { .. } | mail::Outcome::Refused { .. } => Some(Fate::Failed),
        mail::Outcome::Delivered => Some(Fate::Arrived),
        mail::Outcome::Displayed => Some(Fate::Read),
        mail::Outcome::Delayed => None,
    }
}

fn party(owner: &Owner) -> Party {
    match owner {
        Owner::Professional(listed) => Party {
            who: Correspondent::Professional(listed.rpps.clone()),
            name: listed.name(),
            profession: listed.profession.code().to_owned(),
        },
        Owner::Institution(institution) => Party {
            who: Correspondent::Institution(institution.finess.clone()),
            name: institution.name.clone(),
            profession: String::new(),
        },
    }
}
