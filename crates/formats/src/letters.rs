//! Whether the bytes of a text are letters, in the alphabet it says it is in.

use crate::xml::Written;

/// What windows-1252 has no letter for.
const NOT_WINDOWS: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/// Checks, piece by piece, that a text is written as it says, without control
/// characters.
pub(crate) struct Letters {
    written: Written,
    /// XML forbids one more control character than people write in texts.
    xml: bool,
    utf8: Utf8,
    /// Whether all of it could be UTF-8 so far.
    like_utf8: bool,
    /// Whether there was anything but ASCII.
    beyond_ascii: bool,
}

impl Letters {
    /// Of a text: UTF-8.
    pub(crate) fn of_text() -> Self {
        Self::of(Written::Utf8, false)
    }

    /// Of XML, as its declaration says.
    pub(crate) fn of_xml(written: Written) -> Self {
        Self::of(written, true)
    }

    fn of(written: Written, xml: bool) -> Self {
        Self {
            written,
            xml,
            utf8: Utf8::default(),
            like_utf8: true,
            beyond_ascii: false,
        }
    }

    /// Takes the next bytes; false when they cannot be letters.
    pub(crate) fn accepts(&mut self, piece: &[u8]) -> bool {
        self.beyond_ascii |= !piece.is_ascii();
        self.like_utf8 = self.like_utf8 && self.utf8.accepts(piece);
        if self.xml && piece.contains(&0x0c) {
            return false;
        }
        match self.written {
            Written::Utf8 => self.like_utf8,
            Written::Ascii => self.like_utf8 && !self.beyond_ascii,
            Written::Latin => piece.iter().all(|byte| is_latin(*byte)),
            Written::Windows => piece.iter().all(|byte| is_windows(*byte)),
        }
    }

    /// At the end: no letter is left half-read, and it is not UTF-8 under the
    /// name of an old alphabet, which would be read as other letters.
    pub(crate) fn is_whole(&self) -> bool {
        let is_utf8 = self.like_utf8 && self.utf8.is_whole();
        match self.written {
            Written::Utf8 | Written::Ascii => is_utf8,
            Written::Latin | Written::Windows => !(is_utf8 && self.beyond_ascii),
        }
    }
}

const fn is_latin(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7e | 0xa0..=0xff)
}

fn is_windows(byte: u8) -> bool {
    is_latin(byte) || (matches!(byte, 0x80..=0x9f) && !NOT_WINDOWS.contains(&byte))
}

/// Checks that everything is UTF-8 without control characters, also when a
/// character is cut between two pieces.
#[derive(Default)]
pub(crate) struct Utf8 {
    cut: Vec<u8>,
}

impl Utf8 {
    pub(crate) fn accepts(&mut self, piece: &[u8]) -> bool {
        let mut piece = piece;
        // Completes a character cut by the end of the piece before.
        while !self.cut.is_empty() {
            let Some((first, rest)) = piece.split_first() else {
                return true;
            };
            self.cut.push(*first);
            piece = rest;
            match std::str::from_utf8(&self.cut) {
                Ok(text) if text.chars().any(is_control) => return false,
                Ok(_) => self.cut.clear(),
                Err(error) if error.error_len().is_some() => return false,
                Err(_) => {}
            }
        }
        match std::str::from_utf8(piece) {
            Ok(text) => !text.chars().any(is_control),
            Err(error) if error.error_len().is_some() => false,
            Err(error) => {
                let (whole, cut) = piece.split_at(error.valid_up_to());
                self.cut.extend_from_slice(cut);
                std::str::from_utf8(whole).is_ok_and(|text| !text.chars().any(is_control))
            }
        }
    }

    /// No character is left half-read.
    pub(crate) fn is_whole(&self) -> bool {
        self.cut.is_empty()
    }
}

fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}')
}
