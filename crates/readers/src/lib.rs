//! What hostile files say, read in a child process that may die.
//!
//! `formats` tells what a file is while it streams in; here its content is
//! interpreted: the pages of a PDF, the sections of a CDA document, the slices
//! of a DICOM series. Each reader is a pure function from bytes to a small
//! model of our own; the pages show the model, never the file.
//!
//! - [`Job`] is what is asked, [`Answer`] what comes back, [`Refusal`] why not;
//! - [`identity`] tells whether a file is about the person it is put with;
//! - [`Desk`] is the service's side: it starts a child for one job, feeds it,
//!   and ends it when it takes too long or says too much;
//! - [`child`] is the other side: it gives up every right but that of thinking
//!   and writing, and only then reads.
//!
//! INVARIANT: no reader runs in the process that holds keys and records.

pub mod cda;
pub mod child;
pub mod dicom;
pub mod gist;
pub mod identity;
pub mod pdf;
pub mod picture;
pub mod words;

mod answer;
mod desk;
mod encode;
mod job;
mod letters;
mod limits;
mod refusal;
mod wire;

pub use answer::{Answer, Picture, Reading};
pub use desk::Desk;
pub use job::Job;
pub use limits::Limits;
pub use refusal::Refusal;

/// The sentences of this crate in French and in English, as Fluent texts.
pub const TEXTS: (&str, &str) = (
    include_str!("../locales/fr.ftl"),
    include_str!("../locales/en.ftl"),
);
