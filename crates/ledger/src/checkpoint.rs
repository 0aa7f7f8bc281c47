//! Checkpoints: what a log says of itself at one moment (C2SP tlog-checkpoint).

use crate::note::Note;
use crate::tree::Hash;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Error, Result};

/// The head of a log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// The root of its tree.
    pub root: Hash,
}

impl Checkpoint {
    /// What is signed.
    pub fn note(&self) -> Note {
        let root = STANDARD.encode(self.root);
        Note::new(format!("{}\n{}\n{root}\n", self.origin, self.size))
    }

    /// Reads what a note says; checks no signature. Lines after the third are
    /// allowed, and say nothing to us.
    ///
    /// # Errors
    /// Invalid, if the note is no checkpoint.
    pub fn of(note: &Note) -> Result<Self> {
        let wrong = || Error::invalid("ledger-note-wrong").note("a note that is no checkpoint");
        let mut lines = note.text().lines();
        let mut line = || {
            lines
                .next()
                .filter(|line| !line.is_empty())
                .ok_or_else(wrong)
        };
        let origin = line()?.to_owned();
        let size = line()?;
        let digits = size.bytes().all(|b| b.is_ascii_digit());
        if !digits || (size.starts_with('0') && size != "0") {
            return Err(wrong());
        }
        let size = size.parse().map_err(|_| wrong())?;
        let root = STANDARD.decode(line()?).map_err(|_| wrong())?;
        let root = root.try_into().map_err(|_| wrong())?;
        if lines.any(str::is_empty) {
            return Err(wrong());
        }
        Ok(Self { origin, size, root })
    }
}
