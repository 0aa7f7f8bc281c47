//! Cards to cut out, of the size of A6, which fold into a wallet: the title and
//! what to do first, the QR code beside them, then part after part. A card that is
//! full goes on on another, which bears the title again.

use crate::a4;
use crate::blocks::{BEFORE_PANEL, heading_tag};
use crate::panels::{Look, figure, panel};
use crate::pieces::{
    Atom, Mark, POCKET, POCKET_LABEL, POCKET_SMALL, POCKET_TITLE, Passage, link, passage, words,
};
use crate::refusal::{Refusal, Result};
use crate::sheet::Pocket;
use crate::signs::printed;
use crate::square::quiet;
use crate::tree::Tree;
use kernel::Lang;
use krilla::tagging::{Tag, TagKind};
use std::num::NonZeroU16;

/// A6, upright.
const WIDTH: f32 = a4::mm(105.0);
const HEIGHT: f32 = a4::mm(148.0);
/// As far from the edge as a QR code wants, and from scissors.
const PADDING: f32 = 16.0;
const QR_SIDE: f32 = a4::mm(27.0);
const LEFT: f32 = a4::LEFT + PADDING;
const MEASURE: f32 = WIDTH - 2.0 * PADDING;
/// Above a part.
const BEFORE_PART: f32 = 5.0;
/// Below the head.
const BEFORE_PARTS: f32 = 4.0;

/// One card in the making.
struct Card {
    marks: Vec<Mark>,
    top: f32,
}

impl Card {
    fn new() -> Self {
        Self {
            marks: vec![panel(Look::Edged, a4::LEFT, WIDTH, HEIGHT)],
            top: PADDING,
        }
    }

    fn holds(&self, height: f32) -> bool {
        self.top + height <= HEIGHT - PADDING
    }

    /// Puts a text on it, and in the order of reading.
    fn put(&mut self, mut set: Passage, tag: impl Into<TagKind>, tree: &mut Tree) {
        let height = set.height();
        self.marks.extend(set.marks_at(self.top));
        self.top += height;
        tree.push(tag, set.children);
    }
}

/// Sets the cards, one atom each.
pub(crate) fn set(pocket: &Pocket, lang: Lang, tree: &mut Tree) -> Result<Vec<Atom>> {
    let mut card = head(pocket, lang, tree)?;
    let mut full = Vec::new();
    for part in &pocket.parts {
        let mut label = Some(words(&part.label, POCKET_LABEL, LEFT, MEASURE, tree));
        card.top += BEFORE_PART;
        for line in &part.lines {
            let set = passage(line, POCKET, LEFT, MEASURE, tree);
            let with_label = label.as_ref().map_or(0.0, Passage::height);
            if !card.holds(with_label + set.height()) {
                full.push(std::mem::replace(&mut card, next(pocket, tree)));
            }
            if !card.holds(with_label + set.height()) {
                return Err(Refusal::too_long("a line of a card"));
            }
            if let Some(label) = label.take() {
                card.put(label, part_tag(&part.label), tree);
            }
            card.put(set, Tag::P, tree);
        }
    }
    full.push(card);
    Ok(full.into_iter().map(atom).collect())
}

/// The first card: what it is and what to do, the QR code beside that, its address
/// below.
fn head(pocket: &Pocket, lang: Lang, tree: &mut Tree) -> Result<Card> {
    let mut card = Card::new();
    let beside = match &pocket.link {
        Some(_) => MEASURE - QR_SIDE - quiet(QR_SIDE),
        None => MEASURE,
    };
    let title = words(&pocket.title, POCKET_TITLE, LEFT, beside, tree);
    card.put(title, heading_tag(&pocket.title), tree);
    let call = passage(&pocket.call, POCKET, LEFT, beside, tree);
    card.put(call, Tag::P, tree);
    if let Some(to) = &pocket.link {
        let place = (LEFT + MEASURE - QR_SIDE, PADDING, QR_SIDE);
        let (square, figure) = figure(to, lang, place, tree)?;
        card.marks.push(square);
        tree.push(Tag::Div, vec![figure]);
        card.top = card.top.max(PADDING + QR_SIDE + quiet(QR_SIDE));
        let caption = passage(&to.caption, POCKET_SMALL, LEFT, MEASURE, tree);
        card.put(caption, Tag::P, tree);
        let address = link(to.shown(), &to.url, POCKET_SMALL, LEFT, MEASURE, tree);
        card.put(address, Tag::P, tree);
    }
    card.top += BEFORE_PARTS;
    match card.holds(0.0) {
        true => Ok(card),
        false => Err(Refusal::too_long("the head of a card")),
    }
}

/// One more card, with the title again.
fn next(pocket: &Pocket, tree: &mut Tree) -> Card {
    let mut card = Card::new();
    let title = words(&pocket.title, POCKET_TITLE, LEFT, MEASURE, tree);
    card.put(title, heading_tag(&pocket.title), tree);
    card.top += BEFORE_PARTS;
    card
}

/// Parts are below the title of their card, as that is below the sheet's.
fn part_tag(label: &str) -> TagKind {
    let level = NonZeroU16::MIN.saturating_add(2);
    Tag::Hn(level, Some(printed(label))).into()
}

fn atom(card: Card) -> Atom {
    Atom {
        before: BEFORE_PANEL,
        height: HEIGHT,
        marks: card.marks,
        ..Atom::default()
    }
}
