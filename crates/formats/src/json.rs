//! Just enough JSON to tell a FHIR document from anything else, byte by byte:
//! the two words `resourceType` and `type` of the outermost object, and that
//! everything opened is closed. Whoever reads the document parses it properly.

/// Deeper nesting is refused.
const DEPTH_MAX: usize = 64;
/// Longer words are not those we look for.
const WORD_MAX: usize = 24;

#[derive(Default)]
pub(crate) struct JsonScan {
    /// What is open: true for an object, false for a list.
    open: Vec<bool>,
    in_string: bool,
    escaped: bool,
    /// The string that is being read, when it may matter.
    word: Vec<u8>,
    /// In the outermost object: the key whose value comes next.
    key: Option<Vec<u8>>,
    value_is_next: bool,
    done: bool,
    is_bundle: bool,
    says_document: bool,
}

impl JsonScan {
    /// Takes the next bytes; false when this cannot be JSON.
    pub(crate) fn accepts(&mut self, piece: &[u8]) -> bool {
        piece.iter().all(|byte| self.step(*byte))
    }

    /// Whether everything opened is closed.
    pub(crate) const fn is_whole(&self) -> bool {
        self.done
    }

    /// Whether the outermost object is a Bundle of type *document*.
    pub(crate) const fn is_document(&self) -> bool {
        self.is_bundle && self.says_document
    }

    fn step(&mut self, byte: u8) -> bool {
        if self.in_string {
            return self.step_in_string(byte);
        }
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => return true,
            _ if self.done => return false,
            _ => {}
        }
        match byte {
            b'"' => {
                self.in_string = true;
                self.word.clear();
            }
            b'{' | b'[' => {
                self.open.push(byte == b'{');
                self.value_is_next = false;
                return self.open.len() <= DEPTH_MAX;
            }
            b'}' | b']' => {
                if self.open.pop() != Some(byte == b'}') {
                    return false;
                }
                self.done = self.open.is_empty();
            }
            b':' if self.open.len() == 1 => self.value_is_next = true,
            b',' if self.open.len() == 1 => {
                self.value_is_next = false;
                self.key = None;
            }
            _ => {}
        }
        true
    }

    fn step_in_string(&mut self, byte: u8) -> bool {
        if self.escaped {
            self.escaped = false;
        } else if byte == b'\\' {
            self.escaped = true;
        } else if byte == b'"' {
            self.in_string = false;
            self.string_ends();
            return true;
        }
        if self.open.len() == 1 && self.word.len() <= WORD_MAX {
            self.word.push(byte);
        }
        byte >= 0x20
    }

    fn string_ends(&mut self) {
        if self.open.len() != 1 {
            return;
        }
        if self.value_is_next {
            match self.key.as_deref() {
                Some(b"resourceType") => self.is_bundle = self.word == b"Bundle",
                Some(b"type") => self.says_document = self.word == b"document",
                _ => {}
            }
        } else {
            self.key = Some(self.word.clone());
        }
    }
}
