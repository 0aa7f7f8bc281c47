//! FranceConnect says that somebody's session there ended.

use super::Town;
use crate::house::{Answer, Browser};
use crate::provider::SigningKey;
use crate::said_there::UNKNOWN;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use identity::Limits;
use serde_json::json;
use std::time::Duration;
use testkit::for_each_store;

pub const ENDED: &str = "/connexion/franceconnect/fin";
/// Who Angela is to us there.
const ANGELA: &str = "Angelav1";

impl Town {
    /// Somebody calls from this address, as no page of ours does.
    async fn hears(&self, word: &str, address: [u8; 4]) -> Answer {
        let mut caller = self.browser();
        caller.site = "cross-site";
        caller.address = address.into();
        caller.post(ENDED, &[("logout_token", word)]).await
    }

    /// FranceConnect calls.
    async fn is_told(&self, word: &str) -> Answer {
        self.hears(word, [198, 51, 100, 7]).await
    }

    /// Comes in as this person, in a session of this name at FranceConnect.
    async fn comes_from(&self, who: &str, sid: Option<&'static str>) -> Browser {
        self.provider.behave(|manner| manner.sid = sid);
        self.comes_in(who).await
    }
}

/// Heard: nothing is said of whom it was, or whether they were there.
fn is_heard(answer: &Answer) {
    answer.is(200);
    assert_eq!(answer.headers[CACHE_CONTROL], "no-store");
    assert_eq!(answer.text, "");
}

fn is_false(answer: &Answer, what: &str) {
    assert_eq!(answer.status.as_u16(), 400, "{what}: {}", answer.text);
    assert_eq!(answer.headers[CACHE_CONTROL], "no-store", "{what}");
    assert_eq!(answer.headers[CONTENT_TYPE], "application/json", "{what}");
    assert_eq!(answer.text, r#"{"error":"invalid_request"}"#, "{what}");
}

#[tokio::test]
async fn oid_29_what_came_from_a_session_ends_with_it_in_every_process() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        town.bare("Eve").await;
        let paul = town.person("paul", "Paul Petit").await;
        let mut phone = town.comes_from("Angela", Some("s1")).await;
        let mut desk = town.comes_from("Angela", Some("s2")).await;
        let mut eve = town.comes_from("Eve", Some("s3")).await;
        let mut paul = town.signed_in(&paul).await;
        let elsewhere = town.second_node().await;
        let mut phone_elsewhere = elsewhere.browser();
        phone_elsewhere.cookies = phone.cookies.clone();
        assert!(phone.is_in().await && phone_elsewhere.is_in().await);

        // That session, and no other of hers.
        is_heard(&town.is_told(&town.provider.ended("1", "s1")).await);
        assert!(!phone.is_in().await && !phone_elsewhere.is_in().await);
        assert!(desk.is_in().await && eve.is_in().await && paul.is_in().await);

        // Of somebody else, of a session that is over, of nobody: the same answer.
        for (jti, sid) in [("2", "s1"), ("3", "s9")] {
            is_heard(&town.is_told(&town.provider.ended(jti, sid)).await);
        }
        is_heard(&town.is_told(&town.provider.all_ended("4", "nobody")).await);
        let mut word = town.provider.word("5");
        word["sub"] = json!("Evev1");
        word["sid"] = json!("s2");
        is_heard(&town.is_told(&town.provider.says(&word)).await);
        assert!(desk.is_in().await && eve.is_in().await && paul.is_in().await);

        // All of hers that came from there.
        let mut phone = town.comes_from("Angela", Some("s4")).await;
        is_heard(&town.is_told(&town.provider.all_ended("6", ANGELA)).await);
        assert!(!phone.is_in().await && !desk.is_in().await);
        assert!(eve.is_in().await && paul.is_in().await);
        // A plain JWT, as older providers say it.
        let key = town.provider.manner.lock().unwrap().key.clone();
        let mut word = town.provider.word("7");
        word["sid"] = json!("s3");
        is_heard(&town.is_told(&key.sign(&word)).await);
        assert!(!eve.is_in().await && paul.is_in().await);
        // Whoever is out comes in again.
        assert!(town.comes_from("Angela", Some("s5")).await.is_in().await);
    })
    .await;
}

#[tokio::test]
async fn oid_29_a_forged_word_ends_nothing_and_is_answered_like_any_other() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let mut browser = town.comes_from("Angela", Some("s1")).await;
        let forged = town.provider.forgeries(ANGELA, "s1");
        assert!(forged.len() > 50);
        for (at, (what, word)) in (0..).zip(&forged) {
            // A key that nobody knows is looked for once it was not just looked for.
            if what.starts_with(UNKNOWN) {
                town.world.advance(Duration::from_secs(31));
            }
            // Each from somewhere else: the brake is for another test.
            let answer = town.hears(word, [203, 0, 113, at]).await;
            is_false(&answer, what);
            assert!(browser.is_in().await, "{what}");
        }
        assert_eq!(town.count("SELECT count(*) FROM provider_ended").await, 0);
        let strange = town.provider.manner.lock().unwrap().strange;
        assert_eq!(strange, 0, "an address was visited");

        // Not sent as a form, or twice in one.
        let right = town.provider.ended("right", "s1");
        let mut caller = town.browser();
        is_false(&caller.post(ENDED, &[("token", &right)]).await, "a name");
        let twice = [("logout_token", &*right), ("logout_token", "x")];
        is_false(&caller.post(ENDED, &twice).await, "twice");
        assert_eq!(caller.get(ENDED).await.status, 405);
        assert!(browser.is_in().await);
        is_heard(&town.is_told(&right).await);
        assert!(!browser.is_in().await);
    })
    .await;
}

#[tokio::test]
async fn oid_29_a_word_is_heard_once() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let mut browser = town.comes_from("Angela", Some("s1")).await;
        let word = town.provider.ended("once", "s1");
        is_heard(&town.is_told(&word).await);
        assert!(!browser.is_in().await);
        // The same session there, and she comes in again.
        let mut browser = town.comes_from("Angela", Some("s1")).await;
        for seconds in [0, 60, 59] {
            town.world.advance(Duration::from_secs(seconds));
            is_false(&town.is_told(&word).await, "again");
            assert!(browser.is_in().await);
        }
        // Signed anew under the same name it is the same word; forgotten, it is
        // too old.
        is_false(
            &town.is_told(&town.provider.ended("once", "s1")).await,
            "anew",
        );
        town.world.advance(Duration::from_secs(1000));
        is_heard(&town.is_told(&town.provider.ended("other", "s9")).await);
        assert_eq!(town.count("SELECT count(*) FROM provider_ended").await, 1);
        is_false(&town.is_told(&word).await, "old");
        assert!(browser.is_in().await);

        // Twenty at once are heard once.
        let mut word = town.provider.word("many");
        word["sid"] = json!("s8");
        let word = town.provider.says(&word);
        let calls = (0..20).map(|at| town.hears(&word, [203, 0, 113, at]));
        let mut heard = 0;
        for answer in join_all(calls).await {
            heard += u32::from(answer.status == 200);
        }
        assert_eq!(heard, 1);
    })
    .await;
}

/// All of these at once.
async fn join_all<T>(calls: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut calls: Vec<_> = calls.map(Box::pin).collect();
    let mut done: Vec<Option<T>> = calls.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (call, done) in calls.iter_mut().zip(&mut done) {
            if done.is_none()
                && let std::task::Poll::Ready(answer) = call.as_mut().poll(cx)
            {
                *done = Some(answer);
            }
        }
        match done.iter().all(Option::is_some) {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        }
    })
    .await;
    done.into_iter().flatten().collect()
}

#[tokio::test]
async fn oid_29_many_false_words_from_one_address_are_stopped_and_true_ones_are_not() {
    for_each_store(|store| async {
        let limits = Limits {
            address_max: 5,
            ..Limits::default()
        };
        let town = Town::limited(store, limits).await;
        town.bare("Angela").await;
        let mut browser = town.comes_from("Angela", Some("s1")).await;
        // True ones are never counted.
        for n in 0..12 {
            is_heard(
                &town
                    .is_told(&town.provider.ended(&n.to_string(), "s9"))
                    .await,
            );
        }
        let stranger = [203, 0, 113, 1];
        let forged = SigningKey::new("k1");
        for n in 0..5 {
            let word = forged.sign(&town.provider.word(&n.to_string()));
            is_false(&town.hears(&word, stranger).await, "forged");
        }
        let right = town.provider.ended("right", "s1");
        let stopped = town.hears(&right, stranger).await;
        stopped.is(429);
        assert_eq!(stopped.text, r#"{"error":"temporarily_unavailable"}"#);
        let wait: u64 = stopped.headers[RETRY_AFTER]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!((1..=900).contains(&wait), "{wait}");
        assert!(browser.is_in().await);
        // Passwords are tried from there as before, and FranceConnect is heard.
        let mut there = town.browser();
        there.address = stranger.into();
        there
            .gives_password("nobody", "wrong wrong wrong")
            .await
            .is(422);
        is_heard(&town.is_told(&right).await);
        assert!(!browser.is_in().await);
        town.world.advance(Duration::from_secs(900));
        let later = town.provider.ended("later", "s1");
        is_heard(&town.hears(&later, stranger).await);
    })
    .await;
}

#[tokio::test]
async fn oid_29_new_keys_serve_and_without_the_providers_keys_nothing_is_believed() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let mut browser = town.comes_from("Angela", Some("s1")).await;
        // A key that it begins to use is read once it is not just read.
        let newer = SigningKey::new("k2");
        let withdrawn = town.provider.manner.lock().unwrap().key.clone();
        town.provider.behave(|manner| {
            manner.published = vec![newer.jwk.clone()];
            manner.key = newer;
        });
        let mut word = town.provider.word("1");
        word["sid"] = json!("s1");
        // Just read: it may be true, and is to be said again.
        let untested = town.is_told(&town.provider.says(&word)).await;
        untested.is(503);
        assert_eq!(untested.headers[RETRY_AFTER], "30");
        assert!(browser.is_in().await);
        town.world.advance(Duration::from_secs(31));
        is_heard(&town.is_told(&town.provider.says(&word)).await);
        assert!(!browser.is_in().await);

        let mut browser = town.comes_from("Angela", Some("s1")).await;
        word["jti"] = json!("2");
        town.world.advance(Duration::from_secs(31));
        is_false(&town.is_told(&withdrawn.sign(&word)).await, "withdrawn");
        // Silent: nothing is known of it any more, and whoever calls may call again.
        town.provider.behave(|manner| manner.silent = true);
        town.world.advance(Duration::from_secs(901));
        for n in 0..70 {
            let word = town.provider.ended(&format!("silent {n}"), "s1");
            let answer = town.is_told(&word).await;
            answer.is(503);
            assert_eq!(answer.text, r#"{"error":"temporarily_unavailable"}"#);
            assert_eq!(answer.headers[RETRY_AFTER], "30");
        }
        assert!(browser.is_in().await);
        town.provider.behave(|manner| manner.silent = false);
        town.world.advance(Duration::from_secs(6));
        is_heard(&town.is_told(&town.provider.ended("3", "s1")).await);
        assert!(!browser.is_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_session_without_a_name_there_ends_with_any_of_its_person_and_one_from_before_with_none()
{
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        town.bare("Eve").await;
        // FranceConnect never named the session: nobody knows that it is another.
        let mut angela = town.comes_from("Angela", None).await;
        let mut eve = town.comes_from("Eve", None).await;
        is_heard(&town.is_told(&town.provider.ended("1", "s1")).await);
        assert!(angela.is_in().await);
        let mut word = town.provider.word("2");
        word["sub"] = json!(ANGELA);
        word["sid"] = json!("s1");
        is_heard(&town.is_told(&town.provider.says(&word)).await);
        assert!(!angela.is_in().await && eve.is_in().await);

        // A session from before this was kept goes on, and ends as it ever did.
        let sql = "UPDATE session SET provider_subject = NULL, provider_sid = NULL";
        town.store.execute(sql, Vec::new()).await.unwrap();
        is_heard(&town.is_told(&town.provider.all_ended("3", "Evev1")).await);
        assert!(eve.is_in().await);
        eve.post("/deconnexion", &[]).await.is(303);
        assert!(!eve.is_in().await);
    })
    .await;
}

#[tokio::test]
async fn a_session_goes_with_the_one_in_which_its_person_proved_anew() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let mut browser = town.comes_from("Angela", Some("s1")).await;
        town.provider.behave(|manner| manner.sid = Some("s2"));
        town.through(&mut browser, "/connexion/preuve/franceconnect")
            .await
            .goes_to("/espace/moi");
        is_heard(&town.is_told(&town.provider.ended("1", "s1")).await);
        assert!(browser.is_in().await);
        is_heard(&town.is_told(&town.provider.ended("2", "s2")).await);
        assert!(!browser.is_in().await);
    })
    .await;
}

#[tokio::test]
async fn nobody_else_is_let_past_the_rule_of_forms_because_a_provider_is() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        let mut caller = town.browser();
        caller.site = "cross-site";
        for path in [
            "/deconnexion",
            "/connexion",
            "/connexion/franceconnect/finir",
        ] {
            caller.post(path, &[]).await.is(403);
        }
        caller
            .post("/connexion/franceconnect/fin", &[])
            .await
            .is(400);
    })
    .await;
}
