//! TD3.2 and TD0.2: software reads what its institution deposited, and asks
//! whether somebody has an open space. Each read is written first.

use super::Api;
use super::describe::{VERSION, describe};
use crate::actions::Opened;
use crate::outgoing;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use edge::Asked;
use fhir::mhd::PatientRef;
use fhir::{Identifier, Issue, IssueType, Outcome};
use futures_util::{Stream, StreamExt, stream};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, VARY};
use http::{HeaderMap, StatusCode};
use identity::Caller;
use identity::clients::{Authorised, Bearer, Extent, Verb};
use kernel::{DocumentId, Error, Kind, Result as Done, SpaceId, Timestamp};
use rest::{Refusal, Wanted, names};
use serde_json::{Value, json};
use sharing::entries::Basis;
use sharing::{CareLink, Change, Manner};
use std::io;

/// `GET /fhir/DocumentReference/{id}`.
pub(super) async fn document_reference(
    State(api): State<Api>,
    bearer: Bearer,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    let read = async {
        let who = bearer.0?;
        who.need("DocumentReference", Verb::Read)?;
        rest::speaks_json(&headers)?;
        let (space, id) = names::read(&id)?;
        let extent = who.scopes.extent("DocumentReference", Verb::Read);
        let (value, version, _) = opened(&api, &who.caller(), space, (id, &extent)).await?;
        Ok::<_, Refusal>((rest::resource(StatusCode::OK, &value), version))
    };
    reply(read.await, &headers)
}

/// `GET /fhir/Binary/{id}`: the document itself, unless FHIR is asked for.
pub(super) async fn binary(
    State(api): State<Api>,
    bearer: Bearer,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    let read = async {
        let who = bearer.0?;
        // Whoever may read descriptions may read what they describe, and no more.
        let mut extent = who.scopes.extent("Binary", Verb::Read);
        if who.need("Binary", Verb::Read).is_err() {
            who.need("DocumentReference", Verb::Read)?;
            extent = who.scopes.extent("DocumentReference", Verb::Read);
        }
        let (space, document) = names::read(&id)?;
        // Software by itself looks at nothing; behind it somebody does.
        let manner = match who.professional {
            Some(_) => Manner::Downloaded,
            None => Manner::Fetched,
        };
        let opened = api
            .documents
            .open_within(&who.caller(), space, (document, &extent), manner)
            .await?;
        match rest::wanted(&headers, &opened.body.mime) {
            Wanted::Raw => Ok((raw(&opened).await?, VERSION)),
            Wanted::Fhir => Ok((wrapped(&id, &opened).await?, VERSION)),
            Wanted::Neither => Err(rest::not_acceptable()),
        }
    };
    reply(read.await, &headers)
}

/// `GET /fhir/Patient?identifier=`. The answer holds no trait of identity:
/// whoever has a number does not learn a name from it.
pub(super) async fn patient(
    State(api): State<Api>,
    bearer: Bearer,
    headers: HeaderMap,
    asked: Asked,
) -> Response {
    let read = async {
        let who = bearer.0?;
        who.need("Patient", Verb::Search)?;
        rest::speaks_json(&headers)?;
        let token = asked.param("identifier")?.unwrap_or_default();
        let Some(identifier) = Identifier::from_token(&token) else {
            let issue = Issue::error(IssueType::Required, "documents-fhir-identifier");
            return Err(Outcome::new(400, issue).into());
        };
        let found = open_space(&api, &who, &identifier).await?;
        let resources: Vec<(String, Value)> = found
            .into_iter()
            .map(|(space, access)| person(&api, space, &identifier, access))
            .collect();
        let query = asked.query.as_deref().unwrap_or_default();
        let own_address = format!("{}/Patient?{query}", api.base);
        Ok::<_, Refusal>(rest::resource(
            StatusCode::OK,
            &fhir::searchset(fhir::Page {
                own_address: &own_address,
                next: None,
                total: resources.len(),
                resources,
            }),
        ))
    };
    match read.await {
        Ok(response) => response,
        Err(refusal) => refusal.answer(&headers),
    }
}

/// The open space of this person, and how the professional stands to it. One
/// whom the person blocked gets the answer of a space that is not there.
async fn open_space(
    api: &Api,
    who: &Authorised,
    identifier: &Identifier,
) -> Done<Option<(SpaceId, Option<Access>)>> {
    let found = async {
        let patient = PatientRef::Identified(identifier.clone());
        let space = names::space_of(&api.spaces, &patient).await?;
        let sharing = api.documents.sharing();
        match &who.professional {
            Some(professional) => {
                let link = sharing.own_link(professional, space).await?;
                Ok::<_, Error>((space, Some(Access(link))))
            }
            None => {
                sharing.check(&who.caller(), space, Change::Add).await?;
                Ok((space, None))
            }
        }
    };
    match found.await {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(error.kind(), Kind::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The care link of the one who asks.
struct Access(Option<CareLink>);

const TREATING: &str =
    "https://interop.esante.gouv.fr/ig/fhir/dmp/StructureDefinition/dmp-medecin-traitant";
/// The draft leaves open how this is said.
const ACCESS: &str = "urn:carnet:fhir:autorisation-acces";

fn person(
    api: &Api,
    space: SpaceId,
    identifier: &Identifier,
    access: Option<Access>,
) -> (String, Value) {
    let mut resource = json!({
        "resourceType": "Patient",
        "id": space.to_string(),
        "identifier": [{"use": "official", "system": identifier.system, "value": identifier.value}],
        "active": true,
    });
    if let Some(Access(link)) = access {
        let treats = link
            .as_ref()
            .is_some_and(|link| link.basis == Basis::Treating);
        let status = if link.is_some() {
            "valide"
        } else {
            "inexistante"
        };
        let mut access = vec![json!({"url": "statut", "valueCode": status})];
        access.extend(link.map(|link| json!({"url": "fin", "valueInstant": link.until.rfc3339()})));
        resource["extension"] = json!([
            {"url": TREATING, "valueBoolean": treats},
            {"url": ACCESS, "extension": access},
        ]);
    }
    (format!("{}/Patient/{space}", api.base), resource)
}

fn reply(read: Result<(Response, u64), Refusal>, headers: &HeaderMap) -> Response {
    match read {
        Ok((_, version)) if rest::is_known(headers, version) => rest::unchanged(version),
        Ok((response, version)) => rest::versioned(response, version),
        Err(refusal) => refusal.answer(headers),
    }
}

/// The DocumentReference of a document that these scopes open, its version and when it
/// came, once the read is written.
pub(super) async fn opened(
    api: &Api,
    caller: &Caller,
    space: SpaceId,
    (id, extent): (DocumentId, &Extent),
) -> Done<(Value, u64, Timestamp)> {
    let document = open(api, caller, space, (id, extent)).await?;
    let label = &document.listed.label;
    let (replaces, edition) = (document.replaces_within(extent)?, document.edition()?);
    let (value, version) = describe(space, label, replaces, edition, document.marks()?)?;
    Ok((value, version, label.added_at))
}

/// A document that these scopes open, opened for its description, once the read is
/// written.
pub(super) async fn open(
    api: &Api,
    caller: &Caller,
    space: SpaceId,
    (id, extent): (DocumentId, &Extent),
) -> Done<Opened> {
    let manner = match caller {
        Caller::Professional(_) => Manner::Seen,
        _ => Manner::Fetched,
    };
    api.documents
        .open_within(caller, space, (id, extent), manner)
        .await
}

/// The file: always a download, whatever a browser may think of it.
async fn raw(opened: &Opened) -> Done<Response> {
    let headers = [(CACHE_CONTROL, "no-store"), (VARY, "Accept, Authorization")];
    let file = outgoing::file(opened, String::from("attachment")).await?;
    Ok((headers, file).into_response())
}

/// The file inside a FHIR Binary, written as it is read.
async fn wrapped(id: &str, opened: &Opened) -> Done<Response> {
    let frame = fhir::binary(id, &opened.body.mime, b"").to_string();
    let (before, after) = frame
        .split_once("\"data\":\"")
        .map(|(before, after)| (format!("{before}\"data\":\""), after.to_owned()))
        .ok_or_else(|| Error::fault("a Binary without data"))?;
    let text = in_base64(opened.bytes().await?);
    let body = stream::iter([Ok(Bytes::from(before))])
        .chain(text)
        .chain(stream::iter([Ok(Bytes::from(after))]));
    let headers = [
        (CONTENT_TYPE, "application/fhir+json; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (VARY, "Accept, Authorization"),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

/// Base64 of a stream: three bytes at a time, so that pieces fit together.
fn in_base64<S>(bytes: S) -> impl Stream<Item = io::Result<Bytes>> + Send
where
    S: Stream<Item = Done<Bytes>> + Send + Unpin,
{
    stream::unfold(Some((bytes, Vec::new())), |state| async move {
        let (mut bytes, mut left) = state?;
        match bytes.next().await {
            Some(Ok(piece)) => {
                left.extend_from_slice(&piece);
                let rest = left.split_off(left.len() - left.len() % 3);
                Some((Ok(Bytes::from(STANDARD.encode(&left))), Some((bytes, rest))))
            }
            Some(Err(error)) => Some((Err(outgoing::broke_off(error)), None)),
            None => Some((Ok(Bytes::from(STANDARD.encode(&left))), None)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn base64_does_not_depend_on_the_pieces() {
        let file: Vec<u8> = (0..200).collect();
        for cut in [1, 2, 3, 7, 64, 200] {
            let pieces: Vec<Done<Bytes>> = file
                .chunks(cut)
                .map(|piece| Ok(Bytes::copy_from_slice(piece)))
                .collect();
            let text: Vec<io::Result<Bytes>> = in_base64(stream::iter(pieces)).collect().await;
            let text: Vec<u8> = text
                .into_iter()
                .flat_map(|piece| piece.expect("no piece fails"))
                .collect();
            assert_eq!(
                STANDARD.decode(text).expect("base64"),
                file,
                "pieces of {cut}"
            );
        }
    }
}
