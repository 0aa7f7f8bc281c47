//! Signing in, opening a space, and coming back from a way that went wrong.

use super::{RETURN, Town, is_refused, ok, person, pivot, said};
use crate::house::{House, ORIGIN};
use crate::provider::{Trouble, params};
use http::StatusCode;
use identity::Limits;
use serde_json::json;
use std::time::Duration;
use testkit::for_each_store;

#[tokio::test]
async fn a_holder_signs_in_with_franceconnect_once_it_is_bound() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let mut browser = town.browser();
        let page = browser.get("/connexion?retour=/espace/moi/fort").await;
        assert!(said(&page).contains("Se connecter avec FranceConnect"));
        let link = "/connexion/franceconnect?retour=/espace/moi/fort";
        assert!(page.text.contains(link), "{}", page.text);
        town.through(&mut browser, link)
            .await
            .goes_to("/espace/moi/fort");
        assert_eq!(browser.get("/espace/moi").await.text, "Angela Dubois 1");
        // The way is over.
        assert_eq!(town.count("SELECT count(*) FROM provider_signin").await, 0);
    })
    .await;
}

#[tokio::test]
async fn one_comes_back_to_our_own_pages_only() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let long = format!("/espace/moi/{}", "x".repeat(200));
        for (wanted, page) in [
            ("/espace/moi/documents", "/espace/moi/documents"),
            ("//evil.example", "/espace/moi"),
            ("https://evil.example/", "/espace/moi"),
            ("/\\evil.example", "/espace/moi"),
            ("/connexion/franceconnect", "/espace/moi"),
            (&*long, "/espace/moi"),
        ] {
            let wanted: String = wanted.bytes().map(|b| format!("%{b:02X}")).collect();
            let link = format!("/connexion/franceconnect?retour={wanted}");
            let mut browser = town.browser();
            town.through(&mut browser, &link).await.goes_to(page);
        }
    })
    .await;
}

#[tokio::test]
async fn the_way_begins_and_ends_in_the_same_language() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        let mut browser = town.browser();
        let out = browser.get("/en/connexion/franceconnect").await;
        let back = town.provider.answer(out.to());
        let answer = browser.get(&back).await;
        answer.is(403);
        assert!(
            said(&answer).contains("No account is linked"),
            "{}",
            answer.text
        );
        town.bare("Angela").await;
        let out = browser.get("/en/connexion/franceconnect").await;
        let back = town.provider.answer(out.to());
        browser.get(&back).await.goes_to("/en/espace/moi");
    })
    .await;
}

#[tokio::test]
async fn somebody_unknown_opens_their_space_as_the_register_says() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        let mut browser = town.browser();
        town.through(&mut browser, "/activer/franceconnect")
            .await
            .goes_to("/activer/partage");
        assert_eq!(browser.cookies["__Host-activation"], "begun");
        assert!(!browser.is_in().await);
        let arrived = town.desk.arrived.lock().unwrap().pop().unwrap();
        assert_eq!(arrived.pivot, pivot("Angela"));
        assert_eq!(arrived.client, Some(browser.address));
        assert!(!format!("{arrived:?}").contains("DUBOIS"));
        // Whoever has an account goes in instead.
        town.bare("Angela").await;
        let mut browser = town.browser();
        town.through(&mut browser, "/activer/franceconnect")
            .await
            .goes_to("/espace/moi");
        assert!(town.desk.arrived.lock().unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_shared_computer_gets_a_session_that_ends_with_the_browser() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let mut browser = town.browser();
        let answer = town
            .through(&mut browser, "/connexion/franceconnect?partage=oui")
            .await;
        let set: Vec<&str> = answer
            .headers
            .get_all("set-cookie")
            .iter()
            .map(|cookie| cookie.to_str().unwrap())
            .filter(|cookie| cookie.starts_with("__Host-carnet="))
            .collect();
        assert_eq!(set.len(), 1);
        assert!(!set[0].contains("Max-Age"), "{}", set[0]);
        assert!(!browser.cookies.contains_key("__Host-appareil"));
        town.world.advance(Duration::from_secs(11 * 60));
        assert!(!browser.is_in().await);
    })
    .await;
}

#[tokio::test]
async fn an_unbound_identity_gets_one_sentence_and_no_session() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        let mut browser = town.browser();
        let answer = town.through(&mut browser, "/connexion/franceconnect").await;
        assert!(said(&answer).contains("Aucun compte n'est relié"));
        assert!(answer.text.contains("href=\"/activer/franceconnect\""));
        is_refused(&town, &mut browser, &answer, 403).await;
    })
    .await;
}

#[tokio::test]
async fn oid_19_nobody_is_recognised_by_e_mail_or_traits() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        // The same e-mail address, the same traits, another subject.
        town.provider.behave(|manner| {
            manner.id_claims = Box::new(|claims| claims["sub"] = json!("anotherv1"));
            manner.userinfo = Box::new(|claims| claims["sub"] = json!("anotherv1"));
        });
        let mut browser = town.browser();
        let answer = town.through(&mut browser, "/connexion/franceconnect").await;
        is_refused(&town, &mut browser, &answer, 403).await;
        assert!(person("Angela").1["email"].is_string());
        assert!(!town.provider.manner.lock().unwrap().asked["scope"].contains("email"));
    })
    .await;
}

#[tokio::test]
async fn oid_15_an_answer_of_another_provider_is_refused() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        let mut browser = town.browser();
        for spoil in [
            |back: &str| back.replace("realms%2Ffc", "realms%2Fevil"),
            // This provider promises to name itself.
            |back: &str| back.split("&iss=").next().unwrap().to_owned(),
        ] {
            let out = browser.get("/connexion/franceconnect").await;
            let back = spoil(&town.provider.answer(out.to()));
            let answer = browser.get(&back).await;
            is_refused(&town, &mut browser, &answer, 400).await;
        }
        // A sign-in of professionals under way is none of FranceConnect's.
        let out = browser.get("/connexion/franceconnect").await;
        let back = town.provider.answer(out.to());
        let sql = "UPDATE provider_signin SET provider = 'professionals'";
        town.store.execute(sql, vec![]).await.unwrap();
        let answer = browser.get(&back).await;
        is_refused(&town, &mut browser, &answer, 400).await;
    })
    .await;
}

#[tokio::test]
async fn oid_23_the_state_belongs_to_one_browser_and_one_answer() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let mut browser = town.browser();
        for back in [
            format!("{RETURN}?code=code-0"),
            format!("{RETURN}?code=code-0&state=x"),
            format!("{RETURN}?code=code-0&state="),
            format!("{RETURN}?state={}", "x".repeat(200)),
            RETURN.to_owned(),
        ] {
            browser.get("/connexion/franceconnect").await.is(303);
            browser.get(&back).await.is(400);
        }
        // Another browser: it gets nothing, and the way is used up.
        let (mut ana, mut eve) = (town.browser(), town.browser());
        let out = ana.get("/connexion/franceconnect").await;
        let back = town.provider.answer(out.to());
        eve.get("/connexion/franceconnect").await.is(303);
        eve.get(&back).await.is(400);
        ana.get(&back).await.is(400);
        town.browser().get(&back).await.is(400);
        // Used twice.
        let out = ana.get("/connexion/franceconnect").await;
        let back = town.provider.answer(out.to());
        ana.get(&back).await.goes_to("/espace/moi");
        ana.get(&back).await.is(400);
        // After ten minutes.
        let out = ana.get("/connexion/franceconnect").await;
        let back = town.provider.answer(out.to());
        town.world.advance(Duration::from_secs(601));
        ana.get(&back).await.is(400);
    })
    .await;
}

#[tokio::test]
async fn aut_13_coming_in_ends_the_session_that_the_browser_had() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let ana = town.person("ana", "Ana").await;
        let mut browser = town.signed_in(&ana).await;
        let mut before = browser.clone();
        assert!(before.is_in().await);
        town.through(&mut browser, "/connexion/franceconnect")
            .await
            .goes_to("/espace/moi");
        assert_eq!(browser.get("/espace/moi").await.text, "Angela Dubois 1");
        assert!(!before.is_in().await);
    })
    .await;
}

#[tokio::test]
async fn two_tabs_of_one_browser_both_arrive() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let mut browser = town.browser();
        let first = browser.get("/connexion/franceconnect").await;
        let second = browser.get("/connexion/franceconnect").await;
        for out in [first, second] {
            let back = town.provider.answer(out.to());
            browser.get(&back).await.goes_to("/espace/moi");
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_begins_so_many_ways_and_the_next_leaves_nothing_behind() {
    for_each_store(|store| async {
        let limits = Limits {
            ways_max: 4,
            ..Limits::default()
        };
        let town = Town::limited(store, limits).await;
        town.bare("Angela").await;
        let ana = town.person("ana", "Ana").await;
        // Whoever proves who they are gives theirs back.
        for _ in 0..6 {
            town.comes_in("Angela").await;
        }
        let mut browser = town.browser();
        for page in ["/connexion", "/activer", "/connexion", "/activer"] {
            browser.get(&format!("{page}/franceconnect")).await.is(303);
        }
        let kept = "SELECT count(*) FROM provider_signin";
        assert_eq!(town.count(kept).await, 4);
        for page in ["/connexion/franceconnect", "/activer/franceconnect"] {
            let answer = town.browser().get(page).await;
            answer.is(429);
            assert!(said(&answer).contains("Trop de connexions ont été commencées"));
            assert_eq!(answer.headers["retry-after"], "900");
        }
        assert_eq!(town.count(kept).await, 4);
        // A password is another matter, and so is proving again.
        let mut signed_in = town.signed_in(&ana).await;
        signed_in
            .get("/connexion/preuve/franceconnect")
            .await
            .is(303);
        let mut elsewhere = town.browser();
        elsewhere.address = [198, 51, 100, 7].into();
        elsewhere.get("/connexion/franceconnect").await.is(303);
        town.world.advance(limits.address_window);
        browser.get("/connexion/franceconnect").await.is(303);
    })
    .await;
}

#[tokio::test]
async fn whoever_gives_up_there_may_start_again() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        for (page, other) in [
            ("/connexion/franceconnect", "/connexion"),
            ("/activer/franceconnect", "/activer"),
        ] {
            let mut browser = town.browser();
            let out = browser.get(page).await;
            let back = town.provider.answer(out.to());
            let answer = browser
                .get(&back.replace("code=", "error=access_denied&x="))
                .await;
            ok(&answer);
            assert!(said(&answer).contains("Rien n'a été fait"));
            for link in [page, other] {
                assert!(answer.text.contains(&format!("href=\"{link}\"")), "{link}");
            }
            is_refused(&town, &mut browser, &answer, 200).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_provider_in_trouble_is_told_in_one_sentence_and_nothing_is_kept() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        for (at, trouble, status) in [
            ("token", Trouble::Status(500), 503),
            ("token", Trouble::Status(502), 503),
            ("token", Trouble::Status(400), 403),
            ("token", Trouble::Page, 403),
            ("userinfo", Trouble::Status(503), 503),
            ("userinfo", Trouble::Status(401), 403),
            ("userinfo", Trouble::Page, 403),
        ] {
            town.provider
                .behave(|manner| manner.trouble = Some((at, trouble)));
            let mut browser = town.browser();
            let answer = town.through(&mut browser, "/connexion/franceconnect").await;
            assert!(!answer.text.contains("Maintenance"), "{at} {trouble:?}");
            let text = said(&answer);
            let told = text.contains("FranceConnect ne répond pas")
                || text.contains("La réponse de FranceConnect n'a pas pu être vérifiée");
            assert!(told, "{at} {trouble:?}: {text}");
            is_refused(&town, &mut browser, &answer, status).await;
        }
        // It does not even say where it is.
        for trouble in [Trouble::Status(500), Trouble::Page] {
            let fresh = Town::new(town.store.clone()).await;
            let trouble = Some(("discovery", trouble));
            fresh.provider.behave(|manner| manner.trouble = trouble);
            let mut browser = fresh.browser();
            let out = browser.get("/connexion/franceconnect").await;
            assert!(said(&out).contains("FranceConnect ne répond pas"));
            is_refused(&fresh, &mut browser, &out, 503).await;
        }
    })
    .await;
}

#[tokio::test]
async fn without_franceconnect_nothing_is_offered_and_no_route_exists() {
    for_each_store(|store| async {
        let house = House::new(store).await;
        let ana = house.person("ana", "Ana").await;
        let mut browser = house.browser();
        for page in ["/connexion", "/connexion?fin=sortie-franceconnect"] {
            let page = browser.get(page).await;
            assert!(
                !page.text.contains("/connexion/franceconnect\""),
                "{}",
                page.text
            );
        }
        let mut browser = house.signed_in(&ana).await;
        for page in ["/connexion/preuve", "/espace/moi/reglages/connexion"] {
            let page = browser.get(page).await;
            ok(&page);
            assert!(!page.text.contains("FranceConnect"), "{}", page.text);
        }
        for path in [
            "/connexion/franceconnect",
            RETURN,
            "/connexion/franceconnect/sortir",
            "/connexion/franceconnect/sortie",
            "/activer/franceconnect",
            "/connexion/preuve/franceconnect",
            "/espace/moi/reglages/connexion/franceconnect",
        ] {
            assert_eq!(
                browser.get(path).await.status,
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn signing_out_offers_to_leave_franceconnect_too() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        town.bare("Angela").await;
        let mut browser = town.comes_in("Angela").await;
        let out = browser.post("/deconnexion", &[]).await;
        out.goes_to("/connexion?fin=sortie-franceconnect");
        assert!(!browser.is_in().await);
        let page = browser.get(out.to()).await;
        assert!(said(&page).contains("Vous êtes déconnecté."));
        assert!(
            page.text
                .contains("href=\"/connexion/franceconnect/sortir\"")
        );

        let away = browser.get("/connexion/franceconnect/sortir").await;
        let asked = params(away.to());
        let end = format!("{}/session/end?", town.provider.issuer);
        assert!(away.to().starts_with(&end), "{}", away.to());
        let back = format!("{ORIGIN}/connexion/franceconnect/sortie");
        assert_eq!(asked["post_logout_redirect_uri"], back);
        assert_eq!(asked["id_token_hint"].split('.').count(), 3);
        assert!(asked["state"].len() >= 32);

        // Another state says nothing of FranceConnect, and the right one once.
        let wrong = "/connexion/franceconnect/sortie?state=x";
        browser.get(wrong).await.goes_to("/connexion?fin=sortie");
        let right = format!("/connexion/franceconnect/sortie?state={}", asked["state"]);
        let over = browser.get(&right).await;
        over.goes_to("/connexion?fin=franceconnect");
        let page = browser.get(over.to()).await;
        assert!(said(&page).contains("ici et chez FranceConnect"));
        browser.get(&right).await.goes_to("/connexion?fin=sortie");
        browser
            .get("/connexion/franceconnect/sortir")
            .await
            .goes_to("/connexion?fin=sortie");
    })
    .await;
}

#[tokio::test]
async fn whoever_came_in_by_password_is_not_asked_to_leave_franceconnect() {
    for_each_store(|store| async {
        let town = Town::new(store).await;
        let ana = town.person("ana", "Ana").await;
        let mut browser = town.signed_in(&ana).await;
        browser
            .post("/deconnexion", &[])
            .await
            .goes_to("/connexion?fin=sortie");
        // Ten minutes later nothing is left of the offer.
        town.bare("Angela").await;
        let mut browser = town.comes_in("Angela").await;
        browser.post("/deconnexion", &[]).await.is(303);
        town.world.advance(Duration::from_secs(601));
        browser
            .get("/connexion/franceconnect/sortir")
            .await
            .goes_to("/connexion?fin=sortie");
    })
    .await;
}
