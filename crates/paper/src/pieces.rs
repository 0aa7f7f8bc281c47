//! What stands on paper: runs of words, panels and QR codes with their places,
//! and the blocks of them that stay together on a page.

use crate::a4::{self, Colour};
use crate::lines::{self, Run};
use crate::sheet::Text;
use crate::square::Square;
use crate::tree::{Child, Element, Leaf, Tree};
use crate::typeface::{ASCENT, DESCENT, Weight};
use krilla::tagging::{ArtifactType, Tag};

/// How words look.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub(crate) weight: Weight,
    pub(crate) size: f32,
    /// From one line to the next.
    pub(crate) leading: f32,
    pub(crate) colour: fn() -> Colour,
}

const fn style(weight: Weight, size: f32, leading: f32, colour: fn() -> Colour) -> Style {
    Style {
        weight,
        size,
        leading,
        colour,
    }
}

pub(crate) const TITLE: Style = style(Weight::Bold, 22.0, 28.0, a4::brand);
pub(crate) const HEADING: Style = style(Weight::Bold, 16.0, 22.0, a4::brand);
pub(crate) const BODY: Style = style(Weight::Regular, 14.0, 20.0, a4::ink);
pub(crate) const LABEL: Style = style(Weight::Regular, 14.0, 20.0, a4::ink_2);
pub(crate) const CODE: Style = style(Weight::Bold, 30.0, 38.0, a4::ink);
pub(crate) const SMALL: Style = style(Weight::Regular, 12.0, 16.0, a4::ink);
pub(crate) const SENDER: Style = style(Weight::Bold, 14.0, 19.0, a4::brand);
/// On a card for a wallet.
pub(crate) const POCKET_TITLE: Style = style(Weight::Bold, 13.0, 17.0, a4::ink);
pub(crate) const POCKET_LABEL: Style = style(Weight::Bold, 8.5, 12.0, a4::ink);
pub(crate) const POCKET: Style = style(Weight::Regular, 9.5, 12.5, a4::ink);
pub(crate) const POCKET_SMALL: Style = style(Weight::Regular, 7.5, 10.0, a4::ink);
/// On a page that must hold much.
pub(crate) const BRIEF_HEADING: Style = style(Weight::Bold, 10.0, 13.0, a4::brand);
pub(crate) const BRIEF: Style = style(Weight::Regular, 9.0, 11.5, a4::ink);
pub(crate) const BRIEF_LABEL: Style = style(Weight::Regular, 9.0, 11.5, a4::ink_2);
pub(crate) const FOOT: Style = style(Weight::Regular, 10.5, 14.0, a4::ink_2);

impl Style {
    /// Where letters stand, from the top of their line.
    pub(crate) fn baseline(&self) -> f32 {
        (self.leading + (ASCENT - DESCENT) * self.size) / 2.0
    }
}

/// What ink means to somebody who listens.
#[derive(Clone, Copy)]
pub(crate) enum Role {
    /// It is read.
    Leaf(Leaf),
    /// It is not: lines and panels, what is repeated on each page.
    Silent(ArtifactType),
}

/// Ink at a place: from the left of the page, and from the top of the atom or
/// page it belongs to.
pub(crate) struct Mark {
    pub(crate) role: Role,
    pub(crate) x: f32,
    /// The line that letters stand on, or the top of a shape.
    pub(crate) y: f32,
    pub(crate) ink: Ink,
}

impl Mark {
    pub(crate) fn lower(self, by: f32) -> Self {
        Self {
            y: self.y + by,
            ..self
        }
    }
}

pub(crate) enum Ink {
    Words {
        run: Run,
        size: f32,
        colour: Colour,
        /// Where it leads when it is pressed.
        link: Option<String>,
    },
    Panel {
        width: f32,
        height: f32,
        radius: f32,
        fill: Option<Colour>,
        edge: Option<Colour>,
    },
    Square {
        square: Square,
        side: f32,
    },
}

/// What stays together on a page.
#[derive(Default)]
pub(crate) struct Atom {
    /// Space above, unless it begins a page.
    pub(crate) before: f32,
    pub(crate) height: f32,
    /// Whether the next one must stand on the same page.
    pub(crate) keep: bool,
    /// Whether it begins a page.
    pub(crate) fresh: bool,
    pub(crate) marks: Vec<Mark>,
}

/// A filled rectangle that nobody reads.
pub(crate) fn bar(x: f32, y: f32, width: f32, height: f32, colour: Colour) -> Mark {
    Mark {
        role: Role::Silent(ArtifactType::Layout),
        x,
        y,
        ink: Ink::Panel {
            width,
            height,
            radius: 0.0,
            fill: Some(colour),
            edge: None,
        },
    }
}

/// A text with its place in the tree.
pub(crate) struct Passage {
    /// The marks of each line, from the top of that line.
    pub(crate) lines: Vec<Vec<Mark>>,
    pub(crate) children: Vec<Child>,
    pub(crate) leading: f32,
}

impl Passage {
    pub(crate) fn height(&self) -> f32 {
        self.lines.len() as f32 * self.leading
    }

    /// All its marks, when its first line begins this far from the top.
    pub(crate) fn marks_at(&mut self, top: f32) -> Vec<Mark> {
        let leading = self.leading;
        let lines = self.lines.drain(..).enumerate();
        lines
            .flat_map(|(place, marks)| {
                let below = top + place as f32 * leading;
                marks.into_iter().map(move |mark| mark.lower(below))
            })
            .collect()
    }
}

/// Sets a text in lines from `x`, no wider than `measure`.
pub(crate) fn passage(text: &Text, style: Style, x: f32, measure: f32, tree: &mut Tree) -> Passage {
    let lines = lines::set(text, style.weight, style.size, measure);
    place(lines, style, x, None, tree)
}

/// As [`passage`], for words without emphasis.
pub(crate) fn words(words: &str, style: Style, x: f32, measure: f32, tree: &mut Tree) -> Passage {
    passage(&Text::plain(words), style, x, measure, tree)
}

/// Words on one line, spread out to be read sign by sign, and as large as the
/// style says unless they would be wider than `measure`.
pub(crate) fn spread(words: &str, style: Style, x: f32, measure: f32, tree: &mut Tree) -> Passage {
    let at = |size: f32| lines::spread(words, style.weight, size, size / 20.0, size * 0.6);
    let shrink = (measure / at(style.size).width).min(1.0);
    let style = Style {
        size: style.size * shrink,
        ..style
    };
    place(vec![vec![at(style.size)]], style, x, None, tree)
}

/// As [`passage`], and the words lead to `url` when they are pressed.
pub(crate) fn link(
    shown: &str,
    url: &str,
    style: Style,
    x: f32,
    measure: f32,
    tree: &mut Tree,
) -> Passage {
    let lines = lines::set(&Text::plain(shown), Weight::Bold, style.size, measure);
    let mut passage = place(lines, style, x, Some(url), tree);
    let children = std::mem::take(&mut passage.children);
    passage.children = vec![Element::new(Tag::Link, children).into()];
    passage
}

fn place(
    lines: Vec<Vec<Run>>,
    style: Style,
    x: f32,
    link: Option<&str>,
    tree: &mut Tree,
) -> Passage {
    // Where everything is bold, bold tells nothing.
    let tells = style.weight == Weight::Regular && link.is_none();
    let mut children: Vec<Child> = Vec::new();
    let mut strong_before = None;
    let mut mark = |run: Run| {
        let leaf = tree.leaf();
        let strong = (tells && run.words.weight == Weight::Bold).then_some(run.span);
        match children.last_mut() {
            // Strong words that go on after the end of a line are one part.
            Some(Child::Element(part)) if strong.is_some() && strong == strong_before => {
                part.children.push(Child::Leaf(leaf));
            }
            _ if strong.is_some() => {
                children.push(Element::new(Tag::Strong, vec![Child::Leaf(leaf)]).into());
            }
            _ => children.push(Child::Leaf(leaf)),
        }
        strong_before = strong;
        Mark {
            role: Role::Leaf(leaf),
            x: x + run.x,
            y: style.baseline(),
            ink: Ink::Words {
                run,
                size: style.size,
                colour: (style.colour)(),
                link: link.map(str::to_owned),
            },
        }
    };
    let lines = lines
        .into_iter()
        .map(|runs| runs.into_iter().map(&mut mark).collect())
        .collect();
    Passage {
        lines,
        children,
        leading: style.leading,
    }
}
