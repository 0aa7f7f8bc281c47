//! The reader of CDA documents, at its front door.

mod corpus;
mod hostile;
mod identity;
mod reading;
mod samples;
