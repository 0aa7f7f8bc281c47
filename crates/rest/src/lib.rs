//! FHIR's interface over HTTP (R4, http.html), for every room that machines ask:
//! who asks, the form of answers and refusals, how resources and people are
//! named, how searches are asked and answered in pages.
//!
//! Not here: what a resource says (`fhir` and the rooms), who may see it
//! (`sharing`).

mod answer;
mod history;
pub mod names;
mod person;
mod search;

pub use answer::{
    Refusal, Wanted, is_known, language, not_acceptable, reader, refuse, refused_outside, resource,
    seen, sent_json, sentences, speaks_json, stale, unchanged, versioned, wanted,
};
pub use history::{Version, Versions, named_version, without_params};
pub use person::{patient, patient_for};
pub use search::{Draw, Findable, asked, page};

/// The sentences that machines are answered with.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "rest",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};
