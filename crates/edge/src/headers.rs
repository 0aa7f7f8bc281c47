//! The headers of every answer.

use axum::response::Response;
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue};

/// What pages may load and do: only what comes from us, nothing inline.
///
/// `form-action` also holds for where a sent form is redirected to, so the way
/// to another site (a sign-in service) starts with a link, not with a form.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; \
    worker-src 'self'; require-trusted-types-for 'script'";

const ALWAYS: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`: with it, browsers send `Origin: null` with our forms.
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), \
         display-capture=(), browsing-topics=()",
    ),
    (header::CACHE_CONTROL, "no-store"),
];

/// Two years, with all hosts below ours.
const TRANSPORT: &str = "max-age=63072000; includeSubDomains; preload";

/// Adds what is missing. What a handler set itself stays: it may be stricter.
pub(crate) fn complete(headers: &mut HeaderMap, https: bool) {
    for (name, value) in ALWAYS {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if https {
        let value = HeaderValue::from_static(TRANSPORT);
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
}

/// The answer with one more cookie.
pub fn with_cookie(mut response: Response, cookie: HeaderValue) -> Response {
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

/// Headers that only a proxy of ours may speak with.
const PROXY_ONLY: [&str; 8] = [
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-port",
    "x-forwarded-prefix",
    "x-real-ip",
    "x-original-url",
];

/// Takes away what a client may not say of itself.
pub(crate) fn strip(headers: &mut HeaderMap) {
    for name in PROXY_ONLY {
        headers.remove(name);
    }
    for name in ["x-user-id", "x-rpps", "x-finess", "x-rewrite-url"] {
        headers.remove(name);
    }
}
