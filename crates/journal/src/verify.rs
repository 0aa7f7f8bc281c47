//! Checking the two chains of a space, line by line.

use crate::codec::{self, GENESIS};
use crate::log::{Journal, bucket, unsigned};
use kernel::{Error, Result, SpaceId};

/// What checking the two chains of a space found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Integrity {
    /// Rows of the journal, all in place and chained.
    pub rows: u64,
    /// Lines of the access log, all in place and chained.
    pub reads: u64,
}

impl Journal {
    /// Checks both chains of a space from the first line to the last.
    ///
    /// # Errors
    /// A fault that says what is broken, without any of its content.
    pub async fn verify(&self, space: SpaceId) -> Result<Integrity> {
        let book = self.load(space).await?;
        let params = || vec![bucket(space), space.into()];
        let mut tip = GENESIS;
        let rows = self
            .0
            .store
            .query(
                "SELECT seq, body FROM journal WHERE bucket = $1 AND space = $2 ORDER BY seq",
                params(),
            )
            .await?;
        for (row, place) in rows.iter().zip(1u64..) {
            let seq = unsigned(row.int(0)?)?;
            let body = row.blob(1)?;
            let opened = codec::open_row(&book.key, space, seq, body)?;
            if seq != place || opened.before != tip {
                return Err(Error::fault(format!(
                    "the journal's chain is broken at row {place}"
                )));
            }
            tip = codec::link(body);
        }
        if rows.len() as u64 != book.version {
            return Err(Error::fault("the journal is shorter than its snapshot"));
        }
        let mut tip = GENESIS;
        let reads = self
            .0
            .store
            .query(
                "SELECT n, body FROM access WHERE bucket = $1 AND space = $2 ORDER BY n",
                params(),
            )
            .await?;
        for (row, place) in reads.iter().zip(1u64..) {
            let n = unsigned(row.int(0)?)?;
            let body = row.blob(1)?;
            let opened = codec::open_read(&book.key, space, n, body)?;
            if n != place || opened.before != tip {
                return Err(Error::fault(format!(
                    "the access log's chain is broken at line {place}"
                )));
            }
            tip = codec::link(body);
        }
        Ok(Integrity {
            rows: rows.len() as u64,
            reads: reads.len() as u64,
        })
    }
}
