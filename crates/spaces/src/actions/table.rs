//! Files of the fund: a table in CSV with a header, line by line, and the file beside it
//! that tells which lines are for people to look at.

use crate::rules::insured::{Refusal, refusal};
use kernel::{Error, Result};
use std::io::{BufRead, BufReader, Read, Write};

/// Columns that nobody knows and that are told.
const UNKNOWN_MAX: usize = 50;
/// Of each, so many signs.
const COLUMN_SIGNS_MAX: usize = 60;

const NOT_UTF8: Refusal = refusal("", "ligne qui n'est pas en UTF-8", "line that is not UTF-8");
const WRONG_WIDTH: Refusal = refusal(
    "",
    "nombre de colonnes différent de celui de l'en-tête",
    "number of columns other than the header's",
);

/// A table whose header was read.
pub(super) struct Table<R: Read> {
    reader: Box<csv::Reader<BufReader<R>>>,
    columns: Vec<(&'static str, usize)>,
    width: usize,
}

impl<R: Read> Table<R> {
    /// A table with these columns in any order, commas between, or semicolons if the
    /// header has them; and the columns that nobody knows.
    ///
    /// # Errors
    /// Invalid, when one that it must have is missing; unavailable, when the file does
    /// not answer.
    pub(super) fn open(
        mut reader: BufReader<R>,
        must: &[&'static str],
        may: &[&'static str],
    ) -> Result<(Self, Vec<String>)> {
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
        for name in must {
            let missing = || Error::invalid("import-column-missing").note(format!("column {name}"));
            columns.push((*name, place(name).ok_or_else(missing)?));
        }
        columns.extend(may.iter().filter_map(|name| Some((*name, place(name)?))));
        let unknown = unknown(&header, must, may);
        let table = Self {
            width: header.len(),
            reader: Box::new(reader),
            columns,
        };
        Ok((table, unknown))
    }

    /// The next line, its number first; `read` asks for its columns by their names.
    ///
    /// # Errors
    /// Unavailable, when the file does not answer.
    pub(super) fn next_line<T>(
        &mut self,
        read: impl FnOnce(&dyn Fn(&str) -> Option<String>) -> T,
    ) -> Result<Option<(u64, std::result::Result<T, Refusal>)>> {
        let mut record = csv::ByteRecord::new();
        if !self.reader.read_byte_record(&mut record).map_err(reading)? {
            return Ok(None);
        }
        let number = record.position().map_or(0, csv::Position::line);
        let line = match csv::StringRecord::from_byte_record(record) {
            Err(_) => Err(NOT_UTF8),
            Ok(record) if record.len() != self.width => Err(WRONG_WIDTH),
            Ok(record) => Ok(read(&|name| {
                let (_, place) = self.columns.iter().find(|(column, _)| *column == name)?;
                record.get(*place).map(ToOwned::to_owned)
            })),
        };
        Ok(Some((number, line)))
    }
}

/// What a column of a header is called.
fn named(column: &str) -> &str {
    column.trim().trim_start_matches('\u{FEFF}')
}

/// The columns of a header that nobody knows, each once.
fn unknown(header: &csv::StringRecord, must: &[&str], may: &[&str]) -> Vec<String> {
    let mut unknown: Vec<String> = Vec::new();
    for column in header.iter().map(|column| kernel::visible(named(column))) {
        let column: String = column.chars().take(COLUMN_SIGNS_MAX).collect();
        let known = must.iter().chain(may).any(|it| *it == column);
        if !known && !unknown.contains(&column) && unknown.len() < UNKNOWN_MAX {
            unknown.push(column);
        }
    }
    unknown
}

pub(super) fn reading(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::unavailable("reading the file of people").because(error)
}

/// The file beside a table: of each line that is for people to look at its number, the
/// column and the reason, and nothing of what it said.
pub(super) struct Rejected<'a>(csv::Writer<&'a mut (dyn Write + Send)>);

impl<'a> Rejected<'a> {
    pub(super) fn new(to: &'a mut (dyn Write + Send)) -> Result<Self> {
        let mut writer = csv::Writer::from_writer(to);
        writer
            .write_record(["line", "column", "reason_fr", "reason_en"])
            .map_err(writing)?;
        Ok(Self(writer))
    }

    pub(super) fn tell(&mut self, number: u64, why: Refusal) -> Result<()> {
        self.0
            .write_record([&number.to_string(), why.column, why.fr, why.en])
            .map_err(writing)
    }

    pub(super) fn close(mut self) -> Result<()> {
        self.0
            .flush()
            .map_err(|e| Error::unavailable("writing the refused lines").because(e))
    }
}

fn writing(error: csv::Error) -> Error {
    Error::unavailable("writing the refused lines").because(error)
}
