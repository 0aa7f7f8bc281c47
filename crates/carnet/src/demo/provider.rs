//! The demonstration's own provider of professionals' identities: OpenID
//! Connect as Pro Santé Connect speaks it, where anybody may be anybody.
//!
//! INVARIANT: only `carnet demo` makes one. It has no configuration, its client
//! and its key are made anew at each start, and it answers for the origin of
//! the demonstration alone: nothing of it can be used by `carnet serve`.

use anyhow::{Context as _, anyhow};
use askama::Template;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use edge::{Answer, Asked, Form, Page};
use http::header::{AUTHORIZATION, CACHE_CONTROL, HeaderMap};
use http::{HeaderValue, StatusCode};
use identity::professionals::{Listed, Professionals};
use identity::provider::ProviderConfig;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use kernel::{Error, Lang, Rpps, Secret, Timestamp, World};
use keys::sha256;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Where the provider is mounted.
pub const PATH: &str = "/demo/psc";
/// The sentences of its one page.
pub const PROVIDER_TEXTS: edge::Locale = edge::Locale {
    name: "demo-provider",
    fr: include_str!("../../locales/demo_provider_fr.ftl"),
    en: include_str!("../../locales/demo_provider_en.ftl"),
};

const CODE_LIFE: Duration = Duration::from_secs(60);
const TOKEN_LIFE: Duration = Duration::from_secs(60);
const KEPT_MAX: usize = 1000;
const SHOWN_MAX: i64 = 100;
const KID: &str = "demo";

/// The demonstration's provider.
#[derive(Clone)]
pub struct DemoProvider(Arc<Inner>);

struct Inner {
    issuer: String,
    redirect_uri: String,
    client_secret: String,
    professionals: Professionals,
    world: World,
    key: EncodingKey,
    jwks: Value,
    desk: Mutex<Desk>,
}

/// What was given out and may still be used, by its hash.
#[derive(Default)]
struct Desk {
    codes: HashMap<[u8; 32], Given>,
    tokens: HashMap<[u8; 32], (Rpps, Timestamp)>,
}

struct Given {
    rpps: Rpps,
    nonce: String,
    challenge: String,
    until: Timestamp,
    /// The token that this code already gave: a second use ends it.
    token: Option<[u8; 32]>,
}

impl DemoProvider {
    /// A provider for the demonstration at this origin
    /// (`http://127.0.0.1:8080`), whose people are those of the directory.
    pub fn new(origin: &str, professionals: Professionals, world: World) -> anyhow::Result<Self> {
        let pkcs8 =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
                .map_err(|_| anyhow!("making the key of the demonstration's provider"))?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref())
            .map_err(|_| anyhow!("reading the key of the demonstration's provider"))?;
        // An uncompressed point: 4, then x and y of 32 bytes each.
        let point = pair.public_key().as_ref();
        let (x, y) = point
            .get(1..)
            .and_then(|xy| xy.split_at_checked(32))
            .context("the key of the demonstration's provider is no P-256 point")?;
        let jwks = json!({"keys": [{
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": KID,
            "x": BASE64_URL_SAFE_NO_PAD.encode(x), "y": BASE64_URL_SAFE_NO_PAD.encode(y),
        }]});
        Ok(Self(Arc::new(Inner {
            issuer: format!("{origin}{PATH}"),
            redirect_uri: format!("{origin}/pro/connexion/retour"),
            client_secret: BASE64_URL_SAFE_NO_PAD.encode(world.random::<32>()),
            professionals,
            world,
            key: EncodingKey::from_ec_der(pkcs8.as_ref()),
            jwks,
            desk: Mutex::default(),
        })))
    }

    /// How the site speaks to this provider.
    pub fn config(&self) -> ProviderConfig {
        let origin = self.0.issuer.trim_end_matches(PATH);
        ProviderConfig {
            name: String::from("Pro Santé Connect (démonstration)"),
            ..ProviderConfig::pro_sante_connect(
                self.0.issuer.clone(),
                "carnet-demo",
                Secret::new(self.0.client_secret.clone()),
                origin,
            )
        }
    }

    /// Its routes, under [`PATH`]. They go beside those of the site, before
    /// `edge::wrap`.
    pub fn routes(self) -> Router {
        let inside = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/jwks", get(jwks))
            .route("/authorize", get(ask_who).post(be_somebody))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .with_state(self);
        Router::new().nest(PATH, inside)
    }
}

async fn metadata(State(provider): State<DemoProvider>) -> Json<Value> {
    let issuer = &provider.0.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "scope_all"],
        "acr_values_supported": ["eidas1"],
        "authorization_response_iss_parameter_supported": true,
    }))
}

async fn jwks(State(provider): State<DemoProvider>) -> Json<Value> {
    Json(provider.0.jwks.clone())
}

/// An authorization request, checked.
struct Wanted {
    state: String,
    nonce: String,
    challenge: String,
}

impl DemoProvider {
    /// OpenID Connect Core §3.1.2.2; PKCE is compulsory, and the address to go
    /// back to is compared as text.
    fn wanted(&self, param: impl Fn(&str) -> String) -> Result<Wanted, Error> {
        let right = param("response_type") == "code"
            && param("client_id") == "carnet-demo"
            && param("redirect_uri") == self.0.redirect_uri
            && param("code_challenge_method") == "S256"
            && param("scope").split(' ').any(|scope| scope == "openid");
        let wanted = Wanted {
            state: param("state"),
            nonce: param("nonce"),
            challenge: param("code_challenge"),
        };
        let given = [&wanted.state, &wanted.nonce, &wanted.challenge];
        if right
            && given
                .iter()
                .all(|text| !text.is_empty() && text.len() <= 200)
        {
            Ok(wanted)
        } else {
            Err(Error::invalid("demo-provider-request-wrong"))
        }
    }

    fn back(&self, state: &str, what: &str) -> Response {
        let Inner {
            redirect_uri,
            issuer,
            ..
        } = &*self.0;
        let (state, iss) = (escape(state), escape(issuer));
        Redirect::to(&format!("{redirect_uri}?{what}&state={state}&iss={iss}")).into_response()
    }
}

#[derive(Template)]
#[template(path = "demo_provider.html")]
struct WhoAreYou {
    page: Page,
    action: String,
    hidden: Vec<(&'static str, String)>,
    people: Vec<Person>,
}

struct Person {
    rpps: String,
    name: String,
    what: String,
    places: String,
}

impl Person {
    fn new(listed: &Listed, lang: Lang) -> Self {
        let here = listed
            .places
            .iter()
            .filter(|place| place.attachment.left_at.is_none());
        let names: Vec<&str> = here.map(|place| place.institution.name.as_str()).collect();
        let profession = listed.profession.label(lang);
        Self {
            rpps: listed.rpps.to_string(),
            name: listed.name(),
            what: match listed.speciality.as_str() {
                "" => profession.to_owned(),
                speciality => format!("{profession}, {speciality}"),
            },
            places: names.join(" ; "),
        }
    }
}

const KEPT_PARAMS: [&str; 8] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
];

async fn ask_who(State(provider): State<DemoProvider>, asked: Asked) -> Answer {
    let mut given = HashMap::new();
    for name in KEPT_PARAMS {
        given.insert(name, asked.param(name)?.unwrap_or_default());
    }
    provider.wanted(|name| given.get(name).cloned().unwrap_or_default())?;
    let people = provider.0.professionals.list(None, SHOWN_MAX).await?;
    let page = asked.page("demo-provider-title");
    Ok(edge::show(&WhoAreYou {
        action: page.href(&format!("{PATH}/authorize")),
        hidden: given.into_iter().collect(),
        people: people
            .iter()
            .map(|listed| Person::new(listed, page.lang))
            .collect(),
        page,
    }))
}

async fn be_somebody(State(provider): State<DemoProvider>, form: Form) -> Answer {
    let wanted = provider.wanted(|name| form.raw(name).to_owned())?;
    if form.has("cancel") {
        return Ok(provider.back(&wanted.state, "error=access_denied"));
    }
    let rpps: Rpps = form.raw("rpps").parse()?;
    let code = BASE64_URL_SAFE_NO_PAD.encode(provider.0.world.random::<32>());
    let now = provider.0.world.now();
    let mut desk = provider.desk();
    desk.forget(now);
    desk.codes.insert(
        sha256(code.as_bytes()),
        Given {
            rpps,
            nonce: wanted.nonce,
            challenge: wanted.challenge,
            until: now.plus(CODE_LIFE),
            token: None,
        },
    );
    drop(desk);
    Ok(provider.back(&wanted.state, &format!("code={code}")))
}

impl Desk {
    fn forget(&mut self, now: Timestamp) {
        self.codes.retain(|_, given| given.until > now);
        self.tokens.retain(|_, (_, until)| *until > now);
        if self.codes.len() + self.tokens.len() > KEPT_MAX {
            self.codes.clear();
            self.tokens.clear();
        }
    }
}

impl DemoProvider {
    fn desk(&self) -> std::sync::MutexGuard<'_, Desk> {
        self.0.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Uses a code: once, by our client, with the verifier of its challenge.
    fn use_code(&self, form: &Form) -> Option<(Rpps, String, String)> {
        let now = self.0.world.now();
        let mut desk = self.desk();
        desk.forget(now);
        let Desk { codes, tokens } = &mut *desk;
        let given = codes.get_mut(&sha256(form.raw("code").as_bytes()))?;
        if let Some(earlier) = given.token {
            tokens.remove(&earlier);
            return None;
        }
        let shown = BASE64_URL_SAFE_NO_PAD.encode(sha256(form.raw("code_verifier").as_bytes()));
        if shown != given.challenge || form.raw("redirect_uri") != self.0.redirect_uri {
            return None;
        }
        let token = BASE64_URL_SAFE_NO_PAD.encode(self.0.world.random::<32>());
        let hash = sha256(token.as_bytes());
        given.token = Some(hash);
        tokens.insert(hash, (given.rpps.clone(), now.plus(TOKEN_LIFE)));
        Some((given.rpps.clone(), given.nonce.clone(), token))
    }

    fn id_token(&self, rpps: &Rpps, nonce: &str) -> anyhow::Result<String> {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(KID.to_owned());
        let seconds = self.0.world.now().millis() / 1000;
        let claims = json!({
            "iss": self.0.issuer, "aud": "carnet-demo", "sub": subject(rpps),
            "iat": seconds, "exp": seconds + 60, "nonce": nonce, "acr": "eidas1",
        });
        Ok(jsonwebtoken::encode(&header, &claims, &self.0.key)?)
    }
}

async fn token(State(provider): State<DemoProvider>, headers: HeaderMap, form: Form) -> Response {
    let expected = format!("carnet-demo:{}", provider.0.client_secret);
    let expected = format!("Basic {}", BASE64_STANDARD.encode(expected));
    let shown = headers
        .get(AUTHORIZATION)
        .map_or(&b""[..], HeaderValue::as_bytes);
    if sha256(shown) != sha256(expected.as_bytes()) {
        return answer(StatusCode::UNAUTHORIZED, json!({"error": "invalid_client"}));
    }
    if form.raw("grant_type") != "authorization_code" {
        return answer(
            StatusCode::BAD_REQUEST,
            json!({"error": "unsupported_grant_type"}),
        );
    }
    let Some((rpps, nonce, token)) = provider.use_code(&form) else {
        return answer(StatusCode::BAD_REQUEST, json!({"error": "invalid_grant"}));
    };
    match provider.id_token(&rpps, &nonce) {
        Ok(id_token) => answer(
            StatusCode::OK,
            json!({
                "access_token": token, "token_type": "Bearer",
                "expires_in": TOKEN_LIFE.as_secs(), "id_token": id_token,
            }),
        ),
        Err(_) => answer(
            StatusCode::INTERNAL_SERVER_ERROR,
            json!({"error": "server_error"}),
        ),
    }
}

async fn userinfo(State(provider): State<DemoProvider>, headers: HeaderMap) -> Response {
    let refused = || answer(StatusCode::UNAUTHORIZED, json!({"error": "invalid_token"}));
    let shown = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let Some(token) = shown.and_then(|text| text.strip_prefix("Bearer ")) else {
        return refused();
    };
    let now = provider.0.world.now();
    let found = provider
        .desk()
        .tokens
        .get(&sha256(token.as_bytes()))
        .cloned();
    let Some((rpps, _)) = found.filter(|(_, until)| *until > now) else {
        return refused();
    };
    match provider.0.professionals.find(&rpps).await {
        Ok(Some(listed)) => answer(StatusCode::OK, claims(&listed)),
        Ok(None) => answer(StatusCode::OK, nobody(&rpps)),
        Err(_) => answer(
            StatusCode::SERVICE_UNAVAILABLE,
            json!({"error": "server_error"}),
        ),
    }
}

/// The claims of Pro Santé Connect, as far as they are used.
fn claims(listed: &Listed) -> Value {
    let here = listed
        .places
        .iter()
        .filter(|place| place.attachment.left_at.is_none());
    let activities: Vec<Value> = here
        .map(|place| {
            json!({
                "numeroFinessSite": place.institution.finess.as_str(),
                "raisonSocialeSite": place.institution.name,
            })
        })
        .collect();
    let mut claims = nobody(&listed.rpps);
    claims["given_name"] = json!(listed.first_name);
    claims["family_name"] = json!(listed.last_name);
    claims["SubjectRefPro"] = json!({"exercices": [{
        "codeProfession": listed.profession.code(),
        "codeCategorieProfessionnelle": "C",
        "nomDexercice": listed.last_name,
        "prenomDexercice": listed.first_name,
        "activities": activities,
    }]});
    claims
}

fn nobody(rpps: &Rpps) -> Value {
    let number = format!("8{rpps}");
    json!({
        "sub": subject(rpps),
        "SubjectNameID": number,
        "preferred_username": number,
        "UITVersion": "1.0",
        "Palier_Authentification": "APPPRIP3^1.2.250.1.213.1.5.1.1.1",
    })
}

fn subject(rpps: &Rpps) -> String {
    format!("f:demo:8{rpps}")
}

fn answer(status: StatusCode, body: Value) -> Response {
    let uncached = [(CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (status, uncached, Json(body)).into_response()
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}
