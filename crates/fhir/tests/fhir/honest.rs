//! What honest software says is understood, and told back as it was sent.

use crate::{ANNE, INS, LETTER, attachment, deposit, description, letter, patient, reason, send};
use fhir::mhd::{
    AuthorKind, DocumentStatus, DocumentView, EntryKind, IS_ARCHIVED, Known, PatientRef,
    PatientView, RelationTarget, Told, document_reference, read_iti65, read_iti105,
};
use fhir::{Coding, Limits, Moment, Outcome, parse};
use kernel::Timestamp;
use serde_json::json;

#[test]
fn a_deposit_is_read_whole() {
    let submission = send(&deposit()).expect("a good deposit");
    assert_eq!(submission.patient(), Some(&patient()));
    assert_eq!(submission.source_id.as_deref(), Some("urn:oid:2.999"));
    assert_eq!(
        submission.entries,
        [
            EntryKind::SubmissionSet,
            EntryKind::Document(0),
            EntryKind::Content(vec![0])
        ]
    );
    let [document] = submission.documents.as_slice() else {
        panic!("one document");
    };
    assert_eq!(document.bytes, LETTER);
    assert_eq!(document.mime, "text/plain");
    assert_eq!(document.title.as_deref(), Some("Letter"));
    assert_eq!(document.types, [Coding::new("http://loinc.org", "11488-4")]);
    assert_eq!(document.confidentiality.as_deref(), Some("N"));
    assert_eq!(
        document.unique_id.as_ref().map(|id| &*id.value),
        Some("urn:oid:2.999.1.1")
    );
    let author = &document.authors[0];
    assert_eq!(author.kind, AuthorKind::Practitioner);
    assert_eq!(author.name.as_deref(), Some("Dr Lea Martin"));
    let rpps = author.identifiers[0].rpps().map(|rpps| rpps.to_string());
    assert_eq!(rpps.as_deref(), Some("99700218896"));
    let day = document
        .act_start
        .as_ref()
        .map(|moment| moment.day.to_string());
    assert_eq!(day.as_deref(), Some("2026-11-19"));
}

#[test]
fn what_is_read_back_is_what_was_sent() {
    let sent = letter();
    let document = read_iti105(&sent).expect("a good letter");
    let described = document.resource.clone();
    let view = DocumentView {
        id: "ours",
        version: 1,
        updated: Timestamp::from_millis(1_790_000_000_000),
        status: DocumentStatus::Current,
        told: Told::Sent(described),
        mime: "text/plain",
        size: LETTER.len() as u64,
        is_invisible_to_patient: false,
        is_invisible_to_representatives: false,
        is_masked: false,
        is_archived: false,
    };
    let mut back = document_reference(view);
    assert_eq!(back["id"], "ours");
    assert_eq!(back["meta"]["versionId"], "1");
    assert_eq!(back["content"][0]["attachment"]["url"], "Binary/ours");
    // Without what is ours to say, and without the narrative, they are equal.
    let mut sent = sent;
    for resource in [&mut sent, &mut back] {
        resource["meta"] = json!({"profile": resource["meta"]["profile"]});
        resource["content"][0]["attachment"]
            .as_object_mut()
            .map(|a| (a.remove("url"), a.remove("data")));
        let members = resource.as_object_mut().expect("an object");
        members.remove("id");
        members.remove("text");
    }
    assert_eq!(back, sent);
}

#[test]
fn a_mask_and_an_archive_that_were_sent_give_way_to_what_is_true_now() {
    let mut sent = letter();
    let coded = |code: &str| json!({"coding": [{"code": code}]});
    sent["securityLabel"] = json!([coded("N"), coded("MASQUE_PS")]);
    sent["extension"] = json!([
        {"url": "urn:x", "valueBoolean": true},
        {"url": IS_ARCHIVED, "valueBoolean": true},
    ]);
    for (is_masked, is_archived) in [(true, false), (false, true), (false, false)] {
        let said = document_reference(DocumentView {
            id: "ours",
            version: 1,
            updated: Timestamp::from_millis(1_790_000_000_000),
            status: DocumentStatus::Current,
            told: Told::Sent(sent.as_object().expect("an object").clone()),
            mime: "text/plain",
            size: LETTER.len() as u64,
            is_invisible_to_patient: false,
            is_invisible_to_representatives: false,
            is_masked,
            is_archived,
        });
        let (labels, extensions) = (&said["securityLabel"], &said["extension"]);
        assert_eq!(labels[0], coded("N"));
        assert_eq!(labels[1]["coding"][0]["code"] == "MASQUE_PS", is_masked);
        assert_eq!(extensions[0]["url"], "urn:x");
        assert_eq!(extensions[1]["url"] == IS_ARCHIVED, is_archived);
        assert!(labels[2].is_null() && extensions[2].is_null(), "{said}");
    }
}

#[test]
fn a_document_that_came_another_way_is_described_too() {
    let view = DocumentView {
        id: "ours",
        version: 2,
        updated: Timestamp::from_millis(1_790_000_000_000),
        status: DocumentStatus::Superseded,
        told: Told::Known(Box::new(Known {
            patient: PatientView::Here("p"),
            unique_id: None,
            type_code: Coding::new("http://loinc.org", "11488-4"),
            category: None,
            title: "Letter",
            added: Timestamp::from_millis(1_780_000_000_000),
            created: String::from("2026-11-19"),
            authors: Vec::new(),
            replaces: Some("older"),
        })),
        mime: "application/pdf",
        size: 3,
        is_invisible_to_patient: false,
        is_invisible_to_representatives: false,
        is_masked: false,
        is_archived: false,
    };
    let resource = document_reference(view);
    assert_eq!(resource["subject"]["reference"], "Patient/p");
    assert_eq!(resource["status"], "superseded");
    assert_eq!(
        resource["content"][0]["attachment"]["contentType"],
        "application/pdf"
    );
    assert_eq!(resource["content"][0]["attachment"]["title"], "Letter");
    let target = json!({"reference": "DocumentReference/older"});
    let relates = json!([{"code": "replaces", "target": target}]);
    assert_eq!(resource["relatesTo"], relates);
}

#[test]
fn a_person_may_be_named_in_every_way_the_standard_knows() {
    let rows = [
        (json!({"reference": ANNE}), patient()),
        (json!({"reference": ANNE.replace('|', "%7C")}), patient()),
        (
            json!({"identifier": {"system": INS, "value": "299999999999987"}}),
            patient(),
        ),
        (
            json!({"reference": "Patient/abc"}),
            PatientRef::Here("abc".into()),
        ),
        (
            json!({"reference": "https://elsewhere.example/Patient/abc"}),
            PatientRef::Elsewhere,
        ),
    ];
    for (subject, expected) in rows {
        let mut sent = letter();
        sent["subject"] = subject;
        assert_eq!(read_iti105(&sent).map(|d| d.patient), Ok(expected));
    }
    let mut sent = letter();
    sent["subject"] = json!({"reference": "#anne"});
    let contained = sent["contained"].as_array_mut().expect("a list");
    contained.push(json!({
        "resourceType": "Patient", "id": "anne",
        "identifier": [{"system": "urn:local", "value": "7"}, {"system": INS, "value": "299999999999987"}],
    }));
    assert_eq!(read_iti105(&sent).map(|d| d.patient), Ok(patient()));
}

#[test]
fn a_patient_in_the_bundle_becomes_a_logical_reference() {
    let mut bundle = deposit();
    let url = "urn:uuid:00000000-0000-4000-8000-000000000004";
    description(&mut bundle)["subject"] = json!({"reference": url});
    bundle["entry"][0]["resource"]["subject"] = json!({"reference": url});
    bundle["entry"].as_array_mut().expect("a list").push(json!({
        "fullUrl": url,
        "request": {"method": "POST", "url": "Patient"},
        "resource": {"resourceType": "Patient", "identifier": [{"system": INS, "value": "299999999999987"}]},
    }));
    let submission = send(&bundle).expect("a good deposit");
    assert_eq!(submission.patient(), Some(&patient()));
    assert_eq!(submission.entries[3], EntryKind::Patient);
    assert_eq!(
        submission.documents[0].resource["subject"]["identifier"]["system"],
        INS
    );
}

#[test]
fn an_author_in_the_bundle_is_kept_inside_the_document() {
    let mut bundle = deposit();
    let url = "urn:uuid:00000000-0000-4000-8000-000000000005";
    description(&mut bundle)["author"] = json!([{"reference": url}]);
    bundle["entry"].as_array_mut().expect("a list").push(json!({
        "fullUrl": url,
        "request": {"method": "POST", "url": "Organization"},
        "resource": {"resourceType": "Organization", "name": "House of the Lake"},
    }));
    let submission = send(&bundle).expect("a good deposit");
    let document = &submission.documents[0];
    assert_eq!(
        document.authors[0].name.as_deref(),
        Some("House of the Lake")
    );
    assert_eq!(document.resource["author"][0]["reference"], "#entry-3");
    assert_eq!(
        document.resource["contained"][1]["name"],
        "House of the Lake"
    );
    description(&mut bundle)["author"] = json!([{"reference": "urn:uuid:nobody"}]);
    assert!(
        reason(send(&bundle))
            .1
            .starts_with("fhir-reference-missing")
    );
}

#[test]
fn visibility_codes_are_understood_and_unknown_ones_refused() {
    let system = "https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument";
    let mut sent = letter();
    sent["securityLabel"] = json!([
        {"coding": [{"system": system, "code": "MASQUE_PS"}]},
        {"coding": [{"system": "urn:oid:1.2.250.1.213.1.1.4.13", "code": "INVISIBLE_PATIENT"}]},
    ]);
    let read = read_iti105(&sent).expect("a good letter");
    assert!(read.visibility.hidden_from_professionals);
    assert!(read.visibility.hidden_from_patient);
    assert!(!read.visibility.hidden_from_representatives);
    sent["securityLabel"][0]["coding"][0]["code"] = json!("MASQUE_VOISINS");
    assert!(
        reason(read_iti105(&sent))
            .1
            .starts_with("fhir-label-unknown")
    );
}

#[test]
fn a_replacement_with_its_patch_is_read() {
    let mut bundle = deposit();
    description(&mut bundle)["relatesTo"] =
        json!([{"code": "replaces", "target": {"reference": "DocumentReference/old"}}]);
    let patch = |value: &str| {
        json!({
            "request": {"method": "PATCH", "url": "DocumentReference/old"},
            "resource": {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": [
                {"name": "path", "valueString": "DocumentReference.status"},
                {"name": "type", "valueCode": "replace"},
                {"name": "value", "valueCode": value},
            ]}]},
        })
    };
    bundle["entry"]
        .as_array_mut()
        .expect("a list")
        .push(patch("superseded"));
    let submission = send(&bundle).expect("a good replacement");
    assert_eq!(submission.entries[3], EntryKind::Supersedes("old".into()));
    assert_eq!(
        submission.documents[0].relations[0].target,
        RelationTarget::Here("old".into())
    );
    bundle["entry"][3] = patch("entered-in-error");
    assert_eq!(
        reason(send(&bundle)).1,
        "fhir-patch Bundle.entry[3].resource"
    );
}

#[test]
fn a_fhir_document_keeps_its_own_bytes() {
    let mut bundle = deposit();
    bundle["entry"][2]["resource"] = json!({"resourceType": "Bundle", "type": "document"});
    bundle["entry"][2]["request"]["url"] = json!("Bundle");
    let at = attachment(&mut bundle).as_object_mut().expect("an object");
    at.remove("size");
    at.remove("hash");
    at.insert("contentType".into(), json!("application/fhir+json"));
    let written = r#"{ "type":"document", "resourceType":"Bundle", "x": 1.10 }"#;
    let source = bundle
        .to_string()
        .replace(r#"{"resourceType":"Bundle","type":"document"}"#, written);
    let value = parse(source.as_bytes(), Limits::default()).expect("JSON");
    let submission = read_iti65(&value, source.as_bytes()).expect("a good deposit");
    assert_eq!(submission.documents[0].bytes, written.as_bytes());
}

#[test]
fn an_outcome_says_the_sentence_the_place_and_no_value() {
    let mut bundle = deposit();
    attachment(&mut bundle)["size"] = json!(424_242);
    let outcome = send(&bundle).expect_err("a wrong size");
    let value = outcome.to_value(&|key| format!("sentence of {key}"));
    assert_eq!(value["resourceType"], "OperationOutcome");
    assert_eq!(value["issue"][0]["severity"], "error");
    assert_eq!(
        value["issue"][0]["details"]["text"],
        "sentence of fhir-size-differs"
    );
    assert!(!value.to_string().contains("424242"));
    let error = kernel::Error::not_found();
    let outcome = Outcome::from(&error);
    assert_eq!(
        (outcome.status, outcome.issues[0].key),
        (404, "error-not-found")
    );
}

#[test]
fn every_reason_has_a_sentence_in_both_languages() {
    let keys = |text: &str| -> Vec<String> {
        let lines = text.lines().filter_map(|line| line.split_once(" = "));
        lines.map(|(key, _)| key.to_owned()).collect()
    };
    let (fr, en) = fhir::TEXTS;
    assert_eq!(keys(fr), keys(en));
    let sources = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))
        .expect("our sources")
        .chain(std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/mhd")).expect("ours"));
    for file in sources.flatten().filter(|file| file.path().is_file()) {
        let text = std::fs::read_to_string(file.path()).expect("a source");
        for key in text.split('"').filter(|word| word.starts_with("fhir-")) {
            assert!(keys(fr).contains(&key.to_owned()), "{key} has no sentence");
        }
    }
}

#[test]
fn a_date_may_be_a_year_a_month_a_day_or_an_instant() {
    let day = |text| Moment::from_text(text).map(|moment| moment.day.to_string());
    assert_eq!(day("2024").as_deref(), Some("2024-01-01"));
    assert_eq!(day("2024-11").as_deref(), Some("2024-11-01"));
    assert_eq!(day("2024-02-29").as_deref(), Some("2024-02-29"));
    assert_eq!(day("2026-06-12T23:30:00Z").as_deref(), Some("2026-06-13"));
    for wrong in [
        "",
        "24",
        "2023-02-29",
        "2024-13",
        "12/06/2026",
        "2026-06-12T10:00:00",
    ] {
        assert_eq!(day(wrong), None, "{wrong}");
    }
}
