//! What is true of campaigns: their names, whom they leave to people, what is
//! plausible, and what is told of what happened. Pure.

pub mod aside;
pub mod events;
pub mod name;
pub mod plausible;
