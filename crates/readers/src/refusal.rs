//! Why a file is not shown.

use minicbor::{Decode, Encode};

/// Why a file is not shown. Each has a sentence; the file itself can still be
/// downloaded.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum Refusal {
    /// It asks for a password.
    #[n(0)]
    Encrypted,
    /// It is truncated, or contradicts itself.
    #[n(1)]
    Damaged,
    /// It is more than is read: too many bytes, pixels, elements.
    #[n(2)]
    TooLarge,
    /// Reading it took too long.
    #[n(3)]
    TooLong,
    /// It is well made, and in a form that is not shown here.
    #[n(4)]
    Unsupported,
    /// It is not what it was taken for.
    #[n(5)]
    OtherType,
    /// It has no such page.
    #[n(6)]
    NoSuchPage,
    /// Its reader died: of memory, of a forbidden act, of a fault.
    #[n(7)]
    Died,
    /// No child was there to read it, or it could not give up its rights.
    #[n(8)]
    Unprotected,
    /// Too many files are being read at this moment.
    #[n(9)]
    Busy,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Encrypted,
        Self::Damaged,
        Self::TooLarge,
        Self::TooLong,
        Self::Unsupported,
        Self::OtherType,
        Self::NoSuchPage,
        Self::Died,
        Self::Unprotected,
        Self::Busy,
    ];

    /// The key of the sentence for the person.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Encrypted => "reading-encrypted",
            Self::Damaged => "reading-damaged",
            Self::TooLarge => "reading-too-large",
            Self::TooLong => "reading-too-long",
            Self::Unsupported => "reading-unsupported",
            Self::OtherType => "reading-other-type",
            Self::NoSuchPage => "reading-no-such-page",
            Self::Died => "reading-died",
            Self::Unprotected => "reading-unprotected",
            Self::Busy => "reading-busy",
        }
    }
}
