//! The sweep of the bins, when clocks were wrong and when a space refuses.

use super::LIST;
use crate::town::{DAY, Town};
use http::StatusCode;
use std::time::Duration;
use store::{Store, Value};

async fn noted(store: &Store) -> i64 {
    let count = "SELECT count(*) FROM bin";
    let rows = store.query(count, Vec::new()).await;
    rows.expect("counted")[0].int(0).expect("a number")
}

#[tokio::test]
async fn a_document_noted_by_a_clock_behind_the_journals_is_not_forgotten_in_the_bin() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        let id = town.adds(&ana, "Vieux papier").await;
        town.bins(&ana, &id).await;
        let store = &town.house.store;
        let earlier = "UPDATE bin SET due_at = due_at - 432000000";
        store.execute(earlier, Vec::new()).await.expect("set back");
        let objects = || testkit::objects(&town.folder.path().join("vault")).len();
        let documents = &town.house.documents;
        // Due by the ledger, and not by the journal: it stays, and stays noted.
        town.world.advance(DAY * 29);
        assert_eq!(documents.empty_bins().await.expect("a sweep"), 0);
        assert_eq!((objects(), noted(store).await), (1, 1));
        town.world.advance(DAY + Duration::from_secs(3_602));
        assert_eq!(documents.empty_bins().await.expect("a sweep"), 1);
        assert_eq!((objects(), noted(store).await), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn a_space_that_refuses_does_not_keep_the_bins_of_others_full() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let store = &town.house.store;
        for holder in [&louis, &ana] {
            let id = town.adds(holder, "Vieux papier").await;
            town.bins(holder, &id).await;
        }
        // More than is looked at in one go, all before the other's.
        let more = "INSERT INTO bin (bucket, space, document, due_at) \
             SELECT bucket, space, $1, due_at - 1000 FROM bin WHERE space = $2 LIMIT 1";
        let mut tx = store.begin("fill a bin").await.expect("begun");
        for n in 0..520_u16 {
            let mut id = [0xab; 16];
            id[..2].copy_from_slice(&n.to_be_bytes());
            let row = vec![Value::Blob(id.to_vec()), louis.space.into()];
            assert_eq!(tx.execute(more, row).await.expect("noted"), 1);
        }
        let unreadable = "UPDATE journal SET body = $1 WHERE space = $2";
        let row = vec![Value::Blob(vec![0; 80]), louis.space.into()];
        tx.execute(unreadable, row).await.expect("broken");
        tx.commit().await.expect("committed");
        town.world.advance(DAY * 30 + Duration::from_secs(3_602));
        let objects = || testkit::objects(&town.folder.path().join("vault")).len();
        assert_eq!(objects(), 2);
        // Another process, which does not have the record in mind.
        let twin = town.twin().await;
        assert!(twin.house.documents.empty_bins().await.is_err());
        assert_eq!((objects(), noted(store).await), (1, 521));
    })
    .await;
}

#[tokio::test]
async fn to_throw_away_twice_is_to_throw_away_once() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let ids = [
            town.adds(&ana, "Ma note").await,
            town.adds(&ana, "Autre note").await,
        ];
        for _ in 0..2 {
            town.bins(&ana, &ids[0]).await;
        }
        let both = format!("geste=jeter&d-{}=oui&d-{}=oui", ids[0], ids[1]);
        let path = format!("{LIST}/ensemble");
        let done = town.post(&ana.cookie, &path, &both).await;
        assert!(
            done.location().contains("fait=jetes"),
            "{}",
            done.location()
        );
        let bin = town.get(&ana.cookie, super::BIN).await.text();
        assert!(bin.contains(">Ma note</a>") && bin.contains(">Autre note</a>"));
        // For anybody else it is as if it had never been.
        let theirs = format!("{LIST}/{}/jeter", ids[0]);
        let theirs = town.post(&louis.cookie, &theirs, "").await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    })
    .await;
}
