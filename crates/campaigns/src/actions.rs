//! What can be done: tell, print and send, take over what came back, open what
//! is due, and say how it stands. Each can die anywhere and be run again.

mod announce;
mod dispatch;
mod opening;
mod report;

pub use announce::{Progress, Run};
pub use dispatch::{Dispatched, KIND};
pub use opening::{Opened, Stop};
pub use report::Report;
