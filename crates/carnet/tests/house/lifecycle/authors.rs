//! What authors see again of what they deposited: written first, and counted.

use super::LIST;
use crate::town::{Holder, Pro, Town};
use http::StatusCode;

impl Town {
    /// How often the holder's history says so.
    async fn lines_saying(&self, holder: &Holder, said: &str) -> usize {
        let path = "/espace/moi/acces/journal/csv";
        let history = self.get(&holder.cookie, path).await;
        assert_eq!(history.status, StatusCode::OK);
        history.text().matches(said).count()
    }

    /// How many people this professional was counted to have seen today.
    async fn people_seen(&self, pro: &Pro) -> i64 {
        let count = "SELECT count(*) FROM seen_on_day WHERE rpps = $1";
        let rpps = pro.professional.rpps.as_str().into();
        let rows = self.house.store.query(count, vec![rpps]).await;
        rows.expect("counted")[0].int(0).expect("a number")
    }
}

#[tokio::test]
async fn log_01_an_author_looks_at_a_deposit_with_a_line_first_and_is_counted() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.deposits(&doctor, &ana, "CANARITITRE").await;
        let deposit = format!("/pro/depots/{}/{id}", ana.space);
        let opened = "A ouvert son dépôt « CANARITITRE »";
        town.get(&doctor.cookie, "/pro/depots").await;
        assert_eq!(town.people_seen(&doctor).await, 0);
        for n in 1..3 {
            let page = town.get(&doctor.cookie, &deposit).await;
            assert!(page.text().contains("MARTIN") || page.text().contains("Martin"));
            assert_eq!(town.lines_saying(&ana, opened).await, n);
        }
        let form = format!("{deposit}/remplacer");
        assert_eq!(town.get(&doctor.cookie, &form).await.status, StatusCode::OK);
        assert_eq!(town.lines_saying(&ana, opened).await, 3);
        assert_eq!(town.people_seen(&doctor).await, 1);
        // Each time the request is read, not the first alone.
        let ask = format!("{LIST}/{id}/correction");
        town.post(&ana.cookie, &ask, "text=CANARITEXTE").await;
        for n in 1..3 {
            let page = town.get(&doctor.cookie, &deposit).await;
            assert!(page.text().contains("CANARITEXTE"));
            let read = "A lu la demande de correction de « CANARITITRE »";
            assert_eq!(town.lines_saying(&ana, read).await, n);
        }
        // What cannot be written is not told.
        let gone = "ALTER TABLE access RENAME TO access_away";
        let store = &town.house.store;
        store.execute(gone, Vec::new()).await.expect("renamed");
        for path in [&deposit, &form] {
            let page = town.get(&doctor.cookie, path).await;
            assert!(page.status.is_server_error(), "{path}: {}", page.status);
            for told in ["CANARI", "MARTIN", "Martin"] {
                assert!(!page.text().contains(told), "{path}: {told}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn whose_record_a_withdrawn_deposit_was_in_is_not_told_again() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.deposits(&doctor, &ana, "Bilan").await;
        town.withdraws(&doctor, &ana, &id).await;
        let page = town
            .get(&doctor.cookie, &format!("/pro/depots/{}/{id}", ana.space))
            .await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("Retiré"));
        assert!(!page.text().contains("MARTIN") && !page.text().contains("Martin"));
    })
    .await;
}

#[tokio::test]
async fn a_page_of_deposits_in_shut_records_is_not_said_to_be_all() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let doctor = town.doctor().await;
        town.deposits(&doctor, &louis, "Ancien").await;
        for n in 0..20 {
            town.world.advance(std::time::Duration::from_secs(1));
            town.deposits(&doctor, &ana, &format!("Papier{n}")).await;
        }
        crate::erasing::closes(&town, 0).await;
        let first = town.get(&doctor.cookie, "/pro/depots").await.text();
        assert!(!first.contains("Vous n’avez encore déposé aucun document"));
        assert!(first.contains("Aucun dépôt de cette page"), "{first}");
        assert!(first.contains("/pro/depots?avant="));
    })
    .await;
}

#[tokio::test]
async fn a_file_whose_deposit_cannot_be_noted_is_not_kept() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let away = "ALTER TABLE deposit RENAME TO deposit_away";
        let store = &town.house.store;
        store.execute(away, Vec::new()).await.expect("renamed");
        let fields = [
            ("title", "Bilan"),
            ("type", "11488-4"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let path = format!("/pro/patients/{}/ajouter", ana.space);
        let file = ("cr.txt", b"Compte rendu.".as_slice());
        let sent = town.upload(&doctor.cookie, &path, &fields, file).await;
        assert!(sent.status.is_server_error(), "{}", sent.status);
        assert_eq!(testkit::objects(&town.folder.path().join("vault")).len(), 0);
    })
    .await;
}
