//! Passkeys, with an authenticator of our own that can also lie.

use crate::house::{Browser, House, ORIGIN, PASSWORD, Person, config};
use crate::soft_key::SoftKey;
use identity::{Device, IdentityConfig, NewAccount};
use kernel::{AccountId, Personal, Secret};
use std::time::Duration;
use testkit::for_each_store;

const SETTINGS: &str = "/espace/moi/reglages/connexion";

async fn adds_a_passkey(browser: &mut Browser, key: &mut SoftKey) {
    let begun = browser.post(&format!("{SETTINGS}/cle/debut"), &[]).await;
    begun.is(200);
    let answer = key.creates(&begun.text);
    let added = browser
        .post(&format!("{SETTINGS}/cle"), &[("reponse", &answer)])
        .await;
    added.goes_to(&format!("{SETTINGS}?fin=oui"));
}

async fn signs_in(browser: &mut Browser, key: &mut SoftKey) -> u16 {
    let begun = browser.post("/connexion/cle/debut", &[]).await;
    begun.is(200);
    let answer = key.signs(&begun.text);
    let fields = [("reponse", answer.as_str()), ("retour", "/espace/moi")];
    browser
        .post("/connexion/cle", &fields)
        .await
        .status
        .as_u16()
}

async fn ana_with_a_passkey(house: &House) -> (Person, SoftKey, Browser) {
    let ana = house.person("ana.leca", "Ana").await;
    let mut browser = house.signed_in(&ana).await;
    let mut key = SoftKey::new(ORIGIN);
    adds_a_passkey(&mut browser, &mut key).await;
    (ana, key, browser)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_signs_in_by_itself_and_shows_both_factors_again() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let (_, mut key, mut first) = ana_with_a_passkey(&house).await;
        let page = first.get(SETTINGS).await;
        page.is(200);
        assert!(
            page.text.contains("Clé d’accès")
                || page.text.contains("Clé d'accès")
                || page.text.contains("Clé d&#39;accès"),
            "{}",
            page.text
        );
        let mut browser = house.browser();
        assert!(
            browser
                .get("/connexion")
                .await
                .text
                .contains("data-passkey")
        );
        assert_eq!(signs_in(&mut browser, &mut key).await, 303);
        assert_eq!(browser.get("/espace/moi").await.text, "Ana 1");
        house.world.advance(Duration::from_mins(6));
        let begun = browser.post("/connexion/cle/debut", &[]).await;
        let answer = key.signs(&begun.text);
        let fields = [("reponse", answer.as_str()), ("retour", "/espace/moi/fort")];
        let proved = browser.post("/connexion/preuve/cle", &fields).await;
        proved.goes_to("/espace/moi/fort");
        browser.get("/espace/moi/fort").await.is(200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn aut_21_a_lying_authenticator_is_refused() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let (_, mut key, _) = ana_with_a_passkey(&house).await;
        // Another origin.
        key.origin = String::from("https://carnet.example.evil");
        assert_eq!(signs_in(&mut house.browser(), &mut key).await, 422);
        key.origin = ORIGIN.to_owned();
        // Nobody was verified.
        key.verifies_user = false;
        assert_eq!(signs_in(&mut house.browser(), &mut key).await, 422);
        key.verifies_user = true;
        // Another person's handle.
        let user = std::mem::replace(&mut key.user, vec![9; 16]);
        assert_eq!(signs_in(&mut house.browser(), &mut key).await, 422);
        key.user = user;
        // A challenge that was used.
        let mut browser = house.browser();
        let begun = browser.post("/connexion/cle/debut", &[]).await;
        let step = browser.cookies.clone();
        let answer = key.signs(&begun.text);
        let fields = [("reponse", answer.as_str())];
        browser
            .post("/connexion/cle", &fields)
            .await
            .goes_to("/espace/moi");
        let mut replay = house.browser();
        replay.cookies = step;
        replay.post("/connexion/cle", &fields).await.is(422);
        // An answer in another browser than the challenge.
        let mut other = house.browser();
        other.post("/connexion/cle/debut", &[]).await;
        other.post("/connexion/cle", &fields).await.is(422);
        // A challenge that is too old.
        let mut late = house.browser();
        let begun = late.post("/connexion/cle/debut", &[]).await;
        house.world.advance(Duration::from_mins(5));
        let answer = key.signs(&begun.text);
        late.post("/connexion/cle", &[("reponse", &answer)])
            .await
            .is(422);
        // A counter that goes back: a copy.
        key.counter = 1;
        assert_eq!(signs_in(&mut house.browser(), &mut key).await, 422);
        // What is no answer at all.
        for nonsense in ["", "{}", "[]", "null", &"{".repeat(20_000)] {
            let mut browser = house.browser();
            browser.post("/connexion/cle/debut", &[]).await;
            browser
                .post("/connexion/cle", &[("reponse", nonsense)])
                .await
                .is(422);
        }
        key.counter = 100;
        assert_eq!(signs_in(&mut house.browser(), &mut key).await, 303);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_is_of_one_account_and_a_strangers_is_of_none() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let (_, mut key, _) = ana_with_a_passkey(&house).await;
        let mallory = house.person("mallory", "Mallory").await;
        let mut browser = house.signed_in(&mallory).await;
        let begun = browser.post(&format!("{SETTINGS}/cle/debut"), &[]).await;
        let user = key.user.clone();
        let answer = key.creates(&begun.text);
        key.user = user;
        let taken = browser
            .post(&format!("{SETTINGS}/cle"), &[("reponse", &answer)])
            .await;
        taken.is(422);
        let mut stranger = SoftKey::new(ORIGIN);
        stranger.user = key.user.clone();
        assert_eq!(signs_in(&mut house.browser(), &mut stranger).await, 422);
        // Mallory's session is not proved by Ana's passkey.
        house.world.advance(Duration::from_mins(6));
        let begun = browser.post("/connexion/cle/debut", &[]).await;
        let answer = key.signs(&begun.text);
        let proved = browser
            .post("/connexion/preuve/cle", &[("reponse", &answer)])
            .await;
        proved.is(422);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_factor_stays_and_another_may_go() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let (ana, mut key, mut browser) = ana_with_a_passkey(&house).await;
        let factor = |text: &str, nth: usize| -> String {
            let part = text
                .split("name=\"facteur\" value=\"")
                .nth(nth + 1)
                .unwrap();
            part.split('"').next().unwrap().to_owned()
        };
        let page = browser.get(SETTINGS).await.text;
        let passkey = factor(&page, 1);
        let path = format!("{SETTINGS}/retirer");
        browser
            .post(&path, &[("facteur", &passkey)])
            .await
            .goes_to(&format!("{SETTINGS}?fin=oui"));
        assert_eq!(signs_in(&mut house.browser(), &mut key).await, 422);
        let app = factor(&page, 0);
        browser.post(&path, &[("facteur", &app)]).await.is(422);
        browser.post(&path, &[("facteur", &passkey)]).await.is(404);
        house.next_code();
        house.browser().signs_in(&ana).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_may_be_opened_with_a_passkey_alone() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let account = AccountId::new(&*house.world.world().chance);
        let begun = house.identity.begin_passkey(account, "bob.leca").unwrap();
        let mut key = SoftKey::new(ORIGIN);
        let answer = key.creates(&begun.options);
        let device = Device::default();
        let passkey = house
            .identity
            .finish_passkey(&begun.state, &answer, &device)
            .unwrap();
        let new = NewAccount {
            account,
            name: Personal("Bob".into()),
            username: "bob.leca".into(),
            password: Secret::new(PASSWORD.to_owned()),
            known: Vec::new(),
            totp: None,
            passkey: Some(passkey),
        };
        let prepared = house.identity.prepare_account(new).await.unwrap();
        let mut tx = house.store.begin("test").await.unwrap();
        house
            .identity
            .open_account(&mut tx, prepared)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut browser = house.browser();
        assert_eq!(signs_in(&mut browser, &mut key).await, 303);
        assert_eq!(browser.get("/espace/moi").await.text, "Bob 0");
        // No code fits where there is no app.
        let mut other = house.browser();
        other.gives_password("bob.leca", PASSWORD).await;
        other.gives_code("000000").await.is(422);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_an_address_without_a_name_no_passkey_is_offered() {
    for_each_store(|store| async {
        let site = IdentityConfig {
            origin: String::from("http://127.0.0.1:8080"),
            ..config()
        };
        let house = House::with(store, site).await;
        assert!(!house.identity.passkeys_offered());
        let id = AccountId::from_bytes([1; 16]);
        assert!(house.identity.begin_passkey(id, "ana").is_err());
    })
    .await;
}
