//! Locked sessions of professionals: by their own hand, or because nothing was
//! done for a quarter of an hour.
//!
//! INVARIANT: while it is locked a session has no [`Caller`](crate::Caller), so
//! no page finds anybody in it. It opens again with a new token, for the same
//! number of the directory and a proof made since; never after its twelve
//! hours, and never after three proofs that failed.

use super::{Whence, session_cookie};
use crate::Identity;
use crate::caller::Professional;
use crate::queries::{self, LockRow};
use crate::tokens::Token;
use http::HeaderValue;
use kernel::{Error, Result, SessionId};
use store::Tx;

/// How many proofs may fail before a locked session ends.
pub(crate) const TRIES_MAX: i64 = 3;

/// A session that is locked.
#[derive(Clone, Debug)]
pub struct Locked {
    /// Whose it is.
    pub who: Professional,
    /// The page to return to, without the language.
    pub back: String,
    /// Whether something was sent while it was locked, and not kept.
    pub lost: bool,
    /// Whether it is kept as locked already.
    pub(super) kept: bool,
    pub(super) token_hash: [u8; 32],
}

/// What somebody asked for, with a locked session.
pub(crate) struct Turned<'a> {
    /// The page to return to, if that is known.
    pub back: &'a str,
    /// Whether something was sent, which nobody keeps.
    pub lost: bool,
}

impl Identity {
    /// A session as it is locked.
    pub(super) fn locked(
        &self,
        who: Professional,
        row: Option<LockRow>,
        token_hash: [u8; 32],
    ) -> Result<Locked> {
        let kept = row.is_some();
        let lost = row.as_ref().is_some_and(|row| row.lost);
        let back = row.and_then(|row| row.back);
        let back = match back {
            Some(sealed) => {
                let plain = keys::open(&self.keys().session, &place(who.session), &sealed)?;
                let wrong = |_| Error::fault("a kept page to return to is no text");
                String::from_utf8(plain).map_err(wrong)?
            }
            None => String::from(crate::provider::HOME),
        };
        Ok(Locked {
            who,
            back,
            lost,
            kept,
            token_hash,
        })
    }

    /// Locks an open session, to come back to this page.
    pub(crate) async fn lock(
        &self,
        token_hash: [u8; 32],
        who: &Professional,
        back: &str,
    ) -> Result<()> {
        let back = self.seal_back(who.session, back);
        queries::lock_session(self.store(), token_hash, self.now(), back, false).await
    }

    /// Notes what was asked for with a locked session: the first page is the one
    /// to return to.
    pub(crate) async fn note_turned(
        &self,
        mut locked: Locked,
        turned: Turned<'_>,
    ) -> Result<Locked> {
        if !locked.kept {
            let back = self.seal_back(locked.who.session, turned.back);
            let (hash, now) = (locked.token_hash, self.now());
            queries::lock_session(self.store(), hash, now, back, turned.lost).await?;
            turned.back.clone_into(&mut locked.back);
        } else if turned.lost && !locked.lost {
            queries::lose_in_session(self.store(), locked.token_hash).await?;
        }
        locked.lost |= turned.lost;
        Ok(locked)
    }

    /// Opens a locked session again, in the caller's transaction: under a new
    /// token, and no longer than it would have lasted; it comes now from where its
    /// professional proved anew who they are. The answer is the cookie
    /// to set; none, when it is there no more.
    pub(crate) async fn unlock(
        &self,
        tx: &mut Tx,
        locked: &Locked,
        whence: Option<Whence>,
    ) -> Result<Option<HeaderValue>> {
        let token = Token::random(self.world());
        let (old, new) = (locked.token_hash, token.hash());
        let opened = queries::unlock_session(tx, old, new, whence, self.now()).await?;
        Ok(opened.then(|| session_cookie(&token, true)))
    }

    /// Counts a proof that failed; how many more may, none when that was the
    /// last one and the session is over.
    pub(crate) async fn count_lock_try(&self, locked: &Locked) -> Result<Option<i64>> {
        let mut tx = self.store().begin("count a proof that failed").await?;
        let tries = queries::try_lock(&mut tx, locked.token_hash).await?;
        let left = tries
            .map(|tries| TRIES_MAX - tries)
            .filter(|left| *left > 0);
        if left.is_none() {
            queries::delete_session_by_token(&mut tx, locked.token_hash).await?;
        }
        tx.commit().await?;
        Ok(left)
    }

    /// Ends a locked session.
    pub(crate) async fn end_locked_session(&self, locked: &Locked) -> Result<()> {
        let mut tx = self.store().begin("end a locked session").await?;
        queries::delete_session_by_token(&mut tx, locked.token_hash).await?;
        tx.commit().await
    }

    fn seal_back(&self, session: SessionId, back: &str) -> Vec<u8> {
        let chance = &*self.world().chance;
        keys::seal(
            &self.keys().session,
            chance,
            &place(session),
            back.as_bytes(),
        )
    }
}

/// Where the page to return to is sealed: not in the place of who it is.
fn place(session: SessionId) -> Vec<u8> {
    [&session.to_bytes()[..], b"back"].concat()
}
