//! What can be done to the register and to the life of a space. Each is one
//! sentence: load, decide, save, commit; what happened is written in the same
//! transaction.

mod activate;
mod anew;
mod announce;
mod ask;
mod bulk;
mod caring;
mod choosing;
mod contact;
mod doubtful;
mod enrol;
mod erase;
mod factors;
mod federated;
mod find;
pub(crate) mod given;
mod held;
mod help;
mod import;
mod life;
mod mandates;
mod misuse;
mod object;
mod phone;
mod probation;
mod reaching;
mod receipts;
mod recover;
mod telling;
mod writing;
mod written;

pub use activate::{Begun, ContactDraft, Decided, Decision, Draft, Sitting, Try};
pub(crate) use activate::{COOKIE_LIFE, is_overtaken};
pub use anew::ANNOUNCEMENT;
pub use announce::{Announced, Channel, beside};
pub use ask::Lost;
pub use bulk::{Candidate, Count, Telling};
pub use contact::TypedContact;
pub(crate) use contact::{WARNING_LANG, Warning};
pub(crate) use enrol::Browser;
pub use federated::{Way, Welcome};
pub(crate) use find::as_name;
pub use find::{Face, FoundPeople};
pub use help::{Help, Helper};
pub use import::Report;
pub use mandates::{Adult, Child, Invited};
pub(crate) use mandates::{FILE_LASTS, FILE_READ};
pub use object::Concerned;
pub use phone::{Recognized, Shown};
pub use reaching::Reached;
pub(crate) use reaching::shown as shown_reach;
pub use recover::{Forgot, Returned};
pub use telling::{By, Receipt};
pub use writing::Word;
pub use written::Written;
