//! From which session at a provider of identities one of ours came, and that ours
//! ends when that one does, in the provider's own word.
//!
//! INVARIANT: what ends is what came from that person, and from that session where
//! one is named, at that provider. A session that a password or a passkey opened
//! came from none, and stays.

use crate::oidc::Ended;
use crate::{Identity, queries};
use kernel::Result;
use keys::mac;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::IpAddr;

/// From which session at a provider somebody came: keyed hashes.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whence {
    /// Of issuer and subject.
    pub(crate) subject: [u8; 32],
    /// Of issuer and session, where the provider names it.
    pub(crate) sid: Option<[u8; 32]>,
}

impl fmt::Debug for Whence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Whence(‹hashed›)")
    }
}

/// What a provider says of a session that ended there, from this address.
pub struct Word<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) ended: Ended,
}

impl fmt::Debug for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Word(‹personal›)")
    }
}

impl Identity {
    /// From which session at this provider somebody comes.
    pub(crate) fn whence_of(&self, issuer: &str, subject: &str, sid: Option<&str>) -> Whence {
        Whence {
            subject: self.at_provider("subject", issuer, subject),
            sid: sid.map(|sid| self.at_provider("session", issuer, sid)),
        }
    }

    /// No issuer and no name contains a zero byte, so that no two pairs are one text.
    fn at_provider(&self, what: &'static str, issuer: &str, name: &str) -> [u8; 32] {
        let pair = [issuer, name].join("\0");
        mac(&self.keys().whence, what, pair.as_bytes())
    }

    /// Ends what came from the session that ended at a provider, in every process;
    /// `false` when the same word was heard before.
    pub(crate) async fn end_whence(&self, word: &Word<'_>) -> Result<bool> {
        let Word { issuer, ended } = word;
        let jti = self.at_provider("word", issuer, &ended.jti);
        let of = |what: &'static str, name: &Option<String>| {
            let name = name.as_deref();
            name.map(|name| self.at_provider(what, issuer, name))
        };
        let (subject, sid) = (of("subject", &ended.subject), of("session", &ended.sid));
        let mut tx = self.store().begin("a session ended at a provider").await?;
        if !queries::use_word(&mut tx, jti, ended.until, self.now()).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        let sessions = queries::delete_sessions_from(&mut tx, subject, sid).await?;
        tx.commit().await?;
        tracing::info!(sessions, "a session ended at a provider");
        Ok(true)
    }

    /// Refuses an address from which too many words came that could not be believed.
    pub(crate) async fn check_word(&self, client: Option<IpAddr>) -> Result<()> {
        self.check_failures("word", client, "error-too-many").await
    }

    /// Counts a word that could not be believed. One that can be never is: a
    /// provider may have much to say at once.
    pub(crate) async fn count_false_word(&self, client: Option<IpAddr>) -> Result<()> {
        self.count_failure_of("word", client).await
    }
}
