//! What asks a holder for both factors again, five minutes after they showed them:
//! this list, and nothing beside it (`docs/sign-in.md`).

use crate::hiding::hides;
use crate::routes::ROUTES;
use crate::town::Town;
use http::StatusCode;
use identity::Capacity;
use kernel::{AccountId, Personal, SessionId, SpaceId, Timestamp};
use sharing::Switches;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use testkit::for_each_store_at;

/// The acts, in the order of the list of routes.
const WEIGHTY: &[&str] = &[
    "/espace/moi/acces/pro/{rpps}/decider",
    "/espace/moi/acces/pro/{rpps}/fin",
    "/espace/moi/acces/reglages",
    "/espace/moi/acces/urgence",
    "/espace/moi/agenda/reglages/adresse",
    "/espace/moi/agenda/{item}/lecture",
    "/espace/moi/carte/code",
    "/espace/moi/documents/ensemble",
    "/espace/moi/documents/partager",
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
const TYPED: [(&str, &str); 9] = [
    (
        "/espace/moi/acces/pro/{rpps}/decider",
        "quoi=administrateur",
    ),
    (
        "/espace/moi/acces/pro/{rpps}/fin",
        "fin-jour=1&fin-mois=6&fin-annee=2027",
    ),
    (
        "/espace/moi/agenda/{item}/lecture",
        "quoi=laisser&jour=2026-12-07",
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
        let doctor = town.doctor().await;
        town.consents(&doctor, &ana).await;
        let day = (4, 12, 2026);
        let visit = town.is_to_see(&doctor, ana.space, day, "9:00").await;
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
            let path = path.replace("{item}", &visit);
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

#[tokio::test]
async fn a_switch_lets_more_people_read_after_a_fresh_proof_alone() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.does(&ana.cookie, EMERGENCIES, "").await;
        town.does(&ana.cookie, SWITCHES, "nouveaux=oui").await;
        let shown = [
            (EMERGENCIES, "samu=oui&autres=oui", ["samu", "autres"]),
            (EMERGENCIES, "samu=oui", ["samu", "samu"]),
            (EMERGENCIES, "autres=oui", ["autres", "autres"]),
            (SWITCHES, "", ["nouveaux", "nouveaux"]),
        ];
        let ticked = async |cookie: &str, path: &str, name: &str| {
            let page = town.reads(cookie, path).await;
            let at = page.find(&format!("name=\"{name}\"")).expect("a switch");
            let end = page[at..].find('>').expect("its end");
            page[at..at + end].contains("checked")
        };
        town.world.advance(FIVE_MINUTES + SECOND);
        for (path, form, names) in shown {
            let asked = town.post(&ana.cookie, path, form).await;
            assert!(asked.location().starts_with(PROOF), "{path} {form}");
            for name in names {
                let hides = name == "nouveaux";
                assert_eq!(ticked(&ana.cookie, path, name).await, hides, "{name}");
            }
        }
        // Letting nobody more in never waits.
        town.does(&ana.cookie, EMERGENCIES, "").await;
        town.does(&ana.cookie, SWITCHES, "nouveaux=oui&tout=oui")
            .await;
        let cookie = town.comes_back(ana.space).await;
        for (path, form, names) in shown {
            town.does(&cookie, path, form).await;
            for name in names {
                let hides = name == "nouveaux";
                assert_eq!(ticked(&cookie, path, name).await, !hides, "{name}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_care_link_is_made_longer_after_a_fresh_proof_alone_and_shorter_at_any_time() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        town.consents(&doctor, &ana).await;
        let page = "/espace/moi/acces/pro/99700218896";
        let path = format!("{page}/fin");
        let in_days = |days: u32| {
            let day = town.world.now().plus(crate::town::DAY * days).in_paris();
            let (d, m, y) = (day.date().day(), day.date().month(), day.date().year());
            format!("fin-jour={d}&fin-mois={m}&fin-annee={y}")
        };
        town.world.advance(FIVE_MINUTES + SECOND);
        town.does(&ana.cookie, &path, &in_days(60)).await;
        let before = town.reads(&ana.cookie, page).await;
        for longer in [61, 360] {
            let asked = town.post(&ana.cookie, &path, &in_days(longer)).await;
            assert!(asked.location().starts_with(PROOF), "{longer}");
        }
        assert_eq!(town.reads(&ana.cookie, page).await, before);
        for (lead, said) in [
            ("", "Rien n’est encore changé"),
            ("/en", "Nothing has changed yet"),
        ] {
            let back = format!("{lead}{page}?fait=prouve");
            let back = town.reads(&ana.cookie, &back).await;
            assert!(back.contains(said), "{back}");
        }
        town.does(&ana.cookie, &path, &in_days(10)).await;
        let cookie = town.comes_back(ana.space).await;
        town.does(&cookie, &path, &in_days(360)).await;
    })
    .await;
}

/// The holder of this space, in a session whose proof is of long ago.
fn unproved(space: SpaceId) -> identity::Holder {
    identity::Holder {
        account: AccountId::from_bytes([9; 16]),
        name: Personal("Ana Martin".into()),
        session: SessionId::from_bytes([9; 16]),
        spaces: vec![space],
        probations: Vec::new(),
        proved_at: Timestamp::default(),
        capacity: Capacity::Holder,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_showed_nothing_when_it_was_sent_shows_nothing_that_was_hidden_meanwhile() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let (sharing, found) = (&town.house.sharing, unproved(ana.space));
        let hidden = AtomicBool::new(false);
        let sent = sharing.switch(&found, |now| {
            // It was decided on a record in which nothing is hidden yet.
            if !hidden.swap(true, Ordering::SeqCst) {
                let owner = town.does(&ana.cookie, SWITCHES, "tout=oui");
                let here = tokio::runtime::Handle::current();
                tokio::task::block_in_place(|| here.block_on(owner));
            }
            Switches {
                hide_new: true,
                hide_all: false,
                ..now
            }
        });
        let refused = sent.await.expect_err("a proof first");
        assert_eq!(refused.code(), "sharing-proof-first");
        let page = town.reads(&ana.cookie, SWITCHES).await;
        let at = page.find("name=\"tout\"").expect("a switch");
        let end = page[at..].find('>').expect("its end");
        assert!(page[at..at + end].contains("checked"), "{page}");
    })
    .await;
}
