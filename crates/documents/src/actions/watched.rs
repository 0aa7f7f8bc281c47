//! A download that outlives the right to it is cut: while bytes flow, the record
//! is looked at each second, and decided again when it moved, or when the
//! time of the right is over; and the register is asked whether a representative still
//! is one. A decision made again is a read written again.

use super::{Documents, in_shelf};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use identity::Caller;
use journal::Journal;
use kernel::{DocumentId, Result, SpaceId, Timestamp};
use sharing::{Manner, Sharing};
use spaces::Spaces;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often the record is looked at: a download must end within five seconds
/// once it is hidden, and within one once the space is closed.
const EVERY: Duration = Duration::from_millis(800);

/// How what lets somebody read is decided again, where that is no right on the
/// document itself.
pub(super) type Again =
    Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<()>> + Send>> + Send + Sync>;

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
    /// When the right ends by itself.
    until: Option<Timestamp>,
    again: Option<Again>,
    spaces: Option<Spaces>,
}

impl Documents {
    /// That whoever came as somebody's representative still is one: a mandate ends
    /// without a word in the journal.
    ///
    /// # Errors
    /// Not found, if they are none any more.
    pub(crate) async fn still_acts(&self, caller: &Caller, space: SpaceId) -> Result<()> {
        match &self.spaces {
            Some(spaces) => spaces.still_acts(caller, space).await,
            None => Ok(()),
        }
    }

    /// A watch that begins at this version of the record, and decides again at
    /// this moment at the latest.
    pub(super) fn watch(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
        manner: Manner,
        (version, until): (u64, Option<Timestamp>),
    ) -> Watch {
        Watch {
            sharing: self.sharing.clone(),
            journal: self.journal.clone(),
            caller: caller.clone(),
            space,
            id,
            manner,
            version,
            until,
            again: None,
            spaces: self.spaces.clone(),
        }
    }
}

impl Watch {
    /// The same, decided again by this.
    pub(super) fn deciding(self, again: Again) -> Self {
        Self {
            again: Some(again),
            ..self
        }
    }

    /// Decides again, if the record moved since, or the right is over.
    async fn look(&mut self) -> Result<()> {
        if let Some(spaces) = &self.spaces {
            spaces.still_acts(&self.caller, self.space).await?;
        }
        let book = self.journal.open(self.space).await?;
        let book = self.journal.refresh(&book).await?;
        let stands = book.version() == self.version && book.standing() == journal::Standing::Open;
        let now = self.sharing.world().now();
        if stands && self.until.is_none_or(|until| now < until) {
            return Ok(());
        }
        if let Some(again) = &self.again {
            again().await?;
            self.version = book.version();
            return Ok(());
        }
        let id = self.id;
        let permit = self
            .sharing
            .permit_document(&self.caller, self.space, self.manner, |book| {
                in_shelf(book, id)
            })
            .await?;
        self.version = book.version();
        self.until = permit.until()?;
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
