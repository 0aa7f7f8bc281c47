//! Professionals sign in: what goes well, and every way it must not.

mod tokens;

use crate::house::{Answered, BENALI, GONE, House, LEROY, ORIGIN_URL};
use crate::provider::Trouble;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use http::header::COOKIE;
use http::{Request, StatusCode};
use identity::provider::{Arrived, Reception as _, Visit};
use identity::{Identity, IdentityConfig, ProfessionalIn};
use serde_json::json;
use std::sync::atomic::Ordering;
use std::time::Duration;
use testkit::for_each_store;
use tower::ServiceExt as _;

pub(crate) fn is_refused(answered: &Answered) {
    assert_eq!(answered.status, StatusCode::FORBIDDEN, "{}", answered.body);
    assert!(
        !answered
            .cookies
            .iter()
            .any(|c| c.starts_with("__Host-session"))
    );
}

#[tokio::test]
async fn a_doctor_signs_in_and_works_at_their_place() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let page = house.get("/pro/connexion", None).await;
        assert!(
            page.body.contains("href=\"/pro/connexion/aller\""),
            "{}",
            page.body
        );
        assert!(page.body.contains("Pro Santé Connect"));

        let (browser, address) = house.leave().await;
        let back = house.provider.answer(&address);
        let entered = house.get(&back, Some(&browser)).await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.body);
        assert_eq!(entered.location.as_deref(), Some("/pro"));
        assert!(
            entered
                .cookies
                .iter()
                .any(|c| c.starts_with("__Host-session="))
        );
        assert_eq!(house.let_in(), [(BENALI.into(), Some("750000001".into()))]);
    })
    .await;
}

#[tokio::test]
async fn a_nurse_with_two_places_chooses_one_of_them() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        house.provider.behave(|manner| manner.who = LEROY.into());
        let out = house
            .get("/en/pro/connexion/aller?retour=/pro/patients/abc", None)
            .await;
        let browser = out.browser().unwrap();
        let back = house.provider.answer(&out.location.unwrap());
        let choosing = house.get(&back, Some(&browser)).await;
        assert_eq!(choosing.location.as_deref(), Some("/pro/connexion/lieu"));
        assert!(house.let_in().is_empty());

        let page = house.get("/en/pro/connexion/lieu", Some(&browser)).await;
        for place in [
            "Hôpital des Tilleuls, Lyon",
            "Centre de soins, Lyon",
            "Where are you",
        ] {
            assert!(page.body.contains(place), "{}", page.body);
        }
        for wrong in ["", "lieu=750000001", "lieu=x"] {
            let again = house
                .post("/pro/connexion/lieu", Some(&browser), wrong)
                .await;
            assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
        let stranger = house
            .post("/pro/connexion/lieu", None, "lieu=690000002")
            .await;
        assert_eq!(stranger.status, StatusCode::BAD_REQUEST);
        let entered = house
            .post("/en/pro/connexion/lieu", Some(&browser), "lieu=690000002")
            .await;
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.body);
        assert_eq!(entered.location.as_deref(), Some("/en/pro/patients/abc"));
        assert_eq!(house.let_in(), [(LEROY.into(), Some("690000002".into()))]);
        // The choice is made once.
        let twice = house
            .post("/pro/connexion/lieu", Some(&browser), "lieu=690000002")
            .await;
        assert_eq!(twice.status, StatusCode::BAD_REQUEST);
    })
    .await;
}

#[tokio::test]
async fn pro_02_somebody_struck_off_or_unknown_does_not_come_in() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        for (rpps, says, in_english) in [
            (
                GONE,
                "pas en exercice",
                "The national directory says that you are not in practice. \
                 Contact your professional body.",
            ),
            (
                "10000000017",
                "pas dans notre annuaire",
                "Your RPPS number is not in our directory. If it is recent, try again tomorrow.",
            ),
        ] {
            house.provider.behave(|manner| manner.who = rpps.into());
            for (refused, says) in [
                (house.sign_in().await, says),
                (house.sign_in_in_english().await, in_english),
            ] {
                is_refused(&refused);
                assert!(refused.body.contains(says), "{}", refused.body);
            }
        }
        house.provider.behave(|manner| manner.who = BENALI.into());
        let benali = BENALI.parse().unwrap();
        house
            .professionals
            .set_active(&benali, false)
            .await
            .unwrap();
        is_refused(&house.sign_in().await);
        let place = "750000001".parse().unwrap();
        assert!(
            !house
                .professionals
                .may_practise(&benali, Some(&place))
                .await
                .unwrap()
        );
        assert!(house.let_in().is_empty());
    })
    .await;
}

#[tokio::test]
async fn pro_03_a_place_left_or_unused_for_thirty_days_is_closed() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let (benali, place) = (BENALI.parse().unwrap(), "750000001".parse().unwrap());
        house.world.advance(Duration::from_hours(31 * 24));
        is_refused(&house.sign_in().await);
        // The provider names the place today: that attaches them again.
        house.provider.behave(|manner| {
            manner.userinfo = Box::new(|claims| {
                claims["SubjectRefPro"] = json!({"exercices": [{"codeProfession": "10",
                    "activities": [{"numeroFinessSite": "750000001"}]}]});
            });
        });
        assert_eq!(house.sign_in().await.status, StatusCode::SEE_OTHER);
        // Once they have left, nothing does.
        house.professionals.leave(&benali, &place).await.unwrap();
        let refused = house.sign_in().await;
        is_refused(&refused);
        let says = "Demandez à votre établissement de confirmer";
        assert!(refused.body.contains(says), "{}", refused.body);
        let refused = house.sign_in_in_english().await;
        is_refused(&refused);
        let says = "None of your places of work is open. \
                    Ask your institution to confirm that you work there.";
        assert!(refused.body.contains(says), "{}", refused.body);
        assert!(!house.professionals.works_at(&benali, &place).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn oid_15_an_answer_of_another_provider_is_refused() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        for spoil in [
            |back: &str| back.replace("realms%2Fpsc", "realms%2Fevil"),
            // This provider promises to name itself.
            |back: &str| back.split("&iss=").next().unwrap().to_owned(),
        ] {
            let (browser, address) = house.leave().await;
            let back = spoil(&house.provider.answer(&address));
            let answered = house.get(&back, Some(&browser)).await;
            assert_eq!(answered.status, StatusCode::BAD_REQUEST, "{back}");
        }
        assert!(house.let_in().is_empty());
    })
    .await;
}

#[tokio::test]
async fn oid_19_nobody_is_recognised_by_e_mail_or_name() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        house.provider.behave(|manner| {
            manner.userinfo = Box::new(|claims| {
                claims["preferred_username"] = json!("810000000017");
                claims["SubjectNameID"] = json!("810000000017");
                claims["email"] = json!("samir.benali@example.org");
                claims["email_verified"] = json!(true);
                claims["given_name"] = json!("Samir");
                claims["family_name"] = json!("Bénali");
            });
        });
        is_refused(&house.sign_in().await);
        // Two numbers are no number, and the userinfo of another person is not theirs.
        for (claim, value) in [
            ("SubjectNameID", "899700366240"),
            ("preferred_username", "samir"),
            ("sub", "f:x:another"),
        ] {
            house.provider.behave(|manner| {
                manner.userinfo = Box::new(move |claims| claims[claim] = json!(value));
            });
            is_refused(&house.sign_in().await);
        }
        assert!(house.let_in().is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_directory_and_the_provider_must_name_the_same_profession() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        house.provider.behave(|manner| {
            manner.userinfo = Box::new(|claims| {
                claims["SubjectRefPro"] = json!({"exercices": [{"codeProfession": "60"}]});
            });
        });
        is_refused(&house.sign_in().await);
    })
    .await;
}

#[tokio::test]
async fn oid_23_the_state_belongs_to_one_browser_and_one_answer() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let stale = |answered: Answered| {
            assert_eq!(
                answered.status,
                StatusCode::BAD_REQUEST,
                "{}",
                answered.body
            );
            assert!(
                !answered.body.contains("code-"),
                "the page repeats the code"
            );
        };
        let (browser, address) = house.leave().await;
        let back = house.provider.answer(&address);
        stale(
            house
                .get("/pro/connexion/retour?code=code-0", Some(&browser))
                .await,
        );
        stale(
            house
                .get("/pro/connexion/retour?code=code-0&state=x", Some(&browser))
                .await,
        );
        // Another browser: it gets nothing, and the sign-in is used up.
        let (other, _) = house.leave().await;
        assert_ne!(other, browser);
        stale(house.get(&back, Some(&other)).await);
        stale(house.get(&back, Some(&browser)).await);
        stale(house.get(&back, None).await);
        // Used twice.
        let (browser, address) = house.leave().await;
        let back = house.provider.answer(&address);
        assert_eq!(
            house.get(&back, Some(&browser)).await.status,
            StatusCode::SEE_OTHER
        );
        stale(house.get(&back, Some(&browser)).await);
        // After ten minutes.
        let (browser, address) = house.leave().await;
        let back = house.provider.answer(&address);
        house.world.advance(Duration::from_secs(601));
        stale(house.get(&back, Some(&browser)).await);
        assert_eq!(house.let_in().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn two_tabs_of_one_browser_both_arrive() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let (browser, first) = house.leave().await;
        let second = house.get("/pro/connexion/aller", Some(&browser)).await;
        assert_eq!(second.browser().as_ref(), Some(&browser));
        for address in [first, second.location.unwrap()] {
            let back = house.provider.answer(&address);
            let entered = house.get(&back, Some(&browser)).await;
            assert_eq!(entered.status, StatusCode::SEE_OTHER);
            // The first to arrive leaves the other its cookie.
            assert_eq!(entered.browser(), None);
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_may_begin_no_more_ways_leaves_nothing_behind() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        house.leave().await;
        house.desk.closed.store(true, Ordering::SeqCst);
        let out = house.get("/pro/connexion/aller", None).await;
        assert_eq!(out.status, StatusCode::TOO_MANY_REQUESTS, "{}", out.body);
        assert_eq!(out.headers["retry-after"], "900");
        let sql = "SELECT count(*) FROM provider_signin";
        let rows = house.store.query(sql, vec![]).await.unwrap();
        assert_eq!(rows[0].int(0).unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn somebody_who_gives_up_at_the_provider_may_start_again() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let out = house.get("/en/pro/connexion/aller", None).await;
        let back = house.provider.answer(&out.location.clone().unwrap());
        let back = back.replace("code=", "error=access_denied&x=");
        let answered = house.get(&back, out.browser().as_deref()).await;
        assert_eq!(answered.status, StatusCode::OK);
        assert!(
            answered.body.contains("You are not signed in"),
            "{}",
            answered.body
        );
        assert!(answered.body.contains("/en/pro/connexion/aller"));
    })
    .await;
}

#[tokio::test]
async fn a_provider_in_trouble_lets_nobody_in() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        for (at, trouble, status) in [
            ("token", Trouble::Status(500), 503),
            ("token", Trouble::Page, 403),
            ("userinfo", Trouble::Status(502), 503),
            ("userinfo", Trouble::Page, 403),
        ] {
            house
                .provider
                .behave(|manner| manner.trouble = Some((at, trouble)));
            let answered = house.sign_in().await;
            assert_eq!(answered.status.as_u16(), status, "{at} {trouble:?}");
            assert!(!answered.body.contains("Maintenance"));
        }
        assert!(house.let_in().is_empty());
    })
    .await;
}

#[tokio::test]
async fn aut_13_coming_in_ends_the_session_that_the_browser_had() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        // With one place, and with a choice of two.
        let (browser, address) = house.leave().await;
        let back = house.provider.answer(&address);
        let cookies = format!("{browser}; __Host-carnet=first");
        house.get(&back, Some(&cookies)).await;
        house.provider.behave(|manner| manner.who = LEROY.into());
        let (browser, address) = house.leave().await;
        let back = house.provider.answer(&address);
        let cookies = format!("{browser}; __Host-carnet=second");
        house.get(&back, Some(&cookies)).await;
        house
            .post("/pro/connexion/lieu", Some(&cookies), "lieu=690000002")
            .await;
        assert_eq!(house.let_in().len(), 2);
        let ended = house.desk.ended.lock().unwrap().clone();
        assert_eq!(ended, [Some("first".into()), Some("second".into())]);
    })
    .await;
}

async fn name_of(who: ProfessionalIn) -> String {
    who.0.name.0
}

#[tokio::test]
async fn pro_02_an_open_session_ends_when_they_are_struck_off_or_leave() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let keys = keys::RegisterKeys::from_root(keys::Key::from_bytes([7; 32]));
        let config = IdentityConfig::new(ORIGIN_URL);
        let world = house.world.world();
        let identity = Identity::new(house.store.clone(), keys, world, config)
            .await
            .unwrap();
        let site = Router::new()
            .route("/pro/who", get(name_of))
            .layer(from_fn_with_state(identity.clone(), identity::layer));
        let benali = house
            .professionals
            .professional(&BENALI.parse().unwrap())
            .await
            .unwrap();
        let place = benali.places[0].institution.clone();
        let open = async |old_session: Option<&str>| {
            let mut tx = house.store.begin("test").await.unwrap();
            let arrived = Arrived {
                listed: benali.clone(),
                place: Some(place.clone()),
                whence: None,
            };
            let visit = Visit {
                old_session,
                client: None,
                locked: None,
            };
            let cookie = identity.open(&mut tx, &arrived, visit).await.unwrap();
            tx.commit().await.unwrap();
            cookie
                .to_str()
                .unwrap()
                .split(';')
                .next()
                .unwrap()
                .to_owned()
        };
        let ask = async |cookie: &str| {
            let request = Request::get("/pro/who").header(COOKIE, cookie);
            let request = request.body(axum::body::Body::empty()).unwrap();
            site.clone().oneshot(request).await.unwrap().status()
        };
        // Coming in again ends the session that the browser had.
        let first = open(None).await;
        let cookie = open(first.strip_prefix("__Host-carnet=")).await;
        assert_eq!(ask(&first).await, StatusCode::SEE_OTHER);
        assert_eq!(ask(&cookie).await, StatusCode::OK);
        house
            .professionals
            .set_active(&benali.rpps, false)
            .await
            .unwrap();
        assert_eq!(ask(&cookie).await, StatusCode::SEE_OTHER);
        // Practising again does not open an ended session.
        house
            .professionals
            .set_active(&benali.rpps, true)
            .await
            .unwrap();
        assert_eq!(ask(&cookie).await, StatusCode::SEE_OTHER);
        let cookie = open(None).await;
        assert_eq!(ask(&cookie).await, StatusCode::OK);
        house
            .professionals
            .leave(&benali.rpps, &place.finess)
            .await
            .unwrap();
        assert_eq!(ask(&cookie).await, StatusCode::SEE_OTHER);
    })
    .await;
}
