//! Where in a log a time begins, found without reading what is newer.

use kernel::Timestamp;

/// Looking for the first place of a log, counted from 1, whose line is not older
/// than an instant.
pub(super) struct Cut {
    low: u64,
    pub(super) high: u64,
}

impl Cut {
    /// In a log whose newest line was written then; nothing to look for when
    /// even that is older.
    pub(super) fn new(newest: Option<(u64, Timestamp)>, instant: Timestamp) -> Option<Self> {
        let (high, _) = newest.filter(|(_, at)| *at >= instant)?;
        Some(Self { low: 1, high })
    }

    /// The next place to look at, if it is not found yet.
    pub(super) const fn middle(&self) -> Option<u64> {
        if self.low < self.high {
            Some(self.low + (self.high - self.low) / 2)
        } else {
            None
        }
    }

    pub(super) const fn seen(&mut self, middle: u64, is_older: bool) {
        if is_older {
            self.low = middle + 1;
        } else {
            self.high = middle;
        }
    }
}
