//! What every store promises, asked of each engine at hand in the same words.

mod bulk;
mod faults;
mod line;
mod migrations;
mod transactions;
mod values;

use store::{Migration, Row, Store};

/// A table with a key, and one that says what happened.
pub(crate) const SHELF: &[Migration] = &[Migration::both(
    "0001_shelf",
    "-- A comment with a BLOB in it.
     CREATE TABLE shelf (
         bucket INTEGER NOT NULL,
         name   TEXT NOT NULL,
         weight REAL,
         body   BLOB,
         PRIMARY KEY (bucket, name)
     ) STRICT, WITHOUT ROWID;
     CREATE TABLE trace (
         n    INTEGER NOT NULL PRIMARY KEY,
         what TEXT NOT NULL
     ) STRICT;",
)];

pub(crate) const PUT: &str = "INSERT INTO shelf (bucket, name) VALUES ($1, $2)";
pub(crate) const NAMES: &str = "SELECT name FROM shelf ORDER BY name";

pub(crate) async fn with_shelf(store: Store) -> Store {
    store.migrate("test", SHELF).await.expect("the shelf");
    store
}

pub(crate) async fn names(store: &Store) -> Vec<String> {
    texts(&store.query(NAMES, vec![]).await.expect("names"))
}

pub(crate) fn texts(rows: &[Row]) -> Vec<String> {
    rows.iter()
        .map(|row| row.text(0).expect("a text").to_owned())
        .collect()
}
