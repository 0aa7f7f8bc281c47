//! What measures should be: set by the holder or by a professional, taken away by
//! whoever set it.

use super::Profiles;
use crate::entries;
use crate::rules::{Field, Heading, Measure, TARGETS_MAX, Target, in_force};
use crate::shelf::{Aimed, LineId, Profile};
use edge::texts;
use identity::Caller;
use kernel::{Date, Error, Lang, Result, SpaceId};
use sharing::{Permit, WrittenBy};

impl Profiles {
    /// What measures should be, of what a permit shows: the latest to begin first.
    ///
    /// # Errors
    /// A fault, if the slice is not registered.
    pub fn targets(permit: &Permit) -> Result<Vec<Aimed>> {
        let profile = permit.state::<Profile>()?;
        let shown = profile.targets().filter_map(|kept| kept.label(permit).ok());
        let mut shown: Vec<Aimed> = shown.cloned().collect();
        shown.sort_by_key(|aimed| std::cmp::Reverse((aimed.target.from, aimed.at)));
        Ok(shown)
    }

    /// The one that holds for a measure on a day.
    pub fn target_on(targets: &[Aimed], measure: Measure, day: Date) -> Option<&Aimed> {
        in_force(targets, measure, day, |aimed| (&aimed.target, aimed.at))
    }

    /// Sets what a measure should be, from a day on.
    ///
    /// # Errors
    /// Not found, where they may not write; invalid, when there are too many.
    pub async fn aim(&self, caller: &Caller, space: SpaceId, target: &Target) -> Result<LineId> {
        let id = LineId::new(&*self.sharing.world().chance);
        self.change(caller, space, |leave| {
            if leave.state::<Profile>()?.targets().count() >= TARGETS_MAX {
                return Err(Error::invalid("profile-targets-full"));
            }
            let what = called(target.measure);
            Ok(vec![entries::target_set(id, target, what)])
        })
        .await?;
        Ok(id)
    }

    /// Takes a target away that they set.
    ///
    /// # Errors
    /// Not found, if they did not.
    pub async fn aim_no_more(&self, caller: &Caller, space: SpaceId, id: LineId) -> Result<()> {
        self.change(caller, space, |leave| {
            let kept = leave.state::<Profile>()?.target(id);
            let own = kept.filter(|kept| kept.facts().author == WrittenBy::from(leave.by()));
            let own = own.filter(|kept| leave.sees(kept.facts()));
            own.ok_or_else(Error::not_found)?;
            // What it says is not told to a change: only that it is one of measures.
            let what = Heading::Measures.word().to_owned();
            Ok(vec![entries::target_removed(id, what)])
        })
        .await
    }
}

/// What the history calls a measure: in the country's language, for ever.
fn called(measure: Measure) -> String {
    let key = format!("profile-{}-{}", Field::Measure.name(), measure.slug());
    texts::say(Lang::Fr, &key, &[])
}
