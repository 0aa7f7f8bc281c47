//! Just enough XML to tell a CDA document from anything else: the prolog, the
//! root's start tag, and those of a self-presenting document's wrapping. The
//! rest of the document is not looked at here.

use crate::Refusal;
use crate::sniff::find;

/// The namespace of HL7 version 3, CDA R2 §1.
const HL7_V3: &[u8] = b"urn:hl7-org:v3";
/// The namespaces of a self-presenting document: a stylesheet whose first
/// element, `Contenu`, carries the CDA (ANS, CI-SIS).
const XSL: &[u8] = b"http://www.w3.org/1999/XSL/Transform";
const CI_SIS: &[u8] = b"urn:asip-sante:ci-sis";

/// More attributes than any honest element has.
const ATTRIBUTES_MAX: usize = 64;

/// The bytes in which a document is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Written {
    /// UTF-8.
    Utf8,
    /// ASCII, and nothing beyond.
    Ascii,
    /// One of the Latin alphabets of ISO 8859, a byte for each letter.
    Latin,
    /// That of Western Windows, 1252.
    Windows,
}

/// Whether this is the beginning of a CDA document, and how it is written.
///
/// # Errors
/// [`Refusal::Dtd`] for a document type declaration, [`Refusal::Encoding`] for
/// a declared encoding that is not read, [`Refusal::Type`] for other XML.
pub(crate) fn is_cda(text: &[u8]) -> Result<Written, Refusal> {
    let mut written = Written::Utf8;
    if text.starts_with(b"<?xml ") {
        let end = find(text, b"?>").ok_or(Refusal::Type)?;
        written = declared(&text[..end])?;
    }
    let root = element(after_prolog(text)?)?;
    if root.local() == b"ClinicalDocument" {
        return match root.namespace(&[]) {
            HL7_V3 => Ok(written),
            _ => Err(Refusal::Type),
        };
    }
    let stylesheet = matches!(root.local(), b"stylesheet" | b"transform");
    if !stylesheet || root.namespace(&[]) != XSL {
        return Err(Refusal::Type);
    }
    let content = element(after_prolog(root.after)?)?;
    if content.local() != b"Contenu" || content.namespace(&[&root]) != CI_SIS {
        return Err(Refusal::Type);
    }
    let document = element(after_prolog(content.after)?)?;
    match document.local() {
        b"ClinicalDocument" if document.namespace(&[&content, &root]) == HL7_V3 => Ok(written),
        _ => Err(Refusal::Type),
    }
}

/// What follows the instructions and comments before an element.
fn after_prolog(text: &[u8]) -> Result<&[u8], Refusal> {
    let mut rest = text;
    loop {
        rest = rest.trim_ascii_start();
        if rest.starts_with(b"<?") {
            let end = find(rest, b"?>").ok_or(Refusal::Type)?;
            rest = &rest[end + 2..];
        } else if rest.starts_with(b"<!--") {
            let end = find(rest, b"-->").ok_or(Refusal::Type)?;
            rest = &rest[end + 3..];
        } else if rest.len() >= 9 && rest[..9].eq_ignore_ascii_case(b"<!doctype") {
            return match rest[9..].trim_ascii_start() {
                [b'h' | b'H', b't' | b'T', b'm' | b'M', b'l' | b'L', ..] => Err(Refusal::Type),
                _ => Err(Refusal::Dtd),
            };
        } else {
            return Ok(rest);
        }
    }
}

/// The encoding that is declared: UTF-8, or one of the Latin alphabets that the
/// reader of CDA knows.
fn declared(declaration: &[u8]) -> Result<Written, Refusal> {
    let Some(at) = find(declaration, b"encoding") else {
        return Ok(Written::Utf8);
    };
    let value = declaration[at + 8..].trim_ascii_start();
    let value = value.strip_prefix(b"=").unwrap_or(value).trim_ascii_start();
    let quote = *value.first().ok_or(Refusal::Encoding)?;
    let value = &value[1..];
    let end = value.iter().position(|b| *b == quote);
    let name = end.map(|end| value[..end].to_ascii_lowercase());
    match name.as_deref() {
        Some(b"utf-8") => Ok(Written::Utf8),
        Some(b"us-ascii") => Ok(Written::Ascii),
        Some(b"iso-8859-1" | b"iso-8859-15") => Ok(Written::Latin),
        Some(b"windows-1252") => Ok(Written::Windows),
        _ => Err(Refusal::Encoding),
    }
}

/// A start tag.
struct Element<'a> {
    name: &'a [u8],
    attributes: Vec<(&'a [u8], &'a [u8])>,
    after: &'a [u8],
}

/// The element that begins here.
fn element(text: &[u8]) -> Result<Element<'_>, Refusal> {
    let rest = text.strip_prefix(b"<").ok_or(Refusal::Type)?;
    let end = rest
        .iter()
        .position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
        .ok_or(Refusal::Type)?;
    let (name, mut rest) = rest.split_at(end);
    let mut attributes = Vec::new();
    while attributes.len() < ATTRIBUTES_MAX {
        rest = rest.trim_ascii_start();
        let at = rest
            .iter()
            .position(|b| matches!(b, b'=' | b'>'))
            .ok_or(Refusal::Type)?;
        if rest[at] == b'>' {
            let after = &rest[at + 1..];
            return Ok(Element {
                name,
                attributes,
                after,
            });
        }
        let attribute = rest[..at].trim_ascii();
        let value = rest[at + 1..].trim_ascii_start();
        let quote = *value.first().ok_or(Refusal::Type)?;
        if !matches!(quote, b'"' | b'\'') {
            return Err(Refusal::Type);
        }
        let value = &value[1..];
        let end = value
            .iter()
            .position(|b| *b == quote)
            .ok_or(Refusal::Type)?;
        attributes.push((attribute, &value[..end]));
        rest = &value[end + 1..];
    }
    Err(Refusal::Type)
}

impl Element<'_> {
    fn parts(&self) -> (&[u8], &[u8]) {
        match self.name.iter().position(|b| *b == b':') {
            Some(colon) => (&self.name[..colon], &self.name[colon + 1..]),
            None => (b"", self.name),
        }
    }

    fn local(&self) -> &[u8] {
        self.parts().1
    }

    /// What its prefix stands for, here or in the elements around it.
    fn namespace<'n>(&'n self, around: &[&'n Element<'_>]) -> &'n [u8] {
        let declaration = match self.parts().0 {
            b"" => b"xmlns".to_vec(),
            prefix => [b"xmlns:", prefix].concat(),
        };
        let mut all = std::iter::once(self).chain(around.iter().copied());
        let found = all.find_map(|element| {
            let mut attributes = element.attributes.iter();
            attributes.find(|(name, _)| *name == declaration)
        });
        found.map_or(b"", |(_, value)| value)
    }
}
