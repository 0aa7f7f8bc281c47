//! Tokens that come in an envelope addressed to us (JWE, RFC 7516), in the one
//! form that we offer to providers: ECDH-ES on P-256 (RFC 7518, §4.6) with
//! A256GCM. FranceConnect sends everything so at the levels *substantial* and
//! *high*.
//!
//! An envelope keeps others from reading. It proves nothing: what is inside is
//! a signed token, and is checked as if it had come bare.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use kernel::{Error, Result};
use keys::{Key, mac, sha256};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use zeroize::Zeroizing;

const ALG: &str = "ECDH-ES";
const ENC: &str = "A256GCM";
const KEY_BITS: u32 = 256;
const COORDINATE_BYTES: usize = 32;
const TAG_BYTES: usize = 16;

/// The key to which providers address envelopes. Clones share it.
#[derive(Clone)]
pub(crate) struct Envelope(Arc<Inner>);

struct Inner {
    private: PrivateKey,
    jwk: Value,
    kid: String,
}

/// RFC 7516, §4.1. What else stands there is none of ours, but what would
/// change the meaning is refused.
#[derive(Deserialize)]
struct Header {
    alg: String,
    enc: String,
    #[serde(default)]
    kid: Option<String>,
    epk: Ephemeral,
    #[serde(default)]
    apu: String,
    #[serde(default)]
    apv: String,
    /// A small envelope must not grow large: OID-26.
    #[serde(default)]
    zip: Option<Value>,
    #[serde(default)]
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct Ephemeral {
    kty: String,
    crv: String,
    x: String,
    y: String,
}

impl Envelope {
    /// The key pair that comes of this secret: the same in every process.
    ///
    /// # Errors
    /// A fault, if none does.
    pub(crate) fn of(secret: &Key) -> Result<Self> {
        let fault = || Error::fault("making the key to which providers address envelopes");
        // A number that is no private key of the curve has one chance in 2^32.
        let private = (0..8_u8)
            .find_map(|n| {
                let number = Zeroizing::new(mac(secret, "P-256 private key", &[n]));
                PrivateKey::from_private_key(&ECDH_P256, &*number).ok()
            })
            .ok_or_else(fault)?;
        let public = private.compute_public_key().map_err(|_| fault())?;
        // An uncompressed point: 4, then x and y.
        let (x, y) = public
            .as_ref()
            .get(1..)
            .and_then(|xy| xy.split_at_checked(COORDINATE_BYTES))
            .ok_or_else(fault)?;
        let kid = BASE64.encode(&sha256(public.as_ref())[..12]);
        let jwk = json!({
            "kty": "EC", "crv": "P-256", "use": "enc", "alg": ALG, "kid": kid,
            "x": BASE64.encode(x), "y": BASE64.encode(y),
        });
        Ok(Self(Arc::new(Inner { private, jwk, kid })))
    }

    /// The public half, as providers read it.
    pub(crate) fn published(&self) -> Value {
        json!({"keys": [self.0.jwk]})
    }

    /// What an answer says once its envelopes are open. An envelope that does
    /// not open stays as it came, and is refused as the token that it is not.
    pub(super) fn opened(&self, kind: &str, body: Vec<u8>) -> Vec<u8> {
        match kind {
            "application/jwt" => match std::str::from_utf8(&body).ok().and_then(|t| self.open(t)) {
                Some(token) => token.into_bytes(),
                None => body,
            },
            "application/json" => self.with_open_id_token(&body).unwrap_or(body),
            _ => body,
        }
    }

    fn with_open_id_token(&self, body: &[u8]) -> Option<Vec<u8>> {
        let mut answer: Value = serde_json::from_slice(body).ok()?;
        let token = self.open(answer.get("id_token")?.as_str()?)?;
        answer["id_token"] = Value::String(token);
        serde_json::to_vec(&answer).ok()
    }

    /// The token in an envelope; nothing, if it is none or not for us.
    fn open(&self, compact: &str) -> Option<String> {
        let [head, "", iv, sealed, tag] = compact.trim().split('.').collect::<Vec<_>>()[..] else {
            return None;
        };
        let header: Header = serde_json::from_slice(&decode(head)?).ok()?;
        let ours = header.alg == ALG
            && header.enc == ENC
            && header.kid.is_none_or(|kid| kid == self.0.kid)
            && header.zip.is_none()
            && header.crit.is_none();
        if !ours {
            return None;
        }
        let point = header.epk.point()?;
        let (apu, apv) = (decode(&header.apu)?, decode(&header.apv)?);
        // The library refuses a point that is not on the curve.
        let theirs = UnparsedPublicKey::new(&ECDH_P256, point);
        let key = agree(&self.0.private, theirs, (), |shared| {
            Ok(derived(shared, ENC, KEY_BITS, &apu, &apv))
        });
        let key = UnboundKey::new(&AES_256_GCM, &*key.ok()?).ok()?;
        let nonce = Nonce::try_assume_unique_for_key(&decode(iv)?).ok()?;
        let tag = decode(tag).filter(|tag| tag.len() == TAG_BYTES)?;
        let mut sealed = decode(sealed)?;
        sealed.extend(tag);
        let opened = LessSafeKey::new(key)
            .open_in_place(nonce, Aad::from(head.as_bytes()), &mut sealed)
            .ok()?;
        String::from_utf8(opened.to_vec()).ok()
    }
}

impl Ephemeral {
    /// The uncompressed point.
    fn point(&self) -> Option<Vec<u8>> {
        let (x, y) = (decode(&self.x)?, decode(&self.y)?);
        let right = self.kty == "EC"
            && self.crv == "P-256"
            && [&x, &y].iter().all(|part| part.len() == COORDINATE_BYTES);
        right.then(|| [&[4][..], &x, &y].concat())
    }
}

/// Concat KDF, one round: RFC 7518, §4.6.2.
fn derived(shared: &[u8], enc: &str, bits: u32, apu: &[u8], apv: &[u8]) -> Zeroizing<[u8; 32]> {
    let counted = |part: &[u8]| {
        let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
        [&length.to_be_bytes()[..], part].concat()
    };
    let text = Zeroizing::new(
        [
            &1_u32.to_be_bytes()[..],
            shared,
            &counted(enc.as_bytes()),
            &counted(apu),
            &counted(apv),
            &bits.to_be_bytes(),
        ]
        .concat(),
    );
    Zeroizing::new(sha256(&text))
}

fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours() -> Envelope {
        Envelope::of(&Key::from_bytes([7; 32])).expect("a key")
    }

    /// Somebody else's key pair, and its point.
    fn theirs(seed: u8) -> Envelope {
        Envelope::of(&Key::from_bytes([seed; 32])).expect("a key")
    }

    fn part<'v>(value: &'v Value, name: &str) -> &'v str {
        value[name].as_str().expect("a text")
    }

    /// An envelope around a text, from `from` to `to`, whose header is spoilt.
    fn sealed(from: &Envelope, to: &Envelope, spoil: impl Fn(&mut Value), text: &str) -> String {
        let (apu, apv) = (b"them".as_slice(), b"us".as_slice());
        let epk = &from.0.jwk;
        let mut header = json!({
            "alg": ALG, "enc": ENC, "kid": to.0.kid, "cty": "JWT",
            "epk": {"kty": "EC", "crv": "P-256", "x": epk["x"], "y": epk["y"]},
            "apu": BASE64.encode(apu), "apv": BASE64.encode(apv),
        });
        spoil(&mut header);
        let head = BASE64.encode(header.to_string());
        let point = [
            &[4][..],
            &decode(part(&to.0.jwk, "x")).expect("x"),
            &decode(part(&to.0.jwk, "y")).expect("y"),
        ]
        .concat();
        let theirs = UnparsedPublicKey::new(&ECDH_P256, point);
        let key = agree(&from.0.private, theirs, (), |shared| {
            Ok(derived(shared, ENC, KEY_BITS, apu, apv))
        });
        let key = UnboundKey::new(&AES_256_GCM, &*key.expect("a key")).expect("a key");
        let mut bytes = text.as_bytes().to_vec();
        let nonce = Nonce::try_assume_unique_for_key(&[9; 12]).expect("a nonce");
        LessSafeKey::new(key)
            .seal_in_place_append_tag(nonce, Aad::from(head.as_bytes()), &mut bytes)
            .expect("sealed");
        let (sealed, tag) = bytes.split_at(bytes.len() - TAG_BYTES);
        let [iv, sealed, tag] = [&[9; 12][..], sealed, tag].map(|part| BASE64.encode(part));
        format!("{head}..{iv}.{sealed}.{tag}")
    }

    #[test]
    fn the_key_is_derived_as_the_standard_shows() {
        // RFC 7518, appendix C.
        let shared = [
            158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49,
            110, 163, 218, 128, 106, 72, 246, 218, 167, 121, 140, 254, 144, 196,
        ];
        let key = derived(&shared, "A128GCM", 128, b"Alice", b"Bob");
        assert_eq!(BASE64.encode(&key[..16]), "VqqN6vgjbSBcIijNcacQGg");
    }

    #[test]
    fn an_envelope_for_us_opens_and_the_key_is_the_same_everywhere() {
        let envelope = sealed(&theirs(1), &ours(), |_| (), "a.b.c");
        assert_eq!(ours().open(&envelope).as_deref(), Some("a.b.c"));
        assert_eq!(ours().published(), ours().published());
        assert_eq!(theirs(2).open(&envelope), None, "it is not theirs");
    }

    #[test]
    fn what_is_not_such_an_envelope_does_not_open() {
        let kid = theirs(3).0.kid.clone();
        type Spoil = Box<dyn Fn(&mut Value)>;
        let spoils: Vec<(&str, Spoil)> = vec![
            ("alg", Box::new(|h| h["alg"] = json!("dir"))),
            ("wrapped", Box::new(|h| h["alg"] = json!("ECDH-ES+A256KW"))),
            ("enc", Box::new(|h| h["enc"] = json!("A128GCM"))),
            ("kid", Box::new(move |h| h["kid"] = json!(kid))),
            ("zip", Box::new(|h| h["zip"] = json!("DEF"))),
            ("crit", Box::new(|h| h["crit"] = json!(["b64"]))),
            ("crv", Box::new(|h| h["epk"]["crv"] = json!("P-384"))),
            ("kty", Box::new(|h| h["epk"]["kty"] = json!("OKP"))),
            ("x", Box::new(|h| h["epk"]["x"] = json!(""))),
            // No point of the curve.
            (
                "y",
                Box::new(|h| h["epk"]["y"] = json!(BASE64.encode([1; 32]))),
            ),
            ("apu", Box::new(|h| h["apu"] = json!("bW8"))),
            ("epk", Box::new(|h| h["epk"] = Value::Null)),
        ];
        for (what, spoil) in spoils {
            let envelope = sealed(&theirs(1), &ours(), spoil, "a.b.c");
            assert_eq!(ours().open(&envelope), None, "{what}");
        }
        let right = sealed(&theirs(1), &ours(), |_| (), "a.b.c");
        let parts: Vec<&str> = right.split('.').collect();
        for spoilt in [
            format!("{}.AA.{}.{}.{}", parts[0], parts[2], parts[3], parts[4]),
            format!("{}..{}.{}.AAAA", parts[0], parts[2], parts[3]),
            format!("{}..AAAA.{}.{}", parts[0], parts[3], parts[4]),
            format!("{}..{}.AAAA.{}", parts[0], parts[2], parts[4]),
            format!("{right}.x"),
            String::from("a.b.c"),
            String::from("...."),
            String::new(),
        ] {
            assert_eq!(ours().open(&spoilt), None, "{spoilt}");
        }
    }

    #[test]
    fn answers_are_opened_where_tokens_stand_in_them() {
        let envelope = sealed(&theirs(1), &ours(), |_| (), "a.b.c");
        let opened = ours().opened("application/jwt", envelope.clone().into_bytes());
        assert_eq!(opened, b"a.b.c");
        let answer = json!({"access_token": "x", "id_token": envelope}).to_string();
        let opened = ours().opened("application/json", answer.into_bytes());
        let opened: Value = serde_json::from_slice(&opened).expect("JSON");
        assert_eq!(opened, json!({"access_token": "x", "id_token": "a.b.c"}));
        for (kind, body) in [
            ("application/json", "{\"id_token\": 7}"),
            ("application/json", "<h1>"),
            ("application/jwt", "a.b.c"),
            ("text/html", "a..b.c.d"),
        ] {
            let same = ours().opened(kind, body.as_bytes().to_vec());
            assert_eq!(same, body.as_bytes(), "{kind} {body}");
        }
    }
}
