//! What the person is: measures, habits, family, circle and wishes.

use super::Source;
use super::care::{narrative, status};
use crate::rules::{Field, Measure};
use serde_json::{Number, Value, json};

const LOINC: &str = "http://loinc.org";

pub(super) fn loinc(code: &str) -> Value {
    json!({"coding": [{"system": LOINC, "code": code}]})
}

/// A number as it is written, without going through binary.
fn quantity(source: &Source<'_>, field: Field, measure: Measure) -> Value {
    let number = source.values().number(field).and_then(Number::from_f64);
    json!({
        "value": number,
        "unit": if measure.unit().is_empty() { measure.ucum() } else { measure.unit() },
        "system": "http://unitsofmeasure.org",
        "code": measure.ucum(),
    })
}

pub(super) fn measure(source: &Source<'_>) -> Value {
    let Some(measure) = Measure::of(source.values()) else {
        return Value::Null;
    };
    let when = match (source.get(Field::On), source.get(Field::Hour)) {
        // An hour without its offset is no instant of FHIR: it stays a note.
        (Some(day), _) => json!(day),
        _ => Value::Null,
    };
    let single = measure != Measure::Pressure;
    let part = |code: &str, field| json!({"code": loinc(code), "valueQuantity": quantity(source, field, measure)});
    let parts = json!([part("8480-6", Field::Value), part("8462-4", Field::Second)]);
    let hour = source.get(Field::Hour).map(|hour| json!({"text": hour}));
    let comment = source.get(Field::Comment).map(|text| json!({"text": text}));
    let notes: Vec<Value> = [hour, comment].into_iter().flatten().collect();
    let mut code = loinc(measure.loinc());
    code["text"] = json!(source.chosen(Field::Measure));
    json!({
        "resourceType": "Observation",
        "status": "final",
        "category": [status("observation-category", "vital-signs")],
        "code": code,
        "subject": source.patient(),
        "effectiveDateTime": when,
        "performer": [source.author()],
        "valueQuantity": if single { quantity(source, Field::Value, measure) } else { Value::Null },
        "component": if single { Value::Null } else { parts },
        "note": notes,
    })
}

pub(super) fn pregnancy(source: &Source<'_>) -> Value {
    json!({
        "resourceType": "Observation",
        "status": "final",
        // Delivery date, estimated.
        "code": loinc("11778-8"),
        "subject": source.patient(),
        "effectiveDateTime": source.recorded(),
        "performer": [source.author()],
        // A month or a year is no dateTime less: FHIR has partial ones.
        "valueDateTime": source.date(Field::Due),
        "note": source.notes(),
    })
}

pub(super) fn disability(source: &Source<'_>) -> Value {
    let words = source.values().choices(Field::Kinds);
    let words = words.map(|kind| source.word(Field::Kinds, kind));
    let kinds = std::iter::once(source.title()).chain(words);
    let kinds: Vec<Value> = kinds.map(|text| json!({"text": text})).collect();
    let said = [Field::Rate, Field::Helped]
        .iter()
        .filter_map(|field| source.chosen(*field))
        .chain(source.get(Field::Aid).map(str::to_owned))
        .chain(source.get(Field::Comment).map(str::to_owned))
        .map(|text| json!({"text": text}));
    json!({
        "resourceType": "Condition",
        "clinicalStatus": status("condition-clinical", "active"),
        "category": kinds,
        "code": {"text": source.get(Field::Name)},
        "subject": source.patient(),
        "recordedDate": source.recorded(),
        "asserter": source.author(),
        "note": said.collect::<Vec<_>>(),
    })
}

pub(super) fn relative(source: &Source<'_>) -> Value {
    // HL7 v3 RoleCode of a family member.
    let code = match source.get(Field::Relative).unwrap_or_default() {
        "mere" => "MTH",
        "pere" => "FTH",
        "soeur" => "SIS",
        "frere" => "BRO",
        "fille" => "DAUC",
        "fils" => "SONC",
        "grand-mere" => "GRMTH",
        "grand-pere" => "GRFTH",
        "tante" => "AUNT",
        "oncle" => "UNCLE",
        _ => "FAMMEMB",
    };
    json!({
        "resourceType": "FamilyMemberHistory",
        "status": "completed",
        "patient": source.patient(),
        "date": source.recorded(),
        "relationship": {
            "coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": code,
            }],
            "text": source.chosen(Field::Relative),
        },
        "condition": [{"code": {"text": source.get(Field::Name)}}],
        "note": source.notes(),
    })
}

pub(super) fn habit(source: &Source<'_>) -> Value {
    json!({
        "resourceType": "Observation",
        "status": "final",
        "category": [status("observation-category", "social-history")],
        "code": {"text": source.chosen(Field::Habit)},
        "subject": source.patient(),
        "effectiveDateTime": source.recorded(),
        "performer": [source.author()],
        "valueString": source.get(Field::Comment),
    })
}

pub(super) fn blood_group(source: &Source<'_>) -> Value {
    json!({
        "resourceType": "Observation",
        "status": "final",
        // ABO and Rh group in blood.
        "code": loinc("882-1"),
        "subject": source.patient(),
        "effectiveDateTime": source.recorded(),
        "performer": [source.author()],
        "valueCodeableConcept": {"text": source.get(Field::Group)},
    })
}

pub(super) fn professional(source: &Source<'_>) -> Value {
    let phone = source
        .get(Field::Phone)
        .map(|number| json!([{"system": "phone", "value": number}]));
    let place = source
        .get(Field::Place)
        .map(|name| json!({"display": name}));
    json!({
        "resourceType": "CareTeam",
        "contained": [{
            "resourceType": "Practitioner",
            "id": "professional",
            "name": [{"text": source.get(Field::Name)}],
            "telecom": phone,
        }],
        "status": "active",
        "subject": source.patient(),
        "participant": [{
            "role": source.get(Field::Profession).map(|text| json!([{"text": text}])),
            "member": {"reference": "#professional"},
            "onBehalfOf": place,
        }],
    })
}

pub(super) fn contact(source: &Source<'_>) -> Value {
    let roles = source.values().choices(Field::Roles);
    let mut relationship: Vec<Value> = roles
        .map(|role| json!({"text": source.word(Field::Roles, role)}))
        .collect();
    relationship.extend(
        source
            .chosen(Field::Relation)
            .map(|text| json!({"text": text})),
    );
    let phones = [Field::Phone, Field::OtherPhone].into_iter();
    let mut telecom: Vec<Value> = phones
        .filter_map(|field| source.get(field))
        .map(|number| json!({"system": "phone", "value": number}))
        .collect();
    telecom.extend(
        source
            .get(Field::Email)
            .map(|mail| json!({"system": "email", "value": mail})),
    );
    json!({
        "resourceType": "RelatedPerson",
        "active": true,
        "patient": source.patient(),
        "relationship": relationship,
        "name": [{"text": source.get(Field::Name)}],
        "telecom": telecom,
        "address": source.get(Field::Address).map(|text| json!([{"text": text}])),
    })
}

pub(super) fn directives(source: &Source<'_>) -> Value {
    json!({
        "resourceType": "Consent",
        "text": narrative(source.get(Field::Words)),
        "status": "active",
        "scope": status("consentscope", "adr"),
        "category": [status("consentcategorycodes", "acd")],
        "patient": source.patient(),
        "dateTime": source.recorded(),
        "policyRule": {"text": "CSP L1111-11"},
    })
}

pub(super) fn informed(source: &Source<'_>) -> Value {
    json!({
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": source.title()},
        "subject": source.patient(),
        "effectiveDateTime": source.recorded(),
        "performer": [source.author()],
        "valueBoolean": true,
    })
}
