//! Everything that Carnet prints: letters with a code, receipts, notices by
//! post. A [`Sheet`] says what is to be read; [`pdf`] sets it on A4, one sheet
//! or a whole batch in one file.
//!
//! The file is tagged PDF for people who listen to it (PDF/UA-1) and can be
//! kept for years (PDF/A-2a); a file that does not conform is an error, not a
//! file. The same sheets and the same date give the same bytes.
//!
//! What letters say is not here: the feature that sends one writes it, in its
//! own locales. Nor does this crate post, store or log anything. Sheets hold
//! names and codes, so nothing here prints them for debugging, and the notes
//! of errors name places, never words.

mod a4;
mod blocks;
mod choices;
mod draw;
mod frame;
mod letterhead;
mod limits;
mod lines;
mod pages;
mod panels;
mod pieces;
mod pocket;
mod refusal;
mod sheet;
mod signs;
mod square;
#[cfg(test)]
mod tests;
mod tree;
mod typeface;

pub use limits::{PAGES_MAX, SHEET_CHARS_MAX, SHEETS_MAX, URL_CHARS_MAX};
pub use sheet::{Block, Choice, Code, Link, Part, Pocket, Row, Sheet, Text};
pub use signs::UNKNOWN;

use kernel::{Result, Timestamp};
use refusal::Refusal;

/// The sentences of this crate in French and in English, as Fluent texts.
pub const TEXTS: (&str, &str) = (
    include_str!("../locales/fr.ftl"),
    include_str!("../locales/en.ftl"),
);

/// These sheets as one PDF file. `written` is the date that the file tells.
///
/// Each sheet begins on a page of its own, counts its own pages, and is a
/// section with a bookmark. Signs that the typeface lacks become [`UNKNOWN`],
/// except in an address, where they are refused.
///
/// # Errors
/// Invalid when a sheet cannot be set: too long, an address that leaves the
/// window of the envelope or has signs that cannot be printed, too many
/// sheets. A fault when a sheet makes no sense, as an empty heading does.
/// The note names the sheet, from 1.
pub fn pdf(sheets: &[Sheet], written: Timestamp) -> Result<Vec<u8>> {
    limits::check_count(sheets.len())?;
    let mut file = draw::File::new(sheets.len());
    for (place, sheet) in sheets.iter().enumerate() {
        let number = place + 1;
        let laid = lay(sheet).map_err(|refusal| refusal.within(format_args!("sheet {number}")))?;
        file.add(sheet, laid);
    }
    Ok(file.finish(sheets, written)?)
}

/// How many pages this sheet takes: for the price of the post, and to know
/// before a batch which letter would stop it.
///
/// # Errors
/// As [`pdf`] of this sheet alone.
pub fn page_count(sheet: &Sheet) -> Result<usize> {
    Ok(lay(sheet)?.pages.len())
}

/// Whether a letter can be addressed so: to be asked before a letter is
/// promised, at a small part of what [`page_count`] costs.
///
/// # Errors
/// As [`pdf`] of a sheet with these lines as its recipient.
pub fn check_address(lines: &[String]) -> Result<()> {
    limits::check_recipient(lines)?;
    letterhead::recipient_size(lines)?;
    Ok(())
}

fn lay(sheet: &Sheet) -> refusal::Result<pages::Laid> {
    limits::check(sheet)?;
    let mut tree = tree::Tree::default();
    let head = letterhead::set(sheet, &mut tree)?;
    let atoms = blocks::set(sheet, &mut tree)?;
    let foot = frame::Foot::of(sheet)?;
    let mut pages = pages::fill(head, atoms, foot.top)?;
    if pages.len() > PAGES_MAX {
        return Err(Refusal::too_long("pages"));
    }
    foot.close(sheet, &mut pages, &mut tree);
    Ok(pages::Laid { pages, tree })
}
