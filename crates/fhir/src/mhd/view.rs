//! Giving a DocumentReference back: what was sent, with what is ours over it.

use super::document::VISIBILITY_SYSTEMS;
use super::{Author, AuthorKind};
use crate::datatypes::{Coding, Identifier};
use kernel::Timestamp;
use serde_json::{Map, Value, json};

const TO_PATIENT: &str = "INVISIBLE_PATIENT";
const TO_REPRESENTATIVES: &str = "INVISIBLE_REPRESENTANTS_LEGAUX";
const FROM_PROFESSIONALS: &str = "MASQUE_PS";
/// The extension that says whether a document is archived (PDSm, ANS).
pub const IS_ARCHIVED: &str =
    "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-ext-is-archived";

/// What became of a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DocumentStatus {
    /// It stands.
    Current,
    /// A later one replaces it.
    Superseded,
    /// It was entered in error.
    EnteredInError,
}

/// A document of ours, as the standard is told about it.
#[derive(Clone, Debug)]
pub struct DocumentView<'a> {
    /// The id of the DocumentReference, and of its Binary.
    pub id: &'a str,
    /// The version.
    pub version: u64,
    /// When it was last changed.
    pub updated: Timestamp,
    /// What became of it.
    pub status: DocumentStatus,
    /// What it says of itself.
    pub told: Told<'a>,
    /// The media type.
    pub mime: &'a str,
    /// The length in bytes.
    pub size: u64,
    /// Whether it waits for a consultation before its patient sees it.
    pub is_invisible_to_patient: bool,
    /// Whether it is a minor's secret, which those who answer for them do not see.
    pub is_invisible_to_representatives: bool,
    /// Whether its author hides it from other professionals.
    pub is_masked: bool,
    /// Whether it is archived.
    pub is_archived: bool,
}

/// What a document says of itself.
#[derive(Clone, Debug)]
pub enum Told<'a> {
    /// The resource as software sent it.
    Sent(Map<String, Value>),
    /// What we know of one that came another way.
    Known(Box<Known<'a>>),
}

/// What we know of a document.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    /// Whose it is: an identifier, or our id of the person.
    pub patient: PatientView<'a>,
    /// The producer's identifier.
    pub unique_id: Option<Identifier>,
    /// The type.
    pub type_code: Coding,
    /// The class.
    pub category: Option<Coding>,
    /// The title.
    pub title: &'a str,
    /// When it came.
    pub added: Timestamp,
    /// The day of the act or the moment of creation, as FHIR writes it.
    pub created: String,
    /// Who wrote it.
    pub authors: Vec<Author>,
    /// Our id of the DocumentReference that it replaces.
    pub replaces: Option<&'a str>,
}

/// Whose a document is, in an answer.
#[derive(Clone, Copy, Debug)]
pub enum PatientView<'a> {
    /// By identifier.
    Identified(&'a Identifier),
    /// By our id.
    Here(&'a str),
}

/// The DocumentReference of a document of ours.
///
/// What a client sent is given back as it came, except what only the server
/// can say: id, version, status, size, and where the document is. For a
/// document that came another way, the resource is made from what we know.
pub fn document_reference(view: DocumentView<'_>) -> Value {
    let mut resource = match view.told {
        Told::Sent(members) => members,
        Told::Known(known) => made(&known, view.mime),
    };
    resource.insert("resourceType".into(), json!("DocumentReference"));
    resource.insert("id".into(), json!(view.id));
    let meta = resource.entry("meta").or_insert_with(|| json!({}));
    if !meta.is_object() {
        *meta = json!({});
    }
    meta["versionId"] = json!(view.version.to_string());
    meta["lastUpdated"] = json!(view.updated.rfc3339());
    let status = match view.status {
        DocumentStatus::Current => "current",
        DocumentStatus::Superseded => "superseded",
        DocumentStatus::EnteredInError => "entered-in-error",
    };
    resource.insert("status".into(), json!(status));
    let content = resource.entry("content").or_insert_with(|| json!([]));
    if !content.get(0).is_some_and(Value::is_object) {
        *content = json!([{}]);
    }
    let attachment = &mut content[0]["attachment"];
    if !attachment.is_object() {
        *attachment = json!({"contentType": view.mime});
    }
    attachment["url"] = json!(format!("Binary/{}", view.id));
    attachment["size"] = json!(view.size);
    let told = [
        (TO_PATIENT, view.is_invisible_to_patient),
        (TO_REPRESENTATIVES, view.is_invisible_to_representatives),
        (FROM_PROFESSIONALS, view.is_masked),
    ];
    label(&mut resource, &told);
    archive(&mut resource, view.is_archived);
    Value::Object(resource)
}

/// Says whether it is archived now: what was sent said it of that day.
fn archive(resource: &mut Map<String, Value>, is_archived: bool) {
    let mut extensions = match resource.remove("extension") {
        Some(Value::Array(extensions)) => extensions,
        _ => Vec::new(),
    };
    extensions.retain(|extension| extension["url"] != IS_ARCHIVED);
    if is_archived {
        extensions.push(json!({"url": IS_ARCHIVED, "valueBoolean": true}));
    }
    if !extensions.is_empty() {
        resource.insert("extension".into(), Value::Array(extensions));
    }
}

/// Says from whom it is kept now, of the patient, who answers for them and other
/// professionals: what was sent said it of that day.
fn label(resource: &mut Map<String, Value>, told: &[(&str, bool)]) {
    let sent = resource.remove("securityLabel");
    let mut labels = match sent {
        Some(Value::Array(labels)) => labels,
        _ => Vec::new(),
    };
    for label in &mut labels {
        if let Some(codings) = label.get_mut("coding").and_then(Value::as_array_mut) {
            codings.retain(|coding| told.iter().all(|(code, _)| coding["code"] != *code));
        }
    }
    labels.retain(|label| label["coding"].as_array().is_none_or(|all| !all.is_empty()));
    for (code, _) in told.iter().filter(|(_, holds)| *holds) {
        labels.push(json!({"coding": [{"system": VISIBILITY_SYSTEMS[0], "code": code}]}));
    }
    // An empty list is no valid JSON in FHIR.
    if !labels.is_empty() {
        resource.insert("securityLabel".into(), Value::Array(labels));
    }
}

fn made(known: &Known<'_>, mime: &str) -> Map<String, Value> {
    let mut resource = Map::new();
    let mut insert = |name: &str, value: Value| drop(resource.insert(name.into(), value));
    if let Some(unique_id) = &known.unique_id {
        insert("masterIdentifier", unique_id.to_value());
    }
    insert("type", known.type_code.to_concept());
    if let Some(class) = &known.category {
        insert("category", json!([class.to_concept()]));
    }
    insert(
        "subject",
        match known.patient {
            PatientView::Identified(who) => {
                json!({"type": "Patient", "identifier": who.to_value()})
            }
            PatientView::Here(id) => json!({"reference": format!("Patient/{id}")}),
        },
    );
    // `date` is an instant: when we were told. The day of the act goes where
    // a day may stand alone.
    insert("date", json!(known.added.rfc3339()));
    let day = &known.created;
    insert("context", json!({"period": {"start": day, "end": day}}));
    if !known.authors.is_empty() {
        let authors: Vec<Value> = known.authors.iter().map(Author::to_reference).collect();
        insert("author", json!(authors));
    }
    if let Some(id) = known.replaces {
        let target = json!({"reference": format!("DocumentReference/{id}")});
        insert("relatesTo", json!([{"code": "replaces", "target": target}]));
    }
    insert(
        "content",
        json!([{"attachment": {"contentType": mime, "title": known.title}}]),
    );
    resource
}

impl Author {
    /// As a reference by name and identifier.
    pub fn to_reference(&self) -> Value {
        let kind = match self.kind {
            AuthorKind::Practitioner => Some("Practitioner"),
            AuthorKind::Organization => Some("Organization"),
            AuthorKind::Device => Some("Device"),
            AuthorKind::Patient => Some("Patient"),
            AuthorKind::RelatedPerson => Some("RelatedPerson"),
            AuthorKind::Unknown => None,
        };
        let mut reference = json!({});
        if let Some(kind) = kind {
            reference["type"] = json!(kind);
        }
        if let Some(name) = &self.name {
            reference["display"] = json!(name);
        }
        if let Some(identifier) = self.identifiers.first() {
            reference["identifier"] = identifier.to_value();
        }
        reference
    }
}
