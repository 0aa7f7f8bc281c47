//! Telling people: e-mails, letters, what comes back, and who dies on the way.

use crate::house::House;
use campaigns::Name;
use kernel::Kind;
use spaces::{Event, How, Life};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Output};
use std::time::Duration;
use store::{Engine, Store};
use testkit::{TestWorld, for_each_store, for_each_store_at};

/// The signal of a process that gave itself up, as at a point where it is killed.
const ABORTED: i32 = 6;

const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test]
async fn everybody_is_told_once_by_email_or_by_letter() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.people(30).await;
        house.tell("2026-11", 1_000).await;
        let done = house.campaigns.dispatch(100).await.expect("dispatched");
        assert_eq!((done.letters, done.emails), (10, 20));
        assert_eq!(house.count("SELECT count(*) FROM space").await, 30);
        assert_eq!(house.count("SELECT count(*) FROM person_code").await, 30);
        assert_eq!(house.printed().len(), 10);
        house.post.deliver(1_000).await.expect("delivered");
        let mail = house.post.sent(1_000).await.expect("listed");
        let mut to: Vec<&str> = mail.iter().map(|sent| sent.to.as_str()).collect();
        to.sort_unstable();
        to.dedup();
        assert_eq!(to.len(), 20, "one e-mail each");
        let again = house.campaigns.dispatch(100).await.expect("dispatched");
        assert_eq!(again.batches, 0);
        // The history of a person says so, with a number.
        let person = house.person(1).await;
        let (space, life) = house
            .spaces
            .life_of(person)
            .await
            .expect("asked")
            .expect("told");
        assert!(matches!(life, Life::Announced { .. }));
        let events = house.spaces.events(space).await.expect("events");
        assert_eq!(
            (events.len(), events[0].what, events[0].how),
            (1, Event::Announced, How::Batch)
        );
        assert_eq!(events[0].receipt.len(), 14);
        let twice = house.spaces.events(space).await.expect("events");
        assert_eq!(events, twice, "the number does not change");
    })
    .await;
}

#[tokio::test]
async fn a_campaign_of_a_name_is_run_once_and_another_one_tells_the_rest() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.people(9).await;
        house.tell("a", 4).await;
        assert_eq!(house.count("SELECT count(*) FROM space").await, 4);
        let name: Name = "a".parse().expect("a name");
        let again = house.campaigns.begin(&name, 4).await;
        assert_eq!(again.expect_err("done").code(), "campaign-done");
        let name: Name = "b".parse().expect("a name");
        let run = house.campaigns.begin(&name, 100).await.expect("begun");
        house.campaigns.end(run).await.expect("ended");
        let more = house.campaigns.begin(&name, 101).await;
        assert_eq!(more.expect_err("another").code(), "campaign-limit");
        house.tell("b", 100).await;
        assert_eq!(house.count("SELECT count(*) FROM space").await, 9);
        let status = house.campaigns.status().await.expect("status");
        let told: Vec<(&str, u64)> = status
            .iter()
            .map(|one| (one.name.as_str(), one.letters + one.emails))
            .collect();
        assert_eq!(told, [("b", 5), ("a", 4)]);
    })
    .await;
}

#[tokio::test]
async fn two_campaigns_started_at_once_are_one() {
    for_each_store_at(async |store, _| {
        let house = House::on(store.clone()).await;
        house.people(9).await;
        let twin = House::at(
            store,
            &house.folder,
            house.time.clone(),
            campaigns::Plan::default(),
        )
        .await;
        let (a, b): (Name, Name) = ("a".parse().expect("a"), "b".parse().expect("b"));
        let (one, two) = tokio::join!(house.campaigns.begin(&a, 9), twin.campaigns.begin(&b, 9));
        let won = [one.is_ok(), two.is_ok()];
        assert_eq!(won.iter().filter(|won| **won).count(), 1, "{won:?}");
        // Whoever is not heard of for two minutes may be taken over; then the
        // first one finds out and tells nobody.
        let (name, run) = match (one, two) {
            (Ok(run), _) => (a, run),
            (_, Ok(run)) => (b, run),
            _ => panic!("one of them runs"),
        };
        house.time.advance(Duration::from_secs(121));
        let (other, _) = twin
            .campaigns
            .resume()
            .await
            .expect("free by now")
            .expect("a campaign");
        let lost = house.campaigns.announce_batch(run, &name).await;
        assert_eq!(lost.expect_err("lost").code(), "campaign-elsewhere");
        assert_eq!(house.count("SELECT count(*) FROM space").await, 0);
        let (progress, _) = twin
            .campaigns
            .announce_batch(other, &name)
            .await
            .expect("told");
        assert_eq!(progress.letters + progress.emails, 9);
    })
    .await;
}

#[tokio::test]
async fn who_died_or_has_a_space_is_not_told() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.people(6).await;
        let dead = crate::house::line(1).trim_end().to_owned() + "2026-11-01\n";
        let file = format!("{}{dead}", crate::house::HEADER);
        house
            .spaces
            .import_insured(file.as_bytes(), spaces::Format::Csv, &mut std::io::sink())
            .await
            .expect("read");
        let told = house.person(2).await;
        house
            .spaces
            .announce(told, spaces::Channel::Letter)
            .await
            .expect("told before");
        house.tell("a", 100).await;
        let status = house.campaigns.status().await.expect("status");
        assert_eq!(status[0].letters + status[0].emails, 4);
        assert_eq!(house.count("SELECT count(*) FROM space").await, 5);
    })
    .await;
}

/// How many people one batch looks at.
const BATCH: u32 = 5_000;

/// From now on the last person of the register dies in the transaction that tells the
/// first batch: the second was read before, as a rule.
async fn the_last_one_dies_while_the_first_batch_is_told(store: &Store) {
    const SQLITE: [&str; 1] = ["CREATE TRIGGER dies AFTER INSERT ON campaign_batch \
         WHEN new.number = 1 BEGIN UPDATE insured SET deceased_on = '2026-11-01' WHERE person = \
         (SELECT person FROM insured ORDER BY bucket DESC, person DESC LIMIT 1); END"];
    const POSTGRES: [&str; 2] = [
        "CREATE FUNCTION dies() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         UPDATE insured SET deceased_on = '2026-11-01' WHERE person = \
         (SELECT person FROM insured ORDER BY bucket DESC, person DESC LIMIT 1); \
         RETURN NULL; END $$",
        "CREATE TRIGGER dies AFTER INSERT ON campaign_batch FOR EACH ROW \
         WHEN (new.number = 1) EXECUTE FUNCTION dies()",
    ];
    let texts: &[&'static str] = match store.engine() {
        Engine::Sqlite => &SQLITE,
        Engine::Postgres => &POSTGRES,
    };
    for text in texts.iter().copied() {
        store.execute(text, vec![]).await.expect("made");
    }
}

#[tokio::test]
async fn over_two_batches_each_living_person_is_told_once_and_each_batch_has_its_file() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.people(BATCH + 7).await;
        the_last_one_dies_while_the_first_batch_is_told(&house.store).await;
        let name: Name = "a".parse().expect("a name");
        let run = house.campaigns.begin(&name, 100_000).await.expect("begun");
        let progress = house.campaigns.announce(run, &name).await.expect("told");
        assert_eq!(progress.letters + progress.emails, u64::from(BATCH) + 6);
        assert!(progress.finished_at.is_some());
        for sql in [
            "SELECT count(*) FROM space",
            "SELECT count(DISTINCT code_hash) FROM person_code",
        ] {
            assert_eq!(house.count(sql).await, i64::from(BATCH) + 6, "{sql}");
        }
        let dead = "SELECT count(*) FROM insured i JOIN space_of_person o \
             ON o.bucket = i.bucket AND o.person = i.person WHERE i.deceased_on <> ''";
        assert_eq!(house.count(dead).await, 0);
        let files = house.files("spool");
        assert_eq!(files.len(), 2, "{files:?}");
        assert!(files.iter().all(|it| it.ends_with(".sealed")), "{files:?}");
    })
    .await;
}

#[tokio::test]
async fn a_disk_that_refuses_tells_nobody_and_the_next_run_does() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.people(6).await;
        let name: Name = "a".parse().expect("a name");
        let run = house.campaigns.begin(&name, 100).await.expect("begun");
        // A file stands where the folder of dispatch files should be.
        let folder = house.folder.join("campaigns");
        std::fs::write(&folder, b"in the way").expect("written");
        let failed = house.campaigns.announce_batch(run, &name).await;
        assert_eq!(failed.expect_err("no folder").kind(), Kind::Unavailable);
        assert_eq!(house.count("SELECT count(*) FROM space").await, 0);
        std::fs::remove_file(&folder).expect("away");
        house
            .campaigns
            .announce_batch(run, &name)
            .await
            .expect("told");
        assert_eq!(house.count("SELECT count(*) FROM space").await, 6);
    })
    .await;
}

#[tokio::test]
async fn an_email_that_comes_back_becomes_a_letter_with_six_weeks_of_its_own() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.people(2).await;
        house.tell("a", 100).await;
        house.campaigns.dispatch(100).await.expect("dispatched");
        let (one, two) = (house.person(1).await, house.person(2).await);
        // One decides before the e-mails are known to have failed.
        house
            .spaces
            .refuse(two, How::Phone, house.time.now())
            .await
            .expect("told");
        // Nothing takes the e-mails for three days: the post gives them up.
        house.emails_fail().await;
        house.days(4).await;
        let written = house
            .campaigns
            .take_over_returned()
            .await
            .expect("taken over");
        assert_eq!(written, 1, "only who has not decided");
        let again = house.campaigns.take_over_returned().await;
        assert_eq!(again.expect("nothing more"), 0);
        let done = house.campaigns.dispatch(100).await.expect("dispatched");
        assert_eq!((done.letters, done.emails), (1, 0));
        let (space, life) = house
            .spaces
            .life_of(one)
            .await
            .expect("asked")
            .expect("told");
        let Life::Announced { deadline, .. } = life else {
            panic!("still to be decided");
        };
        assert_eq!(deadline, house.time.now().plus(DAY * 42));
        let events = house.spaces.events(space).await.expect("events");
        assert!(events.iter().any(|e| e.what == Event::NoticeReturned));
    })
    .await;
}

/// One person, told by e-mail, who refuses and takes it back.
async fn announced_anew(house: &House) {
    house.people(1).await;
    house.tell("a", 100).await;
    house.campaigns.dispatch(100).await.expect("dispatched");
    let gone = house.store.execute("DELETE FROM outbox", vec![]).await;
    gone.expect("the campaign's own e-mail is over");
    let (one, spaces) = (house.person(1).await, &house.spaces);
    let now = house.time.now();
    spaces.refuse(one, How::Phone, now).await.expect("told");
    let held = spaces.hold(one, spaces::What::WithdrawRefusal).await;
    held.expect("refused");
    house.days(3).await;
    assert_eq!(spaces.do_held(10).await.expect("asked"), 1);
}

#[tokio::test]
async fn an_email_that_announces_anew_and_cannot_leave_becomes_a_letter_after_three_days() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        announced_anew(&house).await;
        house.days(3).await;
        let early = house.campaigns.take_over_returned().await;
        assert_eq!(early.expect("it may yet leave"), 0);
        // The post is back an hour too late.
        house.time.advance(Duration::from_secs(3600));
        house.post.deliver(10).await.expect("asked");
        let written = house.campaigns.take_over_returned().await;
        assert_eq!(written.expect("taken over"), 1);
        let done = house.campaigns.dispatch(100).await.expect("dispatched");
        assert_eq!((done.letters, done.emails), (1, 0));
    })
    .await;
}

#[tokio::test]
async fn an_email_that_announces_anew_and_comes_back_becomes_a_letter_too() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        announced_anew(&house).await;
        let failed = "UPDATE outbox SET state = 2, ended_at = $1, body = NULL";
        let now = house.time.now();
        let failed = house.store.execute(failed, vec![now.into()]).await;
        failed.expect("failed for good");
        house.days(4).await;
        let written = house.campaigns.take_over_returned().await;
        assert_eq!(written.expect("taken over"), 1);
        let done = house.campaigns.dispatch(100).await.expect("dispatched");
        assert_eq!((done.letters, done.emails), (1, 0));
    })
    .await;
}

/// Each process draws its own codes and ids.
fn seed_of_a_child() -> u64 {
    let seed = std::env::var("CARNET_TEST_SEED").expect("a seed");
    seed.parse().expect("a number")
}

/// Whether a process died where it was told to; any other failure is one of the test.
fn died(over: &Output) -> bool {
    let said = String::from_utf8_lossy(&over.stderr);
    let killed = over.status.signal() == Some(ABORTED);
    assert!(killed || over.status.success(), "{}: {said}", over.status);
    killed
}

/// A process of the test below: runs a campaign, and dies where it is told to.
#[tokio::test]
async fn child_of_the_test_of_campaigns_that_die() {
    let Ok(url) = std::env::var("CARNET_TEST_CAMPAIGN_URL") else {
        return;
    };
    let folder = std::env::var("CARNET_TEST_CAMPAIGN_FOLDER").expect("a folder");
    let name = std::env::var("CARNET_TEST_CAMPAIGN_NAME").expect("a name");
    let store = store::Store::open(&url).await.expect("a store");
    let house = House::at(
        store,
        folder.as_ref(),
        TestWorld::seeded(seed_of_a_child()),
        campaigns::Plan::default(),
    )
    .await;
    match std::env::var_os("CARNET_TEST_AGAIN") {
        // Goes on with what another left, if it left anything to tell.
        Some(_) => goes_on(&house).await,
        None => house.tell(&name, 100).await,
    }
    house.campaigns.dispatch(100).await.expect("dispatched");
}

/// A campaign that was interrupted is told to its end.
async fn goes_on(house: &House) {
    let Some((run, name)) = house.campaigns.resume().await.expect("free") else {
        return;
    };
    while !house
        .campaigns
        .announce_batch(run, &name)
        .await
        .expect("told")
        .1
    {}
    house.campaigns.end(run).await.expect("ended");
}

#[tokio::test]
async fn act_15_a_campaign_killed_anywhere_tells_everybody_once() {
    for_each_store_at(async |store, url| {
        let house = House::on(store.clone()).await;
        let points = [
            "announce-before-commit",
            "announce-after-commit",
            "dispatch-printed",
            "dispatch-sent",
            "dispatch-committed",
        ];
        for (point, n) in points.into_iter().zip(1u32..) {
            let mut file = String::from(crate::house::HEADER);
            for person in (n - 1) * 6 + 1..=n * 6 {
                file.push_str(&crate::house::line(person));
            }
            house
                .spaces
                .import_insured(file.as_bytes(), spaces::Format::Csv, &mut std::io::sink())
                .await
                .expect("read");
            // Twice: whoever takes it up again dies at the same point, unless
            // all of that was done.
            let mut deaths = 0;
            for time in 0..2 {
                let mut child = Command::new(std::env::current_exe().expect("this program"));
                if time > 0 {
                    child.env("CARNET_TEST_AGAIN", "1");
                }
                let over = child
                    .args([
                        "--exact",
                        "telling::child_of_the_test_of_campaigns_that_die",
                        "--nocapture",
                    ])
                    .env("CARNET_TEST_SEED", (1_000 + n * 10 + time).to_string())
                    .env("CARNET_TEST_CAMPAIGN_URL", &url)
                    .env("CARNET_TEST_CAMPAIGN_FOLDER", &house.folder)
                    .env("CARNET_TEST_CAMPAIGN_NAME", point)
                    .env("CARNET_KILL_AT", point)
                    .output()
                    .expect("it runs");
                deaths += u32::from(died(&over));
                house.leases_end().await;
            }
            let again = !matches!(point, "announce-after-commit" | "dispatch-committed");
            assert_eq!(deaths, 1 + u32::from(again), "{point}");
            goes_on(&house).await;
            house.campaigns.dispatch(100).await.expect("dispatched");
            let (n, people) = (i64::from(n), i64::from(n) * 6);
            for sql in [
                "SELECT count(*) FROM space",
                "SELECT count(*) FROM person_code",
            ] {
                assert_eq!(house.count(sql).await, people, "{point}: {sql}");
            }
            let letters = house.printed().len();
            assert_eq!(letters, usize::try_from(n * 2).expect("few"), "{point}");
            let mails = house
                .count("SELECT count(*) FROM outbox WHERE kind = 'campaign-code'")
                .await;
            assert_eq!(mails, n * 4, "{point}: e-mails");
            let left = house.files("spool");
            assert!(left.is_empty(), "{point}: {left:?}");
        }
        // What left the house: one e-mail or one letter to each.
        house.post.deliver(1_000).await.expect("delivered");
        let sent = house.post.sent(1_000).await.expect("listed");
        let mut to: Vec<&str> = sent.iter().map(|sent| sent.to.as_str()).collect();
        to.sort_unstable();
        to.dedup();
        assert_eq!((sent.len(), to.len()), (20, 20), "one e-mail each");
        let mut printed = house.printed();
        let letters = printed.len();
        printed.dedup();
        assert_eq!((letters, printed.len()), (10, 10), "one letter each");
    })
    .await;
}

/// A process of the test below: takes over what came back, and dies where it is
/// told to.
#[tokio::test]
async fn child_of_the_test_of_returns_that_die() {
    let Ok(url) = std::env::var("CARNET_TEST_RETURNS_URL") else {
        return;
    };
    let folder = std::env::var("CARNET_TEST_RETURNS_FOLDER").expect("a folder");
    let store = store::Store::open(&url).await.expect("a store");
    let time = TestWorld::seeded(seed_of_a_child());
    let house = House::at(store, folder.as_ref(), time, campaigns::Plan::default()).await;
    house
        .campaigns
        .take_over_returned()
        .await
        .expect("taken over");
}

#[tokio::test]
async fn act_15_a_take_over_killed_anywhere_writes_one_letter_to_each() {
    for point in ["returned-before-commit", "returned-after-commit"] {
        for_each_store_at(async |store, url| {
            let house = House::on(store.clone()).await;
            house.people(6).await;
            house.tell("a", 100).await;
            house.campaigns.dispatch(100).await.expect("dispatched");
            house.emails_fail().await;
            // Twice: after the commit the second finds nothing left to take over.
            let mut deaths = 0;
            for time in 0..2 {
                let over = Command::new(std::env::current_exe().expect("this program"))
                    .args([
                        "--exact",
                        "telling::child_of_the_test_of_returns_that_die",
                        "--nocapture",
                    ])
                    .env("CARNET_TEST_SEED", (2_000 + time).to_string())
                    .env("CARNET_TEST_RETURNS_URL", &url)
                    .env("CARNET_TEST_RETURNS_FOLDER", &house.folder)
                    .env("CARNET_KILL_AT", point)
                    .output()
                    .expect("it runs");
                deaths += u32::from(died(&over));
                house.leases_end().await;
            }
            let again = u32::from(point == "returned-before-commit");
            assert_eq!(deaths, 1 + again, "{point}");
            house
                .campaigns
                .take_over_returned()
                .await
                .expect("taken over");
            house.campaigns.dispatch(100).await.expect("dispatched");
            let printed = house.printed();
            assert_eq!(printed.len(), 6, "{point}: {printed:?}");
            let returned = "SELECT count(*) FROM space_event";
            assert_eq!(house.count(returned).await, 4, "{point}");
            let left = house.files("spool");
            assert!(left.is_empty(), "{point}: {left:?}");
        })
        .await;
    }
}
