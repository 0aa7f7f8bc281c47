//! Reading a directory file, line by line, whatever its length: good lines are
//! kept, the others are told with their number and reason. Reading the same
//! file again changes nothing.

use super::rules::{self, RawLine};
use super::{Professionals, queries};
use kernel::{Result, Rpps, Timestamp};
use lists::{Columns, Format, Line, Lines, Rejected};
use std::io::{Read, Write};
use store::Statement;

/// How many lines go into one transaction.
const BATCH_LINES: usize = 250;
const COLUMNS: Columns = Columns {
    must: &[
        "rpps",
        "last_name",
        "first_name",
        "profession_code",
        "speciality_label",
        "place_finess",
        "place_name",
        "place_city",
    ],
    may: &["place_kind", "active"],
    between: &[';'],
};

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
        let (mut lines, unknown) = Lines::open(reader, format, COLUMNS)?;
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
            let batch = next_batch(&mut lines)?;
            if batch.is_empty() {
                break;
            }
            self.keep(batch, &mut run).await?;
        }
        run.report.closed = queries::close_unseen_places(&self.store, run.number, run.now).await?;
        run.rejected.close()?;
        Ok(run.report)
    }

    async fn keep<W: Write>(&self, batch: Vec<Line<RawLine>>, run: &mut Run<W>) -> Result<()> {
        let mut statements: Vec<Statement> = Vec::with_capacity(batch.len() * 5);
        // For each good line: where its telling statements begin, and how many.
        let mut good = Vec::with_capacity(batch.len());
        for (number, line) in batch {
            let checked = line.map_err(|why| (why, None));
            let checked =
                checked.and_then(|raw| rules::check(&raw).map_err(|why| (why, spared(&raw))));
            match checked {
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

fn next_batch<R: Read>(lines: &mut Lines<R>) -> Result<Vec<Line<RawLine>>> {
    let mut batch = Vec::with_capacity(BATCH_LINES);
    while batch.len() < BATCH_LINES {
        match lines.next_line(raw)? {
            Some(line) => batch.push(line),
            None => break,
        }
    }
    Ok(batch)
}

fn raw(column: &dyn Fn(&str) -> Option<String>) -> RawLine {
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
