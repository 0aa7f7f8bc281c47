//! Watchers that look at every byte of a file and remember almost nothing.

/// The industry's agreed harmless sample of an infected file (EICAR, 2003).
/// Written in two parts, so that this source is not taken for one.
const EICAR_PARTS: [&[u8]; 2] = [
    b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STA",
    b"NDARD-ANTIVIRUS-TEST-FILE!$H+H*",
];

/// Finds the EICAR sample anywhere, also across pieces (Knuth, Morris, Pratt).
pub(crate) struct Eicar {
    pattern: Vec<u8>,
    fallback: Vec<usize>,
    matched: usize,
}

impl Default for Eicar {
    fn default() -> Self {
        let pattern = EICAR_PARTS.concat();
        let mut fallback = vec![0; pattern.len()];
        let mut length = 0;
        for at in 1..pattern.len() {
            while length > 0 && pattern[at] != pattern[length] {
                length = fallback[length - 1];
            }
            if pattern[at] == pattern[length] {
                length += 1;
            }
            fallback[at] = length;
        }
        Self {
            pattern,
            fallback,
            matched: 0,
        }
    }
}

impl Eicar {
    pub(crate) fn sees(&mut self, piece: &[u8]) -> bool {
        let mut at = 0;
        while at < piece.len() {
            if self.matched == 0 {
                match piece[at..].iter().position(|b| *b == self.pattern[0]) {
                    Some(ahead) => at += ahead,
                    None => return false,
                }
            }
            while self.matched > 0 && piece[at] != self.pattern[self.matched] {
                self.matched = self.fallback[self.matched - 1];
            }
            if piece[at] == self.pattern[self.matched] {
                self.matched += 1;
            }
            if self.matched == self.pattern.len() {
                return true;
            }
            at += 1;
        }
        false
    }
}

/// The end of a ZIP archive: a record of 22 bytes and a comment (APPNOTE 4.3.16).
const ZIP_END: &[u8; 4] = b"PK\x05\x06";
const ZIP_END_BYTES: usize = 22;
const TAIL_BYTES: usize = ZIP_END_BYTES + 0xffff;

/// The last bytes of a file.
#[derive(Default)]
pub(crate) struct Tail {
    bytes: Vec<u8>,
}

impl Tail {
    pub(crate) fn push(&mut self, piece: &[u8]) {
        let piece = &piece[piece.len().saturating_sub(TAIL_BYTES)..];
        self.bytes.extend_from_slice(piece);
        if self.bytes.len() > 4 * TAIL_BYTES {
            self.bytes.drain(..self.bytes.len() - TAIL_BYTES);
        }
    }

    fn last(&self) -> &[u8] {
        &self.bytes[self.bytes.len().saturating_sub(TAIL_BYTES)..]
    }

    pub(crate) fn contains(&self, wanted: &[u8]) -> bool {
        crate::sniff::find(self.last(), wanted).is_some()
    }

    /// Whether the file can also be opened as a ZIP archive: its end record
    /// is there, and its comment reaches exactly to the end of the file.
    pub(crate) fn is_zip(&self) -> bool {
        let last = self.last();
        last.windows(ZIP_END.len())
            .enumerate()
            .filter(|(_, part)| part == ZIP_END)
            .any(|(at, _)| match last.get(at + 20..at + 22) {
                Some(length) => {
                    let comment = usize::from(u16::from_le_bytes([length[0], length[1]]));
                    at + ZIP_END_BYTES + comment == last.len()
                }
                None => false,
            })
    }
}
