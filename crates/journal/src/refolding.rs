//! What a record was, and what it would be: one slice folded anew from the start,
//! entry by entry; and what is about to be written, folded in before it is.

use crate::book::Book;
use crate::codec;
use crate::line::{By, NewEntry, Written};
use crate::log::{bucket, signed, unsigned};
use crate::pen::Pen;
use crate::slice::Slice;
use kernel::{Error, Result, Timestamp};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// So many at once in a process: one costs what opening a cold record does.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
/// Rows read before others have their turn.
const ROWS: usize = 64;

impl Pen {
    /// Folds a slice of the record once more, up to the version of this book: `look`
    /// sees it after each of its entries. It costs what opening a cold record does.
    ///
    /// # Errors
    /// As the store; a fault, if a line does not open.
    pub async fn refold<S: Slice>(
        &self,
        book: &Book,
        mut look: impl FnMut(&S::State) + Send,
    ) -> Result<()> {
        const ALL: &str = "SELECT 1, version, body FROM snapshot \
             WHERE bucket = $1 AND space = $2 AND version <= $3 \
             UNION ALL SELECT 2, seq, body FROM journal \
             WHERE bucket = $1 AND space = $2 AND seq <= $3 AND seq > \
             (SELECT coalesce(max(version), 0) FROM snapshot \
             WHERE bucket = $1 AND space = $2 AND version <= $3) \
             ORDER BY 1, 2";
        let turn = AT_ONCE.acquire().await;
        let _turn = turn.map_err(|_| Error::fault("nobody folds any more"))?;
        let until = signed(book.version)?;
        let params = vec![bucket(book.space), book.space.into(), until.into()];
        let rows = self.0.0.store.query(ALL, params).await?;
        let mut state = S::State::default();
        for (n, row) in rows.iter().enumerate() {
            if n % ROWS == ROWS - 1 {
                tokio::task::yield_now().await;
            }
            let (place, body) = (unsigned(row.int(1)?)?, row.blob(2)?);
            let opened = match row.int(0)? {
                1 => codec::open_snapshot(&book.key, book.space, place, body)?.1,
                _ => vec![codec::open_row(&book.key, book.space, place, body)?],
            };
            let entries = opened.iter().flat_map(|row| &row.entries);
            for written in entries.filter(|written| written.slice == S::CODE) {
                S::fold(&mut state, &written.entry(book.space))?;
                look(&state);
            }
        }
        Ok(())
    }

    /// The record as it will be once this is written, for whoever decides what is
    /// written with it. Its version is still that of the book.
    ///
    /// # Errors
    /// A fault, for an entry that its slice does not read.
    pub fn foresee(
        &self,
        book: &Book,
        by: &By,
        at: Timestamp,
        entry: &NewEntry,
    ) -> Result<Arc<Book>> {
        let mut next = Book::clone(book);
        let written = Written {
            seq: book.version + 1,
            at,
            by: by.clone(),
            act: entry.act.to_owned(),
            about: entry.about,
            what: entry.what.clone(),
            why: entry.why.clone(),
            slice: entry.slice,
            version: entry.version,
            payload: entry.payload.clone(),
        };
        next.fold(&self.0.0.slices, &written)?;
        Ok(Arc::new(next))
    }
}
