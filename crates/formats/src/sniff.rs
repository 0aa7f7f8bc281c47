//! What the first bytes say.

use crate::letters::Utf8;
use crate::{Format, Refusal, xml};

/// How far into a file its PDF header may stand (ISO 32000-1, annex H.3,
/// implementation note 13).
const PDF_HEADER_WITHIN: usize = 1024;

/// The largest picture, in pixels, that we promise to show.
const PIXELS_MAX: u64 = 200_000_000;

/// The byte order mark of UTF-8.
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// How browsers begin to take a file for a page, searched in this many bytes.
const MARKUP_WITHIN: usize = 1024;

const MARKUP: [&[u8]; 7] = [
    b"<html",
    b"<!doctype",
    b"<script",
    b"<svg",
    b"<iframe",
    b"<body",
    b"<?php",
];

/// How the first file is named in archives that are documents of an office, books,
/// and programs.
const OTHER_ARCHIVES: [&[u8]; 6] = [
    b"[Content_Types].xml",
    b"_rels/",
    b"word/",
    b"xl/",
    b"mimetype",
    b"META-INF/",
];

/// Beginnings of programs, archives, pages and scripts: never those of a
/// document, so nothing may follow them.
const NEVER: [&[u8]; 16] = [
    b"MZ",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"GIF8",
    b"RIFF",
    b"#!",
    b"BM",
    b"\xd0\xcf\x11\xe0",
];

/// The format that the beginning of a file announces, if it is one we know.
/// For a file of which all bytes are at hand, [`crate::check`] says more.
pub fn sniff(head: &[u8]) -> Option<Format> {
    decide(head).ok()
}

/// The format that the head announces, or why it is refused.
pub(crate) fn decide(head: &[u8]) -> Result<Format, Refusal> {
    // DICOM before all: its first 128 bytes are free, and may look like
    // anything; harmless when they look like TIFF (DICOM PS3.10, 7.1).
    if head.get(128..132) == Some(b"DICM") {
        return match harmless_start(head) && !head.starts_with(b"%PDF") && head[0] != b'<' {
            true => Ok(Format::Dicom),
            false => Err(Refusal::Disguised),
        };
    }
    if let Some(at) = find(&head[..head.len().min(PDF_HEADER_WITHIN + 5)], b"%PDF-") {
        let before = &head[..at];
        let blank = trim(before).is_empty();
        return match blank || (harmless_start(before) && !before.contains(&b'<')) {
            true => Ok(Format::Pdf),
            false => Err(Refusal::Disguised),
        };
    }
    match head {
        [0xff, 0xd8, 0xff, ..] => return Ok(Format::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => return png(head),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => return Ok(Format::Tiff),
        [_, _, _, _, b'f', b't', b'y', b'p', a, b, c, d, ..] => {
            return match [*a, *b, *c, *d] {
                brand if is_heic(&brand) => Ok(Format::Heic),
                _ => Err(Refusal::Type),
            };
        }
        _ => {}
    }
    if head.starts_with(b"PK\x03\x04") {
        return archive(head);
    }
    if head.starts_with(b"{\\rtf") {
        return Ok(Format::Rtf);
    }
    written(head)
}

/// An archive, unless the name of its first file says that it is an office's or a
/// program's.
fn archive(head: &[u8]) -> Result<Format, Refusal> {
    let length = head.get(26..28).ok_or(Refusal::Incomplete)?;
    let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
    let name = head.get(30..30 + length).ok_or(Refusal::Incomplete)?;
    match OTHER_ARCHIVES.iter().any(|start| name.starts_with(start)) {
        true => Err(Refusal::Type),
        false => Ok(Format::Study),
    }
}

/// Text, XML or JSON: what is meant to be read as characters.
fn written(head: &[u8]) -> Result<Format, Refusal> {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Err(Refusal::Encoding);
    }
    if NEVER.iter().any(|start| head.starts_with(start)) && !is_plain(head) {
        return Err(Refusal::Type);
    }
    let marked = head.starts_with(UTF8_MARK);
    let text = trim(head.strip_prefix(UTF8_MARK).unwrap_or(head));
    match text.first() {
        None => Err(Refusal::Empty),
        Some(b'<') => xml::is_cda(text).map(|_| Format::Cda),
        // JSON has no byte order mark (RFC 8259, 8.1).
        Some(b'{') if !marked && matches!(trim(&text[1..]).first(), Some(b'"' | b'}')) => {
            Ok(Format::FhirDocument)
        }
        Some(b'{') if marked => Err(Refusal::Encoding),
        Some(b'[') if matches!(trim(&text[1..]).first(), Some(b'{')) => Err(Refusal::Type),
        Some(b'#') if text.starts_with(b"#!") => Err(Refusal::Type),
        Some(_) if looks_like_a_page(text) => Err(Refusal::Disguised),
        Some(_) if head.contains(&0) => Err(Refusal::Type),
        Some(_) => Ok(Format::Text),
    }
}

/// Nothing but characters, so that "BM" or "MZ" may begin a sentence.
fn is_plain(head: &[u8]) -> bool {
    head.len() > 2 && Utf8::default().accepts(head)
}

fn harmless_start(bytes: &[u8]) -> bool {
    !NEVER.iter().any(|start| bytes.starts_with(start))
}

fn looks_like_a_page(text: &[u8]) -> bool {
    let start = text[..text.len().min(MARKUP_WITHIN)].to_ascii_lowercase();
    MARKUP.iter().any(|tag| find(&start, tag).is_some())
}

fn is_heic(brand: &[u8; 4]) -> bool {
    matches!(
        brand,
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1"
    )
}

/// The size stands in the header (PNG, 11.2.2): refused before anything is
/// made to hold it.
fn png(head: &[u8]) -> Result<Format, Refusal> {
    let number = |at: usize| -> Option<u64> {
        let bytes: [u8; 4] = head.get(at..at + 4)?.try_into().ok()?;
        Some(u64::from(u32::from_be_bytes(bytes)))
    };
    let (Some(width), Some(height), Some(b"IHDR")) = (number(16), number(20), head.get(12..16))
    else {
        return Err(Refusal::Incomplete);
    };
    if width * height > PIXELS_MAX {
        return Err(Refusal::Dimensions);
    }
    Ok(Format::Png)
}

/// In which bytes the head of a CDA document says that it is written.
///
/// # Errors
/// An encoding, if its byte order mark says something else.
pub(crate) fn written_in(head: &[u8]) -> Result<xml::Written, Refusal> {
    let (text, marked) = match head.strip_prefix(UTF8_MARK) {
        Some(text) => (text, true),
        None => (head, false),
    };
    match xml::is_cda(trim(text))? {
        xml::Written::Utf8 => Ok(xml::Written::Utf8),
        _ if marked => Err(Refusal::Encoding),
        other => Ok(other),
    }
}

pub(crate) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|part| part == wanted)
}

pub(crate) const fn trim(bytes: &[u8]) -> &[u8] {
    bytes.trim_ascii_start()
}
