//! Who, when, for whom: the header, as written.

use super::context::Context;
use super::entries::{code, period};
use super::tree::{at, attr, child, children, said, words};
use super::{Act, Identifier, Parent, Patient, Person};
use roxmltree::Node;

type Element<'a, 'input> = Node<'a, 'input>;

/// The first number in an element.
pub(super) fn id(node: Element<'_, '_>, name: &str) -> Option<Identifier> {
    child(node, name).and_then(identifier)
}

fn identifier(node: Element<'_, '_>) -> Option<Identifier> {
    Some(Identifier {
        root: attr(node, "root")?,
        extension: attr(node, "extension"),
    })
}

/// The patients: the first, and how many others there are.
pub(super) fn patients(root: Element<'_, '_>) -> (Patient, u32) {
    let mut targets = children(root, "recordTarget");
    let patient = targets.next().map(patient).unwrap_or_default();
    (patient, u32::try_from(targets.count()).unwrap_or(u32::MAX))
}

fn patient(target: Element<'_, '_>) -> Patient {
    let Some(role) = child(target, "patientRole") else {
        return Patient::default();
    };
    let mut patient = Patient {
        ids: children(role, "id").filter_map(identifier).collect(),
        ..Patient::default()
    };
    let Some(person) = child(role, "patient") else {
        return patient;
    };
    names(person, &mut patient);
    patient.sex = child(person, "administrativeGenderCode").and_then(|n| attr(n, "code"));
    patient.birth_date = child(person, "birthTime").and_then(|n| attr(n, "value"));
    if let Some(address) = at(person, &["birthplace", "place", "addr"]) {
        patient.birth_place_code = said(address, "county");
        patient.birth_place = said(address, "city").or_else(|| said(address, "country"));
    }
    patient
}

/// `BR` is of birth; `CL` and `SP` are in use; a bare one is of birth unless a
/// qualified one says otherwise.
fn names(person: Element<'_, '_>, patient: &mut Patient) {
    let mut bare = Vec::new();
    for name in children(person, "name") {
        for part in name.children().filter(|part| part.is_element()) {
            let text = Some(words(part)).filter(|text| !text.is_empty());
            let qualifier = part.attribute("qualifier").unwrap_or_default();
            let place = match (part.tag_name().name(), qualifier) {
                ("family", "BR") => &mut patient.birth_name,
                ("family", "CL") => &mut patient.used_name,
                ("family", "SP") if patient.used_name.is_none() => &mut patient.used_name,
                ("given", "BR") => &mut patient.first_name,
                ("given", "CL") => &mut patient.used_first_name,
                ("given", "") => {
                    bare.extend(text);
                    continue;
                }
                ("family", "") if patient.birth_name.is_none() => &mut patient.birth_name,
                _ => continue,
            };
            *place = text.or(place.take());
        }
    }
    if patient.first_name.is_none() {
        patient.first_name = bare.first().cloned();
    }
    patient.first_names = (!bare.is_empty()).then(|| bare.join(" "));
}

/// The authors.
pub(super) fn authors<'a>(context: &Context<'a, '_>, root: Element<'a, '_>) -> Vec<Person> {
    let authors = children(root, "author").filter_map(|author| {
        let role = child(author, "assignedAuthor")?;
        Some(person(context, role, child(author, "time")))
    });
    authors.collect()
}

/// Who answers for the document.
pub(super) fn signer<'a>(context: &Context<'a, '_>, root: Element<'a, '_>) -> Option<Person> {
    let signer = child(root, "legalAuthenticator")?;
    let role = child(signer, "assignedEntity")?;
    Some(person(context, role, child(signer, "time")))
}

/// Who keeps it.
pub(super) fn custodian(root: Element<'_, '_>) -> Option<String> {
    let path = [
        "custodian",
        "assignedCustodian",
        "representedCustodianOrganization",
    ];
    said(at(root, &path)?, "name")
}

/// What it follows.
pub(super) fn parents(root: Element<'_, '_>) -> Vec<Parent> {
    let parents = children(root, "relatedDocument").filter_map(|related| {
        let parent = child(related, "parentDocument")?;
        Some(Parent {
            link: attr(related, "typeCode")?,
            id: id(parent, "id"),
            set: id(parent, "setId"),
            version: child(parent, "versionNumber").and_then(|n| attr(n, "value")),
        })
    });
    parents.collect()
}

/// The acts it reports.
pub(super) fn acts<'a>(context: &Context<'a, '_>, root: Element<'a, '_>) -> Vec<Act> {
    let acts = children(root, "documentationOf").filter_map(|of| {
        let event = child(of, "serviceEvent")?;
        let performer = child(event, "performer").and_then(|performer| {
            let role = child(performer, "assignedEntity")?;
            Some(person(context, role, child(performer, "time")))
        });
        let when = child(event, "effectiveTime");
        Some(Act {
            code: child(event, "code").and_then(|node| code(context, node)),
            when: when.map(period).unwrap_or_default(),
            performer,
        })
    });
    acts.collect()
}

fn person<'a>(
    context: &Context<'a, '_>,
    role: Element<'a, '_>,
    time: Option<Element<'a, '_>>,
) -> Person {
    Person {
        name: name_in(role),
        id: id(role, "id"),
        profession: child(role, "code").and_then(|node| code(context, node)),
        institution: child(role, "representedOrganization").and_then(|node| said(node, "name")),
        when: time.map(period).unwrap_or_default(),
    }
}

/// The name of the person, software or institution in a role.
pub(super) fn name_in(role: Element<'_, '_>) -> Option<String> {
    let person = child(role, "assignedPerson").or_else(|| child(role, "associatedPerson"));
    if let Some(name) = person.and_then(|person| child(person, "name")) {
        return full_name(name);
    }
    if let Some(device) = child(role, "assignedAuthoringDevice") {
        return said(device, "softwareName")
            .or_else(|| said(device, "manufacturerModelName"))
            .or_else(|| attr(child(device, "softwareName")?, "displayName"));
    }
    child(role, "representedOrganization").and_then(|node| said(node, "name"))
}

/// A name as people say it: title, first names, family name, and what follows.
/// Each part once, for some write the same name of birth and of use.
pub(super) fn full_name(name: Element<'_, '_>) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    for kind in ["prefix", "given", "family", "suffix"] {
        for part in children(name, kind).map(words) {
            if !part.is_empty() && !parts.contains(&part) {
                parts.push(part);
            }
        }
    }
    let text = match parts.is_empty() {
        true => words(name),
        false => parts.join(" "),
    };
    (!text.is_empty()).then_some(text)
}
