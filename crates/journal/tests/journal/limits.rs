//! What waits for the committer has a limit, and what is beyond it is refused at once.

use crate::{Words, ana, glance, house, place, word};
use futures_util::FutureExt as _;
use journal::{Guards, Journal, JournalConfig, Slices};
use kernel::{Kind, Result};
use std::time::Duration;
use testkit::is_sqlite;

const WAITING_MAX: usize = 8;

#[tokio::test]
async fn no_more_lines_wait_than_the_limit_and_those_beyond_are_refused_at_once() {
    testkit::for_each_store(|store: store::Store| async move {
        let house = house(store.clone()).await;
        let config = JournalConfig {
            waiting_max: WAITING_MAX,
            lanes: 1,
            ..JournalConfig::default()
        };
        let guards = Guards {
            holder: house.holder.clone(),
            shreds: house.shreds.clone(),
        };
        let slices = Slices::default().with::<Words>();
        let opened = Journal::open_all(store.clone(), guards, house.world.clone(), slices, config);
        let (journal, pen) = opened.await.expect("a journal");
        let book = journal.open(house.space).await.expect("a book");
        // The store is held: the committer stands before it with one line.
        let mut lock = store.begin("a lock").await.expect("begun");
        if !is_sqlite(&store) {
            let locked = lock.execute("LOCK TABLE access IN EXCLUSIVE MODE", vec![]);
            locked.await.expect("locked");
        }
        let mut first = Box::pin(journal.note(&book, glance()));
        assert!(first.as_mut().now_or_never().is_none());
        tokio::time::sleep(Duration::from_millis(200)).await;
        let mut waiting = Vec::new();
        let mut refused: Vec<Result<()>> = Vec::new();
        for _ in 0..50 {
            let mut note = Box::pin(journal.note(&book, glance()));
            match note.as_mut().now_or_never() {
                None => waiting.push(note),
                Some(answer) => refused.push(answer.map(drop)),
            }
        }
        let late = pen.append(&book, ana(), vec![word("late")]).now_or_never();
        refused.push(late.expect("at once").map(drop));
        assert_eq!(
            (waiting.len(), refused.len()),
            (WAITING_MAX, 51 - WAITING_MAX)
        );
        for answer in refused {
            assert_eq!(answer.expect_err("too many").kind(), Kind::Unavailable);
        }
        lock.rollback().await.expect("let go");
        first.await.expect("noted");
        for note in waiting {
            note.await.expect("noted");
        }
        // Who was refused left nothing, and who waited is there.
        let whole = journal.verify(house.space).await.expect("whole");
        assert_eq!((whole.reads, whole.rows), (1 + WAITING_MAX as u64, 0));
        let sql = "SELECT count(*) FROM access WHERE bucket = $1 AND space = $2";
        let rows = store.query(sql, place(house.space)).await.expect("asked");
        assert_eq!(rows[0].int(0).expect("a count"), 1 + WAITING_MAX as i64);
    })
    .await;
}
