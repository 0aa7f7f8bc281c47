//! The head of a sheet: who writes, to whom, when, and about what.
//!
//! The address stands where the window of a French DL envelope shows it, and
//! nothing else does. It keeps its lines as they are given, in the largest of
//! three sizes in which they fit; only when none does are they broken.

use crate::a4;
use crate::lines::Counted;
use crate::pieces::{Mark, Role, SENDER, SMALL, Style, TITLE, bar, words};
use crate::refusal::{Refusal, Result};
use crate::sheet::Sheet;
use crate::signs::printed;
use crate::tree::{Child, Element, Tree};
use krilla::tagging::{ArtifactType, Tag};
use std::num::NonZeroU16;

/// The head, and where it ends.
pub(crate) struct Head {
    pub(crate) marks: Vec<Mark>,
    pub(crate) bottom: f32,
}

/// Sizes of the letters of an address, the best first. The post asks for 10
/// points at least.
const ADDRESS_SIZES: [f32; 3] = [12.0, 11.0, 10.0];
/// Of its size, from one line of an address to the next.
const ADDRESS_LEADING: f32 = 1.17;
const ADDRESS_MEASURE: f32 = a4::WINDOW_RIGHT - a4::WINDOW_LEFT - 2.0 * a4::WINDOW_MARGIN;
const ADDRESS_HEIGHT: f32 = a4::WINDOW_BOTTOM - a4::WINDOW_TOP - 2.0 * a4::WINDOW_MARGIN;

const ABOVE_TITLE: f32 = 18.0;
/// Somewhere a head must end for the sheet to begin.
const BOTTOM_MAX: f32 = a4::mm(150.0);

/// Where some lines go: their left edge and their width.
#[derive(Clone, Copy)]
struct Column(f32, f32);

const LEFT: Column = Column(a4::LEFT, a4::LEFT_MEASURE);
const RIGHT: Column = Column(a4::RIGHT_COLUMN, a4::RIGHT_MEASURE);
const WHOLE: Column = Column(a4::LEFT, a4::MEASURE);

/// Sets the head of a sheet.
pub(crate) fn set(sheet: &Sheet, tree: &mut Tree) -> Result<Head> {
    let mut head = Head {
        marks: Vec::new(),
        bottom: 0.0,
    };
    let after_sender = head.sender(&sheet.sender, tree);
    let (date_top, reference_top) = match &sheet.recipient {
        Some(_) if after_sender > a4::WINDOW_BOTTOM => return Err(Refusal::too_long("sender")),
        Some(lines) => {
            head.recipient(lines, tree)?;
            head.folds();
            (a4::DATE_TOP, a4::DATE_TOP)
        }
        // Nothing to fold: the date stands beside the sender.
        None => {
            let beside = SENDER.baseline() - SMALL.baseline();
            (a4::SENDER_TOP + beside, after_sender + SMALL.leading)
        }
    };
    let (after_date, read) = head.line(&sheet.place_and_date, SMALL, RIGHT, date_top, tree);
    tree.push(Tag::P, read);
    head.bottom = after_sender.max(after_date);
    if let Some(reference) = &sheet.reference {
        let (after, read) = head.line(reference, SMALL, LEFT, reference_top, tree);
        tree.push(Tag::P, read);
        head.bottom = head.bottom.max(after);
    }
    let title_top = head.bottom + ABOVE_TITLE;
    let (after_title, read) = head.line(&sheet.title, TITLE, WHOLE, title_top, tree);
    tree.push(Tag::Hn(NonZeroU16::MIN, Some(printed(&sheet.title))), read);
    head.bottom = after_title;
    if head.bottom > BOTTOM_MAX {
        return Err(Refusal::too_long("title, date or reference"));
    }
    Ok(head)
}

impl Head {
    fn sender(&mut self, lines: &[String], tree: &mut Tree) -> f32 {
        let mut top = a4::SENDER_TOP;
        let mut paragraphs = Vec::new();
        for (place, line) in lines.iter().enumerate() {
            let style = if place == 0 { SENDER } else { SMALL };
            let (bottom, read) = self.line(line, style, LEFT, top, tree);
            paragraphs.push(Element::new(Tag::P, read).into());
            top = bottom;
        }
        tree.push(Tag::Div, paragraphs);
        top
    }

    fn recipient(&mut self, lines: &[String], tree: &mut Tree) -> Result<()> {
        let (size, count) = recipient_size(lines)?;
        let style = address_style(size);
        let height = address_height(count, size);
        let mut top = a4::WINDOW_TOP + a4::WINDOW_MARGIN + (ADDRESS_HEIGHT - height) / 2.0;
        let mut paragraphs = Vec::new();
        for line in lines {
            let column = Column(a4::RIGHT_COLUMN, ADDRESS_MEASURE);
            let (bottom, read) = self.line(line, style, column, top, tree);
            paragraphs.push(Element::new(Tag::P, read).into());
            top = bottom;
        }
        tree.push(Tag::Div, paragraphs);
        Ok(())
    }

    /// Where to fold by hand, for the address to meet the window.
    fn folds(&mut self) {
        for fold in a4::FOLDS {
            let tick = bar(a4::mm(6.0), fold, a4::mm(4.0), 0.5, a4::hairline());
            self.marks.push(Mark {
                role: Role::Silent(ArtifactType::Page),
                ..tick
            });
        }
    }

    /// Sets a line, which is broken if it must; says where it ends, and what
    /// is read.
    fn line(
        &mut self,
        text: &str,
        style: Style,
        Column(x, measure): Column,
        top: f32,
        tree: &mut Tree,
    ) -> (f32, Vec<Child>) {
        let mut set = words(text, style, x, measure, tree);
        let bottom = top + set.height();
        self.marks.extend(set.marks_at(top));
        (bottom, set.children)
    }
}

/// The size of the letters of an address and how many lines it takes, if the window can
/// show it.
pub(crate) fn recipient_size(lines: &[String]) -> Result<(f32, usize)> {
    address_size(lines).ok_or_else(|| Refusal::address("recipient: does not fit the window"))
}

/// The largest size in which each line of the address fits the window whole;
/// failing that, the largest in which its lines fit when they are broken.
fn address_size(lines: &[String]) -> Option<(f32, usize)> {
    let set = |line: &String| Counted::of(line, SMALL.weight);
    let set: Vec<Counted> = lines.iter().map(set).collect();
    let mut broken = None;
    for size in ADDRESS_SIZES {
        let count: usize = set.iter().map(|it| it.lines(size, ADDRESS_MEASURE)).sum();
        if address_height(count, size) > ADDRESS_HEIGHT {
            continue;
        }
        if count == lines.len() {
            return Some((size, count));
        }
        broken = broken.or(Some((size, count)));
    }
    broken
}

const fn address_style(size: f32) -> Style {
    Style {
        size,
        leading: size * ADDRESS_LEADING,
        ..SMALL
    }
}

fn address_height(lines: usize, size: f32) -> f32 {
    lines as f32 * address_style(size).leading
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(lines: &[&str]) -> Option<f32> {
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        address_size(&lines).map(|(size, _)| size)
    }

    #[test]
    fn an_address_is_as_large_as_the_window_lets_it_be() {
        let line = "76800 SAINT-ÉTIENNE-DU-ROUVRAY";
        assert_eq!(size(&[line; 6]), Some(12.0));
        assert_eq!(size(&[line; 7]), Some(11.0));
        let long = "Maison d’accueil pour les personnes très âgées";
        assert_eq!(size(&[long, line]), Some(10.0));
        let too_long = "Établissement d’hébergement pour personnes âgées dépendantes";
        assert_eq!(size(&[too_long, line]), Some(12.0));
        assert_eq!(size(&[too_long; 3]), Some(12.0));
        assert_eq!(size(&[too_long; 4]), Some(10.0));
        assert_eq!(size(&[too_long; 5]), None);
    }
}
