//! The seven kinds of error, and nothing else.
//!
//! Two texts go with each: a sentence for the person, by its key in the
//! locales, and an exact note for the log, which never holds personal data.
//! The edge turns kinds into statuses, pages and `OperationOutcome`s, once.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// Shorthand for our error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The code of an error that says that nobody knows whether it was done.
pub const UNCERTAIN: &str = "error-uncertain";

/// What went wrong, as far as the outside may know.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// What was sent cannot be accepted; the person can mend it.
    Invalid,
    /// It does not exist, or the person may not know that it does.
    NotFound,
    /// It exists, the person may know, and may not.
    Forbidden,
    /// Somebody else changed it meanwhile.
    Conflict,
    /// Too often; try later.
    TooMany,
    /// A part of the house does not answer; nothing was done.
    Unavailable,
    /// Our mistake; nothing was done.
    Fault,
}

/// One field of a form that cannot be accepted, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldError {
    /// The name of the field in the form.
    pub field: &'static str,
    /// The key of the sentence that says how to mend it.
    pub code: &'static str,
}

/// An error of Carnet.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    code: &'static str,
    fields: Vec<FieldError>,
    note: Option<String>,
    retry_after: Option<Duration>,
    in_the_way: bool,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    fn of(kind: Kind, code: &'static str) -> Self {
        Self {
            kind,
            code,
            fields: Vec::new(),
            note: None,
            retry_after: None,
            in_the_way: false,
            source: None,
        }
    }

    /// Invalid; `code` is the key of the sentence for the person.
    pub fn invalid(code: &'static str) -> Self {
        Self::of(Kind::Invalid, code)
    }

    /// Invalid, with the fields to mend.
    pub fn fields(fields: Vec<FieldError>) -> Self {
        Self {
            fields,
            ..Self::of(Kind::Invalid, "error-form")
        }
    }

    /// Invalid, with one field to mend.
    pub fn field(field: &'static str, code: &'static str) -> Self {
        Self::fields(vec![FieldError { field, code }])
    }

    /// Not found: always the same, so that nothing can be told from it.
    pub fn not_found() -> Self {
        Self::of(Kind::NotFound, "error-not-found")
    }

    /// Forbidden.
    pub fn forbidden(code: &'static str) -> Self {
        Self::of(Kind::Forbidden, code)
    }

    /// Conflict.
    pub fn conflict(code: &'static str) -> Self {
        Self::of(Kind::Conflict, code)
    }

    /// Too many tries.
    pub fn too_many(code: &'static str, retry_after: Duration) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::of(Kind::TooMany, code)
        }
    }

    /// Unavailable; the note is for the log.
    pub fn unavailable(note: impl Into<String>) -> Self {
        Self {
            note: Some(note.into()),
            ..Self::of(Kind::Unavailable, "error-unavailable")
        }
    }

    /// As [`Self::unavailable`], where a person can mend it: `code` is the key of the
    /// sentence that says how.
    pub fn unavailable_as(code: &'static str, note: impl Into<String>) -> Self {
        Self {
            note: Some(note.into()),
            ..Self::of(Kind::Unavailable, code)
        }
    }

    /// Unavailable at a moment after which nobody knows whether it was done; the note is
    /// for the log.
    pub fn uncertain(note: impl Into<String>) -> Self {
        Self {
            note: Some(note.into()),
            ..Self::of(Kind::Unavailable, UNCERTAIN)
        }
    }

    /// Unavailable, because the store undid it for the sake of another that stood in its
    /// way: surely not done, and the same at once again may be. The note is for the log.
    pub fn undone(note: impl Into<String>) -> Self {
        Self {
            in_the_way: true,
            ..Self::unavailable(note)
        }
    }

    /// A fault of ours; the note says what was being done.
    pub fn fault(note: impl Into<String>) -> Self {
        Self {
            note: Some(note.into()),
            ..Self::of(Kind::Fault, "error-fault")
        }
    }

    /// Adds what was being done, for the log: no personal data.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Keeps the cause, for the log.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The kind.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The key of the sentence for the person.
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The fields to mend, if a form was sent.
    pub fn field_errors(&self) -> &[FieldError] {
        &self.fields
    }

    /// When to try again, for [`Kind::TooMany`].
    pub const fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Whether it lost against somebody else at this very moment, and nothing was done:
    /// whoever decides anew what the other left may succeed at once.
    pub fn may_be_repeated(&self) -> bool {
        let overtaken = self.kind == Kind::Conflict && self.code == "error-conflict";
        overtaken || self.in_the_way
    }

    /// What the log should say: kind, code, note and the chain of causes.
    pub fn log_text(&self) -> String {
        let mut text = format!("{:?} {}", self.kind, self.code);
        if let Some(note) = &self.note {
            text.push_str(": ");
            text.push_str(note);
        }
        let mut cause = self.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}", self.kind, self.code)?;
        match &self.note {
            Some(note) => write!(f, ": {note}"),
            None => Ok(()),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source
            .as_deref()
            .map(|e| e as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_text_keeps_the_whole_chain() {
        let disk = std::io::Error::other("disk full");
        let error = Error::unavailable("writing a chunk").because(disk);
        assert_eq!(
            error.log_text(),
            "Unavailable error-unavailable: writing a chunk: disk full"
        );
    }

    #[test]
    fn what_lost_against_another_may_be_repeated_and_nothing_else() {
        for (error, may) in [
            (Error::conflict("error-conflict"), true),
            (Error::undone("a deadlock"), true),
            (Error::conflict("space-refused"), false),
            (Error::unavailable("gone"), false),
            (Error::uncertain("gone"), false),
        ] {
            assert_eq!(error.may_be_repeated(), may, "{error}");
        }
        // To people it is what it is: nothing was done.
        let undone = Error::undone("a deadlock");
        let told = (undone.kind(), undone.code());
        assert_eq!(told, (Kind::Unavailable, "error-unavailable"));
    }

    #[test]
    fn every_not_found_is_the_same() {
        assert_eq!(
            Error::not_found().log_text(),
            "x".parse::<crate::DocumentId>()
                .expect_err("no id")
                .log_text()
        );
    }
}
