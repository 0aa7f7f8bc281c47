//! The text that people read, in a closed form: what is not in it cannot be
//! shown. There is no markup, no address and no attribute of a page.

use minicbor::{Decode, Encode};

/// A piece of text that stands by itself.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Block {
    /// Words that flow.
    #[n(0)]
    Paragraph(#[n(0)] Vec<Inline>),
    /// A list.
    #[n(1)]
    List {
        /// Whether its items are numbered.
        #[n(0)]
        ordered: bool,
        /// What it is a list of.
        #[n(1)]
        caption: Vec<Inline>,
        /// Its items.
        #[n(2)]
        items: Vec<Cell>,
    },
    /// A table.
    #[n(2)]
    Table(#[n(0)] Table),
}

/// A table.
#[derive(Clone, Default, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Table {
    /// What it shows.
    #[n(0)]
    pub caption: Vec<Inline>,
    /// The rows above.
    #[n(1)]
    pub head: Vec<Row>,
    /// The rows.
    #[n(2)]
    pub body: Vec<Row>,
    /// The rows below.
    #[n(3)]
    pub foot: Vec<Row>,
}

/// A row.
#[derive(Clone, Default, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Row {
    /// Its cells.
    #[n(0)]
    pub cells: Vec<Cell>,
}

/// A cell, or an item of a list.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Cell {
    /// Whether it names others.
    #[n(0)]
    pub header: bool,
    /// How many columns it takes.
    #[n(1)]
    pub columns: u16,
    /// How many rows it takes.
    #[n(2)]
    pub rows: u16,
    /// What is in it.
    #[n(3)]
    pub content: Vec<Block>,
}

/// A piece of a line.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum Inline {
    /// Words.
    #[n(0)]
    Run(#[n(0)] Run),
    /// The line ends here.
    #[n(1)]
    Break,
    /// A footnote is called, by its number from 1.
    #[n(2)]
    Note(#[n(0)] u32),
    /// An embedded file belongs here, by its place; a picture is shown.
    #[n(3)]
    Media(#[n(0)] u32),
    /// A file belongs here that is not in the document.
    #[n(4)]
    Missing,
}

/// Words in one style.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Run {
    /// The words; blanks are single.
    #[n(0)]
    pub text: String,
    /// How they look.
    #[n(1)]
    pub style: Style,
}

/// How words look.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Style {
    /// Bold.
    #[n(0)]
    pub bold: bool,
    /// Italic.
    #[n(1)]
    pub italic: bool,
    /// Underlined.
    #[n(2)]
    pub underline: bool,
    /// Lowered.
    #[n(3)]
    pub sub: bool,
    /// Raised.
    #[n(4)]
    pub sup: bool,
    /// Taken out in this version.
    #[n(5)]
    pub deleted: bool,
    /// Added in this version.
    #[n(6)]
    pub inserted: bool,
}

/// A footnote.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Footnote {
    /// What it says.
    #[n(0)]
    pub content: Vec<Block>,
}

/// Adds the words of these blocks, each line on its own.
pub(super) fn tell(blocks: &[Block], text: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(line) => tell_line(line, text),
            Block::List { caption, items, .. } => {
                tell_line(caption, text);
                tell_cells(items, text);
            }
            Block::Table(table) => {
                tell_line(&table.caption, text);
                for row in table.head.iter().chain(&table.body).chain(&table.foot) {
                    tell_cells(&row.cells, text);
                }
            }
        }
    }
}

fn tell_cells(cells: &[Cell], text: &mut String) {
    for cell in cells {
        tell(&cell.content, text);
    }
}

fn tell_line(line: &[Inline], text: &mut String) {
    for piece in line {
        match piece {
            Inline::Run(run) => text.push_str(&run.text),
            Inline::Break => text.push(' '),
            Inline::Note(_) | Inline::Media(_) | Inline::Missing => {}
        }
    }
    if !line.is_empty() {
        text.push('\n');
    }
}
