//! Attacks on the code of the letter: guessed, sprayed, kept, replayed, swapped.

use crate::house::{House, matricule};
use crate::{DAY, NO_CODE, WRONG, no_code};
use http::StatusCode;
use spaces::{Event, Life};
use std::time::Duration;
use testkit::for_each_store;

#[tokio::test]
async fn act_01_the_sixth_try_waits_and_the_tenth_wrong_one_kills_the_code() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        let mut said = Vec::new();
        for n in 0..5 {
            let wrong = no_code(n);
            let answer = visitor.tries(&wrong, &ana).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.body.contains(WRONG));
            said.push(answer.body.replace(&wrong, ""));
        }
        said.dedup();
        assert_eq!(said.len(), 1, "the same message each time");
        let sixth = visitor.tries(&code, &ana).await;
        assert_eq!(sixth.status, StatusCode::TOO_MANY_REQUESTS);
        house.time.advance(Duration::from_secs(15 * 60));
        for n in 5..10 {
            assert_eq!(
                visitor.tries(&no_code(n), &ana).await.status,
                StatusCode::UNPROCESSABLE_ENTITY
            );
            house.time.advance(Duration::from_secs(15 * 60));
        }
        let dead = visitor.tries(&code, &ana).await;
        assert!(dead.body.contains(WRONG), "a dead code is a wrong code");
        let space = house.space(ana.id).await;
        let events = house.spaces.events(space).await.expect("events");
        assert!(
            events.iter().any(|e| e.what == Event::CodeKilled),
            "the holder will read it"
        );
        let mail = house.mail().await;
        for to in ["p1@exemple.invalid", "+33600000000"] {
            let told = |sent: &post::Sent| sent.to == to && sent.text.contains("ne sert plus");
            let told = mail.iter().filter(|sent| told(sent)).count();
            assert_eq!(told, 1, "and is told at {to}");
        }
        house.time.advance(DAY);
        let fresh = house.announce(&ana).await;
        assert_eq!(
            visitor.tries(&fresh, &ana).await.status,
            StatusCode::SEE_OTHER
        );
    })
    .await;
}

#[tokio::test]
async fn act_02_a_spray_over_many_people_opens_nothing_and_rings_the_alarm() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let mut refused = 0;
        for n in 0..700u32 {
            let mut visitor = house.visitor(&format!("203.0.{}.{}", n / 200, n % 200 + 1));
            let answer = visitor
                .tries_all(&no_code(n.into()), &matricule(n % 999 + 1), "8025000099")
                .await;
            assert_ne!(answer.status, StatusCode::SEE_OTHER);
            refused += u32::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
        }
        assert_eq!(
            refused, 0,
            "each address stays below its own budget until the alarm"
        );
        let mut visitor = house.visitor("203.0.0.1");
        let mut statuses = Vec::new();
        for n in 0..5 {
            statuses.push(
                visitor
                    .tries_all(
                        &no_code((n + 900).into()),
                        &matricule(n + 900),
                        "8025000099",
                    )
                    .await
                    .status
                    .as_u16(),
            );
        }
        assert!(
            statuses.contains(&429),
            "the alarm takes the budget away: {statuses:?}"
        );
        assert_eq!(house.count("SELECT count(*) FROM activation").await, 0);
    })
    .await;
}

#[tokio::test]
async fn act_03_a_code_lives_42_days_by_the_servers_clock() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let (ana, ben) = (
            house.person(1, "LECA", "ANA").await,
            house.person(2, "LECA", "BEN").await,
        );
        let (code_a, code_b) = (house.announce(&ana).await, house.announce(&ben).await);
        let mut visitor = house.visitor("192.0.2.1");
        house.time.advance(DAY * 42 - Duration::from_secs(1));
        assert_eq!(
            visitor.tries(&code_a, &ana).await.status,
            StatusCode::SEE_OTHER
        );
        house.time.advance(Duration::from_secs(2));
        let late = visitor.tries(&code_b, &ben).await;
        assert!(late.body.contains("plus de six semaines"), "{}", late.body);
        let foreign = visitor.tries_all(&code_b, &ana.matricule, &ana.card).await;
        assert!(
            foreign.body.contains(WRONG),
            "only who holds all three is told"
        );
    })
    .await;
}

#[tokio::test]
async fn act_05_a_hundred_requests_with_one_code_are_one_success() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let tries: Vec<_> = (0..100)
            .map(|n| {
                let mut visitor = house.visitor(&format!("192.0.2.{}", n + 1));
                let (code, ana) = (code.clone(), ana.clone());
                async move {
                    let answer = visitor.tries(&code, &ana).await;
                    (answer, visitor)
                }
            })
            .collect();
        let answers = futures_util::future::join_all(tries).await;
        let won: Vec<_> = answers
            .iter()
            .filter(|(a, _)| a.status == StatusCode::SEE_OTHER)
            .collect();
        assert_eq!(won.len(), 1);
        let generic = answers
            .iter()
            .filter(|(a, _)| a.body.contains(WRONG))
            .count();
        assert_eq!(generic, 99);

        let mut winner = house.visitor("192.0.2.200");
        winner.cookie.clone_from(&won[0].1.cookie);
        winner.goes_on("ana.leca").await;
        let ends = (0..100).map(|_| winner.post("/activer/partage", &[]));
        let ends = futures_util::future::join_all(ends).await;
        let done = ends
            .iter()
            .filter(|a| a.to.as_deref() == Some("/espace/moi"))
            .count();
        assert_eq!(done, 1);
        assert_eq!(house.count("SELECT count(*) FROM account").await, 1);
        assert_eq!(
            house
                .count("SELECT count(*) FROM space_event WHERE what = 1")
                .await,
            1
        );
    })
    .await;
}

#[tokio::test]
async fn act_06_a_used_code_is_refused_and_the_holder_can_see_it() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        visitor.tries(&code, &ana).await;
        visitor.goes_on("ana.leca").await;
        visitor.post("/activer/partage", &[]).await;
        let mut thief = house.visitor("192.0.2.66");
        let again = thief.tries(&code, &ana).await;
        assert!(again.body.contains("a déjà servi") && again.cookies.is_empty());
        let space = house.space(ana.id).await;
        let events = house.spaces.events(space).await.expect("events");
        assert!(events.iter().any(|e| e.what == Event::CodeMisused));
        thief.tries(&code, &ana).await;
        let mail = house.mail().await;
        for to in ["p1@exemple.invalid", "ana.leca@exemple.fr", "+33600000000"] {
            let told = |sent: &post::Sent| sent.to == to && sent.text.contains("déjà servi");
            let told = mail.iter().filter(|sent| told(sent)).count();
            assert_eq!(told, 1, "told once at {to}, and not with every try");
        }
        let old = visitor.get("/activer/partage").await;
        assert_eq!(
            old.to.as_deref(),
            Some("/activer"),
            "the cookie opens nothing any more"
        );
    })
    .await;
}

#[tokio::test]
async fn act_07_a_code_of_one_with_the_card_of_another_counts_against_both() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let (ana, ben) = (
            house.person(1, "LECA", "ANA").await,
            house.person(2, "MORI", "BEN").await,
        );
        let (code_a, code_b) = (house.announce(&ana).await, house.announce(&ben).await);
        let mut visitor = house.visitor("192.0.2.1");
        let crossed = visitor.tries_all(&code_a, &ben.matricule, &ben.card).await;
        let unknown = visitor
            .tries_all(NO_CODE, &matricule(500), "8025000099")
            .await;
        assert_eq!(crossed.status, unknown.status);
        let without_typed = |body: &str, typed: &[&str]| {
            typed.iter().fold(body.to_owned(), |b, t| b.replace(t, ""))
        };
        assert_eq!(
            without_typed(&crossed.body, &[&code_a, &ben.matricule, &ben.card]),
            without_typed(&unknown.body, &[NO_CODE, &matricule(500), "8025000099"]),
            "the same page, byte for byte"
        );
        for _ in 0..4 {
            visitor.tries_all(&code_a, &ben.matricule, &ben.card).await;
        }
        for (code, person) in [(&code_a, &ana), (&code_b, &ben)] {
            let mut other = house.visitor("192.0.2.2");
            assert_eq!(
                other.tries(code, person).await.status,
                StatusCode::TOO_MANY_REQUESTS
            );
        }
        assert_eq!(
            house
                .count("SELECT CAST(sum(tries) AS BIGINT) FROM person_code")
                .await,
            5,
            "against the code of the number"
        );
        assert_eq!(
            house
                .count("SELECT max(n) FROM activation_brake WHERE scope = 4")
                .await,
            5,
            "against the code that was typed"
        );
    })
    .await;
}

#[tokio::test]
async fn act_09_a_new_code_kills_the_older_one() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let old = house.announce(&ana).await;
        let new = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        assert!(visitor.tries(&old, &ana).await.body.contains(WRONG));
        assert_eq!(
            visitor.tries(&new, &ana).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            house.count("SELECT count(*) FROM space").await,
            1,
            "one space per person"
        );
    })
    .await;
}

#[tokio::test]
async fn act_10_the_code_is_in_no_address_and_in_no_table() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let visitor = house.visitor("192.0.2.1");
        let asked = visitor.get(&format!("/activer?code={code}")).await;
        assert!(
            !asked.body.contains(&format!("value=\"{code}\"")),
            "a code in an address is not read"
        );
        let rows = house
            .store
            .query("SELECT code_hash FROM person_code", vec![])
            .await
            .expect("asked");
        let symbols = code.replace('-', "");
        let hash = rows[0].blob(0).expect("a hash");
        assert_eq!(hash.len(), 32);
        assert_ne!(hash, keys::sha256(symbols.as_bytes()), "the hash is keyed");
    })
    .await;
}

#[tokio::test]
async fn act_21_one_address_begins_twenty_activations_a_day() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let mut visitor = house.visitor("192.0.2.1");
        let mut statuses = Vec::new();
        for n in 1..=21 {
            let person = house.person(n, "LECA", "ANA").await;
            let code = house.announce(&person).await;
            statuses.push(visitor.tries(&code, &person).await.status);
        }
        assert!(statuses[..20].iter().all(|s| *s == StatusCode::SEE_OTHER));
        assert_eq!(statuses[20], StatusCode::TOO_MANY_REQUESTS);
    })
    .await;
}

#[tokio::test]
async fn a_no_under_way_is_taken_though_others_wear_out_its_code() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        let mut visitor = house.visitor("192.0.2.1");
        visitor.tries(&code, &ana).await;
        let worn = "UPDATE person_code SET tries = 10, ended = 3";
        let worn = house.store.execute(worn, vec![]).await;
        assert_eq!(worn.expect("ten wrong tries of others"), 1);
        let own = format!("pour-{}", ana.id);
        let done = visitor.post("/opposition/pour", &[(&own, "oui")]).await;
        assert_eq!(done.to.as_deref(), Some("/opposition/recu"));
        assert!(matches!(house.life(ana.id).await, Life::Refused { .. }));
    })
    .await;
}

#[tokio::test]
async fn act_09_a_sitting_of_a_dead_code_decides_nothing_and_kills_no_newer_one() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.opened(1).await;
        let old = house.announce(&ana).await;
        let mut thief = house.visitor("192.0.2.66");
        thief.tries(&old, &ana).await;
        let fresh = house.announce(&ana).await;
        let fate = [("suite", "effacer")];
        let gone = thief.post("/opposition/fermer", &fate).await;
        assert_eq!(gone.status, StatusCode::CONFLICT, "{}", gone.body);
        assert!(house.life(ana.id).await.is_open());
        house.time.advance(Duration::from_secs(61));
        let mut visitor = house.visitor("192.0.2.1");
        let begun = visitor.tries(&fresh, &ana).await;
        assert_eq!(begun.to.as_deref(), Some("/activer/choix"));
        let done = visitor.post("/opposition/fermer", &fate).await;
        assert_eq!(done.to.as_deref(), Some("/opposition/recu"));

        // Nor is anything opened again by one.
        let old = house.announce(&ana).await;
        house.time.advance(Duration::from_secs(61));
        thief.tries(&old, &ana).await;
        house.announce(&ana).await;
        let gone = thief.post("/activer/choix", &[("choix", "rouvrir")]).await;
        assert_eq!(gone.status, StatusCode::CONFLICT, "{}", gone.body);
        assert!(!house.life(ana.id).await.is_open());

        // Nor is anything refused by one, and the newer one decides.
        let louis = house.person(2, "LECA", "LOUIS").await;
        let old = house.announce(&louis).await;
        thief.tries(&old, &louis).await;
        let fresh = house.announce(&louis).await;
        let own = format!("pour-{}", louis.id);
        let gone = thief.post("/opposition/pour", &[(&own, "oui")]).await;
        assert_eq!(gone.status, StatusCode::UNPROCESSABLE_ENTITY);
        let why = "Ce code n’est plus valable. Rien n’a été fait.";
        assert!(gone.body.contains(why), "{}", gone.body);
        assert!(matches!(house.life(louis.id).await, Life::Announced { .. }));
        house.time.advance(Duration::from_secs(61));
        let mut visitor = house.visitor("192.0.2.2");
        let begun = visitor.tries(&fresh, &louis).await;
        assert_eq!(begun.to.as_deref(), Some("/activer/choix"));
        let done = visitor.post("/opposition/pour", &[(&own, "oui")]).await;
        assert_eq!(done.to.as_deref(), Some("/opposition/recu"));
        assert!(matches!(house.life(louis.id).await, Life::Refused { .. }));
    })
    .await;
}

#[tokio::test]
async fn a_clock_set_back_a_day_keeps_nobody_out_who_began_in_the_time_that_was_wrong() {
    for_each_store(async |store| {
        let house = House::on(store).await;
        let ana = house.person(1, "LECA", "ANA").await;
        let code = house.announce(&ana).await;
        house.time.advance(DAY);
        let mut early = house.visitor("192.0.2.1");
        let begun = early.tries(&code, &ana).await;
        assert_eq!(begun.to.as_deref(), Some("/activer/choix"));
        house.time.set(house.time.now().minus(DAY));
        let mut visitor = house.visitor("192.0.2.2");
        let begun = visitor.tries(&code, &ana).await;
        assert_eq!(
            begun.to.as_deref(),
            Some("/activer/choix"),
            "{}",
            begun.body
        );
        let own = format!("pour-{}", ana.id);
        let done = visitor.post("/opposition/pour", &[(&own, "oui")]).await;
        assert_eq!(done.to.as_deref(), Some("/opposition/recu"));
        assert!(matches!(house.life(ana.id).await, Life::Refused { .. }));
    })
    .await;
}
