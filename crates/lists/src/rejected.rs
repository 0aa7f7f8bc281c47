//! The file beside a list: which lines are for people to look at.

use kernel::{Error, Result};
use std::io::Write;

/// Why a line is refused: the column, and the reason in both languages. The
/// reason never repeats what the line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The column to mend; empty, for the whole line.
    pub column: &'static str,
    /// Why, in French.
    pub fr: &'static str,
    /// Why, in English.
    pub en: &'static str,
}

/// Shorthand for a refusal.
pub const fn refusal(column: &'static str, fr: &'static str, en: &'static str) -> Refusal {
    Refusal { column, fr, en }
}

/// The file beside a list: of each line that is for people to look at its number, the
/// column and the reason, and nothing of what it said.
#[derive(Debug)]
pub struct Rejected<W: Write>(csv::Writer<W>);

impl<W: Write> Rejected<W> {
    /// Begins the file with its header.
    ///
    /// # Errors
    /// Unavailable, when the file cannot be written.
    pub fn new(to: W) -> Result<Self> {
        let mut writer = csv::Writer::from_writer(to);
        writer
            .write_record(["line", "column", "reason_fr", "reason_en"])
            .map_err(writing)?;
        Ok(Self(writer))
    }

    /// Tells of one line.
    ///
    /// # Errors
    /// Unavailable, when the file cannot be written.
    pub fn tell(&mut self, number: u64, why: Refusal) -> Result<()> {
        self.0
            .write_record([&number.to_string(), why.column, why.fr, why.en])
            .map_err(writing)
    }

    /// Tells of one line and of another, which the reason calls `{line}`.
    ///
    /// # Errors
    /// Unavailable, when the file cannot be written.
    pub fn tell_of_two(&mut self, number: u64, other: u64, why: Refusal) -> Result<()> {
        let (number, other) = (number.to_string(), other.to_string());
        let [fr, en] = [why.fr, why.en].map(|reason| reason.replace("{line}", &other));
        self.0
            .write_record([number.as_str(), why.column, fr.as_str(), en.as_str()])
            .map_err(writing)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Unavailable, when the file cannot be written.
    pub fn close(mut self) -> Result<()> {
        self.0.flush().map_err(writing)
    }
}

fn writing(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::unavailable("writing the refused lines").because(error)
}
