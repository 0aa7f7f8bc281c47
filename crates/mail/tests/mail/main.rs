//! How this crate speaks with mail systems, through its front doors.

mod corpus;
mod lmtp;
mod read;
mod reports;
mod send;
mod server;
mod trace;
mod write;
mod xdm;
mod zips;
