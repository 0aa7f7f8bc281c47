//! `COPY … FROM STDIN BINARY`: rows as one stream, which the server writes page by page
//! instead of row by row. Encoded whole before the server is asked: what cannot be said
//! is found while nothing has begun.

use super::errors::translate;
use crate::Value;
use bytes::{BufMut as _, Bytes, BytesMut};
use futures_util::SinkExt as _;
use kernel::{Error, Result};
use std::pin::pin;
use tokio_postgres::types::{IsNull, ToSql as _, Type};
use tokio_postgres::{Client, Statement};

/// What a stream of rows begins with: its mark, then no flags and no extension.
const BEGINS: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// In place of the number of values of a row: there is none any more.
const ENDS: i16 = -1;
/// In place of the length of a value: there is none.
const NULL: i32 = -1;
/// Bytes handed over at once.
const CHUNK: usize = 64 * 1024;

/// These rows as the server reads them; each has as many values as there are columns.
///
/// # Errors
/// A fault, if a value is of another kind than its column.
pub(super) fn encoded(columns: &[Type], rows: &[Vec<Value>]) -> Result<Bytes> {
    let width = i16::try_from(columns.len());
    let width = width.map_err(|_| Error::fault("a table of too many columns"))?;
    let mut stream = BytesMut::from(BEGINS);
    let mut said = BytesMut::new();
    for row in rows {
        stream.put_i16(width);
        for (value, column) in row.iter().zip(columns) {
            said.clear();
            let kind = value.to_sql(column, &mut said);
            match kind.map_err(|e| Error::fault(format!("writing a row: {e}")))? {
                IsNull::Yes => stream.put_i32(NULL),
                IsNull::No => {
                    let length = i32::try_from(said.len());
                    stream.put_i32(length.map_err(|_| Error::fault("a value is too long"))?);
                    stream.extend_from_slice(&said);
                }
            }
        }
    }
    stream.put_i16(ENDS);
    Ok(stream.freeze())
}

/// Sends such a stream; how many rows the server put in the table. Whoever stops waiting
/// half-way has put none.
pub(super) async fn send(client: &Client, copy: &Statement, mut stream: Bytes) -> Result<u64> {
    let failed = |e: tokio_postgres::Error| translate(&e, "putting rows in");
    let sink = client.copy_in::<Statement, Bytes>(copy);
    let mut sink = pin!(sink.await.map_err(failed)?);
    while !stream.is_empty() {
        let some = stream.split_to(stream.len().min(CHUNK));
        sink.send(some).await.map_err(failed)?;
    }
    sink.finish().await.map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_said_with_their_lengths_and_nothing_is_said_of_nothing() {
        let columns = [Type::INT8, Type::TEXT, Type::BYTEA];
        let rows = [
            vec![7.into(), "a\tb".into(), Value::Null],
            vec![Value::Int(-1), "".into(), b"\0\\".to_vec().into()],
        ];
        let stream = encoded(&columns, &rows).expect("said");
        let expected = [
            &b"PGCOPY\n\xff\r\n\0"[..],
            &[0; 8],
            &[0, 3, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 7],
            &[0, 0, 0, 3, b'a', b'\t', b'b', 255, 255, 255, 255],
            &[0, 3, 0, 0, 0, 8, 255, 255, 255, 255, 255, 255, 255, 255],
            &[0, 0, 0, 0, 0, 0, 0, 2, 0, b'\\'],
            &[255, 255],
        ]
        .concat();
        assert_eq!(stream, expected);
        assert!(encoded(&[Type::BYTEA], &[vec![7.into()]]).is_err());
    }
}
