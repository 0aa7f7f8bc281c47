//! Messages of invented software, honest and hostile; and the public examples
//! of the ANS, of IHE and of HL7's validator, when they are at hand.

mod corpus;
mod honest;
mod hostile;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fhir::mhd::{PatientRef, Submission, read_iti65};
use fhir::{Identifier, Limits, Outcome, parse};
use serde_json::{Value, json};

pub(crate) const INS: &str = "urn:oid:1.2.250.1.213.1.4.8";
pub(crate) const ANNE: &str = "Patient?identifier=urn:oid:1.2.250.1.213.1.4.8|299999999999987";
pub(crate) const LETTER: &[u8] = b"Dear colleague, all is well.";

/// SHA-1 of the letter, as another tool computed it.
const LETTER_HASH: &str = "1HXFrFGsn3E3GZ6+aNJEP5vbL48=";

/// A transaction with one letter about Anne.
pub(crate) fn deposit() -> Value {
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

pub(crate) fn letter() -> Value {
    let mut resource = deposit()["entry"][1]["resource"].clone();
    resource["content"][0]["attachment"]["data"] = json!(STANDARD.encode(LETTER));
    resource["content"][0]["attachment"]
        .as_object_mut()
        .map(|a| a.remove("url"));
    resource
}

pub(crate) fn send(bundle: &Value) -> Result<Submission, Outcome> {
    let source = bundle.to_string();
    let value = parse(source.as_bytes(), Limits::default())?;
    read_iti65(&value, source.as_bytes())
}

/// The reason of a refusal, and where.
pub(crate) fn reason<T>(answer: Result<T, Outcome>) -> (u16, String) {
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
pub(crate) fn with(change: impl FnOnce(&mut Value)) -> String {
    let mut bundle = deposit();
    change(&mut bundle);
    reason(send(&bundle)).1
}

pub(crate) fn description(bundle: &mut Value) -> &mut Value {
    &mut bundle["entry"][1]["resource"]
}

pub(crate) fn attachment(bundle: &mut Value) -> &mut Value {
    &mut description(bundle)["content"][0]["attachment"]
}

pub(crate) fn patient() -> PatientRef {
    PatientRef::Identified(Identifier::new(INS, "299999999999987"))
}
