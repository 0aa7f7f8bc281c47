//! Whose a document is: a reference becomes a person's national identity, or
//! an id of ours, and nothing else.

use super::transaction::Entry;
use crate::datatypes::Identifier;
use crate::outcome::{Issue, IssueType};
use crate::place::Place;
use serde_json::Value;

/// Whose a document is, as far as the message says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PatientRef {
    /// By identifier, such as the national identity.
    Identified(Identifier),
    /// By an id that must be one of ours: `Patient/…`.
    Here(String),
    /// By the address of another server, which is never asked.
    Elsewhere,
}

/// Whom a resource that stands alone is of, as its element of this name says.
///
/// # Errors
/// An issue, where it names nobody that could be found.
pub fn patient_of(resource: &Value, name: &str) -> Result<PatientRef, Issue> {
    read(&Place::root(resource).need(name)?, &[], &[])
}

/// Reads a `subject`.
pub(super) fn read(
    subject: &Place<'_>,
    contained: &[Place<'_>],
    entries: &[Entry<'_>],
) -> Result<PatientRef, Issue> {
    if let Some(identifier) = subject.get("identifier") {
        return Ok(PatientRef::Identified(Identifier::read(&identifier)?));
    }
    let at = subject.need("reference")?;
    let reference = at.text()?;
    if let Some(query) = reference.strip_prefix("Patient?") {
        // A condition is a way to name somebody only if it names them exactly.
        let token = query
            .strip_prefix("identifier=")
            .filter(|t| !t.contains('&'));
        let token = token.map(|t| {
            t.replace("%7C", "|")
                .replace("%7c", "|")
                .replace("%3A", ":")
        });
        return token
            .as_deref()
            .and_then(Identifier::from_token)
            .map(PatientRef::Identified)
            .ok_or_else(|| at.issue(IssueType::NotSupported, "fhir-conditional"));
    }
    if let Some(id) = reference.strip_prefix('#') {
        let patient = contained
            .iter()
            .find(|place| place.value["id"].as_str() == Some(id))
            .ok_or_else(|| at.issue(IssueType::Value, "fhir-reference-missing"))?;
        return identified(patient);
    }
    if let Some(entry) = entries
        .iter()
        .find(|entry| entry.full_url == Some(reference))
    {
        return identified(&entry.resource);
    }
    if reference.starts_with("urn:") {
        return Err(at.issue(IssueType::Value, "fhir-reference-missing"));
    }
    match reference.strip_prefix("Patient/") {
        Some(id) if is_id(id) => Ok(PatientRef::Here(id.to_owned())),
        Some(_) => Err(at.wrong()),
        None if reference.starts_with("https://") || reference.starts_with("http://") => {
            Ok(PatientRef::Elsewhere)
        }
        None => Err(at.wrong()),
    }
}

/// A Patient resource names a person by a national identity, if it has one;
/// by its only identifier else.
pub(super) fn identified(patient: &Place<'_>) -> Result<PatientRef, Issue> {
    if patient.resource_type() != "Patient" {
        return Err(patient.issue(IssueType::Value, "fhir-subject-not-patient"));
    }
    let mut identifiers = Vec::new();
    for place in patient.list("identifier")? {
        identifiers.push(Identifier::read(&place)?);
    }
    let mut national = identifiers.iter().filter(|i| i.is_ins());
    match (national.next(), national.next(), identifiers.as_slice()) {
        (Some(one), None, _) => Ok(PatientRef::Identified(one.clone())),
        (None, _, [only]) => Ok(PatientRef::Identified(only.clone())),
        _ => Err(patient.issue(IssueType::BusinessRule, "fhir-patient-unidentified")),
    }
}

/// FHIR's form of an id (datatypes.html#id).
pub(super) fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
}
