//! Receipts that reach nobody: they are listed, and sent again once somebody mended an
//! address.

use super::{STREET, UNPRINTABLE, letters, printed, reached};
use crate::DAY;
use crate::house::House;
use post::Channel;
use spaces::How;
use std::time::Duration;
use testkit::for_each_store;

/// The letters with a receipt that were put into the post failed for good.
const FAILED: &str = "UPDATE outbox SET state = 2 WHERE kind = 'spaces-receipt' \
    AND channel = 2 AND taken_at IS NULL AND state = 1";

/// How many reached nobody, and their numbers.
async fn unsent(house: &House) -> (u64, Vec<String>) {
    house.spaces.unsent_receipts().await.expect("asked")
}

async fn looks(house: &House) {
    let posted = house.spaces.post_returned_receipts().await;
    assert_eq!(posted.expect("asked"), 0, "nothing new leaves by itself");
}

async fn sends(house: &House) -> u64 {
    house.time.advance(Duration::from_secs(1));
    house.spaces.send_receipts_again(500).await.expect("asked")
}

#[tokio::test]
async fn a_letter_with_a_receipt_that_fails_is_listed_by_its_number_and_sent_again_once() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        assert_eq!(unsent(&house).await, (0, Vec::new()));
        let ana = reached(&house, 1, "", STREET).await;
        house.announce(&ana).await;
        let now = house.time.now();
        let refused = house.spaces.refuse(ana.id, How::Post, now).await;
        let number = refused.expect("in time").number;
        assert_eq!(letters(&house).await.len(), 1);
        looks(&house).await;
        assert_eq!(unsent(&house).await.0, 0, "it left");

        // Each time that it fails it is listed again.
        for n in 2..=3 {
            let failed = house.store.execute(FAILED, vec![]).await;
            assert!(failed.expect("they failed") >= 1);
            looks(&house).await;
            assert_eq!(unsent(&house).await, (1, vec![number.clone()]));
            looks(&house).await;
            let (one, two) = tokio::join!(sends(&house), sends(&house));
            assert_eq!(one + two, 1, "whoever presses at the same moment");
            assert_eq!(unsent(&house).await.0, 0);
            let sent = letters(&house).await;
            assert_eq!(sent.len(), n, "one more");
            let last = sent.last().expect("one");
            assert!(printed(&house, last).await.contains(&number));
        }
    })
    .await;
}

#[tokio::test]
async fn a_receipt_waits_until_there_is_an_address_that_can_be_printed() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        // The e-mail comes back, and paper has not all signs of the address.
        let ana = reached(&house, 1, "p1@exemple.fr", UNPRINTABLE).await;
        house.announce(&ana).await;
        let now = house.time.now();
        let refused = house.spaces.refuse(ana.id, How::Site, now).await;
        let number = refused.expect("in time").number;
        assert!(letters(&house).await.is_empty());
        let back = house.store.execute(super::CAME_BACK, vec![]).await;
        assert_eq!(back.expect("it came back"), 1);
        looks(&house).await;
        assert_eq!(unsent(&house).await, (1, vec![number.clone()]));
        assert_eq!(sends(&house).await, 0);
        assert_eq!(unsent(&house).await.0, 1, "it waits on");

        reached(&house, 1, "p1@exemple.fr", STREET).await;
        assert_eq!(sends(&house).await, 1);
        assert_eq!(unsent(&house).await.0, 0);
        let sent = letters(&house).await;
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].channel, Channel::Letter);
        assert!(printed(&house, &sent[0]).await.contains(&number));
    })
    .await;
}

#[tokio::test]
async fn receipts_that_cannot_be_mended_keep_no_other_waiting() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        for n in 1..=3 {
            house.time.advance(Duration::from_secs(1));
            let email = format!("p{n}@exemple.fr");
            let ana = reached(&house, n, &email, UNPRINTABLE).await;
            house.announce(&ana).await;
            let now = house.time.now();
            let refused = house.spaces.refuse(ana.id, How::Site, now).await;
            refused.expect("in time");
            house.mail().await;
            let back = house.store.execute(super::CAME_BACK, vec![]).await;
            assert_eq!(back.expect("it came back"), 1);
            looks(&house).await;
        }
        // The last is mended, and one is read at a time.
        reached(&house, 3, "p3@exemple.fr", STREET).await;
        for expected in [1, 0] {
            let sent = house.spaces.send_receipts_again(1).await;
            assert_eq!(sent.expect("asked"), expected);
            assert_eq!(unsent(&house).await.0, 2, "they wait on");
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_letter_said_is_kept_sealed_for_a_month_and_where_it_failed_for_half_a_year() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        for n in 1..=2 {
            let ana = reached(&house, n, "", STREET).await;
            house.announce(&ana).await;
            let now = house.time.now();
            let refused = house.spaces.refuse(ana.id, How::Post, now).await;
            refused.expect("in time");
            house.mail().await;
            if n == 1 {
                let failed = house.store.execute(FAILED, vec![]).await;
                assert_eq!(failed.expect("it failed"), 1);
                looks(&house).await;
            }
        }
        let kept = house
            .store
            .query("SELECT sealed FROM receipt_letter", vec![]);
        for row in kept.await.expect("asked") {
            let sealed = String::from_utf8_lossy(row.blob(0).expect("bytes")).into_owned();
            assert!(!sealed.contains("Leca"));
        }
        let left = "SELECT count(*) FROM receipt_letter";
        for (days, expected) in [(29, 2), (1, 1), (149, 1), (1, 0)] {
            house.time.advance(DAY * days);
            house.spaces.sweep().await.expect("swept");
            assert_eq!(house.count(left).await, expected, "{days}");
        }
    })
    .await;
}
