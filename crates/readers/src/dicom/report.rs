//! A structured report as text (DICOM PS3.3, C.17.3): headings, and what is
//! said under them, in order.

use super::elements::{Elements, Tag};
use super::words::{self, Alphabet};
use super::{Line, Report};

/// The content of a report.
pub(super) const CONTENT: Tag = Tag(0x0040, 0xa730);

const CONCEPT: Tag = Tag(0x0040, 0xa043);
const MEANING: Tag = Tag(0x0008, 0x0104);

/// How long a report may be.
pub(super) const LINES_MAX: usize = 2_000;

pub(super) fn read(top: &Elements<'_>, alphabet: Alphabet) -> Report {
    let mut report = Report {
        title: meaning(top, CONCEPT, alphabet),
        lines: Vec::new(),
        cut: false,
    };
    add(&mut report, top, alphabet, 0);
    report
}

fn add(report: &mut Report, level: &Elements<'_>, alphabet: Alphabet, depth: u8) {
    for item in level.items(CONTENT) {
        if report.lines.len() == LINES_MAX {
            report.cut = true;
            return;
        }
        let line = Line {
            depth,
            label: meaning(item, CONCEPT, alphabet),
            text: text(item, alphabet),
        };
        if line.label.is_some() || line.text.is_some() {
            report.lines.push(line);
        }
        add(report, item, alphabet, depth.saturating_add(1));
    }
}

fn meaning(level: &Elements<'_>, sequence: Tag, alphabet: Alphabet) -> Option<String> {
    alphabet.read(level.items(sequence).first()?, MEANING)
}

fn text(item: &Elements<'_>, alphabet: Alphabet) -> Option<String> {
    match words::code(item, Tag(0x0040, 0xa040))? {
        "TEXT" => alphabet.read(item, Tag(0x0040, 0xa160)),
        "CODE" => meaning(item, Tag(0x0040, 0xa168), alphabet),
        "PNAME" => alphabet.read_name(item, Tag(0x0040, 0xa123)),
        "DATE" => words::day(item, Tag(0x0040, 0xa121)),
        "TIME" => words::code(item, Tag(0x0040, 0xa122)).and_then(hour),
        "DATETIME" => words::code(item, Tag(0x0040, 0xa120)).and_then(moment),
        "NUM" => number(item, alphabet),
        _ => None,
    }
}

fn number(item: &Elements<'_>, alphabet: Alphabet) -> Option<String> {
    let measured = item.items(Tag(0x0040, 0xa300)).first()?;
    let number = words::code(measured, Tag(0x0040, 0xa30a))?;
    let unit = measured
        .items(Tag(0x0040, 0x08ea))
        .first()
        .and_then(|unit| {
            // "1" is the unit of what has none (UCUM).
            let code = alphabet.read(unit, Tag(0x0008, 0x0100))?;
            (code != "1").then_some(code)
        });
    Some(match unit {
        Some(unit) => format!("{number} {unit}"),
        None => number.to_owned(),
    })
}

fn hour(written: &str) -> Option<String> {
    let hour = written.get(..2)?;
    let minute = written.get(2..4).unwrap_or("00");
    Some(format!("{hour}:{minute}"))
}

fn moment(written: &str) -> Option<String> {
    let (day, time) = written.split_at_checked(8)?;
    let day = format!("{}-{}-{}", day.get(..4)?, day.get(4..6)?, day.get(6..8)?);
    Some(match hour(time) {
        Some(hour) => format!("{day} {hour}"),
        None => day,
    })
}
