//! Public Sans, regular and bold: which signs it has, and how it sets them.
//!
//! Both weights hold the same signs. Where the files come from is told beside
//! them, in `fonts/README.md`.

use harfrust::{Direction, ShapeOptions, ShapePlan, Shaper, ShaperData, UnicodeBuffer, script};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::{FontRef, MetadataProvider};
use std::sync::LazyLock;

/// How strong the words are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// Of the size of the type: how far letters rise above the line they stand
/// on, and fall below it (the typographic metrics of the font).
pub(crate) const ASCENT: f32 = 0.95;
pub(crate) const DESCENT: f32 = 0.225;

static REGULAR: LazyLock<Typeface> =
    LazyLock::new(|| Typeface::read(include_bytes!("../fonts/public-sans-regular.ttf")));
static BOLD: LazyLock<Typeface> =
    LazyLock::new(|| Typeface::read(include_bytes!("../fonts/public-sans-bold.ttf")));

/// One weight, ready to set words.
pub(crate) struct Typeface {
    bytes: &'static [u8],
    shaper: Shaper<'static>,
    plan: ShapePlan,
    em: f32,
    /// Whether it has a sign, by its number.
    signs: Vec<bool>,
}

impl Weight {
    pub(crate) fn typeface(self) -> &'static Typeface {
        match self {
            Self::Regular => &REGULAR,
            Self::Bold => &BOLD,
        }
    }
}

impl Typeface {
    fn read(bytes: &'static [u8]) -> Self {
        let font = FontRef::new(bytes).expect("the font in our sources is a font");
        // Once for each weight, for as long as the program runs.
        let data: &'static ShaperData = Box::leak(Box::new(ShaperData::new(&font)));
        let shaper = data.shaper(&font).build();
        let latin = Some(script::LATIN);
        let plan = ShapePlan::new(&shaper, Direction::LeftToRight, latin, None, &[]);
        let em = shaper.units_per_em() as f32;
        let mut signs = Vec::new();
        for (sign, _) in font.charmap().mappings() {
            let place = sign as usize;
            signs.resize(signs.len().max(place + 1), false);
            signs[place] = true;
        }
        Self {
            bytes,
            shaper,
            plan,
            em,
            signs,
        }
    }

    /// The same for the writer of the file.
    pub(crate) fn font(&self) -> Font {
        Font::new(self.bytes.into(), 0).expect("the font in our sources is a font")
    }

    /// The glyphs of these words, measured in ems. Letters are set closer
    /// where they look better so, and accents find their place.
    pub(crate) fn set(&self, words: &str) -> Vec<KrillaGlyph> {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(words);
        buffer.set_direction(Direction::LeftToRight);
        buffer.set_script(script::LATIN);
        let options = ShapeOptions::new().plan(Some(&self.plan));
        let set = self.shaper.shape(buffer, options);
        let starts: Vec<usize> = set
            .glyph_infos()
            .iter()
            .map(|info| info.cluster as usize)
            .collect();
        let glyphs = set.glyph_infos().iter().zip(set.glyph_positions());
        glyphs
            .zip(&starts)
            .map(|((info, at), start)| {
                let end = starts.iter().find(|next| *next > start);
                KrillaGlyph::new(
                    GlyphId::new(info.glyph_id),
                    at.x_advance as f32 / self.em,
                    at.x_offset as f32 / self.em,
                    at.y_offset as f32 / self.em,
                    at.y_advance as f32 / self.em,
                    *start..end.copied().unwrap_or(words.len()),
                    None,
                )
            })
            .collect()
    }
}

/// Whether the typeface has this sign.
pub(crate) fn has(sign: char) -> bool {
    REGULAR.signs.get(sign as usize) == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn font(weight: Weight) -> FontRef<'static> {
        FontRef::new(weight.typeface().bytes).expect("a font")
    }

    #[test]
    fn both_weights_have_the_same_signs() {
        let signs = |weight: Weight| {
            let charmap = font(weight).charmap();
            charmap.mappings().map(|(sign, _)| sign).collect::<Vec<_>>()
        };
        assert_eq!(signs(Weight::Regular), signs(Weight::Bold));
        let charmap = font(Weight::Regular).charmap();
        for sign in '\0'..=char::MAX {
            assert_eq!(has(sign), charmap.map(sign).is_some(), "{sign:?}");
        }
    }

    #[test]
    fn the_signs_of_our_languages_and_of_peoples_names_are_there() {
        let french = "ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸàâæçéèêëîïôœùûüÿ«»’‘“”—–…€°№•";
        let names = "ŁukaszĐặngŞahinČapekŐszØrstedÞórÅngströmĞülİbrahimŻółćȘtefanŨýñßǘ";
        for sign in french.chars().chain(names.chars()) {
            assert!(has(sign) || sign == 'ǘ', "{sign} is missing");
        }
        assert!(!has('☺') && !has('中') && !has('Ж'));
    }

    #[test]
    fn glyphs_cover_the_words_without_gap_and_without_a_hole() {
        for words in [
            "Bonjour à tous",
            "Đặng",
            "e\u{301}te\u{301}",
            "X\u{323}\u{301}a",
        ] {
            let glyphs = Weight::Regular.typeface().set(words);
            let mut end = 0;
            for glyph in &glyphs {
                assert_ne!(glyph.glyph_id, GlyphId::new(0), "{words}");
                if glyph.text_range.start != end {
                    assert_eq!(glyph.text_range.end, end, "{words}");
                }
                end = glyph.text_range.end;
            }
            assert_eq!(end, words.len(), "{words}");
        }
    }

    #[test]
    fn what_the_file_says_about_its_letters_is_what_we_reckon_with() {
        let size = skrifa::instance::Size::new(1.0);
        let metrics = font(Weight::Regular).metrics(size, skrifa::instance::LocationRef::default());
        assert!(
            (metrics.ascent - ASCENT).abs() < 0.001,
            "{}",
            metrics.ascent
        );
        assert!((-metrics.descent - DESCENT).abs() < 0.001);
    }
}
