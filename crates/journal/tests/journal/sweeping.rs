//! Sweeping: what is left of an erased space is removed, now or later.

use crate::erasing::{is_not_found, shut_and_erase, told};
use crate::shreds::shred;
use crate::{ana, at_each, glance, house_with, place, word};
use journal::{Journal, Swept};
use kernel::{Error, Kind, ObjectId, Result, SpaceId};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;
use store::{Store, Value};
use testkit::for_each_two_stores;

pub(crate) const HOUR: Duration = Duration::from_secs(60 * 60);

pub(crate) async fn nothing_to_remove(object: ObjectId) -> Result<()> {
    panic!("{object} is not of an erased space")
}

pub(crate) async fn sweep(journal: &Journal) -> Swept {
    journal
        .sweep_erased(100, nothing_to_remove)
        .await
        .expect("swept")
}

pub(crate) async fn count(store: &Store, table: &str, space: SpaceId) -> i64 {
    let sql: &'static str = match table {
        "journal" => "SELECT count(*) FROM journal WHERE bucket = $1 AND space = $2",
        "access" => "SELECT count(*) FROM access WHERE bucket = $1 AND space = $2",
        "snapshot" => "SELECT count(*) FROM snapshot WHERE bucket = $1 AND space = $2",
        "erasing" => "SELECT count(*) FROM erasing WHERE bucket = $1 AND space = $2",
        "erasing_object" => "SELECT count(*) FROM erasing_object WHERE bucket = $1 AND space = $2",
        _ => panic!("no table {table}"),
    };
    let rows = store.query(sql, place(space)).await.expect("counted");
    rows[0].int(0).expect("a count")
}

#[tokio::test]
async fn a_sweep_forgets_what_another_process_erased() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let space = told(&house, "one").await;
        let (other, _) = house.another().await;
        other.open(space).await.expect("warm there");
        shut_and_erase(&house, space).await;
        sweep(&house.journal).await;
        // Nobody asked; its key was in memory all the same.
        assert!(other.open(space).await.is_ok(), "warm until then");
        sweep(&other).await;
        assert!(is_not_found(other.open(space).await));
    })
    .await;
}

#[tokio::test]
async fn the_sweep_leaves_no_object_and_no_row_but_the_mark() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let chance = &*house.world.chance;
        let objects: BTreeSet<ObjectId> = (0..250).map(|_| ObjectId::new(chance)).collect();
        let (space, neighbour) = (told(&house, "one").await, told(&house, "other").await);
        let book = house.journal.open(space).await.expect("a book");
        let named = objects.iter().map(|object| word(&object.to_string()));
        let mut book = house
            .pen
            .append(&book, ana(), named.collect())
            .await
            .expect("appended");
        for n in 0..110 {
            let entries = vec![word(&n.to_string())];
            book = house
                .pen
                .append(&book, ana(), entries)
                .await
                .expect("appended");
        }
        // More than one portion.
        let notes = (0..600).map(|_| house.journal.note(&book, glance()));
        for noted in futures_util::future::join_all(notes).await {
            noted.expect("noted");
        }
        shut_and_erase(&house, space).await;
        assert_eq!(count(&house.store, "erasing_object", space).await, 250);

        let removed = Mutex::new(BTreeSet::new());
        let remove = |object| {
            removed.lock().expect("no panic").insert(object);
            std::future::ready(Ok(()))
        };
        let swept = house
            .journal
            .sweep_erased(100, remove)
            .await
            .expect("swept");
        assert_eq!(removed.lock().expect("no panic").clone(), objects);
        assert_eq!((swept.objects, swept.spaces), (250, 0));
        assert!(swept.rows >= 112 + 601, "{swept:?}");
        for table in ["journal", "access", "snapshot", "erasing_object"] {
            assert_eq!(count(&house.store, table, space).await, 0, "{table}");
        }
        assert_eq!(count(&house.store, "access", neighbour).await, 1);

        // What was under way is waited for, and then nothing is left to do.
        let mut straggler = place(space);
        straggler.push(Value::Blob(vec![1]));
        house
            .store
            .execute(
                "INSERT INTO journal (bucket, space, seq, body) VALUES ($1, $2, 9, $3)",
                straggler,
            )
            .await
            .expect("a row that came late");
        assert_eq!(sweep(&house.journal).await, Swept::default());
        house.time.advance(HOUR);
        let last = Swept {
            rows: 1,
            spaces: 1,
            objects: 0,
        };
        assert_eq!(sweep(&house.journal).await, last);
        assert_eq!(count(&house.store, "erasing", space).await, 0);
        assert_eq!(sweep(&house.journal).await, Swept::default());
        assert!(is_not_found(house.journal.open(space).await));
        house.journal.verify(neighbour).await.expect("whole");
    })
    .await;
}

#[tokio::test]
async fn what_one_space_refuses_stops_no_other_and_is_done_later() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let chance = &*house.world.chance;
        let objects: Vec<ObjectId> = (0..3).map(|_| ObjectId::new(chance)).collect();
        let mut spaces = Vec::new();
        for object in &objects {
            spaces.push(told(&house, &object.to_string()).await);
        }
        for space in &spaces {
            shut_and_erase(&house, *space).await;
        }
        let away = objects[1];
        let refused = house
            .journal
            .sweep_erased(100, async |object| match object == away {
                true => Err(Error::unavailable("the vault is away")),
                false => Ok(()),
            });
        assert_eq!(refused.await.expect_err("told").kind(), Kind::Unavailable);
        for (space, left) in spaces.iter().zip([0, 1, 0]) {
            assert_eq!(count(&house.store, "erasing_object", *space).await, left);
            assert_eq!(count(&house.store, "journal", *space).await, left);
            assert!(shred(&house.shreds, *space).await.is_empty());
        }
        let swept = house.journal.sweep_erased(100, async |object| {
            assert_eq!(object, away);
            Ok(())
        });
        assert_eq!(swept.await.expect("swept").objects, 1);
        assert_eq!(count(&house.store, "journal", spaces[1]).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_space_is_not_struck_off_while_another_sweeper_leaves_rows_of_it() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let space = told(&house, "one").await;
        shut_and_erase(&house, space).await;
        house.time.advance(HOUR);
        // A row that this sweep does not see any more, as when the other one,
        // which was to remove it, dies.
        let left = "INSERT INTO snapshot (bucket, space, version, body) \
             VALUES (OLD.bucket, OLD.space, 9, OLD.body)";
        at_each(&house.store, "AFTER DELETE ON access", space, [left; 2]).await;
        assert_eq!(sweep(&house.journal).await.spaces, 0);
        assert_eq!(count(&house.store, "snapshot", space).await, 1);
        assert_eq!(sweep(&house.journal).await.spaces, 1);
        assert_eq!(count(&house.store, "snapshot", space).await, 0);
    })
    .await;
}
