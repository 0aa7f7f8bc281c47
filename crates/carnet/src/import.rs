//! Files of people, from the command line into the register.

use crate::house::House;
use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// What a file lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum What {
    /// Insured people, from the health insurance fund.
    Insured,
    /// Professionals and their places of work, from the national directory.
    Professionals,
    /// Mailboxes in the health sector's mail: CSV with address and owner.
    Mailboxes,
}

/// Reads a file into the register; refused lines go to a file beside it, and
/// those about somebody whom an earlier line was about.
/// Reading it again doubles nothing. Answers what was done, in one line.
///
/// # Errors
/// A file that cannot be read, or whose columns are not those expected.
pub async fn import(house: &House, what: What, file: &Path) -> Result<String> {
    let reader = open(file)?;
    let (beside, rejected) = Beside::create(file)?;
    let read = read(house, what, file, reader, rejected).await;
    let Read {
        told,
        refused,
        twice,
        unknown,
    } = beside.unless_failed(read)?;
    let warning = warning(&unknown);
    Ok(match beside.end(refused > 0 || twice > 0)? {
        None => format!("{told}, none rejected{warning}"),
        Some(beside) => format!(
            "{told}, {refused} rejected: see {}{warning}",
            beside.display()
        ),
    })
}

pub(crate) fn open(file: &Path) -> Result<File> {
    File::open(file).with_context(|| format!("opening {}", file.display()))
}

/// The file beside one that is read, which tells what was refused of it: under another
/// name until all is read, so that what was said of an earlier file stays.
pub(crate) struct Beside {
    file: PathBuf,
    writing: PathBuf,
}

impl Beside {
    /// Begins to write what is refused of this file.
    pub(crate) fn create(of: &Path) -> Result<(Self, BufWriter<File>)> {
        let (file, writing) = (beside(of, ""), beside(of, ".writing"));
        let rejected =
            File::create(&writing).with_context(|| format!("creating {}", writing.display()))?;
        Ok((Self { file, writing }, BufWriter::new(rejected)))
    }

    /// What was read; nothing stays of what was written when that failed.
    pub(crate) fn unless_failed<T>(&self, read: Result<T>) -> Result<T> {
        if read.is_err() {
            drop(std::fs::remove_file(&self.writing));
        }
        read
    }

    /// All was read: the file beside, if it tells something.
    pub(crate) fn end(self, tells: bool) -> Result<Option<PathBuf>> {
        if !tells {
            drop(std::fs::remove_file(&self.writing));
            drop(std::fs::remove_file(&self.file));
            return Ok(None);
        }
        std::fs::rename(&self.writing, &self.file)
            .with_context(|| format!("creating {}", self.file.display()))?;
        Ok(Some(self.file))
    }
}

/// What a file brought.
struct Read {
    /// What was done.
    told: String,
    /// How many lines were refused.
    refused: u64,
    /// How many were about somebody whom an earlier one was about.
    twice: u64,
    /// The columns that nobody knows.
    unknown: Vec<String>,
}

async fn read(
    house: &House,
    what: What,
    file: &Path,
    reader: File,
    mut rejected: BufWriter<File>,
) -> Result<Read> {
    let name = file
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let read = match what {
        What::Insured => {
            let Some(format) = spaces::Format::of_name(name) else {
                bail!("{name} is neither .csv nor .ndjson")
            };
            let report = house
                .spaces
                .import_insured(reader, format, &mut rejected)
                .await
                .map_err(readable)?;
            let mut told = format!(
                "{} added, {} updated, {} unchanged",
                report.added, report.updated, report.unchanged
            );
            if report.twice > 0 {
                told.push_str(&format!(", {} named on two lines", report.twice));
            }
            Read {
                told,
                refused: report.rejected,
                twice: report.twice,
                unknown: report.unknown,
            }
        }
        What::Professionals => {
            let Some(format) = identity::professionals::Format::of_name(name) else {
                bail!("{name} is neither .csv nor .ndjson")
            };
            let report = house
                .professionals
                .import(reader, format, &mut rejected)
                .await
                .map_err(readable)?;
            Read {
                told: format!("{} kept, {} unchanged", report.kept, report.unchanged),
                refused: report.rejected,
                twice: 0,
                unknown: report.unknown,
            }
        }
        What::Mailboxes => {
            let report = house
                .professionals
                .import_mailboxes(reader, &mut rejected)
                .await
                .map_err(readable)?;
            Read {
                told: format!("{} kept, {} closed", report.kept, report.closed),
                refused: report.rejected,
                twice: 0,
                unknown: report.unknown,
            }
        }
    };
    rejected.flush().context("writing what was rejected")?;
    Ok(read)
}

/// What is said of columns that nobody knows: a name that was mistyped is a column less.
pub(crate) fn warning(unknown: &[String]) -> String {
    match unknown {
        [] => String::new(),
        names => format!(
            "; not read, since nobody knows such columns: {}",
            names.join(", ")
        ),
    }
}

fn readable(error: kernel::Error) -> anyhow::Error {
    crate::readable(&error)
}

fn beside(file: &Path, more: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".rejected.csv{more}"));
    file.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::warning;

    #[test]
    fn columns_that_nobody_knows_are_named_behind_what_was_done() {
        assert_eq!(warning(&[]), "");
        let names = ["attached-to", "note"].map(String::from);
        let said = warning(&names);
        assert!(said.ends_with(": attached-to, note"), "{said}");
    }
}
