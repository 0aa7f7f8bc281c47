//! How a session of help ends: at once, for all that was begun in it.

use super::bounds::signs_in;
use super::{PLACE, helped, opens, volunteer};
use crate::town::Town;
use std::time::Duration;

#[tokio::test]
async fn opr_11_a_session_ends_by_the_volunteer_by_the_person_and_by_time() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let mut volunteer = volunteer(&town).await;
        for end in ["the volunteer", "the person", "time"] {
            let (path, letters) = opens(&mut volunteer).await;
            let mut person = helped(&town, &letters).await;
            signs_in(&mut person, &ana, "").await;
            let own = "/espace/moi/fermeture";
            assert_eq!(person.get(own).await.status, 200, "{end}");
            match end {
                "the volunteer" => {
                    let answer = volunteer.post(&format!("{path}/terminer"), "").await;
                    assert_eq!(answer.location(), path);
                }
                "the person" => {
                    let answer = person.post("/seance/terminer", "").await;
                    assert_eq!(answer.location(), "/seance/fin");
                }
                _ => {
                    // Not idle for a minute, and over all the same.
                    for _ in 0..29 {
                        town.world.advance(Duration::from_secs(60));
                        let page = person.get("/seance/menu").await;
                        assert_eq!(page.status, 200, "{end}");
                        volunteer.get("/accompagnement").await;
                    }
                    town.world.advance(Duration::from_secs(60));
                }
            }
            for path in [own, "/seance/menu", "/activer", "/espace/moi/documents"] {
                let answer = person.looks(http::Method::GET, path).await;
                assert_eq!(answer.location(), "/seance/fin", "{end}: {path}");
            }
            // Its sign-in is gone, in whatever browser.
            let token = format!("__Host-carnet={}", person.cookies["__Host-carnet"]);
            let answer = town.get(&token, own).await;
            assert!(answer.location().starts_with("/connexion?"), "{end}");

            let last = person.get("/seance/fin").await;
            let text = last.text();
            assert!(text.contains(PLACE) && text.contains("Connexion"), "{text}");
            let wiped = last.headers.get("clear-site-data");
            let wiped = wiped.and_then(|value| value.to_str().ok());
            assert!(wiped.is_some_and(|what| what.contains("\"cookies\"")));
            assert!(person.cookies.keys().all(|name| name == "__Host-appareil"));
            assert_eq!(person.get("/seance").await.status, 200);
        }
    })
    .await;
}

#[tokio::test]
async fn opr_11_what_was_begun_in_a_session_is_over_with_it_and_each_act_is_proven_anew() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let told = town.told(1).await;
        let mut volunteer = volunteer(&town).await;
        let (path, letters) = opens(&mut volunteer).await;
        let mut person = helped(&town, &letters).await;
        let begun = person.post("/opposition", &told.form()).await;
        assert_eq!(begun.location(), "/opposition/pour", "{}", begun.text());
        let sitting = person.cookies["__Host-activation"].clone();
        volunteer.post(&format!("{path}/terminer"), "").await;
        // The steps, carried out of the session by hand.
        let cookie = format!("__Host-activation={sitting}");
        let answer = town.get(&cookie, "/opposition/pour").await;
        assert_eq!(answer.location(), "/activer");

        let (_, letters) = opens(&mut volunteer).await;
        let mut person = helped(&town, &letters).await;
        let back = "/espace/moi/fermeture/confirmer?suite=archiver";
        let to = signs_in(&mut person, &ana, "%2Fespace%2Fmoi%2Ffermeture").await;
        assert_eq!(to, "/espace/moi/fermeture");
        assert_eq!(person.get(back).await.status, 200);
        let form = "suite=archiver";
        let closed = person.post("/espace/moi/fermeture/confirmer", form).await;
        assert_eq!(closed.location(), "/espace/moi/ferme");
        assert_eq!(person.get("/espace/moi/ferme").await.status, 200);
        // The person has left: whoever is at the screen does nothing more.
        let again = person.post("/espace/moi/rouvrir", "").await;
        assert!(
            again.location().starts_with("/connexion/preuve?"),
            "{again:?}"
        );
    })
    .await;
}
