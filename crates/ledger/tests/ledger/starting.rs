//! A database that is not the one we left is not opened.

use crate::{House, Served, backup, config, restore, signer, told};
use ledger::{Checkpoint, Ledger, LogConfig, Note, Role, Witness};
use std::path::Path;
use std::time::Duration;
use testkit::for_each_store;

#[tokio::test]
async fn log_05_a_log_whose_tail_was_cut_is_not_opened() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        house.queue("before", 300).await;
        house.ledger.tick().await.expect("a tick");
        let old = backup(&house.store).await;
        house.queue("a refusal", 1).await;
        house.ledger.tick().await.expect("a tick");
        restore(&house.store, &old).await;
        let again = house.another(vec![]).await;
        let why = told(again.check_start().await);
        assert!(
            why.contains("older than its own log") && why.contains("301 entries, it holds 300"),
            "{why}"
        );
        // Nothing is signed, even when the tail grows again beyond.
        house.queue("other", 7).await;
        assert!(again.tick().await.is_err());
        assert!(house.another(vec![]).await.check_start().await.is_err());
        let kept = std::fs::read_to_string(house.folder.path().join("log.checkpoint"));
        let kept = Note::parse(&kept.expect("a file")).expect("a note");
        assert_eq!(Checkpoint::of(&kept).expect("a checkpoint").size, 301);
    })
    .await;
}

#[tokio::test]
async fn log_05_a_tree_that_other_hands_changed_is_not_opened() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        house.queue("entries", 300).await;
        house.ledger.tick().await.expect("a tick");
        let sql = "UPDATE ledger_head SET size = 256";
        house.store.execute(sql, vec![]).await.expect("cut");
        let why = told(house.another(vec![]).await.check_start().await);
        assert!(why.contains("changed by other hands"), "{why}");
    })
    .await;
}

#[tokio::test]
async fn log_06_a_restore_of_everything_is_not_opened_while_a_witness_remembers_more() {
    for_each_store(async |store| {
        let (folder, witness) = (
            tempfile::tempdir().expect("a folder"),
            signer("w.example", Role::Witness, 9),
        );
        let house = House::on(store, vec![]).await;
        let key = house.ledger.public_key().await.expect("a key");
        let world = house.time.world();
        let witness = Witness::open(folder.path(), witness, vec![key], world).expect("a witness");
        let served = Served::of(witness).await;
        let ledger = house.another(vec![served.known()]).await;
        ledger.check_start().await.expect("as we left it");
        house.queue("before", 300).await;
        ledger.tick().await.expect("a tick");
        let (old, file) = (
            backup(&house.store).await,
            house.folder.path().join("log.checkpoint"),
        );
        let old_file = std::fs::read(&file).expect("a file");
        house.queue("a closure", 1).await;
        ledger.tick().await.expect("a tick");
        // The file beside the keys comes back from the past as well.
        restore(&house.store, &old).await;
        std::fs::write(&file, &old_file).expect("restored");
        house
            .another(vec![])
            .await
            .check_start()
            .await
            .expect("nobody remembers");
        let again = house.another(vec![served.known()]).await;
        let why = told(again.check_start().await);
        assert!(
            why.contains("301") && why.contains("carnet log accept-loss"),
            "{why}"
        );
        house.queue("something else", 1).await;
        assert!(
            again.tick().await.is_err(),
            "another history of the same size"
        );
        assert_eq!(again.checkpoint(), None, "it gives out nothing");
        let before = again.stored_checkpoint().await.expect("asked");
        let before = Note::parse(&before.expect("the old one")).expect("a note");
        assert_eq!(Checkpoint::of(&before).expect("one").size, 300);
        // A witness that does not answer stops nobody.
        served.stop.abort();
        drop(served.stop.await);
        restore(&house.store, &old).await;
        std::fs::write(&file, &old_file).expect("restored");
        house
            .another(vec![(served.url, served.key)])
            .await
            .check_start()
            .await
            .expect("opened");
    })
    .await;
}

#[tokio::test]
async fn log_06_what_is_lost_for_good_is_accepted_by_name_and_the_log_begins_anew() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        house.queue("before", 10).await;
        house.ledger.tick().await.expect("a tick");
        let old = backup(&house.store).await;
        house.queue("lost", 5).await;
        house.ledger.tick().await.expect("a tick");
        assert!(
            house.ledger.accept_loss("Ana", "none").await.is_err(),
            "nothing is missing"
        );
        restore(&house.store, &old).await;
        let again = house.another(vec![]).await;
        assert!(again.accept_loss(" ", "a fire").await.is_err());
        assert!(again.accept_loss("Ana", "").await.is_err());
        let accepted = again.accept_loss("Ana", "a fire").await.expect("accepted");
        assert_eq!((accepted.signed, accepted.here), (15, 10));
        assert_eq!(accepted.key.name(), "carnet.example/log/2");
        let again = house.another(vec![]).await;
        again.check_start().await.expect("opened");
        house.queue("after", 1).await;
        again.tick().await.expect("a tick");
        let note = Note::parse(&again.checkpoint().expect("one")).expect("a note");
        assert!(note.is_signed_by(&accepted.key));
        assert_eq!(Checkpoint::of(&note).expect("one").size, 11);
        let told =
            std::fs::read_to_string(house.folder.path().join("log.accepted")).expect("a file");
        assert!(
            told.contains("a fire") && told.contains("carnet.example/log\\n15\\n"),
            "{told}"
        );
        // The first life, restored once more, is not opened either.
        restore(&house.store, &old).await;
        assert!(house.another(vec![]).await.check_start().await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_witness_that_stops_answering_is_missed_and_stops_nothing() {
    for_each_store(async |store| {
        let folders = [
            tempfile::tempdir().expect("a folder"),
            tempfile::tempdir().expect("a folder"),
        ];
        let house = House::on(store, vec![]).await;
        let key = house.ledger.public_key().await.expect("a key");
        let mut served = Vec::new();
        for (n, folder) in (1_u8..).zip(&folders) {
            let signer = signer(&format!("w{n}.example"), Role::Witness, n + 10);
            let witness =
                Witness::open(folder.path(), signer, vec![key.clone()], house.time.world());
            served.push(Served::of(witness.expect("a witness")).await);
        }
        let ledger = house
            .another(served.iter().map(Served::known).collect())
            .await;
        let signed_by = |which: usize| {
            let note = Note::parse(&ledger.checkpoint().expect("one")).expect("a note");
            note.is_signed_by(&served[which].key)
        };
        house.queue("one", 3).await;
        ledger.tick().await.expect("a tick");
        assert!(signed_by(0) && signed_by(1));
        served[1].stop.abort();
        tokio::time::sleep(Duration::from_millis(50)).await;
        house.queue("two", 3).await;
        ledger.tick().await.expect("a tick");
        assert!(signed_by(0) && !signed_by(1));
        let counts = ledger.witness_counts();
        assert_eq!((counts[0].cosigned, counts[0].failed), (2, 0));
        assert_eq!((counts[1].cosigned, counts[1].failed), (1, 1));
        // It is not asked at every moment.
        house.queue("three", 3).await;
        ledger.tick().await.expect("a tick");
        assert_eq!(ledger.witness_counts()[1].failed, 1);
        house.time.advance(Duration::from_secs(31));
        house.queue("four", 3).await;
        ledger.tick().await.expect("a tick");
        assert_eq!(ledger.witness_counts()[1].failed, 2);
    })
    .await;
}

/// What opening and checking says.
async fn starts(house: &House, config: LogConfig) -> kernel::Result<()> {
    let opened = Ledger::open(house.store.clone(), house.time.world(), config).await;
    opened?.check_start().await
}

#[tokio::test]
async fn log_05_a_log_without_its_key_is_not_gone_on_with_under_another_one() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        house.queue("entries", 300).await;
        house.ledger.tick().await.expect("a tick");
        let path = |name: &str| house.folder.path().join(name);
        let ours = || LogConfig {
            origin: None,
            ..config(house.folder.path(), vec![])
        };
        let aside = tempfile::tempdir().expect("a folder");
        let gone = |name: &str| {
            std::fs::rename(path(name), aside.path().join(name)).expect("moved");
        };
        let back = |name: &str| {
            std::fs::rename(aside.path().join(name), path(name)).expect("moved back");
        };
        // The key is gone, and what was kept tells that there was one; or the
        // database alone does.
        gone("log.key");
        for missing in ["", "log.checkpoint"] {
            if !missing.is_empty() {
                gone(missing);
            }
            let why = told(starts(&house, config(house.folder.path(), vec![])).await);
            assert!(
                why.contains("log.key") && why.contains("put it back"),
                "{why}"
            );
            assert!(!path("log.key").exists(), "no key was made");
        }
        back("log.checkpoint");
        // Another key lies there: under its own name, or under the old one.
        let elsewhere = tempfile::tempdir().expect("a folder");
        let fresh = elsewhere.path();
        let chance = kernel::SeededChance::new(77);
        keys::SigningKey::open_or_create(fresh.join("log.key"), &chance).expect("a key");
        let other = |origin: Option<&str>, checkpoint: &Path| LogConfig {
            origin: origin.map(String::from),
            checkpoint: checkpoint.to_owned(),
            ..config(fresh, vec![])
        };
        for origin in [None, Some(crate::NAME)] {
            for checkpoint in [path("log.checkpoint"), fresh.join("none")] {
                let why = told(starts(&house, other(origin, &checkpoint)).await);
                assert!(
                    why.contains("not the one this log began with"),
                    "{origin:?}: {why}"
                );
            }
        }
        // Nor can that be accepted as a loss.
        let config = other(None, &path("log.checkpoint"));
        let opened = Ledger::open(house.store.clone(), house.time.world(), config).await;
        let accepted = opened.expect("opened").accept_loss("Ana", "a fire").await;
        let why = told(accepted.map(drop));
        assert!(why.contains("not the one this log began with"), "{why}");
        // With its own key, and another name: neither.
        back("log.key");
        let why = told(starts(&house, ours()).await);
        assert!(why.contains("[log] origin"), "{why}");
        house
            .another(vec![])
            .await
            .check_start()
            .await
            .expect("as it was");
    })
    .await;
}

#[tokio::test]
async fn what_is_no_loss_is_not_accepted_as_one() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        house.queue("entries", 300).await;
        house.ledger.tick().await.expect("a tick");
        let file = house.folder.path().join("log.checkpoint");
        let good = std::fs::read(&file).expect("a file");
        std::fs::write(&file, "damaged").expect("written");
        let again = house.another(vec![]).await;
        let why = told(again.accept_loss("Ana", "a fire").await.map(drop));
        assert!(why.contains("was damaged"), "{why}");
        std::fs::write(&file, good).expect("written");
        let sql = "UPDATE ledger_head SET size = 256";
        house.store.execute(sql, vec![]).await.expect("cut");
        let why = told(again.accept_loss("Ana", "a fire").await.map(drop));
        assert!(why.contains("changed by other hands"), "{why}");
        assert!(!house.folder.path().join("log.accepted").exists());
    })
    .await;
}
