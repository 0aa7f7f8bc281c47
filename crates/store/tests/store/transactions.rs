//! Transactions: all or nothing, each by itself, durable when committed.

use crate::{NAMES, PUT, names, texts, with_shelf};
use kernel::{Error, Kind, Result};
use std::time::Duration;
use store::{Statement, Store};
use testkit::{for_each_store, for_each_store_at};

#[tokio::test]
async fn what_was_committed_is_there_for_another_process() {
    for_each_store_at(async |store, url| {
        let store = with_shelf(store).await;
        let mut tx = store.begin("put").await.expect("begins");
        assert_eq!(
            tx.execute(PUT, vec![1.into(), "book".into()])
                .await
                .expect("put"),
            1
        );
        assert_eq!(
            texts(&tx.query(NAMES, vec![]).await.expect("sees its own")),
            ["book"]
        );
        assert!(names(&store).await.is_empty(), "not seen before the commit");
        tx.commit().await.expect("commits");
        let other = Store::open(&url).await.expect("opens again");
        assert_eq!(names(&other).await, ["book"]);
    })
    .await;
}

#[tokio::test]
async fn a_transaction_dropped_or_rolled_back_leaves_nothing() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        for dropped in [true, false] {
            let mut tx = store.begin("put").await.expect("begins");
            tx.execute(PUT, vec![1.into(), "book".into()])
                .await
                .expect("put");
            if dropped {
                drop(tx);
            } else {
                tx.rollback().await.expect("rolls back");
            }
            // Waits for its lock to be gone, too.
            store
                .execute(
                    "INSERT INTO shelf (bucket, name) VALUES ($1, $2)
                          ON CONFLICT DO NOTHING",
                    vec![1.into(), "lamp".into()],
                )
                .await
                .expect("put");
            assert_eq!(names(&store).await, ["lamp"]);
        }
    })
    .await;
}

#[tokio::test]
async fn many_abandoned_transactions_use_nothing_up() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        for _ in 0..100 {
            let mut tx = store.begin("abandoned").await.expect("begins");
            tx.execute(PUT, vec![1.into(), "book".into()])
                .await
                .expect("put");
        }
        assert!(names(&store).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_taken_key_is_a_conflict_and_a_broken_rule_a_fault() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        let kind = |result: Result<u64>| result.expect_err("refused").kind();
        let book = || vec![1.into(), "book".into()];
        assert_eq!(store.execute(PUT, book()).await.expect("put"), 1);
        let error = store.execute(PUT, book()).await.expect_err("taken");
        assert_eq!(
            (error.kind(), error.code()),
            (Kind::Conflict, "error-conflict")
        );
        assert!(!error.log_text().contains("book"), "{}", error.log_text());
        let no_name = store
            .execute(PUT, vec![1.into(), None::<String>.into()])
            .await;
        assert_eq!(kind(no_name), Kind::Fault);
        let too_few = store.execute(PUT, vec![1.into()]).await;
        assert_eq!(kind(too_few), Kind::Fault);
        let no_table = store.execute("DELETE FROM nowhere", vec![]).await;
        assert_eq!(kind(no_table), Kind::Fault);
        assert_eq!(names(&store).await, ["book"]);
    })
    .await;
}

#[tokio::test]
async fn after_a_failed_statement_a_transaction_can_only_end() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        let mut tx = store.begin("twice").await.expect("begins");
        tx.execute(PUT, vec![1.into(), "book".into()])
            .await
            .expect("put");
        let error = tx.execute(PUT, vec![1.into(), "book".into()]).await;
        assert_eq!(error.expect_err("taken").kind(), Kind::Conflict);
        let error = tx.execute(PUT, vec![1.into(), "lamp".into()]).await;
        assert_eq!(error.expect_err("it had failed").kind(), Kind::Fault);
        assert_eq!(
            tx.commit().await.expect_err("it had failed").kind(),
            Kind::Fault
        );
        assert!(names(&store).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_transaction_whose_caller_stopped_waiting_is_never_committed() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        let mut tx = store.begin("impatient").await.expect("begins");
        // Polled once, then forgotten: slow enough not to be done by then.
        let slow = "INSERT INTO trace (n, what)
             WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 100000)
             SELECT n, 'slow' FROM c";
        let put = tx.execute(slow, vec![]);
        assert!(futures_util::FutureExt::now_or_never(put).is_none());
        assert_eq!(tx.commit().await.expect_err("unknown").kind(), Kind::Fault);
        assert!(
            store
                .query("SELECT n FROM trace", vec![])
                .await
                .expect("the trace")
                .is_empty()
        );
    })
    .await;
}

/// A refusal that must be seen later: the trace is committed, then it is refused.
async fn refuse(store: &Store) -> Result<()> {
    let mut tx = store.begin("refuse").await?;
    tx.execute(
        "INSERT INTO trace (n, what) VALUES ($1, $2)",
        vec![1.into(), "refused".into()],
    )
    .await?;
    let mended = tx
        .execute(
            "UPDATE shelf SET bucket = $1 WHERE name = $2",
            vec![2.into(), "book".into()],
        )
        .await?;
    tx.commit().await?;
    if mended == 0 {
        Err(Error::not_found())
    } else {
        Ok(())
    }
}

#[tokio::test]
async fn a_refusal_does_not_undo_its_own_trace() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        assert_eq!(
            refuse(&store).await.expect_err("refused").kind(),
            Kind::NotFound
        );
        let rows = store
            .query("SELECT what FROM trace", vec![])
            .await
            .expect("the trace");
        assert_eq!(texts(&rows), ["refused"]);
    })
    .await;
}

#[tokio::test]
async fn a_batch_runs_in_order_and_answers_in_order() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        let mut tx = store.begin("batch").await.expect("begins");
        let mut batch = Vec::new();
        for n in 0..500_i64 {
            batch.push(Statement {
                sql: PUT,
                params: vec![1.into(), format!("{n:03}").into()],
            });
            let sql = "SELECT count(*), max(name) FROM shelf";
            batch.push(Statement {
                sql,
                params: vec![],
            });
        }
        let outcomes = tx.run(batch).await.expect("runs");
        assert_eq!(outcomes.len(), 1_000);
        for (n, pair) in outcomes.chunks(2).enumerate() {
            assert_eq!(pair[0].changed, 1);
            assert!(pair[0].rows.is_empty());
            let row = &pair[1].rows[0];
            assert_eq!(row.int(0).expect("a count"), n as i64 + 1);
            assert_eq!(row.text(1).expect("a name"), format!("{n:03}"));
        }
        tx.commit().await.expect("commits");
        assert_eq!(names(&store).await.len(), 500);
        assert!(
            store
                .begin("none")
                .await
                .expect("begins")
                .run(vec![])
                .await
                .expect("runs")
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn one_bad_statement_undoes_the_whole_batch() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        let put = |name: &str| Statement {
            sql: PUT,
            params: vec![1.into(), name.into()],
        };
        let mut tx = store.begin("batch").await.expect("begins");
        let error = tx.run(vec![put("a"), put("b"), put("a"), put("c")]).await;
        assert_eq!(error.expect_err("taken").kind(), Kind::Conflict);
        drop(tx);
        assert!(names(&store).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn transactions_at_the_same_time_lose_nothing() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        store
            .execute(
                "INSERT INTO trace (n, what) VALUES ($1, $2)",
                vec![0.into(), "0".into()],
            )
            .await
            .expect("a start");
        let writers = (0..40_i64).map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut tx = store.begin("count").await?;
                tx.execute("UPDATE trace SET n = n + $1", vec![1.into()])
                    .await?;
                tx.execute(PUT, vec![1.into(), format!("{n:02}").into()])
                    .await?;
                tokio::task::yield_now().await;
                if n % 4 == 0 {
                    tx.rollback().await
                } else {
                    tx.commit().await
                }
            })
        });
        for writer in futures_util::future::join_all(writers).await {
            writer.expect("no panic").expect("written");
        }
        let rows = store
            .query("SELECT n FROM trace", vec![])
            .await
            .expect("the count");
        assert_eq!(rows[0].int(0).expect("a number"), 30);
        assert_eq!(names(&store).await.len(), 30);
    })
    .await;
}

#[tokio::test]
async fn questions_are_answered_while_a_transaction_is_open() {
    for_each_store(async |store| {
        let store = with_shelf(store).await;
        let mut tx = store.begin("slow").await.expect("begins");
        tx.execute(PUT, vec![1.into(), "book".into()])
            .await
            .expect("put");
        let asked = tokio::time::timeout(Duration::from_secs(5), names(&store)).await;
        assert!(asked.expect("answered").is_empty());
        tx.commit().await.expect("commits");
    })
    .await;
}
