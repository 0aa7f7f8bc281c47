//! What notices tell of a secret, and how it is for who comes of age.

use super::Young;
use crate::town::{DAY, Pro, Town};
use http::StatusCode;
use kernel::Timestamp;
use std::time::Duration;

const HOUR: Duration = Duration::from_hours(1);
const WAITS: &str = "quelque chose à vous dire";
const NEWS: &str = "Du nouveau";
const UNSEEN: &str = "Vos parents ne voient pas ce document";

impl Town {
    /// What the young were told of documents so far, after a day in which those who tell
    /// had their turn each hour.
    async fn told_in_a_day(&self) -> Vec<String> {
        let house = &self.house;
        for _ in 0..24 {
            self.world.advance(HOUR);
            house.documents.tell(&house.spaces).await.expect("told");
        }
        house.post.deliver(100).await.expect("a pass");
        let sent = house.post.sent(100).await.expect("listed");
        let subjects = sent.into_iter().map(|sent| sent.subject);
        let ours = subjects.filter(|said| said.contains(WAITS) || said.contains(NEWS));
        ours.collect()
    }

    /// A secret that waits for a consultation; where its author has it.
    pub(super) async fn keeps_and_reserves(&self, pro: &Pro, young: &Young) -> String {
        let space = young.space;
        let fields = [
            ("title", "Avis"),
            ("type", "11488-4"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
            ("annonce", "oui"),
            ("secret", "oui"),
        ];
        let path = format!("/pro/patients/{space}/ajouter");
        let file = ("cr.txt", b"Un.".as_slice());
        let sent = self.upload(&pro.cookie, &path, &fields, file).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let id = self.last_of(pro, space).await;
        format!("/pro/depots/{space}/{id}")
    }

    async fn lifts(&self, deposit: &str) {
        let doctor = self.doctor().await;
        let path = format!("{deposit}/secret");
        self.does(&doctor.cookie, &path, "quoi=lever").await;
    }
}

#[tokio::test]
async fn azp_12_a_reserved_secret_is_told_of_once_its_author_lifts_it_and_not_before() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (lea, doctor) = (town.girl(1, "Lea", 2010).await, town.doctor().await);
        let deposit = town.keeps_and_reserves(&doctor, &lea).await;
        town.world.advance(DAY * 15);
        assert_eq!(town.told_in_a_day().await, [""; 0]);
        // It waits still: they are told that something does, and when the month is over.
        town.lifts(&deposit).await;
        let told = town.told_in_a_day().await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains(WAITS), "{told:?}");
        town.world.advance(DAY * 14);
        let told = town.told_in_a_day().await;
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told.iter().any(|told| told.contains(NEWS)), "{told:?}");
    })
    .await;
}

#[tokio::test]
async fn azp_12_a_secret_that_was_lifted_before_two_weeks_or_after_the_month_is_told_of() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (lea, doctor) = (town.girl(1, "Lea", 2010).await, town.doctor().await);
        let deposit = town.keeps_and_reserves(&doctor, &lea).await;
        town.world.advance(DAY * 5);
        town.lifts(&deposit).await;
        assert_eq!(town.told_in_a_day().await, [""; 0], "not yet");
        town.world.advance(DAY * 9);
        let told = town.told_in_a_day().await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains(WAITS), "{told:?}");
        let zoe = town.girl(2, "Zoe", 2010).await;
        let deposit = town.keeps_and_reserves(&town.doctor().await, &zoe).await;
        // By then Lea is told that hers may be read.
        town.world.advance(DAY * 33);
        let before = town.told_in_a_day().await;
        town.lifts(&deposit).await;
        let told = town.told_in_a_day().await;
        assert_eq!(told.len(), before.len() + 1, "{before:?} {told:?}");
        let news = |all: &[String]| all.iter().filter(|told| told.contains(NEWS)).count();
        assert_eq!(news(&told), news(&before) + 1, "{before:?} {told:?}");
    })
    .await;
}

#[tokio::test]
async fn azp_12_the_next_version_of_an_adults_secret_is_none_and_they_are_told_of_it() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        // Born on 4 May 2009.
        let (lea, doctor) = (town.girl(1, "Lea", 2009).await, town.doctor().await);
        let first = town
            .adds_for(&doctor, lea.space, ("Avis", "Un."), true)
            .await;
        assert_eq!(town.told_in_a_day().await, [""; 0]);
        let birthday = Timestamp::parse_rfc3339("2027-05-03T22:00:00Z").expect("a moment");
        town.world.advance(birthday.since(town.world.now()));
        let doctor = town.doctor().await;
        let replaced = format!("/pro/depots/{}/{first}/remplacer", lea.space);
        let form = town.reads(&doctor.cookie, &replaced).await;
        assert!(!form.contains("Ils ne verront pas"), "{form}");
        let fields = [
            ("title", "Avis juste"),
            ("type", "11488-4"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        let file = ("cr.txt", b"Deux.".as_slice());
        let sent = town.upload(&doctor.cookie, &replaced, &fields, file).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let second = town.last_of(&doctor, lea.space).await;
        let told = town.told_in_a_day().await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains(NEWS), "{told:?}");
        // What was one stays one, for services, until they lift it.
        let cookie = town.comes_back(lea.space).await;
        let who = format!("/espace/moi/documents/{second}/visibilite");
        let said = town.reads(&cookie, &who).await;
        assert!(!said.contains(UNSEEN), "{said}");
        let journal = &town.house.journal;
        let book = journal.open(lea.space).await.expect("a book");
        let book = journal.refresh(&book).await.expect("the newest");
        let rights = book.state::<sharing::Rights>().expect("rights");
        let ids = [&first, &second].map(|id| id.parse().expect("an id"));
        assert_eq!(ids.map(|id| rights.is_secret(id)), [true, false]);
    })
    .await;
}
