//! Small secret files: made at once or not at all, mode 600, on disk before
//! anyone relies on them. What they hold is the business of the caller. How one
//! takes the place of another is in [`change`].

pub mod change;

use kernel::{Chance, Error, Result};
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const BYTES_MAX: u64 = 4096;

/// Reads the file; `None` when there is none.
///
/// # Errors
/// A fault when others than the owner may read or write it, or it is no
/// ordinary small file.
pub fn find(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>> {
    Ok(find_stamped(path)?.map(|(bytes, _)| bytes))
}

/// By which one sees that another file stands in the place of the one that was
/// read: device, inode, length, and when it was last changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp([i128; 6]);

impl Stamp {
    fn of(about: &Metadata) -> Self {
        Self([
            about.dev().into(),
            about.ino().into(),
            about.len().into(),
            about.mode().into(),
            nanoseconds(about.mtime(), about.mtime_nsec()),
            nanoseconds(about.ctime(), about.ctime_nsec()),
        ])
    }

    /// Of what stands there now; `None` when nothing can be said of it.
    pub fn at(path: &Path) -> Option<Self> {
        fs::metadata(path).ok().as_ref().map(Self::of)
    }
}

fn nanoseconds(seconds: i64, rest: i64) -> i128 {
    i128::from(seconds) * 1_000_000_000 + i128::from(rest)
}

/// As [`find`], with the stamp of the very file that was read.
pub fn find_stamped(path: &Path) -> Result<Option<(Zeroizing<Vec<u8>>, Stamp)>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed("opening", path, error)),
    };
    // The open file is asked, not the path: what is checked is what is read.
    let about = file.metadata().map_err(|e| failed("reading", path, e))?;
    if !about.is_file() || about.len() > BYTES_MAX {
        return Err(Error::fault(format!(
            "{} is not an ordinary small file",
            path.display()
        )));
    }
    let mode = about.mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(Error::fault(format!(
            "key file {} may be read or changed by others (mode {mode:03o}); it must have mode 600",
            path.display()
        )));
    }
    // Room from the start, so that no growing leaves a copy behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(BYTES_MAX as usize));
    file.take(BYTES_MAX)
        .read_to_end(&mut bytes)
        .map_err(|e| failed("reading", path, e))?;
    Ok(Some((bytes, Stamp::of(&about))))
}

/// Makes the file if there is none. Answers whether this call made it: of two
/// processes at once, one does, and the file is always whole.
///
/// # Errors
/// Unavailable when the disk refuses; nothing is left behind.
pub fn create(path: &Path, bytes: &[u8], chance: &dyn Chance) -> Result<bool> {
    let folder = folder_of(path);
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|e| failed("making the folder of", path, e))?;
    let draft = draft_name(path, chance);
    let made = write_draft(&draft, bytes).and_then(|()| match fs::hard_link(&draft, path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    });
    let removed = match fs::remove_file(&draft) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    let made = made.map_err(|e| failed("making", path, e))?;
    removed
        .and_then(|()| File::open(folder)?.sync_all())
        .map_err(|e| failed("making", path, e))?;
    Ok(made)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn draft_name(path: &Path, chance: &dyn Chance) -> PathBuf {
    let mut random = [0; 8];
    chance.fill(&mut random);
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{:016x}.new", u64::from_be_bytes(random)));
    PathBuf::from(name)
}

/// Whether this is what a first start that died left of this file.
fn is_draft_of(path: &Path, other: &Path) -> bool {
    let (Some(name), Some(other)) = (path.file_name(), other.file_name()) else {
        return false;
    };
    let rest = other
        .as_encoded_bytes()
        .strip_prefix(name.as_encoded_bytes());
    let random = rest.and_then(|rest| rest.strip_prefix(b".")?.strip_suffix(b".new"));
    random.is_some_and(|it| it.len() == 16 && it.iter().all(u8::is_ascii_hexdigit))
}

fn write_draft(draft: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(draft)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn failed(doing: &str, path: &Path, error: std::io::Error) -> Error {
    Error::unavailable(format!("{doing} key file {}", path.display())).because(error)
}
