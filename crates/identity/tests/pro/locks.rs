//! A professional locks their session, or leaves it alone, and comes back.

use crate::house::{Answered, BENALI, House, LEROY, ORIGIN_URL};
use axum::body::Body;
use http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN, REFERER};
use http::{Request, StatusCode};
use serde_json::json;
use std::time::Duration;
use testkit::for_each_store;

const MINUTE: Duration = Duration::from_mins(1);
const RECORD: &str = "/pro/patients/abc?onglet=2";

fn session(answered: &Answered) -> Option<String> {
    let cookie = answered
        .cookies
        .iter()
        .find(|cookie| cookie.starts_with("__Host-carnet="))?;
    Some(cookie.split(';').next().unwrap().to_owned())
}

/// Signs the doctor in: the cookie of their session.
async fn comes_in(house: &House) -> String {
    let entered = house.sign_in().await;
    assert_eq!(entered.location.as_deref(), Some("/pro"));
    session(&entered).unwrap()
}

/// Locks by the button of this page, in this language.
async fn locks(house: &House, cookie: &str, lang: &str, back: &str) {
    let back = format!("retour={}", edge::encode(back));
    let path = format!("{lang}/pro/verrou");
    let locked = house.post(&path, Some(cookie), &back).await;
    assert_eq!(locked.status, StatusCode::SEE_OTHER, "{}", locked.body);
    assert_eq!(locked.location, Some(path));
}

/// Goes to the provider from a locked session: both cookies, and the answer
/// that the browser brings back.
async fn leaves(house: &House, cookie: &str, lang: &str) -> (String, String) {
    let path = format!("{lang}/pro/verrou/reprendre");
    let out = house.get(&path, Some(cookie)).await;
    assert_eq!(out.status, StatusCode::SEE_OTHER, "{}", out.body);
    let cookies = format!("{cookie}; {}", out.browser().unwrap());
    let back = house.provider.answer(&out.location.unwrap());
    (cookies, back)
}

async fn resumes(house: &House, cookie: &str, lang: &str) -> Answered {
    let (cookies, back) = leaves(house, cookie, lang).await;
    house.get(&back, Some(&cookies)).await
}

async fn is_locked(house: &House, cookie: &str) {
    for path in ["/pro", RECORD, "/en/pro/patients/abc", "/pro/connexion"] {
        let turned = house.get(path, Some(cookie)).await;
        assert_eq!(turned.status, StatusCode::SEE_OTHER, "{path}");
        let prefix = if path.starts_with("/en") { "/en" } else { "" };
        assert_eq!(turned.location, Some(format!("{prefix}/pro/verrou")));
        assert!(!turned.body.contains("CANARI"));
    }
    assert_eq!(house.get("/session", Some(cookie)).await.status, 401);
    let page = house.get("/pro/verrou", Some(cookie)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("Samir Bénali"), "{}", page.body);
    assert!(page.body.contains("href=\"/pro/verrou/reprendre\""));
    // Whoever sees it can leave, and lock nothing more.
    assert!(page.body.contains("action=\"/deconnexion\""));
    assert!(!page.body.contains("action=\"/pro/verrou\""));
    assert!(!page.body.contains("CANARI"));
}

async fn is_over(house: &House, cookie: &str) {
    for path in ["/pro", "/pro/verrou", "/pro/verrou/reprendre"] {
        let turned = house.get(path, Some(cookie)).await;
        assert_eq!(turned.status, StatusCode::SEE_OTHER, "{path}");
        let to = turned.location.unwrap();
        assert!(to.starts_with("/pro/connexion") || to == "/pro", "{to}");
    }
    let door = house.get("/pro/connexion", Some(cookie)).await;
    assert_eq!(door.status, StatusCode::OK);
}

#[tokio::test]
async fn a_locked_session_opens_again_on_the_same_page_and_in_the_same_language() {
    for_each_store(|store| async {
        let (house, _) = House::with_sessions(store).await;
        let cookie = comes_in(&house).await;
        let seen = house.get(RECORD, Some(&cookie)).await;
        assert_eq!(seen.body, "CANARI Samir Bénali");
        let home = house.get("/pro/verrou", Some(&cookie)).await;
        assert_eq!(home.location.as_deref(), Some("/pro"), "nothing is locked");

        for lang in ["", "/en"] {
            let cookie = comes_in(&house).await;
            locks(&house, &cookie, lang, RECORD).await;
            // Twice is harmless, and does not change where one comes back to.
            locks(&house, &cookie, lang, "/pro/patients/other").await;
            is_locked(&house, &cookie).await;
            let entered = resumes(&house, &cookie, lang).await;
            assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.body);
            assert_eq!(entered.location, Some(format!("{lang}{RECORD}")));
            house.provider.behave(|manner| {
                assert_eq!(manner.asked["prompt"], "login");
                assert_eq!(manner.asked["max_age"], "0");
            });
            let fresh = session(&entered).unwrap();
            let seen = house.get(RECORD, Some(&fresh)).await;
            assert_eq!(seen.body, "CANARI Samir Bénali");
        }
    })
    .await;
}

#[tokio::test]
async fn a_lock_leads_from_where_no_page_is_shown_to_the_nearest_one_that_is() {
    for_each_store(|store| async {
        let (house, _) = House::with_sessions(store).await;
        let mut cookie = comes_in(&house).await;
        for (lang, back, there) in [
            ("", "/pro/patients/abc/fichier", "/pro/patients/abc"),
            ("/en", "/pro/x/fichier/fichier?y=1", "/en/pro/x"),
            ("", "/pro/fichier", "/pro"),
            ("", RECORD, RECORD),
        ] {
            locks(&house, &cookie, lang, back).await;
            let resumed = resumes(&house, &cookie, lang).await;
            assert_eq!(resumed.location.as_deref(), Some(there), "{back}");
            cookie = session(&resumed).unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn aut_13_a_session_that_opens_again_has_a_new_token() {
    for_each_store(|store| async {
        let (house, _) = House::with_sessions(store).await;
        let cookie = comes_in(&house).await;
        locks(&house, &cookie, "", RECORD).await;
        let fresh = session(&resumes(&house, &cookie, "").await).unwrap();
        assert_ne!(fresh, cookie);
        is_over(&house, &cookie).await;
        // It is one session, and locks as before.
        locks(&house, &fresh, "", RECORD).await;
        is_locked(&house, &fresh).await;
    })
    .await;
}

#[tokio::test]
async fn another_professional_does_not_go_on_in_somebodys_locked_session_and_ends_it() {
    for_each_store(|store| async {
        let (house, _) = House::with_sessions(store).await;
        let cookie = comes_in(&house).await;
        locks(&house, &cookie, "", RECORD).await;
        house.provider.behave(|manner| manner.who = LEROY.into());
        let refused = resumes(&house, &cookie, "/en").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.body.contains("somebody else"), "{}", refused.body);
        assert!(!refused.body.contains("Bénali"), "{}", refused.body);
        assert_eq!(session(&refused).as_deref(), Some("__Host-carnet="));
        is_over(&house, &cookie).await;
        // Nor does its own professional any more.
        house.provider.behave(|manner| manner.who = BENALI.into());
        let late = house.get("/pro/verrou/reprendre", Some(&cookie)).await;
        assert_eq!(late.location.as_deref(), Some("/pro"));
    })
    .await;
}

#[tokio::test]
async fn three_proofs_that_fail_sign_out_and_a_right_one_forgives_them() {
    for_each_store(|store| async {
        let (house, _) = House::with_sessions(store).await;
        let mut cookie = comes_in(&house).await;
        let gives_up = async |cookie: &str| {
            let (cookies, back) = leaves(&house, cookie, "").await;
            let back = back.replace("code=", "error=access_denied&x=");
            house.get(&back, Some(&cookies)).await
        };
        for _ in 0..2 {
            locks(&house, &cookie, "", RECORD).await;
            for left in ["2 essais", "Encore un essai"] {
                let again = gives_up(&cookie).await;
                assert_eq!(again.status, StatusCode::OK);
                assert!(again.body.contains(left), "{}", again.body);
                is_locked(&house, &cookie).await;
            }
            cookie = session(&resumes(&house, &cookie, "").await).unwrap();
        }
        locks(&house, &cookie, "", RECORD).await;
        for _ in 0..2 {
            gives_up(&cookie).await;
        }
        let out = gives_up(&cookie).await;
        assert_eq!(out.status, StatusCode::FORBIDDEN);
        assert!(out.body.contains("Trois essais"), "{}", out.body);
        assert_eq!(session(&out).as_deref(), Some("__Host-carnet="));
        is_over(&house, &cookie).await;
    })
    .await;
}

#[tokio::test]
async fn a_proof_of_before_or_of_no_known_time_opens_no_lock() {
    for_each_store(|store| async {
        let (house, _) = House::with_sessions(store).await;
        let cookie = comes_in(&house).await;
        locks(&house, &cookie, "", RECORD).await;
        let now = house.world.world().now().millis() / 1000;
        for said in [None, Some(now - 120)] {
            house.provider.behave(|manner| {
                manner.id_claims = Box::new(move |claims| match said {
                    Some(at) => claims["auth_time"] = json!(at),
                    None => {
                        claims.as_object_mut().unwrap().remove("auth_time");
                    }
                });
            });
            let again = resumes(&house, &cookie, "").await;
            assert_eq!(again.status, StatusCode::FORBIDDEN, "{said:?}");
            assert_eq!(session(&again), None);
            is_locked(&house, &cookie).await;
        }
        // It took them a while at the provider: the proof is one of this way.
        house.provider.behave(|manner| {
            manner.id_claims = Box::new(move |claims| claims["auth_time"] = json!(now + 30));
        });
        let (cookies, back) = leaves(&house, &cookie, "").await;
        house.world.advance(Duration::from_mins(5));
        let entered = house.get(&back, Some(&cookies)).await;
        assert_eq!(entered.location.as_deref(), Some(RECORD));
    })
    .await;
}

#[tokio::test]
async fn a_provider_that_does_not_answer_costs_no_try() {
    for_each_store(|store| async {
        let (house, _) = House::with_sessions(store).await;
        let cookie = comes_in(&house).await;
        locks(&house, &cookie, "", RECORD).await;
        let trouble = crate::provider::Trouble::Status(500);
        for at in ["token", "userinfo"].repeat(3) {
            house
                .provider
                .behave(|manner| manner.trouble = Some((at, trouble)));
            let again = resumes(&house, &cookie, "").await;
            assert_eq!(again.status, StatusCode::SERVICE_UNAVAILABLE, "{at}");
            is_locked(&house, &cookie).await;
        }
        house.provider.behave(|manner| manner.trouble = None);
        assert!(session(&resumes(&house, &cookie, "").await).is_some());
    })
    .await;
}

#[tokio::test]
async fn aut_15_an_idle_session_of_a_professional_opens_nothing_and_none_outlasts_twelve_hours() {
    for_each_store(|store| async {
        let (house, _) = House::with_sessions(store).await;
        let cookie = comes_in(&house).await;
        house.world.advance(15 * MINUTE);
        // What script asks of its own accord is no page to come back to.
        assert_eq!(house.get("/session", Some(&cookie)).await.status, 401);
        let turned = house.get(RECORD, Some(&cookie)).await;
        assert_eq!(turned.location.as_deref(), Some("/pro/verrou"));
        is_locked(&house, &cookie).await;
        // Looking at the lock keeps nothing open.
        for _ in 0..6 {
            house.world.advance(10 * MINUTE);
            is_locked(&house, &cookie).await;
        }
        let entered = resumes(&house, &cookie, "").await;
        assert_eq!(entered.location.as_deref(), Some(RECORD));
        let mut cookie = session(&entered).unwrap();
        // However often it is locked and opened again.
        for _ in 0..10 {
            house.world.advance(Duration::from_hours(1));
            cookie = session(&resumes(&house, &cookie, "").await).unwrap();
        }
        house.world.advance(44 * MINUTE);
        is_locked(&house, &cookie).await;
        house.world.advance(MINUTE);
        is_over(&house, &cookie).await;
    })
    .await;
}

#[tokio::test]
async fn what_was_sent_with_a_locked_session_is_not_kept_and_its_professional_is_told() {
    for_each_store(|store| async {
        let (house, _) = House::with_sessions(store).await;
        let cookie = comes_in(&house).await;
        let page = house.get(RECORD, Some(&cookie)).await;
        assert_eq!(page.status, StatusCode::OK);
        house.world.advance(16 * MINUTE);
        let sent = Request::post("/pro/patients/abc/ecrire")
            .header(HOST, "carnet.test")
            .header(ORIGIN, ORIGIN_URL)
            .header(REFERER, format!("{ORIGIN_URL}/en{RECORD}"))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(COOKIE, &cookie);
        let sent = house.send(sent.body(Body::from("mot=oui")).unwrap()).await;
        assert_eq!(sent.location.as_deref(), Some("/pro/verrou"));
        let lock = house.get("/pro/verrou", Some(&cookie)).await;
        assert!(lock.body.contains("pas été enregistré"), "{}", lock.body);
        // The page that it was sent from is the one to come back to.
        let entered = resumes(&house, &cookie, "/en").await;
        assert_eq!(entered.location, Some(format!("/en{RECORD}")));
        // It is said once.
        let cookie = session(&entered).unwrap();
        locks(&house, &cookie, "", RECORD).await;
        let lock = house.get("/pro/verrou", Some(&cookie)).await;
        assert!(!lock.body.contains("pas été enregistré"), "{}", lock.body);
        // From another window, while it was locked by hand.
        let sent = house.post("/pro/patients/abc", Some(&cookie), "").await;
        assert_eq!(sent.location.as_deref(), Some("/pro/verrou"));
        let lock = house.get("/pro/verrou", Some(&cookie)).await;
        assert!(lock.body.contains("pas été enregistré"), "{}", lock.body);
    })
    .await;
}

#[tokio::test]
async fn web_10_a_lock_leads_back_to_no_other_site() {
    for_each_store(|store| async {
        let (house, _) = House::with_sessions(store).await;
        let long = format!("/pro/{}", "x".repeat(300));
        for evil in [
            "https://evil.example/pro",
            "//evil.example/pro",
            "/pro//evil.example",
            "/pro/\\evil.example",
            "/promenade",
            "/espace/moi",
            "/pro/verrou",
            "/pro/connexion?x",
            "/deconnexion",
            "/pro/a\r\nSet-Cookie:x",
            &long,
        ] {
            let cookie = comes_in(&house).await;
            locks(&house, &cookie, "", evil).await;
            let entered = resumes(&house, &cookie, "").await;
            assert_eq!(entered.location.as_deref(), Some("/pro"), "{evil}");
        }
        // Nor where the address of the lock says so.
        let cookie = comes_in(&house).await;
        house.world.advance(15 * MINUTE);
        let evil = "/pro/verrou?retour=https%3A//evil.example/pro";
        house.get(evil, Some(&cookie)).await;
        let entered = resumes(&house, &cookie, "").await;
        assert_eq!(entered.location.as_deref(), Some("/pro"));
        // Where script leads once the quarter of an hour is over, it may.
        let cookie = session(&entered).unwrap();
        house.world.advance(15 * MINUTE);
        let idle = format!("/pro/verrou?retour={}", edge::encode(RECORD));
        house.get(&idle, Some(&cookie)).await;
        let entered = resumes(&house, &cookie, "").await;
        assert_eq!(entered.location.as_deref(), Some(RECORD));
    })
    .await;
}

#[tokio::test]
async fn an_answer_for_one_locked_session_opens_no_other() {
    for_each_store(|store| async {
        let (house, _) = House::with_sessions(store).await;
        let (first, second) = (comes_in(&house).await, comes_in(&house).await);
        for cookie in [&first, &second] {
            locks(&house, cookie, "", RECORD).await;
        }
        let (cookies, back) = leaves(&house, &first, "").await;
        let swapped = cookies.replace(&first, &second);
        let refused = house.get(&back, Some(&swapped)).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert_eq!(session(&refused), None);
        for cookie in [&first, &second] {
            is_locked(&house, cookie).await;
        }
        // The way is used up, for its own session too.
        let late = house.get(&back, Some(&cookies)).await;
        assert_eq!(late.status, StatusCode::BAD_REQUEST);
        is_locked(&house, &first).await;
    })
    .await;
}

#[tokio::test]
async fn pro_02_a_locked_session_ends_when_its_professional_is_struck_off() {
    for_each_store(|store| async {
        let (house, _) = House::with_sessions(store).await;
        let cookie = comes_in(&house).await;
        locks(&house, &cookie, "", RECORD).await;
        let (cookies, back) = leaves(&house, &cookie, "").await;
        let benali = BENALI.parse().unwrap();
        house
            .professionals
            .set_active(&benali, false)
            .await
            .unwrap();
        let refused = house.get(&back, Some(&cookies)).await;
        assert!(session(&refused).is_none_or(|cookie| cookie == "__Host-carnet="));
        is_over(&house, &cookie).await;
        house.professionals.set_active(&benali, true).await.unwrap();
        is_over(&house, &cookie).await;
    })
    .await;
}

#[tokio::test]
async fn nobody_but_a_professional_has_a_lock() {
    for_each_store(|store| async {
        let (house, _) = House::with_sessions(store).await;
        for path in ["/pro/verrou", "/en/pro/verrou"] {
            for (turned, says) in [
                (house.get(path, None).await, "retour="),
                (house.post(path, None, "retour=/pro").await, "fin=perdu"),
            ] {
                assert_eq!(turned.status, StatusCode::SEE_OTHER);
                let to = turned.location.unwrap();
                assert!(to.contains(&format!("/pro/connexion?{says}")), "{to}");
            }
        }
        // A stranger's page cannot lock it.
        let cookie = comes_in(&house).await;
        let forged = Request::post("/pro/verrou")
            .header(HOST, "carnet.test")
            .header(ORIGIN, "https://evil.example")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(COOKIE, &cookie);
        let refused = house.send(forged.body(Body::from("retour=/pro")).unwrap());
        assert_eq!(refused.await.status, StatusCode::FORBIDDEN);
        let seen = house.get(RECORD, Some(&cookie)).await;
        assert_eq!(seen.status, StatusCode::OK);
    })
    .await;
}
