//! Reading an ITI-65 transaction: one submission set, the documents it lists,
//! and their content; nothing missing, nothing over.

use super::{DOCUMENTS_MAX, EntryKind, NewDocument, RelationTarget, Submission, document, patient};
use crate::datatypes::{Coding, Identifier};
use crate::outcome::{Issue, IssueType};
use crate::place::Place;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeSet;

/// More entries than a hundred documents need.
const ENTRIES_MAX: usize = 4 * DOCUMENTS_MAX;

const SOURCE_ID: &str = "https://profiles.ihe.net/ITI/MHD/StructureDefinition/ihe-sourceId";

/// One entry of the Bundle.
pub(super) struct Entry<'a> {
    pub(super) full_url: Option<&'a str>,
    pub(super) resource: Place<'a>,
    /// The resource in the bytes it came in.
    pub(super) raw: &'a [u8],
    method: &'a str,
    url: &'a str,
}

impl Entry<'_> {
    /// Whether `Binary/x` means this entry.
    pub(super) fn is_called(&self, reference: &str) -> bool {
        reference.split_once('/').is_some_and(|(kind, id)| {
            kind == self.resource.resource_type() && self.resource.value["id"] == *id
        })
    }

    fn is_list(&self, code: &str) -> bool {
        let kind = self.resource.get("code");
        let codings = kind.and_then(|kind| Coding::read_concept(&kind).ok());
        self.resource.resource_type() == "List"
            && codings.is_some_and(|list| list.iter().any(|coding| coding.code == code))
    }
}

#[derive(Deserialize)]
struct RawBundle<'a> {
    #[serde(borrow, default)]
    entry: Vec<RawEntry<'a>>,
}

#[derive(Deserialize)]
struct RawEntry<'a> {
    #[serde(borrow)]
    resource: Option<&'a RawValue>,
}

pub(super) fn read(bundle: &Value, source: &[u8]) -> Result<Submission, Issue> {
    let place = Place::root(bundle);
    if place.resource_type() != "Bundle" {
        return Err(place.issue(IssueType::Structure, "fhir-not-bundle"));
    }
    let kind = place.need("type")?;
    if kind.text()? != "transaction" {
        return Err(kind.issue(IssueType::NotSupported, "fhir-not-transaction"));
    }
    let raw: RawBundle<'_> = serde_json::from_slice(source).map_err(|_| place.wrong())?;
    let entries = entries(&place, &raw)?;
    let set = the_submission_set(&place, &entries)?;
    let listed = listed(&entries[set].resource)?;
    let mut submission = Submission {
        unique_id: match entries[set].resource.list("identifier")?.last() {
            Some(identifier) => Some(Identifier::read(identifier)?),
            None => None,
        },
        source_id: source_id(&entries[set].resource)?,
        documents: Vec::new(),
        entries: Vec::new(),
        warnings: Vec::new(),
    };
    let mut contents = Vec::new();
    for entry in &entries {
        if entry.resource.resource_type() != "DocumentReference" {
            continue;
        }
        if !entry
            .full_url
            .is_some_and(|url| listed.iter().any(|(_, item)| *item == url))
        {
            return Err(entry
                .resource
                .issue(IssueType::BusinessRule, "fhir-not-listed"));
        }
        let (document, content) = document::read(&entry.resource, &entries)?;
        same_patient(&submission, &document, entry)?;
        submission.documents.push(document);
        contents.push(content);
    }
    if submission.documents.is_empty() {
        return Err(place.issue(IssueType::Required, "fhir-no-document"));
    }
    if submission.documents.len() > DOCUMENTS_MAX {
        return Err(place.issue(IssueType::TooLong, "fhir-too-many-documents"));
    }
    every_item_is_there(&listed, &entries)?;
    the_set_is_theirs(&submission, &entries[set], &entries)?;
    each_once(&submission, &place)?;
    classify(&mut submission, &entries, set, &contents)?;
    warn(&mut submission, &entries);
    Ok(submission)
}

fn entries<'a>(bundle: &Place<'a>, raw: &RawBundle<'a>) -> Result<Vec<Entry<'a>>, Issue> {
    let places = bundle.list("entry")?;
    if places.len() > ENTRIES_MAX {
        return Err(bundle.issue(IssueType::TooLong, "fhir-too-many-documents"));
    }
    let mut seen = BTreeSet::new();
    let mut entries = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let resource = place.need("resource")?;
        let full_url = place.opt_text("fullUrl")?;
        if full_url.is_some_and(|url| !seen.insert(url)) {
            return Err(place.issue(IssueType::Duplicate, "fhir-fullurl-twice"));
        }
        let request = place.need("request")?;
        let conditions = ["ifNoneExist", "ifMatch", "ifNoneMatch", "ifModifiedSince"];
        if let Some(condition) = conditions.iter().find_map(|name| request.get(name)) {
            return Err(condition.issue(IssueType::NotSupported, "fhir-conditional"));
        }
        let raw = raw.entry.get(at).and_then(|entry| entry.resource);
        entries.push(Entry {
            full_url,
            raw: raw.map_or(&[], |raw| raw.get().as_bytes()),
            method: request.need_text("method")?,
            url: request.need_text("url")?,
            resource,
        });
    }
    Ok(entries)
}

fn the_submission_set(bundle: &Place<'_>, entries: &[Entry<'_>]) -> Result<usize, Issue> {
    let mut sets = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.is_list("submissionset"));
    match (sets.next(), sets.next()) {
        (Some((at, set)), None) => {
            let status = set.resource.need("status")?;
            match status.text()? {
                "current" => Ok(at),
                _ => Err(status.issue(IssueType::BusinessRule, "fhir-status-not-current")),
            }
        }
        (None, _) => Err(bundle.issue(IssueType::Required, "fhir-no-submission-set")),
        (Some(_), Some(_)) => Err(bundle.issue(IssueType::Structure, "fhir-no-submission-set")),
    }
}

/// What the submission set lists, with where it says so.
fn listed<'a>(set: &Place<'a>) -> Result<Vec<(Place<'a>, &'a str)>, Issue> {
    let mut items = Vec::new();
    for entry in set.list("entry")? {
        let item = entry.need("item")?;
        let reference = item.need_text("reference")?;
        items.push((item, reference));
    }
    Ok(items)
}

fn source_id(set: &Place<'_>) -> Result<Option<String>, Issue> {
    for extension in set.list("extension")? {
        if extension.opt_text("url")? == Some(SOURCE_ID) {
            let id = extension.need("valueIdentifier")?;
            return Ok(Some(id.need_text("value")?.to_owned()));
        }
    }
    Ok(None)
}

fn same_patient(
    submission: &Submission,
    document: &NewDocument,
    entry: &Entry<'_>,
) -> Result<(), Issue> {
    match submission.patient() {
        Some(first) if *first != document.patient => {
            let issue = Issue::error(IssueType::BusinessRule, "fhir-patient-differs");
            Err(issue.at(format!("{}.subject", entry.resource.path)))
        }
        _ => Ok(()),
    }
}

/// The submission set, when it says whose it is, says the same person.
fn the_set_is_theirs(
    submission: &Submission,
    set: &Entry<'_>,
    entries: &[Entry<'_>],
) -> Result<(), Issue> {
    let Some(subject) = set.resource.get("subject") else {
        return Ok(());
    };
    let contained = set.resource.list("contained")?;
    let whose = patient::read(&subject, &contained, entries)?;
    match submission.patient() {
        Some(patient) if *patient != whose => {
            Err(subject.issue(IssueType::BusinessRule, "fhir-patient-differs"))
        }
        _ => Ok(()),
    }
}

fn every_item_is_there(listed: &[(Place<'_>, &str)], entries: &[Entry<'_>]) -> Result<(), Issue> {
    for (place, item) in listed {
        let there = entries.iter().any(|entry| entry.full_url == Some(*item));
        if !there {
            return Err(place.issue(IssueType::NotFound, "fhir-item-missing"));
        }
    }
    Ok(())
}

/// No two documents of one transaction have the same identifier.
fn each_once(submission: &Submission, bundle: &Place<'_>) -> Result<(), Issue> {
    let mut seen = BTreeSet::new();
    for document in &submission.documents {
        if document
            .unique_id
            .as_ref()
            .is_some_and(|id| !seen.insert(id))
        {
            return Err(bundle.issue(IssueType::Duplicate, "fhir-document-twice"));
        }
    }
    Ok(())
}

/// Says what each entry is; refuses those that would be lost in silence.
fn classify(
    submission: &mut Submission,
    entries: &[Entry<'_>],
    set: usize,
    contents: &[Option<usize>],
) -> Result<(), Issue> {
    let mut number = 0;
    for (at, entry) in entries.iter().enumerate() {
        let kind = match entry.resource.resource_type() {
            "DocumentReference" => {
                number += 1;
                EntryKind::Document(number - 1)
            }
            "List" if at == set => EntryKind::SubmissionSet,
            "List" if entry.is_list("folder") => EntryKind::Folder,
            "Binary" | "Bundle" => {
                let of: Vec<usize> = (0..contents.len())
                    .filter(|n| contents[*n] == Some(at))
                    .collect();
                match of.is_empty() {
                    true => {
                        return Err(entry
                            .resource
                            .issue(IssueType::BusinessRule, "fhir-content-unused"));
                    }
                    false => EntryKind::Content(of),
                }
            }
            "Patient" => EntryKind::Patient,
            "Practitioner" | "PractitionerRole" | "Organization" | "Device" | "RelatedPerson"
            | "Encounter" => EntryKind::Support,
            "Parameters" => EntryKind::Supersedes(superseded(entry, submission)?),
            _ => {
                return Err(entry
                    .resource
                    .issue(IssueType::NotSupported, "fhir-entry-unknown"));
            }
        };
        let name = entry.resource.resource_type();
        let allowed = match kind {
            // The specification's own example sends a folder with PUT.
            EntryKind::Folder => matches!(entry.method, "POST" | "PUT" | "PATCH"),
            EntryKind::Supersedes(_) => entry.method == "PATCH",
            EntryKind::Patient | EntryKind::Support => {
                matches!(entry.method, "POST" | "PUT")
            }
            _ => entry.method == "POST" && entry.url == name,
        };
        if !allowed {
            return Err(entry.resource.issue(IssueType::NotSupported, "fhir-method"));
        }
        submission.entries.push(kind);
    }
    Ok(())
}

/// TD2.1: the document that is replaced becomes *superseded*, by a patch that
/// says just that, and only if a new document says it replaces it.
fn superseded(entry: &Entry<'_>, submission: &Submission) -> Result<String, Issue> {
    let refuse = || entry.resource.issue(IssueType::NotSupported, "fhir-patch");
    let id = entry
        .url
        .strip_prefix("DocumentReference/")
        .ok_or_else(refuse)?;
    let announced = submission
        .documents
        .iter()
        .flat_map(|d| &d.relations)
        .any(|relation| {
            relation.code == "replaces" && relation.target == RelationTarget::Here(id.to_owned())
        });
    let operations = entry.resource.list("parameter")?;
    let [operation] = operations.as_slice() else {
        return Err(refuse());
    };
    let mut says = BTreeSet::new();
    for part in operation.list("part")? {
        let value = ["valueString", "valueCode"]
            .iter()
            .find_map(|name| part.get(name));
        says.insert((
            part.need_text("name")?.to_owned(),
            value.ok_or_else(refuse)?.text()?.to_owned(),
        ));
    }
    let expected = [
        ("path", "DocumentReference.status"),
        ("type", "replace"),
        ("value", "superseded"),
    ];
    let exact = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    match announced && says == BTreeSet::from(exact) {
        true => Ok(id.to_owned()),
        false => Err(refuse()),
    }
}

/// What we do not keep is said (2:3.65.4.1.3): folders.
fn warn(submission: &mut Submission, entries: &[Entry<'_>]) {
    for (at, kind) in submission.entries.iter().enumerate() {
        if *kind == EntryKind::Folder {
            let issue = Issue::warning(
                IssueType::NotSupported,
                "fhir-folder-ignored",
                "PartialFolderContentNotProcessed",
            );
            submission
                .warnings
                .push((at, issue.at(&*entries[at].resource.path)));
        }
    }
}
