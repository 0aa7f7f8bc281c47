//! What `METADATA.XML` says of each document (IHE ITI TF-3 §4.2, in ebRIM 3.0).
//! Read as it goes by, without a tree: no entity, no declaration of a document
//! type, nothing from elsewhere.

use super::{Code, refused};
use crate::Refusal;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// How deep elements may stand in each other.
const DEPTH_MAX: usize = 32;
/// The most elements, texts, comments and instructions together.
const NODES_MAX: usize = 100_000;
/// The most attributes of one element.
const ATTRIBUTES_MAX: usize = 32;
/// The longest tag, in bytes.
const TAG_BYTES_MAX: usize = 16 * 1024;
/// The longest value that is kept.
const VALUE_CHARS_MAX: usize = 1_000;
/// The most values of one list.
const VALUES_MAX: usize = 50;

const STABLE: &str = "urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1";
const CLASS: &str = "urn:uuid:41a5887f-8865-4c09-adf7-e362475b143a";
const TYPE: &str = "urn:uuid:f0306f51-975f-434e-a61c-c59651d33983";
const UNIQUE_ID: &str = "urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab";
const PATIENT_ID: &str = "urn:uuid:58a6f841-87b3-4a3e-92fd-a8ffeff98427";

/// What is told of a document.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Told {
    pub uri: Option<String>,
    pub mime: Option<String>,
    pub unique_id: Option<String>,
    pub title: Option<String>,
    pub type_code: Option<Code>,
    pub class_code: Option<Code>,
    pub made_on: Option<String>,
    pub patient: Option<String>,
    pub source_patient: Option<String>,
    pub hash: Option<String>,
    pub size: Option<u64>,
}

/// Where in the metadata the reader is.
#[derive(Default)]
struct Place {
    /// The names of the open elements, without prefixes.
    open: Vec<String>,
    /// The document, within its element.
    told: Option<Told>,
    /// Its classification: scheme, code, system.
    class: Option<(String, String, Option<String>)>,
    /// The slot that is open, and its values.
    slot: Option<(String, Vec<String>)>,
}

/// Reads the metadata.
///
/// # Errors
/// A refusal.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Told>, Refusal> {
    let text = text(bytes)?;
    tags_are_short(&text)?;
    let mut reader = Reader::from_str(&text);
    let mut place = Place::default();
    let mut found = Vec::new();
    let mut rooted = false;
    for node in 0.. {
        if node > NODES_MAX {
            return Err(too_much());
        }
        match reader.read_event().map_err(|_| damaged())? {
            Event::DocType(_) => return Err(declares()),
            Event::Start(tag) => {
                rooted |= place.open.is_empty() && is_root(&tag);
                place.opens(&tag)?;
            }
            Event::Empty(tag) => {
                rooted |= place.open.is_empty() && is_root(&tag);
                place.opens(&tag)?;
                found.extend(place.closes()?);
            }
            Event::End(_) => found.extend(place.closes()?),
            Event::Text(text) => place.says(&text.xml10_content())?,
            Event::CData(text) => place.says(&text.xml10_content())?,
            Event::GeneralRef(name) => {
                let letter = match &*name {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ if name.is_char_ref() => name.resolve_char_ref().map_err(|_| damaged())?,
                    _ => return Err(declares()),
                };
                let letter = letter.ok_or_else(declares)?;
                place.says(letter.encode_utf8(&mut [0; 4]))?;
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    match rooted && place.open.is_empty() {
        true => Ok(found),
        false => Err(damaged()),
    }
}

fn damaged() -> Refusal {
    refused("The metadata of the archive are damaged")
}

fn declares() -> Refusal {
    refused("The metadata declare a document type or entities")
}

fn too_much() -> Refusal {
    refused("The metadata of the archive are too long")
}

fn is_root(tag: &BytesStart<'_>) -> bool {
    matches!(
        tag.local_name().as_ref(),
        "SubmitObjectsRequest" | "ProvideAndRegisterDocumentSetRequest"
    )
}

/// The letters: UTF-8, or one of the old alphabets if the declaration says so.
fn text(bytes: &[u8]) -> Result<String, Refusal> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).to_ascii_lowercase();
    let declaration = head
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
        .map_or("", |(declaration, _)| declaration);
    let label = declaration
        .split_once("encoding")
        .and_then(|(_, rest)| rest.split(['"', '\'']).nth(1))
        .unwrap_or("utf-8");
    match label {
        "utf-8" | "us-ascii" => String::from_utf8(bytes.to_vec()).map_err(|_| damaged()),
        "iso-8859-1" | "iso-8859-15" | "windows-1252" => {
            let alphabet = encoding_rs::Encoding::for_label(label.as_bytes());
            let alphabet = alphabet.ok_or_else(damaged)?;
            Ok(alphabet.decode_without_bom_handling(bytes).0.into_owned())
        }
        _ => Err(refused("The metadata are in an unknown alphabet")),
    }
}

/// No `<` is further than a tag's length from the next `>`. Seen before anything
/// tries to make sense of what stands between them.
fn tags_are_short(text: &str) -> Result<(), Refusal> {
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        let end = rest.find('>').unwrap_or(rest.len());
        if end > TAG_BYTES_MAX {
            return Err(too_much());
        }
        rest = &rest[end..];
    }
    Ok(())
}

impl Place {
    fn inside(&self) -> &str {
        self.open.last().map_or("", String::as_str)
    }

    fn opens(&mut self, tag: &BytesStart<'_>) -> Result<(), Refusal> {
        if self.open.len() >= DEPTH_MAX {
            return Err(too_much());
        }
        let name = tag.local_name().as_ref().to_owned();
        let attribute = attributes(tag)?;
        let attribute = |wanted: &str| {
            let found = attribute.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.clone())
        };
        let titled = self.inside() == "Name"
            && self
                .open
                .iter()
                .rev()
                .nth(1)
                .is_some_and(|around| around == "ExtrinsicObject");
        match (name.as_str(), &mut self.told) {
            ("ExtrinsicObject", None) => {
                // Another kind of object is made when it is asked for: it is
                // not in the archive.
                let kind = attribute("objectType");
                if kind.is_some_and(|kind| kind != STABLE) {
                    return Err(refused(
                        "The metadata name a document that is made on demand",
                    ));
                }
                self.told = Some(Told {
                    mime: attribute("mimeType"),
                    ..Told::default()
                });
            }
            ("ExtrinsicObject", Some(_)) => return Err(damaged()),
            ("Classification", Some(_)) => {
                let scheme = attribute("classificationScheme").unwrap_or_default();
                let code = attribute("nodeRepresentation").unwrap_or_default();
                self.class = Some((scheme, code, None));
            }
            ("ExternalIdentifier", Some(told)) => {
                let value = attribute("value").filter(|value| !value.is_empty());
                match attribute("identificationScheme").as_deref() {
                    Some(UNIQUE_ID) => once(&mut told.unique_id, value)?,
                    Some(PATIENT_ID) => once(&mut told.patient, value)?,
                    _ => {}
                }
            }
            ("LocalizedString", Some(told)) if titled && told.title.is_none() => {
                told.title = attribute("value").filter(|title| !title.is_empty());
            }
            ("Slot", Some(_)) => {
                self.slot = Some((attribute("name").unwrap_or_default(), Vec::new()));
            }
            ("Value", Some(_)) => {
                if let Some((_, values)) = &mut self.slot {
                    if values.len() >= VALUES_MAX {
                        return Err(too_much());
                    }
                    values.push(String::new());
                }
            }
            _ => {}
        }
        self.open.push(name);
        Ok(())
    }

    fn says(&mut self, text: &str) -> Result<(), Refusal> {
        if self.inside() == "Value"
            && let Some((_, values)) = &mut self.slot
            && let Some(value) = values.last_mut()
        {
            value.push_str(text);
            if value.len() > 4 * VALUE_CHARS_MAX {
                return Err(too_much());
            }
        }
        Ok(())
    }

    /// Leaves an element; the document, if it was one.
    fn closes(&mut self) -> Result<Option<Told>, Refusal> {
        let name = self.open.pop().ok_or_else(damaged)?;
        let Some(told) = &mut self.told else {
            return Ok(None);
        };
        match name.as_str() {
            "Slot" => {
                let Some((slot, values)) = self.slot.take() else {
                    return Ok(None);
                };
                match &mut self.class {
                    Some((_, _, system)) if slot == "codingScheme" => {
                        once(system, first(values))?;
                    }
                    Some(_) => {}
                    None => told.slot(&slot, values)?,
                }
            }
            "Classification" => {
                let Some((scheme, code, system)) = self.class.take() else {
                    return Ok(None);
                };
                let code = (code.trim().to_owned(), system.unwrap_or_default());
                let code = Some(code).filter(|(code, _)| !code.is_empty());
                match scheme.as_str() {
                    CLASS => once(&mut told.class_code, code)?,
                    TYPE => once(&mut told.type_code, code)?,
                    _ => {}
                }
            }
            "ExtrinsicObject" => return Ok(self.told.take()),
            _ => {}
        }
        Ok(None)
    }
}

impl Told {
    fn slot(&mut self, name: &str, values: Vec<String>) -> Result<(), Refusal> {
        match name {
            "URI" => once(&mut self.uri, joined(values)),
            "creationTime" => once(&mut self.made_on, first(values)),
            "sourcePatientId" => once(&mut self.source_patient, first(values)),
            "hash" => once(&mut self.hash, first(values)),
            "size" => {
                let size = first(values).map(|size| size.parse().map_err(|_| damaged()));
                once(&mut self.size, size.transpose()?)
            }
            _ => Ok(()),
        }
    }
}

/// What is told twice contradicts itself.
fn once<T>(place: &mut Option<T>, value: Option<T>) -> Result<(), Refusal> {
    if place.is_some() && value.is_some() {
        return Err(refused("The metadata say the same thing twice"));
    }
    if value.is_some() {
        *place = value;
    }
    Ok(())
}

fn first(values: Vec<String>) -> Option<String> {
    let value = values.into_iter().next()?;
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// A long address stands in pieces, `1|…` and `2|…`.
fn joined(values: Vec<String>) -> Option<String> {
    if values.len() < 2 {
        let value = first(values)?;
        return Some(value.strip_prefix("1|").map(str::to_owned).unwrap_or(value));
    }
    let pieces = values.iter().map(|value| {
        let (number, piece) = value.trim().split_once('|')?;
        Some((number.parse::<u32>().ok()?, piece))
    });
    let mut pieces: Vec<(u32, &str)> = pieces.collect::<Option<_>>()?;
    pieces.sort_unstable();
    Some(pieces.into_iter().map(|(_, piece)| piece).collect())
}

/// The attributes of an element, without the prefixes of their names.
fn attributes(tag: &BytesStart<'_>) -> Result<Vec<(String, String)>, Refusal> {
    let mut found = Vec::new();
    for attribute in tag.attributes().with_checks(false) {
        if found.len() >= ATTRIBUTES_MAX {
            return Err(too_much());
        }
        let attribute = attribute.map_err(|_| damaged())?;
        let name = attribute.key.local_name().as_ref().to_owned();
        // An entity of its own is not known: it ends here.
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .map_err(|_| declares())?;
        if value.len() > 4 * VALUE_CHARS_MAX {
            return Err(too_much());
        }
        found.push((name, value.into_owned()));
    }
    Ok(found)
}
