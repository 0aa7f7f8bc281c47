//! What a line said before, for machines: each version as it was read when it stood,
//! with who wrote it then; nothing of it to whoever may not read the line now, and
//! nothing at all of what was taken away.

use super::EVERYTHING;
use super::writing::{allergy, header, told, weight};
use crate::dmp::{DOCTOR, Dmp, json};
use crate::town::{Answer, Holder, Town};
use http::header::{ETAG, LOCATION};
use http::{Method, StatusCode};
use serde_json::Value;
use std::time::Duration;
use testkit::for_each_store_at;

const MINUTE: Duration = Duration::from_secs(60);
const MEASURES: &str = "/espace/moi/profil/mesures";

/// The path of what was made.
fn path_of(created: &Answer) -> String {
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text());
    let location = header(created, LOCATION);
    let path = location.strip_prefix("http://localhost:8080");
    path.expect("ours").to_owned()
}

fn entries(history: &Answer) -> Vec<Value> {
    assert_eq!(history.status, StatusCode::OK, "{}", history.text());
    let bundle = json(history);
    assert_eq!(bundle["type"], "history", "{bundle}");
    let all = bundle["entry"].as_array().cloned().unwrap_or_default();
    assert_eq!(bundle["total"], all.len(), "{bundle}");
    all
}

impl Town {
    /// A weight that a service added, changed, and its holder then wrote anew.
    async fn thrice(&self, ana: &Holder, token: &str) -> String {
        let created = self.adds_in_fhir(token, &weight(ana, 72.5)).await;
        let path = path_of(&created);
        self.world.advance(MINUTE);
        let mut other = weight(ana, 73.0);
        other["id"] = json(&created)["id"].clone();
        let tag = header(&created, ETAG);
        let matched = [("if-match", tag.as_str())];
        let body = other.to_string();
        let changed = self.requests(Method::PUT, token, &path, &matched, body);
        assert_eq!(changed.await.status, StatusCode::OK);
        self.world.advance(MINUTE);
        let line = path.rsplit('-').next().expect("an id");
        let form = "mesure=poids&valeur=71&date-jour=1&date-mois=11&date-annee=2026";
        let page = format!("{MEASURES}/{line}");
        let theirs = self.post(&ana.cookie, &page, form).await;
        assert_eq!(theirs.status, StatusCode::SEE_OTHER, "{}", theirs.text());
        path
    }
}

#[tokio::test]
async fn each_version_of_a_line_is_read_as_it_was_and_names_who_wrote_it() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
        let token = &tokens.access;
        town.shares(&ana, "mesures", true).await;
        let path = town.thrice(&ana, token).await;
        let all = entries(&town.served(token, &format!("{path}/_history")).await);
        let said = |n: usize| all[n]["resource"]["valueQuantity"]["value"].as_f64();
        assert_eq!(
            [said(0), said(1), said(2)],
            [Some(71.0), Some(73.0), Some(72.5)]
        );
        let methods: Vec<&Value> = all.iter().map(|it| &it["request"]["method"]).collect();
        assert_eq!(methods, ["PUT", "PUT", "POST"]);
        // The newest is the line as it stands; the others are what the service sent.
        assert_eq!(json(&town.served(token, &path).await), all[0]["resource"]);
        let hers = format!("Patient/{}", ana.space);
        assert_eq!(
            all[0]["resource"]["performer"][0]["reference"],
            hers.as_str()
        );
        let oldest = &all[2]["resource"];
        assert_eq!(told(oldest.clone()), told(weight(&ana, 72.5)));
        assert_eq!(oldest["meta"]["source"], "urn:carnet:service:souffle");
        // Each by itself, with its tag.
        let mut last = u64::MAX;
        for one in &all {
            let resource = &one["resource"];
            let version = resource["meta"]["versionId"].as_str().expect("a version");
            let number: u64 = version.parse().expect("a number");
            assert!(number < last, "{number} after {last}");
            last = number;
            let read = town
                .served(token, &format!("{path}/_history/{version}"))
                .await;
            assert_eq!(read.status, StatusCode::OK, "{}", read.text());
            assert_eq!(json(&read), *resource);
            assert_eq!(header(&read, ETAG), format!("W/\"{version}\""));
            assert_eq!(one["response"]["etag"], header(&read, ETAG));
        }
        for wrong in ["1", "x", &format!("0{last}"), &(last + 1).to_string()] {
            let read = town
                .served(token, &format!("{path}/_history/{wrong}"))
                .await;
            assert_eq!(read.status, StatusCode::NOT_FOUND, "{wrong}");
        }
        let more = town
            .served(token, &format!("{path}/_history?_since=2020"))
            .await;
        assert_eq!(
            more.status,
            StatusCode::BAD_REQUEST,
            "nothing is passed over"
        );
    })
    .await;
}

#[tokio::test]
async fn vis_01_no_version_is_read_by_whoever_may_not_read_the_line_as_it_stands() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
        let token = &tokens.access;
        let path = town.thrice(&ana, token).await;
        town.shares(&ana, "mesures", true).await;
        let all = entries(&town.served(token, &format!("{path}/_history")).await);
        let version = all[2]["resource"]["meta"]["versionId"].as_str();
        let oldest = format!("{path}/_history/{}", version.expect("a version"));
        assert_eq!(town.served(token, &oldest).await.status, StatusCode::OK);
        // It is its holder's now, who keeps it: what the service once sent as well.
        town.shares(&ana, "mesures", false).await;
        let line = path.rsplit('-').next().expect("an id");
        let never = path.replace(line, "00000000000000000000000001");
        let unknown = town.served(token, &format!("{never}/_history/1")).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        let elsewhere = path.replace("Observation", "Condition");
        for kept in [
            path.clone(),
            format!("{path}/_history"),
            oldest.clone(),
            format!("{elsewhere}/_history"),
        ] {
            let read = town.served(token, &kept).await;
            assert_eq!(read.shape(), unknown.shape(), "{kept}");
        }
        // Nor by a service that reads another kind alone.
        town.shares(&ana, "mesures", true).await;
        let other = town.lets(&ana, "autre", &["lire-allergies"]).await;
        for kept in [format!("{path}/_history"), oldest] {
            let read = town.served(&other.access, &kept).await;
            assert_eq!(read.status, StatusCode::FORBIDDEN, "{kept}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_was_taken_away_is_gone_with_its_versions_and_what_is_put_back_is_one_more() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
        let token = &tokens.access;
        town.shares(&ana, "mesures", true).await;
        let path = town.thrice(&ana, token).await;
        let history = format!("{path}/_history");
        let all = entries(&town.served(token, &history).await);
        let oldest = all[2]["resource"]["meta"]["versionId"].as_str();
        let oldest = format!("{history}/{}", oldest.expect("a version"));
        let line = path.rsplit('-').next().expect("an id").to_owned();
        let take = format!("{MEASURES}/{line}/retirer");
        let taken = town.post(&ana.cookie, &take, "").await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        for gone in [&path, &history, &oldest] {
            let read = town.served(token, gone).await;
            assert_eq!(read.status, StatusCode::GONE, "{gone}: {}", read.text());
        }
        // That it was there is told to nobody who would not see it.
        town.shares(&ana, "mesures", false).await;
        for gone in [&path, &history, &oldest] {
            let read = town.served(token, gone).await;
            assert_eq!(
                read.status,
                StatusCode::NOT_FOUND,
                "{gone}: {}",
                read.text()
            );
        }
        town.shares(&ana, "mesures", true).await;
        town.world.advance(MINUTE);
        let back = format!("{MEASURES}/{line}/remettre");
        let back = town.post(&ana.cookie, &back, "").await;
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text());
        let again = entries(&town.served(token, &history).await);
        assert_eq!(again.len(), 4, "{again:?}");
        let first = &again[0]["resource"];
        assert_eq!(*first, json(&town.served(token, &path).await));
        assert_ne!(
            first["meta"]["versionId"],
            all[0]["resource"]["meta"]["versionId"]
        );
        // Another process, which never had the record open, tells the same.
        let cold = town.twin().await;
        assert_eq!(entries(&cold.served(token, &history).await), again);
    })
    .await;
}

#[tokio::test]
async fn what_is_confirmed_and_no_longer_is_a_version_each_and_none_comes_back() {
    for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let town = &dmp.town;
        let ana = town.holder(0).await;
        let doctor = town.pro("10", DOCTOR, "Samira Bénali").await;
        let added = "/espace/moi/profil/allergies/ajouter";
        let added = town.post(&ana.cookie, added, "nom=Latex").await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
        let token = dmp.token(DOCTOR).await;
        let path = {
            town.consents(&doctor, &ana).await;
            let search = format!("/fhir/AllergyIntolerance?patient={}", ana.space);
            let found = json(&dmp.get(&token, &search).await);
            let id = found["entry"][0]["resource"]["id"].as_str();
            format!("/fhir/AllergyIntolerance/{}", id.expect("an id"))
        };
        let line = path.rsplit('-').next().expect("an id");
        let page = format!("/pro/patients/{}/profil/allergies", ana.space);
        let shown = town.get(&doctor.cookie, &page).await.text();
        let seen = shown.split("name=\"vu\" value=\"").nth(1);
        let seen = seen.and_then(|it| it.split('"').next()).expect("a time");
        // At one and the same moment.
        for form in [
            format!("quoi=confirmer&vu={seen}"),
            String::from("quoi=reprendre"),
        ] {
            let decide = format!("{page}/{line}/decider");
            let decided = town.post(&doctor.cookie, &decide, &form).await;
            assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.text());
        }
        let all = entries(&dmp.get(&token, &format!("{path}/_history")).await);
        let states: Vec<&Value> = all
            .iter()
            .map(|it| &it["resource"]["verificationStatus"]["coding"][0]["code"])
            .collect();
        assert_eq!(states, ["unconfirmed", "confirmed", "unconfirmed"]);
        let versions: std::collections::BTreeSet<&str> = all
            .iter()
            .filter_map(|it| it["resource"]["meta"]["versionId"].as_str())
            .collect();
        assert_eq!(versions.len(), 3, "{versions:?}");
        // Each read is a line of her history, and nobody reads without a care link.
        let stranger = town.pro("10", crate::dmp::OTHER, "Luc Petit").await;
        drop(stranger);
        let other = dmp.token(crate::dmp::OTHER).await;
        let refused = dmp.get(&other, &format!("{path}/_history")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
        assert!(!refused.text().contains("Latex"));
    })
    .await;
}

#[tokio::test]
async fn a_hundred_versions_are_given_and_every_one_is_found_by_itself() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("store.db").display());
    let town = Town::on(&url).await;
    let ana = town.holder(0).await;
    let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
    let token = &tokens.access;
    let created = town.adds_in_fhir(token, &allergy(&ana, "Latex 0")).await;
    let path = path_of(&created);
    let (first, mut tag) = (header(&created, ETAG), header(&created, ETAG));
    for n in 1..=104 {
        let mut other = allergy(&ana, &format!("Latex {n}"));
        other["id"] = json(&created)["id"].clone();
        let matched = [("if-match", tag.as_str())];
        let body = other.to_string();
        let changed = town
            .requests(Method::PUT, token, &path, &matched, body)
            .await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
        tag = header(&changed, ETAG);
    }
    let bundle = json(&town.served(token, &format!("{path}/_history")).await);
    let all = bundle["entry"].as_array().expect("entries");
    assert_eq!((&bundle["total"], all.len()), (&Value::from(105), 100));
    assert_eq!(all[99]["resource"]["code"]["text"], "Latex 5");
    assert_eq!(all[99]["request"]["method"], "PUT", "it is not the first");
    let version = first.trim_start_matches("W/").trim_matches('"');
    let oldest = town
        .served(token, &format!("{path}/_history/{version}"))
        .await;
    assert_eq!(
        json(&oldest)["code"]["text"],
        "Latex 0",
        "{}",
        oldest.text()
    );
}
