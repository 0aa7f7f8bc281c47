//! The document itself: found where its description says, and proved to be
//! the one that was meant.

use super::transaction::Entry;
use crate::outcome::{Issue, IssueType};
use crate::place::Place;
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// A document found.
pub(super) struct Found {
    pub(super) mime: String,
    pub(super) bytes: Vec<u8>,
    /// SHA-1, in base64, as `Attachment.hash` has it.
    pub(super) hash: String,
    /// The entry of the transaction it came in, if it was one.
    pub(super) entry: Option<usize>,
}

/// Finds the document of an attachment: inside it, in a contained Binary, or
/// in an entry of the same transaction; and checks type, size and hash.
/// An address elsewhere is never fetched (DOC-40).
pub(super) fn read(
    attachment: &Place<'_>,
    contained: &[Place<'_>],
    entries: &[Entry<'_>],
) -> Result<Found, Issue> {
    let mime = attachment.need_text("contentType")?.to_owned();
    let (bytes, entry, said) = match (attachment.get("data"), attachment.get("url")) {
        (Some(data), _) => (decode(&data)?, None, None),
        (None, Some(url)) => fetch(&url, contained, entries)?,
        (None, None) => {
            let issue = attachment.issue(IssueType::Required, "fhir-content-missing");
            return Err(issue);
        }
    };
    if let Some((place, said)) = said
        && !same_mime(&mime, &said)
    {
        return Err(Issue::error(IssueType::Value, "fhir-content-type-differs").at(place));
    }
    let hash = STANDARD.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, &bytes).as_ref());
    if let Some(place) = attachment.get("size")
        && place.value.as_u64() != Some(bytes.len() as u64)
    {
        return Err(place.issue(IssueType::Value, "fhir-size-differs"));
    }
    if let Some(place) = attachment.get("hash") {
        // SHA-1 by the standard; SHA-256 is what some send, and proves more.
        let longer = STANDARD.encode(digest(&SHA256, &bytes).as_ref());
        let given = place.text()?;
        if given != hash && given != longer {
            return Err(place.issue(IssueType::Value, "fhir-hash-differs"));
        }
    }
    Ok(Found {
        mime,
        bytes,
        hash,
        entry,
    })
}

type Fetched = (Vec<u8>, Option<usize>, Option<(String, String)>);

fn fetch(
    url: &Place<'_>,
    contained: &[Place<'_>],
    entries: &[Entry<'_>],
) -> Result<Fetched, Issue> {
    let text = url.text()?;
    if let Some(id) = text.strip_prefix('#') {
        let binary = contained
            .iter()
            .find(|place| place.value["id"].as_str() == Some(id))
            .ok_or_else(|| url.issue(IssueType::NotFound, "fhir-content-missing"))?;
        let (bytes, said) = binary_content(binary)?;
        return Ok((bytes, None, Some(said)));
    }
    let found = entries
        .iter()
        .enumerate()
        .find(|(_, entry)| entry.full_url == Some(text) || entry.is_called(text));
    let Some((number, entry)) = found else {
        let key = match text.starts_with("http:") || text.starts_with("https:") {
            true => "fhir-content-elsewhere",
            false => "fhir-content-missing",
        };
        return Err(url.issue(IssueType::NotFound, key));
    };
    if entry.resource.resource_type() == "Bundle" {
        // ITI-65 FHIR Document Publish: the document is the resource itself.
        if entry.resource.value["type"].as_str() != Some("document") {
            return Err(entry
                .resource
                .issue(IssueType::Value, "fhir-bundle-not-document"));
        }
        let said = (entry.resource.path.clone(), String::from(crate::MEDIA_TYPE));
        return Ok((entry.raw.to_vec(), Some(number), Some(said)));
    }
    let (bytes, said) = binary_content(&entry.resource)?;
    Ok((bytes, Some(number), Some(said)))
}

fn binary_content(binary: &Place<'_>) -> Result<(Vec<u8>, (String, String)), Issue> {
    if binary.resource_type() != "Binary" {
        return Err(binary.issue(IssueType::Value, "fhir-content-missing"));
    }
    let mime = binary.need("contentType")?;
    let said = (mime.path.clone(), mime.text()?.to_owned());
    Ok((decode(&binary.need("data")?)?, said))
}

/// `base64Binary`; blanks are allowed by FHIR, and nothing else besides.
fn decode(place: &Place<'_>) -> Result<Vec<u8>, Issue> {
    let wrong = || place.issue(IssueType::Value, "fhir-base64");
    let Value::String(text) = place.value else {
        return Err(wrong());
    };
    if text.bytes().any(|b| b.is_ascii_whitespace()) {
        let dense: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
        return STANDARD.decode(dense).map_err(|_| wrong());
    }
    STANDARD.decode(text).map_err(|_| wrong())
}

fn same_mime(a: &str, b: &str) -> bool {
    let essence = |mime: &str| {
        let name = mime.split(';').next().unwrap_or_default();
        name.trim().to_ascii_lowercase()
    };
    let xml = |name: &str| matches!(name, "text/xml" | "application/xml");
    let (a, b) = (essence(a), essence(b));
    a == b || (xml(&a) && xml(&b))
}
