//! Rows, read column by column into the type that the caller expects.

use crate::Value;
use kernel::{Error, Result, Timestamp};

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

    /// A BLOB of exactly this length: a hash, a key.
    ///
    /// # Errors
    /// As [`Self::int`].
    pub fn bytes<const N: usize>(&self, column: usize) -> Result<[u8; N]> {
        self.blob(column)?
            .try_into()
            .map_err(|_| Error::fault(format!("column {column} is not {N} bytes")))
    }

    /// An INTEGER that answers yes or no.
    ///
    /// # Errors
    /// As [`Self::int`].
    pub fn bool(&self, column: usize) -> Result<bool> {
        self.int(column).map(|n| n != 0)
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
