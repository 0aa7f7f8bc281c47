//! Two processes on one folder, and a disk that is full: nobody is told twice,
//! nothing of a code is left about.

use crate::house::House;
use campaigns::{Name, Plan};
use kernel::Kind;
use testkit::{for_each_store, for_each_store_at};

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
