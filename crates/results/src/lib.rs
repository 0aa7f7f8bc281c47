//! Results of laboratories by test: in words first, then on a line of numbers,
//! then as a curve, then in a table.
//!
//! Words: a *finding* is one result as a document tells it (`documents` keeps
//! it); a *reading* is a finding with its day and its document; a *series* is
//! the readings that may be compared: one test, one unit, one specimen, one
//! method; a *test* is all series of one thing looked for.
//!
//! INVARIANTS: nothing is judged. A result is above or below because the
//! laboratory wrote so, or because its number is beyond the laboratory's own
//! limits. Units, methods and specimens are never mixed. A document that names
//! somebody else takes no part. Whoever may not see a document sees none of its
//! results: they are sealed with it.
//!
//! Not here: how a file is read (`readers`), what of it is kept, and what
//! professionals say of it (`documents`).

mod chart;
pub mod fhir;
mod pages;
pub mod rules;

pub use pages::{Brief, Pages, latest, readings, routes};

/// The sentences of this crate.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "results",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};
