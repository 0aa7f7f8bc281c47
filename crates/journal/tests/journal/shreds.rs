//! Shreds: what the keys are wrapped under, and what their loss and their
//! destruction mean for every copy.

use crate::erasing::{is_not_found, shut_and_erase, told};
use crate::sweeping::{HOUR, count, nothing_to_remove, sweep};
use crate::{house_with, journal_on, place, words};
use kernel::{Kind, SpaceId};
use std::collections::HashSet;
use store::{Many, Store, Value};
use testkit::{TestWorld, for_each_two_stores};

pub(crate) async fn key_wrapped(store: &Store, space: SpaceId) -> Vec<u8> {
    let sql = "SELECT key_wrapped FROM book WHERE bucket = $1 AND space = $2";
    let rows = store.query(sql, place(space)).await.expect("a book");
    rows[0].blob(0).expect("a key").to_vec()
}

pub(crate) async fn shred(shreds: &Store, space: SpaceId) -> Vec<u8> {
    let sql = "SELECT secret FROM shred WHERE bucket = $1 AND space = $2";
    let rows = shreds.query(sql, place(space)).await.expect("a shred");
    rows[0].blob(0).expect("a secret").to_vec()
}

#[tokio::test]
async fn key_11_rows_put_back_from_a_backup_do_not_open_after_the_erasure() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let space = told(&house, "one").await;
        let kept = key_wrapped(&house.store, space).await;
        let sql = "SELECT seq, body FROM journal WHERE bucket = $1 AND space = $2";
        let rows = house.store.query(sql, place(space)).await.expect("rows");
        shut_and_erase(&house, space).await;

        let restore = async |standing: i64| {
            let mut book = place(space);
            book.extend([kept.clone().into(), standing.into()]);
            let back =
                "UPDATE book SET key_wrapped = $3, standing = $4 WHERE bucket = $1 AND space = $2";
            house.store.execute(back, book).await.expect("put back");
        };
        // Until the sweep only the row of the key is gone: why it comes at once.
        restore(1).await;
        assert!(house.journal.open(space).await.is_ok());
        house.journal.forget(space);
        restore(2).await;
        sweep(&house.journal).await;
        restore(1).await;
        for row in rows {
            let mut line = place(space);
            line.extend([
                row.int(0).expect("a place").into(),
                row.blob(1).expect("a body").into(),
            ]);
            let back = "INSERT INTO journal (bucket, space, seq, body) VALUES ($1, $2, $3, $4)";
            house.store.execute(back, line).await.expect("put back");
        }
        assert!(is_not_found(house.journal.open(space).await));
        let (other, _) = house.another().await;
        assert!(is_not_found(other.open(space).await));
        // The whole copy is shut like this; what is in it can be erased again.
        shut_and_erase(&house, space).await;
        sweep(&house.journal).await;
        assert_eq!(count(&house.store, "journal", space).await, 0);
    })
    .await;
}

#[tokio::test]
async fn key_11_a_space_that_has_no_key_in_a_backup_gets_none_after_the_erasure() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let space = told(&house, "one").await;
        shut_and_erase(&house, space).await;
        sweep(&house.journal).await;
        // The row as it was before the space was first opened.
        let back = "UPDATE book SET standing = 1 WHERE bucket = $1 AND space = $2";
        let restored = house.store.execute(back, place(space)).await;
        restored.expect("put back");
        assert!(is_not_found(house.journal.open(space).await));
        assert!(key_wrapped(&house.store, space).await.is_empty());
        assert!(shred(&house.shreds, space).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn shreds_that_lie_in_the_database_itself_are_told_from_others() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        house.journal.shreds_apart().await.expect("apart");
        // A set-up that was wrong once leaves shreds there that are nobody's.
        let (world, holder) = (TestWorld::seeded(2).world(), &house.holder);
        let wrong = journal_on(&house.store, &house.store, holder, &world).await;
        assert_eq!(wrong.err().expect("refused").kind(), Kind::Fault);
        house.journal.shreds_apart().await.expect("still apart");

        let (inside, _) = journal_on(second, second, holder, &world)
            .await
            .expect("a journal");
        let told = inside.shreds_apart().await.expect_err("together");
        assert_eq!(told.kind(), Kind::Invalid);
    })
    .await;
}

#[tokio::test]
async fn shreds_that_came_back_with_a_backup_are_destroyed_by_the_next_process() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let space = told(&house, "one").await;
        let secret = shred(&house.shreds, space).await;
        assert_eq!(secret.len(), 32);
        shut_and_erase(&house, space).await;
        sweep(&house.journal).await;
        house.time.advance(HOUR);
        assert_eq!(sweep(&house.journal).await.spaces, 1);
        let mut params = place(space);
        params.push(secret.into());
        let back = "UPDATE shred SET secret = $3 WHERE bucket = $1 AND space = $2";
        house.shreds.execute(back, params).await.expect("back");
        let (next, _) = house.another().await;
        sweep(&next).await;
        assert!(shred(&house.shreds, space).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn without_its_shred_a_space_is_a_fault_and_never_given_a_new_key() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let (space, neighbour) = (told(&house, "one").await, told(&house, "other").await);
        let kept = key_wrapped(&house.store, space).await;
        let lose = "DELETE FROM shred WHERE bucket = $1 AND space = $2";
        house
            .shreds
            .execute(lose, place(space))
            .await
            .expect("lost");
        let (cold, _) = house.another().await;
        assert_eq!(
            cold.open(space).await.expect_err("lost").kind(),
            Kind::Fault
        );
        assert_eq!(key_wrapped(&house.store, space).await, kept);
        assert!(cold.open(neighbour).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn the_shreds_of_another_house_stop_this_one_at_its_door() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let elsewhere = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", elsewhere.path().join("shreds.db").display());
        // New and empty, as when the right ones were lost.
        let empty = Store::open(&url).await.expect("a store");
        let world = TestWorld::seeded(2).world();
        let refused = journal_on(&house.store, &empty, &house.holder, &world).await;
        assert_eq!(refused.err().expect("refused").kind(), Kind::Fault);
        house.another().await;
    })
    .await;
}

#[tokio::test]
async fn a_key_from_before_there_were_shreds_is_put_under_one_when_it_is_used() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let space = told(&house, "one").await;
        // As the row was then: what the key holder gave, and nothing over it.
        let (secret, kept) = (
            shred(&house.shreds, space).await,
            key_wrapped(&house.store, space).await,
        );
        let secret = keys::Key::from_slice(&secret).expect("a key");
        let aad = [&b"carnet space shred 1"[..], &space.to_bytes()].concat();
        let wrapped = keys::open(&secret, &aad, &kept[1..]).expect("its shred");
        let mut params = place(space);
        params.push(wrapped.clone().into());
        let before = "UPDATE book SET key_wrapped = $3 WHERE bucket = $1 AND space = $2";
        house
            .store
            .execute(before, params)
            .await
            .expect("as before");
        let none = "DELETE FROM shred WHERE bucket = $1 AND space = $2";
        house
            .shreds
            .execute(none, place(space))
            .await
            .expect("none");

        let (cold, _) = house.another().await;
        assert_eq!(words(&cold.open(space).await.expect("a book")), ["one"]);
        let now = key_wrapped(&house.store, space).await;
        assert!(now.len() > wrapped.len() && !now.ends_with(&wrapped[1..]));
        let (cold, _) = house.another().await;
        assert_eq!(words(&cold.open(space).await.expect("a book")), ["one"]);
        shut_and_erase(&house, space).await;
        sweep(&house.journal).await;
        let mut params = place(space);
        params.push(now.into());
        let back =
            "UPDATE book SET key_wrapped = $3, standing = 1 WHERE bucket = $1 AND space = $2";
        house.store.execute(back, params).await.expect("put back");
        assert!(is_not_found(
            cold.open(space)
                .await
                .and(house.another().await.0.open(space).await)
        ));
    })
    .await;
}

/// SQLite alone: the files are there to be looked into.
#[tokio::test]
async fn on_sqlite_no_byte_of_what_was_destroyed_is_left_in_the_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name);
    let open = async |name: &str| {
        let url = format!("sqlite:{}", file(name).display());
        Store::open(&url).await.expect("a store")
    };
    let (store, shreds) = (open("carnet.db").await, open("shreds.db").await);
    let house = house_with(store, shreds).await;
    let chance = &*house.world.chance;
    // Enough, and in no order, for pages to be split, merged and freed.
    let spaces: Vec<SpaceId> = (0..3_000).map(|_| SpaceId::new(chance)).collect();
    let mut tx = house.store.begin("open spaces").await.expect("begun");
    house
        .journal
        .open_many(&mut tx, &spaces)
        .await
        .expect("made");
    tx.execute("UPDATE book SET standing = 0", vec![])
        .await
        .expect("shut");
    tx.commit().await.expect("committed");
    let secret = async |store: &Store, sql: &'static str, bytes: usize| {
        let mut tx = store.begin("secrets").await.expect("begun");
        let rows = spaces.iter().map(|space| {
            let mut secret = vec![0; bytes];
            chance.fill(&mut secret);
            let mut row = place(*space);
            row.push(secret.into());
            row
        });
        let rows: Vec<Vec<Value>> = rows.collect();
        let many = Many {
            sqlite: sql,
            postgres: "",
        };
        tx.run_many(&many, rows.clone()).await.expect("written");
        tx.commit().await.expect("committed");
        rows
    };
    let shredded = secret(
        &house.shreds,
        "INSERT INTO shred (bucket, space, secret) VALUES ($1, $2, $3)",
        32,
    );
    let wrapped = secret(
        &house.store,
        "UPDATE book SET key_wrapped = $3 WHERE bucket = $1 AND space = $2",
        90,
    );
    let (shredded, wrapped) = (shredded.await, wrapped.await);
    let goes = |n: &usize| !n.is_multiple_of(3);
    let tails: HashSet<[u8; 16]> = (0..spaces.len())
        .filter(goes)
        .flat_map(|n| [&shredded[n][2], &wrapped[n][2]])
        .map(|value| match value {
            Value::Blob(bytes) => bytes[bytes.len() - 16..].try_into().expect("16 bytes"),
            _ => panic!("a secret is a blob"),
        })
        .collect();
    let found = |name: &str| {
        let read = |name: String| std::fs::read(file(&name)).unwrap_or_default();
        let bytes = [read(name.to_owned()), read(format!("{name}-wal"))].concat();
        let seen: HashSet<&[u8]> = bytes
            .windows(16)
            .filter(|window| tails.contains(*window))
            .collect();
        seen.len()
    };
    let all = (0..spaces.len()).filter(goes).count();
    assert_eq!((found("shreds.db"), found("carnet.db")), (all, all));

    let mut erasures = Vec::new();
    for n in (0..spaces.len()).filter(goes) {
        let erasure = house.journal.prepare_erasure(spaces[n]).await;
        erasures.push(erasure.expect("read"));
    }
    let mut tx = house.store.begin("erase").await.expect("begun");
    for erasure in &erasures {
        house.journal.erase(&mut tx, erasure).await.expect("erased");
    }
    tx.commit().await.expect("committed");
    // The first sweep of a process destroys the shreds of all that were erased.
    let swept = house.journal.sweep_erased(1, nothing_to_remove).await;
    swept.expect("swept");
    assert_eq!(found("shreds.db"), 0);
    // Of the wrapped keys, which nothing opens any more, the log before the file
    // may hold some until its next checkpoint.
    house
        .store
        .execute("PRAGMA wal_checkpoint(TRUNCATE)", vec![])
        .await
        .expect("a checkpoint");
    assert_eq!(found("carnet.db"), 0);
}
