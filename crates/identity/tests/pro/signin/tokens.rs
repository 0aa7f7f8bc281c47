//! ID tokens that are not what they say, and keys that are not whose they say.

use super::is_refused;
use crate::house::House;
use crate::provider::{SigningKey, Spoil};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as B64;
use http::StatusCode;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::json;
use std::time::Duration;
use testkit::for_each_store;

/// Every one of these ID tokens is refused, and nobody is let in.
async fn refuses_each(house: &House, claims: Vec<(&str, Spoil)>) {
    for (what, spoil) in claims {
        house.provider.behave(|manner| manner.id_claims = spoil);
        let answered = house.sign_in().await;
        assert_eq!(
            answered.status,
            StatusCode::FORBIDDEN,
            "{what}: {}",
            answered.body
        );
    }
    house
        .provider
        .behave(|manner| manner.id_claims = Box::new(|_| ()));
    assert!(house.let_in().is_empty());
}

#[tokio::test]
async fn oid_01_a_token_without_a_signature_is_refused() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        for alg in ["none", "None", "nOnE", "ES256"] {
            house.provider.behave(|manner| {
                manner.sign = Box::new(move |_, claims| {
                    let header = json!({"alg": alg, "kid": "k1"}).to_string();
                    format!("{}.{}.", B64.encode(header), B64.encode(claims.to_string()))
                });
            });
            is_refused(&house.sign_in().await);
        }
        assert!(house.let_in().is_empty());
    })
    .await;
}

#[tokio::test]
async fn oid_02_the_public_key_is_nobodys_shared_secret() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let key = house.provider.manner.lock().unwrap().key.clone();
        let secrets = [
            key.point,
            key.jwk.to_string().into_bytes(),
            b"secret".to_vec(),
        ];
        for secret in secrets {
            for algorithm in [Algorithm::HS256, Algorithm::HS384] {
                let key = EncodingKey::from_secret(&secret);
                house.provider.behave(|manner| {
                    manner.sign = Box::new(move |_, claims| {
                        let mut header = Header::new(algorithm);
                        header.kid = Some("k1".into());
                        jsonwebtoken::encode(&header, claims, &key).unwrap()
                    });
                });
                is_refused(&house.sign_in().await);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn oid_03_a_kid_is_looked_up_in_the_published_set_alone() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        for kid in ["../../dev/null", "x' UNION SELECT", "k2", ""] {
            let other = SigningKey::new(kid);
            house.provider.behave(|manner| {
                manner.sign = Box::new(move |_, claims| other.sign(claims));
            });
            is_refused(&house.sign_in().await);
        }
        // A key of somebody else under the right name.
        let forged = SigningKey::new("k1");
        house.provider.behave(|manner| {
            manner.sign = Box::new(move |_, claims| forged.sign(claims));
        });
        is_refused(&house.sign_in().await);
    })
    .await;
}

#[tokio::test]
async fn oid_04_keys_and_addresses_in_the_header_are_ignored() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let attacker = SigningKey::new("evil");
        let evil = format!("{}/evil", house.provider.issuer);
        house.provider.behave(|manner| {
            manner.sign = Box::new(move |_, claims| {
                let mut header = Header::new(Algorithm::ES256);
                header.jku = Some(evil.clone());
                header.x5u = Some(evil.clone());
                header.jwk = Some(serde_json::from_value(attacker.jwk.clone()).unwrap());
                jsonwebtoken::encode(&header, claims, &attacker.encoding).unwrap()
            });
        });
        is_refused(&house.sign_in().await);
        assert_eq!(
            house.provider.manner.lock().unwrap().strange,
            0,
            "an address was visited"
        );
    })
    .await;
}

#[tokio::test]
async fn oid_05_times_audience_and_issuer_must_be_right() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let now = house.world.now().millis() / 1000;
        refuses_each(
            &house,
            vec![
                ("expired", Box::new(move |c| c["exp"] = json!(now))),
                (
                    "no exp",
                    Box::new(|c| {
                        c.as_object_mut().unwrap().remove("exp");
                    }),
                ),
                (
                    "issued long ago",
                    Box::new(move |c| c["iat"] = json!(now - 3600)),
                ),
                (
                    "of the future",
                    Box::new(move |c| c["nbf"] = json!(now + 3600)),
                ),
                ("wrong aud", Box::new(|c| c["aud"] = json!("another"))),
                (
                    "no aud",
                    Box::new(|c| {
                        c.as_object_mut().unwrap().remove("aud");
                    }),
                ),
                (
                    "more audiences",
                    Box::new(|c| c["aud"] = json!(["carnet", "another"])),
                ),
                ("wrong azp", Box::new(|c| c["azp"] = json!("another"))),
                (
                    "wrong iss",
                    Box::new(|c| c["iss"] = json!("http://127.0.0.1:1/realms/psc")),
                ),
                (
                    "longer iss",
                    Box::new(|c| {
                        c["iss"] = json!(format!("{}/", c["iss"].as_str().unwrap()));
                    }),
                ),
                ("wrong nonce", Box::new(|c| c["nonce"] = json!("another"))),
                (
                    "no nonce",
                    Box::new(|c| {
                        c.as_object_mut().unwrap().remove("nonce");
                    }),
                ),
                (
                    "wrong at_hash",
                    Box::new(|c| c["at_hash"] = json!("AAAAAAAAAAAAAAAAAAAAAA")),
                ),
            ],
        )
        .await;
        assert_eq!(house.sign_in().await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn oid_06_another_kind_of_token_is_no_id_token() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        for typ in ["at+jwt", "logout+jwt", "dpop+jwt"] {
            house.provider.behave(|manner| {
                manner.sign = Box::new(move |key, claims| {
                    let mut header = Header::new(Algorithm::ES256);
                    header.kid = Some("k1".into());
                    header.typ = Some(typ.into());
                    jsonwebtoken::encode(&header, claims, &key.encoding).unwrap()
                });
            });
            is_refused(&house.sign_in().await);
        }
        house
            .provider
            .behave(|manner| manner.sign = Box::new(|key, claims| key.sign(claims)));
        refuses_each(
            &house,
            vec![(
                "a logout token",
                Box::new(|c| {
                    c["events"] = json!({"http://schemas.openid.net/event/backchannel-logout": {}});
                }),
            )],
        )
        .await;
        house.provider.behave(|manner| {
            manner.token_answer = Box::new(|answer| answer["id_token"] = json!("access"));
        });
        is_refused(&house.sign_in().await);
    })
    .await;
}

#[tokio::test]
async fn oid_21_a_weak_proof_opens_nothing() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        refuses_each(
            &house,
            vec![
                ("weak", Box::new(|c| c["acr"] = json!("0"))),
                ("password", Box::new(|c| c["acr"] = json!("urn:password"))),
                (
                    "none",
                    Box::new(|c| {
                        c.as_object_mut().unwrap().remove("acr");
                    }),
                ),
            ],
        )
        .await;
        house
            .provider
            .behave(|m| m.id_claims = Box::new(|c| c["acr"] = json!("eidas2")));
        assert_eq!(house.sign_in().await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn oid_25_withdrawn_keys_end_within_five_minutes_and_silence_has_a_bound() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        assert_eq!(house.sign_in().await.status, StatusCode::SEE_OTHER);
        let read = house.provider.manner.lock().unwrap().keys_read;
        assert_eq!(house.sign_in().await.status, StatusCode::SEE_OTHER);
        assert_eq!(
            house.provider.manner.lock().unwrap().keys_read,
            read,
            "keys are kept"
        );

        // The key is withdrawn: refused within five minutes.
        let new = SigningKey::new("k2");
        let published = vec![new.jwk.clone()];
        house.provider.behave(|manner| manner.published = published);
        house.world.advance(Duration::from_secs(301));
        is_refused(&house.sign_in().await);

        // A new key works at once after half a minute, without waiting for five.
        let newer = SigningKey::new("k3");
        house.world.advance(Duration::from_secs(31));
        house.provider.behave(|manner| {
            manner.published = vec![newer.jwk.clone()];
            manner.key = newer;
        });
        assert_eq!(house.sign_in().await.status, StatusCode::SEE_OTHER);

        // The description is unreachable: what is known serves until its bound.
        house.provider.behave(|manner| manner.silent = true);
        house.world.advance(Duration::from_secs(600));
        assert_eq!(house.sign_in().await.status, StatusCode::SEE_OTHER);
        house.world.advance(Duration::from_secs(301));
        let out = house.get("/pro/connexion/aller", None).await;
        assert_eq!(out.status, StatusCode::SERVICE_UNAVAILABLE, "{}", out.body);
        house.provider.behave(|manner| manner.silent = false);
        house.world.advance(Duration::from_secs(6));
        assert_eq!(house.sign_in().await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn oid_26_an_answer_that_is_too_long_is_not_read() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        house.provider.behave(|manner| {
            manner.token_answer = Box::new(|answer| answer["more"] = json!("x".repeat(1 << 20)));
        });
        let answered = house.sign_in().await;
        assert_eq!(answered.status, StatusCode::SERVICE_UNAVAILABLE);
        let many: Vec<String> = (0..10_000).map(|n| format!("a{n}")).collect();
        house.provider.behave(|manner| {
            manner.token_answer = Box::new(|_| ());
            manner.id_claims = Box::new(move |c| c["aud"] = json!(many));
        });
        is_refused(&house.sign_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_provider_under_another_name_is_not_ours() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        house.provider.behave(|manner| {
            manner.discovery = Box::new(|m| m["issuer"] = json!("https://evil.example"));
        });
        let out = house.get("/pro/connexion/aller", None).await;
        assert_eq!(out.status, StatusCode::SERVICE_UNAVAILABLE);
    })
    .await;
}
