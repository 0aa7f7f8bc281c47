//! What is true of campaigns: their names, and what is plausible. Pure.

pub mod name;
pub mod plausible;
