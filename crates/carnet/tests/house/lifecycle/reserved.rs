//! What waits for a consultation, while its author replaces it or takes it back.

use super::LIST;
use crate::town::{DAY, Holder, Pro, Town};
use http::StatusCode;

impl Town {
    /// A report that its patient does not see yet; its id, as its author sees
    /// it with their care link.
    pub async fn reserves(&self, pro: &Pro, holder: &Holder, title: &str) -> String {
        let fields = [
            ("title", title),
            ("type", "11488-4"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
            ("annonce", "oui"),
        ];
        let record = format!("/pro/patients/{}", holder.space);
        let path = format!("{record}/ajouter");
        let sent = self
            .upload(&pro.cookie, &path, &fields, ("cr.txt", b"Compte rendu."))
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let found = self.id_of(&pro.cookie, &record, title).await;
        found.expect("its author sees it")
    }

    /// All that the holder is told of, on one page.
    async fn told_to(&self, holder: &Holder) -> String {
        let mut said = String::new();
        for path in [
            "/espace/moi",
            LIST,
            "/espace/moi/documents?q=biopsie",
            "/espace/moi/acces",
            "/espace/moi/acces/journal",
            "/espace/moi/acces/journal/csv",
        ] {
            said.push_str(&self.get(&holder.cookie, path).await.text());
        }
        said
    }

    async fn statuses(&self, holder: &Holder, ids: &[&String]) -> Vec<StatusCode> {
        let mut all = Vec::new();
        for id in ids {
            let path = format!("{LIST}/{id}");
            all.push(self.get(&holder.cookie, &path).await.status);
        }
        all
    }
}

#[tokio::test]
async fn vis_15_a_new_version_of_a_reserved_result_waits_since_the_first_one_did() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        town.consents(&doctor, &ana).await;
        let first = town.reserves(&doctor, &ana, "Biopsie fausse").await;
        town.world.advance(DAY * 20);
        let (ana, doctor) = (town.later(ana).await, town.doctor().await);
        let form = format!("/pro/depots/{}/{first}/remplacer", ana.space);
        let form = town.get(&doctor.cookie, &form).await.text();
        assert!(form.contains("ne voit pas encore ce document"), "{form}");
        let second = town.replaces(&doctor, &ana, &first, "Biopsie juste").await;
        let third = town.replaces(&doctor, &ana, &second, "Biopsie relue").await;
        let ids = [&first, &second, &third];
        assert_eq!(town.statuses(&ana, &ids).await, [StatusCode::NOT_FOUND; 3]);
        assert!(!town.told_to(&ana).await.contains("Biopsie"));
        town.world.advance(DAY * 9);
        let ana = town.later(ana).await;
        assert_eq!(town.statuses(&ana, &ids).await, [StatusCode::NOT_FOUND; 3]);
        assert!(!town.told_to(&ana).await.contains("Biopsie"));
        // A month after the first deposit, not after the last.
        town.world.advance(DAY);
        let ana = town.later(ana).await;
        assert_eq!(town.statuses(&ana, &ids).await, [StatusCode::OK; 3]);
    })
    .await;
}

#[tokio::test]
async fn vis_15_what_is_announced_is_seen_in_all_its_versions_and_told_once() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        town.consents(&doctor, &ana).await;
        let first = town.reserves(&doctor, &ana, "Biopsie fausse").await;
        let second = town.replaces(&doctor, &ana, &first, "Biopsie juste").await;
        let announce = format!("/pro/depots/{}/{second}/annoncer", ana.space);
        for _ in 0..2 {
            let done = town.post(&doctor.cookie, &announce, "").await;
            assert_eq!(done.status, StatusCode::SEE_OTHER);
        }
        let ids = [&first, &second];
        assert_eq!(town.statuses(&ana, &ids).await, [StatusCode::OK; 2]);
        let history = "/espace/moi/acces/journal/csv";
        let history = town.get(&ana.cookie, history).await;
        let told = "A rendu visible après consultation « Biopsie juste »";
        assert_eq!(history.text().matches(told).count(), 1);
        assert_eq!(history.text().matches("après consultation").count(), 1);
        assert!(history.text().contains("A remplacé « Biopsie fausse »"));
    })
    .await;
}

#[tokio::test]
async fn vis_15_who_wrote_only_what_waits_or_was_taken_back_is_nowhere_named() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let shown = town.deposits(&other, &ana, "Bilan").await;
        let gone = town.deposits(&doctor, &ana, "Parti").await;
        town.withdraws(&doctor, &ana, &gone).await;
        let fields = [
            ("title", "Biopsie"),
            ("type", "11488-4"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
            ("annonce", "oui"),
        ];
        let add = format!("/pro/patients/{}/ajouter", ana.space);
        let sent = town
            .upload(&doctor.cookie, &add, &fields, ("cr.txt", b"Compte rendu."))
            .await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        let page = format!("{LIST}/{shown}/visibilite");
        let people = town.get(&ana.cookie, &page).await.text();
        assert!(people.contains("Dr Petit") && !people.contains("Dr Benali"));
        // Nor does an answer tell whether they wrote something.
        let hide = format!("{LIST}/{shown}/masquer");
        let number = doctor.professional.rpps.as_str();
        let theirs = town
            .post(&ana.cookie, &hide, &format!("qui={number}"))
            .await;
        let never = town.post(&ana.cookie, &hide, "qui=99700366240").await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND);
        assert_eq!(theirs.shape(), never.shape());
        // Once a document of theirs is seen, they are known.
        town.deposits(&doctor, &ana, "Compte rendu").await;
        let people = town.get(&ana.cookie, &page).await.text();
        assert!(people.contains("Dr Benali"));
    })
    .await;
}

#[tokio::test]
async fn nothing_waits_any_more_once_it_was_taken_back() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        town.consents(&doctor, &ana).await;
        let id = town.reserves(&doctor, &ana, "Biopsie").await;
        town.world.advance(DAY * 14);
        let (ana, doctor) = (town.later(ana).await, town.doctor().await);
        let waits = "en consultation";
        // With whom to talk, the page says.
        let page = town.get(&ana.cookie, LIST).await.text();
        assert!(
            page.contains("en consultation : Dr Benali, Cabinet des Lilas."),
            "{page}"
        );
        assert!(town.told_to(&ana).await.contains(waits));
        town.withdraws(&doctor, &ana, &id).await;
        assert!(!town.told_to(&ana).await.contains(waits));
    })
    .await;
}
