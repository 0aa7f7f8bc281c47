//! What its patient sees only once it was announced to them.

use super::{HOUR, record};
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

const EMAIL: &str = "ana@exemple.fr";

impl Town {
    /// The subjects of what this address was told so far, after those who tell had
    /// their turn in both processes.
    async fn told_of_what_waits(&self, twin: &Self) -> Vec<String> {
        for house in [&twin.house, &self.house] {
            house.documents.tell(&house.spaces).await.expect("told");
        }
        self.house.post.deliver(100).await.expect("a pass");
        let sent = self.house.post.sent(100).await.expect("listed");
        let ours = sent.into_iter().filter(|sent| sent.to == EMAIL);
        let ours = ours.filter(|sent| {
            let subject = &sent.subject;
            subject.contains("quelque chose à vous dire") || subject.contains("Du nouveau")
        });
        ours.map(|sent| format!("{} {}", sent.subject, sent.text))
            .collect()
    }
}

#[tokio::test]
async fn vis_15_its_patient_is_told_within_two_weeks_and_when_the_month_is_over_once_each() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let twin = town.twin().await;
        let (ana, doctor) = (town.holder_reached(0, EMAIL).await, town.doctor().await);
        town.consents(&doctor, &ana).await;
        let begun = town.world.now();
        reserves(&town, &doctor, &ana, "Biopsie du sein").await;
        town.world.advance(DAY * 13);
        assert_eq!(town.told_of_what_waits(&twin).await, [""; 0]);
        // At whatever hour it was added, the notice comes by day and in time.
        let mut told = Vec::new();
        while told.is_empty() {
            town.world.advance(HOUR);
            told = town.told_of_what_waits(&twin).await;
        }
        let now = town.world.now();
        assert!(now.since(begun) <= DAY * 14, "{}", now.rfc3339());
        assert_eq!(spaces::Peace::AT_FIRST.over(now), None, "{}", now.rfc3339());
        assert!(told[0].contains("quelque chose à vous dire"), "{told:?}");
        for word in [
            "Biopsie", "sein", "Benali", "Dr", "Cabinet", "urgence", "consult",
        ] {
            assert!(!told[0].contains(word), "{word}: {told:?}");
        }
        // What the notice tells of, the site says too.
        let ana = town.later(ana).await;
        let page = town.get(&ana.cookie, "/espace/moi/documents").await.text();
        assert!(page.contains("en consultation"), "{page}");
        let page = town.get(&ana.cookie, "/espace/moi/notifications").await;
        assert!(page.text().contains("attend qu’un professionnel"));
        town.world.advance(DAY * 15);
        assert_eq!(town.told_of_what_waits(&twin).await.len(), 1, "once");
        town.world.advance(DAY * 2);
        let told = town.told_of_what_waits(&twin).await;
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told.iter().any(|told| told.contains("Du nouveau")));
        town.world.advance(DAY * 3);
        assert_eq!(town.told_of_what_waits(&twin).await.len(), 2, "once");
    })
    .await;
}

#[tokio::test]
async fn vis_15_what_its_author_lets_go_is_told_then_and_not_again_after_the_month() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let twin = town.twin().await;
        let (ana, doctor) = (town.holder_reached(0, EMAIL).await, town.doctor().await);
        town.consents(&doctor, &ana).await;
        let id = reserves(&town, &doctor, &ana, "Biopsie").await;
        town.world.advance(DAY * 5);
        let doctor = town.doctor().await;
        let announce = format!("/pro/depots/{}/{id}/annoncer", ana.space);
        town.post(&doctor.cookie, &announce, "").await;
        assert_eq!(town.told_of_what_waits(&twin).await, [""; 0]);
        town.world.advance(super::MINUTE * 2);
        let told = town.told_of_what_waits(&twin).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("Du nouveau"), "{told:?}");
        // Neither that it waits nor that the month is over.
        for days in [9, 20] {
            town.world.advance(DAY * days);
            assert_eq!(town.told_of_what_waits(&twin).await.len(), 1, "{days}");
        }
    })
    .await;
}

#[tokio::test]
async fn vis_15_nobody_is_told_of_what_was_taken_back() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let twin = town.twin().await;
        let (ana, doctor) = (town.holder_reached(0, EMAIL).await, town.doctor().await);
        town.consents(&doctor, &ana).await;
        let gone = reserves(&town, &doctor, &ana, "Biopsie").await;
        town.world.advance(DAY * 3);
        let doctor = town.doctor().await;
        town.withdraws(&doctor, &ana, &gone).await;
        for days in [12, 20] {
            town.world.advance(DAY * days);
            assert_eq!(town.told_of_what_waits(&twin).await, [""; 0], "{days}");
        }
    })
    .await;
}
