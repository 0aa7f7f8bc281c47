//! What of the two logs is in the public tree.

use crate::{House, ana, glance, house, new_space, word};
use kernel::SpaceId;
use ledger::{Ledger, LineOf, LogConfig, check_inclusion, leaf_hash};
use std::collections::HashSet;

async fn log_of(house: &House) -> Ledger {
    let config = LogConfig {
        origin: None,
        key: house.folder.path().join("log.key"),
        checkpoint: house.folder.path().join("log.checkpoint"),
        witnesses: Vec::new(),
    };
    let opened = Ledger::open(house.store.clone(), house.world.clone(), config).await;
    opened.expect("a log")
}

/// Every line of these spaces is in the tree, each once, and nothing else is.
async fn all_in(house: &House, ledger: &Ledger, spaces: &[SpaceId]) -> usize {
    ledger.tick().await.expect("a tick");
    let mut indexes = HashSet::new();
    let mut lines = 0;
    let size = ledger.size();
    for space in spaces {
        let committed = house.journal.committed(*space).await.expect("read");
        let known: Vec<_> = committed
            .iter()
            .map(|one| (one.commitment(), one.at))
            .collect();
        for place in ledger.places(&known, size).await.expect("asked") {
            indexes.insert(place.expect("in the tree").index);
        }
        lines += known.len();
    }
    assert_eq!((indexes.len(), size), (lines, lines as u64));
    lines
}

#[tokio::test]
async fn every_line_of_both_logs_is_in_the_tree_once_and_nothing_else_is() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let ledger = log_of(&house).await;
        let other = new_space(&house.store, &house.journal, &house.world).await;
        let mut book = house.book().await;
        for n in 0..3 {
            book = house.adds(&book, &n.to_string()).await;
            let notes = (0..20).map(|_| house.journal.note(&book, glance()));
            futures_util::future::join_all(notes).await;
        }
        let book = house.journal.open(other).await.expect("a book");
        house.journal.note(&book, glance()).await.expect("noted");
        assert_eq!(all_in(&house, &ledger, &[house.space, other]).await, 64);
    })
    .await;
}

#[tokio::test]
async fn log_16_what_lost_its_place_to_another_process_leaves_nothing_in_the_tree() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let ledger = log_of(&house).await;
        let (other, other_pen) = house.another().await;
        for round in 0..10 {
            let (mine, theirs) = (
                house.book().await,
                other.open(house.space).await.expect("one"),
            );
            let theirs = other.refresh(&theirs).await.expect("a book");
            let mine = house.journal.refresh(&mine).await.expect("a book");
            let (a, b, c, d) = tokio::join!(
                house
                    .pen
                    .append(&mine, ana(), vec![word(&format!("mine {round}"))]),
                other_pen.append(&theirs, ana(), vec![word(&format!("theirs {round}"))]),
                house.journal.note(&mine, glance()),
                other.note(&theirs, glance()),
            );
            assert!(a.is_ok() != b.is_ok(), "one of two at one place");
            c.expect("noted");
            d.expect("noted");
        }
        assert_eq!(all_in(&house, &ledger, &[house.space]).await, 30);
    })
    .await;
}

#[tokio::test]
async fn log_04_a_line_that_was_edited_or_renumbered_is_not_the_one_in_the_tree() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let ledger = log_of(&house).await;
        let book = house.book().await;
        for _ in 0..3 {
            house.journal.note(&book, glance()).await.expect("noted");
        }
        ledger.tick().await.expect("a tick");
        // Whoever has the key writes the second line anew, and well.
        let committed = house.journal.committed(house.space).await.expect("read");
        let second = &committed[1];
        let mut forged = second.clone();
        forged.line.content[0] ^= 1;
        let mut moved = second.clone();
        moved.line.n = 3;
        let known = [&forged, &moved, second].map(|one| (one.commitment(), one.at));
        let places = ledger.places(&known, 3).await.expect("asked");
        let found: Vec<bool> = places.iter().map(Option::is_some).collect();
        assert_eq!(found, [false, false, true]);
        assert!(committed.iter().all(|one| one.line.of == LineOf::Access));
    })
    .await;
}

#[tokio::test]
async fn log_12_an_erased_space_leaves_commitments_nobody_can_read_and_a_tree_that_verifies() {
    testkit::for_each_store(|store| async move {
        let house = house(store).await;
        let ledger = log_of(&house).await;
        let book = house.book().await;
        house.adds(&book, "one").await;
        ledger.tick().await.expect("a tick");
        let known: Vec<_> = house.journal.committed(house.space).await.expect("read");
        crate::erasing::shut(&house.store, &house.journal, house.space).await;
        crate::erasing::erase(&house.store, &house.journal, house.space)
            .await
            .expect("erased");
        let swept = house
            .journal
            .sweep_erased(10, |_| std::future::ready(Ok(())))
            .await;
        swept.expect("swept");
        house
            .journal
            .committed(house.space)
            .await
            .expect_err("nothing opens");
        ledger.check_start().await.expect("the tree is whole");
        // Only who kept the line and its salt can still tell that it was there.
        let known: Vec<_> = known.iter().map(|one| (one.commitment(), one.at)).collect();
        let size = ledger.size();
        let entries = ledger.entries(0, usize::try_from(size).expect("few")).await;
        assert_eq!(
            entries.expect("read").expect("a tile").len() as u64,
            34 * size
        );
        let place = ledger
            .places(&known, size)
            .await
            .expect("asked")
            .remove(0)
            .expect("there");
        let note = ledger::Note::parse(&ledger.checkpoint().expect("one")).expect("a note");
        let head = ledger::Checkpoint::of(&note).expect("a head");
        let leaf = leaf_hash(&known[0].0);
        check_inclusion(&place.proof, place.index, leaf, size, &head.root).expect("proved");
    })
    .await;
}
