//! Who guards the master key: the trait, and nothing of any one guard.

use crate::{Generation, Key};
use async_trait::async_trait;
use kernel::{Error, Result};

/// The most generations there are at once: the one that wraps, and the one that
/// comes or goes.
pub const GENERATIONS_MAX: usize = 2;

/// Guards the master key and never gives it out: it only wraps and unwraps
/// other keys. While the master key is changed it guards two generations of it.
///
/// `context` says whose key it is (a space, the register). It is bound to the
/// wrapped key, not kept in it: unwrapping under another context fails.
#[async_trait]
pub trait KeyHolder: Send + Sync {
    /// Wraps `key` for `context` by one generation.
    ///
    /// # Errors
    /// Unavailable when the holder does not answer, or that generation has not
    /// come here yet; a fault when it was retired.
    async fn wrap_by(&self, generation: Generation, key: &Key, context: &[u8]) -> Result<Vec<u8>>;

    /// Wraps `key` for `context` by the newest generation there is.
    ///
    /// # Errors
    /// Unavailable when the holder does not answer.
    async fn wrap(&self, key: &Key, context: &[u8]) -> Result<Vec<u8>> {
        let newest = self.generations().await?.pop();
        let newest = newest.ok_or_else(|| Error::fault("the holder has no master key"))?;
        self.wrap_by(newest, key, context).await
    }

    /// Unwraps what [`Self::wrap_by`] wrapped for the same `context`.
    ///
    /// # Errors
    /// A fault when it was altered, or wrapped for another context, by another
    /// master key, or by a generation that was retired; Unavailable when the
    /// holder does not answer, or that generation has not come here yet.
    async fn unwrap_key(&self, wrapped: &[u8], context: &[u8]) -> Result<Key>;

    /// The generations that are here, oldest first, as the file or the token says
    /// now; each of them is durable.
    ///
    /// # Errors
    /// Unavailable when the holder does not answer.
    async fn generations(&self) -> Result<Vec<Generation>>;

    /// Makes the next generation, durable when this returns. Nothing is wrapped by
    /// it before somebody asks for that.
    ///
    /// # Errors
    /// Conflict while there are [`GENERATIONS_MAX`]; Unavailable when the holder
    /// does not answer.
    async fn make_generation(&self) -> Result<Generation>;

    /// Destroys all generations before this one, for ever, and what an earlier
    /// call that died has left of them. The caller knows that nothing is wrapped
    /// by them any more.
    ///
    /// # Errors
    /// Unavailable when the holder does not answer, or has not this one.
    async fn retire_before(&self, generation: Generation) -> Result<()>;

    /// Whether something of a change that died is left, which
    /// [`Self::retire_before`] or [`Self::make_generation`] clears away: it may hold
    /// a key that was retired.
    ///
    /// # Errors
    /// Unavailable when the holder does not answer.
    async fn unfinished(&self) -> Result<bool> {
        Ok(false)
    }

    /// The kind of holder, for the log and the operator.
    fn name(&self) -> &'static str;
}

/// Refuses a third generation beside two.
pub fn room_for_one_more(here: &[Generation]) -> Result<()> {
    match here {
        [oldest, .., newest] if here.len() >= GENERATIONS_MAX => {
            Err(Error::conflict("error-conflict").note(format!(
                "generation {newest} of the master key was made already, and generation {oldest} \
                 is not retired: `carnet keys rewrap` and `carnet keys retire` come first"
            )))
        }
        _ => Ok(()),
    }
}
