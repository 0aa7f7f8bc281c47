//! The journal and the access log: all medical truth about one space, as two
//! append-only sequences of sealed lines.
//!
//! - The **journal** holds changes. The present is what one gets by folding it
//!   from the start; a [`Book`] is that fold, kept warm in a cache.
//! - The **access log** holds reads. It is never folded, and a read does not
//!   make anyone's book stale.
//!
//! Each line is sealed under the space's own key with its space, log and place
//! as associated data, and carries the hash of the line before: a row can be
//! neither read, moved, swapped, replayed nor taken from the middle unseen.
//! The key opens by two: the key holder, and the space's **shred**, in a database
//! of its own. Whoever destroys the shred has erased the space, in every backup.
//! In the transaction that writes a line, a salted commitment to it is queued for
//! the public tree (`ledger`): what was acknowledged cannot be taken back unseen.
//!
//! What this crate does not do: decide. Who may read or write is for `sharing`,
//! which holds the only [`Pen`].

mod beside;
mod book;
mod codec;
mod committer;
mod due;
mod erasing;
mod keyring;
mod life;
mod line;
mod log;
mod pen;
mod proof;
mod range;
mod reading;
mod refolding;
mod rewrapping;
mod shreds;
mod slice;
mod verify;
mod wrapping;

pub use book::{Book, Standing};
pub use due::{Due, DueTable, Dues, Subject};
pub use erasing::{Erasure, Swept};
pub use keyring::Guards;
pub use line::{By, Entry, NewEntry, NewRead, Read, Written};
pub use log::{Journal, JournalConfig, Noted};
pub use pen::Pen;
pub use proof::Committed;
pub use rewrapping::{Rewrapped, Wrapped};
pub use slice::{Slice, Slices};
pub use verify::Integrity;
