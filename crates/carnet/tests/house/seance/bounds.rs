//! What is answered in a browser with a session of help, and what a session
//! that was signed in there opens.

use super::browser::Browser;
use super::{helped, opens, volunteer};
use crate::attacks::UNKNOWN;
use crate::routes::{BEHIND_FRANCE_CONNECT, BEHIND_PROVIDER, ROUTES};
use crate::town::{Holder, Town};
use assistance::seance::rules::SHOWN;
use http::Method;
use std::time::Duration;

/// Answered outside the rooms, and nobody's: files of the layout, probes, the
/// public log.
const OUTSIDE: [&str; 6] = [
    "/health",
    "/log/checkpoint",
    "/log/tile/{*place}",
    "/metrics",
    "/ready",
    "/static/{file}",
];
/// What ends the session or the sign-in: asked last, on its own.
const ENDING: [&str; 2] = ["/deconnexion", "/seance/terminer"];

/// Signs in as this holder, with password and app.
pub(super) async fn signs_in(browser: &mut Browser<'_>, holder: &Holder, back: &str) -> String {
    // The code of this half minute may have been used.
    browser.town.world.advance(Duration::from_secs(30));
    let form = format!(
        "identifiant=personne{}&mot-de-passe=quatre+chats+gris+au+soleil&retour={back}",
        holder.n
    );
    let answer = browser.post("/connexion", &form).await;
    assert_eq!(answer.location(), "/connexion/code", "{}", answer.text());
    let code = holder.secret.code_at(browser.town.world.now());
    let answer = browser
        .post("/connexion/code", &format!("code={code}"))
        .await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.location().to_owned()
}

#[tokio::test]
async fn opr_10_in_a_session_of_help_every_route_outside_the_list_is_refused() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::with_france_connect(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.deposits(&doctor, &ana, "CANARITITRE").await;
        let mut volunteer = volunteer(&town).await;
        let (_, letters) = opens(&mut volunteer).await;
        let mut person = helped(&town, &letters).await;
        assert_eq!(signs_in(&mut person, &ana, "").await, "/seance/menu");

        let routes = ROUTES
            .iter()
            .chain(&BEHIND_PROVIDER)
            .chain(&BEHIND_FRANCE_CONNECT);
        let (mut refused, mut shown) = (0, 0);
        for route in routes.filter(|route| !OUTSIDE.contains(route)) {
            let path = route
                .replace("{space}", &ana.space.to_string())
                .replace("{document}", &id)
                .replace("{link}", UNKNOWN)
                .replace("{account}", UNKNOWN)
                .replace("{id}", &format!("{}-{id}", ana.space))
                .replace("{*rest}", "Observation")
                .replace(['{', '}'], "");
            for path in [path.clone(), format!("/en{path}")] {
                for method in [Method::GET, Method::POST] {
                    if ENDING.contains(route) && method == Method::POST {
                        continue;
                    }
                    let answer = person.looks(method.clone(), &path).await;
                    let text = answer.text();
                    assert!(!text.contains("CANARITITRE"), "{method} {path}");
                    assert!(!answer.status.is_server_error(), "{method} {path}");
                    match SHOWN.contains(route) {
                        true => {
                            shown += 1;
                            assert_ne!(answer.status, 403, "{method} {path}");
                        }
                        false => {
                            refused += 1;
                            assert_eq!(answer.status, 403, "{method} {path}: {text}");
                        }
                    }
                }
            }
        }
        assert!(refused > 250 && shown > 100, "{refused} {shown}");
        // A route that is not there yet is refused before it is.
        let answer = person.looks(Method::GET, "/espace/moi/nouveau").await;
        assert_eq!(answer.status, 403);
        assert!(
            answer
                .text()
                .contains("Cette page n’est pas montrée pendant une séance d’aide.")
        );
        for path in ["/espace/moi/%66erme", "/espace/moi/ferme/", "//espace/moi"] {
            let answer = person.looks(Method::GET, path).await;
            assert_eq!(answer.status, 403, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn opr_10_a_sign_in_of_a_session_of_help_opens_nothing_without_it_and_ends_with_it() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.adds(&ana, "CANARITITRE").await;
        let mut volunteer = volunteer(&town).await;
        let (_, letters) = opens(&mut volunteer).await;
        let mut person = helped(&town, &letters).await;
        signs_in(&mut person, &ana, "").await;
        let own = "/espace/moi/fermeture";
        assert_eq!(person.get(own).await.status, 200);

        // The cookie of the sign-in, carried elsewhere.
        let mut elsewhere = Browser::new(&town);
        elsewhere.holds(&format!(
            "__Host-carnet={}",
            person.cookies["__Host-carnet"]
        ));
        let answer = elsewhere.get("/espace/moi/documents").await;
        assert!(answer.location().starts_with("/connexion?"), "{answer:?}");
        let ended = person.get(own).await;
        assert!(ended.location().starts_with("/connexion?"), "it has ended");

        // And a sign-in from before, carried into the session of help.
        let mut before = helped(&town, &opens(&mut volunteer).await.1).await;
        before.holds(&ana.cookie);
        assert!(before.get(own).await.location().starts_with("/connexion?"));
        let outside = town.get(&ana.cookie, "/espace/moi/documents").await;
        assert_eq!(outside.status, 200, "it goes on where it was");
    })
    .await;
}

#[tokio::test]
async fn opr_10_a_cookie_that_is_no_session_of_help_opens_nothing() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        for wrong in [
            String::from("__Host-seance="),
            String::from("__Host-seance=x"),
            format!("__Host-seance={}", "0".repeat(64)),
            format!("__Host-seance={0}; __Host-seance={0}", "0".repeat(64)),
        ] {
            let cookie = format!("{}; {wrong}", ana.cookie);
            let answer = town.get(&cookie, "/espace/moi/documents").await;
            assert_eq!(answer.location(), "/seance/fin", "{wrong}");
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_was_signed_in_is_out_when_somebody_is_helped_in_their_browser() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let mut desk = volunteer(&town).await;
        let (path, letters) = opens(&mut desk).await;
        let token = desk.cookies["__Host-carnet"].clone();
        let entered = desk.post("/seance", &format!("code={letters}")).await;
        assert_eq!(entered.location(), "/seance/menu");
        assert!(!desk.cookies.contains_key("__Host-carnet"));
        let answer = town.get(&format!("__Host-carnet={token}"), &path).await;
        assert!(answer.location().starts_with("/accompagnement/connexion?"));
    })
    .await;
}
