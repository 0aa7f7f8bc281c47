//! What one must know to read an object again.

use kernel::ObjectId;
use keys::Key;

/// An object in the vault: its name, its key, and what it must turn out to be.
/// Kept by the caller, sealed; the vault remembers none of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stored {
    /// The name.
    pub object: ObjectId,
    /// The key, of this object alone.
    pub key: Key,
    /// How many bytes it has in clear.
    pub size: u64,
    /// SHA-256 of the bytes in clear.
    pub sha256: [u8; 32],
}
