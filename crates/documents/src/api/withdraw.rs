//! TD3.3c: software takes back what its institution deposited, by a patch that
//! says just that. A patch made again gets the first answer.

use super::answer::Refusal;
use super::{Api, names};
use crate::entries::Reason;
use crate::rules::life::Expected;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use fhir::{Issue, IssueType, Outcome};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use identity::clients::{Bearer, Verb};
use serde_json::{Value, json};

/// A patch is no longer.
const PATCH_BYTES_MAX: usize = 4 * 1024;
const JSON_PATCH: &str = "application/json-patch+json";

/// `PATCH /fhir/DocumentReference/{id}`.
pub(super) async fn withdraw(
    State(api): State<Api>,
    bearer: Bearer,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    match taken_back(&api, bearer, &id, request).await {
        Ok(()) => (StatusCode::NO_CONTENT, [(CACHE_CONTROL, "no-store")]).into_response(),
        Err(refusal) => refusal.answer(&headers),
    }
}

async fn taken_back(api: &Api, bearer: Bearer, id: &str, request: Request) -> Result<(), Refusal> {
    let who = bearer.0?;
    who.need("DocumentReference", Verb::Update)?;
    is_patch(request.headers())?;
    let too_long = || Outcome::new(413, Issue::error(IssueType::TooLong, "fhir-too-long"));
    let body = axum::body::to_bytes(request.into_body(), PATCH_BYTES_MAX).await;
    let body = body.map_err(|_| too_long())?;
    // A patch is a list, and no resource; what cannot be read says nothing.
    let patch = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let Some(expected) = entered_in_error(&patch) else {
        return Err(Issue::error(IssueType::NotSupported, "fhir-patch").into());
    };
    let (space, document) = names::read(id)?;
    api.documents
        .withdraw(&who.caller(), space, document, Reason::Other, expected)
        .await?;
    Ok(())
}

/// Refuses bodies that are no JSON patch: 415.
fn is_patch(headers: &HeaderMap) -> Result<(), Refusal> {
    let media = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = media
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    match essence.trim().eq_ignore_ascii_case(JSON_PATCH) {
        true => Ok(()),
        false => {
            let issue = Issue::error(IssueType::NotSupported, "documents-fhir-patch-media");
            Err(Outcome::new(415, issue).into())
        }
    }
}

/// The one patch there is: the status becomes *entered in error*. A test of
/// what it was may come first; where it fails, nothing is done (RFC 6902, 5).
fn entered_in_error(patch: &Value) -> Option<Expected> {
    let replace = json!({"op": "replace", "path": "/status", "value": "entered-in-error"});
    let test = json!({"op": "test", "path": "/status", "value": "current"});
    match patch.as_array().map(Vec::as_slice) {
        Some([one]) if *one == replace => Some(Expected::Anything),
        Some([first, second]) if *first == test && *second == replace => Some(Expected::Current),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_patch_that_takes_back_is_read() {
        let replace = json!({"op": "replace", "path": "/status", "value": "entered-in-error"});
        let test = json!({"op": "test", "path": "/status", "value": "current"});
        let read = |patch: Value| entered_in_error(&patch);
        assert_eq!(read(json!([replace])), Some(Expected::Anything));
        assert_eq!(read(json!([test, replace])), Some(Expected::Current));
        let title = json!({"op": "replace", "path": "/description", "value": "x"});
        for other in [
            json!([]),
            json!(replace),
            json!([title]),
            json!([replace, title]),
            json!([{"op": "replace", "path": "/status", "value": "superseded"}]),
        ] {
            assert!(entered_in_error(&other).is_none(), "{other}");
        }
    }
}
