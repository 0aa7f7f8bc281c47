//! The software of institutions: tokens for right assertions alone.

use crate::house::{Answered, House, ORIGIN_URL};
use crate::provider::SigningKey;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as B64;
use http::header::{AUTHORIZATION, HOST};
use http::{Request, StatusCode};
use identity::clients::{NewClient, Scopes};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::for_each_store;

const CLIENT: &str = "tilleuls";

async fn registered(house: &House) -> SigningKey {
    let key = SigningKey::new("h1");
    house.clients.register(&client(CLIENT, &key)).await.unwrap();
    key
}

fn client(id: &str, key: &SigningKey) -> NewClient {
    NewClient {
        client_id: id.into(),
        finess: "690000001".parse().unwrap(),
        name: "Dossier des Tilleuls".into(),
        jwks: json!({"keys": [key.jwk]}).to_string(),
        scopes: Scopes::parse("system/DocumentReference.crs system/Binary.cr").unwrap(),
        provider_client: None,
    }
}

fn claims(house: &House, jti: &str) -> Value {
    let now = house.world.now().millis() / 1000;
    json!({
        "iss": CLIENT, "sub": CLIENT, "aud": format!("{ORIGIN_URL}/oauth/token"),
        "exp": now + 240, "iat": now, "jti": jti,
    })
}

async fn ask(house: &House, assertion: &str) -> Answered {
    ask_for(house, assertion, "scope=system/*.crs").await
}

async fn ask_for(house: &House, assertion: &str, more: &str) -> Answered {
    let body = format!(
        "grant_type=client_credentials&client_assertion_type=\
         urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer\
         &client_assertion={assertion}&{more}"
    );
    house.post("/oauth/token", None, &body).await
}

fn is_error(answered: &Answered, status: StatusCode, code: &str) {
    assert_eq!(answered.status, status, "{}", answered.body);
    let body: Value = serde_json::from_str(&answered.body).unwrap();
    assert_eq!(body, json!({"error": code}));
    assert_eq!(answered.headers["cache-control"], "no-store");
}

fn token(answered: &Answered) -> String {
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.body);
    let body: Value = serde_json::from_str(&answered.body).unwrap();
    body["access_token"].as_str().unwrap().to_owned()
}

async fn who(house: &House, authorization: Option<&str>) -> Answered {
    let mut request = Request::get("/fhir/who").header(HOST, "carnet.test");
    if let Some(text) = authorization {
        request = request.header(AUTHORIZATION, text);
    }
    house
        .send(request.body(axum::body::Body::empty()).unwrap())
        .await
}

#[tokio::test]
async fn a_hospital_gets_a_token_of_five_minutes() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let key = registered(&house).await;
        let answered = ask(&house, &key.sign(&claims(&house, "1"))).await;
        let body: Value = serde_json::from_str(&answered.body).unwrap();
        assert_eq!(body["token_type"], "Bearer");
        assert_eq!(body["expires_in"], 300);
        assert_eq!(
            body["scope"],
            "system/Binary.cr system/DocumentReference.crs"
        );
        let bearer = format!("Bearer {}", token(&answered));
        let seen = who(&house, Some(&bearer)).await;
        assert_eq!(
            seen.body,
            "690000001 system/Binary.cr system/DocumentReference.crs"
        );
        house.world.advance(Duration::from_secs(301));
        assert_eq!(
            who(&house, Some(&bearer)).await.status,
            StatusCode::UNAUTHORIZED
        );
    })
    .await;
}

#[tokio::test]
async fn an_assertion_is_used_once() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let key = registered(&house).await;
        let assertion = key.sign(&claims(&house, "once"));
        token(&ask(&house, &assertion).await);
        is_error(
            &ask(&house, &assertion).await,
            StatusCode::UNAUTHORIZED,
            "invalid_client",
        );
        let again = key.sign(&claims(&house, "once"));
        is_error(
            &ask(&house, &again).await,
            StatusCode::UNAUTHORIZED,
            "invalid_client",
        );
    })
    .await;
}

#[tokio::test]
async fn oid_01_02_03_04_no_other_signature_makes_a_token() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let key = registered(&house).await;
        let claims = claims(&house, "2");
        let encoded = B64.encode(claims.to_string());
        let with = |header: Value| format!("{}.{encoded}.", B64.encode(header.to_string()));
        let hs = |secret: &[u8]| {
            let mut header = Header::new(Algorithm::HS256);
            header.kid = Some("h1".into());
            jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(secret)).unwrap()
        };
        let forged = |kid: &str| SigningKey::new(kid).sign(&claims);
        let with_own_key = {
            let mine = SigningKey::new("h1");
            let mut header = Header::new(Algorithm::ES256);
            header.kid = Some("h1".into());
            header.jwk = Some(serde_json::from_value(mine.jwk.clone()).unwrap());
            header.jku = Some("http://127.0.0.1:1/jwks".into());
            jsonwebtoken::encode(&header, &claims, &mine.encoding).unwrap()
        };
        for assertion in [
            with(json!({"alg": "none", "kid": "h1"})),
            with(json!({"alg": "nOnE", "kid": "h1"})),
            with(json!({"alg": "ES256", "kid": "h1"})),
            hs(&key.point),
            hs(key.jwk.to_string().as_bytes()),
            forged("h1"),
            forged("../../dev/null"),
            forged("h1' OR '1'='1"),
            with_own_key,
            String::from("a.b.c"),
            String::from("access"),
        ] {
            is_error(
                &ask(&house, &assertion).await,
                StatusCode::UNAUTHORIZED,
                "invalid_client",
            );
        }
        token(&ask(&house, &key.sign(&claims)).await);
    })
    .await;
}

#[tokio::test]
async fn oid_05_06_an_assertion_is_for_us_and_for_now() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let key = registered(&house).await;
        let now = house.world.now().millis() / 1000;
        let spoils: [(&str, Value); 13] = [
            ("exp", json!(now)),
            ("exp", json!(now + 3600)),
            ("exp", Value::Null),
            ("nbf", json!(now + 600)),
            ("iat", json!(now + 600)),
            ("aud", json!("https://elsewhere.example/oauth/token")),
            ("aud", json!(ORIGIN_URL)),
            (
                "aud",
                json!((0..500).map(|n| n.to_string()).collect::<Vec<_>>()),
            ),
            ("iss", json!("another")),
            ("sub", json!("another")),
            ("jti", Value::Null),
            ("jti", json!("")),
            ("aud", Value::Null),
        ];
        for (name, value) in spoils {
            let mut claims = claims(&house, "3");
            claims[name] = value.clone();
            let answered = ask(&house, &key.sign(&claims)).await;
            is_error(&answered, StatusCode::UNAUTHORIZED, "invalid_client");
            // The brake is another test's subject.
            house.world.advance(Duration::from_secs(20));
        }
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some("h1".into());
        header.typ = Some("at+jwt".into());
        let typed = jsonwebtoken::encode(&header, &claims(&house, "4"), &key.encoding).unwrap();
        is_error(
            &ask(&house, &typed).await,
            StatusCode::UNAUTHORIZED,
            "invalid_client",
        );
        // An assertion opens no door by itself.
        let assertion = key.sign(&claims(&house, "5"));
        let bearer = format!("Bearer {assertion}");
        assert_eq!(
            who(&house, Some(&bearer)).await.status,
            StatusCode::UNAUTHORIZED
        );
    })
    .await;
}

#[tokio::test]
async fn requests_of_another_form_are_refused_by_name() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let key = registered(&house).await;
        let bad = StatusCode::BAD_REQUEST;
        is_error(
            &house.post("/oauth/token", None, "").await,
            bad,
            "invalid_request",
        );
        let other = "grant_type=password&username=a&password=b";
        is_error(
            &house.post("/oauth/token", None, other).await,
            bad,
            "unsupported_grant_type",
        );
        let plain = "grant_type=client_credentials&client_id=tilleuls&client_secret=x";
        is_error(
            &house.post("/oauth/token", None, plain).await,
            bad,
            "invalid_request",
        );
        let twice = "grant_type=client_credentials&grant_type=client_credentials";
        is_error(
            &house.post("/oauth/token", None, twice).await,
            bad,
            "invalid_request",
        );
        for scope in [
            "scope=patient/*.r",
            "scope=system/Patient.d",
            "scope=openid",
        ] {
            let assertion = key.sign(&claims(&house, scope));
            is_error(
                &ask_for(&house, &assertion, scope).await,
                bad,
                "invalid_scope",
            );
        }
        let assertion = key.sign(&claims(&house, "6"));
        let answered = ask_for(&house, &assertion, "client_id=another").await;
        is_error(&answered, StatusCode::UNAUTHORIZED, "invalid_client");
        // Without a scope: all that is registered.
        let all = ask_for(
            &house,
            &key.sign(&claims(&house, "7")),
            "client_id=tilleuls",
        )
        .await;
        assert!(
            all.body.contains("system/DocumentReference.crs"),
            "{}",
            all.body
        );
    })
    .await;
}

#[tokio::test]
async fn a_client_that_is_switched_off_is_out_at_once() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let key = registered(&house).await;
        let bearer = format!(
            "Bearer {}",
            token(&ask(&house, &key.sign(&claims(&house, "1"))).await)
        );
        house.clients.set_active(CLIENT, false).await.unwrap();
        assert_eq!(
            who(&house, Some(&bearer)).await.status,
            StatusCode::UNAUTHORIZED
        );
        let again = ask(&house, &key.sign(&claims(&house, "2"))).await;
        is_error(&again, StatusCode::UNAUTHORIZED, "invalid_client");
        // Its keys may be replaced, and a withdrawn key makes no token any more.
        house.clients.set_active(CLIENT, true).await.unwrap();
        let new = SigningKey::new("h2");
        house.clients.register(&client(CLIENT, &new)).await.unwrap();
        let old = ask(&house, &key.sign(&claims(&house, "3"))).await;
        is_error(&old, StatusCode::UNAUTHORIZED, "invalid_client");
        token(&ask(&house, &new.sign(&claims(&house, "4"))).await);
    })
    .await;
}

#[tokio::test]
async fn the_door_asks_for_a_bearer_token_in_the_header() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        for (given, challenge) in [
            (None, r#"Bearer realm="carnet""#),
            (
                Some("Basic dGlsbGV1bHM6eA=="),
                r#"Bearer realm="carnet", error="invalid_token""#,
            ),
            (
                Some("Bearer "),
                r#"Bearer realm="carnet", error="invalid_token""#,
            ),
            (
                Some("Bearer x"),
                r#"Bearer realm="carnet", error="invalid_token""#,
            ),
        ] {
            let answered = who(&house, given).await;
            assert_eq!(answered.status, StatusCode::UNAUTHORIZED);
            assert_eq!(answered.headers["www-authenticate"], challenge, "{given:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn pro_06_a_client_speaks_for_one_institution_that_exists() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let key = registered(&house).await;
        let mut nowhere = client("nowhere", &key);
        nowhere.finess = "750000099".parse().unwrap();
        assert!(house.clients.register(&nowhere).await.is_err());
        let token = token(&ask(&house, &key.sign(&claims(&house, "1"))).await);
        let authorised = house.clients.authorise(&token).await.unwrap();
        let identity::Caller::Institution(institution) = authorised.caller() else {
            panic!("an institution");
        };
        assert_eq!(institution.finess.as_str(), "690000001");
        // Dr Bénali works elsewhere: the hospital signs nothing in his name.
        let hospital = &institution.finess;
        let (benali, leroy) = (
            "99700218896".parse().unwrap(),
            "99700366240".parse().unwrap(),
        );
        assert!(
            !house
                .professionals
                .works_at(&benali, hospital)
                .await
                .unwrap()
        );
        assert!(
            house
                .professionals
                .works_at(&leroy, hospital)
                .await
                .unwrap()
        );
    })
    .await;
}

#[tokio::test]
async fn failures_are_braked_and_the_brake_lets_go() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let key = registered(&house).await;
        for n in 0..identity::clients::FAILURES_MAX {
            let wrong = SigningKey::new("h1").sign(&claims(&house, &n.to_string()));
            is_error(
                &ask(&house, &wrong).await,
                StatusCode::UNAUTHORIZED,
                "invalid_client",
            );
        }
        let right = ask(&house, &key.sign(&claims(&house, "right"))).await;
        is_error(
            &right,
            StatusCode::TOO_MANY_REQUESTS,
            "temporarily_unavailable",
        );
        assert_eq!(right.headers["retry-after"], "300");
        house.world.advance(Duration::from_secs(301));
        token(&ask(&house, &key.sign(&claims(&house, "later"))).await);
    })
    .await;
}

#[tokio::test]
async fn the_metadata_tell_how_to_get_a_token() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let answered = house
            .get("/fhir/.well-known/smart-configuration", None)
            .await;
        let metadata: Value = serde_json::from_str(&answered.body).unwrap();
        assert_eq!(
            metadata["token_endpoint"],
            format!("{ORIGIN_URL}/oauth/token")
        );
        assert_eq!(
            metadata["grant_types_supported"],
            json!(["client_credentials"])
        );
    })
    .await;
}
