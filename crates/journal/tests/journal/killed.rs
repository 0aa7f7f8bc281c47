//! A process that dies, as by `kill -9`, at each step of an erasure: the space is
//! never half erased, and the next sweep takes up where the last one fell.

use crate::erasing::{erase, shut};
use crate::rotating::second;
use crate::sweeping::count;
use crate::{House, ana, glance, house_with, journal_on, key_file, new_space, word, words};
use kernel::{Error, Kind, ObjectId, Result, SpaceId};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use store::Store;
use testkit::{TestStore, TestWorld, for_each_two_stores};

const KILLED: &str = "CARNET_TEST_KILLED";

/// A vault: files named after their objects.
fn remover(folder: &Path) -> impl Fn(ObjectId) -> std::future::Ready<Result<()>> {
    let folder = folder.to_owned();
    move |object| {
        let removed = match std::fs::remove_file(folder.join(object.to_string())) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(Error::unavailable("removing").because(error))
            }
            _ => Ok(()),
        };
        std::future::ready(removed)
    }
}

fn kept(vault: &Path) -> usize {
    std::fs::read_dir(vault).expect("a vault").count()
}

/// Bytes in the log before the file of a database: none on PostgreSQL.
fn log_of(store: &TestStore) -> u64 {
    let file = store.url.strip_prefix("sqlite:");
    file.map_or(0, |file| {
        let log = std::fs::metadata(format!("{file}-wal"));
        log.map_or(0, |log| log.len())
    })
}

/// The second process of the tests below: opens a space for the first time,
/// reads it, or erases it and sweeps, until it dies.
#[tokio::test]
async fn a_process_that_works_until_it_dies() {
    let Ok(work) = std::env::var(KILLED) else {
        return;
    };
    let parts: Vec<&str> = work.split('\u{1f}').collect();
    let [act, folder, store, shreds, space] = parts[..] else {
        panic!("five parts");
    };
    let folder = PathBuf::from(folder);
    let world = TestWorld::seeded(std::process::id().into()).world();
    let store = Store::open(store).await.expect("a store");
    let shreds = Store::open(shreds).await.expect("shreds");
    let holder = key_file(&folder, &world);
    let (journal, _) = journal_on(&store, &shreds, &holder, &world)
        .await
        .expect("a journal");
    let space: SpaceId = space.parse().expect("a space");
    if act == "opens" {
        drop(journal.open(space).await.expect("opened"));
        return;
    }
    if act == "rewraps" {
        journal.wrap_by(second()).await.expect("moved");
        journal.rewrap().await.expect("walked");
        return;
    }
    if act == "reads" {
        let book = journal.open(space).await.expect("opened");
        journal.note(&book, glance()).await.expect("noted");
        std::fs::write(folder.join("given"), b"what is in it").expect("given");
        return;
    }
    erase(&store, &journal, space).await.expect("erased");
    journal
        .sweep_erased(10, remover(&folder.join("vault")))
        .await
        .expect("swept");
}

/// Runs that process; whether it lived to its end.
fn lives(act: &str, point: &str, house: &House, at: [&TestStore; 2], space: SpaceId) -> bool {
    let folder = house.folder.path().display().to_string();
    let [store, shreds] = at.map(|store| store.url.clone());
    let work = [act.to_owned(), folder, store, shreds, space.to_string()];
    let child = Command::new(std::env::current_exe().expect("this program"))
        .args([
            "--exact",
            "killed::a_process_that_works_until_it_dies",
            "--nocapture",
        ])
        .env(KILLED, work.join("\u{1f}"))
        .env("CARNET_KILL_AT", point)
        .output()
        .expect("a second process");
    // Killed, and not failed: a panic ends with a code.
    assert!(
        child.status.success() || child.status.code().is_none(),
        "{point}: {}",
        String::from_utf8_lossy(&child.stderr)
    );
    child.status.success()
}

#[tokio::test]
async fn a_process_killed_between_shred_and_key_leaves_a_space_that_opens() {
    for_each_two_stores(async |first, second| {
        let house = house_with(first.store.clone(), second.store.clone()).await;
        let point = "key-after-shred";
        assert!(!lives("opens", point, &house, [first, second], house.space));
        let book = house.book().await;
        house.adds(&book, "one").await;
        let (cold, _) = house.another().await;
        assert_eq!(
            words(&cold.open(house.space).await.expect("a book")),
            ["one"]
        );
        assert!(lives("opens", "none", &house, [first, second], house.space));
    })
    .await;
}

#[tokio::test]
async fn key_10_a_process_killed_while_it_wraps_anew_leaves_every_space_open_and_is_gone_on_with() {
    for_each_two_stores(async |first, second_store| {
        let house = house_with(first.store.clone(), second_store.store.clone()).await;
        // More than one portion: 100 rows.
        let mut spaces = vec![house.space];
        for _ in 0..120 {
            spaces.push(new_space(&house.store, &house.journal, &house.world).await);
        }
        for space in &spaces {
            house.journal.open(*space).await.expect("a book");
        }
        house.adds(&house.book().await, "one").await;
        house.holder.make_generation().await.expect("made");
        for (point, done) in [
            ("rewrap-before-commit", 0),
            ("rewrap-after-commit", 100),
            ("none", 121),
        ] {
            let at = [first, second_store];
            let lived = lives("rewraps", point, &house, at, house.space);
            assert_eq!(lived, point == "none", "{point}");
            let seen = house.journal.wrapped().await.expect("seen");
            let anew = seen.by.get(&second()).copied().unwrap_or(0);
            assert_eq!((anew, seen.unknown), (done, 0), "{point}");
            let (cold, _) = house.another().await;
            for space in &spaces {
                cold.open(*space).await.expect(point);
            }
            let book = cold.open(house.space).await.expect("a book");
            assert_eq!(words(&book), ["one"], "{point}");
        }
    })
    .await;
}

#[tokio::test]
async fn log_02_a_process_killed_at_any_step_of_a_read_gave_nothing_that_is_not_noted() {
    for (point, noted, given) in [
        ("journal-before-commit", 0, false),
        ("journal-after-commit", 1, false),
        ("none", 1, true),
    ] {
        for_each_two_stores(async |first, second| {
            let house = house_with(first.store.clone(), second.store.clone()).await;
            house.book().await;
            let lived = lives("reads", point, &house, [first, second], house.space);
            assert_eq!(lived, point == "none", "{point}");
            let there = house.folder.path().join("given").exists();
            assert_eq!(there, given, "{point}");
            let whole = house.journal.verify(house.space).await.expect("whole");
            assert_eq!(whole.reads, noted, "{point}");
        })
        .await;
    }
}

#[tokio::test]
async fn del_10_an_erasure_killed_at_any_step_is_finished_by_the_next_sweep() {
    let points = [
        "erase-before-commit",
        "erase-before-shreds",
        "erase-before-trace",
        "erase-after-shreds",
        "erase-after-object",
        "erase-after-objects",
        "erase-after-portion",
        "none",
    ];
    for point in points {
        for_each_two_stores(async |first, second| {
            let house = house_with(first.store.clone(), second.store.clone()).await;
            let vault = house.folder.path().join("vault");
            std::fs::create_dir(&vault).expect("a vault");
            let chance = &*house.world.chance;
            let mut spaces = Vec::new();
            for _ in 0..2 {
                let space = new_space(&house.store, &house.journal, &house.world).await;
                let objects: Vec<ObjectId> = (0..3).map(|_| ObjectId::new(chance)).collect();
                for object in &objects {
                    std::fs::write(vault.join(object.to_string()), b"sealed").expect("kept");
                }
                let entries = objects.iter().map(|object| word(&object.to_string()));
                let book = house.journal.open(space).await.expect("a book");
                let book = house
                    .pen
                    .append(&book, ana(), entries.collect())
                    .await
                    .expect("appended");
                house.journal.note(&book, glance()).await.expect("noted");
                spaces.push(space);
            }
            let [space, neighbour] = spaces[..] else {
                panic!("two spaces");
            };
            shut(&house.store, &house.journal, space).await;

            let lived = lives("erases", point, &house, [first, second], space);
            assert_eq!(lived, point == "none", "{point}");

            // Either nothing was done, or nobody reads it any more.
            let (journal, _) = house.another().await;
            if point == "erase-before-commit" {
                assert_eq!(journal.verify(space).await.expect("whole").rows, 1);
                erase(&house.store, &journal, space).await.expect("erased");
            }
            let gone = journal.open(space).await.expect_err("gone");
            assert_eq!(gone.kind(), Kind::NotFound, "{point}");

            for _ in 0..2 {
                journal
                    .sweep_erased(10, remover(&vault))
                    .await
                    .expect("swept");
                house.time.advance(Duration::from_secs(60 * 60));
            }
            for table in ["journal", "access", "snapshot", "erasing_object", "erasing"] {
                assert_eq!(
                    count(&house.store, table, space).await,
                    0,
                    "{point}: {table}"
                );
            }
            assert_eq!(kept(&vault), 3, "{point}: the neighbour's");
            assert_eq!(log_of(second), 0, "{point}: what was destroyed");
            let book = journal.open(neighbour).await.expect("a book");
            assert_eq!(words(&book).len(), 3, "{point}");
            assert_eq!(journal.verify(neighbour).await.expect("whole").reads, 1);
        })
        .await;
    }
}
