//! Migrations: each once, in order, never edited; and the catalogue.

use crate::{SHELF, names, with_shelf};
use kernel::Kind;
use store::{Migration, Store, Table};
use testkit::{for_each_store, for_each_store_at};

const FIRST: Migration = Migration::both(
    "0001_a",
    "CREATE TABLE a (n INTEGER NOT NULL PRIMARY KEY) STRICT; INSERT INTO a VALUES (1);",
);
const SECOND: Migration = Migration::both("0002_a", "UPDATE a SET n = n + 1");

async fn n(store: &Store) -> i64 {
    let rows = store.query("SELECT n FROM a", vec![]).await.expect("a");
    rows[0].int(0).expect("a number")
}

#[tokio::test]
async fn a_migration_runs_once_and_a_new_one_after_it() {
    for_each_store(async |store| {
        store.migrate("a", &[FIRST]).await.expect("first");
        store.migrate("a", &[FIRST]).await.expect("nothing to do");
        store.migrate("a", &[FIRST, SECOND]).await.expect("second");
        store
            .migrate("a", &[FIRST, SECOND])
            .await
            .expect("nothing to do");
        store
            .migrate("a", &[FIRST])
            .await
            .expect("an older program on newer tables");
        assert_eq!(n(&store).await, 2);
    })
    .await;
}

#[tokio::test]
async fn two_crates_may_use_the_same_number() {
    for_each_store(async |store| {
        store.migrate("a", &[FIRST]).await.expect("first");
        let other = Migration {
            name: FIRST.name,
            ..SECOND
        };
        store
            .migrate("b", &[other])
            .await
            .expect("of another crate");
        assert_eq!(n(&store).await, 2);
    })
    .await;
}

#[tokio::test]
async fn an_edited_or_misplaced_migration_is_refused_and_changes_nothing() {
    for_each_store(async |store| {
        store.migrate("a", &[FIRST]).await.expect("first");
        let edited = Migration {
            postgres: "SELECT 1",
            ..FIRST
        };
        let earlier = Migration {
            name: "0000_a",
            ..SECOND
        };
        for wrong in [vec![edited, SECOND], vec![earlier, FIRST]] {
            let error = store.migrate("a", &wrong).await.expect_err("refused");
            assert_eq!(error.kind(), Kind::Fault);
            assert!(
                error.log_text().contains("a/0001_a"),
                "{}",
                error.log_text()
            );
        }
        assert_eq!(n(&store).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_migration_that_fails_half_way_leaves_nothing() {
    for_each_store(async |store| {
        let broken = Migration::both(
            "0002_a",
            "CREATE TABLE b (n INTEGER); INSERT INTO nowhere VALUES (1)",
        );
        let error = store
            .migrate("a", &[FIRST, broken])
            .await
            .expect_err("broken");
        assert!(
            error.log_text().contains("a/0002_a"),
            "{}",
            error.log_text()
        );
        assert!(store.catalogue().await.expect("the catalogue").is_empty());
        store.migrate("a", &[FIRST, SECOND]).await.expect("mended");
        assert_eq!(n(&store).await, 2);
    })
    .await;
}

#[tokio::test]
async fn two_processes_that_start_at_once_take_turns() {
    for_each_store_at(async |_, url| {
        let starts = (0..6).map(|_| {
            let url = url.clone();
            tokio::spawn(async move {
                let store = Store::open(&url).await?;
                store.migrate("a", &[FIRST, SECOND]).await?;
                store.migrate("test", SHELF).await
            })
        });
        for start in futures_util::future::join_all(starts).await {
            start.expect("no panic").expect("started");
        }
        let store = Store::open(&url).await.expect("opens");
        assert_eq!(n(&store).await, 2);
        assert!(names(&store).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_catalogue_lists_tables_columns_and_keys_in_order() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        let table = |name: &str, columns: &[&str], key: &[&str]| {
            let owned = |words: &[&str]| words.iter().map(ToString::to_string).collect();
            Table {
                name: name.to_owned(),
                columns: owned(columns),
                key: owned(key),
            }
        };
        assert_eq!(
            store.catalogue().await.expect("the catalogue"),
            [
                table("migration", &["crate", "name", "hash"], &["crate", "name"]),
                table(
                    "shelf",
                    &["bucket", "name", "weight", "body"],
                    &["bucket", "name"]
                ),
                table("trace", &["n", "what"], &["n"]),
            ]
        );
    })
    .await;
}

async fn is_growable(sql: &'static str) -> bool {
    let mut growable = Vec::new();
    for fresh in testkit::stores().await {
        fresh
            .migrate("s", &[Migration::both("0001_s", sql)])
            .await
            .expect("a table");
        let checked = tokio::spawn(async move {
            testkit::space_keyed_tables_start_with_bucket(&fresh).await;
        });
        growable.push(checked.await.is_ok());
    }
    assert!(
        growable.windows(2).all(|pair| pair[0] == pair[1]),
        "{growable:?}"
    );
    growable[0]
}

#[tokio::test]
async fn a_table_keyed_by_space_must_start_with_its_bucket() {
    for (sql, growable) in [
        (
            "CREATE TABLE s (bucket INTEGER, space BLOB, PRIMARY KEY (bucket, space)) STRICT",
            true,
        ),
        (
            "CREATE TABLE s (space BLOB, bucket INTEGER, PRIMARY KEY (bucket, space)) STRICT",
            false,
        ),
        (
            "CREATE TABLE s (bucket INTEGER, space BLOB, PRIMARY KEY (space, bucket)) STRICT",
            false,
        ),
        ("CREATE TABLE s (bucket INTEGER, space BLOB) STRICT", false),
        ("CREATE TABLE s (bucket INTEGER, n INTEGER) STRICT", false),
    ] {
        assert_eq!(is_growable(sql).await, growable, "{sql}");
    }
}
