//! The FHIR R4 that Carnet speaks, in JSON: reading what software sends with
//! suspicion, and writing answers.
//!
//! A resource stays a [`serde_json::Value`]; the few things we decide upon are
//! read into small structs, and everything else that was sent is kept as it
//! came. There is no model of all of FHIR here, no XML, no storage and no HTTP:
//! the features bring those.

mod answers;
mod capability;
mod datatypes;
mod json;
pub mod mhd;
mod outcome;
mod place;
pub mod search;
pub mod sent;
pub mod shape;

pub use answers::{EntryAnswer, Page, binary, searchset, transaction_response};
pub use capability::{Capability, ForPeople, capability_statement};
pub use datatypes::{
    Coding, IDENTIFIER_SYSTEM_URI, INS_SYSTEMS, Identifier, Moment, PROFESSIONAL_SYSTEM,
    STRUCTURE_SYSTEM, urn,
};
pub use json::{Limits, parse};
pub use outcome::{Issue, IssueType, Outcome, Severity};

/// The media type of everything said here.
pub const MEDIA_TYPE: &str = "application/fhir+json";

/// The version of FHIR.
pub const FHIR_VERSION: &str = "4.0.1";

/// The sentences of this crate in French and in English, as Fluent texts.
pub const TEXTS: (&str, &str) = (
    include_str!("../locales/fr.ftl"),
    include_str!("../locales/en.ftl"),
);
