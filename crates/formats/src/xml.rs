//! Just enough XML to tell a CDA document from anything else: the prolog and
//! the root's start tag. The rest of the document is not looked at here.

use crate::Refusal;
use crate::sniff::find;

/// The namespace of HL7 version 3, CDA R2 §1.
const HL7_V3: &[u8] = b"urn:hl7-org:v3";

/// More attributes than any honest root has.
const ATTRIBUTES_MAX: usize = 64;

/// Whether this is the beginning of a CDA document.
///
/// # Errors
/// [`Refusal::Dtd`] for a document type declaration, [`Refusal::Encoding`] for
/// a declared encoding other than UTF-8, [`Refusal::Type`] for other XML.
pub(crate) fn is_cda(text: &[u8]) -> Result<(), Refusal> {
    let mut rest = text;
    loop {
        rest = rest.trim_ascii_start();
        if rest.starts_with(b"<?") {
            let end = find(rest, b"?>").ok_or(Refusal::Type)?;
            if rest.starts_with(b"<?xml ") {
                utf8_is_declared(&rest[..end])?;
            }
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
            return root_is_clinical_document(rest);
        }
    }
}

/// No encoding declared, or one whose bytes are those of UTF-8.
fn utf8_is_declared(declaration: &[u8]) -> Result<(), Refusal> {
    let Some(at) = find(declaration, b"encoding") else {
        return Ok(());
    };
    let value = declaration[at + 8..].trim_ascii_start();
    let value = value.strip_prefix(b"=").unwrap_or(value).trim_ascii_start();
    let quote = *value.first().ok_or(Refusal::Encoding)?;
    let value = &value[1..];
    let end = value.iter().position(|b| *b == quote);
    match end.map(|end| value[..end].to_ascii_lowercase()) {
        Some(name) if name == b"utf-8" || name == b"us-ascii" => Ok(()),
        _ => Err(Refusal::Encoding),
    }
}

/// The root is `ClinicalDocument`, and its prefix stands for HL7 version 3.
fn root_is_clinical_document(rest: &[u8]) -> Result<(), Refusal> {
    let rest = rest.strip_prefix(b"<").ok_or(Refusal::Type)?;
    let end = rest
        .iter()
        .position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
        .ok_or(Refusal::Type)?;
    let (name, mut rest) = rest.split_at(end);
    let (prefix, local) = match name.iter().position(|b| *b == b':') {
        Some(colon) => (&name[..colon], &name[colon + 1..]),
        None => (&b""[..], name),
    };
    if local != b"ClinicalDocument" {
        return Err(Refusal::Type);
    }
    let declaration = match prefix {
        b"" => b"xmlns".to_vec(),
        prefix => [b"xmlns:", prefix].concat(),
    };
    for _ in 0..ATTRIBUTES_MAX {
        rest = rest.trim_ascii_start();
        let equals = rest
            .iter()
            .position(|b| matches!(b, b'=' | b'>'))
            .ok_or(Refusal::Type)?;
        if rest[equals] == b'>' {
            break;
        }
        let attribute = rest[..equals].trim_ascii();
        let value = rest[equals + 1..].trim_ascii_start();
        let quote = *value.first().ok_or(Refusal::Type)?;
        if !matches!(quote, b'"' | b'\'') {
            break;
        }
        let value = &value[1..];
        let end = value
            .iter()
            .position(|b| *b == quote)
            .ok_or(Refusal::Type)?;
        if attribute == declaration {
            return match &value[..end] == HL7_V3 {
                true => Ok(()),
                false => Err(Refusal::Type),
            };
        }
        rest = &value[end + 1..];
    }
    Err(Refusal::Type)
}
