//! How fresh a proof is, and proving again who one is.

use super::{Town, ok, said};
use crate::house::Browser;
use serde_json::json;
use std::time::Duration;
use testkit::for_each_store;

/// Whether what is weighty is let through now.
async fn is_fresh(browser: &mut Browser) -> bool {
    browser.get("/espace/moi/fort").await.text == "done"
}

#[tokio::test]
async fn a_session_is_as_freshly_proved_as_franceconnect_says() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let now = || town.world.now().millis() / 1000;
        let mut browser = town.comes_in("Angela").await;
        assert!(is_fresh(&mut browser).await);
        town.world.advance(Duration::from_secs(301));
        assert!(!is_fresh(&mut browser).await);

        // An older session at FranceConnect lets in, and proves no more.
        let four_minutes_ago = now() - 240;
        town.provider.behave(|manner| {
            manner.id_claims =
                Box::new(move |claims| claims["auth_time"] = json!(four_minutes_ago));
        });
        let mut browser = town.comes_in("Angela").await;
        assert!(is_fresh(&mut browser).await);
        town.world.advance(Duration::from_secs(61));
        assert!(!is_fresh(&mut browser).await);

        // Nor does one of the future, or one of which nobody says when.
        let tomorrow = now() + 86_400;
        town.provider.behave(|manner| {
            manner.id_claims = Box::new(move |claims| claims["auth_time"] = json!(tomorrow));
        });
        let mut browser = town.comes_in("Angela").await;
        town.world.advance(Duration::from_secs(301));
        assert!(!is_fresh(&mut browser).await);
        town.provider.behave(|manner| {
            manner.id_claims = Box::new(|claims| {
                claims.as_object_mut().unwrap().remove("auth_time");
            });
        });
        let mut browser = town.comes_in("Angela").await;
        assert!(!is_fresh(&mut browser).await);
    })
    .await;
}

#[tokio::test]
async fn somebody_without_a_password_proves_again_at_franceconnect() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let mut browser = town.comes_in("Angela").await;
        town.world.advance(Duration::from_secs(301));
        let asked = browser.get("/espace/moi/fort").await;
        asked.goes_to("/connexion/preuve?retour=/espace/moi/fort");
        let page = browser.get(asked.to()).await;
        ok(&page);
        assert!(!page.text.contains("mot-de-passe"), "{}", page.text);
        let link = "/connexion/preuve/franceconnect?retour=/espace/moi/fort";
        assert!(page.text.contains(link), "{}", page.text);

        let before = browser.session();
        town.through(&mut browser, link)
            .await
            .goes_to("/espace/moi/fort");
        {
            let manner = town.provider.manner.lock().unwrap();
            assert_eq!(manner.asked["prompt"], "login");
            assert_eq!(manner.asked["max_age"], "300");
        }
        assert!(is_fresh(&mut browser).await);
        assert_ne!(browser.session(), before, "the token is new");
        assert_eq!(town.count("SELECT count(*) FROM session").await, 1);
    })
    .await;
}

#[tokio::test]
async fn an_old_proof_or_another_identity_proves_nothing() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        town.bare("Brigitte").await;
        let mut browser = town.comes_in("Angela").await;
        town.world.advance(Duration::from_secs(301));
        let now = town.world.now().millis() / 1000;
        for (seconds, sentence) in [
            (Some(now - 301), "Cette preuve est trop ancienne"),
            (Some(now + 61), "Cette preuve est trop ancienne"),
            (None, "Cette preuve est trop ancienne"),
        ] {
            town.provider.behave(|manner| {
                manner.id_claims = Box::new(move |claims| match seconds {
                    Some(seconds) => claims["auth_time"] = json!(seconds),
                    None => {
                        claims.as_object_mut().unwrap().remove("auth_time");
                    }
                });
            });
            let answer = town
                .through(&mut browser, "/connexion/preuve/franceconnect")
                .await;
            answer.is(403);
            assert!(said(&answer).contains(sentence), "{seconds:?}");
            assert!(!is_fresh(&mut browser).await);
        }
        town.provider.behave(|manner| {
            manner.id_claims = Box::new(|_| ());
            manner.who = String::from("Brigitte");
        });
        let answer = town
            .through(&mut browser, "/connexion/preuve/franceconnect")
            .await;
        answer.is(403);
        assert!(said(&answer).contains("une autre identité"));
        assert!(!is_fresh(&mut browser).await);
        assert!(browser.is_in().await, "the session itself goes on");
    })
    .await;
}

#[tokio::test]
async fn a_proof_belongs_to_the_session_that_asked_for_it() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let mut browser = town.comes_in("Angela").await;
        town.world.advance(Duration::from_secs(301));
        let out = browser.get("/connexion/preuve/franceconnect").await;
        let back = town.provider.answer(out.to());
        // Signed out meanwhile.
        let session = browser.cookies.remove("__Host-carnet").unwrap();
        browser.get(&back).await.is(400);
        // Another session of the same person.
        let way = town.browser();
        let mut other = town.comes_in("Angela").await;
        drop(way);
        browser
            .cookies
            .insert("__Host-carnet".into(), session.clone());
        let out = browser.get("/connexion/preuve/franceconnect").await;
        let back = town.provider.answer(out.to());
        other.cookies.extend(
            browser
                .cookies
                .clone()
                .into_iter()
                .filter(|(name, _)| name == "__Host-franceconnect"),
        );
        other.get(&back).await.is(400);
        assert!(!is_fresh(&mut browser).await);
        // Nobody proves anything before signing in.
        town.browser()
            .get("/connexion/preuve/franceconnect")
            .await
            .goes_to("/connexion?retour=/connexion/preuve/franceconnect");
    })
    .await;
}
