//! Care links: stated by a professional, cut or moved by the holder.

use super::{Change, Sharing};
use crate::entries::{self, Basis, CareLink, CareLinks};
use crate::rules;
use identity::{Caller, Professional};
use kernel::{Error, LinkId, Result, SpaceId};

impl Sharing {
    /// A professional states that the patient consented; the link begins.
    ///
    /// # Errors
    /// As [`Self::change`].
    pub async fn state_link(&self, professional: &Professional, space: SpaceId) -> Result<()> {
        let caller = Caller::Professional(professional.clone());
        let profession = professional.profession.code();
        self.change(&caller, space, Change::StateLink, |leave| {
            let now = leave.now();
            if leave
                .state::<CareLinks>()?
                .in_force(&professional.rpps, now)
                .is_some()
            {
                return Ok(Vec::new());
            }
            Ok(vec![entries::link_made(&CareLink {
                id: LinkId::new(&*self.world().chance),
                rpps: professional.rpps.clone(),
                name: professional.name.0.clone(),
                profession: profession.to_owned(),
                basis: Basis::Consent,
                since: now,
                until: now.plus(rules::link_lasts(Basis::Consent, profession)),
            })])
        })
        .await
    }

    /// The holder ends a care link now.
    ///
    /// # Errors
    /// Not found, if there is no such link in force; else as [`Self::change`].
    pub async fn cut_link(&self, caller: &Caller, space: SpaceId, link: LinkId) -> Result<()> {
        self.change(caller, space, Change::SetRights, |leave| {
            let now = leave.now();
            let links = leave.state::<CareLinks>()?;
            let link = links
                .all()
                .iter()
                .find(|l| l.id == link && now < l.until)
                .ok_or_else(Error::not_found)?;
            Ok(vec![entries::link_cut(link)])
        })
        .await
    }
}
