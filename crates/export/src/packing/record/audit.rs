//! The access history as `AuditEvent`s, in the words its holder reads. They carry
//! no proof: those are in a file of their own.

use super::super::Packing;
use super::super::files::Files;
use super::add;
use fhir::urn;
use journal::By;
use kernel::{DocumentId, Result};
use serde_json::{Value, json};
use sharing::{HistoryPlace, Told, in_words};
use std::collections::HashSet;

/// Lines read at once.
const LINES_READ: u32 = 500;

pub(super) async fn write(packing: &Packing<'_>, files: &mut Files<'_>, whose: &str) -> Result<()> {
    let (sharing, permit) = (&packing.parts.sharing, &packing.permit);
    let here: HashSet<DocumentId> = packing.documents.iter().map(|one| one.id).collect();
    let mut place = Some(HistoryPlace::default());
    while let Some(from) = place {
        let (told, next) = sharing.history(permit, from, LINES_READ).await?;
        // What the history does not tell is not told here either.
        for told in told.iter().filter(|told| !told.act().is_empty()) {
            let event = event(packing, told, whose, &here);
            add(files, &urn(packing.parts.world.uuid()), &event).await?;
        }
        place = next;
    }
    Ok(())
}

fn event(packing: &Packing<'_>, told: &Told, whose: &str, here: &HashSet<DocumentId>) -> Value {
    const DICOM: &str = "http://dicom.nema.org/resources/ontology/DCM";
    const KIND: &str = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
    let page = &packing.page;
    let words = in_words(page, told);
    let mut entities = vec![json!({
        "what": {"reference": whose},
        "type": {"system": KIND, "code": "1"},
    })];
    if let Some(id) = told.about().filter(|id| here.contains(id)) {
        entities.push(json!({
            "what": {"reference": urn(id.to_bytes())},
            "type": {"system": KIND, "code": "2"},
        }));
    }
    let mut event = json!({
        "resourceType": "AuditEvent",
        "type": {"system": DICOM, "code": "110110", "display": "Patient Record"},
        "subtype": [{"code": told.act(), "display": words.what}],
        "action": if told.is_read() { "R" } else { "U" },
        "recorded": told.at().rfc3339(),
        "agent": [{"who": who(told.by(), whose), "name": words.who, "requestor": true}],
        "source": {"observer": {"display": page.t("edge-site-name")}},
        "entity": entities,
    });
    if !words.why.is_empty() {
        event["purposeOfEvent"] = json!([{"text": words.why}]);
    }
    event
}

fn who(by: &By, whose: &str) -> Value {
    let numbered = |kind: &str, system: &str, value: String, name: &str| {
        json!({
            "type": kind,
            "identifier": {"system": system, "value": value},
            "display": name,
        })
    };
    match by {
        By::Holder {
            name,
            represents: true,
            ..
        } => json!({"type": "RelatedPerson", "display": name}),
        By::Carer { name, .. } => json!({"type": "RelatedPerson", "display": name}),
        By::Holder { .. } => json!({"reference": whose}),
        By::Professional { rpps, name, .. } => {
            let value = format!("8{rpps}");
            numbered("Practitioner", fhir::PROFESSIONAL_SYSTEM, value, name)
        }
        By::Institution { finess, name } => {
            let value = format!("1{finess}");
            numbered("Organization", fhir::STRUCTURE_SYSTEM, value, name)
        }
        By::Service { name, .. } | By::Keeper { name } => json!({"display": name}),
        // Nobody knows who held the card.
        By::Finder => json!({"display": "?"}),
    }
}
