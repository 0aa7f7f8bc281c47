//! The public examples of the standards, when they are at hand.

use crate::house::{House, TILLEULS, named};
use crate::location;
use http::StatusCode;
use serde_json::Value;
use std::path::PathBuf;
use testkit::for_each_store;

#[tokio::test]
async fn the_public_examples_go_in_and_read_back() {
    let Some(corpus) = std::env::var_os("CARNET_CORPUS").map(PathBuf::from) else {
        say("CARNET_CORPUS IS NOT SET: THE PUBLIC FHIR EXAMPLES WERE NOT DEPOSITED");
        return;
    };
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1).await;
        let hospital = house.hospital(TILLEULS).await;
        for (n, name) in EXAMPLES.iter().enumerate() {
            let path = corpus.join("fhir").join(format!("{name}.json"));
            let text = std::fs::read_to_string(path).expect("an example of the corpus");
            // Their person exists here under another number; each example is
            // another document.
            let text = text
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
            let sent: Value = serde_json::from_str(&text).expect("JSON");
            let bundle = sent["resourceType"] == "Bundle";
            let answer = hospital
                .post(if bundle { "" } else { "/DocumentReference" }, &sent)
                .await;
            assert!(answer.status.is_success(), "{name}: {}", answer.json());
            let (described, place) = match bundle {
                true => (
                    sent["entry"][1]["resource"].clone(),
                    location(&answer.json(), 1),
                ),
                false => {
                    let id = answer.json()["id"].as_str().expect("an id").to_owned();
                    (sent, format!("DocumentReference/{id}"))
                }
            };
            let read = hospital.get(&place, "").await.json();
            for key in [
                "masterIdentifier",
                "identifier",
                "status",
                "type",
                "category",
                "subject",
                "date",
                "author",
                "securityLabel",
                "context",
                "relatesTo",
            ] {
                assert_eq!(read[key], described[key], "{name}: {key}");
            }
            let url = read["content"][0]["attachment"]["url"]
                .as_str()
                .expect("an address");
            let raw = hospital.get(url, "").await;
            assert_eq!(raw.status, StatusCode::OK, "{name}");
            assert_eq!(
                raw.body.len() as u64,
                read["content"][0]["attachment"]["size"]
                    .as_u64()
                    .unwrap_or_default()
            );
        }
    })
    .await;
}

const EXAMPLES: [&str; 7] = [
    "ans-pdsm4dmp/Bundle-example-td2-iti65-lot-soumission",
    "ans-pdsm4dmp/DocumentReference-example-td2-iti105-publication-simplifiee",
    "ihe-mhd/Bundle-ex-comprehensiveProvideDocumentBundleSimple",
    "ihe-mhd/Bundle-ex-comprehensiveProvideDocumentBundleComplete",
    "ihe-mhd/Bundle-ex-comprehensiveProvideDocumentBundleDocument",
    "ihe-mhd/Bundle-ex-ProvideDocumentBundle-addToFolder",
    "ihe-mhd/DocumentReference-ex-DocumentReferenceSimplifiedPublish",
];

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn say(text: &str) {
    eprintln!("{text}");
}
