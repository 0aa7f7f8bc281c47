//! The last checkpoint we signed, in a file beside the keys: outside the
//! database, so that an older database cannot take it along.

use crate::checkpoint::Checkpoint;
use crate::note::Note;
use kernel::{Error, Result};
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

const BYTES_MAX: u64 = 64 * 1024;

/// A small text file that is replaced at once or not at all.
#[derive(Clone, Debug)]
pub(crate) struct Kept(PathBuf);

fn failed(doing: &str, path: &Path, error: std::io::Error) -> Error {
    Error::unavailable(format!("{doing} {}", path.display())).because(error)
}

impl Kept {
    pub(crate) const fn at(path: PathBuf) -> Self {
        Self(path)
    }

    /// What is in it; nothing, if there is none.
    pub(crate) fn read(&self) -> Result<Option<String>> {
        let file = match File::open(&self.0) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed("opening", &self.0, error)),
        };
        let mut text = String::new();
        file.take(BYTES_MAX)
            .read_to_string(&mut text)
            .map_err(|error| failed("reading", &self.0, error))?;
        Ok(Some(text))
    }

    /// The checkpoint in it.
    pub(crate) fn checkpoint(&self) -> Result<Option<(Note, Checkpoint)>> {
        let Some(text) = self.read()? else {
            return Ok(None);
        };
        let read = Note::parse(&text).and_then(|note| {
            let checkpoint = Checkpoint::of(&note)?;
            Ok((note, checkpoint))
        });
        let damaged = || {
            let path = self.0.display();
            Error::fault(format!("{path} holds no checkpoint: it was damaged"))
        };
        read.map(Some).map_err(|_| damaged())
    }

    /// Replaces it; on disk when this returns.
    pub(crate) fn write(&self, text: &str) -> Result<()> {
        let folder = match self.0.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let draft = self.0.with_extension(format!("{}.new", std::process::id()));
        let written = || -> std::io::Result<()> {
            fs::create_dir_all(folder)?;
            let mut file = File::create(&draft)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&draft, &self.0)?;
            File::open(folder)?.sync_all()
        };
        written().map_err(|error| failed("writing", &self.0, error))
    }

    /// Adds lines at its end; on disk when this returns.
    pub(crate) fn append(&self, text: &str) -> Result<()> {
        let written = || -> std::io::Result<()> {
            let mut file = fs::OpenOptions::new()
                .create(true)
                .append(true)
                .open(&self.0)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()
        };
        written().map_err(|error| failed("writing", &self.0, error))
    }

    /// Takes it away.
    pub(crate) fn remove(&self) -> Result<()> {
        match fs::remove_file(&self.0) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(failed("removing", &self.0, error))
            }
            _ => Ok(()),
        }
    }
}
