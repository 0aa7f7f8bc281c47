//! TD2: software deposits documents, one by itself (ITI-105) or several in one
//! transaction (ITI-65), all of them or none.
//!
//! What the sender declares of the author stays a declaration: the document is
//! the institution's (APP-06). A retry with the same identifier gets the first
//! result (F37).

use super::answer::{self, Refusal, VERSION};
use super::{Api, names};
use crate::actions::{Incoming, Keeping, Origin, Outcome as Added, Shelved, Twice};
use crate::rules::{self, Checked, Depositor, Draft, kinds};
use axum::extract::{Request, State};
use axum::response::Response;
use bytes::Bytes;
use fhir::mhd::{
    AuthorKind, DocumentStatus, DocumentView, EntryKind, NewDocument, PatientRef, PatientView,
    Submission, read_iti65, read_iti105,
};
use fhir::{Coding, EntryAnswer, Identifier, Issue, IssueType, Limits, Outcome};
use futures_util::stream;
use http::header::{CONTENT_LENGTH, LOCATION};
use http::{HeaderMap, HeaderValue, StatusCode};
use identity::Caller;
use identity::clients::{Bearer, Verb};
use kernel::{Error, Kind, SpaceId};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;

/// The longest message: 100 MB of document in base64, and its description.
const BODY_BYTES_MAX: usize = 144_000_000;
/// How many mebibytes of messages are read at once.
pub(super) const ROOM_MIB: usize = 160;
/// How long a message waits for room.
const ROOM_WAIT: Duration = Duration::from_secs(20);
/// Longer messages are read on a thread of their own.
const SHORT_BYTES: usize = 256 * 1024;
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

/// A message.
struct Message {
    value: Value,
    bytes: Bytes,
}

/// The place of a message in the room, until its documents are in the vault:
/// what was read from it is as long as it was.
type Room = OwnedSemaphorePermit;

/// `POST /fhir`.
pub(super) async fn transaction(
    State(api): State<Api>,
    bearer: Bearer,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    match take_transaction(&api, bearer, request).await {
        Ok(response) => response,
        Err(refusal) => refusal.answer(&headers),
    }
}

async fn take_transaction(
    api: &Api,
    bearer: Bearer,
    request: Request,
) -> Result<Response, Refusal> {
    let caller = may_deposit(bearer)?;
    let headers = request.headers().clone();
    let (message, _room) = receive(api, request).await?;
    let submission = unhurried(message, |message| {
        read_iti65(&message.value, &message.bytes)
    })
    .await?;
    // A patch we cannot do must not be lost in silence: all or nothing.
    let patched = |kind: &EntryKind| matches!(kind, EntryKind::Supersedes(_));
    if let Some(at) = submission.entries.iter().position(patched) {
        let issue = Issue::error(IssueType::NotSupported, "documents-fhir-replace");
        return Err(issue.at(format!("Bundle.entry[{at}]")).into());
    }
    let Submission {
        entries,
        documents,
        mut warnings,
        ..
    } = submission;
    let place = |n: usize| {
        entries
            .iter()
            .position(|kind| *kind == EntryKind::Document(n))
            .unwrap_or_default()
    };
    for (n, document) in documents.iter().enumerate() {
        warnings.extend(warn(document).into_iter().map(|issue| (place(n), issue)));
    }
    let (space, added) = deposit(api, &caller, documents).await?;
    let bundle = {
        let say = answer::sentences(&headers);
        let answers: Vec<EntryAnswer> = entries
            .iter()
            .enumerate()
            .map(|(at, kind)| {
                let (status, location) = entry_answer(kind, space, &added);
                let about = warnings
                    .iter()
                    .filter(|(n, _)| *n == at)
                    .map(|(_, issue)| issue.clone());
                let version = location.is_some().then_some(VERSION);
                let at = api.documents.sharing().world().now();
                EntryAnswer {
                    status,
                    location,
                    version,
                    at,
                    warnings: about.collect(),
                }
            })
            .collect();
        fhir::transaction_response(&answers, &say)
    };
    Ok(answer::resource(StatusCode::OK, &bundle))
}

/// What became of one entry.
fn entry_answer(
    kind: &EntryKind,
    space: SpaceId,
    added: &[Added],
) -> (&'static str, Option<String>) {
    let of = |n: usize, name: &str| match added.get(n) {
        Some(Added::Added(id)) => (
            "201 Created",
            Some(format!("{name}/{}", names::write(space, *id))),
        ),
        Some(Added::SameAs(id)) => (
            "200 OK",
            Some(format!("{name}/{}", names::write(space, *id))),
        ),
        None => ("200 OK", None),
    };
    match kind {
        // The set lives on as what its documents have in common: there is no
        // address at which it could be had.
        EntryKind::SubmissionSet => (of(0, "List").0, None),
        EntryKind::Document(n) => of(*n, "DocumentReference"),
        EntryKind::Content(documents) => {
            of(documents.first().copied().unwrap_or_default(), "Binary")
        }
        EntryKind::Patient => ("200 OK", Some(format!("Patient/{space}"))),
        EntryKind::Folder | EntryKind::Support | EntryKind::Supersedes(_) => ("200 OK", None),
    }
}

/// `POST /fhir/DocumentReference`.
pub(super) async fn simplified(
    State(api): State<Api>,
    bearer: Bearer,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    match take_simplified(&api, bearer, request).await {
        Ok(response) => response,
        Err(refusal) => refusal.answer(&headers),
    }
}

async fn take_simplified(api: &Api, bearer: Bearer, request: Request) -> Result<Response, Refusal> {
    let caller = may_deposit(bearer)?;
    let condition = request.headers().get("if-none-exist").cloned();
    let (message, _room) = receive(api, request).await?;
    let document = unhurried(message, |message| read_iti105(&message.value)).await?;
    only_its_own(condition.as_ref(), document.unique_id.as_ref())?;
    let (sent, mime, size) = (
        document.resource.clone(),
        document.mime.clone(),
        document.bytes.len() as u64,
    );
    let (space, added) = deposit(api, &caller, vec![document]).await?;
    let (status, id) = match added.first() {
        Some(Added::Added(id)) => (StatusCode::CREATED, *id),
        Some(Added::SameAs(id)) => (StatusCode::OK, *id),
        None => return Err(Error::fault("a deposit had no outcome").into()),
    };
    // Told from what was sent: the record is not read for it.
    let name = names::write(space, id);
    let value = fhir::mhd::document_reference(&DocumentView {
        id: &name,
        version: VERSION,
        updated: api.documents.sharing().world().now(),
        status: DocumentStatus::Current,
        sent: Some(sent),
        patient: PatientView::Here(""),
        unique_id: None,
        type_code: Coding::new("", ""),
        title: "",
        created: String::new(),
        authors: &[],
        mime: &mime,
        size,
    });
    let mut response = answer::versioned(answer::resource(status, &value));
    let location = format!("{}/DocumentReference/{name}", api.base);
    let location = HeaderValue::try_from(location)
        .map_err(|e| Error::fault("writing a location").because(e))?;
    response.headers_mut().insert(LOCATION, location);
    Ok(response)
}

/// `If-None-Exist` is kept anyway by the document's identifier; it may say
/// nothing else (DOC-37).
fn only_its_own(
    condition: Option<&HeaderValue>,
    unique_id: Option<&Identifier>,
) -> Result<(), Issue> {
    let Some(condition) = condition else {
        return Ok(());
    };
    let token = condition
        .to_str()
        .ok()
        .and_then(|text| text.trim_start_matches('?').strip_prefix("identifier="));
    let named = token.map(|token| {
        token
            .replace("%7C", "|")
            .replace("%7c", "|")
            .replace("%3A", ":")
    });
    let named = named.as_deref().and_then(Identifier::from_token);
    match named.is_some() && named.as_ref() == unique_id {
        true => Ok(()),
        false => Err(Issue::error(IssueType::NotSupported, "fhir-conditional")),
    }
}

fn may_deposit(bearer: Bearer) -> Result<Caller, Refusal> {
    let who = bearer.0?;
    who.need("DocumentReference", Verb::Create)?;
    Ok(who.caller())
}

/// Reads the message, when there is room for it.
async fn receive(api: &Api, request: Request) -> Result<(Message, Room), Refusal> {
    answer::sent_json(request.headers())?;
    answer::speaks_json(request.headers())?;
    let too_long = || Outcome::new(413, Issue::error(IssueType::TooLong, "fhir-too-long"));
    let announced = length(request.headers()).unwrap_or(BODY_BYTES_MAX);
    if announced > BODY_BYTES_MAX {
        return Err(too_long().into());
    }
    let mebibytes = u32::try_from(announced.div_ceil(1024 * 1024).max(1)).unwrap_or(u32::MAX);
    let room = Arc::clone(&api.room).acquire_many_owned(mebibytes);
    let room = tokio::time::timeout(ROOM_WAIT, room)
        .await
        .map_err(|_| Error::unavailable("no room for a long message"))?
        .map_err(|_| Error::fault("the room for messages is closed"))?;
    let limit = announced.max(1);
    let bytes = axum::body::to_bytes(request.into_body(), limit)
        .await
        .map_err(|error| {
            let chain = std::iter::successors(std::error::Error::source(&error), |e| e.source());
            match chain
                .into_iter()
                .any(|cause| cause.to_string().contains("length limit"))
            {
                true => Refusal::from(too_long()),
                false => Issue::error(IssueType::Structure, "documents-fhir-broken-off").into(),
            }
        })?;
    let message = Message {
        value: Value::Null,
        bytes,
    };
    let message = unhurried(message, |message| {
        let limits = Limits {
            bytes_max: BODY_BYTES_MAX,
            ..Limits::default()
        };
        fhir::parse(&message.bytes, limits).map(|value| Message { value, ..message })
    })
    .await?;
    Ok((message, room))
}

fn length(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Reads long messages where they hold up nobody else.
async fn unhurried<T, F>(message: Message, read: F) -> Result<T, Refusal>
where
    T: Send + 'static,
    F: FnOnce(Message) -> Result<T, Outcome> + Send + 'static,
{
    if message.bytes.len() <= SHORT_BYTES {
        return Ok(read(message)?);
    }
    let read = tokio::task::spawn_blocking(move || read(message)).await;
    Ok(read.map_err(|e| Error::fault("reading a message").because(e))??)
}

/// Checks, shelves and adds all documents, or none.
async fn deposit(
    api: &Api,
    caller: &Caller,
    documents: Vec<NewDocument>,
) -> Result<(SpaceId, Vec<Added>), Refusal> {
    let patient = documents
        .first()
        .map_or(PatientRef::Elsewhere, |document| document.patient.clone());
    let space = names::space_of(&api.spaces, &patient)
        .await
        .map_err(|error| nobody(error, &patient))?;
    let today = api.documents.sharing().world().now().in_paris().date();
    let mut hidden = None;
    let mut checked = Vec::new();
    for document in &documents {
        let keep = document.visibility;
        if keep.hidden_from_patient || keep.hidden_from_representatives {
            // To take it and show it all the same would betray the sender.
            return Err(Issue::error(IssueType::NotSupported, "documents-fhir-invisible").into());
        }
        if *hidden.get_or_insert(keep.hidden_from_professionals) != keep.hidden_from_professionals {
            return Err(
                Issue::error(IssueType::NotSupported, "documents-fhir-labels-differ").into(),
            );
        }
        checked.push(check(document, today)?);
    }
    let mut files: Vec<(Shelved, Checked, Origin)> = Vec::new();
    for (document, checked) in documents.into_iter().zip(checked) {
        let origin = origin(&document)?;
        let incoming = Incoming {
            file_name: checked.title.clone(),
            mime: Some(document.mime),
            bytes: stream::iter([Ok(Bytes::from(document.bytes))]),
        };
        match api.documents.shelve(caller, space, incoming).await {
            Ok(shelved) => files.push((shelved, checked, origin)),
            Err(error) => {
                let shelved = files.into_iter().map(|(shelved, _, _)| shelved);
                api.documents.unshelve(shelved.collect()).await;
                return Err(nobody(error, &patient));
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
                hidden: hidden == Some(true),
                twice: Twice::KeepBoth,
            },
        )
        .await;
    Ok((space, added.map_err(|error| nobody(error, &patient))?))
}

/// Unknown, closed and refused are one answer (ACT-16), with IHE's code for it.
fn nobody(error: Error, patient: &PatientRef) -> Refusal {
    if error.kind() != Kind::NotFound {
        return error.into();
    }
    let mut issue = Issue::error(IssueType::BusinessRule, "documents-fhir-patient-unknown");
    issue.code = Some("XDSUnknownPatientId");
    // The form of the name is the sender's own and tells nothing.
    issue.expression = match patient {
        PatientRef::Identified(_) | PatientRef::Here(_) | PatientRef::Elsewhere => {
            Some(String::from("DocumentReference.subject"))
        }
    };
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
        .find_map(|author| author.name.as_deref().map(edge::visible));
    let resource = serde_json::to_vec(&document.resource)
        .map_err(|error| Error::fault("writing a description").because(error))?;
    Ok(Origin {
        author_name,
        unique_id: document
            .unique_id
            .as_ref()
            .map(|id| format!("{}|{}", id.system, id.value)),
        resource: Some(resource),
    })
}

/// What is taken but not done: said, so that nobody counts on it (ITI-65,
/// 2:3.65.4.1.3).
fn warn(document: &NewDocument) -> Vec<Issue> {
    let mut issues = Vec::new();
    for relation in &document.relations {
        let code = match &*relation.code {
            "replaces" => "PartialReplaceContentNotProcessed",
            "transforms" => "PartialTransformContentNotProcessed",
            _ => "PartialAppendContentNotProcessed",
        };
        issues.push(Issue::warning(
            IssueType::NotSupported,
            "documents-fhir-relation",
            code,
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

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::DocumentId;

    #[test]
    fn a_condition_may_only_name_the_document_itself() {
        let own = Identifier::new("urn:ietf:rfc:3986", "urn:oid:2.999.1");
        let rows = [
            (None, true),
            (Some("identifier=urn:ietf:rfc:3986|urn:oid:2.999.1"), true),
            (Some("identifier=urn:ietf:rfc:3986%7Curn:oid:2.999.1"), true),
            (Some("identifier=urn:ietf:rfc:3986|urn:oid:2.999.2"), false),
            (Some("patient.name=Anne"), false),
        ];
        for (condition, expected) in rows {
            let header = condition.map(HeaderValue::from_static);
            assert_eq!(
                only_its_own(header.as_ref(), Some(&own)).is_ok(),
                expected,
                "{condition:?}"
            );
        }
        let header = HeaderValue::from_static("identifier=a|b");
        assert!(only_its_own(Some(&header), None).is_err());
    }

    #[test]
    fn every_entry_is_answered_in_its_place() {
        let space = SpaceId::from_bytes([1; 16]);
        let (new, old) = (
            DocumentId::from_bytes([2; 16]),
            DocumentId::from_bytes([3; 16]),
        );
        let added = [Added::Added(new), Added::SameAs(old)];
        let say = |kind| entry_answer(&kind, space, &added);
        assert_eq!(
            say(EntryKind::Document(0)),
            (
                "201 Created",
                Some(format!("DocumentReference/{space}-{new}"))
            )
        );
        assert_eq!(
            say(EntryKind::Document(1)),
            ("200 OK", Some(format!("DocumentReference/{space}-{old}")))
        );
        assert_eq!(
            say(EntryKind::Content(vec![0])),
            ("201 Created", Some(format!("Binary/{space}-{new}")))
        );
        assert_eq!(say(EntryKind::Folder), ("200 OK", None));
    }

    #[test]
    fn unknown_closed_and_elsewhere_are_one_answer() {
        let ins = Identifier::new("urn:oid:1.2.250.1.213.1.4.8", "1");
        let texts: Vec<String> = [
            PatientRef::Identified(ins),
            PatientRef::Here("x".into()),
            PatientRef::Elsewhere,
        ]
        .iter()
        .map(|patient| match nobody(Error::not_found(), patient) {
            Refusal::Outcome(outcome) => format!("{outcome:?}"),
            _ => String::from("something else"),
        })
        .collect();
        assert!(
            texts
                .iter()
                .all(|text| *text == texts[0] && text.contains("patient-unknown"))
        );
    }
}
