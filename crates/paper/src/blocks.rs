//! The blocks of a sheet become atoms, one after the other, with their places
//! in the tree.

use crate::a4;
use crate::choices;
use crate::panels;
use crate::pieces::{Atom, BODY, HEADING, LABEL, Mark, Passage, Style, bar, passage, words};
use crate::pocket;
use crate::refusal::Result;
use crate::sheet::{Block, Row, Sheet, Text};
use crate::signs::printed;
use crate::tree::{Element, Tree};
use crate::typeface::Weight;
use kernel::Lang;
use krilla::tagging::{ListNumbering, TableHeaderScope, Tag, TagKind};
use std::num::NonZeroU16;

/// Space above a paragraph, a heading, an item, a panel.
const BEFORE_TEXT: f32 = 9.0;
const BEFORE_HEADING: f32 = 18.0;
const BEFORE_ITEM: f32 = 4.0;
pub(crate) const BEFORE_PANEL: f32 = 14.0;
const ITEM_INDENT: f32 = 22.0;
const ITEM_SIGN: Style = Style {
    weight: Weight::Bold,
    ..BODY
};
/// The bar beside a note, and the space between it and the words.
const BAR: f32 = 5.0;
const BAR_GAP: f32 = 14.0;
/// The two columns of a table, and the space above and below a row.
const LABEL_MEASURE: f32 = a4::mm(52.0);
const VALUE_LEFT: f32 = LABEL_MEASURE + 14.0;
const ROW_SPACE: f32 = 6.0;
/// The thickness of the lines of a table.
const RULE: f32 = 0.75;

/// Sets all blocks.
pub(crate) fn set(sheet: &Sheet, tree: &mut Tree) -> Result<Vec<Atom>> {
    let mut atoms: Vec<Atom> = Vec::new();
    let (mut fresh, mut after) = (false, 0.0);
    for block in &sheet.blocks {
        if matches!(block, Block::NewPage) {
            fresh = true;
            continue;
        }
        let mut set = set_block(block, sheet.lang, tree)?;
        if let Some(first) = set.first_mut() {
            first.fresh = std::mem::take(&mut fresh);
            first.before = first.before.max(after);
        }
        after = space_below(block);
        atoms.append(&mut set);
    }
    Ok(atoms)
}

/// Panels and tables keep what follows at the distance of what precedes.
const fn space_below(block: &Block) -> f32 {
    match block {
        Block::Code(_)
        | Block::Choices(_)
        | Block::Table(_)
        | Block::Note(_)
        | Block::Pocket(_) => BEFORE_PANEL,
        _ => 0.0,
    }
}

fn set_block(block: &Block, lang: Lang, tree: &mut Tree) -> Result<Vec<Atom>> {
    match block {
        Block::Heading(title) => Ok(heading(title, tree)),
        Block::Paragraph(text) => Ok(paragraph(text, tree)),
        Block::Note(text) => Ok(vec![note(text, tree)]),
        Block::List(items) => Ok(list(items, false, tree)),
        Block::Steps(items) => Ok(list(items, true, tree)),
        Block::Code(code) => Ok(vec![panels::code(code, tree)]),
        Block::Choices(both) => Ok(vec![choices::set(both, lang, tree)?]),
        Block::Link(to) => Ok(vec![panels::web_address(to, lang, tree)?]),
        Block::Table(rows) => Ok(table(rows, tree)),
        Block::Pocket(card) => pocket::set(card, lang, tree),
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

fn heading(title: &str, tree: &mut Tree) -> Vec<Atom> {
    let mut set = words(title, HEADING, a4::LEFT, a4::MEASURE, tree);
    let mut atoms = line_atoms(&mut set, BEFORE_HEADING);
    atoms.iter_mut().for_each(|atom| atom.keep = true);
    tree.push(heading_tag(title), set.children);
    atoms
}

/// Every heading within a sheet is of the second level, below its title.
pub(crate) fn heading_tag(title: &str) -> TagKind {
    let level = NonZeroU16::MIN.saturating_add(1);
    Tag::Hn(level, Some(printed(title))).into()
}

fn paragraph(text: &Text, tree: &mut Tree) -> Vec<Atom> {
    let mut set = passage(text, BODY, a4::LEFT, a4::MEASURE, tree);
    let atoms = line_atoms(&mut set, BEFORE_TEXT);
    tree.push(Tag::P, set.children);
    atoms
}

fn note(text: &Text, tree: &mut Tree) -> Atom {
    let indent = BAR + BAR_GAP;
    let mut set = passage(text, BODY, a4::LEFT + indent, a4::MEASURE - indent, tree);
    let height = set.height();
    let mut marks = vec![bar(a4::LEFT, 0.0, BAR, height, a4::brand())];
    marks.extend(set.marks_at(0.0));
    tree.push(Tag::P, set.children);
    Atom {
        before: BEFORE_PANEL,
        height,
        marks,
        ..Atom::default()
    }
}

fn list(items: &[Text], numbered: bool, tree: &mut Tree) -> Vec<Atom> {
    let (x, measure) = (a4::LEFT + ITEM_INDENT, a4::MEASURE - ITEM_INDENT);
    let mut atoms = Vec::new();
    let mut children = Vec::new();
    for (place, item) in items.iter().enumerate() {
        let sign = if numbered {
            format!("{}.", place + 1)
        } else {
            "•".to_owned()
        };
        let mut label = words(&sign, ITEM_SIGN, a4::LEFT, ITEM_INDENT, tree);
        let mut body = passage(item, BODY, x, measure, tree);
        let before = if place == 0 { BEFORE_TEXT } else { BEFORE_ITEM };
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
fn table(rows: &[Row], tree: &mut Tree) -> Vec<Atom> {
    let mut children = Vec::new();
    let mut atoms: Vec<Atom> = rows
        .iter()
        .map(|row| {
            let (atom, element) = table_row(row, tree);
            children.push(element.into());
            atom
        })
        .collect();
    if let Some(first) = atoms.first_mut() {
        first.before = BEFORE_PANEL;
        first.marks.push(rule(0.0));
    }
    tree.push(Tag::Table, children);
    atoms
}

fn table_row(row: &Row, tree: &mut Tree) -> (Atom, Element) {
    let mut label = words(&row.label, LABEL, a4::LEFT, LABEL_MEASURE, tree);
    let after_label = ROW_SPACE + label.height();
    let mut marks = label.marks_at(ROW_SPACE);
    let (x, measure) = (a4::LEFT + VALUE_LEFT, a4::MEASURE - VALUE_LEFT);
    let mut top = ROW_SPACE;
    let mut values = Vec::new();
    for value in &row.values {
        let mut value = words(value, BODY, x, measure, tree);
        let bottom = top + value.height();
        marks.extend(value.marks_at(top));
        values.push(Element::new(Tag::P, value.children).into());
        top = bottom;
    }
    let height = top.max(after_label) + ROW_SPACE;
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
