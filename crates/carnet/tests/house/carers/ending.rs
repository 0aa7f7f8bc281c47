//! When it ends: by either, by its date, and with the space of either.

use super::{LIST, of};
use crate::mandates::midnight;
use crate::town::{DAY, Holder, PEOPLE, Town};
use http::StatusCode;
use identity::ins::Matricule;
use identity::{CarerInvited, Helper};
use kernel::{CarerId, SpaceId};
use spaces::Fate;
use std::time::Duration;
use testkit::for_each_store_at;

/// When the people of the town were born, and their sex as the fund says it.
const BORN: [(&str, &str); 3] = [
    ("1955-08-12", "F"),
    ("1984-02-03", "M"),
    ("1969-05-09", "F"),
];

impl Town {
    /// The fund's file says that they died that day; or, of no day, that they did not.
    pub async fn fund_says_dead(&self, holder: &Holder, day: &str) {
        let (number, name, first) = PEOPLE[holder.n];
        let (n, (birth, sex)) = (holder.n, BORN[holder.n]);
        let csv = format!(
            "matricule,oid,birth_name,used_name,first_names,birth_date,sex,birthplace,scheme,vitale_serial,email,phone,address_line,postcode,city,death_date\n\
             {number},1.2.250.1.213.1.4.8,{name},,{first},{birth},{sex},14168,general,123456789{n},,,1 rue des Lilas,75001,Paris,{day}\n"
        );
        assert_eq!(self.reads_the_file(&csv).await, 0);
    }

    /// Nobody helps in this space, and no account of before reads it.
    async fn is_helped_by_nobody(&self, ana: &Holder, louis: &Holder) {
        let there = self.house.identity.carers_of(ana.space).await;
        assert!(there.expect("asked").is_empty());
        let answer = self.get(&louis.cookie, &of(ana, "/documents")).await;
        assert_ne!(answer.status, StatusCode::OK, "{}", answer.text());
    }
}

#[tokio::test]
async fn del_04_it_ends_with_the_death_of_either_and_a_death_taken_back_brings_nothing_back() {
    for of_helper in [true, false] {
        for_each_store_at(async |_, url| {
            let town = Town::on(&url).await;
            let ana = town.holder(0).await;
            let louis = town.holder(1).await;
            town.confides_to_louis(&ana, &louis).await;
            town.reads(&louis.cookie, &of(&ana, "/documents")).await;
            let whose = if of_helper { &louis } else { &ana };
            town.fund_says_dead(whose, "2026-11-20").await;
            town.is_helped_by_nobody(&ana, &louis).await;
            town.fund_says_dead(whose, "").await;
            town.is_helped_by_nobody(&ana, &louis).await;
        })
        .await;
    }
}

#[tokio::test]
async fn del_04_it_ends_when_the_space_of_either_is_refused() {
    for of_helper in [true, false] {
        for_each_store_at(async |_, url| {
            let town = Town::on(&url).await;
            let ana = town.holder(0).await;
            let louis = town.holder(1).await;
            town.confides_to_louis(&ana, &louis).await;
            let whose = if of_helper { &louis } else { &ana };
            let person = town.person_in(whose).await;
            let spaces = &town.house.spaces;
            let refused = spaces.refuse(person, spaces::How::Site, town.world.now());
            refused.await.expect("refused");
            town.is_helped_by_nobody(&ana, &louis).await;
        })
        .await;
    }
}

#[tokio::test]
async fn del_04_what_a_closing_left_goes_when_the_space_of_either_is_erased() {
    for of_helper in [true, false] {
        for_each_store_at(async |_, url| {
            let town = Town::on(&url).await;
            let ana = town.holder(0).await;
            let louis = town.holder(1).await;
            let whose = if of_helper { &louis } else { &ana };
            let person = town.person_in(whose).await;
            let spaces = &town.house.spaces;
            let now = town.world.now();
            let closed = spaces.close(person, Fate::Delete, spaces::How::Site, now);
            closed.await.expect("closed");
            // As if the closing had not seen it.
            let invited = CarerInvited {
                id: CarerId::from_bytes([7; 16]),
                space: ana.space,
                until: now.plus(DAY * 300),
                code_hash: [7; 32],
                traits: [7; 32],
                invited_until: now.plus(DAY * 10),
                messages: false,
            };
            let by = Helper {
                account: town.account_of(louis.space).await,
                person: town.person_in(&louis).await,
                since: now,
            };
            let identity = &town.house.identity;
            let mut tx = town.house.store.begin("a test").await.expect("begun");
            identity
                .invite_carer(&mut tx, &invited)
                .await
                .expect("kept");
            let helps = identity.accept_to_help(&mut tx, &invited, by);
            helps.await.expect("helps");
            tx.commit().await.expect("committed");
            town.world.advance(DAY * 32);
            let there = identity.carers_of(ana.space).await.expect("asked");
            assert_eq!(there.len(), 1);
            assert_eq!(spaces.erase_due(100).await.expect("erased"), 1);
            let there = identity.carers_of(ana.space).await.expect("asked");
            assert!(there.is_empty());
        })
        .await;
    }
}

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
