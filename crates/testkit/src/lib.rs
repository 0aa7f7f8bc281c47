//! What tests build on: empty stores of every engine, a world that stands
//! still. For tests only; nothing here is in the product.

mod postgres;
mod world;

pub use postgres::postgres_url;
pub use world::TestWorld;

use std::future::Future;
use store::{Engine, Store};
use tempfile::TempDir;

/// A fresh, empty store, and what must outlive it.
pub struct TestStore {
    /// The store.
    pub store: Store,
    /// Its address, for a second process.
    pub url: String,
    _folder: Option<TempDir>,
}

/// One fresh store of every engine at hand. Without PostgreSQL it says so in
/// capitals, or fails where `CARNET_REQUIRE_POSTGRES=1`.
pub async fn stores() -> Vec<TestStore> {
    let folder = TempDir::new().expect("a temporary folder");
    let url = format!("sqlite:{}", folder.path().join("carnet.db").display());
    let store = Store::open(&url).await.expect("an SQLite store");
    let mut stores = vec![TestStore {
        store,
        url,
        _folder: Some(folder),
    }];
    if let Some(url) = postgres_url() {
        let store = Store::open(&url).await.expect("a PostgreSQL store");
        stores.push(TestStore {
            store,
            url,
            _folder: None,
        });
    }
    stores
}

/// Runs one test on every engine at hand.
pub async fn for_each_store<F, T>(test: F)
where
    F: Fn(Store) -> T,
    T: Future<Output = ()>,
{
    for fresh in stores().await {
        note(&format!("on {:?}", fresh.store.engine()));
        test(fresh.store.clone()).await;
    }
}

/// As [`for_each_store`], with the store's address, for tests with a second
/// process.
pub async fn for_each_store_at<F, T>(test: F)
where
    F: Fn(Store, String) -> T,
    T: Future<Output = ()>,
{
    for fresh in stores().await {
        note(&format!("on {:?}", fresh.store.engine()));
        test(fresh.store.clone(), fresh.url.clone()).await;
    }
}

/// Every table with a column `space` starts with the column `bucket`, so that
/// one database can become many.
///
/// # Panics
/// If one does not.
pub async fn space_keyed_tables_start_with_bucket(store: &Store) {
    let tables = store.catalogue().await.expect("the catalogue");
    assert!(
        tables
            .iter()
            .any(|table| table.columns.iter().any(|column| column == "space")),
        "no space-keyed table"
    );
    for table in tables {
        let keyed = table.columns.iter().any(|column| column == "space");
        assert!(
            !keyed || table.columns[0] == "bucket",
            "{} does not start with bucket",
            table.name
        );
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
