//! What is true of campaigns: their names, whom they leave to people, and what
//! is plausible. Pure.

pub mod aside;
pub mod name;
pub mod plausible;
