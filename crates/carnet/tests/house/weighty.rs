//! What asks a holder for both factors again, five minutes after they showed them:
//! this list, and nothing beside it (`docs/sign-in.md`).

use crate::hiding::hides;
use crate::routes::ROUTES;
use crate::town::Town;
use http::StatusCode;
use std::time::Duration;
use testkit::for_each_store_at;

/// The acts, in the order of the list of routes.
const WEIGHTY: &[&str] = &[
    "/espace/moi/acces/pro/{rpps}/decider",
    "/espace/moi/acces/reglages",
    "/espace/moi/acces/urgence",
    "/espace/moi/agenda/reglages/adresse",
    "/espace/moi/carte/code",
    "/espace/moi/documents/ensemble",
    "/espace/moi/documents/{document}/montrer",
    "/espace/moi/documents/{document}/parents",
    "/espace/moi/export",
    "/espace/moi/fermeture/confirmer",
    "/espace/moi/profil/{heading}/partage",
    "/espace/moi/proches/aidants/{carer}",
    "/espace/moi/proches/inviter",
    "/espace/moi/proches/rejoindre",
    "/espace/moi/proches/{child}",
    "/espace/moi/reglages/connexion/cle",
    "/espace/moi/reglages/connexion/cle/debut",
    "/espace/moi/reglages/connexion/mot-de-passe",
    "/espace/moi/reglages/connexion/retirer",
    "/espace/moi/reglages/coordonnees",
    "/espace/moi/reglages/coordonnees/revenir",
    "/espace/moi/rouvrir",
    "/espace/moi/services/{id}/reprendre",
];
/// What is typed where an empty form is refused before the proof is thought of.
const TYPED: [(&str, &str); 7] = [
    (
        "/espace/moi/acces/pro/{rpps}/decider",
        "quoi=administrateur",
    ),
    ("/espace/moi/profil/{heading}/partage", "partager=oui"),
    ("/espace/moi/acces/urgence", "masques=oui"),
    (
        "/espace/moi/documents/ensemble",
        "geste=montrer&d-{document}=oui",
    ),
    ("/espace/moi/documents/{document}/montrer", "qui=tous"),
    ("/espace/moi/documents/{document}/masquer", "qui=tous"),
    ("/espace/moi/acces/reglages", ""),
];
const LIST: &str = "/espace/moi/documents";
const PROOF: &str = "/connexion/preuve?retour=";
const SWITCHES: &str = "/espace/moi/acces/reglages";
const EMERGENCIES: &str = "/espace/moi/acces/urgence";
const FIVE_MINUTES: Duration = Duration::from_secs(5 * 60);
const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn the_weighty_acts_ask_for_a_fresh_proof_and_no_other_does() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let id = town.keeps(&ana.cookie, "Bilan", "b.txt", b"Un").await;
        town.does(&ana.cookie, SWITCHES, "tout=oui").await;
        town.world.advance(FIVE_MINUTES + SECOND);
        let own = |route: &&&str| route.starts_with("/espace/moi");
        let mut asking = Vec::new();
        for route in ROUTES.iter().filter(own) {
            let typed = TYPED.iter().find(|(path, _)| path == route);
            let typed = typed.map_or("", |(_, typed)| typed);
            let path = route.replace("{document}", &id);
            let path = path.replace("{rpps}", "99700218896");
            let path = path.replace("{heading}", "allergies");
            let typed = typed.replace("{document}", &id);
            let answer = town.post(&ana.cookie, &path, &typed).await;
            if answer.location().starts_with(PROOF) {
                asking.push(*route);
            }
        }
        assert_eq!(asking, WEIGHTY);
    })
    .await;
}

#[tokio::test]
async fn what_is_hidden_is_shown_by_who_proved_it_within_five_minutes_alone() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let id = town.keeps(&ana.cookie, "Bilan", "b.txt", b"Un").await;
        town.consents(&doctor, &ana).await;
        let read = format!("/pro/patients/{}/documents/{id}", ana.space);
        let sees = async || town.get(&doctor.cookie, &read).await.status == StatusCode::OK;
        let (one, many) = (format!("{LIST}/{id}/montrer"), format!("{LIST}/ensemble"));
        let together = format!("geste=montrer&d-{id}=oui");
        let ways = [(&one, "qui=tous"), (&many, &*together)];
        // Five minutes to the second: still a proof.
        hides(&town, &ana, &id, "tous").await;
        town.world.advance(FIVE_MINUTES);
        town.does(&ana.cookie, &one, "qui=tous").await;
        assert!(sees().await);
        hides(&town, &ana, &id, "tous").await;
        town.world.advance(SECOND);
        for (path, typed) in ways {
            let asked = town.post(&ana.cookie, path, typed).await;
            assert!(asked.location().starts_with(PROOF), "{}", asked.location());
            assert!(!sees().await, "{path}");
            // Whoever proves it finds what they wanted one button away.
            let back = asked.location().trim_start_matches(PROOF).to_owned();
            let back = [("%3F", "?"), ("%3D", "="), ("%26", "&")]
                .iter()
                .fold(back, |back, (code, sign)| back.replace(code, sign));
            for (lead, before, said) in [
                ("", "", "Rien n’est encore changé"),
                ("/en", "/en", "Nothing has changed yet"),
            ] {
                let page = town.get(&ana.cookie, &format!("{lead}{back}")).await.text();
                assert!(page.contains(said), "{page}");
                assert!(
                    page.contains(&format!("action=\"{before}{path}\"")),
                    "{page}"
                );
            }
        }
        let switched = town.post(&ana.cookie, EMERGENCIES, "masques=oui").await;
        assert!(switched.location().starts_with(PROOF));
        let page = town
            .get(&ana.cookie, &format!("{EMERGENCIES}?fait=prouve"))
            .await;
        assert!(
            page.text().contains("Rien n’est encore changé"),
            "{}",
            page.text()
        );
        // Nor does it help to let somebody read who may read what is hidden.
        let other = format!("/espace/moi/acces/pro/{}/decider", "99700000005");
        for what in ["administrateur", "traitant", "debloquer"] {
            let asked = town
                .post(&ana.cookie, &other, &format!("quoi={what}"))
                .await;
            assert!(asked.location().starts_with(PROOF), "{what}");
        }
        let heading = "/espace/moi/profil/allergies/partage";
        let asked = town.post(&ana.cookie, heading, "partager=oui").await;
        assert!(asked.location().starts_with(PROOF));
        town.does(&ana.cookie, heading, "partager=non").await;
        // Hiding never waits, nor does a switch that hides more.
        town.does(&ana.cookie, SWITCHES, "tout=oui&nouveaux=oui")
            .await;
        town.does(&ana.cookie, EMERGENCIES, "").await;
        let cookie = town.comes_back(ana.space).await;
        for (path, typed) in ways {
            town.does(&cookie, path, typed).await;
        }
        assert!(!sees().await, "all is hidden by the switch");
        town.does(&cookie, SWITCHES, "").await;
        assert!(sees().await);
    })
    .await;
}
