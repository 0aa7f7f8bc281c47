//! Erasing a space, and what its backups are worth afterwards: docs/erasure.md.

use super::faults::number;
use super::town::{DAY, Holder, Town, configured};
use carnet::House;
use carnet::config::Config;
use http::StatusCode;
use kernel::{Kind, SpaceId, Timestamp};
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use testkit::objects;
use testkit::{TestStore, TestWorld};

const LIST: &str = "/espace/moi/documents";
/// States of a space in the register.
const CLOSED: i64 = 4;
const ERASED: i64 = 5;

/// Closes the n-th person's space to be deleted.
pub async fn closes(town: &Town, n: usize) {
    let spaces = &town.house.spaces;
    let person = spaces.find_person(&number(n)).await.expect("asked");
    let (fate, how) = (spaces::Fate::Delete, spaces::How::Site);
    spaces
        .close(person.expect("a person"), fate, how, town.world.now())
        .await
        .expect("closed");
}

/// Closes it, and erases it as its life does when the thirty days are over; so
/// long no session lives, and what follows asks with those of today.
pub async fn erases(town: &Town, n: usize, space: SpaceId) {
    closes(town, n).await;
    let journal = &town.house.journal;
    let erasure = journal.prepare_erasure(space).await.expect("prepared");
    let mut tx = town.house.store.begin("erase").await.expect("begun");
    journal.erase(&mut tx, &erasure).await.expect("erased");
    tx.commit().await.expect("committed");
    journal.forget(space);
    town.house.sweep().await.expect("swept");
}

/// One run of what the house does by itself under this name.
async fn happens(town: &Town, what: &str) -> kernel::Result<()> {
    let mut jobs = carnet::jobs::list();
    jobs.retain(|job| job.what == what);
    let [job] = &jobs[..] else {
        panic!("one job is {what}");
    };
    job.run(&town.house).await
}

async fn shows(town: &Town, holder: &Holder, title: &str) -> bool {
    let list = town.get(&holder.cookie, LIST).await;
    list.status == StatusCode::OK && list.text().contains(title)
}

/// What there was yesterday of the three things that have backups.
struct Yesterday {
    database: TestStore,
    shreds: TestStore,
    vault: tempfile::TempDir,
}

impl Yesterday {
    async fn of(town: &Town) -> Self {
        let vault = tempfile::tempdir().expect("a folder");
        for fan in std::fs::read_dir(town.folder.path().join("vault")).expect("a vault") {
            let fan = fan.expect("a fan");
            let copy = vault.path().join(fan.file_name());
            std::fs::create_dir_all(&copy).expect("a fan");
            for object in std::fs::read_dir(fan.path()).expect("a fan") {
                let object = object.expect("an object");
                std::fs::copy(object.path(), copy.join(object.file_name())).expect("a copy");
            }
        }
        Self {
            database: testkit::backup(&town.config.store.url).await,
            shreds: testkit::backup(&town.config.keys.shreds).await,
            vault,
        }
    }

    /// Database and vault restored; key and shreds as they are today.
    fn beside_today(&self, town: &Town) -> Config {
        let mut config = town.config.clone();
        config.store.url.clone_from(&self.database.url);
        config.vault.url = format!("file:{}", self.vault.path().display());
        config
    }
}

#[tokio::test]
async fn del_02_a_backup_of_yesterday_does_not_open_an_erased_space() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let doctor = town.doctor().await;
        town.consents(&doctor, &ana).await;
        town.adds(&ana, "Radio").await;
        let hers = objects(&town.folder.path().join("vault"));
        let his = town.adds(&louis, "Bilan").await;
        let yesterday = Yesterday::of(&town).await;
        erases(&town, 0, ana.space).await;

        // Here and now nothing opens, her file is gone, his is there.
        let twin = town.twin().await;
        for process in [&town, &twin] {
            for (cookie, path) in [
                (&ana.cookie, String::from(LIST)),
                (&ana.cookie, String::from("/espace/moi/acces")),
                (&doctor.cookie, format!("/pro/patients/{}", ana.space)),
            ] {
                let answer = process.get(cookie, &path).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            }
            assert!(shows(process, &louis, "Bilan").await);
        }
        assert_eq!(hers.len(), 1);
        assert!(!hers[0].is_there(), "her object is gone from the vault");
        assert_eq!(objects(&town.folder.path().join("vault")).len(), 1);

        // Yesterday's database and vault, beside today's shreds: the register has
        // her space active, her rows and her file are there, and nothing opens
        // them. He has lost nothing.
        let restored = town.elsewhere(yesterday.beside_today(&town)).await;
        assert_eq!(objects(yesterday.vault.path()).len(), 2);
        let list = restored.get(&ana.cookie, LIST).await;
        assert_eq!(list.status, StatusCode::NOT_FOUND);
        let opened = restored.house.journal.open(ana.space).await;
        assert_eq!(opened.expect_err("erased").kind(), Kind::NotFound);
        assert!(shows(&restored, &louis, "Bilan").await);
        let path = format!("{LIST}/{his}/telecharger");
        let file = restored.get(&louis.cookie, &path).await.text();
        assert!(file.contains("ceci est le document Bilan"), "{file}");

        // The truth about a backup of the shreds: with it yesterday's copy opens.
        // That is why none is kept longer than 30 days.
        let mut everything = yesterday.beside_today(&town);
        everything.keys.shreds.clone_from(&yesterday.shreds.url);
        let before = town.elsewhere(everything).await;
        assert!(shows(&before, &ana, "Radio").await);

        // Were they put in the place of today's, the first sweep destroys what
        // came back, and yesterday's copy is shut again.
        let mut live = town.config.clone();
        live.keys.shreds.clone_from(&yesterday.shreds.url);
        let live = town.elsewhere(live).await;
        assert!(!shows(&live, &ana, "Radio").await);
        assert!(shows(&live, &louis, "Bilan").await);
        live.house.sweep().await.expect("swept");
        let mut again = yesterday.beside_today(&town);
        again.keys.shreds.clone_from(&yesterday.shreds.url);
        let again = town.elsewhere(again).await;
        assert!(!shows(&again, &ana, "Radio").await);
        assert!(shows(&again, &louis, "Bilan").await);
    })
    .await;
}

#[tokio::test]
async fn del_05_a_session_that_proved_nothing_of_late_closes_nothing() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        town.world.advance(Duration::from_secs(301));
        let closed = async || {
            let closed = "SELECT count(*) FROM space WHERE state = 4";
            let rows = store.query(closed, vec![]).await.expect("asked");
            rows[0].int(0).expect("a number")
        };
        for (path, form) in [
            ("/espace/moi/fermeture/confirmer", "suite=effacer"),
            ("/espace/moi/fermeture/confirmer", "suite=archiver"),
        ] {
            let asked = town.post(&ana.cookie, path, form).await;
            let to = asked.location();
            assert!(to.starts_with("/connexion/preuve?"), "{to}");
            assert_eq!(closed().await, 0, "{form}");
        }
        let fresh = town.comes_back(ana.space).await;
        let path = "/espace/moi/fermeture/confirmer";
        let done = town.post(&fresh, path, "suite=effacer").await;
        assert_eq!(done.location(), "/espace/moi/ferme");
        assert_eq!(closed().await, 1);
        // What a thief who has both factors closed comes back for thirty days.
        let again = town.post(&fresh, "/espace/moi/rouvrir", "").await;
        assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.text());
        assert_eq!(closed().await, 0);
    })
    .await;
}

#[tokio::test]
async fn act_17_a_clock_that_leaps_erases_nothing_until_two_persons_have_looked() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        closes(&town, 0).await;
        let state = async || {
            let rows = store.query("SELECT state FROM space", vec![]).await;
            rows.expect("asked")[0].int(0).expect("a state")
        };
        town.house.sweep().await.expect("swept");
        assert_eq!(state().await, CLOSED);
        town.world.advance(DAY * 31);
        town.house.sweep().await.expect("swept");
        assert_eq!(state().await, CLOSED, "nobody saw thirty days pass");
        assert!(town.house.journal.open(ana.space).await.is_ok());
        let campaigns = &town.house.campaigns;
        let stopped = happens(&town, "opening by silence").await;
        assert_eq!(stopped.expect_err("a leap").code(), "opening-stopped");
        for by in ["Anne Roux", "Paul Blanc"] {
            campaigns.release(by).await.expect("said");
        }
        let opened = happens(&town, "opening by silence").await;
        opened.expect("released");
        happens(&town, "sweeping").await.expect("swept");
        assert_eq!(state().await, ERASED);
    })
    .await;
}

#[tokio::test]
async fn act_17_a_clock_that_leaps_does_nothing_early_that_was_asked_for_by_phone() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on_folder(&url).await;
        town.holder(0).await;
        let spaces = &town.house.spaces;
        let person = spaces.find_person(&number(0)).await.expect("asked");
        let what = spaces::What::Close(spaces::Fate::Archive);
        let held = spaces.hold(person.expect("a person"), what).await;
        held.expect("held");
        town.house.sweep().await.expect("swept");
        let waits = async || {
            let count = "SELECT count(*) FROM held_act WHERE state = 0";
            let rows = store.query(count, vec![]).await.expect("asked");
            rows[0].int(0).expect("a number")
        };
        town.world.advance(DAY * 5);
        town.house.do_held().await.expect("nothing");
        assert_eq!(waits().await, 1, "five days nobody saw");
        town.world.set(town.world.now().minus(DAY * 5));
        for day in 1..=3 {
            town.house.do_held().await.expect("nothing");
            assert_eq!(waits().await, 1, "before day {day}");
            town.world.advance(DAY);
            town.house.sweep().await.expect("swept");
        }
        town.house.do_held().await.expect("done");
        assert_eq!(waits().await, 0, "three days that were seen");
    })
    .await;
}

#[tokio::test]
async fn a_part_of_the_sweep_that_fails_holds_up_no_other() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on_folder(&url).await;
        town.holder(0).await;
        closes(&town, 0).await;
        for _ in 0..31 {
            town.world.advance(DAY);
            town.house.campaigns.see_clock().await.expect("seen");
        }
        // The first part of the sweep has no table.
        let away = "ALTER TABLE session RENAME TO gone";
        store.execute(away, vec![]).await.expect("away");
        assert!(town.house.sweep().await.is_err());
        let rows = store.query("SELECT state FROM space", vec![]).await;
        assert_eq!(rows.expect("asked")[0].int(0).expect("a state"), ERASED);
    })
    .await;
}

#[tokio::test]
async fn a_house_whose_shreds_are_lost_or_in_its_database_does_not_open() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        town.adds(&ana, "Radio").await;
        let elsewhere = tempfile::tempdir().expect("a folder");
        let lost = format!("sqlite:{}", elsewhere.path().join("shreds.db").display());
        for (shreds, kind) in [(lost, Kind::Fault), (url.clone(), Kind::Invalid)] {
            let mut config = town.config.clone();
            config.keys.shreds = shreds;
            let world = TestWorld::seeded(7).world();
            let refused = carnet::House::open(&config, world).await;
            let error = refused.err().expect("refused");
            assert_eq!(error.kind(), kind);
            assert!(error.log_text().contains("[keys] shreds"), "{error}");
        }
        assert!(shows(&town.twin().await, &ana, "Radio").await);
    })
    .await;
}

#[tokio::test]
async fn a_house_whose_shreds_are_in_its_database_by_another_name_does_not_open() {
    testkit::for_each_store_at(async |_, url| {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = configured(folder.path(), &url);
        config.keys.shreds = match url.strip_prefix("sqlite:") {
            Some(path) => format!("sqlite://{path}"),
            None => format!("{url} application_name=shreds"),
        };
        let refused = House::open(&config, TestWorld::new().world()).await;
        let error = refused.err().expect("refused");
        assert_eq!(error.kind(), Kind::Invalid);
        assert!(error.log_text().contains("[keys] shreds"), "{error}");
    })
    .await;
}

const SWEEPS: &str = "CARNET_TEST_SWEEPS";

/// The second process of the test below: sweeps at this instant, until it dies.
#[tokio::test]
async fn a_process_that_sweeps_until_it_dies() {
    let Ok(work) = std::env::var(SWEEPS) else {
        return;
    };
    let parts: Vec<&str> = work.split('\u{1f}').collect();
    let [folder, url, at] = parts[..] else {
        panic!("three parts");
    };
    let world = TestWorld::seeded(std::process::id().into());
    let at = at.parse().expect("an instant");
    world.set(Timestamp::from_millis(at));
    let house = House::open(&configured(Path::new(folder), url), world.world())
        .await
        .expect("a house");
    house.sweep().await.expect("swept");
}

#[tokio::test]
async fn del_10_what_was_closed_is_gone_after_thirty_days_wherever_a_sweep_dies() {
    for point in ["erase-before-commit", "erase-after-commit", "none"] {
        testkit::for_each_store_at(async |_, url| {
            let town = Town::on_folder(&url).await;
            let (ana, louis) = (town.holder(0).await, town.holder(1).await);
            town.adds(&ana, "Radio").await;
            let vault = town.folder.path().join("vault");
            let hers = objects(&vault);
            town.adds(&louis, "Bilan").await;
            closes(&town, 0).await;
            let journal = &town.house.journal;
            let millisecond = Duration::from_millis(1);
            town.world.advance(DAY * 30 - millisecond);
            town.house.sweep().await.expect("swept");
            assert!(hers[0].is_there(), "{point}: one millisecond before");
            journal.verify(ana.space).await.expect("whole");

            town.world.advance(millisecond);
            let folder = town.folder.path().display().to_string();
            let now = town.world.now().millis().to_string();
            let second = Command::new(std::env::current_exe().expect("this program"))
                .args([
                    "--exact",
                    "erasing::a_process_that_sweeps_until_it_dies",
                    "--nocapture",
                ])
                .env(SWEEPS, [folder, url.clone(), now].join("\u{1f}"))
                .env("CARNET_KILL_AT", point)
                .output()
                .expect("a second process");
            let said = String::from_utf8_lossy(&second.stderr);
            assert_eq!(second.status.success(), point == "none", "{point}: {said}");
            assert!(
                point == "none" || second.status.code().is_none(),
                "{point}: {said}"
            );

            town.house.sweep().await.expect("swept");
            let gone = journal.open(ana.space).await.expect_err("gone");
            assert_eq!(gone.kind(), Kind::NotFound, "{point}");
            assert!(!hers[0].is_there(), "{point}");
            assert_eq!(objects(&vault).len(), 1, "{point}: his");
            journal.verify(louis.space).await.expect("whole");
            let spaces = &town.house.spaces;
            let events = spaces.events(ana.space).await.expect("events");
            let erased = events.iter().filter(|e| e.what == spaces::Event::Erased);
            assert_eq!(erased.count(), 1, "{point}");
        })
        .await;
    }
}

#[tokio::test]
async fn what_is_noted_of_documents_and_drafts_is_erased_with_their_space_and_no_other() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let doctor = town.doctor().await;
        for holder in [&ana, &louis] {
            town.deposits(&doctor, holder, "Bilan").await;
            let id = town.adds(holder, "Ma note").await;
            let bin = format!("{LIST}/{id}/jeter");
            town.post(&holder.cookie, &bin, "").await;
            let keeps = "/espace/moi/messages/ecrire/fichier?garder=oui";
            let typed = [("sujet", "Plus tard"), ("texte", ""), ("pieces", "oui")];
            let file = ("note.txt", &b"Bonjour"[..]);
            let kept = town.upload(&holder.cookie, keeps, &typed, file).await;
            assert_eq!(kept.location(), "/espace/moi/messages?fait=garde");
        }
        let noted = async || {
            let count = "SELECT (SELECT count(*) FROM deposit), (SELECT count(*) FROM bin), \
                 (SELECT count(*) FROM message_draft_file)";
            let rows = town.house.store.query(count, Vec::new()).await;
            let rows = rows.expect("counted");
            [0, 1, 2].map(|column| rows[0].int(column).expect("a count"))
        };
        assert_eq!(noted().await, [2, 2, 2]);
        erases(&town, 0, ana.space).await;
        assert_eq!(noted().await, [1, 1, 1]);
        let list = town.get(&doctor.cookie, "/pro/depots").await.text();
        assert_eq!(list.matches("/pro/depots/").count(), 1);
    })
    .await;
}
