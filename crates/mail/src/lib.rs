//! How we speak with professional mail systems, whose mails stay among
//! themselves: a mail server in front of us speaks with the world and checks
//! certificates; here, mails are taken from it, read, unpacked, written and
//! handed over.
//!
//! - [`lmtp::serve`] takes mails (RFC 2033) and asks a [`lmtp::Room`] whether
//!   it knows the recipient, and to keep what came.
//! - [`read()`] makes a small model of a mail: a [`Letter`], or a [`Report`] of
//!   what became of one of ours. [`trace::certificate`] says whose server
//!   handed it to ours.
//! - [`xdm::unpack`] takes the documents out of an `IHE_XDM.ZIP`.
//! - [`write()`] composes a letter, [`write_receipt`] what somebody says of one that
//!   they read; [`send`] hands it over, [`smtp::Server`]
//!   many of them.
//!
//! Not here: who may write to whom, what is kept, any medical decision.
//!
//! INVARIANTS: every byte that comes in is hostile: nothing is read beyond a
//! limit, nothing is loaded, no path is made of a name. *250* is said of what
//! the room has kept, and of nothing else. No log line holds an address, a
//! subject or a word of a mail; nor does a [`Refusal`].

mod address;
pub mod lmtp;
mod read;
mod refusal;
pub mod smtp;
pub mod trace;
mod write;
pub mod xdm;

pub use read::{Enclosed, Incoming, Letter, Limits, Outcome, Report, read};
pub use refusal::Refusal;
pub use smtp::{Proof, SendConfig, SendError, send, takes};
pub use write::{Outgoing, Piece, Receipt, Unwritable, write, write_receipt};
