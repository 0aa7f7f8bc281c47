//! A process that dies, as by `kill -9`, at each step from the queue to the
//! checkpoint: nothing is lost, nothing is there twice, and never are two trees
//! of one size signed.

use crate::{House, opened};
use ledger::{Checkpoint, Note};
use std::collections::HashSet;
use std::path::Path;
use std::process::Command;
use store::Store;
use testkit::{TestWorld, for_each_store_at};

const KILLED: &str = "CARNET_TEST_LEDGER_KILLED";

/// The second process of the test below.
#[tokio::test]
async fn a_process_that_keeps_the_log_until_it_dies() {
    let Ok(work) = std::env::var(KILLED) else {
        return;
    };
    let (folder, store) = work.split_once('\u{1f}').expect("two parts");
    let store = Store::open(store).await.expect("a store");
    let world = TestWorld::seeded(std::process::id().into()).world();
    let ledger = opened(&store, Path::new(folder), world, vec![]).await;
    ledger.tick().await.expect("a tick");
}

#[tokio::test]
async fn log_16_a_process_killed_anywhere_loses_nothing_and_doubles_nothing() {
    for_each_store_at(async |store, url| {
        let house = House::on(store, vec![]).await;
        let mut all = HashSet::new();
        let mut signed = Vec::new();
        for point in [
            "ledger-before-commit",
            "ledger-after-commit",
            "ledger-after-kept",
            "ledger-after-publish",
        ] {
            all.extend(house.queue(point, 100).await);
            let folder = house.folder.path();
            let ended = Command::new(std::env::current_exe().expect("this test"))
                .args(["a_process_that_keeps_the_log_until_it_dies", "--nocapture"])
                .env(KILLED, format!("{}\u{1f}{url}", folder.display()))
                .env("CARNET_KILL_AT", point)
                .output()
                .expect("ran");
            assert!(!ended.status.success(), "it did not die at {point}");
            if let Ok(kept) = std::fs::read_to_string(folder.join("log.checkpoint")) {
                let note = Note::parse(&kept).expect("whole");
                signed.push(Checkpoint::of(&note).expect("a checkpoint"));
            }
            let next = house.another(vec![]).await;
            next.check_start().await.expect("as it was left");
            all.extend(house.queue(&format!("after {point}"), 10).await);
            next.tick().await.expect("a tick");
            let note = Note::parse(&next.checkpoint().expect("one")).expect("a note");
            signed.push(Checkpoint::of(&note).expect("a checkpoint"));
        }
        house.ledger.tick().await.expect("a tick");
        assert_eq!(house.published().size, all.len() as u64);
        let known: Vec<_> = all
            .iter()
            .map(|hash| (*hash, house.time.world().now()))
            .collect();
        let places = house
            .ledger
            .places(&known, house.published().size)
            .await
            .expect("found");
        let indexes: HashSet<u64> = places.iter().flatten().map(|place| place.index).collect();
        assert_eq!(indexes.len(), all.len());
        for one in &signed {
            assert!(
                signed
                    .iter()
                    .all(|two| one.size != two.size || one.root == two.root)
            );
        }
    })
    .await;
}
