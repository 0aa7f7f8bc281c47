//! What stands in the tree for one line of a person's two logs, and for one step
//! in the life of their space: a commitment that whoever has the line or the step
//! and its salt can make again.

use crate::due::commitment;
use crate::tree::Hash;
use kernel::Timestamp;

/// Which of a space's two logs a line is of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum LineOf {
    /// What was changed.
    Journal,
    /// Who read.
    Access,
}

impl LineOf {
    /// As it stands in a commitment and in an exported history.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Journal => "journal",
            Self::Access => "access",
        }
    }
}

/// All that a commitment says of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Whose.
    pub space: [u8; 16],
    /// Which log.
    pub of: LineOf,
    /// Its number there, from 1, without a gap.
    pub n: u64,
    /// The hash of the sealed line before; zeros, before the first.
    pub before: Hash,
    /// The hash of this line as it is kept, sealed.
    pub row: Hash,
    /// The hash of what it says, in clear.
    pub content: Hash,
}

impl Line {
    /// What is in the tree for it.
    pub fn commitment(&self, salt: &[u8; 16]) -> Hash {
        let mut text = Vec::with_capacity(160);
        text.extend_from_slice(&self.space);
        text.extend_from_slice(self.of.name().as_bytes());
        text.push(0);
        text.extend_from_slice(&self.n.to_be_bytes());
        for hash in [&self.before, &self.row, &self.content] {
            text.extend_from_slice(hash);
        }
        commitment("carnet line 1", salt, &text)
    }
}

/// All that a commitment says of a step in the life of a space: announced, refused,
/// closed… Steps are not numbered: that one was left out is not to be seen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Whose.
    pub space: [u8; 16],
    /// When.
    pub at: Timestamp,
    /// What: a number of the register's, as `docs/log.md` lists them.
    pub what: i64,
    /// How it was asked for: likewise.
    pub how: i64,
    /// The number of the receipt.
    pub receipt: String,
    /// Who, in a word that names nobody.
    pub who: String,
}

impl Step {
    /// What is in the tree for it.
    pub fn commitment(&self, salt: &[u8; 16]) -> Hash {
        let mut text = Vec::with_capacity(80);
        text.extend_from_slice(&self.space);
        for number in [self.at.millis(), self.what, self.how] {
            text.extend_from_slice(&number.to_be_bytes());
        }
        for word in [&self.receipt, &self.who] {
            text.extend_from_slice(word.as_bytes());
            text.push(0);
        }
        commitment("carnet space event 1", salt, &text)
    }
}
