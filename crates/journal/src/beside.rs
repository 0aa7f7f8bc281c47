//! A few bytes that belong to a space and are no line of its logs, such as the
//! key to a file that will not stay: whoever keeps them in a table of their own
//! has them sealed here, under the space's own key. So they are gone with it, in
//! every backup, when the space is erased.

use crate::log::Journal;
use kernel::{Result, SpaceId};
use keys::Key;

impl Journal {
    /// Seals bytes for one purpose under the key of a space. As [`Self::open`],
    /// never within a transaction of one's own.
    ///
    /// # Errors
    /// Not found, if the space was erased; else as opening.
    pub async fn seal_beside(
        &self,
        space: SpaceId,
        purpose: &'static str,
        plain: &[u8],
    ) -> Result<Vec<u8>> {
        let key = self.key_beside(space, purpose).await?;
        let chance = &*self.0.world.chance;
        Ok(keys::seal(&key, chance, &space.to_bytes(), plain))
    }

    /// Opens what [`Self::seal_beside`] sealed for this space and purpose.
    ///
    /// # Errors
    /// Not found, if the space was erased; a fault, if it is something else.
    pub async fn open_beside(
        &self,
        space: SpaceId,
        purpose: &'static str,
        sealed: &[u8],
    ) -> Result<Vec<u8>> {
        let key = self.key_beside(space, purpose).await?;
        keys::open(&key, &space.to_bytes(), sealed)
    }

    /// A key of its own for each purpose: what is sealed for one opens no line.
    async fn key_beside(&self, space: SpaceId, purpose: &'static str) -> Result<Key> {
        let book = self.open(space).await?;
        let key = keys::mac(&book.key, "carnet beside the journal 1", purpose.as_bytes());
        Ok(Key::from_bytes(key))
    }
}
