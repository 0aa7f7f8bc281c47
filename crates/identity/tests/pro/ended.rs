//! The provider of professionals says that somebody's session there ended.

use crate::house::{Answered, BENALI, House, LEROY};
use crate::provider::SigningKey;
use crate::said_there::UNKNOWN;
use axum::body::Body;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST, ORIGIN};
use http::{Request, StatusCode};
use serde_json::json;
use std::time::Duration;
use testkit::for_each_store;

const ENDED: &str = "/pro/connexion/fin";

/// Who somebody is to us there.
fn subject(rpps: &str) -> String {
    format!("f:x:8{rpps}")
}

/// The provider calls, from a place of its own.
async fn is_told(house: &House, word: &str) -> Answered {
    let request = Request::post(ENDED)
        .header(HOST, "carnet.test")
        .header(ORIGIN, "https://provider.example")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = Body::from(format!("logout_token={word}"));
    house.send(request.body(body).unwrap()).await
}

async fn hears(house: &House, word: &str) {
    let answer = is_told(house, word).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.headers[CACHE_CONTROL], "no-store");
    assert_eq!(answer.body, "");
}

/// The cookie of the session that was opened.
fn session(answered: &Answered) -> String {
    let mut all = answered.cookies.iter();
    let cookie = all.find(|cookie| cookie.starts_with("__Host-carnet="));
    let cookie = cookie.unwrap_or_else(|| panic!("{}", answered.body));
    cookie.split(';').next().unwrap().to_owned()
}

/// Comes in as this professional, in a session of this name at the provider.
async fn comes_from(house: &House, sid: Option<&'static str>) -> String {
    house.provider.behave(|manner| {
        manner.who = BENALI.into();
        manner.sid = sid;
    });
    session(&house.sign_in().await)
}

async fn is_in(house: &House, cookie: &str) -> bool {
    let page = house.get("/pro/patients/abc", Some(cookie)).await;
    page.body.contains("CANARI")
}

#[tokio::test]
async fn oid_29_a_professionals_session_ends_with_the_one_at_their_provider() {
    for_each_store(|store| async {
        let (house, _) = House::with_sessions(store).await;
        let ward = comes_from(&house, Some("s1")).await;
        let office = comes_from(&house, Some("s2")).await;
        hears(&house, &house.provider.ended("1", "s1")).await;
        assert!(!is_in(&house, &ward).await && is_in(&house, &office).await);
        hears(&house, &house.provider.all_ended("2", &subject(LEROY))).await;
        assert!(is_in(&house, &office).await);
        hears(&house, &house.provider.all_ended("3", &subject(BENALI))).await;
        assert!(!is_in(&house, &office).await);
        // The word of one who signed in is worth nothing at the other's door.
        let again = is_told(&house, &house.provider.ended("1", "s1")).await;
        assert_eq!(again.status, StatusCode::BAD_REQUEST);
    })
    .await;
}

#[tokio::test]
async fn oid_29_a_forged_word_ends_no_professionals_session() {
    for_each_store(|store| async {
        let (house, _) = House::with_sessions(store).await;
        let cookie = comes_from(&house, Some("s1")).await;
        let who = subject(BENALI);
        for (what, word) in house.provider.forgeries(&who, "s1") {
            // A key that nobody knows is looked for once it was not just looked for.
            if what.starts_with(UNKNOWN) {
                house.world.advance(Duration::from_secs(31));
            }
            let answer = is_told(&house, &edge::encode(&word)).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{what}");
            assert_eq!(answer.body, r#"{"error":"invalid_request"}"#, "{what}");
            assert_eq!(answer.headers[CACHE_CONTROL], "no-store", "{what}");
            assert!(is_in(&house, &cookie).await, "{what}");
        }
        // Another provider of ours, about a person of the same name there.
        let other = SigningKey::new("k1");
        let mut word = house.provider.word("other");
        word["iss"] = json!("http://127.0.0.1:9/realms/fc");
        word["sub"] = json!(who);
        let own = house.provider.manner.lock().unwrap().key.clone();
        for key in [other, own] {
            let answer = is_told(&house, &key.sign(&word)).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        }
        assert!(is_in(&house, &cookie).await);
        hears(&house, &house.provider.ended("right", "s1")).await;
        assert!(!is_in(&house, &cookie).await);
    })
    .await;
}

#[tokio::test]
async fn who_has_yet_to_say_where_they_work_says_it_no_more() {
    for_each_store(|store| async {
        let (house, _) = House::with_sessions(store).await;
        house.provider.behave(|manner| {
            manner.who = LEROY.into();
            manner.sid = Some("s1");
        });
        let place = "/pro/connexion/lieu";
        for (ends, status) in [(true, 400), (false, 303)] {
            let (browser, address) = house.leave().await;
            let back = house.provider.answer(&address);
            let choosing = house.get(&back, Some(&browser)).await;
            assert_eq!(choosing.location.as_deref(), Some(place));
            if ends {
                hears(&house, &house.provider.ended("1", "s1")).await;
            }
            let chosen = house.post(place, Some(&browser), "lieu=690000002").await;
            assert_eq!(chosen.status.as_u16(), status, "{}", chosen.body);
            if !ends {
                // What was chosen is of the session from which they came.
                let cookie = session(&chosen);
                assert!(is_in(&house, &cookie).await);
                hears(&house, &house.provider.ended("2", "s1")).await;
                assert!(!is_in(&house, &cookie).await);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_locked_session_ends_too_and_once_it_goes_on_it_is_of_the_new_proof() {
    for_each_store(|store| async {
        let (house, _) = House::with_sessions(store).await;
        let locks = async |cookie: &str| {
            let locked = house.post("/pro/verrou", Some(cookie), "retour=/pro").await;
            assert_eq!(locked.location.as_deref(), Some("/pro/verrou"));
        };
        let shows_lock = async |cookie: &str| {
            let page = house.get("/pro/verrou", Some(cookie)).await;
            page.status == StatusCode::OK
        };
        let cookie = comes_from(&house, Some("s1")).await;
        locks(&cookie).await;
        assert!(shows_lock(&cookie).await);
        hears(&house, &house.provider.ended("1", "s1")).await;
        assert!(!shows_lock(&cookie).await);

        let cookie = comes_from(&house, Some("s2")).await;
        locks(&cookie).await;
        house.provider.behave(|manner| manner.sid = Some("s3"));
        let out = house.get("/pro/verrou/reprendre", Some(&cookie)).await;
        let cookies = format!("{cookie}; {}", out.browser().unwrap());
        let back = house.provider.answer(&out.location.unwrap());
        let cookie = session(&house.get(&back, Some(&cookies)).await);
        hears(&house, &house.provider.ended("2", "s2")).await;
        assert!(is_in(&house, &cookie).await);
        hears(&house, &house.provider.ended("3", "s3")).await;
        assert!(!is_in(&house, &cookie).await);
    })
    .await;
}
