//! What its patient sees only once it was announced to them.

use super::record;
use crate::town::{DAY, Holder, Pro, Town};
use http::StatusCode;
use testkit::for_each_store_at;

/// A report that its patient does not see yet; its id, as its author sees it.
async fn reserves(town: &Town, pro: &Pro, holder: &Holder, title: &str) -> String {
    let fields = [
        ("title", title),
        ("type", "11488-4"),
        ("date-jour", "20"),
        ("date-mois", "11"),
        ("date-annee", "2026"),
        ("annonce", "oui"),
    ];
    let path = format!("{}/ajouter", record(holder));
    let sent = town
        .upload(&pro.cookie, &path, &fields, ("cr.txt", b"Compte rendu."))
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let found = town.id_of(&pro.cookie, &record(holder), title).await;
    found.expect("its author sees it")
}

#[tokio::test]
async fn vis_15_a_reserved_result_is_nowhere_for_its_patient_until_it_is_announced() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        town.consents(&other, &ana).await;
        let title = "Biopsie du sein";
        let id = reserves(&town, &doctor, &ana, title).await;
        let everywhere = async |cookie: &str| {
            let mut said = String::new();
            for path in [
                "/espace/moi",
                "/espace/moi/documents",
                "/espace/moi/documents?q=biopsie",
                "/espace/moi/acces",
                "/espace/moi/acces/journal",
                "/espace/moi/acces/journal/csv",
            ] {
                said.push_str(&town.get(cookie, path).await.text());
            }
            said
        };
        let own = format!("/espace/moi/documents/{id}");
        assert!(!everywhere(&ana.cookie).await.contains("Biopsie"));
        assert_eq!(
            town.get(&ana.cookie, &own).await.status,
            StatusCode::NOT_FOUND
        );
        // Those who treat see it, and their reading is not told either.
        let path = format!("{}/documents/{id}", record(&ana));
        assert_eq!(town.get(&other.cookie, &path).await.status, StatusCode::OK);
        assert!(!everywhere(&ana.cookie).await.contains("Biopsie"));
        // After two weeks the patient learns that something waits, not what.
        let waits = "en consultation";
        town.world.advance(DAY * 13);
        let ana = town.later(ana).await;
        assert!(!everywhere(&ana.cookie).await.contains(waits));
        town.world.advance(DAY);
        let ana = town.later(ana).await;
        let said = everywhere(&ana.cookie).await;
        assert!(said.contains(waits) && !said.contains("Biopsie"), "{said}");
        // Nobody but its author ends that; then both are told.
        let announce = format!("/pro/depots/{}/{id}/annoncer", ana.space);
        let (doctor, other) = (town.doctor().await, town.other_doctor().await);
        let refused = town.post(&other.cookie, &announce, "").await.status;
        assert_eq!(refused, StatusCode::NOT_FOUND);
        let done = town.post(&doctor.cookie, &announce, "").await.status;
        assert_eq!(done, StatusCode::SEE_OTHER);
        assert_eq!(town.get(&ana.cookie, &own).await.status, StatusCode::OK);
        let said = everywhere(&ana.cookie).await;
        for line in [
            "A ajouté « Biopsie",
            "A rendu visible après consultation « Biopsie",
        ] {
            assert!(said.contains(line), "{line}: {said}");
        }
        assert!(!said.contains(waits));
    })
    .await;
}

#[tokio::test]
async fn a_reserved_result_becomes_visible_by_itself_after_a_month() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        let id = reserves(&town, &doctor, &ana, "Biopsie").await;
        let own = format!("/espace/moi/documents/{id}");
        town.world.advance(DAY * 29);
        let ana = town.later(ana).await;
        assert_eq!(
            town.get(&ana.cookie, &own).await.status,
            StatusCode::NOT_FOUND
        );
        town.world.advance(DAY);
        let ana = town.later(ana).await;
        assert_eq!(town.get(&ana.cookie, &own).await.status, StatusCode::OK);
    })
    .await;
}
