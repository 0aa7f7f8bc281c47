//! Who gets nothing: other people, those in the first days of an account, and
//! whoever would see more in the file than on the site.

use super::{FILE, PAGE, text};
use crate::town::{DAY, Town};
use http::StatusCode;
use spaces::Channel;
use std::time::Duration;
use testkit::for_each_store_at;

const LIST: &str = "/espace/moi/documents";

#[tokio::test]
async fn del_07_an_export_is_nobody_elses() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let louis = town.holder(1).await;
        let [operator, volunteer, administrator] = town.team().await;
        let others = [
            &louis.cookie,
            &doctor.cookie,
            &operator.cookie,
            &volunteer.cookie,
            &administrator.cookie,
        ];
        town.consents(&doctor, &ana).await;
        let ask = async |cookie: &str| {
            let mut shapes = Vec::new();
            for path in [PAGE, FILE] {
                shapes.push(town.get(cookie, path).await.shape());
            }
            shapes
        };
        let mut before = Vec::new();
        for cookie in others {
            before.push(ask(cookie).await);
        }
        town.adds(&ana, "CANARITITRE").await;
        town.exports(&ana).await;
        // Whether there is one or not, they are answered alike.
        for (cookie, before) in others.into_iter().zip(before) {
            assert_eq!(ask(cookie).await, before);
        }
        assert_eq!(
            town.get(&louis.cookie, FILE).await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            town.get(&doctor.cookie, FILE).await.status,
            StatusCode::NOT_FOUND
        );
        assert!(
            town.get("", FILE)
                .await
                .location()
                .starts_with("/connexion")
        );
        assert_eq!(
            town.post(&doctor.cookie, PAGE, "").await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            town.post(&operator.cookie, PAGE, "").await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(town.states().await, [2], "hers alone");
        // What Louis takes away is his.
        let files = town.exports(&louis).await;
        let all: Vec<u8> = files.into_values().flatten().collect();
        let all = String::from_utf8_lossy(&all).into_owned();
        assert!(!all.contains("CANARITITRE") && !all.contains("Martin"));
    })
    .await;
}

#[tokio::test]
async fn del_07_what_waits_for_a_consultation_is_not_in_the_file_before_its_time() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let fields = [
            ("title", "Biopsie"),
            ("type", "11488-4"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
            ("annonce", "oui"),
        ];
        let path = format!("/pro/patients/{}/ajouter", ana.space);
        let sent = town
            .upload(&doctor.cookie, &path, &fields, ("cr.txt", b"CANARICONTENU"))
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let said = |files: std::collections::BTreeMap<String, Vec<u8>>| {
            let paths = files.keys().cloned().collect::<Vec<_>>().join("\n");
            let all: Vec<u8> = files.into_values().flatten().collect();
            format!("{paths}\n{}", String::from_utf8_lossy(&all))
        };
        let before = said(town.exports(&ana).await);
        assert!(
            !before.contains("Biopsie") && !before.contains("CANARI"),
            "{before}"
        );
        // A month later it is hers like any other.
        town.world.advance(DAY * 30);
        let ana = town.later(ana).await;
        let after = said(town.exports(&ana).await);
        assert!(after.contains("Biopsie") && after.contains("CANARICONTENU"));
    })
    .await;
}

#[tokio::test]
async fn act_23_nothing_is_exported_in_the_first_days_of_an_account_that_a_letter_opened() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let person = town.insured(0, "").await;
        let told = town.house.spaces.announce(person, Channel::Letter).await;
        let told = told.expect("announced");
        let code = told.code.in_groups();
        let thief = town.moves_in(0, &code, "voleur@exemple.fr").await;
        let page = town.get(&thief, PAGE).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.text().contains("trois premiers jours"),
            "{}",
            page.text()
        );
        assert!(!page.text().contains("Préparer mon export"));
        let asked = town.post(&thief, PAGE, "").await;
        assert_eq!(asked.status, StatusCode::FORBIDDEN);
        assert!(town.states().await.is_empty());
        town.world.advance(Duration::from_secs(72 * 60 * 60));
        let later = town.comes_back(told.space).await;
        let asked = town.post(&later, PAGE, "").await;
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    })
    .await;
}

#[tokio::test]
async fn asking_and_taking_want_a_fresh_proof_of_both_factors() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.exports(&ana).await;
        town.world.advance(Duration::from_secs(6 * 60));
        let proof = "/connexion/preuve?retour=/espace/moi/export";
        assert_eq!(town.get(&ana.cookie, FILE).await.location(), proof);
        assert_eq!(town.asks_for_export(&ana).await.location(), proof);
        assert_eq!(town.states().await, [2], "none was asked for");
        let page = town.get(&ana.cookie, PAGE).await.text();
        assert!(page.contains("Nous vous demanderons d’abord"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_document_that_its_author_took_back_is_in_no_file() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.deposits(&doctor, &ana, "Erreur").await;
        town.withdraws(&doctor, &ana, &id).await;
        assert_eq!(
            town.get(&ana.cookie, &format!("{LIST}/{id}")).await.status,
            StatusCode::NOT_FOUND
        );
        let files = town.exports(&ana).await;
        assert!(files.keys().all(|path| !path.starts_with("documents/")));
        assert!(!text(&files, "index.html").contains("Erreur"));
    })
    .await;
}
