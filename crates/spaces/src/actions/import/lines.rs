//! The lines of a file of insured people, in either form, one at a time.

use super::super::table::{Table, next_text_line};
use super::Format;
use crate::rules::insured::{RawLine, Refusal, refusal};
use kernel::Result;
use std::io::{BufReader, Read};

/// The columns that a file must have, in any order.
const COLUMNS: [&str; 15] = [
    "matricule",
    "oid",
    "birth_name",
    "used_name",
    "first_names",
    "birth_date",
    "sex",
    "birthplace",
    "scheme",
    "vitale_serial",
    "email",
    "phone",
    "address_line",
    "postcode",
    "city",
];
/// The columns that it may have.
const MORE_COLUMNS: [&str; 3] = ["death_date", "attached_to", "previous_matricule"];

const NOT_JSON: Refusal = refusal(
    "",
    "ligne qui n'est pas un objet JSON aux champs attendus",
    "line that is not a JSON object with the expected fields",
);

/// A line as read: not even its form is sure.
pub(super) type ReadLine = std::result::Result<RawLine, Refusal>;

/// The lines of a file, in either form.
pub(super) enum Lines<R: Read> {
    Csv(Table<R>),
    Ndjson { reader: BufReader<R>, number: u64 },
}

impl<R: Read> Lines<R> {
    /// The lines of a file; and the columns of its header that nobody knows.
    pub(super) fn open(reader: R, format: Format) -> Result<(Self, Vec<String>)> {
        let reader = BufReader::new(reader);
        match format {
            Format::Ndjson => Ok((Self::Ndjson { reader, number: 0 }, Vec::new())),
            Format::Csv => {
                let (table, unknown) = Table::open(reader, &COLUMNS, &MORE_COLUMNS)?;
                Ok((Self::Csv(table), unknown))
            }
        }
    }

    pub(super) fn next_line(&mut self) -> Result<Option<(u64, ReadLine)>> {
        match self {
            Self::Csv(table) => table.next_line(|column| of_columns(column)),
            Self::Ndjson { reader, number } => {
                let bytes = next_text_line(reader, number)?;
                Ok(bytes.map(|bytes| (*number, bytes.and_then(|bytes| of_json(&bytes)))))
            }
        }
    }
}

fn of_json(bytes: &[u8]) -> ReadLine {
    let Ok(serde_json::Value::Object(object)) = serde_json::from_slice(bytes) else {
        return Err(NOT_JSON);
    };
    let known =
        |name: &String| COLUMNS.contains(&name.as_str()) || MORE_COLUMNS.contains(&name.as_str());
    if !object.keys().all(known) {
        return Err(NOT_JSON);
    }
    Ok(of_columns(|name| match object.get(name)? {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }))
}

fn of_columns(column: impl Fn(&str) -> Option<String>) -> RawLine {
    let attached_to = column("attached_to");
    let column = |name| column(name).unwrap_or_default();
    RawLine {
        matricule: column("matricule"),
        oid: column("oid"),
        birth_name: column("birth_name"),
        used_name: column("used_name"),
        first_names: column("first_names"),
        birth_date: column("birth_date"),
        sex: column("sex"),
        birthplace: column("birthplace"),
        scheme: column("scheme"),
        vitale_serial: column("vitale_serial"),
        email: column("email"),
        phone: column("phone"),
        address_line: column("address_line"),
        postcode: column("postcode"),
        city: column("city"),
        death_date: column("death_date"),
        attached_to,
        previous_matricule: column("previous_matricule"),
    }
}
