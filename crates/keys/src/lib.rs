//! Keys, and what is done with them: sealing, opening, keyed hashes, and the
//! holders that keep the master key out of the database.
//!
//! Three floors. A [`KeyHolder`] guards one master key (a file by default, a
//! PKCS#11 token in production) and only wraps and unwraps other keys; while it is
//! changed there are two, told apart by their [`Generation`]. Each
//! space has its own random [`Key`], stored wrapped, so that it can be
//! destroyed. [`RegisterKeys`] are those of the register, derived from one
//! root that is itself wrapped.
//!
//! Not here: which key seals what, where wrapped keys are stored, and the
//! chunked sealing of document bytes (that is `vault`).
//!
//! INVARIANT: a generation is durable before anything is wrapped by it, and what
//! it wrapped says which it is.
//!
//! INVARIANT: everything sealed is bound to its place by associated data; a
//! value moved elsewhere does not open.

mod chance;
mod file;
mod generation;
mod holder;
mod key;
mod keyfile;
mod pkcs11;
mod register;
mod seal;
mod signing;

pub use chance::SystemChance;
pub use file::FileHolder;
pub use generation::Generation;
pub use holder::KeyHolder;
pub use key::Key;
pub use pkcs11::{Pkcs11Config, Pkcs11Holder};
pub use register::RegisterKeys;
pub use seal::{mac, open, seal, sha256};
pub use signing::{SigningKey, is_signed_by};

#[doc(no_inline)]
pub use async_trait::async_trait;
