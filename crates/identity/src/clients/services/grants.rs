//! Codes and refresh tokens, brought to the token endpoint; tokens looked at and
//! given back.

use super::rules::{ACCESS_LIFE, REFRESH_LIFE, verifies, wish, written};
use super::{Kind, Services, queries};
use crate::clients::keys::Keys;
use crate::clients::rules as assertions;
use crate::clients::{JWT_BEARER, NoToken, Scopes, TokenRequest};
use ::keys::sha256;
use kernel::{SpaceId, Timestamp};
use store::Tx;

/// What somebody gets who brings a code or a refresh token.
pub(in crate::clients) struct Given {
    pub(in crate::clients) access: String,
    pub(in crate::clients) refresh: Option<String>,
    /// As the answer says them.
    pub(in crate::clients) scopes: String,
    pub(in crate::clients) space: SpaceId,
}

/// A token as its own service may know it.
pub(super) struct Seen {
    pub(super) scopes: String,
    pub(super) client_id: String,
    pub(super) space: SpaceId,
    pub(super) expires_at: Timestamp,
}

/// The service that asks, and the assertion it proved itself with, if it has keys, with
/// these.
struct Proven {
    client_id: String,
    held: Option<(assertions::Held, String)>,
}

impl Proven {
    async fn use_up(&self, tx: &mut Tx) -> Result<(), NoToken> {
        let Some((held, jwks)) = &self.held else {
            return Ok(());
        };
        // It may have turned its keys since they were read.
        if !queries::hold_jwks(tx, &self.client_id, jwks).await? {
            return Err(NoToken::InvalidClient);
        }
        let jti = sha256(held.jti.as_bytes());
        match queries::use_assertion(tx, &self.client_id, jti, held.expires_at).await? {
            true => Ok(()),
            false => Err(NoToken::InvalidClient),
        }
    }
}

impl Services {
    /// Tokens for a code.
    pub(in crate::clients) async fn for_code(
        &self,
        request: &TokenRequest,
        endpoint: &str,
    ) -> Result<Given, NoToken> {
        let brought = &request.brought;
        if brought.code.is_empty() || brought.verifier.is_empty() {
            return Err(NoToken::InvalidRequest);
        }
        let proven = self.proven(request, endpoint).await?;
        let held = self.held(&brought.code, Kind::Code).await?;
        let held = held.ok_or(NoToken::InvalidGrant)?;
        if held.client_id != proven.client_id {
            return Err(NoToken::InvalidGrant);
        }
        if held.used {
            return self.used_twice(&held).await;
        }
        let bound = held.bound.split_once('\n');
        let (challenge, redirect) = bound.ok_or(NoToken::InvalidGrant)?;
        let right = self.now() < held.expires_at
            && redirect == brought.redirect
            && verifies(&brought.verifier, challenge);
        if !right {
            return Err(NoToken::InvalidGrant);
        }
        let hash = self.hash(&brought.code);
        let scopes = Scopes::parse(&held.scopes).unwrap_or_default();
        self.give(&proven, &held, hash, &scopes).await
    }

    /// Tokens for a refresh token, which is of no use any more.
    pub(in crate::clients) async fn for_refresh(
        &self,
        request: &TokenRequest,
        endpoint: &str,
    ) -> Result<Given, NoToken> {
        let brought = &request.brought.refresh;
        if brought.is_empty() {
            return Err(NoToken::InvalidRequest);
        }
        let proven = self.proven(request, endpoint).await?;
        let held = self.held(brought, Kind::Refresh).await?;
        let held = held.ok_or(NoToken::InvalidGrant)?;
        if held.client_id != proven.client_id {
            return Err(NoToken::InvalidGrant);
        }
        if held.used {
            return self.used_twice(&held).await;
        }
        if self.now() >= held.expires_at {
            return Err(NoToken::InvalidGrant);
        }
        // A narrower access token; the next refresh token stands for all of it.
        let consented = Scopes::parse(&held.consented).unwrap_or_default();
        let scopes = match request.scope.trim() {
            "" => consented,
            asked => wish(asked, &consented).ok_or(NoToken::InvalidScope)?.scopes,
        };
        let hash = self.hash(brought);
        self.give(&proven, &held, hash, &scopes).await
    }

    async fn give(
        &self,
        proven: &Proven,
        held: &queries::Held,
        used: [u8; 32],
        scopes: &Scopes,
    ) -> Result<Given, NoToken> {
        let service = self.service(held)?;
        let service = service.filter(|_| !held.ended);
        let service = service.ok_or(NoToken::InvalidGrant)?;
        let now = self.now();
        let access = self.random();
        let refresh = held.offline.then(|| self.random());
        let mut tx = self.0.store.begin("give a service its tokens").await?;
        proven.use_up(&mut tx).await?;
        if !queries::use_up(&mut tx, used).await? {
            tx.rollback().await?;
            return self.used_twice(held).await;
        }
        let token = queries::New {
            hash: self.hash(&access),
            kind: Kind::Access,
            family: held.family,
            scopes: &scopes.to_string(),
            bound: "",
            expires_at: now.plus(ACCESS_LIFE),
        };
        queries::insert(&mut tx, token).await?;
        if let Some(refresh) = &refresh {
            let token = queries::New {
                hash: self.hash(refresh),
                kind: Kind::Refresh,
                family: held.family,
                scopes: &held.consented,
                bound: "",
                expires_at: now.plus(REFRESH_LIFE),
            };
            queries::insert(&mut tx, token).await?;
        }
        tx.commit().await?;
        Ok(Given {
            access,
            refresh,
            scopes: written(scopes, held.offline),
            space: service.space,
        })
    }

    /// Somebody has a copy. Which of the two is the service nobody knows: nothing of
    /// this consent opens anything any more, and the holder is told.
    async fn used_twice(&self, held: &queries::Held) -> Result<Given, NoToken> {
        tracing::warn!(client = held.client_id, "a code or token came twice");
        queries::end(&self.0.store, held.family, 2, false, self.now()).await?;
        Err(NoToken::InvalidGrant)
    }

    /// What a token of its own is, for a service.
    pub(super) async fn introspect(
        &self,
        request: &TokenRequest,
        endpoint: &str,
        token: &str,
    ) -> Result<Option<Seen>, NoToken> {
        let proven = self.proven_once(request, endpoint).await?;
        let Some((held, _)) = self.own(&proven, token).await? else {
            return Ok(None);
        };
        let living = !held.ended && !held.used && self.now() < held.expires_at;
        let service = self.service(&held)?.filter(|_| living);
        let scopes = Scopes::parse(&held.scopes).unwrap_or_default();
        Ok(service.map(|service| Seen {
            scopes: written(&scopes, held.offline),
            client_id: service.client_id,
            space: service.space,
            expires_at: held.expires_at,
        }))
    }

    /// Takes a token of its own back from a service: with a refresh token, all that
    /// came of the consent (RFC 7009, §2.1). What is none is none already.
    pub(super) async fn revoke(
        &self,
        request: &TokenRequest,
        endpoint: &str,
        token: &str,
    ) -> Result<(), NoToken> {
        let proven = self.proven_once(request, endpoint).await?;
        match self.own(&proven, token).await? {
            Some((held, Kind::Refresh)) => {
                queries::end(&self.0.store, held.family, 1, false, self.now()).await?;
            }
            Some(_) => queries::remove(&self.0.store, self.hash(token)).await?,
            None => {}
        }
        Ok(())
    }

    async fn own(
        &self,
        proven: &Proven,
        token: &str,
    ) -> Result<Option<(queries::Held, Kind)>, NoToken> {
        for kind in [Kind::Access, Kind::Refresh] {
            if let Some(held) = self.held(token, kind).await? {
                let own = held.client_id == proven.client_id;
                return Ok(own.then_some((held, kind)));
            }
        }
        Ok(None)
    }

    async fn proven_once(&self, request: &TokenRequest, endpoint: &str) -> Result<Proven, NoToken> {
        let proven = self.proven(request, endpoint).await?;
        let mut tx = self.0.store.begin("use up an assertion").await?;
        proven.use_up(&mut tx).await?;
        tx.commit().await?;
        Ok(proven)
    }

    /// The service that asks. One with keys signs; one without has its id alone, and
    /// is believed nothing by it: what it brings was given to that id.
    async fn proven(&self, request: &TokenRequest, endpoint: &str) -> Result<Proven, NoToken> {
        let now = self.now();
        let signed = !request.assertion.is_empty();
        if signed && request.assertion_type != JWT_BEARER {
            return Err(NoToken::InvalidRequest);
        }
        let claimed = match signed {
            true => assertions::claimed_client(&request.assertion),
            false => Some(request.client_id.clone()).filter(|id| !id.is_empty()),
        };
        let client_id = claimed.ok_or(NoToken::InvalidClient)?;
        if !request.client_id.is_empty() && request.client_id != client_id {
            return Err(NoToken::InvalidClient);
        }
        let kept = queries::find(&self.0.store, &client_id, now).await?;
        let kept = kept.ok_or(NoToken::InvalidClient)?;
        let held = match (kept.jwks, signed) {
            (None, false) => None,
            (Some(jwks), true) => {
                let keys = Keys::parse(&jwks)?;
                let held = assertions::check(&request.assertion, &client_id, &keys, endpoint, now);
                let held = held.map_err(|what| {
                    tracing::warn!(what, "an assertion of a service is refused");
                    NoToken::InvalidClient
                })?;
                Some((held, jwks))
            }
            _ => return Err(NoToken::InvalidClient),
        };
        Ok(Proven { client_id, held })
    }
}
