//! What those with an account and their doctor wrote to each other.

use super::clock::set_now;
use super::{DAY, Filling, fault};
use anyhow::Result;
use identity::Caller;
use kernel::SpaceId;
use messages::rules::Typed;
use std::time::Duration;

const MINUTE: Duration = Duration::from_mins(1);
/// Longer than a message can be taken back.
const SHOWN: Duration = Duration::from_mins(5);

impl Filling {
    /// Writes it by turns, the doctor first; each reads what the other said before
    /// they answer.
    pub(super) async fn fill_messages(
        &self,
        index: usize,
        space: SpaceId,
        holder: &Caller,
        doctor: &Caller,
    ) -> Result<()> {
        let messages = &self.house.messages;
        let clock = self.now.in_paris();
        let (hour, minute) = (clock.hour().unsigned_abs(), clock.minute().unsigned_abs());
        let since = u32::from(hour) * 60 + u32::from(minute);
        let midnight = self.now.minus(MINUTE * since);
        for exchange in self.country.exchanges(index) {
            let mut thread = None;
            let turns = [doctor, holder].into_iter().cycle();
            for (words, author) in exchange.said.iter().zip(turns) {
                let at = midnight.minus(DAY * words.days).plus(MINUTE * words.minute);
                set_now(at);
                if let Some(id) = thread {
                    messages.open(author, space, id).await.map_err(fault)?;
                }
                let typed = Typed {
                    subject: thread.is_none().then_some(exchange.subject),
                    text: words.text,
                };
                let said = messages.say(author, space, thread, typed).await;
                thread = Some(said.map_err(fault)?);
                set_now(at.plus(SHOWN));
            }
            let last = if exchange.said.len() % 2 == 1 {
                holder
            } else {
                doctor
            };
            if let Some(id) = thread.filter(|_| exchange.read) {
                messages.open(last, space, id).await.map_err(fault)?;
            }
        }
        Ok(())
    }
}
