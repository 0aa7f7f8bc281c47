//! Values on PostgreSQL's wire: BIGINT, TEXT, BYTEA and DOUBLE PRECISION. A
//! column of another type is a fault.

use crate::Value;
use bytes::BytesMut;
use std::error::Error as StdError;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

type Refused = Box<dyn StdError + Sync + Send>;

/// The type that is said to the server for this value.
pub(super) const fn type_of(value: &Value) -> Type {
    match value {
        Value::Null => Type::UNKNOWN,
        Value::Int(_) => Type::INT8,
        Value::Text(_) => Type::TEXT,
        Value::Blob(_) => Type::BYTEA,
        Value::Real(_) => Type::FLOAT8,
    }
}

/// The types of these values in one number. Beyond 21 values, two lists may
/// share a number; a value is always written as the statement wants it, or
/// refused, so the worst is a refusal.
pub(super) fn kinds(values: &[Value]) -> u64 {
    values.iter().fold(1, |kinds: u64, value| {
        let kind = match value {
            Value::Null => 0,
            Value::Int(_) => 1,
            Value::Text(_) => 2,
            Value::Blob(_) => 3,
            Value::Real(_) => 4,
        };
        kinds.rotate_left(3) ^ kind
    })
}

/// In place of [`kinds`], for a text over arrays, which says its types itself.
pub(super) const SAID_IN_THE_TEXT: u64 = 0;

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Refused> {
        match (self, ty) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Int(n), &Type::INT8) => n.to_sql(ty, out),
            (Self::Int(n), &Type::INT4) => i32::try_from(*n)?.to_sql(ty, out),
            (Self::Text(text), &Type::TEXT | &Type::VARCHAR | &Type::NAME) => text.to_sql(ty, out),
            (Self::Blob(bytes), &Type::BYTEA) => bytes.to_sql(ty, out),
            (Self::Real(n), &Type::FLOAT8) => n.to_sql(ty, out),
            (_, ty) => Err(format!("a value of another kind than {ty}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Refused> {
        match *ty {
            Type::INT8 => i64::from_sql(ty, raw).map(Self::Int),
            Type::INT4 => i32::from_sql(ty, raw).map(|n| Self::Int(n.into())),
            Type::INT2 => i16::from_sql(ty, raw).map(|n| Self::Int(n.into())),
            Type::BOOL => bool::from_sql(ty, raw).map(|b| Self::Int(b.into())),
            Type::TEXT | Type::VARCHAR | Type::NAME => String::from_sql(ty, raw).map(Self::Text),
            Type::BYTEA => Vec::from_sql(ty, raw).map(Self::Blob),
            Type::FLOAT8 => f64::from_sql(ty, raw).map(Self::Real),
            _ => Err(format!("a column of type {ty}").into()),
        }
    }

    fn from_sql_null(_: &Type) -> Result<Self, Refused> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
