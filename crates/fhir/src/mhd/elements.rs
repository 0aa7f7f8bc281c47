//! The elements a DocumentReference may have (R4, documentreference.html).
//! Anything else is refused: a stranger does not bring an owner, a verified
//! flag or a visibility of their own making.

use crate::outcome::{Issue, IssueType};
use crate::place::Place;
use serde_json::Value;

const DOCUMENT_REFERENCE: [&str; 24] = [
    "resourceType",
    "id",
    "meta",
    "implicitRules",
    "language",
    "text",
    "contained",
    "extension",
    "masterIdentifier",
    "identifier",
    "status",
    "docStatus",
    "type",
    "category",
    "subject",
    "date",
    "author",
    "authenticator",
    "custodian",
    "relatesTo",
    "description",
    "securityLabel",
    "content",
    "context",
];

/// Only known elements, and none that would change the meaning of others in a
/// way we do not know (`modifierExtension`, `implicitRules`: R4,
/// extensibility.html).
pub(super) fn only_known(place: &Place<'_>) -> Result<(), Issue> {
    let Value::Object(members) = place.value else {
        return Err(place.wrong());
    };
    for name in members.keys() {
        let element = name.strip_prefix('_').unwrap_or(name);
        if !DOCUMENT_REFERENCE.contains(&element) || element == "implicitRules" {
            return Err(place.issue(IssueType::Structure, "fhir-element-unknown"));
        }
    }
    no_modifier(place.value).map_err(|()| place.issue(IssueType::NotSupported, "fhir-modifier"))
}

fn no_modifier(value: &Value) -> Result<(), ()> {
    match value {
        Value::Object(members) if members.contains_key("modifierExtension") => Err(()),
        Value::Object(members) => members.values().try_for_each(no_modifier),
        Value::Array(values) => values.iter().try_for_each(no_modifier),
        _ => Ok(()),
    }
}
