//! Erasing: what was closed for long enough, and nothing else.

use crate::DAY;
use crate::house::House;
use journal::Standing;
use kernel::{Kind, SpaceId};
use spaces::{Event, Fate, How, Life};
use std::time::Duration;
use store::Value;
use testkit::for_each_store;

const MILLISECOND: Duration = Duration::from_millis(1);

fn place(space: SpaceId) -> Vec<Value> {
    vec![i64::from(space.bucket()).into(), space.into()]
}

#[tokio::test]
async fn del_02_a_closed_space_is_erased_when_its_time_has_come_and_not_before() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let spaces = &house.spaces;
        for (n, fate, days) in [(1, Fate::Delete, 30), (2, Fate::Archive, 3_653)] {
            let ana = house.opened(n).await;
            let closed = spaces
                .close(ana.id, fate, How::Site, house.time.now())
                .await;
            let space = closed.expect("open").space;
            let contact = "INSERT INTO contact (bucket, space, kind, sealed, verified_at, on_file) \
                 VALUES ($1, $2, 0, $2, 0, 0)";
            let put = house.store.execute(contact, place(space)).await;
            put.expect("a contact");

            house.time.advance(DAY * days - MILLISECOND);
            assert_eq!(spaces.erase_due(10).await.expect("asked"), 0);
            assert!(matches!(house.life(ana.id).await, Life::Closed { .. }));
            house.journal.open(space).await.expect("warm");
            assert_eq!(house.count("SELECT count(*) FROM contact").await, 1);

            house.time.advance(MILLISECOND);
            assert_eq!(spaces.erase_due(10).await.expect("asked"), 1);
            assert_eq!(spaces.erase_due(10).await.expect("asked"), 0);
            let now = house.time.now();
            assert_eq!(house.life(ana.id).await, Life::Erased { at: now });
            let gone = house.journal.open(space).await.expect_err("gone");
            assert_eq!(gone.kind(), Kind::NotFound);
            assert_eq!(house.count("SELECT count(*) FROM contact").await, 0);
            let events = spaces.events(space).await.expect("events");
            let last = events.first().expect("one");
            assert_eq!(
                (last.what, last.how, last.at),
                (Event::Erased, How::Batch, now)
            );
            assert!(!last.receipt.is_empty());
            let late = spaces.reopen(ana.id, How::Site, now).await;
            assert_eq!(late.expect_err("too late").kind(), Kind::Conflict);
        }
    })
    .await;
}

#[tokio::test]
async fn a_space_that_cannot_be_erased_stops_no_other() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let spaces = &house.spaces;
        let mut people = Vec::new();
        for n in 1..=3 {
            people.push(house.opened(n).await);
        }
        let mut closed = Vec::new();
        for ana in &people {
            // One after the other, so that the first is asked first.
            house.time.advance(MILLISECOND);
            let now = house.time.now();
            let receipt = spaces.close(ana.id, Fate::Delete, How::Site, now).await;
            closed.push(receipt.expect("open").space);
        }
        // A row where none can be.
        let mut row = place(closed[0]);
        row.push(Value::Blob(vec![0]));
        let wrong = "INSERT INTO journal (bucket, space, seq, body) VALUES ($1, $2, -1, $3)";
        house.store.execute(wrong, row).await.expect("put");
        house.time.advance(DAY * 30);
        let refused = spaces.erase_due(10).await.expect_err("told");
        assert_eq!(refused.kind(), Kind::Fault);
        for (ana, erased) in people.iter().zip([false, true, true]) {
            let life = house.life(ana.id).await;
            assert_eq!(matches!(life, Life::Erased { .. }), erased, "{life:?}");
        }
        let right = "DELETE FROM journal WHERE bucket = $1 AND space = $2";
        let put = house.store.execute(right, place(closed[0])).await;
        put.expect("put right");
        assert_eq!(spaces.erase_due(10).await.expect("asked"), 1);
    })
    .await;
}

#[tokio::test]
async fn a_reopening_and_an_erasure_at_once_have_one_order() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let spaces = &house.spaces;
        for n in 1..=10 {
            let ana = house.opened(n).await;
            let now = house.time.now();
            let closed = spaces.close(ana.id, Fate::Delete, How::Site, now).await;
            let space = closed.expect("open").space;
            house.time.advance(DAY * 30);
            let last = house.time.now().minus(MILLISECOND);
            let reopen = spaces.reopen(ana.id, How::Site, last);
            let (reopened, erased) = match n % 2 {
                0 => tokio::join!(reopen, spaces.erase_due(10)),
                _ => {
                    let (erased, reopened) = tokio::join!(spaces.erase_due(10), reopen);
                    (reopened, erased)
                }
            };
            let erased = erased.expect("asked");
            assert_eq!(reopened.is_ok(), erased == 0, "one of the two");
            house.journal.forget(space);
            let book = house.journal.open(space).await;
            match house.life(ana.id).await {
                Life::Open { .. } => {
                    assert_eq!(erased, 0);
                    assert_eq!(book.expect("a journal").standing(), Standing::Open);
                }
                Life::Erased { .. } => {
                    assert_eq!(erased, 1);
                    assert_eq!(book.expect_err("gone").kind(), Kind::NotFound);
                }
                other => panic!("neither of the two: {other:?}"),
            }
        }
    })
    .await;
}
