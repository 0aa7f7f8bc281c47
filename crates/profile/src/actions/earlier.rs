//! What a line said before: each of its versions, as far as whoever reads it now may
//! read what its author then wrote.

use super::{Profiles, Shown};
use crate::rules::Heading;
use crate::shelf::{Kept, LineId, Profile};
use kernel::{Error, Result};
use sharing::rules::DocumentState;
use sharing::{DocumentFacts, Permit, Sharing};
use std::collections::VecDeque;

/// The most versions that are given at once: the latest.
pub const VERSIONS_MAX: usize = 100;

/// The versions of a line.
#[derive(Clone, Debug)]
pub struct Versions {
    /// The latest, newest first: the first is the line as it stands.
    pub latest: Vec<Shown>,
    /// How many there are in all.
    pub total: usize,
}

impl Profiles {
    /// Whether a line stood under one of these headings that this permit would show,
    /// and was taken away.
    ///
    /// # Errors
    /// A fault, if the slice is not registered.
    pub fn is_gone(permit: &Permit, headings: &[Heading], id: LineId) -> Result<bool> {
        let removed = permit.state::<Profile>()?.removed(id);
        Ok(removed.is_some_and(|kept| {
            let there = DocumentFacts {
                state: DocumentState::Kept,
                ..kept.sealed.facts().clone()
            };
            headings.contains(&kept.heading) && permit.sees(&there)
        }))
    }

    /// The versions of a line under one of these headings; of one version, that alone.
    ///
    /// # Errors
    /// Not found, unless the permit shows the line as it stands; else as the store.
    pub async fn versions(
        sharing: &Sharing,
        permit: &Permit,
        headings: &[Heading],
        id: LineId,
        wanted: Option<u64>,
    ) -> Result<Versions> {
        let now = permit.state::<Profile>()?.line(id);
        let now = now.filter(|kept| headings.contains(&kept.heading));
        let now = now.filter(|kept| permit.sees(kept.sealed.facts()));
        let now = now.ok_or_else(Error::not_found)?;
        let (mut last, mut total) = (None, 0);
        let mut latest: VecDeque<Kept> = VecDeque::new();
        let look = |profile: &Profile| {
            let Some(kept) = profile.line(id) else { return };
            let version = kept.stands().version;
            if last.replace(version) == Some(version) {
                return;
            }
            let kept = kept.as_kept_now(now);
            if !permit.sees(kept.sealed.facts()) || wanted.is_some_and(|it| it != version) {
                return;
            }
            total += 1;
            latest.push_back(kept);
            if latest.len() > VERSIONS_MAX {
                latest.pop_front();
            }
        };
        sharing.retrace::<Profile>(permit, look).await?;
        let shown = latest.iter().rev();
        let shown = shown.filter_map(|kept| Self::shown(permit, kept));
        Ok(Versions {
            latest: shown.collect(),
            total,
        })
    }
}
