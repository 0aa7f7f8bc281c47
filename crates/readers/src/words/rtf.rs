//! Rich Text Format: its text, and nothing of its pictures, objects, fields and
//! styles.

use super::{Answer, Paper};
use crate::letters::of_1252;
use crate::refusal::Refusal;

/// What stands for a letter that is none.
const NO_LETTER: char = '\u{fffd}';
/// Letters after a `\u`, for readers that know no Unicode, are a few: more
/// would be a way to hide text.
const FALLBACK_MAX: usize = 8;

/// Groups inside groups deeper than this are nobody's text.
const DEPTH_MAX: usize = 256;

/// Groups that are no text: tables of the document, pictures, objects, the
/// instructions of fields.
const NOT_TEXT: [&[u8]; 20] = [
    b"fonttbl",
    b"colortbl",
    b"stylesheet",
    b"info",
    b"pict",
    b"object",
    b"fldinst",
    b"listtable",
    b"listoverridetable",
    b"rsidtbl",
    b"revtbl",
    b"generator",
    b"themedata",
    b"colorschememapping",
    b"datastore",
    b"latentstyles",
    b"xmlnstbl",
    b"filetbl",
    b"bkmkstart",
    b"bkmkend",
];

/// What holds inside a group, and ends with it.
#[derive(Clone, Copy)]
struct Group {
    /// Nothing of it is text.
    skipped: bool,
    /// Its text is hidden, or struck out by whoever corrected it.
    hidden: bool,
    /// How many letters stand after a `\u` for readers that know no Unicode.
    fallback: usize,
}

struct Reader<'a> {
    rest: &'a [u8],
    groups: Vec<Group>,
    now: Group,
    paper: Paper,
    /// Letters still to be passed over after a `\u`.
    passing: usize,
    /// The first half of a letter that UTF-16 writes in two.
    half: Option<u16>,
    /// The group began with `\*`: what this reader does not know, it leaves.
    starred: bool,
}

/// Reads RTF.
pub(super) fn read(bytes: &[u8]) -> Result<Answer, Refusal> {
    if !bytes.starts_with(b"{\\rtf") {
        return Err(Refusal::OtherType);
    }
    let mut reader = Reader {
        rest: bytes,
        groups: Vec::new(),
        now: Group {
            skipped: false,
            hidden: false,
            fallback: 1,
        },
        paper: Paper::new(),
        passing: 0,
        half: None,
        starred: false,
    };
    reader.run()?;
    Ok(reader.paper.told())
}

impl<'a> Reader<'a> {
    /// To the end of the outermost group; what stands behind it is not RTF.
    fn run(&mut self) -> Result<(), Refusal> {
        loop {
            match self.next().ok_or(Refusal::Damaged)? {
                b'{' => {
                    if self.groups.len() == DEPTH_MAX {
                        return Err(Refusal::TooLarge);
                    }
                    self.groups.push(self.now);
                    self.passing = 0;
                }
                b'}' => {
                    self.now = self.groups.pop().ok_or(Refusal::Damaged)?;
                    self.passing = 0;
                    self.starred = false;
                    if self.groups.is_empty() {
                        return Ok(());
                    }
                }
                b'\\' => self.control()?,
                b'\r' | b'\n' | 0 => {}
                byte => self.letter(of_1252(byte).unwrap_or(NO_LETTER)),
            }
        }
    }

    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn control(&mut self) -> Result<(), Refusal> {
        let first = *self.rest.first().ok_or(Refusal::Damaged)?;
        if first.is_ascii_alphabetic() {
            let (word, number) = self.word();
            return self.obey(word, number);
        }
        self.rest = &self.rest[1..];
        match first {
            b'\'' => {
                let (hex, rest) = self.rest.split_at_checked(2).ok_or(Refusal::Damaged)?;
                self.rest = rest;
                let byte = std::str::from_utf8(hex)
                    .ok()
                    .and_then(|hex| u8::from_str_radix(hex, 16).ok());
                self.letter(byte.and_then(of_1252).unwrap_or(NO_LETTER));
            }
            b'*' => self.starred = true,
            b'~' => self.letter('\u{a0}'),
            b'_' => self.letter('\u{2011}'),
            b'\r' | b'\n' => self.end_paragraph(),
            b'\\' | b'{' | b'}' => self.letter(char::from(first)),
            _ => {}
        }
        Ok(())
    }

    /// A control word, its number, and the one blank that belongs to it.
    fn word(&mut self) -> (&'a [u8], Option<i64>) {
        let letters = self.count(0, u8::is_ascii_alphabetic);
        let word = &self.rest[..letters];
        let minus = usize::from(self.rest.get(letters) == Some(&b'-'));
        let digits = self.count(letters + minus, u8::is_ascii_digit);
        let end = if digits == 0 {
            letters
        } else {
            letters + minus + digits
        };
        let number = std::str::from_utf8(&self.rest[letters..end])
            .ok()
            .and_then(|number| number.parse().ok());
        let blank = usize::from(self.rest.get(end) == Some(&b' '));
        self.rest = &self.rest[end + blank..];
        (word, number)
    }

    fn count(&self, from: usize, is: fn(&u8) -> bool) -> usize {
        let from = self.rest.get(from..).unwrap_or_default();
        from.iter().take_while(|byte| is(byte)).count()
    }

    fn obey(&mut self, word: &[u8], number: Option<i64>) -> Result<(), Refusal> {
        let starred = std::mem::take(&mut self.starred);
        if starred || NOT_TEXT.contains(&word) {
            self.now.skipped = true;
        }
        match word {
            b"par" | b"line" | b"row" | b"sect" | b"page" => self.end_paragraph(),
            b"tab" | b"cell" => self.letter('\t'),
            b"emdash" => self.letter('—'),
            b"endash" => self.letter('–'),
            b"lquote" => self.letter('‘'),
            b"rquote" => self.letter('’'),
            b"ldblquote" => self.letter('“'),
            b"rdblquote" => self.letter('”'),
            b"bullet" => self.letter('•'),
            b"emspace" | b"enspace" => self.letter(' '),
            // The text of a box stands inside what is only drawing.
            b"shptxt" => self.now.skipped = false,
            b"v" | b"deleted" => self.now.hidden = number != Some(0),
            b"plain" => self.now.hidden = false,
            b"uc" => {
                let letters = usize::try_from(number.unwrap_or(1)).unwrap_or(1);
                self.now.fallback = letters.min(FALLBACK_MAX);
            }
            b"u" => {
                self.unicode(number.unwrap_or_default());
                self.passing = self.now.fallback;
            }
            b"bin" => {
                let length = usize::try_from(number.unwrap_or_default()).unwrap_or_default();
                self.rest = self.rest.get(length..).ok_or(Refusal::Damaged)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// `\u` counts in UTF-16, and below zero where it does not fit.
    fn unicode(&mut self, number: i64) {
        self.passing = 0;
        let Ok(unit) = u16::try_from(number.rem_euclid(0x1_0000)) else {
            return;
        };
        let units: &[u16] = match self.half.take() {
            Some(half) => &[half, unit],
            None if (0xd800..0xdc00).contains(&unit) => {
                self.half = Some(unit);
                return;
            }
            None => &[unit],
        };
        for letter in char::decode_utf16(units.iter().copied()) {
            self.letter(letter.unwrap_or(NO_LETTER));
        }
    }

    fn letter(&mut self, letter: char) {
        if self.passing > 0 {
            self.passing -= 1;
        } else if !self.now.skipped && !self.now.hidden {
            self.paper.letter(letter);
        }
    }

    fn end_paragraph(&mut self) {
        if !self.now.skipped {
            self.paper.end_paragraph();
        }
    }
}
