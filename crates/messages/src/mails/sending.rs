//! What leaves: what somebody wrote, once they cannot take it back, for the mailboxes
//! of the others who are answered by mail. It is opened in the record then, and kept nowhere else.

use super::{Mails, rules};
use crate::Messages;
use crate::actions::{found, side};
use crate::jobs::of_child;
use crate::mailbox::{Correspondent, Mailbox, Message, MessageId, Party, Side, Thread, ThreadId};
use crate::queries::outgoing::{Fate, Leaving, Outgoing};
use crate::rules::{ATTACHED_MAX, UNDO_FOR};
use documents::Opened;
use futures_util::TryStreamExt;
use identity::{Caller, Institution, Place, Profession, Professional};
use journal::{Book, By, Standing};
use kernel::{DocumentId, Error, Kind, Lang, Personal, Result, SessionId, SpaceId, Timestamp};
use mail::{Outgoing as Written, Piece, SendError, send, takes, write};
use sharing::{Manner, Rights};
use spaces::alerts::Alert;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Messages looked at in one go.
const AT_ONCE: i64 = 50;
/// How long one process has a message for itself.
const LEASE: Duration = Duration::from_secs(10 * 60);
/// What was noted and never written is forgotten after this.
pub(super) const NEVER_CAME: Duration = UNDO_FOR.saturating_mul(4);
/// Professionals are written to in French.
pub(super) const LANG: Lang = Lang::Fr;

/// What became of messages that leave by mail: for whom, and what.
pub(crate) type Fates = BTreeMap<MessageId, Vec<(String, Fate)>>;

/// What came of trying to send a message.
pub(super) enum Came {
    /// There is nothing to send, and will not be.
    ToNothing,
    /// The server took it.
    Left,
    /// It will never be taken.
    ToNoEnd,
    /// Another time.
    Later,
}

impl Messages {
    pub(crate) fn mails(&self) -> Option<&Mails> {
        self.0.parts.mails.as_ref()
    }

    /// The address at which professionals reach this person by their own mail.
    ///
    /// # Errors
    /// Not found, for a space that is not open.
    pub(crate) async fn own_address(&self, space: SpaceId) -> Result<Option<String>> {
        let Some(mails) = self.mails() else {
            return Ok(None);
        };
        let face = self.face(space).await?;
        let address = rules::address_of(&face.identity.matricule, &mails.domain);
        Ok(Some(address))
    }

    /// What became of the messages of a conversation that leave by mail, and for whom;
    /// of what waits to, only where there is a mailbox for it.
    ///
    /// # Errors
    /// As the store.
    pub(crate) async fn fates(&self, space: SpaceId, thread: &Thread) -> Result<Fates> {
        let mut told = Fates::new();
        let Some(mails) = self.mails() else {
            return Ok(told);
        };
        let fates = self.0.tables.fates(space).await?;
        for (seat, who) in thread.seats.iter().enumerate() {
            let mut parties = thread.ever();
            let Some(party) = parties.find(|party| party.who == *who) else {
                continue;
            };
            let of_seat = fates.iter().filter(|((_, it), _)| *it == seat);
            let mut of_seat: Vec<(MessageId, Fate)> =
                of_seat.map(|((id, _), fate)| (*id, *fate)).collect();
            // Of what they wrote, it is what is said of having read it.
            let left = |id| thread.find(id).filter(|it| it.side() != party.side());
            of_seat.retain(|(id, _)| left(*id).is_some());
            let waits = of_seat.iter().any(|(_, fate)| *fate == Fate::Waits);
            let at = self.answered_at(mails, thread, party, self.now());
            if waits && at.await?.is_none() {
                of_seat.retain(|(_, fate)| *fate != Fate::Waits);
            }
            for (id, fate) in of_seat {
                told.entry(id).or_default().push((party.name.clone(), fate));
            }
        }
        Ok(told)
    }

    /// Sends what is due by now. Twice is harmless: a mail has one name.
    ///
    /// # Errors
    /// As the store; what goes wrong with one is tried again later.
    pub async fn send_mails(&self) -> Result<()> {
        let Some(mails) = self.mails() else {
            return Ok(());
        };
        let tables = &self.0.tables;
        loop {
            let now = self.now();
            let due = tables.outgoing_due(now, AT_ONCE).await?;
            if due.is_empty() {
                return Ok(());
            }
            for outgoing in due {
                if !tables.take_outgoing(outgoing, now.plus(LEASE)).await? {
                    continue;
                }
                let came = match self.send_one(mails, outgoing, now).await {
                    Ok(came) => came,
                    // It was erased or closed: nothing leaves it any more.
                    Err(error) if error.kind() == Kind::NotFound => Came::ToNothing,
                    Err(error) => {
                        let error = error.log_text();
                        tracing::warn!(error, "a message did not leave this time");
                        Came::Later
                    }
                };
                self.came(outgoing, came, now).await?;
            }
        }
    }

    async fn came(&self, outgoing: Outgoing, came: Came, now: Timestamp) -> Result<()> {
        let tables = &self.0.tables;
        let again = match came {
            Came::ToNothing => return tables.drop_outgoing(outgoing).await,
            Came::Left => Err(Fate::Left),
            Came::ToNoEnd => Err(Fate::Failed),
            Came::Later => rules::again(outgoing.noted_at, outgoing.tries, now).ok_or(Fate::Failed),
        };
        match again {
            Ok(then) => tables.outgoing_later(outgoing, then).await,
            Err(fate) => {
                let leaving = (outgoing.message, outgoing.seat);
                self.settled(outgoing.space, leaving, fate).await
            }
        }
    }

    /// Notes what became of a message that leaves; of what they wrote and did not
    /// arrive its holder is told.
    pub(super) async fn settled(&self, space: SpaceId, leaving: Leaving, fate: Fate) -> Result<()> {
        if fate == Fate::Failed
            && let Some(for_child) = self.is_holders(space, leaving.0).await?
        {
            let adults = match for_child {
                true => self.adults_of(space).await?,
                false => Vec::new(),
            };
            let mut alerts: Vec<(SpaceId, Alert)> = adults
                .into_iter()
                .map(|adult| (adult, Alert::ChildMessageFailed(of_child(leaving.0, adult))))
                .collect();
            if alerts.is_empty() {
                alerts.push((space, Alert::MessageFailed(leaving.0.to_bytes())));
            }
            for (whose, alert) in alerts {
                match self.0.parts.spaces.alert(whose, alert).await {
                    Err(error) if error.kind() != Kind::NotFound => return Err(error),
                    _ => {}
                }
            }
        }
        self.0.tables.settle(space, leaving, fate).await.map(drop)
    }

    /// Whether its holder wrote it, and whether that was who answers for them; neither, in
    /// a space that was erased.
    async fn is_holders(&self, space: SpaceId, message: MessageId) -> Result<Option<bool>> {
        let journal = &self.0.parts.journal;
        let book = match journal.open(space).await {
            Ok(book) => journal.refresh(&book).await?,
            Err(error) if error.kind() == Kind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let found = book.state::<Mailbox>()?.message(message);
        let theirs = found.filter(|(_, message)| message.side() == Side::Holder);
        Ok(theirs.map(|(_, message)| message.by.represents()))
    }

    async fn send_one(&self, mails: &Mails, outgoing: Outgoing, now: Timestamp) -> Result<Came> {
        let journal = &self.0.parts.journal;
        let (space, id) = (outgoing.space, outgoing.thread);
        let book = journal.refresh(&journal.open(space).await?).await?;
        if book.standing() != Standing::Open {
            return Ok(Came::ToNothing);
        }
        let found = book.state::<Mailbox>()?.message(outgoing.message);
        let Some((thread, message)) = found else {
            return Ok(match outgoing.noted_at.plus(NEVER_CAME) < now {
                true => Came::ToNothing,
                false => Came::Later,
            });
        };
        let who = thread.seats.get(outgoing.seat);
        let party = who.and_then(|who| thread.party(who));
        // What was said before they came they read here.
        let Some(party) = party.filter(|party| {
            let joined = thread.joined_at(&party.who);
            joined.is_none_or(|joined| message.at >= joined)
        }) else {
            return Ok(Came::ToNothing);
        };
        let blocked = party.is_blocked(book.state::<Rights>()?);
        if message.undone || blocked {
            return Ok(Came::ToNothing);
        }
        if message.side() == party.side() {
            return self
                .send_receipt(mails, outgoing, (message, party), now)
                .await;
        }
        let Some(to) = self.answered_at(mails, thread, party, now).await? else {
            return Ok(Came::ToNothing);
        };
        let Some(author) = self.author(space, message).await? else {
            // Whoever wrote it acts for them no more: others are told.
            return Ok(match message.by.acts_for_another() {
                true => Came::ToNoEnd,
                false => Came::ToNothing,
            });
        };
        let Some(from) = self.own_address(space).await? else {
            return Ok(Came::ToNothing);
        };
        // Nothing is read for a server that does not answer, or would not take it: the
        // history says once what left, and not how often it did not.
        if let Err(error) = takes(&mails.relay, Some(&from), &to.address).await {
            return Ok(not_taken(error));
        }
        let files = match self.files(&author, space, id, &message.attached).await {
            Ok(files) => files,
            // What is in the bin or kept aside by now goes to nobody, and without it
            // the message is another one.
            Err(error) if error.kind() == Kind::NotFound => return Ok(Came::ToNoEnd),
            Err(error) => return Err(error),
        };
        let bytes = self.written(mails, &author, outgoing, &to, &files, now);
        let bytes = match bytes.await {
            // What was confided to its author is so no more: the holder is told.
            Err(error)
                if error.kind() == Kind::NotFound && matches!(message.by, By::Carer { .. }) =>
            {
                return Ok(Came::ToNoEnd);
            }
            written => written?,
        };
        Ok(
            match send(&mails.relay, Some(&from), &to.address, &bytes).await {
                Ok(()) => Came::Left,
                Err(error) => not_taken(error),
            },
        )
    }

    /// Where this party is answered, if that is by mail.
    async fn answered_at(
        &self,
        mails: &Mails,
        thread: &Thread,
        party: &Party,
        now: Timestamp,
    ) -> Result<Option<rules::Answered>> {
        let theirs = mailboxes(mails, party).await?;
        Ok(rules::mailbox_of(thread, &party.side(), &theirs, now))
    }

    /// Whoever wrote a message, for the time of sending it.
    async fn author(&self, space: SpaceId, message: &Message) -> Result<Option<Caller>> {
        let identity = &self.0.parts.identity;
        Ok(match &message.by {
            By::Holder { account, .. } if message.by.represents() => {
                let adult = identity.representative_away(*account, space).await?;
                adult.map(Caller::Holder)
            }
            By::Carer { account, .. } => {
                let carer = identity.carer_away(*account, space, message.at).await?;
                carer.map(Caller::Holder)
            }
            By::Holder { account, .. } => {
                let holder = identity.holder_away(*account).await?;
                Some(Caller::Holder(holder.ok_or_else(Error::not_found)?))
            }
            By::Professional {
                rpps,
                name,
                profession,
                place,
            } => Some(Caller::Professional(Professional {
                rpps: rpps.clone(),
                name: Personal(name.clone()),
                profession: Profession::from_code(profession)?,
                place: place.as_ref().map(|(finess, name)| Place {
                    finess: finess.clone(),
                    name: name.clone(),
                }),
                session: SessionId::new(&*self.sharing().world().chance),
            })),
            By::Institution { finess, name } => Some(Caller::Institution(Institution {
                finess: finess.clone(),
                name: name.clone(),
                client_id: String::from("mail"),
            })),
            By::Service { .. } | By::Keeper { .. } | By::Finder => None,
        })
    }

    /// The files that are attached, read in the author's name.
    async fn files(
        &self,
        author: &Caller,
        space: SpaceId,
        id: ThreadId,
        attached: &[DocumentId],
    ) -> Result<Vec<File>> {
        let (side, now) = (side(author)?, self.now());
        let mut files = Vec::with_capacity(attached.len());
        for document in attached {
            let side = side.clone();
            let thread = finding(move |book: &Book| found(book, id, &side, now));
            let opened = self.0.parts.documents.open_attached(
                author,
                space,
                *document,
                Manner::Mailed,
                thread,
            );
            files.push(File::of(opened.await?).await?);
        }
        Ok(files)
    }

    /// The mail.
    async fn written(
        &self,
        mails: &Mails,
        author: &Caller,
        outgoing: Outgoing,
        to: &rules::Answered,
        files: &[File],
        now: Timestamp,
    ) -> Result<Vec<u8>> {
        let (space, id) = (outgoing.space, outgoing.thread);
        let side = side(author)?;
        let permit = self
            .sharing()
            .permit_mailing(author, space, |book| found(book, id, &side, now))
            .await?;
        let kept = permit.state::<Mailbox>()?.find(id);
        let copy = kept.and_then(|kept| kept.copy(&side));
        let thread: &Arc<Thread> = copy.ok_or_else(Error::not_found)?.body(&permit)?;
        let message = thread.find(outgoing.message).ok_or_else(Error::not_found)?;
        let face = self.face(space).await?;
        let from = rules::address_of(&face.identity.matricule, &mails.domain);
        let name = face.name();
        let born = edge::day(LANG, face.identity.birth_date.0);
        let by = match &message.by {
            By::Holder { name, .. }
            | By::Carer { name, .. }
            | By::Professional { name, .. }
            | By::Institution { name, .. } => name.as_str(),
            By::Service { .. } | By::Keeper { .. } | By::Finder => "",
        };
        let args = [
            ("name", name.as_str()),
            ("born", born.as_str()),
            ("author", by),
        ];
        // Who answers for a child writes as who they are, and so does a carer.
        let another = message.by.acts_for_another();
        let from_name = match another {
            true => edge::texts::say(LANG, "messages-for", &[("name", by), ("patient", &name)]),
            false => name.clone(),
        };
        let own = matches!(author, Caller::Holder(_)) && by == name && !another;
        let foot = match own {
            true => edge::texts::say(LANG, "messages-mail-foot", &args),
            false => edge::texts::say(LANG, "messages-mail-foot-other", &args),
        };
        let key = self.0.tables.mailing();
        let answers: Vec<String> = to.reference.iter().cloned().collect();
        let pieces: Vec<Piece<'_>> = files.iter().map(File::piece).collect();
        let bytes = write(&Written {
            from: &from,
            from_name: Some(&from_name),
            to: &to.address,
            subject: &thread.subject,
            text: &format!("{}\n\n-- \n{foot}\n", message.text),
            message_id: &rules::reference(key, (outgoing.message, outgoing.seat), &mails.domain),
            answers: &answers,
            written_at: message.at,
            enclosed: &pieces,
            receipt_to: Some(&from),
        });
        let unwritable = |error| Error::fault("a mail cannot be written").because(error);
        bytes.map_err(unwritable)
    }
}

/// The mailboxes of a party that the directory tells of today.
pub(super) async fn mailboxes(mails: &Mails, party: &Party) -> Result<Vec<String>> {
    let directory = &mails.professionals;
    let mut theirs = match &party.who {
        Correspondent::Professional(rpps) => directory.mailboxes(rpps).await?,
        Correspondent::Institution(finess) => directory.mailboxes_of_place(finess).await?,
    };
    theirs.retain(|address| mails.trusted.knows(address));
    Ok(theirs)
}

/// What comes of a mail that was not taken.
pub(super) fn not_taken(error: SendError) -> Came {
    match error {
        SendError::Later(why) => {
            tracing::warn!(why, "the mail server did not take a message this time");
            Came::Later
        }
        SendError::Never { status, .. } => {
            tracing::warn!(status, "the mail server refused a message");
            Came::ToNoEnd
        }
    }
}

/// A way to find a copy of a thread in a record: what it finds lives as long as that.
fn finding<F, L, B>(find: F) -> F
where
    F: Fn(&Book) -> Result<Option<&sharing::Sealed<L, B>>>,
    L: sharing::Titled,
{
    find
}

/// A file as it leaves.
struct File {
    name: String,
    mime: String,
    bytes: Vec<u8>,
}

impl File {
    async fn of(opened: Opened) -> Result<Self> {
        let mut bytes = Vec::new();
        let mut pieces = opened.bytes().await?;
        while let Some(piece) = pieces.try_next().await? {
            bytes.extend_from_slice(&piece);
            if bytes.len() as u64 > ATTACHED_MAX {
                return Err(Error::fault("more is attached than a message may carry"));
            }
        }
        Ok(Self {
            name: opened.body.file_name.clone(),
            mime: opened.body.mime.clone(),
            bytes,
        })
    }

    fn piece(&self) -> Piece<'_> {
        Piece {
            name: &self.name,
            mime: &self.mime,
            bytes: &self.bytes,
        }
    }
}
