//! Two worlds that differ by a document that somebody may not see answer them
//! alike: lists, searches, counts, choices, pages.

use super::{LIST, of};
use crate::town::Town;
use http::StatusCode;

#[tokio::test]
async fn vis_01_hidden_binned_and_withdrawn_documents_leave_no_trace_in_what_is_found() {
    testkit::for_each_store_at(async |_, url| {
        // One world: before the documents, and after they came and went.
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.deposits(&other, &ana, "Visible").await;
        town.consents(&doctor, &ana).await;
        let record = format!("/pro/patients/{}", ana.space);
        let asks = [
            "",
            "?q=secret",
            "?q=CANARI",
            "?q=visible",
            "?q=dr",
            "?q=note",
            "?annee=2026",
            "?annee=2025",
            "?categorie=reports",
            "?auteur=Dr%20Petit",
            "?auteur=moi",
            "?lieu=Cabinet%20des%20Lilas",
            "?voir=masques",
            "?nouveaux=oui",
            "?epingles=oui",
            "?tri=titre",
            "?tri=auteur&page=2",
        ];
        let mut before = Vec::new();
        for ask in asks {
            let page = town.get(&doctor.cookie, &format!("{record}{ask}")).await;
            assert_eq!(page.status, StatusCode::OK, "{ask}");
            before.push(page.shape());
        }
        let hidden = town.deposits(&other, &ana, "Secret CANARI").await;
        let hide = format!("{LIST}/{hidden}/masquer");
        town.post(&ana.cookie, &hide, "qui=tous").await;
        let newer = town
            .replaces(&other, &ana, &hidden, "Secret CANARI bis")
            .await;
        let binned = town.adds(&ana, "Note CANARI").await;
        town.bins(&ana, &binned).await;
        let gone = town.deposits(&other, &ana, "Parti CANARI").await;
        town.withdraws(&other, &ana, &gone).await;
        // What the holder asked to correct, pinned or put in order is no trace.
        let ask = format!("{LIST}/{newer}/correction");
        town.post(&ana.cookie, &ask, "text=CANARI").await;
        let pin = format!("geste=epingler&d-{newer}=oui");
        town.post(&ana.cookie, &format!("{LIST}/ensemble"), &pin)
            .await;
        for (ask, before) in asks.iter().zip(before) {
            let after = town.get(&doctor.cookie, &format!("{record}{ask}")).await;
            assert_eq!(after.shape(), before, "{ask}");
        }
        // And each of them is as if it had never been.
        let (cookie, never) = of(&doctor, &ana, "00000000000000000000000001");
        for id in [&hidden, &newer, &binned, &gone] {
            let (_, path) = of(&doctor, &ana, id);
            for last in ["", "/telecharger", "/image"] {
                let one = town.get(&cookie, &format!("{path}{last}")).await;
                let two = town.get(&cookie, &format!("{never}{last}")).await;
                assert_eq!(one.shape(), two.shape(), "{id}{last}");
            }
        }
        // Nor does their author's page answer anybody else.
        for (id, last) in [(&hidden, ""), (&newer, "/remplacer"), (&gone, "")] {
            let ways = |id: &str| format!("/pro/depots/{}/{id}{last}", ana.space);
            let one = town.get(&doctor.cookie, &ways(id)).await;
            let two = town
                .get(&doctor.cookie, &ways("00000000000000000000000001"))
                .await;
            assert_eq!(one.shape(), two.shape(), "{id}{last}");
        }
    })
    .await;
}
