//! The record of one space, folded.

use crate::codec::{self, GENESIS, Row};
use crate::line::Written;
use crate::slice::{Slice, Slices, States};
use kernel::{Error, ObjectId, Result, SpaceId};
use keys::Key;
use std::fmt;
use std::sync::Arc;

/// Whether a space may be read and fed. One that was erased has no standing: it
/// is not found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Open or active.
    Open,
    /// Announced, refused, closed: as if it did not exist.
    Shut,
}

impl Standing {
    pub(crate) const fn code(self) -> i64 {
        match self {
            Self::Shut => 0,
            Self::Open => 1,
        }
    }

    pub(crate) fn from_code(code: i64) -> Result<Self> {
        match code {
            0 => Ok(Self::Shut),
            1 => Ok(Self::Open),
            2 => Err(Error::not_found()),
            _ => Err(Error::fault("a book of no known standing")),
        }
    }
}

/// What the journal of a space adds up to, at one version. Immutable: a later
/// version is another book.
#[derive(Clone)]
pub struct Book {
    pub(crate) space: SpaceId,
    pub(crate) key: Arc<Key>,
    pub(crate) version: u64,
    pub(crate) tip: [u8; 32],
    pub(crate) snapshot: u64,
    pub(crate) standing: Standing,
    states: States,
}

impl fmt::Debug for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Book")
            .field("space", &self.space)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl Book {
    pub(crate) fn blank(space: SpaceId, key: Key, standing: Standing, slices: &Slices) -> Self {
        Self {
            space,
            key: Arc::new(key),
            version: 0,
            tip: GENESIS,
            snapshot: 0,
            standing,
            states: slices.empty(),
        }
    }

    /// The space this is the record of.
    pub const fn space(&self) -> SpaceId {
        self.space
    }

    /// How many rows of the journal are folded in.
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// Whether the space may be read and fed, as of this book.
    pub const fn standing(&self) -> Standing {
        self.standing
    }

    /// What a slice made of its entries.
    ///
    /// # Errors
    /// A fault, if the slice was not registered when the journal was opened.
    pub fn state<S: Slice>(&self) -> Result<&S::State> {
        self.states
            .get::<S>()
            .ok_or_else(|| Error::fault(format!("slice {} is not registered", S::CODE)))
    }

    /// The vault's objects that the record names.
    pub(crate) fn objects(&self, slices: &Slices) -> Vec<ObjectId> {
        slices.objects(&self.states)
    }

    /// Takes the next row in, given its sealed body for the chain.
    pub(crate) fn take(&mut self, slices: &Slices, row: &Row, link: [u8; 32]) -> Result<()> {
        if row.seq != self.version + 1 || row.before != self.tip {
            return Err(Error::fault("the journal's chain is broken"));
        }
        for written in &row.entries {
            slices.fold(&mut self.states, self.space, written)?;
        }
        self.version = row.seq;
        self.tip = link;
        Ok(())
    }

    /// Takes in what is not written yet: the version stays.
    pub(crate) fn fold(&mut self, slices: &Slices, written: &Written) -> Result<()> {
        slices.fold(&mut self.states, self.space, written)
    }

    /// Takes a whole snapshot in, on a blank book.
    pub(crate) fn take_snapshot(
        &mut self,
        slices: &Slices,
        version: u64,
        body: &[u8],
    ) -> Result<()> {
        let (tip, rows) = codec::open_snapshot(&self.key, self.space, version, body)?;
        for row in &rows {
            for written in &row.entries {
                slices.fold(&mut self.states, self.space, written)?;
            }
        }
        self.version = version;
        self.snapshot = version;
        self.tip = tip;
        Ok(())
    }
}
