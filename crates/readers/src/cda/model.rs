//! What a document says: a small model of our own, which crosses from the child
//! to the service. Numbers of fields are for ever only as long as both sides
//! are one program: nothing of this is kept.

mod entries;
mod header;
mod narrative;
pub(crate) mod wire;

pub use entries::{
    Allergy, Bound, Code, Dose, Entries, LabResult, Origin, Previous, Product, Range,
    ReferenceRange, Statement, Treatment, Vaccination, Value, VitalSign,
};
pub use header::{Identifier, Parent, Patient, Period, Person};
pub use narrative::{Block, Cell, Footnote, Inline, Row, Run, Style, Table};

use minicbor::{Decode, Encode};
use std::fmt;

/// A document. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct Document {
    /// Its title, as written.
    #[n(0)]
    pub title: Option<String>,
    /// Its kind, usually a LOINC code.
    #[n(1)]
    pub kind: Option<Code>,
    /// When it was made, as HL7 writes moments: `YYYYMMDDHHMMSS+ZZZZ`, cut
    /// anywhere.
    #[n(2)]
    pub date: Option<String>,
    /// Its language.
    #[n(3)]
    pub language: Option<String>,
    /// N, R or V.
    #[n(4)]
    pub confidentiality: Option<String>,
    /// Its own number.
    #[n(5)]
    pub id: Option<Identifier>,
    /// The number that all its versions share.
    #[n(6)]
    pub set: Option<Identifier>,
    /// Which version it is.
    #[n(7)]
    pub version: Option<String>,
    /// What it follows: replaces, adds to, was made from.
    #[n(8)]
    pub parents: Vec<Parent>,
    /// Whom it is about.
    #[n(9)]
    pub patient: Patient,
    /// How many other people it says it is about: never any, in France.
    #[n(10)]
    pub others: u32,
    /// Who wrote it.
    #[n(11)]
    pub authors: Vec<Person>,
    /// Who keeps it.
    #[n(12)]
    pub custodian: Option<String>,
    /// Who answers for it.
    #[n(13)]
    pub signer: Option<Person>,
    /// The acts it reports.
    #[n(14)]
    pub acts: Vec<Act>,
    /// Whether it was taken out of a self-presenting file.
    #[n(15)]
    pub wrapped: bool,
    /// What it contains.
    #[n(16)]
    pub body: Body,
    /// Files it carries, without their bytes ([`super::media`] gives these).
    #[n(17)]
    pub media: Vec<Media>,
    /// Its footnotes, in the order of their numbers from 1.
    #[n(18)]
    pub footnotes: Vec<Footnote>,
    /// Whether it says some of it once more for machines ([`Entries`]).
    #[n(19)]
    pub coded: bool,
}

/// What a document contains.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Body {
    /// Level 1: one file, the first of [`Document::media`].
    #[n(0)]
    File,
    /// Levels 2 and 3, in order; [`Section::level`] says how they nest.
    #[n(1)]
    Sections(#[n(0)] Vec<Section>),
}

/// An act that the document reports.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Act {
    /// What was done.
    #[n(0)]
    pub code: Option<Code>,
    /// When.
    #[n(1)]
    pub when: Period,
    /// Who did it.
    #[n(2)]
    pub performer: Option<Person>,
}

/// A section.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Section {
    /// 1 for a section of the document, 2 for one within it, and so on.
    #[n(0)]
    pub level: u8,
    /// Its title, as written.
    #[n(1)]
    pub title: Option<String>,
    /// What it is about.
    #[n(2)]
    pub code: Option<Code>,
    /// Whom it is about, if that is not the patient: a newborn, a relative.
    #[n(3)]
    pub subject: Option<String>,
    /// N, R or V, if it says so itself.
    #[n(4)]
    pub confidentiality: Option<String>,
    /// What it says.
    #[n(5)]
    pub content: Vec<Block>,
}

impl Section {
    /// Its title, or else the name of its code.
    pub fn label(&self) -> Option<&str> {
        let code = self.code.as_ref();
        self.title.as_deref().or_else(|| code.and_then(Code::label))
    }
}

/// A file in the document.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Media {
    /// What its bytes are; not what is said of them.
    #[n(0)]
    pub kind: MediaKind,
    /// The media type, as written: never to be served under.
    #[n(1)]
    pub said: Option<String>,
    /// How many bytes.
    #[n(2)]
    pub size: u64,
}

/// What the bytes of an embedded file are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum MediaKind {
    /// Begins as a PDF.
    #[n(0)]
    Pdf,
    /// Begins as a JPEG.
    #[n(1)]
    Jpeg,
    /// Begins as a PNG.
    #[n(2)]
    Png,
    /// Plain text in UTF-8, said to be so.
    #[n(3)]
    Text,
    /// Anything else: only to be downloaded.
    #[n(4)]
    Other,
    /// It cannot be unpacked, or stands elsewhere: there are no bytes.
    #[n(5)]
    Unread,
}

impl Document {
    /// The first embedded PDF: the document itself at level 1, its printed copy
    /// at level 3.
    pub fn embedded_pdf(&self) -> Option<u32> {
        let place = self.media.iter().position(|m| m.kind == MediaKind::Pdf)?;
        u32::try_from(place).ok()
    }

    /// All that people read in it, without its form: for the search.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for section in self.sections() {
            text.push_str(section.label().unwrap_or_default());
            text.push('\n');
            narrative::tell(&section.content, &mut text);
        }
        for note in &self.footnotes {
            narrative::tell(&note.content, &mut text);
        }
        text
    }

    /// Its sections.
    pub fn sections(&self) -> &[Section] {
        match &self.body {
            Body::Sections(sections) => sections,
            Body::File => &[],
        }
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({} sections)", self.sections().len())
    }
}
