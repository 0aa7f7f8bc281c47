//! The medical profile: a resource for each line.

use super::add;
use crate::packing::Packing;
use crate::packing::files::Files;
use fhir::urn;
use kernel::Result;
use profile::fhir::{InFhir, heading};
use profile::rules::Heading;

pub(super) async fn write(packing: &Packing<'_>, files: &mut Files<'_>, whose: &str) -> Result<()> {
    for one in Heading::ALL {
        match heading(&packing.permit, packing.page.lang, one, whose)? {
            InFhir::Lines(lines) => {
                for line in lines {
                    add(files, &urn(line.id.to_bytes()), &line.value).await?;
                }
            }
            InFhir::Nothing(Some(value), _) => {
                let id = packing.parts.world.uuid();
                add(files, &urn(id), &value).await?;
            }
            // Said in words in the summary and on the page.
            InFhir::Nothing(None, _) | InFhir::NotFilledIn => {}
        }
    }
    Ok(())
}
