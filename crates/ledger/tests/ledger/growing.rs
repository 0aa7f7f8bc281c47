//! From what waits to a checkpoint that everybody can check.

use crate::tree::Theirs;
use crate::{House, NAME, commitments};
use kernel::{Kind, Timestamp};
use ledger::{Hash, Note, TileId, check_consistency, check_inclusion, commitment, leaf_hash};
use std::time::Duration;
use testkit::for_each_store;
use tlog_tiles::tile::Tile;

#[tokio::test]
async fn an_empty_log_has_a_signed_checkpoint_and_no_tile() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        house.ledger.check_start().await.expect("a fresh log");
        house.ledger.tick().await.expect("a tick");
        let now = house.published();
        assert_eq!((&*now.origin, now.size), (NAME, 0));
        let tile = house.ledger.tile(TileId { level: 0, n: 0 }, 1).await;
        assert_eq!(tile.expect("asked"), None);
    })
    .await;
}

#[tokio::test]
async fn what_is_queued_is_in_the_next_checkpoint_which_our_key_signed() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        let all = [house.queue("one", 700).await, house.queue("two", 5).await].concat();
        house.ledger.tick().await.expect("a tick");
        let now = house.published();
        assert_eq!((now.size, now.root), (705, Theirs::of(&all).root(705)));
        let note = Note::parse(&house.ledger.checkpoint().expect("one")).expect("a note");
        assert!(note.is_signed_by(&house.ledger.public_key().await.expect("a key")));
        // Nothing new: nothing is signed anew.
        house.time.advance(Duration::from_secs(5));
        house.ledger.tick().await.expect("a tick");
        assert_eq!(house.ledger.checkpoint(), Some(note.to_string()));
        // Another process gives out the same.
        let other = house.another(vec![]).await;
        other.check_start().await.expect("as it was left");
        assert_eq!(other.checkpoint(), Some(note.to_string()));
        house.queue("three", 1).await;
        other.tick().await.expect("a tick there");
        house.ledger.tick().await.expect("a tick here");
        assert_eq!(house.ledger.checkpoint(), other.checkpoint());
        assert_eq!(house.published().size, 706);
    })
    .await;
}

#[tokio::test]
async fn log_16_what_several_processes_take_at_once_is_in_the_tree_once() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        let mut all = Vec::new();
        let others = [house.another(vec![]).await, house.another(vec![]).await];
        for round in 0..6 {
            for n in 0..5 {
                all.extend(house.queue(&format!("{round} {n}"), 40).await);
            }
            let (a, b, c) = tokio::join!(
                house.ledger.sequence(),
                others[0].sequence(),
                others[1].sequence()
            );
            let mut done = 0;
            for taken in [a, b, c] {
                match taken {
                    Ok(many) => done += many,
                    Err(error) => assert_eq!(error.kind(), Kind::Conflict),
                }
            }
            assert_eq!(done, 200);
        }
        house.ledger.tick().await.expect("a tick");
        let kept = house
            .ledger
            .entries(0, 256)
            .await
            .expect("kept")
            .expect("a tile");
        let mut kept: Vec<Hash> = kept
            .chunks(34)
            .map(|e| e[2..].try_into().expect("32"))
            .collect();
        for n in 1..4 {
            let more = house
                .ledger
                .entries(n, 256)
                .await
                .expect("kept")
                .expect("a tile");
            kept.extend(
                more.chunks(34)
                    .map(|e| <Hash>::try_from(&e[2..]).expect("32")),
            );
        }
        let last = house
            .ledger
            .entries(4, 1_200 - 1_024)
            .await
            .expect("kept")
            .expect("a tile");
        kept.extend(
            last.chunks(34)
                .map(|e| <Hash>::try_from(&e[2..]).expect("32")),
        );
        assert_eq!(house.published().root, Theirs::of(&kept).root(1_200));
        kept.sort_unstable();
        all.sort_unstable();
        assert_eq!(kept, all);
        assert_eq!(house.count("SELECT count(*) FROM ledger_due").await, 0);
    })
    .await;
}

#[tokio::test]
async fn the_tiles_served_are_those_of_the_specification() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        let mut all = Vec::new();
        for step in [3, 300, 66_000, 700] {
            all.extend(house.queue(&step.to_string(), step).await);
            house.ledger.tick().await.expect("a tick");
        }
        let theirs = Theirs::of(&all);
        let size = all.len() as u64;
        assert_eq!(house.published().root, theirs.root(size));
        for (level, n, width) in [
            (0, 0, 256),
            (0, 0, 3),
            (0, 1, 256),
            (0, 261, 187),
            (1, 0, 256),
            (1, 1, 5),
            (1, 1, 1),
            (2, 0, 1),
        ] {
            let id = TileId { level, n };
            let ours = house.ledger.tile(id, width).await.expect("asked");
            let tile = Tile::new(8, level as u8, n, width as u32, false);
            let data = tile.read_data(&theirs).expect("their tile");
            assert_eq!(ours, Some(data), "{level} {n} {width}");
        }
        // What no checkpoint speaks of is not served.
        for (level, n, width) in [
            (0, 261, 256),
            (0, 262, 1),
            (1, 1, 7),
            (2, 0, 2),
            (3, 0, 1),
            (63, 0, 1),
        ] {
            let id = TileId { level, n };
            assert_eq!(house.ledger.tile(id, width).await.expect("asked"), None);
        }
        house.queue("not signed yet", 200).await;
        house.ledger.sequence().await.expect("sequenced");
        let id = TileId { level: 0, n: 261 };
        assert_eq!(house.ledger.tile(id, 200).await.expect("asked"), None);
    })
    .await;
}

#[tokio::test]
async fn log_20_a_tile_with_a_flipped_bit_is_not_served() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        let all = house.queue("entry", 600).await;
        house.ledger.tick().await.expect("a tick");
        let mut body = all[..256].concat();
        body[1_000] ^= 4;
        let flip = "UPDATE ledger_tile SET body = $1 WHERE level = 0 AND n = 0";
        house
            .store
            .execute(flip, vec![body.into()])
            .await
            .expect("flipped");
        let id = TileId { level: 0, n: 0 };
        for width in [256, 3] {
            assert_eq!(
                house
                    .ledger
                    .tile(id, width)
                    .await
                    .expect_err("refused")
                    .kind(),
                Kind::Fault
            );
            assert_eq!(
                house
                    .ledger
                    .entries(0, width)
                    .await
                    .expect_err("refused")
                    .kind(),
                Kind::Fault
            );
        }
        let next = TileId { level: 0, n: 1 };
        assert!(house.ledger.tile(next, 256).await.expect("asked").is_some());
        // In the last tile, nothing is appended and nothing signed any more.
        let mut body = all[512..].concat();
        body[10] ^= 4;
        let flip = "UPDATE ledger_tile SET body = $1 WHERE level = 0 AND n = 2";
        house
            .store
            .execute(flip, vec![body.into()])
            .await
            .expect("flipped");
        house.queue("more", 1).await;
        assert_eq!(
            house.ledger.tick().await.expect_err("refused").kind(),
            Kind::Fault
        );
        assert_eq!(house.published().size, 600);
    })
    .await;
}

#[tokio::test]
async fn an_entry_is_found_again_by_its_time_whenever_it_came() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        let mut known: Vec<(Hash, Timestamp)> = Vec::new();
        for n in 0..40 {
            let at = house.time.world().now();
            let some = house.queue(&format!("batch {n}"), 37).await;
            known.extend(some.into_iter().map(|hash| (hash, at)));
            house.time.advance(Duration::from_secs(400 * (n % 3)));
            house.ledger.tick().await.expect("a tick");
        }
        // A clock that was wrong, both ways.
        known[5].1 = known[5].1.plus(Duration::from_secs(900_000));
        known[900].1 = Timestamp::from_millis(0);
        let now = house.published();
        let old = 500;
        let places = house.ledger.places(&known, now.size).await.expect("found");
        for ((hash, _), place) in known.iter().zip(places) {
            let place = place.expect("a place");
            let leaf = leaf_hash(hash);
            check_inclusion(&place.proof, place.index, leaf, now.size, &now.root).expect("proved");
        }
        let all: Vec<Hash> = known.iter().map(|(hash, _)| *hash).collect();
        let before = Theirs::of(&all).root(old);
        let proof = house.ledger.growth(old, now.size).await.expect("a proof");
        check_consistency(&proof, (old, &before), (now.size, &now.root)).expect("proved");
        let strange = [(commitments("never", 1)[0], known[0].1)];
        assert_eq!(
            house
                .ledger
                .places(&strange, now.size)
                .await
                .expect("asked"),
            [None]
        );
        assert!(house.ledger.growth(0, now.size + 1).await.is_err());
    })
    .await;
}

#[test]
fn log_11_a_commitment_is_another_for_every_salt_and_kind() {
    let text = b"180077512345678";
    let one = commitment("line", &[1; 16], text);
    assert_ne!(one, commitment("line", &[2; 16], text));
    assert_ne!(one, commitment("lines", &[1; 16], text));
    assert_ne!(one, commitment("line", &[1; 16], b"180077512345679"));
    assert_eq!(one, commitment("line", &[1; 16], text));
}

#[tokio::test]
async fn no_table_of_the_log_holds_a_space_or_a_person() {
    for_each_store(async |store| {
        let house = House::on(store, vec![]).await;
        for table in house.store.catalogue().await.expect("the catalogue") {
            let named = |column: &&str| table.columns.iter().any(|own| own == column);
            assert!(!["space", "person", "account"].iter().any(named));
        }
    })
    .await;
}

#[tokio::test]
async fn log_16_of_two_processes_the_slower_one_takes_neither_the_file_nor_the_checkpoint_back() {
    for_each_store(async |store| {
        // A witness that lets the first process wait, and the second go ahead.
        let house = House::on(store, vec![]).await;
        let (began, goes_on) = (
            std::sync::Arc::new(tokio::sync::Notify::new()),
            std::sync::Arc::new(tokio::sync::Notify::new()),
        );
        let (url, _served) = {
            let (began, goes_on) = (began.clone(), goes_on.clone());
            crate::answering(move |_| {
                let (began, goes_on) = (began.clone(), goes_on.clone());
                async move {
                    began.notify_one();
                    goes_on.notified().await;
                    (503, String::new())
                }
            })
            .await
        };
        let key = crate::signer("w.example", ledger::Role::Witness, 9);
        let slow = house.another(vec![(url, key.public().clone())]).await;
        let started = tokio::spawn({
            let slow = slow.clone();
            async move { slow.check_start().await }
        });
        began.notified().await;
        goes_on.notify_one();
        started.await.expect("no panic").expect("as it was left");
        // A witness is waited for half a second: on a busy machine, once more.
        let mut in_time = false;
        for _ in 0..20 {
            house.time.advance(Duration::from_secs(31));
            house.queue("one", 10).await;
            let first = tokio::spawn({
                let slow = slow.clone();
                async move { slow.tick().await }
            });
            began.notified().await;
            let waits = std::time::Instant::now();
            // It has kept its checkpoint and waits; meanwhile a later one is given out.
            house.queue("two", 5).await;
            house.ledger.tick().await.expect("a tick");
            in_time = waits.elapsed() < Duration::from_millis(300);
            goes_on.notify_one();
            first.await.expect("no panic").expect("a tick");
            if in_time {
                break;
            }
            slow.tick().await.expect("a tick");
        }
        assert!(in_time, "no round was in time");
        assert_eq!(
            slow.checkpoint(),
            house.ledger.checkpoint(),
            "it takes what is newer"
        );
        let size = house.published().size;
        let published = house.count("SELECT published FROM ledger_head").await;
        let file = std::fs::read_to_string(house.folder.path().join("log.checkpoint"));
        let kept = Note::parse(&file.expect("a file")).expect("a note");
        let kept = ledger::Checkpoint::of(&kept).expect("a checkpoint");
        assert_eq!((published, kept.size), (size as i64, size));
    })
    .await;
}
