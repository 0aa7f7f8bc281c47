//! Why a file is not shown.

use kernel::Error;
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
    /// Its characters are in an encoding that is not read, or not in the one
    /// that it declares.
    #[n(10)]
    Encoding,
    /// It declares a document type or entities of its own.
    #[n(11)]
    Declaration,
    /// What it should contain stands elsewhere, where nothing is fetched.
    #[n(12)]
    Elsewhere,
    /// It has no content.
    #[n(13)]
    Empty,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 14] = [
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
        Self::Encoding,
        Self::Declaration,
        Self::Elsewhere,
        Self::Empty,
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
            Self::Encoding => "reading-encoding",
            Self::Declaration => "reading-declaration",
            Self::Elsewhere => "reading-elsewhere",
            Self::Empty => "reading-empty",
        }
    }
}

/// For what is had by itself, a frame or a file in a document, with no page
/// around it that would say why not: what a moment may mend is unavailable,
/// anything else is not there.
impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Busy | Refusal::Unprotected | Refusal::TooLong => {
                Self::unavailable(refusal.code())
            }
            Refusal::Encrypted
            | Refusal::Damaged
            | Refusal::TooLarge
            | Refusal::Unsupported
            | Refusal::OtherType
            | Refusal::NoSuchPage
            | Refusal::Died
            | Refusal::Encoding
            | Refusal::Declaration
            | Refusal::Elsewhere
            | Refusal::Empty => Self::not_found(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Kind;

    #[test]
    fn only_what_a_moment_may_mend_is_unavailable() {
        let unavailable = Refusal::ALL
            .into_iter()
            .filter(|refusal| Error::from(*refusal).kind() == Kind::Unavailable);
        let mended = [Refusal::TooLong, Refusal::Unprotected, Refusal::Busy];
        assert_eq!(unavailable.collect::<Vec<_>>(), mended);
    }
}
