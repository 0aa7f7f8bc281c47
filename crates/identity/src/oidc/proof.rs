//! From the code that the browser brings back to somebody for whom the
//! provider stands: OpenID Connect Core 1.0, §3.1.3, with PKCE (RFC 7636); and
//! the way out of the provider's own session.
//!
//! Nothing of ours is read or written here.

use super::dialect::{IdClaims, VouchedClaims, said_plainly, said_signed, said_vouched};
use super::ended::{self, Ended, Signed as Signature, Told, Unheard};
use super::metadata::{Directory, Metadata};
use super::outbound::{Outbound, essence};
use super::token::{
    ProviderClient, Signed, SignedClaims, check, check_more, check_vouched, client, no_person,
    no_token, wrong_token,
};
use super::{Answered, Browser, Dialect, Envelope, Refused, Registration, SentKey};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::StatusCode;
use http::header::{ACCEPT, AUTHORIZATION};
use kernel::{Error, Result, Secret, Timestamp, World};
use openidconnect::core::{CoreAuthPrompt, CoreResponseType};
use openidconnect::{
    AccessToken, AdditionalClaims, AuthenticationContextClass, AuthenticationFlow,
    AuthorizationCode, ClaimsVerificationError, CsrfToken, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, SignatureVerificationError,
    SubjectIdentifier, TokenResponse,
};
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

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

/// What is asked of the person at the provider.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Demand {
    /// A proof, or the session they have there.
    Proof,
    /// A proof made now: one this old at most.
    Again(Duration),
}

/// Somebody for whom the provider stands.
pub(crate) struct Proven<C> {
    /// Who they are to us at this provider.
    pub(crate) subject: String,
    /// The name of their session there, if the provider says it.
    pub(crate) sid: Option<String>,
    /// When they proved it, if the provider says so.
    pub(crate) proved_at: Option<Timestamp>,
    /// What the provider says of them.
    pub(crate) claims: C,
    /// The ID token as it came: it names the session to end there.
    pub(crate) id_token: Secret<String>,
}

/// A provider, as we speak to it.
pub(crate) struct Speaker<D> {
    registration: Arc<Registration>,
    outbound: Outbound,
    directory: Directory,
    redirect: RedirectUrl,
    dialect: PhantomData<D>,
}

// Derived, it would ask that a dialect can be cloned.
impl<D> Clone for Speaker<D> {
    fn clone(&self) -> Self {
        Self {
            registration: Arc::clone(&self.registration),
            outbound: self.outbound.clone(),
            directory: self.directory.clone(),
            redirect: self.redirect.clone(),
            dialect: PhantomData,
        }
    }
}

impl<D: Dialect> Speaker<D> {
    /// `envelope` opens what the provider addresses to us, if it does so.
    pub(crate) fn new(registration: Registration, envelope: Option<Envelope>) -> Result<Self> {
        let wrong = |what: &str| Error::invalid("provider-config-wrong").note(what.to_owned());
        let loopback = registration.is_loopback();
        if !loopback && !registration.issuer.starts_with("https://") {
            return Err(wrong("the issuer is not under https"));
        }
        let issuer =
            IssuerUrl::new(registration.issuer.clone()).map_err(|_| wrong("the issuer"))?;
        let redirect = RedirectUrl::new(registration.redirect_uri.clone())
            .map_err(|_| wrong("our own origin"))?;
        let outbound = Outbound::new(loopback, envelope)?;
        Ok(Self {
            directory: Directory::new(issuer, outbound.clone()),
            registration: Arc::new(registration),
            outbound,
            redirect,
            dialect: PhantomData,
        })
    }

    fn client(&self, metadata: &Metadata) -> ProviderClient {
        client(&self.registration, self.redirect.clone(), metadata)
    }

    /// The issuer: together with a subject, somebody.
    pub(crate) fn issuer(&self) -> &str {
        &self.registration.issuer
    }

    /// The provider's address for a browser on its way, and the key under which
    /// that way is to be kept.
    pub(crate) async fn way(
        &self,
        world: &World,
        browser: &Browser,
        demand: Demand,
    ) -> Result<(String, SentKey), Refused> {
        let state = BASE64_URL_SAFE_NO_PAD.encode(world.random::<32>());
        let key = browser.key(&state);
        let secrets = browser.secrets(state);
        let url = self.way_out(&secrets, demand, world.now()).await?;
        Ok((url, key))
    }

    /// Who it is that a browser brings back.
    pub(crate) async fn receive(
        &self,
        browser: &Browser,
        answered: Answered,
        now: Timestamp,
    ) -> Result<Proven<D::Claims>, Refused> {
        self.answered_by(answered.iss.as_deref(), now).await?;
        if answered.error {
            return Err(Refused::Cancelled);
        }
        let code = answered.code.ok_or(Refused::Stale)?;
        self.prove(code, browser.secrets(answered.state), now).await
    }

    /// Where to send the browser.
    async fn way_out(
        &self,
        secrets: &Secrets,
        demand: Demand,
        now: Timestamp,
    ) -> Result<String, Refused> {
        let metadata = self.directory.metadata(now).await?;
        let client = self.client(&metadata);
        let verifier = PkceCodeVerifier::new(secrets.verifier.clone());
        let (state, nonce) = (secrets.state.clone(), secrets.nonce.clone());
        let acr = AuthenticationContextClass::new(self.registration.acr.clone());
        let mut request = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_auth_context_value(acr);
        for scope in &self.registration.scopes {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        if let Demand::Again(age_max) = demand {
            request = request
                .add_prompt(CoreAuthPrompt::Login)
                .set_max_age(age_max);
        }
        let (url, _, _) = request.url();
        Ok(url.to_string())
    }

    /// Did this answer come from the provider that was asked? RFC 9207.
    async fn answered_by(&self, iss: Option<&str>, now: Timestamp) -> Result<(), Refused> {
        match iss {
            Some(iss) if iss == self.registration.issuer => Ok(()),
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

    /// Exchanges the code, checks what comes, and reads who it is.
    async fn prove(
        &self,
        code: String,
        secrets: Secrets,
        now: Timestamp,
    ) -> Result<Proven<D::Claims>, Refused> {
        let metadata = self.directory.metadata(now).await?;
        let answer = self
            .client(&metadata)
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|_| Refused::Unreachable)?
            .set_pkce_verifier(PkceCodeVerifier::new(secrets.verifier))
            .request_async(&self.outbound)
            .await
            .map_err(no_token)?;
        let id_token: &Signed<IdClaims> = answer.id_token().ok_or(Refused::Token)?;
        let nonce = Nonce::new(secrets.nonce);
        let (client, id) = self.checked(id_token, Some(&nonce), now).await?;
        check_more::<D>(&self.registration, &client, id_token, &id, &answer, now)?;
        let claims = match D::SIGNS_PEOPLE {
            true => {
                let token = answer.access_token();
                self.signed_person(&metadata, token, id.subject(), now)
                    .await?
            }
            false => {
                let token = answer.access_token();
                self.plain_person(&client, token, id.subject()).await?
            }
        };
        Ok(Proven {
            subject: id.subject().as_str().to_owned(),
            sid: sid_of(id.additional_claims()),
            proved_at: id
                .auth_time()
                .map(|at| Timestamp::from_millis(at.timestamp_millis())),
            claims,
            id_token: Secret::new(id_token.to_string()),
        })
    }

    /// A token, checked with the keys that are known; if it bears another one,
    /// the provider may have begun to use a new key, and is asked once.
    async fn checked<A: AdditionalClaims + Clone>(
        &self,
        token: &Signed<A>,
        nonce: Option<&Nonce>,
        now: Timestamp,
    ) -> Result<(ProviderClient, SignedClaims<A>), Refused> {
        self.checked_for(&self.registration, token, nonce, now)
            .await
    }

    /// The same, for whoever is registered so at the provider.
    async fn checked_for<A: AdditionalClaims + Clone>(
        &self,
        party: &Registration,
        token: &Signed<A>,
        nonce: Option<&Nonce>,
        now: Timestamp,
    ) -> Result<(ProviderClient, SignedClaims<A>), Refused> {
        let as_party = |metadata: &Metadata| client(party, self.redirect.clone(), metadata);
        let client = as_party(&*self.directory.metadata(now).await?);
        match check::<D, A>(&client, token, nonce, now) {
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {}
            checked => return Ok((client, checked.map_err(wrong_token)?)),
        }
        let client = as_party(&*self.directory.metadata_for_new_key(now).await?);
        let claims = check::<D, A>(&client, token, nonce, now).map_err(wrong_token)?;
        Ok((client, claims))
    }

    /// Whom an ID token is about that the provider gave to `party`, another
    /// client of its own, which shows it to us. Everything is checked as if it
    /// had been given to us, but for the nonce, which was that client's to check.
    pub(crate) async fn vouched(
        &self,
        id_token: &str,
        party: &str,
        now: Timestamp,
    ) -> Result<D::Claims, Refused> {
        if id_token.len() > VOUCHED_BYTES_MAX {
            return Err(Refused::Token);
        }
        let party = Registration {
            client_id: party.to_owned(),
            ..Registration::clone(&self.registration)
        };
        let token: Signed<VouchedClaims<D::More>> = id_token.parse().map_err(|_| Refused::Token)?;
        let (client, claims) = self.checked_for(&party, &token, None, now).await?;
        check_vouched(&party, &client, id_token, &claims, now)?;
        Ok(said_vouched::<D>(&claims))
    }

    /// Whose session ended there, in the provider's own word: checked with the
    /// keys that ID tokens are, and read anew as for them.
    pub(crate) async fn ended(&self, token: &str, now: Timestamp) -> Result<Ended, Unheard> {
        if token.len() > ended::BYTES_MAX {
            return Err(ended::refused("length").into());
        }
        let told = Told::parse(&self.outbound.bare(token), D::SIGNATURES)?;
        let known = self.directory.metadata(now).await?;
        let mut signed = told.signed_by(known.jwks().keys());
        if signed == Signature::UnknownKey {
            let newer = self.directory.metadata_for_new_key(now).await?;
            if Arc::ptr_eq(&newer, &known) {
                // It may be signed with a key that we have not seen yet.
                return Err(Unheard::Untested);
            }
            signed = told.signed_by(newer.jwks().keys());
        }
        match signed {
            Signature::Yes => Ok(told.ended(self.issuer(), &self.registration.client_id, now)?),
            Signature::No | Signature::UnknownKey => Err(ended::refused("signature").into()),
        }
    }

    /// What the provider says of a person over TLS alone.
    async fn plain_person(
        &self,
        client: &ProviderClient,
        token: &AccessToken,
        subject: &SubjectIdentifier,
    ) -> Result<D::Claims, Refused> {
        let user = client
            .user_info(token.clone(), Some(subject.clone()))
            .map_err(|_| Refused::Unreachable)?
            .request_async(&self.outbound)
            .await
            .map_err(no_person)?;
        Ok(said_plainly::<D>(&user))
    }

    /// What the provider says of a person and signs: checked as the ID token
    /// is, and about the same person. OpenID Connect Core §5.3.2.
    async fn signed_person(
        &self,
        metadata: &Metadata,
        token: &AccessToken,
        subject: &SubjectIdentifier,
        now: Timestamp,
    ) -> Result<D::Claims, Refused> {
        let endpoint = metadata.userinfo_endpoint().ok_or(Refused::Token)?;
        let request = http::Request::get(endpoint.as_str())
            .header(ACCEPT, JWT)
            .header(AUTHORIZATION, format!("Bearer {}", token.secret()))
            .body(Vec::new())
            .map_err(|_| Refused::Token)?;
        let answer = self.outbound.exchange(request).await.map_err(|cause| {
            tracing::warn!(%cause, "no userinfo from the provider");
            Refused::Unreachable
        })?;
        if answer.status() != StatusCode::OK || essence(answer.headers()) != JWT {
            tracing::warn!(what = "form", "the provider's userinfo is refused");
            return Err(Refused::Token);
        }
        let text = String::from_utf8(answer.into_body()).map_err(|_| Refused::Token)?;
        let person: Signed<D::More> = text.trim().parse().map_err(|_| Refused::Token)?;
        let (_, person) = self.checked(&person, None, now).await?;
        match person.subject() == subject {
            true => Ok(said_signed::<D>(&person)),
            false => Err(Refused::Token),
        }
    }

    /// Where a browser ends its session at the provider, if it has such a
    /// place: OpenID Connect RP-Initiated Logout 1.0, §2.
    pub(crate) async fn way_out_of_session(
        &self,
        id_token: &Secret<String>,
        state: &str,
        back: &str,
        now: Timestamp,
    ) -> Result<Option<String>, Refused> {
        let metadata = self.directory.metadata(now).await?;
        let endpoint = &metadata.additional_metadata().end_session_endpoint;
        Ok(endpoint.as_ref().map(|endpoint| {
            let mut url = endpoint.url().clone();
            url.query_pairs_mut()
                .append_pair("id_token_hint", id_token.expose())
                .append_pair("post_logout_redirect_uri", back)
                .append_pair("state", state);
            url.to_string()
        }))
    }
}

pub(super) const JWT: &str = "application/jwt";
fn sid_of(claims: &IdClaims) -> Option<String> {
    let sid = claims.sid.as_ref()?.as_str()?;
    Some(sid.to_owned()).filter(|sid| !sid.is_empty())
}

/// The longest ID token that somebody else shows us.
const VOUCHED_BYTES_MAX: usize = 16 * 1024;
