//! Requests to correct that reach nobody are not said to be sent.

use super::LIST;
use crate::town::{Holder, Town};

impl Town {
    /// A hospital's software deposits a letter; its id.
    async fn hospital_deposits(&self, holder: &Holder, title: &str) -> String {
        let documents = &self.house.documents;
        let hospital = identity::Caller::Institution(identity::Institution {
            finess: "690000002".parse().expect("a number"),
            name: "Clinique du Lac".into(),
            client_id: "test".into(),
        });
        let checked = documents::rules::Checked {
            title: title.to_owned(),
            type_code: "11488-4".into(),
            act_date: kernel::Date::constant(2026, 11, 20),
        };
        let incoming = documents::Incoming {
            file_name: "a.txt".into(),
            mime: None,
            bytes: futures_util::stream::iter([Ok(bytes::Bytes::from_static(b"bonjour"))]),
        };
        let space = holder.space;
        let shelved = documents.shelve(&hospital, space, incoming).await;
        let keeping = documents::Keeping {
            hidden: false,
            reserved: false,
            secret: false,
            twice: documents::Twice::KeepBoth,
        };
        let origin = documents::Origin::default();
        let shelved = shelved.expect("shelved");
        let added = documents
            .add(&hospital, space, shelved, &checked, &origin, keeping)
            .await;
        added.expect("added").document().to_string()
    }
}

#[tokio::test]
async fn an_institution_must_be_asked_by_post_and_the_page_says_so() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let id = town.hospital_deposits(&ana, "Lettre").await;
        let page = format!("{LIST}/{id}");
        let ask = format!("{page}/correction");
        let said = town.get(&ana.cookie, &page).await.text();
        assert!(
            said.contains("écrivez par courrier à Clinique du Lac"),
            "{said}"
        );
        assert!(!said.contains(&ask));
        let asked = town.post(&ana.cookie, &ask, "text=Encore").await;
        assert!(asked.location().contains("demande-courrier"));
        let said = town.get(&ana.cookie, asked.location()).await.text();
        assert!(said.contains("ne reçoit pas de demande ici"));
        assert!(!said.contains("Envoyée"));
    })
    .await;
}

#[tokio::test]
async fn the_twenty_first_request_is_said_to_be_one_too_many() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.deposits(&doctor, &ana, "Bilan").await;
        let ask = format!("{LIST}/{id}/correction");
        let answer = format!("/pro/depots/{}/{id}/reponse", ana.space);
        for _ in 0..20 {
            let asked = town.post(&ana.cookie, &ask, "text=Encore").await;
            assert!(asked.location().contains("fait=demande#"));
            town.post(&doctor.cookie, &answer, "reponse=non&text=Non")
                .await;
        }
        let asked = town.post(&ana.cookie, &ask, "text=Encore").await;
        assert!(asked.location().contains("demande-trop"));
        let said = town.get(&ana.cookie, asked.location()).await.text();
        assert!(said.contains("20 demandes pour ce document"));
    })
    .await;
}
