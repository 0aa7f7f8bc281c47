//! The store: tables on SQLite or PostgreSQL, through the same SQL.
//!
//! SQL is written once, at the transaction, with `$1` placeholders and columns
//! INTEGER, TEXT, BLOB and REAL only. A transaction is durable when `commit`
//! returns; dropped, it is rolled back. Where the engines must differ, both
//! texts stand side by side and [`Store::engine`] chooses.
//!
//! Rows by the thousand go in and are changed by [`Tx::run_many`]; those that are
//! new for sure go in faster by [`Tx::insert_many`]. To read millions with flat
//! memory, ask page by page along the key, with the limit in the text:
//! `WHERE (bucket, id) > ($1, $2) ORDER BY bucket, id LIMIT 5000`.
//!
//! What is not promised: the order of rows without `ORDER BY`; where nulls sort;
//! the case folding of letters beyond ASCII in SQL (keep a folded column); sums
//! in SQL (add numbers in Rust); that two transactions on PostgreSQL do not see
//! each other's commits between two statements (lock the row, check its version,
//! or say `ON CONFLICT`).

mod catalogue;
mod migrations;
mod postgres;
mod row;
mod sql;
mod sqlite;
mod tx;
mod value;

pub use catalogue::Table;
pub use migrations::Migration;
pub use row::Row;
pub use tx::{Many, NewRows, Outcome, ROWS_MAX, ROWS_POLITE, Statement, Tx};
pub use value::Value;

use kernel::{Error, Result};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tx::InnerTx;

/// How long the store may take to say that it is ready.
const READY_WAIT_MAX: Duration = Duration::from_secs(2);

/// Which engine a store runs on, where the two must differ.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Engine {
    /// SQLite, embedded.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

enum Inner {
    Sqlite(sqlite::Sqlite),
    Postgres(Box<postgres::Postgres>),
}

/// A database. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

impl Store {
    /// Opens `sqlite:/path/to/file` (its folder is made, for the owner alone) or
    /// `postgres://…`. To PostgreSQL on another machine the line is encrypted, and
    /// the server's certificate is for its name, by an authority that this machine
    /// trusts or that the file of `sslrootcert=` holds; `sslmode=disable` leaves that.
    ///
    /// # Errors
    /// Invalid, for another address; unavailable, if it cannot be opened.
    pub async fn open(url: &str) -> Result<Self> {
        let inner = if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            Inner::Sqlite(sqlite::Sqlite::open(Path::new(path))?)
        } else if ["postgres://", "postgresql://", "host="]
            .iter()
            .any(|start| url.starts_with(start))
        {
            Inner::Postgres(Box::new(postgres::Postgres::open(url).await?))
        } else {
            return Err(Error::invalid("store-url-wrong")
                .note("the store's address starts with sqlite: or postgres://"));
        };
        Ok(Self(Arc::new(inner)))
    }

    /// The engine.
    pub fn engine(&self) -> Engine {
        match *self.0 {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// Asks a question outside any transaction.
    ///
    /// # Errors
    /// Unavailable or a fault.
    pub async fn query(&self, sql: &'static str, params: Vec<Value>) -> Result<Vec<Row>> {
        let statement = Statement { sql, params };
        match &*self.0 {
            Inner::Sqlite(sqlite) => sqlite.query(statement).await,
            Inner::Postgres(postgres) => Ok(postgres.run(&statement).await?.rows),
        }
    }

    /// Runs one statement in a durable transaction of its own, and says how
    /// many rows it changed.
    ///
    /// # Errors
    /// Conflict, if a key is taken; unavailable or a fault.
    pub async fn execute(&self, sql: &'static str, params: Vec<Value>) -> Result<u64> {
        let statement = Statement { sql, params };
        let outcome = match &*self.0 {
            Inner::Sqlite(sqlite) => sqlite.execute(statement).await?,
            Inner::Postgres(postgres) => postgres.run(&statement).await?,
        };
        Ok(outcome.changed)
    }

    /// Begins a transaction; the name shows in logs. On SQLite it holds the one
    /// writer: await nothing slow before it ends. One that waits a minute for
    /// its next statement is rolled back.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn begin(&self, name: &'static str) -> Result<Tx> {
        let inner = match &*self.0 {
            Inner::Sqlite(sqlite) => InnerTx::Sqlite(sqlite.begin().await?),
            Inner::Postgres(postgres) => InnerTx::Postgres(Box::new(postgres.begin().await?)),
        };
        Ok(Tx::new(inner, name))
    }

    /// Whether the store answers, and soon, to a reader and to a writer.
    ///
    /// # Errors
    /// Unavailable, if not.
    pub async fn ready(&self) -> Result<()> {
        let asked = async {
            self.query("SELECT 1", Vec::new()).await?;
            self.begin("ready").await?.rollback().await
        };
        tokio::time::timeout(READY_WAIT_MAX, asked)
            .await
            .unwrap_or_else(|_| Err(Error::unavailable("the database answers too slowly")))
    }
}
