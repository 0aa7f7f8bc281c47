//! Documents: professionals add them, the holder reads, adds, hides and shows
//! them, and everybody sees exactly what they may.
//!
//! - a document is immutable; its bytes are in the vault under a key of their
//!   own, and that key is in the sealed journal;
//! - nothing of a document is shown without a permit, not its title either;
//! - patients' documents never look like professionals'.
//!
//! Deliberately not here: who may see what (`sharing`), what a file truly is
//! (`formats`), how pages look around their content (`edge`).

mod actions;
mod api;
mod carried;
pub mod entries;
mod ledgers;
mod outgoing;
mod pages;
mod reading;
pub mod rules;
pub mod shelf;

pub use actions::{
    AT_ONCE_MAX, Arrival, Asked, Becoming, Binned, Commented, Deposit, DepositPlace, DepositState,
    Documents, Edition, Elsewhere, Found, Incoming, Keeping, Listed, Marks, NamedFolder, Opened,
    Origin, Outcome, PIECE_MAX, Parked, SetAside, Shelved, Told, Twice, Version,
};
pub use api::{API_TEXTS, Api, routes as api_routes};
pub use carried::Carried;
pub use outgoing::{Names, Zip};
pub use pages::{
    Badge, CommentRow, Pages, Row, TEXTS, holder_rows, is_doubtful, kept_back, professional_rows,
    routes, something_waits,
};
pub use shelf::Shelf;
