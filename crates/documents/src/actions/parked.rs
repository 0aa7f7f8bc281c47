//! Files that wait for what they are to come with: sealed in the vault, looked at, and
//! of no document. Whoever had one parked keeps what opens it, sealed, and sees to it that
//! its bytes go.
//!
//! Not here: who finds one again.

use super::{Documents, Incoming, Shelved};
use identity::Caller;
use kernel::{ObjectId, Result, SpaceId};
use keys::Key;
use vault::Stored;

/// A file that waits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parked {
    /// The object in the vault.
    pub object: ObjectId,
    /// The key of these bytes alone.
    pub key: Key,
    /// Their number.
    pub size: u64,
    /// Their hash.
    pub sha256: [u8; 32],
    /// The name it came with, made tidy: shown to whoever had it parked.
    pub file_name: String,
}

impl From<Shelved> for Parked {
    fn from(shelved: Shelved) -> Self {
        let stored = shelved.stored;
        Self {
            object: stored.object,
            key: stored.key,
            size: stored.size,
            sha256: stored.sha256,
            file_name: shelved.file_name,
        }
    }
}

impl Documents {
    /// A file that waited, on its way into this space as if it came now: it waits on, so
    /// that it is there still where what it is to come with does not come.
    ///
    /// # Errors
    /// A fault, if its bytes are gone; else as [`Self::shelve`].
    pub async fn take_up(
        &self,
        caller: &Caller,
        space: SpaceId,
        parked: Parked,
    ) -> Result<Shelved> {
        let stored = Stored {
            object: parked.object,
            key: parked.key,
            size: parked.size,
            sha256: parked.sha256,
        };
        let bytes = self.vault.open(&stored).await?;
        let incoming = Incoming {
            file_name: parked.file_name,
            mime: None,
            bytes,
        };
        self.shelve(caller, space, incoming).await
    }

    /// It waits no more: its bytes go. Twice is harmless.
    ///
    /// # Errors
    /// Unavailable, if the vault does not answer.
    pub async fn unpark(&self, object: ObjectId) -> Result<()> {
        self.vault.remove(object).await
    }
}
