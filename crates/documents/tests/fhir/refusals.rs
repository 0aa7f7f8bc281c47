//! What is refused, in the words of the standard, with nothing kept.

use crate::house::{Answer, House, LAC, TILLEULS, letter, transaction};
use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Method, Request, StatusCode};
use scan::Scanner;
use serde_json::{Value, json};
use testkit::{Clamd, HARMFUL, Manner, for_each_store};

/// Spoils a description.
type Change = fn(&mut Value);

#[tokio::test]
async fn act_16_unknown_and_not_open_are_the_same_answer_and_nothing_is_kept() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let waiting = house.waiting(1).await;
        let open = house.person(2).await;
        let closed = house.closed(3).await;
        let refused = house.refused(4).await;
        let hospital = house.hospital(TILLEULS).await;
        let unknown = "269053306399938";
        for path in ["", "/DocumentReference"] {
            let body = |matricule: &str| {
                let sent = letter(matricule, 1, "Tout va bien.");
                if path.is_empty() {
                    transaction(&[sent])
                } else {
                    sent
                }
            };
            let first = hospital.post(path, &body(&waiting)).await;
            assert_eq!(
                (first.status, &*first.reason()),
                (
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "documents-fhir-patient-unknown"
                )
            );
            for other in [unknown, "123456789012345", "nobody", &closed, &refused] {
                assert_eq!(hospital.post(path, &body(other)).await, first, "{other}");
            }
            let mut elsewhere = letter(&open.matricule, 1, "Tout va bien.");
            for reference in ["Patient/nobody", "https://elsewhere.example/Patient/1"] {
                elsewhere["subject"]["reference"] = json!(reference);
                let body = if path.is_empty() {
                    transaction(&[elsewhere.clone()])
                } else {
                    elsewhere.clone()
                };
                assert_eq!(hospital.post(path, &body).await, first, "{reference}");
            }
        }
        assert_eq!(house.objects(), 0);

        let search = |matricule: &str| {
            format!("Patient?identifier=urn:oid:1.2.250.1.213.1.4.8%7C{matricule}")
        };
        let entries = |answer: Value| answer["entry"].as_array().map_or(0, Vec::len);
        for shut in [&waiting, &closed, &refused] {
            let found = hospital.get(&search(shut), "").await.json();
            assert_eq!(entries(found), 0, "{shut}");
        }
        assert_eq!(entries(hospital.get(&search(unknown), "").await.json()), 0);
        let found = hospital.get(&search(&open.matricule), "").await.json();
        assert_eq!(found["entry"][0]["resource"]["active"], true);
        assert!(!found.to_string().contains("LECA"));
        // The id it gives names the person as well.
        let mut sent = letter(&open.matricule, 1, "Tout va bien.");
        sent["subject"] = json!({"reference": format!("Patient/{}", open.space)});
        assert_eq!(
            hospital.post("/DocumentReference", &sent).await.status,
            StatusCode::CREATED
        );
        assert_eq!(
            hospital.get("Patient?name=LECA", "").await.reason(),
            "documents-fhir-identifier"
        );
    })
    .await;
}

#[tokio::test]
async fn what_may_not_be_seen_is_as_what_never_existed() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1).await;
        let hospital = house.hospital(TILLEULS).await;
        let lac = house.hospital(LAC).await;
        let made = hospital
            .post(
                "/DocumentReference",
                &letter(&ana.matricule, 1, "Tout va bien."),
            )
            .await
            .json();
        let id = made["id"].as_str().expect("an id").to_owned();
        let never = format!("{}0", &id[..id.len() - 1]);
        for kind in ["DocumentReference", "Binary"] {
            let theirs = lac.get(&format!("{kind}/{id}"), "").await;
            assert_eq!(
                (theirs.status, &*theirs.reason()),
                (StatusCode::NOT_FOUND, "error-not-found")
            );
            for other in [&*never, "x", "a-b", "..%2f..%2fetc"] {
                assert_eq!(
                    lac.get(&format!("{kind}/{other}"), "").await,
                    theirs,
                    "{other}"
                );
                assert_eq!(
                    hospital.get(&format!("{kind}/{other}"), "").await,
                    theirs,
                    "{other}"
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn every_refusal_is_an_operation_outcome() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1).await;
        let hospital = house.hospital(TILLEULS).await;
        let sent = letter(&ana.matricule, 1, "Tout va bien.").to_string();
        let reader = format!("Bearer {}", house.token(LAC, "system/Patient.rs").await);
        let bearer = format!("Bearer {}", hospital.token);
        let fhir = "application/fhir+json";
        let rows: Vec<(Method, &str, &str, &str, &str, u16, &str)> = vec![
            (
                Method::POST,
                "/fhir",
                "",
                fhir,
                &sent,
                401,
                "rest-token-missing",
            ),
            (
                Method::POST,
                "/fhir",
                "Bearer x",
                fhir,
                &sent,
                401,
                "rest-token-invalid",
            ),
            (
                Method::POST,
                "/fhir",
                "Basic eDp4",
                fhir,
                &sent,
                401,
                "rest-token-invalid",
            ),
            (
                Method::POST,
                "/fhir",
                &reader,
                fhir,
                &sent,
                403,
                "rest-scope",
            ),
            (
                Method::GET,
                "/fhir/Binary/x",
                "",
                "",
                "",
                401,
                "rest-token-missing",
            ),
            (
                Method::POST,
                "/fhir",
                &bearer,
                "application/fhir+xml",
                "<x/>",
                415,
                "rest-media",
            ),
            (Method::POST, "/fhir", &bearer, "", &sent, 415, "rest-media"),
            (
                Method::POST,
                "/fhir",
                &bearer,
                fhir,
                "{",
                400,
                "fhir-not-json",
            ),
            (
                Method::POST,
                "/fhir",
                &bearer,
                fhir,
                "{\"a\":1,\"a\":2}",
                400,
                "fhir-key-twice",
            ),
            (
                Method::POST,
                "/fhir",
                &bearer,
                fhir,
                &sent,
                422,
                "fhir-not-bundle",
            ),
            (Method::GET, "/fhir", &bearer, "", "", 405, "rest-method"),
            (
                Method::DELETE,
                "/fhir/Binary/x",
                &bearer,
                "",
                "",
                405,
                "rest-method",
            ),
            (
                Method::PUT,
                "/fhir/DocumentReference/x",
                &bearer,
                fhir,
                &sent,
                405,
                "rest-method",
            ),
            (
                Method::GET,
                "/fhir/Observation/1",
                &bearer,
                "",
                "",
                404,
                "error-not-found",
            ),
            (
                Method::GET,
                "/fhir/Patient",
                &bearer,
                "",
                "",
                400,
                "documents-fhir-identifier",
            ),
        ];
        for (method, path, token, media, body, status, reason) in rows {
            let mut request = Request::builder().method(method.clone()).uri(path);
            if !token.is_empty() {
                request = request.header(AUTHORIZATION, token);
            }
            if !media.is_empty() {
                request = request.header(CONTENT_TYPE, media);
            }
            let answer = house.send(request, body.to_owned()).await;
            assert_eq!(
                (answer.status.as_u16(), &*answer.reason()),
                (status, reason),
                "{method} {path}"
            );
            assert_eq!(answer.header("cache-control"), "no-store");
            if status == 401 {
                assert!(answer.header("www-authenticate").starts_with("Bearer"));
            }
        }
        let request = Request::get("/fhir/nothing").header("accept-language", "en-GB");
        let english = house.send(request, Body::empty()).await.json();
        let french = house
            .send(Request::get("/fhir/nothing"), Body::empty())
            .await
            .json();
        assert_ne!(
            english["issue"][0]["details"]["text"],
            french["issue"][0]["details"]["text"]
        );
        assert_eq!(house.objects(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_deposit_that_is_wrong_is_refused_and_nothing_is_kept() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1).await;
        let hospital = house.hospital(TILLEULS).await;
        let wrong = |change: Change| {
            let mut sent = letter(&ana.matricule, 1, "Tout va bien.");
            change(&mut sent);
            sent
        };
        let rows: [(Change, &str); 9] = [
            (
                |d| d["content"][0]["attachment"]["hash"] = json!("AAAA"),
                "fhir-hash-differs",
            ),
            (
                |d| d["content"][0]["attachment"]["size"] = json!(1),
                "fhir-size-differs",
            ),
            (
                |d| d["content"][0]["attachment"]["contentType"] = json!("application/pdf"),
                "file-type-differs",
            ),
            (
                |d| d["content"][0]["attachment"]["data"] = json!(""),
                "file-empty",
            ),
            (
                |d| d["context"]["period"]["start"] = json!("2027-01-01"),
                "documents-date-future",
            ),
            (|d| d["space_id"] = json!("x"), "fhir-element-unknown"),
            (
                |d| d["status"] = json!("superseded"),
                "fhir-status-not-current",
            ),
            (
                |d| {
                    d["securityLabel"] =
                        json!([{"coding": [{"code": "INVISIBLE_REPRESENTANTS_LEGAUX"}]}])
                },
                "documents-secret-adult",
            ),
            (
                |d| d["subject"]["reference"] = json!("Patient?name=Leca"),
                "fhir-conditional",
            ),
        ];
        for (change, reason) in rows {
            let answer = hospital.post("/DocumentReference", &wrong(change)).await;
            assert_eq!(
                (answer.status, &*answer.reason()),
                (StatusCode::UNPROCESSABLE_ENTITY, reason)
            );
        }
        // In a whole transaction, of which one part is wrong: none of it is kept.
        type Break = fn(&mut Value);
        let rows: [(Break, &str); 3] = [
            (
                |all| {
                    let parts = all["entry"].as_array_mut().expect("entries");
                    parts.retain(|part| part["resource"]["resourceType"] != "Binary");
                },
                "fhir-content-missing",
            ),
            (
                |all| {
                    let parts = all["entry"].as_array_mut().expect("entries");
                    parts.retain(|part| part["resource"]["resourceType"] != "List");
                },
                "fhir-no-submission-set",
            ),
            (
                |all| {
                    let parts = all["entry"].as_array_mut().expect("entries");
                    let mut documents = parts
                        .iter_mut()
                        .filter(|part| part["resource"]["resourceType"] == "DocumentReference");
                    let second = documents.nth(1).expect("two documents");
                    second["resource"]["content"][0]["attachment"]["hash"] = json!("AAAA");
                },
                "fhir-hash-differs",
            ),
        ];
        let letters = [1, 2].map(|n| letter(&ana.matricule, n, "Tout va bien."));
        for (change, reason) in rows {
            let mut sent = transaction(&letters);
            change(&mut sent);
            let answer = hospital.post("", &sent).await;
            assert_eq!(
                (answer.status, &*answer.reason()),
                (StatusCode::UNPROCESSABLE_ENTITY, reason)
            );
        }
        assert_eq!(house.objects(), 0);
        assert!(
            hospital
                .post("", &transaction(&letters))
                .await
                .status
                .is_success()
        );
    })
    .await;
}

#[tokio::test]
async fn when_the_vault_or_the_store_is_away_the_answer_is_an_outcome_and_nothing_is_kept() {
    for_each_store(async |store| {
        let house = House::on(store.clone()).await;
        let ana = house.person(1).await;
        let hospital = house.hospital(TILLEULS).await;
        let sent = letter(&ana.matricule, 1, "Tout va bien.");
        let away = |answer: &Answer| {
            assert_eq!(
                (answer.status, &*answer.reason()),
                (StatusCode::SERVICE_UNAVAILABLE, "error-unavailable"),
                "{answer:?}"
            );
            assert_eq!(answer.json()["resourceType"], "OperationOutcome");
        };
        house.vault_is_away(true);
        away(
            &hospital
                .post("", &transaction(std::slice::from_ref(&sent)))
                .await,
        );
        away(&hospital.post("/DocumentReference", &sent).await);
        house.vault_is_away(false);
        let rename = |sql| store.execute(sql, vec![]);
        rename("ALTER TABLE journal RENAME TO journal_gone")
            .await
            .expect("gone");
        let answer = hospital.post("/DocumentReference", &sent).await;
        assert!(answer.status.is_server_error(), "{answer:?}");
        assert_eq!(answer.json()["resourceType"], "OperationOutcome");
        rename("ALTER TABLE journal_gone RENAME TO journal")
            .await
            .expect("back");
        assert_eq!(house.objects(), 0, "nothing was kept");
        // It was not kept: it is new when it comes again.
        let again = hospital.post("/DocumentReference", &sent).await;
        assert_eq!(again.status, StatusCode::CREATED, "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn what_the_edge_refuses_by_itself_is_an_outcome_too() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let hospital = house.hospital(TILLEULS).await;
        let asked = |method: &str, name: &'static str, value: &str| {
            Request::builder()
                .method(method)
                .uri("/fhir/DocumentReference")
                .header(AUTHORIZATION, format!("Bearer {}", hospital.token))
                .header(CONTENT_TYPE, "application/fhir+json")
                .header("accept-language", "en")
                .header(name, value)
        };
        let rows = [
            (
                asked("POST", "content-length", "200000000"),
                StatusCode::PAYLOAD_TOO_LARGE,
            ),
            (
                asked("PURGE", "x-nothing", "1"),
                StatusCode::METHOD_NOT_ALLOWED,
            ),
            (
                asked("POST", "host", "elsewhere.test"),
                StatusCode::MISDIRECTED_REQUEST,
            ),
        ];
        for (request, status) in rows {
            let answer = house.send(request, Body::empty()).await;
            assert_eq!(answer.status, status, "{answer:?}");
            assert_eq!(
                answer.header("content-type"),
                "application/fhir+json; charset=utf-8"
            );
            assert_eq!(answer.json()["resourceType"], "OperationOutcome");
        }
        let token = Request::post("/oauth/token").header("content-length", "200000000");
        let answer = house.send(token, Body::empty()).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(answer.json()["error"], "invalid_request");
    })
    .await;
}

#[tokio::test]
async fn doc_33_what_a_scanner_finds_or_does_not_look_at_is_refused_and_nothing_of_the_deposit_stays()
 {
    for_each_store(async |store| {
        let text = format!("Avec {} dedans.", String::from_utf8_lossy(HARMFUL));
        let clamd = Clamd::on_port(Manner::Honest).await;
        let scanner = Scanner::at(clamd.place.parse().expect("a place"));
        let house = House::guarded(store.clone(), Some(scanner)).await;
        let person = house.person(1).await;
        let hospital = house.hospital(TILLEULS).await;
        let sent = transaction(&[
            letter(&person.matricule, 1, "Tout va bien."),
            letter(&person.matricule, 2, &text),
        ]);
        let answer = hospital.post("", &sent).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.reason(), "file-infected");
        assert_eq!(house.objects(), 0);
        let sent = letter(&person.matricule, 1, "Tout va bien.");
        drop(clamd);
        tokio::task::yield_now().await;
        let answer = hospital.post("/DocumentReference", &sent).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.json()["resourceType"], "OperationOutcome");
        assert_eq!(house.objects(), 0);
    })
    .await;
}
