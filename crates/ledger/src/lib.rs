//! The Merkle log, by which outsiders check that our history only grows.
//!
//! What is in it are *commitments*: hashes over a salt of 128 bits and a line
//! that somebody wrote. Nobody learns anything from one; whoever has the line
//! and its salt can prove that it is there. Whoever writes a line queues its
//! commitment ([`Due`]) in the same transaction; [`Ledger::tick`] brings what
//! waits into the tree, signs the new head and has it witnessed.
//!
//! The formats are those of others, so that others can check: RFC 6962 trees,
//! C2SP tlog-tiles, signed notes, checkpoints, witnesses.
//!
//! Not here: what a line is, who may see it (that is `journal` and `sharing`),
//! and HTTP on our side.

mod batch;
mod check;
mod checkpoint;
mod client;
mod due;
mod export;
mod find;
mod history;
mod kept;
mod log;
mod note;
mod publish;
mod sequence;
mod start;
mod tile;
mod tree;
mod witness;

pub use batch::Batch;
pub use check::{Problem, Report, Trust, check};
pub use checkpoint::Checkpoint;
pub use client::WitnessCount;
pub use due::{Due, commitment};
pub use export::{Among, History, HistoryLine, HistoryStep, KnownStep};
pub use find::Place;
pub use history::{Line, LineOf, Step};
pub use log::{Ledger, LogConfig, migrate};
pub use note::{Note, PublicKey, Role, Signature, Signer};
pub use start::Accepted;
pub use tile::{Edge, TileId, Tiles, WIDTH, Written, parse_place, place, tile_root};
pub use tree::{
    Hash, Node, Range, check_consistency, check_inclusion, consistency, earlier_root, empty_root,
    inclusion, join, leaf_hash, node_hash,
};
pub use witness::{Answer, REQUEST_MAX, Witness};

/// The sentences of this crate, in French and in English, as Fluent texts.
pub const TEXTS: (&str, &str) = (
    include_str!("../locales/fr.ftl"),
    include_str!("../locales/en.ftl"),
);
