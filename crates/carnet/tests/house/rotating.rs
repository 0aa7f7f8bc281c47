//! The master key is changed with `carnet keys`, by a process beside the house that
//! serves.

use super::erasing::erases;
use super::town::{Holder, Town};
use carnet::House;
use http::StatusCode;
use kernel::{Kind, SpaceId};
use keys::{FileHolder, Generation, Key, KeyHolder, SystemChance};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

const LIST: &str = "/espace/moi/documents";

/// `carnet keys …` on the set-up of this town, to die at a point.
fn carnet_keys(town: &Town, step: &str, point: &str) -> Command {
    let mut command = town.program();
    command
        .args(["keys", step])
        .env("CARNET_KILL_AT", point)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs it to its end: whether it was done, and what it said.
fn says(town: &Town, step: &str) -> (bool, String) {
    let output = carnet_keys(town, step, "none").output().expect("it starts");
    assert!(output.status.code().is_some(), "killed");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    (output.status.success(), said)
}

fn does(town: &Town, step: &str) -> String {
    let (done, said) = says(town, step);
    assert!(done, "{step}: {said}");
    said
}

fn refuses(town: &Town, step: &str, why: &str) {
    let (done, said) = says(town, step);
    assert!(!done && said.contains(why), "{step}: {said}");
}

fn dies(town: &Town, step: &str, point: &str) {
    let output = carnet_keys(town, step, point).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), None, "{step} {point}: {said}");
}

/// So many spaces more, each with its key.
async fn more_spaces(house: &House, n: usize) -> Vec<SpaceId> {
    let chance = &*house.world.chance;
    let spaces: Vec<SpaceId> = (0..n).map(|_| SpaceId::new(chance)).collect();
    let mut tx = house.store.begin("open spaces").await.expect("begun");
    let opened = house.journal.open_many(&mut tx, &spaces).await;
    opened.expect("opened");
    tx.commit().await.expect("committed");
    for space in &spaces {
        house.journal.open(*space).await.expect("its key is made");
    }
    spaces
}

/// As whoever never had the record open: its key is unwrapped.
async fn reads_cold(town: &Town, holder: &Holder, id: &str, title: &str) {
    town.house.journal.forget(holder.space);
    let path = format!("{LIST}/{id}/telecharger");
    let file = town.get(&holder.cookie, &path).await;
    assert_eq!(file.status, StatusCode::OK, "{title}");
    let said = format!("ceci est le document {title}");
    assert!(file.text().contains(&said), "{title}");
}

fn copy(file: &Path, to: PathBuf) -> PathBuf {
    std::fs::copy(file, &to).expect("a copy");
    to
}

fn opened(file: &Path) -> FileHolder {
    let holder = FileHolder::open_or_create(file, Arc::new(SystemChance));
    holder.unwrap_or_else(|error| panic!("{}", error.log_text()))
}

/// Every key that lies in the database, taken out of its shred, with what it is
/// wrapped for.
async fn all_wrapped(town: &Town) -> Vec<(Vec<u8>, Vec<u8>)> {
    let house = &town.house;
    let root = "SELECT wrapped FROM register_key";
    let root = house.store.query(root, vec![]).await.expect("the root");
    let root = root[0].blob(0).expect("the root").to_vec();
    let mut all = vec![(root, b"register root".to_vec())];
    let rows = "SELECT bucket, space, key_wrapped FROM book WHERE length(key_wrapped) > 0";
    let rows = house.store.query(rows, vec![]).await.expect("rows");
    for row in rows {
        let space = row.blob(1).expect("a space").to_vec();
        let place = vec![row.int(0).expect("a bucket").into(), space.clone().into()];
        let shred = "SELECT secret FROM shred WHERE bucket = $1 AND space = $2";
        let shred = house.shreds.query(shred, place).await.expect("a shred");
        let shred = Key::from_slice(shred[0].blob(0).expect("a shred")).expect("a key");
        let under = [&b"carnet space shred 1"[..], &space].concat();
        let kept = row.blob(2).expect("a key");
        let wrapped = keys::open(&shred, &under, &kept[1..]).expect("its shred");
        all.push((wrapped, [&b"carnet space key 1"[..], &space].concat()));
    }
    all
}

#[tokio::test]
async fn key_10_documents_are_read_and_written_while_the_master_key_is_changed_under_them() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let first = town.adds(&ana, "Radio").await;
        more_spaces(&town.house, 250).await;
        let twin = town.twin().await;
        reads_cold(&twin, &ana, &first, "Radio").await;
        let file = &town.config.keys.file;
        let old = copy(file, town.folder.path().join("stolen.key"));

        let said = does(&town, "status");
        assert!(said.contains("generation 1: wraps"), "{said}");
        assert!(said.contains("nothing is under way"), "{said}");
        assert!(does(&town, "retire").contains("nothing is left to retire"));
        assert!(does(&town, "new").contains("generation 2"));
        refuses(
            &town,
            "new",
            "generation 2 of the master key was made already",
        );
        refuses(&town, "retire", "carnet keys rewrap comes first");
        assert!(does(&town, "status").contains("then carnet keys rewrap"));

        // One process wraps anew; two read, write, and open spaces for the first time.
        let mut rewrap = carnet_keys(&town, "rewrap", "none").spawn().expect("begun");
        let mut written = Vec::new();
        let mut n = 0;
        while rewrap.try_wait().expect("asked").is_none() || n < 3 {
            n += 1;
            reads_cold(&town, &ana, &first, "Radio").await;
            reads_cold(&twin, &ana, &first, "Radio").await;
            let title = format!("Note {n}");
            let (here, there) = match n % 2 {
                0 => (&town, &twin),
                _ => (&twin, &town),
            };
            let id = here.adds(&louis, &title).await;
            reads_cold(there, &louis, &id, &title).await;
            written.push((id, title));
            more_spaces(&there.house, 1).await;
        }
        let output = rewrap.wait_with_output().expect("ended");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}");
        assert!(said.contains("wrapped anew by generation 2"), "{said}");
        assert!(does(&town, "status").contains("next: carnet keys retire"));

        // Retired, it is needed by nobody: not by those who run, nor by who starts.
        assert!(does(&town, "retire").contains("generation 1 of the master key is destroyed"));
        let late = town.twin().await;
        for process in [&town, &twin, &late] {
            reads_cold(process, &ana, &first, "Radio").await;
            for (id, title) in &written {
                reads_cold(process, &louis, id, title).await;
            }
            process
                .house
                .journal
                .verify(ana.space)
                .await
                .expect("whole");
        }
        let said = does(&town, "status");
        assert!(!said.contains("generation 1"), "{said}");
        assert!(said.contains("nothing is under way"), "{said}");

        // Whoever copied the old key unwraps not one row, and starts no house.
        let (thief, owner) = (opened(&old), opened(file));
        let all = all_wrapped(&town).await;
        assert!(all.len() > 250);
        for (wrapped, context) in &all {
            assert_ne!(
                Generation::of(wrapped).expect("a generation"),
                Generation::FIRST
            );
            assert!(thief.unwrap_key(wrapped, context).await.is_err());
            owner.unwrap_key(wrapped, context).await.expect("unwrapped");
        }
        let mut stolen = town.config.clone();
        stolen.keys.file = old;
        let refused = House::open(&stolen, town.world.world()).await.err();
        let refused = refused.expect("refused");
        assert_eq!(refused.kind(), Kind::Unavailable);
        assert!(
            refused.log_text().contains("generation 2"),
            "{}",
            refused.log_text()
        );
    })
    .await;
}

#[tokio::test]
async fn key_10_a_change_of_the_master_key_killed_anywhere_is_gone_on_with_and_loses_no_document() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let (hers, his) = (
            town.adds(&ana, "Radio").await,
            town.adds(&louis, "Bilan").await,
        );
        more_spaces(&town.house, 120).await;
        let is_whole = async || {
            for process in [&town, &town.twin().await] {
                reads_cold(process, &ana, &hers, "Radio").await;
                more_spaces(&process.house, 1).await;
            }
        };
        // In this order: each is killed where the one before it had come to.
        for (step, point) in [
            ("new", "keys-before-change"),
            ("new", "keys-after-link"),
            ("new", "keys-after-rename"),
            ("rewrap", "rewrap-after-move"),
            ("rewrap", "rewrap-after-register"),
            ("rewrap", "rewrap-before-commit"),
            ("rewrap", "rewrap-after-commit"),
        ] {
            dies(&town, step, point);
            is_whole().await;
        }
        // A space that is erased half-way through.
        erases(&town, 1, louis.space).await;
        let path = format!("{LIST}/{his}/telecharger");
        let is_gone = async || {
            for process in [&town, &town.twin().await] {
                process.house.journal.forget(louis.space);
                let answer = process.get(&louis.cookie, &path).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND);
            }
        };
        refuses(&town, "retire", "is not retired");
        does(&town, "rewrap");
        is_whole().await;
        is_gone().await;
        for point in [
            "retire-before",
            "keys-before-change",
            "keys-after-link",
            "keys-after-rename",
            "keys-after-overwrite",
        ] {
            dies(&town, "retire", point);
            is_whole().await;
        }
        does(&town, "retire");
        is_whole().await;
        is_gone().await;
        let text = std::fs::read_to_string(&town.config.keys.file).expect("text");
        assert!(text.starts_with("carnet-master-key-2 2 ") && text.lines().count() == 1);
        let rows = "SELECT length(key_wrapped) FROM book WHERE space = $1";
        let rows = town.house.store.query(rows, vec![louis.space.into()]);
        let rows = rows.await.expect("rows");
        assert_eq!(rows[0].int(0).expect("a length"), 0);
        for (wrapped, _) in all_wrapped(&town).await {
            let generation = Generation::of(&wrapped).expect("a generation");
            assert_eq!(generation.number(), 2);
        }
    })
    .await;
}
