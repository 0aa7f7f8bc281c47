//! Erasing: the key is gone in every process and in every copy, and what is left
//! is swept away.

use crate::{House, ana, glance, house_with, journal_on, new_space, word, words};
use journal::{Journal, Noted, Standing, Swept};
use kernel::{Error, Kind, ObjectId, Result, SpaceId};
use std::collections::{BTreeSet, HashSet};
use std::sync::Mutex;
use std::time::Duration;
use store::{Many, Store, Value};
use testkit::{TestWorld, for_each_two_stores};

const HOUR: Duration = Duration::from_secs(60 * 60);

fn place(space: SpaceId) -> Vec<Value> {
    vec![i64::from(space.bucket()).into(), space.into()]
}

/// Shuts a space, as closing does long before.
pub(crate) async fn shut(store: &Store, journal: &Journal, space: SpaceId) {
    let mut tx = store.begin("close").await.expect("begun");
    journal
        .set_standing(&mut tx, space, Standing::Shut)
        .await
        .expect("shut");
    tx.commit().await.expect("committed");
}

/// Erases a shut space, as its life does.
pub(crate) async fn erase(store: &Store, journal: &Journal, space: SpaceId) -> Result<()> {
    let erasure = journal.prepare_erasure(space).await?;
    let mut tx = store.begin("erase").await?;
    journal.erase(&mut tx, &erasure).await?;
    tx.commit().await
}

async fn shut_and_erase(house: &House, space: SpaceId) {
    shut(&house.store, &house.journal, space).await;
    erase(&house.store, &house.journal, space)
        .await
        .expect("erased");
}

async fn nothing_to_remove(object: ObjectId) -> Result<()> {
    panic!("{object} is not of an erased space")
}

async fn sweep(journal: &Journal) -> Swept {
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

async fn key_wrapped(store: &Store, space: SpaceId) -> Vec<u8> {
    let sql = "SELECT key_wrapped FROM book WHERE bucket = $1 AND space = $2";
    let rows = store.query(sql, place(space)).await.expect("a book");
    rows[0].blob(0).expect("a key").to_vec()
}

async fn shred(shreds: &Store, space: SpaceId) -> Vec<u8> {
    let sql = "SELECT secret FROM shred WHERE bucket = $1 AND space = $2";
    let rows = shreds.query(sql, place(space)).await.expect("a shred");
    rows[0].blob(0).expect("a secret").to_vec()
}

fn is_not_found<T>(told: Result<T>) -> bool {
    told.is_err_and(|error| error.kind() == Kind::NotFound)
}

/// A space with this word in its journal, and one line in its access log.
async fn told(house: &House, text: &str) -> SpaceId {
    let space = new_space(&house.store, &house.journal, &house.world).await;
    let book = house.journal.open(space).await.expect("a book");
    let book = house
        .pen
        .append(&book, ana(), vec![word(text)])
        .await
        .expect("appended");
    house.journal.note(&book, glance()).await.expect("noted");
    space
}

#[tokio::test]
async fn del_02_an_erased_space_is_not_found_in_any_process_by_any_way() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let (space, neighbour) = (told(&house, "one").await, told(&house, "other").await);
        let (other, other_pen) = house.another().await;
        let (mine, theirs) = (
            house.journal.open(space).await.expect("warm here"),
            other.open(space).await.expect("warm there"),
        );
        shut_and_erase(&house, space).await;

        for (journal, pen, book) in [
            (&house.journal, &house.pen, &mine),
            (&other, &other_pen, &theirs),
        ] {
            // Whoever still holds a book can do nothing with it.
            assert!(is_not_found(journal.note(book, glance()).await));
            assert!(is_not_found(
                pen.append(book, ana(), vec![word("late")]).await
            ));
            assert!(is_not_found(journal.refresh(book).await));
            assert!(is_not_found(journal.open(space).await));
            assert!(is_not_found(journal.verify(space).await));
        }
        assert_eq!(count(&house.store, "access", space).await, 1);
        assert_eq!(count(&house.store, "journal", space).await, 1);
        let book = other.open(neighbour).await.expect("the neighbour's");
        assert_eq!(words(&book), ["other"]);
        assert!(matches!(
            other.note(&book, glance()).await.expect("noted"),
            Noted::Current
        ));
    })
    .await;
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
async fn nothing_brings_an_erased_space_back() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let never_opened = new_space(&house.store, &house.journal, &house.world).await;
        let never_made = SpaceId::new(&*house.world.chance);
        let told = told(&house, "one").await;
        shut_and_erase(&house, told).await;
        shut_and_erase(&house, never_opened).await;
        erase(&house.store, &house.journal, never_made)
            .await
            .expect("erased before it was");
        sweep(&house.journal).await;
        for space in [told, never_opened, never_made] {
            let mut tx = house.store.begin("again").await.expect("begun");
            house
                .journal
                .create(&mut tx, space, Standing::Open)
                .await
                .expect("left as it is");
            let opened = house.journal.set_standing(&mut tx, space, Standing::Open);
            assert!(is_not_found(opened.await));
            tx.commit().await.expect("committed");
            assert!(is_not_found(house.journal.open(space).await));
            assert!(key_wrapped(&house.store, space).await.is_empty());
            assert!(shred(&house.shreds, space).await.is_empty());
            // Nor a second time.
            erase(&house.store, &house.journal, space)
                .await
                .expect("erased it is");
        }
    })
    .await;
}

#[tokio::test]
async fn an_open_space_or_one_written_to_meanwhile_is_not_erased() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let space = told(&house, "one").await;
        let kind = |told: Result<()>| told.expect_err("refused").kind();
        let open = erase(&house.store, &house.journal, space).await;
        assert_eq!(kind(open), Kind::Conflict);

        let erasure = house.journal.prepare_erasure(space).await.expect("read");
        let book = house.journal.open(space).await.expect("a book");
        house
            .pen
            .append(&book, ana(), vec![word("two")])
            .await
            .expect("appended");
        shut(&house.store, &house.journal, space).await;
        let mut tx = house.store.begin("erase").await.expect("begun");
        let moved = house.journal.erase(&mut tx, &erasure).await;
        assert_eq!(kind(moved), Kind::Conflict);
        drop(tx);
        let book = house.journal.open(space).await.expect("a book");
        assert_eq!(words(&book), ["one", "two"]);
        sweep(&house.journal).await;
        assert_eq!(house.journal.verify(space).await.expect("whole").rows, 2);
    })
    .await;
}

#[tokio::test]
async fn an_erasure_that_is_rolled_back_erases_nothing() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let space = told(&house, "one").await;
        shut(&house.store, &house.journal, space).await;
        let erasure = house.journal.prepare_erasure(space).await.expect("read");
        let mut tx = house.store.begin("erase").await.expect("begun");
        house
            .journal
            .erase(&mut tx, &erasure)
            .await
            .expect("erased, so far");
        tx.rollback().await.expect("undone");
        sweep(&house.journal).await;
        let book = house.journal.open(space).await.expect("a book");
        assert_eq!(words(&book), ["one"]);
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
async fn a_space_too_damaged_to_open_is_erased_all_the_same() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let space = told(&house, "one").await;
        let mut params = place(space);
        params.push(Value::Blob(vec![7; 60]));
        let damage = "UPDATE journal SET body = $3 WHERE bucket = $1 AND space = $2";
        house.store.execute(damage, params).await.expect("damaged");
        house.journal.forget(space);
        shut_and_erase(&house, space).await;
        sweep(&house.journal).await;
        assert_eq!(count(&house.store, "journal", space).await, 0);
        assert!(shred(&house.shreds, space).await.is_empty());
    })
    .await;
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
        .create_many(&mut tx, &spaces, Standing::Shut)
        .await
        .expect("made");
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
