//! A batch: each entry goes the way of the request that it stands for.

use super::{Entry, answered, bundle};
use crate::Api;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use fhir::Outcome;
use http::HeaderMap;
use tower::ServiceExt as _;

/// One after the other, in their order: what one of them writes the next one finds.
pub(super) async fn done(
    api: &Api,
    headers: &HeaderMap,
    entries: Vec<Result<Entry, Outcome>>,
) -> Response {
    let doors = crate::routes(api.clone());
    let mut answers = Vec::with_capacity(entries.len());
    for entry in entries {
        let response = match entry {
            Ok(entry) => {
                let Ok(response) = doors.clone().oneshot(request(entry)).await;
                response
            }
            Err(outcome) => rest::refuse(headers, &outcome),
        };
        answers.push(answered(response).await);
    }
    bundle("batch-response", answers)
}

fn request(entry: Entry) -> Request {
    let mut path = format!("/fhir/{}", entry.kind.searched.resource);
    if let Some(id) = &entry.id {
        path = format!("{path}/{id}");
    }
    if let Some(version) = &entry.version {
        path = format!("{path}/_history/{version}");
    }
    let body = entry
        .resource
        .map_or_else(Body::empty, |resource| Body::from(resource.to_string()));
    let mut request = Request::new(body);
    *request.method_mut() = entry.method;
    // Its parts were looked at, sign by sign.
    *request.uri_mut() = path.parse().unwrap_or_default();
    *request.headers_mut() = entry.headers;
    request
}
