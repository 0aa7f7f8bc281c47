//! The patient summary: an International Patient Summary (HL7 IPS 2.0.0), a
//! document Bundle in FHIR R4. What the record does not hold is said to be
//! unavailable (§ required sections, `emptyReason`): nothing is invented.

use super::files::Files;
use super::record::{self, patient, urn};
use super::{Packing, SUMMARY};
use kernel::Result;
use serde_json::{Value, json};

/// The sections that a summary must have: the code of LOINC, its name there, and
/// the key of ours.
const REQUIRED: [(&str, &str, &str); 3] = [
    ("11450-4", "Problem list - Reported", "export-ips-problems"),
    (
        "48765-2",
        "Allergies and adverse reactions Document",
        "export-ips-allergies",
    ),
    (
        "10160-0",
        "History of Medication use Narrative",
        "export-ips-medications",
    ),
];

pub(super) async fn write(packing: &Packing<'_>, files: &mut Files<'_>) -> Result<()> {
    let bytes = bundle(packing).to_string();
    files.whole(SUMMARY, bytes.into(), packing.day).await
}

fn bundle(packing: &Packing<'_>) -> Value {
    let world = &packing.parts.world;
    let [bundle, composition, device] = [(); 3].map(|()| urn(record::random_uuid(world)));
    let whose = urn(packing.permit.space().to_bytes());
    let at = packing.permit.now().rfc3339();
    let page = &packing.page;
    let sections: Vec<Value> = REQUIRED
        .iter()
        .map(|(code, display, key)| section(packing, code, display, key))
        .collect();
    json!({
        "resourceType": "Bundle",
        "meta": {"profile": ["http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips"]},
        "identifier": {"system": fhir::IDENTIFIER_SYSTEM_URI, "value": bundle},
        "type": "document",
        "timestamp": at,
        "entry": [
            {"fullUrl": composition, "resource": {
                "resourceType": "Composition",
                "meta": {"profile": ["http://hl7.org/fhir/uv/ips/StructureDefinition/Composition-uv-ips"]},
                "language": page.lang.tag(),
                "status": "final",
                "type": {"coding": [{
                    "system": "http://loinc.org", "code": "60591-5",
                    "display": "Patient summary Document",
                }]},
                "subject": {"reference": whose},
                "date": at,
                "author": [{"reference": device}],
                "title": page.t("export-ips-title"),
                "section": sections,
            }},
            {"fullUrl": whose, "resource": patient(packing)},
            {"fullUrl": device, "resource": {
                "resourceType": "Device",
                "deviceName": [{"name": page.t("edge-site-name"), "type": "user-friendly-name"}],
            }},
        ],
    })
}

fn section(packing: &Packing<'_>, code: &str, display: &str, key: &str) -> Value {
    let page = &packing.page;
    let none = page.t("export-ips-unavailable");
    json!({
        "title": page.t(key),
        "code": {"coding": [{"system": "http://loinc.org", "code": code, "display": display}]},
        "text": {
            "status": "generated",
            "div": format!("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{none}</p></div>"),
        },
        "emptyReason": {
            "coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/list-empty-reason",
                "code": "unavailable", "display": "Unavailable",
            }],
            "text": none,
        },
    })
}
