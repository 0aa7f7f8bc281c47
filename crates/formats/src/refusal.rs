//! Why a file is not taken.

use kernel::Error;
use std::fmt;

/// Why a file is not taken. Each has a sentence that says what to do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Refusal {
    /// There is nothing in it.
    Empty,
    /// It is none of the accepted formats.
    Type,
    /// It is HEIC, which cannot be converted yet.
    Heic,
    /// It holds the signature of harmful software.
    Infected,
    /// It is two formats at once, or hides a program.
    Disguised,
    /// It ends before its end.
    Incomplete,
    /// It is text, but not in UTF-8, or with control characters.
    Encoding,
    /// It is XML with a document type declaration.
    Dtd,
    /// It is a picture larger than can be shown safely.
    Dimensions,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Empty,
        Self::Type,
        Self::Heic,
        Self::Infected,
        Self::Disguised,
        Self::Incomplete,
        Self::Encoding,
        Self::Dtd,
        Self::Dimensions,
    ];

    /// The key of the sentence for the person.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "file-empty",
            Self::Type => "file-type-refused",
            Self::Heic => "file-heic",
            Self::Infected => "file-infected",
            Self::Disguised => "file-disguised",
            Self::Incomplete => "file-incomplete",
            Self::Encoding => "file-encoding",
            Self::Dtd => "file-dtd",
            Self::Dimensions => "file-dimensions",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Refusal {}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::invalid(refusal.code())
    }
}
