//! Notices the day before: one, at a decent hour, and they say nothing.

use super::{ADD, LIST, form, led_to};
use crate::town::{Holder, Town};
use http::StatusCode;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(60 * 60);
const EMAIL: &str = "ana@exemple.fr";

impl Town {
    /// What of the agenda was told to this address so far, after those who tell had
    /// their turn.
    async fn told_of_days(&self) -> Vec<String> {
        self.house.agenda.tell().await.expect("told");
        self.house.post.deliver(100).await.expect("a pass");
        let sent = self.house.post.sent(100).await.expect("listed");
        let of_days = sent
            .into_iter()
            .filter(|sent| sent.to == EMAIL && sent.subject.contains("agenda"));
        of_days
            .map(|sent| format!("{} {}", sent.subject, sent.text).replace('\u{a0}', " "))
            .collect()
    }

    async fn ana_reached(&self) -> Holder {
        self.holder_reached(0, EMAIL).await
    }
}

#[tokio::test]
async fn web_23_the_holder_is_told_the_day_before_once_and_of_nothing_medical() {
    testkit::for_each_store_at(async |store, url| {
        // Monday 23 November, ten in the morning in Paris.
        let town = Town::on(&url).await;
        let ana = town.ana_reached().await;
        let more = "titre=Oncologie&avec=Dr+Canari&lieu=H%C3%B4pital&note=CANARINOTE";
        town.post(&ana.cookie, ADD, &form((25, 11, 2026), "9:30", more))
            .await;
        town.post(
            &ana.cookie,
            ADD,
            &form((25, 11, 2026), "15:00", "titre=Dentiste"),
        )
        .await;
        assert_eq!(town.told_of_days().await, [""; 0]);
        town.world.advance(HOUR * 23);
        assert_eq!(town.told_of_days().await, [""; 0], "nine o'clock: not yet");
        town.world.advance(HOUR);
        // Two processes are at it; one dies before it noted that it told.
        let twin = town.twin().await;
        let rows = store
            .query("SELECT bucket, space, item, due_at FROM agenda_due", vec![])
            .await;
        assert_eq!(rows.expect("asked").len(), 2);
        twin.house.agenda.tell().await.expect("told");
        let again = "INSERT INTO agenda_due (bucket, space, item, due_at) VALUES ($1, $2, $3, 0)";
        let ana = town.later(ana).await;
        let id: Vec<u8> = {
            let page = town.agenda(&ana).await;
            let id = page.split("/espace/moi/agenda/").find_map(|after| {
                let id = after.split('"').next()?;
                (id.len() == 26).then(|| id.to_owned())
            });
            let id: kernel::DocumentId = id.expect("listed").parse().expect("an id");
            id.to_bytes().to_vec()
        };
        let row = vec![
            i64::from(ana.space.bucket()).into(),
            ana.space.into(),
            id.into(),
        ];
        store.execute(again, row).await.expect("as if it had died");
        let told = town.told_of_days().await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("pour le 25 novembre 2026"), "{told:?}");
        for word in [
            "Oncologie",
            "Canari",
            "CANARI",
            "Hôpital",
            "Dentiste",
            "9 h",
            "rendez-vous",
        ] {
            assert!(!told[0].contains(word), "{word}: {told:?}");
        }
        town.world.advance(HOUR * 5);
        assert_eq!(town.told_of_days().await.len(), 1, "one for the day");
        let left = store.query("SELECT item FROM agenda_due", vec![]).await;
        assert!(left.expect("asked").is_empty());
    })
    .await;
}

#[tokio::test]
async fn nobody_is_told_of_what_was_called_off_moved_or_closed_nor_by_what_they_did_not_choose() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.ana_reached().await;
        let gone = town.appoints(&ana, (25, 11, 2026), "11:00", "Annule").await;
        town.stands(&ana.cookie, &format!("{LIST}/{gone}"), "cancelled")
            .await;
        let moved = town
            .appoints(&ana, (25, 11, 2026), "11:00", "Deplace")
            .await;
        let change = format!("{LIST}/{moved}/modifier");
        town.post(
            &ana.cookie,
            &change,
            &form((27, 11, 2026), "11:00", "titre=Deplace"),
        )
        .await;
        town.world.advance(HOUR * 26);
        assert_eq!(
            town.told_of_days().await,
            [""; 0],
            "Tuesday noon: nothing on Wednesday"
        );
        town.world.advance(HOUR * 48);
        let told = town.told_of_days().await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("27 novembre 2026"), "{told:?}");
        // She wants none by e-mail.
        let ana = town.later(ana).await;
        town.appoints(&ana, (30, 11, 2026), "11:00", "Tu").await;
        let choose = "/espace/moi/agenda/reglages/avis";
        town.post(&ana.cookie, choose, "sms=oui").await;
        town.world.advance(HOUR * 72);
        assert_eq!(town.told_of_days().await.len(), 1);
        // And none of a closed space.
        let ana = town.later(ana).await;
        town.post(&ana.cookie, choose, "courriel=oui&sms=oui").await;
        town.appoints(&ana, (3, 12, 2026), "11:00", "Ferme").await;
        crate::erasing::closes(&town, 0).await;
        town.world.advance(HOUR * 72);
        assert_eq!(town.told_of_days().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_day_before_is_told_on_the_channels_that_were_chosen_by_text_message_too() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let mut ana = town.ana_reached().await;
        town.fund_has_mobile().await;
        let choose = "/espace/moi/agenda/reglages/avis";
        let (mut mails, mut texts) = (0, 0);
        // Every other day, from Wednesday on.
        for (n, (form, by_mail, by_text)) in [
            ("sms=oui", 0, 1),
            ("courriel=oui&sms=oui", 1, 1),
            ("courriel=oui", 1, 0),
            ("", 0, 0),
        ]
        .into_iter()
        .enumerate()
        {
            let chosen = town.post(&ana.cookie, choose, form).await;
            assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.text());
            let day = 25 + 2 * u8::try_from(n).expect("few");
            // December follows.
            let date = if day > 30 {
                (day - 30, 12, 2026)
            } else {
                (day, 11, 2026)
            };
            town.appoints(&ana, date, "11:00", "CANARI").await;
            town.world.advance(HOUR * if n == 0 { 26 } else { 48 });
            mails += by_mail;
            texts += by_text;
            for _ in 0..2 {
                let told = town.told_of_days().await;
                assert_eq!(told.len(), mails, "{form}: {told:?}");
                let told = town.texted("dans votre agenda").await;
                assert_eq!(told.len(), texts, "{form}: {told:?}");
                assert!(!told.join(" ").contains("CANARI"), "{told:?}");
            }
            let told = town.texted("25 novembre 2026").await;
            assert_eq!(told.len(), 1, "it says which day: {told:?}");
            ana = town.later(ana).await;
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_is_told_in_quiet_hours() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.ana_reached().await;
        // At six: the day before, it is told at eight.
        town.appoints(&ana, (25, 11, 2026), "6:00", "Tot").await;
        // From ten on Monday to two in the night, and to seven on Tuesday.
        for hours in [16, 5] {
            town.world.advance(HOUR * hours);
            assert_eq!(town.told_of_days().await, [""; 0]);
        }
        town.world.advance(HOUR);
        assert_eq!(town.told_of_days().await.len(), 1, "eight o'clock");
        // Nobody was there to tell from Wednesday noon to ten at night: it waits for
        // the morning, and says which day it is about.
        let ana = town.later(ana).await;
        town.appoints(&ana, (26, 11, 2026), "13:00", "Midi").await;
        town.world.advance(HOUR * 38);
        assert_eq!(town.told_of_days().await.len(), 1, "ten at night");
        town.world.advance(HOUR * 10);
        let told = town.told_of_days().await;
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(
            told.iter().any(|text| text.contains("26 novembre 2026")),
            "{told:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn what_a_professional_writes_for_tomorrow_is_told_at_once() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor) = (town.ana_reached().await, town.doctor().await);
        // Ten o'clock on Monday, for Tuesday at nine: too late for the hour of the
        // day before. What she writes herself she knows.
        let own = town
            .post(&ana.cookie, ADD, &form((24, 11, 2026), "8:30", "titre=Su"))
            .await;
        led_to(&own);
        assert_eq!(town.told_of_days().await, [""; 0]);
        town.writes(&doctor, &ana, &form((24, 11, 2026), "9:00", "titre=Suivi"))
            .await;
        let told = town.told_of_days().await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            !told[0].contains("Benali") && !told[0].contains("Suivi"),
            "{told:?}"
        );
    })
    .await;
}
