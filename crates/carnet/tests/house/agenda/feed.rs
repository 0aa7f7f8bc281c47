//! The feed: who knows its address sees what it says, and whoever ended it is seen
//! by nobody any more.

use super::{LIST, form};
use crate::erasing::closes;
use crate::town::{Answer, DAY, Holder, Town};
use http::StatusCode;
use std::time::Duration;

const HOUR: Duration = Duration::from_hours(1);
const SETTINGS: &str = "/espace/moi/agenda/reglages";

impl Town {
    /// A holder makes an address for their calendar program: its path.
    async fn feeds(&self, holder: &Holder, form: &str) -> String {
        let path = format!("{SETTINGS}/adresse");
        let made = self.post(&holder.cookie, &path, form).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        let text = made.text();
        let found = text.split("http://localhost:8080/agenda/").nth(1);
        let secret: String = found.expect("an address").chars().take(44).collect();
        assert!(secret.ends_with(".ics"), "{secret}");
        // It is shown this once.
        let again = self.get(&holder.cookie, SETTINGS).await.text();
        assert!(!again.contains(&secret), "{again}");
        format!("/agenda/{secret}")
    }

    /// Nobody's session: a calendar program has none.
    async fn fetches(&self, path: &str) -> Answer {
        self.get("", path).await
    }

    async fn fetched_lines(&self, holder: &Holder) -> usize {
        let path = "/espace/moi/acces/journal/csv";
        let csv = self.get(&holder.cookie, path).await.text();
        csv.matches("Son application d’agenda a lu l’agenda")
            .count()
    }
}

/// The answer to an address that never was, but for what it repeats of it.
fn same_as_none(answer: &Answer, path: &str, none: &Answer, no_path: &str) {
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let text = |answer: &Answer, path: &str| answer.text().replace(path, "/agenda/…");
    assert_eq!(text(answer, path), text(none, no_path));
    let names = |answer: &Answer| {
        let names = answer.headers.keys().map(ToString::to_string);
        names.collect::<Vec<_>>()
    };
    assert_eq!(names(answer), names(none));
}

#[tokio::test]
async fn pro_22_a_calendar_program_reads_hours_alone_unless_its_holder_wants_words_and_in_a_class_of_its_own()
 {
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let more =
            "titre=Oncologie&avec=Dr+Canari&lieu=Service+de+chimioth%C3%A9rapie&note=CANARINOTE";
        town.post(&ana.cookie, super::ADD, &form((4, 12, 2026), "9:30", more))
            .await;
        let reminder = form((5, 12, 2026), "8:00", "genre=rappel&titre=CANARIRAPPEL");
        town.post(&ana.cookie, super::ADD, &reminder).await;
        let plain = town.feeds(&ana, "").await;
        let before = town.fetched_lines(&ana).await;
        let read = town.fetches(&plain).await;
        assert_eq!(read.status, StatusCode::OK, "{}", read.text());
        assert_eq!(read.headers["content-type"], "text/calendar; charset=utf-8");
        assert!(!read.headers.contains_key("set-cookie"));
        let text = read.text();
        assert!(
            text.contains("SUMMARY:Rendez-vous\r\n") && text.contains("SUMMARY:Rappel\r\n"),
            "{text}"
        );
        assert!(text.contains("DTSTART;TZID=Europe/Paris:20261204T093000"));
        for word in [
            "Oncologie",
            "Canari",
            "chimio",
            "CANARI",
            "Lilas",
            "Martin",
            "Ana",
        ] {
            assert!(!text.contains(word), "{word}: {text}");
        }
        // The line was written, and is of the class of what nobody looked at.
        assert_eq!(town.fetched_lines(&ana).await, before + 1);
        let seen = town
            .get(&ana.cookie, "/espace/moi/acces/journal")
            .await
            .text();
        assert!(!seen.contains("Son application d’agenda a lu"), "{seen}");
        let all = town
            .get(&ana.cookie, "/espace/moi/acces/journal?auto=oui")
            .await
            .text();
        assert!(all.contains("Son application d’agenda a lu"), "{all}");
        // With words, if she wants: the address before is over.
        let words = town.feeds(&ana, "mots=oui").await;
        let text = town.fetches(&words).await.text().replace("\r\n ", "");
        for said in [
            "SUMMARY:Oncologie",
            "LOCATION:Service de chimiothérapie",
            "Dr Canari\\nCANARINOTE",
            "SUMMARY:CANARIRAPPEL",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert_eq!(town.fetches(&plain).await.status, StatusCode::NOT_FOUND);
        // No secret is kept: neither as it is, nor as an address has it.
        let secret = words
            .trim_start_matches("/agenda/")
            .trim_end_matches(".ics");
        let kept = store
            .query("SELECT hash, place, inside FROM agenda_feed", vec![])
            .await;
        let kept = kept.expect("asked");
        assert_eq!(kept.len(), 1);
        for column in 0..3 {
            let blob = kept[0].blob(column).expect("bytes");
            let hex: String = blob.iter().map(|byte| format!("{byte:02x}")).collect();
            assert!(!hex.contains(secret) && !String::from_utf8_lossy(blob).contains(secret));
        }
        // No line, no byte.
        let gone = "ALTER TABLE access RENAME TO access_gone";
        store.execute(gone, vec![]).await.expect("gone");
        let refused = town.fetches(&words).await;
        assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(!refused.text().contains("VCALENDAR"));
    })
    .await;
}

#[tokio::test]
async fn a_feed_whose_address_leaked_is_ended_at_once_in_every_process() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.appoints(&ana, (4, 12, 2026), "9:30", "Suivi").await;
        let twin = town.twin().await;
        let path = town.feeds(&ana, "mots=oui").await;
        for process in [&town, &twin] {
            assert!(process.fetches(&path).await.text().contains("Suivi"));
        }
        let ended = town
            .post(&ana.cookie, &format!("{SETTINGS}/arreter"), "")
            .await;
        assert_eq!(ended.location(), format!("{SETTINGS}?fait=arrete"));
        let unknown = format!("/agenda/{}.ics", "0".repeat(40));
        let lines = town.fetched_lines(&ana).await;
        for process in [&twin, &town] {
            let none = process.fetches(&unknown).await;
            same_as_none(&process.fetches(&path).await, &path, &none, &unknown);
        }
        assert_eq!(
            town.fetched_lines(&ana).await,
            lines,
            "nobody read anything"
        );
        // She makes another: the one that leaked stays ended.
        let other = town.feeds(&ana, "mots=oui").await;
        assert_ne!(other, path);
        assert!(twin.fetches(&other).await.text().contains("Suivi"));
        assert_eq!(twin.fetches(&path).await.status, StatusCode::NOT_FOUND);
        for wrong in [
            other.to_uppercase(),
            other.replace(".ics", ""),
            format!("{other}x"),
            String::from("/agenda/.ics"),
        ] {
            assert_eq!(
                town.fetches(&wrong).await.status,
                StatusCode::NOT_FOUND,
                "{wrong}"
            );
        }
        let history = town
            .get(&ana.cookie, "/espace/moi/acces/journal")
            .await
            .text();
        assert!(history.contains("A arrêté l’adresse d’agenda"), "{history}");
        // A closed space has none, and answers as one that never was.
        closes(&town, 0).await;
        let none = town.fetches(&unknown).await;
        same_as_none(&town.fetches(&other).await, &other, &none, &unknown);
        same_as_none(&twin.fetches(&other).await, &other, &none, &unknown);
    })
    .await;
}

#[tokio::test]
async fn a_program_that_asks_without_end_is_told_to_wait_and_fills_no_history() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis) = (town.holder(0).await, town.holder(1).await);
        town.appoints(&ana, (4, 12, 2026), "9:30", "Suivi").await;
        let twin = town.twin().await;
        let (path, other) = (town.feeds(&ana, "").await, town.feeds(&louis, "").await);
        for n in 0..60 {
            let process = if n % 2 == 0 { &town } else { &twin };
            assert_eq!(process.fetches(&path).await.status, StatusCode::OK, "{n}");
        }
        for process in [&town, &twin] {
            let slow = process.fetches(&path).await;
            assert_eq!(slow.status, StatusCode::TOO_MANY_REQUESTS);
            assert!(slow.headers.contains_key("retry-after"));
            assert!(slow.text().contains("une mise à jour par heure"));
            assert!(!slow.text().contains("VCALENDAR"));
        }
        assert_eq!(town.fetched_lines(&ana).await, 60, "no line for nothing");
        assert_eq!(town.fetches(&other).await.status, StatusCode::OK);
        town.world.advance(HOUR);
        assert_eq!(twin.fetches(&path).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_feed_is_made_by_its_holder_alone_and_outlives_their_session() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let (ana, louis, doctor) = (
            town.holder(0).await,
            town.holder(1).await,
            town.doctor().await,
        );
        town.appoints(&ana, (20, 12, 2026), "9:30", "Suivi").await;
        let path = town.feeds(&ana, "mots=oui").await;
        // Louis ends his own, who has none: hers goes on.
        town.post(&louis.cookie, &format!("{SETTINGS}/arreter"), "")
            .await;
        assert!(!town.feeds(&louis, "mots=oui").await.is_empty());
        let refused = town
            .post(&doctor.cookie, &format!("{SETTINGS}/adresse"), "")
            .await;
        assert_ne!(refused.status, StatusCode::OK);
        town.world.advance(DAY);
        let ended = town.get(&ana.cookie, LIST).await;
        assert_ne!(ended.status, StatusCode::OK, "the session is over");
        assert!(town.fetches(&path).await.text().contains("Suivi"));
    })
    .await;
}
