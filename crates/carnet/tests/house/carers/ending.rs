//! When it ends: by either, by its date, and with the space of either.

use super::{LIST, of};
use crate::mandates::midnight;
use crate::town::Town;
use http::StatusCode;
use identity::ins::Matricule;
use kernel::SpaceId;
use spaces::Fate;
use std::time::Duration;
use testkit::for_each_store_at;

#[tokio::test]
async fn azp_09_either_ends_it_at_once_and_then_it_is_as_the_space_of_nobody() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        let id = town.adds(&ana, "Ordonnance").await;
        let nobody = SpaceId::from_bytes([5; 16]);
        let ways = [
            (
                &ana,
                &louis,
                "Votre accès à l’espace d’un proche s’est arrêté",
            ),
            (&louis, &ana, "Un proche a arrêté de voir votre espace"),
        ];
        for (who, other, told) in ways {
            town.confides_to_louis(&ana, &louis).await;
            town.reads(&louis.cookie, &of(&ana, "/documents")).await;
            let care = town.care_of(&who.cookie).await;
            town.does(&who.cookie, &care, "geste=arreter").await;
            for below in [
                String::new(),
                String::from("/documents"),
                format!("/documents/{id}"),
                format!("/documents/{id}/telecharger"),
                String::from("/profil"),
            ] {
                let one = town.get(&louis.cookie, &of(&ana, &below)).await;
                let none = format!("/espace/{nobody}{below}");
                let none = town.get(&louis.cookie, &none).await;
                assert_eq!(one.status, StatusCode::NOT_FOUND);
                assert_eq!(one.shape(), none.shape());
            }
            let given = town.reads(&other.cookie, "/espace/moi/notifications").await;
            assert!(given.contains(told), "{given}");
            // What is over is nothing to end.
            let answer = town.post(&who.cookie, &care, "geste=arreter").await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
    })
    .await;
}

#[tokio::test]
async fn it_ends_at_midnight_in_paris_after_its_day_which_the_holder_alone_moves() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        town.confides_to_louis(&ana, &louis).await;
        let care = town.care_of(&ana.cookie).await;
        let form = "geste=enregistrer&fin-jour=15&fin-mois=3&fin-annee=2027";
        let answer = town.post(&louis.cookie, &care, form).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let far = form.replace("2027", "2030");
        town.is_told(&ana.cookie, &care, &far, "deux ans au plus")
            .await;
        town.does(&ana.cookie, &care, form).await;
        let list = town.reads(&louis.cookie, LIST).await;
        assert!(list.contains("15 mars 2027"), "{list}");
        let end = midnight("2027-03-16");
        town.world.set(end.minus(Duration::from_secs(1)));
        let louis = town.later(louis).await;
        town.reads(&louis.cookie, &of(&ana, "/documents")).await;
        town.world.set(end);
        let answer = town.get(&louis.cookie, &of(&ana, "/documents")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn del_04_it_ends_when_the_space_of_either_is_closed() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let louis = town.holder(1).await;
        for closed in [&louis, &ana] {
            town.confides_to_louis(&ana, &louis).await;
            let number: Matricule = closed.matricule().parse().expect("a number");
            let person = town.house.spaces.find_person(&number).await;
            let person = person.expect("asked").expect("a person");
            let now = town.world.now();
            let spaces = &town.house.spaces;
            let done = spaces.close(person, Fate::Archive, spaces::How::Phone, now);
            done.await.expect("closed");
            let answer = town.get(&louis.cookie, &of(&ana, "/documents")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
            let there = town.house.identity.carers_of(ana.space).await;
            assert!(there.expect("asked").is_empty());
            // What was closed and is opened again brings nothing back.
            let done = spaces.reopen(person, spaces::How::Phone, now);
            done.await.expect("opened");
            let answer = town.get(&louis.cookie, &of(&ana, "/documents")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
    })
    .await;
}
