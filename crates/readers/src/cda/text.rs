//! From bytes to characters: only encodings whose bytes agree with what the
//! document says of itself.

use super::Refusal;
use crate::letters::of_1252;
use std::borrow::Cow;

/// The largest document that is read. Deposits are bounded by the vault; a tree
/// is several times its text.
const BYTES_MAX: usize = 32 * 1024 * 1024;

/// An XML declaration stands within so many bytes, or is none.
const DECLARATION_WITHIN: usize = 512;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// Where ISO-8859-15 is not ISO-8859-1.
const LATIN_9: [(u8, char); 8] = [
    (0xa4, '€'),
    (0xa6, 'Š'),
    (0xa8, 'š'),
    (0xb4, 'Ž'),
    (0xb8, 'ž'),
    (0xbc, 'Œ'),
    (0xbd, 'œ'),
    (0xbe, 'Ÿ'),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Ascii,
    Latin1,
    Latin9,
    Windows1252,
}

/// The characters of a document, without its byte order mark.
///
/// # Errors
/// Too large, or [`Refusal::Encoding`].
pub(super) fn decode(file: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    if file.len() > BYTES_MAX {
        return Err(Refusal::TooLarge);
    }
    let (marked, bytes) = match file.strip_prefix(UTF8_MARK) {
        Some(rest) => (true, rest),
        None => (false, file),
    };
    let encoding = declared(bytes)?;
    // Old encodings that could as well be UTF-8 are UTF-8 under a wrong name.
    if encoding == Encoding::Ascii && (marked || !bytes.is_ascii()) {
        return Err(Refusal::Encoding);
    }
    let old = encoding != Encoding::Utf8 && !bytes.is_ascii();
    if old && (marked || std::str::from_utf8(bytes).is_ok()) {
        return Err(Refusal::Encoding);
    }
    let text = match old {
        false => Cow::Borrowed(std::str::from_utf8(bytes).map_err(|_| Refusal::Encoding)?),
        true => {
            let letters = bytes.iter().map(|byte| letter(encoding, *byte));
            Cow::Owned(
                letters
                    .collect::<Option<String>>()
                    .ok_or(Refusal::Encoding)?,
            )
        }
    };
    // What XML has no place for (XML 1.0, 2.2).
    let has_no_place =
        bytes.iter().any(is_control) || text.contains('\u{fffe}') || text.contains('\u{ffff}');
    match has_no_place {
        true => Err(Refusal::Encoding),
        false => Ok(text),
    }
}

/// The same byte in all of these alphabets.
const fn is_control(byte: &u8) -> bool {
    *byte < b' ' && !matches!(*byte, b'\t' | b'\n' | b'\r')
}

/// The encoding that the XML declaration names; UTF-8 without one.
fn declared(bytes: &[u8]) -> Result<Encoding, Refusal> {
    let head = &bytes[..bytes.len().min(DECLARATION_WITHIN)];
    if !head.starts_with(b"<?xml") {
        return Ok(Encoding::Utf8);
    }
    let end = head.windows(2).position(|two| two == b"?>");
    let declaration = &head[..end.ok_or(Refusal::Encoding)?];
    let declaration = std::str::from_utf8(declaration).map_err(|_| Refusal::Encoding)?;
    let Some((_, after)) = declaration.split_once("encoding") else {
        return Ok(Encoding::Utf8);
    };
    let value = after.trim_start().strip_prefix('=').map(str::trim_start);
    let name = value
        .and_then(|v| v.strip_prefix(['"', '\'']))
        .and_then(|v| v.split(['"', '\'']).next())
        .ok_or(Refusal::Encoding)?;
    match name.trim().to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" => Ok(Encoding::Utf8),
        "us-ascii" => Ok(Encoding::Ascii),
        "iso-8859-1" | "latin1" => Ok(Encoding::Latin1),
        "iso-8859-15" | "latin-9" => Ok(Encoding::Latin9),
        "windows-1252" | "cp1252" => Ok(Encoding::Windows1252),
        _ => Err(Refusal::Encoding),
    }
}

fn letter(encoding: Encoding, byte: u8) -> Option<char> {
    let plain = char::from(byte);
    match (encoding, byte) {
        (Encoding::Windows1252, _) => of_1252(byte),
        // Control characters in the old Latin alphabets: nobody means them.
        (_, 0x80..=0x9f) => None,
        (Encoding::Latin9, _) => {
            let other = LATIN_9.iter().find(|(at, _)| *at == byte);
            Some(other.map_or(plain, |(_, letter)| *letter))
        }
        _ => Some(plain),
    }
}
