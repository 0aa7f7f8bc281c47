//! A download that outlives the right to it is cut: while bytes flow, the record
//! is looked at every other second, and decided again when it moved. A decision
//! made again is a read written again.

use super::{Documents, in_shelf};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use identity::Caller;
use journal::Journal;
use kernel::{DocumentId, Result, SpaceId};
use sharing::{Manner, Sharing};
use std::time::{Duration, Instant};

/// How often the record is looked at: well within the five seconds in which a
/// download must end once it is hidden.
const EVERY: Duration = Duration::from_secs(2);

/// What must stay true while the bytes of a document flow.
#[derive(Clone)]
pub(super) struct Watch {
    sharing: Sharing,
    journal: Journal,
    caller: Caller,
    space: SpaceId,
    id: DocumentId,
    manner: Manner,
    /// The record as it was decided on, or older.
    version: u64,
}

impl Documents {
    /// A watch that begins at this version of the record.
    pub(super) fn watch(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
        manner: Manner,
        version: u64,
    ) -> Watch {
        Watch {
            sharing: self.sharing.clone(),
            journal: self.journal.clone(),
            caller: caller.clone(),
            space,
            id,
            manner,
            version,
        }
    }
}

impl Watch {
    /// Decides again, if the record moved since.
    async fn look(&mut self) -> Result<()> {
        let book = self.journal.open(self.space).await?;
        let book = self.journal.refresh(&book).await?;
        if book.version() == self.version && book.standing() == journal::Standing::Open {
            return Ok(());
        }
        let id = self.id;
        self.sharing
            .permit_document(&self.caller, self.space, self.manner, |book| {
                in_shelf(book, id)
            })
            .await?;
        self.version = book.version();
        Ok(())
    }

    /// The bytes, as long as they may be read.
    pub(super) fn over<S>(self, bytes: S) -> impl Stream<Item = Result<Bytes>> + Send
    where
        S: Stream<Item = Result<Bytes>> + Send + Unpin,
    {
        let begun = Some((self, bytes, Instant::now()));
        stream::unfold(begun, |state| async {
            let (mut watch, mut bytes, mut looked) = state?;
            if looked.elapsed() >= EVERY {
                if let Err(error) = watch.look().await {
                    return Some((Err(error), None));
                }
                looked = Instant::now();
            }
            let piece = bytes.next().await?;
            Some((piece, Some((watch, bytes, looked))))
        })
    }
}
