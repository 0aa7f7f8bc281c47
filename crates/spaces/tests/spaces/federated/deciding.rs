//! Refusing, closing and coming back by a proof, and what a no is worth
//! against one.

use super::{ana, begins, comes_from, of_ana, pivot, sits};
use crate::DAY;
use crate::house::House;
use http::StatusCode;
use identity::france_connect::Pivot;
use kernel::Kind;
use spaces::{Event, How, Life, What};
use std::time::Duration;
use testkit::for_each_store;

#[tokio::test]
async fn who_refused_may_change_their_mind_without_a_new_code() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        let code = house.announce(&ana).await;
        let visitor = sits(&house, &of_ana(), 1).await;
        let chosen = visitor
            .post("/activer/choix", &[("choix", "refuser")])
            .await;
        assert_eq!(chosen.to.as_deref(), Some("/opposition/pour"));
        let own = format!("pour-{}", ana.id);
        let done = visitor.post("/opposition/pour", &[(&own, "oui")]).await;
        assert_eq!(done.to.as_deref(), Some("/opposition/recu"));
        // The letter's code died with the refusal.
        let tried = house.visitor("192.0.2.8").tries(&code, &ana).await;
        assert!(
            tried.body.contains("Vous avez refusé l’ouverture"),
            "{}",
            tried.body
        );

        house.time.advance(DAY);
        let again = sits(&house, &of_ana(), 1).await;
        let page = again.get("/activer/choix").await;
        assert!(
            page.body.contains("Vous pouvez changer d’avis"),
            "{}",
            page.body
        );
        let visitor = begins(&house, &of_ana(), 1).await;
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{}", done.body);
    })
    .await;
}

#[tokio::test]
async fn who_closed_without_an_account_may_open_again_without_a_new_code() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        house.announce(&ana).await;
        house.time.advance(DAY * 46);
        let now = house.time.now();
        let opened = house.spaces.open_by_silence(ana.id, now).await;
        opened.expect("opened");
        let visitor = sits(&house, &of_ana(), 1).await;
        let fate = [("suite", "archiver")];
        let done = visitor.post("/opposition/fermer", &fate).await;
        assert_eq!(done.to.as_deref(), Some("/opposition/recu"));

        house.time.advance(DAY);
        let visitor = sits(&house, &of_ana(), 1).await;
        let done = visitor
            .post("/activer/choix", &[("choix", "rouvrir")])
            .await;
        assert_eq!(done.to.as_deref(), Some("/opposition/recu"));
        let life = house.life(ana.id).await;
        assert!(matches!(life, Life::Open { .. }), "{life:?}");
    })
    .await;
}

#[tokio::test]
async fn a_timely_no_wins_over_an_activation_begun_by_franceconnect() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        house.announce(&ana).await;
        let visitor = begins(&house, &of_ana(), 1).await;
        let now = house.time.now();
        house
            .spaces
            .refuse(ana.id, How::Phone, now)
            .await
            .expect("refused");
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.status, StatusCode::CONFLICT, "{}", done.body);
        for table in [
            "SELECT count(*) FROM account",
            "SELECT count(*) FROM federated_subject",
            "SELECT count(*) FROM session",
        ] {
            assert_eq!(house.count(table).await, 0, "{table}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_no_that_came_since_the_proof_or_the_code_is_not_taken_back_by_it() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        house.child(2, "INES", 1, "2015-03-01").await;
        let ines = house.person_known(2).await;
        let of_ines = Pivot {
            birthdate: "2015-03-01".into(),
            ..pivot("LECA", &["Ines"])
        };
        house.announce(&ines).await;
        let space = house.space(ines.id).await;
        let mut taken_back = 0;
        for by_code in [false, true] {
            let now = house.time.now();
            let refused = house.spaces.refuse(ines.id, How::Site, now).await;
            refused.expect("told");
            let asked = house.spaces.hold(ines.id, What::WithdrawRefusal).await;
            asked.expect("refused");
            let code = house.announce(&ines).await;
            house.time.advance(DAY * 3);
            let sitting = match by_code {
                true => {
                    let mut visitor = house.visitor("192.0.2.9");
                    visitor.tries(&code, &ines).await;
                    visitor
                }
                false => sits(&house, &of_ines, 2).await,
            };
            let form = [("choix", "changer-avis")];
            let choice = sitting.get("/activer/choix").await.body;
            assert!(choice.contains("value=\"changer-avis\""), "{choice}");

            // What was asked by telephone is done, and a parent says no again.
            house.time.advance(Duration::from_secs(1));
            assert_eq!(house.spaces.do_held(10).await.expect("asked"), 1);
            taken_back += 1;
            let newer = house.refused_by_phone(ana.id, &[ines.id]).await;
            newer.expect("a child of theirs");
            let stands = house.life(ines.id).await;
            assert!(matches!(stands, Life::Refused { .. }), "{stands:?}");

            house.time.advance(Duration::from_secs(1));
            let late = sitting.post("/activer/choix", &form).await;
            let why = match by_code {
                true => "Ce code n’est plus valable",
                false => "a été refusée",
            };
            assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.body);
            assert!(late.body.contains(why), "{why}: {}", late.body);
            assert_eq!(house.life(ines.id).await, stands, "by code: {by_code}");

            // Who reads of the newer one may decide again.
            let again = sits(&house, &of_ines, 2).await;
            let done = again.post("/activer/choix", &form).await;
            assert_eq!(done.to.as_deref(), Some("/opposition/recu"));
            taken_back += 1;
            let now = house.time.now();
            assert_eq!(house.life(ines.id).await, Life::announced(now));
            let events = house.spaces.events(space).await.expect("events");
            let back = events.iter().filter(|e| e.what == Event::RefusalWithdrawn);
            assert_eq!(back.count(), taken_back, "by code: {by_code}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_letter_does_not_stand_in_the_way_of_a_proof() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        let code = house.announce(&ana).await;
        // Somebody begins with the letter and waits.
        let mut thief = house.visitor("198.51.100.1");
        let begun = thief.tries(&code, &ana).await;
        assert_eq!(begun.to.as_deref(), Some("/activer/choix"));
        let visitor = begins(&house, &of_ana(), 1).await;
        let gone = thief.get("/activer/connexion").await;
        assert_eq!(gone.to.as_deref(), Some("/activer"));
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"));
    })
    .await;
}

#[tokio::test]
async fn act_12_a_refusal_and_an_activation_by_a_proof_at_once_end_in_a_no() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        for n in 1..=40u8 {
            let name = format!(
                "LECA{}{}",
                char::from(b'A' + n / 20),
                char::from(b'A' + n % 20)
            );
            let ana = house.person(n.into(), &name, "ANA").await;
            house.announce(&ana).await;
            // No code is left on whose row the two would wait for each other.
            let dead = "UPDATE person_code SET ended = 3";
            house.store.execute(dead, vec![]).await.expect("dead");
            let visitor = begins(&house, &pivot(&name, &["Ana"]), n).await;
            let now = house.time.now();
            let (activated, refused) = tokio::join!(
                visitor.post("/activer/partage", &[]),
                house.spaces.refuse(ana.id, How::Phone, now),
            );
            assert!(refused.is_ok(), "a no in time is recorded: {refused:?}");
            let life = house.life(ana.id).await;
            let to = activated.to;
            assert!(matches!(life, Life::Refused { .. }), "round {n}: {to:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_no_in_the_same_half_hour_frees_the_proof_for_another_account() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        house.announce(&ana).await;
        let visitor = begins(&house, &of_ana(), 1).await;
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"));
        let now = house.time.now();
        let refused = house.spaces.refuse(ana.id, How::Phone, now).await;
        refused.expect("the same half hour");
        for table in [
            "SELECT count(*) FROM account_space",
            "SELECT count(*) FROM federated",
            "SELECT count(*) FROM federated_subject",
            "SELECT count(*) FROM contact",
        ] {
            assert_eq!(house.count(table).await, 0, "{table}");
        }
        house.time.advance(DAY);
        let visitor = begins(&house, &of_ana(), 1).await;
        let done = visitor.post("/activer/partage", &[]).await;
        assert_eq!(done.to.as_deref(), Some("/espace/moi"), "{}", done.body);
        let links = "SELECT count(*) FROM account_space";
        assert_eq!(house.count(links).await, 1);
    })
    .await;
}

#[tokio::test]
async fn act_21_one_address_begins_twenty_activations_a_day_by_proofs_too() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = ana(&house).await;
        house.announce(&ana).await;
        let address = "192.0.2.1".parse().expect("an address");
        for n in 0..20 {
            let onward = comes_from(&house, &of_ana(), 1, address).await;
            assert!(onward.expect("begun").cookie.is_some(), "{n}");
        }
        let braked = comes_from(&house, &of_ana(), 1, address).await;
        assert_eq!(braked.err().map(|e| e.kind()), Some(Kind::TooMany));
        let elsewhere = "192.0.2.2".parse().expect("an address");
        assert!(comes_from(&house, &of_ana(), 1, elsewhere).await.is_ok());
        house.time.advance(DAY);
        assert!(comes_from(&house, &of_ana(), 1, address).await.is_ok());
    })
    .await;
}
