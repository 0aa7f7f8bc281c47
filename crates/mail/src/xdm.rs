//! `IHE_XDM.ZIP` (IHE ITI TF-2 §3.32): folders of documents, each with a
//! `METADATA.XML` that says what they are, in the words of XDS.
//!
//! What the metadata names and nothing else comes out: a document whose bytes
//! are there, as long as they should be, of the sum that is told. What two
//! readers could understand differently is refused.

mod metadata;

use crate::Refusal;
use aws_lc_rs::digest;
use formats::zip::{self, Bounds, Entry, Fault};
use std::collections::HashMap;

/// The folder in which all of it stands.
const ROOT: &str = "ihe_xdm";
const METADATA: &str = "metadata.xml";
/// Larger metadata says too much of too little.
const METADATA_BYTES_MAX: usize = 2 * 1024 * 1024;

/// What an archive may hold.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Files, those that nobody asks for included.
    pub entries_max: usize,
    /// Bytes when unpacked, together.
    pub bytes_max: u64,
    /// How many times as large as packed a file may become.
    pub ratio_max: u64,
    /// Documents.
    pub pieces_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            entries_max: 500,
            bytes_max: 60 * 1024 * 1024,
            ratio_max: 100,
            pieces_max: 50,
        }
    }
}

/// A code and the system it is of.
pub type Code = (String, String);

/// A document, and what is told of it. All of it is the sender's word but
/// `bytes`, which have the `hash` and `size` that are told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// The name of the file, without the folders.
    pub file: String,
    /// Its media type, as told.
    pub mime: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// `XDSDocumentEntry.uniqueId`.
    pub unique_id: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// What it is: `typeCode`.
    pub type_code: Option<Code>,
    /// What it is in general: `classCode`.
    pub class_code: Option<Code>,
    /// `creationTime`, as it stands.
    pub made_on: Option<String>,
    /// Whose it is, as it stands: `patientId`, or else `sourcePatientId`.
    pub patient: Option<String>,
    /// SHA-1 in hexadecimal, as told.
    pub hash: Option<String>,
    /// How many bytes, as told.
    pub size: Option<u64>,
}

fn refused(text: &str) -> Refusal {
    Refusal::never("5.6.0", text)
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        refused(&fault.to_string())
    }
}

/// Takes the documents out of an archive.
///
/// # Errors
/// A refusal, in a sentence for who made the archive.
pub fn unpack(zip: &[u8], limits: &Limits) -> Result<Vec<Piece>, Refusal> {
    let bounds = Bounds {
        entries_max: limits.entries_max,
        bytes_max: limits.bytes_max,
        ratio_max: limits.ratio_max,
    };
    let entries = zip::entries(zip, &bounds)?;
    // Media of old know no case in names; the archive has no two that differ
    // by it alone.
    let files: HashMap<String, &Entry<'_>> = entries
        .iter()
        .filter(|entry| !entry.is_litter())
        .map(|entry| (entry.name.to_lowercase(), entry))
        .collect();
    let mut subsets: Vec<&String> = files.keys().filter(|name| is_metadata(name)).collect();
    subsets.sort_unstable();
    if subsets.is_empty() {
        return Err(refused("The archive has no IHE_XDM folder with metadata"));
    }
    let mut pieces = Vec::new();
    let mut seen = Vec::new();
    for subset in subsets {
        let Some(metadata) = files.get(subset) else {
            continue;
        };
        if metadata.size() > METADATA_BYTES_MAX {
            return Err(refused("The metadata of the archive are too long"));
        }
        let folder = &subset[..subset.len() - METADATA.len()];
        for told in metadata::read(&metadata.bytes()?)? {
            if pieces.len() >= limits.pieces_max {
                return Err(refused("The archive has too many documents"));
            }
            let uri = told.uri.as_deref().unwrap_or_default();
            let path = format!("{folder}{}", relative(uri)?.to_lowercase());
            let entry = files
                .get(&path)
                .filter(|_| !is_metadata(&path))
                .ok_or_else(|| refused("The metadata name a file that is not in the archive"))?;
            if seen.contains(&path) {
                return Err(refused("The metadata name a file twice"));
            }
            pieces.push(piece(entry, told)?);
            seen.push(path);
        }
    }
    match pieces.is_empty() {
        true => Err(refused("The archive holds no document")),
        false => Ok(pieces),
    }
}

/// `ihe_xdm/…/metadata.xml`, with one folder between.
fn is_metadata(name: &str) -> bool {
    let parts: Vec<&str> = name.split('/').collect();
    matches!(parts[..], [ROOT, _, METADATA])
}
/// A path from the folder of the metadata downwards.
fn relative(uri: &str) -> Result<&str, Refusal> {
    let uri = uri.strip_prefix("./").unwrap_or(uri);
    let right = !uri.is_empty()
        && !uri.contains(['\\', ':', '%', '?', '#'])
        && uri.split('/').all(|part| !matches!(part, "" | "." | ".."));
    right
        .then_some(uri)
        .ok_or_else(|| refused("The metadata name a file by a path that leads elsewhere"))
}

fn piece(entry: &Entry<'_>, told: metadata::Told) -> Result<Piece, Refusal> {
    if told.size.is_some_and(|size| size != entry.size() as u64) {
        return Err(refused("A document is not as long as the metadata say"));
    }
    let bytes = entry.bytes()?;
    if let Some(hash) = &told.hash
        && !hash.eq_ignore_ascii_case(&sha1(&bytes))
    {
        return Err(refused(
            "A document does not have the hash that the metadata say",
        ));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Err(refused("The archive holds another archive"));
    }
    Ok(Piece {
        file: entry
            .name
            .rsplit('/')
            .next()
            .map(str::to_owned)
            .unwrap_or_default(),
        mime: told.mime.unwrap_or_default(),
        bytes,
        unique_id: told.unique_id,
        title: told.title,
        type_code: told.type_code,
        class_code: told.class_code,
        made_on: told.made_on,
        patient: told.patient.or(told.source_patient),
        hash: told.hash,
        size: told.size,
    })
}

/// The sum that XDS asks for: against accidents, not against anybody.
fn sha1(bytes: &[u8]) -> String {
    let sum = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes);
    sum.as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
