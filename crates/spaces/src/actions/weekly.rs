//! The e-mail of the week: what waited for it is told in one, once.
//!
//! It is queued in the very transaction that marks what it tells as told. A process that
//! dies before the commit leaves everything waiting; one that dies after it leaves an
//! e-mail that the post sends, at the worst twice, and says so by its Message-ID.

use super::contact::{WARNING_LANG, Warning};
use crate::Spaces;
use crate::notices::{Addressee, of_week};
use crate::queries::{self, DueWeek};
use crate::rules::choosing::Topic;
use crate::rules::weekly::Week;
use kernel::{Result, SpaceId, Timestamp};
use std::time::Duration;

/// What kind of notice the post knows it as.
const KIND: &str = "notices-week";
/// When what went wrong is tried again.
const REST: Duration = Duration::from_secs(10 * 60);

impl Spaces {
    /// Whether the e-mails of this topic wait for the one of the week; if so, the hour
    /// that was chosen, and when it next comes.
    pub(crate) async fn waits(
        &self,
        space: SpaceId,
        topic: Topic,
        now: Timestamp,
    ) -> Result<Option<(Week, Timestamp)>> {
        let weekly = self.weekly(space).await?;
        if !weekly.has(topic) {
            return Ok(None);
        }
        let peace = self.peace(space).await?;
        let next = weekly.week.next(peace, now);
        Ok(next.map(|next| (weekly.week, next)))
    }

    /// Writes the e-mails of the week that are due by now, so many in one go; how many
    /// spaces had something to tell. Of two processes at it one e-mail comes, and twice
    /// is harmless.
    ///
    /// # Errors
    /// As the store. What goes wrong with one stops no other, and is tried again.
    pub async fn tell_of_weeks(&self, at_once: i64) -> Result<u64> {
        let now = self.world().now();
        let mut told = 0;
        loop {
            let due = queries::list_weeks_due(self.store(), now, at_once).await?;
            if due.is_empty() {
                return Ok(told);
            }
            for week in due {
                match self.tell_of_week(week, now).await {
                    Ok(written) => told += u64::from(written),
                    Err(error) => {
                        let error = error.log_text();
                        tracing::warn!(error, "an e-mail of the week was not written this time");
                        queries::put_off_week(self.store(), week, now.plus(REST)).await?;
                    }
                }
            }
        }
    }

    /// Whether there was something to tell. Nothing is told of a space that is not open,
    /// nor in hours of peace, into which a house that stood still may have come.
    async fn tell_of_week(&self, week: DueWeek, now: Timestamp) -> Result<bool> {
        let space = week.space;
        if let Some(over) = self.in_peace(space, now).await? {
            queries::put_off_week(self.store(), week, over).await?;
            return Ok(false);
        }
        let mut tx = self.store().begin("tell of a week").await?;
        if !queries::take_week(&mut tx, week).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        let came = queries::take_waiting(&mut tx, space).await?;
        let kept = queries::find_space_in(&mut tx, space).await?;
        let kept = kept.filter(|kept| kept.life.is_open() && !came.is_empty());
        if let Some(kept) = kept {
            let to = Addressee::of(&self.insured(kept.person).await?);
            let (subject, text) = of_week(WARNING_LANG, self.origin(), &came);
            let id: [u8; 16] = self.world().random();
            let warning = Warning {
                kind: KIND,
                occasion: format!("{:032x}", u128::from_be_bytes(id)),
                person: kept.person,
                by_email: true,
                not_before: None,
                subject: &subject,
                text: &text,
                sms: None,
                letter: None,
            };
            // What it tells stands in the space already, thing by thing.
            let statements = self.notices_everywhere(space, &to, &warning).await?;
            tx.run(statements).await?;
        }
        tx.commit().await?;
        Ok(kept.is_some())
    }
}
