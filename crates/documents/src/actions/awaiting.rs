//! Telling holders that something awaits a consultation, and that it may be read. When
//! to look stands in a table; how it stands, the journal says, each time.

use super::Documents;
use crate::shelf::Shelf;
use identity::Caller;
use journal::{Due, Standing};
use kernel::{DocumentId, Result, SpaceId, Timestamp};
use sharing::Rights;
use sharing::rules::{RESERVED_AT_MOST, RESERVED_TOLD_AFTER};
use spaces::Spaces;
use spaces::alerts::{Alert, of_day};
use std::time::Duration;

/// A little after, so that what is looked at has come about.
const AFTER: Duration = Duration::from_secs(60);

impl Documents {
    /// Before somebody adds something that waits for a consultation, it is noted when
    /// its patient is to be told.
    pub(super) async fn note_waiting(
        &self,
        caller: &Caller,
        space: SpaceId,
        ids: &[DocumentId],
    ) -> Result<()> {
        if !matches!(caller, Caller::Professional(_) | Caller::Institution(_)) {
            return Ok(());
        }
        self.note_look(space, ids, RESERVED_TOLD_AFTER).await
    }

    /// Before its author lets its patient read it, it is noted that they are to be told:
    /// of all its versions at once, so that none is told of again.
    pub(super) async fn note_letting_go(&self, space: SpaceId, id: DocumentId) -> Result<()> {
        let Some(book) = self.journal.look(space).await? else {
            return Ok(());
        };
        let versions = book.state::<Shelf>()?.versions_and_aside(id);
        let ids: Vec<DocumentId> = versions.iter().map(|it| it.facts().id).collect();
        self.note_look(space, &ids, Duration::ZERO).await
    }

    async fn note_look(&self, space: SpaceId, ids: &[DocumentId], after: Duration) -> Result<()> {
        let due_at = self.sharing.world().now().plus(after + AFTER);
        for of in ids.iter().copied() {
            let due = Due { space, of, due_at };
            self.ledgers.waiting.note(due).await?;
        }
        Ok(())
    }

    /// Tells everybody who is to be told by now of what awaits a consultation, or did.
    ///
    /// # Errors
    /// As the store; what goes wrong with one is tried again later.
    pub(super) async fn tell_awaiting(&self, spaces: &Spaces) -> Result<()> {
        let (now, due) = (self.sharing.world().now(), &self.ledgers.waiting);
        due.each(now, "telling of what waits", |due| {
            self.tell_of(spaces, due, now)
        })
        .await
    }

    /// Tells of one, as its current version stands; when to look again, if it goes on
    /// waiting.
    async fn tell_of(
        &self,
        spaces: &Spaces,
        due: Due<DocumentId>,
        now: Timestamp,
    ) -> Result<Option<Timestamp>> {
        let Some(book) = self.journal.look(due.space).await? else {
            return Ok(None);
        };
        if let Some(morning) = spaces.in_peace(due.space, now).await? {
            return Ok(Some(morning));
        }
        let (shelf, rights) = (book.state::<Shelf>()?, book.state::<Rights>()?);
        let versions = shelf.versions(due.of);
        let kept = versions.last().filter(|it| it.is_there() && !it.is_past());
        let Some(current) = kept.filter(|_| book.standing() == Standing::Open) else {
            return Ok(None);
        };
        // Who reads the notice may be a parent.
        let silent =
            rights.is_secret(current.facts().id) && self.keeps_silent(spaces, &book).await?;
        let day = |at: Timestamp| of_day(due.space, at.in_paris().date());
        let Some(since) = rights.reserved_since(current.facts().id, now) else {
            // Its author lifts the secret, and it is looked at again.
            if silent {
                return Ok(None);
            }
            // The month is over, or its author let it go.
            if !current.seen {
                let alert = Alert::NewDocuments(day(now));
                spaces.alert(due.space, alert).await?;
            }
            return Ok(None);
        };
        let told = since.plus(RESERVED_TOLD_AFTER);
        if now < told {
            return Ok(Some(told.plus(AFTER)));
        }
        // Of what has waited since one day, once, however often it is looked at.
        if !silent {
            spaces.alert(due.space, Alert::Awaiting(day(since))).await?;
        }
        Ok(Some(since.plus(RESERVED_AT_MOST + AFTER)))
    }
}
