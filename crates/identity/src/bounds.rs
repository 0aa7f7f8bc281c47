//! Sessions within bounds: opened while somebody is helped on site, of use in
//! that browser alone, and over with the help.
//!
//! Whoever knows of the help puts the [`Bounds`] on the request, before
//! [`crate::layer`]. Within them no other session is known, and a session with
//! bounds is known nowhere else.

use crate::Identity;
use crate::queries::{self, SessionRow};
use crate::tokens::{self, SESSION_COOKIE, STEP_COOKIE};
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};
use kernel::{Result, SpaceId, Timestamp};
use store::Tx;

/// What a request's browser is lent for, and until when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// The help.
    pub of: [u8; 16],
    /// When it is over at the latest.
    pub until: Timestamp,
}

/// Said of an answer with which a session within bounds began: the spaces that
/// its account reaches.
#[derive(Clone, Debug)]
pub struct Opened(pub Vec<SpaceId>);

/// Whether a session may be used by a request within these bounds.
pub(crate) fn fits(row: &SessionRow, bounds: Option<Bounds>) -> bool {
    row.helped == bounds.map(|bounds| bounds.of)
}

impl Identity {
    /// Puts a session that an answer brings within bounds, before the browser
    /// knows of it.
    pub(crate) async fn put_within(
        &self,
        mut response: Response,
        bounds: Bounds,
    ) -> Result<Response> {
        let brought = response
            .headers()
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|cookie| cookie.to_str().ok()?.split(';').next())
            .filter_map(|pair| pair.strip_prefix(SESSION_COOKIE)?.strip_prefix('='))
            .filter_map(tokens::hash)
            .next_back();
        if let Some(token_hash) = brought {
            let mut tx = self.store().begin("put a session within bounds").await?;
            let new = queries::bind_session(&mut tx, token_hash, bounds).await?;
            tx.commit().await?;
            if new {
                let row = queries::find_session(self.store(), token_hash).await?;
                let spaces = row.map(|row| row.spaces).unwrap_or_default();
                response.extensions_mut().insert(Opened(spaces));
            }
        }
        Ok(response)
    }

    /// Ends every session within the bounds of this help, in the caller's
    /// transaction.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn end_within(&self, tx: &mut Tx, of: [u8; 16]) -> Result<()> {
        queries::delete_bound_sessions(tx, of).await
    }

    /// Makes every proof within the bounds of this help an old one: the next
    /// act asks for both factors again.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn doubt_within(&self, of: [u8; 16]) -> Result<()> {
        let mut tx = self.store().begin("ask for a proof again").await?;
        queries::doubt_bound_sessions(&mut tx, of).await?;
        tx.commit().await
    }

    /// Ends the session that a request came with, whoever's it is. The answer
    /// is what makes the browser forget it, and any way begun.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn leave(&self, headers: &HeaderMap) -> Result<Vec<HeaderValue>> {
        if let Some(token) = tokens::cookie(headers, SESSION_COOKIE) {
            self.end_token(token).await?;
        }
        Ok(vec![
            tokens::unset(SESSION_COOKIE),
            tokens::unset(STEP_COOKIE),
        ])
    }
}
