//! Emergency accesses (break-glass): opened with a reason, told at once, over
//! after four hours.

use super::{Change, Sharing};
use crate::leave::Leave;
use crate::rights::entries as written;
use crate::rights::{EmergencyAccess, Person, Rights};
use crate::rules::{self, EmergencyReason};
use identity::{Caller, Professional};
use journal::NewEntry;
use kernel::{EmergencyId, Error, Kind, Result, SpaceId};
use spaces::Spaces;
use spaces::alerts::{Alert, Emergency};

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
        self.check(&caller, space, Change::OpenEmergency).await?;
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

    /// Whether the ceiling of the day lets them see one person more: nobody is
    /// told of an access that could not be.
    async fn room_today(&self, professional: &Professional, space: SpaceId) -> Result<()> {
        let now = self.world().now();
        let passed = self.ceilings().pass(&professional.rpps, space, now).await;
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
