//! What stands around the text of every page: the foot and the number of the
//! page.
//!
//! The foot is repeated for those who look. For those who listen it is read
//! once, at the end of the sheet; page numbers are not read at all.

use crate::a4;
use crate::lines;
use crate::pieces::{FOOT, Ink, Mark, Role, bar, words};
use crate::refusal::{Refusal, Result};
use crate::sheet::{Sheet, Text};
use crate::tree::Tree;
use kernel::Lang;
use krilla::tagging::{ArtifactType, Tag};

/// Where the foot is, and how much of the page it leaves.
pub(crate) struct Foot {
    /// Text ends above this.
    pub(crate) top: f32,
    /// The first line of the foot begins here.
    first_line: f32,
}

/// The width of «page 10 sur 20».
const NUMBER_MEASURE: f32 = a4::mm(32.0);
const FOOT_MEASURE: f32 = a4::MEASURE - NUMBER_MEASURE;
const LINES_MAX: usize = 3;
const ABOVE: f32 = 6.0;

impl Foot {
    pub(crate) fn of(sheet: &Sheet) -> Result<Self> {
        let text = Text::plain(sheet.foot.clone().unwrap_or_default());
        let lines = lines::set(&text, FOOT.weight, FOOT.size, FOOT_MEASURE);
        if lines.len() > LINES_MAX {
            return Err(Refusal::too_long("foot"));
        }
        let first_line = a4::FOOT_BOTTOM - lines.len().max(1) as f32 * FOOT.leading;
        Ok(Self {
            top: first_line - 2.0 * ABOVE,
            first_line,
        })
    }

    /// Writes the foot and the number on each page.
    pub(crate) fn close(&self, sheet: &Sheet, pages: &mut [Vec<Mark>], tree: &mut Tree) {
        let count = pages.len();
        for (place, page) in pages.iter_mut().enumerate() {
            let line = self.first_line - ABOVE;
            page.push(bar(a4::LEFT, line, a4::MEASURE, 0.5, a4::hairline()));
            if let Some(foot) = &sheet.foot {
                let read = place + 1 == count;
                page.extend(self.words(foot, read, tree));
            }
            let number = number(sheet.lang, place + 1, count);
            page.extend(self.number(&number));
        }
    }

    fn words(&self, foot: &str, read: bool, tree: &mut Tree) -> Vec<Mark> {
        if read {
            let mut set = words(foot, FOOT, a4::LEFT, FOOT_MEASURE, tree);
            let marks = set.marks_at(self.first_line);
            tree.push(Tag::P, set.children);
            return marks;
        }
        let mut unread = Tree::default();
        let mut set = words(foot, FOOT, a4::LEFT, FOOT_MEASURE, &mut unread);
        silent(set.marks_at(self.first_line))
    }

    fn number(&self, number: &str) -> Vec<Mark> {
        let mut unread = Tree::default();
        let mut set = words(number, FOOT, a4::LEFT, a4::MEASURE, &mut unread);
        let mut marks = silent(set.marks_at(self.first_line));
        let width = |mark: &Mark| match &mark.ink {
            Ink::Words { run, .. } => run.width,
            _ => 0.0,
        };
        let shift = a4::MEASURE - marks.iter().map(width).sum::<f32>();
        marks.iter_mut().for_each(|mark| mark.x += shift);
        marks
    }
}

fn silent(mut marks: Vec<Mark>) -> Vec<Mark> {
    for mark in &mut marks {
        mark.role = Role::Silent(ArtifactType::Footer);
    }
    marks
}

fn number(lang: Lang, page: usize, count: usize) -> String {
    match lang {
        Lang::Fr => format!("page\u{a0}{page} sur\u{a0}{count}"),
        Lang::En => format!("page\u{a0}{page} of\u{a0}{count}"),
    }
}
