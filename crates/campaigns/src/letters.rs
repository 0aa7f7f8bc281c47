//! Letters of a batch: PDF files of at most 500, and the manifest that says on
//! which pages of which file each letter is, and where it goes. A letter that
//! paper refuses stops no other: its reference is in a list of its own.

use crate::spool::{Line, WRITING, make_private, remove, write_durable};
use kernel::{Error, PersonId, Result, Timestamp};
use spaces::notices::{Addressee, CodeNotice, Contact, Occasion, Sender};
use spaces::{Code, DEADLINE};
use std::fs;
use std::path::PathBuf;

/// Letters in one file for the printer.
pub(crate) const LETTERS_A_FILE: usize = 500;

/// The letters of one batch, as they are written.
#[derive(Clone, Debug)]
pub(crate) struct Edition {
    /// Where the files go.
    pub folder: PathBuf,
    /// What their names begin with.
    pub stem: String,
    /// Who sends.
    pub sender: Sender,
    /// When they are told.
    pub at: Timestamp,
    /// Of this process's run.
    pub run: [u8; 16],
}

/// One file of letters, and what the manifests say of it.
#[derive(Default)]
pub(crate) struct Part {
    rows: Vec<[String; 7]>,
    refused: Vec<([String; 2], PersonId)>,
}

const COLUMNS: [&str; 7] = [
    "reference",
    "file",
    "first_page",
    "pages",
    "postcode",
    "city",
    "post_before",
];
const REFUSED_COLUMNS: [&str; 2] = ["reference", "why"];

impl Edition {
    /// Makes the folder, and removes what a dead process had half written of
    /// this batch.
    pub(crate) fn begin(&self) -> Result<()> {
        make_private(&self.folder)?;
        let failed = |e| Error::unavailable("looking through the letters").because(e);
        for entry in fs::read_dir(&self.folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let ours = name.strip_prefix(&self.stem).is_some_and(|rest| {
                rest.starts_with('.') || rest.get(3..).is_some_and(|rest| rest.starts_with(".pdf"))
            });
            if ours && name.ends_with(WRITING) {
                remove(&path)?;
            }
        }
        Ok(())
    }

    /// Prints these, the `part`-th five hundred, from 0.
    pub(crate) fn print(&self, part: usize, lines: &[Line]) -> Result<Part> {
        let file = format!("{}-{:02}.pdf", self.stem, part + 1);
        let mut printed = Part::default();
        let mut sheets = Vec::with_capacity(lines.len());
        let mut first = 1;
        for (place, line) in lines.iter().enumerate() {
            let reference = format!("{}-{:04}", self.stem, part * LETTERS_A_FILE + place + 1);
            let (person, code, to) = read(line)?;
            let sheet = self.sender.code_letter(&CodeNotice {
                to: &to,
                code: &code,
                occasion: Occasion::First,
                until: self.at.plus(DEADLINE),
                at: self.at,
                reference: &reference,
            });
            let pages = match paper::page_count(&sheet) {
                Ok(pages) => pages,
                Err(error) if is_about_address(&error) => {
                    let row = [reference, error.code().to_owned()];
                    printed.refused.push((row, person));
                    continue;
                }
                Err(error) => return Err(error),
            };
            printed.rows.push([
                reference,
                file.clone(),
                first.to_string(),
                pages.to_string(),
                line.postcode.clone(),
                line.city.clone(),
                self.at.in_paris().date().to_string(),
            ]);
            first += pages;
            sheets.push(sheet);
        }
        if !sheets.is_empty() {
            let pdf = paper::pdf(&sheets, self.at)?;
            write_durable(&self.folder.join(&file), self.run, &pdf)?;
        }
        Ok(printed)
    }

    /// Writes the manifests of all parts: how many letters were printed, and
    /// whose were refused.
    pub(crate) fn end(&self, parts: &[Part]) -> Result<(u64, Vec<PersonId>)> {
        let rows: Vec<&[String; 7]> = parts.iter().flat_map(|part| &part.rows).collect();
        let refused = || parts.iter().flat_map(|part| &part.refused);
        if refused().next().is_some() {
            let rows = refused().map(|(row, _)| row);
            self.write("refused.csv", &csv(REFUSED_COLUMNS, rows)?)?;
        }
        if !rows.is_empty() {
            self.write("csv", &csv(COLUMNS, rows.iter().copied())?)?;
        }
        Ok((
            rows.len() as u64,
            refused().map(|(_, person)| *person).collect(),
        ))
    }

    fn write(&self, extension: &str, bytes: &[u8]) -> Result<()> {
        let file = self.folder.join(format!("{}.{extension}", self.stem));
        write_durable(&file, self.run, bytes)
    }
}

/// Whether paper refuses this letter alone. Whatever else is wrong with a sheet
/// is wrong with all of them, and nobody's address.
fn is_about_address(error: &Error) -> bool {
    matches!(error.code(), "paper-sign" | "paper-address")
}

fn csv<'a, const N: usize>(
    columns: [&str; N],
    rows: impl Iterator<Item = &'a [String; N]>,
) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |e| Error::fault("writing a manifest").because(e);
    writer.write_record(columns).map_err(failed)?;
    for row in rows {
        writer.write_record(row).map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|e| Error::fault("writing a manifest").because(e.into_error()))
}

/// What a line of a dispatch file says.
pub(crate) fn read(line: &Line) -> Result<(PersonId, Code, Addressee)> {
    let code =
        Code::read(&line.code).map_err(|_| Error::fault("a dispatch file with a wrong code"))?;
    let contact = Contact {
        email: line.email.clone(),
        phone: String::new(),
        address_line: line.address_line.clone(),
        postcode: line.postcode.clone(),
        city: line.city.clone(),
    };
    let to = Addressee {
        name: line.name.clone(),
        contact,
    };
    Ok((line.person.parse()?, code, to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SeededChance;
    use std::collections::BTreeSet;

    fn line(name: &str, chance: &SeededChance) -> Line {
        Line {
            person: PersonId::new(chance).to_string(),
            code: Code::generate(chance).in_groups(),
            name: name.to_owned(),
            address_line: String::from("1 rue des Lilas"),
            postcode: String::from("33000"),
            city: String::from("Bordeaux"),
            email: String::new(),
        }
    }

    fn edition(folder: &std::path::Path) -> Edition {
        edge::texts::install(&[spaces::notices::NOTICE_TEXTS]);
        Edition {
            folder: folder.to_owned(),
            stem: String::from("a-000001"),
            sender: Sender {
                origin: String::from("https://carnet.test"),
            },
            at: Timestamp::from_millis(1_795_424_400_000),
            run: [5; 16],
        }
    }

    fn names(folder: &std::path::Path) -> BTreeSet<String> {
        fs::read_dir(folder)
            .expect("a folder")
            .map(|file| {
                let name = file.expect("a file").file_name();
                name.to_string_lossy().into_owned()
            })
            .collect()
    }

    #[test]
    fn a_letter_that_paper_refuses_is_put_aside_and_the_others_are_printed() {
        let folder = tempfile::tempdir().expect("a folder");
        let chance = SeededChance::new(1);
        let mut lines: Vec<Line> = (0..9).map(|_| line("Ana Leca", &chance)).collect();
        lines.insert(4, line("Ana \u{fffd}eca", &chance));
        let edition = edition(folder.path());
        edition.begin().expect("begun");
        let part = edition.print(0, &lines).expect("printed");
        let (printed, refused) = edition.end(&[part]).expect("listed");
        assert_eq!(printed, 9);
        assert_eq!(refused, [lines[4].person.parse().expect("a person")]);
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("a list");
        assert_eq!(
            read("a-000001.refused.csv"),
            "reference,why\na-000001-0005,paper-sign\n"
        );
        assert_eq!(read("a-000001.csv").lines().count(), 10);
        assert!(!read("a-000001.csv").contains("a-000001-0005"));
    }

    #[test]
    fn what_a_dead_process_half_wrote_of_this_batch_is_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let id = "00".repeat(16);
        let kept = [
            format!("a-000001-000002-01.pdf.{id}.writing"),
            format!("a-000010.csv.{id}.writing"),
            String::from("a-000001-01.pdf"),
        ];
        let gone = [
            format!("a-000001-01.pdf.{id}.writing"),
            format!("a-000001.csv.{id}.writing"),
            format!("a-000001.refused.csv.{id}.writing"),
        ];
        for name in kept.iter().chain(&gone) {
            fs::write(folder.path().join(name), b"half").expect("written");
        }
        edition(folder.path()).begin().expect("begun");
        assert_eq!(names(folder.path()), kept.into_iter().collect());
    }
}
