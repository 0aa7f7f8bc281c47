//! Writing one object so that it is there whole or not at all, whatever
//! happens on the way, including that nobody waits any more.

use bytes::Bytes;
use kernel::{Error, Result};
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload};
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

/// One object on its way in. Dropped before [`Self::keep`], it is undone in
/// the background.
pub struct Upload {
    store: Arc<dyn ObjectStore>,
    path: Path,
    part_bytes: usize,
    waiting: Vec<Bytes>,
    waiting_bytes: usize,
    state: State,
}

enum State {
    /// Nothing was sent yet.
    Fresh,
    /// Some parts were sent.
    Parts(Box<dyn MultipartUpload>),
    /// The last request is under way, in a task of its own: it cannot be
    /// stopped half-way, only undone after.
    Finishing(JoinHandle<object_store::Result<()>>),
    /// It is there, and not yet wanted.
    Whole,
    /// Nothing is to be undone any more.
    Settled,
}

impl Upload {
    pub const fn new(store: Arc<dyn ObjectStore>, path: Path, part_bytes: usize) -> Self {
        Self {
            store,
            path,
            part_bytes,
            waiting: Vec::new(),
            waiting_bytes: 0,
            state: State::Fresh,
        }
    }

    /// Adds bytes; sends a part whenever there is enough for one. All parts
    /// but the last have the same size, as some makers of S3 demand.
    pub async fn write(&mut self, mut bytes: Bytes) -> Result<()> {
        while self.waiting_bytes + bytes.len() >= self.part_bytes {
            let missing = self.part_bytes - self.waiting_bytes;
            self.wait(bytes.split_to(missing));
            self.send_part().await?;
        }
        self.wait(bytes);
        Ok(())
    }

    fn wait(&mut self, bytes: Bytes) {
        if !bytes.is_empty() {
            self.waiting_bytes += bytes.len();
            self.waiting.push(bytes);
        }
    }

    fn take_waiting(&mut self) -> PutPayload {
        self.waiting_bytes = 0;
        self.waiting.drain(..).collect()
    }

    async fn send_part(&mut self) -> Result<()> {
        let payload = self.take_waiting();
        if let State::Fresh = self.state {
            let upload = self.store.put_multipart(&self.path).await;
            self.state = State::Parts(upload.map_err(failed)?);
        }
        match &mut self.state {
            State::Parts(upload) => upload.put_part(payload).await.map_err(failed),
            _ => Err(Error::fault("a part was written to a finished upload")),
        }
    }

    /// Sends what is left and makes the object appear, durably.
    pub async fn finish(&mut self) -> Result<()> {
        if matches!(self.state, State::Parts(_)) && self.waiting_bytes > 0 {
            self.send_part().await?;
        }
        let task = match std::mem::replace(&mut self.state, State::Settled) {
            State::Fresh => {
                let (store, path) = (self.store.clone(), self.path.clone());
                let payload = self.take_waiting();
                tokio::spawn(async move { store.put(&path, payload).await.map(drop) })
            }
            State::Parts(mut upload) => tokio::spawn(async move {
                let done = upload.complete().await.map(drop);
                if done.is_err() {
                    let _ = upload.abort().await;
                }
                done
            }),
            other => {
                self.state = other;
                return Err(Error::fault("an upload was finished twice"));
            }
        };
        self.state = State::Finishing(task);
        let State::Finishing(task) = &mut self.state else {
            return Err(Error::fault("an upload lost its last request"));
        };
        let done = task.await;
        // A failed last request may still have arrived: undo it like a whole one.
        self.state = State::Whole;
        done.map_err(|e| Error::fault("the last request of an upload").because(e))?
            .map_err(failed)
    }

    /// The object stays.
    pub fn keep(mut self) {
        self.state = State::Settled;
    }

    /// Leaves nothing behind, and waits until that is so.
    pub async fn undo(mut self) {
        let state = std::mem::replace(&mut self.state, State::Settled);
        undo(state, self.store.clone(), self.path.clone()).await;
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        let state = std::mem::replace(&mut self.state, State::Settled);
        if matches!(state, State::Fresh | State::Settled) {
            return;
        }
        // Without a runtime the process is ending; the sweep of orphans will
        // find what is left.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(undo(state, self.store.clone(), self.path.clone()));
        }
    }
}

async fn undo(state: State, store: Arc<dyn ObjectStore>, path: Path) {
    let undone = match state {
        State::Fresh | State::Settled => Ok(()),
        State::Parts(mut upload) => upload.abort().await,
        State::Finishing(task) => {
            let _ = task.await;
            store.delete(&path).await
        }
        State::Whole => store.delete(&path).await,
    };
    match undone {
        Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
        Err(error) => tracing::warn!(%error, "an unfinished object stays in the vault"),
    }
}

fn failed(error: object_store::Error) -> Error {
    Error::unavailable("writing to the vault").because(error)
}
