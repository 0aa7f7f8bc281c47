//! Both are told before it ends, and who helped once it ended with a space.

use super::of;
use crate::mandates::midnight;
use crate::town::{DAY, Holder, Town};
use http::StatusCode;
use spaces::{Fate, How};
use std::time::Duration;
use testkit::for_each_store_at;

/// In the morning: at night people are left in peace.
const MORNING: Duration = Duration::from_secs(10 * 60 * 60);
/// What the holder is told, and the carer.
const TOLD: [&str; 2] = [
    "L’accès d’un proche à votre espace s’arrête après le",
    "Votre accès à l’espace d’un proche s’arrête après le",
];
/// What they are told once it is over.
const GONE: &str = "Un proche a arrêté de voir votre espace";
const OVER: &str = "Votre accès à l’espace d’un proche s’est arrêté";

impl Town {
    /// What is to be told is, by two processes at once, and again.
    async fn tells_carers(&self) {
        let other = self.twin().await;
        for _ in 0..2 {
            let (one, two) = tokio::join!(
                self.house.mandates.announce_care(),
                other.house.mandates.announce_care()
            );
            one.expect("told");
            two.expect("told");
        }
    }

    async fn so_far(&self) -> [usize; 2] {
        [
            self.sent_so_far(TOLD[0]).await,
            self.sent_so_far(TOLD[1]).await,
        ]
    }

    async fn over_so_far(&self) -> [usize; 2] {
        [self.sent_so_far(GONE).await, self.sent_so_far(OVER).await]
    }

    async fn ana_and_louis(&self) -> (Holder, Holder) {
        let ana = self.holder_reached(0, "ana@exemple.fr").await;
        let louis = self.holder_reached(1, "louis@exemple.fr").await;
        self.confides_to_louis(&ana, &louis).await;
        (ana, louis)
    }
}

#[tokio::test]
async fn an_end_of_long_ago_that_nobody_told_of_is_no_news() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let _ = town.ana_and_louis().await;
        let end = midnight("2027-07-01");
        town.world.set(end.plus(DAY * 8).plus(MORNING));
        town.tells_carers().await;
        assert_eq!(town.so_far().await, [0, 0]);
        assert_eq!(town.over_so_far().await, [0, 0]);
        // Within the week it is told.
        town.world.set(end.plus(DAY * 6).plus(MORNING));
        town.tells_carers().await;
        assert_eq!(town.over_so_far().await, [1, 1]);
    })
    .await;
}

#[tokio::test]
async fn what_a_job_finds_at_night_is_told_in_the_morning_and_what_somebody_did_at_once() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = town.ana_and_louis().await;
        let end = midnight("2027-07-01");
        let night = Duration::from_secs(2 * 60 * 60);
        town.world.set(end.minus(DAY * 30).plus(night));
        town.tells_carers().await;
        assert_eq!(town.so_far().await, [0, 0]);
        let ana = town.later(ana).await;
        let care = town.care_of(&ana.cookie).await;
        town.does(&ana.cookie, &care, "geste=arreter").await;
        assert_eq!(town.over_so_far().await, [0, 1]);
        let louis = town.later(louis).await;
        town.confides_to_louis(&ana, &louis).await;
        let care = town.care_of(&louis.cookie).await;
        town.does(&louis.cookie, &care, "geste=arreter").await;
        assert_eq!(town.over_so_far().await, [1, 1]);
        town.world.set(end.minus(DAY * 30).plus(MORNING));
        assert_eq!(town.so_far().await, [1, 1]);
    })
    .await;
}

#[tokio::test]
async fn the_end_is_announced_to_both_thirty_days_before_and_on_its_last_day_once_each() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = town.ana_and_louis().await;
        // Whom nobody is yet is told nothing, nor is who invited them.
        town.invites_to_help(&ana, super::MARIA).await;
        let end = midnight("2027-07-01");
        for (day, told) in [
            (end.minus(DAY * 32), 0),
            (end.minus(DAY * 30), 1),
            (end.minus(DAY * 2), 1),
            (end.minus(DAY), 2),
            (end, 2),
            (end.plus(DAY * 40), 2),
        ] {
            town.world.set(day.plus(MORNING));
            town.tells_carers().await;
            assert_eq!(town.so_far().await, [told, told], "{day:?}");
        }
        let sent = town.house.post.sent(100).await.expect("listed");
        let ours = sent
            .iter()
            .filter(|it| TOLD.iter().any(|said| it.subject.contains(said)));
        for it in ours {
            let text = format!("{} {}", it.subject, it.text).replace('\u{a0}', " ");
            assert!(text.contains("30 juin 2027"), "{text}");
            for word in ["Ana", "Louis", "Petit", "médic", "document"] {
                let greeted = text.replace("Bonjour Ana Martin", "");
                let greeted = greeted.replace("Bonjour Louis Petit", "");
                assert!(!greeted.contains(word), "{word}: {greeted}");
            }
        }
        let cookie = town.comes_back(louis.space).await;
        let given = town.reads(&cookie, "/espace/moi/notifications").await;
        assert!(given.contains("d’un proche s’arrête bientôt"), "{given}");
        let there = town.get(&cookie, &of(&ana, "/documents")).await;
        assert_eq!(there.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn an_end_that_is_moved_is_announced_anew_and_one_that_was_missed_is_told_as_over() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, _) = town.ana_and_louis().await;
        let end = midnight("2027-07-01");
        town.world.set(end.minus(DAY * 20).plus(MORNING));
        town.tells_carers().await;
        assert_eq!(town.so_far().await, [1, 1]);
        let ana = town.later(ana).await;
        let care = town.care_of(&ana.cookie).await;
        let form = "geste=enregistrer&fin-jour=30&fin-mois=9&fin-annee=2027";
        town.does(&ana.cookie, &care, form).await;
        town.tells_carers().await;
        assert_eq!(town.so_far().await, [1, 1]);
        let end = midnight("2027-10-01");
        town.world.set(end.minus(DAY * 30).plus(MORNING));
        town.tells_carers().await;
        assert_eq!(town.so_far().await, [2, 2]);
        // Nobody came to tell on the last day.
        town.world.set(end.plus(MORNING));
        town.tells_carers().await;
        assert_eq!(town.so_far().await, [2, 2]);
        assert_eq!(town.over_so_far().await, [1, 1]);
    })
    .await;
}

#[tokio::test]
async fn del_04_who_helped_is_told_once_that_it_ended_with_a_closing_or_a_death_and_not_which() {
    for closed in [true, false] {
        for_each_store_at(async |_, url| {
            let town = Town::on(&url).await;
            let (ana, louis) = town.ana_and_louis().await;
            // Who is invited alone is told nothing.
            town.invites_to_help(&ana, super::MARIA).await;
            let person = town.person_in(&ana).await;
            match closed {
                true => {
                    let now = town.world.now();
                    let done = town
                        .house
                        .spaces
                        .close(person, Fate::Archive, How::Phone, now);
                    done.await.expect("closed");
                }
                false => town.fund_says_dead(&ana, "2026-11-20").await,
            }
            town.tells_carers().await;
            town.tells_carers().await;
            assert_eq!(town.sent_so_far(OVER).await, 1);
            let sent = town.house.post.sent(100).await.expect("listed");
            let over = sent.iter().find(|it| it.subject.contains(OVER));
            let over = over.expect("sent");
            assert_eq!(over.to, "louis@exemple.fr");
            let text = format!("{} {}", over.subject, over.text);
            for word in ["Ana", "fermé", "décès", "mort", "clôtur"] {
                assert!(!text.contains(word), "{word}: {text}");
            }
            let given = town.reads(&louis.cookie, "/espace/moi/notifications").await;
            assert!(given.contains(OVER), "{given}");
            let untold = town.house.identity.carers_untold(10).await;
            assert!(untold.expect("asked").is_empty());
        })
        .await;
    }
}
