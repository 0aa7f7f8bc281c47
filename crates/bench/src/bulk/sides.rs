//! The two sides: the same rows by `insert_many`, and by the engine's own driver
//! at its best. Pure work: who asks when, and what is told, is above.

use anyhow::{Context, Result, ensure};
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use store::{Engine, Many, NewRows, Store, Value};
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, NoTls};

/// As the register's widest step: a key, three numbers, a keyed hash.
const TABLE: &str = "CREATE TABLE bulk (
    bucket INTEGER NOT NULL,
    id     BLOB    NOT NULL,
    state  INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    until  INTEGER NOT NULL,
    hash   BLOB    NOT NULL,
    PRIMARY KEY (bucket, id)
)";

const INSERT: NewRows = NewRows {
    insert: "INSERT INTO bulk (bucket, id, state, at, until, hash) VALUES ($1, $2, $3, $4, $5, $6)",
    copy: "COPY bulk (bucket, id, state, at, until, hash) FROM STDIN BINARY",
};

const UPDATE: Many = Many {
    sqlite: "UPDATE bulk SET state = $3, at = $4 WHERE bucket = $1 AND id = $2",
    postgres: "UPDATE bulk SET state = r.state, at = r.at \
         FROM unnest($1::int8[], $2::bytea[], $3::int8[], $4::int8[]) AS r (bucket, id, state, at) \
         WHERE bulk.bucket = r.bucket AND bulk.id = r.id",
};

/// One row.
pub struct Line {
    bucket: i64,
    id: [u8; 16],
    state: i64,
    at: i64,
    until: i64,
    hash: [u8; 32],
}

/// The n-th of so many rows, in the order of the key.
pub fn line(n: u64, of: u64) -> Line {
    let mut mixed = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut next = || {
        mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed.to_be_bytes()
    };
    let (mut id, mut hash) = ([0; 16], [0; 32]);
    id[..8].copy_from_slice(&n.to_be_bytes());
    id[8..].copy_from_slice(&next());
    hash.chunks_mut(8)
        .for_each(|part| part.copy_from_slice(&next()));
    let n = n.cast_signed();
    Line {
        bucket: n * 4096 / of.cast_signed().max(1),
        id,
        state: n % 6,
        at: 1_795_424_400_000 + n,
        until: 1_799_053_200_000 + n,
        hash,
    }
}

impl Line {
    fn values(self) -> Vec<Value> {
        vec![
            self.bucket.into(),
            self.id.into(),
            self.state.into(),
            self.at.into(),
            self.until.into(),
            self.hash.into(),
        ]
    }
}

/// Empties the table, or makes it.
pub async fn clear(store: &Store) -> Result<()> {
    for sql in [
        "DROP TABLE IF EXISTS bulk",
        "DROP TABLE IF EXISTS beside",
        "CREATE TABLE beside (n BIGINT NOT NULL)",
        "INSERT INTO beside (n) VALUES (0)",
    ] {
        store.execute(sql, Vec::new()).await?;
    }
    let table: &'static str = match store.engine() {
        Engine::Sqlite => format!("{TABLE} STRICT, WITHOUT ROWID"),
        Engine::Postgres => TABLE.replace("BLOB", "BYTEA").replace("INTEGER", "BIGINT"),
    }
    .leak();
    store.execute(table, Vec::new()).await?;
    Ok(())
}

/// Ours: batches of `many` rows, each in a transaction of its own.
pub async fn ours(store: &Store, of: u64, many: u64) -> Result<()> {
    for start in (0..of).step_by(usize::try_from(many)?) {
        let rows = (start..of.min(start + many))
            .map(|n| line(n, of).values())
            .collect();
        let mut tx = store.begin("bulk").await?;
        tx.insert_many(&INSERT, rows).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Ours: every row changed by its key.
pub async fn ours_updated(store: &Store, of: u64, many: u64) -> Result<()> {
    let mut changed = 0;
    for start in (0..of).step_by(usize::try_from(many)?) {
        let rows = (start..of.min(start + many)).map(|n| {
            let mut row = line(n, of).values();
            row.truncate(4);
            row[2] = 7.into();
            row
        });
        let mut tx = store.begin("bulk").await?;
        changed += tx.run_many(&UPDATE, rows.collect()).await?.changed;
        tx.commit().await?;
    }
    ensure!(changed == of, "not every row was changed");
    Ok(())
}

/// Ours: every row read, page by page along the key.
pub async fn ours_read(store: &Store, of: u64) -> Result<()> {
    const PAGE: &str = "SELECT bucket, id, state, at, until, hash FROM bulk \
         WHERE (bucket, id) > ($1, $2) ORDER BY bucket, id LIMIT 5000";
    let (mut bucket, mut id, mut read) = (-1, Vec::new(), 0);
    loop {
        let rows = store.query(PAGE, vec![bucket.into(), id.into()]).await?;
        let Some(last) = rows.last() else {
            ensure!(read == of, "not every row was read");
            return Ok(());
        };
        (bucket, id) = (last.int(0)?, last.blob(1)?.to_vec());
        read += rows.len() as u64;
    }
}

/// SQLite by `rusqlite` alone, set as the store sets it.
pub fn raw_sqlite(path: &Path, of: u64, many: u64) -> Result<()> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
         PRAGMA wal_autocheckpoint = 16000; PRAGMA cache_size = -16384;",
    )?;
    let mut insert = connection.prepare(
        "INSERT INTO bulk (bucket, id, state, at, until, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for start in (0..of).step_by(usize::try_from(many)?) {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        for n in start..of.min(start + many) {
            let line = line(n, of);
            insert.execute((
                line.bucket,
                line.id.as_slice(),
                line.state,
                line.at,
                line.until,
                line.hash.as_slice(),
            ))?;
        }
        connection.execute_batch("COMMIT")?;
    }
    Ok(())
}

/// PostgreSQL by `tokio-postgres` alone: its fastest way in, `COPY` in binary.
pub async fn raw_postgres(url: &str, of: u64, many: u64) -> Result<()> {
    let mut client = connect(url).await?;
    let types = [
        Type::INT8,
        Type::BYTEA,
        Type::INT8,
        Type::INT8,
        Type::INT8,
        Type::BYTEA,
    ];
    for start in (0..of).step_by(usize::try_from(many)?) {
        let tx = client.transaction().await?;
        let sink = tx.copy_in("COPY bulk FROM STDIN BINARY").await?;
        let writer = BinaryCopyInWriter::new(sink, &types);
        let mut writer = std::pin::pin!(writer);
        for n in start..of.min(start + many) {
            let line = line(n, of);
            writer
                .as_mut()
                .write(&[
                    &line.bucket,
                    &line.id.as_slice(),
                    &line.state,
                    &line.at,
                    &line.until,
                    &line.hash.as_slice(),
                ])
                .await?;
        }
        writer.finish().await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    client
        .batch_execute("SET synchronous_commit = on")
        .await
        .context("setting up")?;
    Ok(client)
}

/// Small writes, one after the other with a breath between, until told to
/// stop: how long each took.
pub async fn small_writes(store: Store, stop: Arc<AtomicBool>) -> Result<Vec<Duration>> {
    let mut waited = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        tokio::time::sleep(Duration::from_millis(5)).await;
        let start = Instant::now();
        store
            .execute("UPDATE beside SET n = n + 1", Vec::new())
            .await?;
        waited.push(start.elapsed());
    }
    waited.sort();
    Ok(waited)
}
