//! What a page says, for people who cannot see its picture and for those who
//! want to copy it. Letters are taken in the order in which the page sets them,
//! which is the order of reading in nearly all documents of word processors;
//! the places they stand on tell words and lines apart.

use hayro::hayro_interpret::font::{Glyph, GlyphRun, PositionedGlyph};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, TransformExt, interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Point, Rect, Vec2};

/// A page says no more than this.
const PAGE_BYTES_MAX: usize = 200 * 1024;
/// Nor do all pages of one answer.
const ALL_BYTES_MAX: usize = 4 * 1024 * 1024;

/// How much may still be said.
pub(super) struct Budget(usize);

impl Budget {
    pub(super) const fn new() -> Self {
        Self(ALL_BYTES_MAX)
    }
}

/// What a page says.
pub(super) fn of(page: &Page<'_>, budget: &mut Budget) -> String {
    let (width, height) = page.render_dimensions();
    let mut context = Context::new(
        page.initial_transform(true).to_kurbo(),
        Rect::new(0.0, 0.0, f64::from(width), f64::from(height)),
        &InterpreterCache::new(),
        page.xref(),
        InterpreterSettings::default(),
    );
    let mut letters = Letters {
        text: String::new(),
        room: budget.0.min(PAGE_BYTES_MAX),
        pen: None,
        last: Vec::new(),
    };
    interpret_page(page, &mut context, &mut letters);
    let text = tidy(&letters.text);
    budget.0 = budget.0.saturating_sub(text.len());
    text
}

/// Lines without blanks at their ends; empty ones say nothing.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for line in text.lines().map(str::trim) {
        if !line.is_empty() {
            tidy.push_str(line);
            tidy.push('\n');
        }
    }
    tidy
}

/// Where the last letter ended, which way its line runs and how high it is.
#[derive(Clone, Copy)]
struct Pen {
    end: Point,
    way: Vec2,
    height: f64,
}

/// A letter, or several that one sign stands for.
struct Letter {
    said: String,
    start: Point,
    pen: Pen,
}

struct Letters {
    text: String,
    room: usize,
    pen: Option<Pen>,
    last: Vec<Letter>,
}

impl Letters {
    fn set(&mut self, letter: &Letter) {
        let Letter { said, start, pen } = letter;
        if said.is_empty() || self.text.len() + said.len() + 1 > self.room {
            return;
        }
        if let Some(last) = self.pen {
            let height = last.height.max(pen.height).max(1.0);
            let step = *start - last.end;
            let (along, down) = (step.dot(last.way), step.cross(last.way).abs());
            if down > height * 0.5 || along < -height * 2.0 {
                self.text.push('\n');
            } else if along > height * 0.15 && !self.text.ends_with(char::is_whitespace) {
                self.text.push(' ');
            }
        }
        self.text.push_str(said);
        self.pen = Some(*pen);
    }

    /// Whether these letters are the last ones again, at nearly the same place:
    /// bold type is often set so.
    fn is_again(&self, letters: &[Letter]) -> bool {
        let near = |one: &Letter, other: &Letter| {
            one.said == other.said && one.start.distance(other.start) < one.pen.height * 0.1
        };
        !letters.is_empty()
            && letters.len() == self.last.len()
            && letters
                .iter()
                .zip(&self.last)
                .all(|(one, other)| near(one, other))
    }
}

/// Neither what is no letter nor what would turn a line around.
fn is_shown(letter: char) -> bool {
    !letter.is_control()
        && !matches!(letter,
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fffd}')
}

fn placed(placed: &PositionedGlyph<'_>, transform: Affine) -> Option<Letter> {
    let (said, advance) = match &**placed {
        Glyph::Outline(outline) => (outline.as_unicode()?, outline.advance_width()),
        Glyph::Type3(drawn) => (drawn.as_unicode()?, drawn.advance_width()),
    };
    let said: String = match said {
        BfString::Char(letter) => letter.to_string(),
        BfString::String(letters) => letters,
    };
    // A letter's own space is a thousandth of its height.
    let place = transform * placed.transform();
    let [_, _, across, up, _, _] = place.as_coeffs();
    let start = place * Point::ZERO;
    let end = place * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
    Some(Letter {
        said: said.chars().filter(|letter| is_shown(*letter)).collect(),
        start,
        pen: Pen {
            end,
            way: (place * Point::new(1.0, 0.0) - start).normalize(),
            height: across.hypot(up) * 1000.0,
        },
    })
}

impl<'a> Device<'a> for Letters {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        let glyphs = run.glyphs().iter();
        let letters: Vec<Letter> = glyphs
            .filter_map(|glyph| placed(glyph, props.transform))
            .collect();
        if !self.is_again(&letters) {
            for letter in &letters {
                self.set(letter);
            }
            self.last = letters;
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
