//! The tables of the register. Every question about one person or space names
//! its bucket; only the small look-up tables are asked without.

mod activation;
mod federated;
mod insured;
mod life;
mod search;

pub(crate) use activation::*;
pub(crate) use federated::*;
pub(crate) use insured::*;
pub use life::Happened;
pub(crate) use life::*;
pub(crate) use search::*;

use kernel::{PersonId, SpaceId};
use store::{Migration, Value};

/// The tables of this crate, in order.
pub(crate) fn migrations() -> Vec<Migration> {
    vec![Migration::both(
        "0001_register",
        include_str!("../migrations/0001_register.sql"),
    )]
}

fn of_person(person: PersonId) -> [Value; 2] {
    [i64::from(person.bucket()).into(), person.into()]
}

fn of_space(space: SpaceId) -> [Value; 2] {
    [i64::from(space.bucket()).into(), space.into()]
}

/// The parameters of a row's key, then more.
fn with<const N: usize>(key: [Value; 2], more: [Value; N]) -> Vec<Value> {
    key.into_iter().chain(more).collect()
}
