//! The phone line through the front door, on every store.

mod acts;
mod deadline;
mod house;
mod limits;
mod pages;
mod recognising;
mod waiting;

use std::time::Duration;

pub(crate) const DAY: Duration = Duration::from_secs(24 * 3600);
pub(crate) const MINUTE: Duration = Duration::from_secs(60);
pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const TICK: Duration = Duration::from_millis(1);
/// How long a call may last.
pub(crate) const CALL_MAX: Duration = Duration::from_secs(30 * 60);
