//! What an assertion of a client must say: RFC 7523 §3 and SMART Backend
//! Services §"Authenticating to the token endpoint". Pure.

use super::keys::Keys;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::Validation;
use kernel::Timestamp;
use serde::Deserialize;
use std::time::Duration;

/// The longest assertion, in bytes.
pub const ASSERTION_BYTES_MAX: usize = 8 * 1024;
/// How far ahead an assertion may end.
pub const ASSERTION_LIFE_MAX: Duration = Duration::from_secs(300);
/// How far a client's clock may be from ours.
pub const SKEW: Duration = Duration::from_secs(30);
/// The most audiences in an assertion.
const AUDIENCES_MAX: usize = 4;

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
    #[serde(default)]
    typ: Option<String>,
    #[serde(default)]
    crit: Option<serde_json::Value>,
    // jku, jwk, x5u and x5c are not even read.
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    jti: String,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    iat: Option<i64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// An assertion that holds: what remains is to use its id up.
#[derive(PartialEq, Eq, Debug)]
pub struct Held {
    /// Its id.
    pub jti: String,
    /// When it ends: its id must be remembered until then.
    pub expires_at: Timestamp,
}

/// Who an assertion says it is from: unproved, only good to look up the keys.
pub(super) fn claimed_client(assertion: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Issuer {
        iss: String,
    }
    if assertion.len() > ASSERTION_BYTES_MAX {
        return None;
    }
    let mut parts = assertion.split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let payload = BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?;
    let Issuer { iss } = serde_json::from_slice(&payload).ok()?;
    (!iss.is_empty() && iss.len() <= 128).then_some(iss)
}

/// Checks an assertion of `client_id` for the token endpoint `endpoint`. The
/// reason of a refusal is for the log; the client learns only that it failed.
///
/// # Errors
/// The first check that fails.
pub(super) fn check(
    assertion: &str,
    client_id: &str,
    keys: &Keys,
    endpoint: &str,
    now: Timestamp,
) -> Result<Held, &'static str> {
    if assertion.len() > ASSERTION_BYTES_MAX {
        return Err("too long");
    }
    let header = assertion.split('.').next().unwrap_or_default();
    let header = BASE64_URL_SAFE_NO_PAD
        .decode(header)
        .map_err(|_| "header")?;
    let header: Header = serde_json::from_slice(&header).map_err(|_| "header")?;
    let typ = header.typ.as_deref().unwrap_or("JWT").to_ascii_lowercase();
    if !matches!(typ.as_str(), "jwt" | "client-authentication+jwt") || header.crit.is_some() {
        return Err("typ or crit");
    }
    let key = keys.find(&header.kid).ok_or("kid")?;
    if header.alg != key.alg {
        return Err("alg");
    }

    // The library checks the signature; time and audience are ours, by our clock.
    let mut validation = Validation::new(key.algorithm);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    let claims = jsonwebtoken::decode::<Claims>(assertion, &key.decoding, &validation)
        .map_err(|_| "signature or claims")?
        .claims;

    if claims.iss != client_id || claims.sub != client_id {
        return Err("iss or sub");
    }
    let for_us = match &claims.aud {
        Audience::One(aud) => aud == endpoint,
        Audience::Many(all) => all.len() <= AUDIENCES_MAX && all.iter().any(|aud| aud == endpoint),
    };
    if !for_us {
        return Err("aud");
    }
    let seconds = |at: i64| Timestamp::from_millis(at.saturating_mul(1000));
    let expires_at = seconds(claims.exp);
    if expires_at <= now || expires_at > now.plus(ASSERTION_LIFE_MAX).plus(SKEW) {
        return Err("exp");
    }
    let begins = [claims.nbf, claims.iat];
    if begins
        .into_iter()
        .flatten()
        .any(|at| seconds(at) > now.plus(SKEW))
    {
        return Err("nbf or iat");
    }
    if claims.jti.is_empty() || claims.jti.len() > 256 {
        return Err("jti");
    }
    Ok(Held {
        jti: claims.jti,
        expires_at,
    })
}
