//! The last checkpoint we signed, in a file beside the keys: outside the
//! database, so that an older database cannot take it along.

use crate::checkpoint::Checkpoint;
use crate::note::{Note, hex};
use kernel::{Error, Result, World};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

const BYTES_MAX: u64 = 64 * 1024;

/// A small text file that is replaced at once or not at all.
#[derive(Clone)]
pub(crate) struct Kept {
    path: PathBuf,
    world: World,
}

fn failed(doing: &str, path: &Path, error: std::io::Error) -> Error {
    Error::unavailable(format!("{doing} {}", path.display())).because(error)
}

impl Kept {
    pub(crate) fn at(path: PathBuf, world: &World) -> Self {
        let world = world.clone();
        Self { path, world }
    }

    /// The same file with more at the end of its name.
    fn beside(&self, more: &str) -> PathBuf {
        let mut name = OsString::from(&self.path);
        name.push(more);
        PathBuf::from(name)
    }

    /// What is in it; nothing, if there is none.
    pub(crate) fn read(&self) -> Result<Option<String>> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed("opening", &self.path, error)),
        };
        let mut text = String::new();
        file.take(BYTES_MAX)
            .read_to_string(&mut text)
            .map_err(|error| failed("reading", &self.path, error))?;
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
            let path = self.path.display();
            Error::fault(format!("{path} holds no checkpoint: it was damaged"))
        };
        read.map(Some).map_err(|_| damaged())
    }

    /// The same, for who may not wait for a disk.
    pub(crate) async fn load(&self) -> Result<Option<(Note, Checkpoint)>> {
        let kept = self.clone();
        waiting(move || kept.checkpoint()).await
    }

    /// Keeps a checkpoint, unless a later one of the same log is kept already:
    /// of several processes with this file, none takes it backwards.
    ///
    /// # Errors
    /// Conflict, if a later one is kept; a fault, if another tree of this size is.
    pub(crate) fn keep(&self, note: &Note) -> Result<()> {
        let now = Checkpoint::of(note)?;
        let _alone = self.alone()?;
        if let Some((_, last)) = self.checkpoint()?
            && last.origin == now.origin
        {
            if last.size > now.size {
                return Err(Error::conflict("error-conflict").note("a later checkpoint is kept"));
            }
            if last.size == now.size && last.root != now.root {
                return Err(Error::fault(format!(
                    "two trees of {} entries: the other one was signed and kept before",
                    now.size
                )));
            }
        }
        self.replace(&note.to_string())
    }

    /// The same, for who may not wait for a disk.
    pub(crate) async fn keep_waiting(&self, note: &Note) -> Result<()> {
        let (kept, note) = (self.clone(), note.clone());
        waiting(move || kept.keep(&note)).await
    }

    /// Held until it is dropped, by one process at a time.
    fn alone(&self) -> Result<File> {
        let path = self.beside(".lock");
        let held = || {
            made(self.folder())?;
            let file = File::create(&path)?;
            file.lock()?;
            Ok(file)
        };
        held().map_err(|error| failed("holding", &path, error))
    }

    fn folder(&self) -> &Path {
        match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        }
    }

    /// Replaces it; on disk when this returns.
    pub(crate) fn replace(&self, text: &str) -> Result<()> {
        let draft = self.beside(&format!(".{}.new", hex(&self.world.random::<8>())));
        let written = || -> std::io::Result<()> {
            made(self.folder())?;
            let mut file = File::create_new(&draft)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&draft, &self.path)?;
            File::open(self.folder())?.sync_all()
        };
        written().map_err(|error| failed("writing", &self.path, error))
    }

    /// Adds lines at its end; on disk when this returns.
    pub(crate) fn append(&self, text: &str) -> Result<()> {
        let written = || -> std::io::Result<()> {
            let mut file = fs::OpenOptions::new()
                .create(true)
                .append(true)
                .open(&self.path)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            File::open(self.folder())?.sync_all()
        };
        written().map_err(|error| failed("writing", &self.path, error))
    }

    /// Takes it away.
    pub(crate) fn remove(&self) -> Result<()> {
        let _alone = self.alone()?;
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(failed("removing", &self.path, error))
            }
            _ => Ok(()),
        }
    }
}

/// Makes a folder, on disk when this returns.
fn made(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = match folder.parent() {
        Some(above) if !above.as_os_str().is_empty() => above,
        _ => Path::new("."),
    };
    made(above)?;
    match fs::create_dir(folder) {
        // Another process made it.
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => File::open(above)?.sync_all(),
    }
}

/// Waits for a disk where nobody else waits.
async fn waiting<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Error::fault("keeping a checkpoint broke off"))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{FixedClock, Kind, SeededChance, Timestamp};
    use std::sync::Arc;

    fn note(origin: &str, size: u64, root: u8) -> Note {
        let mut note = Checkpoint {
            origin: origin.into(),
            size,
            root: [root; 32],
        }
        .note();
        let key = keys::SigningKey::from_seed(&keys::Key::from_bytes([1; 32])).expect("a key");
        let signer = crate::note::Signer::new(origin, crate::note::Role::Log, Arc::new(key));
        let now = Timestamp::from_millis(0);
        signer.expect("a name").sign(&mut note, now);
        note
    }

    #[test]
    fn what_is_kept_goes_neither_backwards_nor_to_another_tree_of_its_size() {
        let folder = tempfile::tempdir().expect("a folder");
        let world = World {
            clock: Arc::new(FixedClock::new(Timestamp::from_millis(0))),
            chance: Arc::new(SeededChance::new(1)),
        };
        let kept = Kept::at(folder.path().join("deep/log.checkpoint"), &world);
        assert!(kept.checkpoint().expect("read").is_none());
        kept.keep(&note("log", 10, 1)).expect("kept");
        kept.keep(&note("log", 12, 2)).expect("kept");
        kept.keep(&note("log", 12, 2)).expect("kept");
        let refused = |size, root| {
            let kept = kept.keep(&note("log", size, root));
            kept.expect_err("refused").kind()
        };
        assert_eq!(refused(11, 3), Kind::Conflict);
        assert_eq!(refused(12, 3), Kind::Fault);
        let size = || kept.checkpoint().expect("read").map(|(_, kept)| kept.size);
        assert_eq!(size(), Some(12));
        kept.keep(&note("log/2", 3, 3)).expect("another log");
        assert_eq!(size(), Some(3));
        // Nothing is left of the drafts.
        let files = std::fs::read_dir(folder.path().join("deep")).expect("a folder");
        assert_eq!(files.count(), 2);
    }
}
