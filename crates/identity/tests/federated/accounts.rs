//! Accounts without a password; binding FranceConnect and unbinding it.

use super::{Town, ok, pivot, said};
use crate::house::{House, ORIGIN, PASSWORD};
use crate::soft_key::SoftKey;
use identity::Device;
use kernel::Kind;
use serde_json::json;
use std::time::Duration;
use testkit::for_each_store;

const SETTINGS: &str = "/espace/moi/reglages/connexion";
const BIND: &str = "/espace/moi/reglages/connexion/franceconnect";

#[tokio::test]
async fn an_account_without_a_password_is_not_entered_by_one() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let hashed = town.identity.passwords_hashed();
        let mut browser = town.browser();
        let mut texts = Vec::new();
        for name in ["angela", "Angela Dubois", "personne"] {
            let answer = browser.gives_password(name, PASSWORD).await;
            answer.is(422);
            texts.push(answer.text.replace(name, ""));
        }
        texts.dedup();
        assert_eq!(texts.len(), 1, "the same answer for all");
        assert_eq!(
            town.identity.passwords_hashed(),
            hashed + 3,
            "the same work"
        );

        // Nor proved by one, with the same work again.
        let mut browser = town.comes_in("Angela").await;
        let hashed = town.identity.passwords_hashed();
        let fields = [("mot-de-passe", ""), ("code", "000000")];
        browser.post("/connexion/preuve", &fields).await.is(422);
        assert_eq!(town.identity.passwords_hashed(), hashed + 1);
        // And a password cannot be slipped in where there is none to change.
        let fields = [("mot-de-passe", "quatre chats gris au soleil")];
        browser
            .post(&format!("{SETTINGS}/mot-de-passe"), &fields)
            .await
            .is(404);
        let page = browser.get(SETTINGS).await;
        ok(&page);
        assert!(!page.text.contains("Changer de mot de passe"));
    })
    .await;
}

#[tokio::test]
async fn the_last_way_in_is_not_taken_away() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let mut browser = town.comes_in("Angela").await;
        let page = browser.get(SETTINGS).await;
        assert!(
            said(&page).contains("C'est votre seul moyen"),
            "{}",
            page.text
        );
        let answer = browser.post(BIND, &[]).await;
        answer.is(422);
        assert!(said(&answer).contains("FranceConnect est votre seul moyen"));
        // It still opens the account.
        town.comes_in("Angela").await;
        // Without a fresh proof, one is asked for first.
        town.world.advance(Duration::from_secs(301));
        browser
            .post(BIND, &[])
            .await
            .goes_to(&format!("/connexion/preuve?retour={SETTINGS}"));
    })
    .await;
}

#[tokio::test]
async fn once_it_is_switched_off_franceconnect_is_no_way_in() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let mut browser = town.comes_in("Angela").await;
        let mut key = SoftKey::new(ORIGIN);
        let begun = browser.post(&format!("{SETTINGS}/cle/debut"), &[]).await;
        let answer = key.creates(&begun.text);
        let fields = [("reponse", answer.as_str())];
        browser
            .post(&format!("{SETTINGS}/cle"), &fields)
            .await
            .is(303);
        let page = browser.get(SETTINGS).await;
        assert!(page.text.contains(&format!("{SETTINGS}/retirer")));
        assert!(page.text.contains(&format!("action=\"{BIND}\"")));

        // The same store, without FranceConnect: the passkey is the only way.
        let house: House = town.second_node().await;
        let mut without = house.browser();
        without.cookies = browser.cookies;
        let page = without.get(SETTINGS).await;
        ok(&page);
        assert!(!page.text.contains(&format!("{SETTINGS}/retirer")));
        assert!(!page.text.contains("FranceConnect"), "{}", page.text);
        let factor = page.text.split("id=\"f-").nth(1).unwrap();
        let factor = factor.split('"').next().unwrap();
        let fields = [("facteur", factor)];
        without
            .post(&format!("{SETTINGS}/retirer"), &fields)
            .await
            .is(422);
    })
    .await;
}

#[tokio::test]
async fn a_holder_binds_franceconnect_and_unbinds_it() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        let ana = town.person("ana", "Angela Dubois").await;
        let people = &town.desk.people;
        people.lock().unwrap().insert(ana.space, pivot("Angela"));
        let mut browser = town.signed_in(&ana).await;
        town.next_code();
        let mut elsewhere = town.signed_in(&ana).await;

        let page = browser.get(SETTINGS).await;
        assert!(said(&page).contains("Relier FranceConnect à mon compte"));
        town.through(&mut browser, BIND)
            .await
            .goes_to("/espace/moi/reglages/connexion?fin=oui");
        let manner_asked = town.provider.manner.lock().unwrap().asked.clone();
        assert_eq!(manner_asked["prompt"], "login");
        assert!(browser.is_in().await && !elsewhere.is_in().await);
        let page = browser.get(SETTINGS).await;
        assert!(said(&page).contains("FranceConnect ouvre votre compte depuis"));
        // Now it opens the account.
        town.comes_in("Angela").await;
        // Bound twice is bound once.
        town.through(&mut browser, BIND).await.is(303);
        assert_eq!(
            town.count("SELECT count(*) FROM federated_subject").await,
            1
        );

        browser
            .post(BIND, &[])
            .await
            .goes_to("/espace/moi/reglages/connexion?fin=oui");
        assert_eq!(
            town.count("SELECT count(*) FROM federated_subject").await,
            0
        );
        let mut stranger = town.browser();
        let answer = town
            .through(&mut stranger, "/connexion/franceconnect")
            .await;
        answer.is(403);
        browser.post(BIND, &[]).await.is(404);
    })
    .await;
}

#[tokio::test]
async fn aut_16_binding_and_unbinding_end_the_other_sessions() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        let ana = town.person("ana", "Angela Dubois").await;
        let people = &town.desk.people;
        people.lock().unwrap().insert(ana.space, pivot("Angela"));
        let mut browser = town.signed_in(&ana).await;
        town.next_code();
        let mut by_password = town.signed_in(&ana).await;
        town.through(&mut browser, BIND).await.is(303);
        assert!(browser.is_in().await && !by_password.is_in().await);
        town.next_code();
        let mut by_password = town.signed_in(&ana).await;
        let mut by_france_connect = town.comes_in("Angela").await;
        browser.post(BIND, &[]).await.is(303);
        assert!(browser.is_in().await);
        assert!(!by_password.is_in().await && !by_france_connect.is_in().await);
    })
    .await;
}

#[tokio::test]
async fn oid_19_another_persons_identity_is_not_bound() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        let ana = town.person("ana", "Angela Dubois").await;
        let people = &town.desk.people;
        people.lock().unwrap().insert(ana.space, pivot("Angela"));
        let mut browser = town.signed_in(&ana).await;
        let refused = |answer: &crate::house::Answer| {
            answer.is(403);
            assert!(
                said(answer).contains("une autre identité"),
                "{}",
                answer.text
            );
        };
        // Another person's traits; and traits that are not told.
        town.provider.behave(|manner| manner.who = "Eve".into());
        refused(&town.through(&mut browser, BIND).await);
        town.provider.behave(|manner| {
            manner.who = "Angela".into();
            manner.userinfo = Box::new(|claims| claims["birthdate"] = json!("1962-08-25"));
        });
        refused(&town.through(&mut browser, BIND).await);
        town.provider
            .behave(|manner| manner.userinfo = Box::new(|_| ()));
        // The right person, whose subject opens another account already.
        town.bare("Angela").await;
        refused(&town.through(&mut browser, BIND).await);
        // An old proof.
        let old = town.world.now().millis() / 1000 - 301;
        town.provider.behave(|manner| {
            manner.id_claims = Box::new(move |claims| claims["auth_time"] = json!(old));
        });
        town.through(&mut browser, BIND).await.is(403);
        let bound = "SELECT count(*) FROM federated_subject";
        assert_eq!(town.count(bound).await, 1);
    })
    .await;
}

#[tokio::test]
async fn binding_asks_for_a_fresh_proof_here_first() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        let ana = town.person("ana", "Angela Dubois").await;
        let mut browser = town.signed_in(&ana).await;
        town.world.advance(Duration::from_secs(301));
        browser
            .get(BIND)
            .await
            .goes_to(&format!("/connexion/preuve?retour={BIND}"));
        town.browser()
            .get(BIND)
            .await
            .goes_to(&format!("/connexion?retour={BIND}"));
    })
    .await;
}

#[tokio::test]
async fn one_subject_opens_one_account() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        let proof = town.proof("Angela").await;
        let (ana, eva) = (
            town.person("ana", "Ana").await,
            town.person("eva", "Eva").await,
        );
        let bind = async |account| {
            let mut tx = town.store.begin("test").await.unwrap();
            let bound = town.identity.bind(&mut tx, account, &proof).await;
            if bound.is_ok() {
                tx.commit().await.unwrap();
            }
            bound
        };
        let (one, other) = tokio::join!(bind(ana.account), bind(eva.account));
        let refused = [one, other].into_iter().filter_map(Result::err);
        let refused: Vec<Kind> = refused.map(|error| error.kind()).collect();
        assert_eq!(refused, [Kind::Conflict]);
        assert_eq!(town.count("SELECT count(*) FROM federated").await, 1);
    })
    .await;
}

#[tokio::test]
async fn opr_01_no_provider_opens_an_account_of_the_team() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        let proof = town.proof("Angela").await;
        for who in town.administrators().await {
            let account = who.staff.account;
            let mut tx = town.store.begin("test").await.unwrap();
            let bound = town.identity.bind(&mut tx, account, &proof).await;
            assert_eq!(bound.unwrap_err().kind(), Kind::Fault);
            tx.rollback().await.unwrap();
            let mut tx = town.store.begin("test").await.unwrap();
            let device = Device::default();
            let opened = town
                .identity
                .start_proven_session(&mut tx, account, &device, &proof)
                .await;
            assert_eq!(opened.unwrap_err().kind(), Kind::Fault);
            tx.rollback().await.unwrap();
        }
        assert_eq!(
            town.count("SELECT count(*) FROM federated_subject").await,
            0
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_kept_of_a_subject_is_a_keyed_hash() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        town.comes_in("Angela").await;
        let rows = town
            .store
            .query("SELECT subject_hash FROM federated_subject", vec![])
            .await
            .unwrap();
        let kept = rows[0].blob(0).unwrap().to_vec();
        let bare = format!("{}\0Angelav1", town.provider.issuer);
        assert_eq!(kept.len(), 32);
        assert_ne!(kept, keys::sha256(bare.as_bytes()));
        let sessions = town
            .store
            .query("SELECT body FROM session", vec![])
            .await
            .unwrap();
        let body = sessions[0].blob(0).unwrap();
        assert!(!String::from_utf8_lossy(body).contains("eyJ"), "sealed");
    })
    .await;
}

#[tokio::test]
async fn act_23_a_proof_of_who_they_are_ends_what_a_letter_keeps_back() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        let ana = town.person("ana", "Angela Dubois").await;
        let people = &town.desk.people;
        people.lock().unwrap().insert(ana.space, pivot("Angela"));
        let until = town.world.now().plus(Duration::from_secs(72 * 3600));
        let mut tx = town.store.begin("a letter opened it").await.unwrap();
        let kept_back = "SELECT count(*) FROM account_space WHERE probation IS NOT NULL";
        town.identity
            .put_on_probation(&mut tx, ana.account, ana.space, until)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(town.count(kept_back).await, 1);
        let mut browser = town.signed_in(&ana).await;
        town.through(&mut browser, BIND)
            .await
            .goes_to("/espace/moi/reglages/connexion?fin=oui");
        assert_eq!(town.count(kept_back).await, 0);
    })
    .await;
}
