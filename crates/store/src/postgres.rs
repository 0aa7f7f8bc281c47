//! PostgreSQL: statements and transactions on a connection out of the pool.

mod copy;
mod errors;
mod line;
mod pool;
mod value;

use crate::{NewRows, Outcome, Row, Statement, Value};
use errors::{translate, translate_commit};
use futures_util::future::try_join_all;
use kernel::{Kind, Result};
use pool::{Leased, Pool};
use std::time::Duration;
use tokio_postgres::Client;
use tokio_postgres::types::ToSql;

/// How long an abandoned transaction may take to be undone before its connection
/// is thrown away, which undoes it too.
const ROLL_BACK_WAIT_MAX: Duration = Duration::from_secs(5);

/// A PostgreSQL database.
pub(crate) struct Postgres(Pool);

/// A transaction, and the connection that is ours until it ends.
pub(crate) struct PostgresTx(Option<Leased>);

impl Postgres {
    pub(crate) async fn open(url: &str) -> Result<Self> {
        Pool::open(url).await.map(Self)
    }

    /// One statement in a transaction of its own.
    pub(crate) async fn run(&self, statement: &Statement) -> Result<Outcome> {
        let mut leased = self.0.lease().await?;
        let outcome = async {
            let prepared = leased.prepare(statement).await?;
            // Whoever loses the server during what writes cannot know.
            let only_reads = statement.sql.trim_start().starts_with("SELECT");
            let told = if only_reads {
                translate
            } else {
                translate_commit
            };
            execute(leased.client(), &prepared, statement, told).await
        }
        .await;
        if outcome.as_ref().err().map(|e| e.kind()) != Some(Kind::Unavailable) {
            leased.give_back();
        }
        outcome
    }

    pub(crate) async fn begin(&self) -> Result<PostgresTx> {
        let leased = self.0.lease().await?;
        // Held by the transaction from before it begins: a caller who stops
        // waiting here leaves nothing open behind.
        let tx = PostgresTx(Some(leased));
        batch(tx.client()?, "BEGIN", "beginning").await?;
        Ok(tx)
    }
}

impl PostgresTx {
    pub(crate) async fn run(&mut self, batch: Vec<Statement>) -> Result<Vec<Outcome>> {
        let leased = self.0.as_mut().ok_or_else(ended)?;
        let mut prepared = Vec::with_capacity(batch.len());
        for statement in &batch {
            prepared.push(leased.prepare(statement).await?);
        }
        // Sent one behind the other without waiting: one round trip for all.
        let client = leased.client();
        let sent = batch.iter().zip(&prepared);
        try_join_all(
            sent.map(|(statement, prepared)| execute(client, prepared, statement, translate)),
        )
        .await
    }

    /// The rows turned into columns, one array for each parameter.
    pub(crate) async fn run_many(
        &mut self,
        sql: &'static str,
        rows: &[Vec<Value>],
    ) -> Result<Outcome> {
        let leased = self.0.as_mut().ok_or_else(ended)?;
        let prepared = leased.prepare_many(sql).await?;
        let width = prepared.params().len();
        if rows.iter().any(|row| row.len() != width) {
            return Err(other_parameters());
        }
        let columns: Vec<Vec<&Value>> = (0..width)
            .map(|place| rows.iter().map(|row| &row[place]).collect())
            .collect();
        let params: Vec<_> = columns.iter().map(|column| column as _).collect();
        ask(leased.client(), &prepared, &params, translate).await
    }

    /// The rows as one stream. What they are is read in the text of the insert, so that a
    /// value of another kind than its column is refused here: the server would take its
    /// bytes for whatever the column holds.
    pub(crate) async fn insert_many(&mut self, new: &NewRows, rows: &[Vec<Value>]) -> Result<u64> {
        let leased = self.0.as_mut().ok_or_else(ended)?;
        let columns = leased.prepare_many(new.insert).await?;
        let columns = columns.params();
        if rows.iter().any(|row| row.len() != columns.len()) {
            return Err(other_parameters());
        }
        let stream = copy::encoded(columns, rows)?;
        let copy = leased.prepare_many(new.copy).await?;
        copy::send(leased.client(), &copy, stream).await
    }

    pub(crate) async fn script(&mut self, text: &str) -> Result<()> {
        batch(self.client()?, text, "running a script").await
    }

    /// INVARIANT: never called after a statement failed; PostgreSQL would answer
    /// COMMIT by rolling back, without an error. [`crate::Tx`] sees to it.
    pub(crate) async fn commit(mut self) -> Result<()> {
        let leased = self.0.take().ok_or_else(ended)?;
        // Out of `self`: should this fail, the connection is thrown away.
        let done = leased.client().batch_execute("COMMIT").await;
        done.map_err(|e| translate_commit(&e, "committing"))?;
        leased.give_back();
        Ok(())
    }

    pub(crate) async fn rollback(mut self) -> Result<()> {
        let leased = self.0.take().ok_or_else(ended)?;
        batch(leased.client(), "ROLLBACK", "rolling back").await?;
        leased.give_back();
        Ok(())
    }

    fn client(&self) -> Result<&Client> {
        self.0.as_ref().map(Leased::client).ok_or_else(ended)
    }
}

/// Abandoned: undone in the background, and the connection kept if it is whole.
impl Drop for PostgresTx {
    fn drop(&mut self) {
        let (Some(leased), Ok(runtime)) = (self.0.take(), tokio::runtime::Handle::try_current())
        else {
            return;
        };
        if leased.client().is_closed() {
            return;
        }
        runtime.spawn(async move {
            let undone = batch(leased.client(), "ROLLBACK", "rolling back");
            if let Ok(Ok(())) = tokio::time::timeout(ROLL_BACK_WAIT_MAX, undone).await {
                leased.give_back();
            }
        });
    }
}

fn ended() -> kernel::Error {
    kernel::Error::fault("a transaction that had ended was used")
}

async fn batch(client: &Client, text: &str, doing: &'static str) -> Result<()> {
    let done = client.batch_execute(text).await;
    done.map_err(|e| translate(&e, doing))
}

/// What is said of a failure, and of what was being done.
type Told = fn(&tokio_postgres::Error, &'static str) -> kernel::Error;

async fn execute(
    client: &Client,
    prepared: &tokio_postgres::Statement,
    statement: &Statement,
    told: Told,
) -> Result<Outcome> {
    if prepared.params().len() != statement.params.len() {
        return Err(other_parameters());
    }
    let params: Vec<_> = statement.params.iter().map(|v| v as _).collect();
    ask(client, prepared, &params, told).await
}

async fn ask(
    client: &Client,
    prepared: &tokio_postgres::Statement,
    params: &[&(dyn ToSql + Sync)],
    told: Told,
) -> Result<Outcome> {
    let failed = |e: tokio_postgres::Error| told(&e, "running a statement");
    if prepared.columns().is_empty() {
        let changed = client.execute(prepared, params).await.map_err(failed)?;
        let rows = Vec::new();
        return Ok(Outcome { rows, changed });
    }
    let found = client.query(prepared, params).await.map_err(failed)?;
    let rows: Vec<Row> = found.iter().map(row).collect::<Result<_>>()?;
    let changed = rows.len() as u64;
    Ok(Outcome { rows, changed })
}

fn other_parameters() -> kernel::Error {
    kernel::Error::fault("a statement has other parameters than it was given")
}

fn row(found: &tokio_postgres::Row) -> Result<Row> {
    (0..found.len())
        .map(|column| found.try_get::<_, Value>(column))
        .collect::<Result<_, _>>()
        .map(Row)
        .map_err(|e| translate(&e, "reading a row"))
}
