//! The medical profile: a resource for each line.

use super::add;
use crate::packing::Packing;
use crate::packing::files::Files;
use fhir::urn;
use kernel::{DocumentId, Result};
use profile::fhir::{InFhir, Naming, heading, targets};
use profile::rules::Heading;
use std::collections::HashSet;

pub(super) async fn write(packing: &Packing<'_>, files: &mut Files<'_>, whose: &str) -> Result<()> {
    let here: HashSet<DocumentId> = packing.documents.iter().map(|one| one.id).collect();
    let naming = Naming {
        lang: packing.page.lang,
        patient: whose,
        line: &|_, id| urn(id.to_bytes()),
        document: &|id, _| here.contains(&id).then(|| urn(id.to_bytes())),
    };
    for (id, goal) in targets(&packing.permit, &naming)? {
        add(files, &urn(id.to_bytes()), &goal).await?;
    }
    for one in Heading::ALL {
        match heading(&packing.permit, &naming, one)? {
            InFhir::Lines(lines) => {
                for line in lines {
                    add(files, &urn(line.id.to_bytes()), &line.value).await?;
                }
            }
            // What the standard has no resource for is said in words in the
            // summary and on the page.
            InFhir::Nothing(nothing) => {
                if let Some(value) = nothing.value {
                    add(files, &urn(packing.parts.world.uuid()), &value).await?;
                }
            }
            InFhir::NotFilledIn => {}
        }
    }
    Ok(())
}
