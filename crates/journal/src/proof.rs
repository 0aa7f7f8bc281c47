//! What the public tree holds of a space, for whoever checks it: of each line
//! the numbers and hashes, and nothing of its content.

use crate::codec;
use crate::log::{Journal, bucket, unsigned};
use kernel::{Result, SpaceId, Timestamp};
use ledger::{Hash, Line, LineOf};

/// A line, and how its commitment is made again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Committed {
    /// What the commitment says.
    pub line: Line,
    /// Its salt: with the line, it proves; alone, it says nothing.
    pub salt: [u8; 16],
    /// When the line was written.
    pub at: Timestamp,
}

impl Committed {
    /// What is in the tree.
    pub fn commitment(&self) -> Hash {
        self.line.commitment(&self.salt)
    }
}

impl Journal {
    /// Every line of both logs of a space, in the order of their numbers,
    /// without what they say. Whether the chains are whole is for who checks.
    ///
    /// # Errors
    /// As opening; a fault, if a line does not open.
    pub async fn committed(&self, space: SpaceId) -> Result<Vec<Committed>> {
        const ROWS: &str =
            "SELECT seq, body FROM journal WHERE bucket = $1 AND space = $2 ORDER BY seq";
        const READS: &str =
            "SELECT n, body FROM access WHERE bucket = $1 AND space = $2 ORDER BY n";
        let book = self.load(space).await?;
        let place = || vec![bucket(space), space.into()];
        let mut committed = Vec::new();
        for row in self.0.store.query(ROWS, place()).await? {
            let (n, body) = (unsigned(row.int(0)?)?, row.blob(1)?);
            let opened = codec::open_row(&book.key, space, n, body)?;
            let (of, before) = (LineOf::Journal, opened.before);
            committed.push(Committed {
                line: codec::line(space, of, n, before, &opened.clear, body),
                salt: codec::salt(&book.key, of, n),
                at: opened.at,
            });
        }
        for row in self.0.store.query(READS, place()).await? {
            let (n, body) = (unsigned(row.int(0)?)?, row.blob(1)?);
            let opened = codec::open_read(&book.key, space, n, body)?;
            let (of, before) = (LineOf::Access, opened.before);
            committed.push(Committed {
                line: codec::line(space, of, n, before, &opened.clear, body),
                salt: codec::salt(&book.key, of, n),
                at: opened.read.at,
            });
        }
        Ok(committed)
    }
}
