//! Messages of invented software, honest and hostile; and the public examples
//! of the ANS, of IHE and of HL7's validator, when they are at hand.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fhir::mhd::{
    AuthorKind, DocumentStatus, DocumentView, EntryKind, NewDocument, PatientRef, PatientView,
    RelationTarget, Submission, document_reference, read_iti65, read_iti105,
};
use fhir::{Coding, Identifier, Limits, Moment, Outcome, parse};
use kernel::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::PathBuf;

const INS: &str = "urn:oid:1.2.250.1.213.1.4.8";
const ANNE: &str = "Patient?identifier=urn:oid:1.2.250.1.213.1.4.8|299999999999987";
const LETTER: &[u8] = b"Dear colleague, all is well.";
/// SHA-1 of the letter, as another tool computed it.
const LETTER_HASH: &str = "1HXFrFGsn3E3GZ6+aNJEP5vbL48=";

/// A transaction with one letter about Anne.
fn deposit() -> Value {
    json!({
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                "fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000001",
                "request": {"method": "POST", "url": "List"},
                "resource": {
                    "resourceType": "List",
                    "status": "current",
                    "mode": "working",
                    "code": {"coding": [{"code": "submissionset"}]},
                    "identifier": [{"system": "urn:ietf:rfc:3986", "value": "urn:oid:2.999.1"}],
                    "extension": [{
                        "url": "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-sourceId",
                        "valueIdentifier": {"value": "urn:oid:2.999"},
                    }],
                    "subject": {"reference": ANNE},
                    "date": "2026-11-20T09:00:00+01:00",
                    "entry": [{"item": {
                        "reference": "urn:uuid:00000000-0000-4000-8000-000000000002",
                    }}],
                },
            },
            {
                "fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000002",
                "request": {"method": "POST", "url": "DocumentReference"},
                "resource": {
                    "resourceType": "DocumentReference",
                    "id": "theirs",
                    "meta": {"profile": ["https://example.org/p"], "versionId": "77"},
                    "text": {"status": "generated", "div": "<div><script>1</script></div>"},
                    "contained": [{
                        "resourceType": "Practitioner",
                        "id": "doctor",
                        "name": [{"prefix": ["Dr"], "given": ["Lea"], "family": "Martin"}],
                        "identifier": [{
                            "system": "urn:oid:1.2.250.1.71.4.2.1",
                            "value": "899700218896",
                        }],
                    }],
                    "masterIdentifier": {
                        "system": "urn:ietf:rfc:3986",
                        "value": "urn:oid:2.999.1.1",
                    },
                    "status": "current",
                    "type": {"coding": [{"system": "http://loinc.org", "code": "11488-4"}]},
                    "category": [{"coding": [{"system": "urn:x", "code": "10"}]}],
                    "subject": {"reference": ANNE},
                    "date": "2026-11-20T09:00:00+01:00",
                    "author": [{"reference": "#doctor"}],
                    "securityLabel": [{"coding": [{
                        "system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality",
                        "code": "N",
                    }]}],
                    "content": [{
                        "attachment": {
                            "contentType": "text/plain",
                            "language": "en",
                            "url": "urn:uuid:00000000-0000-4000-8000-000000000003",
                            "size": LETTER.len(),
                            "hash": LETTER_HASH,
                            "title": "Letter",
                        },
                        "format": {"code": "urn:ihe:iti:xds:2017:mimeTypeSufficient"},
                    }],
                    "context": {
                        "period": {"start": "2026-11-19"},
                        "facilityType": {"coding": [{"code": "SA01"}]},
                        "practiceSetting": {"coding": [{"code": "ETABLISSEMENT"}]},
                    },
                },
            },
            {
                "fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000003",
                "request": {"method": "POST", "url": "Binary"},
                "resource": {
                    "resourceType": "Binary",
                    "contentType": "text/plain",
                    "data": STANDARD.encode(LETTER),
                },
            },
        ],
    })
}

fn letter() -> Value {
    let mut resource = deposit()["entry"][1]["resource"].clone();
    resource["content"][0]["attachment"]["data"] = json!(STANDARD.encode(LETTER));
    resource["content"][0]["attachment"]
        .as_object_mut()
        .map(|a| a.remove("url"));
    resource
}

fn send(bundle: &Value) -> Result<Submission, Outcome> {
    let source = bundle.to_string();
    let value = parse(source.as_bytes(), Limits::default())?;
    read_iti65(&value, source.as_bytes())
}

/// The reason of a refusal, and where.
fn reason<T>(answer: Result<T, Outcome>) -> (u16, String) {
    match answer {
        Ok(_) => (200, String::new()),
        Err(outcome) => {
            let issue = &outcome.issues[0];
            let place = issue.expression.clone().unwrap_or_default();
            (
                outcome.status,
                format!("{} {place}", issue.key).trim().to_owned(),
            )
        }
    }
}

/// Changes one thing in the deposit and tells what is said about it.
fn with(change: impl FnOnce(&mut Value)) -> String {
    let mut bundle = deposit();
    change(&mut bundle);
    reason(send(&bundle)).1
}

fn description(bundle: &mut Value) -> &mut Value {
    &mut bundle["entry"][1]["resource"]
}

fn attachment(bundle: &mut Value) -> &mut Value {
    &mut description(bundle)["content"][0]["attachment"]
}

fn patient() -> PatientRef {
    PatientRef::Identified(Identifier::new(INS, "299999999999987"))
}

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
    let view = DocumentView {
        id: "ours",
        version: 1,
        updated: Timestamp::from_millis(1_790_000_000_000),
        status: DocumentStatus::Current,
        sent: Some(document.resource.clone()),
        patient: PatientView::Here("p"),
        unique_id: None,
        type_code: Coding::new("", "x"),
        title: "Letter",
        created: String::from("2026-11-19"),
        authors: &[],
        mime: "text/plain",
        size: LETTER.len() as u64,
    };
    let mut back = document_reference(&view);
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
fn a_document_that_came_another_way_is_described_too() {
    let view = DocumentView {
        id: "ours",
        version: 2,
        updated: Timestamp::from_millis(1_790_000_000_000),
        status: DocumentStatus::Superseded,
        sent: None,
        patient: PatientView::Here("p"),
        unique_id: None,
        type_code: Coding::new("http://loinc.org", "11488-4"),
        title: "Letter",
        created: String::from("2026-11-19"),
        authors: &[],
        mime: "application/pdf",
        size: 3,
    };
    let resource = document_reference(&view);
    assert_eq!(resource["subject"]["reference"], "Patient/p");
    assert_eq!(resource["status"], "superseded");
    assert_eq!(
        resource["content"][0]["attachment"]["contentType"],
        "application/pdf"
    );
    assert_eq!(resource["content"][0]["attachment"]["title"], "Letter");
}

#[test]
fn a_missing_part_is_refused_where_it_is_missing() {
    let rows: Vec<(String, String)> = vec![
        (
            with(|b| b["entry"] = json!([])),
            "fhir-no-submission-set Bundle".into(),
        ),
        (
            with(|b| drop(b["entry"].as_array_mut().map(|e| e.remove(0)))),
            "fhir-no-submission-set Bundle".into(),
        ),
        (
            with(|b| drop(b["entry"].as_array_mut().map(|e| e.remove(1)))),
            "fhir-no-document Bundle".into(),
        ),
        (
            with(|b| drop(b["entry"].as_array_mut().map(|e| e.remove(2)))),
            "fhir-content-missing Bundle.entry[1].resource.content[0].attachment.url".into(),
        ),
        (
            with(|b| b["entry"][0]["resource"]["entry"] = json!([])),
            "fhir-not-listed Bundle.entry[1].resource".into(),
        ),
        (
            with(|b| drop(description(b).as_object_mut().map(|d| d.remove("subject")))),
            "fhir-missing Bundle.entry[1].resource.subject".into(),
        ),
        (
            with(|b| drop(description(b).as_object_mut().map(|d| d.remove("status")))),
            "fhir-missing Bundle.entry[1].resource.status".into(),
        ),
        (
            with(|b| drop(description(b).as_object_mut().map(|d| d.remove("content")))),
            "fhir-content-one Bundle.entry[1].resource.content".into(),
        ),
        (
            with(|b| drop(b["entry"][1].as_object_mut().map(|d| d.remove("request")))),
            "fhir-missing Bundle.entry[1].request".into(),
        ),
    ];
    for (n, (said, expected)) in rows.into_iter().enumerate() {
        assert_eq!(said, expected, "row {n}");
    }
}

#[test]
fn a_listed_item_that_is_not_there_is_refused() {
    let said = with(|b| {
        let items = b["entry"][0]["resource"]["entry"].as_array_mut();
        items
            .expect("a list")
            .push(json!({"item": {"reference": "urn:uuid:9"}}));
    });
    assert_eq!(
        said,
        "fhir-item-missing Bundle.entry[0].resource.entry[1].item"
    );
}

#[test]
fn a_wrong_size_hash_or_type_is_refused() {
    let at = "Bundle.entry[1].resource.content[0].attachment";
    assert_eq!(
        with(|b| attachment(b)["size"] = json!(3)),
        format!("fhir-size-differs {at}.size")
    );
    assert_eq!(
        with(|b| attachment(b)["hash"] = json!("2jmj7l5rSw0yVb/vlWAYkK/YBwk=")),
        format!("fhir-hash-differs {at}.hash")
    );
    assert_eq!(
        with(|b| attachment(b)["contentType"] = json!("application/pdf")),
        "fhir-content-type-differs Bundle.entry[2].resource.contentType"
    );
    assert_eq!(
        with(|b| b["entry"][2]["resource"]["data"] = json!("%%%")),
        "fhir-base64 Bundle.entry[2].resource.data"
    );
}

#[test]
fn two_people_in_one_message_are_refused() {
    let other = "Patient?identifier=urn:oid:1.2.250.1.213.1.4.8|199999999999921";
    assert_eq!(
        with(|b| b["entry"][0]["resource"]["subject"]["reference"] = json!(other)),
        "fhir-patient-differs Bundle.entry[0].resource.subject"
    );
    let said = with(|b| {
        let d = description(b);
        d["contained"] = json!([{
            "resourceType": "Patient", "id": "p",
            "identifier": [{"system": INS, "value": "199999999999921"}],
        }]);
        d["author"] = json!([]);
        d["context"]["sourcePatientInfo"] = json!({"reference": "#p"});
    });
    assert_eq!(
        said,
        "fhir-patient-differs Bundle.entry[1].resource.context.sourcePatientInfo"
    );
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
fn api_02_a_key_that_stands_twice_is_refused() {
    let said = parse(
        br#"{"resourceType":"Bundle","a":{"b":1,"b":2}}"#,
        Limits::default(),
    );
    assert_eq!(reason(said), (400, "fhir-key-twice".into()));
    let escaped = parse(
        br#"{"resourceType":"Bundle","ab":1,"\u0061b":2}"#,
        Limits::default(),
    );
    assert_eq!(reason(escaped), (400, "fhir-key-twice".into()));
}

#[test]
fn doc_36_what_is_no_sound_json_is_refused() {
    let rows: [&[u8]; 7] = [
        b"\xef\xbb\xbf{\"resourceType\":\"Bundle\"}",
        br#"{"resourceType":"Bundle","a":1e400}"#,
        br#"{"resourceType":"Bundle","a":"\ud800"}"#,
        br#"{"resourceType":"Bundle"} x"#,
        b"{\"resourceType\":\"Bundle\",\"a\":\"\xff\"}",
        br#"{"resourceType":"Bundle","a":NaN}"#,
        br#"{"resourceType":"Bundle",}"#,
    ];
    for bytes in rows {
        assert_eq!(
            reason(parse(bytes, Limits::default())),
            (400, "fhir-not-json".into())
        );
    }
    assert_eq!(
        reason(parse(b"[]", Limits::default())),
        (400, "fhir-not-a-resource".into())
    );
    let deep = format!(
        "{{\"resourceType\":\"X\",\"a\":{}1{}}}",
        "[".repeat(64),
        "]".repeat(64)
    );
    assert_eq!(
        reason(parse(deep.as_bytes(), Limits::default())),
        (400, "fhir-too-deep".into())
    );
    let endless = "[".repeat(500_000);
    assert_eq!(reason(parse(endless.as_bytes(), Limits::default())).0, 400);
    let long = vec![b' '; 2 << 20];
    assert_eq!(
        reason(parse(&long, Limits::default())),
        (413, "fhir-too-long".into())
    );
}

#[test]
fn doc_37_conditions_and_collisions_are_refused() {
    assert!(
        with(|b| description(b)["subject"]["reference"] = json!("Patient?name=Anne"))
            .starts_with("fhir-conditional")
    );
    assert!(
        with(|b| description(b)["subject"]["reference"] = json!(format!("{ANNE}&name=x")))
            .starts_with("fhir-conditional")
    );
    assert!(
        with(|b| b["entry"][2]["request"]["ifNoneExist"] = json!("identifier=1"))
            .starts_with("fhir-conditional")
    );
    assert_eq!(
        with(|b| b["entry"][2]["fullUrl"] = b["entry"][1]["fullUrl"].clone()),
        "fhir-fullurl-twice Bundle.entry[2]"
    );
}

#[test]
fn doc_38_narratives_are_not_kept() {
    let mut sent = letter();
    sent["contained"][0]["text"] = json!({"div": "<script/>"});
    let read = read_iti105(&sent).expect("a good letter");
    assert!(!read.resource.to_string().contains("script"));
}

#[test]
fn doc_40_an_address_elsewhere_is_never_fetched() {
    for url in [
        "http://169.254.169.254/latest",
        "https://example.org/Binary/1",
    ] {
        assert!(
            with(|b| {
                attachment(b)["url"] = json!(url);
            })
            .starts_with("fhir-content-elsewhere")
        );
    }
    assert!(
        with(|b| attachment(b)["url"] = json!("file:///etc/passwd"))
            .starts_with("fhir-content-missing")
    );
}

#[test]
fn azp_05_an_element_that_is_not_the_standards_is_refused() {
    for name in [
        "space_id",
        "owner",
        "visibility",
        "created_at",
        "verified",
        "implicitRules",
    ] {
        assert_eq!(
            with(|b| description(b)[name] = json!("x")),
            "fhir-element-unknown Bundle.entry[1].resource"
        );
    }
    assert!(
        with(|b| description(b)["context"]["modifierExtension"] = json!([]))
            .starts_with("fhir-modifier")
    );
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

proptest! {
    #[test]
    fn no_damaged_message_makes_it_panic(at in 0usize..4000, byte: u8) {
        let mut source = deposit().to_string().into_bytes();
        let at = at % source.len();
        source[at] = byte;
        if let Ok(value) = parse(&source, Limits::default()) {
            let _ = read_iti65(&value, &source);
            let _ = read_iti105(&value["entry"][1]["resource"]);
        }
    }

    #[test]
    fn no_missing_element_makes_it_panic(path in proptest::collection::vec(0usize..12, 1..7)) {
        let mut bundle = deposit();
        cut(&mut bundle, &path);
        let _ = send(&bundle);
    }
}

/// Removes the element at the end of a path of numbers.
fn cut(value: &mut Value, path: &[usize]) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    match value {
        Value::Object(members) => {
            let Some(key) = members.keys().nth(first % members.len().max(1)).cloned() else {
                return;
            };
            match rest.is_empty() {
                true => drop(members.remove(&key)),
                false => members.get_mut(&key).into_iter().for_each(|v| cut(v, rest)),
            }
        }
        Value::Array(values) if !values.is_empty() => {
            let at = first % values.len();
            match rest.is_empty() {
                true => drop(values.remove(at)),
                false => cut(&mut values[at], rest),
            }
        }
        other => *other = json!(null),
    }
}

/// Every public example that is a deposit, and what becomes of it. The reasons
/// are ours: the examples are right by their own profiles, which allow more.
const EXAMPLES: [(&str, &str); 9] = [
    ("ans-pdsm4dmp/Bundle-example-td2-iti65-lot-soumission", ""),
    (
        "ans-pdsm4dmp/DocumentReference-example-td2-iti105-publication-simplifiee",
        "",
    ),
    (
        "ihe-mhd/Bundle-ex-comprehensiveProvideDocumentBundleSimple",
        "",
    ),
    (
        "ihe-mhd/Bundle-ex-comprehensiveProvideDocumentBundleComplete",
        "",
    ),
    (
        "ihe-mhd/Bundle-ex-comprehensiveProvideDocumentBundleDocument",
        "",
    ),
    ("ihe-mhd/Bundle-ex-ProvideDocumentBundle-addToFolder", ""),
    (
        "ihe-mhd/DocumentReference-ex-DocumentReferenceSimplifiedPublish",
        "",
    ),
    // The patient has a name and no identifier: nobody could say who it is.
    (
        "ihe-mhd/Bundle-ex-minimalProvideDocumentBundleSimple",
        "fhir-patient-unidentified Bundle.entry[3].resource",
    ),
    // The description says nothing of whose it is.
    (
        "ihe-mhd/Bundle-ex-minimalProvideDocumentBundleSimpleContained",
        "fhir-missing Bundle.entry[1].resource.subject",
    ),
];

#[test]
fn the_public_examples_are_taken_or_refused_for_a_stated_reason() {
    let Some(corpus) = corpus() else { return };
    for (name, expected) in EXAMPLES {
        let path = corpus.join("fhir").join(format!("{name}.json"));
        let source = std::fs::read(&path).expect("an example of the corpus");
        let value = parse(&source, Limits::default()).expect("an example is sound JSON");
        let answer: Result<Vec<NewDocument>, Outcome> = match name.contains("/Bundle-") {
            true => read_iti65(&value, &source).map(|submission| submission.documents),
            false => read_iti105(&value).map(|document| vec![document]),
        };
        let (_, said) = reason(answer.clone());
        assert_eq!(said, expected, "{name}");
        for document in answer.unwrap_or_default() {
            assert!(!document.bytes.is_empty(), "{name}");
        }
    }
}

#[test]
fn no_file_of_the_corpus_makes_it_panic() {
    let Some(corpus) = corpus() else { return };
    let mut seen = 0;
    let folders = std::fs::read_dir(corpus.join("fhir")).expect("the corpus");
    for folder in folders.flatten() {
        let Ok(files) = std::fs::read_dir(folder.path()) else {
            continue;
        };
        for file in files.flatten() {
            let Ok(source) = std::fs::read(file.path()) else {
                continue;
            };
            let limits = Limits {
                bytes_max: 64 << 20,
                ..Limits::default()
            };
            if let Ok(value) = parse(&source, limits) {
                let _ = read_iti65(&value, &source);
                let _ = read_iti105(&value);
            }
            seen += 1;
        }
    }
    assert!(seen > 500, "only {seen} files in the corpus");
}

fn corpus() -> Option<PathBuf> {
    let corpus = std::env::var_os("CARNET_CORPUS").map(PathBuf::from);
    if corpus.is_none() {
        say("CARNET_CORPUS IS NOT SET: THE PUBLIC FHIR EXAMPLES WERE NOT READ");
    }
    corpus
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn say(text: &str) {
    eprintln!("{text}");
}
