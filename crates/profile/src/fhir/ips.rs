//! The patient summary: an International Patient Summary (HL7 IPS 2.0.0), a
//! document Bundle in FHIR R4. What the record does not hold is said to be
//! unavailable (§ required sections, `emptyReason`): nothing is invented. Nothing in it
//! refers to what is outside of it (`within`).

mod within;

use self::within::Within;
use super::{InFhir, Naming, Nothing, Resource, heading, resource_type};
use crate::rules::Heading;
use edge::texts;
use fhir::urn;
use kernel::{Lang, Result, World};
use serde_json::{Value, json};
use sharing::Permit;

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

/// The types of the sections that a summary must have.
pub const REQUIRED: [&str; 3] = ["AllergyIntolerance", "Condition", "MedicationStatement"];

impl Section {
    /// The type of what stands in it.
    const fn resource(&self) -> &'static str {
        resource_type(self.heading)
    }
}

/// In the order of what may hurt soonest, as on the pages.
const SECTIONS: [Section; 10] = [
    section(
        "48765-2",
        "Allergies and adverse reactions Document",
        "profile-ips-allergies",
        Heading::Allergies,
        true,
    ),
    section(
        "11450-4",
        "Problem list - Reported",
        "profile-ips-problems",
        Heading::Conditions,
        true,
    ),
    section(
        "10160-0",
        "History of Medication use Narrative",
        "profile-ips-medications",
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

/// What a summary is made of.
pub struct Summary<'a> {
    /// What shows the lines.
    pub permit: &'a Permit,
    /// In which language it tells them.
    pub lang: Lang,
    /// The person, as a Patient.
    pub patient: &'a Value,
    /// Whether resources of this type are for whoever reads it: a section that a
    /// summary may do without is left out, where they are not.
    pub opens: &'a dyn Fn(&str) -> bool,
    /// For the names of what has none.
    pub world: &'a World,
}

impl Summary<'_> {
    fn say(&self, key: &str) -> String {
        texts::say(self.lang, key, &[])
    }

    fn fresh(&self) -> String {
        urn(self.world.uuid())
    }
}

/// The document: a Bundle in which everything has a name of its own.
///
/// # Errors
/// A fault, if the slice is not registered.
pub fn document(of: &Summary<'_>) -> Result<Value> {
    let [bundle, composition, device] = [(); 3].map(|()| of.fresh());
    let whose = urn(of.permit.space().to_bytes());
    let at = of.permit.now().rfc3339();
    let (mut sections, mut resources) = (Vec::new(), Vec::new());
    let naming = Naming {
        lang: of.lang,
        patient: &whose,
        line: &|_, id| urn(id.to_bytes()),
        // It stands by itself, without the documents of the record.
        document: &|_, _| None,
    };
    for section in SECTIONS.iter().filter(|it| (of.opens)(it.resource())) {
        let told = heading(of.permit, &naming, section.heading)?;
        if let Some((told, entries)) = filled(of, section, told) {
            sections.push(told);
            resources.extend(entries);
        }
    }
    let mut entries = vec![
        json!({"fullUrl": composition, "resource": {
            "resourceType": "Composition",
            "meta": {"profile": ["http://hl7.org/fhir/uv/ips/StructureDefinition/Composition-uv-ips"]},
            "language": of.lang.tag(),
            "status": "final",
            "type": {"coding": [{
                "system": "http://loinc.org", "code": "60591-5",
                "display": "Patient summary Document",
            }]},
            "subject": {"reference": whose},
            "date": at,
            "author": [{"reference": device}],
            "title": of.say("profile-ips-title"),
            "section": sections,
        }}),
        json!({"fullUrl": whose, "resource": of.patient}),
        json!({"fullUrl": device, "resource": {
            "resourceType": "Device",
            "deviceName": [{"name": of.say("edge-site-name"), "type": "user-friendly-name"}],
        }}),
    ];
    entries.extend(resources);
    stand_alone(of, &whose, &mut entries);
    Ok(json!({
        "resourceType": "Bundle",
        "meta": {"profile": ["http://hl7.org/fhir/uv/ips/StructureDefinition/Bundle-uv-ips"]},
        "identifier": {"system": fhir::IDENTIFIER_SYSTEM_URI, "value": bundle},
        "type": "document",
        "timestamp": at,
        "entry": entries,
    }))
}

/// Everything refers to what is in the document alone.
fn stand_alone(of: &Summary<'_>, whose: &str, entries: &mut [Value]) {
    let names = entries.iter().filter_map(|it| it["fullUrl"].as_str());
    let names: Vec<String> = names.map(str::to_owned).collect();
    let within = Within {
        patient: (&format!("Patient/{}", of.permit.space()), whose),
        names: &names,
        elsewhere: &of.say("profile-ips-elsewhere"),
    };
    for entry in entries {
        within.settle(&mut entry["resource"]);
    }
}

/// A section with its entries; none, for one that a summary may do without.
fn filled(of: &Summary<'_>, section: &Section, told: InFhir) -> Option<(Value, Vec<Value>)> {
    let (words, resources, reason) = match told {
        InFhir::Lines(lines) => {
            let words: Vec<String> = lines.iter().map(|line| line.words.clone()).collect();
            let named = |line: Resource| (urn(line.id.to_bytes()), line.value);
            (words, lines.into_iter().map(named).collect(), None)
        }
        InFhir::Nothing(Nothing {
            value: Some(value),
            words,
            ..
        }) => (vec![words], vec![(of.fresh(), value)], None),
        InFhir::Nothing(Nothing { words, .. }) => {
            (vec![words], Vec::new(), Some(("nilknown", "Nil Known")))
        }
        InFhir::NotFilledIn if section.required => {
            let words = of.say("profile-ips-unavailable");
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
        "title": of.say(section.key),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_summary_must_have_is_what_its_required_sections_are_of() {
        let required = SECTIONS.iter().filter(|section| section.required);
        let types: Vec<&str> = required.map(Section::resource).collect();
        assert_eq!(types, REQUIRED);
    }
}
