//! What a description said before: `_history` of a DocumentReference, and each version by
//! itself. The document is opened for it as for reading, with the line of that.

use super::Api;
use super::describe::describe;
use super::read::open;
use crate::rules::kinds::is_opened;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use identity::clients::{Bearer, Verb};
use kernel::{Error, Result as Done};
use rest::{Refusal, Version, Versions, names};

/// `GET /fhir/DocumentReference/{id}/_history`.
pub(super) async fn history(
    State(api): State<Api>,
    bearer: Bearer,
    headers: HeaderMap,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let read = async {
        let versions = versions(&api, bearer, &headers, &id, query.as_deref()).await?;
        let address = format!("{}/DocumentReference/{id}", api.base);
        let bundle = Versions::all(versions).bundle(&address);
        Ok::<_, Refusal>(rest::resource(StatusCode::OK, &bundle))
    };
    read.await
        .unwrap_or_else(|refusal| refusal.answer(&headers))
}

/// `GET /fhir/DocumentReference/{id}/_history/{vid}`.
pub(super) async fn version(
    State(api): State<Api>,
    bearer: Bearer,
    headers: HeaderMap,
    Path((id, version)): Path<(String, String)>,
) -> Response {
    let read = async {
        let versions = versions(&api, bearer, &headers, &id, None).await?;
        let wanted = rest::named_version(&version);
        let mut versions = versions.into_iter();
        let found = versions.find(|one| Some(one.version) == wanted);
        let found = found.ok_or_else(Error::not_found)?;
        Ok::<_, Refusal>(found.answer(&headers))
    };
    read.await
        .unwrap_or_else(|refusal| refusal.answer(&headers))
}

/// All of them, the newest first.
async fn versions(
    api: &Api,
    bearer: Bearer,
    headers: &HeaderMap,
    id: &str,
    query: Option<&str>,
) -> Result<Vec<Version>, Refusal> {
    let who = bearer.0?;
    who.need("DocumentReference", Verb::Read)?;
    rest::speaks_json(headers)?;
    rest::without_params(query)?;
    let (space, document) = names::read(id)?;
    let extent = who.scopes.extent("DocumentReference", Verb::Read);
    let opened = open(api, &who.caller(), space, (document, &extent)).await?;
    let (replaces, marks) = (opened.replaces_within(&extent)?, opened.marks()?);
    let editions = api.documents.editions(&opened).await?;
    // What it was called while its type was of a class that these scopes do not open is
    // not theirs to read either.
    let theirs = editions.into_iter();
    let theirs = theirs.filter(|(label, _)| is_opened(&extent, &label.type_code));
    let each = theirs.map(|(label, edition)| {
        let (value, version) = describe(space, &label, replaces, edition, marks)?;
        let at = edition.at;
        Ok(Version { at, version, value })
    });
    Ok(each.collect::<Done<Vec<Version>>>()?)
}
