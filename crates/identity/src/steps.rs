//! Ways begun: what is known between two requests of somebody for whom there is
//! no session, or none that shows it. It is kept sealed under the token of a
//! cookie, for some minutes, and is good for its own kind of way alone.

use crate::tokens::{self, Token};
use crate::{Identity, queries};
use http::HeaderValue;
use kernel::{AccountId, Result};
use std::time::Duration;
use store::Tx;

/// A kind of way, and how long one of it stays open.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    pub name: &'static str,
    pub life: Duration,
}

/// A way begun.
pub(crate) struct Step {
    pub token_hash: [u8; 32],
    /// Whose it is, where that is known.
    pub account: Option<AccountId>,
    pub body: Vec<u8>,
    /// How often it was tried.
    pub tries: i64,
}

impl Identity {
    /// Begins a way; the answer is the cookie to set, which goes with the
    /// browser.
    pub(crate) async fn begin_step(
        &self,
        kind: Kind,
        account: Option<AccountId>,
        body: &[u8],
    ) -> Result<HeaderValue> {
        let mut tx = self.store().begin("begin a way").await?;
        let cookie = self.begin_step_in(&mut tx, kind, account, body).await?;
        tx.commit().await?;
        Ok(cookie)
    }

    /// As [`Self::begin_step`], in the caller's transaction.
    pub(crate) async fn begin_step_in(
        &self,
        tx: &mut Tx,
        kind: Kind,
        account: Option<AccountId>,
        body: &[u8],
    ) -> Result<HeaderValue> {
        let token = Token::random(self.world());
        let body = self.seal_step(&token.hash(), body);
        let expires = self.now().plus(kind.life);
        queries::insert_ceremony(tx, token.hash(), kind.name, account, body, expires).await?;
        Ok(tokens::set(tokens::STEP_COOKIE, token.text(), None))
    }

    /// The way of this cookie, if it is of this kind and still open.
    pub(crate) async fn find_step(&self, kind: Kind, cookie: Option<&str>) -> Result<Option<Step>> {
        let Some(token_hash) = cookie.and_then(tokens::hash) else {
            return Ok(None);
        };
        let found = queries::find_ceremony(self.store(), token_hash, kind.name, self.now());
        self.opened(token_hash, found.await?)
    }

    /// As [`Self::find_step`], with one more try counted.
    pub(crate) async fn try_step(
        &self,
        tx: &mut Tx,
        kind: Kind,
        cookie: Option<&str>,
    ) -> Result<Option<Step>> {
        let Some(token_hash) = cookie.and_then(tokens::hash) else {
            return Ok(None);
        };
        let tried = queries::try_ceremony(tx, token_hash, kind.name, self.now());
        self.opened(token_hash, tried.await?)
    }

    /// Uses a way up, whatever comes of it: of two at once one gets it.
    pub(crate) async fn end_step(&self, kind: Kind, cookie: Option<&str>) -> Result<Option<Step>> {
        let mut tx = self.store().begin("end a way").await?;
        let step = self.try_step(&mut tx, kind, cookie).await?;
        if let Some(step) = &step {
            queries::delete_ceremony(&mut tx, step.token_hash).await?;
        }
        tx.commit().await?;
        Ok(step)
    }

    /// Keeps something else for a way that goes on.
    pub(crate) async fn change_step(&self, token_hash: [u8; 32], body: &[u8]) -> Result<()> {
        let body = self.seal_step(&token_hash, body);
        let mut tx = self.store().begin("go on with a way").await?;
        queries::update_ceremony_body(&mut tx, token_hash, body).await?;
        tx.commit().await
    }

    fn opened(
        &self,
        token_hash: [u8; 32],
        row: Option<queries::CeremonyRow>,
    ) -> Result<Option<Step>> {
        let Some(row) = row else {
            return Ok(None);
        };
        Ok(Some(Step {
            token_hash,
            account: row.account,
            body: keys::open(&self.keys().step, &token_hash, &row.body)?,
            tries: row.tries,
        }))
    }

    fn seal_step(&self, token_hash: &[u8; 32], body: &[u8]) -> Vec<u8> {
        keys::seal(&self.keys().step, &*self.world().chance, token_hash, body)
    }
}
