//! What an appointment said before: each of its versions, as it was read when it stood,
//! as far as whoever reads it now may read what its author then wrote.

use super::{Resource, of};
use crate::diary::{Diary, Item, ItemId};
use crate::rules::Kind;
use kernel::{Error, Result};
use sharing::rules::DocumentState;
use sharing::{DocumentFacts, Permit, Sharing};
use std::collections::VecDeque;

/// The most versions that are given at once: the latest.
const VERSIONS_MAX: usize = 100;

/// The versions of an appointment.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// The latest, newest first: the first is the appointment as it stands.
    pub latest: Vec<Resource>,
    /// How many there are in all.
    pub total: usize,
}

/// The versions of an appointment of this patient; of one version, that alone.
///
/// # Errors
/// Not found, unless the permit shows the appointment as it stands; else as the store.
pub async fn versions(
    sharing: &Sharing,
    permit: &Permit,
    patient: &str,
    (id, wanted): (ItemId, Option<u64>),
) -> Result<Earlier> {
    let now = permit.state::<Diary>()?.find(id);
    let now = now.filter(|item| of(item, permit, patient).is_some());
    let now = now.ok_or_else(Error::not_found)?;
    let (mut last, mut total) = (None, 0);
    let mut latest: VecDeque<Item> = VecDeque::new();
    let look = |diary: &Diary| {
        let Some(item) = diary.find(id) else { return };
        let version = item.version();
        if last.replace(version) == Some(version) {
            return;
        }
        let item = item.as_kept_now(now);
        let is_shown = item.sealed.label(permit).is_ok();
        if !is_shown || wanted.is_some_and(|it| it != version) {
            return;
        }
        total += 1;
        latest.push_back(item);
        if latest.len() > VERSIONS_MAX {
            latest.pop_front();
        }
    };
    sharing.retrace::<Diary>(permit, look).await?;
    let shown = latest.iter().rev();
    let shown = shown.filter_map(|item| of(item, permit, patient));
    Ok(Earlier {
        latest: shown.collect(),
        total,
    })
}

/// Whether an appointment stood there that this permit would show, and whoever made it
/// took it away. Of what its holder took off their agenda nothing is told.
///
/// # Errors
/// A fault, if the slice is not registered.
pub fn is_gone(permit: &Permit, id: ItemId) -> Result<bool> {
    let taken = permit.state::<Diary>()?.taken_back(id);
    Ok(taken.is_some_and(|item| {
        let there = DocumentFacts {
            state: DocumentState::Kept,
            ..item.facts().clone()
        };
        item.content.kind == Kind::Appointment && permit.sees(&there)
    }))
}
