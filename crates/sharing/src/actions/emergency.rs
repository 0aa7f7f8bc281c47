//! Emergency accesses (break-glass): opened with a reason, told at once, over
//! after four hours.

use super::{Change, Sharing};
use crate::entries::{Basis, CareLinks};
use crate::leave::Leave;
use crate::rights::entries as written;
use crate::rights::{EmergencyAccess, Person, Rights};
use crate::rules::{self, EmergencyReason};
use identity::{Caller, Professional};
use journal::{NewEntry, Standing};
use kernel::{EmergencyId, Error, Kind, Result, Rpps, SpaceId, Timestamp};
use spaces::Spaces;
use spaces::alerts::{Alert, Emergency, Telling, ToldReview};
use std::time::Duration;

/// How long a treating doctor reads of an emergency, and of how many.
const TOLD_FOR: Duration = Duration::from_secs(90 * 24 * 60 * 60);
const TOLD_MOST: i64 = 50;

/// Of which emergency accesses a treating doctor asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OfPatients {
    /// Of all that they are told of.
    All,
    /// Of those that they did not look at yet.
    New,
}

fn treats(links: &CareLinks, rpps: &Rpps, now: Timestamp) -> bool {
    let mut links = links.all_in_force(now);
    links.any(|link| link.basis == Basis::Treating && link.rpps == *rpps)
}

/// The treating doctors of a record whom its holder does not block, but not whoever
/// opens it.
fn treating(leave: &Leave, opens: &Professional) -> Result<Vec<Rpps>> {
    let blocked = leave.state::<Rights>()?.blocked();
    let links = leave.state::<CareLinks>()?.all_in_force(leave.now());
    let doctors = links.filter(|link| link.basis == Basis::Treating);
    Ok(doctors
        .map(|link| link.rpps.clone())
        .filter(|rpps| *rpps != opens.rpps && !blocked.contains_key(rpps))
        .collect())
}

impl Sharing {
    /// Opens a record in an emergency, for this professional and four hours.
    /// The holder is told, and the review waits, before anything can be read.
    /// While one is open, a second one is the same.
    ///
    /// # Errors
    /// Invalid, without a reason that says something; forbidden, if the holder
    /// refused emergencies; too many, beyond the ceiling of the day; else as
    /// [`Self::change`].
    pub async fn open_emergency(
        &self,
        spaces: &Spaces,
        professional: &Professional,
        space: SpaceId,
        reason: EmergencyReason,
        words: &str,
    ) -> Result<()> {
        let words = rules::emergency_words(words)?;
        let caller = Caller::Professional(professional.clone());
        let dispatch = self.dispatches(professional);
        if reason == EmergencyReason::Dispatch && !dispatch {
            return Err(Error::field("motif", "sharing-emergency-no-dispatch"));
        }
        let leave = self.allowed(&caller, space, Change::OpenEmergency).await?;
        let treating = treating(&leave, professional)?;
        drop(leave);
        self.room_today(professional, space).await?;
        let id = EmergencyId::new(&*self.world().chance);
        let Person { name, profession } = Person::of(professional);
        let place = professional.place.as_ref();
        let alert = Alert::Emergency(Emergency {
            id: id.to_bytes(),
            rpps: professional.rpps.clone(),
            name: name.clone(),
            profession: profession.clone(),
            place: place.map(|place| place.name.clone()).unwrap_or_default(),
            reason: reason.key(),
            words: words.clone(),
            treating,
        });
        let draft = |leave: &Leave| -> Result<Vec<NewEntry>> {
            let now = leave.now();
            let open = leave.state::<Rights>()?.emergency(&professional.rpps, now);
            if open.is_some() {
                return Ok(Vec::new());
            }
            Ok(vec![written::emergency_opened(&EmergencyAccess {
                id,
                rpps: professional.rpps.clone(),
                name: name.clone(),
                profession: profession.clone(),
                reason,
                words: words.clone(),
                dispatch,
                since: now,
                until: now.plus(rules::EMERGENCY_LASTS),
            })])
        };
        self.change_told(spaces, &caller, space, Change::OpenEmergency, alert, draft)
            .await
    }

    /// The emergency accesses, of the last ninety days, to the records of those whom
    /// this professional still treats, the newest first. The treating doctor is told
    /// with the holder; of a record that they cannot reach any more they are told
    /// nothing. Of all of them, or of those that they did not look at yet.
    ///
    /// # Errors
    /// As the stores.
    pub async fn emergencies_of_patients(
        &self,
        spaces: &Spaces,
        professional: &Professional,
        of: OfPatients,
    ) -> Result<Vec<ToldReview>> {
        let since = self.world().now().minus(TOLD_FOR);
        let which = (of == OfPatients::All, TOLD_MOST);
        let told = spaces
            .told_treating(&professional.rpps, since, which)
            .await?;
        let caller = Caller::Professional(professional.clone());
        let mut still = Vec::new();
        for told in told {
            let space = told.review.space;
            let leave = match self.allowed(&caller, space, Change::StateLink).await {
                Ok(leave) => leave,
                Err(error) if error.kind() == Kind::NotFound => continue,
                Err(error) => return Err(error),
            };
            let links = leave.state::<CareLinks>()?;
            if treats(links, &professional.rpps, leave.now()) {
                still.push(told);
            }
        }
        Ok(still)
    }

    /// Which treating doctor is to be written to of an emergency access: nobody, where
    /// they treat the person no more, or are blocked, or the space is closed. It shows
    /// nothing of the record.
    ///
    /// # Errors
    /// As the stores.
    pub async fn still_told(&self, spaces: &Spaces, telling: &Telling) -> Result<Option<Rpps>> {
        let Some(book) = self.0.journal.look(telling.space).await? else {
            return Ok(None);
        };
        if book.standing() != Standing::Open {
            return Ok(None);
        }
        let blocked = book.state::<Rights>()?.blocked();
        let links = book.state::<CareLinks>()?.all_in_force(self.world().now());
        let mut doctors = links
            .filter(|link| link.basis == Basis::Treating)
            .map(|link| &link.rpps);
        let told = doctors.find(|rpps| spaces.is_told(telling, rpps));
        Ok(told.filter(|rpps| !blocked.contains_key(rpps)).cloned())
    }

    /// Whether the ceiling of the day lets them see one person more: nobody is
    /// told of an access that could not be.
    async fn room_today(&self, professional: &Professional, space: SpaceId) -> Result<()> {
        let now = self.world().now();
        let looks = super::letting::looks(professional, true);
        let passed = self.ceilings().pass(looks, space, now).await;
        passed.map_err(|error| match (error.kind(), error.retry_after()) {
            (Kind::TooMany, Some(wait)) => Error::too_many("sharing-ceiling-emergency", wait),
            _ => error,
        })
    }

    /// Closes one's own emergency access before its end.
    ///
    /// # Errors
    /// Not found, if there is none; else as [`Self::change`].
    pub async fn close_emergency(&self, professional: &Professional, space: SpaceId) -> Result<()> {
        let caller = Caller::Professional(professional.clone());
        self.change(&caller, space, Change::CloseEmergency, |leave| {
            let all = leave.state::<Rights>()?.emergencies_in_force(leave.now());
            let own = all.filter(|access| access.rpps == professional.rpps);
            let closed: Vec<_> = own.map(written::emergency_closed).collect();
            match closed.is_empty() {
                true => Err(Error::not_found()),
                false => Ok(closed),
            }
        })
        .await
    }
}
