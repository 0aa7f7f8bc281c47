//! A minor's secret, said and read back by software: ITI-105 and TD3.3.

use crate::dmp::changing::letter;
use crate::dmp::{DOCTOR, Dmp, FHIR, OTHER, json};
use crate::results::{HAEMOGLOBIN, LOUIS, report};
use crate::town::Town;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
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

/// A transaction (ITI-65) of one letter.
pub(crate) fn transaction(letter: &Value) -> Value {
    let url = |part: u32| format!("urn:uuid:00000000-0000-4000-8000-0000000000{part:02}");
    let mut described = letter.clone();
    let attachment = described["content"][0]["attachment"].as_object_mut();
    let attachment = attachment.expect("an attachment");
    let data = attachment.remove("data");
    attachment.insert(String::from("url"), json!(url(2)));
    let mime = attachment["contentType"].clone();
    let entry = |part: u32, kind: &str, resource: Value| json!({"fullUrl": url(part), "request": {"method": "POST", "url": kind}, "resource": resource});
    json!({"resourceType": "Bundle", "type": "transaction", "entry": [
        entry(0, "List", json!({
            "resourceType": "List", "status": "current", "mode": "working",
            "code": {"coding": [{"code": "submissionset"}]},
            "subject": letter["subject"],
            "entry": [{"item": {"reference": url(1)}}],
        })),
        entry(1, "DocumentReference", described),
        entry(2, "Binary", json!({"resourceType": "Binary", "contentType": mime, "data": data})),
    ]})
}

#[tokio::test]
async fn azp_12_what_is_sent_again_as_a_secret_is_kept_and_the_answer_says_what_is_true() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, _) = dmp.people().await;
        let town: &Town = &dmp.town;
        let lea = town.girl(1, "Lea", 2010).await;
        let parent = town.signs_in(town.parent_of(&[&lea]).await).await;
        let token = dmp.token(DOCTOR).await;
        let of_lea = |n: u32, labels: &[&str]| {
            let mut sent = letter(&ana, n, labels);
            sent["subject"]["identifier"]["value"] = json!(lea.matricule);
            sent
        };
        let theirs = lea.of("/documents");
        let parents_see = async |title: &str| town.reads(&parent, &theirs).await.contains(title);
        let is_answered = async |sent: &Value, status: StatusCode, secret: bool| {
            let done = dmp.sends(&token, sent).await;
            assert_eq!(done.status, status, "{}", done.text());
            assert_eq!(done.text().contains(SECRET), secret, "{}", done.text());
            let tag = done.headers[http::header::ETAG].to_str().expect("text");
            assert_eq!(tag == "W/\"5\"", secret, "{tag}");
            let id = json(&done)["id"].as_str().expect("an id").to_owned();
            id.split('-').next_back().expect("an id").to_owned()
        };
        let (new, again) = (StatusCode::CREATED, StatusCode::OK);
        let id = is_answered(&of_lea(1, &[]), new, false).await;
        assert!(parents_see("Lettre 1").await);
        // She asks for secrecy; the software sends the same once more, and again.
        for _ in 0..2 {
            is_answered(&of_lea(1, &[SECRET]), again, true).await;
            assert!(!parents_see("Lettre 1").await);
        }
        // Without the label nothing is asked: it stays what it is, and that is answered.
        is_answered(&of_lea(1, &[]), again, true).await;
        let lifted = format!("/espace/moi/documents/{id}/parents");
        town.does(&lea.cookie, &lifted, "").await;
        is_answered(&of_lea(1, &[]), again, false).await;
        assert!(parents_see("Lettre 1").await);
        // Her history tells each once.
        is_answered(&of_lea(1, &[SECRET]), again, true).await;
        let history = town
            .reads(&lea.cookie, "/espace/moi/acces/journal/csv")
            .await;
        assert_eq!(history.matches("A rendu invisible aux parents").count(), 2);
        // The next version is one, and is answered as one.
        let mut next = of_lea(2, &[]);
        next["relatesTo"] = json!([{"code": "replaces", "target": {"identifier": {
            "system": "urn:ietf:rfc:3986", "value": "urn:oid:2.999.1",
        }}}]);
        is_answered(&next, new, true).await;
        assert!(!parents_see("Lettre 2").await);
        // The same of a transaction: what comes back is what stands there.
        let sends = async |labels: &[&str]| {
            let body = transaction(&of_lea(3, labels)).to_string();
            let headers = [FHIR, (http::header::CONTENT_TYPE, "application/fhir+json")];
            let post = http::Method::POST;
            let done = dmp.ask(post, "/fhir", Some(&token), &headers, body).await;
            assert_eq!(done.status, StatusCode::OK, "{}", done.text());
            let answer = &json(&done)["entry"][1]["response"];
            (answer["status"].clone(), answer["etag"].clone())
        };
        assert_eq!(sends(&[]).await, (json!("201 Created"), json!("W/\"1\"")));
        assert!(parents_see("Lettre 3").await);
        assert_eq!(sends(&[SECRET]).await, (json!("200 OK"), json!("W/\"5\"")));
        assert!(!parents_see("Lettre 3").await);
        assert_eq!(sends(&[]).await, (json!("200 OK"), json!("W/\"5\"")));
        // What its author took back is there for nobody, and is not kept from anybody.
        let search = Dmp::search(&ana).replace(ana.matricule(), &lea.matricule);
        dmp.sends(&token, &of_lea(4, &[])).await;
        let name = format!("{search}&identifier=urn:ietf:rfc:3986%7Curn:oid:2.999.4");
        let back = json!([{"op": "replace", "path": "/status", "value": "entered-in-error"}]);
        let gone = dmp.patches(&token, &name, &back).await;
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.text());
        let done = dmp.sends(&token, &of_lea(4, &[SECRET])).await;
        let said = (done.status, done.text().contains(SECRET));
        assert_eq!(said, (again, false), "{}", done.text());
    })
    .await;
}

#[tokio::test]
async fn azp_12_a_secret_that_waits_aside_makes_what_it_replaces_one() {
    testkit::for_each_store_at(async |_, url| {
        let dmp = Dmp::on(&url).await;
        let (ana, _) = dmp.people().await;
        let town: &Town = &dmp.town;
        let lea = town.girl(1, "Lea", 2010).await;
        let parent = town.signs_in(town.parent_of(&[&lea]).await).await;
        let token = dmp.token(DOCTOR).await;
        // The second version comes first, is a secret, and names somebody else.
        let mut second = letter(&ana, 2, &[SECRET]);
        second["subject"]["identifier"]["value"] = json!(lea.matricule);
        let attachment = &mut second["content"][0]["attachment"];
        attachment["contentType"] = "application/xml".into();
        let foreign = report(LOUIS, "20260504", &[HAEMOGLOBIN]);
        attachment["data"] = STANDARD.encode(&foreign).into();
        second["relatesTo"] = json!([{"code": "replaces", "target": {"identifier": {
            "system": "urn:ietf:rfc:3986", "value": "urn:oid:2.999.1",
        }}}]);
        let done = dmp.sends(&token, &second).await;
        assert_eq!(done.status, StatusCode::CREATED, "{}", done.text());
        assert!(done.text().contains(SECRET), "{}", done.text());
        let mut first = letter(&ana, 1, &[]);
        first["subject"]["identifier"]["value"] = json!(lea.matricule);
        let done = dmp.sends(&token, &first).await;
        assert_eq!(done.status, StatusCode::CREATED, "{}", done.text());
        assert!(done.text().contains(SECRET), "{}", done.text());
        let list = town.reads(&parent, &lea.of("/documents")).await;
        assert!(!list.contains("Lettre 1"), "{list}");
        let list = town.reads(&lea.cookie, "/espace/moi/documents").await;
        assert!(list.contains("Lettre 1"), "{list}");
    })
    .await;
}
