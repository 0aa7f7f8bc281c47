//! The keys of spaces: each is made when its space is first opened, and kept in
//! the space's row. It is wrapped twice: by the key holder, which knows no space
//! from another, and over that by the space's shred, which can be destroyed.

use crate::log::bucket;
use crate::shreds::{Shred, Shreds};
use kernel::{Error, Result, SpaceId, World};
use keys::{Key, KeyHolder};
use std::collections::HashMap;
use std::sync::Arc;
use store::Store;

/// What guards the keys of spaces. Neither opens any without the other.
pub struct Guards {
    /// Wraps them.
    pub holder: Arc<dyn KeyHolder>,
    /// The shreds: a database of its own, in no backup of the journals'.
    pub shreds: Store,
}

/// The first byte of a key that is wrapped twice; that of no key holder.
const UNDER_SHRED: u8 = b'S';

/// Gives the keys of spaces.
pub(crate) struct Keyring {
    store: Store,
    holder: Arc<dyn KeyHolder>,
    shreds: Shreds,
    world: World,
}

impl Keyring {
    pub(crate) async fn open(store: Store, guards: Guards, world: World) -> Result<Self> {
        let shreds = Shreds::open(guards.shreds, &*world.chance).await?;
        shreds.belong_to(&store).await?;
        Ok(Self {
            store,
            holder: guards.holder,
            shreds,
            world,
        })
    }

    /// The key of a space, given what its row holds of it: nothing, if none was
    /// made yet.
    ///
    /// # Errors
    /// Not found, if the space was erased: that the row does not know it yet, or
    /// no more (it came back with a backup), makes no difference.
    pub(crate) async fn key(&self, space: SpaceId, kept: &[u8]) -> Result<Key> {
        match kept.split_first() {
            None => self.make(space).await,
            Some((&UNDER_SHRED, sealed)) => {
                let shred = self.shreds.find(space).await?;
                self.open_key(space, sealed, &shred).await
            }
            Some(_) => self.put_under_shred(space, kept).await,
        }
    }

    /// As [`Self::key`], of a space whose shred was found already.
    pub(crate) async fn key_under(
        &self,
        space: SpaceId,
        kept: &[u8],
        shred: &Shred,
    ) -> Result<Key> {
        match kept.split_first() {
            Some((&UNDER_SHRED, sealed)) => self.open_key(space, sealed, shred).await,
            _ => self.key(space, kept).await,
        }
    }

    /// The shreds of the spaces of a bucket from one to another, both included.
    pub(crate) async fn shreds(
        &self,
        from: SpaceId,
        to: SpaceId,
    ) -> Result<HashMap<SpaceId, Shred>> {
        self.shreds.find_range(from, to).await
    }

    async fn open_key(&self, space: SpaceId, sealed: &[u8], shred: &Shred) -> Result<Key> {
        match shred {
            Shred::Whole(shred) => {
                let wrapped = keys::open(shred, &under_shred(space), sealed)?;
                self.holder.unwrap_key(&wrapped, &context(space)).await
            }
            Shred::Destroyed => Err(Error::not_found()),
            Shred::Absent => Err(Error::fault(
                "the shred of a space is missing: [keys] shreds is older than the database",
            )),
        }
    }

    /// Of all who make the key of one space at once, one is first, and everybody
    /// has the key of the first. The holder may be slow: no transaction waits.
    async fn make(&self, space: SpaceId) -> Result<Key> {
        const FIRST: &str = "UPDATE book SET key_wrapped = $3 \
             WHERE bucket = $1 AND space = $2 AND length(key_wrapped) = 0 AND standing <> 2";
        const KEPT: &str = "SELECT key_wrapped FROM book \
             WHERE bucket = $1 AND space = $2 AND length(key_wrapped) > 0";
        let key = Key::random(&*self.world.chance);
        let wrapped = self.holder.wrap(&key, &context(space)).await?;
        // The shred is durable before anything is wrapped under it.
        let under = self.under_shred(space, &wrapped).await?;
        kernel::kill_point("key-after-shred");
        let place = || vec![bucket(space), space.into()];
        let mut params = place();
        params.push(under.into());
        if self.store.execute(FIRST, params).await? == 1 {
            return Ok(key);
        }
        let rows = self.store.query(KEPT, place()).await?;
        let row = rows.first().ok_or_else(Error::not_found)?;
        Box::pin(self.key(space, row.blob(0)?)).await
    }

    /// A key from before there were shreds.
    async fn put_under_shred(&self, space: SpaceId, wrapped: &[u8]) -> Result<Key> {
        const UNDER: &str = "UPDATE book SET key_wrapped = $4 \
             WHERE bucket = $1 AND space = $2 AND key_wrapped = $3";
        let key = self.holder.unwrap_key(wrapped, &context(space)).await?;
        let under = self.under_shred(space, wrapped).await?;
        let params = vec![bucket(space), space.into(), wrapped.into(), under.into()];
        self.store.execute(UNDER, params).await?;
        Ok(key)
    }

    async fn under_shred(&self, space: SpaceId, wrapped: &[u8]) -> Result<Vec<u8>> {
        let chance = &*self.world.chance;
        let Shred::Whole(shred) = self.shreds.make(space, chance).await? else {
            return Err(Error::not_found());
        };
        let sealed = keys::seal(&shred, chance, &under_shred(space), wrapped);
        Ok([&[UNDER_SHRED], sealed.as_slice()].concat())
    }

    /// Destroys what the keys of these spaces are wrapped under: no copy of them
    /// opens any more, wherever it is.
    pub(crate) async fn destroy(&self, spaces: &[SpaceId]) -> Result<()> {
        self.shreds.destroy(spaces).await
    }

    /// After the last of many was destroyed.
    pub(crate) async fn leave_no_trace(&self) -> Result<()> {
        self.shreds.leave_no_trace().await
    }

    pub(crate) async fn is_apart(&self) -> Result<bool> {
        Ok(!self.shreds.lie_in(&self.store).await?)
    }
}

/// What a space's key is wrapped for: no other.
fn context(space: SpaceId) -> Vec<u8> {
    [&b"carnet space key 1"[..], &space.to_bytes()].concat()
}

fn under_shred(space: SpaceId) -> Vec<u8> {
    [&b"carnet space shred 1"[..], &space.to_bytes()].concat()
}
