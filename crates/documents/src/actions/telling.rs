//! Telling holders that somebody added documents. Who may have to be told is found in
//! a table; whether there is something for them to see, the journal says, each time.

use super::Documents;
use crate::shelf::Shelf;
use identity::Caller;
use journal::{Book, Standing};
use kernel::{Kind, Result, SpaceId, Timestamp};
use sharing::rules::DocumentState;
use sharing::{Rights, WrittenBy};
use spaces::alerts::{Alert, of_day};
use spaces::{Spaces, is_quiet};
use std::time::Duration;

/// What comes together is told together.
const TOGETHER: Duration = Duration::from_secs(60);
/// Older than this is not told of as new.
const NEW_FOR: Duration = Duration::from_secs(2 * 24 * 60 * 60);
/// Spaces looked at in one go.
const AT_ONCE: i64 = 200;
/// What could not be told is looked at again after this.
const REST: Duration = Duration::from_secs(10 * 60);

impl Documents {
    /// Before somebody else adds something, it is noted that its holder is to be told.
    pub(super) async fn note_news(&self, caller: &Caller, space: SpaceId) -> Result<()> {
        match caller {
            Caller::Professional(_) | Caller::Institution(_) => {
                let due_at = self.sharing.world().now().plus(TOGETHER);
                self.ledgers.news(space, due_at).await
            }
            Caller::Holder(_) | Caller::Service(_) | Caller::Staff(_) => Ok(()),
        }
    }

    /// Tells everybody who is to be told by now; nobody, in quiet hours. Of one day
    /// they are told once; twice is harmless.
    ///
    /// # Errors
    /// As the store; what goes wrong with one is tried again later.
    pub async fn tell(&self, spaces: &Spaces) -> Result<()> {
        self.tell_awaiting(spaces).await?;
        loop {
            let now = self.sharing.world().now();
            if is_quiet(now) {
                return Ok(());
            }
            let due = self.ledgers.news_due(now, AT_ONCE).await?;
            if due.is_empty() {
                return Ok(());
            }
            for (space, due_at) in due {
                match self.tell_one(spaces, space, now).await {
                    Ok(()) => self.ledgers.news_told(space, due_at).await?,
                    Err(error) => {
                        let error = error.log_text();
                        tracing::warn!(error, "somebody was not told of documents this time");
                        self.ledgers.news(space, now.plus(REST)).await?;
                    }
                }
            }
        }
    }

    async fn tell_one(&self, spaces: &Spaces, space: SpaceId, now: Timestamp) -> Result<()> {
        let book = match self.journal.open(space).await {
            Ok(book) => self.journal.refresh(&book).await?,
            // It was erased.
            Err(error) if error.kind() == Kind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        match book.standing() == Standing::Open && is_news(&book, now)? {
            true => {
                let day = of_day(space, now.in_paris().date());
                spaces.alert(space, Alert::NewDocuments(day)).await
            }
            false => Ok(()),
        }
    }
}

/// Whether somebody else added something lately that its holder may see and has not
/// seen: what waits for a consultation is told of by nobody.
fn is_news(book: &Book, now: Timestamp) -> Result<bool> {
    let (shelf, rights) = (book.state::<Shelf>()?, book.state::<Rights>()?);
    let since = now.minus(NEW_FOR);
    Ok(shelf.all().any(|document| {
        let facts = document.sealed.facts();
        !document.seen
            && facts.author != WrittenBy::Holder
            && facts.state == DocumentState::Kept
            && facts.added_at > since
            && !rights.reserved(facts.id, now)
    }))
}
