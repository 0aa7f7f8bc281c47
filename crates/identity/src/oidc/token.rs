//! Is a token what it says? Signature, issuer, audience, times and nonce:
//! OpenID Connect Core 1.0, §3.1.3.7, and what the library leaves to us.

use super::dialect::{IdClaims, VouchedClaims};
use super::metadata::Metadata;
use super::outbound::NoAnswer;
use super::{Dialect, Refused, Registration, rules};
use crate::sessions::SESSION_MAX;
use kernel::Timestamp;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim,
    CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AuthType, ClaimsVerificationError, Client, ClientId,
    ClientSecret, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdToken,
    IdTokenClaims, IdTokenFields, Nonce, NonceVerifier, OAuth2TokenResponse, RedirectUrl,
    RequestTokenError, StandardErrorResponse, StandardTokenResponse, UserInfoError,
};
use std::time::{Duration, UNIX_EPOCH};

type Fields = IdTokenFields<
    IdClaims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
/// What the token endpoint answers.
pub(super) type Answer = StandardTokenResponse<Fields, CoreTokenType>;
/// The provider, with what it said of itself.
pub(super) type ProviderClient = Client<
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
/// A signed token with these claims beyond OpenID's own: an ID token, or a
/// signed answer about a person.
pub(super) type Signed<A> =
    IdToken<A, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
/// What stood in it.
pub(super) type SignedClaims<A> = IdTokenClaims<A, CoreGenderClaim>;

/// The provider as it is registered and described. How we show our secret to
/// it follows its description: in the header, unless it takes it in the body
/// alone, as FranceConnect does.
pub(super) fn client(
    registration: &Registration,
    redirect: RedirectUrl,
    metadata: &Metadata,
) -> ProviderClient {
    let methods = metadata.token_endpoint_auth_methods_supported();
    let takes = |method| methods.is_none_or(|all| all.contains(&method));
    let auth_type = match takes(CoreClientAuthMethod::ClientSecretBasic) {
        true => AuthType::BasicAuth,
        false => AuthType::RequestBody,
    };
    Client::from_provider_metadata(
        metadata.clone(),
        ClientId::new(registration.client_id.clone()),
        Some(ClientSecret::new(
            registration.client_secret.expose().clone(),
        )),
    )
    .set_auth_type(auth_type)
    .set_redirect_uri(redirect)
}

/// Signature, iss, aud, exp, iat, and the nonce where one is expected. Errors
/// as the library's, for a key that is missing may be read anew.
pub(super) fn check<D: Dialect, A: AdditionalClaims + Clone>(
    client: &ProviderClient,
    token: &Signed<A>,
    nonce: Option<&Nonce>,
    now: Timestamp,
) -> Result<SignedClaims<A>, ClaimsVerificationError> {
    let millis = u64::try_from(now.millis()).unwrap_or(0);
    let instant = UNIX_EPOCH + Duration::from_millis(millis);
    let verifier = client
        .id_token_verifier()
        .set_allowed_algs(D::SIGNATURES.iter().cloned())
        .set_time_fn(move || instant.into())
        .set_issue_time_verifier_fn(move |issued| {
            if rules::is_fresh(issued.timestamp(), now) {
                Ok(())
            } else {
                Err(String::from("issued long ago, or not yet"))
            }
        });
    let right_nonce = |given: Option<&Nonce>| match nonce {
        Some(expected) => NonceVerifier::verify(expected, given),
        None => Ok(()),
    };
    token.claims(&verifier, right_nonce).cloned()
}

/// What the library leaves to us of an ID token: nbf, logout tokens,
/// `at_hash`, `azp`, and the strength of the proof.
pub(super) fn check_more<D: Dialect>(
    registration: &Registration,
    client: &ProviderClient,
    token: &Signed<IdClaims>,
    claims: &SignedClaims<IdClaims>,
    answer: &Answer,
    now: Timestamp,
) -> Result<(), Refused> {
    check_form(client, claims, claims.additional_claims(), now)?;
    if let Some(expected) = claims.access_token_hash() {
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(D::SIGNATURES.iter().cloned());
        let alg = token.signing_alg().map_err(|_| Refused::Token)?;
        let key = token.signing_key(&verifier).map_err(|_| Refused::Token)?;
        let actual = AccessTokenHash::from_token(answer.access_token(), alg, key)
            .map_err(|_| Refused::Token)?;
        if actual != *expected {
            return Err(Refused::Token);
        }
    }
    check_strength(registration, claims)
}

/// What the library leaves to us of an ID token that was given to `party`: as
/// [`check_more`], that it is an ID token and nothing else, and that whoever it
/// is about did not prove it longer ago than a session lasts here. There is no
/// access token beside it for `at_hash`.
pub(super) fn check_vouched<M: AdditionalClaims>(
    party: &Registration,
    client: &ProviderClient,
    written: &str,
    claims: &SignedClaims<VouchedClaims<M>>,
    now: Timestamp,
) -> Result<(), Refused> {
    let vouched = claims.additional_claims();
    check_form(client, claims, &vouched.id, now)?;
    let is_id_token = vouched.typ.as_deref().is_none_or(|typ| typ == "ID");
    if !is_id_token || !rules::is_plain_jwt(written) {
        return Err(Refused::Token);
    }
    let proved_at = claims
        .auth_time()
        .map(|at| Timestamp::from_millis(at.timestamp_millis()));
    if proved_at.is_some_and(|at| !rules::is_recent(at, SESSION_MAX, now)) {
        return Err(Refused::Token);
    }
    check_strength(party, claims)
}

fn check_form<A: AdditionalClaims>(
    client: &ProviderClient,
    claims: &SignedClaims<A>,
    more: &IdClaims,
    now: Timestamp,
) -> Result<(), Refused> {
    let for_us = |azp: &ClientId| azp == client.client_id();
    let right = rules::is_begun(more.nbf, now)
        && more.events.is_none()
        && claims.authorized_party().is_none_or(for_us);
    match right {
        true => Ok(()),
        false => Err(Refused::Token),
    }
}

fn check_strength<A: AdditionalClaims>(
    registration: &Registration,
    claims: &SignedClaims<A>,
) -> Result<(), Refused> {
    let acr = claims.auth_context_ref().map(|acr| acr.as_str());
    match rules::is_strong_enough(acr, &registration.acr) {
        true => Ok(()),
        false => Err(Refused::Assurance),
    }
}

// The log says which check failed, never with which values: those may name
// people.

pub(super) fn no_token(
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

pub(super) fn wrong_token(error: ClaimsVerificationError) -> Refused {
    let what = match error {
        ClaimsVerificationError::Expired(_) => "time",
        ClaimsVerificationError::InvalidAudience(_) => "audience",
        ClaimsVerificationError::InvalidIssuer(_) => "issuer",
        ClaimsVerificationError::InvalidNonce(_) => "nonce",
        ClaimsVerificationError::SignatureVerification(_) => "signature",
        _ => "form",
    };
    tracing::warn!(what, "the provider's token is refused");
    Refused::Token
}

pub(super) fn no_person(error: UserInfoError<NoAnswer>) -> Refused {
    let (refused, what) = match error {
        UserInfoError::Request(_) => (Refused::Unreachable, "no answer"),
        UserInfoError::ClaimsVerification(_) => (Refused::Token, "claims"),
        UserInfoError::Response(..) => (Refused::Token, "status"),
        _ => (Refused::Token, "form"),
    };
    tracing::warn!(what, "the provider's userinfo is refused");
    refused
}
