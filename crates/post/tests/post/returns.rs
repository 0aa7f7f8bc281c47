//! What comes back: reports, and everything else that finds its way into a
//! mailbox.

use crate::house::{DELIVERED, FAILED, House, RETURNED, WAITING, email, text_to};
use kernel::NoticeId;
use post::{Outcome, ReadBack};
use std::path::{Path, PathBuf};
use store::Store;
use tempfile::TempDir;
use testkit::for_each_store;

struct Mailbox(TempDir);

impl Mailbox {
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        std::fs::create_dir(folder.path().join("new")).expect("made");
        Self(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    fn arrives(&self, name: &str, mail: impl AsRef<[u8]>) {
        std::fs::write(self.0.path().join("new").join(name), mail).expect("arrived");
    }

    fn names(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path().join(folder));
        let mut names: Vec<String> = entries
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

async fn with_mailbox(store: Store) -> (House, Mailbox) {
    let mailbox = Mailbox::new();
    let path = mailbox.path();
    let house = House::with(store, |config| config.returns = Some(path)).await;
    (house, mailbox)
}

fn report(id: NoticeId, status: &str) -> String {
    format!(
        "From: MAILER-DAEMON@exemple.fr\r\nTo: rebond+{id}@carnet.exemple\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx\r\n\r\n{status}\r\n--b--\r\n"
    )
}

const HARD: &str = "Action: failed\r\nStatus: 5.1.1";
const SOFT: &str = "Action: delayed\r\nStatus: 4.2.2";

#[tokio::test]
async fn a_hard_bounce_comes_back_to_whoever_takes_it_over() {
    for_each_store(async |store| {
        let (house, mailbox) = with_mailbox(store).await;
        let ana = house.person();
        let notice = email("claire").about(ana);
        house.sends(&notice).await;
        let id = house.post.id(&notice);
        mailbox.arrives("1", report(id, HARD));
        let read = house.post.read_returns().await.expect("read");
        assert_eq!(read.returned, 1);
        assert_eq!(house.row(id).await, (RETURNED, 1, false));
        assert_eq!(
            house.post.counts().await.expect("counted").email.returned,
            1
        );
        assert!(mailbox.names("new").is_empty());
        assert_eq!(mailbox.names("cur"), ["1:2,S"]);
        let mut tx = house.store.begin("test").await.expect("begun");
        let found = house.post.returned(&mut tx, "test-email", 10).await;
        let found = found.expect("listed");
        assert_eq!((found[0].id, found[0].about), (id, Some(ana)));
        assert_eq!(found[0].outcome, Outcome::Returned);
        assert!(found[0].address_failed());
        tx.run(vec![house.post.taken_over(id)])
            .await
            .expect("taken");
        tx.commit().await.expect("committed");
        // The same report again, and later, changes nothing.
        mailbox.arrives("2", report(id, HARD));
        let read = house.post.read_returns().await.expect("read");
        assert_eq!((read.returned, read.ignored), (0, 1));
        let mut tx = house.store.begin("test").await.expect("begun");
        let found = house.post.returned(&mut tx, "test-email", 10).await;
        assert!(found.expect("listed").is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_delay_is_noted_and_changes_nothing() {
    for_each_store(async |store| {
        let (house, mailbox) = with_mailbox(store).await;
        let notice = email("claire");
        house.sends(&notice).await;
        let id = house.post.id(&notice);
        mailbox.arrives("1", report(id, SOFT));
        let read = house.post.read_returns().await.expect("read");
        assert_eq!((read.returned, read.delayed), (0, 1));
        assert_eq!(house.row(id).await.0, DELIVERED);
        let noted = house
            .store
            .query("SELECT delayed_at FROM outbox", vec![])
            .await
            .expect("asked");
        assert_eq!(
            noted[0].timestamp(0).expect("an instant"),
            house.world.now()
        );
    })
    .await;
}

#[tokio::test]
async fn a_bounce_that_overtakes_our_own_record_ends_the_notice() {
    for_each_store(async |store| {
        let (house, mailbox) = with_mailbox(store).await;
        let (tried, fresh) = (email("claire"), email("paul"));
        house.queue(&[tried.clone(), fresh.clone()]).await;
        // The server took it and a crash came before it was recorded.
        let id = house.post.id(&tried);
        let sql = "UPDATE outbox SET tries = 1 WHERE id = $1";
        house
            .store
            .execute(sql, vec![id.into()])
            .await
            .expect("tried");
        mailbox.arrives("1", report(id, HARD));
        // What was never tried cannot have come back: somebody guessed.
        mailbox.arrives("2", report(house.post.id(&fresh), HARD));
        let read = house.post.read_returns().await.expect("read");
        assert_eq!((read.returned, read.ignored), (1, 1));
        assert_eq!(house.row(id).await, (RETURNED, 1, false));
        assert_eq!(house.row(house.post.id(&fresh)).await, (WAITING, 0, true));
        assert_eq!(house.deliver().await.delivered, 1);
        assert_eq!(house.row(id).await.0, RETURNED, "not sent again");
    })
    .await;
}

#[tokio::test]
async fn junk_forged_ids_loops_and_long_mails_are_counted_and_put_away() {
    for_each_store(async |store| {
        let (house, mailbox) = with_mailbox(store).await;
        let (claire, sms) = (email("claire"), text_to(1));
        house.queue(&[claire.clone(), sms.clone()]).await;
        house.deliver().await;
        let id = house.post.id(&claire);
        let unknown = NoticeId::from_bytes([0xab; 16]);
        let vacation = format!(
            "From: claire@exemple.fr\r\nTo: rebond+{id}@carnet.exemple\r\n\
             Auto-Submitted: auto-replied\r\nSubject: Absente\r\n\r\nStatus: 5.1.1"
        );
        // Our own notice, come round to the mailbox.
        let looped = format!(
            "From: carnet@carnet.exemple\r\nTo: rebond+{id}@carnet.exemple\r\n\
             Message-ID: <{id}@carnet.exemple>\r\n\r\nBonjour"
        );
        let mut long = report(id, HARD).into_bytes();
        long.resize(10 * 1024 * 1024, b'x');
        mailbox.arrives("forged", report(unknown, HARD));
        mailbox.arrives("an-sms", report(house.post.id(&sms), HARD));
        mailbox.arrives("long", long);
        mailbox.arrives("vacation", vacation);
        mailbox.arrives("loop", looped);
        mailbox.arrives("empty", "");
        mailbox.arrives("noise", [0xff; 1000]);
        mailbox.arrives("nested", nested(3_000));
        let folder = mailbox.path().join("new/folder");
        std::fs::create_dir(folder).expect("made");
        let target = house.folder.path().join("outside");
        std::fs::write(&target, report(id, HARD)).expect("written");
        std::os::unix::fs::symlink(&target, mailbox.path().join("new/link")).expect("linked");
        let read = house.post.read_returns().await.expect("read");
        let ignored = ReadBack {
            ignored: 10,
            ..ReadBack::default()
        };
        assert_eq!(read, ignored);
        assert_eq!(house.row(id).await.0, DELIVERED);
        assert_eq!(house.row(house.post.id(&sms)).await.0, DELIVERED);
        assert!(mailbox.names("new").is_empty(), "nothing is read twice");
        assert_eq!(mailbox.names("cur").len(), 10);
        assert!(target.is_file());
        let read = house.post.read_returns().await.expect("read");
        assert_eq!(read, ReadBack::default());
    })
    .await;
}

/// A message in a message in a message…
fn nested(depth: usize) -> String {
    let mut mail = String::new();
    for n in 0..depth {
        mail.push_str(&format!(
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b{n}\r\n\r\n\
             --b{n}\r\nContent-Type: message/rfc822\r\n\r\n"
        ));
    }
    mail
}

#[tokio::test]
async fn two_processes_may_read_the_same_mailbox() {
    for_each_store(async |store| {
        let (house, mailbox) = with_mailbox(store).await;
        let notices: Vec<_> = (0..40).map(|n| email(&format!("p{n}"))).collect();
        house.queue(&notices).await;
        house.deliver().await;
        for (n, notice) in notices.iter().enumerate() {
            mailbox.arrives(&format!("{n}"), report(house.post.id(notice), HARD));
        }
        let (one, two) = tokio::join!(house.post.read_returns(), house.post.read_returns());
        let returned = one.expect("read").returned + two.expect("read").returned;
        assert_eq!(returned, 40);
        assert!(mailbox.names("new").is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_mailbox_that_is_not_there_is_said_and_stops_nothing() {
    for_each_store(async |store| {
        let nowhere = Path::new("/nowhere").to_owned();
        let house = House::with(store, |config| config.returns = Some(nowhere)).await;
        let refused = house.post.read_returns().await.expect_err("nothing there");
        assert_eq!(refused.kind(), kernel::Kind::Unavailable);
        assert_eq!(house.sends(&email("claire")).await.delivered, 1);
        // A refusal told at once stays what it was.
        assert_ne!(house.row(house.post.id(&email("claire"))).await.0, FAILED);
    })
    .await;
}
