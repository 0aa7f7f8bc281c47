//! Dispatch files: the people of one batch with their codes, sealed, from the
//! moment before they are told until their letters are printed and their
//! e-mails queued.
//!
//! A file is written whole under the name `….partial` and made durable, then
//! the batch's transaction commits, then the file gets its settled name. So a
//! settled file belongs to a batch that was told, a partial one is decided by
//! asking the store: told, and it is settled; not told, and it is thrown away.
//! Each try has a file of its own, by a random id that the batch's row names:
//! what a dead try left, on whatever machine, is never taken for the told one.

use kernel::{Chance, Error, PersonId, Result};
use keys::{Key, open, seal};
use serde::{Deserialize, Serialize};
use spaces::Code;
use spaces::notices::Addressee;
use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// One person of a batch.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// The person, as text.
    pub person: String,
    /// The code in its groups.
    pub code: String,
    /// First name and name.
    pub name: String,
    /// Where the letter goes.
    pub address_line: String,
    pub postcode: String,
    pub city: String,
    /// Where the e-mail goes; empty for a letter.
    pub email: String,
}

impl Line {
    /// Somebody whose letter brings this code.
    pub(crate) fn by_post(person: PersonId, code: &Code, to: Addressee) -> Self {
        Self {
            person: person.to_string(),
            code: code.in_groups(),
            name: to.name,
            address_line: to.contact.address_line,
            postcode: to.contact.postcode,
            city: to.contact.city,
            email: String::new(),
        }
    }
}

/// All the people of a batch.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq)]
pub(crate) struct Batch {
    /// Who.
    pub lines: Vec<Line>,
}

/// Which batch of which campaign, and which file is its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct BatchId {
    pub campaign: i64,
    pub number: i64,
    pub file: [u8; 16],
}

/// The folder of dispatch files.
pub(crate) struct Spool<'a> {
    folder: PathBuf,
    key: &'a Key,
}

impl<'a> Spool<'a> {
    /// The spool in this folder, made if it is not there.
    pub(crate) fn open(folder: &Path, key: &'a Key) -> Result<Self> {
        let folder = folder.join("spool");
        make_private(&folder)?;
        Ok(Self { folder, key })
    }

    /// Writes a batch's file, durable, under its partial name.
    pub(crate) fn write(&self, chance: &dyn Chance, id: BatchId, batch: &Batch) -> Result<()> {
        let plain =
            serde_json::to_vec(batch).map_err(|e| Error::fault("writing a batch").because(e))?;
        let sealed = seal(self.key, chance, &place(id), &plain);
        write_durable(&self.partial(id), id.file, &sealed)
    }

    /// Gives a told batch's file its settled name. Twice is harmless.
    pub(crate) fn settle(&self, id: BatchId) -> Result<()> {
        let settled = self.settled(id);
        match fs::rename(self.partial(id), &settled) {
            Err(_) if settled.exists() => Ok(()),
            done => done.map_err(|e| {
                Error::fault("the dispatch file of a batch that was told is not there").because(e)
            }),
        }?;
        sync_folder(&self.folder)
    }

    /// Settles a told batch's file that its process had no time to: nothing,
    /// when it is settled, or dispatched and gone.
    pub(crate) fn settle_if_there(&self, id: BatchId) -> Result<()> {
        match self.partial(id).exists() {
            true => self.settle(id),
            false => Ok(()),
        }
    }

    /// Throws away what tries that told nobody left of this campaign: whatever
    /// is not settled, once the last batch that was told is.
    pub(crate) fn discard_untold(&self, campaign: i64) -> Result<()> {
        let failed = |e| Error::unavailable("looking through the dispatch files").because(e);
        for entry in fs::read_dir(&self.folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let of_campaign = name.split_once('-').map(|(of, _)| of.parse());
            if of_campaign == Some(Ok(campaign)) && !name.ends_with(".sealed") {
                remove(&path)?;
            }
        }
        Ok(())
    }

    /// Campaign and number of the batches that have a settled file.
    pub(crate) fn list_settled(&self) -> Result<Vec<(i64, i64)>> {
        let failed = |e| Error::unavailable("looking through the dispatch files").because(e);
        let mut settled = Vec::new();
        for entry in fs::read_dir(&self.folder).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            let name = name.to_string_lossy();
            let mut parts = name.splitn(3, '-');
            let mut number = || parts.next().and_then(|part| part.parse().ok());
            if let (true, Some(campaign), Some(batch)) =
                (name.ends_with(".sealed"), number(), number())
            {
                settled.push((campaign, batch));
            }
        }
        Ok(settled)
    }

    /// The people of a settled batch.
    pub(crate) fn read(&self, id: BatchId) -> Result<Batch> {
        let sealed = fs::read(self.settled(id))
            .map_err(|e| Error::unavailable("reading a dispatch file").because(e))?;
        let plain = open(self.key, &place(id), &sealed)?;
        serde_json::from_slice(&plain).map_err(|_| Error::fault("a dispatch file of another form"))
    }

    /// Removes the file of a batch that is printed and queued.
    pub(crate) fn remove(&self, id: BatchId) -> Result<()> {
        remove(&self.settled(id))
    }

    fn settled(&self, id: BatchId) -> PathBuf {
        self.folder.join(format!("{}.sealed", stem(id)))
    }

    fn partial(&self, id: BatchId) -> PathBuf {
        self.folder.join(format!("{}.partial", stem(id)))
    }
}

fn stem(id: BatchId) -> String {
    format!("{}-{:06}-{}", id.campaign, id.number, hex(id.file))
}

fn place(id: BatchId) -> Vec<u8> {
    format!("batch {}", stem(id)).into_bytes()
}

fn hex(bytes: [u8; 16]) -> String {
    format!("{:032x}", u128::from_be_bytes(bytes))
}

/// Removes a file that may be gone already.
pub(crate) fn remove(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(e) if e.kind() != ErrorKind::NotFound => {
            Err(Error::unavailable("removing a file of a campaign").because(e))
        }
        _ => Ok(()),
    }
}

/// A folder for its owner alone.
pub(crate) fn make_private(folder: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|e| unwritten("making the folder of campaigns", e))
}

/// What the name of a half-written file ends with.
pub(crate) const WRITING: &str = ".writing";

/// Writes a file for its owner alone, whole or not at all, and durable. Two who
/// write it at the same time, by different ids, do not meet.
pub(crate) fn write_durable(file: &Path, id: [u8; 16], bytes: &[u8]) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut whole = file.as_os_str().to_owned();
    whole.push(format!(".{}{WRITING}", hex(id)));
    let whole = PathBuf::from(whole);
    let written = (|| {
        let mut to = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&whole)?;
        to.write_all(bytes)?;
        to.sync_all()?;
        fs::rename(&whole, file)
    })();
    if written.is_err() {
        // What is half-written helps nobody.
        let _ = fs::remove_file(&whole);
    }
    written.map_err(|e| unwritten("writing a file of a campaign", e))?;
    file.parent().map_or(Ok(()), sync_folder)
}

fn sync_folder(folder: &Path) -> Result<()> {
    fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|e| unwritten("syncing the folder of campaigns", e))
}

/// The code of an error that says that the disk of campaigns is full: who makes room goes
/// on with what was begun.
pub(crate) const NO_ROOM: &str = "campaign-no-room";

/// Why a file of a campaign was not written. Whatever it was, nobody is told by a file
/// that is not there.
fn unwritten(note: &'static str, error: io::Error) -> Error {
    let unwritten = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            Error::unavailable_as(NO_ROOM, note)
        }
        _ => Error::unavailable(note),
    };
    unwritten.because(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededChance;

    const ID: BatchId = BatchId {
        campaign: 3,
        number: 7,
        file: [9; 16],
    };

    fn batch() -> Batch {
        Batch {
            lines: vec![Line {
                person: "p".into(),
                code: "7K3M-Q9TW-0B5X".into(),
                name: "Ana Leca".into(),
                address_line: "1 rue des Lilas".into(),
                postcode: "33000".into(),
                city: "Bordeaux".into(),
                email: String::new(),
            }],
        }
    }

    #[test]
    fn a_file_is_sealed_and_read_back_only_once_settled() {
        let folder = tempfile::tempdir().expect("a folder");
        let key = Key::from_bytes([3; 32]);
        let spool = Spool::open(folder.path(), &key).expect("a spool");
        spool
            .write(&SeededChance::new(1), ID, &batch())
            .expect("written");
        assert!(spool.read(ID).is_err(), "not told yet");
        let files: Vec<_> = fs::read_dir(folder.path().join("spool"))
            .expect("a folder")
            .map(|file| file.expect("a file").path())
            .collect();
        assert_eq!(files.len(), 1);
        let bytes = fs::read(&files[0]).expect("bytes");
        for secret in ["7K3M", "Leca", "Lilas"] {
            let secret = secret.as_bytes();
            assert!(!bytes.windows(secret.len()).any(|part| part == secret));
        }
        spool.settle(ID).expect("settled");
        spool.settle(ID).expect("twice is harmless");
        assert!(spool.read(ID).expect("read") == batch());
        spool.remove(ID).expect("removed");
        spool.remove(ID).expect("twice is harmless");
    }

    #[test]
    fn what_a_dead_try_left_is_thrown_away_and_never_opened_as_the_told_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let key = Key::from_bytes([3; 32]);
        let spool = Spool::open(folder.path(), &key).expect("a spool");
        let dead = BatchId {
            file: [1; 16],
            ..ID
        };
        let other = BatchId { campaign: 30, ..ID };
        for id in [dead, ID, other] {
            spool
                .write(&SeededChance::new(1), id, &batch())
                .expect("written");
        }
        spool.settle(ID).expect("settled");
        spool.discard_untold(3).expect("thrown away");
        assert!(spool.settle(dead).is_err(), "gone");
        assert!(spool.read(ID).expect("read") == batch());
        spool.settle(other).expect("of another campaign");
        // Under the name of the told one it does not open either.
        fs::rename(spool.settled(ID), spool.settled(dead)).expect("moved");
        assert!(spool.read(dead).is_err());
    }

    #[test]
    fn a_disk_without_room_is_told_from_any_other_that_fails() {
        for (kind, code) in [
            (ErrorKind::StorageFull, NO_ROOM),
            (ErrorKind::QuotaExceeded, NO_ROOM),
            (ErrorKind::FileTooLarge, NO_ROOM),
            (ErrorKind::PermissionDenied, "error-unavailable"),
            (ErrorKind::NotADirectory, "error-unavailable"),
        ] {
            let error = unwritten("writing", io::Error::from(kind));
            assert_eq!(
                (error.kind(), error.code()),
                (kernel::Kind::Unavailable, code)
            );
        }
    }

    #[test]
    fn a_file_of_another_batch_does_not_open() {
        let folder = tempfile::tempdir().expect("a folder");
        let key = Key::from_bytes([3; 32]);
        let spool = Spool::open(folder.path(), &key).expect("a spool");
        let other = BatchId { number: 8, ..ID };
        spool
            .write(&SeededChance::new(1), ID, &batch())
            .expect("written");
        fs::rename(spool.partial(ID), spool.partial(other)).expect("moved");
        spool.settle(other).expect("settled");
        assert!(spool.read(other).is_err());
        assert!(spool.settle(ID).is_err(), "a told batch must have its file");
    }
}
