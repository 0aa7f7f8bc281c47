//! How many people one professional may see in a day.

use super::{DOCTOR, MINUTE, OTHER, opens, presence, record, shows};
use crate::town::{DAY, Holder, Town};
use http::StatusCode;
use testkit::for_each_store_at;

#[tokio::test]
async fn pro_12_the_151st_person_of_a_day_is_refused_and_a_shown_code_still_opens() {
    for_each_store_at(async |_, url| {
        let town = Town::set_up(&url, |config| {
            config.rights.supervisors = vec![OTHER.into()];
        })
        .await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        town.consents(&doctor, &ana).await;
        // What the doctor is told, in both languages.
        let is_told = async |holder: &Holder, sentences: [&str; 2]| {
            for (lang, sentence) in ["", "/en"].into_iter().zip(sentences) {
                let path = format!("{lang}{}", record(holder));
                let refused = town.get(&doctor.cookie, &path).await;
                assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
                assert!(refused.headers.contains_key("retry-after"));
                assert!(refused.text().contains(sentence), "{}", refused.text());
            }
        };
        let day = town.world.now().in_paris().date().to_string();
        let sees = async |many: u8| {
            for n in 0..many {
                let sql = "INSERT INTO seen_on_day (rpps, day, who, at) VALUES ($1, $2, $3, $4)";
                let row = vec![
                    DOCTOR.into(),
                    day.as_str().into(),
                    vec![n, many].into(),
                    (town.world.now().millis() - 1_000).into(),
                ];
                town.house.store.execute(sql, row).await.expect("counted");
            }
        };
        sees(60).await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        let since = kernel::Timestamp::default();
        let alarms = town.house.sharing.ceilings().alarms(since).await;
        assert_eq!(alarms.expect("listed").len(), 1);
        // Who looks over these things finds who it is, and nobody whom they saw.
        let page = town.reads(&other.cookie, "/pro/controle").await;
        assert!(page.contains(&format!("({DOCTOR})")), "{page}");
        assert!(!page.contains("Martin") && !page.contains(&ana.space.to_string()));
        let louis = town.holder(1).await;
        town.consents(&doctor, &louis).await;
        let slowed = opens(&town, &doctor, &louis).await;
        assert_eq!(
            slowed,
            StatusCode::TOO_MANY_REQUESTS,
            "one a minute from here on"
        );
        let slowly = [
            "Attendez une minute, ou demandez un code de présence",
            "Wait a minute, or ask the person for a presence code",
        ];
        is_told(&louis, slowly).await;
        town.world.advance(MINUTE);
        assert_eq!(opens(&town, &doctor, &louis).await, StatusCode::OK);
        sees(88).await;
        town.world.advance(MINUTE);
        let maria = town.holder(2).await;
        town.consents(&doctor, &maria).await;
        let refused = opens(&town, &doctor, &maria).await;
        assert_eq!(
            refused,
            StatusCode::TOO_MANY_REQUESTS,
            "60 + 2 + 88 were seen"
        );
        let no_more = [
            "Vous avez ouvert 150 dossiers aujourd’hui",
            "You opened 150 records today",
        ];
        is_told(&maria, no_more).await;
        // Who was counted goes on being readable, and presence counts nobody.
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        let code = presence(&town, &maria).await;
        shows(&town, &doctor, &maria, &code).await;
        assert_eq!(opens(&town, &doctor, &maria).await, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn pro_12_who_was_there_yesterday_is_counted_today() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let code = presence(&town, &ana).await;
        shows(&town, &doctor, &ana, &code).await;
        let seen = async || {
            let day = town.world.now().in_paris().date().to_string();
            let count = "SELECT count(*) FROM seen_on_day WHERE rpps = $1 AND day = $2";
            let row = vec![DOCTOR.into(), day.as_str().into()];
            let rows = town.house.store.query(count, row).await.expect("counted");
            rows[0].int(0).expect("a number")
        };
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        assert_eq!(seen().await, 0, "they are there");
        town.world.advance(DAY);
        let doctor = town.doctor().await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        assert_eq!(seen().await, 1);
    })
    .await;
}

#[tokio::test]
async fn pro_12_two_processes_count_one_person_each_up_to_the_same_ceiling() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let twin = town.twin().await;
        let (ana, doctor, _) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        let day = town.world.now().in_paris().date().to_string();
        for n in 0..149 {
            let sql = "INSERT INTO seen_on_day (rpps, day, who, at) VALUES ($1, $2, $3, $4)";
            let row = vec![
                DOCTOR.into(),
                day.as_str().into(),
                vec![n].into(),
                town.world.now().minus(MINUTE * 2).millis().into(),
            ];
            town.house.store.execute(sql, row).await.expect("counted");
        }
        town.consents(&doctor, &ana).await;
        town.consents(&doctor, &louis).await;
        let (one, two) = tokio::join!(opens(&town, &doctor, &ana), opens(&twin, &doctor, &louis));
        let opened = [one, two].into_iter().filter(|s| *s == StatusCode::OK);
        assert_eq!(opened.count(), 1, "{one} {two}: one place was left");
    })
    .await;
}
