//! The checker: one pass over a file, in constant memory.

use crate::json::JsonScan;
use crate::letters::Letters;
use crate::watch::{Eicar, Tail};
use crate::{Format, Refusal, sniff};

/// How much of the beginning decides the format.
const HEAD_BYTES: usize = 64 * 1024;

/// What was found out about a whole file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Checked {
    /// Its format.
    pub format: Format,
    /// Its length in bytes.
    pub size: u64,
}

/// Checks a file as it passes by.
///
/// INVARIANT: holds at most the head, the tail and a few words, whatever the
/// length of the file. A refusal is final: whoever feeds stops there.
pub struct Checker {
    size: u64,
    head: Vec<u8>,
    /// Known as soon as the head is full.
    format: Option<Format>,
    /// The letters it must be written in; none, if it is no text.
    letters: Option<Letters>,
    eicar: Eicar,
    json: JsonScan,
    tail: Tail,
}

impl Default for Checker {
    fn default() -> Self {
        Self::new()
    }
}

impl Checker {
    /// Before the first byte.
    pub fn new() -> Self {
        Self {
            size: 0,
            head: Vec::new(),
            format: None,
            letters: None,
            eicar: Eicar::default(),
            json: JsonScan::default(),
            tail: Tail::default(),
        }
    }

    /// The next piece, of any length.
    ///
    /// # Errors
    /// As soon as the file cannot be accepted any more.
    pub fn feed(&mut self, piece: &[u8]) -> Result<(), Refusal> {
        self.size += piece.len() as u64;
        if self.eicar.sees(piece) {
            return Err(Refusal::Infected);
        }
        self.tail.push(piece);
        if self.format.is_some() {
            return self.follow(piece);
        }
        self.head.extend_from_slice(piece);
        if self.head.len() >= HEAD_BYTES {
            self.decide()
        } else {
            Ok(())
        }
    }

    /// After the last piece.
    ///
    /// # Errors
    /// The reason why the file is not taken.
    pub fn finish(mut self) -> Result<Checked, Refusal> {
        if self.size == 0 {
            return Err(Refusal::Empty);
        }
        if self.format.is_none() {
            self.decide()?;
        }
        let format = self.format.ok_or(Refusal::Type)?;
        if self.tail.is_zip() && format != Format::Study {
            return Err(Refusal::Disguised);
        }
        let whole = match format {
            Format::Pdf => self.tail.contains(b"%%EOF"),
            Format::Jpeg => self.tail.contains(&[0xff, 0xd9]),
            Format::Png => self.tail.contains(b"IEND"),
            Format::Rtf => self.tail.contains(b"}"),
            Format::Cda => self.tail.contains(b">"),
            Format::FhirDocument => self.json.is_whole(),
            Format::Study => self.tail.is_zip(),
            Format::Tiff | Format::Heic | Format::Text | Format::Dicom => true,
        };
        if !whole {
            return Err(Refusal::Incomplete);
        }
        if self.letters.is_some_and(|letters| !letters.is_whole()) {
            return Err(Refusal::Encoding);
        }
        if format == Format::FhirDocument && !self.json.is_document() {
            return Err(Refusal::Type);
        }
        Ok(Checked {
            format,
            size: self.size,
        })
    }

    fn decide(&mut self) -> Result<(), Refusal> {
        let format = sniff::decide(&self.head)?;
        if format == Format::Heic {
            return Err(Refusal::Heic);
        }
        self.letters = match format {
            Format::Text | Format::FhirDocument => Some(Letters::of_text()),
            Format::Cda => Some(Letters::of_xml(sniff::written_in(&self.head)?)),
            Format::Pdf
            | Format::Jpeg
            | Format::Png
            | Format::Tiff
            | Format::Heic
            | Format::Rtf
            | Format::Dicom
            | Format::Study => None,
        };
        self.format = Some(format);
        let head = std::mem::take(&mut self.head);
        self.follow(&head)
    }

    /// What must hold to the last byte.
    fn follow(&mut self, piece: &[u8]) -> Result<(), Refusal> {
        let Some(format) = self.format else {
            return Ok(());
        };
        if let Some(letters) = &mut self.letters
            && !letters.accepts(piece)
        {
            return Err(Refusal::Encoding);
        }
        if format == Format::FhirDocument && !self.json.accepts(piece) {
            return Err(Refusal::Type);
        }
        Ok(())
    }
}

/// Checks a file that is in memory.
///
/// # Errors
/// The reason why the file is not taken.
pub fn check(file: &[u8]) -> Result<Checked, Refusal> {
    let mut checker = Checker::new();
    checker.feed(file)?;
    checker.finish()
}
