//! The public keys of an institution's software, as it registered them: a
//! closed set, looked up by `kid`, each with the one algorithm it may sign
//! with. Keys are never fetched from anywhere.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey};
use kernel::{Error, Result};
use serde_json::Value;

/// The most keys of one client.
const KEYS_MAX: usize = 8;
/// The weakest RSA key, in bits.
const RSA_BITS_MIN: usize = 3072;

/// The algorithms that a client may sign with, as its metadata names them.
pub const ALGORITHMS: [(&str, Algorithm); 8] = [
    ("ES384", Algorithm::ES384),
    ("RS384", Algorithm::RS384),
    ("ES256", Algorithm::ES256),
    ("RS256", Algorithm::RS256),
    ("PS256", Algorithm::PS256),
    ("PS384", Algorithm::PS384),
    ("RS512", Algorithm::RS512),
    ("EdDSA", Algorithm::EdDSA),
];

/// One registered key.
pub(super) struct Key {
    kid: String,
    /// The numbers that make the key, however they were written.
    numbers: Vec<Vec<u8>>,
    pub(super) alg: &'static str,
    pub(super) algorithm: Algorithm,
    pub(super) decoding: DecodingKey,
}

/// The registered keys of one client.
pub(super) struct Keys(Vec<Key>);

/// What becomes of the keys of before where a client comes with others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Before {
    /// They are the very same.
    Same,
    /// All of them go on signing, beside new ones.
    All,
    /// Some of them do.
    Some,
    /// None does.
    None,
}

impl Keys {
    /// Reads a JSON Web Key Set (RFC 7517).
    ///
    /// # Errors
    /// Invalid: private or shared keys, weak or unknown ones, no `kid` or one
    /// that comes twice.
    pub(super) fn parse(jwks: &str) -> Result<Self> {
        let set: Value = serde_json::from_str(jwks).map_err(|_| wrong("no JSON"))?;
        let listed = set["keys"].as_array().ok_or_else(|| wrong("no keys"))?;
        if listed.is_empty() || listed.len() > KEYS_MAX {
            return Err(wrong("number of keys"));
        }
        let mut keys: Vec<Key> = Vec::with_capacity(listed.len());
        for jwk in listed {
            let key = Key::parse(jwk)?;
            if keys.iter().any(|known| known.kid == key.kid) {
                return Err(wrong("kid twice"));
            }
            keys.push(key);
        }
        Ok(Self(keys))
    }

    /// What these keys leave of those of before. A key is the same under any name.
    pub(super) fn leave_of(&self, before: &Self) -> Before {
        let has = |of: &Self, key: &Key| of.0.iter().any(|it| it.numbers == key.numbers);
        let stay = before.0.iter().filter(|key| has(self, key)).count();
        match stay {
            0 => Before::None,
            stay if stay < before.0.len() => Before::Some,
            _ if self.0.iter().all(|key| has(before, key)) => Before::Same,
            _ => Before::All,
        }
    }

    /// What they are called.
    pub(super) fn names(&self) -> Vec<String> {
        self.0.iter().map(|key| key.kid.clone()).collect()
    }

    /// The key of this id, among the registered ones alone.
    pub(super) fn find(&self, kid: &str) -> Option<&Key> {
        self.0.iter().find(|key| key.kid == kid)
    }
}

impl Key {
    fn parse(jwk: &Value) -> Result<Self> {
        let text = |name: &str| jwk[name].as_str().unwrap_or_default();
        let kid = text("kid");
        if kid.is_empty() || kid.len() > 128 {
            return Err(wrong("kid"));
        }
        if ["d", "p", "q", "k"]
            .iter()
            .any(|secret| !jwk[secret].is_null())
        {
            return Err(wrong("a private key"));
        }
        if !matches!(text("use"), "" | "sig") {
            return Err(wrong("use"));
        }
        let alg = match (text("kty"), text("crv"), text("alg")) {
            ("EC", "P-256", "" | "ES256") => "ES256",
            ("EC", "P-384", "" | "ES384") => "ES384",
            ("OKP", "Ed25519", "" | "EdDSA" | "Ed25519") => "EdDSA",
            ("RSA", _, "") => "RS384",
            ("RSA", _, named @ ("RS256" | "RS384" | "RS512" | "PS256" | "PS384")) => named,
            _ => return Err(wrong("kty, crv or alg")),
        };
        if text("kty") == "RSA" && rsa_bits(text("n")) < RSA_BITS_MIN {
            return Err(wrong("an RSA key under 3072 bits"));
        }
        let (alg, algorithm) = ALGORITHMS
            .into_iter()
            .find(|(name, _)| *name == alg)
            .ok_or_else(|| wrong("alg"))?;
        // Only the members that make the key: certificates and addresses in it
        // are nobody's business.
        let bare: serde_json::Map<String, Value> = ["kty", "crv", "x", "y", "n", "e"]
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), jwk.get(name)?.clone())))
            .collect();
        let numbers = ["x", "y", "n", "e"].map(|name| number(bare.get(name)));
        let bare: Jwk =
            serde_json::from_value(Value::Object(bare)).map_err(|_| wrong("form of a key"))?;
        let decoding = DecodingKey::from_jwk(&bare).map_err(|_| wrong("form of a key"))?;
        Ok(Self {
            kid: kid.to_owned(),
            numbers: numbers.into(),
            alg,
            algorithm,
            decoding,
        })
    }
}

fn rsa_bits(n: &str) -> usize {
    read(n).len() * 8
}

/// A number of a key, without the zeros that it may begin with.
fn read(text: &str) -> Vec<u8> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
    bytes.into_iter().skip_while(|byte| *byte == 0).collect()
}

fn number(of: Option<&Value>) -> Vec<u8> {
    read(of.and_then(Value::as_str).unwrap_or_default())
}

fn wrong(what: &str) -> Error {
    Error::invalid("client-keys-wrong").note(format!("client keys: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EC: &str = r#"{"kty":"EC","crv":"P-256","kid":"a","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;

    #[test]
    fn an_ec_key_signs_with_its_own_algorithm() {
        let keys = Keys::parse(&format!(r#"{{"keys":[{EC}]}}"#)).expect("keys");
        assert_eq!(keys.find("a").map(|key| key.alg), Some("ES256"));
        for kid in ["", "b", "../../dev/null", "a' UNION SELECT"] {
            assert!(keys.find(kid).is_none());
        }
    }

    #[test]
    fn a_key_is_the_same_under_another_name_and_with_other_words_beside_it() {
        let set = |keys: &[&str]| {
            let keys = keys.join(",");
            Keys::parse(&format!(r#"{{"keys":[{keys}]}}"#)).expect("keys")
        };
        let renamed = EC.replace(r#""kid":"a""#, r#""kid":"b","use":"sig","alg":"ES256""#);
        let other = r#"{"kty":"OKP","crv":"Ed25519","kid":"a","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        for (before, after, left) in [
            (&[EC][..], &[EC][..], Before::Same),
            (&[EC], &[&renamed], Before::Same),
            (&[EC], &[other], Before::None),
            (&[EC], &[&renamed, other], Before::All),
            (&[&renamed, other], &[EC], Before::Some),
        ] {
            assert_eq!(set(after).leave_of(&set(before)), left, "{after:?}");
        }
        assert_eq!(set(&[&renamed, other]).names(), ["b", "a"]);
    }

    #[test]
    fn weak_private_shared_and_ambiguous_keys_are_refused() {
        for keys in [
            String::new(),
            String::from("[]"),
            String::from(r#"{"keys":[]}"#),
            format!(r#"{{"keys":[{EC},{EC}]}}"#),
            format!(
                r#"{{"keys":[{}]}}"#,
                EC.replace(r#""x":"#, r#""d":"AQ","x":"#)
            ),
            format!(r#"{{"keys":[{}]}}"#, EC.replace(r#""kid":"a","#, "")),
            format!(r#"{{"keys":[{}]}}"#, EC.replace("P-256", "P-521")),
            format!(
                r#"{{"keys":[{}]}}"#,
                EC.replace(r#""kid""#, r#""alg":"HS256","kid""#)
            ),
            format!(
                r#"{{"keys":[{}]}}"#,
                EC.replace(r#""kid""#, r#""use":"enc","kid""#)
            ),
            String::from(r#"{"keys":[{"kty":"oct","kid":"a","k":"c2VjcmV0"}]}"#),
            format!(
                r#"{{"keys":[{{"kty":"RSA","kid":"a","e":"AQAB","n":"{}"}}]}}"#,
                "_".repeat(342)
            ),
        ] {
            assert!(Keys::parse(&keys).is_err(), "{keys}");
        }
    }
}
