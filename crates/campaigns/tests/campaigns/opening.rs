//! Opening by silence: once, in time, never after a no, and not when something
//! looks wrong.

use crate::house::House;
use campaigns::{Doubt, Plan};
use journal::Standing;
use kernel::Kind;
use spaces::{Event, How, Life};
use std::process::Command;
use std::time::Duration;
use testkit::{TestWorld, for_each_store, for_each_store_at};

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn told(house: &House, count: u32) {
    house.people(count).await;
    house.tell("a", 1_000).await;
}

async fn life(house: &House, n: u32) -> Life {
    let person = house.person(n).await;
    let found = house.spaces.life_of(person).await.expect("asked");
    found.expect("told").1
}

/// Time passes, and the service sees it pass.
async fn wait(house: &House, days: u32) {
    for _ in 0..days {
        house.time.advance(DAY);
        house.campaigns.see_clock().await.expect("seen");
    }
}

#[tokio::test]
async fn silence_opens_what_is_due_once_and_a_refusal_stays_closed() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        told(&house, 9).await;
        wait(&house, 44).await;
        let early = house.campaigns.open_due().await.expect("nothing is due");
        assert_eq!(early.opened, 0);
        let refused = house.person(4).await;
        house
            .spaces
            .refuse(refused, How::Site, house.time.now())
            .await
            .expect("nothing is open");
        wait(&house, 1).await;
        let opened = house.campaigns.open_due().await.expect("due");
        assert_eq!(opened.opened, 8);
        let again = house.campaigns.open_due().await.expect("nothing more");
        assert_eq!(again.opened, 0);
        assert!(matches!(life(&house, 4).await, Life::Refused { .. }));
        assert!(matches!(life(&house, 1).await, Life::Open { .. }));
        let person = house.person(1).await;
        let (space, _) = house
            .spaces
            .life_of(person)
            .await
            .expect("asked")
            .expect("one");
        let book = house.journal.open(space).await.expect("a journal");
        assert_eq!(book.standing(), Standing::Open);
        let events = house.spaces.events(space).await.expect("events");
        assert_eq!(events[0].what, Event::OpenedBySilence);
        let report = house.campaigns.report().await.expect("a report");
        assert_eq!((report.spaces.open, report.spaces.refused), (8, 1));
    })
    .await;
}

#[tokio::test]
async fn act_13_a_refusal_acknowledged_while_the_batch_runs_is_never_followed_by_an_opening() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        told(&house, 24).await;
        wait(&house, 45).await;
        let now = house.time.now();
        let refusals = async {
            let mut acknowledged = Vec::new();
            for n in 1..=24 {
                let person = house.person(n).await;
                if house.spaces.refuse(person, How::Phone, now).await.is_ok() {
                    acknowledged.push(n);
                }
            }
            acknowledged
        };
        let (opened, acknowledged) = tokio::join!(house.campaigns.open_due(), refusals);
        let opened = opened.expect("opened").opened;
        assert_eq!(opened + acknowledged.len() as u64, 24, "each has one end");
        for n in acknowledged {
            assert!(matches!(life(&house, n).await, Life::Refused { .. }), "{n}");
        }
    })
    .await;
}

#[tokio::test]
async fn act_17_a_clock_that_leaps_opens_nothing_until_two_persons_have_looked() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        told(&house, 6).await;
        // Fifty days in one leap: nobody saw them pass.
        house.time.advance(DAY * 50);
        house.campaigns.see_clock().await.expect("not believed");
        let stopped = house.campaigns.open_due().await;
        assert_eq!(stopped.expect_err("stopped").code(), "opening-stopped");
        assert!(matches!(life(&house, 1).await, Life::Announced { .. }));
        let stop = house
            .campaigns
            .stopped()
            .await
            .expect("asked")
            .expect("stopped");
        assert_eq!((stop.why, stop.due), (Doubt::ClockAhead, 6));

        let nameless = house.campaigns.release(" ").await;
        assert_eq!(nameless.expect_err("who?").kind(), Kind::Invalid);
        assert!(!house.campaigns.release("Anne Roux").await.expect("one"));
        let alone = house.campaigns.release("Anne Roux").await;
        assert_eq!(alone.expect_err("twice").code(), "opening-release-two");
        let still = house.campaigns.open_due().await;
        assert_eq!(still.expect_err("one is not two").kind(), Kind::Conflict);
        assert!(house.campaigns.release("Paul Blanc").await.expect("two"));
        let opened = house.campaigns.open_due().await.expect("released");
        assert_eq!(opened.opened, 6);
        // The release is used up: the next leap stops again.
        house.time.advance(DAY * 50);
        assert!(house.campaigns.open_due().await.is_err());
    })
    .await;
}

#[tokio::test]
async fn a_clock_set_back_or_too_many_at_once_stops_the_opening() {
    for_each_store_at(async |store, _| {
        let house = House::on(store.clone()).await;
        told(&house, 6).await;
        wait(&house, 45).await;
        let now = house.time.now();
        house.time.set(now.minus(DAY));
        let back = house.campaigns.open_due().await;
        assert_eq!(back.expect_err("set back").code(), "opening-stopped");
        // Set right, nothing is doubtful any more.
        house.time.set(now);
        let plan = Plan {
            open_max: 5,
            ..Plan::default()
        };
        let small = House::at(store, &house.folder, house.time.clone(), plan).await;
        let many = small.campaigns.open_due().await;
        assert_eq!(many.expect_err("six of five").code(), "opening-stopped");
        assert!(matches!(life(&house, 1).await, Life::Announced { .. }));
        let opened = house.campaigns.open_due().await.expect("as planned");
        assert_eq!(opened.opened, 6);
    })
    .await;
}

/// A process of the test below: opens what is due, and dies where it is told.
#[tokio::test]
async fn child_of_the_test_of_openings_that_die() {
    let Ok(url) = std::env::var("CARNET_TEST_OPENING_URL") else {
        return;
    };
    let folder = std::env::var("CARNET_TEST_OPENING_FOLDER").expect("a folder");
    let store = store::Store::open(&url).await.expect("a store");
    let time = TestWorld::new();
    time.advance(DAY * 45);
    let house = House::at(store, folder.as_ref(), time, Plan::default()).await;
    drop(house.campaigns.open_due().await);
}

#[tokio::test]
async fn act_15_an_opening_killed_anywhere_opens_each_space_once() {
    for_each_store_at(async |store, url| {
        let house = House::on(store.clone()).await;
        told(&house, 12).await;
        let refused = house.person(5).await;
        house
            .spaces
            .refuse(refused, How::Phone, house.time.now())
            .await
            .expect("told");
        wait(&house, 45).await;
        for point in ["open-before-commit", "open-after-commit"] {
            for _ in 0..3 {
                let died = Command::new(std::env::current_exe().expect("this program"))
                    .args(["--exact", "opening::child_of_the_test_of_openings_that_die"])
                    .env("CARNET_TEST_OPENING_URL", &url)
                    .env("CARNET_TEST_OPENING_FOLDER", &house.folder)
                    .env("CARNET_KILL_AT", point)
                    .output()
                    .expect("it runs");
                assert!(!died.status.success(), "{point}");
                store
                    .execute("UPDATE campaign_lease SET until = 0", vec![])
                    .await
                    .expect("the lease of the dead ends");
            }
        }
        let done = house.campaigns.open_due().await.expect("gone on with");
        assert_eq!(done.opened, 11, "counted over all the runs");
        for sql in [
            "SELECT count(*) FROM space WHERE state = 1",
            "SELECT count(*) FROM book WHERE standing = 1",
        ] {
            assert_eq!(house.count(sql).await, 11, "{sql}");
        }
        assert!(matches!(life(&house, 5).await, Life::Refused { .. }));
        assert_eq!(
            house.count("SELECT count(*) FROM opening").await,
            1,
            "one opening, gone on with"
        );
    })
    .await;
}
