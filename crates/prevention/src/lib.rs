//! Prevention: which vaccinations and examinations are due, done or late, from
//! age, sex and what is recorded.
//!
//! Words: a *pack* is one official calendar of one year; a *rule* is one thing
//! that a calendar asks for; an *item* is a rule as it stands for one person
//! today; a *note* says that an examination was done, and when.
//!
//! - [`rules`] computes, from [`Calendar`] and nothing else: pure.
//! - [`Rounds`] tells people, in the morning, that something came to be due.
//! - [`Notes`] is what the journal knows of examinations done.
//!
//! INVARIANTS: it informs and never diagnoses. Where the calendar does not say,
//! the item says *ask your doctor*. Every item names its source and the year of
//! its calendar. Nothing is late that the calendar does not ask for.
//!
//! Not here: vaccinations, which the medical profile keeps (`profile`); what is
//! counted of them is what a permit shows.

mod actions;
mod age;
mod calendar;
mod carried;
pub mod entries;
mod notes;
mod pages;
mod queries;
mod rounds;
pub mod rules;

pub use actions::{Prevention, Said};
pub use age::{Age, years_on};
pub use calendar::{Calendar, Course, Disease, Diseases, Kind, Pack, Rule, Source};
pub use carried::{Carried, carried};
pub use notes::{Note, Notes};
pub use pages::{Against, Dose, Pages, routes, to_do, vaccinations};
pub use rounds::{Round, Rounds};

/// The sentences of this crate.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "prevention",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};
