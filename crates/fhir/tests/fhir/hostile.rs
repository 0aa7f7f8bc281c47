//! What is missing, wrong or malicious is refused, where it is and for a stated
//! reason; nothing makes the reader panic.

use crate::{ANNE, INS, attachment, deposit, description, letter, reason, send, with};
use fhir::mhd::{read_iti65, read_iti105};
use fhir::{Limits, parse};
use proptest::prelude::*;
use serde_json::{Value, json};

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
    assert!(!format!("{:?}", read.resource).contains("script"));
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
