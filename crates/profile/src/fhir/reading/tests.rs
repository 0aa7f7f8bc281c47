//! What software may send, and what it is told when it may not.

use super::*;
use serde_json::json;

const NOW: i64 = 1_795_000_000_000; // 18 November 2026.

fn writing<'a>(professional: Option<&'a Rpps>) -> Writing<'a> {
    edge::texts::install(&[edge::TEXTS, crate::TEXTS]);
    Writing {
        patient: "Patient/1",
        professional,
        born: Date::constant(1955, 8, 12),
        now: Timestamp::from_millis(NOW),
    }
}

fn taken(resource: &Value) -> Sending<AsLine> {
    fhir::shape::check(resource).expect("its form");
    read(resource, &writing(None)).expect("taken")
}

fn refused(resource: &Value) -> Vec<(&'static str, String)> {
    fhir::shape::check(resource).expect("its form");
    let outcome = read(resource, &writing(None)).expect_err("refused");
    assert_eq!(outcome.status, 422);
    let told = outcome.issues.into_iter();
    told.map(|it| (it.key, it.expression.unwrap_or_default()))
        .collect()
}

fn weight() -> Value {
    json!({
        "resourceType": "Observation",
        "id": "theirs",
        "meta": {"versionId": "7", "profile": ["http://hl7.org/fhir/StructureDefinition/bodyweight"]},
        "identifier": [{"system": "urn:scale", "value": "42"}],
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "subject": {"reference": "Patient/1", "display": "Ana"},
        "effectiveDateTime": "2026-11-17T23:30:00Z",
        "valueQuantity": {"value": 72.5, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
    })
}

fn pressure(high: i32, low: i32) -> Value {
    let part = |code: &str, value: i32| {
        json!({
            "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
            "valueQuantity": {"value": value, "system": "http://unitsofmeasure.org", "code": "mm[Hg]"},
        })
    };
    json!({
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]},
        "subject": {"reference": "Patient/1"},
        "effectiveDateTime": "2026-11-17",
        "component": [part("8480-6", high), part("8462-4", low)],
    })
}

fn with(mut value: Value, spoil: impl FnOnce(&mut Value)) -> Value {
    spoil(&mut value);
    value
}

#[test]
fn a_measure_is_read_into_a_line_and_kept_without_what_is_ours_to_say() {
    let line = taken(&weight());
    assert_eq!(line.says.heading, Heading::Measures);
    let said = |field| line.says.values.get(field);
    assert_eq!(said(Field::Measure), Some("poids"));
    assert_eq!(said(Field::Value), Some("72.5"));
    // By the clock of Paris it was the next day.
    assert_eq!(said(Field::On), Some("2026-11-18"));
    assert_eq!(said(Field::Hour), Some("00:30"));
    assert_eq!(line.identifiers, ["urn:scale|42"]);
    let kept: Value = serde_json::from_slice(&line.resource).expect("JSON");
    for ours in ["id", "subject"] {
        assert!(kept.get(ours).is_none(), "{ours}");
    }
    assert!(kept["meta"].get("versionId").is_none());
    let mut back = given_back(&line.resource, "Patient/1", "urn:x").expect("a resource");
    let mut sent = weight();
    assert_eq!(back["subject"], json!({"reference": "Patient/1"}));
    for value in [&mut back, &mut sent] {
        for ours in ["id", "meta", "subject"] {
            value.as_object_mut().map(|it| it.remove(ours));
        }
    }
    assert_eq!(back, sent);
    let line = taken(&pressure(120, 80));
    assert_eq!(line.says.values.get(Field::Value), Some("120"));
    assert_eq!(line.says.values.get(Field::Second), Some("80"));
}

#[test]
fn what_no_person_can_be_and_no_day_was_is_refused_as_on_the_pages() {
    let of = |spoil: fn(&mut Value)| refused(&with(weight(), spoil));
    for (found, expected) in [
        (
            of(|it| it["valueQuantity"]["value"] = json!(1240)),
            ("profile-beyond-poids", "Observation.valueQuantity"),
        ),
        (
            of(|it| it["valueQuantity"]["value"] = json!(-4)),
            ("profile-number", "Observation.valueQuantity"),
        ),
        (
            of(|it| it["effectiveDateTime"] = json!("2026-12-24")),
            ("profile-future", "Observation.effectiveDateTime"),
        ),
        (
            of(|it| it["effectiveDateTime"] = json!("2026-11-18T22:00:00+01:00")),
            ("profile-future", "Observation.effectiveDateTime"),
        ),
        (
            of(|it| it["effectiveDateTime"] = json!("1954")),
            ("profile-before-birth", "Observation.effectiveDateTime"),
        ),
        (
            of(|it| it["effectiveDateTime"] = json!("2026-11")),
            ("profile-measure-day", "Observation.effectiveDateTime"),
        ),
        (
            refused(&pressure(80, 120)),
            ("profile-pressure-turned", "Observation.component"),
        ),
    ] {
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].0, found[0].1.as_str()), expected);
    }
}

#[test]
fn nothing_is_dropped_that_people_would_have_to_read() {
    let of = |spoil: fn(&mut Value)| refused(&with(weight(), spoil))[0].clone();
    for (found, expected) in [
        (
            of(|it| it["focus"] = json!([{"reference": "Patient/2"}])),
            ("profile-fhir-not-kept", "Observation.focus"),
        ),
        (
            of(|it| it["status"] = json!("entered-in-error")),
            ("profile-fhir-status", "Observation.status"),
        ),
        (
            of(|it| it["valueQuantity"]["comparator"] = json!("<")),
            (
                "profile-fhir-comparator",
                "Observation.valueQuantity.comparator",
            ),
        ),
        (
            of(|it| it["valueQuantity"]["code"] = json!("cm")),
            ("profile-fhir-unit", "Observation.valueQuantity"),
        ),
        (
            of(|it| it["code"]["coding"][0]["code"] = json!("718-7")),
            ("profile-fhir-measure", "Observation.code"),
        ),
        (
            of(|it| it["code"]["coding"][0]["code"] = json!("39156-5")),
            ("profile-fhir-computed", "Observation.code"),
        ),
        (
            of(|it| it["meta"]["security"] = json!([{"code": "R"}])),
            ("profile-fhir-security", "Observation.meta.security"),
        ),
        (
            of(|it| it["note"] = json!([{"text": "x".repeat(151)}])),
            ("profile-too-long", "Observation.note"),
        ),
    ] {
        assert_eq!((found.0, found.1.as_str()), expected);
    }
    // What only describes stays with the resource.
    let kept = with(weight(), |it| {
        it["device"] = json!({"display": "Balance"});
        it["note"] = json!([{"text": "À jeun"}]);
        it["extension"] = json!([{"url": "urn:x", "valueString": "y"}]);
    });
    let line = taken(&kept);
    assert_eq!(line.says.values.get(Field::Comment), Some("À jeun"));
    let kept: Value = serde_json::from_slice(&line.resource).expect("JSON");
    assert_eq!(kept["device"]["display"], "Balance");
}

#[test]
fn app_06_nobody_else_is_named_as_the_one_who_says_so() {
    let named = |performer: Value| with(weight(), |it| it["performer"] = json!([performer]));
    let rpps: Rpps = "99700218896".parse().expect("a number");
    let doctor = json!({"identifier": {
        "system": fhir::PROFESSIONAL_SYSTEM, "value": "899700218896",
    }});
    taken(&named(json!({"reference": "Patient/1"})));
    for other in [
        doctor.clone(),
        json!({"reference": "Practitioner/1"}),
        json!({"display": "Dr Samira Bénali"}),
        json!({"reference": "Patient/2"}),
    ] {
        let found = refused(&named(other));
        assert_eq!(
            found,
            [("profile-fhir-author", String::from("Observation.performer"))]
        );
    }
    let own = writing(Some(&rpps));
    assert!(read(&named(doctor), &own).is_ok());
    assert!(read(&named(json!({"display": "Dr Samira Bénali"})), &own).is_err());
    let allergy = json!({
        "resourceType": "AllergyIntolerance",
        "code": {"text": "Pénicilline"},
        "patient": {"reference": "Patient/1"},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
    });
    assert_eq!(refused(&allergy)[0].0, "profile-fhir-confirmed");
    assert!(read(&allergy, &own).is_ok());
}

#[test]
fn allergies_conditions_treatments_and_vaccines_say_on_a_line_what_they_say() {
    let allergy = taken(&json!({
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [{"display": "Arachide"}]},
        "patient": {"reference": "Patient/1"},
        "onsetDateTime": "2011-05",
        "reaction": [{"manifestation": [{"text": "Œdème"}], "severity": "severe"}],
    }));
    assert_eq!(allergy.says.values.get(Field::Name), Some("Arachide"));
    assert_eq!(allergy.says.values.get(Field::Severity), Some("grave"));
    assert_eq!(allergy.says.values.get(Field::Reaction), Some("Œdème"));
    assert_eq!(allergy.says.values.get(Field::Since), Some("2011-05"));
    let condition = json!({
        "resourceType": "Condition",
        "clinicalStatus": {"coding": [{"code": "resolved"}]},
        "code": {"text": "Asthme"},
        "subject": {"reference": "Patient/1"},
        "abatementDateTime": "2019",
    });
    assert_eq!(
        taken(&condition).says.values.get(Field::Until),
        Some("2019")
    );
    let open = with(condition, |it| {
        it.as_object_mut().map(|it| it.remove("abatementDateTime"));
    });
    assert_eq!(refused(&open)[0].0, "profile-fhir-over");
    let treatment = taken(&json!({
        "resourceType": "MedicationStatement",
        "status": "active",
        "medicationCodeableConcept": {"text": "Ramipril 5 mg"},
        "subject": {"reference": "Patient/1"},
        "effectivePeriod": {"start": "2024-01-02"},
        "dosage": [{"text": "1 le matin"}],
    }));
    assert_eq!(treatment.says.values.get(Field::Dose), Some("1 le matin"));
    assert_eq!(treatment.says.values.get(Field::Since), Some("2024-01-02"));
    let vaccine = json!({
        "resourceType": "Immunization",
        "status": "completed",
        "vaccineCode": {"text": "Boostrix Tetra"},
        "patient": {"reference": "Patient/1"},
        "occurrenceDateTime": "2025-10-03",
        "lotNumber": "AC12",
        "performer": [{"actor": {"display": "Pharmacie du Port"}}],
        "protocolApplied": [{"doseNumberString": "Rappel", "targetDisease": [{"text": "Tétanos"}]}],
    });
    let line = taken(&vaccine);
    assert_eq!(line.says.values.get(Field::Lot), Some("AC12"));
    assert_eq!(
        line.says.values.get(Field::Giver),
        Some("Pharmacie du Port")
    );
    assert_eq!(line.says.values.get(Field::Diseases), Some("tetanos"));
    let weak = with(vaccine, |it| it["isSubpotent"] = json!(true));
    assert_eq!(refused(&weak)[0].0, "profile-fhir-not-kept");
    let none = json!({
        "resourceType": "AllergyIntolerance",
        "code": {"coding": [{"code": "no-known-allergies", "display": "None"}]},
        "patient": {"reference": "Patient/1"},
    });
    assert_eq!(refused(&none)[0].0, "profile-fhir-nothing");
}
