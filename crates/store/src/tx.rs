//! The transaction, the same on both engines: after a statement failed, it can
//! only end, and ends undone.

use crate::{Row, Value, postgres, sqlite};
use kernel::{Error, Result};

/// One statement and its parameters, for [`Tx::run`].
#[derive(Clone, Debug)]
pub struct Statement {
    /// The text, with `$1` placeholders.
    pub sql: &'static str,
    /// The parameters.
    pub params: Vec<Value>,
}

/// One statement over many rows of parameters, for [`Tx::run_many`], said for
/// each engine as it runs fastest.
#[derive(Clone, Copy, Debug)]
pub struct Many {
    /// For SQLite, run once for each row: `$1` is its first value.
    pub sqlite: &'static str,
    /// For PostgreSQL, run once for all: `$1` is the array of all first values,
    /// and the text says of what, as in `FROM unnest($1::int8[], $2::bytea[])`.
    pub postgres: &'static str,
}

/// New rows of one table, for [`Tx::insert_many`], said for each engine: the same
/// columns in the same order, each with a value of every row.
#[derive(Clone, Copy, Debug)]
pub struct NewRows {
    /// For SQLite, run once for each row; PostgreSQL reads in it of what kind the columns
    /// are: `INSERT INTO shelf (bucket, name) VALUES ($1, $2)`, and nothing after that.
    pub insert: &'static str,
    /// For PostgreSQL, which takes all rows as one stream:
    /// `COPY shelf (bucket, name) FROM STDIN BINARY`.
    pub copy: &'static str,
}

/// Rows in one [`Tx::run_many`] or [`Tx::insert_many`], at most. On SQLite nobody
/// else writes before its commit: where others wait, take [`ROWS_POLITE`].
pub const ROWS_MAX: usize = 50_000;
/// Rows after which to commit and begin anew, so that others hardly wait.
pub const ROWS_POLITE: usize = 5_000;

/// What came of one statement.
#[derive(Clone, Default, Debug)]
pub struct Outcome {
    /// The rows it gave.
    pub rows: Vec<Row>,
    /// How many rows it changed; nothing is promised for a `SELECT`.
    pub changed: u64,
}

pub(crate) enum InnerTx {
    Sqlite(sqlite::SqliteTx),
    Postgres(Box<postgres::PostgresTx>),
}

/// A transaction. Dropped without [`Tx::commit`], it is rolled back.
pub struct Tx {
    inner: InnerTx,
    name: &'static str,
    // INVARIANT: true while a statement is under way, so that a transaction
    // whose caller stopped waiting half-way is never committed.
    failed: bool,
}

impl Tx {
    pub(crate) const fn new(inner: InnerTx, name: &'static str) -> Self {
        Self {
            inner,
            name,
            failed: false,
        }
    }

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

    /// Runs statements one after the other, in one message to the store; the
    /// outcomes are in the same order.
    ///
    /// # Errors
    /// The first that failed; then the transaction can only end.
    pub async fn run(&mut self, batch: Vec<Statement>) -> Result<Vec<Outcome>> {
        self.start()?;
        let outcomes = match &mut self.inner {
            InnerTx::Sqlite(tx) => tx.run(batch).await,
            InnerTx::Postgres(tx) => tx.run(batch).await,
        };
        self.failed = outcomes.is_err();
        outcomes
    }

    /// Runs one statement over many rows, in one message to the store, at the
    /// engine's own speed. What it gives (`RETURNING`) comes in no order.
    ///
    /// On PostgreSQL it is one statement: no row sees what another did, and two
    /// rows that meet at one key of `ON CONFLICT DO UPDATE` are a fault.
    ///
    /// # Errors
    /// As [`Self::query`]; a fault beyond [`ROWS_MAX`], or if rows differ in
    /// length.
    pub async fn run_many(&mut self, many: &Many, rows: Vec<Vec<Value>>) -> Result<Outcome> {
        self.start()?;
        if rows.len() > ROWS_MAX {
            return Err(Error::fault("too many rows for one statement"));
        }
        let outcome = match (&mut self.inner, rows.is_empty()) {
            (_, true) => Ok(Outcome::default()),
            (InnerTx::Sqlite(tx), _) => tx.run_many(many.sqlite, rows).await,
            (InnerTx::Postgres(tx), _) => tx.run_many(many.postgres, &rows).await,
        };
        self.failed = outcome.is_err();
        outcome
    }

    /// Puts new rows in a table, in one message to the store, at the engine's own speed;
    /// how many. A key that is taken is a conflict, and nothing of them is kept: for
    /// rows that may be there already, [`Self::run_many`] has `ON CONFLICT`.
    ///
    /// # Errors
    /// As [`Self::run_many`].
    pub async fn insert_many(&mut self, new: &NewRows, rows: Vec<Vec<Value>>) -> Result<u64> {
        self.start()?;
        if rows.len() > ROWS_MAX {
            return Err(Error::fault("too many rows for one statement"));
        }
        let put = match (&mut self.inner, rows.is_empty()) {
            (_, true) => Ok(0),
            (InnerTx::Sqlite(tx), _) => {
                let outcome = tx.run_many(new.insert, rows).await;
                outcome.map(|outcome| outcome.changed)
            }
            (InnerTx::Postgres(tx), _) => tx.insert_many(new, &rows).await,
        };
        self.failed = put.is_err();
        put
    }

    /// Runs a text of several statements, without parameters.
    pub(crate) async fn script(&mut self, text: &str) -> Result<()> {
        self.start()?;
        let done = match &mut self.inner {
            InnerTx::Sqlite(tx) => tx.script(text.to_owned()).await,
            InnerTx::Postgres(tx) => tx.script(text).await,
        };
        self.failed = done.is_err();
        done
    }

    fn start(&mut self) -> Result<()> {
        if std::mem::replace(&mut self.failed, true) {
            return Err(self.had_failed());
        }
        Ok(())
    }

    fn had_failed(&self) -> Error {
        Error::fault(format!("the transaction \"{}\" had failed", self.name))
    }

    /// Makes it durable.
    ///
    /// # Errors
    /// Unavailable, and where the server was lost it is unknown whether it is durable,
    /// which the error's code says: whoever tries again must be able to tell. A fault, if a statement had failed: nothing
    /// is kept of it.
    pub async fn commit(self) -> Result<()> {
        if self.failed {
            return Err(self.had_failed());
        }
        let committed = match self.inner {
            InnerTx::Sqlite(tx) => tx.commit().await,
            InnerTx::Postgres(tx) => tx.commit().await,
        };
        committed.inspect_err(|error| {
            let error = error.log_text();
            tracing::warn!(transaction = self.name, error, "not committed");
        })
    }

    /// Undoes it, and returns when it is undone.
    ///
    /// # Errors
    /// Unavailable; it is undone all the same.
    pub async fn rollback(self) -> Result<()> {
        match self.inner {
            InnerTx::Sqlite(tx) => tx.rollback().await,
            InnerTx::Postgres(tx) => tx.rollback().await,
        }
    }
}
