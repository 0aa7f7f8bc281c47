//! What a child may not do, whoever has taken it over.

use crate::{desk, read};
use bytes::Bytes;
use futures_util::{StreamExt, TryFutureExt, stream};
use kernel::Error;
use readers::{Desk, Job, Limits, Reading, Refusal, pdf};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const ANY: Job = Job::Pdf(pdf::Ask {
    first: 0,
    pages: 1,
    width: None,
});

async fn ordered(order: &str) -> Reading {
    read(&ANY, format!("ORDER {order}").as_bytes()).await
}

#[tokio::test]
async fn a_child_answers_and_its_orders_are_heard() {
    assert_eq!(ordered("nothing").await, Err(Refusal::NoSuchPage));
}

#[tokio::test]
async fn a_child_opens_no_file_no_socket_no_program_and_no_thread() {
    for order in ["open", "write", "connect", "socket", "exec", "thread"] {
        assert_eq!(ordered(order).await, Err(Refusal::Died), "{order}");
    }
}

#[tokio::test]
async fn a_child_has_nothing_of_our_environment() {
    assert_eq!(ordered("environment").await, Err(Refusal::NoSuchPage));
}

#[tokio::test]
async fn a_child_that_dies_or_panics_is_a_refusal() {
    assert_eq!(ordered("die").await, Err(Refusal::Died));
    assert_eq!(ordered("panic").await, Err(Refusal::Damaged));
    // And the next one reads.
    assert_eq!(ordered("nothing").await, Err(Refusal::NoSuchPage));
}

#[tokio::test]
async fn a_child_that_eats_memory_dies_of_it() {
    assert_eq!(ordered("eat").await, Err(Refusal::Died));
}

#[tokio::test]
async fn a_child_that_loops_is_stopped_by_its_seconds_and_by_our_patience() {
    let begun = Instant::now();
    let orders = || stream::iter([Ok(Bytes::from_static(b"ORDER loop"))]);
    let few_seconds = Limits {
        seconds: 1,
        ..Limits::of(&ANY)
    };
    let reading = desk().read_within(&ANY, few_seconds, orders()).await;
    assert_eq!(reading.expect("the desk works"), Err(Refusal::TooLong));
    let little_patience = Limits {
        patience: Duration::from_millis(300),
        ..Limits::of(&ANY)
    };
    let reading = desk().read_within(&ANY, little_patience, orders()).await;
    assert_eq!(reading.expect("the desk works"), Err(Refusal::TooLong));
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_file_that_never_ends_its_coming_is_not_waited_for() {
    let little_patience = Limits {
        patience: Duration::from_millis(300),
        ..Limits::of(&ANY)
    };
    let never = stream::pending();
    let reading = desk().read_within(&ANY, little_patience, never).await;
    assert_eq!(reading.expect("the desk works"), Err(Refusal::TooLong));
}

#[tokio::test]
async fn a_file_that_the_vault_breaks_off_is_the_vaults_fault() {
    let file = stream::iter([
        Ok(Bytes::from_static(b"%PDF-1.7")),
        Err(Error::fault("the vault broke off")),
    ]);
    assert!(desk().read(&ANY, file).await.is_err());
}

#[tokio::test]
async fn a_child_that_cannot_be_limited_reads_nothing() {
    let orders = || stream::iter([Ok(Bytes::from_static(b"ORDER nothing"))]);
    for unlimited in [
        Limits {
            memory: 0,
            ..Limits::of(&ANY)
        },
        Limits {
            seconds: 0,
            ..Limits::of(&ANY)
        },
    ] {
        let reading = desk().read_within(&ANY, unlimited, orders()).await;
        assert_eq!(reading.expect("the desk works"), Err(Refusal::Unprotected));
    }
}

#[tokio::test]
async fn a_program_that_is_not_there_is_a_refusal_and_no_failure() {
    let nowhere = Desk::with("/nowhere/carnet".into());
    let orders = stream::iter([Ok(Bytes::from_static(b"ORDER nothing"))]);
    let reading = nowhere.read(&ANY, orders).await;
    assert_eq!(reading.expect("the desk works"), Err(Refusal::Unprotected));
}

#[tokio::test]
async fn more_than_may_be_said_is_not_listened_to() {
    let silence = Limits {
        output: 2,
        ..Limits::of(&ANY)
    };
    let orders = stream::iter([Ok(Bytes::from_static(b"ORDER nothing"))]);
    let reading = desk().read_within(&ANY, silence, orders).await;
    assert_eq!(reading.expect("the desk works"), Err(Refusal::TooLarge));
}

/// The child that was started with so much memory.
fn child_with(memory: u64) -> Option<PathBuf> {
    let memory = memory.to_string();
    let processes = std::fs::read_dir("/proc").expect("a list of processes");
    processes.flatten().map(|one| one.path()).find(|path| {
        let words = std::fs::read(path.join("cmdline")).unwrap_or_default();
        let mut words = words.split(|byte| *byte == 0);
        words.any(|word| word == b"reader") && words.any(|word| word == memory.as_bytes())
    })
}

/// What this finds, within a few seconds.
async fn soon<T>(mut found: impl FnMut() -> Option<T>) -> Option<T> {
    for _ in 0..100 {
        if let Some(it) = found() {
            return Some(it);
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    None
}

#[tokio::test]
async fn a_child_is_the_first_to_die_when_memory_is_short_and_leaves_nothing() {
    // Nobody else's child has exactly so much.
    let memory = (1 << 30) + 4096;
    let limits = Limits {
        memory,
        patience: Duration::from_secs(5),
        ..Limits::of(&ANY)
    };
    let reading = tokio::spawn(async move {
        desk()
            .read_within(&ANY, limits, stream::pending())
            .await
            .expect("the desk works")
    });
    let child = soon(|| child_with(memory)).await.expect("a child");
    let readily = soon(|| {
        let score = std::fs::read_to_string(child.join("oom_score_adj")).ok()?;
        (score.trim() == "1000").then_some(())
    });
    assert!(readily.await.is_some(), "it would not die first");
    assert_eq!(reading.await.expect("a reading"), Err(Refusal::TooLong));
    // Not even as a dead process that nobody has attended.
    assert!(!child.exists());
}

#[tokio::test]
async fn an_answer_to_another_question_is_not_believed() {
    assert!(ordered("same pages").await.is_ok());
    for order in ["another answer", "other pages", "many pages"] {
        assert_eq!(ordered(order).await, Err(Refusal::Died), "{order}");
    }
}

/// How many files are read at once.
fn places() -> usize {
    std::thread::available_parallelism()
        .map_or(1, usize::from)
        .max(2)
}

#[tokio::test]
async fn one_account_never_has_all_places() {
    let desk = desk();
    let greedy = desk.for_account(String::from("one"));
    let waiting: Vec<_> = (0..places() * 2)
        .map(|_| {
            // Each page that is opened has the desk by itself.
            let desk = greedy.for_account(String::from("one"));
            tokio::spawn(async move { desk.read(&ANY, stream::pending()).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let orders = || stream::iter([Ok(Bytes::from_static(b"ORDER nothing"))]);
    let other = desk.for_account(String::from("other"));
    let read = tokio::time::timeout(Duration::from_secs(8), other.read(&ANY, orders())).await;
    let read = read.expect("a place for another").expect("the desk works");
    assert_eq!(read, Err(Refusal::NoSuchPage));
    for one in waiting {
        one.abort();
    }
}

#[tokio::test]
async fn a_file_is_not_opened_before_there_is_a_place_for_its_reader() {
    let desk = desk();
    let opened = Arc::new(AtomicBool::new(false));
    let places = places();
    // All places are taken by files that never come.
    let waiting: Vec<_> = (0..places)
        .map(|_| {
            let desk = desk.clone();
            tokio::spawn(async move { desk.read(&ANY, stream::pending()).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mark = opened.clone();
    let file = async move {
        mark.store(true, Ordering::Relaxed);
        Ok(stream::iter([Ok(Bytes::from_static(b"ORDER nothing"))]))
    };
    let reading = desk.read(&ANY, file.try_flatten_stream());
    let early = tokio::time::timeout(Duration::from_millis(300), reading).await;
    assert!(early.is_err() && !opened.load(Ordering::Relaxed));
    for one in waiting {
        one.abort();
    }
}

#[tokio::test]
async fn more_than_may_be_read_is_refused() {
    let endless = stream::repeat_with(|| Ok(Bytes::from(vec![b' '; 1 << 20]))).take(200);
    let reading = desk().read(&ANY, endless).await;
    assert_eq!(reading.expect("the desk works"), Err(Refusal::TooLarge));
}
