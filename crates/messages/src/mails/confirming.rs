//! What somebody says to whoever wrote to them by mail and asked for it: that they read
//! it. Nothing says it by itself; it is said once, to the mailbox that the mail came from
//! and to none other, and leaves by the queue of all mails, without a sender, so that
//! nothing answers it.
//!
//! Not here: which mails may ask for it (`rules::asks`).

use super::sending::{Came, LANG, NEVER_CAME, mailboxes, not_taken};
use super::{Mails, rules};
use crate::mailbox::{Message, MessageId, Party, Side, Thread, ThreadId};
use crate::queries::outgoing::{Fate, Outgoing};
use crate::rules::may_confirm;
use crate::{Messages, entries};
use identity::Caller;
use kernel::{Error, Result, SpaceId, Timestamp};
use mail::{Receipt, send, takes, write_receipt};
use sharing::{Leave, Permit, Rights};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// Of having read a message whose author asks for it by mail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Confirmation {
    /// Nothing was said.
    Asked,
    /// It was said.
    Said,
    /// It was said, and does not arrive.
    Lost,
}

/// The same, of each message of a conversation.
pub(crate) type Confirmations = BTreeMap<MessageId, Confirmation>;

impl Messages {
    /// Says to whoever wrote this message by mail that it was read. Twice is once.
    ///
    /// # Errors
    /// Not found, unless its author asks for it and its holder, or who answers for them,
    /// says it.
    pub(crate) async fn confirm(
        &self,
        caller: &Caller,
        space: SpaceId,
        thread: ThreadId,
        message: MessageId,
    ) -> Result<()> {
        // A carer reads for themselves, and says nothing for another.
        let theirs = matches!(caller, Caller::Holder(it) if !it.capacity.is_carers());
        if !theirs || self.mails().is_none() {
            return Err(Error::not_found());
        }
        let seat = Mutex::new(None);
        let decided = |leave: &Leave, kept: &Thread| {
            let found = kept.find(message).ok_or_else(Error::not_found)?;
            let rights = leave.state::<Rights>()?;
            let (party, new) = may_confirm(kept, found, rights, leave.now())?;
            if !new {
                return Ok(Vec::new());
            }
            if let Ok(mut seat) = seat.lock() {
                *seat = kept.seats.iter().position(|it| *it == party.who);
            }
            Ok(vec![entries::message_confirmed(thread, message)])
        };
        let look = |leave: &Leave, kept: &Thread| decided(leave, kept).map(|_| Vec::new());
        self.change(caller, space, thread, look).await?;
        let noted = seat.lock().ok().and_then(|seat| *seat);
        let Some(seat) = noted else { return Ok(()) };
        let now = self.now();
        // First that it leaves: if the rest does not come, nothing does.
        let outgoing = Outgoing {
            space,
            thread,
            message,
            seat,
            noted_at: now,
            due_at: now,
            tries: 0,
        };
        self.0.tables.note_outgoing(outgoing).await?;
        self.change(caller, space, thread, decided).await
    }

    /// What whoever reads a conversation may say of having read it, and said.
    ///
    /// # Errors
    /// As the store.
    pub(crate) async fn confirmations(
        &self,
        permit: &Permit,
        thread: &Thread,
    ) -> Result<Confirmations> {
        let mut told = Confirmations::new();
        if self.mails().is_none() || permit.is_carers() {
            return Ok(told);
        }
        let (rights, now) = (permit.state::<Rights>()?, permit.now());
        for message in thread.shown(&Side::Holder, now) {
            if message.confirmed {
                told.insert(message.id, Confirmation::Said);
            } else if may_confirm(thread, message, rights, now).is_ok() {
                told.insert(message.id, Confirmation::Asked);
            }
        }
        if told.values().any(|it| *it == Confirmation::Said) {
            // The message itself leaves for the others who take part.
            let theirs = |id: MessageId, seat: usize| {
                let author = thread.find(id).map(Message::side);
                let of_seat = thread.seats.get(seat);
                author.is_some() && author == of_seat.map(|it| Side::Other(it.clone()))
            };
            for ((id, seat), fate) in self.0.tables.fates(permit.space()).await? {
                match told.get_mut(&id) {
                    Some(it) if fate == Fate::Failed && theirs(id, seat) => {
                        *it = Confirmation::Lost;
                    }
                    _ => {}
                }
            }
        }
        Ok(told)
    }

    /// Sends it.
    pub(super) async fn send_receipt(
        &self,
        mails: &Mails,
        outgoing: Outgoing,
        (message, party): (&Message, &Party),
        now: Timestamp,
    ) -> Result<Came> {
        let Some(posted) = message.posted.as_ref().filter(|it| it.asks) else {
            return Ok(Came::ToNothing);
        };
        if !message.confirmed {
            return Ok(match outgoing.noted_at.plus(NEVER_CAME) < now {
                true => Came::ToNothing,
                false => Came::Later,
            });
        }
        // Whoever has that mailbox by now did not write it.
        if !mailboxes(mails, party).await?.contains(&posted.address) {
            return Ok(Came::ToNoEnd);
        }
        if let Err(error) = takes(&mails.relay, None, &posted.address).await {
            return Ok(not_taken(error));
        }
        let face = self.face(outgoing.space).await?;
        let name = face.name();
        let of = (message.id, outgoing.seat);
        let bytes = write_receipt(&Receipt {
            from: &rules::address_of(&face.identity.matricule, &mails.domain),
            from_name: Some(&name),
            to: &posted.address,
            subject: &edge::texts::say(LANG, "messages-mail-read-subject", &[]),
            text: &edge::texts::say(LANG, "messages-mail-read", &[("name", name.as_str())]),
            message_id: &rules::reference(self.0.tables.mailing(), of, &mails.domain),
            of: &posted.reference,
            written_at: now,
        });
        let unwritable = |error| Error::fault("a receipt cannot be written").because(error);
        let bytes = bytes.map_err(unwritable)?;
        Ok(
            match send(&mails.relay, None, &posted.address, &bytes).await {
                Ok(()) => Came::Left,
                Err(error) => not_taken(error),
            },
        )
    }
}
