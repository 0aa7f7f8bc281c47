//! The software of institutions: hospitals, laboratories, pharmacies and
//! practices that speak to us without a person before a screen.
//!
//! SMART Backend Services (SMART App Launch 2.2.0): `client_credentials` with a
//! signed assertion, for an opaque token of five minutes. A client speaks for
//! one institution and no other. There are no secrets shared with clients, no
//! refresh tokens, and no keys fetched from anywhere.

mod api;
mod bearer;
mod brakes;
mod keys;
mod queries;
pub mod rules;
mod scopes;

pub use api::{refused_outside, routes};
pub use bearer::{Authorised, Bearer, Unauthorised};
pub use brakes::{FAILURES_MAX, WINDOW};
pub use queries::MIGRATIONS;
pub use scopes::{Scopes, Verb};

use ::keys::sha256;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use kernel::{Error, Finess, Result, World};
use std::net::IpAddr;
use std::time::Duration;
use store::Store;

/// How long an access token lives.
pub const TOKEN_LIFE: Duration = Duration::from_secs(300);

/// A client to register.
#[derive(Clone, Debug)]
pub struct NewClient {
    /// Its id, chosen with the institution.
    pub client_id: String,
    /// The institution that it speaks for, which the directory must know.
    pub finess: Finess,
    /// The name of the software.
    pub name: String,
    /// Its public keys: a JSON Web Key Set, each key with a `kid`.
    pub jwks: String,
    /// The most it may be granted.
    pub scopes: Scopes,
}

/// What was asked of the token endpoint.
#[derive(Clone, Debug, Default)]
pub struct TokenRequest {
    /// Must be `client_credentials`.
    pub grant_type: String,
    /// Must be the type of a JWT bearer assertion.
    pub assertion_type: String,
    /// The assertion.
    pub assertion: String,
    /// Empty, or the client that the assertion is from.
    pub client_id: String,
    /// The scopes asked for; none for all that are registered.
    pub scope: String,
    /// Where the request comes from.
    pub address: Option<IpAddr>,
}

/// An access token, to be sent once.
pub struct Token {
    /// The token itself.
    pub token: String,
    /// What it opens.
    pub scopes: Scopes,
    /// How long it lives.
    pub life: Duration,
}

/// Why there is no token: the codes of RFC 6749 §5.2, and our own troubles.
#[derive(Debug)]
pub enum NoToken {
    /// A parameter is missing, or comes twice.
    InvalidRequest,
    /// Whatever is wrong with the assertion or the client: always the same.
    InvalidClient,
    /// Another grant.
    UnsupportedGrant,
    /// Nothing that was asked for may be granted.
    InvalidScope,
    /// Too many failures, or the store does not answer.
    Failed(Error),
}

impl From<Error> for NoToken {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// The register of institutions' software.
#[derive(Clone)]
pub struct Clients {
    store: Store,
    world: World,
    origin: String,
}

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

impl Clients {
    /// The register kept in this store; `origin` is ours, and the audience of
    /// assertions is its token endpoint.
    pub fn new(store: Store, world: World, origin: impl Into<String>) -> Self {
        Self {
            store,
            world,
            origin: origin.into(),
        }
    }

    /// The address of the token endpoint.
    pub fn token_endpoint(&self) -> String {
        format!("{}/oauth/token", self.origin)
    }

    /// Registers a client, or replaces its keys and scopes.
    ///
    /// # Errors
    /// Invalid: the keys, the id, or an institution nobody knows.
    pub async fn register(&self, client: &NewClient) -> Result<()> {
        let id = &client.client_id;
        if id.is_empty() || id.len() > 128 || !id.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Error::invalid("client-id-wrong"));
        }
        keys::Keys::parse(&client.jwks)?;
        let rows = self
            .store
            .query(
                "SELECT 1 FROM institution WHERE finess = $1",
                vec![client.finess.as_str().into()],
            )
            .await?;
        if rows.is_empty() {
            return Err(Error::invalid("client-institution-unknown"));
        }
        queries::upsert_client(&self.store, client, self.world.now()).await
    }

    /// Switches a client off, tokens included, or on again.
    ///
    /// # Errors
    /// Not found; or the store does not answer.
    pub async fn set_active(&self, client_id: &str, active: bool) -> Result<()> {
        match queries::update_active(&self.store, client_id, active).await? {
            0 => Err(Error::not_found()),
            _ => Ok(()),
        }
    }

    /// Gives an access token for a right assertion.
    ///
    /// # Errors
    /// As [`NoToken`] says.
    pub async fn token(&self, request: &TokenRequest) -> Result<Token, NoToken> {
        if request.grant_type.is_empty() {
            return Err(NoToken::InvalidRequest);
        }
        if request.grant_type != "client_credentials" {
            return Err(NoToken::UnsupportedGrant);
        }
        if request.assertion.is_empty() || request.assertion_type != JWT_BEARER {
            return Err(NoToken::InvalidRequest);
        }
        let now = self.world.now();
        brakes::check(&self.store, request.address, now).await?;
        match self.granted(request).await {
            Err(NoToken::InvalidClient) => {
                brakes::count(&self.store, request.address, now).await?;
                Err(NoToken::InvalidClient)
            }
            answer => answer,
        }
    }

    async fn granted(&self, request: &TokenRequest) -> Result<Token, NoToken> {
        let now = self.world.now();
        let client_id = rules::claimed_client(&request.assertion).ok_or(NoToken::InvalidClient)?;
        if !request.client_id.is_empty() && request.client_id != client_id {
            return Err(NoToken::InvalidClient);
        }
        let client = queries::find_active_client(&self.store, &client_id)
            .await?
            .ok_or(NoToken::InvalidClient)?;
        let keys = keys::Keys::parse(&client.jwks)?;
        let endpoint = self.token_endpoint();
        let held = rules::check(&request.assertion, &client_id, &keys, &endpoint, now).map_err(
            |what| {
                tracing::warn!(what, "an assertion is refused");
                NoToken::InvalidClient
            },
        )?;

        let registered = Scopes::parse(&client.scopes).unwrap_or_default();
        let scopes = match request.scope.trim() {
            "" => registered,
            asked => Scopes::parse(asked)
                .ok_or(NoToken::InvalidScope)?
                .within(&registered),
        };
        if scopes.is_empty() {
            return Err(NoToken::InvalidScope);
        }

        let token = BASE64_URL_SAFE_NO_PAD.encode(self.world.random::<32>());
        let mut tx = self.store.begin("give a client its token").await?;
        let jti_hash = sha256(held.jti.as_bytes());
        if !queries::use_assertion(&mut tx, &client_id, jti_hash, held.expires_at, now).await? {
            tracing::warn!(what = "jti", "an assertion is refused");
            return Err(NoToken::InvalidClient);
        }
        let hash = sha256(token.as_bytes());
        let ends = now.plus(TOKEN_LIFE);
        queries::insert_token(&mut tx, hash, &client_id, &scopes.to_string(), ends).await?;
        tx.commit().await?;
        Ok(Token {
            token,
            scopes,
            life: TOKEN_LIFE,
        })
    }

    /// Who comes with this token.
    ///
    /// # Errors
    /// [`Unauthorised::Invalid`] for whatever is not a living token of ours.
    pub async fn authorise(&self, token: &str) -> Result<Authorised, Unauthorised> {
        if token.len() > 128 {
            return Err(Unauthorised::Invalid);
        }
        let hash = sha256(token.as_bytes());
        let granted = queries::find_granted(&self.store, hash, self.world.now())
            .await
            .map_err(Unauthorised::Failed)?
            .ok_or(Unauthorised::Invalid)?;
        Ok(Authorised {
            institution: crate::caller::Institution {
                finess: granted.finess,
                name: granted.institution,
                client_id: granted.client_id,
            },
            scopes: Scopes::parse(&granted.scopes).unwrap_or_default(),
        })
    }
}
