//! Reading a directory file, line by line, whatever its length: good lines are
//! kept, the others are told with their number and reason. Reading the same
//! file again changes nothing.

use super::rules::{self, RawLine, Refusal};
use super::{Professionals, queries};
use kernel::{Error, Result, Rpps, Timestamp};
use std::io::{BufRead, BufReader, Read, Write};
use store::Statement;

/// How many lines go into one transaction.
const BATCH_LINES: usize = 250;
/// The longest line of NDJSON.
const LINE_BYTES_MAX: u64 = 64 * 1024;
/// Columns that nobody knows and that are told.
const UNKNOWN_MAX: usize = 50;
/// Of each, so many signs.
const COLUMN_SIGNS_MAX: usize = 60;
/// The columns that a file must have, in any order.
const COLUMNS: [&str; 8] = [
    "rpps",
    "last_name",
    "first_name",
    "profession_code",
    "speciality_label",
    "place_finess",
    "place_name",
    "place_city",
];
/// The columns that it may have.
const MORE_COLUMNS: [&str; 2] = ["place_kind", "active"];

/// The form of a directory file.
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

/// What an import did.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// Lines that said something new.
    pub kept: u64,
    /// Lines that said what was known.
    pub unchanged: u64,
    /// Lines refused, told in the file beside.
    pub rejected: u64,
    /// Attachments closed, because the file tells of the professional and no
    /// longer of that place.
    pub closed: u64,
    /// Columns that nobody knows, each once: what stands in them was not read.
    pub unknown: Vec<String>,
}

impl Professionals {
    /// Reads a directory file into the store. For each refused line, one line
    /// goes to `rejected`: its number, the column and the reason in French and
    /// in English, nothing of what it said.
    ///
    /// # Errors
    /// Invalid when a column is missing from the header; unavailable when a
    /// file or the store does not answer: the batches before are kept, and the
    /// file can be read again.
    pub async fn import(
        &self,
        reader: impl Read + Send,
        format: Format,
        rejected: impl Write + Send,
    ) -> Result<Report> {
        let (mut lines, unknown) = Lines::open(reader, format)?;
        let mut run = Run {
            number: i64::from_be_bytes(self.world.random()),
            now: self.world.now(),
            report: Report {
                unknown,
                ..Report::default()
            },
            rejected: Rejected::new(rejected)?,
        };
        loop {
            let batch = lines.next_batch()?;
            if batch.is_empty() {
                break;
            }
            self.keep(batch, &mut run).await?;
        }
        run.report.closed = queries::close_unseen_places(&self.store, run.number, run.now).await?;
        run.rejected.close()?;
        Ok(run.report)
    }

    async fn keep<W: Write>(&self, batch: Vec<Numbered>, run: &mut Run<W>) -> Result<()> {
        let mut statements: Vec<Statement> = Vec::with_capacity(batch.len() * 5);
        // For each good line: where its telling statements begin, and how many.
        let mut good = Vec::with_capacity(batch.len());
        for Numbered { number, line } in batch {
            match line.and_then(|raw| rules::check(&raw).map_err(|why| (why, spared(&raw)))) {
                Ok(line) => {
                    let (telling, mut of_line) = queries::keep_line(&line, run.number, run.now);
                    good.push(statements.len()..statements.len() + telling);
                    statements.append(&mut of_line);
                }
                Err((why, rpps)) => {
                    run.report.rejected += 1;
                    run.rejected.tell(number, why)?;
                    statements.extend(rpps.map(|rpps| queries::spare_places(&rpps, run.number)));
                }
            }
        }
        let mut tx = self.store.begin("import professionals").await?;
        let outcomes = tx.run(statements).await?;
        tx.commit().await?;
        for telling in good {
            if outcomes[telling].iter().any(|outcome| outcome.changed > 0) {
                run.report.kept += 1;
            } else {
                run.report.unchanged += 1;
            }
        }
        Ok(())
    }
}

fn spared(raw: &RawLine) -> Option<Rpps> {
    raw.rpps.trim().parse().ok()
}

struct Run<W: Write> {
    number: i64,
    now: Timestamp,
    report: Report,
    rejected: Rejected<W>,
}

/// A line as read: not even its form is sure.
struct Numbered {
    number: u64,
    line: std::result::Result<RawLine, (Refusal, Option<Rpps>)>,
}

pub(super) struct Rejected<W: Write>(csv::Writer<W>);

impl<W: Write> Rejected<W> {
    pub(super) fn new(to: W) -> Result<Self> {
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

fn reading(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::unavailable("reading a directory file").because(error)
}

/// The lines of a file, in either form.
enum Lines<R: Read> {
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

const NOT_UTF8: Refusal = Refusal {
    column: "",
    fr: "ligne qui n'est pas en UTF-8",
    en: "line that is not UTF-8",
};
const NOT_JSON: Refusal = Refusal {
    column: "",
    fr: "ligne qui n'est pas un objet JSON aux champs attendus",
    en: "line that is not a JSON object with the expected fields",
};
const TOO_LONG: Refusal = Refusal {
    column: "",
    fr: "ligne trop longue",
    en: "line too long",
};
const WRONG_WIDTH: Refusal = Refusal {
    column: "",
    fr: "nombre de colonnes différent de celui de l'en-tête",
    en: "number of columns other than the header's",
};

impl<R: Read> Lines<R> {
    /// The lines of a file; and the columns of its header that nobody knows.
    fn open(reader: R, format: Format) -> Result<(Self, Vec<String>)> {
        if format == Format::Ndjson {
            let reader = BufReader::new(reader);
            return Ok((Self::Ndjson { reader, number: 0 }, Vec::new()));
        }
        let (reader, header) = table(reader, b";")?;
        let mut columns = Vec::new();
        for name in COLUMNS {
            columns.push((name, column(&header, name)?));
        }
        columns.extend(
            MORE_COLUMNS
                .into_iter()
                .filter_map(|name| Some((name, column(&header, name).ok()?))),
        );
        let lines = Self::Csv {
            width: header.len(),
            reader: Box::new(reader),
            columns,
        };
        Ok((lines, unknown(&header)))
    }

    fn next_batch(&mut self) -> Result<Vec<Numbered>> {
        let mut batch = Vec::with_capacity(BATCH_LINES);
        while batch.len() < BATCH_LINES {
            match self.next_line()? {
                Some(line) => batch.push(line),
                None => break,
            }
        }
        Ok(batch)
    }

    fn next_line(&mut self) -> Result<Option<Numbered>> {
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
                    Err(_) => Err((NOT_UTF8, None)),
                    Ok(record) if record.len() != *width => Err((WRONG_WIDTH, None)),
                    Ok(record) => Ok(of_columns(|name| {
                        let (_, place) = columns.iter().find(|(column, _)| *column == name)?;
                        record.get(*place).map(ToOwned::to_owned)
                    })),
                };
                Ok(Some(Numbered { number, line }))
            }
            Self::Ndjson { reader, number } => {
                let Some(bytes) = next_text_line(reader, number)? else {
                    return Ok(None);
                };
                let line = match bytes {
                    Some(bytes) => of_json(&bytes),
                    None => Err((TOO_LONG, None)),
                };
                Ok(Some(Numbered {
                    number: *number,
                    line,
                }))
            }
        }
    }
}

/// A table and its header: cells stand between commas, or the first of these signs that
/// the header has.
pub(super) fn table<R: Read>(
    reader: R,
    others: &[u8],
) -> Result<(csv::Reader<BufReader<R>>, csv::StringRecord)> {
    let mut reader = BufReader::new(reader);
    let start = reader.fill_buf().map_err(reading)?;
    let header = start.split(|b| *b == b'\n').next().unwrap_or_default();
    let found = others.iter().find(|sign| header.contains(sign));
    let delimiter = found.copied().unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(reader);
    let header = reader.headers().map_err(reading)?.clone();
    Ok((reader, header))
}

/// Where a column stands that a table must have.
pub(super) fn column(header: &csv::StringRecord, name: &str) -> Result<usize> {
    let place = header.iter().position(|column| column.trim() == name);
    let missing = || Error::invalid("import-column-missing").note(format!("column {name}"));
    place.ok_or_else(missing)
}

/// The columns of a header that nobody knows, each once.
fn unknown(header: &csv::StringRecord) -> Vec<String> {
    let mut unknown: Vec<String> = Vec::new();
    for column in header.iter().map(kernel::visible) {
        let column: String = column.trim().chars().take(COLUMN_SIGNS_MAX).collect();
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
        let read = reader
            .by_ref()
            .take(LINE_BYTES_MAX + 1)
            .read_until(b'\n', &mut bytes)
            .map_err(reading)?;
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

fn of_json(bytes: &[u8]) -> std::result::Result<RawLine, (Refusal, Option<Rpps>)> {
    let serde_json::Value::Object(object) =
        serde_json::from_slice(bytes).map_err(|_| (NOT_JSON, None))?
    else {
        return Err((NOT_JSON, None));
    };
    let known = |name: &str| COLUMNS.contains(&name) || MORE_COLUMNS.contains(&name);
    if object.keys().any(|name| !known(name)) {
        return Err((NOT_JSON, None));
    }
    Ok(of_columns(|name| match object.get(name)? {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }))
}

fn of_columns(column: impl Fn(&str) -> Option<String>) -> RawLine {
    let column = |name| column(name).unwrap_or_default();
    RawLine {
        rpps: column("rpps"),
        last_name: column("last_name"),
        first_name: column("first_name"),
        profession_code: column("profession_code"),
        speciality_label: column("speciality_label"),
        place_finess: column("place_finess"),
        place_name: column("place_name"),
        place_city: column("place_city"),
        place_kind: column("place_kind"),
        active: column("active"),
    }
}
