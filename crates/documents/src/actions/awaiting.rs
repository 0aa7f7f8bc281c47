//! Telling holders that something awaits a consultation, and that it may be seen. When
//! to look stands in a table; how it stands, the journal says, each time.

use super::Documents;
use crate::ledgers::{Look, Moment};
use crate::shelf::Shelf;
use identity::Caller;
use journal::{Book, Standing};
use kernel::{DocumentId, Kind, Result, SpaceId, Timestamp};
use sharing::Rights;
use sharing::rules::{DocumentState, RESERVED_AT_MOST, RESERVED_TOLD_AFTER};
use spaces::alerts::{Alert, of_day};
use spaces::{Spaces, is_quiet};
use std::time::Duration;

/// A little after, so that what is looked at has come about.
const AFTER: Duration = Duration::from_secs(60);
/// Rows looked at in one go.
const AT_ONCE: i64 = 200;
/// What could not be told is looked at again after this.
const REST: Duration = Duration::from_secs(10 * 60);

impl Documents {
    /// Before somebody adds something that waits for a consultation, it is noted when
    /// its patient is to be told.
    pub(super) async fn note_waiting(
        &self,
        caller: &Caller,
        space: SpaceId,
        ids: &[DocumentId],
    ) -> Result<()> {
        if matches!(caller, Caller::Holder(_) | Caller::Service(_)) {
            return Ok(());
        }
        let now = self.sharing.world().now();
        for document in ids {
            for (moment, after) in [
                (Moment::Waits, RESERVED_TOLD_AFTER),
                (Moment::MonthOver, RESERVED_AT_MOST),
            ] {
                let look = Look {
                    space,
                    document: *document,
                    moment,
                    due_at: now.plus(after + AFTER),
                };
                self.ledgers.look_at(look).await?;
            }
        }
        Ok(())
    }

    /// Before its author lets its patient see it, it is noted that they are to be told.
    pub(super) async fn note_letting_go(&self, space: SpaceId, id: DocumentId) -> Result<()> {
        let look = Look {
            space,
            document: id,
            moment: Moment::LetGo,
            due_at: self.sharing.world().now().plus(AFTER),
        };
        self.ledgers.look_at(look).await
    }

    /// Tells everybody who is to be told by now of what awaits a consultation or did;
    /// nobody, in quiet hours. Twice is harmless.
    ///
    /// # Errors
    /// As the store; what goes wrong with one is tried again later.
    pub(super) async fn tell_awaiting(&self, spaces: &Spaces) -> Result<()> {
        loop {
            let now = self.sharing.world().now();
            if is_quiet(now) {
                return Ok(());
            }
            let due = self.ledgers.looks_due(now, AT_ONCE).await?;
            if due.is_empty() {
                return Ok(());
            }
            for look in due {
                match self.tell_of(spaces, look, now).await {
                    Ok(()) => self.ledgers.looked(look).await?,
                    Err(error) => {
                        let error = error.log_text();
                        tracing::warn!(error, "somebody was not told of what waits this time");
                        let due_at = now.plus(REST);
                        self.ledgers.look_at(Look { due_at, ..look }).await?;
                    }
                }
            }
        }
    }

    async fn tell_of(&self, spaces: &Spaces, look: Look, now: Timestamp) -> Result<()> {
        let book = match self.journal.open(look.space).await {
            Ok(book) => self.journal.refresh(&book).await?,
            // It was erased.
            Err(error) if error.kind() == Kind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        if book.standing() != Standing::Open || !has_come_about(&book, look, now)? {
            return Ok(());
        }
        let day = of_day(look.space, now.in_paris().date());
        let alert = match look.moment {
            Moment::Waits => Alert::Awaiting(day),
            Moment::MonthOver | Moment::LetGo => Alert::NewDocuments(day),
        };
        spaces.alert(look.space, alert).await
    }
}

/// Whether it stands so by now: of the current version, if it is kept; and of one
/// that may be seen, if its patient has not seen it yet.
fn has_come_about(book: &Book, look: Look, now: Timestamp) -> Result<bool> {
    let (shelf, rights) = (book.state::<Shelf>()?, book.state::<Rights>()?);
    let versions = shelf.versions(look.document);
    let Some(current) = versions.last() else {
        return Ok(false);
    };
    let facts = current.facts();
    if facts.state != DocumentState::Kept {
        return Ok(false);
    }
    let (waits, over) = (
        rights.reserved(facts.id, now),
        rights.waited_out(facts.id, now),
    );
    Ok(match look.moment {
        Moment::Waits => waits,
        Moment::MonthOver => over && !current.seen,
        Moment::LetGo => !waits && !over && !current.seen,
    })
}
