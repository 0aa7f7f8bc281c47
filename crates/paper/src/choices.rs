//! Two ways that are open, side by side.
//!
//! INVARIANT: neither is favoured. Both panels have one width, one height and
//! one look; what each holds begins at the same heights; their order is that
//! of the alphabet, whatever the order in which they were given.

use crate::a4;
use crate::blocks::heading_tag;
use crate::panels::{Look, PADDING, figure, panel};
use crate::pieces::{Atom, BODY, HEADING, Mark, Passage, SMALL, link, passage, words};
use crate::refusal::Result;
use crate::sheet::{Choice, Link};
use crate::square::quiet;
use crate::tree::{Child, Element, Tree};
use kernel::{Lang, unaccented};
use krilla::tagging::Tag;

const GAP: f32 = 14.0;
const WIDTH: f32 = (a4::MEASURE - GAP) / 2.0;
const MEASURE: f32 = WIDTH - 2.0 * PADDING;
const BETWEEN: f32 = 6.0;
const BEFORE: f32 = 16.0;
const QR_SIDE: f32 = a4::mm(25.0);
const AROUND_QR: f32 = quiet(QR_SIDE);
/// Of the words beside the QR code, from the left of the text.
const CAPTION_LEFT: f32 = QR_SIDE + AROUND_QR;

/// Sets both, the one whose title comes first to the left.
pub(crate) fn set(both: &[Choice; 2], lang: Lang, tree: &mut Tree) -> Result<Atom> {
    let mut ordered: Vec<&Choice> = both.iter().collect();
    ordered.sort_by_key(|choice| unaccented(&choice.title));
    let halves: Vec<Half<'_>> = ordered
        .into_iter()
        .zip([a4::LEFT, a4::LEFT + WIDTH + GAP])
        .map(|(choice, left)| Half::of(choice, left + PADDING, tree))
        .collect();
    let heights = Heights::of(&halves);
    let mut marks = Vec::new();
    for half in halves {
        let children = half.draw(&heights, lang, tree, &mut marks)?;
        tree.push(Tag::Section, children);
    }
    Ok(Atom {
        before: BEFORE,
        height: heights.whole(),
        marks,
        ..Atom::default()
    })
}

/// One choice, not yet at its height.
struct Half<'a> {
    title_words: &'a str,
    x: f32,
    title: Passage,
    text: Vec<Passage>,
    way: Option<Way<'a>>,
}

/// Where it is done.
struct Way<'a> {
    to: &'a Link,
    caption: Passage,
    address: Passage,
}

/// What both have in common: of each part, the height of the taller one.
struct Heights {
    title: f32,
    text: f32,
    caption: f32,
    address: f32,
}

impl Heights {
    fn of(halves: &[Half<'_>]) -> Self {
        let taller = |part: &dyn Fn(&Half<'_>) -> f32| halves.iter().map(part).fold(0.0, f32::max);
        let way = |part: fn(&Way<'_>) -> f32| {
            taller(&|half: &Half<'_>| half.way.as_ref().map_or(0.0, part))
        };
        Self {
            title: taller(&|half| half.title.height()),
            text: taller(&|half| half.text.iter().map(|text| text.height() + BETWEEN).sum()),
            caption: way(|way| way.caption.height()),
            address: way(|way| way.address.height()),
        }
    }

    /// Where the QR code begins.
    fn qr_top(&self) -> f32 {
        PADDING + self.title + self.text + AROUND_QR
    }

    /// Where the address below the QR code begins.
    fn address_top(&self) -> f32 {
        self.qr_top() + self.caption.max(QR_SIDE) + AROUND_QR
    }

    fn whole(&self) -> f32 {
        let inked = if self.address > 0.0 {
            self.address_top() + self.address
        } else {
            PADDING + self.title + self.text
        };
        inked + PADDING
    }
}

impl<'a> Half<'a> {
    fn of(choice: &'a Choice, x: f32, tree: &mut Tree) -> Self {
        let title = words(&choice.title, HEADING, x, MEASURE, tree);
        let text = choice.text.iter();
        let text = text
            .map(|text| passage(text, BODY, x, MEASURE, tree))
            .collect();
        let (beside, narrow) = (x + CAPTION_LEFT, MEASURE - CAPTION_LEFT);
        let way = choice.link.as_ref().map(|to| Way {
            to,
            caption: passage(&to.caption, BODY, beside, narrow, tree),
            address: link(to.shown(), &to.url, SMALL, x, MEASURE, tree),
        });
        Self {
            title_words: &choice.title,
            x,
            title,
            text,
            way,
        }
    }

    fn draw(
        mut self,
        heights: &Heights,
        lang: Lang,
        tree: &mut Tree,
        marks: &mut Vec<Mark>,
    ) -> Result<Vec<Child>> {
        marks.push(panel(Look::Edged, self.x - PADDING, WIDTH, heights.whole()));
        marks.extend(self.title.marks_at(PADDING));
        let title = heading_tag(self.title_words);
        let mut children = vec![Element::new(title, self.title.children).into()];
        let mut top = PADDING + heights.title;
        for mut text in self.text {
            let bottom = top + BETWEEN + text.height();
            marks.extend(text.marks_at(top + BETWEEN));
            children.push(Element::new(Tag::P, text.children).into());
            top = bottom;
        }
        if let Some(mut way) = self.way {
            let beside = (heights.caption.max(QR_SIDE) - heights.caption) / 2.0;
            marks.extend(way.caption.marks_at(heights.qr_top() + beside));
            children.push(Element::new(Tag::P, way.caption.children).into());
            let place = (self.x, heights.qr_top(), QR_SIDE);
            let (square, figure) = figure(way.to, lang, place, tree)?;
            marks.push(square);
            children.push(figure);
            marks.extend(way.address.marks_at(heights.address_top()));
            children.push(Element::new(Tag::P, way.address.children).into());
        }
        Ok(children)
    }
}
