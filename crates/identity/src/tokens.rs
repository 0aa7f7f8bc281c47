//! Tokens of sessions and of ways begun: 256 random bits in a `__Host-` cookie,
//! only their hash in the store.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use http::{HeaderMap, HeaderValue, header};
use kernel::{Secret, World};
use std::time::Duration;

/// The cookie of a session.
pub(crate) const SESSION_COOKIE: &str = "__Host-carnet";
/// The cookie of a way begun: a code to come, a passkey to answer.
pub(crate) const STEP_COOKIE: &str = "__Host-etape";
/// The cookie by which a device that signed in before is known again.
pub(crate) const DEVICE_COOKIE: &str = "__Host-appareil";

const TOKEN_BYTES: usize = 32;

/// A token: shown to nobody but its bearer.
pub(crate) struct Token(Secret<String>);

impl Token {
    pub fn random(world: &World) -> Self {
        Self(Secret::new(BASE64.encode(world.random::<TOKEN_BYTES>())))
    }

    pub fn text(&self) -> &str {
        self.0.expose()
    }

    pub fn hash(&self) -> [u8; 32] {
        hash(self.text()).expect("our own token")
    }
}

/// The hash under which a token is kept; nothing for what cannot be one.
pub(crate) fn hash(text: &str) -> Option<[u8; 32]> {
    let bytes = BASE64.decode(text).ok()?;
    (bytes.len() == TOKEN_BYTES).then(|| keys::sha256(&bytes))
}

/// The value of a cookie; nothing when it comes twice.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(n, _)| *n == name)
        .map(|(_, value)| value);
    let first = found.next();
    match found.next() {
        None => first,
        Some(_) => None,
    }
}

/// The token of the session that this browser has, open or over; to be ended by
/// [`crate::Identity::end_earlier_session`] where it comes in anew.
pub fn earlier_session(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, SESSION_COOKIE)
}

/// A `Set-Cookie` that scripts cannot read and other sites do not send.
pub(crate) fn set(name: &str, value: &str, age: Option<Duration>) -> HeaderValue {
    let age = age.map(|age| format!("; Max-Age={}", age.as_secs()));
    let age = age.unwrap_or_default();
    HeaderValue::from_str(&format!(
        "{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{age}"
    ))
    .expect("base64 and our own words are header text")
}

/// A `Set-Cookie` that removes it.
pub(crate) fn unset(name: &str) -> HeaderValue {
    set(name, "", Some(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_that_comes_twice_is_none() {
        let mut headers = HeaderMap::new();
        headers.append(
            "cookie",
            HeaderValue::from_static("a=1; __Host-carnet=x; b=2"),
        );
        assert_eq!(cookie(&headers, SESSION_COOKIE), Some("x"));
        headers.append("cookie", HeaderValue::from_static("__Host-carnet=y"));
        assert_eq!(cookie(&headers, SESSION_COOKIE), None);
    }

    #[test]
    fn only_32_bytes_in_base64_are_a_token() {
        assert!(hash(&BASE64.encode([7; 32])).is_some());
        for wrong in ["", "x", &BASE64.encode([7; 31]), "é"] {
            assert!(hash(wrong).is_none(), "{wrong}");
        }
    }
}
