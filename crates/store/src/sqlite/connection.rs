//! One connection to SQLite, and one statement on it. WAL, `synchronous=FULL`:
//! what was committed is on the disk. `secure_delete`: what was deleted is not;
//! only the log before the file holds it, until a later one is written over it.

use crate::{Outcome, Row, Statement, Value, sql};
use kernel::{Error, Result};
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags, ToSql, ffi};
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::time::Duration;

/// How long to wait for a lock that another process holds.
const BUSY_WAIT_MAX: Duration = Duration::from_secs(10);
const STATEMENTS_CACHED: usize = 256;

const SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
    PRAGMA wal_autocheckpoint = 16000; PRAGMA secure_delete = ON; \
    PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; \
    PRAGMA cache_size = -16384; PRAGMA journal_size_limit = 67108864;";

/// Connects to the file, which is made if it is not there, for its owner alone,
/// as is its folder.
pub(super) fn create(path: &Path) -> Result<Connection> {
    let failed = |e: std::io::Error| Error::unavailable("creating the database").because(e);
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty());
    if let Some(folder) = folder {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(failed)?;
    }
    let made = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    match made {
        Ok(_) => {}
        Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
        Err(e) => return Err(failed(e)),
    }
    connect(path)
}

pub(super) fn connect(path: &Path) -> Result<Connection> {
    let failed = |e: rusqlite::Error| translate(&e, "opening the database");
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY_WAIT_MAX).map_err(failed)?;
    connection.execute_batch(SETTINGS).map_err(failed)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    // A plan is made once, from the text: without this SQLite plans again whenever a
    // parameter that might change the plan is bound, which costs half of a small
    // question. So an index with a condition needs that condition in the text.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(failed)?;
    Ok(connection)
}

pub(super) fn only_read(connection: &Connection) -> Result<()> {
    connection
        .execute_batch("PRAGMA query_only = ON")
        .map_err(|e| translate(&e, "opening the database"))
}

/// Runs one statement to its end. Failed, it has changed nothing.
pub(super) fn run(connection: &Connection, statement: &Statement) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut prepared = prepare(connection, statement.sql)?;
    run_prepared(connection, &mut prepared, &statement.params, &mut outcome)?;
    Ok(outcome)
}

/// Runs one statement for each row. Failed, it may have changed something.
pub(super) fn run_many(
    connection: &Connection,
    sql: &'static str,
    rows: &[Vec<Value>],
) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut prepared = prepare(connection, sql)?;
    for row in rows {
        run_prepared(connection, &mut prepared, row, &mut outcome)?;
    }
    Ok(outcome)
}

fn prepare<'a>(connection: &'a Connection, sql: &'static str) -> Result<CachedStatement<'a>> {
    connection
        .prepare_cached(sql::numbered(sql))
        .map_err(|e| translate(&e, "running a statement"))
}

/// Adds what came of it to the outcome.
fn run_prepared(
    connection: &Connection,
    prepared: &mut CachedStatement<'_>,
    params: &[Value],
    outcome: &mut Outcome,
) -> Result<()> {
    let failed = |e: rusqlite::Error| translate(&e, "running a statement");
    if prepared.parameter_count() != params.len() {
        return Err(Error::fault(
            "a statement has other parameters than it was given",
        ));
    }
    for (place, value) in params.iter().enumerate() {
        prepared
            .raw_bind_parameter(place + 1, value)
            .map_err(failed)?;
    }
    let columns = prepared.column_count();
    if columns == 0 {
        outcome.changed += prepared.raw_execute().map_err(failed)? as u64;
        return Ok(());
    }
    let mut found = prepared.raw_query();
    while let Some(row) = found.next().map_err(failed)? {
        let values = (0..columns).map(|column| value(row.get_ref(column).map_err(failed)?));
        outcome.rows.push(Row(values.collect::<Result<_>>()?));
    }
    drop(found);
    if !prepared.readonly() {
        outcome.changed += connection.changes();
    }
    Ok(())
}

/// Undoes the open transaction, if there is one: some errors of SQLite have
/// undone it already.
pub(super) fn roll_back(connection: &Connection) {
    if connection.is_autocommit() {
        return;
    }
    if let Err(error) = connection.execute_batch("ROLLBACK") {
        tracing::error!(%error, "rolling back");
    }
}

fn value(value: ValueRef<'_>) -> Result<Value> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => Value::Int(n),
        ValueRef::Real(n) => Value::Real(n),
        ValueRef::Text(text) => Value::Text(
            std::str::from_utf8(text)
                .map_err(|e| Error::fault("a text of the database is not UTF-8").because(e))?
                .to_owned(),
        ),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    })
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(n) => ValueRef::Integer(*n),
            Self::Real(n) => ValueRef::Real(*n),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// | SQLite | kind |
/// | --- | --- |
/// | a key is taken | Conflict |
/// | busy, locked, disk full, I/O (a failed fsync too), cannot open, read-only, no memory | Unavailable |
/// | anything else | Fault |
///
/// SQLite's words name tables and columns, never values, so they may be logged.
pub(super) fn translate(error: &rusqlite::Error, doing: &str) -> Error {
    let note = format!("{doing}: {error}");
    let taken = error.sqlite_error().is_some_and(|e| {
        matches!(
            e.extended_code,
            ffi::SQLITE_CONSTRAINT_UNIQUE
                | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                | ffi::SQLITE_CONSTRAINT_ROWID
        )
    });
    if taken {
        return Error::conflict("error-conflict").note(note);
    }
    match error.sqlite_error_code() {
        Some(
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::OutOfMemory,
        ) => Error::unavailable(note),
        _ => Error::fault(note),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::StatementStatus;

    #[test]
    fn a_statement_is_planned_once_whatever_is_bound() {
        let folder = tempfile::tempdir().expect("a folder");
        let connection = create(&folder.path().join("a.db")).expect("a database");
        let table = "CREATE TABLE t (bucket INTEGER NOT NULL, space BLOB NOT NULL, state INTEGER, \
                     PRIMARY KEY (bucket, space)) STRICT, WITHOUT ROWID; \
                     CREATE INDEX waiting ON t (space) WHERE state = 0;";
        connection.execute_batch(table).expect("a table");
        let sql = "SELECT space FROM t WHERE bucket = $1 AND state = $2 ORDER BY space LIMIT $3";
        for n in [0, 1, 2, 1, 0, 7] {
            let params = vec![Value::Int(n), Value::Int(n), Value::Int(n)];
            run(&connection, &Statement { sql, params }).expect("run");
        }
        let prepared = prepare(&connection, sql).expect("prepared");
        assert_eq!(prepared.get_status(StatementStatus::RePrepare), 0);
    }
}
