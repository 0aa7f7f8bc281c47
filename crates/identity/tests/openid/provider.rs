//! An OpenID provider that does what the test wants, on a real socket: of
//! professionals, or of holders as FranceConnect is.

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

/// What kind of provider it is.
#[derive(Clone)]
pub struct Kind {
    pub realm: &'static str,
    /// Our own origin, and the path to which it sends browsers back.
    pub origin: &'static str,
    pub back: &'static str,
    pub scope: &'static str,
    pub acr: &'static str,
    /// The subject and the claims of somebody.
    pub person: fn(&str) -> (String, Value),
    /// As FranceConnect: it signs what it says of people, takes our secret in
    /// the body, says when somebody proved who they are, and ends sessions.
    pub france_connect: bool,
}

/// What a provider in trouble answers instead of tokens or claims.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// Its own error, as a page.
    Status(u16),
    /// A page for people, as if all were well.
    Page,
}

impl Trouble {
    fn answer(self) -> Response {
        let page = axum::response::Html("<h1>Maintenance</h1>");
        match self {
            Self::Page => page.into_response(),
            Self::Status(status) => {
                (http::StatusCode::from_u16(status).unwrap(), page).into_response()
            }
        }
    }
}

/// How the provider behaves.
pub struct Manner {
    /// Who is at the browser.
    pub who: String,
    /// The name of their session, if it tells it.
    pub sid: Option<&'static str>,
    pub key: SigningKey,
    pub published: Vec<Value>,
    pub silent: bool,
    pub discovery: Spoil,
    pub id_claims: Spoil,
    pub sign: SignWith,
    pub userinfo: Spoil,
    /// How a signed answer about a person is signed.
    pub sign_user: SignWith,
    pub token_answer: Spoil,
    /// What the endpoint of this name answers instead of what it should.
    pub trouble: Option<(&'static str, Trouble)>,
    /// What was asked of the last browser that came.
    pub asked: HashMap<String, String>,
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
    pub(crate) world: TestWorld,
    kind: Kind,
}

impl FakeProvider {
    pub async fn start(world: TestWorld, kind: Kind, who: &str) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let issuer = format!("http://{address}/realms/{}", kind.realm);
        let key = SigningKey::new("k1");
        let manner = Manner {
            who: who.to_owned(),
            sid: None,
            published: vec![key.jwk.clone()],
            key,
            silent: false,
            discovery: Box::new(|_| ()),
            id_claims: Box::new(|_| ()),
            sign: Box::new(|key, claims| key.sign(claims)),
            userinfo: Box::new(|_| ()),
            sign_user: Box::new(|key, claims| key.sign(claims)),
            token_answer: Box::new(|_| ()),
            trouble: None,
            asked: HashMap::new(),
            keys_read: 0,
            strange: 0,
            codes: HashMap::new(),
        };
        let provider = Self {
            issuer,
            manner: Arc::new(Mutex::new(manner)),
            world,
            kind: kind.clone(),
        };
        let realm = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo));
        let routes = Router::new()
            .nest(&format!("/realms/{}", kind.realm), realm)
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
        let kind = &self.kind;
        assert_eq!(
            asked["redirect_uri"],
            format!("{}{}", kind.origin, kind.back)
        );
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["code_challenge_method"], "S256");
        assert_eq!(asked["acr_values"], kind.acr);
        assert_eq!(asked["scope"], kind.scope);
        // FranceConnect wants at least 32 characters of each.
        assert!(asked["state"].len() >= 32 && asked["nonce"].len() >= 32);
        let mut manner = self.manner.lock().unwrap();
        let code = format!("code-{}", manner.codes.len());
        let proof = (asked["nonce"].clone(), asked["code_challenge"].clone());
        manner.codes.insert(code.clone(), proof);
        manner.asked = asked.clone();
        let iss = self.issuer.replace(':', "%3A").replace('/', "%2F");
        let (back, state) = (kind.back, &asked["state"]);
        format!("{back}?code={code}&state={state}&iss={iss}")
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
    if let Some(("discovery", trouble)) = manner.trouble {
        return trouble.answer();
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
    if provider.kind.france_connect {
        let post = json!(["client_secret_post", "private_key_jwt"]);
        metadata["token_endpoint_auth_methods_supported"] = post;
        metadata["end_session_endpoint"] = json!(format!("{issuer}/session/end"));
    }
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
    if let Some(("token", trouble)) = manner.trouble {
        return trouble.answer();
    }
    if provider.kind.france_connect {
        assert!(!headers.contains_key("authorization"));
        let (id, secret) = (&*form["client_id"], &*form["client_secret"]);
        assert_eq!((id, secret), ("carnet", "secret"));
    } else {
        // "carnet:secret"
        assert_eq!(headers["authorization"], "Basic Y2FybmV0OnNlY3JldA==");
    }
    let Some((nonce, challenge)) = manner.codes.get(&form["code"]) else {
        let refused = Json(json!({"error": "invalid_grant"}));
        return (http::StatusCode::BAD_REQUEST, refused).into_response();
    };
    let verifier = keys::sha256(form["code_verifier"].as_bytes());
    assert_eq!(&B64.encode(verifier), challenge, "PKCE");
    let now = provider.world.now().millis() / 1000;
    let (subject, _) = (provider.kind.person)(&manner.who);
    let mut claims = json!({
        "iss": provider.issuer, "aud": "carnet", "sub": subject,
        "iat": now, "exp": now + 60, "nonce": nonce, "acr": provider.kind.acr,
    });
    // Whoever asks for a recent proof is told how old it is.
    if provider.kind.france_connect || manner.asked.contains_key("max_age") {
        claims["auth_time"] = json!(now);
    }
    if let Some(sid) = manner.sid {
        claims["sid"] = json!(sid);
    }
    (manner.id_claims)(&mut claims);
    let mut answer = json!({
        "access_token": "access", "token_type": "Bearer", "expires_in": 60,
        "id_token": (manner.sign)(&manner.key, &claims),
    });
    (manner.token_answer)(&mut answer);
    Json(answer).into_response()
}

async fn userinfo(State(provider): State<FakeProvider>, headers: http::HeaderMap) -> Response {
    assert_eq!(headers["authorization"], "Bearer access");
    let manner = provider.manner.lock().unwrap();
    if let Some(("userinfo", trouble)) = manner.trouble {
        return trouble.answer();
    }
    let (subject, mut claims) = (provider.kind.person)(&manner.who);
    claims["sub"] = json!(subject);
    if !provider.kind.france_connect {
        (manner.userinfo)(&mut claims);
        return Json(claims).into_response();
    }
    let now = provider.world.now().millis() / 1000;
    claims["iss"] = json!(provider.issuer);
    claims["aud"] = json!("carnet");
    claims["iat"] = json!(now);
    claims["exp"] = json!(now + 60);
    (manner.userinfo)(&mut claims);
    let signed = (manner.sign_user)(&manner.key, &claims);
    ([("content-type", "application/jwt; charset=utf-8")], signed).into_response()
}

async fn strange(State(provider): State<FakeProvider>) -> http::StatusCode {
    provider.manner.lock().unwrap().strange += 1;
    http::StatusCode::NOT_FOUND
}
