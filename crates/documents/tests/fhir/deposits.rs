//! Software deposits and reads back what it deposited.

use crate::house::{House, LAC, TILLEULS, letter, transaction};
use crate::location;
use axum::body::Body;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::{Request, StatusCode};
use serde_json::json;
use testkit::for_each_store;

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
            probations: Vec::new(),
            proved_at: house.time.now(),
            capacity: identity::Capacity::Holder,
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
