//! Medical documents in CDA R2 (HL7 version 3), as French and foreign software
//! writes them.
//!
//! [`document`] is a pure function from bytes to a [`Document`] of our own; it
//! runs in the child. In order, and nothing before the step above it:
//!
//! 1. `text`: the size, then the characters; only encodings whose bytes agree;
//! 2. `guard`: one pass over the markup, refusing declarations, entities,
//!    depth and crowds, before any tree is made;
//! 3. `tree`: the tree, and the document taken out of a self-presenting file;
//! 4. `header`, `body`, `narrative`, `entries`: our own mapping.
//!
//! INVARIANT: nothing is fetched and nothing is run. A stylesheet, a reference
//! to elsewhere, an attribute that means something to a browser have no place
//! in the model: it cannot hold them.
//!
//! Nothing is judged either: a result is high because the laboratory wrote so.

mod body;
mod context;
mod entries;
mod guard;
mod header;
mod media;
mod model;
mod narrative;
mod text;
mod tree;

pub(crate) use model::wire;
pub use model::*;

use crate::identity::{self, Sameness, Told, Traits};
use crate::pdf;
use crate::refusal::Refusal;
use minicbor::{Decode, Encode};
use std::borrow::Cow;

/// The most files in a document that are told of.
pub const MEDIA_MAX: usize = 200;
/// A file inside a document that is larger is only had with the whole document.
pub const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// What is asked of a CDA document. Embedded files are named by their place in
/// [`Document::media`].
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Ask {
    /// What it says.
    #[n(0)]
    Document {
        /// How wide its pictures are wanted at most, in pixels; none, and they
        /// are not.
        #[n(0)]
        width: Option<u32>,
    },
    /// An embedded picture, made anew, not wider than so many pixels.
    #[n(1)]
    Picture(#[n(0)] u32, #[n(1)] u32),
    /// Something of an embedded PDF.
    #[n(2)]
    Pdf(#[n(0)] u32, #[n(1)] pdf::Ask),
    /// The bytes of an embedded file, to be downloaded only.
    #[n(3)]
    File(#[n(0)] u32),
    /// What it says once more for machines.
    #[n(4)]
    Entries,
}

/// What is answered.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Answer {
    /// What the document says.
    #[n(0)]
    Document {
        /// Its words.
        #[n(0)]
        #[cbor(with = "model::wire")]
        document: Box<Document>,
        /// Its pictures, made anew: those that could be, and of many the first.
        #[n(1)]
        pictures: Vec<Inside>,
    },
    /// A picture.
    #[n(1)]
    Picture(#[n(0)] crate::Picture),
    /// Of the PDF.
    #[n(2)]
    Pdf(#[n(0)] pdf::Answer),
    /// The bytes of a file. Nothing is known of them.
    #[n(3)]
    File(
        #[n(0)]
        #[cbor(with = "minicbor::bytes")]
        Vec<u8>,
    ),
    /// For machines.
    #[n(4)]
    Entries(
        #[n(0)]
        #[cbor(with = "model::wire")]
        Box<Entries>,
    ),
}

/// A picture of the document.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Inside {
    /// Its place in [`Document::media`].
    #[n(0)]
    pub place: u32,
    /// The picture.
    #[n(1)]
    pub picture: crate::Picture,
}

/// Answers.
///
/// # Errors
/// Why it is not shown.
pub fn read(ask: &Ask, file: &[u8]) -> Result<Answer, Refusal> {
    match ask {
        Ask::Document { width } => {
            let text = checked(file)?;
            let tree = tree::parse(&text)?;
            let found = tree::document(&tree)?;
            Ok(Answer::Document {
                document: Box::new(body::document(&found)?),
                pictures: width.map_or_else(Vec::new, |width| media::pictures(&found, width)),
            })
        }
        Ask::Picture(place, width) => {
            media::picture(&media(file, *place)?, *width).map(Answer::Picture)
        }
        Ask::Pdf(place, ask) => pdf::read(ask, &media(file, *place)?).map(Answer::Pdf),
        Ask::File(place) => match media(file, *place)? {
            bytes if bytes.len() as u64 > FILE_BYTES_MAX => Err(Refusal::TooLarge),
            bytes => Ok(Answer::File(bytes)),
        },
        Ask::Entries => entries(file).map(|entries| Answer::Entries(Box::new(entries))),
    }
}

/// What a document says once more for machines.
///
/// # Errors
/// As [`document`]; empty, when it is a file.
pub fn entries(file: &[u8]) -> Result<Entries, Refusal> {
    let text = checked(file)?;
    let tree = tree::parse(&text)?;
    body::entries(&tree::document(&tree)?)
}

impl Answer {
    /// Whether this can be what a reader answers to this question. A child is
    /// not believed: the file may have taken it over.
    pub(crate) fn fits(&self, ask: &Ask) -> bool {
        match (ask, self) {
            (Ask::Document { width }, Self::Document { document, pictures }) => {
                let places = pictures.iter().map(|inside| inside.place);
                let known = |place: u32| (place as usize) < document.media.len();
                document.media.len() <= MEDIA_MAX
                    && pictures.len() <= media::PICTURES_MAX
                    && places.clone().is_sorted_by(|one, other| one < other)
                    && places.clone().all(known)
                    && pictures
                        .iter()
                        .all(|inside| width.is_some_and(|side| inside.picture.is_within(side)))
            }
            (Ask::Picture(_, side), Self::Picture(picture)) => picture.is_within(*side),
            (Ask::Pdf(_, ask), Self::Pdf(answer)) => answer.fits(ask),
            (Ask::File(_), Self::File(bytes)) => bytes.len() as u64 <= FILE_BYTES_MAX,
            (Ask::Entries, Self::Entries(entries)) => entries.count() <= entries::ENTRIES_MAX,
            _ => false,
        }
    }
}

/// A document, what it says for machines, and the PDF that it is, if it is one.
///
/// # Errors
/// As [`document`].
pub(crate) fn whole(file: &[u8]) -> Result<(Document, Entries, Option<Vec<u8>>), Refusal> {
    let text = checked(file)?;
    let tree = tree::parse(&text)?;
    let found = tree::document(&tree)?;
    let document = body::document(&found)?;
    let entries = match document.coded {
        true => body::entries(&found)?,
        false => Entries::default(),
    };
    let place = document
        .embedded_pdf()
        .filter(|_| document.body == Body::File);
    let pdf = place.and_then(|place| media::bytes(&found, place).ok());
    Ok((document, entries, pdf))
}

/// What a document says.
///
/// # Errors
/// Why it is not shown.
pub fn document(file: &[u8]) -> Result<Document, Refusal> {
    let text = checked(file)?;
    let tree = tree::parse(&text)?;
    body::document(&tree::document(&tree)?)
}

/// Whether a document is about a person.
pub fn compare(document: &Document, traits: &Traits<'_>) -> Sameness {
    compare_patient(&document.patient, document.others, traits)
}

/// Whether a document that names this patient, and so many others, is about a
/// person.
pub(crate) fn compare_patient(patient: &Patient, others: u32, traits: &Traits<'_>) -> Sameness {
    identity::compare(&told(patient, others), traits)
}

/// Whether a document that names this patient, and so many others, surely names
/// somebody else.
pub(crate) fn names_another(patient: &Patient, others: u32, traits: &Traits<'_>) -> bool {
    identity::names_another(&told(patient, others), traits)
}

fn told(patient: &Patient, others: u32) -> Told<'_> {
    let official = |id: &&Identifier| identity::is_official(&id.root);
    let numbers = patient.ids.iter().filter(official).map(|id| {
        let number = id.extension.as_deref().unwrap_or_default();
        (Some(id.root.as_str()), number)
    });
    Told {
        several: others > 0,
        numbers: numbers.collect(),
        birth_date: patient.birth_date.as_deref(),
        sex: patient.sex.as_deref(),
        birth_name: patient.birth_name.as_deref(),
        family_name: None,
        first_names: patient.first_name.as_deref(),
    }
}

/// The bytes of the embedded file with this place in [`Document::media`].
///
/// # Errors
/// As [`document`]; unsupported when there is no such file, or it is packed.
pub fn media(file: &[u8], place: u32) -> Result<Vec<u8>, Refusal> {
    let text = checked(file)?;
    let tree = tree::parse(&text)?;
    media::bytes(&tree::document(&tree)?, place)
}

fn checked(file: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    let text = text::decode(file)?;
    guard::check(&text)?;
    Ok(text)
}
