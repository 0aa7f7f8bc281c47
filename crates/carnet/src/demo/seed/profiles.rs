//! What people say of themselves, said again through the product's own rules.

use super::clock::set_now;
use super::{DAY, Filling, fault};
use anyhow::{Context, Result};
use country::Said;
use identity::Caller;
use kernel::SpaceId;
use profile::Profiles;
use profile::actions::Place;
use profile::rules::{Heading, Typed, check};

/// A form as it is filled in.
struct Form<'a>(&'a Said);

impl Typed for Form<'_> {
    fn text(&self, name: &str) -> &str {
        let found = self.0.fields.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, text)| text)
    }
}

impl Filling {
    /// Fills the profile of somebody with an account, before their doctor's last
    /// visit and during it.
    pub(super) async fn fill_profile(
        &self,
        index: usize,
        space: SpaceId,
        holder: &Caller,
        doctor: &Caller,
    ) -> Result<()> {
        let profiles = Profiles::new(self.house.sharing.clone());
        let born = self.country.insured[index].birth_date;
        let today = self.now.in_paris().date();
        for (n, said) in self.country.said(index).iter().enumerate() {
            let heading = Heading::from_slug(said.heading).context("a heading")?;
            let values = check(heading, &Form(said), born, today).map_err(fault)?;
            let minute = std::time::Duration::from_secs(60 * n as u64);
            let (caller, day) = if said.by_doctor {
                (doctor, 2)
            } else {
                (holder, 9)
            };
            set_now(self.now.minus(DAY * day).plus(minute));
            let place = Place {
                heading,
                line: None,
            };
            profiles
                .write(caller, space, place, values, Vec::new())
                .await
                .map_err(fault)?;
        }
        if !self.country.said(index).is_empty() {
            // So that their doctors see what they are followed for.
            for heading in [Heading::Conditions, Heading::Measures] {
                profiles
                    .share(holder, space, heading, true)
                    .await
                    .map_err(fault)?;
            }
        }
        Ok(())
    }
}
