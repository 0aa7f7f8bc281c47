//! Writing to journals, and reading their lines back.

use crate::book::Book;
use crate::codec;
use crate::committer::Job;
use crate::line::{By, NewEntry, Read, Written};
use crate::log::{Journal, bucket, unsigned};
use crate::reading::SNAPSHOT_ROWS;
use kernel::{Error, Result};
use std::sync::Arc;
use store::Row;
use tokio::sync::oneshot;

/// The only means of appending to journals and of reading their lines back.
/// There is one, made with the journal; `sharing` holds it.
///
/// ```compile_fail
/// fn another(pen: journal::Pen) -> (journal::Pen, journal::Pen) { (pen.clone(), pen) }
/// ```
/// ```
/// fn the_one(pen: journal::Pen) -> (journal::Pen, ()) { (pen, ()) }
/// ```
/// ```compile_fail
/// fn forged(journal: journal::Journal, _pen: journal::Pen) -> journal::Pen { journal::Pen(journal) }
/// ```
/// ```
/// fn given(_journal: journal::Journal, pen: journal::Pen) -> journal::Pen { pen }
/// ```
pub struct Pen(pub(crate) Journal);

impl Pen {
    /// Appends what was decided on `book`, as one row: all of it or nothing.
    ///
    /// # Errors
    /// Conflict, if the record moved on meanwhile (open it again and decide
    /// again); not found, if the space was shut; unavailable, if it could not
    /// be made durable.
    pub async fn append(
        &self,
        book: &Arc<Book>,
        by: By,
        entries: Vec<NewEntry>,
    ) -> Result<Arc<Book>> {
        let journal = &self.0;
        let at = journal.0.world.now();
        let (reply, answer) = oneshot::channel();
        journal.send(
            book.space,
            Job::Append {
                book: Arc::clone(book),
                at,
                by,
                entries,
                reply,
            },
        )?;
        let appended = match answer
            .await
            .map_err(|_| Error::unavailable("the committer stopped"))?
        {
            Ok(appended) => appended,
            Err(error) => {
                journal.forget(book.space);
                return Err(error);
            }
        };
        let opened = codec::open_row(&book.key, book.space, appended.seq, &appended.body)?;
        let mut next = Book::clone(book);
        next.take(&journal.0.slices, &opened, codec::link(&appended.body))?;
        if next.version >= next.snapshot + SNAPSHOT_ROWS {
            next.snapshot = next.version;
            let (journal, space) = (journal.clone(), next.space);
            // A snapshot only saves time: losing one loses nothing.
            tokio::spawn(async move {
                if let Err(error) = journal.write_snapshot(space).await {
                    tracing::warn!(error = error.log_text(), "a snapshot was not written");
                }
            });
        }
        Ok(journal.keep(next))
    }

    /// Changes, newest first, from before row `before`.
    ///
    /// # Errors
    /// As the store; a fault, if a line does not open.
    pub async fn changes(
        &self,
        book: &Book,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<Written>> {
        const CHANGES: &str = "SELECT seq, body FROM journal WHERE bucket = $1 AND space = $2 AND seq < $3 \
             ORDER BY seq DESC LIMIT $4";
        let mut changes = Vec::new();
        for row in self.page(CHANGES, book, before, limit).await? {
            let mut opened =
                codec::open_row(&book.key, book.space, unsigned(row.int(0)?)?, row.blob(1)?)?;
            opened.entries.reverse();
            changes.append(&mut opened.entries);
        }
        Ok(changes)
    }

    /// Reads, newest first, from before line `before`.
    ///
    /// # Errors
    /// As the store; a fault, if a line does not open.
    pub async fn reads(&self, book: &Book, before: Option<u64>, limit: u32) -> Result<Vec<Read>> {
        const READS: &str = "SELECT n, body FROM access WHERE bucket = $1 AND space = $2 AND n < $3 \
             ORDER BY n DESC LIMIT $4";
        self.page(READS, book, before, limit)
            .await?
            .iter()
            .map(|row| {
                let n = unsigned(row.int(0)?)?;
                Ok(codec::open_read(&book.key, book.space, n, row.blob(1)?)?.read)
            })
            .collect()
    }

    async fn page(
        &self,
        sql: &'static str,
        book: &Book,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<Row>> {
        let before = before
            .and_then(|n| i64::try_from(n).ok())
            .unwrap_or(i64::MAX);
        let params = vec![
            bucket(book.space),
            book.space.into(),
            before.into(),
            i64::from(limit).into(),
        ];
        self.0.0.store.query(sql, params).await
    }
}
