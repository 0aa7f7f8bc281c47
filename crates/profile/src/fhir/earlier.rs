//! The versions of one line in FHIR, each as it was read when it stood.

use super::{Naming, Resource, resource};
use crate::actions::{Profiles, Told, Versions};
use crate::rules::Heading;
use crate::shelf::LineId;
use kernel::Result;
use sharing::{Permit, Sharing};

/// The versions of a line.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// The latest, newest first: the first is the line as it stands.
    pub latest: Vec<Resource>,
    /// How many there are in all.
    pub total: usize,
}

/// The versions of a line under one of these headings; of one version, that alone.
///
/// # Errors
/// Not found, unless the permit shows the line as it stands; else as the store.
pub async fn versions(
    sharing: &Sharing,
    permit: &Permit,
    naming: &Naming<'_>,
    headings: &[Heading],
    (id, wanted): (LineId, Option<u64>),
) -> Result<Earlier> {
    let versions = Profiles::versions(sharing, permit, headings, id, wanted).await?;
    let Versions { latest, total } = versions;
    // A line goes with what it goes with now.
    let conditions = match headings.contains(&Heading::Treatments) {
        true => Profiles::told(permit, Heading::Conditions)?,
        false => Told::NotFilledIn,
    };
    let made = latest.iter().map(|shown| {
        let documents = naming.documents(permit, &shown.line)?;
        Ok(resource(shown, (&conditions, &documents), naming))
    });
    Ok(Earlier {
        latest: made.collect::<Result<_>>()?,
        total,
    })
}

/// Whether a line stood there that this permit would show, and was taken away.
///
/// # Errors
/// A fault, if the slice is not registered.
pub fn is_gone(permit: &Permit, headings: &[Heading], id: LineId) -> Result<bool> {
    Profiles::is_gone(permit, headings, id)
}
