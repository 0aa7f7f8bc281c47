//! An export from its asking to its end: one at a time, taken up when somebody
//! died over it, destroyed after its week, gone with its space.

use super::{FILE, PAGE};
use crate::erasing::closes;
use crate::town::{DAY, Town};
use http::StatusCode;
use std::time::Duration;
use testkit::for_each_store_at;
use testkit::objects;

fn in_vault(town: &Town) -> usize {
    objects(&town.folder.path().join("vault")).len()
}

#[tokio::test]
async fn dos_03_an_export_asked_for_a_thousand_times_is_one_and_one_line() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.adds(&ana, "Ma note").await;
        let asks = (0..1_000).map(|_| town.asks_for_export(&ana));
        let answers = futures_util::future::join_all(asks).await;
        for answer in answers {
            assert_eq!(answer.location(), PAGE, "{}", answer.text());
        }
        assert_eq!(town.states().await, [0]);
        let page = town.get(&ana.cookie, PAGE).await.text();
        assert!(page.contains("Votre export se prépare"), "{page}");
        assert!(!page.contains("Préparer mon export"), "{page}");
        // Then three in a day, and a sentence.
        for n in 1..=3 {
            town.house.exports.work().await.expect("packed");
            let asked = town.asks_for_export(&ana).await;
            match n {
                3 => {
                    assert_eq!(asked.status, StatusCode::TOO_MANY_REQUESTS);
                    assert!(asked.text().contains("trois exports en 24 heures"));
                    let english = format!("/en{PAGE}");
                    let asked = town.post(&ana.cookie, &english, "").await;
                    assert_eq!(asked.status, StatusCode::TOO_MANY_REQUESTS);
                    let says = "You have already asked for three exports in 24 hours. \
                                Download the last one, or come back tomorrow.";
                    assert!(asked.text().contains(says), "{}", asked.text());
                }
                _ => assert_eq!(asked.location(), PAGE, "{n}"),
            }
        }
        assert_eq!(town.states().await, [4, 4, 2], "the last one stands");
        town.world.advance(DAY);
        let ana = town.later(ana).await;
        assert_eq!(town.asks_for_export(&ana).await.location(), PAGE);
    })
    .await;
}

#[tokio::test]
async fn every_step_is_a_line_before_a_byte_leaves() {
    for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.adds(&ana, "Ma note").await;
        for again in 1..=3 {
            town.asks_for_export(&ana).await;
            assert_eq!(
                town.lines_of_exports(&ana).await,
                1 + 3 * (again - 1),
                "asked"
            );
            town.house.exports.work().await.expect("packed");
            assert_eq!(
                town.lines_of_exports(&ana).await,
                2 + 3 * (again - 1),
                "packed"
            );
            town.get(&ana.cookie, FILE).await;
            assert_eq!(town.lines_of_exports(&ana).await, 3 * again, "taken");
        }
        // No line, no byte.
        let gone = "ALTER TABLE access RENAME TO access_gone";
        store.execute(gone, vec![]).await.expect("gone");
        let refused = town.get(&ana.cookie, FILE).await;
        assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(!refused.body.starts_with(b"PK"));
    })
    .await;
}

#[tokio::test]
async fn an_export_whose_packer_died_is_taken_up_again_and_what_it_wrote_is_removed() {
    for_each_store_at(async |store, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        for title in ["Un", "Deux", "Trois"] {
            town.adds(&ana, title).await;
        }
        let before = in_vault(&town);
        town.asks_for_export(&ana).await;
        // It dies when it said how far it is for the first time.
        let begun = async {
            loop {
                let sql = "SELECT turn FROM export WHERE state = 1 AND total = 3";
                if !store.query(sql, vec![]).await.expect("asked").is_empty() {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            () = begun => {}
            done = town.house.exports.work() => panic!("nobody died: {done:?}"),
        }
        assert_eq!(town.states().await, [1]);
        // What it may have left: an object under the name that it wrote down.
        let sql = "SELECT object FROM export";
        let rows = store.query(sql, vec![]).await.expect("asked");
        let object = rows[0].blob(0).expect("written down").to_vec();
        let object = kernel::ObjectId::from_slice(&object)
            .expect("an id")
            .to_string();
        let left = town.folder.path().join("vault").join(&object[..2]);
        std::fs::create_dir_all(&left).expect("a fan");
        std::fs::write(left.join(&object), b"half of it").expect("left");
        // As long as it may be alive, nobody takes its place.
        let twin = town.twin().await;
        twin.house.exports.work().await.expect("nothing to do");
        assert_eq!(town.states().await, [1]);
        let page = town.get(&ana.cookie, PAGE).await.text();
        assert!(page.contains("documents sur 3"), "{page}");
        town.world.advance(Duration::from_secs(2 * 60));
        twin.house.exports.work().await.expect("packed");
        assert_eq!(town.states().await, [2]);
        assert_eq!(in_vault(&town), before + 1, "one file, and nothing else");
        let taken = town.get(&ana.cookie, FILE).await;
        let files = super::zip::read(&taken.body);
        assert!(files.contains_key("documents/2026-11-20 Trois.txt"));
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_packed_is_given_up_and_said_and_can_be_asked_for_again() {
    for_each_store_at(async |store, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        town.adds(&ana, "Ma note").await;
        town.asks_for_export(&ana).await;
        let gone = "ALTER TABLE access RENAME TO access_gone";
        store.execute(gone, vec![]).await.expect("gone");
        for turn in 0..5 {
            assert_eq!(town.states().await, [i64::from(turn > 0)], "turn {turn}");
            town.house.exports.work().await.expect("its own affair");
            town.world.advance(Duration::from_secs(60));
        }
        assert_eq!(town.states().await, [3]);
        let back = "ALTER TABLE access_gone RENAME TO access";
        store.execute(back, vec![]).await.expect("back");
        let ana = town.later(ana).await;
        let page = town.get(&ana.cookie, PAGE).await.text();
        assert!(page.contains("n’a pas pu être préparé"), "{page}");
        assert_eq!(in_vault(&town), 1, "nothing is left of it");
        assert_eq!(town.exports(&ana).await.len(), 7);
    })
    .await;
}

#[tokio::test]
async fn a_document_that_the_vault_lost_is_told_and_holds_up_no_other() {
    for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        town.adds(&ana, "Perdue").await;
        let [object] = &objects(&town.folder.path().join("vault"))[..] else {
            panic!("one document")
        };
        object.lose();
        town.adds(&ana, "Gardée").await;
        let files = town.exports(&ana).await;
        let papers = files.keys().filter(|path| path.starts_with("documents/"));
        assert_eq!(
            papers.collect::<Vec<_>>(),
            ["documents/2026-11-20 Gardée.txt"]
        );
        let index = super::text(&files, "index.html");
        assert!(index.contains("<strong>Perdue</strong>"), "{index}");
        assert!(index.contains("n’a pas pu être lu"), "{index}");
        let record = super::text(&files, "fhir/dossier.json");
        let record: serde_json::Value = serde_json::from_str(&record).expect("JSON");
        let text = record.to_string();
        assert_eq!(
            text.matches("\"resourceType\":\"DocumentReference\"")
                .count(),
            2
        );
        assert_eq!(text.matches("\"url\":\"../documents/").count(), 1);
    })
    .await;
}

#[tokio::test]
async fn after_seven_days_the_link_is_dead_and_the_bytes_are_destroyed() {
    for_each_store_at(async |store, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        town.adds(&ana, "Ma note").await;
        let before = in_vault(&town);
        town.exports(&ana).await;
        town.world.advance(DAY * 7 - Duration::from_millis(1));
        let ana = town.later(ana).await;
        town.house.sweep().await.expect("swept");
        assert_eq!(town.get(&ana.cookie, FILE).await.status, StatusCode::OK);
        town.world.advance(Duration::from_millis(1));
        // The clock decides, not the sweep.
        assert_eq!(
            town.get(&ana.cookie, FILE).await.status,
            StatusCode::NOT_FOUND
        );
        let page = town.get(&ana.cookie, PAGE).await.text();
        assert!(!page.contains("Votre export est prêt"), "{page}");
        assert_eq!(in_vault(&town), before + 1);
        town.house.sweep().await.expect("swept");
        assert_eq!(in_vault(&town), before);
        assert_eq!(town.states().await, [4]);
        let key = "SELECT 1 FROM export WHERE opener IS NOT NULL OR object IS NOT NULL";
        assert!(store.query(key, vec![]).await.expect("asked").is_empty());
        town.world.advance(DAY);
        town.house.sweep().await.expect("swept");
        assert!(
            town.states().await.is_empty(),
            "nothing is remembered of it"
        );
    })
    .await;
}

#[tokio::test]
async fn a_newer_export_takes_the_place_of_the_older_one() {
    for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        town.adds(&ana, "Un").await;
        town.exports(&ana).await;
        let after_one = in_vault(&town);
        town.adds(&ana, "Deux").await;
        let files = town.exports(&ana).await;
        assert!(files.contains_key("documents/2026-11-20 Deux.txt"));
        town.house.sweep().await.expect("swept");
        assert_eq!(town.states().await, [4, 2]);
        assert_eq!(
            in_vault(&town),
            after_one + 1,
            "a document more, no file more"
        );
    })
    .await;
}

#[tokio::test]
async fn a_closed_space_gives_no_export_and_an_erased_one_leaves_none() {
    for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        town.adds(&ana, "Ma note").await;
        let closing = town.get(&ana.cookie, "/espace/moi/fermeture").await.text();
        assert!(closing.contains("href=\"/espace/moi/export\""), "{closing}");
        town.exports(&ana).await;
        town.asks_for_export(&ana).await;
        closes(&town, 0).await;
        assert_eq!(
            town.get(&ana.cookie, FILE).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            town.get(&ana.cookie, PAGE).await.location(),
            "/espace/moi/ferme"
        );
        // What was asked for before is not packed any more.
        town.house.exports.work().await.expect("its own affair");
        assert_eq!(town.states().await, [2, 3]);
        assert_eq!(
            town.asks_for_export(&ana).await.location(),
            "/espace/moi/ferme"
        );
        assert_eq!(town.states().await.len(), 2);
        let journal = &town.house.journal;
        let erasure = journal.prepare_erasure(ana.space).await.expect("prepared");
        let mut tx = town.house.store.begin("erase").await.expect("begun");
        journal.erase(&mut tx, &erasure).await.expect("erased");
        tx.commit().await.expect("committed");
        journal.forget(ana.space);
        town.house.sweep().await.expect("swept");
        assert_eq!(in_vault(&town), 0);
        assert!(town.states().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_holder_is_told_that_it_is_ready_and_nothing_of_what_is_in_it() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, "ana@exemple.fr").await;
        town.adds(&ana, "CANARITITRE").await;
        town.asks_for_export(&ana).await;
        let told = async || {
            town.house.post.deliver(100).await.expect("a pass");
            let sent = town.house.post.sent(100).await.expect("listed");
            let ready = sent
                .iter()
                .filter(|sent| sent.subject == "Votre export est prêt");
            assert!(sent.iter().all(|sent| !sent.subject.contains("CANARI")));
            ready.filter(|sent| sent.to == "ana@exemple.fr").count()
        };
        assert_eq!(told().await, 0);
        town.house.exports.work().await.expect("packed");
        assert_eq!(told().await, 1);
        town.house.exports.work().await.expect("nothing to do");
        assert_eq!(told().await, 1, "once");
    })
    .await;
}
