//! What is true of codes, of the life of a space, of brakes, of searches and
//! of a line of the fund’s files. Pure: no store, no clock, no chance
//! but what is handed in.

pub mod activation;
pub mod age;
pub mod brake;
pub mod choosing;
pub mod code;
pub mod contact;
pub mod held;
pub mod insured;
pub mod letter;
pub mod life;
pub mod recovery;
pub mod search;
pub mod traits;
pub(crate) mod typed;
pub mod weekly;
