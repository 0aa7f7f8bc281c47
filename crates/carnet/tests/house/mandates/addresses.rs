//! Addresses of a child's space: they answer representatives alone, and those on the
//! list alone.

use crate::documents::GOOD;
use crate::routes::ROUTES;
use crate::town::{PDF, Town};
use edge::{FOR_REPRESENTATIVES, is_for_representatives};
use http::{Method, StatusCode};
use kernel::SpaceId;
use std::collections::BTreeSet;
use testkit::for_each_store_at;

/// A route with something in each place that varies.
fn filled(route: &str) -> String {
    let parts = route.split('/').map(|part| match part.starts_with('{') {
        true => "00000000000000000000000001",
        false => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn every_route_of_a_space_is_on_the_list_of_representatives_or_is_none_of_theirs() {
    for route in FOR_REPRESENTATIVES {
        assert!(ROUTES.contains(&route), "{route} is no route");
    }
    for route in ROUTES {
        let listed = FOR_REPRESENTATIVES.contains(&route);
        assert_eq!(is_for_representatives(&filled(route)), listed, "{route}");
    }
}

#[tokio::test]
async fn azp_01_azp_18_no_route_of_another_s_space_tells_it_from_one_that_never_was() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let lea = town.child("Lea", "2016-03-02", &[&louis]).await;
        town.takes(&louis, &lea).await;
        let doctor = town.pro("10", "99700218896", "Nadia Roche").await;
        let nobody = SpaceId::from_bytes([5; 16]);
        for route in ROUTES {
            let Some(below) = route.strip_prefix("/espace/moi") else {
                continue;
            };
            let below = filled(below);
            for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE] {
                for cookie in [ana.cookie.as_str(), doctor.cookie.as_str(), ""] {
                    // Whoever is not signed in is asked to, whatever there is.
                    let asked_in = cookie.is_empty() && FOR_REPRESENTATIVES.contains(&route);
                    let mut all = BTreeSet::new();
                    for space in [lea.space, ana.space, louis.space, nobody] {
                        let path = format!("/espace/{space}{below}");
                        let headers = [("origin", "http://localhost:8080")];
                        let answer = town.with(method.clone(), cookie, &path, &headers).await;
                        if asked_in {
                            let here = match method {
                                Method::GET => format!("retour={}", edge::encode(&path)),
                                // What they sent is not done: the door says so.
                                _ => String::from("fin=perdu"),
                            };
                            let here = format!("/connexion?{here}");
                            assert_eq!(answer.location(), here, "{method}");
                        } else {
                            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {path}");
                        }
                        all.insert(answer.body);
                    }
                    assert_eq!(all.len(), 1, "{method} {below}");
                }
            }
        }
        // As nothing at all is answered.
        let one = town.get(&ana.cookie, &Town::of(&lea, "")).await;
        let none = town.get(&ana.cookie, "/espace/nulle-part").await;
        assert_eq!(one.shape(), none.shape());
    })
    .await;
}

#[tokio::test]
async fn azp_06_azp_07_a_representative_has_what_is_on_the_list_and_finds_nothing_elsewhere() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        town.takes(&ana, &lea).await;
        for route in ROUTES {
            let Some(below) = route.strip_prefix("/espace/moi") else {
                continue;
            };
            if FOR_REPRESENTATIVES.contains(&route) {
                continue;
            }
            for method in [Method::GET, Method::POST] {
                let path = Town::of(&lea, &filled(below));
                let headers = [("origin", "http://localhost:8080")];
                let answer = town.with(method, &ana.cookie, &path, &headers).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            }
        }
    })
    .await;
}

/// The addresses that a page leads to: of links, of forms, and of script.
pub fn leads(page: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for piece in page.split('"') {
        let path = piece.strip_prefix("/en").unwrap_or(piece);
        if path.starts_with("/espace/") {
            let path = piece.split('#').next().unwrap_or_default();
            all.insert(path.replace("&#38;", "&").replace("&amp;", "&"));
        }
    }
    all
}

#[tokio::test]
async fn no_page_of_a_child_s_space_leads_a_representative_out_of_it_but_back_home() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        town.takes(&ana, &lea).await;
        let add = Town::of(&lea, "/documents/ajouter");
        let sent = town.upload(&ana.cookie, &add, &GOOD, ("a.pdf", PDF)).await;
        let list = Town::of(&lea, "/documents?fait=ajoute");
        assert_eq!(sent.location(), list, "{}", sent.text());
        for home in [Town::of(&lea, ""), format!("/en{}", Town::of(&lea, ""))] {
            let mut seen = BTreeSet::new();
            let mut waiting = vec![home.clone()];
            while let Some(path) = waiting.pop() {
                if !seen.insert(path.clone()) || seen.len() > 400 {
                    continue;
                }
                let answer = town.get(&ana.cookie, &path).await;
                let there = answer.status != StatusCode::NOT_FOUND;
                assert!(there, "{path} leads nowhere");
                // What is only sent there is answered by a page of nobody's space.
                if answer.status != StatusCode::OK {
                    continue;
                }
                let text = answer.text();
                for next in leads(&text) {
                    let own = next.strip_prefix("/en").unwrap_or(&next) == "/espace/moi";
                    let inside = next.contains(&lea.space.to_string());
                    assert!(own || inside, "{path} leads to {next}");
                    if inside {
                        waiting.push(next);
                    }
                }
            }
            assert!(seen.len() > 20, "{seen:?}");
        }
    })
    .await;
}
