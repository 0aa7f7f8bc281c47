//! Telling people: of who answers for a child from now on, and when that ends.

use crate::Mandates;
use crate::rules::ANNOUNCED;
use identity::{Holder, Mandate};
use kernel::{AccountId, Result, SpaceId};
use spaces::alerts::{Alert, MandateNews, Mandated};
use std::time::Duration;

/// Mandates looked at in one go.
const AT_ONCE: i64 = 200;

impl Mandates {
    /// Tells the child, the adult, and who invited them. What could not be told undoes
    /// nothing: the history of the child's space says it.
    pub(crate) async fn tell_taken(
        &self,
        holder: &Holder,
        space: SpaceId,
        inviter: Option<AccountId>,
    ) {
        let id = self.0.world.uuid();
        let news = |what| MandateNews {
            id,
            what,
            day: None,
        };
        let mut told = vec![self.tell(Some(space), news(Mandated::Child)).await];
        let own = holder.own_space().ok();
        told.push(self.tell(own, news(Mandated::Adult)).await);
        if let Some(inviter) = inviter {
            let theirs = self.own_space_of(inviter).await;
            told.push(match theirs {
                Ok(theirs) => self.tell(theirs, news(Mandated::Second)).await,
                Err(error) => Err(error),
            });
        }
        for error in told.into_iter().filter_map(Result::err) {
            let error = error.log_text();
            tracing::warn!(error, "somebody was not told of a mandate");
        }
    }

    async fn tell(&self, space: Option<SpaceId>, news: MandateNews) -> Result<()> {
        match space {
            Some(space) => self.spaces().alert(space, Alert::Mandate(news)).await,
            None => Ok(()),
        }
    }

    async fn own_space_of(&self, account: AccountId) -> Result<Option<SpaceId>> {
        let holder = self.identity().holder_away(account).await?;
        Ok(holder.and_then(|holder| holder.own_space().ok()))
    }

    /// Announces the end of the mandates that end soon, to the adult and to the child:
    /// each once for ninety days, thirty days and the day itself. Twice is harmless.
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
            let due = self
                .identity()
                .mandates_to_announce(by, told, AT_ONCE)
                .await?;
            for mandate in due {
                let announced = self.announce_one(&mandate, told).await;
                if let Err(error) = announced {
                    last = Err(error);
                }
            }
        }
        last
    }

    async fn announce_one(&self, mandate: &Mandate, told: i64) -> Result<()> {
        let day = mandate.until.in_paris().date();
        let about = |what, of: &[u8]| MandateNews {
            id: id(&[&mandate.space.to_bytes(), of, &told.to_be_bytes()]),
            what,
            day: Some(day),
        };
        let theirs = self.own_space_of(mandate.account).await?;
        let account = mandate.account.to_bytes();
        self.tell(theirs, about(Mandated::Ends, &account)).await?;
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
