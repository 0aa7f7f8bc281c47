//! The blocks of a sheet become atoms, one after the other, with their places
//! in the tree.

use crate::a4;
use crate::choices;
use crate::panels;
use crate::pieces::{
    Atom, BODY, BRIEF, BRIEF_HEADING, BRIEF_LABEL, HEADING, LABEL, Mark, Passage, Style, bar,
    passage, words,
};
use crate::pocket;
use crate::refusal::Result;
use crate::sheet::{Block, Row, Sheet, Text};
use crate::signs::printed;
use crate::tree::{Element, Tree};
use crate::typeface::Weight;
use kernel::Lang;
use krilla::tagging::{ListNumbering, TableHeaderScope, Tag, TagKind};
use std::num::NonZeroU16;

/// How blocks look: their type, and the space around them.
struct Look {
    heading: Style,
    body: Style,
    label: Style,
    /// Space above a paragraph, a heading, an item, a panel.
    before_text: f32,
    before_heading: f32,
    before_item: f32,
    before_panel: f32,
    item_indent: f32,
    /// The space above and below a row.
    row_space: f32,
}

const LARGE: Look = Look {
    heading: HEADING,
    body: BODY,
    label: LABEL,
    before_text: 9.0,
    before_heading: 18.0,
    before_item: 4.0,
    before_panel: BEFORE_PANEL,
    item_indent: 22.0,
    row_space: 6.0,
};

const SMALL: Look = Look {
    heading: BRIEF_HEADING,
    body: BRIEF,
    label: BRIEF_LABEL,
    before_text: 2.5,
    before_heading: 6.0,
    before_item: 0.0,
    before_panel: 3.0,
    item_indent: 11.0,
    row_space: 1.5,
};

pub(crate) const BEFORE_PANEL: f32 = 14.0;
/// The bar beside a note, and the space between it and the words.
const BAR: f32 = 5.0;
const BAR_GAP: f32 = 14.0;
/// The two columns of a table.
const LABEL_MEASURE: f32 = a4::mm(52.0);
const VALUE_LEFT: f32 = LABEL_MEASURE + 14.0;
/// The thickness of the lines of a table.
const RULE: f32 = 0.75;

/// Sets all blocks.
pub(crate) fn set(sheet: &Sheet, tree: &mut Tree) -> Result<Vec<Atom>> {
    set_all(&sheet.blocks, &LARGE, sheet.lang, tree)
}

fn set_all(blocks: &[Block], look: &Look, lang: Lang, tree: &mut Tree) -> Result<Vec<Atom>> {
    let mut atoms: Vec<Atom> = Vec::new();
    let (mut fresh, mut after) = (false, 0.0);
    for block in blocks {
        if matches!(block, Block::NewPage) {
            fresh = true;
            continue;
        }
        let mut set = set_block(block, look, lang, tree)?;
        if let Some(first) = set.first_mut() {
            first.fresh |= std::mem::take(&mut fresh);
            first.before = first.before.max(after);
        }
        after = space_below(block, look);
        atoms.append(&mut set);
    }
    Ok(atoms)
}

/// Panels and tables keep what follows at the distance of what precedes.
const fn space_below(block: &Block, look: &Look) -> f32 {
    match block {
        Block::Code(_) | Block::Choices(_) | Block::Pocket(_) => BEFORE_PANEL,
        Block::Table(_) | Block::Note(_) => look.before_panel,
        _ => 0.0,
    }
}

fn set_block(block: &Block, look: &Look, lang: Lang, tree: &mut Tree) -> Result<Vec<Atom>> {
    match block {
        Block::Heading(title) => Ok(heading(title, look, tree)),
        Block::Paragraph(text) => Ok(paragraph(text, look, tree)),
        Block::Note(text) => Ok(vec![note(text, look, tree)]),
        Block::List(items) => Ok(list(items, false, look, tree)),
        // Their numbers need the room that they have.
        Block::Steps(items) => Ok(list(items, true, &LARGE, tree)),
        Block::Code(code) => Ok(vec![panels::code(code, tree)]),
        Block::Choices(both) => Ok(vec![choices::set(both, lang, tree)?]),
        Block::Link(to) => Ok(vec![panels::web_address(to, lang, tree)?]),
        Block::Table(rows) => Ok(table(rows, look, tree)),
        Block::Pocket(card) => pocket::set(card, lang, tree),
        Block::Small(blocks) => set_all(blocks, &SMALL, lang, tree),
        Block::NewPage => Ok(Vec::new()),
    }
}

/// The lines of a text as atoms: the first two stay together, and the last two.
fn line_atoms(set: &mut Passage, before: f32) -> Vec<Atom> {
    let count = set.lines.len();
    let lines = set.lines.drain(..).enumerate();
    let atom = |(place, marks)| Atom {
        before: if place == 0 { before } else { 0.0 },
        height: set.leading,
        keep: count > 1 && (place == 0 || place + 2 == count),
        fresh: false,
        marks,
    };
    lines.map(atom).collect()
}

fn heading(title: &str, look: &Look, tree: &mut Tree) -> Vec<Atom> {
    let mut set = words(title, look.heading, a4::LEFT, a4::MEASURE, tree);
    let mut atoms = line_atoms(&mut set, look.before_heading);
    atoms.iter_mut().for_each(|atom| atom.keep = true);
    tree.push(heading_tag(title), set.children);
    atoms
}

/// Every heading within a sheet is of the second level, below its title.
pub(crate) fn heading_tag(title: &str) -> TagKind {
    let level = NonZeroU16::MIN.saturating_add(1);
    Tag::Hn(level, Some(printed(title))).into()
}

fn paragraph(text: &Text, look: &Look, tree: &mut Tree) -> Vec<Atom> {
    let mut set = passage(text, look.body, a4::LEFT, a4::MEASURE, tree);
    let atoms = line_atoms(&mut set, look.before_text);
    tree.push(Tag::P, set.children);
    atoms
}

fn note(text: &Text, look: &Look, tree: &mut Tree) -> Atom {
    let indent = BAR + BAR_GAP;
    let (x, measure) = (a4::LEFT + indent, a4::MEASURE - indent);
    let mut set = passage(text, look.body, x, measure, tree);
    let height = set.height();
    let mut marks = vec![bar(a4::LEFT, 0.0, BAR, height, a4::brand())];
    marks.extend(set.marks_at(0.0));
    tree.push(Tag::P, set.children);
    Atom {
        before: look.before_panel,
        height,
        marks,
        ..Atom::default()
    }
}

fn list(items: &[Text], numbered: bool, look: &Look, tree: &mut Tree) -> Vec<Atom> {
    let indent = look.item_indent;
    let (x, measure) = (a4::LEFT + indent, a4::MEASURE - indent);
    let sign_style = Style {
        weight: Weight::Bold,
        ..look.body
    };
    let mut atoms = Vec::new();
    let mut children = Vec::new();
    for (place, item) in items.iter().enumerate() {
        let sign = if numbered {
            format!("{}.", place + 1)
        } else {
            "•".to_owned()
        };
        let mut label = words(&sign, sign_style, a4::LEFT, indent, tree);
        let mut body = passage(item, look.body, x, measure, tree);
        let before = if place == 0 {
            look.before_text
        } else {
            look.before_item
        };
        let mut lines = line_atoms(&mut body, before);
        if let Some(first) = lines.first_mut() {
            first.marks.splice(0..0, label.marks_at(0.0));
        }
        atoms.append(&mut lines);
        let parts = vec![
            Element::new(Tag::Lbl, label.children).into(),
            Element::new(Tag::LBody, body.children).into(),
        ];
        children.push(Element::new(Tag::LI, parts).into());
    }
    let numbering = if numbered {
        ListNumbering::Decimal
    } else {
        ListNumbering::Disc
    };
    tree.push(Tag::L(numbering), children);
    atoms
}

/// Labels to the left, facts to the right, a thin line below each.
fn table(rows: &[Row], look: &Look, tree: &mut Tree) -> Vec<Atom> {
    let mut children = Vec::new();
    let mut atoms: Vec<Atom> = rows
        .iter()
        .map(|row| {
            let (atom, element) = table_row(row, look, tree);
            children.push(element.into());
            atom
        })
        .collect();
    if let Some(first) = atoms.first_mut() {
        first.before = look.before_panel;
        first.marks.push(rule(0.0));
    }
    tree.push(Tag::Table, children);
    atoms
}

fn table_row(row: &Row, look: &Look, tree: &mut Tree) -> (Atom, Element) {
    let space = look.row_space;
    let mut label = words(&row.label, look.label, a4::LEFT, LABEL_MEASURE, tree);
    let after_label = space + label.height();
    let mut marks = label.marks_at(space);
    let (x, measure) = (a4::LEFT + VALUE_LEFT, a4::MEASURE - VALUE_LEFT);
    let mut top = space;
    let mut values = Vec::new();
    for value in &row.values {
        let mut value = words(value, look.body, x, measure, tree);
        let bottom = top + value.height();
        marks.extend(value.marks_at(top));
        values.push(Element::new(Tag::P, value.children).into());
        top = bottom;
    }
    let height = top.max(after_label) + space;
    marks.push(rule(height));
    let cells = vec![
        Element::new(Tag::TH(TableHeaderScope::Row), label.children).into(),
        Element::new(Tag::TD, values).into(),
    ];
    let atom = Atom {
        height,
        marks,
        ..Atom::default()
    };
    (atom, Element::new(Tag::TR, cells))
}

fn rule(top: f32) -> Mark {
    bar(a4::LEFT, top, a4::MEASURE, RULE, a4::hairline())
}
