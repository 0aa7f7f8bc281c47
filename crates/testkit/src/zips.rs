//! Zips for tests: honest ones.

use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write as _;

/// An archive of these files, stored as they are.
pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    archive(files, 0)
}

/// An archive of these files, packed.
pub fn deflated(files: &[(&str, &[u8])]) -> Vec<u8> {
    archive(files, 8)
}

fn archive(files: &[(&str, &[u8])], method: u8) -> Vec<u8> {
    let (mut whole, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let packed = match method {
            0 => bytes.to_vec(),
            _ => packed(bytes),
        };
        let length = u16::try_from(name.len()).expect("short");
        let at = long(whole.len());
        let mut about = vec![20, 0, 0, 0, method, 0, 0, 0, 0x21, 0x58];
        about.extend(crc32fast::hash(bytes).to_le_bytes());
        about.extend([long(packed.len()), long(bytes.len())].concat());
        about.extend([length.to_le_bytes(), [0, 0]].concat());
        whole.extend(b"PK\x03\x04");
        whole.extend(&about);
        whole.extend(name.as_bytes());
        whole.extend(packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&about);
        directory.extend([0; 10]);
        directory.extend(at);
        directory.extend(name.as_bytes());
    }
    let count = u16::try_from(files.len()).expect("few").to_le_bytes();
    let (length, at) = (long(directory.len()), long(whole.len()));
    whole.extend(directory);
    whole.extend(b"PK\x05\x06\0\0\0\0");
    whole.extend([count, count].concat());
    whole.extend([length, at].concat());
    whole.extend([0, 0]);
    whole
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
    deflate.write_all(bytes).expect("memory");
    deflate.finish().expect("memory")
}

fn long(length: usize) -> [u8; 4] {
    u32::try_from(length).expect("small").to_le_bytes()
}
