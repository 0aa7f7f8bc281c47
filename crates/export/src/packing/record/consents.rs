//! What the holder decided of who may read, as far as `Consent` says it: who was
//! let in, who was blocked, what is hidden and from whom. Switches of emergencies,
//! presence codes and documents shared by a code have no place there.

use super::super::Packing;
use super::super::files::Files;
use super::add;
use fhir::urn;
use kernel::{Result, Rpps};
use serde_json::{Value, json};
use sharing::{CareLinks, Rights};

const OPT_IN: &str = "OPTIN";
const OPT_OUT: &str = "OPTOUT";

pub(super) async fn write(packing: &Packing<'_>, files: &mut Files<'_>, whose: &str) -> Result<()> {
    let permit = &packing.permit;
    let now = permit.now();
    let links = permit.state::<CareLinks>()?;
    for link in links.all_in_force(now) {
        let until = links.ends(link);
        let period = json!({"start": link.since.rfc3339(), "end": until.rfc3339()});
        let provision = json!({
            "type": "permit", "period": period, "actor": [actor(&link.rpps, Some(&link.name))],
        });
        one(packing, files, whose, OPT_IN, provision).await?;
    }
    let rights = permit.state::<Rights>()?;
    for (rpps, person) in rights.blocked() {
        let provision = json!({"type": "deny", "actor": [actor(rpps, Some(&person.name))]});
        one(packing, files, whose, OPT_OUT, provision).await?;
    }
    if rights.switches().hide_all {
        one(packing, files, whose, OPT_OUT, json!({"type": "deny"})).await?;
    }
    for document in &packing.documents {
        let carried = packing.carried(document)?;
        let hiding = &carried.listed.facts.hiding;
        let this = urn(document.id.to_bytes());
        let data = json!([{"meaning": "instance", "reference": {"reference": this}}]);
        if hiding.is_from_all() {
            let provision = json!({"type": "deny", "data": data});
            one(packing, files, whose, OPT_OUT, provision).await?;
        }
        for rpps in &hiding.from {
            let provision = json!({"type": "deny", "data": data, "actor": [actor(rpps, None)]});
            one(packing, files, whose, OPT_OUT, provision).await?;
        }
    }
    Ok(())
}

async fn one(
    packing: &Packing<'_>,
    files: &mut Files<'_>,
    whose: &str,
    rule: &str,
    provision: Value,
) -> Result<()> {
    const SCOPE: &str = "http://terminology.hl7.org/CodeSystem/consentscope";
    const RULE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    let consent = json!({
        "resourceType": "Consent",
        "status": "active",
        "scope": {"coding": [{"system": SCOPE, "code": "patient-privacy"}]},
        "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
        "patient": {"reference": whose},
        "policyRule": {"coding": [{"system": RULE, "code": rule}]},
        "provision": provision,
    });
    add(files, &urn(packing.parts.world.uuid()), &consent).await
}

/// A professional whom it is about: who receives what is read.
fn actor(rpps: &Rpps, name: Option<&str>) -> Value {
    const ROLE: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
    let mut reference = json!({
        "type": "Practitioner",
        "identifier": {"system": fhir::PROFESSIONAL_SYSTEM, "value": format!("8{rpps}")},
    });
    if let Some(name) = name {
        reference["display"] = json!(name);
    }
    json!({
        "role": {"coding": [{"system": ROLE, "code": "IRCP"}]},
        "reference": reference,
    })
}
