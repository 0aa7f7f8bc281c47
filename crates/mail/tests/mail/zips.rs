//! Zips for tests, honest and otherwise: every field can be told to lie.

use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write as _;

/// A file to be put into a zip.
#[derive(Clone)]
pub struct File {
    pub name: Vec<u8>,
    pub bytes: Vec<u8>,
    pub deflate: bool,
    /// Bits of the general purpose flag.
    pub flags: u16,
    /// Unix mode, with the kind of file.
    pub mode: u32,
    /// What the sizes and the sum say, if not the truth.
    pub size: Option<u32>,
    pub packed: Option<u32>,
    pub sum: Option<u32>,
    pub method: Option<u16>,
    /// The name before the bytes, if it is another.
    pub local_name: Option<Vec<u8>>,
    /// Where the directory says it begins, if it is elsewhere.
    pub at: Option<u32>,
}

pub fn file(name: &str, bytes: impl AsRef<[u8]>) -> File {
    File {
        name: name.as_bytes().to_vec(),
        bytes: bytes.as_ref().to_vec(),
        deflate: true,
        flags: 0,
        mode: 0o100_644,
        size: None,
        packed: None,
        sum: None,
        method: None,
        local_name: None,
        at: None,
    }
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
    deflate.write_all(bytes).expect("deflated");
    deflate.finish().expect("deflated")
}

/// A zip of these files.
pub fn zip(files: &[File]) -> Vec<u8> {
    zip_with(files, |_| ())
}

/// The same, its last 22 bytes changed.
pub fn zip_with(files: &[File], change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut zip = Vec::new();
    let mut directory = Vec::new();
    for file in files {
        let bytes = match file.deflate {
            true => deflated(&file.bytes),
            false => file.bytes.clone(),
        };
        let at = file.at.unwrap_or(zip.len() as u32);
        let method = file.method.unwrap_or(if file.deflate { 8 } else { 0 });
        let sum = file.sum.unwrap_or_else(|| crc32fast::hash(&file.bytes));
        let packed = file.packed.unwrap_or(bytes.len() as u32);
        let size = file.size.unwrap_or(file.bytes.len() as u32);
        let local = file.local_name.as_ref().unwrap_or(&file.name);
        let mut about = Vec::new();
        about.extend(file.flags.to_le_bytes());
        about.extend(method.to_le_bytes());
        about.extend([0; 4]);
        for number in [sum, packed, size] {
            about.extend(number.to_le_bytes());
        }
        zip.extend(b"PK\x03\x04\x14\0");
        zip.extend(&about);
        zip.extend((local.len() as u16).to_le_bytes());
        zip.extend([0; 2]);
        zip.extend(local);
        zip.extend(&bytes);
        directory.extend(b"PK\x01\x02\x14\x03\x14\0");
        directory.extend(&about);
        directory.extend((file.name.len() as u16).to_le_bytes());
        directory.extend([0; 8]);
        directory.extend((file.mode << 16).to_le_bytes());
        directory.extend(at.to_le_bytes());
        directory.extend(&file.name);
    }
    let mut end = b"PK\x05\x06\0\0\0\0".to_vec();
    end.extend((files.len() as u16).to_le_bytes());
    end.extend((files.len() as u16).to_le_bytes());
    end.extend((directory.len() as u32).to_le_bytes());
    end.extend((zip.len() as u32).to_le_bytes());
    end.extend([0; 2]);
    change(&mut end);
    zip.extend(directory);
    zip.extend(end);
    zip
}
