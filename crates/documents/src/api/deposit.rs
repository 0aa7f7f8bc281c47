//! TD2: software deposits documents, one by itself (ITI-105) or several in one
//! transaction (ITI-65), all of them or none.
//!
//! What the sender declares of the author stays a declaration: the document is
//! the institution's (APP-06). A retry with the same identifier gets the first
//! result (F37).

mod message;
mod taking;

pub(super) use message::ROOM_MIB;

use super::Api;
use super::describe::{SUPERSEDED, VERSION, version_of};
use crate::actions::{DepositState, Outcome as Added};
use axum::extract::{Request, State};
use axum::response::Response;
use fhir::mhd::{
    DocumentStatus, DocumentView, EntryKind, Submission, Told, read_iti65, read_iti105,
};
use fhir::{EntryAnswer, Identifier, Issue, IssueType, Outcome};
use http::header::LOCATION;
use http::{HeaderMap, HeaderValue, StatusCode};
use identity::Caller;
use identity::clients::{Bearer, Verb};
use kernel::{Error, SpaceId};
use message::{receive, unhurried};
use rest::{Refusal, names};
use taking::{deposit, warn};

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
    let (space, added) = deposit(api, &caller, documents, &entries).await?;
    let mut versions = Vec::with_capacity(added.len());
    for (n, outcome) in added.iter().enumerate() {
        let marks = api.documents.own_marks(&caller, space, outcome.document());
        versions.push(version_of(VERSION, marks.await?));
        if is_aside(api, &caller, space, outcome).await? {
            warnings.push((place(n), aside()));
        }
    }
    let bundle = {
        let say = rest::sentences(&headers);
        let answers: Vec<EntryAnswer> = entries
            .iter()
            .enumerate()
            .map(|(at, kind)| {
                let (status, location) = entry_answer(kind, space, &added);
                let about = warnings
                    .iter()
                    .filter(|(n, _)| *n == at)
                    .map(|(_, issue)| issue.clone());
                let version = version_in(kind, &versions);
                let version = location.is_some().then_some(version);
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
    Ok(rest::resource(StatusCode::OK, &bundle))
}

/// The version of what one entry became: of its document, where it is one's.
fn version_in(kind: &EntryKind, versions: &[u64]) -> u64 {
    let document = match kind {
        EntryKind::Document(n) => Some(*n),
        EntryKind::Content(documents) => documents.first().copied(),
        EntryKind::SubmissionSet
        | EntryKind::Patient
        | EntryKind::Supersedes(_)
        | EntryKind::Folder
        | EntryKind::Support => None,
    };
    let version = document.and_then(|n| versions.get(n));
    version.copied().unwrap_or(VERSION)
}

/// What became of one entry.
fn entry_answer(
    kind: &EntryKind,
    space: SpaceId,
    added: &[Added],
) -> (&'static str, Option<String>) {
    let of = |n: usize, name: &str| match added.get(n) {
        Some(Added::Added(id) | Added::KeptAside(id)) => (
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
        // The new document says that it replaces this one, which makes it so.
        EntryKind::Supersedes(id) => ("200 OK", Some(format!("DocumentReference/{id}"))),
        EntryKind::Folder | EntryKind::Support => ("200 OK", None),
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
    let headers = request.headers().clone();
    let condition = headers.get("if-none-exist").cloned();
    let (message, _room) = receive(api, request).await?;
    let document = unhurried(message, |message| read_iti105(&message.value)).await?;
    only_its_own(condition.as_ref(), document.unique_id.as_ref())?;
    let (sent, mime, size) = (
        document.resource.clone(),
        document.mime.clone(),
        document.bytes.len() as u64,
    );
    let mut issues = warn(&document);
    let (space, added) = deposit(api, &caller, vec![document], &[]).await?;
    let (status, id, stands) = match added.first() {
        Some(Added::Added(id)) => (StatusCode::CREATED, *id, DepositState::Current),
        Some(Added::KeptAside(id)) => (StatusCode::CREATED, *id, DepositState::Aside),
        Some(Added::SameAs(id)) => {
            let stands = api.documents.own_state(&caller, space, *id).await?;
            let stands = stands.unwrap_or(DepositState::Current);
            (StatusCode::OK, *id, stands)
        }
        None => return Err(Error::fault("a deposit had no outcome").into()),
    };
    if stands == DepositState::Aside {
        issues.push(aside());
    }
    let (stands, version) = match stands {
        DepositState::Current | DepositState::Aside => (DocumentStatus::Current, VERSION),
        DepositState::Replaced => (DocumentStatus::Superseded, SUPERSEDED),
        DepositState::Withdrawn => (DocumentStatus::EnteredInError, SUPERSEDED),
    };
    // From whom it is kept is told by the record, whatever was sent: it was lifted
    // since, or another version is a secret.
    let marks = api.documents.own_marks(&caller, space, id).await?;
    let version = version_of(version, marks);
    let name = names::write(space, id);
    let value = fhir::mhd::document_reference(DocumentView {
        id: &name,
        version,
        updated: api.documents.sharing().world().now(),
        status: stands,
        told: Told::Sent(sent),
        mime: &mime,
        size,
        is_invisible_to_patient: marks.reserved,
        is_invisible_to_representatives: marks.secret,
        is_masked: marks.masked,
        is_archived: marks.archived,
    });
    let said = match wants_outcome(&headers) && !issues.is_empty() {
        true => {
            let status = status.as_u16();
            Outcome { status, issues }.to_value(&rest::sentences(&headers))
        }
        false => value,
    };
    let mut response = rest::versioned(rest::resource(status, &said), version);
    let location = format!("{}/DocumentReference/{name}", api.base);
    let location = HeaderValue::try_from(location)
        .map_err(|e| Error::fault("writing a location").because(e))?;
    response.headers_mut().insert(LOCATION, location);
    Ok(response)
}

/// Whether a deposit, made now or before, is kept aside.
async fn is_aside(
    api: &Api,
    caller: &Caller,
    space: SpaceId,
    added: &Added,
) -> Result<bool, Error> {
    Ok(match added {
        Added::Added(_) => false,
        Added::KeptAside(_) => true,
        Added::SameAs(id) => {
            let stands = api.documents.own_state(caller, space, *id).await?;
            stands == Some(DepositState::Aside)
        }
    })
}

/// What is said of a document that names somebody else: it is kept, and not filed.
fn aside() -> Issue {
    let code = "XDSRegistryMetadataError";
    Issue::warning(IssueType::BusinessRule, "documents-fhir-aside", code)
}

/// Whether the sender prefers to be told of what it sent, to having it back (RFC 7240).
fn wants_outcome(headers: &HeaderMap) -> bool {
    let prefers = headers.get_all("prefer").iter();
    let prefers = prefers.filter_map(|value| value.to_str().ok());
    let mut wishes = prefers.flat_map(|value| value.split([',', ';']));
    wishes.any(|wish| wish.trim().eq_ignore_ascii_case("return=OperationOutcome"))
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
    // A scope of one class opens what is there, and adds nothing.
    who.need_whole("DocumentReference", Verb::Create)?;
    Ok(who.caller())
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
}
