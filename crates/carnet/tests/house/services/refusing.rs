//! What a service may not add: what was not ticked, what is of somebody else, what
//! nobody could write on the pages; and nothing is kept of it.

use super::EVERYTHING;
use super::writing::{allergy, header, reason, weight};
use crate::dmp::json;
use crate::town::Town;
use http::header::LOCATION;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::for_each_store_at;

#[tokio::test]
async fn app_01_what_was_not_ticked_is_not_added_and_a_pause_or_an_end_holds_at_once() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town
            .lets(&ana, "souffle", &["lire-resultats", "ajouter-allergies"])
            .await;
        let refused = town.adds_in_fhir(&tokens.access, &weight(&ana, 72.5)).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let challenge = refused.headers["www-authenticate"].to_str().expect("text");
        assert!(challenge.contains("insufficient_scope"), "{challenge}");
        // Adding without reading: it is theirs to change all the same.
        let added = town
            .adds_in_fhir(&tokens.access, &allergy(&ana, "Latex"))
            .await;
        assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
        let path = header(&added, LOCATION);
        let path = path.strip_prefix("http://localhost:8080").expect("ours");
        let unread = town.served(&tokens.access, path).await;
        assert_eq!(unread.status, StatusCode::FORBIDDEN);
        let reads = town.lets(&ana, "lecteur", &["lire-allergies"]).await;
        let refused = town
            .adds_in_fhir(&reads.access, &allergy(&ana, "Pollen"))
            .await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let list = town.get(&ana.cookie, "/espace/moi/services").await.text();
        let at = list.find("/pause").expect("a connection");
        let id = list[..at].rsplit('/').next().expect("an id");
        for (deed, _) in [("pause", 0), ("retirer", 1)] {
            let form = format!("/espace/moi/services/{id}/{deed}");
            town.post(&ana.cookie, &form, "").await;
            let paused = town
                .adds_in_fhir(&tokens.access, &allergy(&ana, "Pollen"))
                .await;
            assert!(
                matches!(paused.status.as_u16(), 401 | 403),
                "{deed}: {}",
                paused.text()
            );
            let deleted = town
                .requests(Method::DELETE, &tokens.access, path, &[], "")
                .await;
            assert!(matches!(deleted.status.as_u16(), 401 | 403), "{deed}");
        }
        let page = town
            .get(&ana.cookie, "/espace/moi/profil/allergies")
            .await
            .text();
        assert!(page.contains("Latex") && !page.contains("Pollen"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn app_18_what_is_said_of_another_person_is_answered_like_a_person_who_never_was() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
        let to = async |reference: String| {
            let mut value = weight(&ana, 72.5);
            value["subject"]["reference"] = json!(reference);
            town.adds_in_fhir(&tokens.access, &value).await.shape()
        };
        let nobody = to(String::from("Patient/00000000000000000000000001")).await;
        assert_eq!(nobody.0, StatusCode::NOT_FOUND);
        for of in [
            format!("Patient/{}", louis.space),
            format!("http://localhost:8080/fhir/Patient/{}", louis.space),
            String::from("https://elsewhere.example/fhir/Patient/1"),
        ] {
            assert_eq!(to(of.clone()).await, nobody, "{of}");
        }
        let mut by_number = weight(&ana, 72.5);
        by_number["subject"] = json!({"identifier": {
            "system": "urn:oid:1.2.250.1.213.1.4.8", "value": louis.matricule(),
        }});
        let answer = town.adds_in_fhir(&tokens.access, &by_number).await;
        assert_eq!(answer.shape(), nobody);
        let page = town
            .get(&louis.cookie, "/espace/moi/profil/mesures")
            .await
            .text();
        assert!(!page.contains("72,5"), "{page}");
        let history = town
            .get(&louis.cookie, "/espace/moi/acces/journal")
            .await
            .text();
        assert!(!history.contains("Souffle"), "{history}");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_taken_is_refused_with_how_to_mend_it_and_nothing_is_kept() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
        let spoilt = |spoil: fn(&mut Value)| {
            let mut value = weight(&ana, 72.5);
            spoil(&mut value);
            value.to_string()
        };
        let plain = "application/fhir+json";
        let fifty_megabytes = "x".repeat(50 * 1024 * 1024);
        for (what, media, body, status, why) in [
            (
                "1,240 kg",
                plain,
                spoilt(|it| it["valueQuantity"]["value"] = json!(1240)),
                422,
                "profile-beyond-poids",
            ),
            (
                "30 February",
                plain,
                spoilt(|it| it["effectiveDateTime"] = json!("2026-02-30")),
                422,
                "fhir-date",
            ),
            (
                "tomorrow",
                plain,
                spoilt(|it| it["effectiveDateTime"] = json!("2027-02-03")),
                422,
                "profile-future",
            ),
            (
                "unknown",
                plain,
                spoilt(|it| it["couleur"] = json!("bleu")),
                400,
                "fhir-element-unknown",
            ),
            (
                "modifier",
                plain,
                spoilt(|it| it["modifierExtension"] = json!([{"url": "urn:x"}])),
                400,
                "fhir-modifier",
            ),
            (
                "type",
                plain,
                spoilt(|it| it["resourceType"] = json!("Condition")),
                400,
                "rest-type-differs",
            ),
            ("not JSON", plain, String::from("{"), 400, "fhir-not-json"),
            (
                "STU3",
                "application/fhir+json; fhirVersion=3.0",
                spoilt(|_| ()),
                415,
                "rest-version",
            ),
            (
                "XML",
                "application/fhir+xml",
                String::from("<Observation/>"),
                415,
                "rest-media",
            ),
            ("50 MB", plain, fifty_megabytes, 413, "fhir-too-long"),
        ] {
            let media = [("content-type", media)];
            let token = &tokens.access;
            let answer = town
                .requests(Method::POST, token, "/fhir/Observation", &media, body)
                .await;
            assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.text());
            assert_eq!(reason(&answer), why, "{what}");
            let said = &json(&answer)["issue"][0]["details"]["text"];
            let said = said.as_str().expect("a sentence");
            assert!(said.contains(' ') && said.ends_with('.'), "{what}: {said}");
        }
        let english = [("accept-language", "en")];
        let body = spoilt(|it| it["valueQuantity"]["value"] = json!(1240));
        let answer = town
            .requests(
                Method::POST,
                &tokens.access,
                "/fhir/Observation",
                &english,
                body,
            )
            .await;
        let outcome = json(&answer);
        assert_eq!(
            outcome["issue"][0]["expression"][0],
            "Observation.valueQuantity"
        );
        assert!(
            outcome["issue"][0]["details"]["text"]
                .as_str()
                .expect("text")
                .contains("weight")
        );
        let page = town
            .get(&ana.cookie, "/espace/moi/profil/mesures")
            .await
            .text();
        assert!(!page.contains("Souffle"), "{page}");
    })
    .await;
}
