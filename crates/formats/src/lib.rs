//! What a file truly is, judged by its bytes: its name and what its sender
//! says about it are not believed.
//!
//! A [`Checker`] is fed the file piece by piece, in memory that does not grow
//! with it, and answers with a [`Format`] or a [`Refusal`]. Nothing is
//! interpreted here beyond what tells one format from another: reading the
//! content of hostile files is for a child process, and rendering for later.

mod check;
mod json;
mod letters;
mod refusal;
mod sniff;
mod watch;
mod xml;
pub mod zip;

pub use check::{Checked, Checker, check};
pub use refusal::Refusal;
pub use sniff::sniff;

/// The sentences of this crate in French and in English, as Fluent texts.
pub const TEXTS: (&str, &str) = (
    include_str!("../locales/fr.ftl"),
    include_str!("../locales/en.ftl"),
);

/// The key of the sentence that lists what is accepted.
pub const ACCEPTED: &str = "formats-accepted";

/// A format that a document may have.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Format {
    /// PDF, any version.
    Pdf,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// TIFF, either byte order.
    Tiff,
    /// HEIC, from telephones: recognised, and refused until it can be converted.
    Heic,
    /// Plain text in UTF-8.
    Text,
    /// Rich Text Format.
    Rtf,
    /// HL7 CDA R2 in XML, without a DTD.
    Cda,
    /// DICOM part 10 file.
    Dicom,
    /// An imaging study: DICOM files in a zip (DICOM PS3.12, V). That there is
    /// nothing else in it is for a child to say.
    Study,
    /// FHIR document: a JSON Bundle of type *document*.
    FhirDocument,
}

impl Format {
    /// Every format, in the order in which people name them.
    pub const ALL: [Self; 11] = [
        Self::Pdf,
        Self::Jpeg,
        Self::Png,
        Self::Tiff,
        Self::Heic,
        Self::Text,
        Self::Rtf,
        Self::Cda,
        Self::Dicom,
        Self::Study,
        Self::FhirDocument,
    ];

    /// The media type under which it is served and described.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Tiff => "image/tiff",
            Self::Heic => "image/heic",
            Self::Text => "text/plain",
            Self::Rtf => "text/rtf",
            Self::Cda => "application/xml",
            Self::Dicom => "application/dicom",
            Self::Study => "application/zip",
            Self::FhirDocument => "application/fhir+json",
        }
    }

    /// The ending of a file name. Also the name of the format in the journal:
    /// [`Format::from_extension`] reads it back.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Tiff => "tif",
            Self::Heic => "heic",
            Self::Text => "txt",
            Self::Rtf => "rtf",
            Self::Cda => "xml",
            Self::Dicom => "dcm",
            Self::Study => "zip",
            Self::FhirDocument => "json",
        }
    }

    /// The format with this [`Format::extension`].
    pub fn from_extension(extension: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|format| format.extension() == extension)
    }

    /// Whether a browser shows it as a picture by itself.
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png)
    }

    /// Whether a sender may announce this format with this media type.
    /// Parameters and letter case are ignored.
    pub fn may_be_called(self, mime: &str) -> bool {
        let essence = mime.split(';').next().unwrap_or_default().trim();
        let also: &[&str] = match self {
            Self::Jpeg => &["image/jpg"],
            Self::Heic => &["image/heif"],
            Self::Text => &["text/x-hl7-ft"],
            Self::Rtf => &["application/rtf"],
            Self::Cda => &["text/xml", "application/hl7-cda+xml", "application/cda+xml"],
            Self::FhirDocument => &["application/json"],
            Self::Study => &["application/x-zip-compressed"],
            Self::Pdf | Self::Png | Self::Tiff | Self::Dicom => &[],
        };
        essence.eq_ignore_ascii_case(self.mime())
            || also.iter().any(|name| essence.eq_ignore_ascii_case(name))
    }
}
