//! Lists that others send, one line for each person or thing: read line by line whatever
//! their length, in CSV with a header or in NDJSON. A line that is wrong is told with its
//! number, its column and the reason, and spoils no other.

mod rejected;
mod table;

pub use rejected::{Refusal, Rejected, refusal};

use kernel::{Error, Result};
use std::io::{BufReader, Read};
use table::{Table, next_text_line};

const NOT_JSON: Refusal = refusal(
    "",
    "ligne qui n'est pas un objet JSON aux champs attendus",
    "line that is not a JSON object with the expected fields",
);

/// The form of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// CSV with a header line; commas, or semicolons if the header has them.
    Csv,
    /// One JSON object per line, its fields named like the columns.
    Ndjson,
}

impl Format {
    /// The form that a file name tells.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            _ => None,
        }
    }
}

/// The columns of a list, in any order.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    /// Those that it must have.
    pub must: &'static [&'static str],
    /// Those that it may have.
    pub may: &'static [&'static str],
    /// What stands between cells when the header has it, the first of them; else a comma.
    pub between: &'static [char],
}

impl Columns {
    fn is_known(&self, name: &str) -> bool {
        self.must.contains(&name) || self.may.contains(&name)
    }
}

/// A line: its number in the file, and what was read of it, or why it is refused.
pub type Line<T> = (u64, std::result::Result<T, Refusal>);

/// The lines of a list.
#[derive(Debug)]
pub struct Lines<R: Read>(Form<R>);

#[derive(Debug)]
enum Form<R: Read> {
    Csv(Table<R>),
    Ndjson {
        reader: BufReader<R>,
        number: u64,
        columns: Columns,
    },
}

impl<R: Read> Lines<R> {
    /// The lines of a file; and the columns of its header that nobody knows, each once.
    ///
    /// # Errors
    /// Invalid, when a column that it must have is missing, or the header is not a line of
    /// text; unavailable, when the file does not answer.
    pub fn open(reader: R, format: Format, columns: Columns) -> Result<(Self, Vec<String>)> {
        let reader = BufReader::new(reader);
        let (form, unknown) = match format {
            Format::Csv => {
                let (table, unknown) = Table::open(reader, columns)?;
                (Form::Csv(table), unknown)
            }
            Format::Ndjson => {
                let number = 0;
                let form = Form::Ndjson {
                    reader,
                    number,
                    columns,
                };
                (form, Vec::new())
            }
        };
        Ok((Self(form), unknown))
    }

    /// The next line that is not blank; `read` asks for its columns by their names. None at
    /// the end.
    ///
    /// # Errors
    /// Unavailable, when the file does not answer.
    pub fn next_line<T>(
        &mut self,
        read: impl FnOnce(&dyn Fn(&str) -> Option<String>) -> T,
    ) -> Result<Option<Line<T>>> {
        match &mut self.0 {
            Form::Csv(table) => table.next_line(read),
            Form::Ndjson {
                reader,
                number,
                columns,
            } => {
                let line = next_text_line(reader, number)?;
                let of = |bytes: Vec<u8>| of_json(&bytes, *columns, read);
                Ok(line.map(|line| (*number, line.and_then(of))))
            }
        }
    }
}

fn of_json<T>(
    bytes: &[u8],
    columns: Columns,
    read: impl FnOnce(&dyn Fn(&str) -> Option<String>) -> T,
) -> std::result::Result<T, Refusal> {
    let Ok(serde_json::Value::Object(object)) = serde_json::from_slice(bytes) else {
        return Err(NOT_JSON);
    };
    if !object.keys().all(|name| columns.is_known(name)) {
        return Err(NOT_JSON);
    }
    Ok(read(&|name| match object.get(name)? {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }))
}

fn reading(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::unavailable("reading a list").because(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: Columns = Columns {
        must: &["a", "b"],
        may: &["c"],
        between: &[';'],
    };

    fn cells(column: &dyn Fn(&str) -> Option<String>) -> Vec<Option<String>> {
        ["a", "b", "c"].map(column).to_vec()
    }

    #[test]
    fn both_forms_say_the_same_of_the_same_lines() {
        let csv = "b;c;a\n2;;1\n\n4;yes;3\n";
        let ndjson =
            "{\"a\":1,\"b\":\"2\",\"c\":\"\"}\n\n\n{\"b\":\"4\",\"c\":\"yes\",\"a\":\"3\"}\n";
        let read = |file: &'static str, format| {
            let (mut lines, unknown) =
                Lines::open(file.as_bytes(), format, COLUMNS).expect("opened");
            assert!(unknown.is_empty());
            let mut all = Vec::new();
            while let Some((_, line)) = lines.next_line(cells).expect("read") {
                all.push(line.expect("right"));
            }
            all
        };
        let of_csv = read(csv, Format::Csv);
        assert_eq!(of_csv, read(ndjson, Format::Ndjson));
        assert_eq!(of_csv.len(), 2);
    }

    #[test]
    fn a_line_that_is_no_object_of_these_fields_spoils_no_other() {
        let file = "{\"a\":1}\n[1]\n{\"a\":1,\"d\":2}\n{\"a\":\"\n{\"a\":true,\"b\":null}\n";
        let (mut lines, _) = Lines::open(file.as_bytes(), Format::Ndjson, COLUMNS).expect("opened");
        let mut all = Vec::new();
        while let Some((number, line)) = lines.next_line(cells).expect("read") {
            all.push((number, line.map(|cells| cells[0].clone())));
        }
        let expected = [
            (1, Ok(Some("1".to_owned()))),
            (2, Err(NOT_JSON)),
            (3, Err(NOT_JSON)),
            (4, Err(NOT_JSON)),
            (5, Ok(Some("true".to_owned()))),
        ];
        assert_eq!(all, expected);
    }
}
