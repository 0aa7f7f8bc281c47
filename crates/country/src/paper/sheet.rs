//! Ink on sheets: text, lines and boxes by their place in points, several
//! pages, and the PDF file around them. It knows nothing of medicine.

use super::metrics::{encode, width};
use pdf_writer::{Content, Date, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

/// Red, green, blue, from 0 to 1.
pub(crate) type Colour = (f32, f32, f32);

pub(crate) const BLACK: Colour = (0.10, 0.11, 0.13);
pub(crate) const GREY: Colour = (0.42, 0.44, 0.48);
pub(crate) const PALE: Colour = (0.945, 0.95, 0.96);

/// A4, in points.
pub(crate) const WIDTH: f32 = 595.0;
pub(crate) const HEIGHT: f32 = 842.0;

/// A cut of Helvetica.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    Plain,
    Bold,
    Oblique,
}

impl Face {
    const fn name(self) -> Name<'static> {
        Name(match self {
            Self::Plain => b"F1",
            Self::Bold => b"F2",
            Self::Oblique => b"F3",
        })
    }

    pub const fn is_bold(self) -> bool {
        matches!(self, Self::Bold)
    }
}

/// How a text looks.
#[derive(Clone, Copy)]
pub(crate) struct Pen {
    pub face: Face,
    pub size: f32,
    pub colour: Colour,
}

pub(crate) const fn pen(face: Face, size: f32, colour: Colour) -> Pen {
    Pen { face, size, colour }
}

/// The pages being written.
pub(crate) struct Sheets {
    pages: Vec<Content>,
    current: usize,
}

impl Sheets {
    pub fn new() -> Self {
        Self {
            pages: vec![Content::new()],
            current: 0,
        }
    }

    pub fn add_page(&mut self) {
        self.pages.push(Content::new());
        self.current = self.pages.len() - 1;
    }

    /// Goes back to a page, to write its foot.
    pub fn turn_to(&mut self, page: usize) {
        self.current = page.min(self.pages.len() - 1);
    }

    pub fn count(&self) -> usize {
        self.pages.len()
    }

    fn ink(&mut self) -> &mut Content {
        &mut self.pages[self.current]
    }

    /// Text from a point on its base line.
    pub fn text(&mut self, x: f32, y: f32, pen: Pen, text: &str) {
        let (r, g, b) = pen.colour;
        let ink = self.ink();
        ink.set_fill_rgb(r, g, b)
            .begin_text()
            .set_font(pen.face.name(), pen.size);
        ink.next_line(x, y).show(Str(&encode(text))).end_text();
    }

    /// Text that ends at `x`.
    pub fn text_right(&mut self, x: f32, y: f32, pen: Pen, text: &str) {
        let start = x - width(text, pen.size, pen.face.is_bold());
        self.text(start, y, pen, text);
    }

    /// Text around `x`.
    pub fn text_centre(&mut self, x: f32, y: f32, pen: Pen, text: &str) {
        let start = x - width(text, pen.size, pen.face.is_bold()) / 2.0;
        self.text(start, y, pen, text);
    }

    pub fn fill_box(&mut self, x: f32, y: f32, w: f32, h: f32, colour: Colour) {
        let ink = self.ink();
        ink.set_fill_rgb(colour.0, colour.1, colour.2)
            .rect(x, y, w, h)
            .fill_nonzero();
    }

    pub fn frame(&mut self, x: f32, y: f32, w: f32, h: f32, colour: Colour) {
        let ink = self.ink();
        ink.set_stroke_rgb(colour.0, colour.1, colour.2)
            .set_line_width(0.7);
        ink.rect(x, y, w, h).stroke();
    }

    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), thick: f32, colour: Colour) {
        self.strokes(&[from, to], thick, colour);
    }

    /// A broken line.
    pub fn strokes(&mut self, points: &[(f32, f32)], thick: f32, colour: Colour) {
        let ink = self.ink();
        ink.set_stroke_rgb(colour.0, colour.1, colour.2)
            .set_line_width(thick);
        for (number, (x, y)) in points.iter().enumerate() {
            if number == 0 {
                ink.move_to(*x, *y)
            } else {
                ink.line_to(*x, *y)
            };
        }
        ink.stroke();
    }

    /// A smooth line: each three points after the first are one Bézier curve.
    pub fn curve(&mut self, points: &[(f32, f32)], thick: f32, colour: Colour) {
        let ink = self.ink();
        ink.set_stroke_rgb(colour.0, colour.1, colour.2)
            .set_line_width(thick);
        if let Some((x, y)) = points.first() {
            ink.move_to(*x, *y);
        }
        for p in points.get(1..).unwrap_or_default().chunks_exact(3) {
            ink.cubic_to(p[0].0, p[0].1, p[1].0, p[1].1, p[2].0, p[2].1);
        }
        ink.stroke();
    }

    pub fn disc(&mut self, x: f32, y: f32, r: f32, colour: Colour) {
        const K: f32 = 0.5523;
        let k = r * K;
        let ink = self.ink();
        ink.set_fill_rgb(colour.0, colour.1, colour.2)
            .move_to(x + r, y);
        ink.cubic_to(x + r, y + k, x + k, y + r, x, y + r);
        ink.cubic_to(x - k, y + r, x - r, y + k, x - r, y);
        ink.cubic_to(x - r, y - k, x - k, y - r, x, y - r);
        ink.cubic_to(x + k, y - r, x + r, y - k, x + r, y)
            .fill_nonzero();
    }

    /// The whole file.
    pub fn into_pdf(self, about: &About) -> Vec<u8> {
        let (catalog, tree, info) = (Ref::new(1), Ref::new(2), Ref::new(3));
        let fonts = [
            (Ref::new(4), Face::Plain, &b"Helvetica"[..]),
            (Ref::new(5), Face::Bold, b"Helvetica-Bold"),
            (Ref::new(6), Face::Oblique, b"Helvetica-Oblique"),
        ];
        let page_ref = |n: usize| Ref::new(10 + 2 * i32::try_from(n).unwrap_or(0));
        let mut pdf = Pdf::new();
        let mut root = pdf.catalog(catalog);
        root.pages(tree).lang(TextStr("fr-FR"));
        root.viewer_preferences().display_doc_title(true);
        root.finish();
        let count = self.pages.len();
        pdf.pages(tree)
            .kids((0..count).map(page_ref))
            .count(i32::try_from(count).unwrap_or(1));
        for (number, ink) in self.pages.into_iter().enumerate() {
            let (id, ink_id) = (page_ref(number), Ref::new(page_ref(number).get() + 1));
            let mut page = pdf.page(id);
            page.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT))
                .parent(tree)
                .contents(ink_id);
            let mut resources = page.resources();
            let mut names = resources.fonts();
            for (font, face, _) in &fonts {
                names.pair(face.name(), *font);
            }
            names.finish();
            resources.finish();
            page.finish();
            pdf.stream(ink_id, &ink.finish());
        }
        for (font, _, base) in fonts {
            pdf.type1_font(font)
                .base_font(Name(base))
                .encoding_predefined(Name(b"WinAnsiEncoding"));
        }
        let (year, month, day) = about.day;
        let mut facts = pdf.document_info(info);
        facts
            .title(TextStr(&about.title))
            .author(TextStr(&about.author));
        facts.subject(TextStr("Document fictif"));
        facts.creation_date(
            Date::new(year)
                .month(month)
                .day(day)
                .hour(9)
                .minute(30)
                .second(0)
                .utc_offset_hour(0),
        );
        facts.finish();
        pdf.finish()
    }
}

/// The metadata of a file.
pub(crate) struct About {
    pub title: String,
    pub author: String,
    pub day: (u16, u8, u8),
}
