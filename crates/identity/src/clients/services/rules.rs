//! What an authorization request, a redirect address and a proof key must be:
//! RFC 6749 §4.1, RFC 7636, RFC 9700, SMART App Launch 2.2.0. Pure.

use super::super::Scopes;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use kernel::{Error, Result};
use std::time::Duration;

/// How long a code lives.
pub const CODE_LIFE: Duration = Duration::from_secs(60);
/// How long an access token lives.
pub const ACCESS_LIFE: Duration = Duration::from_secs(300);
/// How long a refresh token waits to be used.
pub const REFRESH_LIFE: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// How often one connection asks in an hour, where nothing else is configured.
pub const ASKED_MAX: i64 = 1_000;
/// How long that is counted.
pub const ASKED_WINDOW: Duration = Duration::from_secs(60 * 60);

/// The context of an app that asks for one person.
pub(super) const PATIENT: &str = "patient/";
const STATE_MAX: usize = 512;

/// Which person the record is of: said by the answer, and no right.
const LAUNCH: &str = "launch/patient";
/// To come back without the person.
const OFFLINE: &str = "offline_access";
/// What is asked for by habit, and is given to nobody here: who signs in is not
/// told to services.
const NEVER_GIVEN: [&str; 4] = ["openid", "fhirUser", "profile", "launch"];

/// What a service asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wish {
    /// The kinds of data, and what may be done with them.
    pub scopes: Scopes,
    /// To come back without the person.
    pub offline: bool,
}

/// What a request wishes, within what the service is listed for. A kind named
/// that is not listed is no wish that could be granted in part.
pub fn wish(asked: &str, listed: &Scopes) -> Option<Wish> {
    let (mut offline, mut kinds) = (false, Vec::new());
    for scope in asked.split_ascii_whitespace() {
        match scope {
            OFFLINE => offline = true,
            // Which person it is every answer says.
            LAUNCH => {}
            never if NEVER_GIVEN.contains(&never) => {}
            kind => kinds.push(kind),
        }
    }
    let wished = Scopes::parse_of(PATIENT, &kinds.join(" "))?;
    let scopes = wished.granted_of(listed)?;
    (!scopes.is_empty()).then_some(Wish { scopes, offline })
}

/// The scopes of a token as its answer says them.
pub(super) fn written(scopes: &Scopes, offline: bool) -> String {
    let mut text = format!("{LAUNCH} {}", scopes.to_text_of(PATIENT));
    if offline {
        text.push(' ');
        text.push_str(OFFLINE);
    }
    text
}

/// Whether this is the very address that was registered. Nothing is normalised:
/// what differs in one byte is another one.
pub fn is_registered(registered: &[String], given: &str) -> bool {
    registered.iter().any(|address| address == given)
}

/// Whether people may be sent back to such an address: `https`, this machine by
/// number for programs on it, or a scheme named after a domain for phones.
///
/// # Errors
/// Invalid, for any other.
pub fn registrable(address: &str) -> Result<()> {
    let wrong = || Error::invalid("service-redirect-wrong");
    let plain = address
        .bytes()
        .all(|b| b.is_ascii_graphic() && !matches!(b, b'\\' | b'#' | b'"' | b'<' | b'>' | b'*'));
    let (scheme, rest) = address.split_once(':').ok_or_else(wrong)?;
    if !plain || address.len() > 512 {
        return Err(wrong());
    }
    let authority = rest.strip_prefix("//").map(|rest| {
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        &rest[..end]
    });
    let right = match (scheme, authority) {
        ("https", Some(host)) => !host.is_empty() && !host.contains('@'),
        ("http", Some(host)) => {
            let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
            matches!(name, "127.0.0.1" | "[::1]")
        }
        ("http", None) | ("https", None) => false,
        (private, _) => {
            let named = private
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.');
            named && private.contains('.') && rest.starts_with('/')
        }
    };
    if right { Ok(()) } else { Err(wrong()) }
}

/// The origin of a page at such an address, as browsers write it; none, for what is no
/// page.
pub fn origin_of(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let usual = match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest[..end].to_ascii_lowercase();
    let host = host.strip_suffix(usual).unwrap_or(&host);
    (!host.is_empty() && !host.contains('@')).then(|| format!("{scheme}://{host}"))
}

/// A challenge of the method S256: 32 bytes in base64url.
pub fn is_challenge(text: &str) -> bool {
    text.len() == 43
        && BASE64_URL_SAFE_NO_PAD
            .decode(text)
            .is_ok_and(|bytes| bytes.len() == 32)
}

/// Whether this is the verifier of a challenge.
pub fn verifies(verifier: &str, challenge: &str) -> bool {
    let written = verifier
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~'));
    let hash = ::keys::sha256(verifier.as_bytes());
    written
        && (43..=128).contains(&verifier.len())
        && BASE64_URL_SAFE_NO_PAD.encode(hash) == challenge
}

/// A state that can be carried back, and that somebody must have thought of.
pub(super) fn is_state(text: &str) -> bool {
    !text.is_empty() && text.len() <= STATE_MAX && text.bytes().all(|b| (0x20..0x7f).contains(&b))
}

/// An address with parameters more.
pub(super) fn with(address: &str, parameters: &[(&str, &str)]) -> String {
    let mut text = address.to_owned();
    for (name, value) in parameters {
        text.push(if text.contains('?') { '&' } else { '?' });
        text.push_str(name);
        text.push('=');
        text.push_str(&crate::layer::encode(value));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn listed() -> Scopes {
        Scopes::parse("system/DocumentReference.rs system/Binary.r system/Patient.rs")
            .expect("scopes")
    }

    #[test]
    fn app_01_a_kind_outside_the_listing_is_refused_and_all_is_what_is_listed() {
        for (asked, granted) in [
            (
                "launch/patient patient/DocumentReference.rs",
                Some("patient/DocumentReference.rs"),
            ),
            (
                "patient/Patient.read openid fhirUser",
                Some("patient/Patient.rs"),
            ),
            (
                "patient/*.rs offline_access",
                Some("patient/Binary.r patient/DocumentReference.rs patient/Patient.rs"),
            ),
            (
                "patient/*.cruds",
                Some("patient/Binary.r patient/DocumentReference.rs patient/Patient.rs"),
            ),
            ("patient/Observation.rs", None),
            ("patient/Patient.rs patient/Observation.rs", None),
            ("patient/Patient.cruds", None),
            ("user/Patient.rs", None),
            ("system/Patient.rs", None),
            ("patient/Patient.rs?x=y", None),
            ("patient/Patient.rs admin", None),
            ("launch/patient offline_access", None),
            ("", None),
        ] {
            let wish = wish(asked, &listed());
            let text = wish.map(|wish| wish.scopes.to_text_of(PATIENT));
            assert_eq!(text.as_deref(), granted, "{asked}");
        }
    }

    #[test]
    fn oid_09_one_address_alone_is_the_registered_one() {
        let registered = vec![String::from("https://app.example/back")];
        assert!(is_registered(&registered, "https://app.example/back"));
        for other in [
            "https://app.example/back/",
            "https://app.example/back?x=1",
            "https://app.example/bac",
            "https://app.example/back#f",
            "https://app.example/Back",
            "https://APP.example/back",
            "https://app.example:443/back",
            "https://app.example:8443/back",
            "http://app.example/back",
            "https://user@app.example/back",
            "https://app.example@evil.example/back",
            "https://app.example.evil.example/back",
            "https://app-example/back",
            "https://аpp.example/back",
            "https://app.example/%62ack",
            "https://app.example/%2562ack",
            "https://app.example/x/../back",
            " https://app.example/back",
            "",
        ] {
            assert!(!is_registered(&registered, other), "{other}");
        }
    }

    #[test]
    fn web_08_one_origin_is_that_of_an_address_and_what_looks_like_it_is_another() {
        let origin = origin_of("https://App.example:443/back?x=1");
        assert_eq!(origin.as_deref(), Some("https://app.example"));
        let local = origin_of("http://127.0.0.1:4180/retour");
        assert_eq!(local.as_deref(), Some("http://127.0.0.1:4180"));
        for other in [
            "https://app.example.evil.example/back",
            "https://evil-app.example/back",
            "https://sub.app.example/back",
            "https://app.example:8443/back",
            "http://app.example/back",
            "https://app.exampl/e",
        ] {
            assert_ne!(origin_of(other), origin, "{other}");
        }
        for none in [
            "fr.exemple.app:/retour",
            "null",
            "",
            "https://",
            "https://a@b.example/",
        ] {
            assert_eq!(origin_of(none), None, "{none}");
        }
    }

    #[test]
    fn people_are_sent_back_to_addresses_that_nobody_else_can_be_at() {
        for right in [
            "https://app.example/back",
            "https://app.example/back?tenant=1",
            "http://127.0.0.1:4100/back",
            "http://[::1]:4100/back",
            "fr.exemple.app:/retour",
        ] {
            assert!(registrable(right).is_ok(), "{right}");
        }
        for wrong in [
            "http://app.example/back",
            "http://localhost/back",
            "http://127.0.0.1.evil.example/back",
            "https:app.example",
            "https://",
            "https://user@app.example/",
            "https://app.example/#x",
            "https://*.example/",
            "javascript:alert(1)",
            "data:text/html,x",
            "app:/retour",
            "fr.exemple:retour",
            "https://app.example/\u{e9}",
            "https://app.example/ x",
            "",
        ] {
            assert!(registrable(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn oid_12_a_verifier_is_that_of_its_challenge_and_plain_is_none() {
        // RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert!(is_challenge(challenge) && verifies(verifier, challenge));
        assert!(!verifies(challenge, challenge) && !verifies(verifier, verifier));
        assert!(!verifies("", challenge) && !is_challenge("") && !is_challenge("short"));
    }

    proptest! {
        #[test]
        fn what_is_wished_never_widens_what_is_listed(
            kinds in proptest::collection::vec("(Patient|Binary|DocumentReference|Observation|\\*)", 0..5),
            verbs in proptest::collection::vec("(r|s|rs|cruds|c|read|\\*)", 5),
        ) {
            let asked: Vec<String> = kinds
                .iter()
                .zip(&verbs)
                .map(|(kind, verbs)| format!("patient/{kind}.{verbs}"))
                .collect();
            if let Some(wish) = wish(&asked.join(" "), &listed()) {
                prop_assert_eq!(wish.scopes.within(&listed()), wish.scopes);
            }
        }
    }
}
