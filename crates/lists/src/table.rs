//! A table in CSV with a header, line by line.
//!
//! INVARIANT: a record is one line. A quotation mark that does not close on its line makes
//! that line wrong and no other: none after it is passed over in silence.

use crate::{Columns, Line, Refusal, reading, refusal};
use kernel::{Error, Result};
use std::io::{BufRead, BufReader, Read};

/// The longest line of a file.
const LINE_BYTES_MAX: u64 = 64 * 1024;
/// Columns that nobody knows and that are told.
const UNKNOWN_MAX: usize = 50;
/// Of each, so many signs.
const COLUMN_SIGNS_MAX: usize = 60;

const TOO_LONG: Refusal = refusal("", "ligne trop longue", "line too long");
const NOT_UTF8: Refusal = refusal("", "ligne qui n'est pas en UTF-8", "line that is not UTF-8");
const NOT_ONE_LINE: Refusal = refusal(
    "",
    "guillemet qui ne se ferme pas sur la ligne, ou retour au milieu : une ligne par personne",
    "quotation mark that does not close on its line, or a return within: one line for each person",
);
const WRONG_WIDTH: Refusal = refusal(
    "",
    "nombre de colonnes différent de celui de l'en-tête",
    "number of columns other than the header's",
);

/// A table whose header was read.
#[derive(Debug)]
pub(super) struct Table<R: Read> {
    reader: BufReader<R>,
    number: u64,
    delimiter: char,
    columns: Vec<(&'static str, usize)>,
    width: usize,
}

impl<R: Read> Table<R> {
    /// A table with these columns; and those that nobody knows.
    ///
    /// # Errors
    /// Invalid, when one that it must have is missing, or the header is not a line of
    /// text; unavailable, when the file does not answer.
    pub(super) fn open(mut reader: BufReader<R>, wanted: Columns) -> Result<(Self, Vec<String>)> {
        let mut number = 0;
        let missing = |what: &str| Error::invalid("import-column-missing").note(what.to_owned());
        let line = next_text_line(&mut reader, &mut number)?.unwrap_or(Ok(Vec::new()));
        let line = line.map_err(|_| missing("the header is too long"))?;
        let line = line.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(&line);
        let shown = String::from_utf8_lossy(line);
        let between = wanted.between.iter().find(|sign| shown.contains(**sign));
        let delimiter = between.copied().unwrap_or(',');
        let header = fields(line, delimiter);
        let header = header.map_err(|_| missing("the header is not one line of UTF-8"))?;
        let place = |name: &str| header.iter().position(|column| named(column) == name);
        let mut columns = Vec::new();
        for name in wanted.must {
            let place = place(name).ok_or_else(|| missing(&format!("column {name}")))?;
            columns.push((*name, place));
        }
        let may = wanted.may.iter();
        columns.extend(may.filter_map(|name| Some((*name, place(name)?))));
        let unknown = unknown(&header, wanted);
        let table = Self {
            reader,
            number,
            delimiter,
            columns,
            width: header.len(),
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
    ) -> Result<Option<Line<T>>> {
        let Some(line) = next_text_line(&mut self.reader, &mut self.number)? else {
            return Ok(None);
        };
        let line = match line.and_then(|line| fields(&line, self.delimiter)) {
            Err(why) => Err(why),
            Ok(fields) if fields.len() != self.width => Err(WRONG_WIDTH),
            Ok(fields) => Ok(read(&|name| {
                let (_, place) = self.columns.iter().find(|(column, _)| *column == name)?;
                fields.get(*place).cloned()
            })),
        };
        Ok(Some((self.number, line)))
    }
}

/// The next line that is not blank, and its number; refused, when it is too long.
pub(super) fn next_text_line<R: Read>(
    reader: &mut BufReader<R>,
    number: &mut u64,
) -> Result<Option<std::result::Result<Vec<u8>, Refusal>>> {
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
            return Ok(Some(Err(TOO_LONG)));
        }
        if !bytes.trim_ascii().is_empty() {
            return Ok(Some(Ok(bytes)));
        }
    }
}

/// Where the signs of a field stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// At its beginning: a quotation mark opens here alone.
    Start,
    Bare,
    Quoted,
    /// Behind a mark that closes it, unless another follows: two are one within.
    Closed,
}

/// The fields of a line as RFC 4180 has them, but for one that goes on behind its end. A
/// mark within a bare field is itself.
fn fields(line: &[u8], delimiter: char) -> std::result::Result<Vec<String>, Refusal> {
    let line = std::str::from_utf8(line).map_err(|_| NOT_UTF8)?;
    let line = line.strip_suffix('\n').unwrap_or(line);
    let line = line.strip_suffix('\r').unwrap_or(line);
    let (mut fields, mut field) = (Vec::new(), String::new());
    let mut within = Within::Start;
    for sign in line.chars() {
        if sign == '\r' {
            return Err(NOT_ONE_LINE);
        }
        within = match (within, sign) {
            (Within::Start, '"') => Within::Quoted,
            (Within::Quoted, '"') => Within::Closed,
            (Within::Quoted, _) | (Within::Closed, '"') => {
                field.push(sign);
                Within::Quoted
            }
            _ if sign == delimiter => {
                fields.push(std::mem::take(&mut field));
                Within::Start
            }
            _ => {
                field.push(sign);
                Within::Bare
            }
        };
    }
    if within == Within::Quoted {
        return Err(NOT_ONE_LINE);
    }
    fields.push(field);
    Ok(fields)
}

/// What a column of a header is called.
fn named(column: &str) -> &str {
    column.trim().trim_start_matches('\u{FEFF}')
}

/// The columns of a header that nobody knows, each once.
fn unknown(header: &[String], wanted: Columns) -> Vec<String> {
    let mut unknown: Vec<String> = Vec::new();
    for column in header.iter().map(|column| kernel::visible(named(column))) {
        let column: String = column.chars().take(COLUMN_SIGNS_MAX).collect();
        if !wanted.is_known(&column) && !unknown.contains(&column) && unknown.len() < UNKNOWN_MAX {
            unknown.push(column);
        }
    }
    unknown
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: Columns = Columns {
        must: &["a", "b"],
        may: &[],
        between: &[';'],
    };

    #[test]
    fn a_line_is_read_as_any_other_program_reads_it() {
        for (line, read) in [
            ("a,b,c\n", vec!["a", "b", "c"]),
            ("a,,\r\n", vec!["a", "", ""]),
            ("\"a,b\",c", vec!["a,b", "c"]),
            ("\"a \"\"b\"\"\",\"\"", vec!["a \"b\"", ""]),
            ("l\"eau,5\" x", vec!["l\"eau", "5\" x"]),
            ("\"a\"b,c", vec!["ab", "c"]),
            (" é;ç ,x", vec![" é;ç ", "x"]),
        ] {
            let mut csv = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(line.as_bytes());
            let other = csv.records().next().expect("one").expect("read");
            assert_eq!(other.iter().collect::<Vec<_>>(), read, "{line}");
            assert_eq!(fields(line.as_bytes(), ',').ok(), Some(owned(&read)));
        }
    }

    fn owned(fields: &[&str]) -> Vec<String> {
        fields.iter().map(|field| (*field).to_owned()).collect()
    }

    #[test]
    fn what_goes_on_behind_the_end_of_its_line_is_refused_alone() {
        let long = format!("\"{}\",x", "a".repeat(70_000));
        let file = format!("a,b\n1,\"x\n2,y\n\n3,\"z\n4,\"\"\"\n{long}\n5,a\rb\n6,\"w\"\n");
        let opened = Table::open(BufReader::new(file.as_bytes()), COLUMNS);
        let (mut table, unknown) = opened.expect("a header");
        assert!(unknown.is_empty());
        let mut read = Vec::new();
        let columns = |column: &dyn Fn(&str) -> Option<String>| (column("a"), column("b"));
        while let Some((number, line)) = table.next_line(columns).expect("read") {
            let line = line.map(|(a, b)| a.unwrap_or_default() + &b.unwrap_or_default());
            read.push((number, line.map_err(|why| why.en)));
        }
        let (open, long) = (NOT_ONE_LINE.en, TOO_LONG.en);
        let expected = [
            (2, Err(open)),
            (3, Ok("2y".to_owned())),
            (5, Err(open)),
            (6, Err(open)),
            (7, Err(long)),
            (8, Err(open)),
            (9, Ok("6w".to_owned())),
        ];
        assert_eq!(read, expected);
    }

    #[test]
    fn a_header_that_is_not_a_line_opens_nothing() {
        for header in ["a,\"b\n", "a,b\r1,2\r", "\n\n", ""] {
            let opened = Table::open(BufReader::new(header.as_bytes()), COLUMNS);
            let wrong = opened.expect_err("no table");
            assert_eq!(wrong.code(), "import-column-missing", "{header}");
        }
    }
}
