//! Telling holders, and who answers for a child, that somebody wrote to them, once nobody
//! can take it back any more. What is due is found in a table; whether it still is, the journal says,
//! each time. A notice is one as long as a conversation is not read, however often
//! somebody died over it: `post` takes the same one once.

use crate::Messages;
use crate::mailbox::{Mailbox, MessageId, Side, ThreadId};
use crate::rules::{UNDO_FOR, is_held};
use journal::{Due, Standing};
use kernel::{Result, SpaceId, Timestamp};
use sharing::Rights;
use spaces::alerts::Alert;

impl Messages {
    /// Tells everybody who is to be told by now and is not left in peace. Twice is
    /// harmless.
    ///
    /// # Errors
    /// As the store; what goes wrong with one is tried again later.
    pub async fn tell(&self) -> Result<()> {
        let (now, due) = (self.now(), &self.0.tables.due);
        due.each(now, "telling of a message", |due| self.tell_one(due, now))
            .await
    }

    /// Tells of one thread, if its holder has something to read in it; when to look
    /// again, if something in it is still held.
    async fn tell_one(&self, due: Due<ThreadId>, now: Timestamp) -> Result<Option<Timestamp>> {
        let parts = &self.0.parts;
        let Some(book) = parts.journal.look(due.space).await? else {
            return Ok(None);
        };
        if let Some(morning) = parts.spaces.in_peace(due.space, now).await? {
            return Ok(Some(morning));
        }
        let found = book.state::<Mailbox>()?.find(due.of);
        let Some(thread) = found.map(|kept| &kept.thread) else {
            return Ok(None);
        };
        let rights = book.state::<Rights>()?;
        let mut parties = thread.parties.iter();
        let blocked = parties.all(|party| party.is_blocked(rights));
        if book.standing() != Standing::Open || blocked {
            return Ok(None);
        }
        let unread = thread.unread(&Side::Holder, now).map(|message| message.id);
        let news = thread.news(&Side::Holder).map(|change| change.id);
        if let Some(first) = unread.chain(news).next() {
            // The first that is not read: what comes behind it is told with it.
            let family = rights.is_of_the_family(due.of);
            self.alert_of(due.space, first, family).await?;
        }
        let held = thread.messages.iter().filter(|message| {
            let theirs = message.side() != Side::Holder;
            theirs && !message.undone && is_held(message.at, now)
        });
        Ok(held.map(|message| message.at.plus(UNDO_FOR)).min())
    }

    /// Tells that there is something to read: whoever answers for the child, each on
    /// their own channels, where it is of the family; and whose space it is, unless they
    /// have no account and others read for them.
    async fn alert_of(&self, space: SpaceId, first: MessageId, family: bool) -> Result<()> {
        let parts = &self.0.parts;
        let adults = match family {
            true => self.adults_of(space).await?,
            false => Vec::new(),
        };
        for adult in &adults {
            let alert = Alert::ChildMessage(of_child(first, *adult));
            parts.spaces.alert(*adult, alert).await?;
        }
        if adults.is_empty() || parts.identity.reached(space).await?.is_some() {
            let alert = Alert::NewMessage(first.to_bytes());
            parts.spaces.alert(space, alert).await?;
        }
        Ok(())
    }

    /// The own spaces of those who answer for the child whose space this is.
    pub(crate) async fn adults_of(&self, space: SpaceId) -> Result<Vec<SpaceId>> {
        let identity = &self.0.parts.identity;
        let mut adults = Vec::new();
        for mandate in identity.mandates_in(space).await? {
            let adult = identity.holder_away(mandate.account).await?;
            adults.extend(adult.and_then(|adult| adult.own_space().ok()));
        }
        Ok(adults)
    }
}

/// What tells the notice about a message that one adult gets from that of another.
pub(crate) fn of_child(message: MessageId, adult: SpaceId) -> [u8; 16] {
    let hash = keys::sha256(&[message.to_bytes(), adult.to_bytes()].concat());
    let mut id = [0; 16];
    id.copy_from_slice(&hash[..16]);
    id
}
