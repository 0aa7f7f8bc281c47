//! Signing in, the sessions it opens, and how they end.

use crate::house::{House, PASSWORD};
use identity::{Place, Profession, Professional};
use kernel::{Personal, SessionId};
use std::time::Duration;
use testkit::for_each_store;

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_sees_their_space_and_signs_out() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("Ana.Léca", "Ana").await;
        let mut browser = house.browser();
        browser
            .get("/espace/moi?page=2")
            .await
            .goes_to("/connexion?retour=/espace/moi%3Fpage%3D2");
        let page = browser
            .get("/en/connexion?retour=/espace/moi%3Fpage%3D2")
            .await;
        page.is(200);
        assert!(page.text.contains("Sign in"));
        // However the username is typed.
        let fields = [
            ("identifiant", " ana.leca "),
            ("mot-de-passe", PASSWORD),
            ("retour", "/espace/moi?page=2"),
        ];
        browser
            .post("/en/connexion", &fields)
            .await
            .goes_to("/en/connexion/code");
        browser.get("/en/connexion/code").await.is(200);
        let code = ana.totp.code_at(house.world.now());
        let answer = browser.post("/en/connexion/code", &[("code", &code)]).await;
        answer.goes_to("/en/espace/moi?page=2");
        assert_eq!(browser.get("/espace/moi").await.text, "Ana 1");
        browser.get("/session").await.is(204);
        browser.get("/connexion").await.goes_to("/espace/moi");
        let out = browser.post("/deconnexion", &[]).await;
        out.goes_to("/connexion?fin=sortie");
        assert!(out.headers.contains_key("clear-site-data"));
        assert!(!browser.is_in().await);
        browser.get("/session").await.is(401);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn aut_10_the_password_alone_opens_nothing() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        let mut browser = house.browser();
        browser.gives_password(&ana.username, PASSWORD).await;
        let step = browser.cookies.get("__Host-etape").cloned().unwrap();
        browser.cookies.insert("__Host-carnet".into(), step);
        for path in ["/espace/moi", "/espace/moi/reglages/appareils", "/qui"] {
            let answer = browser.get(path).await;
            answer.goes_to(&format!("/connexion?retour={path}"));
        }
        // The code without the password opens nothing either.
        let code = ana.totp.code_at(house.world.now());
        let mut other = house.browser();
        other
            .gives_code(&code)
            .await
            .goes_to("/connexion?fin=etape");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn aut_06_a_code_works_once_even_in_two_sign_ins() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        house.signed_in(&ana).await;
        let mut thief = house.browser();
        thief.gives_password(&ana.username, PASSWORD).await;
        let code = ana.totp.code_at(house.world.now());
        let refused = thief.gives_code(&code).await;
        refused.is(422);
        assert!(refused.text.contains("déjà servi"));
        assert!(!thief.is_in().await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn aut_08_a_code_two_steps_away_is_refused() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        house.world.advance(Duration::from_mins(5));
        let now = house.world.now();
        let two = Duration::from_secs(60);
        let mut browser = house.browser();
        browser.gives_password(&ana.username, PASSWORD).await;
        for at in [now.minus(two), now.plus(two)] {
            browser.gives_code(&ana.totp.code_at(at)).await.is(422);
        }
        let one = Duration::from_secs(30);
        let answer = browser.gives_code(&ana.totp.code_at(now.plus(one))).await;
        answer.goes_to("/espace/moi");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn aut_13_no_token_from_before_signing_in_is_of_use_after() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        let mallory = house.person("mallory", "Mallory").await;
        // Mallory puts her own open session into Ana's browser.
        let planted = house.signed_in(&mallory).await.session().unwrap();
        house.next_code();
        let mut browser = house.browser();
        browser
            .cookies
            .insert("__Host-carnet".into(), planted.clone());
        browser.signs_in(&ana).await;
        assert_ne!(browser.session().unwrap(), planted);
        assert_eq!(browser.get("/espace/moi").await.text, "Ana 1");
        let mut old = house.browser();
        old.cookies.insert("__Host-carnet".into(), planted);
        assert!(!old.is_in().await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn aut_14_a_token_is_dead_on_every_node_once_signed_out() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        let mut browser = house.signed_in(&ana).await;
        let second = house.second_node().await;
        let mut copy = second.browser();
        copy.cookies.clone_from(&browser.cookies);
        assert!(copy.is_in().await);
        browser.post("/deconnexion", &[]).await;
        assert!(!copy.is_in().await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn aut_15_a_session_ends_at_its_idle_and_at_its_absolute_limit() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        let second = Duration::from_secs(1);
        let idle = Duration::from_mins(30);
        let mut browser = house.signed_in(&ana).await;
        house.world.advance(idle - second);
        assert!(browser.is_in().await);
        house.world.advance(idle + second);
        assert!(!browser.is_in().await);

        let mut browser = house.signed_in(&ana).await;
        for _ in 0..35 {
            house.world.advance(Duration::from_mins(20));
            assert!(browser.is_in().await);
        }
        house.world.advance(Duration::from_mins(20) + second);
        assert!(!browser.is_in().await, "twelve hours");
        // A page may stay: what is sent from it is held.
        browser.get("/session").await.is(410);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_of_ones_own_keeps_the_cookie_while_the_session_is_known() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        let mut browser = house.browser();
        browser.gives_password(&ana.username, PASSWORD).await;
        let code = ana.totp.code_at(house.world.now());
        let answer = browser.gives_code(&code).await;
        let cookies = answer.headers.get_all("set-cookie").iter();
        let cookies: Vec<_> = cookies.filter_map(|line| line.to_str().ok()).collect();
        let session = cookies
            .iter()
            .find(|line| line.starts_with("__Host-carnet="));
        // Twelve hours, and a day more in which it opens nothing.
        assert!(
            session.is_some_and(|line| line.contains("Max-Age=129600")),
            "{cookies:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_shared_computer_ten_minutes_end_it() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        let mut browser = house.browser();
        let fields = [
            ("identifiant", ana.username.as_str()),
            ("mot-de-passe", PASSWORD),
            ("partage", "oui"),
            ("retour", ""),
        ];
        browser
            .post("/connexion", &fields)
            .await
            .goes_to("/connexion/code");
        let code = ana.totp.code_at(house.world.now());
        let answer = browser.gives_code(&code).await;
        let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
        let kept = cookies.iter().any(|line| {
            let line = line.to_str().unwrap();
            line.contains("Max-Age=") && !line.contains("Max-Age=0")
        });
        assert!(!kept, "nothing outlives the browser: {cookies:?}");
        house.world.advance(Duration::from_secs(9 * 60));
        assert!(browser.is_in().await);
        house.world.advance(Duration::from_secs(10 * 60 + 1));
        browser.get("/session").await.is(401);
        assert!(!browser.is_in().await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sees_and_ends_ones_own_sessions_and_nobody_elses() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        let mallory = house.person("mallory", "Mallory").await;
        let mut desk = house.signed_in(&ana).await;
        house.next_code();
        let mut phone = house.browser();
        phone.agent = "Mozilla/5.0 (iPhone; CPU like Mac OS X) Safari/604.1";
        phone.signs_in(&ana).await;
        let page = desk.get("/espace/moi/reglages/appareils").await;
        page.is(200);
        assert!(page.text.contains("Firefox, Windows"), "{}", page.text);
        assert!(page.text.contains("Safari, iPhone"));
        assert_eq!(page.text.matches("name=\"session\"").count(), 1);
        let id = page.text.split("name=\"session\" value=\"").nth(1).unwrap();
        let id = id.split('"').next().unwrap().to_owned();
        // For Mallory it does not exist.
        let mut other = house.signed_in(&mallory).await;
        let path = "/espace/moi/reglages/appareils";
        other.post(path, &[("session", &id)]).await.is(404);
        other.post(path, &[("session", "x")]).await.is(404);
        assert!(phone.is_in().await);
        desk.post(path, &[("session", &id)])
            .await
            .goes_to(&format!("{path}?fin=oui"));
        assert!(!phone.is_in().await);
        assert!(desk.is_in().await && other.is_in().await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn aut_16_a_new_password_ends_the_other_sessions() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        let mut desk = house.signed_in(&ana).await;
        house.next_code();
        let mut phone = house.signed_in(&ana).await;
        // And one that has only given the old password so far.
        house.next_code();
        let mut half = house.browser();
        half.gives_password(&ana.username, PASSWORD).await;
        let path = "/espace/moi/reglages/connexion/mot-de-passe";
        let weak = desk.post(path, &[("mot-de-passe", "motdepasse2024")]).await;
        weak.is(422);
        assert!(weak.text.contains("trop courant"));
        let fresh = "quatre loutres jouent au soleil";
        desk.post(path, &[("mot-de-passe", fresh)])
            .await
            .goes_to("/espace/moi/reglages/connexion?fin=oui");
        assert!(desk.is_in().await);
        assert!(!phone.is_in().await);
        let code = ana.totp.code_at(house.world.now());
        half.gives_code(&code).await.goes_to("/connexion?fin=etape");
        let mut browser = house.browser();
        browser
            .gives_password(&ana.username, PASSWORD)
            .await
            .is(422);
        browser
            .gives_password(&ana.username, fresh)
            .await
            .goes_to("/connexion/code");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_weighs_asks_for_both_factors_again_and_gives_a_new_token() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        let mut browser = house.signed_in(&ana).await;
        browser.get("/espace/moi/fort").await.is(200);
        house.world.advance(Duration::from_secs(5 * 60 + 1));
        let proof = "/connexion/preuve?retour=/espace/moi/fort";
        browser.get("/espace/moi/fort").await.goes_to(proof);
        browser.get(proof).await.is(200);
        let before = browser.session().unwrap();
        let code = ana.totp.code_at(house.world.now());
        let wrong = [("mot-de-passe", "x"), ("code", code.as_str())];
        browser.post("/connexion/preuve", &wrong).await.is(422);
        let wrong = [("mot-de-passe", PASSWORD), ("code", "000000")];
        browser.post("/connexion/preuve", &wrong).await.is(422);
        browser.get("/espace/moi/fort").await.goes_to(proof);
        let right = [
            ("mot-de-passe", PASSWORD),
            ("code", code.as_str()),
            ("retour", "/espace/moi/fort"),
        ];
        browser
            .post("/connexion/preuve", &right)
            .await
            .goes_to("/espace/moi/fort");
        browser.get("/espace/moi/fort").await.is(200);
        let mut old = house.browser();
        old.cookies.insert("__Host-carnet".into(), before);
        assert!(!old.is_in().await, "the token was renewed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_the_others_do_not_exist() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        let mut browser = house.signed_in(&ana).await;
        browser.get("/pro").await.is(404);
        let doctor = Professional {
            rpps: "99700218896".parse().unwrap(),
            name: Personal("Dr Benali".into()),
            profession: Profession::from_code("10").unwrap(),
            place: Some(Place {
                finess: "750000001".parse().unwrap(),
                name: "Cabinet".into(),
            }),
            session: SessionId::from_bytes([0; 16]),
        };
        let mut tx = house.store.begin("test").await.unwrap();
        let cookie = house
            .identity
            .start_professional_session(&mut tx, &doctor)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let token = cookie
            .to_str()
            .unwrap()
            .split([';', '='])
            .nth(1)
            .unwrap()
            .to_owned();
        let mut desk = house.browser();
        desk.cookies.insert("__Host-carnet".into(), token);
        assert_eq!(desk.get("/pro").await.text, "Dr Benali 10");
        desk.get("/espace/moi").await.is(404);
        desk.get("/espace/moi/reglages/appareils").await.is(404);
        house.world.advance(Duration::from_secs(15 * 60 + 1));
        // Left alone, it is locked, and nobody is in it.
        desk.get("/pro").await.goes_to("/pro/verrou");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_is_removed_and_what_is_open_stays() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana.leca", "Ana").await;
        house.signed_in(&ana).await;
        // Of one on a shared computer, nothing.
        let mut shared = house.browser();
        let form = [
            ("identifiant", ana.username.as_str()),
            ("mot-de-passe", PASSWORD),
            ("partage", "oui"),
            ("retour", ""),
        ];
        shared.post("/connexion", &form).await;
        house.world.advance(Duration::from_secs(31));
        let code = ana.totp.code_at(house.world.now());
        shared.gives_code(&code).await.goes_to("/espace/moi");
        house.world.advance(Duration::from_hours(13));
        house.identity.purge().await.unwrap();
        // Whose it was is known for a day, from where they came is not.
        let bare = "SELECT COUNT(*) FROM session WHERE device = '' AND body IS NULL";
        assert_eq!(house.count(bare).await, 1);
        assert_eq!(house.count("SELECT COUNT(*) FROM session").await, 1);
        house.world.advance(Duration::from_hours(24));
        let mut browser = house.signed_in(&ana).await;
        house
            .browser()
            .gives_password(&ana.username, PASSWORD)
            .await;
        house.world.advance(Duration::from_mins(11));
        house.identity.purge().await.unwrap();
        house.identity.purge().await.unwrap();
        assert_eq!(house.count("SELECT COUNT(*) FROM session").await, 1);
        assert_eq!(house.count("SELECT COUNT(*) FROM ceremony").await, 0);
        assert!(browser.is_in().await);
    })
    .await;
}
