//! From the code that the browser brings back to the claims that the provider
//! stands for: OpenID Connect Core 1.0, §3.1.3, with PKCE (RFC 7636).
//!
//! Nothing of ours is read or written here. A signed userinfo answer must be
//! RS256, as Pro Santé Connect signs it; a plain one comes over the same TLS.

use super::claims::{Claims, IdClaims, PscClaims};
use super::config::ProviderConfig;
use super::metadata::{Directory, Metadata};
use super::outbound::{NoAnswer, Outbound};
use super::rules::{self, Refused};
use kernel::{Error, Result, Timestamp};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreResponseType,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AuthenticationContextClass, AuthenticationFlow, AuthorizationCode,
    ClaimsVerificationError, Client, ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IdToken, IdTokenClaims, IdTokenFields,
    IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, Scope, SignatureVerificationError, StandardErrorResponse,
    StandardTokenResponse, TokenResponse, UserInfoClaims, UserInfoError,
};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

type Fields = IdTokenFields<
    IdClaims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Answer = StandardTokenResponse<Fields, CoreTokenType>;
type ProviderClient = Client<
    IdClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Answer,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;
type ProviderIdToken =
    IdToken<IdClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type ProviderIdClaims = IdTokenClaims<IdClaims, CoreGenderClaim>;

/// The signatures that an ID token may bear: never a shared secret, never none.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// The secrets of one sign-in: all three come from the browser's cookie and
/// chance, none is kept in the store.
pub(super) struct Secrets {
    /// Sent to the provider and back.
    pub(super) state: String,
    /// Comes back inside the ID token.
    pub(super) nonce: String,
    /// Shown to the provider at the end (PKCE).
    pub(super) verifier: String,
}

/// What keeps a sign-in from going on: a refusal for the person, or ourselves.
#[derive(Debug)]
pub(super) enum Stop {
    Refused(Refused),
    Failed(Error),
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// The provider, as we speak to it.
#[derive(Clone)]
pub(super) struct Speaker {
    config: Arc<ProviderConfig>,
    outbound: Outbound,
    directory: Directory,
    redirect: RedirectUrl,
}

impl Speaker {
    pub(super) fn new(config: Arc<ProviderConfig>) -> Result<Self> {
        let wrong = |what: &str| Error::invalid("provider-config-wrong").note(what.to_owned());
        let loopback = config.is_loopback();
        if !loopback && !config.issuer.starts_with("https://") {
            return Err(wrong("the issuer is not under https"));
        }
        let issuer = IssuerUrl::new(config.issuer.clone()).map_err(|_| wrong("the issuer"))?;
        let redirect =
            RedirectUrl::new(config.redirect_uri()).map_err(|_| wrong("our own origin"))?;
        let outbound = Outbound::new(loopback)?;
        Ok(Self {
            directory: Directory::new(issuer, outbound.clone()),
            config,
            outbound,
            redirect,
        })
    }

    fn client(&self, metadata: &Metadata) -> ProviderClient {
        Client::from_provider_metadata(
            metadata.clone(),
            ClientId::new(self.config.client_id.clone()),
            Some(ClientSecret::new(
                self.config.client_secret.expose().clone(),
            )),
        )
        .set_redirect_uri(self.redirect.clone())
    }

    /// Where to send the browser.
    pub(super) async fn way_out(
        &self,
        secrets: &Secrets,
        now: Timestamp,
    ) -> Result<String, Refused> {
        let metadata = self.directory.metadata(now).await?;
        let client = self.client(&metadata);
        let verifier = PkceCodeVerifier::new(secrets.verifier.clone());
        let (state, nonce) = (secrets.state.clone(), secrets.nonce.clone());
        let mut request = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_auth_context_value(AuthenticationContextClass::new(self.config.acr.clone()));
        for scope in &self.config.scopes {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        let (url, _, _) = request.url();
        Ok(url.to_string())
    }

    /// Did this answer come from the provider that was asked? RFC 9207.
    pub(super) async fn answered_by(
        &self,
        iss: Option<&str>,
        now: Timestamp,
    ) -> Result<(), Refused> {
        match iss {
            Some(iss) if iss == self.config.issuer => Ok(()),
            Some(_) => Err(Refused::Stale),
            None => {
                let metadata = self.directory.metadata(now).await?;
                let promised = metadata
                    .additional_metadata()
                    .authorization_response_iss_parameter_supported;
                if promised {
                    Err(Refused::Stale)
                } else {
                    Ok(())
                }
            }
        }
    }

    /// Exchanges the code, checks what comes, and reads the claims.
    pub(super) async fn claims(
        &self,
        code: String,
        secrets: Secrets,
        now: Timestamp,
    ) -> Result<Claims, Refused> {
        let metadata = self.directory.metadata(now).await?;
        let client = self.client(&metadata);
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|_| Refused::Unreachable)?
            .set_pkce_verifier(PkceCodeVerifier::new(secrets.verifier))
            .request_async(&self.outbound)
            .await
            .map_err(token_refusal)?;
        let id_token = answer.id_token().ok_or(Refused::Token)?;
        let nonce = Nonce::new(secrets.nonce);

        let (client, id) = match self.check(&client, id_token, &nonce, now) {
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {
                // The provider may have begun to use a new key.
                let metadata = self.directory.metadata_for_new_key(now).await?;
                let client = self.client(&metadata);
                let id = self
                    .check(&client, id_token, &nonce, now)
                    .map_err(id_refusal)?;
                (client, id)
            }
            checked => {
                let id = checked.map_err(id_refusal)?;
                (client, id)
            }
        };
        self.check_more(&client, id_token, &id, &answer, now)?;

        let user: UserInfoClaims<PscClaims, CoreGenderClaim> = client
            .user_info(answer.access_token().clone(), Some(id.subject().clone()))
            .map_err(|_| Refused::Unreachable)?
            .request_async(&self.outbound)
            .await
            .map_err(user_refusal)?;
        let username = user.preferred_username().map(|name| name.as_str());
        Ok(Claims::new(username, user.additional_claims()))
    }

    /// OpenID Connect Core §3.1.3.7: signature, iss, aud, exp, iat, nonce.
    fn check(
        &self,
        client: &ProviderClient,
        id_token: &ProviderIdToken,
        nonce: &Nonce,
        now: Timestamp,
    ) -> Result<ProviderIdClaims, ClaimsVerificationError> {
        let millis = u64::try_from(now.millis()).unwrap_or(0);
        let instant = UNIX_EPOCH + Duration::from_millis(millis);
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(SIGNATURES)
            .set_time_fn(move || instant.into())
            .set_issue_time_verifier_fn(move |issued| {
                if rules::is_fresh(issued.timestamp(), now) {
                    Ok(())
                } else {
                    Err(String::from("issued long ago, or not yet"))
                }
            });
        id_token.claims(&verifier, nonce).cloned()
    }

    /// What the library leaves to us: nbf, logout tokens, `at_hash`, `azp`,
    /// and the strength of the proof.
    fn check_more(
        &self,
        client: &ProviderClient,
        id_token: &ProviderIdToken,
        id: &ProviderIdClaims,
        answer: &Answer,
        now: Timestamp,
    ) -> Result<(), Refused> {
        let more = id.additional_claims();
        if !rules::is_begun(more.nbf, now) || more.events.is_some() {
            return Err(Refused::Token);
        }
        if id
            .authorized_party()
            .is_some_and(|azp| azp != client.client_id())
        {
            return Err(Refused::Token);
        }
        if let Some(expected) = id.access_token_hash() {
            let verifier = client.id_token_verifier().set_allowed_algs(SIGNATURES);
            let alg = id_token.signing_alg().map_err(|_| Refused::Token)?;
            let key = id_token
                .signing_key(&verifier)
                .map_err(|_| Refused::Token)?;
            let actual = AccessTokenHash::from_token(answer.access_token(), alg, key)
                .map_err(|_| Refused::Token)?;
            if actual != *expected {
                return Err(Refused::Token);
            }
        }
        let acr = id.auth_context_ref().map(|acr| acr.as_str());
        if rules::is_strong_enough(acr, &self.config.acr) {
            Ok(())
        } else {
            Err(Refused::Assurance)
        }
    }
}

// The log says which check failed, never with which values: those may name
// people.
fn token_refusal(
    error: RequestTokenError<NoAnswer, StandardErrorResponse<CoreErrorResponseType>>,
) -> Refused {
    let (refused, what) = match &error {
        RequestTokenError::Request(_) => (Refused::Unreachable, "no answer"),
        RequestTokenError::ServerResponse(_) => (Refused::Token, "the code is refused"),
        RequestTokenError::Parse(..) => (Refused::Token, "the answer has another form"),
        RequestTokenError::Other(_) => (Refused::Token, "the answer is empty"),
    };
    tracing::warn!(what, "no token from the provider");
    refused
}

fn id_refusal(error: ClaimsVerificationError) -> Refused {
    let what = match error {
        ClaimsVerificationError::Expired(_) => "time",
        ClaimsVerificationError::InvalidAudience(_) => "audience",
        ClaimsVerificationError::InvalidIssuer(_) => "issuer",
        ClaimsVerificationError::InvalidNonce(_) => "nonce",
        ClaimsVerificationError::SignatureVerification(_) => "signature",
        _ => "form",
    };
    tracing::warn!(what, "the provider's ID token is refused");
    Refused::Token
}

fn user_refusal(error: UserInfoError<NoAnswer>) -> Refused {
    let (refused, what) = match error {
        UserInfoError::Request(_) => (Refused::Unreachable, "no answer"),
        UserInfoError::ClaimsVerification(_) => (Refused::Token, "claims"),
        UserInfoError::Response(..) => (Refused::Token, "status"),
        _ => (Refused::Token, "form"),
    };
    tracing::warn!(what, "the provider's userinfo is refused");
    refused
}
