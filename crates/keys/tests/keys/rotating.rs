//! The master key is changed in its file: by processes that run, at once, and that
//! die.

use crate::{chance, mode};
use kernel::Kind;
use keys::{FileHolder, Generation, Key, KeyHolder, SystemChance};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

const KILLED: &str = "CARNET_TEST_KILLED";

fn opened(path: &Path) -> FileHolder {
    let holder = FileHolder::open_or_create(path, Arc::new(SystemChance));
    holder.unwrap_or_else(|error| panic!("{}", error.log_text()))
}

fn second() -> Generation {
    Generation::FIRST.next().expect("a second")
}

fn files(folder: &Path) -> usize {
    fs::read_dir(folder).expect("a folder").count()
}

fn copy(of: &Path, to: PathBuf) -> PathBuf {
    fs::copy(of, &to).expect("a copy");
    fs::set_permissions(&to, fs::Permissions::from_mode(0o600)).expect("set");
    to
}

#[tokio::test]
async fn key_10_a_new_generation_is_taken_up_by_who_runs_and_a_retired_one_opens_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("master.key");
    let (mine, theirs) = (opened(&path), opened(&path));
    let key = Key::random(&SystemChance);
    let before = mine.wrap(&key, b"space").await.expect("wrapped");
    assert_eq!(before[0], 1, "the form that was always written");
    assert_eq!(
        Generation::of(&before).expect("a generation"),
        Generation::FIRST
    );
    let old = copy(&path, folder.path().join("old"));

    assert_eq!(mine.make_generation().await.expect("made"), second());
    assert_eq!((mode(&path), files(folder.path())), (0o600, 2));
    // Nobody started again, and both have both.
    for holder in [&mine, &theirs] {
        let back = holder.unwrap_key(&before, b"space").await;
        assert!(back.expect("opens") == key);
        let here = holder.generations().await.expect("asked");
        assert_eq!(here, [Generation::FIRST, second()]);
    }
    let after = theirs.wrap_by(second(), &key, b"space").await;
    let after = after.expect("wrapped");
    assert_eq!(Generation::of(&after).expect("a generation"), second());
    assert!(mine.unwrap_key(&after, b"space").await.expect("opens") == key);
    assert!(mine.unwrap_key(&after, b"other").await.is_err());
    for byte in 0..after.len() {
        let mut altered = after.clone();
        altered[byte] ^= 1;
        assert!(mine.unwrap_key(&altered, b"space").await.is_err(), "{byte}");
    }
    let third = theirs.make_generation().await.expect_err("refused");
    assert_eq!(third.kind(), Kind::Conflict);

    theirs.retire_before(second()).await.expect("retired");
    for holder in [&mine, &theirs, &opened(&path)] {
        let gone = holder.unwrap_key(&before, b"space").await;
        let gone = gone.expect_err("retired");
        assert_eq!(gone.kind(), Kind::Fault);
        assert!(
            gone.log_text().contains("was retired"),
            "{}",
            gone.log_text()
        );
        let wraps = holder.wrap_by(Generation::FIRST, &key, b"space").await;
        assert_eq!(wraps.expect_err("retired").kind(), Kind::Fault);
        assert!(holder.unwrap_key(&after, b"space").await.expect("opens") == key);
    }
    assert_eq!((mode(&path), files(folder.path())), (0o600, 2));
    let text = fs::read_to_string(&path).expect("text");
    assert!(
        text.starts_with("carnet-master-key-2 2 "),
        "one line is left"
    );
    // Whoever copied the old file opens what it wrapped, and nothing that is new.
    let thief = opened(&old);
    assert!(thief.unwrap_key(&before, b"space").await.expect("opens") == key);
    let new = thief.unwrap_key(&after, b"space").await;
    assert_eq!(new.expect_err("not here").kind(), Kind::Unavailable);
    // Again is well, and the next change goes on from there.
    mine.retire_before(second()).await.expect("again");
    let third = mine.make_generation().await.expect("made");
    assert_eq!(third.number(), 3);
    let early = mine.retire_before(third.next().expect("a fourth")).await;
    assert_eq!(early.expect_err("not here").kind(), Kind::Unavailable);
}

#[tokio::test]
async fn a_file_that_contradicts_the_one_that_was_read_or_goes_away_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("master.key");
    let holder = opened(&path);
    let old = copy(&path, folder.path().join("old"));
    let key = Key::random(&SystemChance);
    let wrapped = holder.wrap(&key, b"x").await.expect("wrapped");
    let opens = async || holder.unwrap_key(&wrapped, b"x").await.is_ok();
    // Another house's, one of no form, one that others may read, none.
    drop(opened(&folder.path().join("other")));
    copy(&folder.path().join("other"), path.clone());
    assert!(opens().await);
    assert!(holder.generations().await.is_err(), "who asks is told");
    fs::write(&path, "no key").expect("written");
    assert!(opens().await);
    copy(&old, path.clone());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("set");
    assert!(opens().await);
    fs::remove_file(&path).expect("removed");
    assert!(opens().await);
    // Nor does it go back.
    copy(&old, path.clone());
    holder.make_generation().await.expect("made");
    let new = holder.wrap_by(second(), &key, b"x").await.expect("wrapped");
    copy(&old, path.clone());
    assert!(holder.unwrap_key(&new, b"x").await.is_ok());
}

#[test]
fn of_ten_who_make_a_generation_at_once_one_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("master.key");
    drop(FileHolder::open_or_create(&path, chance()).expect("made"));
    let made: Vec<_> = (0..10)
        .map(|_| {
            let path = path.clone();
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().build();
                let holder = opened(&path);
                let made = runtime
                    .expect("a runtime")
                    .block_on(holder.make_generation());
                made.is_ok()
            })
        })
        .collect::<Vec<_>>()
        .into_iter()
        .map(|thread| thread.join().expect("no panic"))
        .collect();
    assert_eq!(made.iter().filter(|made| **made).count(), 1);
    let text = fs::read_to_string(&path).expect("text");
    assert_eq!(text.lines().count(), 2);
}

/// The second process of the test below.
#[tokio::test]
async fn a_process_that_changes_the_master_key_until_it_dies() {
    let Ok(work) = std::env::var(KILLED) else {
        return;
    };
    let (act, path) = work.split_once(' ').expect("two parts");
    let holder = opened(Path::new(path));
    match act {
        "new" => drop(holder.make_generation().await.expect("made")),
        _ => holder.retire_before(second()).await.expect("retired"),
    }
}

/// Runs that process; whether it lived to its end.
fn lives(act: &str, path: &Path, point: &str) -> bool {
    let child = Command::new(std::env::current_exe().expect("this program"))
        .args([
            "--exact",
            "rotating::a_process_that_changes_the_master_key_until_it_dies",
        ])
        .env(KILLED, format!("{act} {}", path.display()))
        .env("CARNET_KILL_AT", point)
        .output()
        .expect("a second process");
    // Killed, and not failed: a panic ends with a code.
    let said = String::from_utf8_lossy(&child.stdout).into_owned();
    assert!(
        child.status.success() || child.status.code().is_none(),
        "{act} {point}: {said}"
    );
    child.status.success()
}

#[tokio::test]
async fn key_10_a_change_of_the_file_killed_at_any_step_leaves_all_keys_that_wrap_something() {
    for (point, made) in [
        ("keys-before-change", false),
        ("keys-after-link", false),
        ("keys-after-rename", true),
        ("keys-after-change", true),
        ("keys-after-overwrite", true),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("master.key");
        let key = Key::random(&SystemChance);
        let before = opened(&path).wrap(&key, b"x").await.expect("wrapped");
        assert!(!lives("new", &path, point), "{point}");
        let holder = opened(&path);
        assert!(holder.unwrap_key(&before, b"x").await.expect("opens") == key);
        let here = holder.generations().await.expect("asked");
        assert_eq!(here.len(), if made { 2 } else { 1 }, "{point}");
        if !made {
            assert!(lives("new", &path, "none"), "{point}");
        }
        let after = holder.wrap_by(second(), &key, b"x").await.expect("wrapped");
        let text = fs::read_to_string(&path).expect("text");

        assert!(!lives("retire", &path, point), "{point}");
        let holder = opened(&path);
        assert!(holder.unwrap_key(&after, b"x").await.expect("opens") == key);
        assert!(lives("retire", &path, "none"), "{point}");
        let holder = opened(&path);
        assert!(holder.unwrap_key(&after, b"x").await.expect("opens") == key);
        assert!(holder.unwrap_key(&before, b"x").await.is_err(), "{point}");
        // Of whatever died, no file is left that the old key is in.
        assert_eq!(files(folder.path()), 1, "{point}");
        let left = fs::read_to_string(&path).expect("text");
        assert_eq!(left.lines().count(), 1, "{point}");
        assert!(text.ends_with(&left), "{point}");
    }
}
