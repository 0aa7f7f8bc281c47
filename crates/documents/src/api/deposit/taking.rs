//! What a description becomes in the record, and what is said of the rest.

use crate::actions::{Incoming, Keeping, Origin, Outcome as Added, Shelved, Twice};
use crate::api::Api;
use crate::rules::{self, Checked, Depositor, Draft, kinds};
use crate::shelf::Original;
use bytes::Bytes;
use fhir::mhd::{AuthorKind, EntryKind, NewDocument, PatientRef, RelationTarget};
use fhir::{Identifier, Issue, IssueType};
use futures_util::stream;
use identity::Caller;
use kernel::{Error, Kind, SpaceId};
use rest::Refusal;
use rest::names;

/// A document of a type outside the official list: only the holder and the
/// sender see it, for the matrix opens it to no profession. LOINC "Note".
const UNLISTED: &str = "34109-9";
/// Any listed type: lets the other rules be checked for an unlisted one.
const STAND_IN: &str = "11488-4";
const TYPE_SYSTEMS: [&str; 5] = [
    "http://loinc.org",
    "urn:oid:2.16.840.1.113883.6.1",
    "https://mos.esante.gouv.fr/NOS/TRE_A05-TypeDocComplementaire/FHIR/TRE-A05-TypeDocComplementaire",
    "urn:oid:1.2.250.1.213.1.1.4.12",
    "https://mos.esante.gouv.fr/NOS/JDV_J07-XdsTypeCode-CISIS/FHIR/JDV-J07-XdsTypeCode-CISIS",
];

/// Checks, shelves and adds all documents, or none.
pub(super) async fn deposit(
    api: &Api,
    caller: &Caller,
    documents: Vec<NewDocument>,
    entries: &[EntryKind],
) -> Result<(SpaceId, Vec<Added>), Refusal> {
    let patient = documents
        .first()
        .map_or(PatientRef::Elsewhere, |document| document.patient.clone());
    let space = names::space_of(&api.spaces, &patient)
        .await
        .map_err(nobody)?;
    let today = api.documents.sharing().world().now().in_paris().date();
    let mut labels = None;
    let mut checked = Vec::new();
    for document in &documents {
        let keep = document.visibility;
        if *labels.get_or_insert(keep) != keep {
            return Err(
                Issue::error(IssueType::NotSupported, "documents-fhir-labels-differ").into(),
            );
        }
        checked.push(check(document, today)?);
    }
    let labels = labels.unwrap_or_default();
    let originals = originals(&documents, entries, space)?;
    let mut files: Vec<(Shelved, Checked, Origin)> = Vec::new();
    for ((document, checked), replaces) in documents.into_iter().zip(checked).zip(originals) {
        let origin = Origin {
            replaces,
            ..origin(&document)?
        };
        let incoming = Incoming {
            file_name: checked.title.clone(),
            mime: Some(document.mime),
            bytes: stream::iter([Ok(Bytes::from(document.bytes))]),
        };
        match api.documents.shelve(caller, space, incoming).await {
            Ok(mut shelved) => {
                api.documents.glean(caller, &mut shelved).await;
                files.push((shelved, checked, origin));
            }
            Err(error) => {
                let shelved = files.into_iter().map(|(shelved, _, _)| shelved);
                api.documents.unshelve(shelved.collect()).await;
                return Err(nobody(error));
            }
        }
    }
    let added = api
        .documents
        .add_all(
            caller,
            space,
            files,
            Keeping {
                hidden: labels.hidden_from_professionals,
                reserved: labels.hidden_from_patient,
                secret: labels.hidden_from_representatives,
                twice: Twice::KeepBoth,
            },
        )
        .await;
    Ok((space, added.map_err(nobody)?))
}

/// Unknown, closed and refused are one answer (ACT-16), with IHE's code for it.
fn nobody(error: Error) -> Refusal {
    if error.kind() != Kind::NotFound {
        return error.into();
    }
    let mut issue = Issue::error(IssueType::BusinessRule, "documents-fhir-patient-unknown");
    issue.code = Some("XDSUnknownPatientId");
    // The form of the name is the sender's own and tells nothing.
    issue.expression = Some(String::from("DocumentReference.subject"));
    issue.into()
}

fn listed_type(document: &NewDocument) -> Option<&str> {
    document
        .types
        .iter()
        .filter(|coding| coding.system.is_empty() || TYPE_SYSTEMS.contains(&&*coding.system))
        .map(|coding| &*coding.code)
        .find(|code| kinds::find(code).is_some_and(|kind| kind.may_be_added_by(Depositor::Care)))
}

/// What a description becomes in the record. A missing title is the type's, a
/// missing day of the act is that of the document's making.
fn check(document: &NewDocument, today: kernel::Date) -> Result<Checked, Error> {
    let listed = listed_type(document);
    let label = listed
        .and_then(kinds::find)
        .map(|kind| kind.label_fr.clone());
    let title = document.title.clone().or(label);
    let day = document
        .act_start
        .as_ref()
        .or(document.created.as_ref())
        .map_or(today, |moment| moment.day);
    let draft = Draft {
        title: title
            .unwrap_or_else(|| String::from("Document"))
            .chars()
            .take(rules::TITLE_CHARS_MAX)
            .collect(),
        type_code: listed.unwrap_or(STAND_IN).to_owned(),
        act_date: Ok(Some(day)),
    };
    let mut checked = draft.check(Depositor::Care, today)?;
    if listed.is_none() {
        checked.type_code = String::from(UNLISTED);
    }
    Ok(checked)
}

/// What the sender said beside the document.
fn origin(document: &NewDocument) -> Result<Origin, Error> {
    let people = document
        .authors
        .iter()
        .filter(|author| author.kind == AuthorKind::Practitioner);
    let author_name = people
        .chain(&document.authors)
        .find_map(|author| author.name.as_deref().map(kernel::visible));
    let resource = serde_json::to_vec(&document.resource)
        .map_err(|error| Error::fault("writing a description").because(error))?;
    Ok(Origin {
        author_name,
        unique_id: document.unique_id.as_ref().map(unique),
        resource: Some(resource),
        replaces: None,
    })
}

/// A producer's name for a document, as the record keeps it.
fn unique(id: &Identifier) -> String {
    format!("{}|{}", id.system, id.value)
}

/// What each of the documents replaces: one of ours, or what its producer calls
/// so, which may come later.
fn originals(
    documents: &[NewDocument],
    entries: &[EntryKind],
    space: SpaceId,
) -> Result<Vec<Option<Original>>, Issue> {
    let unknown = || Issue::error(IssueType::BusinessRule, "documents-original-unknown");
    let original = |target: &RelationTarget| match target {
        RelationTarget::Named(id) => Ok(Original::Named(unique(id))),
        RelationTarget::Here(id) => match names::read(id) {
            Ok((of, id)) if of == space => Ok(Original::Known(id)),
            _ => Err(unknown()),
        },
        RelationTarget::Entry(at) => match entries.get(*at) {
            Some(EntryKind::Document(n)) => documents
                .get(*n)
                .and_then(|document| document.unique_id.as_ref())
                .map(|id| Original::Named(unique(id)))
                .ok_or_else(unknown),
            _ => Err(unknown()),
        },
    };
    let of_one = |document: &NewDocument| {
        let mut replaced = document
            .relations
            .iter()
            .filter(|relation| relation.code == "replaces");
        match (replaced.next(), replaced.next()) {
            (None, _) => Ok(None),
            (Some(relation), None) => original(&relation.target).map(Some),
            (Some(_), Some(_)) => Err(Issue::error(
                IssueType::NotSupported,
                "documents-fhir-replaces-two",
            )),
        }
    };
    documents.iter().map(of_one).collect()
}

/// What is taken but not done: said, so that nobody counts on it (ITI-65,
/// 2:3.65.4.1.3).
pub(super) fn warn(document: &NewDocument) -> Vec<Issue> {
    let mut issues = Vec::new();
    let kept = document.relations.iter();
    for relation in kept.filter(|relation| relation.code != "replaces") {
        let code = match &*relation.code {
            "transforms" => "PartialTransformContentNotProcessed",
            _ => "PartialAppendContentNotProcessed",
        };
        issues.push(Issue::warning(
            IssueType::NotSupported,
            "documents-fhir-relation",
            code,
        ));
    }
    if document.visibility.hidden_from_patient {
        issues.push(Issue::warning(
            IssueType::BusinessRule,
            "documents-fhir-reserved",
            "XDSRegistryMetadataError",
        ));
    }
    if listed_type(document).is_none() {
        issues.push(Issue::warning(
            IssueType::BusinessRule,
            "documents-fhir-type-unlisted",
            "XDSRegistryMetadataError",
        ));
    }
    issues
}
