//! What tests build on: empty stores of every engine, a world that stands
//! still. For tests only; nothing here is in the product.

mod backup;
mod base32;
mod clamd;
mod golden;
mod objects;
mod postgres;
mod s3;
mod world;
mod zips;

pub use backup::backup;
pub use base32::base32;
pub use clamd::{Clamd, HARMFUL, Manner};
pub use golden::{frozen, golden};
pub use objects::{Object, objects};
pub use postgres::{StoppablePostgres, durable_postgres_url, postgres_url, postgres_with_tls};
pub use s3::{S3, S3_ACCESS_KEY, S3_BUCKET, S3_SECRET_KEY, s3, s3_url, serve_s3};
pub use world::TestWorld;
pub use zips::{deflated, zipped};

use std::ops::Deref;
use store::{Engine, Store};
use tempfile::TempDir;

/// A fresh, empty store, and what must outlive it.
pub struct TestStore {
    /// The store.
    pub store: Store,
    /// Its address, for a second process.
    pub url: String,
    _folder: Option<TempDir>,
    _database: Option<postgres::Database>,
}

impl Deref for TestStore {
    type Target = Store;
    fn deref(&self) -> &Store {
        &self.store
    }
}

/// One fresh store of every engine at hand. Without PostgreSQL it says so in
/// capitals, or fails where `CARNET_REQUIRE_POSTGRES=1`.
pub async fn stores() -> Vec<TestStore> {
    let folder = TempDir::new().expect("a temporary folder");
    let url = format!("sqlite:{}", folder.path().join("carnet.db").display());
    let mut stores = vec![TestStore {
        store: Store::open(&url).await.expect("an SQLite store"),
        url,
        _folder: Some(folder),
        _database: None,
    }];
    if let Some(database) = postgres::Database::make().await {
        let url = database.url.clone();
        stores.push(TestStore {
            store: Store::open(&url).await.expect("a PostgreSQL store"),
            url,
            _folder: None,
            _database: Some(database),
        });
    }
    stores
}

/// Runs one test on every engine at hand.
pub async fn for_each_store(test: impl AsyncFn(Store)) {
    for_each_store_at(async |store, _| test(store).await).await;
}

/// As [`for_each_store`], with the store's address, for tests with a second
/// process.
pub async fn for_each_store_at(test: impl AsyncFn(Store, String)) {
    for fresh in stores().await {
        note(&format!("on {:?}", fresh.engine()));
        test(fresh.store.clone(), fresh.url.clone()).await;
    }
}

/// As [`for_each_store`], with a second database of the same engine beside the
/// first, for what must not be in one with it.
pub async fn for_each_two_stores(test: impl AsyncFn(&TestStore, &TestStore)) {
    for (first, second) in stores().await.iter().zip(&stores().await) {
        note(&format!("on {:?}", first.engine()));
        test(first, second).await;
    }
}

/// Every table with a column `space` starts with the column `bucket`, and so
/// does its key, so that one database can become many.
///
/// # Panics
/// If one does not, or if there is no such table.
pub async fn space_keyed_tables_start_with_bucket(store: &Store) {
    let mut tables = store.catalogue().await.expect("the catalogue");
    tables.retain(|table| table.columns.iter().any(|column| column == "space"));
    assert!(!tables.is_empty(), "no space-keyed table");
    for table in tables {
        for columns in [&table.columns, &table.key] {
            let first = columns.first().map(String::as_str);
            assert!(
                first == Some("bucket"),
                "the table {} or its key does not start with bucket",
                table.name
            );
        }
    }
}

/// Whether this is the engine with one writer.
pub fn is_sqlite(store: &Store) -> bool {
    store.engine() == Engine::Sqlite
}

#[allow(clippy::print_stderr, reason = "a failing test shows where it was")]
pub(crate) fn note(text: &str) {
    eprintln!("{text}");
}
