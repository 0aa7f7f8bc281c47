//! Signed notes (C2SP signed-note) and the keys that sign them: the log's own
//! signature, and the cosignature of a witness (C2SP tlog-cosignature).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::{Error, Result, Timestamp};
use keys::{SigningKey, is_signed_by, sha256};
use std::fmt;
use std::sync::Arc;

/// What a key's signatures say.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// This is my log.
    Log,
    /// I have seen this log, and it only grew.
    Witness,
}

impl Role {
    const fn code(self) -> u8 {
        match self {
            Self::Log => 1,
            Self::Witness => 4,
        }
    }
}

const KEY_ID: usize = 4;
const TIME: usize = 8;
const SIGNATURE: usize = 64;
/// Signatures under a note, at most: more are no note.
const SIGNATURES_MAX: usize = 100;

fn wrong(what: &str) -> Error {
    Error::invalid("ledger-note-wrong").note(what.to_owned())
}

/// A public key with its name: `name+id+key`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PublicKey {
    name: String,
    role: Role,
    key: [u8; 32],
}

impl PublicKey {
    /// A key under this name.
    ///
    /// # Errors
    /// Invalid, for a name that is empty or has spaces or a plus sign.
    pub fn new(name: &str, role: Role, key: [u8; 32]) -> Result<Self> {
        let bad = |c: char| c == '+' || c.is_whitespace() || c.is_control();
        match name.is_empty() || name.chars().any(bad) {
            true => Err(wrong(
                "the name of a key is empty or has a space or a plus sign",
            )),
            false => Ok(Self {
                name: name.to_owned(),
                role,
                key,
            }),
        }
    }

    /// Reads `name+id+key`.
    ///
    /// # Errors
    /// Invalid, if it is no key of a log or of a witness, or was mistyped.
    pub fn parse(text: &str) -> Result<Self> {
        let no_key = || wrong("this is no public key of a log or of a witness");
        let (name, rest) = text.trim().split_once('+').ok_or_else(no_key)?;
        let (id, key) = rest.split_once('+').ok_or_else(no_key)?;
        let bytes = STANDARD.decode(key).map_err(|_| no_key())?;
        let (code, key) = bytes.split_first().ok_or_else(no_key)?;
        let role = [Role::Log, Role::Witness].into_iter();
        let role = role
            .clone()
            .find(|r| r.code() == *code)
            .ok_or_else(no_key)?;
        let key = Self::new(name, role, key.try_into().map_err(|_| no_key())?)?;
        match hex(&key.id()) == id {
            true => Ok(key),
            false => Err(wrong("a public key was mistyped: its number does not fit")),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its signatures say.
    pub const fn role(&self) -> Role {
        self.role
    }

    fn id(&self) -> [u8; KEY_ID] {
        let text = [self.name.as_bytes(), b"\n", &[self.role.code()], &self.key].concat();
        let [a, b, c, d, ..] = sha256(&text);
        [a, b, c, d]
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[self.role.code()][..], &self.key].concat();
        let (id, key) = (hex(&self.id()), STANDARD.encode(key));
        write!(f, "{}+{id}+{key}", self.name)
    }
}

/// Bytes as people compare them.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A key that signs notes.
pub struct Signer {
    key: Arc<SigningKey>,
    public: PublicKey,
}

impl Signer {
    /// Signs under this name.
    ///
    /// # Errors
    /// As [`PublicKey::new`].
    pub fn new(name: &str, role: Role, key: Arc<SigningKey>) -> Result<Self> {
        let public = PublicKey::new(name, role, *key.public())?;
        Ok(Self { key, public })
    }

    /// Its public half.
    pub const fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Adds its signature to a note; a witness says since when it knows.
    pub fn sign(&self, note: &mut Note, now: Timestamp) {
        let signature = match self.public.role {
            Role::Log => self.key.sign(note.text.as_bytes()),
            Role::Witness => {
                let seconds = u64::try_from(now.millis() / 1_000).unwrap_or(0);
                let signed = self.key.sign(cosigned(&note.text, seconds).as_bytes());
                [&seconds.to_be_bytes()[..], &signed].concat()
            }
        };
        note.signatures.push(Signature {
            name: self.public.name.clone(),
            id: self.public.id(),
            bytes: signature,
        });
    }
}

fn cosigned(text: &str, seconds: u64) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

/// One signature under a note, by whom it says it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signature {
    name: String,
    id: [u8; KEY_ID],
    bytes: Vec<u8>,
}

impl Signature {
    fn parse(line: &str) -> Result<Self> {
        let no = || wrong("a line under a note is no signature");
        let rest = line.strip_prefix("— ").ok_or_else(no)?;
        let (name, bytes) = rest.split_once(' ').ok_or_else(no)?;
        let bytes = STANDARD.decode(bytes).map_err(|_| no())?;
        let (id, bytes) = bytes.split_first_chunk::<KEY_ID>().ok_or_else(no)?;
        match name.is_empty() || bytes.is_empty() {
            true => Err(no()),
            false => Ok(Self {
                name: name.to_owned(),
                id: *id,
                bytes: bytes.to_vec(),
            }),
        }
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = STANDARD.encode([&self.id[..], &self.bytes].concat());
        writeln!(f, "— {} {bytes}", self.name)
    }
}

/// A text, and who signed it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

impl Note {
    /// A note nobody signed yet. INVARIANT: its text ends with a line's end.
    pub(crate) const fn new(text: String) -> Self {
        Self {
            text,
            signatures: Vec::new(),
        }
    }

    /// Reads a note; checks no signature.
    ///
    /// # Errors
    /// Invalid, if it is no note.
    pub fn parse(whole: &str) -> Result<Self> {
        let (text, lines) = whole
            .rsplit_once("\n\n")
            .ok_or_else(|| wrong("a note without signatures"))?;
        let lines = lines
            .strip_suffix('\n')
            .ok_or_else(|| wrong("a note that was cut off"))?;
        let bad = |c: char| c.is_control() && c != '\n';
        if text.chars().any(bad) {
            return Err(wrong("a note with signs that no text has"));
        }
        let signatures: Vec<_> = lines
            .split('\n')
            .take(SIGNATURES_MAX + 1)
            .map(Signature::parse)
            .collect::<Result<_>>()?;
        if signatures.len() > SIGNATURES_MAX {
            return Err(wrong("a note with too many signatures"));
        }
        Ok(Self {
            text: format!("{text}\n"),
            signatures,
        })
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the holder of this key signed it. A signature that says so and
    /// is wrong counts as none.
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        let id = key.id();
        let theirs = |s: &&Signature| s.name == key.name && s.id == id;
        let mut theirs = self.signatures.iter().filter(theirs);
        theirs.any(|signature| match key.role {
            Role::Log => is_signed_by(&key.key, self.text.as_bytes(), &signature.bytes),
            Role::Witness => match signature.bytes.split_first_chunk::<TIME>() {
                Some((time, bytes)) if bytes.len() == SIGNATURE => {
                    let text = cosigned(&self.text, u64::from_be_bytes(*time));
                    is_signed_by(&key.key, text.as_bytes(), bytes)
                }
                _ => false,
            },
        })
    }

    /// The same text, with one good signature by this key and no other line, which
    /// anybody could add; nothing, if this key did not sign it.
    pub(crate) fn signed_by_alone(&self, key: &PublicKey) -> Option<Self> {
        let alone = |signature: &Signature| Self {
            text: self.text.clone(),
            signatures: vec![signature.clone()],
        };
        let mut alone = self.signatures.iter().map(alone);
        alone.find(|note| note.is_signed_by(key))
    }

    /// The lines of the signatures by this key.
    pub fn lines_of(&self, key: &PublicKey) -> String {
        let id = key.id();
        let theirs = self.signatures.iter();
        let theirs = theirs.filter(|s| s.name == key.name && s.id == id);
        theirs.map(ToString::to_string).collect()
    }

    /// Takes over, out of the lines that a witness answered, the cosignature of
    /// this key, if it is good; whether there was one.
    pub fn take_cosignature(&mut self, lines: &str, key: &PublicKey) -> bool {
        for line in lines.lines().take(SIGNATURES_MAX) {
            let Ok(signature) = Signature::parse(line) else {
                continue;
            };
            let alone = Self {
                text: self.text.clone(),
                signatures: vec![signature.clone()],
            };
            if alone.is_signed_by(key) {
                let (name, id) = (&signature.name, signature.id);
                self.signatures.retain(|s| s.name != *name || s.id != id);
                self.signatures.push(signature);
                return true;
            }
        }
        false
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|s| s.fmt(f))
    }
}
