//! Opening by silence: once, in time, never after a no, and not when something
//! looks wrong.

use crate::house::{House, line};
use campaigns::{Doubt, Name, Plan};
use journal::Standing;
use kernel::{AccountId, Kind, Timestamp};
use spaces::{Event, How, Life};
use std::process::Command;
use std::time::Duration;
use testkit::{TestWorld, for_each_store, for_each_store_at};

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn told(house: &House, count: u32) {
    house.people(count).await;
    house.tell("a", 1_000).await;
    house.campaigns.dispatch(1_000).await.expect("dispatched");
    house.post.deliver(1_000).await.expect("delivered");
}

async fn life(house: &House, n: u32) -> Life {
    let person = house.person(n).await;
    let found = house.spaces.life_of(person).await.expect("asked");
    found.expect("told").1
}

/// The steps of a space of which the public log holds something, each found in what was
/// queued for it; and whether it is among many there.
async fn committed(house: &House, n: u32) -> Vec<(Event, bool)> {
    let person = house.person(n).await;
    let found = house.spaces.life_of(person).await.expect("asked");
    let (space, _) = found.expect("told");
    let events = house.spaces.events(space).await.expect("events");
    let queued = house.store.query("SELECT body FROM ledger_due", vec![]);
    let queued = queued.await.expect("asked");
    let mut steps = Vec::new();
    for (known, _) in house.spaces.committed(space).await.expect("asked") {
        let number = &known.step.receipt;
        assert!(events.iter().any(|event| event.receipt == *number));
        let entry = known.entry().expect("a path");
        let entries = queued.iter().map(|row| row.blob(0).expect("bytes"));
        let found = entries
            .flat_map(|body| body.chunks(32))
            .filter(|it| *it == entry);
        assert_eq!(found.count(), 1);
        let what = Event::from_number(known.step.what).expect("known");
        steps.push((what, known.among.is_some()));
    }
    steps
}

#[tokio::test]
async fn silence_opens_what_is_due_once_and_a_refusal_stays_closed() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        told(&house, 9).await;
        house.days(44).await;
        let early = house.campaigns.open_due().await.expect("nothing is due");
        assert_eq!(early.opened, 0);
        let refused = house.person(4).await;
        house
            .spaces
            .refuse(refused, How::Site, house.time.now())
            .await
            .expect("nothing is open");
        house.days(1).await;
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
        // Each step is in the public log: those of many at once by one commitment, the no by
        // its own.
        let of_many = [(Event::Announced, true), (Event::OpenedBySilence, true)];
        assert_eq!(committed(&house, 1).await, of_many);
        let with_a_no = [(Event::Refused, false), (Event::Announced, true)];
        assert_eq!(committed(&house, 4).await, with_a_no);
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
        house.days(45).await;
        let now = house.time.now();
        let refusals = async {
            let mut acknowledged = Vec::new();
            for n in 1..=24 {
                let person = house.person(n).await;
                let how = [How::Phone, How::Site][n as usize % 2];
                if house.spaces.refuse(person, how, now).await.is_ok() {
                    acknowledged.push(n);
                }
            }
            acknowledged
        };
        let (opened, acknowledged) = tokio::join!(house.campaigns.open_due(), refusals);
        let opened = opened.expect("opened").opened;
        assert_eq!(opened + acknowledged.len() as u64, 24, "each has one end");
        assert!(!acknowledged.is_empty(), "some came before");
        for n in acknowledged {
            assert!(matches!(life(&house, n).await, Life::Refused { .. }), "{n}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn act_13_a_no_a_second_before_its_deadline_while_the_batch_opens_others_is_never_opened() {
    for_each_store_at(async |store, url| {
        let house = House::on(store).await;
        told(&house, 24).await;
        house.days(4).await;
        let later: Vec<String> = (25..=48).map(line).collect();
        house.insured(&later).await;
        house.tell("b", 100).await;
        house.campaigns.dispatch(100).await.expect("dispatched");
        house.post.deliver(100).await.expect("delivered");
        // Those of the first campaign are due, those of the second have a second.
        house.days(41).await;
        house.time.advance(DAY - Duration::from_secs(1));
        house.campaigns.see_clock().await.expect("seen");
        let now = house.time.now();
        let Life::Announced { deadline, .. } = life(&house, 25).await else {
            panic!("still to be decided");
        };
        assert_eq!(deadline, now.plus(Duration::from_secs(1)));

        let other = store::Store::open(&url).await.expect("another node");
        let (folder, plan) = (house.folder.clone(), Plan::default());
        let node = House::at(other, &folder, house.time.clone(), plan).await;
        let batch = node.campaigns.clone();
        let batch = tokio::spawn(async move { batch.open_due().await });
        let mut said = Vec::new();
        for n in 25..=48 {
            let (spaces, person) = (house.spaces.clone(), house.person(n).await);
            let how = [How::Phone, How::Site][n as usize % 2];
            said.push(tokio::spawn(async move {
                spaces.refuse(person, how, now).await
            }));
        }
        for refused in said {
            refused.await.expect("it ends").expect("in time: recorded");
        }
        let opened = batch.await.expect("it ends").expect("opened");
        assert_eq!(opened.opened, 24, "those who said nothing");
        for house in [&house, &node] {
            for n in 25..=48 {
                closed_to_all(house, n).await;
            }
        }
        // Nor by any batch that comes later.
        for _ in 0..2 {
            house.days(4).await;
            let later = node.campaigns.open_due().await.expect("nothing is due");
            assert_eq!(later.opened, 0);
        }
        closed_to_all(&node, 25).await;
        let open = "SELECT count(*) FROM book WHERE standing = 1";
        assert_eq!(house.count(open).await, 24);
    })
    .await;
}

/// Refused, and unknown to whoever would read it or send a document.
async fn closed_to_all(house: &House, n: u32) {
    assert!(matches!(life(house, n).await, Life::Refused { .. }), "{n}");
    let number = crate::house::matricule(n).parse().expect("right");
    let found = house.spaces.by_matricule(&number).await.expect("asked");
    assert_eq!(found, None, "{n}");
    let found = house.spaces.life_of(house.person(n).await).await;
    let (space, _) = found.expect("asked").expect("told");
    let book = house.journal.open(space).await;
    let open = book.is_ok_and(|book| book.standing() == Standing::Open);
    assert!(!open, "{n}");
}

#[tokio::test]
async fn act_17_a_clock_that_leaps_opens_nothing_until_two_persons_have_looked() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        told(&house, 6).await;
        // Fifty days in one leap: nobody saw them pass.
        house.time.advance(DAY * 50);
        assert!(!house.campaigns.see_clock().await.expect("asked"));
        assert!(!house.campaigns.believes_clock().await.expect("asked"));
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
        assert!(house.campaigns.see_clock().await.expect("asked"));
        // The release is used up: the next leap stops again.
        house.time.advance(DAY * 50);
        assert!(house.campaigns.open_due().await.is_err());
    })
    .await;
}

#[tokio::test]
async fn act_17_the_largest_leap_that_is_believed_opens_nothing_before_its_deadline() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        told(&house, 6).await;
        house.days(41).await;
        // An hour is left to say no, and the clock leaps as far as it may.
        house.time.advance(DAY - Duration::from_secs(3600));
        house.campaigns.see_clock().await.expect("seen");
        let really = house.time.now();
        house.time.advance(Plan::default().ahead_max);
        assert!(house.campaigns.believes_clock().await.expect("asked"));
        let opened = house.campaigns.open_due().await.expect("nothing is due");
        assert_eq!(opened.opened, 0);
        assert!(matches!(life(&house, 1).await, Life::Announced { .. }));
        // Set right, it is behind what was seen: stopped. The no stands.
        house.time.set(really);
        let back = house.campaigns.open_due().await;
        assert_eq!(back.expect_err("set back").code(), "opening-stopped");
        let no = house.person(1).await;
        house
            .spaces
            .refuse(no, How::Site, really)
            .await
            .expect("in time");
        // A leap of three days would have opened: it is not believed.
        house.time.set(really.plus(DAY * 4));
        assert!(!house.campaigns.believes_clock().await.expect("asked"));
        let leapt = house.campaigns.open_due().await;
        assert_eq!(leapt.expect_err("a leap").code(), "opening-stopped");
        assert_eq!(stop(&house).await.0, Doubt::ClockAhead);
        assert!(matches!(life(&house, 2).await, Life::Announced { .. }));
    })
    .await;
}

#[tokio::test]
async fn act_17_a_campaign_that_runs_on_does_not_make_a_leap_look_right() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        told(&house, 6).await;
        house.insured(&[line(7)]).await;
        let name: Name = "b".parse().expect("a name");
        let run = house.campaigns.begin(&name, 100).await.expect("begun");
        house.time.advance(DAY * 50);
        let refused = house.campaigns.announce_batch(run, &name).await;
        assert_eq!(refused.expect_err("a leap").code(), "campaign-clock");
        house.campaigns.end(run).await.expect("ended");
        house.emails_fail().await;
        let refused = house.campaigns.take_over_returned().await;
        assert_eq!(refused.expect_err("a leap").code(), "campaign-clock");
        let stopped = house.campaigns.open_due().await;
        assert_eq!(stopped.expect_err("stopped").code(), "opening-stopped");
        assert!(matches!(life(&house, 1).await, Life::Announced { .. }));
        assert_eq!(house.count("SELECT count(*) FROM space").await, 6);
    })
    .await;
}

async fn release(house: &House) {
    for by in ["Anne Roux", "Paul Blanc"] {
        house.campaigns.release(by).await.expect("said");
    }
}

async fn stop(house: &House) -> (Doubt, u64, Option<String>) {
    let stop = house.campaigns.stopped().await.expect("asked");
    let stop = stop.expect("stopped");
    (stop.why, stop.due, stop.first_by)
}

#[tokio::test]
async fn act_17_two_persons_release_the_doubt_they_looked_at_and_no_other() {
    for_each_store_at(async |store, _| {
        let house = House::on(store.clone()).await;
        let nothing = house.campaigns.release("Anne Roux").await;
        assert_eq!(nothing.expect_err("nothing").code(), "opening-not-stopped");
        told(&house, 6).await;
        house.days(45).await;
        let small = Plan {
            open_max: 1,
            ..Plan::default()
        };
        let house = House::at(store, &house.folder, house.time.clone(), small).await;
        assert!(house.campaigns.open_due().await.is_err());
        assert_eq!(stop(&house).await, (Doubt::TooMany, 6, None));
        release(&house).await;
        // Before it is gone on with, the clock leaps: that is another doubt.
        house.time.advance(DAY * 50);
        assert!(house.campaigns.open_due().await.is_err());
        assert_eq!(stop(&house).await, (Doubt::ClockAhead, 6, None));
        assert!(matches!(life(&house, 1).await, Life::Announced { .. }));
        release(&house).await;
        // That it is this late is believed; how many they are is asked again.
        assert!(house.campaigns.open_due().await.is_err());
        assert_eq!(stop(&house).await, (Doubt::TooMany, 6, None));
        release(&house).await;
        assert_eq!(house.campaigns.open_due().await.expect("looked").opened, 6);
    })
    .await;
}

#[tokio::test]
async fn act_17_accounts_tell_two_administrators_apart_and_not_names() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        told(&house, 3).await;
        house.time.advance(DAY * 50);
        assert!(house.campaigns.open_due().await.is_err());
        let chance = house.time.world().chance;
        let [one, two] = [(); 2].map(|()| AccountId::new(&*chance));
        let campaigns = &house.campaigns;
        let first = campaigns.release_by("Anne Roux", one).await;
        assert!(!first.expect("one"));
        let renamed = campaigns.release_by("Anne Blanc", one).await;
        let renamed = renamed.expect_err("the same person");
        assert_eq!(renamed.code(), "opening-release-two");
        let second = campaigns.release_by("Anne Roux", two).await;
        assert!(second.expect("two of one name"));
        assert_eq!(campaigns.open_due().await.expect("released").opened, 3);
    })
    .await;
}

#[tokio::test]
async fn act_17_many_more_than_two_persons_saw_are_not_opened() {
    for_each_store_at(async |store, _| {
        let house = House::on(store.clone()).await;
        told(&house, 6).await;
        house.days(2).await;
        house.insured(&(7..=9).map(line).collect::<Vec<_>>()).await;
        house.tell("b", 100).await;
        house.campaigns.dispatch(100).await.expect("dispatched");
        house.post.deliver(100).await.expect("delivered");
        house.days(43).await;
        let small = Plan {
            open_max: 1,
            ..Plan::default()
        };
        let house = House::at(store, &house.folder, house.time.clone(), small).await;
        assert!(house.campaigns.open_due().await.is_err());
        release(&house).await;
        house.days(2).await;
        assert!(house.campaigns.open_due().await.is_err());
        assert_eq!(stop(&house).await, (Doubt::TooMany, 9, None));
    })
    .await;
}

#[tokio::test]
async fn people_whose_notices_never_left_are_not_opened_and_have_six_weeks_from_their_own() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.people(6).await;
        house.tell("a", 100).await;
        let told = house.time.now();
        let refused = house.person(4).await;
        house.days(1).await;
        house
            .spaces
            .refuse(refused, How::Phone, house.time.now())
            .await
            .expect("nothing is open");
        house.days(44).await;
        assert!(house.campaigns.open_due().await.is_err());
        assert_eq!(stop(&house).await, (Doubt::Undispatched, 5, None));
        // The disk is back: the letters leave with a day that is to come.
        let done = house.campaigns.dispatch(100).await.expect("dispatched");
        assert_eq!((done.letters, done.emails), (2, 4));
        house.post.deliver(100).await.expect("delivered");
        let now = house.time.now();
        let day = now.in_paris().date().to_string();
        for row in house.printed() {
            assert!(row.ends_with(&day), "{row}");
        }
        for n in [1, 3] {
            let Life::Announced { deadline, .. } = life(&house, n).await else {
                panic!("still to be decided");
            };
            assert_eq!(deadline, now.plus(DAY * 42));
        }
        assert!(matches!(life(&house, 4).await, Life::Refused { .. }));
        let codes = house
            .store
            .query(
                "SELECT count(*) FROM person_code WHERE expires_at = $1 AND sent_at = $2",
                vec![now.plus(DAY * 42).into(), now.into()],
            )
            .await
            .expect("asked")[0]
            .int(0)
            .expect("a number");
        assert_eq!(codes, 5, "all but of who refused: told {told:?}");
        // What the public log holds of who had decided is still found; of the others, once
        // their day can no longer move.
        let with_a_no = [(Event::Refused, false), (Event::Announced, true)];
        assert_eq!(committed(&house, 4).await, with_a_no);
        assert!(committed(&house, 1).await.is_empty());
        assert_eq!(house.campaigns.open_due().await.expect("none").opened, 0);
        house.days(45).await;
        assert_eq!(house.campaigns.open_due().await.expect("due").opened, 5);
        let of_many = [(Event::Announced, true), (Event::OpenedBySilence, true)];
        assert_eq!(committed(&house, 1).await, of_many);
    })
    .await;
}

#[tokio::test]
async fn what_leaves_after_midnight_is_to_be_posted_on_that_day_and_has_six_weeks_from_it() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.people(3).await;
        let half = Duration::from_secs(1800);
        let day = |at: Timestamp| at.in_paris().date();
        while day(house.time.now()) == day(house.time.now().plus(half)) {
            house.time.advance(half);
        }
        house.tell("a", 100).await;
        house.time.advance(half);
        house.campaigns.dispatch(100).await.expect("dispatched");
        let now = house.time.now();
        for row in house.printed() {
            assert!(row.ends_with(&day(now).to_string()), "{row}");
        }
        for n in [1, 3] {
            let Life::Announced { deadline, .. } = life(&house, n).await else {
                panic!("still to be decided");
            };
            assert_eq!(deadline, now.plus(DAY * 42));
        }
    })
    .await;
}

#[tokio::test]
async fn a_clock_set_back_or_too_many_at_once_stops_the_opening() {
    for_each_store_at(async |store, _| {
        let house = House::on(store.clone()).await;
        told(&house, 6).await;
        house.days(45).await;
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
        house.days(45).await;
        let notices = house.count("SELECT count(*) FROM outbox").await;
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
                house.leases_end().await;
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
        let sent = house.count("SELECT count(*) FROM outbox").await;
        assert_eq!(sent, notices, "and nobody is told of it twice");
        assert_eq!(
            house.count("SELECT count(*) FROM opening").await,
            1,
            "one opening, gone on with"
        );
    })
    .await;
}
