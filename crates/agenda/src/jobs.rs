//! Telling people of the day before. What is due is found in a table; whether it
//! still is, the journal says, each time. A notice is one, however often somebody
//! died over it: `post` takes the same one once.

use crate::Agenda;
use crate::diary::{Diary, ItemId};
use crate::rules::{Status, hours};
use journal::{Due, Standing};
use kernel::{Result, Timestamp};
use spaces::alerts::{Alert, InDiary, of_day};

impl Agenda {
    /// Tells everybody who is to be told by now and is not left in peace. Twice is
    /// harmless.
    ///
    /// # Errors
    /// As the store; what goes wrong with one is tried again later.
    pub async fn tell(&self) -> Result<()> {
        let (now, due) = (self.now(), &self.0.tables.due);
        due.each(now, "telling of a day", |due| self.tell_one(due, now))
            .await
    }

    /// Tells of one, if it is to be told; when to look again, if it is too early.
    async fn tell_one(&self, due: Due<ItemId>, now: Timestamp) -> Result<Option<Timestamp>> {
        let parts = &self.0.parts;
        let Some(book) = parts.journal.look(due.space).await? else {
            return Ok(None);
        };
        if let Some(morning) = parts.spaces.in_peace(due.space, now).await? {
            return Ok(Some(morning));
        }
        let diary = book.state::<Diary>()?;
        let item = diary.find(due.of);
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
        parts.spaces.alert(due.space, alert).await?;
        Ok(None)
    }
}
