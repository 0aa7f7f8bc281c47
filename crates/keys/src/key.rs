//! One 256-bit key: wiped when dropped, never shown.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use kernel::{Chance, Error, Result};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A 256-bit key. Wiped when dropped; `Debug` shows nothing; compared in
/// constant time.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key([u8; 32]);

impl Key {
    /// A fresh key.
    pub fn random(chance: &dyn Chance) -> Self {
        let mut key = Self([0; 32]);
        chance.fill(&mut key.0);
        key
    }

    /// The key made of these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// As [`Self::from_bytes`], for bytes of unknown length.
    ///
    /// # Errors
    /// A fault: what was kept is not a key.
    pub fn from_slice(bytes: &[u8]) -> Result<Self> {
        let mut key = Self([0; 32]);
        if bytes.len() != key.0.len() {
            return Err(Error::fault("a kept key is not 32 bytes"));
        }
        key.0.copy_from_slice(bytes);
        Ok(key)
    }

    /// The bytes: for the one line that needs them.
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}

impl Eq for Key {}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹key›")
    }
}
