//! Papers: what is written on them, and the PDF made of it.
//!
//! Papers are in French, like the country. A4, the fourteen fonts every reader
//! has, a true text layer, title and language in the metadata.

mod emblem;
mod layout;
mod letterhead;
mod metrics;
mod sheet;

pub(crate) use layout::pdf;

use kernel::Date;

/// What a paper says under its letterhead.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paper {
    /// Facts beside the patient: who asked, where, under what number.
    pub meta: Vec<(&'static str, String)>,
    pub blocks: Vec<Block>,
    /// A prescription shows the prescriber's number as a bar code.
    pub barcode: bool,
}

/// A piece of text of a paper.
#[derive(Clone, Debug)]
pub(crate) enum Block {
    Heading(String),
    Text(String),
    List(Vec<String>),
    /// Label and value, two columns.
    Facts(Vec<(String, String)>),
    /// A line of prescription: what, and how to take it.
    Item(String, String),
    /// Words in a frame: a conclusion, a warning.
    Frame(String),
}

/// "4 mai 2026".
pub(crate) fn long_date(day: Date) -> String {
    const MONTHS: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let number = match day.day() {
        1 => "1er".to_owned(),
        n => n.to_string(),
    };
    let month = MONTHS[usize::try_from(day.month() - 1).unwrap_or(0)];
    format!("{number} {month} {}", day.year())
}

/// "04/05/2026".
pub(crate) fn short_date(day: Date) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}
