//! Telling holders that somebody wrote to them, once nobody can take it back any
//! more. What is due is found in a table; whether it still is, the journal says,
//! each time. A notice is one as long as a conversation is not read, however often
//! somebody died over it: `post` takes the same one once.

use crate::Messages;
use crate::mailbox::{Mailbox, Side, ThreadId};
use crate::rules::{UNDO_FOR, is_held};
use journal::{Due, Standing};
use kernel::{Result, Timestamp};
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
            let alert = Alert::NewMessage(first.to_bytes());
            parts.spaces.alert(due.space, alert).await?;
        }
        let held = thread.messages.iter().filter(|message| {
            let theirs = message.side() != Side::Holder;
            theirs && !message.undone && is_held(message.at, now)
        });
        Ok(held.map(|message| message.at.plus(UNDO_FOR)).min())
    }
}
