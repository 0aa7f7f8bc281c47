//! Taking it up, inviting, accepting, giving it up, and its end.

use super::inviting::JOIN;
use super::midnight;
use crate::town::Town;
use http::StatusCode;
use spaces::{Event, How, Life};
use std::time::Duration;
use testkit::for_each_store_at;

/// What they are told.
const TOO_YOUNG: &str = "Il faut avoir 18 ans pour gérer l’espace d’un enfant";
const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_parent_takes_up_the_space_of_a_child_and_reads_it() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        let home = town.reads(&ana.cookie, "/espace/moi").await;
        assert!(
            home.contains("Lea Martin") && home.contains("10 ans"),
            "{home}"
        );
        let list = town.reads(&ana.cookie, "/espace/moi/proches").await;
        assert!(list.contains("Gérer l’espace de Lea"), "{list}");
        town.takes(&ana, &lea).await;
        let (_, life) = town
            .house
            .spaces
            .life_of(lea.person)
            .await
            .expect("asked")
            .expect("a space");
        assert!(matches!(life, Life::Open { .. }), "{life:?}");
        let page = town.reads(&ana.cookie, &Town::of(&lea, "")).await;
        assert!(page.contains("Vous êtes dans l’espace de Lea"), "{page}");
        assert!(page.contains("href=\"/espace/moi\""), "the way back");
        let events = town
            .reads(&ana.cookie, &Town::of(&lea, "/acces/espace"))
            .await;
        assert!(
            events.contains("Espace ouvert par un représentant légal"),
            "{events}"
        );
        assert!(
            events.contains("Un représentant légal gère cet espace"),
            "{events}"
        );
        // Their own space is where it was.
        let own = town.reads(&ana.cookie, "/espace/moi").await;
        assert!(own.contains("Bonjour Ana") && !own.contains("Vous êtes dans l’espace"));
        assert!(own.contains(&format!("/espace/{}", lea.space)), "{own}");
    })
    .await;
}

#[tokio::test]
async fn azp_09_who_gave_it_up_reaches_nothing_at_the_next_request_of_the_same_session() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        town.takes(&ana, &lea).await;
        town.reads(&ana.cookie, &Town::of(&lea, "/documents")).await;
        let path = format!("/espace/moi/proches/{}", lea.person);
        town.does(&ana.cookie, &path, "geste=rendre").await;
        let answer = town.get(&ana.cookie, &Town::of(&lea, "/documents")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        // The fund still says so: they may take it up again.
        town.takes(&ana, &lea).await;
    })
    .await;
}

#[tokio::test]
async fn at_eighteen_nothing_is_reached_from_midnight_in_paris_on_whatever_no_job_did() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        // Of age on the first of March of a year without a 29th of February.
        let lea = town.child("Lea", "2012-02-29", &[&ana]).await;
        town.takes(&ana, &lea).await;
        let end = midnight("2030-03-01");
        town.world.set(end.minus(SECOND));
        let ana = town.later(ana).await;
        town.reads(&ana.cookie, &Town::of(&lea, "")).await;
        town.world.set(end);
        let answer = town.get(&ana.cookie, &Town::of(&lea, "")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let list = town.reads(&ana.cookie, "/espace/moi/proches").await;
        assert!(!list.contains("Lea"), "{list}");
    })
    .await;
}

#[tokio::test]
async fn a_parent_whom_the_fund_detaches_reaches_nothing_any_more() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana, &louis]).await;
        town.takes(&ana, &lea).await;
        // The same again changes nothing.
        town.attaches(&lea, &[&louis, &ana]).await;
        town.reads(&ana.cookie, &Town::of(&lea, "")).await;
        town.attaches(&lea, &[&louis]).await;
        let answer = town.get(&ana.cookie, &Town::of(&lea, "")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let list = town.reads(&ana.cookie, "/espace/moi/proches").await;
        assert!(!list.contains("Lea"), "{list}");
        // Nobody answers for her now: the other may.
        town.takes(&louis, &lea).await;
    })
    .await;
}

#[tokio::test]
async fn a_parent_who_is_not_of_age_is_told_so_where_they_would_take_up_or_accept() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        // Sixteen years old, seventeen, and of age: each a parent.
        for (n, first, year, old_enough) in
            [(1, "Lea", 2010, false), (2, "Zoe", 2009, false), (3, "Eve", 2008, true)]
        {
            let parent = town.girl(n, first, year).await;
            let child = ["Adam", "Basile", "Clement"][usize::from(n == 2) + 2 * usize::from(n == 3)];
            let baby = town.child(child, "2026-06-05", &[]).await;
            town.attaches_to(&baby, &[&parent.matricule]).await;
            let path = format!("/espace/moi/proches/{}", baby.person);
            let list = town.reads(&parent.cookie, "/espace/moi/proches").await;
            assert_eq!(list.contains(TOO_YOUNG), !old_enough, "{first}: {list}");
            let taken = town.post(&parent.cookie, &path, "geste=gerer").await;
            if old_enough {
                assert_eq!(taken.location(), Town::of(&baby, ""), "{}", taken.text());
                continue;
            }
            assert_eq!(taken.status, StatusCode::FORBIDDEN, "{first}");
            assert!(taken.text().contains(TOO_YOUNG), "{}", taken.text());
            // Nor by the word of another.
            let theirs = town.child(["Annie", "Beatrice"][usize::from(n == 2)], "2026-06-05", &[&ana]).await;
            town.takes(&ana, &theirs).await;
            let whom = format!(
                "geste=inviter&nom=Roux&prenom={first}&naissance-jour=4&naissance-mois=5&naissance-annee={year}"
            );
            let code = town.invites(&ana, &theirs, &whom).await;
            let form = format!("code={code}");
            let answer = town.post(&parent.cookie, JOIN, &form).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{first}");
            assert!(answer.text().contains(TOO_YOUNG), "{}", answer.text());
            for space in [baby.space, theirs.space] {
                let answer = town.get(&parent.cookie, &format!("/espace/{space}")).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND);
            }
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_takes_up_a_child_of_somebody_else_or_a_refused_space_but_who_changes_their_mind() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let lea = town.child("Lea", "2016-03-02", &[&ana]).await;
        let path = format!("/espace/moi/proches/{}", lea.person);
        let answer = town.post(&louis.cookie, &path, "geste=gerer").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let answer = town.get(&louis.cookie, &path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let refused = town
            .house
            .spaces
            .refuse(lea.person, How::Site, town.world.now());
        refused.await.expect("refused");
        town.world.advance(SECOND);
        let answer = town.post(&ana.cookie, &path, "geste=gerer").await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
        let list = town.reads(&ana.cookie, "/espace/moi/proches").await;
        assert!(
            list.contains("a été refusée") && !list.contains("Gérer l’espace"),
            "{list}"
        );

        // They change their mind: of the very refusal that they saw, and for their own child.
        assert!(
            list.contains("Changer d’avis et gérer l’espace de Lea"),
            "{list}"
        );
        let english = town.reads(&ana.cookie, "/en/espace/moi/proches").await;
        assert!(
            english.contains("Change your mind and look after Lea’s space"),
            "{english}"
        );
        let page = town.reads(&ana.cookie, &path).await;
        let (_, seen) = page
            .split_once("name=\"refus\" value=\"")
            .expect("which refusal");
        let (seen, _) = seen.split_once('"').expect("its end");
        let form = format!("geste=changer-avis&refus={seen}");
        let answer = town.post(&louis.cookie, &path, &form).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let older = town
            .post(&ana.cookie, &path, "geste=changer-avis&refus=1")
            .await;
        assert_eq!(older.status, StatusCode::CONFLICT, "{}", older.text());
        let done = town.post(&ana.cookie, &path, &form).await;
        assert_eq!(done.location(), Town::of(&lea, ""), "{}", done.text());
        let twice = town.post(&ana.cookie, &path, &form).await;
        assert_eq!(twice.status, StatusCode::CONFLICT, "{}", twice.text());
        let events = town.house.spaces.events(lea.space).await.expect("events");
        for what in [
            Event::RefusalWithdrawn,
            Event::OpenedForChild,
            Event::Represented,
        ] {
            let told = events.iter().filter(|it| it.what == what);
            let told: Vec<_> = told.map(|it| (it.who.as_str(), it.how)).collect();
            assert_eq!(told, [("representative", How::Site)], "{what:?}");
        }
        let life = town
            .reads(&ana.cookie, &Town::of(&lea, "/acces/espace"))
            .await;
        assert!(life.contains("Refus annulé"), "{life}");

        // From sixteen on it is the child's to say.
        let eve = town.child("Evelyne", "2010-03-02", &[&ana]).await;
        let refused = town
            .house
            .spaces
            .refuse(eve.person, How::Site, town.world.now());
        refused.await.expect("refused");
        let path = format!("/espace/moi/proches/{}", eve.person);
        let answer = town.get(&ana.cookie, &path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let form = format!("geste=changer-avis&refus={}", town.world.now().millis());
        let answer = town.post(&ana.cookie, &path, &form).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
        let list = town.reads(&ana.cookie, "/espace/moi/proches").await;
        assert!(list.contains("Ensuite, l’enfant le fait"), "{list}");
    })
    .await;
}
