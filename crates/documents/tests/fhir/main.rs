//! The interface for software, through the front door, on every store.
//! Specifications: PDSm4DMP TD0.2, TD2, TD3.2; IHE MHD ITI-65, ITI-68, ITI-105.

mod house;

use axum::body::Body;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use house::{Answer, House, LAC, TILLEULS, letter, named, transaction};
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use std::path::PathBuf;
use testkit::for_each_store;

/// Where an entry of a transaction's answer says its resource is.
fn location(answer: &Value, entry: usize) -> String {
    let response = &answer["entry"][entry]["response"];
    response["location"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_sentences_are_complete_in_both_languages() {
    for locale in &documents::API_TEXTS {
        edge::texts::check(locale);
    }
}

#[tokio::test]
async fn a_hospital_deposits_a_transaction_and_reads_it_back() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1).await;
        let hospital = house.hospital(TILLEULS).await;
        let sent = [
            letter(&ana.matricule, 1, "Tout va bien."),
            letter(&ana.matricule, 2, "À revoir."),
        ];
        let answer = hospital.post("", &transaction(&sent)).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        let done = answer.json();
        assert_eq!(done["type"], "transaction-response");
        let statuses: Vec<&str> = done["entry"]
            .as_array()
            .expect("entries")
            .iter()
            .filter_map(|e| e["response"]["status"].as_str())
            .collect();
        assert_eq!(statuses, ["201 Created"; 5]);
        let kinds: Vec<String> = (0..5)
            .map(|n| {
                location(&done, n)
                    .split('/')
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect();
        assert_eq!(
            kinds,
            [
                // The set has no address of its own.
                "",
                "DocumentReference",
                "Binary",
                "DocumentReference",
                "Binary"
            ]
        );

        let read = hospital
            .get(&location(&done, 1), "application/fhir+json")
            .await;
        assert_eq!(read.status, StatusCode::OK, "{read:?}");
        assert_eq!(read.header("etag"), "W/\"1\"");
        let read = read.json();
        for name in [
            "masterIdentifier",
            "status",
            "type",
            "subject",
            "date",
            "author",
            "context",
        ] {
            assert_eq!(read[name], sent[0][name], "{name}");
        }
        let attachment = &read["content"][0]["attachment"];
        assert_eq!(attachment["title"], "Lettre");
        assert_eq!(attachment["size"], "Tout va bien.".len());
        let url = attachment["url"].as_str().expect("an address");
        assert_eq!(url, location(&done, 2));

        let raw = hospital.get(url, "text/plain").await;
        assert_eq!(
            (raw.status, &*raw.body),
            (StatusCode::OK, "Tout va bien.".as_bytes())
        );
        assert_eq!(raw.header("content-type"), "text/plain; charset=utf-8");
        assert_eq!(raw.header("x-content-type-options"), "nosniff");
        assert_eq!(raw.header("content-disposition"), "attachment");
        let wrapped = hospital.get(url, "application/fhir+json").await.json();
        assert_eq!(wrapped["resourceType"], "Binary");
        assert_eq!(wrapped["contentType"], "text/plain");
        assert_eq!(wrapped["data"], BASE64_STANDARD.encode("Tout va bien."));
        assert_eq!(
            hospital.get(url, "image/png").await.status,
            StatusCode::NOT_ACCEPTABLE
        );
    })
    .await;
}

#[tokio::test]
async fn a_document_by_itself_is_answered_with_what_was_made_of_it() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1).await;
        let hospital = house.hospital(TILLEULS).await;
        let answer = hospital
            .post(
                "/DocumentReference",
                &letter(&ana.matricule, 1, "Tout va bien."),
            )
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
        let made = answer.json();
        let path = answer
            .header("location")
            .strip_prefix("http://carnet.test/fhir/")
            .expect("our address")
            .to_owned();
        assert_eq!(
            path,
            format!("DocumentReference/{}", made["id"].as_str().expect("an id"))
        );
        let mut read = hospital.get(&path, "").await.json();
        let mut told = made;
        // Only the instant may differ: it is told before and after the commit.
        read["meta"]["lastUpdated"] = json!(null);
        told["meta"]["lastUpdated"] = json!(null);
        assert_eq!(read, told);
    })
    .await;
}

#[tokio::test]
async fn a_long_document_comes_back_whole_in_both_forms() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1).await;
        let hospital = house.hospital(TILLEULS).await;
        let text = "Tout va bien, à bientôt.\n".repeat(100_000);
        let made = hospital
            .post("/DocumentReference", &letter(&ana.matricule, 1, &text))
            .await;
        assert_eq!(made.status, StatusCode::CREATED);
        let url = format!("Binary/{}", made.json()["id"].as_str().expect("an id"));
        assert_eq!(hospital.get(&url, "").await.body, text.as_bytes());
        let wrapped = hospital.get(&url, "application/fhir+json").await.json();
        let data = wrapped["data"].as_str().expect("data");
        assert_eq!(
            BASE64_STANDARD.decode(data).expect("base64"),
            text.as_bytes()
        );
    })
    .await;
}

#[tokio::test]
async fn a_retry_gets_the_first_result() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1).await;
        let hospital = house.hospital(TILLEULS).await;
        let sent = letter(&ana.matricule, 1, "Tout va bien.");
        let first = hospital.post("/DocumentReference", &sent).await;
        let again = hospital.post("/DocumentReference", &sent).await;
        assert_eq!(
            (first.status, again.status),
            (StatusCode::CREATED, StatusCode::OK)
        );
        assert_eq!(first.json()["id"], again.json()["id"]);
        assert_eq!(house.objects(), 1);
        let batch = hospital
            .post("", &transaction(std::slice::from_ref(&sent)))
            .await
            .json();
        assert_eq!(batch["entry"][1]["response"]["status"], "200 OK");

        let other = hospital
            .post(
                "/DocumentReference",
                &letter(&ana.matricule, 1, "Autre chose."),
            )
            .await;
        assert_eq!(
            (other.status, &*other.reason()),
            (StatusCode::CONFLICT, "documents-unique-id-used")
        );
        assert_eq!(house.objects(), 1);

        // Another hospital's numbers are its own, and tell it nothing of ours.
        let lac = house.hospital(LAC).await;
        let theirs = lac.post("/DocumentReference", &sent).await;
        assert_eq!(theirs.status, StatusCode::CREATED, "{theirs:?}");
        assert_ne!(theirs.json()["id"], first.json()["id"]);
    })
    .await;
}

#[tokio::test]
async fn all_documents_go_in_or_none() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1).await;
        let hospital = house.hospital(TILLEULS).await;
        let mut bad = letter(&ana.matricule, 2, "MZ\u{0}\u{1}\u{2}");
        let good = letter(&ana.matricule, 1, "Tout va bien.");
        let answer = hospital
            .post("", &transaction(&[good.clone(), bad.clone()]))
            .await;
        assert_eq!(
            (answer.status, &*answer.reason()),
            (StatusCode::UNPROCESSABLE_ENTITY, "file-type-refused")
        );
        assert_eq!(house.objects(), 0);
        // Nothing of the first was kept: it is new when it comes again.
        bad["content"][0]["attachment"]["data"] = json!(BASE64_STANDARD.encode("À revoir."));
        let answer = hospital.post("", &transaction(&[good, bad])).await.json();
        assert_eq!(
            answer["entry"][1]["response"]["status"], "201 Created",
            "{answer}"
        );
    })
    .await;
}

#[tokio::test]
async fn act_16_unknown_and_not_open_are_the_same_answer_and_nothing_is_kept() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let waiting = house.waiting(1).await;
        let open = house.person(2).await;
        let closed = house.closed(3).await;
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
            for other in [unknown, "123456789012345", "nobody", &closed] {
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
        assert_eq!(entries(hospital.get(&search(&waiting), "").await.json()), 0);
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
                "documents-fhir-token-missing",
            ),
            (
                Method::POST,
                "/fhir",
                "Bearer x",
                fhir,
                &sent,
                401,
                "documents-fhir-token-invalid",
            ),
            (
                Method::POST,
                "/fhir",
                "Basic eDp4",
                fhir,
                &sent,
                401,
                "documents-fhir-token-invalid",
            ),
            (
                Method::POST,
                "/fhir",
                &reader,
                fhir,
                &sent,
                403,
                "documents-fhir-scope",
            ),
            (
                Method::GET,
                "/fhir/Binary/x",
                "",
                "",
                "",
                401,
                "documents-fhir-token-missing",
            ),
            (
                Method::POST,
                "/fhir",
                &bearer,
                "application/fhir+xml",
                "<x/>",
                415,
                "documents-fhir-media",
            ),
            (
                Method::POST,
                "/fhir",
                &bearer,
                "",
                &sent,
                415,
                "documents-fhir-media",
            ),
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
            (
                Method::GET,
                "/fhir",
                &bearer,
                "",
                "",
                405,
                "documents-fhir-method",
            ),
            (
                Method::DELETE,
                "/fhir/Binary/x",
                &bearer,
                "",
                "",
                405,
                "documents-fhir-method",
            ),
            (
                Method::PUT,
                "/fhir/DocumentReference/x",
                &bearer,
                fhir,
                &sent,
                405,
                "documents-fhir-method",
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

/// Spoils a description.
type Change = fn(&mut Value);

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
                |d| d["securityLabel"] = json!([{"coding": [{"code": "INVISIBLE_PATIENT"}]}]),
                "documents-fhir-invisible",
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
        assert_eq!(house.objects(), 0);
    })
    .await;
}

#[tokio::test]
async fn app_06_the_document_is_the_hospitals_whoever_is_named_as_author() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1).await;
        let hospital = house.hospital(TILLEULS).await;
        let made = hospital.post("/DocumentReference", &letter(&ana.matricule, 1, "Tout va bien.")).await;
        assert_eq!(made.status, StatusCode::CREATED);
        let caller = identity::Caller::Holder(identity::Holder {
            account: kernel::AccountId::from_bytes([1; 16]),
            name: kernel::Personal(String::from("Ana")),
            session: kernel::SessionId::from_bytes([2; 16]),
            spaces: vec![ana.space],
            proved_at: house.time.now(),
        });
        let listed = house.documents.list(&caller, ana.space).await.expect("her own");
        assert_eq!(listed.len(), 1);
        assert_eq!(listed[0].label.author_name.as_deref(), Some("Dr Lea Martin"));
        assert!(matches!(&listed[0].label.by, journal::By::Institution { finess, .. } if finess.as_str() == TILLEULS));
    })
    .await;
}

#[tokio::test]
async fn the_capability_statement_claims_what_is_there() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let answer = house
            .send(Request::get("/fhir/metadata"), Body::empty())
            .await;
        assert_eq!(answer.status, StatusCode::OK);
        let statement = answer.json();
        assert_eq!(statement["resourceType"], "CapabilityStatement");
        assert_eq!(statement["fhirVersion"], "4.0.1");
        assert_eq!(
            statement["implementation"]["url"],
            "http://carnet.test/fhir"
        );
        let text = statement["rest"][0]["security"].to_string();
        assert!(text.contains("http://carnet.test/oauth/token"));
    })
    .await;
}

#[tokio::test]
async fn the_public_examples_go_in_and_read_back() {
    let Some(corpus) = std::env::var_os("CARNET_CORPUS").map(PathBuf::from) else {
        say("CARNET_CORPUS IS NOT SET: THE PUBLIC FHIR EXAMPLES WERE NOT DEPOSITED");
        return;
    };
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1).await;
        let hospital = house.hospital(TILLEULS).await;
        for (n, name) in EXAMPLES.iter().enumerate() {
            let path = corpus.join("fhir").join(format!("{name}.json"));
            let text = std::fs::read_to_string(path).expect("an example of the corpus");
            // Their person exists here under another number; each example is
            // another document.
            let text = text
                .replace("123456789012345", &ana.matricule)
                .replace(
                    "\"Patient/ex-patient\"",
                    &format!("\"{}\"", named(&ana.matricule)),
                )
                .replace(
                    "\"http://example.org/fhir/Patient/fdoc-patient\"",
                    &format!("\"{}\"", named(&ana.matricule)),
                )
                .replace(".62012\"", &format!(".62012.{n}\""));
            let sent: Value = serde_json::from_str(&text).expect("JSON");
            let bundle = sent["resourceType"] == "Bundle";
            let answer = hospital
                .post(if bundle { "" } else { "/DocumentReference" }, &sent)
                .await;
            assert!(answer.status.is_success(), "{name}: {}", answer.json());
            let (described, place) = match bundle {
                true => (
                    sent["entry"][1]["resource"].clone(),
                    location(&answer.json(), 1),
                ),
                false => {
                    let id = answer.json()["id"].as_str().expect("an id").to_owned();
                    (sent, format!("DocumentReference/{id}"))
                }
            };
            let read = hospital.get(&place, "").await.json();
            for key in [
                "masterIdentifier",
                "identifier",
                "status",
                "type",
                "category",
                "subject",
                "date",
                "author",
                "securityLabel",
                "context",
                "relatesTo",
            ] {
                assert_eq!(read[key], described[key], "{name}: {key}");
            }
            let url = read["content"][0]["attachment"]["url"]
                .as_str()
                .expect("an address");
            let raw = hospital.get(url, "").await;
            assert_eq!(raw.status, StatusCode::OK, "{name}");
            assert_eq!(
                raw.body.len() as u64,
                read["content"][0]["attachment"]["size"]
                    .as_u64()
                    .unwrap_or_default()
            );
        }
    })
    .await;
}

const EXAMPLES: [&str; 7] = [
    "ans-pdsm4dmp/Bundle-example-td2-iti65-lot-soumission",
    "ans-pdsm4dmp/DocumentReference-example-td2-iti105-publication-simplifiee",
    "ihe-mhd/Bundle-ex-comprehensiveProvideDocumentBundleSimple",
    "ihe-mhd/Bundle-ex-comprehensiveProvideDocumentBundleComplete",
    "ihe-mhd/Bundle-ex-comprehensiveProvideDocumentBundleDocument",
    "ihe-mhd/Bundle-ex-ProvideDocumentBundle-addToFolder",
    "ihe-mhd/DocumentReference-ex-DocumentReferenceSimplifiedPublish",
];

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn say(text: &str) {
    eprintln!("{text}");
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
