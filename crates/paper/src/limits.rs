//! How much a sheet and a file may hold, and what a sheet must have to make
//! sense. Whether it fits its places is found out when it is set.

use crate::refusal::{Refusal, Result};
use crate::sheet::{Block, Choice, Code, Link, Pocket, Row, Sheet, Text};
use crate::signs::Signs;

/// Sheets in one file. A longer batch is several files.
pub const SHEETS_MAX: usize = 1_000;
/// Pages of one sheet.
pub const PAGES_MAX: usize = 20;
/// Signs of all texts of one sheet.
pub const SHEET_CHARS_MAX: usize = 40_000;
/// Signs of an address of the web: more would make a QR code too fine.
pub const URL_CHARS_MAX: usize = 200;

/// Steps of a list: their numbers stand in a narrow column.
const STEPS_MAX: usize = 99;
/// Lines of the sender; of an address, as the post has it.
const ADDRESS_LINES_MAX: usize = 7;
/// Signs of one group of a code.
const GROUP_CHARS_MAX: usize = 6;

/// Refuses a file of too many sheets, or of none.
pub(crate) fn check_count(sheets: usize) -> Result<()> {
    match sheets {
        0 => Err(Refusal::fault("no sheet to print")),
        1..=SHEETS_MAX => Ok(()),
        _ => Err(Refusal::too_many()),
    }
}

/// Refuses a sheet that is too long or makes no sense.
pub(crate) fn check(sheet: &Sheet) -> Result<()> {
    if sheet.char_count() > SHEET_CHARS_MAX {
        return Err(Refusal::too_long("sheet"));
    }
    words("title", &sheet.title)?;
    words("place and date", &sheet.place_and_date)?;
    for (name, text) in [("reference", &sheet.reference), ("foot", &sheet.foot)] {
        if let Some(text) = text {
            words(name, text)?;
        }
    }
    address("sender", &sheet.sender)?;
    if let Some(recipient) = &sheet.recipient {
        check_recipient(recipient)?;
    }
    let says_nothing = |block: &Block| matches!(block, Block::NewPage);
    if sheet.blocks.iter().all(says_nothing) {
        return Err(Refusal::fault("a sheet that says nothing"));
    }
    for (place, block) in sheet.blocks.iter().enumerate() {
        check_block(block)
            .map_err(|refusal| refusal.within(format_args!("block {}", place + 1)))?;
    }
    Ok(())
}

/// Refuses an address that cannot be printed as it stands.
pub(crate) fn check_recipient(lines: &[String]) -> Result<()> {
    address("recipient", lines)?;
    if lines.iter().any(|line| Signs::of(line).lacking) {
        return Err(Refusal::sign("recipient: a sign that cannot be printed"));
    }
    Ok(())
}

fn check_block(block: &Block) -> Result<()> {
    match block {
        Block::Heading(title) => words("heading", title),
        Block::Paragraph(text) | Block::Note(text) => said("paragraph", text),
        Block::Steps(items) if items.len() > STEPS_MAX => Err(Refusal::too_long("steps")),
        Block::List(items) | Block::Steps(items) => {
            some("list", items)?;
            items.iter().try_for_each(|item| said("item", item))
        }
        Block::Code(code) => check_code(code),
        Block::Choices(both) => check_choices(both),
        Block::Link(link) => check_link(link),
        Block::Table(rows) => {
            some("table", rows)?;
            rows.iter().try_for_each(check_row)
        }
        Block::Pocket(pocket) => check_pocket(pocket),
        Block::Small(blocks) => {
            some("small type", blocks)?;
            blocks.iter().try_for_each(check_block)
        }
        Block::NewPage => Ok(()),
    }
}

fn check_pocket(pocket: &Pocket) -> Result<()> {
    words("title of a card", &pocket.title)?;
    said("first words of a card", &pocket.call)?;
    some("card", &pocket.parts)?;
    for part in &pocket.parts {
        words("label on a card", &part.label)?;
        some("card", &part.lines)?;
        part.lines.iter().try_for_each(|line| said("line", line))?;
    }
    pocket.link.iter().try_for_each(check_link)
}

fn check_row(row: &Row) -> Result<()> {
    words("label", &row.label)?;
    some("values", &row.values)?;
    row.values
        .iter()
        .try_for_each(|value| words("value", value))
}

fn check_code(code: &Code) -> Result<()> {
    words("label of a code", &code.label)?;
    let fine = |group: &String| {
        (1..=GROUP_CHARS_MAX).contains(&group.len())
            && group.bytes().all(|sign| sign.is_ascii_alphanumeric())
    };
    if code.groups.iter().all(fine) {
        return Ok(());
    }
    Err(Refusal::fault(
        "a group of a code is not letters and digits",
    ))
}

fn check_choices(both: &[Choice; 2]) -> Result<()> {
    for choice in both {
        words("title of a choice", &choice.title)?;
        some("choice", &choice.text)?;
        choice
            .text
            .iter()
            .try_for_each(|text| said("choice", text))?;
        choice.link.iter().try_for_each(check_link)?;
    }
    if both[0].link.is_some() == both[1].link.is_some() {
        return Ok(());
    }
    Err(Refusal::fault(
        "one choice has a link and the other has none",
    ))
}

fn check_link(link: &Link) -> Result<()> {
    said("caption of a link", &link.caption)?;
    if link.url.len() > URL_CHARS_MAX {
        return Err(Refusal::too_long("an address of the web"));
    }
    let host = ["https://", "http://localhost", "http://127.0.0.1"]
        .iter()
        .find_map(|start| link.url.strip_prefix(start))
        .unwrap_or_default();
    if !host.is_empty() && host.bytes().all(|sign| sign.is_ascii_graphic()) {
        return Ok(());
    }
    Err(Refusal::fault("a link is not an https address in ASCII"))
}

fn address(name: &str, lines: &[String]) -> Result<()> {
    some(name, lines)?;
    if lines.len() > ADDRESS_LINES_MAX {
        return Err(Refusal::address(format!("{name}: too many lines")));
    }
    lines.iter().try_for_each(|line| words(name, line))
}

fn said(name: &str, text: &Text) -> Result<()> {
    if text.0.iter().all(|span| Signs::of(&span.words).is_blank()) {
        return Err(empty(name));
    }
    Ok(())
}

fn words(name: &str, words: &str) -> Result<()> {
    said(name, &Text::plain(words))
}

fn some<T>(name: &str, list: &[T]) -> Result<()> {
    if list.is_empty() {
        return Err(empty(name));
    }
    Ok(())
}

fn empty(name: &str) -> Refusal {
    Refusal::fault(format!("{name}: empty"))
}
