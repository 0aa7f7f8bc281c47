//! How a secret file takes the place of another: at every instant one of the two
//! stands there, whole, and what is replaced is overwritten before it is removed.
//!
//! 1. the new one is written beside it, `….next`, and is on the disk;
//! 2. the old one gets a second name, `….former`;
//! 3. the new one takes the place;
//! 4. what bears the name `….former` is overwritten, and removed.
//!
//! Whoever changes holds the folder's lock. What a change that died has left is
//! cleared away by the next one.

use super::{failed, folder_of, is_draft_of, write_draft};
use kernel::{Error, Result};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, fchown};
use std::path::{Path, PathBuf};

/// What the system writes at once.
const ZEROS: [u8; 4096] = [0; 4096];

/// Leave to change one file, for one process at a time.
pub struct Change {
    path: PathBuf,
    /// The folder, locked as long as this is open.
    folder: File,
}

impl Change {
    /// Waits for its turn, and clears away what an earlier change left.
    ///
    /// # Errors
    /// A fault when the path is a link: the file behind it is somewhere else.
    /// Unavailable when the disk refuses.
    pub fn begin(path: &Path) -> Result<Self> {
        let locked = || {
            let folder = File::open(folder_of(path))?;
            folder.lock()?;
            Ok(folder)
        };
        let change = Self {
            path: path.to_owned(),
            folder: locked().map_err(|e| failed("locking the folder of", path, e))?,
        };
        let about = fs::symlink_metadata(path).map_err(|e| failed("reading", path, e))?;
        if about.is_symlink() {
            return Err(Error::fault(format!(
                "key file {} is a link; name the file itself, to change it",
                path.display()
            )));
        }
        let cleared = change.clear();
        cleared.map_err(|e| failed("clearing the rest of", path, e))?;
        Ok(change)
    }

    /// Puts these bytes in the place of the file.
    ///
    /// # Errors
    /// Unavailable when the disk refuses: then the old or the new one stands
    /// there, whole.
    pub fn replace(&self, bytes: &[u8]) -> Result<()> {
        let replaced = || -> io::Result<()> {
            let next = self.beside("next");
            write_draft(&next, bytes)?;
            // Whoever changes it, it is read by whom it belonged to.
            let about = fs::metadata(&self.path)?;
            fchown(File::open(&next)?, Some(about.uid()), Some(about.gid()))?;
            kernel::kill_point("keys-before-change");
            // A copy that somebody keeps as a second name of this very file is
            // theirs; a copy of its bytes would be, too.
            let shared = about.nlink() > 1;
            if !shared {
                fs::hard_link(&self.path, self.beside("former"))?;
            }
            self.folder.sync_all()?;
            kernel::kill_point("keys-after-link");
            fs::rename(&next, &self.path)?;
            kernel::kill_point("keys-after-rename");
            self.folder.sync_all()?;
            kernel::kill_point("keys-after-change");
            self.clear()
        };
        replaced().map_err(|e| failed("changing", &self.path, e))
    }

    /// Makes sure that what stands there is on the disk, whoever put it there.
    ///
    /// # Errors
    /// Unavailable when the disk refuses.
    pub fn settle(path: &Path) -> Result<()> {
        let settled = || -> io::Result<()> {
            File::open(path)?.sync_all()?;
            File::open(folder_of(path))?.sync_all()
        };
        settled().map_err(|e| failed("making sure of", path, e))
    }

    fn beside(&self, name: &str) -> PathBuf {
        beside(&self.path, name)
    }

    /// Whether something is there that the next change clears away.
    ///
    /// # Errors
    /// Unavailable when the disk refuses.
    pub fn left(path: &Path) -> Result<bool> {
        let rest = rest(path).map_err(|e| failed("looking beside", path, e))?;
        Ok(!rest.is_empty())
    }

    fn clear(&self) -> io::Result<()> {
        // What was renamed stays so, before anything is overwritten.
        self.folder.sync_all()?;
        let here = fs::metadata(&self.path)?;
        for left in rest(&self.path)? {
            let about = match fs::symlink_metadata(&left) {
                Ok(about) => about,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            // Died between 2 and 3: it is a second name of what stands there.
            let same = (about.dev(), about.ino()) == (here.dev(), here.ino());
            if about.is_file() && !same {
                overwrite(&left, about.len())?;
                kernel::kill_point("keys-after-overwrite");
            }
            fs::remove_file(&left)?;
            self.folder.sync_all()?;
        }
        Ok(())
    }
}

fn beside(path: &Path, name: &str) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".");
    beside.push(name);
    PathBuf::from(beside)
}

/// What changes that died have left beside a file, and first starts that died.
fn rest(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut rest: Vec<PathBuf> = fs::read_dir(folder_of(path))?
        .map(|entry| Ok(entry?.path()))
        .filter(|it| it.as_ref().map_or(true, |it| is_draft_of(path, it)))
        .collect::<io::Result<_>>()?;
    for name in ["next", "former"] {
        let left = beside(path, name);
        match fs::symlink_metadata(&left) {
            Ok(_) => rest.push(left),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(rest)
}

fn overwrite(path: &Path, length: u64) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    let mut left = usize::try_from(length).unwrap_or(usize::MAX);
    while left > 0 {
        let part = left.min(ZEROS.len());
        file.write_all(&ZEROS[..part])?;
        left -= part;
    }
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn names(folder: &Path) -> Vec<String> {
        let listed = fs::read_dir(folder).expect("a folder");
        let name = |entry: io::Result<fs::DirEntry>| entry.expect("a file").file_name();
        let mut names: Vec<_> = listed
            .map(|entry| name(entry).to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_replaced_is_overwritten_and_nothing_is_left_beside() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("k");
        write_draft(&path, b"old secret").expect("written");
        let mut held = File::open(&path).expect("held open");
        let change = Change::begin(&path).expect("begun");
        change.replace(b"new").expect("replaced");
        assert_eq!(fs::read(&path).expect("read"), b"new");
        let about = fs::metadata(&path).expect("there");
        assert_eq!(about.permissions().mode() & 0o777, 0o600);
        assert_eq!(names(folder.path()), ["k"]);
        let mut old = Vec::new();
        io::Read::read_to_end(&mut held, &mut old).expect("the old file");
        assert_eq!(old, [0; 10]);
    }

    #[test]
    fn what_a_change_that_died_has_left_is_cleared_by_the_next() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("k");
        write_draft(&path, b"live").expect("written");
        // Died after the link: the second name is the live file, and must not be
        // overwritten.
        fs::hard_link(&path, folder.path().join("k.former")).expect("linked");
        write_draft(&folder.path().join("k.next"), b"never used").expect("written");
        drop(Change::begin(&path).expect("begun"));
        assert_eq!(fs::read(&path).expect("read"), b"live");
        assert_eq!(names(folder.path()), ["k"]);
        // Died after the rename: it is the old one.
        write_draft(&folder.path().join("k.former"), b"old").expect("written");
        let mut held = File::open(folder.path().join("k.former")).expect("held open");
        drop(Change::begin(&path).expect("begun"));
        assert_eq!(names(folder.path()), ["k"]);
        let mut old = Vec::new();
        io::Read::read_to_end(&mut held, &mut old).expect("the old file");
        assert_eq!(old, [0; 3]);
    }

    #[test]
    fn what_a_first_start_that_died_has_left_is_cleared_too_and_is_no_copy_of_theirs() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("k");
        write_draft(&path, b"old secret").expect("written");
        let draft = folder.path().join("k.0123456789abcdef.new");
        fs::hard_link(&path, &draft).expect("its second name");
        write_draft(&folder.path().join("k.of-mine"), b"theirs").expect("written");
        assert!(Change::left(&path).expect("looked"));
        let mut held = File::open(&path).expect("held open");
        let change = Change::begin(&path).expect("begun");
        change.replace(b"new").expect("replaced");
        assert_eq!(names(folder.path()), ["k", "k.of-mine"]);
        assert!(!Change::left(&path).expect("looked"));
        let mut old = Vec::new();
        io::Read::read_to_end(&mut held, &mut old).expect("the old file");
        assert_eq!(old, [0; 10]);
    }

    #[test]
    fn a_file_goes_on_belonging_to_whom_it_belonged() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("k");
        write_draft(&path, b"old").expect("written");
        let own = fs::metadata(&path).expect("there");
        // Who is not root gives nothing away; then it stays their own.
        let given = fchown(File::open(&path).expect("there"), Some(1234), Some(1234));
        let expected = match given {
            Ok(()) => (1234, 1234),
            Err(_) => (own.uid(), own.gid()),
        };
        let change = Change::begin(&path).expect("begun");
        change.replace(b"new").expect("replaced");
        let about = fs::metadata(&path).expect("there");
        assert_eq!((about.uid(), about.gid()), expected);
        assert_eq!(about.permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_link_is_not_changed_nor_a_file_that_is_not_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, link) = (folder.path().join("k"), folder.path().join("link"));
        assert!(Change::begin(&path).is_err());
        write_draft(&path, b"live").expect("written");
        std::os::unix::fs::symlink(&path, &link).expect("linked");
        assert!(Change::begin(&link).is_err());
    }
}
