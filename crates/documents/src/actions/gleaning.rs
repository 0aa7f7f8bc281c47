//! Gleaning: a child tells in short what a file is about, once, when it comes;
//! the search and the results live on that. It is help, never a condition: a
//! file that cannot be read is kept all the same.

use super::{Documents, Shelved, account};
use crate::reading::gist;
use crate::shelf::{Body, Gist};
use bytes::Bytes;
use futures_util::{Stream, TryFutureExt};
use identity::Caller;
use kernel::Result;
use readers::{Answer, Desk, Job, Refusal};
use std::time::Duration;
use tokio::time::timeout;

/// Whoever brings a file does not wait longer for that.
const PATIENCE: Duration = Duration::from_secs(5);

impl Documents {
    /// Has a child tell what a shelved file is about. What cannot be told now is
    /// told when its holder opens it.
    pub async fn glean(&self, caller: &Caller, shelved: &mut Shelved) {
        let desk = self.desk.for_account(account(caller));
        let bytes = self.vault.open(&shelved.stored).try_flatten_stream();
        shelved.gist = gleaned(&desk, shelved.mime, bytes).await;
    }

    /// What an opened document is about, if nobody told that yet: for its holder,
    /// whose record it is, and who waits for its pages anyway.
    pub(super) async fn catch_up(&self, caller: &Caller, body: &Body) -> Option<Gist> {
        let desk = self.desk.for_account(account(caller));
        let stored = body.stored();
        let bytes = self.vault.open(&stored).try_flatten_stream();
        gleaned(&desk, &body.mime, bytes).await
    }
}

/// What a file is about; nothing, if it is of a kind without words, or if
/// another time may be better.
async fn gleaned<S>(desk: &Desk, mime: &str, bytes: S) -> Option<Gist>
where
    S: Stream<Item = Result<Bytes>> + Send,
{
    let job = Job::Gist(gist::ask(mime)?);
    match timeout(PATIENCE, desk.read(&job, bytes)).await {
        Ok(Ok(Ok(Answer::Gist(answer)))) => Some(gist::kept(&answer)),
        Ok(Ok(Err(refusal))) if is_for_good(refusal) => Some(Gist {
            partial: true,
            ..Gist::default()
        }),
        _ => None,
    }
}

/// The same file would be refused again.
const fn is_for_good(refusal: Refusal) -> bool {
    !matches!(
        refusal,
        Refusal::Busy | Refusal::TooLong | Refusal::Died | Refusal::Unprotected
    )
}
