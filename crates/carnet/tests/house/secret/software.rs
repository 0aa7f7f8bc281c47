//! A minor's secret, said and read back by software: ITI-105 and TD3.3.

use crate::dmp::changing::letter;
use crate::dmp::{DOCTOR, Dmp, OTHER, json};
use crate::town::Town;
use http::StatusCode;
use serde_json::{Value, json};

const SECRET: &str = "INVISIBLE_REPRESENTANTS_LEGAUX";

fn label(code: &str) -> Value {
    json!([{"op": "replace", "path": "/securityLabel/0", "value": {"coding": [{"code": code}]}}])
}

#[tokio::test]
async fn azp_12_td3_3_software_keeps_a_document_from_parents_and_reads_that_back() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        let town: &Town = &dmp.town;
        let lea = town.girl(1, "Lea", 2010).await;
        let parent = town.signs_in(town.parent_of(&[&lea]).await).await;
        let consent = format!("/pro/patients/{}/lien", lea.space);
        town.does(&doctor.cookie, &consent, "accord=oui").await;
        let token = dmp.token(DOCTOR).await;
        let of_lea = |n: u32, labels: &[&str]| {
            let mut sent = letter(&ana, n, labels);
            sent["subject"]["identifier"]["value"] = json!(lea.matricule);
            sent
        };
        let done = dmp.sends(&token, &of_lea(1, &["N", SECRET])).await;
        assert_eq!(done.status, StatusCode::CREATED, "{}", done.text());
        assert!(done.text().contains(SECRET));
        let list = async |cookie: &str, path: &str| town.reads(cookie, path).await;
        let theirs = lea.of("/documents");
        assert!(!list(&parent, &theirs).await.contains("Lettre 1"));
        let own = "/espace/moi/documents";
        assert!(list(&lea.cookie, own).await.contains("Lettre 1"));
        // Another doctor who treats them reads it with its label.
        let other = town.other_doctor().await;
        town.does(&other.cookie, &consent, "accord=oui").await;
        let search = Dmp::search(&ana).replace(ana.matricule(), &lea.matricule);
        let found = json(&dmp.get(&dmp.token(OTHER).await, &search).await);
        let labels = &found["entry"][0]["resource"]["securityLabel"];
        assert!(labels.to_string().contains(SECRET), "{found}");
        // Afterwards, by its author, as often as they like; by nobody else.
        dmp.sends(&token, &of_lea(2, &[])).await;
        assert!(list(&parent, &theirs).await.contains("Lettre 2"));
        let name = |n: u32| format!("{search}&identifier=urn:ietf:rfc:3986%7Curn:oid:2.999.{n}");
        for _ in 0..2 {
            let kept = dmp.patches(&token, &name(2), &label(SECRET)).await;
            assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
            assert!(kept.text().contains(SECRET));
        }
        assert!(!list(&parent, &theirs).await.contains("Lettre 2"));
        let theirs = dmp.token(OTHER).await;
        let refused = dmp.patches(&theirs, &name(2), &label(SECRET)).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{}", refused.text());
        // To show it to the patient does not show it to their parents.
        let shown = dmp.patches(&token, &name(2), &label("N")).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.text());
        assert!(shown.text().contains(SECRET), "{}", shown.text());
        // Nothing is kept from the parents of somebody of age.
        let refused = dmp.sends(&token, &letter(&ana, 3, &[SECRET])).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let code = &json(&refused)["issue"][0]["details"]["coding"][0]["code"];
        assert_eq!(code, "documents-secret-adult", "{}", refused.text());
    })
    .await;
}
