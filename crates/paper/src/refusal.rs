//! Why a sheet is not printed, and where in it the reason lies.
//!
//! The words of the sheet are never told: they may be about a person.

use kernel::Error;
use std::fmt::Display;

/// Shorthand within this crate.
pub(crate) type Result<T> = std::result::Result<T, Refusal>;

/// A reason not to print.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// The sentence for the person who can mend it; none when it is our fault.
    code: Option<&'static str>,
    why: String,
}

impl Refusal {
    /// The sheet makes no sense, or the file came out wrong.
    pub(crate) fn fault(why: impl Into<String>) -> Self {
        Self {
            code: None,
            why: why.into(),
        }
    }

    /// Too much is said.
    pub(crate) fn too_long(what: impl Display) -> Self {
        Self {
            code: Some("paper-long"),
            why: format!("{what}: too long"),
        }
    }

    /// An address that the window of the envelope cannot show.
    pub(crate) fn address(why: impl Into<String>) -> Self {
        Self {
            code: Some("paper-address"),
            why: why.into(),
        }
    }

    /// An address with a sign that cannot be printed.
    pub(crate) fn sign(why: impl Into<String>) -> Self {
        Self {
            code: Some("paper-sign"),
            why: why.into(),
        }
    }

    /// Too many sheets for one file.
    pub(crate) fn too_many() -> Self {
        Self {
            code: Some("paper-many"),
            why: "too many sheets for one file".to_owned(),
        }
    }

    /// The same, told of this place.
    pub(crate) fn within(self, place: impl Display) -> Self {
        Self {
            why: format!("{place}: {}", self.why),
            ..self
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal.code {
            Some(code) => Self::invalid(code).note(refusal.why),
            None => Self::fault(refusal.why),
        }
    }
}
