//! Telling holders that a service added something: once a day, and out of quiet hours.
//! Who may have to be told is found in a table; whether there is something, the journal
//! says, each time.

use crate::Connected;
use crate::queries::News;
use journal::{Book, Standing};
use kernel::{Result, SpaceId, Timestamp};
use spaces::alerts::{Alert, of_day};
use std::time::Duration;

/// What comes together is told together.
const TOGETHER: Duration = Duration::from_secs(60);
/// What could not be told is looked at again after this.
const REST: Duration = Duration::from_secs(10 * 60);
/// Spaces looked at in one go.
const AT_ONCE: i64 = 200;

impl Connected {
    /// Before a service adds something, it is noted that its holder is to be told.
    ///
    /// # Errors
    /// As the store.
    pub async fn note_news(&self, space: SpaceId) -> Result<()> {
        let since = self.now();
        let due_at = since.plus(TOGETHER);
        let news = News {
            space,
            since,
            due_at,
        };
        self.0.tables.news(news).await
    }

    /// Tells everybody who is to be told by now and is not left in peace. `is_there` says
    /// whether a service added something to a record since then. Of one day they are
    /// told once; twice is harmless.
    ///
    /// # Errors
    /// As the store; what goes wrong with one is tried again later.
    pub async fn tell(
        &self,
        is_there: impl Fn(&Book, Timestamp) -> Result<bool> + Send + Sync,
    ) -> Result<()> {
        loop {
            let now = self.now();
            let due = self.0.tables.news_due(now, AT_ONCE).await?;
            if due.is_empty() {
                return Ok(());
            }
            for news in due {
                let told = self.tell_one(news, now, &is_there).await;
                let again = told.unwrap_or_else(|error| {
                    let error = error.log_text();
                    tracing::warn!(error, "somebody was not told of a service this time");
                    Some(now.plus(REST))
                });
                self.0.tables.news_told(news, again).await?;
            }
        }
    }

    async fn tell_one(
        &self,
        news: News,
        now: Timestamp,
        is_there: &(impl Fn(&Book, Timestamp) -> Result<bool> + Send + Sync),
    ) -> Result<Option<Timestamp>> {
        let parts = &self.0.parts;
        let Some(book) = parts.journal.look(news.space).await? else {
            return Ok(None);
        };
        if let Some(morning) = parts.spaces.in_peace(news.space, now).await? {
            return Ok(Some(morning));
        }
        if book.standing() == Standing::Open && is_there(&book, news.since)? {
            let day = of_day(news.space, now.in_paris().date());
            parts
                .spaces
                .alert(news.space, Alert::ServiceAdded(day))
                .await?;
        }
        Ok(None)
    }
}
