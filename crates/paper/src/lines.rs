//! Words become lines: as many words on each as fit, broken at spaces only.
//!
//! Nothing is hyphenated. A word that is longer than a whole line is cut
//! between two letters; the alternative would be to leave the page.

use crate::sheet::Text;
use crate::signs::Signs;
use crate::typeface::Weight;
use krilla::text::KrillaGlyph;
use std::ops::Range;
use std::rc::Rc;

/// Words in one weight with their glyphs.
pub(crate) struct Words {
    pub(crate) text: String,
    pub(crate) glyphs: Vec<KrillaGlyph>,
    pub(crate) weight: Weight,
}

/// The part of some words that stands on one line.
#[derive(Clone)]
pub(crate) struct Run {
    pub(crate) words: Rc<Words>,
    pub(crate) glyphs: Range<usize>,
    /// Which span of the text it belongs to.
    pub(crate) span: usize,
    /// In points, from the beginning of the line.
    pub(crate) x: f32,
    /// In points; without the space at the end of a line.
    pub(crate) width: f32,
}

impl Run {
    pub(crate) fn glyphs(&self) -> &[KrillaGlyph] {
        &self.words.glyphs[self.glyphs.clone()]
    }
}

/// A letter with its accents, or a space: what a line is made of.
#[derive(Clone, Copy)]
struct Piece {
    span: usize,
    first: usize,
    end: usize,
    width: f32,
    breaks: bool,
}

/// Sets a text at this size in lines no wider than `measure`, in points. A
/// blank text has no line.
pub(crate) fn set(text: &Text, weight: Weight, size: f32, measure: f32) -> Vec<Vec<Run>> {
    let mut words = Vec::new();
    let mut pieces = Vec::new();
    let mut blank = true;
    for (span, part) in text.0.iter().enumerate() {
        let signs = Signs::of(&part.words);
        blank &= signs.is_blank();
        let weight = if part.strong { Weight::Bold } else { weight };
        let glyphs = weight.typeface().set(&signs.text);
        cut(span, &glyphs, &signs.breaks, size, &mut pieces);
        words.push(Rc::new(Words {
            text: signs.text,
            glyphs,
            weight,
        }));
    }
    let ranges = if blank {
        Vec::new()
    } else {
        ranges(&mut pieces, measure)
    };
    ranges
        .into_iter()
        .map(|range| line(&pieces[range], &words))
        .collect()
}

/// Words in one weight, to count their lines in several sizes.
pub(crate) struct Counted {
    glyphs: Vec<KrillaGlyph>,
    breaks: Vec<usize>,
    blank: bool,
}

impl Counted {
    pub(crate) fn of(words: &str, weight: Weight) -> Self {
        let signs = Signs::of(words);
        Self {
            glyphs: weight.typeface().set(&signs.text),
            blank: signs.is_blank(),
            breaks: signs.breaks,
        }
    }

    /// In how many lines [`set`] sets these words.
    pub(crate) fn lines(&self, size: f32, measure: f32) -> usize {
        if self.blank {
            return 0;
        }
        let mut pieces = Vec::with_capacity(self.glyphs.len());
        cut(0, &self.glyphs, &self.breaks, size, &mut pieces);
        ranges(&mut pieces, measure).len()
    }
}

/// Which pieces stand on which line, without the spaces around them all.
fn ranges(pieces: &mut Vec<Piece>, measure: f32) -> Vec<Range<usize>> {
    pieces.drain(..pieces.iter().take_while(|piece| piece.breaks).count());
    let last = pieces.iter().rposition(|piece| !piece.breaks);
    pieces.truncate(last.map_or(0, |last| last + 1));
    let widths: Vec<(f32, bool)> = pieces.iter().map(|p| (p.width, p.breaks)).collect();
    breaks(&widths, measure)
}

/// Sets words on one line, whatever its length, with more room between their
/// signs, and still more between the words: for what is read sign by sign.
pub(crate) fn spread(words: &str, weight: Weight, size: f32, signs: f32, groups: f32) -> Run {
    let mut glyphs = weight.typeface().set(words);
    for glyph in &mut glyphs {
        let is_space = &words[glyph.text_range.clone()] == " ";
        glyph.x_advance += if is_space { groups } else { signs } / size;
    }
    Run {
        glyphs: 0..glyphs.len(),
        span: 0,
        x: 0.0,
        width: glyphs.iter().map(|glyph| glyph.x_advance).sum::<f32>() * size,
        words: Rc::new(Words {
            text: words.to_owned(),
            glyphs,
            weight,
        }),
    }
}

fn cut(span: usize, glyphs: &[KrillaGlyph], breaks: &[usize], size: f32, pieces: &mut Vec<Piece>) {
    let mut first = 0;
    while let Some(glyph) = glyphs.get(first) {
        let start = glyph.text_range.start;
        let count = glyphs[first..]
            .iter()
            .take_while(|next| next.text_range.start == start)
            .count();
        let end = first + count;
        let advance: f32 = glyphs[first..end].iter().map(|g| g.x_advance).sum();
        pieces.push(Piece {
            span,
            first,
            end,
            width: advance * size,
            breaks: breaks.binary_search(&start).is_ok(),
        });
        first = end;
    }
}

/// Which pieces stand on which line, from their widths and whether a line may
/// end after them. Every piece is on exactly one line; a space at the end of a
/// line may stand beyond the measure, where nobody sees it.
fn breaks(pieces: &[(f32, bool)], measure: f32) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let (mut start, mut last_space) = (0, None);
    let mut width = 0.0;
    let mut at = 0;
    while let Some((piece, is_space)) = pieces.get(at) {
        if !is_space && width + piece > measure && at > start {
            let end = last_space.map_or(at, |space: usize| space + 1);
            lines.push(start..end);
            (start, last_space, width, at) = (end, None, 0.0, end);
            continue;
        }
        if *is_space {
            last_space = Some(at);
        }
        width += piece;
        at += 1;
    }
    if start < pieces.len() {
        lines.push(start..pieces.len());
    }
    lines
}

fn line(pieces: &[Piece], words: &[Rc<Words>]) -> Vec<Run> {
    let seen = pieces.iter().rposition(|piece| !piece.breaks);
    let mut runs: Vec<Run> = Vec::new();
    let mut x = 0.0;
    for (place, piece) in pieces.iter().enumerate() {
        let inked = if seen.is_some_and(|last| place <= last) {
            piece.width
        } else {
            0.0
        };
        match runs.last_mut() {
            Some(run) if run.span == piece.span => {
                run.glyphs.end = piece.end;
                run.width += inked;
            }
            _ => runs.push(Run {
                words: Rc::clone(&words[piece.span]),
                glyphs: piece.first..piece.end,
                span: piece.span,
                x,
                width: inked,
            }),
        }
        x += piece.width;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(text: &Text, measure: f32) -> Vec<String> {
        let said = |run: &Run| {
            let glyphs = run.glyphs();
            let (first, last) = (glyphs.first(), glyphs.last());
            let start = first.map_or(0, |glyph| glyph.text_range.start);
            let end = last.map_or(0, |glyph| glyph.text_range.end);
            run.words.text[start..end].to_owned()
        };
        let lines = set(text, Weight::Regular, 14.0, measure);
        lines
            .iter()
            .map(|runs| runs.iter().map(said).collect())
            .collect()
    }

    proptest! {
        #[test]
        fn lines_are_counted_as_they_are_set(words in "[a-zé ◊\u{301}]{0,60}", size in 8.0_f32..16.0) {
            let set = set(&Text::plain(words.as_str()), Weight::Regular, size, 90.0);
            let counted = Counted::of(&words, Weight::Regular);
            prop_assert_eq!(counted.lines(size, 90.0), set.len());
        }
    }

    #[test]
    fn words_go_to_the_next_line_whole() {
        let text = Text::marked("Votre code est **valable six semaines** après cette date.");
        assert_eq!(
            said(&text, 160.0),
            [
                "Votre code est valable ",
                "six semaines après ",
                "cette date."
            ]
        );
        assert_eq!(said(&text, 2_000.0).len(), 1);
    }

    #[test]
    fn what_must_not_part_does_not() {
        let text = Text::plain("Vous avez une question\u{a0}? Appelez le 34\u{a0}22.");
        for measure in 90..400 {
            for line in said(&text, measure as f32) {
                assert!(!line.starts_with('?') && !line.starts_with("22"), "{line}");
            }
        }
    }

    #[test]
    fn a_word_longer_than_the_line_is_cut_between_letters() {
        let text = Text::plain("É".repeat(40));
        let lines = said(&text, 100.0);
        assert!(lines.len() > 3);
        assert_eq!(lines.concat(), "É".repeat(40));
    }

    #[test]
    fn a_blank_text_has_no_line() {
        assert!(said(&Text::plain(" \u{a0}\n"), 100.0).is_empty());
        assert!(said(&Text::default(), 100.0).is_empty());
    }

    proptest! {
        #[test]
        fn every_piece_is_on_one_line_and_no_line_is_too_wide(
            pieces in prop::collection::vec((0.0f32..9.0, prop::bool::weighted(0.2)), 0..200),
            measure in 1.0f32..60.0,
        ) {
            let lines = breaks(&pieces, measure);
            let mut next = 0;
            for line in lines {
                prop_assert_eq!(line.start, next);
                prop_assert!(line.end > line.start);
                next = line.end;
                let inked = pieces[line.clone()].iter().rposition(|(_, space)| !space);
                if let Some(last) = inked.filter(|last| *last > 0) {
                    let width: f32 = pieces[line.start..=line.start + last].iter().map(|p| p.0).sum();
                    prop_assert!(width <= measure + 0.01, "{width} in {measure}");
                }
            }
            prop_assert_eq!(next, pieces.len());
        }

        #[test]
        fn no_text_is_lost(words in "\\PC{0,80}", measure in 20.0f32..400.0) {
            let lines = said(&Text::plain(words.as_str()), measure);
            let signs = Signs::of(&words);
            let whole = if signs.is_blank() { "" } else { signs.text.as_str() };
            // A space that must not break is kept even at the edges.
            let said = lines.concat();
            prop_assert_eq!(said.trim(), whole.trim());
        }
    }
}
