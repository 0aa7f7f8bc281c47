//! The reader of CDA documents, at its front door.

mod corpus;
mod entries;
mod files;
mod header;
mod hostile;
mod identity;
mod narrative;
mod samples;
mod wire;
