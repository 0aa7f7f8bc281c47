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

/// Reads a file into the register; refused lines go to a file beside it.
/// Reading it again doubles nothing. Answers what was done, in one line.
///
/// # Errors
/// A file that cannot be read, or whose columns are not those expected.
pub async fn import(house: &House, what: What, file: &Path) -> Result<String> {
    let reader = File::open(file).with_context(|| format!("opening {}", file.display()))?;
    // Under another name until all is read: what was said of an earlier file stays.
    let (beside, writing) = (beside(file, ""), beside(file, ".writing"));
    let rejected =
        File::create(&writing).with_context(|| format!("creating {}", writing.display()))?;
    let read = read(house, what, file, reader, BufWriter::new(rejected)).await;
    let (told, refused, unknown) = match read {
        Ok(read) => read,
        Err(error) => {
            drop(std::fs::remove_file(&writing));
            return Err(error);
        }
    };
    let warning = warning(&unknown);
    if refused == 0 {
        drop(std::fs::remove_file(&writing));
        drop(std::fs::remove_file(&beside));
        return Ok(format!("{told}, none rejected{warning}"));
    }
    std::fs::rename(&writing, &beside).with_context(|| format!("creating {}", beside.display()))?;
    let beside = beside.display();
    Ok(format!("{told}, {refused} rejected: see {beside}{warning}"))
}

/// What was done, how many lines were refused, and the columns that nobody knows.
async fn read(
    house: &House,
    what: What,
    file: &Path,
    reader: File,
    mut rejected: BufWriter<File>,
) -> Result<(String, u64, Vec<String>)> {
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
            let told = format!(
                "{} added, {} updated, {} unchanged",
                report.added, report.updated, report.unchanged
            );
            (told, report.rejected, report.unknown)
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
            (
                format!("{} kept, {} unchanged", report.kept, report.unchanged),
                report.rejected,
                report.unknown,
            )
        }
        What::Mailboxes => {
            let report = house
                .professionals
                .import_mailboxes(reader, &mut rejected)
                .await
                .map_err(readable)?;
            (
                format!("{} kept, {} closed", report.kept, report.closed),
                report.rejected,
                report.unknown,
            )
        }
    };
    rejected.flush().context("writing what was rejected")?;
    Ok(read)
}

/// What is said of columns that nobody knows: a name that was mistyped is a column less.
fn warning(unknown: &[String]) -> String {
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
