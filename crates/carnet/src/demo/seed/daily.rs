//! The agenda of those with an account, kept by them and their doctor.

use super::clock::set_now;
use super::{DAY, Filling, fault};
use agenda::rules::{Draft, Kind, Status};
use anyhow::Result;
use identity::Caller;
use kernel::SpaceId;

impl Filling {
    /// Fills the agenda: who makes an appointment did so three weeks before it, and
    /// what is over was kept.
    pub(super) async fn fill_agenda(
        &self,
        index: usize,
        space: SpaceId,
        holder: &Caller,
        doctor: &Caller,
    ) -> Result<()> {
        let agenda = &self.house.agenda;
        for planned in self.country.planned(index) {
            let over = planned.day < self.country.today;
            let made_at = self.now.minus(DAY * if over { 60 } else { 2 });
            set_now(made_at);
            let kind = match planned.with.is_empty() {
                true => Kind::Reminder,
                false => Kind::Appointment,
            };
            let draft = Draft {
                kind,
                day: Ok(Some(planned.day)),
                hour: planned.hour,
                title: planned.title,
                with: &planned.with,
                place: &planned.place,
                note: planned.note,
                past_is_meant: false,
            };
            let content = draft.check(made_at).map_err(fault)?;
            let caller = if planned.by_doctor { doctor } else { holder };
            let id = agenda.make(caller, space, &content).await.map_err(fault)?;
            if over {
                set_now(self.now.minus(DAY));
                agenda
                    .set_status(caller, space, id, Status::Done)
                    .await
                    .map_err(fault)?;
            } else if !planned.questions.is_empty() {
                set_now(self.now.minus(DAY));
                agenda
                    .prepare(holder, space, id, planned.questions, &[])
                    .await
                    .map_err(fault)?;
            }
        }
        Ok(())
    }
}
