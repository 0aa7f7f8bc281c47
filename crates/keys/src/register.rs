//! The keys of the register: one random root, wrapped by the holder; every
//! purpose has its own, derived by HKDF-SHA-256 (RFC 5869).
//!
//! Not for spaces: a derived key cannot be destroyed, theirs must be.

use crate::{Generation, Key, KeyHolder, keyfile};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use kernel::{Chance, Error, Result};
use std::path::Path;

const CONTEXT: &[u8] = b"register root";
const SALT: &[u8] = b"carnet register keys 1";

/// The keys of the register (hashes of numbers and codes, sealed numbers,
/// sessions), derived from one root. Clones share nothing and are wiped.
#[derive(Clone)]
pub struct RegisterKeys {
    root: Key,
}

impl RegisterKeys {
    /// From a root known already.
    pub const fn from_root(root: Key) -> Self {
        Self { root }
    }

    /// A new root, and its wrapped form to be kept.
    ///
    /// # Errors
    /// Those of the holder.
    pub async fn create(holder: &dyn KeyHolder, chance: &dyn Chance) -> Result<(Self, Vec<u8>)> {
        let root = Key::random(chance);
        let wrapped = holder.wrap(&root, CONTEXT).await?;
        Ok((Self { root }, wrapped))
    }

    /// From the wrapped form that [`Self::create`] gave.
    ///
    /// # Errors
    /// Those of the holder.
    pub async fn unwrap(holder: &dyn KeyHolder, wrapped: &[u8]) -> Result<Self> {
        let root = holder.unwrap_key(wrapped, CONTEXT).await?;
        Ok(Self { root })
    }

    /// The same root, wrapped by another generation of the master key.
    ///
    /// # Errors
    /// Those of the holder.
    pub async fn rewrap(
        holder: &dyn KeyHolder,
        wrapped: &[u8],
        generation: Generation,
    ) -> Result<Vec<u8>> {
        let root = holder.unwrap_key(wrapped, CONTEXT).await?;
        holder.wrap_by(generation, &root, CONTEXT).await
    }

    /// From the wrapped root in a file, which is made if there is none.
    /// Processes on several machines keep it in a row of the database instead,
    /// with [`Self::create`] and [`Self::unwrap`].
    ///
    /// # Errors
    /// Those of the holder; a fault when others may read the file; Unavailable
    /// when the disk refuses.
    pub async fn load_or_create(
        holder: &dyn KeyHolder,
        path: &Path,
        chance: &dyn Chance,
    ) -> Result<Self> {
        if keyfile::find(path)?.is_none() {
            let (_, wrapped) = Self::create(holder, chance).await?;
            keyfile::create(path, &wrapped, chance)?;
        }
        let wrapped = keyfile::find(path)?
            .ok_or_else(|| Error::fault("the register key file went away while it was made"))?;
        Self::unwrap(holder, &wrapped).await
    }

    /// The key for one purpose; the same every time.
    pub fn derive(&self, purpose: &'static str) -> Key {
        struct Bytes32;
        impl KeyType for Bytes32 {
            fn len(&self) -> usize {
                32
            }
        }
        let prk: Prk = Salt::new(HKDF_SHA256, SALT).extract(self.root.expose());
        let mut key = zeroize::Zeroizing::new([0; 32]);
        prk.expand(&[purpose.as_bytes()], Bytes32)
            .and_then(|okm| okm.fill(&mut *key))
            .expect("HKDF-SHA-256 gives up to 8160 bytes");
        Key::from_bytes(*key)
    }
}

impl std::fmt::Debug for RegisterKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RegisterKeys(‹keys›)")
    }
}
