//! Apps that live in a browser alone: pages of listed services, by their very origin;
//! and how often one connection asks.

use super::EVERYTHING;
use super::{Tokens, encoded};
use crate::town::{Answer, Town};
use axum::body::Body;
use http::{Method, Request, StatusCode};
use std::time::Duration;
use testkit::for_each_store_at;

const APP: &str = "https://souffle.example";
const GRANT: &str = "access-control-allow-origin";

impl Town {
    /// A page elsewhere asks, as a browser does.
    async fn page_asks(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost:8080")
            .header("accept", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(request.body(Body::empty()).expect("a request"))
            .await
    }
}

fn granted(answer: &Answer) -> Option<&str> {
    answer
        .headers
        .get(GRANT)
        .map(|it| it.to_str().expect("text"))
}

#[tokio::test]
async fn web_08_a_page_of_a_listed_service_is_let_in_by_its_very_origin_and_no_other() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let Tokens { access, .. } = town.lets(&ana, "souffle", &EVERYTHING).await;
        let bearer = format!("Bearer {access}");
        let search = format!("/fhir/Observation?patient=Patient/{}", ana.space);
        let asked = [("origin", APP), ("authorization", bearer.as_str())];
        let read = town.page_asks(Method::GET, &search, &asked).await;
        assert_eq!((read.status, granted(&read)), (StatusCode::OK, Some(APP)));
        let exposed = read.headers["access-control-expose-headers"]
            .to_str()
            .expect("text");
        assert!(
            exposed.contains("ETag") && exposed.contains("Location"),
            "{exposed}"
        );
        let vary: Vec<&str> = read
            .headers
            .get_all("vary")
            .iter()
            .filter_map(|it| it.to_str().ok())
            .collect();
        assert!(vary.join(",").contains("Origin"), "{vary:?}");
        // A refusal is one that the page can read.
        let refused = town
            .page_asks(Method::GET, &search, &[("origin", APP)])
            .await;
        assert_eq!(
            (refused.status, granted(&refused)),
            (StatusCode::UNAUTHORIZED, Some(APP))
        );
        for path in [
            "/fhir/Observation",
            "/fhir/metadata",
            "/oauth/token",
            "/oauth/revoke",
            "/fhir/.well-known/smart-configuration",
        ] {
            let asked = [
                ("origin", APP),
                ("access-control-request-method", "POST"),
                (
                    "access-control-request-headers",
                    "authorization,content-type,if-match",
                ),
            ];
            let before = town.page_asks(Method::OPTIONS, path, &asked).await;
            assert_eq!(
                (before.status, granted(&before)),
                (StatusCode::NO_CONTENT, Some(APP)),
                "{path}"
            );
            assert!(before.body.is_empty());
            let allowed = before.headers["access-control-allow-headers"]
                .to_str()
                .expect("text");
            for name in ["Authorization", "Content-Type", "If-Match"] {
                assert!(allowed.contains(name), "{allowed}");
            }
            assert!(
                !before
                    .headers
                    .contains_key("access-control-allow-credentials")
            );
        }
        for other in [
            "null",
            "https://souffle.example.evil.example",
            "https://evil-souffle.example",
            "https://sub.souffle.example",
            "https://souffle.example:8443",
            "http://souffle.example",
            "https://SOUFFLE.example",
            "https://souffle.example/",
            "https://souffle.exampl",
            "https://souffle.example@evil.example",
            "https://evil.example",
            "http://localhost:8080",
            "*",
            "",
        ] {
            let asked = [
                ("origin", other),
                ("authorization", bearer.as_str()),
                ("access-control-request-method", "GET"),
            ];
            for (method, path) in [
                (Method::GET, search.as_str()),
                (Method::OPTIONS, "/oauth/token"),
            ] {
                let answer = town.page_asks(method, path, &asked).await;
                assert_eq!(granted(&answer), None, "{other} {path}");
            }
        }
        let twice = [("origin", APP), ("origin", "https://evil.example")];
        assert_eq!(
            granted(&town.page_asks(Method::GET, &search, &twice).await),
            None
        );
        // No page of the site, with or without a cookie.
        for path in [
            "/",
            "/connexion",
            "/espace/moi",
            "/autoriser",
            "/oauth/introspect",
            "/services",
        ] {
            let asked = [
                ("origin", APP),
                ("cookie", ana.cookie.as_str()),
                ("access-control-request-method", "GET"),
            ];
            for method in [Method::GET, Method::OPTIONS] {
                let answer = town.page_asks(method, path, &asked).await;
                assert_eq!(granted(&answer), None, "{path}");
                assert!(
                    !answer.headers.contains_key("access-control-allow-headers"),
                    "{path}"
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn web_08_a_service_that_is_suspended_has_no_page_that_is_let_in() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let asked = [("origin", APP)];
        let path = "/fhir/metadata";
        assert_eq!(
            granted(&town.page_asks(Method::GET, path, &asked).await),
            None
        );
        town.lists(super::service("souffle")).await;
        assert_eq!(
            granted(&town.page_asks(Method::GET, path, &asked).await),
            Some(APP)
        );
        let mut tx = town.house.store.begin("suspend").await.expect("begun");
        let services = &town.house.services;
        services
            .set_listed(&mut tx, "souffle", false)
            .await
            .expect("set");
        tx.commit().await.expect("committed");
        assert_eq!(
            granted(&town.page_asks(Method::GET, path, &asked).await),
            None
        );
    })
    .await;
}

#[tokio::test]
async fn a_service_that_asks_too_often_waits_until_the_hour_is_over_and_no_other_does() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
        let his = town.lets(&louis, "souffle", &EVERYTHING).await;
        let services = town.house.services.clone().asked_at_most(3);
        let ask = async |token: &str| {
            let seen = services.authorised(token).await;
            seen.map(|it| it.is_some())
                .map_err(|error| error.retry_after())
        };
        for _ in 0..3 {
            assert_eq!(ask(&tokens.access).await, Ok(true));
        }
        let wait = ask(&tokens.access)
            .await
            .expect_err("too often")
            .expect("a wait");
        assert!(wait <= Duration::from_secs(60 * 60), "{wait:?}");
        assert_eq!(ask(&his.access).await, Ok(true), "whoever else");
        town.world.advance(wait);
        let fresh = Tokens::of(&town.refreshes("souffle", &tokens.refresh, &[]).await);
        assert_eq!(ask(&fresh.access).await, Ok(true));
    })
    .await;
}

#[tokio::test]
async fn beyond_a_thousand_in_an_hour_a_service_is_told_how_long_to_wait() {
    let town = crate::dmp::Dmp::alone().await.town;
    let ana = town.holder(0).await;
    let tokens = town.lets(&ana, "souffle", &EVERYTHING).await;
    let services = &town.house.services;
    for _ in 0..1_000 {
        assert!(services.authorised(&tokens.access).await.is_ok());
    }
    let search = format!(
        "/fhir/Observation?{}",
        encoded(&[("patient", &ana.space.to_string())])
    );
    let refused = town.served(&tokens.access, &search).await;
    assert_eq!(
        refused.status,
        StatusCode::TOO_MANY_REQUESTS,
        "{}",
        refused.text()
    );
    assert!(refused.headers.contains_key("retry-after"));
    let empty = serde_json::json!({"resourceType": "Observation"});
    let wrote = town.adds_in_fhir(&tokens.access, &empty).await;
    assert_eq!(wrote.status, StatusCode::TOO_MANY_REQUESTS);
}
