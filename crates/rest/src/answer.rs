//! The form of every answer: FHIR JSON, never kept by anybody on the way.

use axum::response::{IntoResponse, Response};
use edge::Failure;
use fhir::{Issue, IssueType, MEDIA_TYPE, Outcome};
use http::header::{
    ACCEPT, ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_TYPE, ETAG, RETRY_AFTER, VARY, WWW_AUTHENTICATE,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use identity::Caller;
use identity::clients::{Authorised, Unauthorised};
use kernel::{Error, Lang};
use serde_json::Value;

/// Why a request is refused: in FHIR's words, in ours, or at the door.
pub enum Refusal {
    /// In the standard's words.
    Outcome(Outcome),
    /// In ours.
    Error(Error),
    /// The token opens nothing here.
    Door(Unauthorised),
}

impl From<Outcome> for Refusal {
    fn from(outcome: Outcome) -> Self {
        Self::Outcome(outcome)
    }
}

impl From<Issue> for Refusal {
    fn from(issue: Issue) -> Self {
        Self::Outcome(issue.into())
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<Unauthorised> for Refusal {
    fn from(why: Unauthorised) -> Self {
        Self::Door(why)
    }
}

impl Refusal {
    /// The answer, in the language the software asks for.
    pub fn answer(self, headers: &HeaderMap) -> Response {
        match self {
            Self::Outcome(outcome) => refuse(headers, &outcome),
            Self::Error(error) => {
                let mut outcome = Outcome::from(&error);
                outcome.status = edge::status(&error).as_u16();
                let mut response = refuse(headers, &outcome);
                if let Some(wait) = error.retry_after() {
                    let seconds = HeaderValue::from(wait.as_secs().max(1));
                    response.headers_mut().insert(RETRY_AFTER, seconds);
                }
                // The edge writes the log line, once.
                response.extensions_mut().insert(Failure::from(error));
                response
            }
            Self::Door(why) => door(headers, why),
        }
    }
}

fn door(headers: &HeaderMap, why: Unauthorised) -> Response {
    let (kind, key) = match &why {
        Unauthorised::Missing => (IssueType::Login, "rest-token-missing"),
        Unauthorised::Invalid => (IssueType::Login, "rest-token-invalid"),
        Unauthorised::Scope => (IssueType::Forbidden, "rest-scope"),
        Unauthorised::Failed(error) => return failed(headers, error),
    };
    let outcome = Outcome::new(why.status().as_u16(), Issue::error(kind, key));
    let mut response = refuse(headers, &outcome);
    if let Some(challenge) = why.challenge() {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

fn failed(headers: &HeaderMap, error: &Error) -> Response {
    let mut response = refuse(headers, &error.into());
    match error.retry_after() {
        // It was, and came too often.
        Some(wait) => {
            let seconds = HeaderValue::from(wait.as_secs().max(1));
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        None => tracing::warn!(error = error.log_text(), "a token was not checked"),
    }
    response
}

/// An OperationOutcome.
pub fn refuse(headers: &HeaderMap, outcome: &Outcome) -> Response {
    let status = StatusCode::from_u16(outcome.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let say = sentences(headers);
    resource(status, &outcome.to_value(&say))
}

/// What the site around refuses by itself, told as an OperationOutcome.
pub fn refused_outside(error: &Error, lang: Lang) -> Response {
    let outcome = Outcome::from(error);
    resource(
        edge::status(error),
        &outcome.to_value(&|key: &str| edge::texts::say(lang, key, &[])),
    )
}

/// The sentences in the language the software asks for: French, unless English
/// comes first in what it accepts.
pub fn sentences(headers: &HeaderMap) -> impl Fn(&str) -> String + Send + Sync + 'static {
    let lang = language(headers);
    move |key| edge::texts::say(lang, key, &[])
}

/// The language the software asks for.
pub fn language(headers: &HeaderMap) -> Lang {
    let wanted = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    match wanted.trim_start().to_ascii_lowercase().starts_with("en") {
        true => Lang::En,
        false => Lang::Fr,
    }
}

/// 304: the software has this version already.
pub fn unchanged(version: u64) -> Response {
    let headers = [(CACHE_CONTROL, "no-store")];
    versioned((StatusCode::NOT_MODIFIED, headers).into_response(), version)
}

/// Who looks into a record, where software by itself has nothing to look for.
///
/// # Errors
/// 403, for software by itself.
pub fn reader(who: &Authorised) -> Result<Caller, Refusal> {
    match who.looks() {
        true => Ok(who.caller()),
        false => {
            let issue = Issue::error(IssueType::Forbidden, "rest-professional");
            Err(Outcome::new(403, issue).into())
        }
    }
}

/// A resource.
pub fn resource(status: StatusCode, value: &Value) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/fhir+json; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (VARY, "Accept, Accept-Language, Authorization"),
    ];
    // Through `Display` it would be written letter by letter.
    match serde_json::to_vec(value) {
        Ok(bytes) => (status, headers, bytes).into_response(),
        Err(error) => {
            let error = Error::fault("writing a resource").because(error);
            Failure::from(error).into_response()
        }
    }
}

/// Adds the version.
pub fn versioned(mut response: Response, version: u64) -> Response {
    if let Ok(tag) = HeaderValue::try_from(format!("W/\"{version}\"")) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

/// Whether the software has this version already (`If-None-Match`).
pub fn is_known(headers: &HeaderMap, version: u64) -> bool {
    let strong = format!("\"{version}\"");
    headers
        .get_all(http::header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == strong)
}

/// The version that the software saw last (`If-Match`).
///
/// # Errors
/// 428 without one; 412 for what is no version of ours.
pub fn seen(headers: &HeaderMap) -> Result<u64, Refusal> {
    let refuse = |status, kind, key| Refusal::from(Outcome::new(status, Issue::error(kind, key)));
    let tag = headers.get(http::header::IF_MATCH);
    let tag = tag.ok_or_else(|| refuse(428, IssueType::Required, "rest-if-match"))?;
    let tag = tag.to_str().unwrap_or_default().trim();
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let version = tag.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let version = version.and_then(|it| it.parse().ok());
    version.ok_or_else(stale)
}

/// 412: it is no longer as it was seen.
pub fn stale() -> Refusal {
    Outcome::new(412, Issue::error(IssueType::Conflict, "rest-stale")).into()
}

/// What `Accept` says of a media type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// FHIR in JSON.
    Fhir,
    /// The document itself.
    Raw,
    /// Neither.
    Neither,
}

/// What is wanted, when FHIR and a document of this type can be had. Whoever
/// names FHIR gets FHIR; whoever takes anything gets the document (ITI-68).
pub fn wanted(headers: &HeaderMap, mime: &str) -> Wanted {
    let ranges: Vec<String> = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .map(|range| {
            range
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase()
        })
        .filter(|range| !range.is_empty())
        .collect();
    let family = mime.split('/').next().unwrap_or_default();
    let takes = |range: &str| {
        range == "*/*"
            || range == mime
            || range
                .strip_suffix("/*")
                .is_some_and(|start| start == family)
    };
    // A document that is FHIR itself is not wrapped in FHIR again.
    let fhir = mime != MEDIA_TYPE && ranges.iter().any(|range| is_fhir(range));
    match () {
        () if fhir => Wanted::Fhir,
        () if ranges.is_empty() || ranges.iter().any(|range| takes(range)) => Wanted::Raw,
        () => Wanted::Neither,
    }
}

/// Refuses who takes nothing that we speak: only JSON.
pub fn speaks_json(headers: &HeaderMap) -> Result<(), Refusal> {
    let ranges = headers.get_all(ACCEPT).iter();
    let ranges = ranges.filter_map(|value| value.to_str().ok());
    let mut ranges = ranges.flat_map(|list| list.split(',')).peekable();
    if ranges.peek().is_some() && ranges.all(|range| !is_our_version(range)) {
        let issue = Issue::error(IssueType::NotSupported, "rest-version");
        return Err(Outcome::new(406, issue).into());
    }
    match wanted(headers, "application/json") {
        Wanted::Neither => Err(not_acceptable()),
        Wanted::Fhir | Wanted::Raw => Ok(()),
    }
}

/// 406.
pub fn not_acceptable() -> Refusal {
    Outcome::new(406, Issue::error(IssueType::NotSupported, "rest-accept")).into()
}

/// Whether a media type is of R4, or says nothing of a version.
fn is_our_version(range: &str) -> bool {
    let parameters = range.split(';').skip(1);
    let mut named = parameters.filter_map(|it| it.trim().split_once('='));
    named
        .find(|(name, _)| name.eq_ignore_ascii_case("fhirVersion"))
        .is_none_or(|(_, value)| matches!(value.trim_matches('"'), "4.0" | "4.0.1"))
}

fn is_fhir(range: &str) -> bool {
    range == MEDIA_TYPE
}

/// Refuses bodies that are not JSON: 415.
pub fn sent_json(headers: &HeaderMap) -> Result<(), Refusal> {
    let media = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let charset_is_utf8 = media
        .split(';')
        .skip(1)
        .filter_map(|parameter| parameter.trim().split_once('='))
        .filter(|(name, _)| name.eq_ignore_ascii_case("charset"))
        .all(|(_, value)| value.trim_matches('"').eq_ignore_ascii_case("utf-8"));
    if !is_our_version(media) {
        let issue = Issue::error(IssueType::NotSupported, "rest-version");
        return Err(Outcome::new(415, issue).into());
    }
    if (essence == MEDIA_TYPE || essence == "application/json") && charset_is_utf8 {
        return Ok(());
    }
    let issue = Issue::error(IssueType::NotSupported, "rest-media");
    Err(Outcome::new(415, issue).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: http::HeaderName, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().expect("a header"));
        headers
    }

    #[test]
    fn the_document_is_given_unless_fhir_is_asked_for() {
        let rows = [
            ("", "application/pdf", Wanted::Raw),
            ("*/*", "application/pdf", Wanted::Raw),
            ("application/pdf", "application/pdf", Wanted::Raw),
            (
                "image/*, application/*;q=0.5",
                "application/pdf",
                Wanted::Raw,
            ),
            ("application/fhir+json", "application/pdf", Wanted::Fhir),
            (
                "Application/FHIR+json;q=0.9, */*",
                "application/pdf",
                Wanted::Fhir,
            ),
            ("image/png", "application/pdf", Wanted::Neither),
            ("application/fhir+json", MEDIA_TYPE, Wanted::Raw),
        ];
        for (accept, mime, expected) in rows {
            assert_eq!(
                wanted(&headers(ACCEPT, accept), mime),
                expected,
                "{accept} for {mime}"
            );
        }
    }

    #[test]
    fn only_json_in_utf8_is_read() {
        let rows = [
            ("application/fhir+json", true),
            (
                "application/fhir+json; charset=UTF-8; fhirVersion=4.0",
                true,
            ),
            ("application/json", true),
            ("application/fhir+json; fhirVersion=3.0", false),
            ("application/fhir+json;fhirVersion=\"5.0\"", false),
            ("application/fhir+json; charset=latin1", false),
            ("application/fhir+xml", false),
            ("text/plain", false),
            ("", false),
        ];
        for (media, expected) in rows {
            assert_eq!(
                sent_json(&headers(CONTENT_TYPE, media)).is_ok(),
                expected,
                "{media}"
            );
        }
    }

    #[test]
    fn a_known_version_is_recognised() {
        for tag in ["W/\"1\"", "\"1\"", "*", "W/\"0\", W/\"1\""] {
            assert!(
                is_known(&headers(http::header::IF_NONE_MATCH, tag), 1),
                "{tag}"
            );
        }
        let old = headers(http::header::IF_NONE_MATCH, "W/\"1\"");
        assert!(!is_known(&old, 2));
    }
}
