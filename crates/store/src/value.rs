//! Values: the few types that both engines share.

use kernel::{
    AccountId, CarerId, CredentialId, Date, DocumentId, Finess, LinkId, NoticeId, ObjectId,
    PersonId, ReadId, Rpps, SessionId, SpaceId, Timestamp,
};
use std::fmt;

/// A value going into or coming out of a column.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// INTEGER.
    Int(i64),
    /// TEXT.
    Text(String),
    /// BLOB.
    Blob(Vec<u8>),
    /// REAL. SQLite keeps −0.0 as 0.0.
    Real(f64),
}

/// Says what it is, never what it holds: rows are about people.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, size) = match self {
            Self::Null => return f.write_str("Null"),
            Self::Int(_) => return f.write_str("Int"),
            Self::Real(_) => return f.write_str("Real"),
            Self::Text(text) => ("Text", text.len()),
            Self::Blob(bytes) => ("Blob", bytes.len()),
        };
        write!(f, "{kind}[{size}]")
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
macro_rules! from_integers {
    ($($number:ty),+) => {$(
        impl From<$number> for Value {
            fn from(value: $number) -> Self {
                Self::Int(value.into())
            }
        }
    )+};
}
from_integers!(u8, u16, u32, i32);
impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(i64::from(value))
    }
}
impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}
impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Blob(value)
    }
}
impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Blob(value.to_vec())
    }
}
impl<const N: usize> From<[u8; N]> for Value {
    fn from(value: [u8; N]) -> Self {
        Self::Blob(value.to_vec())
    }
}
impl From<Timestamp> for Value {
    fn from(value: Timestamp) -> Self {
        Self::Int(value.millis())
    }
}
impl From<Rpps> for Value {
    fn from(value: Rpps) -> Self {
        Self::Text(value.as_str().to_owned())
    }
}
impl From<&Rpps> for Value {
    fn from(value: &Rpps) -> Self {
        Self::Text(value.as_str().to_owned())
    }
}
impl From<Finess> for Value {
    fn from(value: Finess) -> Self {
        Self::Text(value.as_str().to_owned())
    }
}
impl From<&Finess> for Value {
    fn from(value: &Finess) -> Self {
        Self::Text(value.as_str().to_owned())
    }
}
/// As `2026-11-23`, which sorts as days do.
impl From<Date> for Value {
    fn from(value: Date) -> Self {
        Self::Text(value.to_string())
    }
}
impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
macro_rules! from_ids {
    ($($id:ty),+) => {$(
        impl From<$id> for Value {
            fn from(id: $id) -> Self {
                Self::Blob(id.to_bytes().to_vec())
            }
        }
    )+};
}
from_ids!(
    AccountId,
    CarerId,
    CredentialId,
    DocumentId,
    LinkId,
    NoticeId,
    ObjectId,
    PersonId,
    ReadId,
    SessionId,
    SpaceId
);
