//! Destroying the keys of what was closed for long enough: after the thirty
//! days of undoing, or the ten years of the archive.

use super::telling::By;
use crate::Spaces;
use crate::queries::{self, Kept};
use crate::rules::life::Event;
use kernel::{Kind, Result};

impl Spaces {
    /// Erases the spaces whose time has come, `limit` at most; how many. From
    /// the commit of each, nothing opens it, in no backup older than those of
    /// the shreds either (docs/erasure.md); what remains of its rows and files
    /// is swept later.
    ///
    /// # Errors
    /// The last refusal, as the store and the key holder: it stops no other
    /// space, and what was not erased is tried again.
    pub async fn erase_due(&self, limit: i64) -> Result<u64> {
        let now = self.world().now();
        let (mut erased, mut refused) = (0, None);
        for kept in queries::list_to_erase(self.store(), now, limit).await? {
            match self.erase(kept).await {
                Ok(()) => erased += 1,
                // Opened again, or written to, at this very moment: decided
                // again in the next round. One that comes back is for a person.
                Err(error) if error.kind() == Kind::Conflict => {
                    let error = error.log_text();
                    tracing::warn!(error, "a space was moved while it was to be erased");
                }
                Err(error) => {
                    let log = error.log_text();
                    tracing::error!(error = log, "a space was not erased");
                    refused = Some(error);
                }
            }
        }
        refused.map_or(Ok(erased), Err)
    }

    async fn erase(&self, kept: Kept) -> Result<()> {
        let now = self.world().now();
        let erasure = self.journal().prepare_erasure(kept.space).await?;
        let mut tx = self.store().begin("erase a space").await?;
        self.moved_in(&mut tx, kept.person, Event::Erased, By::FUND, now, |life| {
            life.erase(now)
        })
        .await?;
        self.journal().erase(&mut tx, &erasure).await?;
        let mut forgotten = vec![
            queries::delete_reviews(kept.space),
            queries::delete_treating(self.keys().inside(kept.space)),
        ];
        forgotten.extend(queries::delete_contacts(kept.space));
        forgotten.extend(queries::delete_choices(kept.space));
        forgotten.extend(queries::delete_given(kept.space));
        tx.run(forgotten).await?;
        self.identity().end_mandates(&mut tx, kept.space).await?;
        self.no_more_care_in(&mut tx, kept.space, kept.person)
            .await?;
        tx.commit().await?;
        kernel::kill_point("erase-after-commit");
        self.journal().forget(kept.space);
        Ok(())
    }
}
