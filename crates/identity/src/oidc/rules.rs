//! What the answers of a provider must say before anybody is let in. Pure.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use kernel::{Lang, Timestamp};
use serde::Deserialize;
use std::time::Duration;

/// How far the provider's clock may be ahead of ours.
pub(crate) const SKEW: Duration = Duration::from_secs(60);
/// How old a token may be: it comes straight from the provider.
pub(super) const TOKEN_AGE_MAX: Duration = Duration::from_secs(10 * 60);

/// Is `given` at least as strong as `required`? The eIDAS levels are ordered;
/// any other word must be the very one that is required.
pub(super) fn is_strong_enough(given: Option<&str>, required: &str) -> bool {
    let level = |acr: &str| match acr {
        "eidas1" => Some(1),
        "eidas2" => Some(2),
        "eidas3" => Some(3),
        _ => None,
    };
    match given {
        None => false,
        Some(given) => match (level(given), level(required)) {
            (Some(given), Some(required)) => given >= required,
            _ => given == required,
        },
    }
}

/// A token may be used from `nbf` on, in seconds.
pub(super) fn is_begun(nbf: Option<i64>, now: Timestamp) -> bool {
    nbf.is_none_or(|nbf| nbf.saturating_mul(1000) <= now.plus(SKEW).millis())
}

/// Was it issued in our past, and not too long ago, in seconds? An ID token
/// comes straight from the provider, so minutes are plenty.
pub(super) fn is_fresh(iat: i64, now: Timestamp) -> bool {
    is_recent(
        Timestamp::from_millis(iat.saturating_mul(1000)),
        TOKEN_AGE_MAX,
        now,
    )
}

/// Did this happen in our past, and at most `age_max` ago?
pub(crate) fn is_recent(at: Timestamp, age_max: Duration, now: Timestamp) -> bool {
    at <= now.plus(SKEW) && now.since(at) <= age_max
}

/// Whether the header of a token calls it a plain JWT: an access token
/// (`at+jwt`), a logout token (`logout+jwt`) and others call themselves so.
pub(super) fn is_plain_jwt(token: &str) -> bool {
    #[derive(Deserialize)]
    struct Header {
        #[serde(default)]
        typ: Option<String>,
    }
    let header = token.split('.').next().unwrap_or_default();
    let header = BASE64_URL_SAFE_NO_PAD.decode(header).unwrap_or_default();
    let header = serde_json::from_slice::<Header>(&header);
    header.is_ok_and(|header| header.typ.is_none_or(|typ| typ.eq_ignore_ascii_case("jwt")))
}

/// A path of ours in the language in which a sign-in began.
pub(crate) fn in_language(lang: Lang, path: &str) -> String {
    format!("{}{path}", lang.prefix())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oid_21_a_weaker_proof_than_asked_for_is_refused() {
        for (given, required, enough) in [
            (Some("eidas1"), "eidas1", true),
            (Some("eidas3"), "eidas1", true),
            (Some("eidas2"), "eidas2", true),
            (Some("eidas3"), "eidas2", true),
            (Some("eidas1"), "eidas2", false),
            (Some("eidas0"), "eidas1", false),
            (Some("EIDAS2"), "eidas1", false),
            (Some(""), "eidas1", false),
            (None, "eidas1", false),
            (Some("urn:strong"), "urn:strong", true),
            (Some("eidas3"), "urn:strong", false),
        ] {
            assert_eq!(
                is_strong_enough(given, required),
                enough,
                "{given:?} {required}"
            );
        }
    }

    #[test]
    fn oid_05_a_token_of_the_future_or_of_yesterday_is_refused() {
        let now = Timestamp::from_millis(1_790_000_000_000);
        let seconds = now.millis() / 1000;
        assert!(is_begun(None, now) && is_begun(Some(seconds + 59), now));
        assert!(!is_begun(Some(seconds + 61), now));
        assert!(is_fresh(seconds, now) && is_fresh(seconds - 599, now));
        assert!(!is_fresh(seconds - 601, now) && !is_fresh(seconds + 61, now));
        assert!(!is_fresh(i64::MIN, now) && !is_begun(Some(i64::MAX), now));
    }

    #[test]
    fn a_proof_is_recent_until_its_age_and_never_of_the_future() {
        let now = Timestamp::from_millis(1_790_000_000_000);
        let five = Duration::from_secs(300);
        let second = Duration::from_secs(1);
        assert!(is_recent(now, five, now) && is_recent(now.minus(five), five, now));
        assert!(!is_recent(now.minus(five + second), five, now));
        assert!(!is_recent(now.plus(SKEW + second), five, now));
        assert!(!is_recent(Timestamp::from_millis(i64::MIN), five, now));
    }
}
