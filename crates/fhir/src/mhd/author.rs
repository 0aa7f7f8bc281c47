//! Who wrote a document, as its sender declares it.

use super::transaction::Entry;
use crate::datatypes::Identifier;
use crate::outcome::Issue;
use crate::place::Place;
use serde_json::Value;

/// What an author is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AuthorKind {
    /// A person of care.
    Practitioner,
    /// An institution.
    Organization,
    /// A machine.
    Device,
    /// The patient.
    Patient,
    /// Somebody close to the patient.
    RelatedPerson,
    /// The sender did not say.
    Unknown,
}

/// Who wrote a document, as its sender declares it: never proof of anything.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Author {
    /// What they are.
    pub kind: AuthorKind,
    /// Their name.
    pub name: Option<String>,
    /// Their identifiers.
    pub identifiers: Vec<Identifier>,
    /// The name of the institution they wrote for.
    pub organization: Option<String>,
}

/// Reads one `author`.
pub(super) fn read(
    reference: &Place<'_>,
    contained: &[Place<'_>],
    entries: &[Entry<'_>],
) -> Result<Author, Issue> {
    let mut author = Author {
        kind: AuthorKind::Unknown,
        name: reference.opt_text("display")?.map(str::to_owned),
        identifiers: Vec::new(),
        organization: None,
    };
    if let Some(identifier) = reference.get("identifier") {
        author.identifiers.push(Identifier::read(&identifier)?);
    }
    let kind = reference.opt_text("type")?.unwrap_or_default();
    author.kind = kind_of(kind);
    let Some(resource) = find(reference, contained, entries)? else {
        return Ok(author);
    };
    describe(&mut author, &resource)?;
    if resource.resource_type() == "PractitionerRole" {
        if let Some(person) = resource.get("practitioner") {
            author.name = author
                .name
                .or(person.opt_text("display")?.map(str::to_owned));
            if let Some(person) = find(&person, contained, entries)? {
                describe(&mut author, &person)?;
            }
        }
        if let Some(house) = resource.get("organization") {
            author.organization = match find(&house, contained, entries)? {
                Some(house) => house.opt_text("name")?.map(str::to_owned),
                None => house.opt_text("display")?.map(str::to_owned),
            };
        }
    }
    Ok(author)
}

fn describe(author: &mut Author, resource: &Place<'_>) -> Result<(), Issue> {
    author.kind = kind_of(resource.resource_type());
    for place in resource.list("identifier")? {
        author.identifiers.push(Identifier::read(&place)?);
    }
    if author.name.is_none() {
        author.name = name_of(resource)?;
    }
    Ok(())
}

/// The resource a reference leads to, inside the message.
fn find<'a>(
    reference: &Place<'a>,
    contained: &[Place<'a>],
    entries: &[Entry<'a>],
) -> Result<Option<Place<'a>>, Issue> {
    let Some(text) = reference.opt_text("reference")? else {
        return Ok(None);
    };
    Ok(match text.strip_prefix('#') {
        Some(id) => contained
            .iter()
            .find(|place| place.value["id"].as_str() == Some(id))
            .cloned(),
        None => entries
            .iter()
            .find(|entry| entry.full_url == Some(text))
            .map(|entry| entry.resource.clone()),
    })
}

fn kind_of(name: &str) -> AuthorKind {
    match name {
        "Practitioner" | "PractitionerRole" => AuthorKind::Practitioner,
        "Organization" => AuthorKind::Organization,
        "Device" => AuthorKind::Device,
        "Patient" => AuthorKind::Patient,
        "RelatedPerson" => AuthorKind::RelatedPerson,
        _ => AuthorKind::Unknown,
    }
}

/// The name of a person (`HumanName`), a machine or an institution.
fn name_of(resource: &Place<'_>) -> Result<Option<String>, Issue> {
    match resource.resource_type() {
        "Organization" => Ok(resource.opt_text("name")?.map(str::to_owned)),
        "Device" => match resource.list("deviceName")?.first() {
            Some(place) => Ok(place.opt_text("name")?.map(str::to_owned)),
            None => Ok(None),
        },
        _ => match resource.list("name")?.first() {
            None => Ok(None),
            Some(place) => match place.opt_text("text")? {
                Some(text) => Ok(Some(text.to_owned())),
                None => Ok(words(place)),
            },
        },
    }
}

fn words(name: &Place<'_>) -> Option<String> {
    let list = |key: &str| {
        let values = name.value[key].as_array().cloned().unwrap_or_default();
        values
            .into_iter()
            .filter_map(|v| v.as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    let mut words = list("prefix");
    words.extend(list("given"));
    words.extend(
        name.value["family"]
            .as_str()
            .map(Value::from)
            .and_then(|v| v.as_str().map(str::to_owned)),
    );
    (!words.is_empty()).then(|| words.join(" "))
}
