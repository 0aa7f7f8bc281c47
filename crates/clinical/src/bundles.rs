//! Several requests in one Bundle, to `POST /fhir`: a `batch`, where each is answered by
//! itself as if it had come alone, or a `transaction`, which is done as a whole or not at
//! all. What brings documents (ITI-65) is none of these: `documents::api`.
//!
//! INVARIANT: an entry is what the same request by itself would be, with the scopes,
//! decisions and lines of history of that, and it is counted like that.

mod batch;
mod transaction;

use crate::Api;
use crate::kinds::{self, Kind};
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts as _, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use fhir::{Issue, IssueType, Limits, Outcome, sent};
use http::header::{ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE};
use http::header::{ETAG, HeaderName, IF_MATCH, IF_NONE_MATCH, LOCATION};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use identity::clients::{Authorised, Bearer, Unauthorised};
use rest::Refusal;
use serde_json::{Map, Value, json};

/// The most entries of one Bundle.
const ENTRIES_MAX: usize = 50;
/// Of which read what was before, at most: each folds the record anew.
const VERSIONS_MAX: usize = 5;
/// The longest Bundle: so many resources, and what stands around them.
const BUNDLE_BYTES_MAX: usize = (ENTRIES_MAX + 14) * sent::SENT_BYTES_MAX;
/// Longer ones are read on a thread of their own.
const SHORT_BYTES: usize = 256 * 1024;

const IF_NONE_EXIST: HeaderName = HeaderName::from_static("if-none-exist");
const PREFER: HeaderName = HeaderName::from_static("prefer");

/// The types that entries are of.
static KINDS: [&Kind; 6] = [
    &kinds::ALLERGIES,
    &kinds::APPOINTMENTS,
    &kinds::CONDITIONS,
    &kinds::OBSERVATIONS,
    &kinds::TREATMENTS,
    &kinds::VACCINATIONS,
];

/// One entry, as the request that it stands for.
struct Entry {
    method: Method,
    kind: &'static Kind,
    id: Option<String>,
    version: Option<String>,
    headers: HeaderMap,
    resource: Option<Value>,
}

/// Around `POST /fhir`: what is a Bundle of requests is answered here, and what brings
/// documents behind it.
pub async fn bundles(State(api): State<Api>, request: Request, next: Next) -> Response {
    let ours = matches!(request.uri().path(), "/fhir" | "/fhir/");
    let ours = ours && request.method() == Method::POST;
    let long = request.headers().get(CONTENT_LENGTH);
    let long = long.and_then(|it| it.to_str().ok()?.parse::<usize>().ok());
    let short = long.is_some_and(|long| long <= BUNDLE_BYTES_MAX);
    let spoken = |headers: &HeaderMap| {
        rest::sent_json(headers).is_ok() && rest::speaks_json(headers).is_ok()
    };
    if !ours || !short || !spoken(request.headers()) {
        return next.run(request).await;
    }
    // Nobody's message is read.
    let Ok(who) = authorised(&api, request.headers()).await else {
        return next.run(request).await;
    };
    let (mut parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, BUNDLE_BYTES_MAX).await else {
        let issue = Issue::error(IssueType::Structure, "rest-broken-off");
        return rest::refuse(&parts.headers, &Outcome::new(400, issue));
    };
    let parsed = match bytes.len() <= SHORT_BYTES {
        true => parse(&bytes),
        false => {
            let bytes = bytes.clone();
            let parsed = tokio::task::spawn_blocking(move || parse(&bytes)).await;
            parsed.unwrap_or_default()
        }
    };
    match parsed.filter(is_of_requests) {
        Some(bundle) => answer(&api, &who, &parts.headers, bundle).await,
        None => {
            // Whoever asks was looked at, and counted, here.
            parts.extensions.insert(who);
            next.run(Request::from_parts(parts, Body::from(bytes)))
                .await
        }
    }
}

/// What cannot be read is told behind.
fn parse(bytes: &[u8]) -> Option<Value> {
    let limits = Limits {
        bytes_max: BUNDLE_BYTES_MAX,
        ..Limits::default()
    };
    fhir::parse(bytes, limits).ok()
}

/// Who comes with the token of these headers: counted, as each request is.
async fn authorised(api: &Api, headers: &HeaderMap) -> Result<Authorised, Unauthorised> {
    let (mut parts, ()) = http::Request::new(()).into_parts();
    for token in headers.get_all(AUTHORIZATION) {
        parts.headers.append(AUTHORIZATION, token.clone());
    }
    parts.extensions.insert(api.clients.clone());
    let Ok(bearer) = Bearer::from_request_parts(&mut parts, &()).await;
    bearer.0
}

/// Whether it asks for several things, and brings no document.
fn is_of_requests(bundle: &Value) -> bool {
    let entries = bundle["entry"].as_array().map_or(&[][..], Vec::as_slice);
    let of = |entry: &Value, names: &dyn Fn(&str) -> bool| {
        entry["resource"]["resourceType"]
            .as_str()
            .is_some_and(names)
    };
    let brings = |entry: &Value| {
        of(entry, &|it| {
            matches!(it, "List" | "DocumentReference" | "Binary")
        })
    };
    let asks = |entry: &Value| {
        let method = entry["request"]["method"].as_str();
        let other = matches!(method, Some("GET" | "PUT" | "DELETE"));
        other || of(entry, &|it| kind_of(it).is_some())
    };
    bundle["resourceType"] == "Bundle"
        && match bundle["type"].as_str() {
            Some("batch") => true,
            Some("transaction") => !entries.iter().any(brings) && entries.iter().any(asks),
            _ => false,
        }
}

fn kind_of(name: &str) -> Option<&'static Kind> {
    let mut all = KINDS.iter();
    all.find(|kind| kind.searched.resource == name).copied()
}

async fn answer(api: &Api, who: &Authorised, headers: &HeaderMap, bundle: Value) -> Response {
    let answered = async {
        let atomic = bundle["type"] == "transaction";
        let entries = entries(api, headers, bundle)?;
        match atomic {
            true => transaction::done(api, who, headers, entries).await,
            false => Ok(batch::done(api, headers, entries).await),
        }
    };
    answered
        .await
        .unwrap_or_else(|refusal: Refusal| refusal.answer(headers))
}

/// The entries, each read or refused by itself.
fn entries(
    api: &Api,
    headers: &HeaderMap,
    bundle: Value,
) -> Result<Vec<Result<Entry, Outcome>>, Outcome> {
    const KNOWN: [&str; 7] = [
        "resourceType",
        "id",
        "meta",
        "identifier",
        "timestamp",
        "type",
        "entry",
    ];
    let Value::Object(mut fields) = bundle else {
        return Ok(Vec::new());
    };
    only(&fields, &KNOWN, "Bundle")?;
    let Some(Value::Array(all)) = fields.remove("entry") else {
        let issue = Issue::error(IssueType::Required, "fhir-missing").at("Bundle.entry");
        return Err(Outcome::new(400, issue));
    };
    if all.is_empty() || all.len() > ENTRIES_MAX {
        let issue = Issue::error(IssueType::TooLong, "clinical-bundle-entries");
        return Err(Outcome::new(422, issue.at("Bundle.entry")));
    }
    let versions = all.iter().filter(|one| {
        let url = one["request"]["url"].as_str();
        url.is_some_and(|url| url.contains("/_history"))
    });
    if versions.count() > VERSIONS_MAX {
        let issue = Issue::error(IssueType::TooLong, "clinical-bundle-versions");
        return Err(Outcome::new(422, issue.at("Bundle.entry")));
    }
    let each = all.into_iter().enumerate();
    let each = each.map(|(n, one)| entry(api, headers, one).map_err(|wrong| placed(n, wrong)));
    Ok(each.collect())
}

/// What is wrong with an entry, told where it stands in the Bundle.
fn placed(n: usize, mut outcome: Outcome) -> Outcome {
    let entry = format!("Bundle.entry[{n}]");
    for issue in &mut outcome.issues {
        issue.expression = Some(match issue.expression.take() {
            Some(at) if at.starts_with("Bundle.entry[") => at,
            Some(at) if at.starts_with("request") => format!("{entry}.{at}"),
            // Within the resource, whose type the place begins with.
            Some(at) if at != "entry" => {
                let inner = at.split_once('.').map_or(&*at, |(_, inner)| inner);
                format!("{entry}.resource.{inner}")
            }
            _ => entry.clone(),
        });
    }
    outcome
}

/// Refuses what has no meaning here: it is not passed over.
fn only(fields: &Map<String, Value>, known: &[&str], path: &str) -> Result<(), Outcome> {
    match fields.keys().any(|name| !known.contains(&&**name)) {
        true => {
            let issue = Issue::error(IssueType::Structure, "fhir-element-unknown").at(path);
            Err(Outcome::new(400, issue))
        }
        false => Ok(()),
    }
}

/// One entry, with places within it.
fn entry(api: &Api, outer: &HeaderMap, value: Value) -> Result<Entry, Outcome> {
    let refuse = |at: &str| {
        let issue = Issue::error(IssueType::NotSupported, "clinical-bundle-request");
        Outcome::new(400, issue.at(at))
    };
    let Value::Object(mut fields) = value else {
        return Err(refuse("request"));
    };
    only(&fields, &["id", "fullUrl", "resource", "request"], "entry")?;
    let request = fields.remove("request").unwrap_or_default();
    let request = request.as_object().ok_or_else(|| refuse("request"))?;
    let known = ["method", "url", "ifMatch", "ifNoneExist", "ifNoneMatch"];
    only(request, &known, "request")?;
    let text = |name: &str| request.get(name).and_then(Value::as_str);
    let url = text("url").unwrap_or_default();
    let url = url.strip_prefix(&*api.base).unwrap_or(url);
    let mut segments = url.strip_prefix('/').unwrap_or(url).split('/');
    let kind = segments.next().and_then(kind_of);
    let kind = kind.ok_or_else(|| refuse("request.url"))?;
    let segments: Vec<&str> = segments.collect();
    if !segments.iter().all(|it| is_segment(it)) {
        return Err(refuse("request.url"));
    }
    let (id, version) = match segments.as_slice() {
        [] => (None, None),
        [id] => (Some(*id), None),
        [id, "_history", version] => (Some(*id), Some(*version)),
        _ => return Err(refuse("request.url")),
    };
    let resource = fields.remove("resource");
    let method = match (text("method"), id, version, &resource) {
        (Some("POST"), None, None, Some(_)) => Method::POST,
        (Some("PUT"), Some(_), None, Some(_)) => Method::PUT,
        (Some("DELETE"), Some(_), None, None) => Method::DELETE,
        (Some("GET"), Some(_), _, None) => Method::GET,
        _ => return Err(refuse("request")),
    };
    let mut headers = HeaderMap::new();
    for name in [AUTHORIZATION, ACCEPT_LANGUAGE, PREFER] {
        for value in outer.get_all(&name) {
            headers.append(&name, value.clone());
        }
    }
    let json = HeaderValue::from_static(fhir::MEDIA_TYPE);
    headers.insert(ACCEPT, json.clone());
    headers.insert(CONTENT_TYPE, json);
    for (name, header) in [
        ("ifMatch", IF_MATCH),
        ("ifNoneMatch", IF_NONE_MATCH),
        ("ifNoneExist", IF_NONE_EXIST),
    ] {
        if let Some(said) = request.get(name) {
            let at = format!("request.{name}");
            let said = said.as_str().and_then(|it| HeaderValue::from_str(it).ok());
            headers.insert(header, said.ok_or_else(|| refuse(&at))?);
        }
    }
    Ok(Entry {
        method,
        kind,
        id: id.map(str::to_owned),
        version: version.map(str::to_owned),
        headers,
        resource,
    })
}

/// Whether it is the name of something in an address: an id, or `_history`.
fn is_segment(text: &str) -> bool {
    let signs = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    (1..=64).contains(&text.len()) && text.bytes().all(signs)
}

/// What an entry is answered, and what went wrong on our side.
async fn answered(response: Response) -> (Value, Option<edge::Failure>) {
    let (parts, body) = response.into_parts();
    let failed = parts.extensions.get::<edge::Failure>().cloned();
    let failed = failed.filter(|_| parts.status.is_server_error());
    let bytes = to_bytes(body, BUNDLE_BYTES_MAX).await.unwrap_or_default();
    let said: Option<Value> = serde_json::from_slice(&bytes).ok();
    let reason = parts.status.canonical_reason().unwrap_or_default();
    let status = format!("{} {reason}", parts.status.as_u16());
    let mut response = json!({"status": status.trim_end()});
    for (name, header) in [("location", LOCATION), ("etag", ETAG)] {
        let value = parts.headers.get(header);
        if let Some(text) = value.and_then(|value| value.to_str().ok()) {
            response[name] = json!(text);
        }
    }
    let mut entry = json!({});
    match said {
        Some(said) if said["resourceType"] == "OperationOutcome" => response["outcome"] = said,
        Some(said) => {
            let at = said["meta"]["lastUpdated"].clone();
            if !at.is_null() {
                response["lastModified"] = at;
            }
            entry["resource"] = said;
        }
        None => {}
    }
    entry["response"] = response;
    (entry, failed)
}

/// The Bundle of answers, in the order of what was asked.
fn bundle(kind: &str, answers: Vec<(Value, Option<edge::Failure>)>) -> Response {
    let failed = answers.iter().find_map(|(_, failed)| failed.clone());
    let mut bundle = json!({"resourceType": "Bundle", "type": kind});
    bundle["entry"] = answers.into_iter().map(|(entry, _)| entry).collect();
    let mut response = rest::resource(StatusCode::OK, &bundle);
    if let Some(failed) = failed {
        // The edge writes the log line, once.
        response.extensions_mut().insert(failed);
    }
    response
}
