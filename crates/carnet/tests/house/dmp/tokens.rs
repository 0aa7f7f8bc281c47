//! A professional behind software is proved by their provider, to this software,
//! for its own institution; nothing else makes one.

use super::provider::{PARTY, SigningKey};
use super::{DOCTOR, Dmp, ELSEWHERE, FHIR, GONE, json};
use crate::town::Answer;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use http::{HeaderName, Method, StatusCode};
use kernel::Finess;
use serde_json::{Value, json};
use std::time::Duration;

fn refused(answer: &Answer, why: &str) {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text());
    assert_eq!(json(answer)["error"], "invalid_request");
    let said = json(answer)["error_description"].clone();
    assert!(
        said.as_str().is_some_and(|text| text.contains(why)),
        "{said}"
    );
    assert_eq!(answer.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn a_professional_gets_a_token_of_five_minutes_within_the_softwares_scopes() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let ana = dmp.town.holder(0).await;
        let id_token = dmp.provider.id_token(&dmp.provider.claims(DOCTOR));
        let scope = [("scope", "user/DocumentReference.rs user/Basic.r")];
        let given = dmp.exchange(&id_token, &scope).await;
        assert_eq!(given.status, StatusCode::OK, "{}", given.text());
        let body = json(&given);
        assert_eq!(body["scope"], "user/DocumentReference.rs");
        assert_eq!(body["expires_in"], 300);
        assert_eq!(body["token_type"], "Bearer");
        let access = "urn:ietf:params:oauth:token-type:access_token";
        assert_eq!(body["issued_token_type"], access);
        // Without a care link she learns that, as on the site.
        let token = body["access_token"].as_str().expect("a token");
        let path = Dmp::search(&ana);
        assert_eq!(dmp.get(token, &path).await.status, StatusCode::FORBIDDEN);
        dmp.town.world.advance(Duration::from_secs(300));
        assert_eq!(dmp.get(token, &path).await.status, StatusCode::UNAUTHORIZED);
        // What is a system's is not a user's.
        let wrong = [("scope", "system/DocumentReference.rs")];
        let answer = dmp.exchange(&id_token, &wrong).await;
        assert_eq!(json(&answer)["error"], "invalid_scope");
    })
    .await;
}

#[tokio::test]
async fn oid_05_a_token_for_another_software_is_refused() {
    let dmp = Dmp::alone().await;
    let provider = &dmp.provider;
    let spoilt = |spoil: fn(&mut Value)| {
        let mut claims = provider.claims(DOCTOR);
        spoil(&mut claims);
        provider.id_token(&claims)
    };
    for (what, token) in [
        ("aud", spoilt(|claims| claims["aud"] = json!("carnet"))),
        (
            "aud",
            spoilt(|claims| claims["aud"] = json!([PARTY, "other"])),
        ),
        ("azp", spoilt(|claims| claims["azp"] = json!("other"))),
        (
            "iss",
            spoilt(|claims| claims["iss"] = json!("https://evil")),
        ),
        ("exp", spoilt(|claims| claims["exp"] = json!(1))),
        (
            "no exp",
            spoilt(|claims| drop(claims.as_object_mut().map(|all| all.remove("exp")))),
        ),
        ("iat", spoilt(|claims| claims["iat"] = json!(1))),
        (
            "nbf",
            spoilt(|claims| claims["nbf"] = json!(4_000_000_000_i64)),
        ),
        (
            "auth_time",
            spoilt(|claims| claims["auth_time"] = json!(1_000_000)),
        ),
        // OID-06: what is no ID token.
        ("typ", spoilt(|claims| claims["typ"] = json!("Bearer"))),
        ("events", spoilt(|claims| claims["events"] = json!({}))),
        (
            "header",
            provider.key.sign(&provider.claims(DOCTOR), "at+jwt"),
        ),
        (
            "header",
            provider.key.sign(&provider.claims(DOCTOR), "logout+jwt"),
        ),
        // OID-01 to 04: another key, none, the public one as a secret.
        (
            "key",
            SigningKey::new("p1").sign(&provider.claims(DOCTOR), "JWT"),
        ),
        (
            "key",
            SigningKey::new("p2").sign(&provider.claims(DOCTOR), "JWT"),
        ),
        ("none", unsigned(&provider.claims(DOCTOR))),
        ("HS256", shared(&provider.claims(DOCTOR), &provider.key)),
        ("nothing", String::from("x")),
        ("length", format!("{}{}", "e".repeat(20_000), ".e.e")),
    ] {
        let answer = dmp.exchange(&token, &[]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{what}");
        refused(&answer, "not acceptable");
    }
}

fn unsigned(claims: &Value) -> String {
    let part = |value: Value| BASE64.encode(value.to_string());
    let header = json!({"alg": "none", "typ": "JWT", "kid": "p1"});
    format!("{}.{}.", part(header), part(claims.clone()))
}

fn shared(claims: &Value, key: &SigningKey) -> String {
    let mut header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256);
    header.kid = Some(String::from("p1"));
    let secret = jsonwebtoken::EncodingKey::from_secret(&key.point);
    jsonwebtoken::encode(&header, claims, &secret).expect("signed")
}

#[tokio::test]
async fn oid_21_behind_software_too_a_weaker_proof_is_refused() {
    let dmp = Dmp::alone().await;
    for acr in [json!("eidas0"), json!(""), Value::Null] {
        let mut claims = dmp.provider.claims(DOCTOR);
        claims["acr"] = acr;
        if claims["acr"].is_null() {
            claims.as_object_mut().expect("claims").remove("acr");
        }
        let answer = dmp.exchange(&dmp.provider.id_token(&claims), &[]).await;
        refused(&answer, "acr");
    }
}

#[tokio::test]
async fn pro_06_software_brings_in_nobody_who_does_not_work_there() {
    let dmp = Dmp::alone().await;
    for (rpps, why) in [
        (ELSEWHERE, "does not work"),
        (GONE, "struck off"),
        ("99700000013", "not in the directory"),
        ("12345", "no RPPS number"),
    ] {
        let claims = dmp.provider.claims(rpps);
        let answer = dmp.exchange(&dmp.provider.id_token(&claims), &[]).await;
        refused(&answer, why);
    }
    // Two numbers are none, and the directory's profession counts.
    let mut claims = dmp.provider.claims(DOCTOR);
    claims["SubjectNameID"] = json!(format!("8{GONE}"));
    let answer = dmp.exchange(&dmp.provider.id_token(&claims), &[]).await;
    refused(&answer, "no RPPS number");
    let mut claims = dmp.provider.claims(DOCTOR);
    claims["SubjectRefPro"] = json!({"exercices": [{"codeProfession": "60"}]});
    let answer = dmp.exchange(&dmp.provider.id_token(&claims), &[]).await;
    refused(&answer, "another profession");
}

#[tokio::test]
async fn pro_02_a_token_ends_when_its_professional_is_struck_off_or_leaves() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let ana = dmp.town.holder(0).await;
        let people = &dmp.town.house.professionals;
        let rpps = DOCTOR.parse().expect("a number");
        let token = dmp.token(DOCTOR).await;
        let path = Dmp::search(&ana);
        let asks = async || dmp.get(&token, &path).await.status;
        assert_eq!(asks().await, StatusCode::FORBIDDEN);
        people.set_active(&rpps, false).await.expect("struck off");
        assert_eq!(asks().await, StatusCode::UNAUTHORIZED);
        people.set_active(&rpps, true).await.expect("back");
        assert_eq!(asks().await, StatusCode::FORBIDDEN);
        let place: Finess = super::LILAS.parse().expect("a number");
        people.leave(&rpps, &place).await.expect("left");
        assert_eq!(asks().await, StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn api_07_a_professional_is_never_asserted() {
    let dmp = Dmp::alone().await;
    let ana = dmp.town.holder(0).await;
    // The software's own token, and a number beside it.
    let form = [
        ("grant_type", "client_credentials"),
        ("subject_token", ""),
        ("subject_token_type", ""),
    ];
    let own = json(&dmp.exchange("", &form).await)["access_token"].clone();
    let own = own.as_str().expect("a token");
    let path = Dmp::search(&ana);
    for name in ["x-rpps", "x-user-id", "x-psc-token"] {
        let headers = [FHIR, (HeaderName::from_static(name), DOCTOR)];
        let answer = dmp
            .ask(Method::GET, &path, Some(own), &headers, String::new())
            .await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}");
        let issue = &json(&answer)["issue"][0]["details"]["coding"][0]["code"];
        assert_eq!(issue, "rest-professional", "{name}");
    }
    // An ID token opens no door of ours by itself (OID-06).
    let id_token = dmp.provider.id_token(&dmp.provider.claims(DOCTOR));
    assert_eq!(
        dmp.get(&id_token, &path).await.status,
        StatusCode::UNAUTHORIZED
    );
    // Nor does our access token stand for a proof of the provider's.
    let ours = dmp.token(DOCTOR).await;
    refused(&dmp.exchange(&ours, &[]).await, "not acceptable");
    for wrong in [
        [(
            "subject_token_type",
            "urn:ietf:params:oauth:token-type:access_token",
        )],
        [("subject_token_type", "")],
        [(
            "requested_token_type",
            "urn:ietf:params:oauth:token-type:refresh_token",
        )],
        [("actor_token", "x")],
    ] {
        let answer = dmp.exchange(&id_token, &wrong).await;
        assert_eq!(
            json(&answer),
            json!({"error": "invalid_request"}),
            "{wrong:?}"
        );
    }
    let answer = dmp
        .exchange(&id_token, &[("client_assertion", "x.y.z")])
        .await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn software_unknown_to_the_provider_brings_nobody_and_no_two_are_the_same_one() {
    let mut dmp = Dmp::alone().await;
    let clients = &dmp.town.house.clients;
    let mut twin = dmp.software.client(Some(PARTY));
    twin.client_id = String::from("twin");
    assert!(clients.register(&twin).await.is_err());
    let without = dmp.software.client(None);
    clients.register(&without).await.expect("registered");
    let id_token = dmp.provider.id_token(&dmp.provider.claims(DOCTOR));
    let answer = dmp.exchange(&id_token, &[]).await;
    assert_eq!(json(&answer), json!({"error": "unauthorized_client"}));
    // A house without a provider knows no such grant.
    let bare = carnet::site::router(&dmp.town.house, None, axum::Router::new());
    dmp.town.router = bare;
    let answer = dmp.exchange(&id_token, &[]).await;
    assert_eq!(json(&answer), json!({"error": "unsupported_grant_type"}));
}
