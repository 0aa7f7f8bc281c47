//! Telling people when a mandate ends.

use crate::Mandates;
use crate::rules::ANNOUNCED;
use identity::Mandate;
use kernel::{AccountId, Result, SpaceId};
use spaces::alerts::{Alert, MandateNews, Mandated};
use std::time::Duration;

/// Mandates looked at in one go.
const AT_ONCE: i64 = 200;

impl Mandates {
    async fn tell(&self, space: Option<SpaceId>, news: MandateNews) -> Result<()> {
        match space {
            Some(space) => self.spaces().alert(space, Alert::Mandate(news)).await,
            None => Ok(()),
        }
    }

    pub(crate) async fn own_space_of(&self, account: AccountId) -> Result<Option<SpaceId>> {
        let holder = self.identity().holder_away(account).await?;
        Ok(holder.and_then(|holder| holder.own_space().ok()))
    }

    /// Announces the end of the mandates that end soon, to the adult and to the child:
    /// each once for ninety days, thirty days and the day itself. Twice is harmless.
    /// Nobody is told of a space that is not open: it is as if there were no mandate.
    ///
    /// # Errors
    /// As the store; who was not told is told the next time.
    pub async fn announce(&self) -> Result<()> {
        let mut last = Ok(());
        // The nearest first: who took it up late is told of that one alone.
        let mut steps: Vec<(i64, Duration)> = (1_i64..).zip(ANNOUNCED).collect();
        steps.reverse();
        for (told, before) in steps {
            let by = self.now().plus(before);
            let mut after = None;
            loop {
                let due = self
                    .identity()
                    .mandates_to_announce(by, told, after, AT_ONCE)
                    .await?;
                for mandate in &due {
                    if let Err(error) = self.announce_one(mandate, told).await {
                        last = Err(error);
                    }
                }
                match due.last() {
                    Some(mandate) => after = Some(*mandate),
                    None => break,
                }
            }
        }
        last
    }

    async fn announce_one(&self, mandate: &Mandate, told: i64) -> Result<()> {
        let child = self.spaces().child_of(mandate.space).await?;
        if !child.space.is_some_and(|(_, life)| life.is_open()) {
            return Ok(());
        }
        let day = mandate.until.in_paris().date();
        let about = |what, of: &[u8]| MandateNews {
            id: id(&[&mandate.space.to_bytes(), of, &told.to_be_bytes()]),
            what,
            day: Some(day),
        };
        let theirs = self.own_space_of(mandate.account).await?;
        let account = mandate.account.to_bytes();
        let ends = match self.now() < mandate.until {
            true => Mandated::Ends,
            false => Mandated::Ended,
        };
        self.tell(theirs, about(ends, &account)).await?;
        // One notice to the child, however many answer for them.
        self.tell(Some(mandate.space), about(Mandated::ChildOfAge, &[]))
            .await?;
        self.identity().mandate_announced(mandate, told).await
    }
}

/// What tells one notice from all others.
fn id(parts: &[&[u8]]) -> [u8; 16] {
    let hash = keys::sha256(&parts.concat());
    let mut id = [0; 16];
    id.copy_from_slice(&hash[..16]);
    id
}
