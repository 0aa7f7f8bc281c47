//! An OpenID provider that does what the test wants, on a real socket.

use crate::house::{BENALI, ORIGIN_URL};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as B64;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use testkit::TestWorld;

/// A P-256 key of the provider, or of somebody else.
#[derive(Clone)]
pub struct SigningKey {
    pub kid: String,
    pub encoding: EncodingKey,
    pub jwk: Value,
    pub point: Vec<u8>,
}

impl SigningKey {
    pub fn new(kid: &str) -> Self {
        let rng = SystemRandom::new();
        let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &rng).unwrap();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der.as_ref()).unwrap();
        let point = pair.public_key().as_ref().to_vec();
        Self {
            kid: kid.to_owned(),
            encoding: EncodingKey::from_ec_der(der.as_ref()),
            jwk: json!({
                "kty": "EC", "crv": "P-256", "kid": kid, "alg": "ES256", "use": "sig",
                "x": B64.encode(&point[1..33]), "y": B64.encode(&point[33..]),
            }),
            point,
        }
    }

    pub fn sign(&self, claims: &Value) -> String {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, claims, &self.encoding).unwrap()
    }
}

/// Spoils or replaces what is about to be sent.
pub type Spoil = Box<dyn Fn(&mut Value) + Send>;
type SignWith = Box<dyn Fn(&SigningKey, &Value) -> String + Send>;

/// How the provider behaves.
pub struct Manner {
    pub rpps: String,
    pub key: SigningKey,
    pub published: Vec<Value>,
    pub silent: bool,
    pub discovery: Spoil,
    pub id_claims: Spoil,
    pub sign: SignWith,
    pub userinfo: Spoil,
    pub token_answer: Spoil,
    /// How often the keys were read.
    pub keys_read: u32,
    /// Requests that no well-behaved client makes.
    pub strange: u32,
    codes: HashMap<String, (String, String)>,
}

#[derive(Clone)]
pub struct FakeProvider {
    pub issuer: String,
    pub manner: Arc<Mutex<Manner>>,
    world: TestWorld,
}

impl FakeProvider {
    pub async fn start(world: TestWorld) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}/realms/psc", listener.local_addr().unwrap());
        let key = SigningKey::new("k1");
        let manner = Manner {
            rpps: BENALI.to_owned(),
            published: vec![key.jwk.clone()],
            key,
            silent: false,
            discovery: Box::new(|_| ()),
            id_claims: Box::new(|_| ()),
            sign: Box::new(|key, claims| key.sign(claims)),
            userinfo: Box::new(|_| ()),
            token_answer: Box::new(|_| ()),
            keys_read: 0,
            strange: 0,
            codes: HashMap::new(),
        };
        let provider = Self {
            issuer,
            manner: Arc::new(Mutex::new(manner)),
            world,
        };
        let routes = Router::new()
            .route(
                "/realms/psc/.well-known/openid-configuration",
                get(discovery),
            )
            .route("/realms/psc/jwks", get(jwks))
            .route("/realms/psc/token", post(token))
            .route("/realms/psc/userinfo", get(userinfo))
            .fallback(strange)
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        provider
    }

    pub fn behave(&self, how: impl FnOnce(&mut Manner)) {
        how(&mut self.manner.lock().unwrap());
    }

    /// What the browser brings back after this address: the provider let the
    /// person in.
    pub fn answer(&self, address: &str) -> String {
        assert!(
            address.starts_with(&format!("{}/authorize?", self.issuer)),
            "{address}"
        );
        let asked = params(address);
        assert_eq!(
            asked["redirect_uri"],
            format!("{ORIGIN_URL}/pro/connexion/retour")
        );
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["code_challenge_method"], "S256");
        assert_eq!(asked["acr_values"], "eidas1");
        assert_eq!(asked["scope"], "openid scope_all");
        let mut manner = self.manner.lock().unwrap();
        let code = format!("code-{}", manner.codes.len());
        let proof = (asked["nonce"].clone(), asked["code_challenge"].clone());
        manner.codes.insert(code.clone(), proof);
        let iss = self.issuer.replace(':', "%3A").replace('/', "%2F");
        format!(
            "/pro/connexion/retour?code={code}&state={}&iss={iss}",
            asked["state"]
        )
    }
}

/// The parameters of an address; enough for the characters that we send.
pub fn params(address: &str) -> HashMap<String, String> {
    let query = address.split_once('?').unwrap().1;
    query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(name, value)| {
            let value = value
                .replace("%3A", ":")
                .replace("%2F", "/")
                .replace('+', " ");
            (name.to_owned(), value)
        })
        .collect()
}

async fn discovery(State(provider): State<FakeProvider>) -> Response {
    let manner = provider.manner.lock().unwrap();
    if manner.silent {
        return http::StatusCode::BAD_GATEWAY.into_response();
    }
    let issuer = &provider.issuer;
    let mut metadata = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "authorization_response_iss_parameter_supported": true,
    });
    (manner.discovery)(&mut metadata);
    Json(metadata).into_response()
}

async fn jwks(State(provider): State<FakeProvider>) -> Response {
    let mut manner = provider.manner.lock().unwrap();
    manner.keys_read += 1;
    if manner.silent {
        return http::StatusCode::BAD_GATEWAY.into_response();
    }
    Json(json!({"keys": manner.published})).into_response()
}

async fn token(
    State(provider): State<FakeProvider>,
    headers: http::HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let manner = provider.manner.lock().unwrap();
    // "carnet:secret"
    assert_eq!(headers["authorization"], "Basic Y2FybmV0OnNlY3JldA==");
    let Some((nonce, challenge)) = manner.codes.get(&form["code"]) else {
        let refused = Json(json!({"error": "invalid_grant"}));
        return (http::StatusCode::BAD_REQUEST, refused).into_response();
    };
    let verifier = keys::sha256(form["code_verifier"].as_bytes());
    assert_eq!(&B64.encode(verifier), challenge, "PKCE");
    let now = provider.world.now().millis() / 1000;
    let mut claims = json!({
        "iss": provider.issuer, "aud": "carnet", "sub": format!("f:x:8{}", manner.rpps),
        "iat": now, "exp": now + 60, "nonce": nonce, "acr": "eidas1",
    });
    (manner.id_claims)(&mut claims);
    let mut answer = json!({
        "access_token": "access", "token_type": "Bearer", "expires_in": 60,
        "id_token": (manner.sign)(&manner.key, &claims),
    });
    (manner.token_answer)(&mut answer);
    Json(answer).into_response()
}

async fn userinfo(State(provider): State<FakeProvider>, headers: http::HeaderMap) -> Json<Value> {
    assert_eq!(headers["authorization"], "Bearer access");
    let manner = provider.manner.lock().unwrap();
    let number = format!("8{}", manner.rpps);
    let mut claims = json!({
        "sub": format!("f:x:8{}", manner.rpps),
        "SubjectNameID": number, "preferred_username": number,
        "given_name": "KIT", "family_name": "DOC", "email_verified": false,
        "UITVersion": "1.0",
    });
    (manner.userinfo)(&mut claims);
    Json(claims)
}

async fn strange(State(provider): State<FakeProvider>) -> http::StatusCode {
    provider.manner.lock().unwrap().strange += 1;
    http::StatusCode::NOT_FOUND
}
