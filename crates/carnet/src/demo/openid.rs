//! The demonstration's own providers of identities: OpenID Connect as the real
//! ones speak it, where anybody may be anybody. One stands for Pro Santé
//! Connect, one for FranceConnect; in what they differ is a [`Manner`], and
//! whom they stand for is a [`Cast`].
//!
//! INVARIANT: only `carnet demo` makes them. They have no configuration, their
//! client and their keys are made anew at each start, and they answer for the
//! origin of the demonstration alone: nothing of them can be used by
//! `carnet serve`.

mod desk;
mod pages;

use anyhow::{Context as _, anyhow};
use async_trait::async_trait;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use axum::Router;
use axum::routing::get;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use desk::Desk;
use edge::Page;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use kernel::{Result, Secret, World};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The sentences of their one page.
pub const PROVIDER_TEXTS: edge::Locale = edge::Locale {
    name: "demo-provider",
    fr: include_str!("../../locales/demo_provider_fr.ftl"),
    en: include_str!("../../locales/demo_provider_en.ftl"),
};

/// Who the site is to them.
pub(super) const CLIENT_ID: &str = "carnet-demo";
const TOKEN_LIFE: Duration = Duration::from_secs(60);
const KID: &str = "demo";

/// In what one provider differs from the other.
pub(super) struct Manner {
    /// Where it is mounted.
    pub path: &'static str,
    /// Where it sends browsers back, below the origin.
    pub back: &'static str,
    /// Where it sends browsers whose session ended there; none, and it ends
    /// none.
    pub signed_out: Option<&'static str>,
    /// The strength of every proof.
    pub acr: &'static str,
    pub scopes: &'static [&'static str],
    /// As FranceConnect: it signs what it says of people, and takes our secret
    /// in the body.
    pub france_connect: bool,
    /// Who the demonstration's software is to it, if it knows one.
    pub software: Option<&'static str>,
    /// The name of the buttons with which one picks somebody.
    pub field: &'static str,
    /// The page's own sentences: what it replaces, who they are, and the heads
    /// of the second and third columns.
    pub words: [&'static str; 4],
}

/// To whom something is given, and where they wait for it.
#[derive(Clone, PartialEq, Eq)]
struct Party {
    client_id: &'static str,
    redirect_uri: String,
}

/// Somebody to pick.
pub(super) struct Row {
    pub id: String,
    pub name: String,
    pub cells: [String; 2],
}

/// Whom a provider stands for.
#[async_trait]
pub(super) trait Cast: Send + Sync + 'static {
    /// The people to pick from.
    async fn rows(&self, page: &Page) -> Result<Vec<Row>>;

    /// Who somebody is to the site.
    fn subject(&self, id: &str) -> String;

    /// What is said of somebody; the subject is added.
    async fn claims(&self, id: &str) -> Result<Value>;
}

/// A provider's address, and its and our secrets.
pub(super) struct Issuer {
    manner: &'static Manner,
    issuer: String,
    origin: String,
    client_secret: String,
    world: World,
    key: EncodingKey,
    jwks: Value,
}

impl Issuer {
    /// A provider for the demonstration at this origin
    /// (`http://127.0.0.1:8080`).
    pub(super) fn new(
        origin: &str,
        manner: &'static Manner,
        world: &World,
    ) -> anyhow::Result<Self> {
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
        Ok(Self {
            manner,
            issuer: format!("{origin}{}", manner.path),
            origin: origin.to_owned(),
            client_secret: BASE64_URL_SAFE_NO_PAD.encode(world.random::<32>()),
            world: world.clone(),
            key: EncodingKey::from_ec_der(pkcs8.as_ref()),
            jwks,
        })
    }

    /// Its address.
    pub(super) fn address(&self) -> &str {
        &self.issuer
    }

    /// The site's origin, for which alone it answers.
    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// The secret that the site shows.
    pub(super) fn client_secret(&self) -> Secret<String> {
        Secret::new(self.client_secret.clone())
    }

    fn redirect_uri(&self) -> String {
        format!("{}{}", self.origin, self.manner.back)
    }

    fn metadata(&self) -> Value {
        let issuer = &self.issuer;
        let auth = match self.manner.france_connect {
            true => "client_secret_post",
            false => "client_secret_basic",
        };
        let mut scopes = vec!["openid"];
        scopes.extend(self.manner.scopes);
        let mut metadata = json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "userinfo_endpoint": format!("{issuer}/userinfo"),
            "jwks_uri": format!("{issuer}/jwks"),
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": [auth],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": scopes,
            "acr_values_supported": [self.manner.acr],
            "authorization_response_iss_parameter_supported": true,
        });
        if self.manner.signed_out.is_some() {
            metadata["end_session_endpoint"] = json!(format!("{issuer}/session/end"));
        }
        metadata
    }

    /// Claims with issuer, audience and times, signed.
    fn sign(&self, to: &str, mut claims: Value) -> anyhow::Result<String> {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(KID.to_owned());
        let seconds = self.world.now().millis() / 1000;
        claims["iss"] = json!(self.issuer);
        claims["aud"] = json!(to);
        claims["iat"] = json!(seconds);
        claims["exp"] = json!(seconds + 60);
        Ok(jsonwebtoken::encode(&header, &claims, &self.key)?)
    }

    fn id_token(
        &self,
        to: &str,
        subject: &str,
        nonce: &str,
        mut claims: Value,
    ) -> anyhow::Result<String> {
        claims["sub"] = json!(subject);
        claims["nonce"] = json!(nonce);
        claims["acr"] = json!(self.manner.acr);
        claims["auth_time"] = json!(self.world.now().millis() / 1000);
        self.sign(to, claims)
    }
}

/// A provider of the demonstration.
#[derive(Clone)]
pub(super) struct DemoProvider(Arc<Inner>);

struct Inner {
    issuer: Issuer,
    cast: Box<dyn Cast>,
    desk: Mutex<Desk>,
}

impl DemoProvider {
    /// The provider that stands for these people.
    pub(super) fn new(issuer: Issuer, cast: impl Cast) -> Self {
        Self(Arc::new(Inner {
            issuer,
            cast: Box::new(cast),
            desk: Mutex::default(),
        }))
    }

    /// Its routes. They go beside those of the site, before `edge::wrap`.
    pub(super) fn routes(self) -> Router {
        let manner = self.0.issuer.manner;
        let mut inside = Router::new()
            .route("/.well-known/openid-configuration", get(pages::metadata))
            .route("/jwks", get(pages::jwks))
            .route("/authorize", get(pages::ask_who).post(pages::be_somebody))
            .route("/token", axum::routing::post(pages::token))
            .route("/userinfo", get(pages::userinfo));
        if manner.signed_out.is_some() {
            inside = inside.route("/session/end", get(pages::end_session));
        }
        Router::new().nest(manner.path, inside.with_state(self))
    }

    fn issuer(&self) -> &Issuer {
        &self.0.issuer
    }

    fn manner(&self) -> &'static Manner {
        self.0.issuer.manner
    }

    fn cast(&self) -> &dyn Cast {
        &*self.0.cast
    }

    fn desk(&self) -> std::sync::MutexGuard<'_, Desk> {
        self.0.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
