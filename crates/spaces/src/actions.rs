//! What can be done to the register and to the life of a space. Each is one
//! sentence: load, decide, save, commit; what happened is written in the same
//! transaction.

mod activate;
mod enrol;
mod federated;
mod find;
mod import;
mod life;

pub(crate) use activate::COOKIE_LIFE;
pub use activate::{Begun, Draft, Sitting, Try};
pub use federated::{Way, Welcome};
pub(crate) use find::as_name;
pub use find::{Face, FoundPeople};
pub use import::{Format, Report};
pub use life::{Announced, Channel, Receipt};
