//! The code of a letter is in the letter, and nowhere else.

use crate::town::{PEOPLE, Town};
use http::StatusCode;
use http::header::LOCATION;
use spaces::Channel;
use std::io::Write;
use std::sync::{Arc, Mutex};
use store::Store;

/// Where log lines go in this test: kept, to be looked through.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("lines").extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Every cell of every table, as its bytes and as its words.
async fn cells(store: &Store) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for table in store.catalogue().await.expect("the catalogue") {
        let as_words = |column: &String| match testkit::is_sqlite(store) {
            true => format!("CAST(\"{column}\" AS BLOB)"),
            false => format!("convert_to(\"{column}\"::text, 'UTF8')"),
        };
        let columns: Vec<String> = table.columns.iter().map(as_words).collect();
        let sql = format!("SELECT {} FROM \"{}\"", columns.join(", "), table.name);
        for row in store.query(sql.leak(), vec![]).await.expect("asked") {
            for (n, column) in table.columns.iter().enumerate() {
                let cell = row.opt_blob(n).expect("bytes").unwrap_or_default().to_vec();
                all.push((format!("{}.{column}", table.name), cell));
            }
        }
    }
    all
}

/// The ways in which a code may be written: as people type it, and as PostgreSQL shows
/// bytes.
fn ways(code: &str) -> Vec<String> {
    let plain = code.replace('-', "");
    let lower = [code, &plain].map(str::to_lowercase);
    let mut ways = vec![code.to_owned(), plain];
    ways.extend(lower);
    let hex = |way: &String| way.bytes().map(|byte| format!("{byte:02x}")).collect();
    let hexadecimal: Vec<String> = ways.iter().map(hex).collect();
    ways.extend(hexadecimal);
    ways
}

#[track_caller]
fn is_silent(bytes: &[u8], codes: &[String], place: &str) {
    for way in codes.iter().flat_map(|code| ways(code)) {
        let there = bytes.windows(way.len()).any(|part| part == way.as_bytes());
        assert!(!there, "a code is in {place}");
    }
}

#[tokio::test]
async fn act_10_the_code_of_a_letter_is_in_no_table_no_log_no_address_and_no_measure() {
    let lines = Lines::default();
    let writer = lines.clone();
    let logged = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE);
    let logged = logged.with_writer(move || writer.clone()).finish();
    let _heard = tracing::subscriber::set_default(logged);
    testkit::for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let mut codes = Vec::new();
        let mut answers = Vec::new();
        for (n, channel) in [Channel::Letter, Channel::Email].into_iter().enumerate() {
            let person = town.insured(n, "personne@exemple.fr").await;
            let told = town.house.spaces.announce(person, channel).await;
            codes.push(told.expect("announced").code.in_groups());
        }
        let looks = async |step: &str| {
            let all = cells(&store).await;
            assert!(all.len() > 100, "{step}: {}", all.len());
            for (place, cell) in all {
                is_silent(&cell, &codes, &format!("{place}, {step}"));
            }
        };
        looks("announced").await;
        // Typed wrongly, typed beside another card, in an address, and where it is not
        // asked for.
        let number = PEOPLE[0].0;
        let code = &codes[0];
        let wrong = format!("code={code}&nir={number}&serie=0000000000");
        answers.push(town.post("", "/activer", &wrong).await);
        let wrong = format!("code={code}&nir={}&serie=1234567890", PEOPLE[1].0);
        answers.push(town.post("", "/activer", &wrong).await);
        for path in ["/activer", "/connexion", "/seance", "/nulle-part"] {
            answers.push(town.get("", &format!("{path}?code={code}")).await);
        }
        let form = format!("identifiant={code}&mot-de-passe={code}");
        answers.push(town.post("", "/opposition", &wrong).await);
        answers.push(town.post("", "/code", &form).await);
        looks("tried").await;
        let cookie = town.moves_in(0, code, "ana@exemple.fr").await;
        looks("used").await;
        for path in [
            "/espace/moi/acces/journal",
            "/espace/moi/acces/espace",
            "/metrics",
        ] {
            answers.push(town.get(&cookie, path).await);
        }
        town.house.ledger.tick().await.expect("a tick");
        let head = town.get("", "/log/checkpoint").await;
        assert_eq!(head.status, StatusCode::OK);
        answers.push(head);
        // What was typed in a form may stand in that form again; in no address, and on no
        // other page.
        for answer in &answers {
            let to = answer.headers.get(LOCATION).map(|value| value.as_bytes());
            is_silent(to.unwrap_or_default(), &codes, "an address");
            for value in answer.headers.values() {
                is_silent(value.as_bytes(), &codes, "a header");
            }
        }
        for answer in answers.iter().rev().take(4) {
            is_silent(&answer.body, &codes, "a page");
        }
        tracing::info!("SERINJOURNAL");
        let said = lines.0.lock().expect("lines");
        let heard = said.windows(12).any(|part| part == b"SERINJOURNAL");
        assert!(heard, "nothing was logged");
        is_silent(&said, &codes, "the log");
        // The test sees what it looks for.
        let planted = format!("x{}y", codes[0].replace('-', "").to_lowercase());
        let seen = std::panic::catch_unwind(|| is_silent(planted.as_bytes(), &codes, "planted"));
        assert!(seen.is_err(), "a planted code is seen");
    })
    .await;
}
