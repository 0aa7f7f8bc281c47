//! Sessions: how long they last, who is behind a token, opening them, and
//! ending them.
//!
//! | whose | idle | in all | at once |
//! |---|---|---|---|
//! | holder | 30 min (10 on a shared computer) | 12 h | many |
//! | professional | 15 min, then locked | 12 h | many |
//! | operator, administrator | 10 min | 8 h | one: signing in again ends the one before |
//! | volunteer | 30 min | 8 h | many |
//!
//! A session is seen to the minute, so it may end up to a minute early, never
//! late. Nothing is kept in memory: ended here is ended everywhere at once.

mod caller;
mod limits;
mod lock;
mod opening;
mod professional;
mod whence;

pub(crate) use caller::Found;
pub use limits::fresh_proof;
pub(crate) use limits::{KNOWN_MAX, PROOF_FRESH, SESSION_MAX, is_fresh};
pub use lock::Locked;
pub(crate) use lock::Turned;
pub(crate) use opening::session_cookie;
pub use whence::{Whence, Word};

use crate::Identity;
use crate::caller::Holder;
use crate::staff::Staff;
use crate::{device, queries, tokens};
use kernel::{AccountId, Error, Result, SessionId, Timestamp};
use limits::is_over;
use store::Tx;

/// An account, in one of its sessions: what a proof is about.
#[derive(Clone, Copy)]
pub(crate) struct Own {
    pub account: AccountId,
    pub session: SessionId,
}

impl From<&Holder> for Own {
    fn from(holder: &Holder) -> Self {
        Self {
            account: holder.account,
            session: holder.session,
        }
    }
}

impl From<&Staff> for Own {
    fn from(staff: &Staff) -> Self {
        Self {
            account: staff.account,
            session: staff.session,
        }
    }
}

/// One open session, as its owner sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionLine {
    /// The session.
    pub session: SessionId,
    /// The browser, if it is a known one.
    pub browser: Option<&'static str>,
    /// The system, if it is a known one.
    pub system: Option<&'static str>,
    /// When it was opened.
    pub created: Timestamp,
    /// When it was last used, to the minute.
    pub seen: Timestamp,
    /// Whether it is on a shared computer.
    pub shared: bool,
    /// Whether it is the one that asks.
    pub current: bool,
}

impl Identity {
    /// The open sessions of a holder, the newest first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn list_sessions(&self, holder: &Holder) -> Result<Vec<SessionLine>> {
        let now = self.now();
        let rows = queries::list_sessions(self.store(), holder.account).await?;
        let open = rows.into_iter().filter(|row| !is_over(row, now));
        Ok(open
            .map(|row| {
                let (browser, system) = device::names(&row.device);
                SessionLine {
                    session: row.session,
                    browser,
                    system,
                    created: row.created,
                    seen: row.seen,
                    shared: row.shared,
                    current: row.session == holder.session,
                }
            })
            .collect())
    }

    /// Ends one session of a holder; those of others do not exist for them.
    ///
    /// # Errors
    /// Not found, unless it is an open session of this holder.
    pub async fn end_session(&self, holder: &Holder, session: SessionId) -> Result<()> {
        let mut tx = self.store().begin("end a session").await?;
        let ended = queries::delete_session(&mut tx, holder.account, session).await?;
        tx.commit().await?;
        match ended {
            0 => Err(Error::not_found()),
            _ => Ok(()),
        }
    }

    /// Ends all sessions of a holder but the one that asks.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn end_other_sessions(&self, holder: &Holder) -> Result<u64> {
        let mut tx = self.store().begin("end other sessions").await?;
        let ended = queries::delete_other_sessions(&mut tx, holder.account, holder.session).await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Ends the session of a token, whoever's it is.
    pub(crate) async fn end_token(&self, token: &str) -> Result<()> {
        let Some(token_hash) = tokens::hash(token) else {
            return Ok(());
        };
        let mut tx = self.store().begin("sign out").await?;
        queries::delete_session_by_token(&mut tx, token_hash).await?;
        tx.commit().await
    }

    /// Ends the session whose token a browser had before it comes in anew, in
    /// the caller's transaction: no token from before is of use after it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn end_earlier_session(&self, tx: &mut Tx, token: Option<&str>) -> Result<()> {
        match token.and_then(tokens::hash) {
            Some(old) => queries::delete_session_by_token(tx, old).await,
            None => Ok(()),
        }
    }
}
