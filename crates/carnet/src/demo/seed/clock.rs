//! The clock of lives lived again: each at its own time.

use kernel::{Clock, Timestamp};
use std::cell::Cell;

tokio::task_local! {
    /// Where in their life the person is whose life this task lives.
    static NOW: Cell<Option<Timestamp>>;
}

/// Moves the clock of this task's person along.
pub(super) fn set_now(at: Timestamp) {
    NOW.with(|now| now.set(Some(at)));
}

/// Several people live at once, each at their own time: the product asks for
/// the time in the task of whoever acts.
pub(super) struct LivedClock {
    pub start: Timestamp,
}

impl Clock for LivedClock {
    fn now(&self) -> Timestamp {
        let lived = NOW.try_with(Cell::get).unwrap_or_default();
        lived.unwrap_or(self.start)
    }
}

/// Lives a life: from nowhere in time, until it moves its own clock.
pub(super) async fn live<T>(life: impl Future<Output = T>) -> T {
    NOW.scope(Cell::new(None), life).await
}
