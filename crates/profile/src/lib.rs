//! The medical profile: what a person says of their own health, what
//! professionals add to it or confirm, and the page on which those who care for
//! them find it.
//!
//! Its words: a *heading* (allergies, treatments…) has *lines*; a line has
//! *fields*. *Nothing to declare* is a dated statement, and is not *not filled
//! in*. A heading is *shared* with professionals as a whole, or *kept*.
//!
//! INVARIANTS: a line is decided like a document of the official type that
//! stands for its heading, by the same function; what a professional wrote or
//! confirmed is locked for the holder; whoever may not see a heading cannot tell
//! it from one that was never filled in.
//!
//! Not here: who may see what (`sharing`), what laboratories found (`results`).

pub mod actions;
mod entries;
pub mod fhir;
mod found;
pub mod growth;
mod ledger;
mod pages;
pub mod rules;
mod shelf;

pub use pages::{Block, LineView, Pages, blocks, routes};

pub use growth::Growth;

pub use actions::{Corrections, Profiles, Shown};

pub use shelf::{Declared, Line, LineId, Profile};

/// The sentences of this crate.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "profile",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};
