//! The tables of the register. Every question about one person or space names
//! its bucket; only the small look-up tables are asked without.

mod activation;
mod at_once;
mod bulk;
mod choices;
mod codes;
mod contact;
mod federated;
mod given;
mod held;
mod help;
mod insured;
mod letters;
mod life;
mod receipts;
mod recovery;
mod reviews;
mod search;
mod treating;
mod weekly;

pub(crate) use activation::*;
pub(crate) use at_once::*;
pub use bulk::{InUse, Place};
pub(crate) use bulk::{
    NewTold, Wave, count_due, count_states, delete_told, has_died, insert_told, list_in_use,
    list_told_later, list_untold, update_due, update_told_at,
};
pub(crate) use choices::*;
pub(crate) use codes::*;
pub(crate) use contact::*;
pub(crate) use federated::*;
pub use given::Given;
pub(crate) use given::{count_given, delete_given, find_looked, list_given, put_given, put_looked};
pub use held::HeldAct;
pub(crate) use held::{
    end_held, end_taking_back, end_yes, find_held_in, insert_held, last_held_done, list_held,
    list_held_due, who_asked,
};
pub(crate) use help::*;
pub(crate) use insured::*;
pub(crate) use letters::*;
pub use life::Happened;
pub(crate) use life::*;
pub(crate) use receipts::*;
pub(crate) use recovery::*;
pub(crate) use reviews::*;
pub(crate) use search::*;
pub(crate) use treating::*;
pub(crate) use weekly::*;

use kernel::{PersonId, SpaceId};
use store::{Migration, Value};

/// The tables of this crate, in order.
pub(crate) fn migrations() -> Vec<Migration> {
    vec![
        Migration::both(
            "0001_register",
            include_str!("../migrations/0001_register.sql"),
        ),
        Migration::both("0002_life", include_str!("../migrations/0002_life.sql")),
        Migration::both(
            "0003_contact",
            include_str!("../migrations/0003_contact.sql"),
        ),
        Migration::both("0004_held", include_str!("../migrations/0004_held.sql")),
        Migration::both("0005_help", include_str!("../migrations/0005_help.sql")),
        Migration::both("0006_review", include_str!("../migrations/0006_review.sql")),
        Migration::both(
            "0007_choices",
            include_str!("../migrations/0007_choices.sql"),
        ),
        Migration::both("0008_given", include_str!("../migrations/0008_given.sql")),
        Migration::both(
            "0009_treating",
            include_str!("../migrations/0009_treating.sql"),
        ),
        Migration::both("0010_peace", include_str!("../migrations/0010_peace.sql")),
        Migration::both(
            "0011_recovering",
            include_str!("../migrations/0011_recovering.sql"),
        ),
        Migration::both(
            "0012_attached",
            include_str!("../migrations/0012_attached.sql"),
        ),
        Migration::both(
            "0013_attached_moved",
            include_str!("../migrations/0013_attached_moved.sql"),
        ),
        Migration::both(
            "0014_attached_reading",
            include_str!("../migrations/0014_attached_reading.sql"),
        ),
        Migration::both(
            "0015_by_letter",
            include_str!("../migrations/0015_by_letter.sql"),
        ),
        Migration::both(
            "0016_treating_looked",
            include_str!("../migrations/0016_treating_looked.sql"),
        ),
        Migration::both(
            "0017_receipts",
            include_str!("../migrations/0017_receipts.sql"),
        ),
        Migration::both(
            "0018_letters",
            include_str!("../migrations/0018_letters.sql"),
        ),
        Migration::both(
            "0019_receipt_letters",
            include_str!("../migrations/0019_receipt_letters.sql"),
        ),
        Migration::both(
            "0020_bounced",
            include_str!("../migrations/0020_bounced.sql"),
        ),
        Migration::both(
            "0021_at_once",
            include_str!("../migrations/0021_at_once.sql"),
        ),
        Migration::both("0022_weekly", include_str!("../migrations/0022_weekly.sql")),
    ]
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
