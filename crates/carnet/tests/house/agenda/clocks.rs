//! The two nights in which clocks are moved.

use super::{ADD, LIST, form, led_to};
use crate::town::Town;
use http::StatusCode;

#[tokio::test]
async fn an_hour_that_does_not_exist_is_refused_and_one_that_comes_twice_is_the_first() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        for hour in ["2:00", "2:59"] {
            let none = form((28, 3, 2027), hour, "titre=Nuit");
            let none = town.post(&ana.cookie, ADD, &none).await;
            assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "{hour}");
            assert!(
                none.text().contains("les horloges passent de 2 h à 3 h"),
                "{}",
                none.text()
            );
        }
        for (day, hour, shown, twice) in [
            ((28, 3, 2027), "1:59", "28 mars 2027 à 1 h 59", false),
            ((28, 3, 2027), "3:00", "28 mars 2027 à 3 h 00", false),
            ((31, 10, 2027), "2:30", "31 octobre 2027 à 2 h 30", true),
            ((31, 10, 2027), "3:00", "31 octobre 2027 à 3 h 00", false),
        ] {
            let made = form(day, hour, "titre=Nuit");
            let made = town.post(&ana.cookie, ADD, &made).await;
            let said = town.get(&ana.cookie, made.location()).await.text();
            assert!(
                said.contains(&format!("C’est noté pour le {shown}.")),
                "{said}"
            );
            assert_eq!(
                said.contains("cette heure existe deux fois"),
                twice,
                "{shown}"
            );
            let page = town
                .get(&ana.cookie, &format!("{LIST}/{}", led_to(&made)))
                .await
                .text();
            assert!(page.contains(shown), "{page}");
            assert_eq!(
                page.contains("cette heure existe deux fois"),
                twice,
                "{shown}"
            );
        }
        let file = town
            .get(&ana.cookie, &format!("{LIST}/agenda.ics"))
            .await
            .text();
        for line in [
            "DTSTART;TZID=Europe/Paris:20270328T015900",
            "DTSTART;TZID=Europe/Paris:20270328T030000",
            "DTSTART:20271031T003000Z",
            "DTSTART;TZID=Europe/Paris:20271031T030000",
        ] {
            assert!(file.contains(line), "{line}: {file}");
        }
    })
    .await;
}
