//! Many books at once, in the order in which they lie: for what is worked out over
//! night for everybody. None of them is kept warm: whoever came by day finds theirs
//! as it was.

use crate::book::{Book, Standing};
use crate::log::{Journal, bucket, unsigned};
use crate::shreds::Shred;
use kernel::{Error, Result, SpaceId};
use std::collections::HashMap;
use std::sync::Arc;
use store::Row;

impl Journal {
    /// The books of these spaces, which lie in one bucket, in their order; those that
    /// have none, or were erased, are left out. One that does not open says so, and
    /// keeps no other back.
    ///
    /// # Errors
    /// As the store.
    pub async fn open_range(
        &self,
        spaces: &[SpaceId],
    ) -> Result<Vec<(SpaceId, Result<Arc<Book>>)>> {
        // As one book is read, of all between the first and the last. One statement:
        // a snapshot that is written meanwhile stands with its rows, or not at all.
        const LOAD: &str = "SELECT space, 0, standing, key_wrapped FROM book \
             WHERE bucket = $1 AND space BETWEEN $2 AND $3 \
             UNION ALL SELECT space, 1, version, body FROM snapshot \
             WHERE bucket = $1 AND space BETWEEN $2 AND $3 \
             UNION ALL SELECT j.space, 2, j.seq, j.body FROM journal j \
             LEFT JOIN snapshot s ON s.bucket = j.bucket AND s.space = j.space \
             WHERE j.bucket = $1 AND j.space BETWEEN $2 AND $3 AND j.seq > coalesce(s.version, 0) \
             ORDER BY 1, 2, 3";
        let (Some(from), Some(to)) = (spaces.iter().min(), spaces.iter().max()) else {
            return Ok(Vec::new());
        };
        let params = vec![bucket(*from), (*from).into(), (*to).into()];
        let rows = self.0.store.query(LOAD, params).await?;
        let shreds = self.0.keyring.shreds(*from, *to).await?;
        let mut of_space: HashMap<SpaceId, &[Row]> = HashMap::new();
        for rows in rows.chunk_by(|one, other| one.blob(0).ok() == other.blob(0).ok()) {
            if let Some(head) = rows.first() {
                of_space.insert(SpaceId::from_slice(head.blob(0)?)?, rows);
            }
        }
        let mut books = Vec::with_capacity(spaces.len());
        for space in spaces {
            // None, or erased: nothing to be said of it.
            let Some(rows) = of_space.get(space).filter(|rows| stands(rows)) else {
                continue;
            };
            let shred = shreds.get(space).unwrap_or(&Shred::Absent);
            books.push((*space, self.folded(*space, rows, shred).await));
        }
        Ok(books)
    }

    async fn folded(&self, space: SpaceId, rows: &[Row], shred: &Shred) -> Result<Arc<Book>> {
        let (head, rows) = rows.split_first().ok_or_else(Error::not_found)?;
        let standing = Standing::from_code(head.int(2)?)?;
        let key = self
            .0
            .keyring
            .key_under(space, head.blob(3)?, shred)
            .await?;
        let mut book = Book::blank(space, key, standing, &self.0.slices);
        for row in rows {
            match row.int(1)? {
                1 => {
                    let version = unsigned(row.int(2)?)?;
                    book.take_snapshot(&self.0.slices, version, row.blob(3)?)?;
                }
                _ => self.take(&mut book, row, 2)?,
            }
        }
        Ok(Arc::new(book))
    }
}

/// Whether these rows begin with a book that is there.
fn stands(rows: &[Row]) -> bool {
    let head = rows
        .first()
        .filter(|head| head.int(1).is_ok_and(|part| part == 0));
    head.is_some_and(|head| {
        head.int(2)
            .is_ok_and(|standing| Standing::from_code(standing).is_ok())
    })
}
