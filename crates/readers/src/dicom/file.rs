//! The outside of a file (DICOM PS3.10, 7): preamble, mark, header; and how
//! what follows is written.

use super::elements::{Coding, Elements, Tag};
use super::{Refusal, words};
use std::borrow::Cow;
use std::io::Read;

const MARK_AT: usize = 128;
const MARK: &[u8] = b"DICM";

/// Programs of the usual systems: no preamble begins so (CVE-2019-11687).
const PROGRAMS: [&[u8]; 6] = [
    b"MZ",
    b"\x7fELF",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
];

/// To how much a deflated file may unpack.
const INFLATED_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// How pixels are packed (PS3.5, A.4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Packing {
    /// Not at all.
    Plain,
    /// Runs of equal bytes.
    Rle,
    /// JPEG, baseline, extended or lossless.
    Jpeg,
    /// JPEG 2000.
    Jpeg2000,
    /// In a way that is not read here.
    Other,
}

/// A file whose outside is in order.
pub(super) struct File<'a> {
    pub coding: Coding,
    pub packing: Packing,
    /// What kind of object the header announces.
    pub class: Option<&'a str>,
    pub body: Cow<'a, [u8]>,
}

/// Whether bytes begin as a program does.
pub(super) fn is_program(bytes: &[u8]) -> bool {
    PROGRAMS.iter().any(|start| bytes.starts_with(start))
}

/// Whether the mark of DICOM is there.
pub(super) fn is_marked(bytes: &[u8]) -> bool {
    bytes.get(MARK_AT..MARK_AT + MARK.len()) == Some(MARK)
}

/// Takes the outside off.
///
/// A data set without mark or transfer syntax is refused: how it is written
/// could only be guessed, and a wrong guess is a wrong picture.
pub(super) fn open(bytes: &[u8]) -> Result<File<'_>, Refusal> {
    if is_program(bytes) {
        return Err(Refusal::Disguised);
    }
    if !is_marked(bytes) {
        return Err(Refusal::Header);
    }
    let (header, body) = Elements::parse_group(&bytes[MARK_AT + MARK.len()..], 0x0002)?;
    let syntax = header
        .bytes(Tag(0x0002, 0x0010))
        .and_then(words::ascii)
        .ok_or(Refusal::Header)?;
    let (coding, packing) = match syntax {
        "1.2.840.10008.1.2" => (Coding::IMPLICIT, Packing::Plain),
        "1.2.840.10008.1.2.2" => {
            let coding = Coding {
                explicit: true,
                big_endian: true,
            };
            (coding, Packing::Plain)
        }
        "1.2.840.10008.1.2.1" | "1.2.840.10008.1.2.1.99" => (Coding::EXPLICIT, Packing::Plain),
        "1.2.840.10008.1.2.5" => (Coding::EXPLICIT, Packing::Rle),
        "1.2.840.10008.1.2.4.50"
        | "1.2.840.10008.1.2.4.51"
        | "1.2.840.10008.1.2.4.57"
        | "1.2.840.10008.1.2.4.70" => (Coding::EXPLICIT, Packing::Jpeg),
        "1.2.840.10008.1.2.4.90" | "1.2.840.10008.1.2.4.91" => {
            (Coding::EXPLICIT, Packing::Jpeg2000)
        }
        other if other.starts_with("1.2.840.10008.1.2.") => (Coding::EXPLICIT, Packing::Other),
        _ => return Err(Refusal::Header),
    };
    let body = match syntax {
        "1.2.840.10008.1.2.1.99" => Cow::Owned(inflated(body)?),
        _ => Cow::Borrowed(body),
    };
    Ok(File {
        coding,
        packing,
        class: header.bytes(Tag(0x0002, 0x0002)).and_then(words::ascii),
        body,
    })
}

fn inflated(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut body = Vec::new();
    flate2::read::DeflateDecoder::new(bytes)
        .take(INFLATED_BYTES_MAX + 1)
        .read_to_end(&mut body)
        .map_err(|_| Refusal::Broken)?;
    match body.len() as u64 > INFLATED_BYTES_MAX {
        true => Err(Refusal::Overgrown),
        false => Ok(body),
    }
}
