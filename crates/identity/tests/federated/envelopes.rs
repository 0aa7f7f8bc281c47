//! Tokens in an envelope addressed to us, as FranceConnect sends them: what is
//! inside is checked as if it had come bare.

use super::Town;
use super::tokens::{Sign, refuses_signatures};
use crate::provider::SigningKey;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use aws_lc_rs::rand::SystemRandom;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as B64;
use serde_json::{Value, json};
use testkit::for_each_store;

/// An envelope around a token for whoever published this key: RFC 7516, with
/// ECDH-ES (RFC 7518, §4.6) and A256GCM.
fn sealed(jwk: &Value, token: &str) -> String {
    let rng = SystemRandom::new();
    let ours = EphemeralPrivateKey::generate(&ECDH_P256, &rng).unwrap();
    let point = ours.compute_public_key().unwrap();
    let (x, y) = point.as_ref()[1..].split_at(32);
    let header = json!({
        "alg": "ECDH-ES", "enc": "A256GCM", "cty": "JWT", "kid": jwk["kid"],
        "epk": {"kty": "EC", "crv": "P-256", "x": B64.encode(x), "y": B64.encode(y)},
    });
    let head = B64.encode(header.to_string());
    let part = |name: &str| B64.decode(jwk[name].as_str().unwrap()).unwrap();
    let theirs = UnparsedPublicKey::new(&ECDH_P256, [vec![4], part("x"), part("y")].concat());
    let key = agree_ephemeral(ours, theirs, (), |shared| {
        let length = |n: u32| n.to_be_bytes();
        let (none, bits) = (length(0), length(256));
        let enc = [&length(7)[..], b"A256GCM"].concat();
        let text = [&length(1)[..], shared, &enc, &none, &none, &bits].concat();
        Ok(keys::sha256(&text))
    });
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key.unwrap()).unwrap());
    let mut bytes = token.as_bytes().to_vec();
    let nonce = Nonce::try_assume_unique_for_key(&[9; 12]).unwrap();
    let aad = Aad::from(head.as_bytes());
    key.seal_in_place_append_tag(nonce, aad, &mut bytes)
        .unwrap();
    let (text, tag) = bytes.split_at(bytes.len() - 16);
    let [iv, text, tag] = [&[9; 12][..], text, tag].map(|part| B64.encode(part));
    format!("{head}..{iv}.{text}.{tag}")
}

#[tokio::test]
async fn oid_01_an_envelope_proves_nothing_of_the_token_inside() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let keys = town.browser().get("/connexion/franceconnect/cles").await;
        let keys: Value = serde_json::from_str(&keys.text).unwrap();
        let jwk = keys["keys"][0].clone();
        let sealing = |inside: fn(&SigningKey, &Value) -> String| -> Sign {
            let jwk = jwk.clone();
            Box::new(move |key, claims| sealed(&jwk, &inside(key, claims)))
        };
        refuses_signatures(&town, "unsigned inside", || {
            sealing(|_, claims| {
                let header = json!({"alg": "none", "kid": "k1"}).to_string();
                format!("{}.{}.", B64.encode(header), B64.encode(claims.to_string()))
            })
        })
        .await;
        refuses_signatures(&town, "another's signature inside", || {
            sealing(|_, claims| SigningKey::new("k1").sign(claims))
        })
        .await;
        // The right tokens come in, each in its envelope.
        town.provider.behave(|manner| {
            manner.sign = sealing(|key, claims| key.sign(claims));
            manner.sign_user = sealing(|key, claims| key.sign(claims));
        });
        town.comes_in("Angela").await;
    })
    .await;
}
