//! Notes as their holder takes them away.

use crate::actions::Prevention;
use crate::calendar::Calendar;
use kernel::When;
use kernel::{DocumentId, Lang, Result};
use sharing::Permit;

/// A note of an examination, for whoever may carry it away.
#[derive(Clone, Debug)]
pub struct Carried {
    /// Its id.
    pub id: DocumentId,
    /// What was done.
    pub name: String,
    /// When.
    pub on: When,
    /// Who said so.
    pub by: String,
}

/// The notes that a permit shows, the oldest first.
///
/// # Errors
/// A fault, if the slice is not registered.
pub fn carried(permit: &Permit, lang: Lang) -> Result<Vec<Carried>> {
    let calendar = Calendar::in_force()?;
    let notes = Prevention::noted(permit)?.into_iter();
    let carried = notes.map(|note| Carried {
        id: note.id,
        name: match calendar.find(&note.item) {
            Some(rule) => rule.name(lang).to_owned(),
            None => note.what.clone(),
        },
        on: note.on,
        by: note.by.name().to_owned(),
    });
    Ok(carried.collect())
}
