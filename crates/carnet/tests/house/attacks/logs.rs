//! What is planted is in no log, no error page and no measure.

use super::{LIST, UNKNOWN};
use crate::town::{Holder, Town};
use std::sync::atomic::{AtomicUsize, Ordering};

static CANARIES_LOGGED: AtomicUsize = AtomicUsize::new(0);
static LINES: AtomicUsize = AtomicUsize::new(0);

/// Planted strings: a title, a content, a search, a password, a name, a number.
const PLANTED: [&str; 6] = [
    "SERINTITRE",
    "SERINCONTENU",
    "SERINCHERCHE",
    "SERINSECRET",
    "Rossi",
    "269052B03307790",
];

/// Where log lines go in this test: nowhere, but read on the way.
struct Reader;

impl std::io::Write for Reader {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        LINES.fetch_add(1, Ordering::SeqCst);
        if PLANTED.iter().any(|canary| text.contains(canary)) {
            CANARIES_LOGGED.fetch_add(1, Ordering::SeqCst);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

async fn faults_around(town: &Town, maria: &Holder, cookie: &str, id: &str) -> Vec<String> {
    let mut said = Vec::new();
    let paths = [
        String::from("/espace/moi"),
        String::from(LIST),
        format!("{LIST}/{id}/telecharger"),
        format!("{LIST}/{UNKNOWN}"),
        format!("{LIST}?q=SERINCHERCHE%"),
        format!("/pro/patients/{}", maria.space),
        format!("/pro/patients/{}/documents/{id}", maria.space),
        String::from("/nulle-part/SERINCHERCHE"),
    ];
    for path in paths {
        for cookie in [&*maria.cookie, cookie, ""] {
            let answer = town.get(cookie, &path).await;
            if !answer.status.is_success() {
                said.push(answer.text());
            }
        }
    }
    said
}

#[tokio::test]
async fn log_14_api_13_planted_strings_are_in_no_log_no_error_page_and_no_measure() {
    let lines = tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG);
    lines.with_writer(|| Reader).init();
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let (maria, doctor) = (town.holder(2).await, town.doctor().await);
        let id = town.adds(&maria, "SERINTITRE SERINCONTENU").await;
        town.consents(&doctor, &maria).await;
        let form = "identifiant=SERINCHERCHE&mot-de-passe=SERINSECRET";
        town.post("", "/connexion", form).await;
        let form = "matricule=269052B03307790";
        town.post(&doctor.cookie, "/pro", form).await;
        let mut said = faults_around(&town, &maria, &doctor.cookie, &id).await;
        let tables = [
            (
                "ALTER TABLE access RENAME TO gone",
                "ALTER TABLE gone RENAME TO access",
            ),
            (
                "ALTER TABLE session RENAME TO gone",
                "ALTER TABLE gone RENAME TO session",
            ),
        ];
        for (away, back) in tables {
            if store.execute(away, vec![]).await.is_ok() {
                said.extend(faults_around(&town, &maria, &doctor.cookie, &id).await);
                store.execute(back, vec![]).await.expect("back");
            }
        }
        assert!(said.len() > 20);
        for page in &said {
            // A person's own name may stand in the head of their own page.
            for canary in [
                "SERINTITRE",
                "SERINCONTENU",
                "SERINSECRET",
                "269052B03307790",
            ] {
                assert!(!page.contains(canary), "{canary}: {page}");
            }
            for word in ["SELECT", "panicked", "src/", ".rs:", "sqlite", "postgres"] {
                assert!(!page.contains(word), "{word}: {page}");
            }
        }
        let measures = town.get("", "/metrics").await.text();
        assert!(PLANTED.iter().all(|canary| !measures.contains(canary)));
    })
    .await;
    assert!(LINES.load(Ordering::SeqCst) > 50, "the log was read");
    let logged = CANARIES_LOGGED.load(Ordering::SeqCst);
    assert_eq!(logged, 0, "planted strings were logged");
}
