//! A professional behind an institution's software: OAuth 2.0 Token Exchange
//! (RFC 8693). The software proves itself as ever, and brings the ID token that
//! the provider of professionals gave to *it*; what it gets stands for this
//! professional, at this institution, through this software.
//!
//! INVARIANT: a professional is never asserted. Nothing but what the provider
//! signed names one: no header, no body, no scope.

use super::{Clients, Scopes};
use super::{JWT_BEARER, NoToken, Token, TokenRequest, queries};
use crate::caller::{Place, Professional};
use crate::oidc;
use crate::professionals;
use crate::provider;
use ::keys::sha256;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use kernel::{Finess, Personal, Result, Rpps, SessionId};

/// The grant.
pub(super) const TOKEN_EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
/// What is brought: it says to whom it was given, and how it was proved. An
/// access token of the provider says neither by any standard.
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";
/// What is given.
pub(super) const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

impl Clients {
    /// Gives an access token for a professional at this client's institution.
    pub(super) async fn exchanged(&self, request: &TokenRequest) -> Result<Token, NoToken> {
        let provider = self.provider.as_ref().ok_or(NoToken::UnsupportedGrant)?;
        let asked = &request.subject;
        let right = asked.token_type == ID_TOKEN
            && !asked.token.is_empty()
            && matches!(asked.requested_type.as_str(), "" | ACCESS_TOKEN)
            && !asked.has_actor;
        if request.assertion_type != JWT_BEARER || !right {
            return Err(NoToken::InvalidRequest);
        }
        let proven = self.proven(request).await?;
        let party = proven.kept.provider_client.as_deref();
        let party = party.ok_or(NoToken::UnauthorizedClient)?;
        let scopes = granted_scopes(&request.scope, &proven.kept.scopes)?;

        let finess = &proven.kept.finess;
        let listed = provider
            .vouched(&asked.token, party, finess)
            .await
            .map_err(|stop| match stop {
                oidc::Stop::Refused(refused) => {
                    tracing::info!(?refused, "no professional behind the software");
                    NoToken::Subject(refused)
                }
                oidc::Stop::Failed(error) => NoToken::Failed(error),
            })?;

        let (now, rpps) = (self.world.now(), &listed.rpps);
        let token = BASE64_URL_SAFE_NO_PAD.encode(self.world.random::<32>());
        let mut tx = self.store.begin("give a professional their token").await?;
        proven.use_up(&mut tx, now).await?;
        let new = queries::NewToken {
            hash: sha256(token.as_bytes()),
            client_id: &proven.client_id,
            scopes: &scopes.to_string(),
            rpps: Some(rpps),
            expires_at: now.plus(super::TOKEN_LIFE),
        };
        queries::insert_token(&mut tx, new).await?;
        professionals::note_use(&mut tx, rpps, finess, now).await?;
        tx.commit().await?;
        Ok(Token {
            token,
            scopes: scopes.to_text_of("user/"),
            life: super::TOKEN_LIFE,
            of_a_professional: true,
            patient: None,
            refresh: None,
        })
    }

    /// The professional a living token was given for, as the directory knows
    /// them now: whoever was struck off or left the institution has none.
    pub(super) async fn behind(
        &self,
        rpps: &Rpps,
        finess: &Finess,
        token_hash: [u8; 32],
    ) -> Result<Option<Professional>> {
        let listed = professionals::find(&self.store, rpps).await?;
        let Some(listed) = listed.filter(|listed| listed.active) else {
            return Ok(None);
        };
        let mut here = listed.places.iter().filter(|place| {
            place.institution.finess == *finess && place.attachment.left_at.is_none()
        });
        let Some(place) = here.next() else {
            return Ok(None);
        };
        let mut session = [0; 16];
        session.copy_from_slice(&token_hash[..16]);
        Ok(Some(Professional {
            rpps: listed.rpps.clone(),
            name: Personal(listed.name()),
            profession: listed.profession,
            place: Some(Place {
                finess: finess.clone(),
                name: place.institution.name.clone(),
            }),
            session: SessionId::from_bytes(session),
        }))
    }
}

/// What is asked for within what is registered. A professional's scopes are
/// those of a user; they are kept as the system's they narrow.
fn granted_scopes(asked: &str, registered: &str) -> Result<Scopes, NoToken> {
    let registered = Scopes::parse(registered).unwrap_or_default();
    let scopes = match asked.trim() {
        "" => registered,
        asked => Scopes::parse_of("user/", asked)
            .ok_or(NoToken::InvalidScope)?
            .within(&registered),
    };
    match scopes.is_empty() {
        true => Err(NoToken::InvalidScope),
        false => Ok(scopes),
    }
}

/// What is said of a refused professional beside the code, for whoever reads
/// the log of the software. None tells more than the software brought.
pub(super) const fn said(refused: provider::Refused) -> &'static str {
    match refused {
        provider::Refused::Provider(oidc::Refused::Assurance) => {
            "subject_token: the proof is weaker than asked for (acr)"
        }
        // The last three are of locked sessions, which software does not have.
        provider::Refused::Provider(_)
        | provider::Refused::Another
        | provider::Refused::Old
        | provider::Refused::Often => "subject_token: not acceptable",
        provider::Refused::NoNumber => "subject_token: no RPPS number",
        provider::Refused::Unknown => "subject_token: not in the directory",
        provider::Refused::Inactive => "subject_token: suspended or struck off",
        provider::Refused::Profession => "subject_token: another profession in the directory",
        provider::Refused::NoPlace => "subject_token: does not work at this institution",
    }
}
