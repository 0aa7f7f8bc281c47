//! Every way into the house: what it answers to whom, and what it lets in.

use super::{ADD, LIST, UNKNOWN, checkout};
use crate::routes::{
    BEHIND_FRANCE_CONNECT, BEHIND_PROVIDER, DEMO_ONLY, DEMO_PLACES, ROUTES, WITNESS_ONLY,
    written_routes,
};
use crate::town::{PDF, Town, multipart};
use axum::body::Body;
use http::{Method, StatusCode};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

#[test]
fn api_01_every_route_of_the_sources_has_its_rows() {
    let mut listed: Vec<&str> = ROUTES.iter().chain(&BEHIND_PROVIDER).copied().collect();
    listed.extend(BEHIND_FRANCE_CONNECT);
    listed.extend(DEMO_ONLY);
    listed.extend(WITNESS_ONLY);
    listed.sort_unstable();
    listed.dedup();
    let written = written_routes(&checkout());
    assert_eq!(
        written, listed,
        "a route of the sources is missing in the list of routes, or the other way round"
    );
}

#[tokio::test]
async fn api_01_every_route_answers_every_actor_as_the_golden_list_says() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        let (doctor, other) = (town.doctor().await, town.other_doctor().await);
        let id = town.deposits(&doctor, &ana, "CANARITITRE").await;
        town.consents(&doctor, &ana).await;
        let token = format!("Bearer {}", town.institution("690000002").await);
        let [operator, volunteer, administrator] = town.team().await;
        let actors = [
            ("nobody", "", ""),
            ("holder", &*ana.cookie, ""),
            ("other holder", &*louis.cookie, ""),
            ("linked professional", &*doctor.cookie, ""),
            ("unlinked professional", &*other.cookie, ""),
            ("institution", "", &*token),
            ("operator", &*operator.cookie, ""),
            ("volunteer", &*volunteer.cookie, ""),
            ("administrator", &*administrator.cookie, ""),
        ];
        let mut text = String::new();
        let mut without = std::collections::BTreeSet::new();
        for method in [Method::GET, Method::POST] {
            for route in ROUTES {
                let path = route
                    .replace("{space}", &ana.space.to_string())
                    .replace("{document}", &id)
                    .replace("{frame}", "1")
                    .replace("{place}", "0")
                    .replace("{link}", UNKNOWN)
                    .replace("{folder}", UNKNOWN)
                    .replace("{act}", &"0".repeat(32))
                    .replace("{account}", UNKNOWN)
                    .replace("{report}", "00000-00000")
                    .replace("{q}", &"0".repeat(32))
                    .replace("{n}", &"0".repeat(32))
                    .replace("{id}", &format!("{}-{id}", ana.space))
                    .replace("{*rest}", "Observation")
                    .replace("{*place}", "0/000")
                    .replace("{file}", "nothing.js");
                for (who, cookie, token) in actors {
                    let form = ("content-type", "application/x-www-form-urlencoded");
                    let own = ("origin", "http://localhost:8080");
                    let bearer = ("authorization", token);
                    let mut headers = vec![form, own];
                    headers.extend((!token.is_empty()).then_some(bearer));
                    let answer = town.with(method.clone(), cookie, &path, &headers).await;
                    assert!(
                        !answer.status.is_server_error(),
                        "{method} {route} {who}: {}",
                        answer.text()
                    );
                    // `web_05_…`: one policy, byte for byte, whoever asks for what. What
                    // programs alone are answered, outside the site, may have none.
                    let policy = answer.headers.get("content-security-policy");
                    let media = answer.headers.get("content-type");
                    let is_page = media.is_some_and(|it| it.as_bytes().starts_with(b"text/html"));
                    assert!(
                        policy.map_or(!is_page, |it| it == edge::CONTENT_SECURITY_POLICY),
                        "{method} {route} {who}: {policy:?}"
                    );
                    if policy.is_none() {
                        without.insert(route);
                    }
                    let sees = who == "holder" || who == "linked professional";
                    assert!(
                        sees || !answer.text().contains("CANARITITRE"),
                        "{method} {route} shows a title to: {who}"
                    );
                    let to = answer.location().split('?').next().unwrap_or_default();
                    let to = to.replace(&ana.space.to_string(), "{space}");
                    let line = format!("{method} {route} | {who} | {}", answer.status.as_u16());
                    text.push_str(format!("{line} {to}").trim_end());
                    text.push('\n');
                }
            }
        }
        let programs = [
            "/health",
            "/log/checkpoint",
            "/log/tile/{*place}",
            "/metrics",
            "/ready",
        ];
        assert_eq!(without, programs.into());
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
        testkit::golden(folder, "routes.txt", &text);
    })
    .await;
}

#[tokio::test]
async fn api_01_every_route_of_franceconnect_answers_as_the_golden_list_says() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::with_france_connect(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let actors = [
            ("nobody", ""),
            ("holder", &*ana.cookie),
            ("professional", &*doctor.cookie),
        ];
        let mut text = String::new();
        for method in [Method::GET, Method::POST] {
            for route in BEHIND_FRANCE_CONNECT {
                for (who, cookie) in actors {
                    let form = ("content-type", "application/x-www-form-urlencoded");
                    let headers = [form, ("origin", "http://localhost:8080")];
                    let answer = town.with(method.clone(), cookie, route, &headers).await;
                    let (status, to) = (answer.status.as_u16(), answer.location());
                    let line = format!("{method} {route} | {who} | {status} {to}");
                    text.push_str(line.trim_end());
                    text.push('\n');
                }
            }
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
        testkit::golden(folder, "routes_france_connect.txt", &text);
    })
    .await;
}

#[tokio::test]
async fn oid_29_a_provider_calls_from_elsewhere_and_nobody_else_may() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::with_france_connect(&url).await;
        let ana = town.holder(0).await;
        let elsewhere = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("origin", "https://fc.example"),
            ("sec-fetch-site", "cross-site"),
        ];
        for path in [
            "/connexion/franceconnect/fin",
            "/en/connexion/franceconnect/fin",
        ] {
            // Whoever calls, and whosever browser it is: nothing was said.
            for cookie in ["", &ana.cookie] {
                let heard = town.with(Method::POST, cookie, path, &elsewhere).await;
                assert_eq!(heard.status, StatusCode::BAD_REQUEST, "{path}");
                assert_eq!(heard.text(), r#"{"error":"invalid_request"}"#);
                assert_eq!(heard.headers["cache-control"], "no-store");
            }
        }
        for path in [
            "/deconnexion",
            "/connexion",
            "/connexion/franceconnect",
            "/connexion/franceconnect/cles",
            "/espace/moi/reglages/connexion/franceconnect",
            "/espace/moi/reglages/appareils",
        ] {
            let refused = town.with(Method::POST, &ana.cookie, path, &elsewhere).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
        }
        assert_eq!(
            town.get(&ana.cookie, "/espace/moi").await.status,
            StatusCode::OK
        );
    })
    .await;
}

#[tokio::test]
async fn web_04_vis_06_every_page_has_the_headers_and_nothing_personal_is_kept() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let [operator, volunteer, administrator] = town.team().await;
        let id = town.deposits(&doctor, &ana, "Bilan").await;
        town.consents(&doctor, &ana).await;
        let probes = [
            "/health",
            "/ready",
            "/metrics",
            "/log/checkpoint",
            "/log/tile/{*place}",
        ];
        for route in ROUTES.iter().filter(|route| !probes.contains(*route)) {
            let path = route
                .replace("{space}", &ana.space.to_string())
                .replace("{document}", &id)
                .replace("{frame}", "1")
                .replace("{place}", "0");
            for cookie in [
                "",
                &ana.cookie,
                &doctor.cookie,
                &operator.cookie,
                &volunteer.cookie,
                &administrator.cookie,
            ] {
                let answer = town.get(cookie, &path).await;
                let header = |name: &str| {
                    let value = answer.headers.get(name).and_then(|v| v.to_str().ok());
                    value.unwrap_or_default().to_owned()
                };
                let policy = header("content-security-policy");
                for part in [
                    "default-src 'none'",
                    "base-uri 'none'",
                    "frame-ancestors 'none'",
                ] {
                    assert!(policy.contains(part), "{route}: {policy}");
                }
                assert!(!policy.contains("unsafe"), "{route}: {policy}");
                assert_eq!(header("x-content-type-options"), "nosniff", "{route}");
                assert!(!header("referrer-policy").is_empty(), "{route}");
                assert!(!header("cross-origin-opener-policy").is_empty(), "{route}");
                assert!(!answer.headers.contains_key("server"), "{route}");
                assert!(
                    cookie.is_empty() || header("cache-control").contains("no-store"),
                    "{route}: {}",
                    header("cache-control")
                );
            }
        }
    })
    .await;
}

#[tokio::test]
async fn del_01_a_closed_space_is_shut_in_every_process_within_a_second() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let twin = town.twin().await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.deposits(&doctor, &ana, "CANARITITRE").await;
        town.consents(&doctor, &ana).await;
        let token = format!("Bearer {}", town.institution("690000002").await);
        let record = format!("/pro/patients/{}", ana.space);
        let asks = [
            (&ana.cookie, String::from("/espace/moi")),
            (&ana.cookie, format!("{LIST}/{id}")),
            (&ana.cookie, format!("{LIST}/{id}/telecharger")),
            (&ana.cookie, String::from("/espace/moi/acces/journal")),
            (&doctor.cookie, record.clone()),
            (
                &doctor.cookie,
                format!("{record}/documents/{id}/telecharger"),
            ),
            (&doctor.cookie, format!("{record}/lien")),
            (&doctor.cookie, format!("{record}/ajouter")),
        ];
        for (cookie, path) in &asks {
            assert_eq!(
                twin.get(cookie, path).await.status,
                StatusCode::OK,
                "{path}"
            );
        }
        let matricule = "255081416802538".parse().expect("a matricule");
        let person = town.house.spaces.find_person(&matricule).await;
        let person = person.expect("asked").expect("a person");
        let closed = town.house.spaces.close(
            person,
            spaces::Fate::Delete,
            spaces::How::Site,
            town.world.now(),
        );
        closed.await.expect("closed");
        let begun = Instant::now();
        for house in [&twin, &town] {
            for (cookie, path) in &asks {
                let answer = house.get(cookie, path).await;
                // The holder alone is told, and led to the way back.
                if *path == "/espace/moi" {
                    assert_eq!(answer.location(), "/espace/moi/ferme");
                    continue;
                }
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            }
            let patient = "/fhir/Patient?identifier=urn:oid:1.2.250.1.213.1.4.8%7C255081416802538";
            let headers = [("authorization", &*token)];
            let found = house.with(Method::GET, "", patient, &headers).await;
            assert!(!found.text().contains(&ana.space.to_string()));
        }
        assert!(
            begun.elapsed() < Duration::from_secs(5),
            "{:?}",
            begun.elapsed()
        );
    })
    .await;
}

#[tokio::test]
async fn enu_05_ids_tell_neither_time_nor_order() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let mut ids = Vec::new();
        for n in 0..8 {
            ids.push(town.adds(&ana, &format!("Note{n}")).await);
        }
        let starts: std::collections::BTreeSet<&str> = ids.iter().map(|id| &id[..4]).collect();
        assert_eq!(starts.len(), ids.len(), "ids begin alike: {ids:?}");
        assert!(!ids.is_sorted(), "ids come in order: {ids:?}");
    })
    .await;
}

#[tokio::test]
async fn aut_10_a_locked_session_reaches_no_page_of_a_professional_and_is_nobody_elsewhere() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.deposits(&doctor, &ana, "CANARITITRE").await;
        town.consents(&doctor, &ana).await;
        let record = format!("/pro/patients/{}/documents/{id}", ana.space);
        assert_eq!(town.get(&doctor.cookie, &record).await.status, 200);
        let form = format!("retour={record}");
        let locked = town.post(&doctor.cookie, "/pro/verrou", &form).await;
        assert_eq!(locked.location(), "/pro/verrou");
        let twin = town.twin().await;
        let form = ("content-type", "application/x-www-form-urlencoded");
        let headers = [form, ("origin", "http://localhost:8080")];
        let mut turned = 0;
        for method in [Method::GET, Method::POST] {
            for route in ROUTES.iter().filter(|route| **route != "/deconnexion") {
                let path = route
                    .replace("{space}", &ana.space.to_string())
                    .replace("{document}", &id)
                    .replace("{id}", &format!("{}-{id}", ana.space))
                    .replace("{place}", "0")
                    .replace("{frame}", "1")
                    .replace("{*rest}", "Observation")
                    .replace("{*place}", "0/000")
                    .replace(['{', '}'], "");
                let answer = twin
                    .with(method.clone(), &doctor.cookie, &path, &headers)
                    .await;
                assert!(!answer.text().contains("CANARITITRE"), "{method} {route}");
                let theirs = path.starts_with("/pro");
                match (theirs, path == "/pro/verrou" && method == Method::GET) {
                    (true, true) => assert_eq!(answer.status, StatusCode::OK),
                    (true, false) => {
                        turned += 1;
                        assert_eq!(answer.location(), "/pro/verrou", "{method} {route}");
                    }
                    (false, _) => {
                        let nobody = twin.with(method.clone(), "", &path, &headers).await;
                        assert_eq!(answer.status, nobody.status, "{method} {route}");
                        assert_eq!(answer.location(), nobody.location(), "{method} {route}");
                    }
                }
            }
        }
        assert!(turned > 80, "{turned}");
        // Software of an institution has tokens of its own.
        let token = format!("Bearer {}", town.institution("690000002").await);
        let patient = "/fhir/Patient?identifier=urn:oid:1.2.250.1.213.1.4.8%7C255081416802538";
        let headers = [("authorization", &*token)];
        let found = town
            .with(Method::GET, &doctor.cookie, patient, &headers)
            .await;
        assert_eq!(found.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn ops_01_what_the_demonstration_brings_is_not_in_the_served_house() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let below = |place| DEMO_ONLY.map(|route| format!("{place}{route}"));
        for path in DEMO_PLACES.into_iter().flat_map(below) {
            for method in [Method::GET, Method::POST] {
                let headers = [("origin", "http://localhost:8080")];
                let answer = town.with(method, "", &path, &headers).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            }
        }
        // Without a provider configured no professional comes in, and no
        // holder without a password.
        for path in BEHIND_PROVIDER.into_iter().chain(BEHIND_FRANCE_CONNECT) {
            let answer = town.get("", path).await;
            assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        }
    })
    .await;
    let main = include_str!("../../../src/main.rs");
    let uses: Vec<&str> = main
        .lines()
        .filter(|line| line.contains("demo::"))
        .collect();
    assert!(
        uses.iter().all(|line| line.contains("Demo(")),
        "only the demo command may reach for the demonstration: {uses:?}"
    );
}

#[tokio::test]
async fn dos_02_an_upload_without_a_session_is_not_even_read() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let body = multipart(&[("title", "x")], ("a.pdf", PDF));
        let read = std::sync::Arc::new(AtomicUsize::new(0));
        let counted = std::sync::Arc::clone(&read);
        let pieces =
            futures_util::stream::iter(body.chunks(16).map(<[u8]>::to_vec).collect::<Vec<_>>());
        let pieces = futures_util::StreamExt::map(pieces, move |piece| {
            counted.fetch_add(1, Ordering::SeqCst);
            Ok::<_, std::io::Error>(piece)
        });
        let answer = town.send("", ADD, Body::from_stream(pieces)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(read.load(Ordering::SeqCst), 0);
    })
    .await;
}
