//! The operator's one screen.

use crate::house::{House, operator, said};
use crate::{CALL_MAX, DAY, MINUTE};
use http::StatusCode;
use identity::Role;
use spaces::{Fate, How, Life};
use testkit::for_each_store;

#[tokio::test]
async fn a_call_from_its_number_to_a_refusal_that_was_read_aloud() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        let (ana, code) = house.told(1).await;
        let (_, start) = house.get(&jeanne, "/op").await;
        assert!(start.contains("Numéro de l’appel"));
        let wrong = house.sends(&jeanne, "/op/appel", &[("appel", "")]).await;
        assert_eq!(wrong.0, StatusCode::UNPROCESSABLE_ENTITY);
        let call = [("appel", "2026-11-25/0042")];
        let begun = house.sends(&jeanne, "/op/appel", &call).await;
        assert_eq!(begun.0, StatusCode::SEE_OTHER);

        let number = crate::house::matricule(1);
        let mut facts = [
            ("nir", number.as_str()),
            ("naissance-jour", "5"),
            ("naissance-mois", "5"),
            ("naissance-annee", "1969"),
            ("serie", "80250000000001"),
            ("code", code.as_str()),
        ];
        let (status, body) = house.sends(&jeanne, "/op/verifier", &facts).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("Ne concorde pas") && !body.contains("Leca"));
        facts[1].1 = "4";
        let found = house.sends(&jeanne, "/op/verifier", &facts).await;
        assert_eq!(found.0, StatusCode::SEE_OTHER, "{}", found.1);
        let (_, body) = house.get(&jeanne, "/op").await;
        assert!(body.contains("Concorde") && body.contains("Aucun espace ne sera ouvert"));

        // No code leaves before its sentence was read aloud.
        assert!(body.contains("à aucune autre") && body.contains("name=\"code-lu\""));
        let read: &[(&str, &str)] = &[("code-lu", "oui")];
        for (fields, is_read) in [(&read[..0], false), (read, true)] {
            // The letter left a moment ago: whoever has read it is told to wait.
            let (status, body) = house.sends(&jeanne, "/op/code", fields).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            let unread = body.contains("id=\"code-lu-erreur\"");
            assert_eq!(unread, !is_read, "{body}");
        }

        let pour = format!("pour-{ana}");
        let unread = [(pour.as_str(), "oui")];
        let (status, body) = house.sends(&jeanne, "/op/opposition", &unread).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(body.contains("Lisez la phrase"));
        let life = house.life(ana).await;
        assert!(matches!(life, Some(Life::Announced { .. })));
        let read = [(pour.as_str(), "oui"), ("lu", "oui")];
        let done = house.sends(&jeanne, "/op/opposition", &read).await;
        assert_eq!(done.0, StatusCode::SEE_OTHER, "{}", done.1);
        let life = house.life(ana).await;
        assert!(matches!(life, Some(Life::Refused { .. })));
        let (_, body) = house.get(&jeanne, "/op").await;
        assert!(body.contains("Numéro à lire") && body.contains("Opposition enregistrée"));
        assert!(body.contains("votre refus sera annulé"), "{body}");
    })
    .await;
}

#[tokio::test]
async fn opr_04_the_forms_of_a_call_do_nothing_without_one() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        let ana = house.opened(1).await;
        house.calls(&jeanne, 1, None).await.expect("it fits");
        house.time.advance(CALL_MAX);
        let before = house.rows().await;
        let pour = format!("pour-{ana}");
        for (path, fields) in [
            (
                "/op/opposition",
                vec![(pour.as_str(), "oui"), ("lu", "oui")],
            ),
            ("/op/code", vec![("code-lu", "oui")]),
            (
                "/op/attente",
                vec![("demande", "effacer"), ("attente-lu", "oui")],
            ),
            ("/op/annuler", vec![]),
        ] {
            let (status, body) = house.sends(&jeanne, path, &fields).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert!(body.contains("Aucun appel n’est en cours"), "{path}");
        }
        assert_eq!(house.rows().await, before);
        let volunteer = identity::staff::Staff {
            role: Role::Volunteer,
            ..jeanne
        };
        let (status, _) = house.get(&volunteer, "/op").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "operators only");
    })
    .await;
}

#[tokio::test]
async fn only_what_can_be_done_is_offered() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let jeanne = operator(&house, 1);
        let ana = house.opened(1).await;
        house.calls(&jeanne, 1, None).await.expect("it fits");
        let offered = async || {
            let body = house.get(&jeanne, "/op").await.1;
            ["archiver", "effacer", "retrait", "rouvrir"]
                .into_iter()
                .filter(|value| body.contains(&format!("value=\"{value}\"")))
                .collect::<Vec<_>>()
        };
        assert_eq!(offered().await, ["archiver", "effacer"]);

        // Each has its own sentence, and nothing waits before it was read aloud.
        let (_, body) = house.get(&jeanne, "/op").await;
        for said in ["gardés dix ans, fermés à tous", "Trente jours après"] {
            assert!(body.contains(said), "{said}: {body}");
        }
        let waiting = "SELECT count(*) FROM held_act WHERE state = 0";
        for (demande, said) in [("archiver", "Lisez la phrase"), ("", "Choisissez ce que")] {
            let unread = [("demande", demande)];
            let (status, body) = house.sends(&jeanne, "/op/attente", &unread).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(body.contains(said), "{said}: {body}");
            assert_eq!(house.count(waiting).await, 0, "{demande}");
        }
        let read = [("demande", "archiver"), ("attente-lu", "oui")];
        let (status, body) = house.sends(&jeanne, "/op/attente", &read).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
        assert_eq!(house.count(waiting).await, 1);
        house.time.advance(MINUTE);
        house.line.call_off(&jeanne).await.expect("it waits");

        let now = house.time.now();
        let closed = house.spaces.close(ana, Fate::Delete, How::Site, now).await;
        closed.expect("open");
        assert_eq!(offered().await, ["rouvrir"]);
        let (_, body) = house.get(&jeanne, "/op").await;
        assert!(body.contains("votre espace sera rouvert"), "{body}");
        house.time.advance(DAY * 30);
        house.calls(&jeanne, 1, None).await.expect("it fits");
        assert!(offered().await.is_empty(), "its time is over");
        let late = house.line.hold(&jeanne, spaces::What::Reopen).await;
        assert_eq!(said(late), "space-not-closed");
    })
    .await;
}
