//! Brakes, and the notice: a card that is read again and again fills no history,
//! and its holder is told once a day.

use crate::town::Town;
use http::{Method, StatusCode};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(60 * 60);
const EMAIL: &str = "ana@exemple.fr";

#[tokio::test]
async fn a_card_is_read_twenty_times_an_hour_and_then_says_whom_to_call() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        town.ticks(&ana, &["Ana Martin"]).await;
        town.ticks(&louis, &["Louis Petit"]).await;
        let (path, other) = (town.codes(&ana).await, town.codes(&louis).await);
        let twin = town.twin().await;
        for n in 0..20 {
            let process = if n % 2 == 0 { &town } else { &twin };
            assert_eq!(process.finds(&path).await.status, StatusCode::OK, "{n}");
        }
        assert_eq!(town.reads_told(&ana).await, 20);
        for process in [&town, &twin] {
            let slow = process.finds(&path).await;
            assert_eq!(slow.status, StatusCode::TOO_MANY_REQUESTS);
            assert!(slow.headers.contains_key("retry-after"));
            let text = slow.text();
            assert!(
                text.contains("tel:15") && text.contains("tel:112"),
                "{text}"
            );
            assert!(!text.contains("Ana Martin"), "{text}");
        }
        assert_eq!(
            town.reads_told(&ana).await,
            20,
            "and the history is left alone"
        );
        // Another card is another's.
        assert_eq!(town.finds(&other).await.status, StatusCode::OK);
        town.world.advance(HOUR);
        assert_eq!(twin.finds(&path).await.status, StatusCode::OK);
        let ana = town.later(ana).await;
        assert_eq!(town.reads_told(&ana).await, 21);
    })
    .await;
}

#[tokio::test]
async fn enu_01_a_network_that_asks_for_card_after_card_waits_whatever_it_asks_for() {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::set_up(&url, |config| config.behind_proxy = true).await;
        let ana = town.holder(0).await;
        town.ticks(&ana, &["Ana Martin"]).await;
        let path = town.codes(&ana).await;
        let from = async |address: &str, path: &str| {
            let headers = [("x-forwarded-for", address)];
            town.with(Method::GET, "", path, &headers).await.status
        };
        for n in 0..120 {
            let guess = format!("/u/{n:040x}");
            assert_eq!(from("192.0.2.7", &guess).await, StatusCode::NOT_FOUND);
        }
        let guess = format!("/u/{:040x}", 7);
        for asked in [guess.as_str(), &path, "/u/x"] {
            assert_eq!(
                from("192.0.2.7", asked).await,
                StatusCode::TOO_MANY_REQUESTS,
                "{asked}"
            );
        }
        assert_eq!(from("192.0.2.8", &path).await, StatusCode::OK);
        // What is kept of an address is no address, and goes soon.
        let rows = store
            .query("SELECT network FROM card_network", vec![])
            .await;
        let rows = rows.expect("asked");
        assert_eq!(rows.len(), 2);
        for row in &rows {
            let kept = row.blob(0).expect("bytes");
            assert!(!kept.windows(3).any(|bytes| bytes == [192, 0, 2]));
        }
        town.world.advance(HOUR);
        assert_eq!(from("192.0.2.7", &path).await, StatusCode::OK);
        town.world.advance(HOUR);
        town.house.sweep().await.expect("swept");
        let rows = store
            .query("SELECT network FROM card_network", vec![])
            .await;
        assert!(rows.expect("asked").is_empty());
        // The history has no address of anybody.
        let ana = town.later(ana).await;
        let journal = "/espace/moi/acces/journal/csv";
        let told = town.get(&ana.cookie, journal).await.text();
        assert!(!told.contains("192.0.2"), "{told}");
    })
    .await;
}

#[tokio::test]
async fn web_23_the_holder_is_told_once_a_day_that_their_card_was_read_and_of_nothing_medical() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder_reached(0, EMAIL).await;
        town.notes_line(&ana, "allergies/ajouter", "nom=CANARI")
            .await;
        town.ticks(&ana, &["CANARI"]).await;
        let path = town.codes(&ana).await;
        let told = async || {
            town.house.post.deliver(100).await.expect("a pass");
            let sent = town.house.post.sent(100).await.expect("listed");
            let of_card = |sent: &&post::Sent| sent.to == EMAIL && sent.subject.contains("carte");
            let words = |sent: &post::Sent| format!("{} {}", sent.subject, sent.text);
            sent.iter().filter(of_card).map(words).collect::<Vec<_>>()
        };
        assert_eq!(told().await.len(), 0);
        let twin = town.twin().await;
        for process in [&town, &twin, &town] {
            process.finds(&path).await;
        }
        let notices = told().await;
        assert_eq!(notices.len(), 1, "{notices:?}");
        assert!(notices[0].contains("Votre carte a été lue"), "{notices:?}");
        for word in ["CANARI", "urgence", "santé", "allerg", &path[3..]] {
            assert!(!notices[0].contains(word), "{word}: {notices:?}");
        }
        town.world.advance(HOUR * 24);
        town.finds(&path).await;
        assert_eq!(told().await.len(), 2, "and again the next day");
    })
    .await;
}
