//! Telling holders that somebody added documents. Who may have to be told is found in
//! a table; whether there is something for them to see, the journal says, each time.

use super::Documents;
use crate::shelf::Shelf;
use identity::Caller;
use journal::{Book, Due, Standing};
use kernel::{Result, SpaceId, Timestamp};
use sharing::{Rights, WrittenBy};
use spaces::Spaces;
use spaces::alerts::{Alert, of_day};
use std::time::Duration;

/// What comes together is told together.
const TOGETHER: Duration = Duration::from_secs(60);
/// Older than this is not told of as new.
const NEW_FOR: Duration = Duration::from_secs(2 * 24 * 60 * 60);

impl Documents {
    /// Before somebody else adds something, it is noted that its holder is to be told.
    pub(super) async fn note_news(&self, caller: &Caller, space: SpaceId) -> Result<()> {
        match caller {
            Caller::Professional(_) | Caller::Institution(_) => {
                let due_at = self.sharing.world().now().plus(TOGETHER);
                let due = Due {
                    space,
                    of: (),
                    due_at,
                };
                self.ledgers.news.note(due).await
            }
            Caller::Holder(_) | Caller::Service(_) | Caller::Staff(_) => Ok(()),
        }
    }

    /// Tells everybody who is to be told by now and is not left in peace. Of one day
    /// they are told once; twice is harmless.
    ///
    /// # Errors
    /// As the store; what goes wrong with one is tried again later.
    pub async fn tell(&self, spaces: &Spaces) -> Result<()> {
        self.tell_awaiting(spaces).await?;
        let (now, due) = (self.sharing.world().now(), &self.ledgers.news);
        due.each(now, "telling of documents", |due| {
            self.tell_one(spaces, due.space, now)
        })
        .await
    }

    async fn tell_one(
        &self,
        spaces: &Spaces,
        space: SpaceId,
        now: Timestamp,
    ) -> Result<Option<Timestamp>> {
        let Some(book) = self.journal.look(space).await? else {
            return Ok(None);
        };
        if let Some(morning) = spaces.in_peace(space, now).await? {
            return Ok(Some(morning));
        }
        if book.standing() != Standing::Open {
            return Ok(None);
        }
        let silent = self.keeps_silent(spaces, &book).await?;
        if is_news(&book, now, silent)? {
            let day = of_day(space, now.in_paris().date());
            spaces.alert(space, Alert::NewDocuments(day)).await?;
        }
        Ok(None)
    }
}

/// Whether somebody else added something lately that its holder may see and has not
/// seen, or said something of what is there: what waits for a consultation is told of by
/// nobody, nor is a minor's secret, of which notices keep `silent`: who reads one may be
/// a parent.
fn is_news(book: &Book, now: Timestamp, silent: bool) -> Result<bool> {
    let (shelf, rights) = (book.state::<Shelf>()?, book.state::<Rights>()?);
    let since = now.minus(NEW_FOR);
    Ok(shelf.all().any(|document| {
        let facts = document.sealed.facts();
        let came = !document.seen
            && facts.author != WrittenBy::Holder
            && !document.is_past()
            && facts.added_at > since;
        (came || document.has_news_since(since))
            && document.is_there()
            && !rights.reserved(facts.id, now)
            && !(silent && rights.is_secret(facts.id))
    }))
}
