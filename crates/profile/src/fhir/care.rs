//! What care is about: allergies, conditions, treatments, vaccinations, stays,
//! devices.

use super::Source;
use crate::rules::Field;
use serde_json::{Value, json};

/// A status, in one of HL7's own systems.
pub(super) fn status(system: &str, code: &str) -> Value {
    json!({"coding": [{
        "system": format!("http://terminology.hl7.org/CodeSystem/{system}"), "code": code,
    }]})
}

pub(super) fn allergy(source: &Source<'_>) -> Value {
    let verified = if source.is_confirmed() {
        "confirmed"
    } else {
        "unconfirmed"
    };
    let severe = source.get(Field::Severity) == Some("grave");
    let reaction = source.get(Field::Reaction).map(
        |text| json!([{"manifestation": [{"text": text}], "severity": severe.then_some("severe")}]),
    );
    json!({
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": status("allergyintolerance-clinical", "active"),
        "verificationStatus": status("allergyintolerance-verification", verified),
        "criticality": match source.get(Field::Severity) {
            Some("grave") => json!("high"),
            Some("moderee") => json!("low"),
            Some(_) => json!("unable-to-assess"),
            None => Value::Null,
        },
        "code": {"text": source.get(Field::Name)},
        "patient": source.patient(),
        "onsetDateTime": source.date(Field::Since),
        "recordedDate": source.recorded(),
        "asserter": source.author(),
        "note": source.notes(),
        "reaction": reaction,
    })
}

pub(super) fn condition(source: &Source<'_>) -> Value {
    let clinical = if source.is_over() {
        "resolved"
    } else {
        "active"
    };
    let verified = if source.is_confirmed() {
        "confirmed"
    } else {
        "unconfirmed"
    };
    json!({
        "resourceType": "Condition",
        "clinicalStatus": status("condition-clinical", clinical),
        "verificationStatus": status("condition-ver-status", verified),
        "category": [status("condition-category", "problem-list-item")],
        "code": {"text": source.get(Field::Name)},
        "subject": source.patient(),
        "onsetDateTime": source.date(Field::Since),
        "abatementDateTime": source.date(Field::Until),
        "recordedDate": source.recorded(),
        "asserter": source.author(),
        "note": source.notes(),
    })
}

pub(super) fn treatment(source: &Source<'_>) -> Value {
    let dose = source.get(Field::Dose).map(|text| json!([{"text": text}]));
    let period = json!({"start": source.date(Field::Since), "end": source.date(Field::Until)});
    let known = source
        .get(Field::Since)
        .or(source.get(Field::Until))
        .is_some();
    json!({
        "resourceType": "MedicationStatement",
        "status": if source.is_over() { "completed" } else { "active" },
        "medicationCodeableConcept": {"text": source.get(Field::Name)},
        "subject": source.patient(),
        "effectivePeriod": if known { period } else { json!({
            "extension": [{
                "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                "valueCode": "unknown",
            }],
        }) },
        "dateAsserted": source.recorded(),
        "informationSource": source.author(),
        "note": source.notes(),
        "dosage": dose,
    })
}

pub(super) fn vaccination(source: &Source<'_>) -> Value {
    let diseases: Vec<String> = source
        .values()
        .choices(Field::Diseases)
        .map(|disease| source.word(Field::Diseases, disease))
        .collect();
    let name = source.get(Field::Name).map(str::to_owned);
    let targets: Vec<Value> = diseases
        .iter()
        .map(|disease| json!({"text": disease}))
        .collect();
    // How many doses there were is not said: a protocol needs a number or words.
    let protocol = (!targets.is_empty()).then(|| {
        let number = source.chosen(Field::Stage);
        let unknown = || source.word(Field::Stage, "inconnue");
        json!([{
            "targetDisease": targets,
            "doseNumberString": number.unwrap_or_else(unknown),
        }])
    });
    let giver = source
        .get(Field::Giver)
        .map(|name| json!([{"actor": {"display": name}}]));
    json!({
        "resourceType": "Immunization",
        "status": "completed",
        "vaccineCode": {"text": name.unwrap_or_else(|| diseases.join(", "))},
        "patient": source.patient(),
        "occurrenceDateTime": source.date(Field::On),
        "recorded": source.recorded(),
        "primarySource": source.is_confirmed(),
        "lotNumber": source.get(Field::Lot),
        "performer": giver,
        "note": source.notes(),
        "protocolApplied": protocol,
    })
}

pub(super) fn stay(source: &Source<'_>) -> Value {
    let unit = match source.get(Field::Unit) {
        Some("jours") => Some(("d", "d")),
        Some("semaines") => Some(("wk", "wk")),
        Some("mois") => Some(("mo", "mo")),
        Some("ans") => Some(("a", "a")),
        _ => None,
    };
    let length = unit.and_then(|(unit, code)| {
        let number: u32 = source.get(Field::Lasted)?.parse().ok()?;
        Some(json!({
            "value": number, "unit": unit, "system": "http://unitsofmeasure.org", "code": code,
        }))
    });
    let place = source
        .get(Field::Place)
        .map(|name| json!({"display": name}));
    json!({
        "resourceType": "Encounter",
        "status": "finished",
        "class": {
            "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP",
        },
        "subject": source.patient(),
        "period": {"start": source.date(Field::Admitted)},
        "length": length,
        "reasonCode": [{"text": source.get(Field::Name)}],
        "serviceProvider": place,
        "text": narrative(source.get(Field::Comment)),
    })
}

pub(super) fn device(source: &Source<'_>) -> Value {
    let place = source.get(Field::Place).map(|text| json!({"text": text}));
    json!({
        "resourceType": "DeviceUseStatement",
        "contained": [{
            "resourceType": "Device",
            "id": "device",
            "serialNumber": source.get(Field::Number),
            "deviceName": [{"name": source.get(Field::Name), "type": "user-friendly-name"}],
            "patient": source.patient(),
        }],
        "status": "active",
        "subject": source.patient(),
        "timingDateTime": source.date(Field::Since),
        "recordedOn": source.recorded(),
        "source": source.author(),
        "device": {"reference": "#device"},
        "bodySite": place,
        "note": source.notes(),
    })
}

/// What a resource without notes says in words.
pub(super) fn narrative(text: Option<&str>) -> Value {
    let Some(text) = text else {
        return Value::Null;
    };
    let safe = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    json!({
        "status": "additional",
        "div": format!("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{safe}</p></div>"),
    })
}
