//! The roof: one house of all the rooms, the home pages where they meet, the
//! set-up, and the demonstration.

pub mod campaign;
pub mod config;
pub mod demo;
mod home;
pub mod house;
pub mod import;
pub mod jobs;
pub mod log;
pub mod mailroom;
mod prepared;
pub mod rotation;
pub mod serving;
pub mod site;
pub mod software;
pub mod staff;
mod system;
pub mod texts;
pub mod verify;
pub mod witness;

pub use house::House;
pub use texts::TEXTS;

/// An error for the terminal: what failed and why, without its kind and code.
pub fn readable(error: &kernel::Error) -> anyhow::Error {
    let text = error.log_text();
    let sentence = text.split_once(": ").map_or(&*text, |(_, rest)| rest);
    anyhow::anyhow!("{sentence}")
}
