//! What happened to people and left a document; the bytes are made later.

use crate::clinical::Report;
use crate::paper::Paper;
use crate::pictures::Picture;
use kernel::{Date, Timestamp};

/// Who wrote a document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Author {
    /// A professional: index in `professionals`.
    Professional(usize),
    /// An institution's software: index in `institutions`, and the
    /// professional who signs.
    Institution {
        /// Index in `institutions`.
        institution: usize,
        /// Index in `professionals`.
        signatory: usize,
    },
    /// The insured person, or a parent for a child.
    Holder,
}

/// The format of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mime {
    /// PDF with a text layer.
    Pdf,
    /// CDA R2, with results for machines.
    Cda,
    /// JPEG image.
    Jpeg,
    /// PNG image.
    Png,
}

impl Mime {
    /// The media type.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Cda => "application/xml",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Cda => "xml",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

/// One document of one person.
#[derive(Clone, Debug)]
pub struct Event {
    /// Whose: index in `insured`.
    pub person: usize,
    /// The day of the act.
    pub day: Date,
    /// When it was added, that same day.
    pub at: Timestamp,
    /// Kind of document, a code of `data/document_types.csv`.
    pub type_code: &'static str,
    /// Title, in French.
    pub title: String,
    /// Who wrote it.
    pub author: Author,
    /// Format.
    pub mime: Mime,
    /// A file name without accents.
    pub file_name: String,
    pub(crate) content: Content,
}

/// What the bytes are made from.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    Paper(Paper),
    Clinical(Report),
    Picture(Picture),
}
