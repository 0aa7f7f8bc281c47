//! The keys of spaces: each is made when its space is first opened, and kept in
//! the space's row, wrapped by the key holder.

use crate::log::bucket;
use kernel::{Error, Result, SpaceId, World};
use keys::{Key, KeyHolder};
use std::sync::Arc;
use store::Store;

/// Gives the keys of spaces.
pub(crate) struct Keyring {
    store: Store,
    holder: Arc<dyn KeyHolder>,
    world: World,
}

impl Keyring {
    pub(crate) fn new(store: Store, holder: Arc<dyn KeyHolder>, world: World) -> Self {
        Self {
            store,
            holder,
            world,
        }
    }

    /// The key of a space, given what its row holds of it: nothing, if none was
    /// made yet.
    pub(crate) async fn key(&self, space: SpaceId, wrapped: &[u8]) -> Result<Key> {
        if wrapped.is_empty() {
            return self.make(space).await;
        }
        self.holder.unwrap_key(wrapped, &context(space)).await
    }

    /// Of all who make the key of one space at once, one is first, and everybody
    /// has the key of the first. The holder may be slow: no transaction waits.
    async fn make(&self, space: SpaceId) -> Result<Key> {
        const FIRST: &str = "UPDATE book SET key_wrapped = $3 \
             WHERE bucket = $1 AND space = $2 AND length(key_wrapped) = 0";
        const KEPT: &str = "SELECT key_wrapped FROM book WHERE bucket = $1 AND space = $2";
        let key = Key::random(&*self.world.chance);
        let wrapped = self.holder.wrap(&key, &context(space)).await?;
        let place = || vec![bucket(space), space.into()];
        let mut params = place();
        params.push(wrapped.into());
        if self.store.execute(FIRST, params).await? == 1 {
            return Ok(key);
        }
        let rows = self.store.query(KEPT, place()).await?;
        let row = rows.first().ok_or_else(Error::not_found)?;
        self.holder.unwrap_key(row.blob(0)?, &context(space)).await
    }
}

/// What a space's key is wrapped for: no other.
fn context(space: SpaceId) -> Vec<u8> {
    let mut context = b"carnet space key 1".to_vec();
    context.extend_from_slice(&space.to_bytes());
    context
}
