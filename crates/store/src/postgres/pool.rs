//! A small pool of connections. One that failed is thrown away, and so is one
//! whose user stopped half-way; statements are prepared once per connection.

use super::errors::{translate, unavailable};
use super::line::Line;
use super::value;
use crate::Statement;
use kernel::{Error, Result};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_postgres::Client;
use tokio_postgres::types::Type;

const CONNECTIONS_MAX: usize = 16;
/// How many may wait for a connection, and how long.
const WAITING_MAX: usize = 4_096;
const WAIT_MAX: Duration = Duration::from_secs(10);
/// Prepared statements kept by a connection, before it starts afresh.
const PREPARED_MAX: usize = 1_024;

/// Durable before the answer; and no statement, lock or idle transaction for
/// ever, as on SQLite.
const SETTINGS: &str = "SET synchronous_commit = on; SET client_min_messages = warning; \
    SET TIME ZONE 'UTC'; SET standard_conforming_strings = on; SET statement_timeout = '30s'; \
    SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'";

pub(super) struct Pool {
    line: Line,
    idle: Arc<Mutex<Vec<Link>>>,
    slots: Arc<Semaphore>,
    waiting: Semaphore,
}

struct Link {
    client: Client,
    // By text and kinds of the parameters.
    prepared: HashMap<(&'static str, u64), tokio_postgres::Statement>,
}

/// A connection out of the pool. It goes back only by [`Leased::give_back`];
/// dropped, it is closed, and the server undoes what was open.
pub(super) struct Leased {
    link: Link,
    idle: Arc<Mutex<Vec<Link>>>,
    _slot: OwnedSemaphorePermit,
}

impl Pool {
    pub(super) async fn open(url: &str) -> Result<Self> {
        let mut line = Line::to(url)?;
        line.config()
            .connect_timeout(WAIT_MAX)
            .application_name("carnet");
        let pool = Self {
            line,
            idle: Arc::default(),
            slots: Arc::new(Semaphore::new(CONNECTIONS_MAX)),
            waiting: Semaphore::new(WAITING_MAX),
        };
        pool.lease().await?.give_back();
        Ok(pool)
    }

    pub(super) async fn lease(&self) -> Result<Leased> {
        let waits = self
            .waiting
            .try_acquire()
            .map_err(|_| Error::unavailable("too many wait for the database"))?;
        let slot = tokio::time::timeout(WAIT_MAX, Arc::clone(&self.slots).acquire_owned())
            .await
            .map_err(|_| Error::unavailable("no connection to the database was free"))?
            .map_err(|_| Error::unavailable("the pool is closed"))?;
        drop(waits);
        let link = match self.kept() {
            Some(link) => link,
            None => self.connect().await?,
        };
        Ok(Leased {
            link,
            idle: Arc::clone(&self.idle),
            _slot: slot,
        })
    }

    /// The connection used last that still stands.
    fn kept(&self) -> Option<Link> {
        let mut idle = self.idle.lock().ok()?;
        while let Some(link) = idle.pop() {
            if !link.client.is_closed() {
                return Some(link);
            }
        }
        None
    }

    async fn connect(&self) -> Result<Link> {
        let connecting = async {
            let client = self.line.connect().await?;
            client.batch_execute(SETTINGS).await?;
            Ok(client)
        };
        let client = tokio::time::timeout(WAIT_MAX, connecting)
            .await
            .map_err(|_| Error::unavailable("the database does not answer"))?
            .map_err(|e| unavailable(&e, "connecting"))?;
        let prepared = HashMap::new();
        Ok(Link { client, prepared })
    }
}

impl Leased {
    pub(super) const fn client(&self) -> &Client {
        &self.link.client
    }

    pub(super) fn give_back(self) {
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(self.link);
        }
    }

    /// The kinds of the values are said to the server, so that `$1 + 1` means
    /// the same on both engines; only the kind of a null is left for it to find.
    pub(super) async fn prepare(
        &mut self,
        statement: &Statement,
    ) -> Result<tokio_postgres::Statement> {
        let types: Vec<_> = statement.params.iter().map(value::type_of).collect();
        let kinds = value::kinds(&statement.params);
        self.prepared(statement.sql, kinds, &types).await
    }

    /// A statement over arrays: its text says of what.
    pub(super) async fn prepare_many(
        &mut self,
        sql: &'static str,
    ) -> Result<tokio_postgres::Statement> {
        self.prepared(sql, value::SAID_IN_THE_TEXT, &[]).await
    }

    async fn prepared(
        &mut self,
        sql: &'static str,
        kinds: u64,
        types: &[Type],
    ) -> Result<tokio_postgres::Statement> {
        if let Some(prepared) = self.link.prepared.get(&(sql, kinds)) {
            return Ok(prepared.clone());
        }
        let prepared = self
            .link
            .client
            .prepare_typed(sql, types)
            .await
            .map_err(|e| translate(&e, "preparing a statement"))?;
        if self.link.prepared.len() >= PREPARED_MAX {
            self.link.prepared.clear();
        }
        self.link.prepared.insert((sql, kinds), prepared.clone());
        Ok(prepared)
    }
}
