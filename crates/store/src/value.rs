//! Values, rows and statements: the few types that both engines share.

use kernel::{
    AccountId, CredentialId, DocumentId, Error, LinkId, ObjectId, PersonId, ReadId, Result,
    SessionId, SpaceId, Timestamp,
};

/// A value going into or coming out of a column.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Nothing.
    Null,
    /// INTEGER.
    Int(i64),
    /// TEXT.
    Text(String),
    /// BLOB.
    Blob(Vec<u8>),
    /// REAL.
    Real(f64),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
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
    CredentialId,
    DocumentId,
    LinkId,
    ObjectId,
    PersonId,
    ReadId,
    SessionId,
    SpaceId
);

/// One statement and its parameters, for [`crate::Tx::run`].
#[derive(Clone, Debug)]
pub struct Statement {
    /// The text, with `$1` placeholders.
    pub sql: &'static str,
    /// The parameters.
    pub params: Vec<Value>,
}

/// What came of one statement.
#[derive(Clone, Default, Debug)]
pub struct Outcome {
    /// The rows it gave.
    pub rows: Vec<Row>,
    /// How many rows it changed.
    pub changed: u64,
}

/// One row of an answer.
#[derive(Clone, PartialEq, Debug)]
pub struct Row(pub(crate) Vec<Value>);

impl Row {
    fn at(&self, column: usize) -> Result<&Value> {
        self.0
            .get(column)
            .ok_or_else(|| Error::fault(format!("a row has no column {column}")))
    }

    /// An INTEGER.
    ///
    /// # Errors
    /// A fault, if the column holds something else.
    pub fn int(&self, column: usize) -> Result<i64> {
        self.opt_int(column)?
            .ok_or_else(|| Error::fault(format!("column {column} is null")))
    }

    /// An INTEGER or nothing.
    ///
    /// # Errors
    /// As [`Self::int`].
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>> {
        match self.at(column)? {
            Value::Int(value) => Ok(Some(*value)),
            Value::Null => Ok(None),
            _ => Err(Error::fault(format!("column {column} is not an integer"))),
        }
    }

    /// A TEXT.
    ///
    /// # Errors
    /// As [`Self::int`].
    pub fn text(&self, column: usize) -> Result<&str> {
        self.opt_text(column)?
            .ok_or_else(|| Error::fault(format!("column {column} is null")))
    }

    /// A TEXT or nothing.
    ///
    /// # Errors
    /// As [`Self::int`].
    pub fn opt_text(&self, column: usize) -> Result<Option<&str>> {
        match self.at(column)? {
            Value::Text(value) => Ok(Some(value)),
            Value::Null => Ok(None),
            _ => Err(Error::fault(format!("column {column} is not a text"))),
        }
    }

    /// A BLOB.
    ///
    /// # Errors
    /// As [`Self::int`].
    pub fn blob(&self, column: usize) -> Result<&[u8]> {
        self.opt_blob(column)?
            .ok_or_else(|| Error::fault(format!("column {column} is null")))
    }

    /// A BLOB or nothing.
    ///
    /// # Errors
    /// As [`Self::int`].
    pub fn opt_blob(&self, column: usize) -> Result<Option<&[u8]>> {
        match self.at(column)? {
            Value::Blob(value) => Ok(Some(value)),
            Value::Null => Ok(None),
            _ => Err(Error::fault(format!("column {column} is not a blob"))),
        }
    }

    /// A REAL.
    ///
    /// # Errors
    /// As [`Self::int`].
    pub fn real(&self, column: usize) -> Result<f64> {
        match self.at(column)? {
            Value::Real(value) => Ok(*value),
            _ => Err(Error::fault(format!("column {column} is not a real"))),
        }
    }

    /// An instant, kept in milliseconds.
    ///
    /// # Errors
    /// As [`Self::int`].
    pub fn timestamp(&self, column: usize) -> Result<Timestamp> {
        self.int(column).map(Timestamp::from_millis)
    }

    /// An instant or nothing.
    ///
    /// # Errors
    /// As [`Self::int`].
    pub fn opt_timestamp(&self, column: usize) -> Result<Option<Timestamp>> {
        Ok(self.opt_int(column)?.map(Timestamp::from_millis))
    }
}
