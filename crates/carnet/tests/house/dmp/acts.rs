//! AuditEvents: one's own acts at one's own place, and nobody else's.

use super::{DOCTOR, Dmp, OTHER, json};
use crate::town::Holder;
use http::StatusCode;
use serde_json::Value;
use std::time::Duration;

fn path(holder: &Holder) -> String {
    Dmp::search(holder).replace("DocumentReference?", "AuditEvent?")
}

fn acts(bundle: &Value) -> Vec<String> {
    let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
    let code = |entry: &Value| entry["resource"]["subtype"][1]["code"].clone();
    let codes = entries.iter().map(code);
    codes
        .map(|code| code.as_str().unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test]
async fn balp_a_professional_finds_what_they_did_and_nothing_of_others() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        let other = dmp.town.pro("10", OTHER, "Luc Petit").await;
        let tick = || dmp.town.world.advance(Duration::from_secs(60));
        let theirs = dmp.town.deposits(&other, &ana, "CANARI").await;
        tick();
        dmp.town.consents(&doctor, &ana).await;
        tick();
        let token = dmp.token(DOCTOR).await;
        dmp.get(&token, &Dmp::search(&ana)).await;
        tick();
        let file = format!("/fhir/Binary/{}-{theirs}", ana.space);
        assert_eq!(dmp.get(&token, &file).await.status, StatusCode::OK);
        let found = dmp.get(&token, &path(&ana)).await;
        assert_eq!(found.status, StatusCode::OK, "{}", found.text());
        let own = json(&found);
        assert_eq!(
            acts(&own),
            ["document-downloaded", "record-read", "link-made"]
        );
        assert!(!found.text().contains("CANARI") && !found.text().contains("Petit"));
        let read = &own["entry"][0]["resource"];
        let profile =
            "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead";
        assert_eq!(read["meta"]["profile"][0], profile);
        assert_eq!(
            read["agent"][2]["who"]["identifier"]["value"],
            format!("8{DOCTOR}")
        );
        let what = &read["entity"][1]["what"]["reference"];
        assert_eq!(what, &format!("DocumentReference/{}-{theirs}", ana.space));
        // Looking at one's own acts is none.
        assert_eq!(acts(&json(&dmp.get(&token, &path(&ana)).await)).len(), 3);

        // Page by page, and since a day.
        let first = json(&dmp.get(&token, &format!("{}&_count=2", path(&ana))).await);
        let next = super::reading::next(&first).expect("a next page");
        assert_eq!(acts(&json(&dmp.get(&token, &next).await)), ["link-made"]);
        let since = read["recorded"].as_str().expect("a moment");
        let since = format!("{}&date=ge{since}", path(&ana));
        assert_eq!(acts(&json(&dmp.get(&token, &since).await)).len(), 1);
        let reads = format!("{}&action=R", path(&ana));
        assert_eq!(acts(&json(&dmp.get(&token, &reads).await)).len(), 1);

        // What is hidden now leaves no trace there either; a colleague finds none.
        let hide = format!("/espace/moi/documents/{theirs}/masquer");
        dmp.town.post(&ana.cookie, &hide, "qui=tous").await;
        let left = json(&dmp.get(&token, &path(&ana)).await);
        assert_eq!(acts(&left), ["record-read", "link-made"]);
        let colleague = dmp.token(OTHER).await;
        let found = json(&dmp.get(&colleague, &path(&ana)).await);
        assert_eq!(acts(&found), ["document-added"]);

        // Blocked is as if there were no space.
        let decide = format!("/espace/moi/acces/pro/{DOCTOR}/decider");
        dmp.town.post(&ana.cookie, &decide, "quoi=bloquer").await;
        let nobody = path(&ana).replace(ana.matricule(), "184027505612389");
        let (hers, nobodys) = (
            dmp.get(&token, &path(&ana)).await,
            dmp.get(&token, &nobody).await,
        );
        assert_eq!(hers.status, StatusCode::NOT_FOUND);
        assert_eq!(hers.shape(), nobodys.shape());
    })
    .await;
}

#[tokio::test]
async fn vis_01_the_acts_of_others_move_nothing_in_ones_own() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        dmp.town.consents(&doctor, &ana).await;
        let token = dmp.token(DOCTOR).await;
        dmp.get(&token, &Dmp::search(&ana)).await;
        let before = dmp.get(&token, &format!("{}&_count=1", path(&ana))).await;
        let other = dmp.town.pro("10", OTHER, "Luc Petit").await;
        let id = dmp.town.deposits(&other, &ana, "Secret").await;
        let hide = format!("/espace/moi/documents/{id}/masquer");
        dmp.town.post(&ana.cookie, &hide, "qui=tous").await;
        let after = dmp.get(&token, &format!("{}&_count=1", path(&ana))).await;
        assert_eq!(before.shape(), after.shape());
    })
    .await;
}
