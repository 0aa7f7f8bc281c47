//! A process that dies over a mail, anywhere between its last byte and the answer: the
//! server that brought it was told nothing and brings it again, and it is there once.

use super::server::Relay;
use super::{BOX, LIST, SENT, address, mail_by, signed_in, with_files};
use crate::town::{Holder, PDF, Town, configured};
use std::path::Path;
use std::process::Command;

const KILLED: &str = "CARNET_TEST_MAIL_KILLED";

/// Where it dies; and whether the mail is in the record then.
const POINTS: [(&str, bool); 6] = [
    ("documents-after-vault", false),
    ("mail-after-note", false),
    ("journal-before-commit", false),
    ("journal-after-commit", true),
    ("documents-before-answer", true),
    ("none", true),
];

/// The mail of this number, with a document.
fn mail(n: usize) -> Vec<u8> {
    let name = format!("lettre-{n}.pdf");
    let files: [(&str, &str, &[u8]); 1] = [(&name, "application/pdf", PDF)];
    with_files(
        &format!("{n}@medecin.exemple"),
        &format!("Voici {n}."),
        &files,
    )
}

/// The second process of the test below: takes a mail, and says that it did, unless it
/// dies before.
#[tokio::test]
async fn a_process_that_takes_a_mail_until_it_dies() {
    let Ok(work) = std::env::var(KILLED) else {
        return;
    };
    let mut parts = work.split('\u{1f}');
    let mut next = || parts.next().expect("four parts");
    let (folder, url, to, n) = (next(), next(), next(), next());
    let relay = Relay::open().await;
    let mut config = configured(Path::new(folder), url);
    mail_by(&mut config, &relay, 0);
    let world = testkit::TestWorld::seeded(std::process::id().into());
    let town = Town::in_folder(config, world).await;
    let taken = town.mails(BOX, to, mail(n.parse().expect("a number")));
    taken.await.expect("taken");
    std::fs::write(Path::new(folder).join(format!("acknowledged-{n}")), b"250").expect("told");
}

/// What the record has of the mail of this number: how often it is said, and how often
/// its document is there.
async fn there(town: &Town, ana: &Holder, n: usize) -> (usize, usize) {
    let list = town.looks_at(&ana.cookie, LIST).await;
    let ways = list.split("<h2 class=\"h3\"><a href=\"").skip(1);
    let mut said = 0;
    for way in ways.filter_map(|rest| rest.split('"').next()) {
        let page = town.looks_at(&ana.cookie, way).await;
        said += page.matches(&format!("Voici {n}.")).count();
    }
    let documents = town.looks_at(&ana.cookie, "/espace/moi/documents").await;
    let document = format!("lettre-{n}</a>");
    (said, documents.matches(&document).count())
}

#[tokio::test]
async fn a_process_killed_before_its_answer_loses_no_mail_and_takes_none_twice() {
    let store = tempfile::TempDir::new().expect("a folder");
    let url = format!("sqlite:{}", store.path().join("store.db").display());
    let relay = Relay::open().await;
    let town = Town::with_mail(&url, &relay).await;
    let ana = town.holder(0).await;
    let to = address(&ana);
    let mut kept = Vec::new();
    for (n, (point, is_kept)) in POINTS.into_iter().enumerate() {
        let folder = town.folder.path();
        let work = [&*folder.display().to_string(), &url, &to, &n.to_string()].join("\u{1f}");
        let second = Command::new(std::env::current_exe().expect("this program"))
            .args([
                "--exact",
                "mails::killed::a_process_that_takes_a_mail_until_it_dies",
                "--nocapture",
            ])
            .env(KILLED, &work)
            .env("CARNET_KILL_AT", point)
            .output()
            .expect("a second process");
        let said = String::from_utf8_lossy(&second.stderr).into_owned();
        let acknowledged = folder.join(format!("acknowledged-{n}")).exists();
        assert_eq!(second.status.success(), point == "none", "{point}: {said}");
        assert_eq!(acknowledged, point == "none", "{point}: {said}");
        town.house.journal.verify(ana.space).await.expect("whole");
        kept.push((n, point, is_kept));
    }
    // What is there is there whole, and what is not is not there by half.
    town.world.advance(SENT);
    for (n, point, is_kept) in &kept {
        let once = usize::from(*is_kept);
        assert_eq!(there(&town, &ana, *n).await, (once, once), "{point}");
    }
    // The server brings again whatever it has no answer to, and once more: its line was
    // cut before it heard the first one.
    for (n, point, _) in &kept {
        for _ in 0..2 {
            let taken = town.mails(BOX, &to, mail(*n)).await;
            taken.unwrap_or_else(|refusal| panic!("{point}: {refusal:?}"));
        }
    }
    town.world.advance(SENT);
    for (n, point, _) in &kept {
        assert_eq!(there(&town, &ana, *n).await, (1, 1), "{point}");
    }
    assert_eq!(town.conversations(&ana).await.0, POINTS.len());
    let doctor = signed_in(&town).await;
    let theirs = format!("/pro/patients/{}/messages", ana.space);
    let page = town.looks_at(&doctor.cookie, &theirs).await;
    let lines = page.matches(", dernier message").count();
    assert_eq!(lines, POINTS.len(), "{page}");
    town.house.journal.verify(ana.space).await.expect("whole");
}
