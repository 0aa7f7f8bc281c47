//! Telling people of the day before. What is due is found in a table; whether it
//! still is, the journal says, each time. A notice is one, however often somebody
//! died over it: `post` takes the same one once.

use crate::Agenda;
use crate::diary::Diary;
use crate::queries::Due;
use crate::rules::{Status, hours};
use journal::Standing;
use kernel::{Kind, Result, Timestamp};
use spaces::alerts::{Alert, InDiary, of_day};
use std::time::Duration;

/// Items looked at in one go.
const AT_ONCE: i64 = 200;
/// What could not be told is looked at again after this.
const REST: Duration = Duration::from_secs(10 * 60);

impl Agenda {
    /// Tells everybody who is to be told by now; nobody, in quiet hours. Twice is
    /// harmless.
    ///
    /// # Errors
    /// As the store; what goes wrong with one is tried again later.
    pub async fn tell(&self) -> Result<()> {
        let tables = &self.0.tables;
        loop {
            let now = self.now();
            if hours::is_quiet(now) {
                return Ok(());
            }
            let due = tables.due(now, AT_ONCE).await?;
            if due.is_empty() {
                return Ok(());
            }
            for due in due {
                match self.tell_one(due, now).await {
                    Ok(None) => tables.done(due).await?,
                    Ok(Some(later)) => tables.later(due, later).await?,
                    Err(error) => {
                        let error = error.log_text();
                        tracing::warn!(error, "somebody was not told of a day this time");
                        tables.later(due, now.plus(REST)).await?;
                    }
                }
            }
        }
    }

    /// Tells of one, if it is to be told; when to look again, if it is too early.
    async fn tell_one(&self, due: Due, now: Timestamp) -> Result<Option<Timestamp>> {
        let journal = &self.0.parts.journal;
        let book = match journal.open(due.space).await {
            Ok(book) => journal.refresh(&book).await?,
            // It was erased.
            Err(error) if error.kind() == Kind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let diary = book.state::<Diary>()?;
        let item = diary.find(due.item);
        let Some(item) = item.filter(|item| item.status == Status::Planned) else {
            return Ok(None);
        };
        let at = item.content.at;
        let to_come = item.content.moment().is_some_and(|at| now < at);
        if book.standing() != Standing::Open || !to_come {
            return Ok(None);
        }
        match hours::notice_at(at) {
            Some(notice) if notice > now => return Ok(Some(notice)),
            _ => {}
        }
        let channels = diary.channels;
        let alert = Alert::InDiary(InDiary {
            id: of_day(due.space, at.date()),
            day: at.date(),
            by_email: channels.email,
            by_sms: channels.sms,
        });
        self.0.parts.spaces.alert(due.space, alert).await?;
        Ok(None)
    }
}
