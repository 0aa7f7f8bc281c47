//! The appointments of the agenda, over or to come: an `Appointment` each, as
//! `/fhir/Appointment` tells it. Reminders, and the questions that were prepared, are in
//! `agenda.ics` alone: R4 has no place for them.

use super::add;
use crate::packing::Packing;
use crate::packing::files::Files;
use fhir::urn;
use kernel::Result;

pub(super) async fn write(packing: &Packing<'_>, files: &mut Files<'_>, whose: &str) -> Result<()> {
    for one in agenda::fhir::appointments(&packing.permit, whose)? {
        add(files, &urn(one.id.to_bytes()), &one.value).await?;
    }
    Ok(())
}
