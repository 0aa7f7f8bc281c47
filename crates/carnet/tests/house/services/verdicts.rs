//! Every public example of what software may write is written and read back
//! unchanged, or refused for a stated reason: by a service, and by a professional.

use super::EVERYTHING;
use super::Tokens;
use super::writing::told;
use crate::dmp::{DOCTOR, Dmp, json};
use crate::town::{Holder, Town};
use http::header::LOCATION;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(super) const KINDS: [&str; 6] = [
    "AllergyIntolerance",
    "Appointment",
    "Condition",
    "Immunization",
    "MedicationStatement",
    "Observation",
];

pub(super) fn corpus() -> Option<PathBuf> {
    let corpus = std::env::var_os("CARNET_CORPUS").map(PathBuf::from);
    if corpus.is_none() {
        say("CARNET_CORPUS IS NOT SET: NO PUBLIC EXAMPLE WAS WRITTEN AND READ BACK");
    }
    corpus.map(|corpus| corpus.join("fhir"))
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn say(text: &str) {
    eprintln!("{text}");
}

/// The JSON files below a folder, in the order of their names.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(folder).expect("a folder of the corpus");
    let mut all: Vec<PathBuf> = listed.flatten().map(|entry| entry.path()).collect();
    all.sort();
    let each = all.into_iter().flat_map(|path| match path.is_dir() {
        true => files(&path),
        false => vec![path],
    });
    each.filter(|path| path.extension().is_some_and(|it| it == "json"))
        .collect()
}

/// The resources in a file that may be written.
fn resources(file: &Path) -> Vec<Value> {
    let bytes = std::fs::read(file).unwrap_or_default();
    let value: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let inside = value["entry"].as_array().cloned().unwrap_or_default();
    let inside = inside.iter().map(|entry| entry["resource"].clone());
    let all = [value].into_iter().chain(inside);
    all.filter(|it| KINDS.contains(&it["resourceType"].as_str().unwrap_or_default()))
        .collect()
}

/// Who is named as the one who says so.
const AUTHORS: [&str; 4] = ["performer", "asserter", "recorder", "informationSource"];

/// Their person is ours here; and where she who writes is known, whoever they name as a
/// professional or an institution is herself.
pub(super) fn of(holder: &Holder, doctor: Option<&str>, mut resource: Value) -> Value {
    for name in AUTHORS {
        let all = match resource.get_mut(name) {
            Some(Value::Array(all)) => all.as_mut_slice(),
            Some(one) => std::slice::from_mut(one),
            None => &mut [],
        };
        for one in all {
            let reference = one["reference"].as_str().unwrap_or_default();
            if reference.contains("Patient/") {
                *one = json!({"reference": format!("Patient/{}", holder.space)});
            } else if let Some(doctor) = doctor.filter(|_| one.get("actor").is_none()) {
                let (system, value) = ("urn:oid:1.2.250.1.71.4.2.1", format!("8{doctor}"));
                *one = json!({"identifier": {"system": system, "value": value}});
            }
        }
    }
    if resource["resourceType"] == "Appointment" {
        let all = resource["participant"].as_array_mut();
        for actor in all.into_iter().flatten().map(|one| &mut one["actor"]) {
            let reference = actor["reference"].as_str().unwrap_or_default();
            if reference.starts_with("Patient/") || reference.contains("/Patient/") {
                actor["reference"] = json!(format!("Patient/{}", holder.space));
            }
        }
        return resource;
    }
    let name = match resource["resourceType"].as_str() {
        Some("AllergyIntolerance" | "Immunization") => "patient",
        _ => "subject",
    };
    resource[name] = json!({"reference": format!("Patient/{}", holder.space)});
    resource
}

/// What becomes of it; what was taken is taken away again.
async fn verdict(town: &Town, token: &str, resource: &Value) -> String {
    let created = town.adds_in_fhir(token, resource).await;
    assert!(!created.status.is_server_error(), "{resource}");
    if created.status != StatusCode::CREATED {
        let issue = json(&created)["issue"][0].clone();
        let why = issue["details"]["coding"][0]["code"].as_str();
        let at = issue["expression"][0].as_str().unwrap_or_default();
        let why = why.expect("a reason");
        return format!("{} {why} {at}", created.status.as_u16());
    }
    let location = created.headers[LOCATION].to_str().expect("text").to_owned();
    let path = location
        .strip_prefix("http://localhost:8080")
        .expect("ours");
    let back = json(&town.served(token, path).await);
    assert_eq!(told(back), told(resource.clone()));
    let gone = town.requests(Method::DELETE, token, path, &[], "").await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.text());
    String::from("unchanged")
}

#[tokio::test]
async fn every_public_example_is_written_and_read_back_unchanged_or_refused_for_a_reason() {
    let Some(corpus) = corpus() else { return };
    let dmp = Dmp::alone().await;
    let town = &dmp.town;
    let ana = town.holder(0).await;
    let doctor = town.pro("10", DOCTOR, "Samira Bénali").await;
    town.consents(&doctor, &ana).await;
    // What she reads of it is for its holder to share.
    for heading in ["mesures", "maladies"] {
        let path = format!("/espace/moi/profil/{heading}/partage");
        town.post(&ana.cookie, &path, "partager=oui").await;
    }
    let Tokens {
        access: service, ..
    } = town.lets(&ana, "souffle", &EVERYTHING).await;
    let doctor = dmp.token(DOCTOR).await;
    let mut all: BTreeMap<String, usize> = BTreeMap::new();
    let (mut unchanged, mut total) = (0, 0);
    for file in files(&corpus) {
        let folder = file.strip_prefix(&corpus).expect("below it");
        for resource in resources(&file) {
            let kind = resource["resourceType"].clone();
            let hers = of(&ana, Some(DOCTOR), resource.clone());
            let by_service = verdict(town, &service, &of(&ana, None, resource)).await;
            let by_doctor = verdict(town, &doctor, &hers).await;
            total += 1;
            unchanged += usize::from(by_doctor == "unchanged");
            let kind = kind.as_str().unwrap_or_default();
            let line = format!("{} | {kind} | {by_service} | {by_doctor}", folder.display());
            *all.entry(line).or_default() += 1;
        }
    }
    // Nothing of what was refused is there, and nothing of what was taken away.
    for heading in ["mesures", "maladies", "allergies", "traitements", "vaccins"] {
        let path = format!("/espace/moi/profil/{heading}");
        let page = town.get(&ana.cookie, &path).await.text();
        assert!(
            !page.contains("Souffle") && !page.contains("Bénali, "),
            "{page}"
        );
    }
    assert!(unchanged > 200 && total > 500, "{unchanged} of {total}");
    let mut text = String::from(
        "# Public examples: how many, by a service, by a professional's software.\n\
         # Compared without id, meta and the person (subject, patient), which are ours.\n\
         # A professional or an institution whom they name as author is, for the\n\
         # professional's software, the professional; a service names nobody.\n",
    );
    for (line, count) in all {
        text.push_str(&format!("{line} | {count}\n"));
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
    testkit::golden(folder, "written.txt", &text);
}

/// This text as the one resource of a transaction, be it one or not.
fn within(text: &[u8], kind: &str) -> Vec<u8> {
    let before = br#"{"resourceType":"Bundle","type":"transaction","entry":[{"resource":"#;
    let after = format!(r#","request":{{"method":"POST","url":"{kind}"}}}}]}}"#);
    [before.as_slice(), text, after.as_bytes()].concat()
}

#[tokio::test]
async fn no_broken_resource_makes_a_door_fail_where_software_writes_and_none_is_kept() {
    let Some(corpus) = corpus() else { return };
    let dmp = Dmp::alone().await;
    let town = &dmp.town;
    let ana = town.holder(0).await;
    let doctor = town.pro("10", DOCTOR, "Samira Bénali").await;
    town.consents(&doctor, &ana).await;
    let Tokens {
        access: service, ..
    } = town.lets(&ana, "souffle", &EVERYTHING).await;
    let doctor = dmp.token(DOCTOR).await;
    let before = town.journal_rows(&ana).await;
    let mut sent = 0;
    let cases = std::fs::read_dir(corpus.join("validator-test-cases"));
    let mut cases: Vec<PathBuf> = cases
        .expect("cases")
        .flatten()
        .map(|it| it.path())
        .collect();
    cases.sort();
    for (n, file) in cases.iter().filter(|file| file.is_file()).enumerate() {
        let bytes = std::fs::read(file).expect("a test case");
        let resource: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let own = KINDS.into_iter().find(|it| resource["resourceType"] == *it);
        let kind = own.unwrap_or(KINDS[n % KINDS.len()]);
        let alone = KINDS.map(|kind| (format!("/fhir/{kind}"), bytes.clone()));
        let whole = (String::from("/fhir"), within(&bytes, kind));
        for (door, body) in alone.into_iter().chain([whole]) {
            let long = body.len().to_string();
            let headers = [("content-length", &*long)];
            for token in [&service, &doctor] {
                let body = body.clone();
                let answer = town.requests(Method::POST, token, &door, &headers, body);
                let answer = answer.await;
                let (status, told) = (answer.status, answer.text());
                let place = format!("{} at {door}: {status} {told}", file.display());
                assert!(status.is_client_error(), "{place}");
                // Refused for what it is, not for being one of many.
                assert_ne!(status, StatusCode::TOO_MANY_REQUESTS, "{place}");
                let outcome = &json(&answer)["resourceType"];
                assert_eq!(*outcome, "OperationOutcome", "{place}");
                sent += 1;
            }
        }
    }
    assert!(sent > 1_000, "only {sent} were sent");
    assert_eq!(town.journal_rows(&ana).await, before);
}

#[test]
fn the_documentation_counts_the_public_examples_as_the_golden_file_does() {
    let golden = include_str!("../../golden/written.txt");
    let docs = include_str!("../../../../../docs/fhir.md");
    let (_, section) = docs.split_once("### Public examples\n").expect("a section");
    let section = section.split("\n### ").next().unwrap_or_default();
    let mut kinds: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut reasons: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for line in golden.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split(" | ").collect();
        let [_, kind, by_service, by_doctor, count] = cells[..] else {
            panic!("{line}")
        };
        let count: usize = count.parse().expect("a number");
        let of_kind = kinds.entry(kind).or_default();
        of_kind[0] += count;
        for (place, verdict) in [by_service, by_doctor].into_iter().enumerate() {
            match verdict.split(' ').nth(1) {
                None => of_kind[place + 1] += count,
                Some(reason) => reasons.entry(reason).or_default()[place] += count,
            }
        }
    }
    let all = |place: usize| kinds.values().map(|it| it[place]).sum::<usize>();
    let mut told = vec![format!(
        "Of {} resources {} are taken from a service and {} from a professional’s software",
        all(0),
        all(1),
        all(2)
    )];
    told.extend(kinds.iter().map(|(kind, [all, by_service, by_doctor])| {
        format!("\n| {kind} | {all} | {by_service} | {by_doctor} |\n")
    }));
    told.extend(reasons.iter().map(|(reason, [by_service, by_doctor])| {
        format!("\n| `{reason}` | {by_service} | {by_doctor} | ")
    }));
    for words in told {
        assert!(section.contains(&words), "docs/fhir.md says not: {words}");
    }
    assert_eq!(section.matches("\n| `").count(), reasons.len());
}
