//! What the fund says of families, and what becomes of who answers for a child by it:
//! deaths, new numbers, other parents, and an adult who was not they.

use super::inviting::{JOIN, LOUIS};
use super::{Child, midnight};
use crate::town::{DAY, Holder, PEOPLE, Town};
use http::StatusCode;
use identity::ins::Matricule;
use kernel::PersonId;
use std::io::Read;
use std::time::Duration;
use testkit::for_each_store_at;

/// Of a person whom a file tells of: number, the one before, name, first name, birth,
/// serial of the card, death, and the numbers of the adults they are attached to.
struct Told<'a> {
    number: &'a str,
    before: &'a str,
    name: (&'a str, &'a str),
    born: &'a str,
    card: &'a str,
    died: &'a str,
    attached: &'a str,
}

impl Town {
    /// The fund tells of these people, in this order.
    async fn fund_tells(&self, people: &[Told<'_>]) {
        assert_eq!(self.reads_the_file(&file_of(people)).await, 0);
    }

    /// The same file, whose reading breaks off behind these lines.
    async fn fund_breaks_off(&self, people: &[Told<'_>]) {
        let file = file_of(people);
        let file = file.as_bytes().chain(Broken);
        let nowhere = &mut std::io::sink();
        let read = self
            .house
            .spaces
            .import_insured(file, spaces::Format::Csv, nowhere);
        assert!(read.await.is_err());
    }

    async fn how_many_answer_for(&self, child: &Child) -> usize {
        let there = self.house.identity.mandates_in(child.space).await;
        there.expect("asked").len()
    }

    async fn person_of(&self, holder: &Holder) -> PersonId {
        let number: Matricule = holder.matricule().parse().expect("a matricule");
        let person = self.house.spaces.find_person(&number).await.expect("asked");
        person.expect("a person")
    }
}

/// What a file is behind what was read of it, when its disk is gone.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("gone"))
    }
}

fn file_of(people: &[Told<'_>]) -> String {
    let mut csv = String::from(
        "matricule,previous_matricule,oid,birth_name,used_name,first_names,birth_date,sex,birthplace,scheme,vitale_serial,email,phone,address_line,postcode,city,death_date,attached_to\n",
    );
    for one in people {
        let sex = if one.number.starts_with('1') {
            "M"
        } else {
            "F"
        };
        csv.push_str(&format!(
            "{},{},1.2.250.1.213.1.4.8,{},,{},{},{sex},14168,general,{},,,1 rue des Lilas,75001,Paris,{},{}\n",
            one.number, one.before, one.name.0, one.name.1, one.born, one.card, one.died, one.attached,
        ));
    }
    csv
}

fn lea(child: &Child) -> Told<'_> {
    Told {
        number: &child.number,
        before: "",
        name: ("Martin", child.first),
        born: "2016-03-02",
        card: "",
        died: "",
        attached: PEOPLE[0].0,
    }
}

fn ana<'a>() -> Told<'a> {
    Told {
        number: PEOPLE[0].0,
        before: "",
        name: ("Martin", "Ana"),
        born: "1955-08-12",
        card: "1234567890",
        died: "",
        attached: "",
    }
}

#[tokio::test]
async fn nobody_answers_for_a_child_who_died_and_nobody_is_told_that_they_come_of_age() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let adult = town.holder_reached(0, "ana@example.org").await;
        let child = town.child("Lea", "2016-03-02", &[&adult]).await;
        town.takes(&adult, &child).await;
        let dead = Told {
            died: "2026-11-22",
            ..lea(&child)
        };
        town.fund_tells(&[dead]).await;
        assert_eq!(town.how_many_answer_for(&child).await, 0);
        let answer = town.get(&adult.cookie, &Town::of(&child, "")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let end = midnight("2034-03-02");
        for now in [end.minus(DAY * 90), end.minus(DAY * 30), end] {
            town.world.set(now.plus(Duration::from_secs(36_000)));
            town.house.mandates.announce().await.expect("announced");
            assert_eq!(town.sent_so_far("18 ans").await, 0);
            assert_eq!(town.sent_so_far("Votre accès à un espace").await, 0);
        }
    })
    .await;
}

#[tokio::test]
async fn of_a_space_that_is_closed_no_end_is_announced_and_of_one_opened_again_it_is() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let adult = town.holder_reached(0, "ana@example.org").await;
        let child = town.child("Lea", "2016-03-02", &[&adult]).await;
        town.takes(&adult, &child).await;
        let end = midnight("2034-03-02");
        let morning = Duration::from_secs(36_000);
        town.world.set(end.minus(DAY * 60).plus(morning));
        let spaces = &town.house.spaces;
        let (fate, how) = (spaces::Fate::Archive, spaces::How::Phone);
        let closed = spaces.close(child.person, fate, how, town.world.now());
        closed.await.expect("closed");
        town.house.mandates.announce().await.expect("announced");
        let subject = "Votre accès à un espace";
        assert_eq!(town.sent_so_far(subject).await, 0);
        let reopened = spaces.reopen(child.person, how, town.world.now());
        reopened.await.expect("open again");
        town.house.mandates.announce().await.expect("announced");
        assert_eq!(town.sent_so_far(subject).await, 1);
    })
    .await;
}

#[tokio::test]
async fn who_died_answers_for_nobody_and_the_child_s_space_says_so() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let adult = town.holder(0).await;
        let louis = town.holder(1).await;
        let child = town.child("Lea", "2016-03-02", &[&adult, &louis]).await;
        town.takes(&adult, &child).await;
        let dead = Told {
            died: "2026-11-22",
            ..ana()
        };
        town.fund_tells(&[dead]).await;
        assert_eq!(town.how_many_answer_for(&child).await, 0);
        town.takes(&louis, &child).await;
        let events = town
            .reads(&louis.cookie, &Town::of(&child, "/acces/espace"))
            .await;
        assert!(
            events.contains("Un représentant légal ne gère plus cet espace"),
            "{events}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_parent_with_a_new_number_keeps_the_child_whichever_line_comes_first() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let adult = town.holder(0).await;
        let child = town.child("Lea", "2016-03-02", &[&adult]).await;
        town.takes(&adult, &child).await;
        let body = "2550814168026";
        let key = Matricule::key_of(body).expect("thirteen digits");
        let new = format!("{body}{key:02}");
        let of_child = Told {
            attached: &new,
            ..lea(&child)
        };
        // A line told twice parts the file: what stands before is committed then.
        let again = Told {
            attached: &new,
            ..lea(&child)
        };
        let of_adult = Told {
            number: &new,
            before: PEOPLE[0].0,
            ..ana()
        };
        town.fund_tells(&[of_child, again, of_adult]).await;
        assert_eq!(town.how_many_answer_for(&child).await, 1);
        town.reads(&adult.cookie, &Town::of(&child, "/documents"))
            .await;
        // Attached to nobody, nobody answers for her.
        let alone = Told {
            attached: PEOPLE[1].0,
            ..lea(&child)
        };
        town.fund_tells(&[alone]).await;
        assert_eq!(town.how_many_answer_for(&child).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_file_whose_reading_breaks_off_takes_nobody_s_mandate_that_its_end_keeps() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let adult = town.holder(0).await;
        let child = town.child("Lea", "2016-03-02", &[&adult]).await;
        town.takes(&adult, &child).await;
        let body = "2550814168026";
        let key = Matricule::key_of(body).expect("thirteen digits");
        let new = format!("{body}{key:02}");
        let of_child = || Told {
            attached: &new,
            ..lea(&child)
        };
        let of_adult = Told {
            number: &new,
            before: PEOPLE[0].0,
            ..ana()
        };
        // The child's line is kept, the adult's was still to come; the house looks around.
        town.fund_breaks_off(&[of_child(), of_child()]).await;
        town.world.advance(Duration::from_secs(3600));
        town.house.spaces.settle_left().await.expect("looked");
        assert_eq!(town.how_many_answer_for(&child).await, 1);
        town.fund_tells(&[of_child(), of_adult]).await;
        assert_eq!(town.how_many_answer_for(&child).await, 1);
        // What nobody reads to its end is believed after a day, however often it is tried.
        let elsewhere = || Told {
            attached: PEOPLE[1].0,
            ..lea(&child)
        };
        town.fund_breaks_off(&[elsewhere(), elsewhere()]).await;
        town.house.spaces.settle_left().await.expect("looked");
        assert_eq!(town.how_many_answer_for(&child).await, 1);
        town.world.advance(Duration::from_secs(20 * 3600));
        town.fund_breaks_off(&[elsewhere(), elsewhere()]).await;
        town.world.advance(Duration::from_secs(11 * 3600));
        town.house.spaces.settle_left().await.expect("looked");
        assert_eq!(town.how_many_answer_for(&child).await, 1, "it may be read");
        town.world.advance(Duration::from_secs(3600));
        town.house.spaces.settle_left().await.expect("looked");
        assert_eq!(town.how_many_answer_for(&child).await, 0);
    })
    .await;
}

#[tokio::test]
async fn act_17_a_clock_that_leaps_takes_nobody_s_mandate_until_two_persons_have_looked() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let adult = town.holder(0).await;
        let child = town.child("Lea", "2016-03-02", &[&adult]).await;
        town.takes(&adult, &child).await;
        town.house.sweep().await.expect("swept");
        let elsewhere = || Told {
            attached: PEOPLE[1].0,
            ..lea(&child)
        };
        town.fund_breaks_off(&[elsewhere(), elsewhere()]).await;
        town.world.advance(Duration::from_secs(25 * 3600));
        town.house.sweep().await.expect("swept");
        assert_eq!(town.how_many_answer_for(&child).await, 1, "nobody saw it");
        let campaigns = &town.house.campaigns;
        let stopped = campaigns.open_due().await;
        assert_eq!(stopped.expect_err("a leap").code(), "opening-stopped");
        for by in ["Anne Roux", "Paul Blanc"] {
            campaigns.release(by).await.expect("said");
        }
        campaigns.open_due().await.expect("released");
        town.house.sweep().await.expect("swept");
        assert_eq!(town.how_many_answer_for(&child).await, 0);
    })
    .await;
}

#[tokio::test]
async fn another_file_that_is_read_to_its_end_believes_nothing_of_one_that_broke_off() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let adult = town.holder(0).await;
        let child = town.child("Lea", "2016-03-02", &[&adult]).await;
        town.takes(&adult, &child).await;
        let elsewhere = || Told {
            attached: PEOPLE[1].0,
            ..lea(&child)
        };
        town.fund_breaks_off(&[elsewhere(), elsewhere()]).await;
        town.world.advance(Duration::from_secs(3600));
        // Somebody corrects what is said of another.
        town.fund_tells(&[ana()]).await;
        assert_eq!(town.how_many_answer_for(&child).await, 1);
        // The same file is read to its end.
        town.fund_tells(&[elsewhere(), elsewhere()]).await;
        assert_eq!(town.how_many_answer_for(&child).await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_account_that_a_no_put_out_answers_for_nobody_any_more() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let adult = town.holder(0).await;
        let child = town.child("Lea", "2016-03-02", &[&adult]).await;
        town.takes(&adult, &child).await;
        // Their own no was under way while somebody activated the space.
        let person = town.person_of(&adult).await;
        let refused = town
            .house
            .spaces
            .refuse(person, spaces::How::Site, town.world.now());
        refused.await.expect("refused");
        assert_eq!(town.how_many_answer_for(&child).await, 0);
        let answer = town.get(&adult.cookie, &Town::of(&child, "")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn who_was_invited_and_is_attached_too_invites_and_else_the_list_says_when() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let adult = town.holder(0).await;
        let louis = town.holder(1).await;
        let maria = town.holder(2).await;
        let child = town
            .child("Lea", "2016-03-02", &[&adult, &maria])
            .await;
        town.takes(&adult, &child).await;
        let code = town.invites(&adult, &child, LOUIS).await;
        let form = format!("code={code}");
        town.does(&louis.cookie, JOIN, &form).await;
        // Two are there: nobody can be asked.
        let list = town.reads(&maria.cookie, "/espace/moi/proches").await;
        assert!(
            list.contains("ne le gérera plus") && !list.contains("Demandez-lui"),
            "{list}"
        );
        // The first one gave it up: the one who is left may invite nobody.
        let path = format!("/espace/moi/proches/{}", child.person);
        town.does(&adult.cookie, &path, "geste=rendre").await;
        let list = town.reads(&maria.cookie, "/espace/moi/proches").await;
        assert!(list.contains("ne le gérera plus"), "{list}");
        let answer = town.post(&louis.cookie, &path, LOUIS).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        // Unless the fund attaches the child to them.
        town.attaches(&child, &[&adult, &louis]).await;
        let list = town.reads(&adult.cookie, "/espace/moi/proches").await;
        assert!(list.contains("Demandez-lui"), "{list}");
        let whom = "geste=inviter&nom=martin&prenom=ana&naissance-jour=12&naissance-mois=8&naissance-annee=1955";
        let code = town.invites(&louis, &child, whom).await;
        let done = town.post(&adult.cookie, JOIN, &format!("code={code}")).await;
        assert_eq!(done.location(), Town::of(&child, ""), "{}", done.text());
    })
    .await;
}

#[tokio::test]
async fn an_invitation_that_could_not_be_accepted_stands() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let adult = town.holder(0).await;
        let louis = town.holder(1).await;
        let child = town.child("Lea", "2016-03-02", &[&adult]).await;
        town.takes(&adult, &child).await;
        let code = town.invites(&adult, &child, LOUIS).await;
        let form = format!("code={code}");
        let spaces = &town.house.spaces;
        let (fate, how) = (spaces::Fate::Archive, spaces::How::Phone);
        let closed = spaces.close(child.person, fate, how, town.world.now());
        closed.await.expect("closed");
        let answer = town.post(&louis.cookie, JOIN, &form).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
        assert_eq!(town.sent_so_far("Vous gérez").await, 0, "nobody is told");
        let reopened = spaces.reopen(child.person, how, town.world.now());
        reopened.await.expect("open again");
        let done = town.post(&louis.cookie, JOIN, &form).await;
        assert_eq!(done.location(), Town::of(&child, ""), "{}", done.text());
    })
    .await;
}
