//! PostgreSQL: a small pool of our own. A connection that failed is thrown
//! away; statements are prepared once per connection.

use crate::{Outcome, Row, Statement, Value};
use futures_util::future::try_join_all;
use kernel::{Error, Result};
use std::collections::HashMap;
use std::error::Error as StdError;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, NoTls};

const CONNECTIONS_MAX: usize = 16;
const WAITING_MAX: usize = 4_096;
const WAIT: Duration = Duration::from_secs(10);

/// A PostgreSQL database.
pub(crate) struct Postgres {
    url: String,
    idle: Arc<Mutex<Vec<Link>>>,
    slots: Arc<Semaphore>,
    waiting: Semaphore,
}

struct Link {
    client: Client,
    prepared: HashMap<&'static str, tokio_postgres::Statement>,
}

/// A connection out of the pool; goes back when it is whole.
struct Leased {
    link: Option<Link>,
    idle: Arc<Mutex<Vec<Link>>>,
    _slot: OwnedSemaphorePermit,
}

/// A transaction, and the connection that is ours until it ends.
pub(crate) struct PostgresTx(Leased);

impl Postgres {
    pub(crate) async fn open(url: &str) -> Result<Self> {
        let this = Self {
            url: url.to_owned(),
            idle: Arc::default(),
            slots: Arc::new(Semaphore::new(CONNECTIONS_MAX)),
            waiting: Semaphore::new(WAITING_MAX),
        };
        let leased = this.lease().await?;
        leased.give_back();
        Ok(this)
    }

    async fn lease(&self) -> Result<Leased> {
        let _waits = self
            .waiting
            .try_acquire()
            .map_err(|_| Error::unavailable("too many wait for the database"))?;
        let slot = tokio::time::timeout(WAIT, Arc::clone(&self.slots).acquire_owned())
            .await
            .map_err(|_| Error::unavailable("no connection to the database was free"))?
            .map_err(|_| Error::unavailable("the pool is closed"))?;
        let kept = self
            .idle
            .lock()
            .ok()
            .and_then(|mut idle| idle.pop())
            .filter(|link| !link.client.is_closed());
        let link = match kept {
            Some(link) => link,
            None => self.connect().await?,
        };
        Ok(Leased {
            link: Some(link),
            idle: Arc::clone(&self.idle),
            _slot: slot,
        })
    }

    async fn connect(&self) -> Result<Link> {
        let connecting = tokio_postgres::connect(&self.url, NoTls);
        let (client, connection) = tokio::time::timeout(WAIT, connecting)
            .await
            .map_err(|_| Error::unavailable("the database does not answer"))?
            .map_err(|e| translate(&e, "connecting").into_unavailable())?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::warn!(error = %error, "a connection to the database ended");
            }
        });
        client
            .batch_execute("SET synchronous_commit = on; SET client_min_messages = warning; SET TIME ZONE 'UTC'")
            .await
            .map_err(|e| translate(&e, "setting up a connection").into_unavailable())?;
        Ok(Link {
            client,
            prepared: HashMap::new(),
        })
    }

    pub(crate) async fn query(&self, statement: Statement) -> Result<Vec<Row>> {
        let mut leased = self.lease().await?;
        let outcome = leased.run_one(&statement).await;
        if !matches!(&outcome, Err(error) if error.kind() == kernel::Kind::Unavailable) {
            leased.give_back();
        }
        outcome.map(|outcome| outcome.rows)
    }

    pub(crate) async fn begin(&self) -> Result<PostgresTx> {
        let leased = self.lease().await?;
        leased
            .client()?
            .batch_execute("BEGIN")
            .await
            .map_err(|e| translate(&e, "beginning"))?;
        Ok(PostgresTx(leased))
    }
}

impl Leased {
    fn client(&self) -> Result<&Client> {
        self.link
            .as_ref()
            .map(|link| &link.client)
            .ok_or_else(|| Error::fault("a connection was given back twice"))
    }

    fn give_back(mut self) {
        if let (Some(link), Ok(mut idle)) = (self.link.take(), self.idle.lock()) {
            idle.push(link);
        }
    }

    async fn prepare(&mut self, sql: &'static str) -> Result<tokio_postgres::Statement> {
        let link = self
            .link
            .as_mut()
            .ok_or_else(|| Error::fault("a connection was given back twice"))?;
        if let Some(prepared) = link.prepared.get(sql) {
            return Ok(prepared.clone());
        }
        let prepared = link
            .client
            .prepare(sql)
            .await
            .map_err(|e| translate(&e, "preparing a statement"))?;
        link.prepared.insert(sql, prepared.clone());
        Ok(prepared)
    }

    async fn run_one(&mut self, statement: &Statement) -> Result<Outcome> {
        let prepared = self.prepare(statement.sql).await?;
        execute(self.client()?, &prepared, &statement.params).await
    }
}

async fn execute(
    client: &Client,
    prepared: &tokio_postgres::Statement,
    params: &[Value],
) -> Result<Outcome> {
    let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|value| value as _).collect();
    let failed = |e: tokio_postgres::Error| translate(&e, "running a statement");
    if prepared.columns().is_empty() {
        let changed = client.execute(prepared, &params).await.map_err(failed)?;
        return Ok(Outcome {
            rows: Vec::new(),
            changed,
        });
    }
    let found = client.query(prepared, &params).await.map_err(failed)?;
    let rows: Vec<Row> = found.iter().map(row).collect::<Result<_>>()?;
    let changed = rows.len() as u64;
    Ok(Outcome { rows, changed })
}

impl PostgresTx {
    pub(crate) async fn run(&mut self, batch: Vec<Statement>) -> Result<Vec<Outcome>> {
        let mut prepared = Vec::with_capacity(batch.len());
        for statement in &batch {
            prepared.push(self.0.prepare(statement.sql).await?);
        }
        // Sent one behind the other without waiting: one round trip for all.
        let client = self.0.client()?;
        try_join_all(
            batch
                .iter()
                .zip(&prepared)
                .map(|(statement, prepared)| execute(client, prepared, &statement.params)),
        )
        .await
    }

    pub(crate) async fn script(&mut self, text: &str) -> Result<()> {
        self.0
            .client()?
            .batch_execute(text)
            .await
            .map_err(|e| translate(&e, "running a script"))
    }

    pub(crate) async fn commit(self) -> Result<()> {
        // A transaction in which something failed answers COMMIT by rolling
        // back, without an error: ask what it did.
        let answers = self
            .0
            .client()?
            .simple_query("COMMIT")
            .await
            .map_err(|e| translate(&e, "committing"))?;
        drop(answers);
        self.0.give_back();
        Ok(())
    }

    pub(crate) async fn rollback(self) -> Result<()> {
        self.0
            .client()?
            .batch_execute("ROLLBACK")
            .await
            .map_err(|e| translate(&e, "rolling back"))?;
        self.0.give_back();
        Ok(())
    }
}

fn row(found: &tokio_postgres::Row) -> Result<Row> {
    let read = |e: tokio_postgres::Error| translate(&e, "reading a row");
    (0..found.len())
        .map(|column| found.try_get::<_, Value>(column).map_err(read))
        .collect::<Result<_>>()
        .map(Row)
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut tokio_postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match (self, ty) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Int(n), &Type::INT4) => i32::try_from(*n)?.to_sql(ty, out),
            (Self::Int(n), &Type::INT2) => i16::try_from(*n)?.to_sql(ty, out),
            (Self::Int(n), &Type::INT8) => n.to_sql(ty, out),
            (Self::Text(text), &Type::TEXT | &Type::VARCHAR | &Type::NAME | &Type::UNKNOWN) => {
                text.to_sql(ty, out)
            }
            (Self::Blob(bytes), &Type::BYTEA) => bytes.to_sql(ty, out),
            (Self::Real(n), &Type::FLOAT8) => n.to_sql(ty, out),
            (_, ty) => Err(format!("a value of another kind than {ty}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        match *ty {
            Type::INT8 => i64::from_sql(ty, raw).map(Self::Int),
            Type::INT4 => i32::from_sql(ty, raw).map(|n| Self::Int(n.into())),
            Type::INT2 => i16::from_sql(ty, raw).map(|n| Self::Int(n.into())),
            Type::BOOL => bool::from_sql(ty, raw).map(|b| Self::Int(b.into())),
            Type::TEXT | Type::VARCHAR | Type::NAME => String::from_sql(ty, raw).map(Self::Text),
            Type::BYTEA => Vec::from_sql(ty, raw).map(Self::Blob),
            Type::FLOAT8 => f64::from_sql(ty, raw).map(Self::Real),
            _ => Err(format!("a column of type {ty}").into()),
        }
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

trait IntoUnavailable {
    fn into_unavailable(self) -> Error;
}

impl IntoUnavailable for Error {
    fn into_unavailable(self) -> Error {
        Self::unavailable(self.log_text())
    }
}

/// Only PostgreSQL's code and the primary message are kept: its detail names
/// values.
fn translate(error: &tokio_postgres::Error, doing: &str) -> Error {
    let Some(db) = error.as_db_error() else {
        let note = format!("{doing}: {error}");
        let lost = error.is_closed()
            || error
                .source()
                .is_some_and(|cause| cause.is::<std::io::Error>());
        return if lost {
            Error::unavailable(note)
        } else {
            Error::fault(note)
        };
    };
    let code = db.code();
    let note = format!("{doing}: {} {}", code.code(), db.message());
    match code.code().get(..2) {
        _ if *code == SqlState::UNIQUE_VIOLATION => Error::conflict("error-conflict").note(note),
        _ if *code == SqlState::T_R_SERIALIZATION_FAILURE
            || *code == SqlState::T_R_DEADLOCK_DETECTED =>
        {
            Error::unavailable(note)
        }
        // Connection, resources, operator intervention, system error, read-only.
        Some("08" | "53" | "57" | "58" | "25") => Error::unavailable(note),
        _ => Error::fault(note),
    }
}
