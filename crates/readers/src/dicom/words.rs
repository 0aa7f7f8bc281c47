//! Values as people wrote them: text in its alphabet, numbers, days.

use super::elements::{Elements, Tag};
use crate::letters::turns;
use encoding_rs::{
    BIG5, EUC_KR, Encoding, GB18030, ISO_2022_JP, ISO_8859_2, ISO_8859_3, ISO_8859_4, ISO_8859_5,
    ISO_8859_6, ISO_8859_7, ISO_8859_8, ISO_8859_15, SHIFT_JIS, UTF_8, WINDOWS_874, WINDOWS_1252,
    WINDOWS_1254,
};
use std::borrow::Cow;

/// How much of one text is kept.
const TEXT_BYTES_MAX: usize = 64 * 1024;

const ESCAPE: u8 = 0x1b;

/// The alphabet of a data set (PS3.3, C.12.1.1.2).
#[derive(Clone, Copy)]
pub(super) struct Alphabet {
    encoding: &'static Encoding,
    escapes: bool,
}

impl Alphabet {
    pub fn of(elements: &Elements<'_>) -> Self {
        let terms = elements
            .bytes(Tag(0x0008, 0x0005))
            .and_then(ascii)
            .unwrap_or_default();
        Self::named(terms)
    }

    fn named(terms: &str) -> Self {
        let mut terms = terms.split('\\').map(|term| {
            let term = term.trim();
            term.strip_prefix("ISO_IR ")
                .or_else(|| term.strip_prefix("ISO 2022 IR "))
                .unwrap_or(term)
        });
        let first = terms.next().unwrap_or_default();
        let second = terms.next();
        let encoding = match (first, second) {
            (_, Some("87" | "159")) => ISO_2022_JP,
            (_, Some("149")) => EUC_KR,
            (_, Some("58")) => GB18030,
            ("", Some(other)) => single(other),
            (first, _) => single(first),
        };
        Self {
            encoding,
            escapes: second.is_some(),
        }
    }

    fn text<'a>(self, bytes: &'a [u8]) -> Cow<'a, str> {
        let bytes = &bytes[..bytes.len().min(TEXT_BYTES_MAX)];
        if self.escapes && self.encoding != ISO_2022_JP && bytes.contains(&ESCAPE) {
            let plain = without_escapes(bytes);
            return Cow::Owned(
                self.encoding
                    .decode_without_bom_handling(&plain)
                    .0
                    .into_owned(),
            );
        }
        self.encoding.decode_without_bom_handling(bytes).0
    }

    /// A value as text, its values parted by "\" as they are written.
    pub fn read(self, elements: &Elements<'_>, tag: Tag) -> Option<String> {
        let text = tidied(&self.text(elements.bytes(tag)?));
        (!text.is_empty()).then_some(text)
    }

    /// Each of the values of an element.
    pub fn read_each(self, elements: &Elements<'_>, tag: Tag) -> Vec<String> {
        let Some(bytes) = elements.bytes(tag) else {
            return Vec::new();
        };
        self.text(bytes).split('\\').map(tidied).collect()
    }

    /// A person's name: the first way of writing it, its parts in order
    /// (family, given, middle) with blanks between them.
    pub fn read_name(self, elements: &Elements<'_>, tag: Tag) -> Option<String> {
        let parts = self.name_parts(elements, tag);
        let said: Vec<&str> = parts
            .iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        (!said.is_empty()).then(|| said.join(" "))
    }

    /// The family name and the given names of a person.
    pub fn read_names(self, elements: &Elements<'_>, tag: Tag) -> [Option<String>; 2] {
        let mut parts = self.name_parts(elements, tag).into_iter();
        [parts.next(), parts.next()].map(|part| part.filter(|part| !part.is_empty()))
    }

    /// The parts of a person's name as it is written first.
    fn name_parts(self, elements: &Elements<'_>, tag: Tag) -> Vec<String> {
        let written = self.read(elements, tag).unwrap_or_default();
        let mut forms = written.split('=');
        let first = forms.find(|form| !form.trim().is_empty());
        let parts = first.unwrap_or_default().split('^');
        parts.map(|part| part.trim().to_owned()).collect()
    }
}

fn single(term: &str) -> &'static Encoding {
    match term {
        "101" => ISO_8859_2,
        "109" => ISO_8859_3,
        "110" => ISO_8859_4,
        "144" => ISO_8859_5,
        "127" => ISO_8859_6,
        "126" => ISO_8859_7,
        "138" => ISO_8859_8,
        "148" => WINDOWS_1254,
        "203" => ISO_8859_15,
        "13" => SHIFT_JIS,
        "166" => WINDOWS_874,
        "192" => UTF_8,
        "GB18030" | "GBK" => GB18030,
        "BIG5" => BIG5,
        // Latin 1, and what was written without saying in which alphabet.
        _ => WINDOWS_1252,
    }
}

/// The escape sequences of ISO 2022 have two or three characters.
fn without_escapes(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        rest = match (*first, after) {
            (ESCAPE, [b'$', b'(' | b')', _, more @ ..]) => more,
            (ESCAPE, [_, _, more @ ..]) => more,
            (ESCAPE, _) => &[],
            (byte, more) => {
                plain.push(byte);
                more
            }
        };
    }
    plain
}

/// Without padding, without control characters but the ends of lines, without
/// what turns a line around.
fn tidied(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\0')
        .replace("\r\n", "\n")
        .chars()
        .filter(|c| (!c.is_control() || *c == '\n') && !turns(*c))
        .collect()
}

/// A value of ASCII, without its padding.
pub(super) fn ascii(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok().filter(|t| t.is_ascii())?;
    Some(text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\0'))
}

/// A word of a fixed list.
pub(super) fn code<'a>(elements: &Elements<'a>, tag: Tag) -> Option<&'a str> {
    elements
        .bytes(tag)
        .and_then(ascii)
        .filter(|t| !t.is_empty())
}

/// Numbers written as text.
pub(super) fn decimals(elements: &Elements<'_>, tag: Tag) -> Option<Vec<f64>> {
    code(elements, tag)?
        .split('\\')
        .map(|part| {
            let number = part.trim().parse::<f64>().ok()?;
            number.is_finite().then_some(number)
        })
        .collect()
}

/// A number of 16 bits.
pub(super) fn short(elements: &Elements<'_>, tag: Tag) -> Option<u16> {
    shorts(elements, tag)?.first().copied()
}

/// Numbers of 16 bits.
pub(super) fn shorts(elements: &Elements<'_>, tag: Tag) -> Option<Vec<u16>> {
    let (pairs, rest) = elements.bytes(tag)?.as_chunks::<2>();
    let numbers = pairs.iter().map(|pair| elements.coding.u16(*pair));
    rest.is_empty().then(|| numbers.collect())
}

/// A day, as ISO 8601 writes it.
pub(super) fn day(elements: &Elements<'_>, tag: Tag) -> Option<String> {
    // Old files write 1997.04.24 (PS3.5, 6.2).
    let written = code(elements, tag)?.replace('.', "");
    if written.len() != 8 || !written.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = written.split_at(4);
    let (month, day) = rest.split_at(2);
    (("01"..="12").contains(&month) && ("01"..="31").contains(&day))
        .then(|| format!("{year}-{month}-{day}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_the_alphabets_that_the_standard_shows() {
        // PS3.5, annexes H, I, J and K.
        let read = |terms: &str, bytes: &[u8]| Alphabet::named(terms).text(bytes).into_owned();
        assert_eq!(read("ISO_IR 100", b"Buc^J\xe9r\xf4me"), "Buc^Jérôme");
        assert_eq!(read("ISO_IR 144", b"\xbb\xee\xda"), "Люк");
        assert_eq!(
            read("ISO_IR 192", "Wang^XiaoDong=王".as_bytes()),
            "Wang^XiaoDong=王"
        );
        assert_eq!(
            read("\\ISO 2022 IR 87", b"\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B"),
            "山田^太郎"
        );
        assert_eq!(
            read(
                "\\ISO 2022 IR 149",
                b"\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7"
            ),
            "洪^吉洞"
        );
    }

    #[test]
    fn a_text_keeps_no_padding_and_no_control_characters() {
        assert_eq!(tidied("  thorax \0"), "thorax");
        assert_eq!(tidied("a\u{1b}b\r\nc"), "ab\nc");
        assert_eq!(tidied("a\u{202e}b\u{2066}"), "ab");
    }
}
