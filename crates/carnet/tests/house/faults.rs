//! Faults: the access log refuses, the store goes away, the process dies at a
//! named point, bytes turn bad. Nothing acknowledged is lost, nothing
//! half-written is shown, nothing is read without a line.

mod at_once;
mod away;

use super::town::{Town, configured};
use carnet::House;
use http::StatusCode;
use kernel::{Kind, SpaceId};
use std::path::Path;
use std::process::Command;

#[tokio::test]
async fn log_03_when_the_access_log_refuses_every_read_answers_503_and_gives_nothing() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.adds(&ana, "CANARITITRE").await;
        town.consents(&doctor, &ana).await;
        store
            .execute("ALTER TABLE access RENAME TO access_gone", vec![])
            .await
            .expect("gone");
        let pages = [
            (&ana.cookie, String::from("/espace/moi")),
            (&ana.cookie, String::from("/espace/moi/documents")),
            (&ana.cookie, format!("/espace/moi/documents/{id}")),
            (
                &ana.cookie,
                format!("/espace/moi/documents/{id}/telecharger"),
            ),
            (
                &ana.cookie,
                format!("/espace/moi/documents/{id}/visibilite"),
            ),
            (&ana.cookie, String::from("/espace/moi/acces")),
            (&ana.cookie, String::from("/espace/moi/acces/journal")),
            (&doctor.cookie, format!("/pro/patients/{}", ana.space)),
            (
                &doctor.cookie,
                format!("/pro/patients/{}/documents/{id}", ana.space),
            ),
        ];
        for (cookie, path) in &pages {
            let answer = town.get(cookie, path).await;
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
            assert!(!answer.text().contains("CANARITITRE"), "{path}");
        }
        // Pages without content still work.
        assert_eq!(town.get("", "/").await.status, StatusCode::OK);
        store
            .execute("ALTER TABLE access_gone RENAME TO access", vec![])
            .await
            .expect("back");
        assert_eq!(
            town.get(&ana.cookie, "/espace/moi/documents").await.status,
            StatusCode::OK
        );
    })
    .await;
}

#[tokio::test]
async fn a_flipped_byte_in_the_vault_is_never_served() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        let id = town.adds(&ana, "Note").await;
        for object in testkit::objects(&town.folder.path().join("vault")) {
            let mut bytes = object.bytes();
            let last = bytes.len() - 20;
            bytes[last] ^= 1;
            object.replace(&bytes);
        }
        let answer = town
            .get(
                &ana.cookie,
                &format!("/espace/moi/documents/{id}/telecharger"),
            )
            .await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!answer.text().contains("ceci est le document"));
    })
    .await;
}

#[tokio::test]
async fn when_the_vault_is_away_nothing_is_acknowledged_and_the_record_stays_whole() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        let vault = town.folder.path().join("vault");
        let aside = town.folder.path().join("aside");
        drop(std::fs::create_dir_all(&vault));
        std::fs::rename(&vault, &aside).expect("away");
        std::fs::write(&vault, b"not a folder").expect("in the way");
        let fields = [
            ("title", "Note"),
            ("type", "DOCPAT03"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let sent = town
            .upload(
                &ana.cookie,
                "/espace/moi/documents/ajouter",
                &fields,
                ("n.txt", b"bonjour"),
            )
            .await;
        assert!(sent.status.is_server_error(), "{}", sent.status);
        std::fs::remove_file(&vault).expect("removed");
        std::fs::rename(&aside, &vault).expect("back");
        let list = town.get(&ana.cookie, "/espace/moi/documents").await.text();
        assert!(list.contains("Aucun document."));
    })
    .await;
}

const KILLED: &str = "CARNET_TEST_KILLED";

/// The second process of the test below: deposits documents one after the
/// other, and says which were acknowledged, until it dies.
#[tokio::test]
async fn a_process_that_deposits_until_it_dies() {
    let Ok(work) = std::env::var(KILLED) else {
        return;
    };
    let (folder, url, space) = split(&work);
    let world = testkit::TestWorld::seeded(std::process::id().into());
    let house = House::open(&configured(Path::new(folder), url), world.world())
        .await
        .expect("a house");
    let space: SpaceId = space.parse().expect("a space");
    let hospital = identity::Caller::Institution(identity::Institution {
        finess: "750000001".parse().expect("a number"),
        name: "Hôpital".into(),
        client_id: "test".into(),
    });
    let checked = documents::rules::Checked {
        title: "Acquitté".into(),
        type_code: "11488-4".into(),
        act_date: kernel::Date::constant(2026, 11, 20),
    };
    let incoming = documents::Incoming {
        file_name: "a.txt".into(),
        mime: None,
        bytes: futures_util::stream::iter([Ok(bytes::Bytes::from_static(b"bonjour"))]),
    };
    let shelved = house
        .documents
        .shelve(&hospital, space, incoming)
        .await
        .expect("shelved");
    house
        .documents
        .add(
            &hospital,
            space,
            shelved,
            &checked,
            &documents::Origin::default(),
            documents::Keeping {
                hidden: false,
                reserved: false,
                secret: false,
                twice: documents::Twice::KeepBoth,
            },
        )
        .await
        .expect("added");
    std::fs::write(Path::new(folder).join("acknowledged"), b"yes").expect("told");
}

fn split(work: &str) -> (&str, &str, &str) {
    let mut parts = work.split('\u{1f}');
    let mut next = || parts.next().expect("three parts");
    (next(), next(), next())
}

#[tokio::test]
async fn a_process_killed_anywhere_loses_nothing_acknowledged_and_shows_nothing_half_written() {
    // Point by point: whether the document must be there afterwards.
    let points = [
        ("documents-after-vault", false),
        ("journal-before-commit", false),
        ("journal-after-commit", true),
        ("documents-before-answer", true),
        ("none", true),
    ];
    for (point, there) in points {
        testkit::for_each_store_at(async |_, url| {
            let town = Town::on(&url).await;
            let ana = town.holder(0).await;
            let folder = town.folder.path().display().to_string();
            let work = [folder, url.clone(), ana.space.to_string()].join("\u{1f}");
            let second = Command::new(std::env::current_exe().expect("this program"))
                .args([
                    "--exact",
                    "faults::a_process_that_deposits_until_it_dies",
                    "--nocapture",
                ])
                .env(KILLED, &work)
                .env("CARNET_KILL_AT", point)
                .output()
                .expect("a second process");
            let acknowledged = town.folder.path().join("acknowledged").exists();
            let said = String::from_utf8_lossy(&second.stderr).into_owned();
            assert_eq!(second.status.success(), point == "none", "{point}: {said}");
            assert_eq!(acknowledged, point == "none", "{point}: {said}");
            // What survives is whole: the logs verify, the list shows the document
            // entirely or not at all, and what is shown can be read.
            town.house.journal.verify(ana.space).await.expect("whole");
            let id = town
                .id_of(&ana.cookie, "/espace/moi/documents", "Acquitté")
                .await;
            assert_eq!(id.is_some(), there, "{point}");
            if let Some(id) = id {
                let path = format!("/espace/moi/documents/{id}/telecharger");
                assert_eq!(
                    &town.get(&ana.cookie, &path).await.body[..],
                    b"bonjour",
                    "{point}"
                );
            }
        })
        .await;
    }
}

pub(crate) fn number(n: usize) -> identity::ins::Matricule {
    ["255081416802538", "184027505612389", "269052B03307790"][n]
        .parse()
        .expect("a matricule")
}

#[tokio::test]
async fn a_shut_space_is_not_found_for_everyone_at_once() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        town.adds(&ana, "Note").await;
        town.consents(&doctor, &ana).await;
        let person = town
            .house
            .spaces
            .find_person(&number(0))
            .await
            .expect("asked")
            .expect("a person");
        town.house
            .spaces
            .close(
                person,
                spaces::Fate::Archive,
                spaces::How::Site,
                town.world.now(),
            )
            .await
            .expect("closed");
        let record = format!("/pro/patients/{}", ana.space);
        let gone = town
            .get(&doctor.cookie, &format!("/pro/patients/{}", "0".repeat(26)))
            .await;
        assert_eq!(
            town.get(&doctor.cookie, &record).await.shape(),
            gone.shape()
        );
        assert_eq!(
            town.get(&ana.cookie, "/espace/moi/documents").await.status,
            StatusCode::NOT_FOUND
        );
        let fed = town
            .house
            .documents
            .list(
                &identity::Caller::Professional(doctor.professional.clone()),
                ana.space,
            )
            .await;
        assert_eq!(fed.expect_err("refused").kind(), Kind::NotFound);
    })
    .await;
}
