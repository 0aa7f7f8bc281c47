//! The store: tables on SQLite or PostgreSQL, through the same SQL.
//!
//! SQL is written once, at the transaction, with `$1` placeholders and columns
//! INTEGER, TEXT, BLOB and REAL only. A transaction is durable when `commit`
//! returns; dropped, it is rolled back. What is not promised: the order of rows
//! without `ORDER BY`, and the case folding of non-ASCII letters in SQL (keep a
//! folded column).

mod migrations;
mod placeholders;
mod postgres;
mod sqlite;
mod value;

pub use migrations::Migration;
pub use value::{Outcome, Row, Statement, Value};

use kernel::{Error, Result};
use std::path::Path;
use std::sync::Arc;

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
    Postgres(postgres::Postgres),
}

/// A database. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

enum InnerTx {
    Sqlite(sqlite::SqliteTx),
    Postgres(postgres::PostgresTx),
}

/// A transaction. Dropped without [`Tx::commit`], it is rolled back.
pub struct Tx {
    inner: InnerTx,
    name: &'static str,
    failed: bool,
}

/// A table and its columns, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<String>,
}

impl Store {
    /// Opens `sqlite:/path/to/file` (its folder is made) or `postgres://…`.
    ///
    /// # Errors
    /// Invalid, for another address; unavailable, if it cannot be opened.
    pub async fn open(url: &str) -> Result<Self> {
        let inner = if let Some(path) = url.strip_prefix("sqlite:") {
            Inner::Sqlite(sqlite::Sqlite::open(Path::new(
                path.strip_prefix("//").unwrap_or(path),
            ))?)
        } else if url.starts_with("postgres://")
            || url.starts_with("postgresql://")
            || url.starts_with("host=")
        {
            Inner::Postgres(postgres::Postgres::open(url).await?)
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
            Inner::Postgres(postgres) => postgres.query(statement).await,
        }
    }

    /// Runs one statement in a durable transaction of its own, and says how
    /// many rows it changed.
    ///
    /// # Errors
    /// Conflict, if a key is taken; unavailable or a fault.
    pub async fn execute(&self, sql: &'static str, params: Vec<Value>) -> Result<u64> {
        let mut tx = self.begin("execute").await?;
        let changed = tx.execute(sql, params).await?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Begins a transaction; the name shows in logs. On SQLite it holds the one
    /// writer: await nothing slow before it ends.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn begin(&self, name: &'static str) -> Result<Tx> {
        let inner = match &*self.0 {
            Inner::Sqlite(sqlite) => InnerTx::Sqlite(sqlite.begin().await?),
            Inner::Postgres(postgres) => InnerTx::Postgres(postgres.begin().await?),
        };
        Ok(Tx {
            inner,
            name,
            failed: false,
        })
    }

    /// Whether the store answers.
    ///
    /// # Errors
    /// Unavailable, if not.
    pub async fn ready(&self) -> Result<()> {
        self.query("SELECT 1", Vec::new()).await.map(drop)
    }

    /// Every table of ours, with its columns in order.
    ///
    /// # Errors
    /// As [`Self::query`].
    pub async fn catalogue(&self) -> Result<Vec<Table>> {
        let sql = match self.engine() {
            Engine::Sqlite => {
                "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c \
                 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid"
            }
            Engine::Postgres => {
                "SELECT c.table_name::text, c.column_name::text FROM information_schema.columns c \
                 WHERE c.table_schema = current_schema() ORDER BY c.table_name, c.ordinal_position"
            }
        };
        let mut tables: Vec<Table> = Vec::new();
        for row in self.query(sql, Vec::new()).await? {
            let (name, column) = (row.text(0)?, row.text(1)?.to_owned());
            match tables.last_mut() {
                Some(table) if table.name == name => table.columns.push(column),
                _ => tables.push(Table {
                    name: name.to_owned(),
                    columns: vec![column],
                }),
            }
        }
        Ok(tables)
    }
}

impl Tx {
    /// Asks a question within the transaction.
    ///
    /// # Errors
    /// Conflict, unavailable or a fault; then the transaction can only end.
    pub async fn query(&mut self, sql: &'static str, params: Vec<Value>) -> Result<Vec<Row>> {
        Ok(self.one(sql, params).await?.rows)
    }

    /// Runs one statement and says how many rows it changed.
    ///
    /// # Errors
    /// As [`Self::query`].
    pub async fn execute(&mut self, sql: &'static str, params: Vec<Value>) -> Result<u64> {
        Ok(self.one(sql, params).await?.changed)
    }

    async fn one(&mut self, sql: &'static str, params: Vec<Value>) -> Result<Outcome> {
        let outcomes = self.run(vec![Statement { sql, params }]).await?;
        outcomes
            .into_iter()
            .next()
            .ok_or_else(|| Error::fault("the store answered nothing"))
    }

    /// Runs statements one after the other, in one message to the store.
    ///
    /// # Errors
    /// The first that failed; then the transaction can only end.
    pub async fn run(&mut self, batch: Vec<Statement>) -> Result<Vec<Outcome>> {
        let outcomes = match &mut self.inner {
            InnerTx::Sqlite(tx) => tx.run(batch).await,
            InnerTx::Postgres(tx) => tx.run(batch).await,
        };
        self.failed |= outcomes.is_err();
        outcomes
    }

    pub(crate) async fn script(&mut self, text: &str) -> Result<()> {
        let done = match &mut self.inner {
            InnerTx::Sqlite(tx) => tx.script(text.to_owned()).await,
            InnerTx::Postgres(tx) => tx.script(text).await,
        };
        self.failed |= done.is_err();
        done
    }

    /// Makes it durable.
    ///
    /// # Errors
    /// Unavailable, and then it is unknown whether it is durable; a fault, if a
    /// statement had failed: nothing is kept of it.
    pub async fn commit(self) -> Result<()> {
        if self.failed {
            return Err(Error::fault(format!(
                "the transaction \"{}\" had failed",
                self.name
            )));
        }
        let committed = match self.inner {
            InnerTx::Sqlite(tx) => tx.commit().await,
            InnerTx::Postgres(tx) => tx.commit().await,
        };
        committed.map_err(|error| {
            tracing::warn!(
                transaction = self.name,
                error = error.log_text(),
                "not committed"
            );
            error
        })
    }

    /// Undoes it.
    ///
    /// # Errors
    /// Unavailable; it is undone all the same.
    pub async fn rollback(self) -> Result<()> {
        match self.inner {
            InnerTx::Sqlite(tx) => {
                drop(tx);
                Ok(())
            }
            InnerTx::Postgres(tx) => tx.rollback().await,
        }
    }
}
