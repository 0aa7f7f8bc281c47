//! What somebody who has a space changes beside a volunteer: where they are
//! reached, and what they are told of. Nothing medical is on these pages.

use super::bounds::signs_in;
use super::{PLACE, helped, opens, volunteer};
use crate::town::Town;
use http::StatusCode;
use std::time::Duration;

const CONTACTS: &str = "/espace/moi/reglages/coordonnees";
const NOTICES: &str = "/espace/moi/reglages/notifications";
const KNOWN: &str = "ana@exemple.fr";
const NEW: &str = "neuve@exemple.fr";

#[tokio::test]
async fn opr_10_the_settings_show_two_pages_beside_a_volunteer_and_nothing_medical() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder_reached(0, KNOWN).await, town.doctor().await);
        town.deposits(&doctor, &ana, "CANARITITRE").await;
        let mut volunteer = volunteer(&town).await;
        let (_, letters) = opens(&mut volunteer).await;
        let mut person = helped(&town, &letters).await;
        let menu = person.get("/seance/menu").await.text();
        assert!(menu.contains(CONTACTS) && menu.contains(NOTICES), "{menu}");
        signs_in(&mut person, &ana, CONTACTS).await;
        for path in ["/espace/moi/reglages", CONTACTS, NOTICES] {
            for path in [path.to_owned(), format!("/en{path}")] {
                let shown = person.get(&path).await;
                assert_eq!(shown.status, StatusCode::OK, "{path}");
                let page = shown.text();
                // Nobody's name, no address in full, and no way elsewhere.
                for word in [
                    "CANARITITRE",
                    "Ana",
                    KNOWN,
                    doctor.professional.name.0.as_str(),
                ] {
                    assert!(!page.contains(word), "{path}: {word}");
                }
                for way in page.split("href=\"").skip(1) {
                    let way = way.split(['"', '#', '?']).next().unwrap_or_default();
                    let bare = way.strip_prefix("/en").unwrap_or(way);
                    let ours = bare.starts_with("/espace") || bare.starts_with("/pro");
                    let shown = assistance::seance::rules::is_shown(bare);
                    assert!(!ours || shown, "{path} leads to {way}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn opr_11_a_contact_is_changed_beside_a_volunteer_with_a_proof_for_each_act() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, KNOWN).await;
        let mut volunteer = volunteer(&town).await;
        let (path, letters) = opens(&mut volunteer).await;
        let mut person = helped(&town, &letters).await;
        let back = signs_in(&mut person, &ana, CONTACTS).await;
        assert_eq!(back, CONTACTS);
        let form = format!("courriel={NEW}");
        let sent = person.post(CONTACTS, &form).await;
        assert_eq!(sent.location(), CONTACTS, "{}", sent.text());
        let page = person.get(CONTACTS).await.text();
        assert!(
            page.contains("Le code reçu") && !page.contains(NEW),
            "{page}"
        );
        let code = town.contact_code().await;
        let form = format!("geste=verifier&code={code}");
        let done = person.post(CONTACTS, &form).await;
        assert!(done.location().ends_with("fait=change"), "{}", done.text());
        // Another act asks for another proof.
        town.world.advance(Duration::from_secs(60));
        let other = person.post(CONTACTS, "courriel=autre%40exemple.fr").await;
        let to = other.location();
        assert!(to.starts_with("/connexion/preuve?"), "{to}");
        let chosen = person
            .post(NOTICES, "messages-courriel=oui&calme-de=21&calme-a=8")
            .await;
        assert!(chosen.location().starts_with(NOTICES), "{}", chosen.text());

        let page = volunteer.get(&path).await.text();
        assert!(
            page.contains("Coordonnées changées") && !page.contains("Ana"),
            "{page}"
        );
        let life = town.reads(&ana.cookie, "/espace/moi/acces/espace").await;
        assert!(life.contains("Coordonnées changées"), "{life}");
        assert!(life.contains(&format!("bénévole ({PLACE})")));
    })
    .await;
}
