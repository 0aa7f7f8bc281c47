//! Backups, as an operator makes them: a copy of a database as it is now.

use crate::TestStore;
use crate::postgres::{Database, binaries};
use std::process::Command;
use store::Store;
use tempfile::TempDir;

/// A copy of the database at this address, restored beside it. Nobody may write
/// to it meanwhile.
///
/// # Panics
/// When the engine's own tools do not make one.
pub async fn backup(url: &str) -> TestStore {
    match url.strip_prefix("sqlite:") {
        Some(path) => copied(url, path).await,
        None => dumped(url).await,
    }
}

/// The file itself, free pages and all, once the log is in it.
async fn copied(url: &str, path: &str) -> TestStore {
    let store = Store::open(url).await.expect("the database");
    store
        .execute("PRAGMA wal_checkpoint(TRUNCATE)", Vec::new())
        .await
        .expect("a checkpoint");
    let folder = TempDir::new().expect("a temporary folder");
    let copy = folder.path().join("restored.db");
    std::fs::copy(path, &copy).expect("a copy");
    let url = format!("sqlite:{}", copy.display());
    TestStore {
        store: Store::open(&url).await.expect("the copy"),
        url,
        _folder: Some(folder),
        _database: None,
    }
}

async fn dumped(url: &str) -> TestStore {
    const DUMP_AND_RESTORE: &str = r#""$1/pg_dump" -d "$2" >"$4/dump" &&
        "$1/psql" -q -o "$4/said" -v ON_ERROR_STOP=1 -d "$3" -f "$4/dump""#;
    let database = Database::make().await.expect("a PostgreSQL to restore to");
    let folder = TempDir::new().expect("a temporary folder");
    let done = Command::new("sh")
        .args(["-c", DUMP_AND_RESTORE, "carnet-backup"])
        .arg(binaries().expect("PostgreSQL's own tools"))
        .args([url, &database.url])
        .arg(folder.path())
        .status()
        .expect("a shell");
    assert!(done.success(), "PostgreSQL's words are above");
    let url = database.url.clone();
    TestStore {
        store: Store::open(&url).await.expect("the copy"),
        url,
        _folder: None,
        _database: Some(database),
    }
}
