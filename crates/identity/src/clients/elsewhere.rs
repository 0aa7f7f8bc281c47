//! Programs that live in a browser, on a page of their service: the Fetch standard's
//! CORS, for the interface of machines and for tokens, and for nothing else. A page
//! elsewhere is let in if its origin is that of an address to which a listed service may
//! send people back; no cookie is, ever.

use super::Clients;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
    VARY,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

const METHODS: &str = "GET, POST, PUT, DELETE";
const HEADERS: &str = "Accept, Accept-Language, Authorization, Content-Type, If-Match, \
     If-None-Exist, If-None-Match, Prefer";
const EXPOSED: &str = "ETag, Location, Retry-After, WWW-Authenticate";
/// Seconds for which a browser remembers what it was told.
const REMEMBERED: &str = "600";

/// Whether pages elsewhere may ever ask here.
fn is_open(path: &str) -> bool {
    let under = |root: &str| {
        let rest = path.strip_prefix(root);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    under("/fhir") || path == "/oauth/token" || path == "/oauth/revoke"
}

/// The one origin that a browser says a page has.
fn origin(headers: &HeaderMap) -> Option<&HeaderValue> {
    let mut all = headers.get_all(ORIGIN).iter();
    let one = all.next()?;
    all.next().is_none().then_some(one)
}

/// Around everything: what a browser asks beforehand is answered without touching
/// anything, and answers are for the pages of listed services.
pub async fn elsewhere(State(clients): State<Clients>, request: Request, next: Next) -> Response {
    if !is_open(request.uri().path()) {
        return next.run(request).await;
    }
    let headers = request.headers();
    let granted = match (origin(headers), clients.services()) {
        (Some(origin), Some(services)) => {
            let text = origin.to_str().unwrap_or_default();
            let admitted = services.admits(text).await.unwrap_or_default();
            admitted.then(|| origin.clone())
        }
        _ => None,
    };
    let asks =
        request.method() == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = match asks && granted.is_some() {
        true => StatusCode::NO_CONTENT.into_response(),
        false => next.run(request).await,
    };
    let answered = response.headers_mut();
    answered.append(VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = granted else {
        return response;
    };
    answered.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    let said: &[_] = match asks {
        true => &[
            (ACCESS_CONTROL_ALLOW_METHODS, METHODS),
            (ACCESS_CONTROL_ALLOW_HEADERS, HEADERS),
            (ACCESS_CONTROL_MAX_AGE, REMEMBERED),
        ],
        false => &[(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED)],
    };
    for (name, value) in said {
        answered.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_08_no_page_of_the_site_is_open_to_pages_elsewhere() {
        for open in ["/fhir", "/fhir/Patient/1", "/oauth/token", "/oauth/revoke"] {
            assert!(is_open(open), "{open}");
        }
        for shut in [
            "/",
            "/fhirs",
            "/fhir.html",
            "/oauth/introspect",
            "/oauth/token/x",
            "/autoriser",
            "/espace/moi/fhir",
            "/connexion",
        ] {
            assert!(!is_open(shut), "{shut}");
        }
    }
}
