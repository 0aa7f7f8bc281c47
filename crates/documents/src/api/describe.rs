//! A document as a DocumentReference: as it was sent, or made of what is known.

use crate::actions::{Edition, Marks};
use crate::rules::kinds;
use crate::shelf::Label;
use fhir::mhd::{Author, AuthorKind, DocumentStatus, DocumentView, Known, PatientView, Told};
use fhir::{Coding, IDENTIFIER_SYSTEM_URI, Identifier, PROFESSIONAL_SYSTEM, STRUCTURE_SYSTEM, urn};
use journal::By;
use kernel::{DocumentId, Error, Result, SpaceId, Timestamp};
use rest::names;
use serde_json::Value;

/// The version of a document, and of its description as long as no other
/// document replaces it.
pub(super) const VERSION: u64 = 1;
/// The version of a description that says it was superseded.
pub(super) const SUPERSEDED: u64 = 2;
/// What a version grows by each time that title, type or day is written anew: more than
/// all marks and a newer version together.
const HEADED: u64 = 32;

const LOINC: &str = "2.16.840.1.113883.6.1";

/// The DocumentReference of a document, which may replace one that the reader sees, and
/// be superseded, with the marks that it has now; and its version, which tells all of it.
pub(super) fn describe(
    space: SpaceId,
    label: &Label,
    replaces: Option<DocumentId>,
    edition: Edition,
    marks: Marks,
) -> Result<(Value, u64)> {
    let (name, person) = (names::write(space, label.id), space.to_string());
    let (status, _) = standing(edition.is_superseded);
    let version = version_told(edition, marks);
    let whose = PatientView::Here(&person);
    let replaces = replaces.map(|id| names::write(space, id));
    let view = Described {
        name: &name,
        whose,
        status,
        version,
        updated: edition.at,
        marks,
        replaces: replaces.as_deref(),
    };
    Ok((described(label, view)?, version))
}

fn version_told(edition: Edition, marks: Marks) -> u64 {
    let (_, version) = standing(edition.is_superseded);
    version_of(version, marks) + HEADED * u64::from(edition.headings)
}

/// The status of a document which may be superseded, and its version.
pub(crate) const fn standing(is_superseded: bool) -> (DocumentStatus, u64) {
    match is_superseded {
        true => (DocumentStatus::Superseded, SUPERSEDED),
        false => (DocumentStatus::Current, VERSION),
    }
}

/// As what a document is described.
pub(crate) struct Described<'a> {
    /// Its id.
    pub name: &'a str,
    /// Whose it is.
    pub whose: PatientView<'a>,
    /// Whether it is the last version.
    pub status: DocumentStatus,
    /// Its version.
    pub version: u64,
    /// Since when it stands so.
    pub updated: Timestamp,
    /// From whose eyes it is kept now, and whether it is archived.
    pub marks: Marks,
    /// The id of the one it replaces.
    pub replaces: Option<&'a str>,
}

/// How the standard describes a document.
pub(crate) fn described(label: &Label, view: Described<'_>) -> Result<Value> {
    let told = match &label.resource {
        Some(bytes) => Told::Sent(
            serde_json::from_slice(bytes)
                .map_err(|error| Error::fault("a kept description is unreadable").because(error))?,
        ),
        None => Told::Known(Box::new(known(label, view.whose, view.replaces))),
    };
    Ok(fhir::mhd::document_reference(DocumentView {
        id: view.name,
        version: view.version,
        updated: view.updated,
        status: view.status,
        told,
        mime: &label.mime,
        size: label.size,
        is_invisible_to_patient: view.marks.reserved,
        is_invisible_to_representatives: view.marks.secret,
        is_masked: view.marks.masked,
        is_archived: view.marks.archived,
    }))
}

/// What is known of a document that no software described.
fn known<'a>(label: &'a Label, patient: PatientView<'a>, replaces: Option<&'a str>) -> Known<'a> {
    let listed = kinds::find(&label.type_code);
    let own_name = || Identifier::new(IDENTIFIER_SYSTEM_URI, urn(label.id.to_bytes()));
    let unique_id = label.unique_id.as_deref().and_then(Identifier::from_token);
    Known {
        patient,
        unique_id: Some(unique_id.unwrap_or_else(own_name)),
        type_code: Coding {
            system: listed.map(|kind| system(&kind.system)).unwrap_or_default(),
            code: label.type_code.clone(),
            display: listed.map(|kind| kind.label_fr.clone()),
        },
        category: listed.map(|kind| Coding::new(CLASSES, &kind.class_code)),
        title: &label.title,
        added: label.added_at,
        created: label.act_date.to_string(),
        authors: authors(label),
        replaces,
    }
}

/// A version, while the document has marks: its labels are others.
pub(super) const fn version_of(version: u64, marks: Marks) -> u64 {
    let patient = if marks.reserved { 2 } else { 0 };
    let representatives = if marks.secret { 4 } else { 0 };
    let professionals = if marks.masked { 8 } else { 0 };
    let archived = if marks.archived { 16 } else { 0 };
    version + patient + representatives + professionals + archived
}

/// TRE_A03, as FHIR names it.
const CLASSES: &str =
    "https://mos.esante.gouv.fr/NOS/TRE_A03-ClasseDocument/FHIR/TRE-A03-ClasseDocument";

/// A code system, as FHIR names it.
fn system(oid: &str) -> String {
    match oid {
        LOINC => String::from("http://loinc.org"),
        oid => format!("urn:oid:{oid}"),
    }
}

/// Who wrote it: who is proved to have, and after them who is said to.
pub(super) fn authors(label: &Label) -> Vec<Author> {
    let author = |kind, name: Option<&str>, identifier: Option<(&str, String)>| Author {
        kind,
        name: name.map(str::to_owned),
        identifiers: identifier
            .map(|(system, value)| Identifier::new(system, value))
            .into_iter()
            .collect(),
        organization: None,
    };
    match &label.by {
        By::Professional { rpps, name, .. } => vec![author(
            AuthorKind::Practitioner,
            Some(name),
            Some((PROFESSIONAL_SYSTEM, format!("8{rpps}"))),
        )],
        By::Institution { finess, name } => {
            let institution = author(
                AuthorKind::Organization,
                Some(name),
                Some((STRUCTURE_SYSTEM, format!("1{finess}"))),
            );
            let person = label.author_name.as_deref();
            let person = person.map(|name| author(AuthorKind::Unknown, Some(name), None));
            [institution].into_iter().chain(person).collect()
        }
        By::Holder {
            name,
            represents: true,
            ..
        } => vec![author(AuthorKind::RelatedPerson, Some(name), None)],
        By::Holder { .. } => vec![author(AuthorKind::Patient, None, None)],
        By::Carer { name, .. } => vec![author(AuthorKind::RelatedPerson, Some(name), None)],
        By::Service { name, .. } | By::Keeper { name } => {
            vec![author(AuthorKind::Unknown, Some(name), None)]
        }
        By::Finder => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_descriptions_of_a_document_are_of_one_version() {
        let mut seen = std::collections::BTreeSet::new();
        for bits in 0..16_u8 {
            let has = |bit: u8| bits & bit != 0;
            let marks = Marks {
                reserved: has(1),
                secret: has(2),
                masked: has(4),
                archived: has(8),
                ..Marks::default()
            };
            for (is_superseded, headings) in [(false, 0), (true, 0), (false, 1), (true, 2)] {
                let edition = Edition {
                    is_superseded,
                    headings,
                    at: Timestamp::from_millis(0),
                };
                let version = version_told(edition, marks);
                assert!(seen.insert(version), "{version}: {edition:?} {marks:?}");
            }
        }
        // As they were before headings counted.
        let none = Marks::default();
        let first = Edition {
            is_superseded: false,
            headings: 0,
            at: Timestamp::from_millis(0),
        };
        assert_eq!(version_told(first, none), VERSION);
    }

    #[test]
    fn our_own_id_is_an_identifier_for_everybody() {
        let id = DocumentId::from_bytes([0xab; 16]);
        assert_eq!(
            urn(id.to_bytes()),
            "urn:uuid:abababab-abab-abab-abab-abababababab"
        );
    }
}
