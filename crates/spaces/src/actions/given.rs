//! What a holder was told of, as they read it in their space: whatever the channel,
//! and where there is none.

use crate::Spaces;
use crate::queries::{self, Given};
use kernel::{Result, SpaceId, Timestamp};
use std::time::Duration;

/// How long it is kept.
pub(crate) const KEPT_FOR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
/// How many are listed.
pub(crate) const LISTED: i64 = 100;

/// What a holder was told of, and what of it they have not looked at yet.
pub(crate) struct AllGiven {
    pub given: Vec<Given>,
    pub looked: Option<Timestamp>,
}

impl AllGiven {
    pub(crate) fn is_new(&self, given: &Given) -> bool {
        self.looked.is_none_or(|looked| given.at > looked)
    }
}

impl Spaces {
    /// How many things the holder of a space was told of since they looked.
    ///
    /// # Errors
    /// As the store.
    pub async fn count_given(&self, space: SpaceId) -> Result<u64> {
        queries::count_given(self.store(), space).await
    }

    /// What the holder of a space was told of, the newest first. They look at it by
    /// that: what is listed here is new no more the next time.
    pub(crate) async fn given(&self, space: SpaceId) -> Result<AllGiven> {
        let looked = queries::find_looked(self.store(), space).await?;
        let all = AllGiven {
            given: queries::list_given(self.store(), space, LISTED).await?,
            looked,
        };
        // Up to the newest that they see, so that one that comes meanwhile stays new.
        if let Some(newest) = all.given.first().filter(|newest| all.is_new(newest)) {
            let mut tx = self.store().begin("look at notices").await?;
            tx.run(vec![queries::put_looked(space, newest.at)]).await?;
            tx.commit().await?;
        }
        Ok(all)
    }
}
