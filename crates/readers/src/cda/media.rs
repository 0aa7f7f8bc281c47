//! Files inside the document: their bytes say what they are.

use super::tree::{Found, attr, child, is, words};
use super::{Inside, MEDIA_MAX, Media, MediaKind, Refusal};
use crate::answer::Picture;
use crate::pdf;
use crate::picture::{self, Kind};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use roxmltree::Node;

/// How far below the element named by a reference its file may stand.
pub(super) const NEAR: usize = 64;

/// How many pictures come with a document, and how many bytes they may have.
pub(super) const PICTURES_MAX: usize = 16;
const PICTURES_BYTES_MAX: usize = 8 * 1024 * 1024;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The elements that hold files, in the order of the document: the first
/// [`MEDIA_MAX`] of them.
pub(super) fn holders<'a, 'input>(found: &Found<'a, 'input>) -> Vec<Node<'a, 'input>> {
    found
        .root
        .descendants()
        .filter(|node| holds(*node))
        .take(MEDIA_MAX)
        .collect()
}

fn holds(node: Node<'_, '_>) -> bool {
    let inside = |name| node.parent().is_some_and(|parent| is(parent, name));
    match is(node, "value") {
        true => inside("observationMedia") || is_base64(node),
        false => is(node, "text") && inside("nonXMLBody"),
    }
}

fn is_base64(node: Node<'_, '_>) -> bool {
    node.attribute("representation")
        .is_some_and(|r| r.trim() == "B64")
}

/// What is said of a file, and what its bytes are.
pub(super) fn described(node: Node<'_, '_>) -> Media {
    let said = attr(node, "mediaType");
    let (kind, size) = match unpacked(node) {
        Ok(bytes) => (kind(&bytes, said.as_deref()), bytes.len() as u64),
        Err(_) => (MediaKind::Unread, 0),
    };
    Media { kind, said, size }
}

/// The bytes of the file with this place.
///
/// # Errors
/// [`Refusal::Unsupported`] and the like.
pub(super) fn bytes(found: &Found<'_, '_>, place: u32) -> Result<Vec<u8>, Refusal> {
    let place = usize::try_from(place).map_err(|_| Refusal::Unsupported)?;
    let node = holders(found).get(place).copied();
    unpacked(node.ok_or(Refusal::Unsupported)?)
}

/// The bytes in an element; nothing is ever loaded from elsewhere.
pub(super) fn unpacked(node: Node<'_, '_>) -> Result<Vec<u8>, Refusal> {
    let bytes = match is_base64(node) {
        true => {
            let text = node.descendants().filter(Node::is_text);
            let letters = text.flat_map(|part| part.text().unwrap_or_default().bytes());
            let packed: Vec<u8> = letters.filter(|b| !b.is_ascii_whitespace()).collect();
            BASE64.decode(packed).map_err(|_| Refusal::Damaged)?
        }
        false => words(node).into_bytes(),
    };
    match bytes.is_empty() {
        true if child(node, "reference").is_some() => Err(Refusal::Elsewhere),
        true => Err(Refusal::Empty),
        // Some say that a picture is packed which is not.
        false if attr(node, "compression").is_some() && kind(&bytes, None) == MediaKind::Other => {
            Err(Refusal::Unsupported)
        }
        false => Ok(bytes),
    }
}

/// The pictures of a document, made anew.
pub(super) fn pictures(found: &Found<'_, '_>, width: u32) -> Vec<Inside> {
    let mut pictures: Vec<Inside> = Vec::new();
    let mut bytes = 0;
    for (place, node) in (0..).zip(holders(found)) {
        let Ok(picture) = unpacked(node).and_then(|bytes| picture(&bytes, width)) else {
            continue;
        };
        bytes += picture.bytes.len();
        if pictures.len() == PICTURES_MAX || bytes > PICTURES_BYTES_MAX {
            break;
        }
        pictures.push(Inside { place, picture });
    }
    pictures
}

/// A picture made anew, not wider than asked.
///
/// # Errors
/// Unsupported when it is none; too large; damaged.
pub(super) fn picture(bytes: &[u8], width: u32) -> Result<Picture, Refusal> {
    let kind = Kind::of(bytes).filter(|kind| *kind != Kind::Tiff);
    let kind = kind.ok_or(Refusal::Unsupported)?;
    picture::read(&picture::Ask { kind, width }, bytes)
}

fn kind(bytes: &[u8], said: Option<&str>) -> MediaKind {
    match Kind::of(bytes) {
        Some(Kind::Jpeg) => MediaKind::Jpeg,
        Some(Kind::Png) => MediaKind::Png,
        _ if bytes.starts_with(pdf::MARK) => MediaKind::Pdf,
        _ if said == Some("text/plain") && is_text(bytes) => MediaKind::Text,
        _ => MediaKind::Other,
    }
}

fn is_text(bytes: &[u8]) -> bool {
    let control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    std::str::from_utf8(bytes).is_ok_and(|text| !text.chars().any(control))
}
