//! A provider's own word that somebody's session there ended: a logout token.
//! OpenID Connect Back-Channel Logout 1.0, §2.4 and §2.6. Pure.
//!
//! It comes to us unasked, from whoever knows the address. Only what stands in
//! it and is signed counts; a token of another kind, though the provider signed
//! it, ends nothing.

use super::Refused;
use super::rules::{SKEW, TOKEN_AGE_MAX, is_begun, is_fresh};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use kernel::Timestamp;
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm as Alg};
use openidconnect::{JsonWebKey as _, JsonWebKeyAlgorithm, JsonWebKeyUse as _};
use openidconnect::{JsonWebKeyId, JwsSigningAlgorithm as _};
use serde::de::{Deserialize, Deserializer, IgnoredAny};
use serde_json::{Map, Value};

/// The longest token that is read.
pub(super) const BYTES_MAX: usize = 16 * 1024;
/// The member of `events` that makes it what it is.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// The longest name of a person, a session or a token.
const NAME_BYTES_MAX: usize = 256;

/// Why a word ends nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Unheard {
    /// As any answer of the provider may be refused.
    Refused(Refused),
    /// It names a key that we do not know, and were told the keys too lately to ask
    /// for them again: it may be true.
    Untested,
}

impl From<Refused> for Unheard {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// A session that ended at a provider, or all those of one person.
pub(crate) struct Ended {
    /// Who it was, if that is said.
    pub(crate) subject: Option<String>,
    /// Which of their sessions, if that is said.
    pub(crate) sid: Option<String>,
    /// The name of the token: it serves once.
    pub(crate) jti: String,
    /// From then on it would be too old.
    pub(crate) until: Timestamp,
}

/// A logout token as it came: nothing in it is believed yet.
pub(super) struct Told {
    header: Header,
    signed: String,
    signature: Vec<u8>,
    payload: Vec<u8>,
}

#[derive(serde::Deserialize)]
struct Header {
    alg: Alg,
    #[serde(default)]
    kid: Option<JsonWebKeyId>,
    #[serde(default)]
    typ: Option<String>,
    #[serde(default)]
    cty: Present,
    #[serde(default)]
    crit: Present,
    // jku, jwk, x5u and x5c are not even read.
}

#[derive(serde::Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    iat: i64,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    jti: String,
    events: Map<String, Value>,
    #[serde(default)]
    sub: Option<String>,
    #[serde(default)]
    sid: Option<String>,
    #[serde(default)]
    nonce: Present,
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// Whether a member is there, whatever it holds.
#[derive(Default)]
struct Present(bool);

impl<'de> Deserialize<'de> for Present {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(true))
    }
}

/// Whether the provider signed it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Signed {
    Yes,
    No,
    /// With none of the keys that are known.
    UnknownKey,
}

impl Told {
    /// Takes a token apart that is signed with one of these algorithms.
    pub(super) fn parse(token: &str, algorithms: &[Alg]) -> Result<Self, Refused> {
        let parts: Vec<&str> = match token.len() {
            0..=BYTES_MAX => token.split('.').collect(),
            _ => Vec::new(),
        };
        let [head, body, signature] = parts[..] else {
            return Err(refused("form"));
        };
        let decode = |part: &str| BASE64.decode(part).map_err(|_| refused("form"));
        let header: Header =
            serde_json::from_slice(&decode(head)?).map_err(|_| refused("header"))?;
        // Older providers, Keycloak among them, call it a plain JWT.
        let typ = header.typ.as_deref().unwrap_or("jwt").to_ascii_lowercase();
        let kind = matches!(
            typ.as_str(),
            "jwt" | "logout+jwt" | "application/logout+jwt"
        );
        if !kind || header.cty.0 || header.crit.0 || !algorithms.contains(&header.alg) {
            return Err(refused("header"));
        }
        Ok(Self {
            header,
            signed: format!("{head}.{body}"),
            signature: decode(signature)?,
            payload: decode(body)?,
        })
    }

    /// Whether one of these keys signed it; which may, their own description says.
    pub(super) fn signed_by(&self, keys: &[CoreJsonWebKey]) -> Signed {
        let (alg, kid) = (&self.header.alg, self.header.kid.as_ref());
        let fits = |key: &&CoreJsonWebKey| {
            let named = kid.is_none() || kid == key.key_id();
            let signs = key.key_use().is_none_or(|usage| usage.allows_signature());
            let kind = alg.key_type().is_some_and(|kind| kind == *key.key_type());
            let algorithm = match key.signing_alg() {
                JsonWebKeyAlgorithm::Unspecified => true,
                JsonWebKeyAlgorithm::Algorithm(own) => own == alg,
                JsonWebKeyAlgorithm::Unsupported => false,
            };
            named && signs && kind && algorithm
        };
        let mut fitting = keys.iter().filter(fits).peekable();
        if fitting.peek().is_none() {
            let known = kid.is_some() && keys.iter().any(|key| kid == key.key_id());
            return match known {
                true => Signed::No,
                false => Signed::UnknownKey,
            };
        }
        let signs = |key: &CoreJsonWebKey| {
            let signed = key.verify_signature(alg, self.signed.as_bytes(), &self.signature);
            signed.is_ok()
        };
        match fitting.any(signs) {
            true => Signed::Yes,
            false => Signed::No,
        }
    }

    /// What it says, if it is a logout token of this provider, for us, and young.
    /// Ask before whether it is signed.
    pub(super) fn ended(&self, issuer: &str, us: &str, now: Timestamp) -> Result<Ended, Refused> {
        let claims: Claims =
            serde_json::from_slice(&self.payload).map_err(|_| refused("claims"))?;
        let for_us = match &claims.aud {
            Audience::One(aud) => aud == us,
            Audience::Many(all) => !all.is_empty() && all.iter().all(|aud| aud == us),
        };
        if claims.iss != issuer || !for_us {
            return Err(refused("issuer or audience"));
        }
        let lasts = claims.exp.saturating_mul(1000) > now.millis();
        if !lasts || !is_fresh(claims.iat, now) || !is_begun(claims.nbf, now) {
            return Err(refused("time"));
        }
        // An ID token has a nonce and no events.
        let is_logout = claims.events.get(EVENT).is_some_and(Value::is_object);
        if !is_logout || claims.nonce.0 {
            return Err(refused("kind"));
        }
        let named = |name: &str| (1..=NAME_BYTES_MAX).contains(&name.len());
        let names = [claims.sub.as_deref(), claims.sid.as_deref()];
        let somebody = names.iter().any(Option::is_some);
        if !somebody || !names.into_iter().flatten().all(named) || !named(&claims.jti) {
            return Err(refused("names"));
        }
        let issued = Timestamp::from_millis(claims.iat.saturating_mul(1000));
        Ok(Ended {
            subject: claims.sub,
            sid: claims.sid,
            jti: claims.jti,
            until: issued.plus(TOKEN_AGE_MAX).plus(SKEW),
        })
    }
}

/// The log says which check failed, never with which values.
pub(super) fn refused(what: &'static str) -> Refused {
    tracing::warn!(what, "a provider's word that a session ended is refused");
    Refused::Token
}
