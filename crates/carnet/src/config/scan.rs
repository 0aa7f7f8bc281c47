//! The scanner that looks at files that come in.

use ::scan::{Scanner, WhenAbsent};
use kernel::Result;
use serde::Deserialize;
use std::time::Duration;

/// The scanner that looks at files that come in: `clamd`.
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct ScanSection {
    /// Where it listens: `unix:/PATH` or `tcp:HOST:PORT`.
    pub clamd: String,
    /// What becomes of a file when it does not answer: `refuse` or `accept`.
    #[serde(default)]
    pub when_absent: WhenAbsent,
    /// How long it may take over one file, in milliseconds.
    #[serde(default = "wait")]
    pub wait_ms_max: u64,
}

const fn wait() -> u64 {
    60_000
}

impl ScanSection {
    /// The scanner.
    ///
    /// # Errors
    /// Invalid, when the address is none.
    pub fn scanner(&self) -> Result<Scanner> {
        Ok(Scanner::at(self.clamd.parse()?)
            .within(Duration::from_millis(self.wait_ms_max))
            .when_absent(self.when_absent))
    }
}
