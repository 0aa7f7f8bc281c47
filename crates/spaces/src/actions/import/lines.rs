//! The lines of a file of insured people, in either form, one at a time.

use super::Format;
use crate::rules::insured::{RawLine, Refusal, refusal};
use kernel::{Error, Result};
use std::io::{BufRead, BufReader, Read};

/// The longest line of NDJSON.
const LINE_BYTES_MAX: u64 = 64 * 1024;
/// Columns that nobody knows and that are told.
const UNKNOWN_MAX: usize = 50;
/// Of each, so many signs.
const COLUMN_SIGNS_MAX: usize = 60;
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

const NOT_UTF8: Refusal = refusal("", "ligne qui n'est pas en UTF-8", "line that is not UTF-8");
const NOT_JSON: Refusal = refusal(
    "",
    "ligne qui n'est pas un objet JSON aux champs attendus",
    "line that is not a JSON object with the expected fields",
);
const TOO_LONG: Refusal = refusal("", "ligne trop longue", "line too long");
const WRONG_WIDTH: Refusal = refusal(
    "",
    "nombre de colonnes différent de celui de l'en-tête",
    "number of columns other than the header's",
);

/// A line as read: not even its form is sure.
pub(super) type ReadLine = std::result::Result<RawLine, Refusal>;

/// The lines of a file, in either form.
pub(super) enum Lines<R: Read> {
    Csv {
        reader: Box<csv::Reader<BufReader<R>>>,
        columns: Vec<(&'static str, usize)>,
        width: usize,
    },
    Ndjson {
        reader: BufReader<R>,
        number: u64,
    },
}

impl<R: Read> Lines<R> {
    /// The lines of a file; and the columns of its header that nobody knows.
    pub(super) fn open(reader: R, format: Format) -> Result<(Self, Vec<String>)> {
        let mut reader = BufReader::new(reader);
        if format == Format::Ndjson {
            return Ok((Self::Ndjson { reader, number: 0 }, Vec::new()));
        }
        let start = reader.fill_buf().map_err(reading)?;
        let header = start.split(|b| *b == b'\n').next().unwrap_or_default();
        let delimiter = if header.contains(&b';') { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_reader(reader);
        let header = reader.headers().map_err(reading)?.clone();
        let place = |name: &str| header.iter().position(|column| named(column) == name);
        let mut columns = Vec::new();
        for name in COLUMNS {
            let missing = || Error::invalid("import-column-missing").note(format!("column {name}"));
            columns.push((name, place(name).ok_or_else(missing)?));
        }
        columns.extend(
            MORE_COLUMNS
                .into_iter()
                .filter_map(|name| Some((name, place(name)?))),
        );
        let lines = Self::Csv {
            width: header.len(),
            reader: Box::new(reader),
            columns,
        };
        Ok((lines, unknown(&header)))
    }

    pub(super) fn next_line(&mut self) -> Result<Option<(u64, ReadLine)>> {
        match self {
            Self::Csv {
                reader,
                columns,
                width,
            } => {
                let mut record = csv::ByteRecord::new();
                if !reader.read_byte_record(&mut record).map_err(reading)? {
                    return Ok(None);
                }
                let number = record.position().map_or(0, csv::Position::line);
                let line = match csv::StringRecord::from_byte_record(record) {
                    Err(_) => Err(NOT_UTF8),
                    Ok(record) if record.len() != *width => Err(WRONG_WIDTH),
                    Ok(record) => Ok(of_columns(|name| {
                        let (_, place) = columns.iter().find(|(column, _)| *column == name)?;
                        record.get(*place).map(ToOwned::to_owned)
                    })),
                };
                Ok(Some((number, line)))
            }
            Self::Ndjson { reader, number } => {
                let bytes = next_text_line(reader, number)?;
                Ok(bytes.map(|bytes| {
                    (
                        *number,
                        bytes.ok_or(TOO_LONG).and_then(|bytes| of_json(&bytes)),
                    )
                }))
            }
        }
    }
}

/// What a column of a header is called.
fn named(column: &str) -> &str {
    column.trim().trim_start_matches('\u{FEFF}')
}

/// The columns of a header that nobody knows, each once.
fn unknown(header: &csv::StringRecord) -> Vec<String> {
    let mut unknown: Vec<String> = Vec::new();
    for column in header.iter().map(|column| kernel::visible(named(column))) {
        let column: String = column.chars().take(COLUMN_SIGNS_MAX).collect();
        let known = COLUMNS.iter().chain(&MORE_COLUMNS).any(|it| *it == column);
        if !known && !unknown.contains(&column) && unknown.len() < UNKNOWN_MAX {
            unknown.push(column);
        }
    }
    unknown
}

/// The next line that is not blank; `Some(None)` when it is too long.
fn next_text_line<R: Read>(
    reader: &mut BufReader<R>,
    number: &mut u64,
) -> Result<Option<Option<Vec<u8>>>> {
    loop {
        let mut bytes = Vec::new();
        let mut limited = reader.by_ref().take(LINE_BYTES_MAX + 1);
        let read = limited.read_until(b'\n', &mut bytes).map_err(reading)?;
        if read == 0 {
            return Ok(None);
        }
        *number += 1;
        if read as u64 > LINE_BYTES_MAX && bytes.last() != Some(&b'\n') {
            reader.skip_until(b'\n').map_err(reading)?;
            return Ok(Some(None));
        }
        if !bytes.trim_ascii().is_empty() {
            return Ok(Some(Some(bytes)));
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

fn reading(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::unavailable("reading the insured people's file").because(error)
}
