//! What is to be looked at in a record by some time: a table of a slice's own says
//! where and when; whether there is still something, the record says, each time. So a
//! row that comes too early or twice does no harm. One that is missing would, and is
//! therefore written before what it is about.

use crate::{Book, Journal};
use kernel::{DocumentId, Kind, Result, SpaceId, Timestamp};
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;
use store::{Row, Store, Value};

/// Rows looked at in one go.
const AT_ONCE: i64 = 200;
/// What could not be looked at is tried again after this.
const REST: Duration = Duration::from_secs(10 * 60);

/// The statements of a table `(bucket, space[, of], due_at)` whose key is all but the
/// last, as [`due_table`](crate::due_table) writes them.
#[derive(Clone, Copy)]
pub struct DueTable<T> {
    #[doc(hidden)]
    pub note: &'static str,
    #[doc(hidden)]
    pub due: &'static str,
    #[doc(hidden)]
    pub done: &'static str,
    #[doc(hidden)]
    pub later: &'static str,
    #[doc(hidden)]
    pub forget: &'static str,
    #[doc(hidden)]
    pub of: PhantomData<fn() -> T>,
}

/// A table of what is due, by its name, the column of what in a record it is about, if
/// it is about less than the whole record, and which time stays where one is noted and
/// another comes: the `earlier`, the one that was `noted`, the `coming` one.
#[macro_export]
macro_rules! due_table {
    ($table:literal, $stays:ident) => {
        $crate::due_table!(@ $table, "", "", "", "", $stays)
    };
    ($table:literal, $of:literal, $stays:ident) => {
        $crate::due_table!(@ $table, concat!(", ", $of), ", $4",
            concat!(" AND ", $of, " = $4"), concat!(" AND ", $of, " = $5"), $stays)
    };
    (@ $table:literal, $of:expr, $value:literal, $is:expr, $is_then:expr, $stays:ident) => {
        $crate::DueTable {
            note: concat!(
                "INSERT INTO ", $table, " (bucket, space, due_at", $of, ") ",
                "VALUES ($1, $2, $3", $value, ") ON CONFLICT (bucket, space", $of, ") ",
                $crate::due_table!(@stays $stays, $table),
            ),
            due: concat!(
                "SELECT space, due_at", $of, " FROM ", $table, " WHERE due_at <= $1 ",
                "ORDER BY due_at, bucket, space", $of, " LIMIT $2",
            ),
            done: concat!(
                "DELETE FROM ", $table,
                " WHERE bucket = $1 AND space = $2 AND due_at = $3", $is,
            ),
            later: concat!(
                "UPDATE ", $table, " SET due_at = $4 ",
                "WHERE bucket = $1 AND space = $2 AND due_at = $3", $is_then,
            ),
            forget: concat!("DELETE FROM ", $table, " WHERE bucket = $1 AND space = $2"),
            of: ::core::marker::PhantomData,
        }
    };
    (@stays earlier, $table:literal) => {
        concat!(
            "DO UPDATE SET due_at = CASE WHEN excluded.due_at < ", $table, ".due_at ",
            "THEN excluded.due_at ELSE ", $table, ".due_at END",
        )
    };
    (@stays noted, $table:literal) => { "DO NOTHING" };
    (@stays coming, $table:literal) => { "DO UPDATE SET due_at = excluded.due_at" };
}

/// What of a record is to be looked at: one thing in it, or (`()`) the record.
pub trait Subject: Copy + Send + Sync {
    /// Its id, if it has one.
    fn id(self) -> Option<Value>;
    /// Reads it in this column.
    ///
    /// # Errors
    /// A fault: what the store holds is no id.
    fn read(row: &Row, column: usize) -> Result<Self>;
}

impl Subject for () {
    fn id(self) -> Option<Value> {
        None
    }

    fn read(_: &Row, _: usize) -> Result<Self> {
        Ok(())
    }
}

impl Subject for DocumentId {
    fn id(self) -> Option<Value> {
        Some(self.into())
    }

    fn read(row: &Row, column: usize) -> Result<Self> {
        Self::from_slice(row.blob(column)?)
    }
}

/// Something to be looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Due<T> {
    /// In whose record.
    pub space: SpaceId,
    /// What in it.
    pub of: T,
    /// Not before then.
    pub due_at: Timestamp,
}

impl<T: Subject> Due<T> {
    fn row(self, then: Option<Timestamp>) -> Vec<Value> {
        let bucket = i64::from(self.space.bucket()).into();
        let mut row = vec![bucket, self.space.into(), self.due_at.into()];
        row.extend(then.map(Value::from));
        row.extend(self.of.id());
        row
    }
}

/// What is due in a store. Cheap to clone.
#[derive(Clone)]
pub struct Dues<T> {
    store: Store,
    table: DueTable<T>,
}

impl<T: Subject> Dues<T> {
    /// What this table of a store says.
    pub const fn new(store: Store, table: DueTable<T>) -> Self {
        Self { store, table }
    }

    /// Notes when to look at what is about to be written.
    ///
    /// # Errors
    /// As the store.
    pub async fn note(&self, due: Due<T>) -> Result<()> {
        let row = due.row(None);
        self.store.execute(self.table.note, row).await.map(drop)
    }

    /// Looks at what is due by now, the first due first: `look` says when to look again,
    /// if at all. What one of them refuses stops no other: the log is told that *`what`*
    /// did not happen this time, and it is tried again in ten minutes.
    ///
    /// # Errors
    /// As the store.
    pub async fn each<F>(
        &self,
        now: Timestamp,
        what: &'static str,
        look: impl Fn(Due<T>) -> F,
    ) -> Result<()>
    where
        F: Future<Output = Result<Option<Timestamp>>>,
    {
        loop {
            let asked = vec![now.into(), AT_ONCE.into()];
            let rows = self.store.query(self.table.due, asked).await?;
            if rows.is_empty() {
                return Ok(());
            }
            for row in &rows {
                let due = Due {
                    space: SpaceId::from_slice(row.blob(0)?)?,
                    of: T::read(row, 2)?,
                    due_at: row.timestamp(1)?,
                };
                let again = look(due).await.unwrap_or_else(|error| {
                    let error = error.log_text();
                    tracing::warn!(error, what, "did not happen this time");
                    Some(now.plus(REST))
                });
                self.looked_at(due, again).await?;
            }
        }
    }

    /// Unless somebody noted another time meanwhile.
    async fn looked_at(&self, due: Due<T>, again: Option<Timestamp>) -> Result<()> {
        let sql = match again {
            Some(_) => self.table.later,
            None => self.table.done,
        };
        self.store.execute(sql, due.row(again)).await.map(drop)
    }

    /// Forgets what was noted of a record.
    ///
    /// # Errors
    /// As the store.
    pub async fn forget(&self, space: SpaceId) -> Result<()> {
        let place = vec![i64::from(space.bucket()).into(), space.into()];
        self.store.execute(self.table.forget, place).await.map(drop)
    }
}

impl Journal {
    /// The record of a space as any process left it; nothing, if it was erased.
    ///
    /// # Errors
    /// As opening.
    pub async fn look(&self, space: SpaceId) -> Result<Option<Arc<Book>>> {
        let book = match self.open(space).await {
            Ok(book) => self.refresh(&book).await,
            Err(error) => Err(error),
        };
        match book {
            Err(error) if error.kind() == Kind::NotFound => Ok(None),
            book => book.map(Some),
        }
    }
}
