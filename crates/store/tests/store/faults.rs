//! A store that is full, gone or not to be found: unavailable, and nothing half
//! done.

use crate::{PUT, names, with_shelf};
use kernel::Kind;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;
use store::{Engine, Store};
use testkit::{for_each_store, for_each_store_at, is_sqlite};

#[tokio::test]
async fn a_store_is_ready_even_while_a_transaction_comes_and_goes() {
    for_each_store(async |store| {
        store.ready().await.expect("ready");
        let tx = store.begin("short").await.expect("begins");
        let (ready, ended) = tokio::join!(store.ready(), tx.commit());
        ready.expect("ready");
        ended.expect("commits");
    })
    .await;
}

#[tokio::test]
async fn a_store_whose_writer_is_held_is_not_ready() {
    for_each_store(async |store| {
        let tx = store.begin("long").await.expect("begins");
        if is_sqlite(&store) {
            assert_eq!(
                store.ready().await.expect_err("held").kind(),
                Kind::Unavailable
            );
        }
        tx.rollback().await.expect("rolls back");
        store.ready().await.expect("ready again");
    })
    .await;
}

#[tokio::test]
async fn what_is_acknowledged_is_on_the_disk() {
    for_each_store(async |store| {
        let settings: &[(&str, &str)] = match is_sqlite(&store) {
            true => &[
                (
                    "SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous",
                    "2",
                ),
                ("SELECT journal_mode FROM pragma_journal_mode", "wal"),
            ],
            false => &[("SELECT current_setting('synchronous_commit')", "on")],
        };
        let mut tx = store.begin("look at the settings").await.expect("begins");
        for (question, wanted) in settings {
            let rows = tx.query(question, vec![]).await.expect("answers");
            assert_eq!(rows[0].text(0).expect("a word"), *wanted, "{question}");
        }
        tx.rollback().await.expect("rolls back");
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_is_cut_is_unavailable_and_then_replaced() {
    const CUT: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                       WHERE datname = current_database() AND pid <> pg_backend_pid()";
    for_each_store_at(async |store, url| {
        if is_sqlite(&store) {
            return;
        }
        let store = with_shelf(store).await;
        let knife = Store::open(&url).await.expect("opens");
        let mut tx = store.begin("cut").await.expect("begins");
        tx.execute(PUT, vec![1.into(), "book".into()])
            .await
            .expect("put");
        knife.query(CUT, vec![]).await.expect("cut");
        let error = tx
            .execute(PUT, vec![1.into(), "lamp".into()])
            .await
            .expect_err("gone");
        assert_eq!(error.kind(), Kind::Unavailable, "{}", error.log_text());
        drop(tx);

        let tx = store.begin("cut").await.expect("a new connection");
        knife.query(CUT, vec![]).await.expect("cut");
        let error = tx.commit().await.expect_err("gone");
        assert_eq!(error.kind(), Kind::Unavailable, "{}", error.log_text());
        assert!(names(&store).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_full_disk_is_unavailable_and_leaves_nothing_half_done() {
    for_each_store(async |store| {
        if !is_sqlite(&store) {
            return;
        }
        let store = with_shelf(store).await;
        store
            .execute(PUT, vec![1.into(), "before".into()])
            .await
            .expect("put");
        store
            .execute("PRAGMA max_page_count = 20", vec![])
            .await
            .expect("a small disk");
        let sql = "INSERT INTO shelf (bucket, name, body) VALUES ($1, $2, $3)";
        let mut tx = store.begin("fill").await.expect("begins");
        tx.execute(PUT, vec![1.into(), "half".into()])
            .await
            .expect("put");
        let error = tx
            .execute(sql, vec![1.into(), "big".into(), vec![7; 200_000].into()])
            .await;
        assert_eq!(error.expect_err("full").kind(), Kind::Unavailable);
        assert!(tx.commit().await.is_err());
        assert_eq!(names(&store).await, ["before"]);
        store
            .execute("PRAGMA max_page_count = 1000000", vec![])
            .await
            .expect("a new disk");
        store
            .execute(PUT, vec![1.into(), "after".into()])
            .await
            .expect("put");
        assert_eq!(names(&store).await, ["after", "before"]);
    })
    .await;
}

#[tokio::test]
async fn too_many_waiting_are_turned_away() {
    for_each_store(async |store| {
        if !is_sqlite(&store) {
            return;
        }
        let tx = store.begin("long").await.expect("begins");
        let mut waiting: Vec<_> = (0..1_100).map(|_| Box::pin(store.begin("waits"))).collect();
        let turned_away = waiting
            .iter_mut()
            .filter_map(|begin| futures_util::FutureExt::now_or_never(begin.as_mut()))
            .filter(|begun| begun.as_ref().is_err_and(|e| e.kind() == Kind::Unavailable))
            .count();
        assert!((1..1_100).contains(&turned_away), "{turned_away}");
        drop(waiting);
        tx.rollback().await.expect("rolls back");
        // The queue is emptied by the writer's own thread.
        let emptied = async {
            while store.ready().await.is_err() {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), emptied)
            .await
            .expect("nothing is left of them");
    })
    .await;
}

#[tokio::test]
async fn a_reader_cannot_write_on_sqlite() {
    for_each_store(async |store| {
        if !is_sqlite(&store) {
            return;
        }
        let store = with_shelf(store).await;
        let put = store.query(
            "INSERT INTO trace (n, what) VALUES (1, 'x') RETURNING n",
            vec![],
        );
        assert!(put.await.is_err());
    })
    .await;
}

#[tokio::test]
async fn the_database_is_for_its_owner_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("new").join("data");
    let url = format!("sqlite:{}", data.join("carnet.db").display());
    let store = Store::open(&url).await.expect("opens");
    assert_eq!(store.engine(), Engine::Sqlite);
    let store = with_shelf(store).await;
    store
        .execute(PUT, vec![1.into(), "book".into()])
        .await
        .expect("put");
    let mode =
        |path: &std::path::Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    for file in std::fs::read_dir(&data).expect("a folder") {
        let path = file.expect("a file").path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_said_to() {
    for (url, kind) in [
        ("mysql://localhost/carnet", Kind::Invalid),
        ("postgres://localhost:nowhere/carnet", Kind::Invalid),
        (
            "postgres://carnet:hunter2@127.0.0.1:1/carnet",
            Kind::Unavailable,
        ),
        ("sqlite:/dev/null/carnet.db", Kind::Unavailable),
    ] {
        let error = Store::open(url).await.err().expect("refused");
        assert_eq!(error.kind(), kind, "{url}: {}", error.log_text());
        assert!(!error.log_text().contains("hunter2"));
    }
}

/// What PostgreSQL says of a statement by itself, with this code.
async fn said_of_one_by_itself(store: &Store, code: &str) -> kernel::Error {
    let says = format!("DO $$ BEGIN RAISE EXCEPTION 'so' USING ERRCODE = '{code}'; END $$");
    let done = store.execute(says.leak(), vec![]).await;
    done.expect_err("it was said")
}

#[tokio::test]
async fn a_statement_that_took_too_long_was_not_done_and_one_whose_server_stopped_nobody_knows() {
    for_each_store(async |store| {
        if store.engine() == Engine::Sqlite {
            return;
        }
        for (code, unknown, repeated) in [
            ("57014", false, false),
            ("40P01", false, true),
            ("40001", false, true),
            ("57P01", true, false),
        ] {
            let error = said_of_one_by_itself(&store, code).await;
            assert_eq!(error.kind(), Kind::Unavailable, "{code}");
            assert_eq!(error.code() == kernel::UNCERTAIN, unknown, "{code}");
            assert_eq!(error.may_be_repeated(), repeated, "{code}");
        }
    })
    .await;
}

#[tokio::test]
async fn of_two_that_wait_for_one_another_one_is_undone_for_certain_and_may_be_repeated() {
    for_each_store(async |store| {
        if store.engine() == Engine::Sqlite {
            return;
        }
        let table = "CREATE TABLE pair (n BIGINT PRIMARY KEY, times BIGINT NOT NULL)";
        store.execute(table, vec![]).await.expect("a table");
        let rows = "INSERT INTO pair VALUES (1, 0), (2, 0)";
        store.execute(rows, vec![]).await.expect("two rows");
        const COUNT: &str = "UPDATE pair SET times = times + 1 WHERE n = $1";
        let mut one = store.begin("one").await.expect("begun");
        let mut two = store.begin("two").await.expect("begun");
        one.execute(COUNT, vec![1_i64.into()]).await.expect("held");
        two.execute(COUNT, vec![2_i64.into()]).await.expect("held");
        let (first, second) = tokio::join!(one.execute(COUNT, vec![2_i64.into()]), async {
            let done = two.execute(COUNT, vec![1_i64.into()]).await;
            // Whoever is undone lets the other go on.
            match done {
                Ok(_) => two.commit().await.map(|()| 1),
                Err(error) => {
                    two.rollback().await.expect("undone");
                    Err(error)
                }
            }
        },);
        let undone = match (first, second) {
            (Err(undone), Ok(_)) | (Ok(_), Err(undone)) => undone,
            both => panic!("one of them: {both:?}"),
        };
        assert!(undone.may_be_repeated(), "{undone}");
        assert_ne!(undone.code(), kernel::UNCERTAIN, "{undone}");
    })
    .await;
}
