//! TD0.2, TD2 and TD3.3 by a professional: what they deposit is theirs, and what
//! they may change of it afterwards.

use super::{DOCTOR, Dmp, FHIR, OTHER, json, titles};
use crate::town::{Answer, Holder};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::CONTENT_TYPE;
use http::{Method, StatusCode};
use serde_json::{Value, json};

pub(super) const PATCH: (http::HeaderName, &str) = (CONTENT_TYPE, "application/json-patch+json");

/// A letter with a name of its sender's, for the n-th time.
pub(crate) fn letter(holder: &Holder, n: u32, labels: &[&str]) -> Value {
    let labels: Vec<Value> = labels
        .iter()
        .map(|code| json!({"coding": [{"code": code}]}))
        .collect();
    let mut letter = json!({
        "resourceType": "DocumentReference",
        "masterIdentifier": {"system": "urn:ietf:rfc:3986", "value": format!("urn:oid:2.999.{n}")},
        "status": "current",
        "type": {"coding": [{"system": "http://loinc.org", "code": "11488-4"}]},
        "subject": {"identifier": {
            "system": "urn:oid:1.2.250.1.213.1.4.8", "value": holder.matricule(),
        }},
        "date": "2026-11-20T10:00:00+01:00",
        "content": [{"attachment": {
            "contentType": "text/plain", "title": format!("Lettre {n}"),
            "data": STANDARD.encode(format!("Lettre numéro {n}.")),
        }}],
    });
    if !labels.is_empty() {
        letter["securityLabel"] = Value::Array(labels);
    }
    letter
}

impl Dmp {
    pub(crate) async fn sends(&self, token: &str, letter: &Value) -> Answer {
        let media = (CONTENT_TYPE, "application/fhir+json");
        let path = "/fhir/DocumentReference";
        let body = letter.to_string();
        self.ask(Method::POST, path, Some(token), &[FHIR, media], body)
            .await
    }

    pub(crate) async fn patches(&self, token: &str, path: &str, patch: &Value) -> Answer {
        let headers = [FHIR, PATCH];
        self.ask(
            Method::PATCH,
            path,
            Some(token),
            &headers,
            patch.to_string(),
        )
        .await
    }
}

pub(super) fn label(code: &str) -> Value {
    json!([{"op": "replace", "path": "/securityLabel/0", "value": {"coding": [{"code": code}]}}])
}

pub(super) fn named(holder: &Holder, n: u32) -> String {
    let name = format!("&identifier=urn:ietf:rfc:3986%7Curn:oid:2.999.{n}");
    format!("{}{name}", Dmp::search(holder))
}

#[tokio::test]
async fn td2_what_a_professional_deposits_through_software_is_theirs() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, _) = dmp.people().await;
        let token = dmp.token(DOCTOR).await;
        // Feeding needs no care link; the name in the message is not believed.
        let mut sent = letter(&ana, 1, &[]);
        sent["author"] = json!([{"display": "Quelqu’un d’autre"}]);
        let done = dmp.sends(&token, &sent).await;
        assert_eq!(done.status, StatusCode::CREATED, "{}", done.text());
        let list = dmp.town.get(&ana.cookie, "/espace/moi/documents").await;
        assert!(list.text().contains("Samira Bénali"), "{}", list.text());
        let id = json(&done)["id"].as_str().expect("an id").to_owned();
        // Another doctor of the same software neither changes nor replaces it.
        let theirs = dmp.token(OTHER).await;
        let path = format!("/fhir/DocumentReference/{id}");
        let gone = json!([{"op": "replace", "path": "/status", "value": "entered-in-error"}]);
        let never = format!("/fhir/DocumentReference/{}-{}", ana.space, "0".repeat(26));
        let refused = dmp.patches(&theirs, &path, &gone).await;
        let nothing = dmp.patches(&theirs, &never, &gone).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        assert_eq!(refused.shape(), nothing.shape());
        let mut other = letter(&ana, 2, &[]);
        other["relatesTo"] = json!([{"code": "replaces", "target": {"reference": format!("DocumentReference/{id}")}}]);
        let refused = dmp.sends(&theirs, &other).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = dmp.sends(&token, &other).await;
        assert_eq!(done.status, StatusCode::CREATED, "{}", done.text());
        // TD3.3c, by the name its producer gave it.
        for _ in 0..2 {
            let done = dmp.patches(&token, &named(&ana, 2), &gone).await;
            assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.text());
        }
        let list = dmp.town.get(&ana.cookie, "/espace/moi/documents").await;
        assert!(!list.text().contains("Lettre"), "{}", list.text());
    })
    .await;
}

#[tokio::test]
async fn vis_15_td3_3b_a_document_waits_for_a_consultation_until_its_author_says_so() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        dmp.town.consents(&doctor, &ana).await;
        let token = dmp.token(DOCTOR).await;
        let sent = letter(&ana, 1, &["N", "INVISIBLE_PATIENT"]);
        let done = dmp.sends(&token, &sent).await;
        assert_eq!(done.status, StatusCode::CREATED, "{}", done.text());
        let list = async || dmp.town.get(&ana.cookie, "/espace/moi/documents").await;
        assert!(!list().await.text().contains("Lettre 1"));
        let labels = async || {
            let found = json(&dmp.get(&token, &named(&ana, 1)).await);
            let label = &found["entry"][0]["resource"]["securityLabel"];
            label.to_string().contains("INVISIBLE_PATIENT")
        };
        assert!(labels().await);
        let released = dmp.patches(&token, &named(&ana, 1), &label("N")).await;
        assert_eq!(released.status, StatusCode::OK, "{}", released.text());
        assert!(!released.text().contains("INVISIBLE_PATIENT"));
        assert!(!labels().await);
        assert!(list().await.text().contains("Lettre 1"));
        // One way only, and twice is once.
        let (path, back) = (named(&ana, 1), label("INVISIBLE_PATIENT"));
        let back = dmp.patches(&token, &path, &back).await;
        assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
        let again = dmp.patches(&token, &named(&ana, 1), &label("N")).await;
        assert_eq!(again.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn td3_3_what_no_patch_may_say_is_refused_whatever_the_document() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        dmp.town.consents(&doctor, &ana).await;
        let token = dmp.token(DOCTOR).await;
        dmp.sends(&token, &letter(&ana, 1, &[])).await;
        let title = json!([{"op": "replace", "path": "/description", "value": "Autre"}]);
        for (patch, why) in [
            (label("INVISIBLE_PATIENT"), "documents-fhir-one-way"),
            (label("R"), "documents-fhir-patch"),
            (title, "documents-fhir-patch"),
        ] {
            let own = dmp.patches(&token, &named(&ana, 1), &patch).await;
            let none = dmp.patches(&token, &named(&ana, 9), &patch).await;
            assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY, "{why}");
            let code = &json(&own)["issue"][0]["details"]["coding"][0]["code"];
            assert_eq!(code, why);
            assert_eq!(own.shape(), none.shape(), "{why}");
        }
        let without = "/fhir/DocumentReference?identifier=urn:ietf:rfc:3986%7Curn:oid:2.999.1";
        let nobody = dmp.patches(&token, without, &label("N")).await;
        assert_eq!(nobody.status, StatusCode::BAD_REQUEST);
        let many = dmp.patches(&token, &Dmp::search(&ana), &label("N")).await;
        assert_eq!(many.status, StatusCode::PRECONDITION_FAILED);
    })
    .await;
}

#[tokio::test]
async fn td0_2_a_professional_learns_how_they_stand_and_nothing_of_the_person() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        let token = dmp.token(DOCTOR).await;
        let path = Dmp::search(&ana).replace("DocumentReference?patient.", "Patient?");
        let ask = async |path: &str| dmp.get(&token, path).await;
        let before = ask(&path).await;
        assert_eq!(json(&before)["total"], 1, "{}", before.text());
        assert!(before.text().contains("inexistante"));
        dmp.town.consents(&doctor, &ana).await;
        let linked = ask(&path).await.text();
        assert!(linked.contains("valide") && linked.contains("\"valueBoolean\":false"));
        let decide = format!("/espace/moi/acces/pro/{DOCTOR}/decider");
        dmp.town.post(&ana.cookie, &decide, "quoi=traitant").await;
        assert!(ask(&path).await.text().contains("\"valueBoolean\":true"));
        for told in ["Martin", "MARTIN", "1955"] {
            assert!(!ask(&path).await.text().contains(told), "{told}");
        }
        // Blocked is as if there were no space.
        dmp.town.post(&ana.cookie, &decide, "quoi=bloquer").await;
        let nobody = path.replace(ana.matricule(), "184027505612389");
        let (hers, nobodys) = (ask(&path).await, ask(&nobody).await);
        assert_eq!(json(&hers)["total"], 0);
        let same = hers.text().replace(ana.matricule(), "184027505612389");
        assert_eq!(same, nobodys.text());
    })
    .await;
}

#[tokio::test]
async fn what_somebody_reads_through_software_is_nobodys_automatic_query() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, doctor) = dmp.people().await;
        let other = dmp.town.pro("10", OTHER, "Luc Petit").await;
        dmp.town.deposits(&other, &ana, "Bilan").await;
        dmp.town.consents(&doctor, &ana).await;
        let token = dmp.token(DOCTOR).await;
        let found = json(&dmp.get(&token, &Dmp::search(&ana)).await);
        assert_eq!(titles(&found), ["Bilan"]);
        let url = found["entry"][0]["resource"]["content"][0]["attachment"]["url"].clone();
        let url = format!("/fhir/{}", url.as_str().expect("an address"));
        assert_eq!(dmp.get(&token, &url).await.status, StatusCode::OK);
        // On the page of the history, without asking for what machines did.
        let history = dmp.town.get(&ana.cookie, "/espace/moi/acces/journal").await;
        let text = history.text();
        assert!(
            text.contains("Samira Bénali") && text.contains("téléchargé"),
            "{text}"
        );
        let home = dmp.town.get(&ana.cookie, "/espace/moi").await.text();
        assert!(home.contains("Samira Bénali"));
    })
    .await;
}
