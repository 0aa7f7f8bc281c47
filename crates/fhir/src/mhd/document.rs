//! Reading one DocumentReference (MHD, 32_fhir_maps: DocumentEntry).

use super::transaction::Entry;
use super::{
    NewDocument, PatientRef, Relation, RelationTarget, Visibility, attachment, author, elements,
    patient,
};
use crate::datatypes::{Coding, Identifier, Moment};
use crate::outcome::{Issue, IssueType};
use crate::place::Place;
use serde_json::{Map, Value, json};

/// The codes by which documents are kept away from some (ANS, TRE_A07, also
/// known by its OID).
pub(super) const VISIBILITY_SYSTEMS: [&str; 3] = [
    "https://mos.esante.gouv.fr/NOS/TRE_A07-StatutVisibiliteDocument/FHIR/TRE-A07-StatutVisibiliteDocument",
    "urn:oid:1.2.250.1.213.1.1.4.13",
    "1.2.250.1.213.1.1.4.13",
];

const CONFIDENTIALITY_SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

/// Reads a DocumentReference and the document it describes; also gives the
/// number of the entry in which the document came.
pub(super) fn read(
    place: &Place<'_>,
    entries: &[Entry<'_>],
) -> Result<(NewDocument, Option<usize>), Issue> {
    if place.resource_type() != "DocumentReference" {
        return Err(place.issue(IssueType::Structure, "fhir-not-documentreference"));
    }
    elements::only_known(place)?;
    let status = place.need("status")?;
    if status.text()? != "current" {
        return Err(status.issue(IssueType::BusinessRule, "fhir-status-not-current"));
    }
    let contained = place.list("contained")?;
    let subject = place.need("subject")?;
    let whose = patient::read(&subject, &contained, entries)?;
    let contents = place.list("content")?;
    let [content] = contents.as_slice() else {
        let issue = Issue::error(IssueType::Structure, "fhir-content-one");
        return Err(issue.at(format!("{}.content", place.path)));
    };
    let at = content.need("attachment")?;
    let found = attachment::read(&at, &contained, entries)?;
    let context = place.get("context");
    source_is_the_same_person(context.as_ref(), &whose, &contained)?;
    let labels = concepts(place, "securityLabel")?;
    let period = context.as_ref().and_then(|context| context.get("period"));
    let document = NewDocument {
        unique_id: unique_id(place)?,
        types: match place.get("type") {
            Some(kind) => Coding::read_concept(&kind)?,
            None => Vec::new(),
        },
        classes: concepts(place, "category")?,
        title: match at.opt_text("title")? {
            Some(title) => Some(title),
            None => place.opt_text("description")?,
        }
        .map(str::to_owned),
        language: at.opt_text("language")?.map(str::to_owned),
        created: match moment(Some(place), "date")? {
            Some(date) => Some(date),
            None => moment(Some(&at), "creation")?,
        },
        act_start: moment(period.as_ref(), "start")?,
        act_end: moment(period.as_ref(), "end")?,
        authors: place
            .list("author")?
            .iter()
            .map(|one| author::read(one, &contained, entries))
            .collect::<Result<_, _>>()?,
        facility: concept_of(context.as_ref(), "facilityType")?,
        practice: concept_of(context.as_ref(), "practiceSetting")?,
        confidentiality: labels
            .iter()
            .find(|label| label.system == CONFIDENTIALITY_SYSTEM)
            .map(|label| label.code.clone()),
        visibility: visibility(place, &labels)?,
        relations: relations(place, entries)?,
        resource: kept(place, entries, &whose, &found)?,
        patient: whose,
        mime: found.mime,
        bytes: found.bytes,
    };
    Ok((document, found.entry))
}

/// The producer's identifier: `masterIdentifier`, else the `identifier` that
/// says it is the unique one.
fn unique_id(place: &Place<'_>) -> Result<Option<Identifier>, Issue> {
    if let Some(master) = place.get("masterIdentifier") {
        return Identifier::read(&master).map(Some);
    }
    for identifier in place.list("identifier")? {
        let says_unique = identifier.get("type").is_some_and(|kind| {
            let codings = Coding::read_concept(&kind).unwrap_or_default();
            codings.iter().any(|coding| coding.code == "uniqueId")
        });
        if says_unique {
            return Identifier::read(&identifier).map(Some);
        }
    }
    Ok(None)
}

fn moment(place: Option<&Place<'_>>, name: &str) -> Result<Option<Moment>, Issue> {
    let found = place.and_then(|place| place.get(name));
    found.map(|at| Moment::read(&at)).transpose()
}

fn concepts(place: &Place<'_>, name: &str) -> Result<Vec<Coding>, Issue> {
    let mut codings = Vec::new();
    for concept in place.list(name)? {
        codings.extend(Coding::read_concept(&concept)?);
    }
    Ok(codings)
}

fn concept_of(context: Option<&Place<'_>>, name: &str) -> Result<Vec<Coding>, Issue> {
    match context.and_then(|context| context.get(name)) {
        Some(concept) => Coding::read_concept(&concept),
        None => Ok(Vec::new()),
    }
}

/// An unknown code of the visibility system is refused rather than ignored:
/// it would show to somebody what the sender wanted to hide.
fn visibility(place: &Place<'_>, labels: &[Coding]) -> Result<Visibility, Issue> {
    let mut wanted = Visibility::default();
    for label in labels {
        let known = VISIBILITY_SYSTEMS.contains(&&*label.system);
        match &*label.code {
            "MASQUE_PS" => wanted.hidden_from_professionals = true,
            "INVISIBLE_PATIENT" => wanted.hidden_from_patient = true,
            "INVISIBLE_REPRESENTANTS_LEGAUX" => wanted.hidden_from_representatives = true,
            _ if known => {
                let issue = Issue::error(IssueType::NotSupported, "fhir-label-unknown");
                return Err(issue.at(format!("{}.securityLabel", place.path)));
            }
            _ => {}
        }
    }
    Ok(wanted)
}

/// When both the subject and the source's patient carry a national identity,
/// it is the same one: else the document would reach a stranger.
fn source_is_the_same_person(
    context: Option<&Place<'_>>,
    whose: &PatientRef,
    contained: &[Place<'_>],
) -> Result<(), Issue> {
    let PatientRef::Identified(subject) = whose else {
        return Ok(());
    };
    let Some(source) = context.and_then(|context| context.get("sourcePatientInfo")) else {
        return Ok(());
    };
    let id = source
        .opt_text("reference")?
        .and_then(|text| text.strip_prefix('#'));
    let Some(person) = contained
        .iter()
        .find(|place| id.is_some() && place.value["id"].as_str() == id)
    else {
        return Ok(());
    };
    for place in person.list("identifier")? {
        let other = Identifier::read(&place)?;
        if subject.is_ins() && other.is_ins() && other != *subject {
            return Err(source.issue(IssueType::BusinessRule, "fhir-patient-differs"));
        }
    }
    Ok(())
}

fn relations(place: &Place<'_>, entries: &[Entry<'_>]) -> Result<Vec<Relation>, Issue> {
    let mut relations = Vec::new();
    for relation in place.list("relatesTo")? {
        let code = relation.need("code")?;
        if !matches!(
            code.text()?,
            "replaces" | "transforms" | "signs" | "appends"
        ) {
            return Err(code.wrong());
        }
        let target = relation.need("target")?;
        let target = match (target.get("identifier"), target.opt_text("reference")?) {
            (Some(identifier), _) => RelationTarget::Named(Identifier::read(&identifier)?),
            (None, Some(text)) => {
                let entry = entries.iter().position(|e| e.full_url == Some(text));
                match (entry, text.strip_prefix("DocumentReference/")) {
                    (Some(entry), _) => RelationTarget::Entry(entry),
                    (None, Some(id)) if patient::is_id(id) => RelationTarget::Here(id.to_owned()),
                    _ => return Err(target.issue(IssueType::Value, "fhir-reference-missing")),
                }
            }
            (None, None) => return Err(target.wrong()),
        };
        relations.push(Relation {
            code: code.text()?.to_owned(),
            target,
        });
    }
    Ok(relations)
}

/// What is kept of the resource for reading back: all of it but the document,
/// narratives (they could hold anything, DOC-38) and what the server decides;
/// and, inside it, whatever it referred to in the transaction.
fn kept(
    place: &Place<'_>,
    entries: &[Entry<'_>],
    whose: &PatientRef,
    found: &attachment::Found,
) -> Result<Map<String, Value>, Issue> {
    let mut resource = place.value.clone();
    drop_narratives(&mut resource);
    let members = resource.as_object_mut().ok_or_else(|| place.wrong())?;
    members.remove("id");
    if let Some(meta) = members.get_mut("meta").and_then(Value::as_object_mut) {
        meta.retain(|name, _| matches!(name.as_str(), "profile" | "security" | "tag"));
    }
    let at = &mut members["content"][0]["attachment"];
    if let (Some(url), Some(list)) = (
        at["url"]
            .as_str()
            .and_then(|url| url.strip_prefix('#'))
            .map(str::to_owned),
        place.value["contained"].as_array(),
    ) {
        let others: Vec<Value> = list.iter().filter(|c| c["id"] != *url).cloned().collect();
        match others.is_empty() {
            true => drop(members.remove("contained")),
            false => members["contained"] = Value::Array(others),
        }
    }
    let at = &mut members["content"][0]["attachment"];
    if let Some(attachment) = at.as_object_mut() {
        attachment.remove("data");
        attachment.remove("url");
        attachment.insert("size".into(), json!(found.bytes.len()));
        attachment
            .entry("hash")
            .or_insert_with(|| json!(found.hash));
    }
    if let (PatientRef::Identified(who), Some(reference)) =
        (whose, place.value["subject"]["reference"].as_str())
        && reference.starts_with("urn:")
    {
        members["subject"] = json!({"type": "Patient", "identifier": who.to_value()});
    }
    embed(&mut resource, entries, place)?;
    match resource {
        Value::Object(members) => Ok(members),
        _ => Err(place.wrong()),
    }
}

fn drop_narratives(resource: &mut Value) {
    if let Some(members) = resource.as_object_mut() {
        members.remove("text");
        members.remove("_text");
        if let Some(Value::Array(contained)) = members.get_mut("contained") {
            contained.iter_mut().for_each(drop_narratives);
        }
    }
}

/// References to other entries of the transaction become references to
/// contained copies, so that nothing dangles when the entries are gone.
fn embed(resource: &mut Value, entries: &[Entry<'_>], place: &Place<'_>) -> Result<(), Issue> {
    let mut wanted: Vec<usize> = Vec::new();
    let mut missing = false;
    let mut redirect = |reference: &mut String, wanted: &mut Vec<usize>| {
        let entry = entries
            .iter()
            .position(|e| e.full_url == Some(reference.as_str()));
        match entry {
            Some(at) if entries[at].resource.resource_type() == "DocumentReference" => {}
            Some(at) => {
                if !wanted.contains(&at) {
                    wanted.push(at);
                }
                *reference = format!("#entry-{at}");
            }
            None => missing |= reference.starts_with("urn:uuid:"),
        }
    };
    each_reference(resource, &mut |reference| redirect(reference, &mut wanted));
    let mut copies = Vec::new();
    // A copy may itself refer to entries; each is copied once at most.
    while copies.len() < wanted.len() {
        let at = wanted[copies.len()];
        let mut copy = entries[at].resource.value.clone();
        drop_narratives(&mut copy);
        copy["id"] = json!(format!("entry-{at}"));
        each_reference(&mut copy, &mut |reference| redirect(reference, &mut wanted));
        copies.push(copy);
    }
    if missing {
        return Err(place.issue(IssueType::Value, "fhir-reference-missing"));
    }
    if !copies.is_empty() {
        match resource["contained"].as_array_mut() {
            Some(contained) => contained.extend(copies),
            None => resource["contained"] = Value::Array(copies),
        }
    }
    Ok(())
}

fn each_reference(value: &mut Value, visit: &mut dyn FnMut(&mut String)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match member {
                    Value::String(text) if name == "reference" => visit(text),
                    other => each_reference(other, visit),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|v| each_reference(v, visit)),
        _ => {}
    }
}
