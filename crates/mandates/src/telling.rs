//! Telling people when a mandate ends, or what is confided to a carer.

use crate::Mandates;
use crate::rules::{ANNOUNCED, CARE_ANNOUNCED, last_day};
use identity::{Carer, Mandate};
use kernel::{AccountId, CarerId, Kind, Result, SpaceId};
use spaces::alerts::{Alert, MandateNews, Mandated};
use std::time::Duration;

/// How long an end is news, where no job told of it in time.
const NEWS: Duration = Duration::from_hours(7 * 24);
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

    /// Announces the end of what is confided to carers, to these and to the holder: each
    /// once for thirty days and the last day; and tells those for whom it ended with the
    /// space of whom they helped, not why. Twice is harmless.
    ///
    /// # Errors
    /// As the store; who was not told is told the next time, within seven days of the end.
    pub async fn announce_care(&self) -> Result<()> {
        let mut last = Ok(());
        let mut steps: Vec<(i64, Duration)> = (1_i64..).zip(CARE_ANNOUNCED).collect();
        // The nearest first: who begins to help late is told of that one alone.
        steps.reverse();
        for (told, before) in steps {
            let by = self.now().plus(before);
            let mut after = None;
            loop {
                let due = self
                    .identity()
                    .carers_to_announce(NEWS, by, told, after.as_ref(), AT_ONCE)
                    .await?;
                for carer in &due {
                    if let Err(error) = self.announce_carer(carer, told).await {
                        last = Err(error);
                    }
                }
                match due.into_iter().last() {
                    Some(carer) => after = Some(carer),
                    None => break,
                }
            }
        }
        // Somebody who cannot be told keeps nobody else from it.
        let mut failed = Vec::new();
        loop {
            let some = AT_ONCE.saturating_add(i64::try_from(failed.len()).unwrap_or(0));
            let mut untold = self.identity().carers_untold(some).await?;
            untold.retain(|(carer, _)| !failed.contains(carer));
            if untold.is_empty() {
                return last;
            }
            for (carer, account) in untold {
                let news = MandateNews {
                    id: id(&[&carer.to_bytes(), b"closed"]),
                    what: Mandated::HelpsNoMore,
                    day: None,
                    found: true,
                };
                if let Err(error) = self.tell_of_closed(carer, account, news).await {
                    failed.push(carer);
                    last = Err(error);
                }
            }
        }
    }

    async fn tell_of_closed(
        &self,
        carer: CarerId,
        account: AccountId,
        news: MandateNews,
    ) -> Result<()> {
        let theirs = self.own_space_of(account).await?;
        match self.tell(theirs, news).await {
            // Whoever is not there any more is told nothing.
            Err(error) if error.kind() != Kind::NotFound => Err(error),
            _ => self.identity().carer_told(carer).await,
        }
    }

    async fn announce_carer(&self, carer: &Carer, told: i64) -> Result<()> {
        let Some(by) = carer.by else { return Ok(()) };
        let (holder, helper) = match self.now() < carer.until {
            true => (Mandated::HelpedUntil, Mandated::HelpsUntil),
            false => (Mandated::HelpedNoMore, Mandated::HelpsNoMore),
        };
        // An end that was moved is announced anew.
        let about = |what, of: &[u8]| MandateNews {
            id: id(&[
                &carer.id.to_bytes(),
                &carer.until.millis().to_be_bytes(),
                of,
                &told.to_be_bytes(),
            ]),
            what,
            day: Some(last_day(carer.until)),
            found: true,
        };
        let theirs = self.own_space_of(by.account).await?;
        self.tell(theirs, about(helper, b"helper")).await?;
        self.tell(Some(carer.space), about(holder, b"holder"))
            .await?;
        self.identity().carer_announced(carer, told).await
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
            found: true,
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
