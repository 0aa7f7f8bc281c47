//! What can be done to the register and to the life of a space. Each is one
//! sentence: load, decide, save, commit; what happened is written in the same
//! transaction.

mod activate;
mod bulk;
mod enrol;
mod find;
mod held;
mod import;
mod life;
mod object;

pub(crate) use activate::COOKIE_LIFE;
pub use activate::{Begun, Decided, Decision, Draft, Sitting, Try};
pub use bulk::{Candidate, Count, Telling};
pub(crate) use find::as_name;
pub use find::{Face, FoundPeople};
pub use import::{Format, Report};
pub use life::{Announced, By, Channel, Receipt};
pub use object::Concerned;
