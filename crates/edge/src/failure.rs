//! Errors become answers here, by one table:
//!
//! | kind        | status |                                             |
//! |-------------|--------|---------------------------------------------|
//! | Invalid     | 422    | 413 and 415 when the request itself is wrong |
//! | NotFound    | 404    | the same bytes whatever was asked for       |
//! | Forbidden   | 403    |                                             |
//! | Conflict    | 409    |                                             |
//! | TooMany     | 429    | with `Retry-After`                          |
//! | Unavailable | 503    | with a number to quote                      |
//! | Fault       | 500    | with a number to quote                      |
//!
//! A handler gives back a [`Failure`]; the outermost layer, which knows the
//! language and the person, makes the page of it and writes the log line.

use crate::asked::Asked;
use crate::page::{Page, render};
use crate::whose::say_for;
use askama::Template;
use axum::response::{IntoResponse, Response};
use http::header::RETRY_AFTER;
use http::{HeaderValue, StatusCode};
use kernel::{Error, Kind, UNCERTAIN};
use std::sync::Arc;

/// The code of an error that says that too much was sent: 413.
pub const TOO_LARGE: &str = "error-too-large";
/// The code of an error that says that it was sent in a wrong form: 415.
pub const WRONG_MEDIA: &str = "error-media";
/// The code of an error that says that this cannot be done to this page: 405.
pub(crate) const WRONG_METHOD: &str = "error-method";
/// The code of an error that says that the form comes from another site.
pub(crate) const FOREIGN_FORM: &str = "error-foreign-form";
/// The code of an error that says that the request is for another site: 421.
pub(crate) const FOREIGN_HOST: &str = "error-foreign-host";

/// What handlers give back: a response, or a failure on its way to its page.
pub type Answer<T = Response> = Result<T, Failure>;

/// An error on its way out.
#[derive(Clone, Debug)]
pub struct Failure(Arc<Error>);

impl Failure {
    /// The error.
    pub fn error(&self) -> &Error {
        &self.0
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(Arc::new(error))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        if let Some(wait) = self.0.retry_after() {
            let seconds = HeaderValue::from(wait.as_secs().max(1));
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// The status of an error.
pub fn status(error: &Error) -> StatusCode {
    match (error.kind(), error.code()) {
        (_, TOO_LARGE) => StatusCode::PAYLOAD_TOO_LARGE,
        (_, WRONG_MEDIA) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        (_, WRONG_METHOD) => StatusCode::METHOD_NOT_ALLOWED,
        (_, FOREIGN_HOST) => StatusCode::MISDIRECTED_REQUEST,
        (Kind::Invalid, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (Kind::NotFound, _) => StatusCode::NOT_FOUND,
        (Kind::Forbidden, _) => StatusCode::FORBIDDEN,
        (Kind::Conflict, _) => StatusCode::CONFLICT,
        (Kind::TooMany, _) => StatusCode::TOO_MANY_REQUESTS,
        (Kind::Unavailable, _) => StatusCode::SERVICE_UNAVAILABLE,
        (Kind::Fault, _) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The error that a bare status stands for: those that the router gives.
pub(crate) fn of_status(status: StatusCode) -> Error {
    match status {
        StatusCode::NOT_FOUND => Error::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => Error::invalid(WRONG_METHOD),
        StatusCode::PAYLOAD_TOO_LARGE => Error::invalid(TOO_LARGE),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Error::invalid(WRONG_MEDIA),
        StatusCode::FORBIDDEN => Error::forbidden("error-forbidden"),
        StatusCode::SERVICE_UNAVAILABLE => Error::unavailable("answered without an error"),
        s if s.is_client_error() => Error::invalid("error-request"),
        _ => Error::fault("answered without an error"),
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    sentence: String,
    more: &'static str,
    number: Option<String>,
}

/// The page of an error, in the reader's language.
pub(crate) fn page(asked: &Asked, error: &Error, status: StatusCode, number: &str) -> Response {
    let (title, more) = match error.kind() {
        _ if error.code() == UNCERTAIN => {
            ("edge-error-unavailable-title", "edge-error-uncertain-more")
        }
        Kind::Invalid => ("edge-error-invalid-title", "edge-error-invalid-more"),
        Kind::NotFound => ("edge-error-not-found-title", "edge-error-not-found-more"),
        Kind::Forbidden => ("edge-error-forbidden-title", "edge-error-forbidden-more"),
        Kind::Conflict => ("edge-error-conflict-title", "edge-error-conflict-more"),
        Kind::TooMany => ("edge-error-too-many-title", "edge-error-too-many-more"),
        Kind::Unavailable => (
            "edge-error-unavailable-title",
            "edge-error-unavailable-more",
        ),
        Kind::Fault => ("edge-error-fault-title", "edge-error-fault-more"),
    };
    // Nothing of what was asked for may show: the page has no path, and is not of
    // somebody's space. Only the sentence still says whom it is about.
    let nowhere = Asked {
        path: String::from("/erreur"),
        query: None,
        acting: None,
        ..asked.clone()
    };
    let mut page = nowhere.page(title);
    page.other_lang_href = match page.other_lang() {
        kernel::Lang::Fr => String::from("/"),
        kernel::Lang::En => String::from("/en"),
    };
    let quoted = matches!(error.kind(), Kind::Unavailable | Kind::Fault);
    let template = ErrorPage {
        sentence: say_for(page.lang, asked.acting.as_ref(), error.code(), &[]),
        more,
        number: quoted.then(|| number.to_owned()),
        page,
    };
    render(status, &template)
}

/// The log line of an error: once, where it is answered.
pub(crate) fn log(error: &Error, number: &str) {
    let text = error.log_text();
    match error.kind() {
        Kind::Fault => tracing::error!(number, "{text}"),
        Kind::Unavailable => tracing::warn!(number, "{text}"),
        _ => tracing::debug!(number, "{text}"),
    }
}
