//! The roof: one house of all the rooms, the home pages where they meet, the
//! set-up, and the demonstration.

pub mod config;
pub mod demo;
mod home;
pub mod house;
pub mod import;
mod system;

pub use house::House;

/// The sentences of the home pages.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "carnet",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};
