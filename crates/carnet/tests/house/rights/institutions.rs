//! How many people one institution may see in a day, through its software and its
//! professionals together.

use super::{DOCTOR, MINUTE, OTHER, WORDS, breaks_glass, opens, presence, shows};
use crate::dmp::{Dmp, json};
use crate::town::{DAY, Town};
use carnet::config::{CeilingSection, Config};
use http::StatusCode;
use kernel::Timestamp;
use testkit::for_each_store_at;

const SUPERVISOR: &str = "99700366240";

/// Ceilings small enough for three people, whatever the institution is.
fn small(config: &mut Config, alarm: u64, stop: u64) {
    let ceiling = CeilingSection {
        alarm: Some(alarm),
        stop: Some(stop),
    };
    config.ceilings.practice = ceiling;
    config.ceilings.other = ceiling;
    config.rights.supervisors = vec![SUPERVISOR.into()];
}

#[tokio::test]
async fn pro_12_the_professionals_of_an_institution_are_counted_together() {
    for_each_store_at(async |_, url| {
        let town = Town::set_up(&url, |config| small(config, 1, 2)).await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let (louis, maria) = (town.holder(1).await, town.holder(2).await);
        for holder in [&ana, &louis, &maria] {
            town.consents(&doctor, holder).await;
            town.consents(&other, holder).await;
        }
        let alarms = async || {
            let ceilings = town.house.sharing.ceilings();
            let raised = ceilings.institution_alarms(Timestamp::default()).await;
            raised.expect("listed").len()
        };
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        // The same person, whoever looks, is one.
        assert_eq!(opens(&town, &other, &ana).await, StatusCode::OK);
        assert_eq!(alarms().await, 0);
        assert_eq!(opens(&town, &other, &louis).await, StatusCode::OK);
        assert_eq!(alarms().await, 1);
        let refused = town
            .get(&doctor.cookie, &format!("/pro/patients/{}", maria.space))
            .await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(
            refused.text().contains("établissement"),
            "{}",
            refused.text()
        );
        assert!(refused.headers.contains_key("retry-after"));
        // Nobody was counted who was not seen, for the professional neither.
        let count = "SELECT count(*) FROM seen_on_day WHERE rpps = $1";
        let rows = town.house.store.query(count, vec![DOCTOR.into()]).await;
        assert_eq!(rows.expect("counted")[0].int(0).expect("a number"), 1);
        // Who was seen goes on being seen; who shows that they are there is.
        assert_eq!(opens(&town, &doctor, &louis).await, StatusCode::OK);
        let code = presence(&town, &maria).await;
        shows(&town, &doctor, &maria, &code).await;
        assert_eq!(opens(&town, &doctor, &maria).await, StatusCode::OK);
        assert_eq!(opens(&town, &other, &maria).await, 429);
        assert_eq!(alarms().await, 1);

        let supervisor = town.pro("10", SUPERVISOR, "Dr Le Roy").await;
        let page = town.get(&supervisor.cookie, "/pro/controle").await.text();
        assert!(page.contains("(750000001)"), "{page}");
        assert!(!page.contains("Petit Louis") && !page.contains(&louis.space.to_string()));

        town.world.advance(DAY);
        let other = town.other_doctor().await;
        assert_eq!(opens(&town, &other, &maria).await, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn pro_12_another_institution_has_a_day_of_its_own() {
    for_each_store_at(async |_, url| {
        let town = Town::set_up(&url, |config| small(config, 1, 1)).await;
        let (ana, doctor, mut elsewhere) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        for holder in [&ana, &louis] {
            town.consents(&doctor, holder).await;
            town.consents(&elsewhere, holder).await;
        }
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        assert_eq!(opens(&town, &elsewhere, &louis).await, 429);
        let place = elsewhere.professional.place.as_mut().expect("a place");
        place.finess = "690000002".parse().expect("a number");
        let elsewhere = town.at_their_place(elsewhere.professional).await;
        assert_eq!(opens(&town, &elsewhere, &louis).await, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn pro_12_an_emergency_is_counted_at_the_institution_and_not_stopped_by_it() {
    for_each_store_at(async |_, url| {
        let town = Town::set_up(&url, |config| small(config, 1, 1)).await;
        let twin = town.twin().await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        town.consents(&doctor, &ana).await;
        assert_eq!(opens(&town, &doctor, &ana).await, StatusCode::OK);
        let opened = breaks_glass(&town, &other, &louis, WORDS).await;
        assert_eq!(opened, StatusCode::SEE_OTHER);
        for house in [&town, &twin] {
            assert_eq!(opens(house, &other, &louis).await, StatusCode::OK);
        }
        let ceilings = town.house.sharing.ceilings();
        let raised = ceilings.institution_alarms(Timestamp::default()).await;
        assert_eq!(raised.expect("listed").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn pro_12_two_processes_count_for_one_institution_up_to_the_same_ceiling() {
    for_each_store_at(async |_, url| {
        let town = Town::set_up(&url, |config| small(config, 1, 1)).await;
        let twin = town.twin().await;
        let (ana, doctor, other) = town.holder_and_two_doctors().await;
        let louis = town.holder(1).await;
        town.consents(&doctor, &ana).await;
        town.consents(&other, &louis).await;
        let (one, two) = tokio::join!(opens(&town, &doctor, &ana), opens(&twin, &other, &louis));
        let opened = [one, two].into_iter().filter(|s| *s == StatusCode::OK);
        assert_eq!(opened.count(), 1, "{one} {two}: one place was left");
    })
    .await;
}

#[tokio::test]
async fn pro_12_an_institutions_software_and_its_professionals_are_counted_together() {
    for_each_store_at(async |_, url| {
        let town = Town::set_up(&url, |config| small(config, 1, 1)).await;
        let dmp = Dmp::within(town).await;
        let town = &dmp.town;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let louis = town.holder(1).await;
        let other = town.other_doctor().await;
        town.consents(&doctor, &ana).await;
        town.consents(&other, &louis).await;
        assert_eq!(opens(town, &doctor, &ana).await, StatusCode::OK);
        town.world.advance(MINUTE);
        let token = dmp.token(OTHER).await;
        let refused = dmp.get(&token, &Dmp::search(&louis)).await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        let outcome = json(&refused);
        assert_eq!(outcome["resourceType"], "OperationOutcome");
        assert_eq!(outcome["issue"][0]["code"], "throttled");
        assert!(!refused.text().contains("Louis"));
        // What was seen on the site is seen through software too.
        let token = dmp.token(DOCTOR).await;
        let found = dmp.get(&token, &Dmp::search(&ana)).await;
        assert_eq!(found.status, StatusCode::OK, "{}", found.text());
    })
    .await;
}
