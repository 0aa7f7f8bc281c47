//! What lies in the folder of a vault, as somebody with their hands on the disk finds
//! it: files of their own, and the records of packs.

use std::fs;
use std::path::{Path, PathBuf};

/// Where a record of a pack may begin.
const STEP: usize = 64;
/// What stands before the object in it: a mark, the length, the name.
const HEAD: usize = 24;
const MARK: &[u8] = b"CARP";

/// An object as sealed.
#[derive(Debug)]
pub struct Object {
    file: PathBuf,
    /// In a pack: where its record begins, and how long it is.
    record: Option<(usize, usize)>,
}

/// All that lies in this folder, in no order.
pub fn objects(vault: &Path) -> Vec<Object> {
    let packs = vault.join("packs");
    let files = files(vault).into_iter();
    files
        .flat_map(|file| match file.starts_with(&packs) {
            true => records(&file),
            false => vec![Object { file, record: None }],
        })
        .collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .flat_map(|entry| match entry.path() {
            path if path.is_dir() => files(&path),
            path => vec![path],
        })
        .collect()
}

fn records(file: &Path) -> Vec<Object> {
    let bytes = fs::read(file).unwrap_or_default();
    let places = (0..bytes.len()).step_by(STEP);
    places
        .filter_map(|place| {
            let head = bytes.get(place..place + HEAD)?;
            let length = head.get(4..8)?.try_into().map(u32::from_be_bytes).ok()?;
            head.starts_with(MARK).then(|| Object {
                file: file.to_owned(),
                record: Some((place, length as usize)),
            })
        })
        .collect()
}

impl Object {
    /// Whether it still lies there.
    pub fn is_there(&self) -> bool {
        match self.record {
            None => self.file.exists(),
            Some((place, _)) => {
                let bytes = fs::read(&self.file).unwrap_or_default();
                bytes.get(place..).is_some_and(|it| it.starts_with(MARK))
            }
        }
    }

    /// Its bytes, as sealed.
    ///
    /// # Panics
    /// When it is gone.
    pub fn bytes(&self) -> Vec<u8> {
        let bytes = fs::read(&self.file).expect("an object");
        match self.record {
            None => bytes,
            Some((place, length)) => bytes[place + HEAD..][..length].to_vec(),
        }
    }

    /// Puts others of the same length in their place.
    ///
    /// # Panics
    /// When it is gone.
    pub fn replace(&self, with: &[u8]) {
        let mut bytes = fs::read(&self.file).expect("an object");
        match self.record {
            None => bytes = with.to_vec(),
            Some((place, length)) => bytes[place + HEAD..][..length].copy_from_slice(with),
        }
        fs::write(&self.file, bytes).expect("replaced");
    }

    /// Loses it.
    ///
    /// # Panics
    /// When it is gone already.
    pub fn lose(&self) {
        match self.record {
            None => fs::remove_file(&self.file).expect("an object"),
            Some((place, length)) => {
                let mut bytes = fs::read(&self.file).expect("a pack");
                bytes[place..place + HEAD + length].fill(0);
                fs::write(&self.file, bytes).expect("lost");
            }
        }
    }
}
