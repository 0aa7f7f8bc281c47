//! A year of the history on paper: a sheet for each month, more where a month
//! is long.

use super::lines::{Author, what, why};
use crate::actions::Told;
use edge::Page;
use kernel::Timestamp;
use paper::{Block, Row, Sheet};

/// Lines in one file, at most.
pub(crate) const LINES_MAX: usize = 1_000;
/// Lines and signs of one sheet, at most: within what paper sets on one.
const SHEET_LINES: usize = 100;
const SHEET_CHARS: usize = 25_000;

/// What the sheets are of.
pub(crate) struct Of<'a> {
    /// Whose history.
    pub(crate) holder: &'a str,
    pub(crate) year: i16,
    pub(crate) now: Timestamp,
    /// What is not on them, in sentences.
    pub(crate) missing: Vec<String>,
}

/// The sheets, the newest line first; one that says so, when there is none.
pub(crate) fn sheets(page: &Page, of: &Of<'_>, all: &[Told]) -> Vec<Sheet> {
    let sheet = |rows: Vec<Row>| sheet(page, of, rows);
    let mut sheets = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    let (mut month, mut chars) = (0, 0);
    for told in all {
        let row = row(page, told);
        let of_month = told.at().in_paris().month();
        let size = row.label.chars().count()
            + row
                .values
                .iter()
                .map(|line| line.chars().count())
                .sum::<usize>();
        let full = rows.len() >= SHEET_LINES || chars + size > SHEET_CHARS;
        if !rows.is_empty() && (full || of_month != month) {
            sheets.push(sheet(std::mem::take(&mut rows)));
            chars = 0;
        }
        (month, chars) = (of_month, chars + size);
        rows.push(row);
    }
    if !rows.is_empty() || sheets.is_empty() {
        sheets.push(sheet(rows));
    }
    sheets
}

fn row(page: &Page, told: &Told) -> Row {
    let by = Author::of(page, told.by());
    let who = [by.name, by.role, by.place]
        .into_iter()
        .filter(|part| !part.trim().is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    let values = [who, what(page, told), why(page, told)];
    Row {
        label: page.moment(told.at()),
        values: values
            .into_iter()
            .filter(|value| !value.trim().is_empty())
            .collect(),
    }
}

fn sheet(page: &Page, of: &Of<'_>, rows: Vec<Row>) -> Sheet {
    let moment = page.moment(of.now);
    let whose = [("name", of.holder), ("year", &of.year.to_string())];
    let lead = page.ta("sharing-print-lead", &whose);
    let missing = of.missing.iter().cloned();
    let said = std::iter::once(lead).chain(missing);
    let mut blocks: Vec<_> = said.map(|line| Block::Paragraph(line.into())).collect();
    blocks.push(match rows.is_empty() {
        true => Block::Paragraph(page.t("sharing-filter-empty").into()),
        false => Block::Table(rows),
    });
    Sheet {
        lang: page.lang,
        title: page.t("sharing-history-title"),
        sender: vec![page.t("notice-sender")],
        recipient: None,
        place_and_date: page.t1("sharing-history-as-of", "moment", moment),
        reference: None,
        blocks,
        foot: Some(page.t("sharing-print-foot")),
    }
}
