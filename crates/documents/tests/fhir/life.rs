//! TD2.1 and TD3.3c: a deposit replaces another, whichever comes first; what was
//! deposited is taken back.

use crate::house::{House, LAC, Software, TILLEULS, letter, transaction};
use crate::location;
use http::StatusCode;
use serde_json::{Value, json};
use testkit::for_each_store;

/// A letter that replaces what its producer called so.
fn replacing(matricule: &str, number: u32, text: &str, original: u32) -> Value {
    let mut sent = letter(matricule, number, text);
    sent["relatesTo"] = json!([{"code": "replaces", "target": {"identifier": {
        "system": "urn:ietf:rfc:3986", "value": format!("urn:oid:2.999.{original}"),
    }}}]);
    sent
}

async fn deposits(hospital: &Software<'_>, sent: &Value) -> String {
    let answer = hospital.post("/DocumentReference", sent).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    let id = answer.json()["id"].as_str().expect("an id").to_owned();
    format!("DocumentReference/{id}")
}

async fn status(hospital: &Software<'_>, path: &str) -> Value {
    hospital.get(path, "").await.json()["status"].clone()
}

#[tokio::test]
async fn a_replacement_may_come_before_its_original_and_three_times() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1).await;
        let hospital = house.hospital(TILLEULS).await;
        let new = replacing(&ana.matricule, 2, "Corrigé.", 1);
        let second = deposits(&hospital, &new).await;
        for _ in 0..2 {
            let again = hospital.post("/DocumentReference", &new).await;
            assert_eq!(again.status, StatusCode::OK, "{again:?}");
        }
        assert_eq!(status(&hospital, &second).await, "current");
        // Another hospital's document of the same name is not what was meant.
        let lac = house.hospital(LAC).await;
        let theirs = deposits(&lac, &letter(&ana.matricule, 1, "Autre.")).await;
        assert_eq!(status(&lac, &theirs).await, "current");
        let first = deposits(&hospital, &letter(&ana.matricule, 1, "Faux.")).await;
        assert_eq!(status(&hospital, &first).await, "superseded");
        assert_eq!(status(&hospital, &second).await, "current");
        let read = hospital.get(&first, "").await;
        assert_eq!(read.header("etag"), "W/\"2\"");
        assert_eq!(house.objects(), 3);
        // One document has one successor.
        let other = replacing(&ana.matricule, 3, "Encore.", 1);
        let refused = hospital.post("/DocumentReference", &other).await;
        assert_eq!(
            (refused.status, &*refused.reason()),
            (StatusCode::CONFLICT, "documents-replaced-already")
        );
        assert_eq!(house.objects(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_transaction_replaces_with_its_patch_and_ours_alone() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1).await;
        let hospital = house.hospital(TILLEULS).await;
        let first = deposits(&hospital, &letter(&ana.matricule, 1, "Faux.")).await;
        let replacement = |number: u32, original: &str| {
            let mut new = letter(&ana.matricule, number, "Corrigé.");
            new["relatesTo"] =
                json!([{"code": "replaces", "target": {"reference": original}}]);
            let mut bundle = transaction(&[new]);
            let patch = json!({
                "fullUrl": "urn:uuid:00000000-0000-4000-8000-000000077700",
                "request": {"method": "PATCH", "url": original},
                "resource": {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": [
                    {"name": "path", "valueString": "DocumentReference.status"},
                    {"name": "type", "valueCode": "replace"},
                    {"name": "value", "valueCode": "superseded"},
                ]}]},
            });
            bundle["entry"].as_array_mut().expect("entries").push(patch);
            bundle
        };
        // Another hospital learns nothing of it, and nothing is kept.
        let lac = house.hospital(LAC).await;
        let never = format!("DocumentReference/{}-{}", ana.space, "0".repeat(26));
        let theirs = lac.post("", &replacement(2, &first)).await;
        let nothing = lac.post("", &replacement(2, &never)).await;
        assert_eq!(theirs.reason(), "documents-original-unknown");
        assert_eq!((theirs.status, theirs.body), (nothing.status, nothing.body));
        assert_eq!(house.objects(), 1);
        let answer = hospital.post("", &replacement(2, &first)).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        let done = answer.json();
        assert_eq!(done["entry"][3]["response"]["status"], "200 OK", "{done}");
        assert_eq!(status(&hospital, &first).await, "superseded");
        assert_eq!(status(&hospital, &location(&done, 1)).await, "current");
    })
    .await;
}

#[tokio::test]
async fn what_a_hospital_takes_back_is_gone_for_it_too_and_only_its_own() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1).await;
        let (hospital, lac) = (house.hospital(TILLEULS).await, house.hospital(LAC).await);
        let path = deposits(&hospital, &letter(&ana.matricule, 1, "Faux.")).await;
        let patch = json!([{"op": "replace", "path": "/status", "value": "entered-in-error"}]);
        let never = format!("DocumentReference/{}-{}", ana.space, "0".repeat(26));
        let theirs = lac.patch(&path, &patch).await;
        let nothing = lac.patch(&never, &patch).await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND);
        assert_eq!(theirs.body, nothing.body);
        let other = json!([{"op": "replace", "path": "/description", "value": "x"}]);
        let refused = hospital.patch(&path, &other).await;
        assert!(refused.status.is_client_error(), "{refused:?}");
        assert_eq!(status(&hospital, &path).await, "current");
        for _ in 0..3 {
            let done = hospital.patch(&path, &patch).await;
            assert_eq!(done.status, StatusCode::NO_CONTENT, "{done:?}");
        }
        assert_eq!(hospital.get(&path, "").await.status, StatusCode::NOT_FOUND);
        // A retry of the deposit does not bring it back.
        let again = letter(&ana.matricule, 1, "Faux.");
        let again = hospital.post("/DocumentReference", &again).await;
        assert_eq!(again.status, StatusCode::OK);
        assert_eq!(hospital.get(&path, "").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn documents_of_one_transaction_are_to_each_other_as_if_each_was_sent_alone() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1).await;
        let hospital = house.hospital(TILLEULS).await;
        let first = deposits(&hospital, &letter(&ana.matricule, 1, "Faux.")).await;
        let replaces = |number, original| replacing(&ana.matricule, number, "Corrigé.", original);
        // Two successors of one document, there or not yet; and a ring.
        for both in [
            [replaces(2, 1), replaces(3, 1)],
            [replaces(4, 9), replaces(5, 9)],
            [replaces(6, 7), replaces(7, 6)],
        ] {
            let refused = hospital.post("", &transaction(&both)).await;
            assert_eq!(
                (refused.status, &*refused.reason()),
                (StatusCode::CONFLICT, "documents-replaced-already")
            );
            assert_eq!(house.objects(), 1);
        }
        assert_eq!(status(&hospital, &first).await, "current");
        // A chain is none of that.
        let chain = [replaces(2, 1), replaces(3, 2)];
        let done = hospital.post("", &transaction(&chain)).await;
        assert_eq!(done.status, StatusCode::OK, "{done:?}");
        assert_eq!(status(&hospital, &first).await, "superseded");
    })
    .await;
}

#[tokio::test]
async fn a_patch_whose_test_fails_takes_nothing_back() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1).await;
        let hospital = house.hospital(TILLEULS).await;
        let first = deposits(&hospital, &letter(&ana.matricule, 1, "Faux.")).await;
        let second = replacing(&ana.matricule, 2, "Corrigé.", 1);
        let second = deposits(&hospital, &second).await;
        let patch = json!([
            {"op": "test", "path": "/status", "value": "current"},
            {"op": "replace", "path": "/status", "value": "entered-in-error"},
        ]);
        let refused = hospital.patch(&first, &patch).await;
        assert_eq!(
            (refused.status, &*refused.reason()),
            (StatusCode::CONFLICT, "documents-not-current")
        );
        assert_eq!(status(&hospital, &first).await, "superseded");
        let done = hospital.patch(&second, &patch).await;
        assert_eq!(done.status, StatusCode::NO_CONTENT, "{done:?}");
        // It is not what the test says any more.
        let again = hospital.patch(&second, &patch).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "{again:?}");
        // And it says so to whoever deposits it again.
        let sent = replacing(&ana.matricule, 2, "Corrigé.", 1);
        let again = hospital.post("/DocumentReference", &sent).await;
        assert_eq!(again.status, StatusCode::OK);
        assert_eq!(again.json()["status"], "entered-in-error", "{again:?}");
        let first = hospital
            .post("/DocumentReference", &letter(&ana.matricule, 1, "Faux."))
            .await;
        assert_eq!(first.json()["status"], "entered-in-error", "{first:?}");
    })
    .await;
}
