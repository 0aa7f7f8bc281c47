//! TD3.1a and b, TD3.2: what a professional finds and reads through software is
//! what they see on the site, and the holder is told the same.

use super::{DOCTOR, Dmp, ELSEWHERE, FHIR, FORM, OTHER, json, titles};
use crate::town::{Holder, Pro};
use http::header::ACCEPT;
use http::{Method, StatusCode};
use serde_json::Value;
use std::time::Duration;

impl Dmp {
    /// A holder, and the doctor of the site in her own session.
    pub(crate) async fn people(&self) -> (Holder, Pro) {
        let ana = self.town.holder(0).await;
        let doctor = self.town.pro("10", DOCTOR, "Samira Bénali").await;
        (ana, doctor)
    }

    /// How often the holder's history says so.
    pub(crate) async fn lines_saying(&self, holder: &Holder, said: &str) -> usize {
        let path = "/espace/moi/acces/journal/csv";
        let history = self.town.get(&holder.cookie, path).await;
        history.text().matches(said).count()
    }
}

#[tokio::test]
async fn td3_1a_a_search_finds_what_the_site_shows_and_writes_a_line_for_each_page() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        let other = dmp.town.pro("10", OTHER, "Luc Petit").await;
        for title in ["Un", "Deux", "Trois"] {
            dmp.town.world.advance(Duration::from_secs(60));
            dmp.town.deposits(&other, &ana, title).await;
        }
        let token = dmp.token(DOCTOR).await;
        let path = Dmp::search(&ana);
        let refused = dmp.get(&token, &path).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let code = &json(&refused)["issue"][0]["details"]["coding"][0]["code"];
        assert_eq!(code, "error-no-care-link");
        let looked = "Samira Bénali";
        assert_eq!(dmp.lines_saying(&ana, looked).await, 0);

        dmp.town.consents(&doctor, &ana).await;
        let lines = dmp.lines_saying(&ana, looked).await;
        let found = dmp.get(&token, &path).await;
        assert_eq!(found.status, StatusCode::OK, "{}", found.text());
        assert_eq!(titles(&json(&found)), ["Trois", "Deux", "Un"]);
        assert_eq!(json(&found)["total"], 3);
        assert_eq!(dmp.lines_saying(&ana, looked).await, lines + 1);

        // As a form, so that no number stands in an address; and page by page.
        let form = format!(
            "patient.identifier=urn:oid:1.2.250.1.213.1.4.8%7C{}&_count=2&status=current",
            ana.matricule()
        );
        let search = "/fhir/DocumentReference/_search";
        let first = dmp.ask(Method::POST, search, Some(&token), &[FHIR, FORM], form);
        let first = json(&first.await);
        assert_eq!(titles(&first), ["Trois", "Deux"]);
        assert!(
            !first["link"].to_string().contains(ana.matricule()),
            "{first}"
        );
        // What comes meanwhile moves no page.
        dmp.town.world.advance(Duration::from_secs(60));
        dmp.town.deposits(&other, &ana, "Quatre").await;
        let next = next(&first).expect("a next page");
        let second = json(&dmp.get(&token, &next).await);
        assert_eq!(titles(&second), ["Un"]);
        assert_eq!(second["total"], 4);
        assert!(super::reading::next(&second).is_none());
        assert_eq!(dmp.lines_saying(&ana, looked).await, lines + 3);

        let parts = [
            ("&type=http://loinc.org%7C11488-4", 4),
            ("&type=http://loinc.org%7C11502-2", 0),
            ("&status=superseded", 0),
            ("&period=2026-11-20", 4),
            ("&period=ge2026-11-21", 0),
            ("&author.family=petit", 4),
            ("&author.family=benali", 0),
            ("&_count=0", 0),
        ];
        for (part, many) in parts {
            let found = json(&dmp.get(&token, &format!("{path}{part}")).await);
            assert_eq!(titles(&found).len(), many, "{part}: {found}");
        }
        for wrong in ["&titre=x", "&_include=*", "&date=x", "&patient=x"] {
            let answer = dmp.get(&token, &format!("{path}{wrong}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
            assert_eq!(json(&answer)["resourceType"], "OperationOutcome");
        }
    })
    .await;
}

/// The address of the next page, below the origin.
pub(super) fn next(bundle: &Value) -> Option<String> {
    let links = bundle["link"].as_array()?;
    let next = links.iter().find(|link| link["relation"] == "next")?;
    let url = next["url"].as_str()?;
    Some(url.trim_start_matches("http://localhost:8080").to_owned())
}

#[tokio::test]
async fn td3_2_a_document_is_read_by_its_address_with_one_line_for_each() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        let other = dmp.town.pro("10", OTHER, "Luc Petit").await;
        dmp.town.deposits(&other, &ana, "Bilan").await;
        dmp.town.consents(&doctor, &ana).await;
        let token = dmp.token(DOCTOR).await;
        let found = json(&dmp.get(&token, &Dmp::search(&ana)).await);
        let described = &found["entry"][0]["resource"];
        assert_eq!(described["author"][0]["display"], "Luc Petit");
        assert_eq!(described["type"]["coding"][0]["system"], "http://loinc.org");
        let url = described["content"][0]["attachment"]["url"].as_str();
        let address = format!("/fhir/{}", url.expect("an address"));
        let (fetched, lines) = ("« Bilan »", dmp.lines_saying(&ana, "« Bilan »").await);
        let raw = [(ACCEPT, "text/plain")];
        let file = dmp.ask(Method::GET, &address, Some(&token), &raw, String::new());
        let file = file.await;
        assert_eq!(file.text(), "Compte rendu : Bilan.");
        assert_eq!(file.headers["cache-control"], "no-store");
        assert_eq!(dmp.lines_saying(&ana, fetched).await, lines + 1);
        let wrapped = json(&dmp.get(&token, &address).await);
        assert_eq!(wrapped["resourceType"], "Binary");
        assert_eq!(dmp.lines_saying(&ana, fetched).await, lines + 2);

        // TD3.1b: by the identifier, which is one even for what a page deposited.
        let name = &described["masterIdentifier"];
        let (system, value) = (&name["system"], &name["value"]);
        let (system, value) = (system.as_str(), value.as_str());
        let (system, value) = (system.expect("a system"), value.expect("a value"));
        let named = format!("{}&identifier={system}%7C{value}", Dmp::search(&ana));
        let found = json(&dmp.get(&token, &named).await);
        assert_eq!(found["entry"][0]["resource"]["id"], described["id"]);
        let other = named.replace(value, "urn:uuid:00000000-0000-0000-0000-000000000000");
        assert_eq!(json(&dmp.get(&token, &other).await)["total"], 0);
    })
    .await;
}

#[tokio::test]
async fn iti_66_what_came_at_once_is_a_set_as_far_as_it_is_seen() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        dmp.town.deposits(&doctor, &ana, "Un").await;
        dmp.town.world.advance(Duration::from_secs(60));
        dmp.town.deposits(&doctor, &ana, "Deux").await;
        dmp.town.consents(&doctor, &ana).await;
        let token = dmp.token(DOCTOR).await;
        let lists = Dmp::search(&ana).replace("DocumentReference?", "List?");
        let found = json(
            &dmp.get(&token, &format!("{lists}&code=submissionset"))
                .await,
        );
        assert_eq!(found["total"], 2, "{found}");
        let first = &found["entry"][0]["resource"];
        assert_eq!(first["entry"].as_array().map(Vec::len), Some(1));
        let id = first["id"].as_str().expect("an id");
        let alone = json(&dmp.get(&token, &format!("/fhir/List/{id}")).await);
        assert_eq!(&alone, first);
        let none = json(&dmp.get(&token, &format!("{lists}&code=folder")).await);
        assert_eq!(none["total"], 0);
        let since = first["date"].as_str().expect("a date").replace('+', "%2B");
        let later = json(&dmp.get(&token, &format!("{lists}&date=ge{since}")).await);
        assert_eq!(later["total"], 1);
    })
    .await;
}

#[tokio::test]
async fn log_01_what_cannot_be_written_is_not_found() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        dmp.town.deposits(&doctor, &ana, "CANARI").await;
        dmp.town.consents(&doctor, &ana).await;
        let token = dmp.token(DOCTOR).await;
        let gone = "ALTER TABLE access RENAME TO access_away";
        let store = &dmp.town.house.store;
        store.execute(gone, Vec::new()).await.expect("renamed");
        let lists = Dmp::search(&ana).replace("DocumentReference?", "List?");
        for path in [Dmp::search(&ana), lists] {
            let answer = dmp.get(&token, &path).await;
            assert!(answer.status.is_server_error(), "{}", answer.status);
            assert!(!answer.text().contains("CANARI"), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn pro_12_a_professional_behind_software_is_counted_like_one_on_the_site() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        dmp.town.consents(&doctor, &ana).await;
        let count = async || {
            let rows = "SELECT count(*) FROM seen_on_day WHERE rpps = $1";
            let store = &dmp.town.house.store;
            let rows = store.query(rows, vec![DOCTOR.into()]).await;
            rows.expect("counted")[0].int(0).expect("a number")
        };
        let before = count().await;
        let token = dmp.token(DOCTOR).await;
        dmp.get(&token, &Dmp::search(&ana)).await;
        dmp.get(&token, &Dmp::search(&ana)).await;
        assert_eq!((before, count().await), (0, 1));
    })
    .await;
}

#[tokio::test]
async fn a_link_is_one_professionals_and_not_their_softwares() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        dmp.town.consents(&doctor, &ana).await;
        let path = Dmp::search(&ana);
        let (hers, theirs) = (dmp.token(DOCTOR).await, dmp.token(OTHER).await);
        assert_eq!(dmp.get(&hers, &path).await.status, StatusCode::OK);
        assert_eq!(dmp.get(&theirs, &path).await.status, StatusCode::FORBIDDEN);
        assert_ne!(DOCTOR, ELSEWHERE);
    })
    .await;
}
