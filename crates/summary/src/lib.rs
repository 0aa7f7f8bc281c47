//! The summary: what a professional sees first of a record, in the order of what
//! may hurt soonest if it is not known.
//!
//! One page, from what the rooms below it hold, each line decided as on its own
//! page: allergies, conditions, treatments, devices, the last results with those
//! before, the last documents by what they are to this profession, vaccinations,
//! wishes. In an emergency, a page of its own has what cannot wait. What is not
//! shared looks as what was never filled in. The same on paper, for whoever reads
//! it and for its holder, who also prints a vaccination card (how each disease
//! stands, and each vaccination) and their wishes.

mod pages;
mod print;
mod rules;
mod urgent;

pub use pages::{Pages, routes};

/// The sentences of this crate.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "summary",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};
