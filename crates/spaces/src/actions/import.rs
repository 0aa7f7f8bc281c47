//! Reading the insured people's file, line by line, whatever its length: good
//! lines are kept, the others are told with their number and reason. Reading
//! the same file again changes nothing; an identity is never changed by a
//! file.

use crate::Spaces;
use crate::queries;
use crate::register_keys::Hash;
use crate::rules::insured::{Line, RawLine, Refusal, check, refusal};
use kernel::{Error, PersonId, Result};
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read, Write};
use store::{Statement, Value};

/// How many lines go into one transaction.
const BATCH_LINES: usize = 250;
/// The longest line of NDJSON.
const LINE_BYTES_MAX: u64 = 64 * 1024;
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
const MORE_COLUMNS: [&str; 1] = ["death_date"];

/// The form of the file.
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
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// People who are new.
    pub added: u64,
    /// People whose contact, card, scheme or name in use changed.
    pub updated: u64,
    /// Lines that said what was known.
    pub unchanged: u64,
    /// Lines refused, told in the file beside.
    pub rejected: u64,
}

const IDENTITY_DIFFERS: Refusal = refusal(
    "matricule",
    "matricule connu sous une autre identité : à examiner par des personnes",
    "matricule known under another identity: to be looked at by people",
);
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

struct Good {
    number: u64,
    line: Line,
    hash: Hash,
}

impl Spaces {
    /// Reads a file into the register. For each refused line, one line goes to
    /// `rejected`: its number, the column and the reason in French and in
    /// English, nothing of what it said.
    ///
    /// # Errors
    /// Invalid, when a column is missing from the header; unavailable, when a
    /// file or the store does not answer: the batches before are kept, and the
    /// file can be read again.
    pub async fn import_insured(
        &self,
        reader: impl Read + Send,
        format: Format,
        rejected: &mut (dyn Write + Send),
    ) -> Result<Report> {
        let mut lines = Lines::open(reader, format)?;
        let now = self.world().now();
        let mut report = Report::default();
        let mut rejected = Rejected::new(rejected)?;
        let mut batch: Vec<Good> = Vec::with_capacity(BATCH_LINES);
        let mut hashes = HashSet::new();
        while let Some((number, raw)) = lines.next_line()? {
            match raw.and_then(|raw| check(&raw, now)) {
                Err(why) => {
                    report.rejected += 1;
                    rejected.tell(number, why)?;
                }
                Ok(line) => {
                    let hash = self.keys().matricule(&line.identity.matricule);
                    // A second line about the same person must see the first.
                    if batch.len() == BATCH_LINES || hashes.contains(&hash) {
                        self.keep(std::mem::take(&mut batch), &mut report, &mut rejected)
                            .await?;
                        hashes.clear();
                    }
                    hashes.insert(hash);
                    batch.push(Good { number, line, hash });
                }
            }
        }
        self.keep(batch, &mut report, &mut rejected).await?;
        rejected.close()?;
        Ok(report)
    }

    async fn keep(
        &self,
        batch: Vec<Good>,
        report: &mut Report,
        rejected: &mut Rejected<'_>,
    ) -> Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        let mut tx = self.store().begin("import insured people").await?;
        let by_number = batch
            .iter()
            .map(|good| Statement {
                sql: queries::PERSON_OF_MATRICULE,
                params: vec![good.hash.into()],
            })
            .collect();
        let people: Vec<Option<PersonId>> = tx
            .run(by_number)
            .await?
            .iter()
            .map(|found| {
                found
                    .rows
                    .first()
                    .map(|row| PersonId::from_slice(row.blob(0)?))
                    .transpose()
            })
            .collect::<Result<_>>()?;
        let known = people
            .iter()
            .flatten()
            .map(|person| Statement {
                sql: queries::COMPARED,
                params: vec![i64::from(person.bucket()).into(), (*person).into()],
            })
            .collect();
        let mut known = tx.run(known).await?.into_iter();
        let mut writes = Vec::new();
        for (good, person) in batch.iter().zip(people) {
            let card = good.line.card.as_ref().map(|card| self.keys().card(card));
            let said = queries::said(&good.line, card);
            let Some(person) = person else {
                report.added += 1;
                let chance = &*self.world().chance;
                let person = PersonId::new(chance);
                let sealed =
                    self.keys()
                        .seal_matricule(chance, person, &good.line.identity.matricule);
                writes.extend(queries::insert_insured(
                    person, good.hash, sealed, &good.line, said,
                ));
                continue;
            };
            let row = known.next().and_then(|found| found.rows.into_iter().next());
            let row = row.ok_or_else(|| Error::fault("a matricule leads to nobody"))?;
            let kept = values(&row, said.len())?;
            let identity = queries::IDENTITY_COLUMNS;
            if kept[..identity] != said[..identity] {
                report.rejected += 1;
                rejected.tell(good.number, IDENTITY_DIFFERS)?;
            } else if kept == said {
                report.unchanged += 1;
            } else {
                report.updated += 1;
                writes.extend(queries::update_insured(person, &good.line, said));
            }
        }
        tx.run(writes).await?;
        tx.commit().await
    }
}

/// A row of [`queries::COMPARED`] as values: the ninth column is a hash, the
/// others are texts.
fn values(row: &store::Row, count: usize) -> Result<Vec<Value>> {
    (0..count)
        .map(|column| match column {
            8 => Ok(row.opt_blob(column)?.map(<[u8]>::to_vec).into()),
            _ => Ok(row.text(column)?.into()),
        })
        .collect()
}

struct Rejected<'a>(csv::Writer<&'a mut (dyn Write + Send)>);

impl<'a> Rejected<'a> {
    fn new(to: &'a mut (dyn Write + Send)) -> Result<Self> {
        let mut writer = csv::Writer::from_writer(to);
        writer
            .write_record(["line", "column", "reason_fr", "reason_en"])
            .map_err(writing)?;
        Ok(Self(writer))
    }

    fn tell(&mut self, number: u64, why: Refusal) -> Result<()> {
        self.0
            .write_record([&number.to_string(), why.column, why.fr, why.en])
            .map_err(writing)
    }

    fn close(mut self) -> Result<()> {
        self.0
            .flush()
            .map_err(|e| Error::unavailable("writing the refused lines").because(e))
    }
}

fn writing(error: csv::Error) -> Error {
    Error::unavailable("writing the refused lines").because(error)
}

fn reading(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::unavailable("reading the insured people's file").because(error)
}

type ReadLine = std::result::Result<RawLine, Refusal>;

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

impl<R: Read> Lines<R> {
    fn open(reader: R, format: Format) -> Result<Self> {
        let mut reader = BufReader::new(reader);
        if format == Format::Ndjson {
            return Ok(Self::Ndjson { reader, number: 0 });
        }
        let start = reader.fill_buf().map_err(reading)?;
        let header = start.split(|b| *b == b'\n').next().unwrap_or_default();
        let delimiter = if header.contains(&b';') { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_reader(reader);
        let header = reader.headers().map_err(reading)?.clone();
        let place = |name: &str| {
            header
                .iter()
                .position(|column| column.trim().trim_start_matches('\u{FEFF}') == name)
        };
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
        Ok(Self::Csv {
            width: header.len(),
            reader: Box::new(reader),
            columns,
        })
    }

    fn next_line(&mut self) -> Result<Option<(u64, ReadLine)>> {
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
    }
}
