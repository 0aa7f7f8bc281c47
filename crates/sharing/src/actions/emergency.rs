//! Emergency accesses (break-glass): opened with a reason, told at once, over
//! after four hours.

use super::{Change, Sharing};
use crate::rights::entries as written;
use crate::rights::{EmergencyAccess, Rights};
use crate::rules::{self, EmergencyReason};
use identity::{Caller, Professional};
use kernel::{EmergencyId, Error, Result, SpaceId};
use spaces::Spaces;
use spaces::alerts::{Alert, Emergency};

impl Sharing {
    /// Opens a record in an emergency, for this professional and four hours.
    /// The holder is told, and the review waits, before anything can be read.
    ///
    /// # Errors
    /// Invalid, without a reason that says something; forbidden, if the holder
    /// refused emergencies; else as [`Self::change`].
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
        let dispatch = professional
            .place
            .as_ref()
            .is_some_and(|place| self.is_dispatch(&place.finess));
        if reason == EmergencyReason::Dispatch && !dispatch {
            return Err(Error::field("motif", "sharing-emergency-no-dispatch"));
        }
        self.check(&caller, space, Change::OpenEmergency).await?;
        let id = EmergencyId::new(&*self.world().chance);
        // Told first: a notice of an access that never was harms nobody, an
        // access nobody was told of does.
        let place = professional.place.as_ref();
        spaces
            .alert(
                space,
                Alert::Emergency(Emergency {
                    id: id.to_bytes(),
                    rpps: professional.rpps.clone(),
                    name: professional.name.0.clone(),
                    profession: professional.profession.code().to_owned(),
                    place: place.map(|place| place.name.clone()).unwrap_or_default(),
                    reason: reason.key(),
                    words: words.clone(),
                }),
            )
            .await?;
        self.change(&caller, space, Change::OpenEmergency, |leave| {
            let now = leave.now();
            Ok(vec![written::emergency_opened(&EmergencyAccess {
                id,
                rpps: professional.rpps.clone(),
                name: professional.name.0.clone(),
                profession: professional.profession.code().to_owned(),
                reason,
                words: words.clone(),
                since: now,
                until: now.plus(rules::EMERGENCY_LASTS),
            })])
        })
        .await
    }

    /// Closes one's own emergency access before its end.
    ///
    /// # Errors
    /// Not found, if there is none; else as [`Self::change`].
    pub async fn close_emergency(&self, professional: &Professional, space: SpaceId) -> Result<()> {
        let caller = Caller::Professional(professional.clone());
        self.change(&caller, space, Change::CloseEmergency, |leave| {
            let rights = leave.state::<Rights>()?;
            let access = rights.emergency(&professional.rpps, leave.now());
            let access = access.ok_or_else(Error::not_found)?;
            Ok(vec![written::emergency_closed(access.id)])
        })
        .await
    }
}
