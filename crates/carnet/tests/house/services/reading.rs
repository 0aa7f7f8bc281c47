//! What a service reads: what its holder ticked, hidden from nobody, in one record.

use super::{documents_of, first_id, found};
use crate::dmp::json;
use crate::routes::ROUTES;
use crate::town::Town;
use http::StatusCode;
use testkit::for_each_store_at;

#[tokio::test]
async fn a_service_reads_what_was_ticked_and_each_read_is_in_the_history() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let doctor = town.doctor().await;
        town.adds(&ana, "Ordonnance de mai").await;
        town.deposits(&doctor, &ana, "Compte rendu de juin").await;
        let tokens = town.connected(&ana).await;
        let bundle = town.served(&tokens.access, &documents_of(&ana)).await;
        let mut titles = found(&bundle);
        titles.sort();
        assert_eq!(titles, ["Compte rendu de juin", "Ordonnance de mai"]);
        let id = first_id(&bundle);
        for kind in ["DocumentReference", "Binary"] {
            let one = town
                .served(&tokens.access, &format!("/fhir/{kind}/{id}"))
                .await;
            assert_eq!(one.status, StatusCode::OK, "{kind}: {}", one.text());
        }
        let person = town
            .served(&tokens.access, &format!("/fhir/Patient/{}", ana.space))
            .await;
        let person = json(&person);
        assert_eq!(person["birthDate"], "1955-08-12");
        assert_eq!(person["name"][0]["given"][0], "Ana");
        assert!(!person.to_string().contains("25508141680253"), "{person}");
        let history = town
            .get(&ana.cookie, "/espace/moi/acces/journal?qui=ssouffle")
            .await
            .text();
        for said in [
            "Souffle",
            "Service relié",
            "Vous avez relié ce service",
            "par son logiciel",
        ] {
            assert!(history.contains(said), "{said}: {history}");
        }
        let csv = town
            .get(&ana.cookie, "/espace/moi/acces/journal/csv")
            .await
            .text();
        let lines = csv
            .lines()
            .filter(|line| line.contains("Souffle") && line.contains("lu"));
        assert!(lines.count() >= 2, "{csv}");
    })
    .await;
}

#[tokio::test]
async fn app_14_what_is_hidden_or_waits_for_a_consultation_exists_for_no_service() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&other, &ana).await;
        let seen = town.deposits(&doctor, &ana, "Vue").await;
        let hidden = town.deposits(&doctor, &ana, "CANARICACHE").await;
        let named = town.deposits(&doctor, &ana, "CANARINOMME").await;
        for (id, whom) in [
            (&hidden, "tous"),
            (&named, other.professional.rpps.as_str()),
        ] {
            let path = format!("/espace/moi/documents/{id}/masquer");
            let form = format!("qui={whom}");
            let hides = town.post(&ana.cookie, &path, &form).await;
            assert_eq!(hides.status, StatusCode::SEE_OTHER, "{whom}");
        }
        let fields = [
            ("title", "CANARIRESERVE"),
            ("type", "11488-4"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
            ("annonce", "oui"),
        ];
        let path = format!("/pro/patients/{}/ajouter", ana.space);
        let sent = town.upload(&doctor.cookie, &path, &fields, ("cr.txt", b"Compte rendu."));
        assert_eq!(sent.await.status, StatusCode::SEE_OTHER);
        let tokens = town.connected(&ana).await;
        let bundle = town.served(&tokens.access, &documents_of(&ana)).await;
        assert_eq!(found(&bundle), ["Vue"]);
        assert_eq!(json(&bundle)["total"], 1);
        assert!(!bundle.text().contains("CANARI"));
        let unknown = "00000000000000000000000001";
        for kind in ["DocumentReference", "Binary"] {
            let at = |id: &str| format!("/fhir/{kind}/{}-{id}", ana.space);
            let never = town.served(&tokens.access, &at(unknown)).await.shape();
            assert_eq!(never.0, StatusCode::NOT_FOUND);
            for id in [&hidden, &named] {
                let answer = town.served(&tokens.access, &at(id)).await.shape();
                assert_eq!(answer, never, "{kind}");
            }
            let there = town.served(&tokens.access, &at(&seen)).await;
            assert_eq!(there.status, StatusCode::OK);
        }
        // And what is hidden later is gone with the next question.
        let path = format!("/espace/moi/documents/{seen}/masquer");
        town.post(&ana.cookie, &path, "qui=tous").await;
        assert_eq!(
            found(&town.served(&tokens.access, &documents_of(&ana)).await),
            [""; 0]
        );
    })
    .await;
}

#[tokio::test]
async fn app_18_a_token_of_one_person_opens_nothing_of_another() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let id = town.adds(&louis, "De Louis").await;
        let of_ana = town.connected(&ana).await;
        let of_louis = town.connected(&louis).await;
        for path in [
            documents_of(&louis),
            format!("/fhir/DocumentReference/{}-{id}", louis.space),
            format!("/fhir/Binary/{}-{id}", louis.space),
            format!("/fhir/Patient/{}", louis.space),
            format!("/fhir/DocumentReference/{}-{id}", ana.space),
        ] {
            let answer = town.served(&of_ana.access, &path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert!(!answer.text().contains("De Louis"), "{path}");
        }
        assert_eq!(
            found(&town.served(&of_louis.access, &documents_of(&louis)).await),
            ["De Louis"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_token_without_a_kind_opens_no_door_of_that_kind() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let id = town.adds(&ana, "Ordonnance").await;
        town.lists(super::service("souffle")).await;
        let code = town.connects(&ana, "souffle", "lire-identite=oui").await;
        let tokens = super::Tokens::of(&town.trades("souffle", &code, &[]).await);
        let public = ["/fhir/metadata", "/fhir/.well-known/smart-configuration"];
        let asked = ROUTES.iter().filter(|route| route.starts_with("/fhir"));
        for route in asked.filter(|route| !public.contains(route)) {
            if route.starts_with("/fhir/Patient") {
                continue;
            }
            let path = route.replace("{id}", &format!("{}-{id}", ana.space));
            let answer = town
                .served(
                    &tokens.access,
                    &format!("{path}?patient=Patient/{}", ana.space),
                )
                .await;
            assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
            assert!(!answer.text().contains("Ordonnance"), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn app_06_a_service_adds_no_document_whoever_it_says_it_is() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town.connected(&ana).await;
        for path in ["/fhir", "/fhir/DocumentReference"] {
            let request = http::Request::post(path)
                .header("host", "localhost:8080")
                .header("content-type", "application/fhir+json")
                .header("authorization", format!("Bearer {}", tokens.access))
                .body(axum::body::Body::from(
                    "{\"resourceType\":\"DocumentReference\"}",
                ));
            let answer = town.ask(request.expect("a request")).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        }
    })
    .await;
}
