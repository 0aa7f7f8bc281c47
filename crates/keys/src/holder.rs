//! Who guards the master key: the trait, and nothing of any one guard.

use crate::Key;
use async_trait::async_trait;
use kernel::Result;

/// Guards one master key and never gives it out: it only wraps and unwraps
/// other keys.
///
/// `context` says whose key it is (a space, the register). It is bound to the
/// wrapped key, not kept in it: unwrapping under another context fails.
#[async_trait]
pub trait KeyHolder: Send + Sync {
    /// Wraps `key` for `context`.
    ///
    /// # Errors
    /// Unavailable when the holder does not answer.
    async fn wrap(&self, key: &Key, context: &[u8]) -> Result<Vec<u8>>;

    /// Unwraps what [`Self::wrap`] wrapped for the same `context`.
    ///
    /// # Errors
    /// A fault when it was altered, or wrapped for another context or by
    /// another master key; Unavailable when the holder does not answer.
    async fn unwrap_key(&self, wrapped: &[u8], context: &[u8]) -> Result<Key>;

    /// The kind of holder, for the log and the operator.
    fn name(&self) -> &'static str;
}
