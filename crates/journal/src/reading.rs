//! From the rows of a space to its book: from the snapshot on, and what any
//! process wrote since.

use crate::book::{Book, Standing};
use crate::codec::{self, GENESIS};
use crate::log::{Journal, bucket, signed, unsigned};
use kernel::{Error, Result, SpaceId};
use std::sync::Arc;
use store::Row;

/// A snapshot is written when this many rows follow the last one.
pub(crate) const SNAPSHOT_ROWS: u64 = 100;

impl Journal {
    pub(crate) async fn load(&self, space: SpaceId) -> Result<Arc<Book>> {
        // The book's row, the snapshot and the rows after it, in one statement.
        const LOAD: &str = "SELECT 0, standing, key_wrapped FROM book WHERE bucket = $1 AND space = $2 \
             UNION ALL SELECT 1, version, body FROM snapshot WHERE bucket = $1 AND space = $2 \
             UNION ALL SELECT 2, seq, body FROM journal WHERE bucket = $1 AND space = $2 AND seq > \
             (SELECT coalesce(max(version), 0) FROM snapshot WHERE bucket = $1 AND space = $2) \
             ORDER BY 1, 2";
        let rows = self
            .0
            .store
            .query(LOAD, vec![bucket(space), space.into()])
            .await?;
        let mut rows = rows.iter().peekable();
        let head = rows
            .next()
            .filter(|row| row.int(0).is_ok_and(|part| part == 0))
            .ok_or_else(Error::not_found)?;
        let standing = Standing::from_code(head.int(1)?)?;
        let key = self.0.keyring.key(space, head.blob(2)?).await?;
        let mut book = Book::blank(space, key, standing, &self.0.slices);
        if let Some(row) = rows.next_if(|row| row.int(0).is_ok_and(|part| part == 1)) {
            book.take_snapshot(&self.0.slices, unsigned(row.int(1)?)?, row.blob(2)?)?;
        }
        for row in rows {
            self.take(&mut book, row, 1)?;
        }
        let book = Arc::new(book);
        self.0.books.insert(space, Arc::clone(&book));
        Ok(book)
    }

    /// The book with what any process wrote since.
    ///
    /// # Errors
    /// As the store.
    pub async fn refresh(&self, book: &Arc<Book>) -> Result<Arc<Book>> {
        self.catch_up(book).await
    }

    /// The book with what was written since, and the present standing.
    pub(crate) async fn catch_up(&self, book: &Arc<Book>) -> Result<Arc<Book>> {
        const TAIL: &str = "SELECT 0, standing, key_wrapped FROM book WHERE bucket = $1 AND space = $2 \
             UNION ALL SELECT 2, seq, body FROM journal WHERE bucket = $1 AND space = $2 AND seq > $3 \
             ORDER BY 1, 2";
        let version = signed(book.version)?;
        let rows = self
            .0
            .store
            .query(
                TAIL,
                vec![bucket(book.space), book.space.into(), version.into()],
            )
            .await?;
        let (head, tail) = rows.split_first().ok_or_else(Error::not_found)?;
        let standing = Standing::from_code(head.int(1)?)
            .inspect_err(|error| self.forget_if_gone(book.space, error))?;
        let mut next = Book::clone(book);
        next.standing = standing;
        for row in tail {
            self.take(&mut next, row, 1)?;
        }
        Ok(self.keep(next))
    }

    /// Puts a book in the cache unless a later one is there, and returns it.
    pub(crate) fn keep(&self, book: Book) -> Arc<Book> {
        let book = Arc::new(book);
        let later = self
            .0
            .books
            .get(&book.space)
            .is_some_and(|kept| kept.version > book.version);
        if !later {
            self.0.books.insert(book.space, Arc::clone(&book));
        }
        book
    }

    pub(crate) fn take(&self, book: &mut Book, row: &Row, column: usize) -> Result<()> {
        let seq = unsigned(row.int(column)?)?;
        let body = row.blob(column + 1)?;
        let opened = codec::open_row(&book.key, book.space, seq, body)?;
        book.take(&self.0.slices, &opened, codec::link(body))
    }

    pub(crate) async fn write_snapshot(&self, space: SpaceId) -> Result<()> {
        let book = self.load(space).await?;
        let rows = self
            .0
            .store
            .query(
                "SELECT seq, body FROM journal WHERE bucket = $1 AND space = $2 ORDER BY seq",
                vec![bucket(space), space.into()],
            )
            .await?;
        let mut tip = GENESIS;
        let mut clear = Vec::with_capacity(rows.len());
        for row in &rows {
            let opened = codec::open_row(&book.key, space, unsigned(row.int(0)?)?, row.blob(1)?)?;
            if opened.before != tip || opened.seq != clear.len() as u64 + 1 {
                return Err(Error::fault("the journal's chain is broken"));
            }
            tip = codec::link(row.blob(1)?);
            clear.push(opened.clear);
        }
        let version = clear.len() as u64;
        let body =
            codec::seal_snapshot(&book.key, &*self.0.world.chance, space, version, tip, clear);
        self.0
            .store
            .execute(
                "INSERT INTO snapshot (bucket, space, version, body) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (bucket, space) DO UPDATE SET version = excluded.version, body = excluded.body \
                 WHERE snapshot.version < excluded.version",
                vec![
                    bucket(space),
                    space.into(),
                    signed(version)?.into(),
                    body.into(),
                ],
            )
            .await?;
        Ok(())
    }
}
