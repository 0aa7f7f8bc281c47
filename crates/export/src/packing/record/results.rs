//! What laboratories found: an `Observation` for each result of a document that is in the
//! file and surely names this person, as `/fhir/Observation` tells it. A document that
//! is not in the file has none here.

use super::add;
use crate::packing::Packing;
use crate::packing::files::Files;
use fhir::urn;
use kernel::{DocumentId, Result};
use std::collections::HashSet;

pub(super) async fn write(packing: &Packing<'_>, files: &mut Files<'_>, whose: &str) -> Result<()> {
    let here: HashSet<DocumentId> = packing.documents.iter().map(|one| one.id).collect();
    let (readings, _) = results::readings(&packing.permit, packing.face)?;
    for reading in readings.iter().filter(|it| here.contains(&it.document)) {
        let document = urn(reading.document.to_bytes());
        let value = results::fhir::observation(reading, whose, Some(&document));
        add(files, &urn(packing.parts.world.uuid()), &value).await?;
    }
    Ok(())
}
