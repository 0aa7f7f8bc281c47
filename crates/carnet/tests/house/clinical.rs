//! What a record says of a person's health, asked for by professionals' software:
//! what the site shows them, and not a word more.

mod links;

use super::dmp::{DOCTOR, Dmp, FHIR, FORM, OTHER, json};
use super::results::{ANA, HAEMOGLOBIN, report};
use super::town::{Answer, Holder, Pro};
use http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{Method, StatusCode};
use serde_json::Value;
use std::time::Duration;

const PROFILE: &str = "/espace/moi/profil";

impl Dmp {
    /// The holder notes something under a heading.
    async fn notes(&self, ana: &Holder, path: &str, form: &str) {
        let path = format!("{PROFILE}/{path}");
        let answer = self.town.post(&ana.cookie, &path, form).await;
        let status = answer.status;
        assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {}", answer.text());
    }

    /// A holder, their doctor with a care link, and a token for her software.
    async fn care(&self) -> (Holder, Pro, String) {
        let ana = self.town.holder(0).await;
        let doctor = self.town.pro("10", DOCTOR, "Samira Bénali").await;
        self.town.consents(&doctor, &ana).await;
        (ana, doctor, self.token(DOCTOR).await)
    }

    /// The doctor's software adds a resource.
    async fn records(&self, token: &str, resource: &Value) {
        let kind = resource["resourceType"].as_str().expect("a type");
        let (path, body) = (format!("/fhir/{kind}"), resource.to_string());
        let media = [FHIR, (CONTENT_TYPE, "application/fhir+json")];
        let added = self.ask(Method::POST, &path, Some(token), &media, body);
        let added = added.await;
        assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
    }

    async fn finds(&self, token: &str, ana: &Holder, search: &str) -> Value {
        let (kind, rest) = search.split_once('?').unwrap_or((search, ""));
        let path = format!("/fhir/{kind}?patient={}&{rest}", ana.space);
        let answer = self.get(token, path.trim_end_matches('&')).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        json(&answer)
    }
}

fn resources(bundle: &Value) -> Vec<Value> {
    let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
    entries.iter().map(|it| it["resource"].clone()).collect()
}

fn issue(answer: &Answer) -> String {
    let code = &json(answer)["issue"][0]["details"]["coding"][0]["code"];
    code.as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_professional_reads_the_profile_in_fhir_as_the_site_shows_it() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let ana = dmp.town.holder(0).await;
        let doctor = dmp.town.pro("10", DOCTOR, "Samira Bénali").await;
        let token = dmp.token(DOCTOR).await;
        dmp.notes(&ana, "allergies/ajouter", "nom=P%C3%A9nicilline&gravite=grave")
            .await;
        dmp.town.world.advance(Duration::from_secs(60));
        dmp.notes(&ana, "traitements/ajouter", "nom=L%C3%A9vothyroxine&posologie=1+le+matin&depuis-jour=&depuis-mois=&depuis-annee=2015")
            .await;
        let search = format!("/fhir/AllergyIntolerance?patient={}", ana.space);
        let refused = dmp.get(&token, &search).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(issue(&refused), "error-no-care-link");

        dmp.town.consents(&doctor, &ana).await;
        let before = dmp.lines_saying(&ana, "Samira Bénali").await;
        let bundle = dmp.finds(&token, &ana, "AllergyIntolerance").await;
        assert_eq!(bundle["total"], 1);
        let allergy = &resources(&bundle)[0];
        assert_eq!(allergy["code"]["text"], "Pénicilline");
        assert_eq!(allergy["criticality"], "high");
        assert_eq!(allergy["patient"]["reference"], format!("Patient/{}", ana.space));
        let after = dmp.lines_saying(&ana, "Samira Bénali").await;
        assert_eq!(after, before + 1, "a line for each answer");

        // By its id, with its version; and again, only if it changed.
        let id = allergy["id"].as_str().expect("an id");
        let path = format!("/fhir/AllergyIntolerance/{id}");
        let one = dmp.get(&token, &path).await;
        assert_eq!(json(&one), *allergy);
        let tag = one.headers[ETAG].to_str().expect("text").to_owned();
        let version = allergy["meta"]["versionId"].as_str().expect("a version");
        assert_eq!(tag, format!("W/\"{version}\""));
        let known = [FHIR, (IF_NONE_MATCH, tag.as_str())];
        let again = dmp.ask(Method::GET, &path, Some(&token), &known, String::new());
        assert_eq!(again.await.status, StatusCode::NOT_MODIFIED);
        let other = dmp.get(&token, &format!("/fhir/Condition/{id}")).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND, "another type");

        // Searches, in the address and as a form.
        for (parts, found) in [
            ("AllergyIntolerance?criticality=high", 1),
            ("AllergyIntolerance?criticality=low", 0),
            ("AllergyIntolerance?clinical-status=active", 1),
            ("AllergyIntolerance?_lastUpdated=ge2020-01-01", 1),
            ("AllergyIntolerance?_lastUpdated=lt2020-01-01", 0),
            ("MedicationStatement?status=active", 1),
            ("MedicationStatement?effective=ge2015", 1),
            ("Immunization?", 0),
        ] {
            let bundle = dmp.finds(&token, &ana, parts).await;
            assert_eq!(bundle["total"], found, "{parts}: {bundle}");
        }
        let form = format!("patient={}&_count=1", ana.space);
        let path = "/fhir/MedicationStatement/_search";
        let by_form = dmp.ask(Method::POST, path, Some(&token), &[FHIR, FORM], form);
        let treatment = resources(&json(&by_form.await)).remove(0);
        assert_eq!(treatment["dosage"][0]["text"], "1 le matin");
        assert_eq!(treatment["effectivePeriod"]["start"], "2015");

        let person = json(&dmp.get(&token, &format!("/fhir/Patient/{}", ana.space)).await);
        assert_eq!(person["birthDate"], "1955-08-12");
        assert_eq!(person["identifier"][0]["value"], ana.matricule());
    })
    .await;
}

#[tokio::test]
async fn a_treatment_names_its_condition_and_every_parameter_finds_what_it_names() {
    let dmp = Dmp::alone().await;
    let (ana, doctor, token) = dmp.care().await;
    dmp.notes(&ana, "maladies/partage", "partager=oui").await;
    dmp.notes(&ana, "maladies/ajouter", "nom=Hypothyro%C3%AFdie")
        .await;
    let condition = resources(&dmp.finds(&token, &ana, "Condition").await).remove(0);
    let id = condition["id"].as_str().expect("an id").to_owned();
    let line = id.rsplit('-').next().expect("two parts");
    let form = format!("nom=L%C3%A9vothyroxine&avec-{line}=on");
    dmp.notes(&ana, "traitements/ajouter", &form).await;
    let treatment = resources(&dmp.finds(&token, &ana, "MedicationStatement").await).remove(0);
    let reason = &treatment["reasonReference"][0]["reference"];
    assert_eq!(*reason, format!("Condition/{id}"), "{treatment}");
    searched(&dmp, &ana, &token).await;
    // A condition that is kept is no reason that anybody is told.
    dmp.notes(&ana, "maladies/partage", "partager=non").await;
    let treatment = resources(&dmp.finds(&token, &ana, "MedicationStatement").await).remove(0);
    assert!(treatment.get("reasonReference").is_none(), "{treatment}");
    dmp.notes(&ana, "maladies/partage", "partager=oui").await;
    links::are_sent_back(&dmp, (&ana, &doctor), &token, line).await;
}

/// Each parameter finds what it names, and not what is another. Words that a person
/// typed have no code: only what software coded is found by one.
async fn searched(dmp: &Dmp, ana: &Holder, token: &str) {
    dmp.notes(ana, "famille/partage", "partager=oui").await;
    dmp.notes(ana, "famille/ajouter", "nom=Asthme&parent=mere")
        .await;
    let form = "nom=Asthme&depuis-jour=&depuis-mois=5&depuis-annee=2015";
    dmp.notes(ana, "maladies/ajouter", form).await;
    dmp.notes(ana, "allergies/ajouter", "nom=Latex").await;
    let form = "nom=Vaxigrip&date-jour=&date-mois=&date-annee=2025&lot=Zq77";
    dmp.notes(ana, "vaccins/ajouter", form).await;
    let patient = serde_json::json!({"reference": format!("Patient/{}", ana.space)});
    let of = |system: &str, code: &str| {
        let system = format!("http://terminology.hl7.org/CodeSystem/{system}");
        serde_json::json!({"coding": [{"system": system, "code": code}]})
    };
    let allergy = serde_json::json!({
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": of("allergyintolerance-clinical", "active"),
        "verificationStatus": of("allergyintolerance-verification", "confirmed"),
        "code": {"text": "Arachide"},
        "patient": patient,
    });
    dmp.records(token, &allergy).await;
    let vaccination = serde_json::json!({
        "resourceType": "Immunization",
        "status": "completed",
        "vaccineCode": {
            "coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "115"}],
            "text": "Boostrix",
        },
        "patient": patient,
        "occurrenceDateTime": "2025-10-03",
        "lotNumber": "AC12",
    });
    dmp.records(token, &vaccination).await;
    let all = resources(&dmp.finds(token, ana, "Condition").await);
    let today = all[0]["recordedDate"].as_str().expect("a date");
    let today = today.split('T').next().expect("a day");
    let [on, after, before] =
        ["", "gt", "lt"].map(|prefix| format!("Condition?recorded-date={prefix}{today}"));
    for (search, found) in [
        ("Condition?onset-date=2015", 1),
        ("Condition?onset-date=2015-05", 1),
        ("Condition?onset-date=2015-05-04", 0),
        ("Condition?onset-date=ne2015", 0),
        ("Condition?onset-date=ge2015-05", 1),
        ("Condition?onset-date=gt2015-05", 0),
        ("Condition?onset-date=sa2015-04", 1),
        ("Condition?onset-date=le2015-05", 1),
        ("Condition?onset-date=lt2015-05", 0),
        ("Condition?onset-date=eb2015-06", 1),
        (on.as_str(), 2),
        (after.as_str(), 0),
        (before.as_str(), 0),
        ("Condition?recorded-date=ge2020&recorded-date=lt2100", 2),
        ("Condition?verification-status=unconfirmed", 2),
        ("Condition?verification-status=confirmed", 0),
        ("AllergyIntolerance?verification-status=unconfirmed", 1),
        ("AllergyIntolerance?verification-status=confirmed", 1),
        (
            "AllergyIntolerance?verification-status=confirmed,unconfirmed",
            2,
        ),
        (
            "AllergyIntolerance?verification-status=http://terminology.hl7.org/CodeSystem/allergyintolerance-verification%7Cconfirmed",
            1,
        ),
        (
            "AllergyIntolerance?verification-status=http://terminology.hl7.org/CodeSystem/condition-ver-status%7Cconfirmed",
            0,
        ),
        (
            "Immunization?vaccine-code=http://hl7.org/fhir/sid/cvx%7C115",
            1,
        ),
        ("Immunization?vaccine-code=115", 1),
        ("Immunization?vaccine-code=116", 0),
        ("Immunization?lot-number=AC12", 1),
        ("Immunization?lot-number=zq", 1),
        ("Immunization?lot-number=77", 0),
        ("FamilyMemberHistory?relationship=MTH", 1),
        ("FamilyMemberHistory?relationship=FTH", 0),
    ] {
        let bundle = dmp.finds(token, ana, search).await;
        assert_eq!(bundle["total"], found, "{search}: {bundle}");
    }
}

#[tokio::test]
async fn nothing_known_is_told_and_is_not_the_same_as_not_filled_in() {
    let dmp = Dmp::alone().await;
    let (ana, _, token) = dmp.care().await;
    assert_eq!(
        dmp.finds(&token, &ana, "AllergyIntolerance").await["total"],
        0
    );
    dmp.notes(&ana, "allergies/aucun", "").await;
    let bundle = dmp.finds(&token, &ana, "AllergyIntolerance").await;
    let none = resources(&bundle).remove(0);
    assert_eq!(none["code"]["coding"][0]["code"], "no-known-allergies");
    let id = none["id"].as_str().expect("an id");
    let read = dmp
        .get(&token, &format!("/fhir/AllergyIntolerance/{id}"))
        .await;
    assert_eq!(json(&read), none);
}

#[tokio::test]
async fn vis_01_a_kept_heading_is_in_no_answer_to_software() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, _, token) = dmp.care().await;
        let paths: Vec<String> = ["Condition", "AllergyIntolerance", "Observation"]
            .iter()
            .map(|kind| format!("/fhir/{kind}?patient={}", ana.space))
            .collect();
        let mut before = Vec::new();
        for path in &paths {
            before.push(dmp.get(&token, path).await.shape());
        }
        // Conditions are kept at first; allergies by decision.
        dmp.notes(&ana, "maladies/ajouter", "nom=VIHCANARI").await;
        dmp.notes(&ana, "allergies/partage", "partager=non").await;
        dmp.notes(&ana, "allergies/ajouter", "nom=LATEXCANARI")
            .await;
        for (path, shape) in paths.iter().zip(&before) {
            assert_eq!(dmp.get(&token, path).await.shape(), *shape, "{path}");
        }
        let summary = format!("/fhir/Patient/{}/$summary", ana.space);
        let told = dmp.get(&token, &summary).await;
        assert_eq!(told.status, StatusCode::OK, "{}", told.text());
        assert!(!told.text().contains("CANARI"), "{}", told.text());
    })
    .await;
}

#[tokio::test]
async fn results_of_laboratories_are_observations_and_a_hidden_report_has_none() {
    let dmp = Dmp::alone().await;
    let (ana, _, token) = dmp.care().await;
    // Not by herself: who wrote a document goes on seeing it.
    let other = dmp.town.pro("10", OTHER, "Luc Petit").await;
    let file = report(ANA, "20261104", &[HAEMOGLOBIN]);
    let id = dmp.town.reports(&other, &ana, "Bilan", &file).await;
    dmp.notes(
        &ana,
        "mesures/ajouter",
        "mesure=poids&valeur=72,5&date-jour=4&date-mois=5&date-annee=2026",
    )
    .await;
    dmp.notes(&ana, "mesures/partage", "partager=oui").await;
    let all = dmp.finds(&token, &ana, "Observation").await;
    assert_eq!(all["total"], 2, "{all}");
    let search = "Observation?category=laboratory&code=http://loinc.org%7C718-7";
    let found = resources(&dmp.finds(&token, &ana, search).await).remove(0);
    assert_eq!(found["valueQuantity"]["value"], 13.2);
    assert_eq!(found["effectiveDateTime"], "2026-11-04");
    let from = &found["derivedFrom"][0]["reference"];
    assert_eq!(*from, format!("DocumentReference/{}-{id}", ana.space));
    let path = format!("/fhir/Observation/{}", found["id"].as_str().expect("an id"));
    assert_eq!(json(&dmp.get(&token, &path).await), found);
    // Of what a laboratory found the version that stands is given, and no other.
    let history = json(&dmp.get(&token, &format!("{path}/_history")).await);
    assert_eq!(history["type"], "history");
    assert_eq!(history["total"], 1, "{history}");
    assert_eq!(history["entry"][0]["resource"], found);
    let version = found["meta"]["versionId"].as_str().expect("a version");
    let one = format!("{path}/_history/{version}");
    let read = dmp.get(&token, &one).await;
    let tag = read.headers.get(ETAG).and_then(|tag| tag.to_str().ok());
    assert_eq!(tag, Some(&*format!("W/\"{version}\"")));
    assert_eq!(json(&read), found);
    let none = dmp.get(&token, &format!("{path}/_history/1")).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let weights = dmp
        .finds(
            &token,
            &ana,
            "Observation?category=vital-signs&date=2026-05",
        )
        .await;
    assert_eq!(resources(&weights)[0]["valueQuantity"]["value"], 72.5);
    // A line names the documents that it rests on.
    dmp.notes(&ana, "maladies/partage", "partager=oui").await;
    let form = format!("nom=An%C3%A9mie&document-{id}=oui");
    dmp.notes(&ana, "maladies/ajouter", &form).await;
    let mut condition = resources(&dmp.finds(&token, &ana, "Condition").await).remove(0);
    let rests = &condition["evidence"][0]["detail"];
    let named = format!("DocumentReference/{}-{id}", ana.space);
    assert_eq!(rests[0]["reference"], named, "{condition}");
    assert!(rests[1].is_null(), "{condition}");
    let versions = format!(
        "/fhir/Condition/{}/_history",
        condition["id"].as_str().expect("an id")
    );
    let earlier = resources(&json(&dmp.get(&token, &versions).await)).remove(0);
    assert_eq!(earlier["evidence"], condition["evidence"]);

    let hide = format!("/espace/moi/documents/{id}/masquer");
    let hidden = dmp.town.post(&ana.cookie, &hide, "qui=tous").await;
    assert_eq!(hidden.status, StatusCode::SEE_OTHER, "{}", hidden.text());
    let all = dmp.finds(&token, &ana, "Observation").await;
    assert_eq!(all["total"], 1, "{all}");
    // A line is as if it rested on nothing.
    let fields = condition.as_object_mut().expect("an object");
    fields.remove("evidence");
    let now = resources(&dmp.finds(&token, &ana, "Condition").await).remove(0);
    assert_eq!(now, condition);
    let earlier = dmp.get(&token, &versions).await.text();
    assert!(!earlier.contains("DocumentReference"), "{earlier}");
    for path in [&path, &format!("{path}/_history"), &one] {
        let read = dmp.get(&token, path).await;
        assert_eq!(read.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_summary_is_a_document_of_the_international_profile() {
    let dmp = Dmp::alone().await;
    let (ana, _, token) = dmp.care().await;
    dmp.notes(&ana, "allergies/aucun", "").await;
    dmp.notes(&ana, "traitements/ajouter", "nom=L%C3%A9vothyroxine")
        .await;
    let path = format!("/fhir/Patient/{}/$summary", ana.space);
    let bundle = json(&dmp.get(&token, &path).await);
    assert_eq!(bundle["type"], "document");
    let made = resources(&bundle);
    assert_eq!(made[0]["resourceType"], "Composition");
    let sections = made[0]["section"].as_array().expect("sections");
    let codes: Vec<&Value> = sections
        .iter()
        .map(|it| &it["code"]["coding"][0]["code"])
        .collect();
    assert_eq!(codes, ["48765-2", "11450-4", "10160-0"]);
    assert_eq!(
        sections[1]["emptyReason"]["coding"][0]["code"],
        "unavailable"
    );
    let urls: Vec<&Value> = bundle["entry"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|it| &it["fullUrl"])
        .collect();
    for section in sections {
        for entry in section["entry"].as_array().into_iter().flatten() {
            assert!(urls.contains(&&entry["reference"]), "{entry}");
        }
    }
    assert!(
        made.iter()
            .any(|it| it["medicationCodeableConcept"]["text"] == "Lévothyroxine")
    );
    let with = dmp.get(&token, &format!("{path}?graph=true")).await;
    assert_eq!(
        (with.status, issue(&with).as_str()),
        (StatusCode::BAD_REQUEST, "clinical-summary-params")
    );
}

/// Every reference in a document.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(all) => all.iter().for_each(|it| references(it, found)),
        Value::Object(fields) => {
            found.extend(
                fields
                    .get("reference")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            );
            fields.values().for_each(|it| references(it, found));
        }
        _ => {}
    }
}

#[tokio::test]
async fn everything_that_a_summary_refers_to_is_in_it_whatever_software_sent() {
    let dmp = Dmp::alone().await;
    let (ana, _, token) = dmp.care().await;
    dmp.notes(&ana, "traitements/ajouter", "nom=L%C3%A9vothyroxine")
        .await;
    let sent = serde_json::json!({
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "subject": {"reference": format!("Patient/{}", ana.space)},
        "encounter": {"reference": "Encounter/77"},
        "device": {"reference": "Device/7", "display": "Balance"},
        "effectiveDateTime": "2026-11-01T08:30:00+01:00",
        "valueQuantity": {"value": 72.5, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
    });
    let (path, body) = ("/fhir/Observation", sent.to_string());
    let media = [FHIR, (CONTENT_TYPE, "application/fhir+json")];
    let added = dmp.ask(Method::POST, path, Some(&token), &media, body);
    let added = added.await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
    assert_eq!(
        json(&added)["encounter"]["reference"],
        "Encounter/77",
        "as it was sent"
    );
    let summary = format!("/fhir/Patient/{}/$summary", ana.space);
    let bundle = json(&dmp.get(&token, &summary).await);
    let mut weights = 0;
    for entry in bundle["entry"].as_array().expect("entries") {
        let all = bundle["entry"].as_array().into_iter().flatten();
        let inside: Vec<&str> = all.filter_map(|it| it["fullUrl"].as_str()).collect();
        let mut found = Vec::new();
        references(&entry["resource"], &mut found);
        for reference in found {
            assert!(inside.contains(&&*reference), "{reference}: {entry}");
        }
        if entry["resource"]["resourceType"] == "Observation" {
            weights += 1;
            let value = &entry["resource"];
            assert_eq!(value["device"], serde_json::json!({"display": "Balance"}));
            assert!(value["encounter"]["display"].is_string(), "{value}");
        }
    }
    assert_eq!(weights, 1, "{bundle}");
}

#[tokio::test]
async fn vis_19_no_parameter_of_fhir_goes_around_the_decision() {
    let dmp = Dmp::alone().await;
    let (ana, _, token) = dmp.care().await;
    dmp.notes(&ana, "maladies/ajouter", "nom=VIHCANARI").await;
    for more in [
        "_include=Condition:subject",
        "_revinclude=Provenance:target",
        "_elements=code",
        "_summary=count",
        "_has:Observation:patient:code=1",
        "code:text=VIH",
        "patient.name=Martin",
    ] {
        let path = format!("/fhir/Condition?patient={}&{more}", ana.space);
        let answer = dmp.get(&token, &path).await;
        assert_eq!(
            answer.status,
            StatusCode::BAD_REQUEST,
            "{more}: {}",
            answer.text()
        );
        assert!(!answer.text().contains("CANARI"));
    }
    for path in [
        format!("/fhir/Patient/{}/$everything", ana.space),
        String::from("/fhir/Condition/_history"),
        format!("/fhir/Condition/{}-none/_history", ana.space),
    ] {
        let answer = dmp.get(&token, &path).await;
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "{path}: {}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn software_by_itself_a_stranger_and_wrong_ids_get_nothing() {
    let dmp = Dmp::alone().await;
    let (ana, _, token) = dmp.care().await;
    dmp.notes(&ana, "allergies/ajouter", "nom=LATEXCANARI")
        .await;
    let bundle = dmp.finds(&token, &ana, "AllergyIntolerance").await;
    let id = resources(&bundle)[0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let louis = dmp.town.holder(1).await;
    let (_, line) = id.split_once('-').expect("two parts");
    for path in [
        String::from("/fhir/AllergyIntolerance/x"),
        format!("/fhir/AllergyIntolerance/{}", ana.space),
        format!(
            "/fhir/AllergyIntolerance/{}-00000000000000000000000001",
            ana.space
        ),
        String::from("/fhir/Patient/00000000000000000000000001"),
        String::from("/fhir/Patient/00000000000000000000000001/$summary"),
    ] {
        let answer = dmp.get(&token, &path).await;
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "{path}: {}",
            answer.text()
        );
    }
    // The record of somebody whom she does not look after.
    for path in [
        format!("/fhir/AllergyIntolerance/{}-{line}", louis.space),
        format!("/fhir/AllergyIntolerance?patient={}", louis.space),
        format!("/fhir/Patient/{}", louis.space),
        format!("/fhir/Patient/{}/$summary", louis.space),
    ] {
        let answer = dmp.get(&token, &path).await;
        assert_eq!(
            answer.status,
            StatusCode::FORBIDDEN,
            "{path}: {}",
            answer.text()
        );
        assert!(!answer.text().contains("CANARI"));
    }
    let search = format!("/fhir/AllergyIntolerance?patient={}", ana.space);
    let stays = format!("/fhir/Encounter?patient={}", ana.space);
    let posted = dmp.ask(
        Method::POST,
        &stays,
        Some(&token),
        &[FHIR],
        String::from("{}"),
    );
    assert_eq!(posted.await.status, StatusCode::METHOD_NOT_ALLOWED);
    let nobody = dmp
        .ask(Method::GET, &search, None, &[FHIR], String::new())
        .await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    // Software by itself looks at nothing.
    let form = [
        ("grant_type", "client_credentials"),
        ("subject_token", ""),
        ("subject_token_type", ""),
    ];
    let own = json(&dmp.exchange("", &form).await)["access_token"].clone();
    let alone = dmp.get(own.as_str().expect("a token"), &search).await;
    assert_eq!(alone.status, StatusCode::FORBIDDEN);
    assert_eq!(issue(&alone), "rest-professional");
    // Blocked, she gets the answer of a space that is not there.
    let decide = format!("/espace/moi/acces/pro/{DOCTOR}/decider");
    dmp.town.post(&ana.cookie, &decide, "quoi=bloquer").await;
    let nowhere = "00000000000000000000000001";
    for path in [
        search.clone(),
        format!("/fhir/AllergyIntolerance/{id}"),
        format!("/fhir/Patient/{}", ana.space),
    ] {
        let here = dmp.get(&token, &path).await;
        let closed = dmp
            .get(&token, &path.replace(&ana.space.to_string(), nowhere))
            .await;
        assert_eq!(
            here.status,
            StatusCode::NOT_FOUND,
            "{path}: {}",
            here.text()
        );
        assert_eq!(here.shape(), closed.shape(), "{path}");
    }
}
