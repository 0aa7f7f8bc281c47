//! Examinations noted as done: a `Procedure` each.

use super::add;
use crate::packing::Packing;
use crate::packing::files::Files;
use fhir::urn;
use kernel::Result;
use serde_json::json;

pub(super) async fn write(packing: &Packing<'_>, files: &mut Files<'_>, whose: &str) -> Result<()> {
    for note in prevention::carried(&packing.permit, packing.page.lang)? {
        let value = json!({
            "resourceType": "Procedure",
            "status": "completed",
            "code": {"text": note.name},
            "subject": {"reference": whose},
            "performedDateTime": note.on.to_string(),
            "recorder": {"display": note.by},
        });
        add(files, &urn(note.id.to_bytes()), &value).await?;
    }
    Ok(())
}
