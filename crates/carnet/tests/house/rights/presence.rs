//! A presence code: what shows that a patient is there.

use super::{MINUTE, opens, presence, record, shows};
use crate::town::Town;
use http::StatusCode;
use testkit::for_each_store_at;

#[tokio::test]
async fn pro_19_a_presence_code_serves_once_ten_minutes_and_for_one_patient() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        let code = presence(&town, &ana).await;
        let refused = StatusCode::UNPROCESSABLE_ENTITY;
        assert_eq!(shows(&town, &doctor, &louis, &code).await, refused);
        let typed = code.to_lowercase();
        // Typed with the search, it finds nobody else, and is shown in one press.
        let line = format!("recherche={}+{typed}", ana.matricule());
        let found = town.post(&doctor.cookie, "/pro", &line).await;
        assert!(!found.location().contains(&typed), "{}", found.location());
        let results = town.reads(&doctor.cookie, found.location()).await;
        for told in [
            format!("action=\"{}/lien\"", record(&ana)),
            format!("name=\"code\" value=\"{typed}\""),
        ] {
            assert!(results.contains(&told), "{told}: {results}");
        }
        let alone = town
            .post(&doctor.cookie, "/pro", &format!("recherche={typed}"))
            .await;
        assert_eq!(alone.status, refused, "whose it is, it does not say");
        assert_eq!(
            shows(&town, &doctor, &ana, &typed).await,
            StatusCode::SEE_OTHER
        );
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        assert_eq!(
            shows(&town, &other, &ana, &code).await,
            refused,
            "used twice"
        );
        let older = presence(&town, &ana).await;
        let newer = presence(&town, &ana).await;
        assert_eq!(
            shows(&town, &other, &ana, &older).await,
            refused,
            "the older one"
        );
        town.world.advance(MINUTE * 10);
        assert_eq!(
            shows(&town, &other, &ana, &newer).await,
            refused,
            "too late"
        );
        let history = town.get(&ana.cookie, "/espace/moi/acces").await.text();
        assert!(
            history.contains("Vous avez montré un code de présence."),
            "{history}"
        );
    })
    .await;
}

#[tokio::test]
async fn pro_24_what_is_known_of_a_patient_is_no_proof_that_they_are_there() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        for known in ["255081416802538", "1234567890", "19550812", "AAAAAAAA"] {
            let status = shows(&town, &doctor, &ana, known).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{known}");
        }
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::SEE_OTHER);
    })
    .await;
}
