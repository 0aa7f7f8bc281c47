//! From what people wrote to what the typeface can print, sign by sign.
//!
//! The rule, in order: a sign that nobody sees is left out, any white space is
//! a space; a sign that the typeface has is printed; one that is made of such
//! signs is printed as these (`ǐ` as `i` and its accent, `ﬃ` as `ffi`); every
//! other becomes [`UNKNOWN`], so that nothing is lost without a trace.

use crate::typeface::has;
use unicode_normalization::UnicodeNormalization;

/// What stands in a text for a sign that cannot be printed.
pub const UNKNOWN: char = '◊';

/// Words that the typeface can print.
#[derive(Default, PartialEq, Debug)]
pub(crate) struct Signs {
    /// The words; all their spaces are plain ones, never two in a row.
    pub(crate) text: String,
    /// Where a line may end: the places of the spaces that may break.
    pub(crate) breaks: Vec<usize>,
    /// Whether a sign became [`UNKNOWN`].
    pub(crate) lacking: bool,
}

impl Signs {
    pub(crate) fn of(words: &str) -> Self {
        let mut signs = Self::default();
        for sign in words.nfc() {
            signs.push(sign);
        }
        signs
    }

    /// Whether nothing is to be seen.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    fn push(&mut self, sign: char) {
        match sign {
            ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                self.space();
            }
            _ if kernel::is_unseen(sign) => {}
            _ if sign.is_whitespace() => self.text.push(' '),
            '\u{2010}' | '\u{2011}' => self.text.push('-'),
            'ẞ' => self.text.push_str("SS"),
            _ if has(sign) => self.text.push(sign),
            _ => self.push_parts(sign),
        }
    }

    fn space(&mut self) {
        let last = self.text.len().checked_sub(1);
        if last.is_none() || last != self.breaks.last().copied() {
            self.breaks.push(self.text.len());
            self.text.push(' ');
        }
    }

    fn push_parts(&mut self, sign: char) {
        let canonical: String = std::iter::once(sign).nfd().collect();
        let compatible: String = std::iter::once(sign).nfkd().collect();
        match [canonical, compatible]
            .iter()
            .find(|parts| parts.chars().all(has))
        {
            Some(parts) => self.text.push_str(parts),
            None => {
                self.lacking = true;
                self.text.push(UNKNOWN);
            }
        }
    }
}

/// These words as they are printed, for what is told about them: names of
/// titles, bookmarks.
pub(crate) fn printed(words: &str) -> String {
    Signs::of(words).text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_printed_by_rule_or_replaced_in_sight() {
        for (written, printed, lacking) in [
            ("Łukasz Đặng", "Łukasz Đặng", false),
            ("Zoe\u{301}", "Zoé", false),
            (
                "Ha\u{30c}o ǐ",
                "Hǎo i\u{30c}".replace('ǎ', "a\u{30c}").as_str(),
                false,
            ),
            ("ﬃ ½ №", "ffi ½ №", false),
            ("STRAẞE", "STRASSE", false),
            ("a\u{2011}b", "a-b", false),
            ("Cabinet ❤ 中", "Cabinet ◊ ◊", true),
            ("Мария", "◊◊◊◊◊", true),
            ("👩\u{200d}⚕\u{fe0f}", "◊◊◊", true),
            ("\u{e000}\u{0}x\u{202e}", "◊x", true),
        ] {
            let signs = Signs::of(written);
            assert_eq!((signs.text.as_str(), signs.lacking), (printed, lacking));
        }
    }

    #[test]
    fn a_line_ends_at_plain_spaces_only() {
        let signs = Signs::of("un  deux\n trois\u{a0}: quatre\u{202f}? a\u{2009}b");
        assert_eq!(signs.text, "un deux trois : quatre ? a b");
        assert_eq!(signs.breaks, [2, 7, 15, 24]);
        assert!(Signs::of(" \u{200b}\u{a0}\n").is_blank());
    }
}
