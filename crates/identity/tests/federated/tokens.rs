//! Tokens that are not what they say: the ID token, and the signed answer
//! about the person, which FranceConnect adds.

use super::{Town, is_refused};
use crate::provider::{SigningKey, Spoil};
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize, PublicKeyComponents};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as B64;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::for_each_store;

/// How a token is signed.
pub type Sign = Box<dyn Fn(&SigningKey, &Value) -> String + Send>;

/// Comes in through FranceConnect as it behaves now, and is refused.
async fn refuses(town: &Town, what: &str, status: u16) {
    let mut browser = town.browser();
    let answer = town.through(&mut browser, "/connexion/franceconnect").await;
    assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.text);
    is_refused(town, &mut browser, &answer, status).await;
}

/// Both tokens are signed so, one after the other, and refused.
pub async fn refuses_signatures(town: &Town, what: &str, sign: impl Fn() -> Sign) {
    town.provider.behave(|manner| manner.sign = sign());
    refuses(town, &format!("ID token: {what}"), 403).await;
    town.provider.behave(|manner| {
        manner.sign = Box::new(|key, claims| key.sign(claims));
        manner.sign_user = sign();
    });
    refuses(town, &format!("userinfo: {what}"), 403).await;
    town.provider
        .behave(|manner| manner.sign_user = Box::new(|key, claims| key.sign(claims)));
}

/// Both tokens are spoilt so, one after the other, and refused.
async fn refuses_claims(town: &Town, what: &str, spoil: impl Fn() -> Spoil) {
    town.provider.behave(|manner| manner.id_claims = spoil());
    refuses(town, &format!("ID token: {what}"), 403).await;
    town.provider.behave(|manner| {
        manner.id_claims = Box::new(|_| ());
        manner.userinfo = spoil();
    });
    refuses(town, &format!("userinfo: {what}"), 403).await;
    town.provider
        .behave(|manner| manner.userinfo = Box::new(|_| ()));
}

fn with_header(change: impl Fn(&mut Header) + Send + 'static, key: SigningKey) -> Sign {
    Box::new(move |_, claims| {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some("k1".into());
        change(&mut header);
        jsonwebtoken::encode(&header, claims, &key.encoding).unwrap()
    })
}

#[tokio::test]
async fn oid_01_a_token_without_a_signature_is_refused() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        for alg in ["none", "None", "nOnE", "ES256", "RS256"] {
            refuses_signatures(&town, alg, || {
                Box::new(move |_, claims| {
                    let header = json!({"alg": alg, "kid": "k1"}).to_string();
                    format!("{}.{}.", B64.encode(header), B64.encode(claims.to_string()))
                })
            })
            .await;
        }
        town.comes_in("Angela").await;
    })
    .await;
}

#[tokio::test]
async fn oid_02_the_public_key_is_nobodys_shared_secret() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let key = town.provider.manner.lock().unwrap().key.clone();
        for secret in [
            key.point,
            key.jwk.to_string().into_bytes(),
            b"secret".to_vec(),
        ] {
            refuses_signatures(&town, "HS256", || {
                let key = EncodingKey::from_secret(&secret);
                Box::new(move |_, claims| {
                    let mut header = Header::new(Algorithm::HS256);
                    header.kid = Some("k1".into());
                    jsonwebtoken::encode(&header, claims, &key).unwrap()
                })
            })
            .await;
        }
    })
    .await;
}

/// An RSA key, and its JWK without `alg`.
fn rsa() -> (EncodingKey, Value) {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let parts: PublicKeyComponents<Vec<u8>> = pair.public_key().into();
    let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    let pkcs1 = pkcs1_of(der.as_ref());
    let jwk = json!({
        "kty": "RSA", "use": "sig", "kid": "r1",
        "n": B64.encode(parts.n), "e": B64.encode(parts.e),
    });
    (EncodingKey::from_rsa_der(&pkcs1), jwk)
}

/// The inner key of PKCS#8: the last OCTET STRING, whose length has two bytes.
fn pkcs1_of(pkcs8: &[u8]) -> Vec<u8> {
    let at = pkcs8
        .windows(2)
        .position(|pair| pair == [0x04, 0x82])
        .unwrap();
    pkcs8[at + 4..].to_vec()
}

#[tokio::test]
async fn oid_02_the_algorithm_is_fixed_by_the_key() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let (key, jwk) = rsa();
        let sign = move |key: &EncodingKey, claims: &Value| {
            let mut header = Header::new(Algorithm::RS256);
            header.kid = Some("r1".into());
            jsonwebtoken::encode(&header, claims, key).unwrap()
        };
        for (alg, usage, right) in [
            ("RS256", "sig", true),
            ("PS256", "sig", false),
            ("RS512", "sig", false),
            ("RS256", "enc", false),
        ] {
            let mut jwk = jwk.clone();
            jwk["alg"] = json!(alg);
            jwk["use"] = json!(usage);
            let fresh = Town::new(town.store.clone()).await;
            let (one, other) = (key.clone(), key.clone());
            fresh.provider.behave(|manner| {
                manner.published.push(jwk);
                manner.sign = Box::new(move |_, claims| sign(&one, claims));
                manner.sign_user = Box::new(move |_, claims| sign(&other, claims));
            });
            let mut browser = fresh.browser();
            let answer = fresh.through(&mut browser, "/activer/franceconnect").await;
            let status = if right { 303 } else { 403 };
            assert_eq!(answer.status.as_u16(), status, "{alg} {usage}");
        }
    })
    .await;
}

#[tokio::test]
async fn oid_03_a_kid_is_looked_up_in_the_published_set_alone() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        for kid in ["../../dev/null", "x' UNION SELECT", "k2", "", "k1"] {
            // With the right name it is somebody else's key all the same.
            refuses_signatures(&town, kid, || {
                let other = SigningKey::new(kid);
                Box::new(move |_, claims| other.sign(claims))
            })
            .await;
        }
    })
    .await;
}

#[tokio::test]
async fn oid_04_keys_and_addresses_in_the_header_are_ignored() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let evil = format!("{}/evil", town.provider.issuer);
        refuses_signatures(&town, "jku, x5u, jwk", || {
            let attacker = SigningKey::new("evil");
            let (evil, jwk) = (evil.clone(), attacker.jwk.clone());
            with_header(
                move |header| {
                    header.kid = None;
                    header.jku = Some(evil.clone());
                    header.x5u = Some(evil.clone());
                    header.jwk = Some(serde_json::from_value(jwk.clone()).unwrap());
                },
                attacker,
            )
        })
        .await;
        let strange = town.provider.manner.lock().unwrap().strange;
        assert_eq!(strange, 0, "an address was visited");
    })
    .await;
}

#[tokio::test]
async fn oid_05_times_audience_and_issuer_must_be_right() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let now = town.world.now().millis() / 1000;
        let without = |name: &'static str| -> Spoil {
            Box::new(move |claims| {
                claims.as_object_mut().unwrap().remove(name);
            })
        };
        let with = |name: &'static str, value: Value| -> Spoil {
            Box::new(move |claims| claims[name] = value.clone())
        };
        for name in ["exp", "iat", "aud", "iss", "sub"] {
            refuses_claims(&town, &format!("no {name}"), || without(name)).await;
        }
        for (name, value) in [
            ("exp", json!(now)),
            ("iat", json!(now - 3600)),
            ("iat", json!(now + 3600)),
            ("aud", json!("another")),
            ("aud", json!(["carnet", "another"])),
            ("iss", json!("http://127.0.0.1:1/realms/fc")),
            ("iss", json!(format!("{}/", town.provider.issuer))),
        ] {
            let what = format!("{name} {value}");
            refuses_claims(&town, &what, || with(name, value.clone())).await;
        }
        for (name, value) in [
            ("nonce", json!("another")),
            ("nonce", Value::Null),
            ("azp", json!("another")),
            ("nbf", json!(now + 3600)),
            ("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")),
        ] {
            let what = format!("{name} {value}");
            town.provider
                .behave(|manner| manner.id_claims = with(name, value));
            refuses(&town, &what, 403).await;
        }
        town.provider
            .behave(|manner| manner.id_claims = Box::new(|_| ()));
        town.comes_in("Angela").await;
    })
    .await;
}

#[tokio::test]
async fn oid_06_another_kind_of_token_is_refused() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let key = town.provider.manner.lock().unwrap().key.clone();
        for typ in ["at+jwt", "logout+jwt", "dpop+jwt"] {
            refuses_signatures(&town, typ, || {
                with_header(move |header| header.typ = Some(typ.into()), key.clone())
            })
            .await;
        }
        let event = json!({"http://schemas.openid.net/event/backchannel-logout": {}});
        town.provider.behave(|manner| {
            manner.id_claims = Box::new(move |claims| claims["events"] = event.clone());
        });
        refuses(&town, "a logout token", 403).await;
        town.provider.behave(|manner| {
            manner.id_claims = Box::new(|_| ());
            manner.token_answer = Box::new(|answer| answer["id_token"] = json!("access"));
        });
        refuses(&town, "an access token", 403).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_said_of_a_person_must_be_signed_and_of_the_same_person() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        town.bare("Eve").await;
        town.provider.behave(|manner| {
            manner.who = "Angela".into();
            // The bare claims, as if plain JSON were enough.
            manner.sign_user = Box::new(|_, claims| claims.to_string());
        });
        refuses(&town, "unsigned", 403).await;
        town.provider.behave(|manner| {
            manner.sign_user = Box::new(|key, claims| key.sign(claims));
            manner.userinfo = Box::new(|claims| claims["sub"] = json!("Evev1"));
        });
        refuses(&town, "another person", 403).await;
    })
    .await;
}

#[tokio::test]
async fn oid_21_a_proof_of_one_factor_opens_nothing() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        for acr in [json!("eidas1"), json!("0"), json!(""), Value::Null] {
            town.provider.behave(|manner| {
                let acr = acr.clone();
                manner.id_claims = Box::new(move |claims| claims["acr"] = acr.clone());
            });
            refuses(&town, &acr.to_string(), 403).await;
        }
        town.provider.behave(|manner| {
            manner.id_claims = Box::new(|claims| claims["acr"] = json!("eidas3"));
        });
        town.comes_in("Angela").await;
    })
    .await;
}

#[tokio::test]
async fn oid_25_new_keys_serve_at_once_and_withdrawn_ones_end() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let read = || town.provider.manner.lock().unwrap().keys_read;
        let before = read();
        town.comes_in("Angela").await;
        assert_eq!(read(), before, "keys are kept");

        // A key that nobody knows makes us look once, and not again at once.
        town.world.advance(Duration::from_secs(31));
        let forger = SigningKey::new("k9");
        town.provider.behave(|manner| {
            let forger = forger.clone();
            manner.sign = Box::new(move |_, claims| forger.sign(claims));
        });
        for _ in 0..3 {
            let mut browser = town.browser();
            let answer = town.through(&mut browser, "/connexion/franceconnect").await;
            answer.is(403);
        }
        assert_eq!(read(), before + 1, "one look for three forgeries");
        town.provider
            .behave(|manner| manner.sign = Box::new(|key, claims| key.sign(claims)));

        // The provider begins to use a new key, and drops the old one.
        town.world.advance(Duration::from_secs(31));
        let newer = SigningKey::new("k2");
        let withdrawn = town.provider.manner.lock().unwrap().key.clone();
        town.provider.behave(|manner| {
            manner.published = vec![newer.jwk.clone()];
            manner.key = newer;
        });
        town.comes_in("Angela").await;
        // What the old one signs is worth nothing from then on.
        let mut browser = town.browser();
        town.provider.behave(|manner| {
            manner.sign = Box::new(move |_, claims| withdrawn.sign(claims));
        });
        let answer = town.through(&mut browser, "/connexion/franceconnect").await;
        answer.is(403);
        assert!(!browser.is_in().await);
        town.provider
            .behave(|manner| manner.sign = Box::new(|key, claims| key.sign(claims)));

        // It signs what it says of people with a newer one still.
        town.world.advance(Duration::from_secs(31));
        let newest = SigningKey::new("k3");
        town.provider.behave(|manner| {
            manner.published.push(newest.jwk.clone());
            manner.sign_user = Box::new(move |_, claims| newest.sign(claims));
        });
        town.comes_in("Angela").await;
        town.provider
            .behave(|manner| manner.sign_user = Box::new(|key, claims| key.sign(claims)));

        // Unreachable: what is known serves until its bound, and no longer.
        town.provider.behave(|manner| manner.silent = true);
        town.world.advance(Duration::from_secs(600));
        town.comes_in("Angela").await;
        town.world.advance(Duration::from_secs(301));
        let mut browser = town.browser();
        browser.get("/connexion/franceconnect").await.is(503);
        town.provider.behave(|manner| manner.silent = false);
        town.world.advance(Duration::from_secs(6));
        town.comes_in("Angela").await;
    })
    .await;
}

#[tokio::test]
async fn oid_26_an_answer_that_is_too_long_is_not_read() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        town.provider.behave(|manner| {
            manner.token_answer = Box::new(|answer| answer["more"] = json!("x".repeat(1 << 20)));
        });
        refuses(&town, "a long answer", 503).await;
        town.provider.behave(|manner| {
            manner.token_answer = Box::new(|_| ());
            manner.userinfo = Box::new(|claims| claims["more"] = json!("x".repeat(1 << 20)));
        });
        refuses(&town, "a long person", 503).await;
        let many: Vec<String> = (0..10_000).map(|n| format!("a{n}")).collect();
        town.provider
            .behave(|manner| manner.userinfo = Box::new(|_| ()));
        refuses_claims(&town, "ten thousand audiences", || {
            let many = many.clone();
            Box::new(move |claims| claims["aud"] = json!(many))
        })
        .await;
    })
    .await;
}
