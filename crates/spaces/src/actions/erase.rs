//! Destroying the keys of what was closed for long enough: after the thirty
//! days of undoing, or the ten years of the archive.

use super::life::{By, is_race};
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
    /// As the store and the key holder; what was not erased is tried again.
    pub async fn erase_due(&self, limit: i64) -> Result<u64> {
        let now = self.world().now();
        let mut erased = 0;
        for kept in queries::list_to_erase(self.store(), now, limit).await? {
            match self.erase(kept).await {
                Ok(()) => erased += 1,
                // Opened again, or written to, at this very moment: decided
                // again in the next round.
                Err(error) if is_race(&error) || error.kind() == Kind::Conflict => {}
                Err(error) => return Err(error),
            }
        }
        Ok(erased)
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
        tx.run(vec![queries::delete_contacts(kept.space)]).await?;
        tx.commit().await?;
        kernel::kill_point("erase-after-commit");
        Ok(())
    }
}
