//! Every example of the guides is taken, or refused for a stated reason; no
//! broken resource of anybody makes us fail.

use crate::house::{House, Software, TILLEULS, named};
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::Value;
use std::path::{Path, PathBuf};
use testkit::for_each_store;

const GUIDES: [&str; 3] = ["ans-pdsm4dmp", "ans-pdsm", "ihe-mhd"];

fn corpus() -> Option<PathBuf> {
    let corpus = std::env::var_os("CARNET_CORPUS").map(PathBuf::from);
    if corpus.is_none() {
        say("CARNET_CORPUS IS NOT SET: THE PUBLIC FHIR EXAMPLES WERE NOT JUDGED");
    }
    corpus.map(|corpus| corpus.join("fhir"))
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn say(text: &str) {
    eprintln!("{text}");
}

/// The files of a folder of the corpus, in the order of their names.
fn files(folder: &Path) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(folder).expect("a folder of the corpus");
    let mut files: Vec<PathBuf> = listed
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}

fn name(file: &Path) -> String {
    file.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

#[tokio::test]
async fn every_example_of_the_guides_is_taken_or_refused_for_a_stated_reason() {
    let Some(corpus) = corpus() else { return };
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1).await;
        let hospital = house.hospital(TILLEULS).await;
        let mut text = String::new();
        for (n, file) in GUIDES
            .iter()
            .flat_map(|guide| files(&corpus.join(guide)))
            .enumerate()
        {
            // Their person exists here under another number, and each example
            // is another document.
            let source = std::fs::read_to_string(&file).expect("an example");
            let source = source
                .replace("123456789012345", &ana.matricule)
                .replace(
                    "\"Patient/ex-patient\"",
                    &format!("\"{}\"", named(&ana.matricule)),
                )
                .replace(
                    "\"http://example.org/fhir/Patient/fdoc-patient\"",
                    &format!("\"{}\"", named(&ana.matricule)),
                )
                .replace(".62012\"", &format!(".62012.{n}\""));
            let sent: Value = serde_json::from_str(&source).expect("JSON");
            let kind = sent["resourceType"].as_str().unwrap_or_default();
            let door = match kind {
                "Bundle" => String::new(),
                kind => format!("/{kind}"),
            };
            let answer = hospital.post(&door, &sent).await;
            assert!(!answer.status.is_server_error(), "{file:?}");
            let guide = file.parent().map(name).unwrap_or_default();
            let status = answer.status.as_u16();
            let (reason, place) = match answer.status.is_success() {
                true => (String::from("taken"), String::new()),
                false => (answer.reason(), expression(&answer.json())),
            };
            assert!(!reason.is_empty(), "{file:?}");
            let line = format!("{guide}/{} | {status} | {reason} {place}", name(&file));
            text.push_str(line.trim_end());
            text.push('\n');
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
        testkit::golden(folder, "verdicts.txt", &text);
    })
    .await;
}

/// Where what is wrong stands.
fn expression(outcome: &Value) -> String {
    let place = &outcome["issue"][0]["expression"][0];
    place.as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn no_broken_resource_makes_any_door_fail() {
    let Some(corpus) = corpus() else { return };
    for_each_store(async |store| {
        let house = House::on(store).await;
        let hospital = house.hospital(TILLEULS).await;
        let mut sent = 0;
        for file in files(&corpus.join("validator-test-cases")) {
            let bytes = std::fs::read(&file).expect("a test case");
            for (method, door, media) in [
                ("POST", "", "application/fhir+json"),
                ("POST", "/DocumentReference", "application/fhir+json"),
                ("POST", "/List", "application/fhir+json"),
                ("POST", "/DocumentReference/_search", FORM),
                (
                    "PATCH",
                    "/DocumentReference/x",
                    "application/json-patch+json",
                ),
            ] {
                let answer = raw(&house, &hospital, method, door, media, &bytes).await;
                let file = name(&file);
                assert!(
                    answer.status.is_client_error(),
                    "{file} at {door}: {}",
                    answer.status
                );
                assert_eq!(
                    answer.json()["resourceType"],
                    "OperationOutcome",
                    "{file} at {door}"
                );
                sent += 1;
            }
        }
        assert!(sent > 400, "only {sent} were sent");
        assert_eq!(house.objects(), 0);
    })
    .await;
}

const FORM: &str = "application/x-www-form-urlencoded";

async fn raw(
    house: &House,
    software: &Software<'_>,
    method: &str,
    door: &str,
    media: &str,
    bytes: &[u8],
) -> crate::house::Answer {
    let request = Request::builder()
        .method(method)
        .uri(format!("/fhir{door}"))
        .header(AUTHORIZATION, format!("Bearer {}", software.token))
        .header(CONTENT_TYPE, media);
    house.send(request, bytes.to_vec()).await
}
