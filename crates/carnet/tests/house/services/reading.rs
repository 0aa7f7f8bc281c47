//! What a service reads: what its holder ticked, hidden from nobody, in one record.

use super::writing::{header, weight};
use super::{EVERYTHING, documents_of, first_id, found};
use crate::carers;
use crate::dmp::json;
use crate::routes::ROUTES;
use crate::town::Town;
use http::StatusCode;
use http::header::ETAG;
use std::time::Duration;
use testkit::for_each_store_at;

#[tokio::test]
async fn a_service_reads_what_was_ticked_and_each_read_is_in_the_history() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let doctor = town.doctor().await;
        let own = town.adds(&ana, "Ordonnance de mai").await;
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
        // What its holder calls otherwise is another version, and both are read.
        let path = format!("/fhir/DocumentReference/{}-{own}", ana.space);
        let before = town.served(&tokens.access, &path).await;
        town.world.advance(Duration::from_secs(1));
        let change = format!("/espace/moi/documents/{own}/modifier");
        let heading = "title=Autre&type=DOCPAT04&date-jour=2&date-mois=2&date-annee=2025";
        town.does(&ana.cookie, &change, heading).await;
        let now = town.served(&tokens.access, &path).await;
        assert_ne!(header(&now, ETAG), header(&before, ETAG));
        assert_eq!(json(&now)["date"], json(&before)["date"]);
        let history = format!("{path}/_history");
        let all = json(&town.served(&tokens.access, &history).await);
        assert_eq!(all["total"], 2, "{all}");
        for (n, method, one) in [(0, "PUT", &now), (1, "POST", &before)] {
            let entry = &all["entry"][n];
            assert_eq!(entry["resource"], json(one), "{all}");
            assert_eq!(entry["request"]["method"], method);
            let version = entry["resource"]["meta"]["versionId"].as_str();
            let path = format!("{history}/{}", version.expect("a version"));
            let read = town.served(&tokens.access, &path).await;
            assert_eq!(
                (header(&read, ETAG), json(&read)),
                (header(one, ETAG), json(one))
            );
        }
        // Hidden, it has none, as what never was.
        let hide = format!("/espace/moi/documents/{own}/masquer");
        town.does(&ana.cookie, &hide, "qui=tous").await;
        let never = path.replace(&own, "00000000000000000000000001");
        let never = town
            .served(&tokens.access, &format!("{never}/_history"))
            .await;
        for path in [&history, &format!("{history}/1")] {
            let hidden = town.served(&tokens.access, path).await;
            assert_eq!(hidden.status, StatusCode::NOT_FOUND);
            assert_eq!(hidden.shape(), never.shape());
        }
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

const NOTE: (&str, &[u8]) = ("note.txt", b"CANARITEXTE");

/// All that a service may ask of a record, and of a document in it.
fn everything(space: kernel::SpaceId, document: &str) -> [String; 12] {
    [
        format!("/fhir/Patient/{space}"),
        format!("/fhir/Patient/{space}/$summary"),
        format!("/fhir/DocumentReference/{space}-{document}"),
        format!("/fhir/Binary/{space}-{document}"),
        format!("/fhir/DocumentReference?patient=Patient/{space}"),
        format!("/fhir/AllergyIntolerance?patient=Patient/{space}"),
        format!("/fhir/Condition?patient=Patient/{space}"),
        format!("/fhir/MedicationStatement?patient=Patient/{space}"),
        format!("/fhir/Immunization?patient=Patient/{space}"),
        format!("/fhir/Observation?patient=Patient/{space}&category=vital-signs"),
        format!("/fhir/Appointment?patient=Patient/{space}"),
        format!("/fhir/AuditEvent?patient=Patient/{space}"),
    ]
}

#[tokio::test]
async fn app_03_a_token_of_a_parent_or_a_carer_opens_nothing_of_whom_they_look_after() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        // Ana answers for Léa; Louis helps Ana.
        let child = town.child("Lea", "2016-05-09", &[&ana]).await;
        town.takes(&ana, &child).await;
        town.confides_to_louis(&ana, &louis).await;
        let of_child = format!("/espace/{}", child.space);
        let fields = [
            ("title", "CANARIENFANT"),
            ("type", "DOCPAT03"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let list = format!("{of_child}/documents");
        let adds = format!("{list}/ajouter");
        let sent = town.upload(&ana.cookie, &adds, &fields, NOTE);
        assert_eq!(sent.await.status, StatusCode::SEE_OTHER);
        let added = town.id_of(&ana.cookie, &list, "CANARIENFANT").await;
        let added = added.expect("the document is listed");
        let hers = town.adds(&ana, "CANARIMERE").await;
        // Each let two services in, to read all there is and to add, and each of these
        // paths opens what is their own: none is refused for what it asks.
        let his = town.adds(&louis, "De Louis").await;
        let mut tokens = Vec::new();
        for (holder, own, whom, document) in [
            (&ana, &hers, child.space, &added),
            (&louis, &his, ana.space, &hers),
        ] {
            let reads = town.all_connected(holder).await;
            for path in everything(holder.space, own) {
                let answer = town.served(&reads, &path).await;
                assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
            }
            let lines = town.lets(holder, "balance", &EVERYTHING).await.access;
            let written = town.adds_in_fhir(&lines, &weight(holder, 62.0)).await;
            assert_eq!(written.status, StatusCode::CREATED, "{}", written.text());
            tokens.extend([(reads, whom, document), (lines, whom, document)]);
        }
        let never = kernel::SpaceId::from_bytes([7; 16]);
        for (token, space, document) in &tokens {
            let space = *space;
            let nobody = everything(never, document);
            for (path, of_nobody) in everything(space, document).iter().zip(&nobody) {
                let answer = town.served(token, path).await;
                assert!(answer.status.is_client_error(), "{path}: {}", answer.text());
                assert!(!answer.text().contains("CANARI"), "{path}");
                let text = answer.text().replace(&space.to_string(), "X");
                let none = town.served(token, of_nobody).await;
                assert_eq!(none.status, answer.status, "{path}");
                let none = none.text().replace(&never.to_string(), "X");
                assert_eq!(text, none, "{path}");
            }
            // Nor does it write there.
            let mut written = Vec::new();
            for space in [space, never] {
                let mut weight = weight(&ana, 22.0);
                weight["subject"]["reference"] = format!("Patient/{space}").into();
                let answer = town.adds_in_fhir(token, &weight).await;
                assert!(answer.status.is_client_error(), "{}", answer.text());
                let said = answer.text().replace(&space.to_string(), "X");
                written.push((answer.status, said));
            }
            assert_eq!(written[0], written[1]);
        }
        // From a space that is looked after, nothing can be connected: there is no
        // such page, and the one that asks is about who is signed in.
        for (cookie, base) in [
            (&ana.cookie, of_child.clone()),
            (&louis.cookie, carers::of(&ana, "")),
        ] {
            for below in [String::from("/services"), Town::asks_at("souffle", &[])] {
                let answer = town.get(cookie, &format!("{base}{below}")).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{base}{below}");
                let form = town.yes("lire-documents=oui");
                let answer = town.post(cookie, &format!("{base}{below}"), &form).await;
                assert!(answer.status.is_client_error(), "{base}{below}");
            }
        }
        let code = town.connects(&ana, "souffle", "lire-documents=oui").await;
        let given = json(&town.trades("souffle", &code, &[]).await);
        assert_eq!(given["patient"], ana.space.to_string(), "{given}");
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
