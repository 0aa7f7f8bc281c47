//! Opening sessions of holders and of the team, once both factors were shown.
//! The answer is the cookie to set.

use super::limits::KNOWN_MAX;
use crate::Identity;
use crate::france_connect::Proof;
use crate::queries::{self, NewSessionRow};
use crate::staff::{self, Role};
use crate::tokens::{self, Token};
use crate::{device, layer::Device};
use edge::Audience;
use http::HeaderValue;
use kernel::{AccountId, Error, Result, SessionId};
use store::Tx;

impl Identity {
    /// Opens a session for this account, in the caller's transaction; the
    /// answer is the cookie to set. Both factors were shown just now.
    ///
    /// # Errors
    /// A fault for an account of the team: those are no holders.
    pub async fn start_session(
        &self,
        tx: &mut Tx,
        account: AccountId,
        device: &Device,
    ) -> Result<HeaderValue> {
        self.open_session(tx, account, device, None).await
    }

    /// As [`Self::start_session`], for who proved who they are at a provider:
    /// the proof is as old as the provider says.
    ///
    /// # Errors
    /// A fault for an account of the team: those are no holders.
    pub async fn start_proven_session(
        &self,
        tx: &mut Tx,
        account: AccountId,
        device: &Device,
        proof: &Proof,
    ) -> Result<HeaderValue> {
        self.open_session(tx, account, device, Some(proof)).await
    }

    async fn open_session(
        &self,
        tx: &mut Tx,
        account: AccountId,
        device: &Device,
        proof: Option<&Proof>,
    ) -> Result<HeaderValue> {
        staff::not_of_the_team(tx, account).await?;
        let now = self.now();
        let token = Token::random(self.world());
        let session = SessionId::new(&*self.world().chance);
        let id_token = proof.and_then(Proof::id_token);
        let new = NewSessionRow {
            token_hash: token.hash(),
            session,
            whose: Audience::Holder,
            account: Some(account),
            body: id_token.map(|id_token| self.seal_session(session, id_token.as_bytes())),
            created: now,
            shared: device.shared,
            device: &device::kind_of(&device.user_agent),
            proved: proof.map_or(now, |proof| proof.proved_at(now)),
            whence: proof.and_then(Proof::whence),
            now,
        };
        queries::insert_session(tx, new).await?;
        Ok(session_cookie(&token, device.shared))
    }

    /// Opens a session for somebody of the team in this role, in the caller's
    /// transaction, and ends the one before where a role has one at a time. The
    /// answer is the cookie to set; it goes with the browser.
    ///
    /// # Errors
    /// Not found, when they are not in post.
    pub async fn start_staff_session(
        &self,
        tx: &mut Tx,
        account: AccountId,
        role: Role,
        device: &Device,
    ) -> Result<HeaderValue> {
        let now = self.now();
        if !staff::enter(tx, account, now).await? {
            return Err(Error::not_found());
        }
        if role.has_one_session() {
            queries::delete_sessions(tx, account).await?;
        }
        let token = Token::random(self.world());
        let new = NewSessionRow {
            token_hash: token.hash(),
            session: SessionId::new(&*self.world().chance),
            whose: role.audience(),
            account: Some(account),
            body: None,
            created: now,
            shared: true,
            device: &device::kind_of(&device.user_agent),
            proved: now,
            whence: None,
            now,
        };
        queries::insert_session(tx, new).await?;
        Ok(session_cookie(&token, true))
    }

    pub(super) fn seal_session(&self, session: SessionId, body: &[u8]) -> Vec<u8> {
        let chance = &*self.world().chance;
        keys::seal(&self.keys().session, chance, &session.to_bytes(), body)
    }
}

pub(crate) fn session_cookie(token: &Token, until_closed: bool) -> HeaderValue {
    let age = (!until_closed).then_some(KNOWN_MAX);
    tokens::set(tokens::SESSION_COOKIE, token.text(), age)
}
