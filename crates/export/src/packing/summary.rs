//! The patient summary: an International Patient Summary (HL7 IPS 2.0.0), a
//! document Bundle in FHIR R4. What the record does not hold is said to be
//! unavailable (§ required sections, `emptyReason`): nothing is invented.

use super::files::Files;
use super::record::{self, patient, urn};
use super::{Packing, SUMMARY};
use kernel::Result;
use profile::fhir::{self as in_fhir, InFhir};
use profile::rules::Heading;
use serde_json::{Value, json};

/// A section: the code of LOINC, its name there, the key of ours, the heading
/// that fills it, and whether a summary must have it.
struct Section {
    code: &'static str,
    display: &'static str,
    key: &'static str,
    heading: Heading,
    required: bool,
}

const fn section(
    code: &'static str,
    display: &'static str,
    key: &'static str,
    heading: Heading,
    required: bool,
) -> Section {
    Section {
        code,
        display,
        key,
        heading,
        required,
    }
}

const SECTIONS: [Section; 10] = [
    section(
        "11450-4",
        "Problem list - Reported",
        "export-ips-problems",
        Heading::Conditions,
        true,
    ),
    section(
        "48765-2",
        "Allergies and adverse reactions Document",
        "export-ips-allergies",
        Heading::Allergies,
        true,
    ),
    section(
        "10160-0",
        "History of Medication use Narrative",
        "export-ips-medications",
        Heading::Treatments,
        true,
    ),
    section(
        "11369-6",
        "History of Immunization Narrative",
        "profile-heading-vaccins",
        Heading::Vaccinations,
        false,
    ),
    section(
        "46264-8",
        "History of medical device use",
        "profile-heading-dispositifs",
        Heading::Devices,
        false,
    ),
    section(
        "8716-3",
        "Vital signs note",
        "profile-heading-mesures",
        Heading::Measures,
        false,
    ),
    section(
        "29762-2",
        "Social history note",
        "profile-heading-mode-de-vie",
        Heading::Habits,
        false,
    ),
    section(
        "10162-6",
        "History of pregnancies Narrative",
        "profile-heading-grossesses",
        Heading::Pregnancies,
        false,
    ),
    section(
        "47420-5",
        "Functional status assessment note",
        "profile-heading-handicaps",
        Heading::Disabilities,
        false,
    ),
    section(
        "42348-3",
        "Advance healthcare directives",
        "profile-heading-directives",
        Heading::Directives,
        false,
    ),
];

pub(super) async fn write(packing: &Packing<'_>, files: &mut Files<'_>) -> Result<()> {
    let bytes = bundle(packing)?.to_string();
    files.whole(SUMMARY, bytes.into(), packing.day).await
}

fn bundle(packing: &Packing<'_>) -> Result<Value> {
    let world = &packing.parts.world;
    let [bundle, composition, device] = [(); 3].map(|()| urn(record::random_uuid(world)));
    let whose = urn(packing.permit.space().to_bytes());
    let at = packing.permit.now().rfc3339();
    let page = &packing.page;
    let (mut sections, mut resources) = (Vec::new(), Vec::new());
    for section in &SECTIONS {
        let lang = packing.page.lang;
        let told = in_fhir::heading(&packing.permit, lang, section.heading, &whose)?;
        if let Some((told, entries)) = filled(packing, section, told) {
            sections.push(told);
            resources.extend(entries);
        }
    }
    let mut entries = vec![
        json!({"fullUrl": composition, "resource": {
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
        }}),
        json!({"fullUrl": whose, "resource": patient(packing)}),
        json!({"fullUrl": device, "resource": {
            "resourceType": "Device",
            "deviceName": [{"name": page.t("edge-site-name"), "type": "user-friendly-name"}],
        }}),
    ];
    entries.extend(resources);
    Ok(json!({
        "resourceType": "Bundle",
        "meta": {"profile": ["http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips"]},
        "identifier": {"system": fhir::IDENTIFIER_SYSTEM_URI, "value": bundle},
        "type": "document",
        "timestamp": at,
        "entry": entries,
    }))
}

/// A section with its entries; none, for one that a summary may do without.
fn filled(packing: &Packing<'_>, section: &Section, told: InFhir) -> Option<(Value, Vec<Value>)> {
    let page = &packing.page;
    let world = &packing.parts.world;
    let (words, resources, reason) = match told {
        InFhir::Lines(lines) => {
            let words: Vec<String> = lines.iter().map(|line| line.words.clone()).collect();
            let of = |line: in_fhir::Resource| (urn(line.id.to_bytes()), line.value);
            (words, lines.into_iter().map(of).collect(), None)
        }
        InFhir::Nothing(Some(value), words) => (
            vec![words],
            vec![(urn(record::random_uuid(world)), value)],
            None,
        ),
        InFhir::Nothing(None, words) => (vec![words], Vec::new(), Some(("nilknown", "Nil Known"))),
        InFhir::NotFilledIn if section.required => {
            let words = page.t("export-ips-unavailable");
            (
                vec![words],
                Vec::new(),
                Some(("unavailable", "Unavailable")),
            )
        }
        InFhir::NotFilledIn => return None,
    };
    let lines: String = words
        .iter()
        .map(|line| format!("<p>{}</p>", escaped(line)))
        .collect();
    let mut told = json!({
        "title": page.t(section.key),
        "code": {"coding": [{
            "system": "http://loinc.org", "code": section.code, "display": section.display,
        }]},
        "text": {
            "status": "generated",
            "div": format!("<div xmlns=\"http://www.w3.org/1999/xhtml\">{lines}</div>"),
        },
    });
    match reason {
        Some((code, display)) => {
            told["emptyReason"] = json!({
                "coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/list-empty-reason",
                    "code": code, "display": display,
                }],
                "text": words.join(" "),
            });
        }
        None => {
            let references = resources.iter().map(|(url, _)| json!({"reference": url}));
            told["entry"] = references.collect();
        }
    }
    let entries = resources
        .into_iter()
        .map(|(url, resource)| json!({"fullUrl": url, "resource": resource}));
    Some((told, entries.collect()))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
