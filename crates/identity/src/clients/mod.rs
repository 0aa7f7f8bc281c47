//! The software of institutions: hospitals, laboratories, pharmacies and
//! practices that speak to us without a person before a screen.
//!
//! SMART Backend Services (SMART App Launch 2.2.0): `client_credentials` with a
//! signed assertion, for an opaque token of five minutes. A client speaks for
//! one institution and no other. There are no secrets shared with clients, and no
//! keys of theirs fetched from anywhere. A professional behind the software is
//! proved by their own provider (`exchange`).
//!
//! Services of the catalogue come to the same token endpoint with what one person
//! consented to (`services`).

mod api;
mod bearer;
mod brakes;
mod elsewhere;
mod exchange;
mod keys;
mod queries;
mod registered;
pub mod rules;
mod scopes;
pub mod services;

pub(crate) use api::{failing, uncached};
pub use api::{refused_outside, routes};
pub use bearer::{Authorised, Bearer, Unauthorised};
pub use brakes::{FAILURES_MAX, WINDOW};
pub use elsewhere::elsewhere;
pub use queries::MIGRATIONS;
pub use registered::{Listed, NewClient};
pub use scopes::{Extent, Part, Scopes, Verb};
pub use services::Services;

use crate::caller::Caller;
use crate::provider::{self, Provider};
use ::keys::sha256;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use kernel::{Error, Result, SpaceId, Timestamp, World};
use std::net::IpAddr;
use std::time::Duration;
use store::{Store, Tx};

/// How long an access token lives.
pub const TOKEN_LIFE: Duration = Duration::from_secs(300);

/// What was asked of the token endpoint.
#[derive(Clone, Debug, Default)]
pub struct TokenRequest {
    /// `client_credentials`, or a token exchange.
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
    /// For whom, in a token exchange.
    pub subject: Subject,
    /// What a service of the catalogue brings.
    pub brought: Brought,
}

/// A code, or a refresh token: RFC 6749, §4.1.3 and §6, with RFC 7636.
#[derive(Clone, Debug, Default)]
pub struct Brought {
    /// The code.
    pub code: String,
    /// Where it was sent.
    pub redirect: String,
    /// What its challenge was made of.
    pub verifier: String,
    /// The refresh token.
    pub refresh: String,
}

/// For whom a token is asked: the parameters of RFC 8693, §2.1.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// The ID token that the provider of professionals gave to this client.
    pub token: String,
    /// Must say that it is an ID token.
    pub token_type: String,
    /// Empty, or an access token.
    pub requested_type: String,
    /// Somebody else who acts: never accepted.
    pub has_actor: bool,
}

/// An access token, to be sent once.
pub struct Token {
    /// The token itself.
    pub token: String,
    /// What it opens, as the answer says it.
    pub scopes: String,
    /// How long it lives.
    pub life: Duration,
    /// Whether a professional stands behind it.
    pub of_a_professional: bool,
    /// Of a service: whose record it opens.
    pub patient: Option<SpaceId>,
    /// Of a service that may come back by itself: what it brings then.
    pub refresh: Option<String>,
}

/// Why there is no token: the codes of RFC 6749 §5.2, and our own troubles.
#[derive(Debug)]
pub enum NoToken {
    /// A parameter is missing, or comes twice.
    InvalidRequest,
    /// Whatever is wrong with the assertion or the client: always the same.
    InvalidClient,
    /// A code or refresh token that is none, was used, has ended, or is another's.
    InvalidGrant,
    /// Another grant.
    UnsupportedGrant,
    /// This client is not registered at the provider of professionals.
    UnauthorizedClient,
    /// Nobody stands behind the token that was brought.
    Subject(provider::Refused),
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
    provider: Option<Provider>,
    services: Option<Services>,
}

/// A client that has proved itself, and the assertion it did so with.
struct ProvenClient {
    client_id: String,
    kept: queries::Kept,
    held: rules::Held,
}

impl ProvenClient {
    /// Uses the assertion up, in the transaction of what is given for it.
    async fn use_up(&self, tx: &mut Tx, now: Timestamp) -> Result<(), NoToken> {
        let jti_hash = sha256(self.held.jti.as_bytes());
        let (id, ends) = (&self.client_id, self.held.expires_at);
        match queries::use_assertion(tx, id, jti_hash, ends, now).await? {
            true => Ok(()),
            false => {
                tracing::warn!(what = "jti", "an assertion is refused");
                Err(NoToken::InvalidClient)
            }
        }
    }
}

/// The grants of services.
const CODE: &str = "authorization_code";
const REFRESH: &str = "refresh_token";

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

impl Clients {
    /// The register kept in this store; `origin` is ours, and the audience of
    /// assertions is its token endpoint.
    pub fn new(store: Store, world: World, origin: impl Into<String>) -> Self {
        Self {
            store,
            world,
            origin: origin.into(),
            provider: None,
            services: None,
        }
    }

    /// The same, to which services of the catalogue come too.
    #[must_use]
    pub fn with_services(self, services: Services) -> Self {
        Self {
            services: Some(services),
            ..self
        }
    }

    /// The services of the catalogue, where they are let in.
    pub const fn services(&self) -> Option<&Services> {
        self.services.as_ref()
    }

    /// The same, for which this provider vouches for professionals.
    #[must_use]
    pub fn vouched_by(self, provider: Provider) -> Self {
        Self {
            provider: Some(provider),
            ..self
        }
    }

    /// Whether professionals come through software here.
    pub const fn takes_professionals(&self) -> bool {
        self.provider.is_some()
    }

    /// The address of the token endpoint.
    pub fn token_endpoint(&self) -> String {
        format!("{}/token", self.oauth())
    }

    /// Where people are asked, and where services look at their tokens and give them
    /// back; none, where no service is let in.
    pub fn for_people(&self) -> Option<[String; 3]> {
        let ask = self.services.as_ref()?.authorization_endpoint();
        let [look, give_back] = ["introspect", "revoke"];
        let at = |last: &str| format!("{}/{last}", self.oauth());
        Some([ask, at(look), at(give_back)])
    }

    fn oauth(&self) -> String {
        format!("{}/oauth", self.origin)
    }

    /// Gives an access token for a right assertion.
    ///
    /// # Errors
    /// As [`NoToken`] says.
    pub async fn token(&self, request: &TokenRequest) -> Result<Token, NoToken> {
        if request.grant_type.is_empty() {
            return Err(NoToken::InvalidRequest);
        }
        if let Some(services) = &self.services
            && matches!(request.grant_type.as_str(), CODE | REFRESH)
        {
            return self.given(services, request).await;
        }
        let exchanges = request.grant_type == exchange::TOKEN_EXCHANGE;
        if request.grant_type != "client_credentials" && !exchanges {
            return Err(NoToken::UnsupportedGrant);
        }
        if request.assertion.is_empty() || request.assertion_type != JWT_BEARER {
            return Err(NoToken::InvalidRequest);
        }
        self.brake(request.address).await?;
        let granted = match exchanges {
            true => self.exchanged(request).await,
            false => self.granted(request).await,
        };
        self.counted(request.address, granted).await
    }

    /// Tokens for what a service of the catalogue brings.
    async fn given(&self, services: &Services, request: &TokenRequest) -> Result<Token, NoToken> {
        self.brake(request.address).await?;
        let endpoint = self.token_endpoint();
        let given = match request.grant_type.as_str() {
            CODE => services.for_code(request, &endpoint).await,
            _ => services.for_refresh(request, &endpoint).await,
        };
        let given = self.counted(request.address, given).await?;
        Ok(Token {
            token: given.access,
            scopes: given.scopes,
            life: services::rules::ACCESS_LIFE,
            of_a_professional: false,
            patient: Some(given.space),
            refresh: given.refresh,
        })
    }

    async fn brake(&self, address: Option<IpAddr>) -> Result<(), NoToken> {
        Ok(brakes::check(&self.store, address, self.world.now()).await?)
    }

    /// Counts a proof or a grant that was none against where it came from.
    async fn counted<T>(
        &self,
        address: Option<IpAddr>,
        answer: Result<T, NoToken>,
    ) -> Result<T, NoToken> {
        if matches!(answer, Err(NoToken::InvalidClient | NoToken::InvalidGrant)) {
            brakes::count(&self.store, address, self.world.now()).await?;
        }
        answer
    }

    /// The client whose assertion holds. It is not used up yet.
    async fn proven(&self, request: &TokenRequest) -> Result<ProvenClient, NoToken> {
        let now = self.world.now();
        let client_id = rules::claimed_client(&request.assertion).ok_or(NoToken::InvalidClient)?;
        if !request.client_id.is_empty() && request.client_id != client_id {
            return Err(NoToken::InvalidClient);
        }
        let kept = queries::find_active_client(&self.store, &client_id)
            .await?
            .ok_or(NoToken::InvalidClient)?;
        let keys = keys::Keys::parse(&kept.jwks)?;
        let endpoint = self.token_endpoint();
        let held = rules::check(&request.assertion, &client_id, &keys, &endpoint, now).map_err(
            |what| {
                tracing::warn!(what, "an assertion is refused");
                NoToken::InvalidClient
            },
        )?;
        Ok(ProvenClient {
            client_id,
            kept,
            held,
        })
    }

    async fn granted(&self, request: &TokenRequest) -> Result<Token, NoToken> {
        let proven = self.proven(request).await?;
        let registered = Scopes::parse(&proven.kept.scopes).unwrap_or_default();
        let scopes = match request.scope.trim() {
            "" => registered,
            asked => Scopes::parse(asked)
                .ok_or(NoToken::InvalidScope)?
                .within(&registered),
        };
        if scopes.is_empty() {
            return Err(NoToken::InvalidScope);
        }

        let now = self.world.now();
        let token = BASE64_URL_SAFE_NO_PAD.encode(self.world.random::<32>());
        let mut tx = self.store.begin("give a client its token").await?;
        proven.use_up(&mut tx, now).await?;
        let new = queries::NewToken {
            hash: sha256(token.as_bytes()),
            client_id: &proven.client_id,
            scopes: &scopes.to_string(),
            rpps: None,
            expires_at: now.plus(TOKEN_LIFE),
        };
        queries::insert_token(&mut tx, new).await?;
        tx.commit().await?;
        Ok(Token {
            token,
            scopes: scopes.to_string(),
            life: TOKEN_LIFE,
            of_a_professional: false,
            patient: None,
            refresh: None,
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
            .map_err(Unauthorised::Failed)?;
        let Some(granted) = granted else {
            return self.authorise_service(token).await;
        };
        let professional = match &granted.rpps {
            None => None,
            Some(rpps) => {
                let behind = self.behind(rpps, &granted.finess, hash).await;
                let behind = behind.map_err(Unauthorised::Failed)?;
                Some(behind.ok_or(Unauthorised::Invalid)?)
            }
        };
        let institution = crate::caller::Institution {
            finess: granted.finess,
            name: granted.institution,
            client_id: granted.client_id,
        };
        Ok(Authorised {
            behind: match &professional {
                Some(professional) => Caller::Professional(professional.clone()),
                None => Caller::Institution(institution),
            },
            professional,
            scopes: Scopes::parse(&granted.scopes).unwrap_or_default(),
        })
    }

    async fn authorise_service(&self, token: &str) -> Result<Authorised, Unauthorised> {
        let services = self.services.as_ref().ok_or(Unauthorised::Invalid)?;
        let authorised = services.authorise(token).await;
        let authorised = authorised.map_err(Unauthorised::Failed)?;
        let (service, scopes) = authorised.ok_or(Unauthorised::Invalid)?;
        Ok(Authorised {
            behind: Caller::Service(service),
            professional: None,
            scopes,
        })
    }
}
