//! The public examples of the standards, when they are at hand.

use crate::house::{House, TILLEULS, named};
use crate::location;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use serde_json::{Value, json};
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
            let mut sent: Value = serde_json::from_str(&text).expect("JSON");
            identify(&mut sent, &ana.matricule);
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
                    (sent.clone(), format!("DocumentReference/{id}"))
                }
            };
            let read = hospital.get(&place, "").await.json();
            assert_eq!(
                told(&read, &described),
                told(&described, &described),
                "{name}"
            );
            let subject = described["subject"]["reference"].as_str();
            match subject.is_some_and(|it| it.starts_with("urn:uuid:")) {
                // Of a resource beside it, which is not kept.
                true => assert!(read["subject"]["identifier"].is_object(), "{read}"),
                false => assert_eq!(read["subject"], described["subject"], "{name}"),
            }
            let attachment = &read["content"][0]["attachment"];
            let url = attachment["url"].as_str().expect("an address");
            let raw = hospital.get(url, "").await;
            assert_eq!(raw.status, StatusCode::OK, "{name}");
            assert!(!raw.body.is_empty(), "{name}");
            let same = came(&raw.body, &sent, &described);
            assert!(same, "{name}: other bytes than were sent");
            assert_eq!(attachment["size"], raw.body.len(), "{name}");
        }
    })
    .await;
}

/// Gives a Patient beside it that says a name alone the number of somebody who exists.
fn identify(sent: &mut Value, matricule: &str) {
    let entries = sent.get_mut("entry").and_then(Value::as_array_mut);
    for entry in entries.into_iter().flatten() {
        let resource = &mut entry["resource"];
        if resource["resourceType"] == "Patient" && resource.get("identifier").is_none() {
            resource["identifier"] =
                json!([{"system": "urn:oid:1.2.250.1.213.1.4.8", "value": matricule}]);
        }
    }
}

/// What a resource says, without what is the server's to say (the hash and the size too,
/// where none was sent), where the bytes are, and the narrative: it says again what the
/// resource says, and is not kept.
fn told(resource: &Value, sent: &Value) -> Value {
    let mut said = resource.clone();
    for ours in ["id", "meta", "subject", "text"] {
        said.as_object_mut().map(|it| it.remove(ours));
    }
    for content in said["content"].as_array_mut().into_iter().flatten() {
        let attachment = content["attachment"].as_object_mut();
        let attachment = attachment.expect("what is attached");
        for place in ["url", "data"] {
            attachment.remove(place);
        }
        let sent = &sent["content"][0]["attachment"];
        for ours in ["hash", "size"] {
            if sent.get(ours).is_none() {
                attachment.remove(ours);
            }
        }
    }
    said
}

/// Whether these are the bytes that came with it: in the resource itself, or in a Binary
/// beside it; of a document of FHIR that came as it is, what it says.
fn came(bytes: &[u8], sent: &Value, described: &Value) -> bool {
    let attachment = &described["content"][0]["attachment"];
    let entries = sent["entry"].as_array().into_iter().flatten();
    let mut beside = entries.filter(|entry| entry["fullUrl"] == attachment["url"]);
    let beside = beside.next().map_or(attachment, |entry| &entry["resource"]);
    match beside["data"].as_str() {
        Some(data) => STANDARD.decode(data).expect("base64") == bytes,
        None => serde_json::from_slice::<Value>(bytes).expect("JSON") == *beside,
    }
}

const EXAMPLES: [&str; 8] = [
    "ans-pdsm4dmp/Bundle-example-td2-iti65-lot-soumission",
    "ans-pdsm4dmp/DocumentReference-example-td2-iti105-publication-simplifiee",
    "ihe-mhd/Bundle-ex-comprehensiveProvideDocumentBundleSimple",
    "ihe-mhd/Bundle-ex-comprehensiveProvideDocumentBundleComplete",
    "ihe-mhd/Bundle-ex-comprehensiveProvideDocumentBundleDocument",
    "ihe-mhd/Bundle-ex-ProvideDocumentBundle-addToFolder",
    "ihe-mhd/Bundle-ex-minimalProvideDocumentBundleSimple",
    "ihe-mhd/DocumentReference-ex-DocumentReferenceSimplifiedPublish",
];

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn say(text: &str) {
    eprintln!("{text}");
}
