//! Every night: who has something new to do is told in the morning, once, that they
//! have and not what.

use crate::erasing::closes;
use crate::town::{DAY, Holder, Town};
use http::StatusCode;
use prevention::Round;
use std::time::Duration;

const EMAIL: &str = "ana@exemple.fr";
const CHOICES: &str = "/espace/moi/reglages/notifications";
const ALL: &str = "/espace/moi/notifications";
/// Screening of breast cancer comes again two years after this, on 3 December 2026.
const TWO_YEARS_BEFORE: &str = "date-annee=2024&date-mois=12&date-jour=3";

impl Town {
    async fn night(&self) -> Round {
        self.house.prevention.go().await.expect("a round")
    }

    /// What this address was told of prevention so far.
    async fn told_of_prevention(&self) -> Vec<String> {
        self.house.post.deliver(100).await.expect("a pass");
        let sent = self.house.post.sent(100).await.expect("listed");
        let ours = sent.into_iter().filter(|sent| sent.to == EMAIL);
        ours.filter(|sent| sent.subject.contains("prévention"))
            .map(|sent| format!("{} {}", sent.subject, sent.text))
            .collect()
    }

    /// Until this many nights have passed, each with its round; what the last one did.
    async fn nights(&self, many: u32) -> Round {
        let mut last = Round::default();
        for _ in 0..many {
            self.world.advance(DAY);
            last = self.night().await;
        }
        last
    }

    /// Somebody who had that examination, in a house that knows it stands so.
    async fn ana_examined(&self) -> Holder {
        let ana = self.holder_reached(0, EMAIL).await;
        self.notes_breast(&ana, TWO_YEARS_BEFORE).await;
        let first = self.night().await;
        assert_eq!(first, Round::default(), "what stands so already is no news");
        ana
    }
}

#[tokio::test]
async fn web_23_whoever_has_something_new_to_do_is_told_once_in_the_morning_and_not_of_what() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.ana_examined().await;
        let louis = town.holder(1).await;
        // From 23 November on, until the night before.
        let none = town.nights(9).await;
        assert_eq!((none.people, none.told), (2, 0));
        assert_eq!(town.told_of_prevention().await, [""; 0]);
        // At half past two in Paris, by two processes at once.
        town.world
            .set(kernel::Timestamp::parse_rfc3339("2026-12-03T01:30:00Z").expect("a moment"));
        let twin = town.twin().await;
        let (one, other) = tokio::join!(town.night(), twin.night());
        assert_eq!((one.people + other.people, one.told + other.told), (2, 1));
        assert_eq!(town.told_of_prevention().await, [""; 0], "people sleep");
        assert_eq!(
            town.night().await,
            Round::default(),
            "the night's work is done"
        );
        town.world.advance(Duration::from_secs(6 * 60 * 60));
        let told = town.told_of_prevention().await;
        assert_eq!(told.len(), 1, "{told:?}");
        for word in ["sein", "cancer", "dépistage", "vaccin", "retard", "urgence"] {
            assert!(!told[0].to_lowercase().contains(word), "{word}: {told:?}");
        }
        // It stands in their space, and leads to where it says what.
        let ana = town.later(ana).await;
        let page = town.get(&ana.cookie, ALL).await.text();
        assert!(
            page.contains("Votre calendrier de prévention a du nouveau"),
            "{page}"
        );
        assert!(page.contains("href=\"/espace/moi/prevention\""), "{page}");
        let louis = town.later(louis).await;
        assert!(
            !town
                .get(&louis.cookie, ALL)
                .await
                .text()
                .contains("prévention a du nouveau")
        );
        // The days after it is no news any more.
        assert_eq!(town.nights(3).await.told, 0);
        assert_eq!(town.told_of_prevention().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn two_workers_of_one_process_look_at_each_record_once() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        town.ana_examined().await;
        for n in [1, 2] {
            town.holder(n).await;
        }
        // Whatever parts they are in: each is somebody's alone, and all are done.
        let rounds = town.house.prevention.clone();
        for (days, told) in [(9, 0), (1, 1), (1, 0)] {
            town.world.advance(DAY * days);
            let round = rounds.clone().at_once(2).go().await.expect("a round");
            assert_eq!((round.people, round.told), (3, told), "{days}");
            let today = town.world.now().in_paris().date().to_string();
            let done = "SELECT part FROM prevention_round WHERE looked_on = $1 AND until = 0";
            let done = store.query(done, vec![today.into()]).await.expect("parts");
            assert_eq!(done.len(), 64);
            for workers in [1, 2] {
                let again = rounds.clone().at_once(workers).go().await;
                assert_eq!(again.expect("a round"), Round::default(), "all is done");
            }
        }
        town.world.advance(DAY / 2);
        assert_eq!(town.told_of_prevention().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_was_recorded_in_time_and_what_one_chose_not_to_hear_of_is_not_told() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.ana_examined().await;
        town.nights(9).await;
        let ana = town.later(ana).await;
        let id = town
            .notes_breast(&ana, "date-annee=2026&date-mois=12&date-jour=1")
            .await;
        assert_eq!(town.nights(3).await.told, 0, "it was done");
        // Taken back, it is an earlier one that counts; but she wants no mail.
        let ana = town.later(ana).await;
        let form = format!("n={id}");
        town.post(&ana.cookie, "/espace/moi/prevention/retirer", &form)
            .await;
        town.notes_breast(&ana, "date-annee=2024&date-mois=12&date-jour=9")
            .await;
        let chosen = town
            .post(
                &ana.cookie,
                CHOICES,
                "documents-courriel=oui&calme-de=21&calme-a=8",
            )
            .await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.text());
        let told: u64 = [
            town.nights(3).await,
            town.nights(1).await,
            town.nights(1).await,
        ]
        .iter()
        .map(|night| night.told)
        .sum();
        assert_eq!(told, 1);
        town.world.advance(DAY / 2);
        assert_eq!(town.told_of_prevention().await, [""; 0]);
        let ana = town.later(ana).await;
        let page = town.get(&ana.cookie, ALL).await.text();
        assert!(
            page.contains("Votre calendrier de prévention a du nouveau"),
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
async fn who_has_something_to_do_by_a_new_calendar_alone_is_told_once_and_not_of_what() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        town.holder_reached(0, EMAIL).await;
        town.holder(1).await;
        assert_eq!(town.night().await, Round::default(), "it stands so already");
        assert_eq!(town.nights(1).await.told, 0);
        // What the house looked at so far were calendars that asked for less.
        let carried = prevention::Calendar::carried();
        let breast = "breast,screening,screening,every,50y,75y";
        let less = carried.replace(breast, "breast,screening,screening,every,74y,75y");
        assert_ne!(less, carried);
        let former = "UPDATE prevention_calendar SET files = $1";
        store
            .execute(former, vec![less.into()])
            .await
            .expect("they were others");
        let night = town.nights(1).await;
        assert_eq!((night.people, night.told), (2, 1));
        assert_eq!(town.nights(1).await.told, 0, "it is no news any more");
        town.world.advance(DAY / 2);
        let told = town.told_of_prevention().await;
        assert_eq!(told.len(), 1, "{told:?}");
        for word in ["sein", "cancer", "dépistage", "vaccin"] {
            assert!(!told[0].to_lowercase().contains(word), "{word}: {told:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn of_a_space_that_nobody_uses_or_that_was_closed_nothing_is_worked_out() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.ana_examined().await;
        let unopened = town.insured(2, "maria@exemple.fr").await;
        let spaces = &town.house.spaces;
        spaces
            .announce(unopened, spaces::Channel::Letter)
            .await
            .expect("announced");
        assert_eq!(town.nights(1).await.people, 1, "hers alone");
        drop(ana);
        closes(&town, 0).await;
        assert_eq!(town.nights(9).await, Round::default());
        assert_eq!(town.told_of_prevention().await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn nobody_was_let_in_and_no_line_says_that_somebody_was() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let ana = town.ana_examined().await;
        let lines = async || {
            const LINES: &str =
                "SELECT (SELECT count(*) FROM access) + (SELECT count(*) FROM journal)";
            let rows = store.query(LINES, Vec::new()).await.expect("counted");
            rows[0].int(0).expect("a count")
        };
        let before = lines().await;
        assert_eq!(town.nights(10).await.people, 1);
        assert_eq!(lines().await, before);
        // What its holder hides from everybody is theirs to be told of all the same.
        let ana = town.later(ana).await;
        town.notes_breast(
            &ana,
            "date-annee=2024&date-mois=12&date-jour=20&masquer=oui",
        )
        .await;
        town.nights(17).await;
        town.world.advance(DAY);
        assert_eq!(town.told_of_prevention().await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_process_that_died_over_its_work_leaves_it_to_another() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        town.ana_examined().await;
        town.world.advance(DAY * 10);
        // Whoever took all of it has a quarter of an hour for each part.
        let taken = town.world.now().plus(Duration::from_secs(15 * 60));
        let take = "UPDATE prevention_round SET until = $1";
        store
            .execute(take, vec![taken.into()])
            .await
            .expect("taken");
        assert_eq!(town.night().await, Round::default(), "somebody is at it");
        town.world.set(taken);
        let night = town.night().await;
        assert_eq!((night.people, night.told), (1, 1));
    })
    .await;
}
