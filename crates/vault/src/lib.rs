//! The bytes of documents: sealed in chunks, streamed both ways, never whole
//! in memory; in a local folder or in S3. In a folder, small ones lie many to a file
//! (`packs`), so that those who wait share one write.
//!
//! Each object has a name of its own and a fresh [`keys::Key`], which the vault does not
//! keep: whoever stores an object keeps the returned [`Stored`] sealed in the journal,
//! and erases the object for good by losing it.
//!
//! Not here: who may read what, what the bytes mean, and which objects are
//! still referred to ([`Vault::list_older_than`] gives the candidates).
//!
//! INVARIANT: a byte is handed out only after the chunk it lies in proved to
//! be that chunk of that object; the last chunk only after the size and hash
//! of the whole did.

mod chunks;
mod config;
mod download;
mod packs;
mod stored;
mod upload;
mod vault;

pub use config::{Credentials, VaultConfig};
pub use download::Content;
pub use stored::Stored;
pub use vault::Vault;
