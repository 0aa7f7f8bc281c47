//! Gleaning: a child tells in short what a file is about, once, when it comes;
//! the search and the results live on that. It is help, never a condition: a
//! file that cannot be read is kept all the same.

use super::{Documents, Shelved, account};
use crate::reading::gist;
use crate::shelf::{Body, Gist};
use bytes::BytesMut;
use futures_util::{TryFutureExt, TryStreamExt};
use identity::Caller;
use readers::gist::Ask;
use readers::{Answer, Job, Refusal};
use std::time::Duration;
use tokio::time::timeout;
use vault::Stored;

/// A plain text of no more bytes is looked at where it is: nothing of it is taken
/// apart, and starting a child takes longer than all the rest of a deposit.
const PLAIN_BYTES_MAX: u64 = 64 * 1024;
/// Whoever brings a file does not wait longer for that.
const PATIENCE: Duration = Duration::from_secs(5);

impl Documents {
    /// Has a child tell what a shelved file is about. What cannot be told now is
    /// told when its holder opens it.
    pub async fn glean(&self, caller: &Caller, shelved: &mut Shelved) {
        shelved.gist = self.gleaned(caller, shelved.mime, &shelved.stored).await;
    }

    /// What an opened document is about, if nobody told that yet: for its holder,
    /// whose record it is, and who waits for its pages anyway.
    pub(super) async fn catch_up(&self, caller: &Caller, body: &Body) -> Option<Gist> {
        self.gleaned(caller, &body.mime, &body.stored()).await
    }

    /// What a file is about; nothing, if it is of a kind without words, or if
    /// another time may be better.
    async fn gleaned(&self, caller: &Caller, mime: &str, stored: &Stored) -> Option<Gist> {
        let ask = gist::ask(mime)?;
        let bytes = self.vault.open(stored).try_flatten_stream();
        if ask == Ask::Plain && stored.size <= PLAIN_BYTES_MAX {
            let bytes: BytesMut = bytes.try_collect().await.ok()?;
            return Some(kept(readers::gist::read_plain(&bytes)));
        }
        let desk = self.desk.for_account(account(caller));
        let job = Job::Gist(ask);
        match timeout(PATIENCE, desk.read(&job, bytes)).await {
            Ok(Ok(Ok(Answer::Gist(answer)))) => Some(kept(Ok(*answer))),
            Ok(Ok(Err(refusal))) if is_for_good(refusal) => Some(kept(Err(refusal))),
            _ => None,
        }
    }
}

/// Of what is refused for good, that there is more than is known.
fn kept(reading: std::result::Result<readers::gist::Answer, Refusal>) -> Gist {
    match reading {
        Ok(answer) => gist::kept(&answer),
        Err(_) => Gist {
            partial: true,
            ..Gist::default()
        },
    }
}

/// The same file would be refused again.
const fn is_for_good(refusal: Refusal) -> bool {
    !matches!(
        refusal,
        Refusal::Busy | Refusal::TooLong | Refusal::Died | Refusal::Unprotected
    )
}
