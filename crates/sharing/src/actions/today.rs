//! A professional's patients of today: where to look, and of whom they may still
//! know. No permit comes of it, no line is written, and nothing of a record is shown:
//! who they are stands in the register, where a professional finds them by search.

use super::Sharing;
use crate::asking::{Asker, decide};
use crate::days::Days;
use crate::rules::{Act, Decision};
use identity::{Caller, Professional};
use kernel::{Date, Kind, Result, SpaceId, Timestamp};

/// Somebody whom a professional has to do with today.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OfToday {
    /// Whose space.
    pub space: SpaceId,
    /// When they opened the record first, if they did and still may.
    pub opened_at: Option<Timestamp>,
}

impl Sharing {
    fn days(&self) -> Option<&Days> {
        self.0.ceilings.days()
    }

    /// A professional is about to write down an appointment on this day.
    ///
    /// # Errors
    /// As the store.
    pub async fn expects(
        &self,
        professional: &Professional,
        space: SpaceId,
        day: Date,
    ) -> Result<()> {
        match self.days() {
            Some(days) => days.expect(&professional.rpps, space, day).await,
            None => Ok(()),
        }
    }

    /// Whom they have to do with today. Whoever blocked them, and whoever’s space is
    /// closed, is as if they had never been there; whom they may not open any more is
    /// one whom they did not open.
    ///
    /// # Errors
    /// As the store.
    pub async fn of_today(&self, professional: &Professional) -> Result<Vec<OfToday>> {
        let Some(days) = self.days() else {
            return Ok(Vec::new());
        };
        let now = self.world().now();
        let noted = days.of(&professional.rpps, now.in_paris().date()).await?;
        let asker = self.asker(&Caller::Professional(professional.clone()), now);
        let mut today = Vec::with_capacity(noted.len());
        for (space, opened_at) in noted {
            match self.knows(&asker, space, opened_at, now).await {
                Ok(known) => today.extend(known),
                Err(error) if error.kind() == Kind::Unavailable => return Err(error),
                Err(error) if error.kind() == Kind::NotFound => {}
                // One record that does not open keeps nobody from searching.
                Err(error) => {
                    let error = error.log_text();
                    tracing::error!(error, "a record of today does not open");
                }
            }
        }
        Ok(today)
    }

    async fn knows(
        &self,
        asker: &Asker,
        space: SpaceId,
        opened_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Option<OfToday>> {
        let journal = &self.0.journal;
        // As it is now: another process may have written that they are blocked.
        let book = journal.refresh(&journal.open(space).await?).await?;
        let may = |act| {
            let decision = decide(&book, asker, act, None, &self.0.matrix, now)?;
            Ok::<_, kernel::Error>(decision == Decision::Allowed)
        };
        if !may(Act::StateLink)? {
            return Ok(None);
        }
        let opened_at = opened_at.filter(|_| may(Act::OpenRecord).unwrap_or_default());
        Ok(Some(OfToday { space, opened_at }))
    }

    /// Forgets what is noted of the days of a space that was erased.
    ///
    /// # Errors
    /// As the store.
    pub async fn forget(&self, space: SpaceId) -> Result<()> {
        match self.days() {
            Some(days) => days.forget(space).await,
            None => Ok(()),
        }
    }
}
