//! Two processes on one folder, and a disk that is full: nobody is told twice,
//! nothing of a code is left about.

use crate::house::{House, line};
use campaigns::{Name, Plan};
use kernel::Kind;
use rustix::process::{Resource, Rlimit, setrlimit};
use std::os::unix::process::ExitStatusExt as _;
use std::process::Command;
use store::Store;
use testkit::{TestWorld, for_each_store, for_each_store_at};

#[tokio::test]
async fn two_processes_dispatch_each_batch_once() {
    for_each_store_at(async |store, _| {
        let house = House::on(store.clone()).await;
        house.people(12).await;
        for name in ["a", "b", "c"] {
            house.tell(name, 4).await;
        }
        let twin = House::at(store, &house.folder, house.time.clone(), Plan::default()).await;
        let (one, two) = tokio::join!(house.campaigns.dispatch(9), twin.campaigns.dispatch(9));
        let (one, two) = (one.expect("dispatched"), two.expect("dispatched"));
        assert_eq!(one.batches + two.batches, 3, "{one:?} {two:?}");
        assert_eq!(one.letters + two.letters, 4);
        assert_eq!(one.emails + two.emails, 8);
        assert_eq!(house.printed().len(), 4);
        assert!(house.files("spool").is_empty());
        let left = house.files("letters");
        assert!(
            left.iter().all(|name| !name.ends_with(".writing")),
            "{left:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_batch_whose_file_is_lost_holds_up_no_other() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.people(6).await;
        house.tell("a", 3).await;
        house.tell("b", 3).await;
        let spool = house.folder.join("campaigns/spool");
        let lost = spool.join(&house.files("spool")[0]);
        let aside = house.folder.join("aside");
        std::fs::rename(&lost, &aside).expect("lost");
        let done = house.campaigns.dispatch(9).await.expect("the other one");
        assert_eq!((done.batches, done.letters + done.emails), (1, 3));
        let lost_one = house.campaigns.dispatch(9).await;
        assert_eq!(lost_one.expect_err("lost").kind(), Kind::Unavailable);
        std::fs::rename(&aside, &lost).expect("found");
        let more = house.campaigns.dispatch(9).await.expect("at once");
        assert_eq!((more.batches, more.letters + more.emails), (1, 3));
        assert_eq!((done.letters + more.letters, house.printed().len()), (2, 2));
    })
    .await;
}

#[tokio::test]
async fn a_disk_that_fills_up_while_letters_are_written_loses_none_and_prints_none_twice() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.people(6).await;
        house.tell("a", 100).await;
        // The letters can be written, what says where they are cannot.
        let manifest = house.folder.join("campaigns/letters/a-000001.csv");
        std::fs::create_dir_all(manifest.join("in the way")).expect("made");
        let failed = house.campaigns.dispatch(9).await;
        assert_eq!(failed.expect_err("full").kind(), Kind::Unavailable);
        let report = house.campaigns.report().await.expect("a report");
        assert_eq!(report.to_dispatch, 1, "one batch is left");
        assert_eq!(house.files("spool").len(), 1);
        assert_eq!(house.files("letters"), ["a-000001-01.pdf", "a-000001.csv"]);
        std::fs::remove_dir_all(&manifest).expect("away");
        let done = house.campaigns.dispatch(9).await.expect("dispatched");
        assert_eq!((done.batches, done.letters, done.emails), (1, 2, 4));
        assert_eq!(house.printed().len(), 2);
        assert_eq!(house.files("letters"), ["a-000001-01.pdf", "a-000001.csv"]);
        assert!(house.files("spool").is_empty());
        let mails = "SELECT count(*) FROM outbox WHERE kind = 'campaign-code'";
        assert_eq!(house.count(mails).await, 4, "each once");
    })
    .await;
}

#[tokio::test]
async fn where_no_letter_can_be_written_the_emails_leave_and_the_batch_waits() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        house.people(6).await;
        let name: Name = "a".parse().expect("a name");
        let run = house.campaigns.begin(&name, 100).await.expect("begun");
        house.campaigns.announce(run, &name).await.expect("told");
        let letters = house.campaigns.letters_folder();
        std::fs::write(&letters, b"in the way").expect("written");
        let failed = house.campaigns.dispatch(9).await;
        assert_eq!(failed.expect_err("no folder").kind(), Kind::Unavailable);
        let mails = "SELECT count(*) FROM outbox WHERE kind = 'campaign-code'";
        assert_eq!(house.count(mails).await, 4, "paper does not stop them");
        std::fs::remove_file(&letters).expect("away");
        let done = house.campaigns.dispatch(9).await.expect("dispatched");
        assert_eq!((done.batches, done.letters, done.emails), (1, 2, 4));
        assert_eq!(house.printed().len(), 2);
        assert_eq!(house.count(mails).await, 4, "each once");
        assert!(house.files("spool").is_empty());
    })
    .await;
}

const URL: &str = "CARNET_TEST_DISK_URL";
const FOLDER: &str = "CARNET_TEST_DISK_FOLDER";
const BYTES: &str = "CARNET_TEST_DISK_BYTES";
const WHAT: &str = "CARNET_TEST_DISK_WHAT";

/// A process of the tests below, in which no file may grow beyond so many bytes:
/// it tells people or writes letters, and the disk is full midway.
#[tokio::test]
async fn child_of_the_tests_of_disks_that_fill_up() {
    let told = |name| std::env::var(name).expect("told");
    let Ok(url) = std::env::var(URL) else {
        return;
    };
    let store = Store::open(&url).await.expect("a store");
    let time = TestWorld::seeded(500 + u64::from(std::process::id()));
    let house = House::at(store, told(FOLDER).as_ref(), time, Plan::default()).await;
    let bytes = told(BYTES).parse().expect("a number");
    let most = Rlimit {
        current: Some(bytes),
        maximum: Some(bytes),
    };
    setrlimit(Resource::Fsize, most).expect("a smaller disk");
    let failed = match &*told(WHAT) {
        "tell" => {
            let name: Name = "a".parse().expect("a name");
            let run = house.campaigns.begin(&name, 100_000).await.expect("begun");
            let failed = house.campaigns.announce_batch(run, &name).await;
            failed.map(|_| ()).expect_err("full")
        }
        _ => {
            let failed = house.campaigns.dispatch(9).await;
            failed.map(|_| ()).expect_err("full")
        }
    };
    assert_eq!(
        (failed.kind(), failed.code()),
        (Kind::Unavailable, "campaign-no-room"),
        "{failed:?}"
    );
    let report = house.campaigns.report().await.expect("a report");
    assert_eq!(report.no_room, Some(house.time.now()), "it is told");
}

/// Runs that process: it dies in the middle of a file or, where it does not,
/// is told that the disk is full.
async fn fills_up(house: &House, url: &str, what: &str, bytes: u64, dies: bool) {
    if testkit::is_sqlite(&house.store) {
        // Its log is a file too: it begins anew.
        let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
        house
            .store
            .execute(checkpoint, vec![])
            .await
            .expect("asked");
    }
    let me = std::env::current_exe().expect("this program");
    let mut command = match dies {
        true => Command::new(&me),
        false => {
            let mut shell = Command::new("sh");
            shell
                .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
                .arg(&me);
            shell
        }
    };
    let ended = command
        .args(["--exact", "disk::child_of_the_tests_of_disks_that_fill_up"])
        .env(URL, url)
        .env(FOLDER, &house.folder)
        .env(BYTES, bytes.to_string())
        .env(WHAT, what)
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&ended.stdout);
    assert_eq!(ended.status.success(), !dies, "{what}: {said}");
    if dies {
        // Killed by the kernel, for a file that grows too large.
        assert_eq!(ended.status.signal(), Some(25), "{what}: {said}");
        let folder = match what {
            "tell" => "spool",
            _ => "letters",
        };
        let left = house.files(folder);
        let [half] = &left[..] else {
            panic!("one file is half written: {left:?}");
        };
        let half = house.folder.join("campaigns").join(folder).join(half);
        let length = std::fs::metadata(half).expect("a file").len();
        assert_eq!(length, bytes, "midway");
    }
    house.leases_end().await;
}

#[tokio::test]
async fn a_disk_that_fills_up_midway_through_a_dispatch_file_tells_nobody_and_the_next_run_does() {
    for_each_store_at(async |store, url| {
        let house = House::on(store).await;
        let people = (1..=3_000).filter(|n| n % 3 != 0);
        let lines: Vec<String> = people.map(line).collect();
        house.insured(&lines).await;
        for dies in [true, false] {
            fills_up(&house, &url, "tell", 200_000, dies).await;
            for sql in [
                "SELECT count(*) FROM space",
                "SELECT count(*) FROM person_code",
                "SELECT count(*) FROM campaign_batch",
            ] {
                assert_eq!(house.count(sql).await, 0, "{sql}");
            }
            // Half of it is there at most, under a name that is never read.
            let left = house.files("spool");
            assert!(left.len() <= 1, "{left:?}");
            assert!(
                left.iter().all(|name| name.ends_with(".writing")),
                "{left:?}"
            );
        }
        house.tell("a", 100_000).await;
        let left = house.files("spool");
        assert!(left.len() == 1 && left[0].ends_with(".sealed"), "{left:?}");
        let done = house.campaigns.dispatch(9).await.expect("dispatched");
        assert_eq!((done.batches, done.emails), (1, 2_000));
        let told = "SELECT count(DISTINCT code_hash) FROM person_code";
        assert_eq!(house.count(told).await, 2_000);
        assert!(house.files("spool").is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_disk_that_fills_up_midway_through_the_letters_leaves_no_half_file_and_prints_each_once()
{
    for_each_store_at(async |store, url| {
        let house = House::on(store).await;
        let people = (1..=450).filter(|n| n % 3 == 0);
        let lines: Vec<String> = people.map(line).collect();
        house.insured(&lines).await;
        house.tell("a", 1_000).await;
        for dies in [true, false] {
            fills_up(&house, &url, "print", 200_000, dies).await;
            let left = house.files("letters");
            assert!(left.len() <= 1, "{left:?}");
            assert!(
                left.iter().all(|name| name.ends_with(".writing")),
                "{left:?}"
            );
            let report = house.campaigns.report().await.expect("a report");
            assert_eq!(report.to_dispatch, 1, "one batch is left");
            assert_eq!(house.files("spool").len(), 1);
        }
        let done = house.campaigns.dispatch(9).await.expect("dispatched");
        assert_eq!((done.batches, done.letters), (1, 150));
        assert_eq!(house.files("letters"), ["a-000001-01.pdf", "a-000001.csv"]);
        let file = house.campaigns.letters_folder().join("a-000001-01.pdf");
        let bytes = std::fs::metadata(&file).expect("a file").len();
        assert!(bytes > 200_000, "it was too large for that disk: {bytes}");
        let pdf = lopdf::Document::load(file).expect("a whole PDF file");
        let mut printed = house.printed();
        let last = printed
            .iter()
            .filter_map(|row| row.split(',').nth(2)?.parse().ok());
        let last: u32 = last.max().expect("pages");
        assert!(pdf.get_pages().contains_key(&last));
        printed.dedup();
        assert_eq!(printed.len(), 150, "each once");
        assert!(house.files("spool").is_empty());
    })
    .await;
}
