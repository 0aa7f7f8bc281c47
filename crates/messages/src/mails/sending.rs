//! What leaves: a holder's answer, once they cannot take it back, for the mailbox that
//! they were written to from. It is opened in the record then, and kept nowhere else.

use super::{Mails, rules};
use crate::Messages;
use crate::actions::found;
use crate::mailbox::{Correspondent, Mailbox, MessageId, Party, Side, Thread, ThreadId};
use crate::queries::outgoing::{Fate, Outgoing};
use crate::rules::{ATTACHED_MAX, UNDO_FOR};
use documents::Opened;
use futures_util::TryStreamExt;
use identity::{Caller, Holder};
use journal::{Book, By, Standing};
use kernel::{DocumentId, Error, Kind, Lang, Result, SpaceId, Timestamp};
use mail::{Outgoing as Written, Piece, SendError, send, write};
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
const NEVER_CAME: Duration = UNDO_FOR.saturating_mul(4);
/// Professionals are written to in French.
const LANG: Lang = Lang::Fr;

/// What came of trying to send a message.
enum Came {
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

    /// What became of the messages of a conversation that leave by mail; what waits
    /// to, only where there is a mailbox for it.
    ///
    /// # Errors
    /// As the store.
    pub(crate) async fn fates(
        &self,
        space: SpaceId,
        thread: &Thread,
    ) -> Result<BTreeMap<MessageId, Fate>> {
        let (Some(mails), Some(party)) = (self.mails(), thread.parties.first()) else {
            return Ok(BTreeMap::new());
        };
        let mut fates = self.0.tables.fates(space).await?;
        let waits = fates.values().any(|fate| *fate == Fate::Waits);
        if waits
            && self
                .answered_at(mails, thread, party, self.now())
                .await?
                .is_none()
        {
            fates.retain(|_, fate| *fate != Fate::Waits);
        }
        Ok(fates)
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
                let (space, message) = (outgoing.space, outgoing.message);
                self.settled(space, message, fate).await
            }
        }
    }

    /// Notes what became of a message that leaves; of what did not arrive its holder
    /// is told.
    pub(super) async fn settled(
        &self,
        space: SpaceId,
        message: MessageId,
        fate: Fate,
    ) -> Result<()> {
        if fate == Fate::Failed {
            let alert = Alert::MessageFailed(message.to_bytes());
            match self.0.parts.spaces.alert(space, alert).await {
                Err(error) if error.kind() != Kind::NotFound => return Err(error),
                _ => {}
            }
        }
        self.0.tables.settle(space, message, fate).await.map(drop)
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
        let (By::Holder { account, .. }, Some(party)) = (&message.by, thread.parties.first())
        else {
            return Ok(Came::ToNothing);
        };
        let blocked = party.is_blocked(book.state::<Rights>()?);
        if message.undone || blocked {
            return Ok(Came::ToNothing);
        }
        let Some(to) = self.answered_at(mails, thread, party, now).await? else {
            return Ok(Came::ToNothing);
        };
        let holder = self.0.parts.identity.holder_away(*account).await?;
        let holder = holder.ok_or_else(Error::not_found)?;
        let files = self.files(&holder, space, id, &message.attached).await?;
        let (from, bytes) = self
            .written(mails, &holder, outgoing, &to, &files, now)
            .await?;
        Ok(
            match send(&mails.relay, Some(&from), &to.address, &bytes).await {
                Ok(()) => Came::Left,
                Err(SendError::Later(why)) => {
                    tracing::warn!(why, "the mail server did not take a message this time");
                    Came::Later
                }
                Err(SendError::Never { status, .. }) => {
                    tracing::warn!(status, "the mail server refused a message");
                    Came::ToNoEnd
                }
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
        let directory = &mails.professionals;
        let mut theirs = match &party.who {
            Correspondent::Professional(rpps) => directory.mailboxes(rpps).await?,
            Correspondent::Institution(finess) => directory.mailboxes_of_place(finess).await?,
        };
        theirs.retain(|address| mails.trusted.knows(address));
        Ok(rules::mailbox_of(thread, &party.side(), &theirs, now))
    }

    /// The files that are attached, read in the holder's name.
    async fn files(
        &self,
        holder: &Holder,
        space: SpaceId,
        id: ThreadId,
        attached: &[DocumentId],
    ) -> Result<Vec<File>> {
        let (caller, now) = (Caller::Holder(holder.clone()), self.now());
        let mut files = Vec::with_capacity(attached.len());
        for document in attached {
            let thread = finding(move |book: &Book| found(book, id, &Side::Holder, now));
            let opened = self.0.parts.documents.open_attached(
                &caller,
                space,
                *document,
                Manner::Mailed,
                thread,
            );
            files.push(File::of(opened.await?).await?);
        }
        Ok(files)
    }

    /// The mail, and whom it is from.
    async fn written(
        &self,
        mails: &Mails,
        holder: &Holder,
        outgoing: Outgoing,
        to: &rules::Answered,
        files: &[File],
        now: Timestamp,
    ) -> Result<(String, Vec<u8>)> {
        let (space, id) = (outgoing.space, outgoing.thread);
        let permit = self
            .sharing()
            .permit_mailing(holder.clone(), space, |book| {
                found(book, id, &Side::Holder, now)
            })
            .await?;
        let kept = permit.state::<Mailbox>()?.find(id);
        let copy = kept.and_then(|kept| kept.copy(&Side::Holder));
        let thread: &Arc<Thread> = copy.ok_or_else(Error::not_found)?.body(&permit)?;
        let message = thread.find(outgoing.message).ok_or_else(Error::not_found)?;
        let face = self.face(space).await?;
        let from = rules::address_of(&face.identity.matricule, &mails.domain);
        let name = face.name();
        let born = edge::day(LANG, face.identity.birth_date.0);
        let args = [
            ("name", name.as_str()),
            ("born", born.as_str()),
            ("author", holder.name.0.as_str()),
        ];
        let foot = match holder.name.0 == name {
            true => edge::texts::say(LANG, "messages-mail-foot", &args),
            false => edge::texts::say(LANG, "messages-mail-foot-other", &args),
        };
        let key = self.0.tables.mailing();
        let answers: Vec<String> = to.reference.iter().cloned().collect();
        let pieces: Vec<Piece<'_>> = files.iter().map(File::piece).collect();
        let bytes = write(&Written {
            from: &from,
            from_name: Some(&name),
            to: &to.address,
            subject: &thread.subject,
            text: &format!("{}\n\n-- \n{foot}\n", message.text),
            message_id: &rules::reference(key, outgoing.message, &mails.domain),
            answers: &answers,
            written_at: message.at,
            enclosed: &pieces,
            receipt_to: Some(&from),
        });
        let unwritable = |error| Error::fault("a mail cannot be written").because(error);
        let bytes = bytes.map_err(unwritable)?;
        Ok((from, bytes))
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
