//! Telling holders that somebody wrote to them, once nobody can take it back any
//! more. What is due is found in a table; whether it still is, the journal says,
//! each time. A notice is one as long as a conversation is not read, however often
//! somebody died over it: `post` takes the same one once.

use crate::Messages;
use crate::mailbox::{Mailbox, Side};
use crate::queries::Due;
use crate::rules::{UNDO_FOR, is_held};
use journal::Standing;
use kernel::{Kind, Result, Timestamp};
use sharing::Rights;
use spaces::alerts::Alert;
use spaces::is_quiet;
use std::time::Duration;

/// Threads looked at in one go.
const AT_ONCE: i64 = 200;
/// What could not be told is looked at again after this.
const REST: Duration = Duration::from_secs(10 * 60);

impl Messages {
    /// Tells everybody who is to be told by now; nobody, in quiet hours. Twice is
    /// harmless.
    ///
    /// # Errors
    /// As the store; what goes wrong with one is tried again later.
    pub async fn tell(&self) -> Result<()> {
        let tables = &self.0.tables;
        loop {
            let now = self.now();
            if is_quiet(now) {
                return Ok(());
            }
            let due = tables.due(now, AT_ONCE).await?;
            if due.is_empty() {
                return Ok(());
            }
            for due in due {
                match self.tell_one(due, now).await {
                    Ok(None) => tables.done(due).await?,
                    Ok(Some(later)) => tables.later(due, later).await?,
                    Err(error) => {
                        let error = error.log_text();
                        tracing::warn!(error, "somebody was not told of a message this time");
                        tables.later(due, now.plus(REST)).await?;
                    }
                }
            }
        }
    }

    /// Tells of one thread, if its holder has something to read in it; when to look
    /// again, if something in it is still held.
    async fn tell_one(&self, due: Due, now: Timestamp) -> Result<Option<Timestamp>> {
        let journal = &self.0.parts.journal;
        let book = match journal.open(due.space).await {
            Ok(book) => journal.refresh(&book).await?,
            // It was erased.
            Err(error) if error.kind() == Kind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let found = book.state::<Mailbox>()?.find(due.thread);
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
            self.0.parts.spaces.alert(due.space, alert).await?;
        }
        let held = thread.messages.iter().filter(|message| {
            let theirs = message.side() != Side::Holder;
            theirs && !message.undone && is_held(message.at, now)
        });
        Ok(held.map(|message| message.at.plus(UNDO_FOR)).min())
    }
}
