//! The keys of spaces: each is made when its space is first opened, and kept in
//! the space's row. It is wrapped twice: by the key holder, which knows no space
//! from another, and over that by the space's shred, which can be destroyed. By
//! which generation of the master key, all processes agree in a row (`wrapping`).

use crate::log::bucket;
use crate::shreds::{Shred, Shreds};
use crate::wrapping::{self, Change, Wrapping};
use kernel::{Error, Kind, Result, SpaceId, World};
use keys::{Generation, Key, KeyHolder};
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
    wrapping: Wrapping,
}

impl Keyring {
    pub(crate) async fn open(store: Store, guards: Guards, world: World) -> Result<Self> {
        let shreds = Shreds::open(guards.shreds, &*world.chance).await?;
        shreds.belong_to(&store).await?;
        let wrapping = Wrapping::new(store.clone(), Arc::clone(&guards.holder), world.clone());
        Ok(Self {
            store,
            holder: guards.holder,
            shreds,
            world,
            wrapping,
        })
    }

    /// The key of a space, given what its row holds of it: nothing, if none was
    /// made yet.
    ///
    /// # Errors
    /// Not found, if the space was erased: that the row does not know it yet, or
    /// no more (it came back with a backup), makes no difference.
    pub(crate) async fn key(&self, space: SpaceId, kept: &[u8]) -> Result<Key> {
        let error = match self.key_in(space, kept).await {
            Err(error) if error.kind() == Kind::Fault => error,
            other => return other,
        };
        // Between the reading of the row and now it may have been wrapped anew, and
        // the master key of before retired.
        match self.kept(space).await? {
            Some(now) if now != kept => self.key_in(space, &now).await,
            _ => Err(error),
        }
    }

    async fn key_in(&self, space: SpaceId, kept: &[u8]) -> Result<Key> {
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
            Some((&UNDER_SHRED, sealed)) => match self.open_key(space, sealed, shred).await {
                Err(error) if error.kind() == Kind::Fault => self.key(space, kept).await,
                other => other,
            },
            _ => self.key(space, kept).await,
        }
    }

    /// What the row of a space holds of its key, if it holds any.
    async fn kept(&self, space: SpaceId) -> Result<Option<Vec<u8>>> {
        const KEPT: &str = "SELECT key_wrapped FROM book \
             WHERE bucket = $1 AND space = $2 AND length(key_wrapped) > 0";
        let place = vec![bucket(space), space.into()];
        let rows = self.store.query(KEPT, place).await?;
        let kept = rows.first().map(|row| row.blob(0)).transpose()?;
        Ok(kept.map(<[u8]>::to_vec))
    }

    /// The shreds of the spaces from one to another in the order in which they lie,
    /// both included.
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
        let key = Key::random(&*self.world.chance);
        for _ in 0..wrapping::TRIES_MAX {
            let generation = self.wrapping.generation().await?;
            let context = context(space);
            let wrapped = match self.holder.wrap_by(generation, &key, &context).await {
                Ok(wrapped) => wrapped,
                // It was retired since this process saw which one wraps.
                Err(_) if self.wrapping.read_again().await? != generation => continue,
                Err(error) => return Err(error),
            };
            // The shred is durable before anything is wrapped under it.
            let under = self.under_shred(space, &wrapped).await?;
            kernel::kill_point("key-after-shred");
            if self.wrapping.put_first(space, under, generation).await? {
                return Ok(key);
            }
            if let Some(kept) = self.kept(space).await? {
                return Box::pin(self.key(space, &kept)).await;
            }
            if self.wrapping.read_again().await? == generation {
                return Err(Error::not_found());
            }
        }
        Err(Error::unavailable("the master key changes all the time"))
    }

    /// A key from before there were shreds.
    async fn put_under_shred(&self, space: SpaceId, wrapped: &[u8]) -> Result<Key> {
        from_before_shreds(wrapped)?;
        let key = self.holder.unwrap_key(wrapped, &context(space)).await?;
        let under = self.under_shred(space, wrapped).await?;
        // Where this is refused the master key is being changed, and whoever wraps
        // all anew takes this one too.
        let generation = Generation::FIRST;
        let change = Change {
            space,
            was: wrapped.to_vec(),
            now: under,
        };
        self.wrapping.put_anew(generation, vec![change]).await?;
        Ok(key)
    }

    /// What the row of a space is to hold when this generation wraps its key: none,
    /// if it does already, or if nothing opens it any more. With the generation
    /// that wraps it now.
    pub(crate) async fn wrapped_anew(
        &self,
        space: SpaceId,
        kept: &[u8],
        shred: &Shred,
        generation: Option<Generation>,
    ) -> Result<(Option<Generation>, Option<Vec<u8>>)> {
        let wrapped = match (kept.split_first(), shred) {
            (_, Shred::Destroyed) => return Ok((None, None)),
            (Some((&UNDER_SHRED, sealed)), Shred::Whole(shred)) => {
                keys::open(shred, &under_shred(space), sealed)?
            }
            (Some((&UNDER_SHRED, _)), Shred::Absent) => {
                return Err(Error::fault("the shred of a space is missing"));
            }
            _ => {
                from_before_shreds(kept)?;
                kept.to_vec()
            }
        };
        let now = Generation::of(&wrapped)?;
        let Some(generation) = generation.filter(|wanted| *wanted != now) else {
            return Ok((Some(now), None));
        };
        let context = context(space);
        let key = self.holder.unwrap_key(&wrapped, &context).await?;
        let wrapped = self.holder.wrap_by(generation, &key, &context).await?;
        let under = match shred {
            Shred::Whole(shred) => Ok(self.sealed_under(space, shred, &wrapped)),
            _ => self.under_shred(space, &wrapped).await,
        };
        match under {
            Ok(under) => Ok((Some(now), Some(under))),
            // Erased at this very moment.
            Err(error) if error.kind() == Kind::NotFound => Ok((None, None)),
            Err(error) => Err(error),
        }
    }

    pub(crate) const fn wrapping(&self) -> &Wrapping {
        &self.wrapping
    }

    async fn under_shred(&self, space: SpaceId, wrapped: &[u8]) -> Result<Vec<u8>> {
        let chance = &*self.world.chance;
        let Shred::Whole(shred) = self.shreds.make(space, chance).await? else {
            return Err(Error::not_found());
        };
        Ok(self.sealed_under(space, &shred, wrapped))
    }

    fn sealed_under(&self, space: SpaceId, shred: &Key, wrapped: &[u8]) -> Vec<u8> {
        let sealed = keys::seal(shred, &*self.world.chance, &under_shred(space), wrapped);
        [&[UNDER_SHRED], sealed.as_slice()].concat()
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

/// There were no later generations before there were shreds: what says so is
/// damaged, and not to be waited for.
fn from_before_shreds(wrapped: &[u8]) -> Result<()> {
    match Generation::of(wrapped)? {
        Generation::FIRST => Ok(()),
        _ => Err(Error::fault("a key is under no shred, and not from before")),
    }
}

/// What a space's key is wrapped for: no other.
fn context(space: SpaceId) -> Vec<u8> {
    [&b"carnet space key 1"[..], &space.to_bytes()].concat()
}

fn under_shred(space: SpaceId) -> Vec<u8> {
    [&b"carnet space shred 1"[..], &space.to_bytes()].concat()
}
