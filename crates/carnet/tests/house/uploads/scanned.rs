//! A scanner beside the house: what it finds is refused in every way in, and what it
//! did not look at comes in only where the set-up says so.

use super::{ADD, Town, WORDS, form};
use axum::body::Body;
use carnet::config::ScanSection;
use http::StatusCode;
use scan::WhenAbsent;
use testkit::objects;
use testkit::{Clamd, HARMFUL, Manner};

/// The same town, where this scanner looks at files.
async fn with_scanner(town: &Town, place: &str, when_absent: WhenAbsent) -> Town {
    let mut config = town.config.clone();
    config.scan = Some(ScanSection {
        clamd: place.to_owned(),
        when_absent,
        wait_ms_max: 500,
    });
    town.elsewhere(config).await
}

fn harmful() -> Vec<u8> {
    [&b"Une note avec "[..], HARMFUL, b" dedans."].concat()
}

#[tokio::test]
async fn doc_33_what_the_scanner_finds_is_refused_in_every_form_and_nothing_stays() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let (ana, doctor) = (town.holder(0).await, town.doctor().await);
        let vault = town.folder.path().join("vault");
        let clamd = Clamd::on_port(Manner::Honest).await;
        let guarded = with_scanner(&town, &clamd.place, WhenAbsent::Accept).await;
        let harmful = harmful();
        let record = format!("/pro/patients/{}/ajouter", ana.space);
        let words = [
            ("type", "11488-4"),
            ("date-jour", "20"),
            ("date-mois", "11"),
            ("date-annee", "2026"),
        ];
        for (cookie, path, words) in [
            (&ana.cookie, ADD, &WORDS),
            (&doctor.cookie, &*record, &words),
        ] {
            let sent = form(words, &[("a.txt", &harmful)]);
            let sent = guarded.send(cookie, path, Body::from(sent)).await;
            assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert!(
                sent.text().contains("programme malveillant"),
                "{}",
                sent.text()
            );
            assert!(!sent.text().contains("Carnet-Test-Signature"));
            let begun = guarded.begins_file(cookie, path, harmful.len(), "").await;
            let place = begun.location().to_owned();
            guarded.piece(cookie, &place, 0, &harmful).await;
            let done = guarded.finishes(cookie, &place, "a.txt").await;
            assert_eq!(
                done.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{}",
                done.text()
            );
            assert!(done.text().contains("programme malveillant"));
        }
        assert!(objects(&vault).is_empty());
        // One among several undoes no other.
        let sent = form(&WORDS, &[("a.txt", &harmful), ("b.txt", b"Une autre.")]);
        let sent = guarded.send(&ana.cookie, ADD, Body::from(sent)).await;
        assert!(sent.text().contains("Gardés : 1 sur 2."), "{}", sent.text());
        assert_eq!(objects(&vault).len(), 1);
        assert_eq!(clamd.files(), 6);
        // Without a scanner nobody is asked, and nothing is said.
        let sent = form(&WORDS, &[("a.txt", &harmful)]);
        let sent = town.send(&ana.cookie, ADD, Body::from(sent)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        assert_eq!(clamd.files(), 6);
    })
    .await;
}

#[tokio::test]
async fn doc_33_where_the_scanner_is_slow_dies_or_is_gone_files_wait_outside_unless_let_in() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on_folder(&url).await;
        let ana = town.holder(0).await;
        let vault = town.folder.path().join("vault");
        let silent = Clamd::on_port(Manner::Silent).await;
        let dies = Clamd::on_port(Manner::Dies).await;
        let gone = Clamd::on_port(Manner::Honest).await.place.clone();
        for place in [&silent.place, &dies.place, &gone] {
            let guarded = with_scanner(&town, place, WhenAbsent::Refuse).await;
            let sent = form(&WORDS, &[("a.txt", b"Une note.")]);
            let sent = guarded.send(&ana.cookie, ADD, Body::from(sent)).await;
            assert_eq!(sent.status, StatusCode::SERVICE_UNAVAILABLE, "{place}");
            assert!(sent.text().contains("Réessayez"), "{}", sent.text());
            let sent = form(&WORDS, &[("a.txt", b"Une note."), ("b.txt", b"Une autre.")]);
            let sent = guarded.send(&ana.cookie, ADD, Body::from(sent)).await;
            assert!(
                sent.text().contains("Réessayez plus tard."),
                "{}",
                sent.text()
            );
            assert!(objects(&vault).is_empty(), "{place}");
        }
        // A large one waits, whole, and is not sent again.
        let guarded = with_scanner(&town, &gone, WhenAbsent::Refuse).await;
        let begun = guarded.begins_file(&ana.cookie, ADD, 9, "").await;
        let waiting = begun.location().to_owned();
        guarded.piece(&ana.cookie, &waiting, 0, b"Une note.").await;
        let done = guarded.finishes(&ana.cookie, &waiting, "a.txt").await;
        assert_eq!(done.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(guarded.offset(&ana.cookie, &waiting).await, Some(9));
        let lenient = with_scanner(&town, &gone, WhenAbsent::Accept).await;
        let done = lenient.finishes(&ana.cookie, &waiting, "a.txt").await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        assert_eq!(objects(&vault).len(), 1);
    })
    .await;
}
