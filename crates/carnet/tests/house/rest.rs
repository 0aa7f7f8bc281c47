//! What is at rest, and what the system tells those who keep it.

use super::town::{Town, configured};
use carnet::House;
use http::{Method, StatusCode};
use std::path::Path;

const CANARIES: [&str; 8] = [
    "255081416802538",
    "2550814168025",
    "CANARITITRE",
    "CANARICONTENU",
    "quatre chats gris",
    "1234567890",
    "Dr Benali",
    "document-added",
];

fn bytes_under(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => bytes_under(&path, found),
            path => found.push((
                path.display().to_string(),
                std::fs::read(&path).unwrap_or_default(),
            )),
        }
    }
}

#[tokio::test]
async fn key_01_no_canary_is_found_in_clear_in_the_database_or_the_vault() {
    // Only SQLite's files can be read from here; the rows are the same on both.
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("carnet.db").display());
    let town = Town::on_folder(&url).await;
    let (ana, doctor) = (town.holder(0).await, town.doctor().await);
    town.adds(&ana, "CANARITITRE CANARICONTENU").await;
    town.deposits(&doctor, &ana, "CANARITITRE").await;
    town.consents(&doctor, &ana).await;
    town.get(&doctor.cookie, &format!("/pro/patients/{}", ana.space))
        .await;
    let mut files = Vec::new();
    bytes_under(folder.path(), &mut files);
    bytes_under(&town.folder.path().join("vault"), &mut files);
    assert!(
        files.len() > 3,
        "{:?}",
        files.iter().map(|(name, _)| name).collect::<Vec<_>>()
    );
    for (name, bytes) in &files {
        for canary in CANARIES {
            let there = bytes
                .windows(canary.len())
                .any(|part| part == canary.as_bytes());
            assert!(!there, "{canary} is in clear in {name}");
        }
    }
}

#[tokio::test]
async fn key_02_a_stolen_database_without_its_key_opens_nothing() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.adds(&ana, "Secret").await;
        // Another machine, another key file, the same database.
        let folder = tempfile::tempdir().expect("a folder");
        let stolen = House::open(&configured(folder.path(), &url), town.world.world()).await;
        assert!(
            stolen.is_err(),
            "a house opened on a database without its key"
        );
    })
    .await;
}

#[tokio::test]
async fn health_and_readiness_answer_and_measures_only_from_here() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        assert_eq!(town.get("", "/health").await.status, StatusCode::OK);
        assert_eq!(town.get("", "/ready").await.status, StatusCode::OK);
        town.get("", "/").await;
        let measures = town.get("", "/metrics").await;
        assert!(
            measures.text().contains("carnet_requests"),
            "{}",
            measures.text()
        );
        // api_15: from outside, through a proxy, there is nothing.
        let outside = town
            .with(
                Method::GET,
                "",
                "/metrics",
                &[("x-forwarded-for", "203.0.113.9")],
            )
            .await;
        assert_eq!(outside.status, StatusCode::NOT_FOUND);
        for path in [
            "/debug",
            "/actuator",
            "/.git/config",
            "/openapi.json",
            "/demo/psc/authorize",
            "/demo/franceconnect/authorize",
        ] {
            assert_eq!(
                town.get("", path).await.status,
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn every_space_keyed_table_of_the_whole_house_starts_with_bucket() {
    testkit::for_each_store_at(async |store, url| {
        let _town = Town::on(&url).await;
        testkit::space_keyed_tables_start_with_bucket(&store).await;
    })
    .await;
}

#[tokio::test]
async fn every_table_of_the_whole_house_takes_values_of_its_own_kinds_alone() {
    const LAX: &str = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' \
         AND strict = 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    testkit::for_each_store_at(async |store, url| {
        if !testkit::is_sqlite(&store) {
            return;
        }
        let _town = Town::on(&url).await;
        let rows = store.query(LAX, Vec::new()).await.expect("asked");
        let names: Vec<_> = rows.iter().filter_map(|row| row.text(0).ok()).collect();
        assert_eq!(names, Vec::<&str>::new());
    })
    .await;
}

#[tokio::test]
async fn a_file_is_read_from_the_command_line_its_refused_lines_stand_beside_and_again_is_once() {
    const COLUMNS: &str = "matricule,oid,birth_name,used_name,first_names,birth_date,sex,birthplace,\
         scheme,vitale_serial,email,phone,address_line,postcode,city\n";
    const GOOD: &str = "255081416802538,1.2.250.1.213.1.4.8,EXEMPLE,,ANA,1955-08-02,F,14168,general,,,,\
         1 rue des Lilas,75001,Paris\n";
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let folder = tempfile::tempdir().expect("a folder");
        let (file, beside) = (
            folder.path().join("assures.csv"),
            folder.path().join("assures.csv.rejected.csv"),
        );
        let reads = async |text: String| {
            std::fs::write(&file, text).expect("written");
            let what = carnet::import::What::Insured;
            let told = carnet::import::import(&town.house, what, &file).await;
            told.expect("read")
        };
        let wrong = GOOD.replace("255081416802538", "255081416802539");
        let told = reads(format!("{COLUMNS}{GOOD}{wrong}")).await;
        assert!(
            told.starts_with("1 added, 0 updated, 0 unchanged, 1 rejected: see "),
            "{told}"
        );
        let refused = std::fs::read_to_string(&beside).expect("a file beside");
        let line = refused.lines().nth(1).expect("a refused line");
        assert!(line.starts_with("3,"), "{refused}");
        // One number on two lines is told of, though nothing is refused.
        let told = reads(format!("{COLUMNS}{GOOD}{GOOD}")).await;
        let twice = "0 added, 0 updated, 2 unchanged, 1 named on two lines, 0 rejected: see ";
        assert!(told.starts_with(twice), "{told}");
        assert!(beside.exists());
        // Mended and read again: nothing is doubled, and nothing stands beside.
        let told = reads(format!("{COLUMNS}{GOOD}")).await;
        assert_eq!(told, "0 added, 0 updated, 1 unchanged, none rejected");
        assert!(!beside.exists());
        let elsewhere = file.with_extension("txt");
        std::fs::rename(&file, &elsewhere).expect("renamed");
        let what = carnet::import::What::Insured;
        let told = carnet::import::import(&town.house, what, &elsewhere).await;
        let told = told.expect_err("no list").to_string();
        assert!(told.contains("neither .csv nor .ndjson"), "{told}");
        assert!(!elsewhere.with_extension("txt.rejected.csv").exists());
        // A file that is none leaves what was said of the one before, and nothing half.
        std::fs::rename(&elsewhere, &file).expect("renamed");
        reads(format!("{COLUMNS}{GOOD}{wrong}")).await;
        let before = std::fs::read(&beside).expect("a file beside");
        std::fs::write(&file, "matricule\n").expect("written");
        let what = carnet::import::What::Insured;
        let told = carnet::import::import(&town.house, what, &file).await;
        told.expect_err("columns are missing");
        assert_eq!(std::fs::read(&beside).expect("still there"), before);
        let left = std::fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(left, 2);
    })
    .await;
}

#[tokio::test]
async fn a_dump_is_written_in_the_history_before_it_is_given() {
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.adds(&ana, "Bilan").await;
        assert!(
            town.house
                .sharing
                .dump(ana.space, "", "pourquoi")
                .await
                .is_err()
        );
        let lines = town
            .house
            .sharing
            .dump(ana.space, "Jeanne Roux", "Réquisition 12")
            .await
            .expect("a dump");
        let lines: Vec<serde_json::Value> = lines
            .iter()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect();
        let added = lines.iter().find(|line| line["what"] == "Bilan");
        let added = added.expect("a line");
        assert_eq!(added["act"], "document-added");
        assert_eq!(added["by"]["kind"], "holder");
        assert_eq!(added["by"]["name"], "Ana Martin");
        let history = town
            .get(&ana.cookie, "/espace/moi/acces/journal")
            .await
            .text();
        assert!(history.contains("Jeanne Roux") && history.contains("Réquisition 12"));
    })
    .await;
}

#[tokio::test]
async fn every_sentence_exists_in_both_languages() {
    carnet::texts::install();
    let all = carnet::texts::all();
    assert!(all.len() > 30);
    for locale in all {
        edge::texts::check(&locale);
    }
}

/// One that is written and forgotten in its list is missed by nothing else.
#[tokio::test]
async fn every_migration_that_is_written_is_run() {
    testkit::for_each_store_at(async |store, url| {
        Town::on(&url).await;
        let rows = store.query("SELECT name FROM migration", Vec::new()).await;
        let rows = rows.expect("asked");
        let names = rows.iter().map(|row| row.text(0).expect("a text"));
        let run: Vec<&str> = names.collect();
        let crates = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let folders = std::fs::read_dir(crates).expect("the crates");
        let files = folders
            .map(|folder| folder.expect("a crate").path().join("migrations"))
            .filter(|folder| folder.is_dir())
            .flat_map(|folder| std::fs::read_dir(folder).expect("migrations"));
        let mut seen = 0;
        for file in files {
            let file = file.expect("a file").file_name();
            let file = file.to_string_lossy();
            if !file.ends_with(".sql") {
                continue;
            }
            let name = file.split('.').next().expect("a name");
            assert!(run.contains(&name), "{file} is in no list of migrations");
            seen += 1;
        }
        assert!(seen > 50, "{seen}");
    })
    .await;
}

/// Whoever ran a version that landed has a store that refuses to open once a
/// migration of it was edited: what changes is a new one.
#[tokio::test]
async fn a_migration_that_landed_is_never_edited() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
    let kept = std::fs::read_to_string(format!("{folder}/migrations.txt")).unwrap_or_default();
    testkit::for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let all = "SELECT crate, name, hash FROM migration ORDER BY crate, name";
        let rows = town
            .house
            .store
            .query(all, Vec::new())
            .await
            .expect("asked");
        let lines: Vec<String> = rows
            .iter()
            .map(|row| {
                let part = |column| row.text(column).expect("a text");
                format!("{}/{} {}", part(0), part(1), part(2))
            })
            .collect();
        for landed in kept.lines() {
            let (name, _) = landed.split_once(' ').expect("a name and a hash");
            let there = lines.iter().any(|line| line == landed);
            assert!(there, "{name} landed and was edited: write a new one");
        }
        testkit::golden(folder, "migrations.txt", &format!("{}\n", lines.join("\n")));
    })
    .await;
}
