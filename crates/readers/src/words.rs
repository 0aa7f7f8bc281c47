//! Text and RTF: what they say, in paragraphs.

mod rtf;

use crate::letters::turns;
use crate::refusal::Refusal;
use minicbor::{Decode, Encode};

/// No more is said; the rest is in the file.
pub const BYTES_MAX: usize = 1024 * 1024;
/// Nor in more paragraphs: each costs a page more than its letters.
pub const PARAGRAPHS_MAX: usize = 20_000;

/// What is asked of a text: what it was taken for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum Ask {
    /// Plain text in UTF-8.
    #[n(0)]
    Plain,
    /// Rich Text Format.
    #[n(1)]
    Rtf,
}

/// What a text says.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Answer {
    /// Its paragraphs; of a plain text, its lines.
    #[n(0)]
    pub paragraphs: Vec<String>,
    /// Whether there is more in the file.
    #[n(1)]
    pub cut: bool,
}

impl Answer {
    /// Whether a reader says so much.
    pub(crate) fn is_within_bounds(&self) -> bool {
        let bytes: usize = self.paragraphs.iter().map(String::len).sum();
        // The last letter may end beyond.
        self.paragraphs.len() <= PARAGRAPHS_MAX && bytes < BYTES_MAX + 4
    }
}

/// Reads a text.
///
/// # Errors
/// Why it is not shown.
pub fn read(ask: &Ask, bytes: &[u8]) -> Result<Answer, Refusal> {
    match ask {
        Ask::Plain => plain(bytes),
        Ask::Rtf => rtf::read(bytes),
    }
}

fn plain(bytes: &[u8]) -> Result<Answer, Refusal> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::OtherType)?;
    let mut paper = Paper::new();
    for line in text.lines() {
        for letter in line.chars() {
            paper.letter(letter);
        }
        paper.end_paragraph();
    }
    Ok(paper.told())
}

/// Where paragraphs are written, up to the limit.
struct Paper {
    paragraphs: Vec<String>,
    open: String,
    written: usize,
    cut: bool,
}

impl Paper {
    const fn new() -> Self {
        Self {
            paragraphs: Vec::new(),
            open: String::new(),
            written: 0,
            cut: false,
        }
    }

    /// One more letter; neither what is none nor what turns a line around.
    fn letter(&mut self, letter: char) {
        if turns(letter) || (letter.is_control() && letter != '\t') || self.is_full() {
            return;
        }
        self.written += letter.len_utf8();
        self.open.push(letter);
    }

    fn end_paragraph(&mut self) {
        if !self.is_full() {
            self.written += 1;
            self.paragraphs.push(std::mem::take(&mut self.open));
        }
    }

    fn is_full(&mut self) -> bool {
        self.cut |= self.written >= BYTES_MAX || self.paragraphs.len() >= PARAGRAPHS_MAX;
        self.cut
    }

    fn told(mut self) -> Answer {
        if !self.open.is_empty() && self.paragraphs.len() < PARAGRAPHS_MAX {
            self.paragraphs.push(self.open);
        }
        Answer {
            paragraphs: self.paragraphs,
            cut: self.cut,
        }
    }
}
