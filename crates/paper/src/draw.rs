//! Sheets that are set become a file: ink on pages, the tree of what is read,
//! bookmarks, and the facts about the file.

use crate::a4::{self, Colour};
use crate::lines::Run;
use crate::pages::Laid;
use crate::pieces::{Ink, Mark, Role};
use crate::refusal::{Refusal, Result};
use crate::sheet::Sheet;
use crate::signs::printed;
use crate::square::Square;
use crate::tree::{Drawn, Element, Leaf};
use crate::typeface::{ASCENT, DESCENT, Weight};
use kernel::Timestamp;
use krilla::action::LinkAction;
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::{NumberingStyle, Page, PageLabel, PageSettings};
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ContentTag, SpanTag, Tag, TagTree};
use krilla::text::Font;
use krilla::{Document, SerializeSettings};
use std::num::NonZeroU32;

/// A file in the making.
pub(crate) struct File {
    document: Document,
    regular: Font,
    bold: Font,
    tree: TagTree,
    outline: Outline,
    /// How many sheets it will have, and has.
    expected: usize,
    sheets: usize,
    pages: usize,
}

impl File {
    pub(crate) fn new(expected: usize) -> Self {
        let configuration = ConfigurationBuilder::new()
            .with_archival_validator(Archival::A2_A)
            .with_accessibility_validator(Accessibility::UA1)
            .finish()
            .expect("both standards are of PDF 1.7");
        let settings = SerializeSettings {
            configuration,
            ..SerializeSettings::default()
        };
        Self {
            document: Document::new_with(settings),
            regular: Weight::Regular.typeface().font(),
            bold: Weight::Bold.typeface().font(),
            tree: TagTree::new(),
            outline: Outline::new(),
            expected,
            sheets: 0,
            pages: 0,
        }
    }

    /// Draws a sheet on pages of its own.
    pub(crate) fn add(&mut self, sheet: &Sheet, laid: Laid) {
        self.sheets += 1;
        let first = self.pages;
        let mut drawn = Drawn::of(&laid.tree);
        for (place, marks) in laid.pages.into_iter().enumerate() {
            self.page(place, marks, &mut drawn);
        }
        let lang = Some(sheet.lang.tag().to_owned());
        let children = laid.tree.elements.into_iter().map(Into::into).collect();
        let section = Element::new(Tag::Section.with_lang(lang), children);
        self.tree.push(drawn.group(section));
        let bookmark = match &sheet.reference {
            Some(reference) => printed(&format!("{} – {reference}", sheet.title)),
            None => printed(&sheet.title),
        };
        let top = XyzDestination::new(first, Point::from_xy(0.0, 0.0));
        self.outline.push_child(OutlineNode::new(bookmark, top));
    }

    /// Pages are numbered within their sheet: in a batch, `12-1` is the first
    /// of the twelfth.
    fn page(&mut self, place: usize, marks: Vec<Mark>, drawn: &mut Drawn) {
        self.pages += 1;
        let number = u32::try_from(place + 1).ok().and_then(NonZeroU32::new);
        let prefix = (self.expected > 1).then(|| format!("{}-", self.sheets));
        let label = PageLabel::new(Some(NumberingStyle::Arabic), prefix, number);
        let settings = PageSettings::from_wh(a4::WIDTH, a4::HEIGHT)
            .expect("A4 is wider and higher than nothing")
            .with_page_label(label);
        let mut page = self.document.start_page_with(settings);
        let mut links = Vec::new();
        let mut surface = page.surface();
        for mark in &marks {
            let tag = match mark.role {
                Role::Leaf(_) if matches!(mark.ink, Ink::Words { .. }) => {
                    ContentTag::Span(SpanTag::empty())
                }
                Role::Leaf(_) => ContentTag::Other,
                Role::Silent(kind) => ContentTag::Artifact(Artifact::with_kind(kind)),
            };
            let id = surface.start_tagged(tag);
            let pen = [&self.regular, &self.bold];
            draw(&mut surface, mark, pen);
            surface.end_tagged();
            if let Role::Leaf(leaf) = mark.role {
                drawn.ink(leaf, id);
                links.extend(link_of(mark, leaf));
            }
        }
        surface.finish();
        for (leaf, rect, url) in links {
            press(&mut page, drawn, leaf, rect, url);
        }
        page.finish();
    }

    /// The bytes of the file, if it keeps both standards.
    pub(crate) fn finish(mut self, sheets: &[Sheet], written: Timestamp) -> Result<Vec<u8>> {
        let first = sheets
            .first()
            .ok_or_else(|| Refusal::fault("no sheet to print"))?;
        let title = match sheets.len() {
            1 => printed(&first.title),
            count => format!("{} ({count})", printed(&first.title)),
        };
        let metadata = Metadata::new()
            .title(title)
            .language(first.lang.tag().to_owned())
            .creator("Carnet".to_owned())
            .creation_date(date(written));
        self.document.set_metadata(metadata);
        self.document.set_outline(self.outline);
        self.document.set_tag_tree(self.tree);
        // The library's own account of what is wrong may quote words.
        self.document
            .finish()
            .map_err(|_| Refusal::fault("the file does not keep PDF/A-2a and PDF/UA-1"))
    }
}

fn date(written: Timestamp) -> DateTime {
    let local = written.in_paris();
    let byte = |part: i8| u8::try_from(part).unwrap_or_default();
    DateTime::new(u16::try_from(local.year()).unwrap_or_default())
        .month(byte(local.month()))
        .day(byte(local.day()))
}

fn link_of(mark: &Mark, leaf: Leaf) -> Option<(Leaf, Rect, String)> {
    let Ink::Words {
        run,
        size,
        link: Some(url),
        ..
    } = &mark.ink
    else {
        return None;
    };
    let top = mark.y - ASCENT * size;
    let rect = Rect::from_xywh(mark.x, top, run.width, (ASCENT + DESCENT) * size)?;
    Some((leaf, rect, url.clone()))
}

fn press(page: &mut Page<'_>, drawn: &mut Drawn, leaf: Leaf, rect: Rect, url: String) {
    let target = Target::Action(LinkAction::new(url.clone()).into());
    let annotation = Annotation::new_link(LinkAnnotation::new(rect, target), Some(url));
    drawn.link(leaf, page.add_tagged_annotation(annotation));
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, [regular, bold]: [&Font; 2]) {
    match &mark.ink {
        Ink::Words {
            run, size, colour, ..
        } => {
            let font = match run.words.weight {
                Weight::Regular => regular,
                Weight::Bold => bold,
            };
            words(surface, run, font, (mark.x, mark.y), *size, *colour);
        }
        Ink::Panel {
            width,
            height,
            radius,
            fill,
            edge,
        } => {
            surface.set_fill(fill.map(paint));
            surface.set_stroke(edge.map(|colour| Stroke {
                paint: colour.into(),
                width: 1.5,
                ..Stroke::default()
            }));
            if let Some(path) = rounded(mark.x, mark.y, *width, *height, *radius) {
                surface.draw_path(&path);
            }
        }
        Ink::Square { square, side } => qr(surface, square, mark.x, mark.y, *side),
    }
}

fn words(
    surface: &mut Surface<'_>,
    run: &Run,
    font: &Font,
    (x, y): (f32, f32),
    size: f32,
    colour: Colour,
) {
    surface.set_fill(Some(paint(colour)));
    surface.set_stroke(None);
    let start = Point::from_xy(x, y);
    let text = &run.words.text;
    surface.draw_glyphs(start, run.glyphs(), font.clone(), text, size, false);
}

fn paint(colour: Colour) -> Fill {
    Fill {
        paint: colour.into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }
}

fn rounded(x: f32, y: f32, width: f32, height: f32, radius: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    if radius == 0.0 {
        path.push_rect(Rect::from_xywh(x, y, width, height)?);
        return path.finish();
    }
    let (right, bottom) = (x + width, y + height);
    path.move_to(x + radius, y);
    path.line_to(right - radius, y);
    path.quad_to(right, y, right, y + radius);
    path.line_to(right, bottom - radius);
    path.quad_to(right, bottom, right - radius, bottom);
    path.line_to(x + radius, bottom);
    path.quad_to(x, bottom, x, bottom - radius);
    path.line_to(x, y + radius);
    path.quad_to(x, y, x + radius, y);
    path.close();
    path.finish()
}

/// The dark squares as one path.
fn qr(surface: &mut Surface<'_>, square: &Square, x: f32, y: f32, side: f32) {
    let cell = side / square.size as f32;
    let mut path = PathBuilder::new();
    for (row, column, length) in square.bars() {
        let (left, top) = (x + column as f32 * cell, y + row as f32 * cell);
        if let Some(rect) = Rect::from_xywh(left, top, length as f32 * cell, cell) {
            path.push_rect(rect);
        }
    }
    surface.set_stroke(None);
    surface.set_fill(Some(paint(a4::black())));
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Child, Tree};

    #[test]
    fn a_picture_that_tells_nothing_to_those_who_listen_is_not_written() {
        let sheet = Sheet {
            lang: kernel::Lang::Fr,
            title: "Sans texte".to_owned(),
            sender: Vec::new(),
            recipient: None,
            place_and_date: String::new(),
            reference: None,
            blocks: Vec::new(),
            foot: None,
        };
        let print = |alt: Option<&str>| {
            let mut tree = Tree::default();
            let leaf = tree.leaf();
            tree.push(Tag::Figure(alt.map(str::to_owned)), vec![Child::Leaf(leaf)]);
            let square = Square::of("https://carnet.example").expect("a code");
            let mark = Mark {
                role: Role::Leaf(leaf),
                x: 100.0,
                y: 100.0,
                ink: Ink::Square { square, side: 90.0 },
            };
            let mut file = File::new(1);
            let pages = vec![vec![mark]];
            file.add(&sheet, Laid { pages, tree });
            file.finish(std::slice::from_ref(&sheet), Timestamp::from_millis(0))
        };
        assert!(print(Some("Code QR")).is_ok());
        let refusal = print(None).expect_err("it does not keep PDF/UA-1");
        let refusal = kernel::Error::from(refusal);
        assert_eq!(refusal.kind(), kernel::Kind::Fault);
    }
}
