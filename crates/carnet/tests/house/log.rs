//! The public log of the house: fetched by everybody, checked by anybody, and
//! the reason why an older database is not opened.

use super::erasing::closes;
use super::town::{Holder, Letter, Town};
use axum::Router;
use axum::extract::State;
use axum::routing::post;
use carnet::House;
use carnet::config::{Config, WitnessSection};
use carnet::log::{self, Command};
use carnet::{verify, witness};
use clap::Parser;
use http::StatusCode;
use keys::{Key, SigningKey};
use ledger::{
    Checkpoint, History, LineOf, Note, Problem, PublicKey, Role, Signer, Trust, check, leaf_hash,
};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use testkit::{TestWorld, for_each_store_at};

/// The command as it is typed.
#[derive(Parser)]
struct Typed {
    #[command(flatten)]
    args: verify::Args,
}

/// The program of a witness, as it is typed.
#[derive(Parser)]
struct Looking {
    #[command(flatten)]
    args: witness::Args,
}

/// What a witness that fails answers; without a status, nothing ever.
type Said = Arc<Mutex<(Option<StatusCode>, &'static str)>>;

async fn answers(State(said): State<Said>) -> (StatusCode, &'static str) {
    let said = *said.lock().unwrap_or_else(PoisonError::into_inner);
    match said {
        (Some(status), text) => (status, text),
        (None, _) => std::future::pending().await,
    }
}

/// Serves this at an address of its own.
async fn served(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        drop(axum::serve(listener, router).await);
    });
    format!("http://{address}")
}

async fn head(town: &Town) -> (Note, Checkpoint) {
    town.house.ledger.tick().await.expect("a tick");
    let answer = town.get("", "/log/checkpoint").await;
    assert_eq!(answer.status, StatusCode::OK);
    let note = String::from_utf8(answer.body.to_vec()).expect("a text");
    let note = Note::parse(&note).expect("a note");
    let checkpoint = Checkpoint::of(&note).expect("a checkpoint");
    (note, checkpoint)
}

async fn history(town: &Town, holder: &Holder, since: Option<u64>) -> History {
    let (journal, ledger) = (&town.house.journal, &town.house.ledger);
    let steps = town.house.spaces.committed(holder.space).await;
    let steps = steps.expect("steps");
    let told = export::proven_history(journal, ledger, steps, holder.space, since).await;
    told.expect("a history")
}

async fn trust(town: &Town) -> Trust {
    Trust {
        log: town.house.ledger.public_key().await.expect("a key"),
        witnesses: Vec::new(),
        quorum: 0,
        before_log: 0,
    }
}

#[tokio::test]
async fn everybody_fetches_the_log_and_computes_its_root_from_what_is_served() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        assert_eq!(
            town.get("", "/log/checkpoint").await.status,
            StatusCode::NOT_FOUND
        );
        let ana = town.holder(0).await;
        town.adds(&ana, "CANARITITRE").await;
        let (note, head) = head(&town).await;
        assert!(note.is_signed_by(&trust(&town).await.log));
        let kept = town.get("", "/log/checkpoint").await.headers["cache-control"].clone();
        assert_eq!(
            kept, "no-store",
            "an old head would hide what came after it"
        );
        assert!(
            head.size > 3,
            "her opening, her document, her reads: {}",
            head.size
        );
        let path = format!("/log/tile/entries/000.p/{}", head.size);
        let entries = town.get("", &path).await;
        assert_eq!(entries.headers["content-type"], "application/octet-stream");
        let cached = entries.headers["cache-control"].to_str().expect("a text");
        assert!(cached.contains("immutable"), "{cached}");
        let theirs = entries
            .body
            .chunks(34)
            .map(|entry| leaf_hash(&entry[2..]).to_vec());
        let theirs: Vec<u8> = theirs.flatten().collect();
        let path = format!("/log/tile/0/000.p/{}", head.size);
        assert_eq!(town.get("", &path).await.body, theirs);
        let mut edge = ledger::Edge::default();
        edge.append(
            entries
                .body
                .chunks(34)
                .map(|entry| entry[2..].try_into().expect("32")),
        );
        assert_eq!(edge.root(), head.root);
        for path in [
            "/log/tile/0/000",
            "/log/tile/0/001.p/1",
            "/log/tile/x",
            "/log/tile/entries/",
            "/log/",
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
async fn a_witness_signs_over_http_what_is_served_and_one_that_fails_stops_nothing_and_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("store.db");
    let first = Town::on(&format!("sqlite:{}", store.display())).await;
    let log = trust(&first).await.log.to_string();
    let looks = folder.path().display().to_string();
    let typed = [
        "witness",
        "--name",
        "loyal.example",
        "--log",
        &*log,
        "--folder",
        &*looks,
    ];
    let program = Looking::parse_from(typed).args;
    let program = program.open(first.world.world()).expect("a witness");
    let loyal = program.public().clone();
    let failing = SigningKey::from_seed(&Key::from_bytes([7; 32])).expect("a key");
    let failing = Signer::new("muet.example", Role::Witness, Arc::new(failing));
    let failing = failing.expect("a name").public().clone();
    let said = Said::default();
    let answering = Router::new().route("/add-checkpoint", post(answers));
    let mut config = first.config.clone();
    let section = |url: String, key: &PublicKey| WitnessSection {
        url,
        key: key.to_string(),
    };
    config.log.witnesses = vec![
        section(served(witness::router(program)).await, &loyal),
        section(
            served(answering.with_state(Arc::clone(&said))).await,
            &failing,
        ),
    ];
    let say = |status: Option<StatusCode>, text: &'static str| {
        *said.lock().expect("no panic") = (status, text);
    };
    say(Some(StatusCode::SERVICE_UNAVAILABLE), "");
    let town = first.elsewhere(config).await;
    let ana = town.holder(0).await;
    let [odile, _] = town.administrators().await;
    let mut size = 0;
    for (status, text) in [
        (None, ""),
        (Some(StatusCode::CONFLICT), "1\n"),
        (Some(StatusCode::CONFLICT), "999999\n"),
        (Some(StatusCode::CONFLICT), "beaucoup"),
        (Some(StatusCode::UNPROCESSABLE_ENTITY), ""),
        (Some(StatusCode::OK), "— muet.example AAAAAAAAAAAAAAAA\n"),
        (Some(StatusCode::INTERNAL_SERVER_ERROR), "non"),
    ] {
        say(status, text);
        town.adds(&ana, &format!("Radio {size}")).await;
        let before = town.house.ledger.witness_counts();
        let (mut note, grown) = head(&town).await;
        assert!(grown.size > size, "{status:?} {text}: nothing is held up");
        size = grown.size;
        // It is left alone for a while, and asked again; so is the loyal one, where a disk
        // that others keep busy made it late.
        town.world.advance(Duration::from_secs(31));
        for _ in 0..5 {
            if !note.is_signed_by(&loyal) {
                (note, _) = head(&town).await;
                town.world.advance(Duration::from_secs(31));
            }
        }
        assert!(note.is_signed_by(&loyal), "{status:?} {text}");
        assert!(!note.is_signed_by(&failing), "{status:?} {text}");
        let counts = town.house.ledger.witness_counts();
        let told = counts[0].cosigned == before[0].cosigned + 1;
        assert!(told && counts[1].failed > before[1].failed, "{counts:?}");
    }
    let keeper = town.again(&odile).await.cookie;
    for (path, signed, missing) in [
        (
            "/admin",
            "Le témoin loyal.example a signé",
            "Le témoin muet.example n’a pas signé",
        ),
        (
            "/en/admin",
            "The witness loyal.example signed",
            "The witness muet.example did not sign",
        ),
    ] {
        let page = town.reads(&keeper, path).await;
        assert!(page.contains(signed) && page.contains(missing), "{page}");
    }
    // A house that nobody looks at has nothing to tell of them.
    let page = first.reads(&keeper, "/admin").await;
    assert!(!page.contains("témoin"), "{page}");
}

#[tokio::test]
async fn log_04_a_line_that_the_keeper_of_the_database_takes_or_edits_is_told_by_the_verifier() {
    for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.adds(&ana, "Radio").await;
        for _ in 0..4 {
            town.get(&ana.cookie, "/espace/moi/documents").await;
        }
        let (_, before) = head(&town).await;
        let earlier = history(&town, &ana, None).await;
        let trust = trust(&town).await;
        let report = check(&earlier, &[], &trust, None);
        assert!(report.holds() && report.access >= 4, "{report:?}");
        // The last read is taken out: by itself nothing is to be seen.
        let place = || vec![i64::from(ana.space.bucket()).into(), ana.space.into()];
        let last = "DELETE FROM access WHERE bucket = $1 AND space = $2 AND n = \
             (SELECT max(n) FROM access WHERE bucket = $1 AND space = $2)";
        assert_eq!(store.execute(last, place()).await.expect("deleted"), 1);
        town.adds(&ana, "Bilan").await;
        head(&town).await;
        let elsewhere = town.twin().await;
        let now = history(&elsewhere, &ana, Some(before.size)).await;
        let report = check(&now, &[], &trust, Some(&earlier));
        let access = |problem: &Problem| {
            matches!(
                problem,
                Problem::Gone {
                    of: LineOf::Access,
                    ..
                } | Problem::Changed {
                    of: LineOf::Access,
                    ..
                }
            )
        };
        assert!(report.problems.iter().any(access), "{report:?}");
        // One out of the middle: told without anything to compare with.
        let middle = "DELETE FROM access WHERE bucket = $1 AND space = $2 AND n = 2";
        assert_eq!(store.execute(middle, place()).await.expect("deleted"), 1);
        let now = history(&town, &ana, None).await;
        let report = check(&now, &[], &trust, None);
        assert!(
            report.problems.contains(&Problem::Gap {
                of: LineOf::Access,
                n: 2
            }),
            "{report:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_history_holds_what_was_written_a_moment_ago_and_accuses_nobody() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        // Nobody brings anything into the tree but the export itself.
        for title in ["Radio", "Bilan", "Lettre"] {
            town.adds(&ana, title).await;
            let history = history(&town, &ana, None).await;
            let report = check(&history, &[], &trust(&town).await, None);
            assert!(report.holds() && report.journal > 0, "{report:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn log_06_an_older_database_under_a_running_house_makes_it_not_ready() {
    for_each_store_at(async |store, url| {
        let town = Town::on(&url).await;
        town.holder(0).await;
        head(&town).await;
        assert_eq!(town.get("", "/ready").await.status, StatusCode::OK);
        let older = "UPDATE ledger_head SET size = 0, published = -1, checkpoint = ''";
        store.execute(older, vec![]).await.expect("fell back");
        assert!(town.house.ledger.tick().await.is_err());
        let answer = town.get("", "/ready").await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    })
    .await;
}

#[tokio::test]
async fn log_06_a_database_from_before_a_closure_is_not_opened_until_somebody_answers_for_it() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        let (_, before) = head(&town).await;
        let yesterday = testkit::backup(&url).await;
        closes(&town, 0).await;
        let (_, after) = head(&town).await;
        assert!(after.size > before.size, "a closure moves the head");
        let mut config = town.config.clone();
        config.store.url.clone_from(&yesterday.url);
        let opens = async |config: &Config| House::open(config, TestWorld::seeded(9).world()).await;
        let refused = opens(&config).await.err().expect("refused").log_text();
        assert!(refused.contains("older than its own log"), "{refused}");
        assert!(refused.contains("carnet log accept-loss"), "{refused}");
        opens(&town.config).await.expect("today's opens");
        // Somebody answers for it, by name.
        let accept = |by: &str| Command::AcceptLoss {
            by: by.into(),
            reason: "the other disks burnt".into(),
        };
        let world = || TestWorld::seeded(10).world();
        assert!(log::run(&config, world(), accept("")).await.is_err());
        let told = log::run(&config, world(), accept("Ana"))
            .await
            .expect("accepted");
        assert!(told.last().expect("a key").contains("/2+"), "{told:?}");
        let house = opens(&config).await.expect("opened");
        house.ledger.tick().await.expect("a tick");
        assert!(house.journal.open(ana.space).await.is_ok());
    })
    .await;
}

/// What closes something, and by itself moves the head of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum No {
    OnTheSite,
    ByPhone,
    Hidden,
    HiddenByName,
    Blocked,
}

/// Who says no, and where.
struct Saying {
    town: Town,
    ana: Holder,
    told: Letter,
    document: String,
    sitting: String,
}

impl Saying {
    async fn on(url: &str) -> Self {
        let town = Town::on(url).await;
        let ana = town.holder(0).await;
        let told = town.told(1).await;
        let doctor = town.doctor().await;
        town.consents(&doctor, &ana).await;
        let document = town.adds(&ana, "Radio").await;
        let begun = town.post("", "/opposition", &told.form()).await;
        let sitting = begun.cookie("__Host-activation");
        Self {
            town,
            ana,
            told,
            document,
            sitting,
        }
    }

    /// Says nothing, where that is said: how many lines this leaves.
    async fn looks(&self, no: No) -> u64 {
        if no != No::Blocked {
            return 0;
        }
        let decide = "/espace/moi/acces/pro/99700218896/decider";
        let asked = self.town.post(&self.ana.cookie, decide, "quoi=rien").await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
        1
    }

    async fn says(&self, no: No) {
        let (town, cookie) = (&self.town, &self.ana.cookie);
        let person = self.told.person;
        let hides = format!("/espace/moi/documents/{}/masquer", self.document);
        match no {
            No::OnTheSite => {
                let form = format!("pour-{person}=oui");
                town.does(&self.sitting, "/opposition/pour", &form).await;
            }
            No::ByPhone => {
                let spaces = &town.house.spaces;
                let mut tx = town.house.store.begin("a call").await.expect("begun");
                let said = spaces.refuse_by_phone(&mut tx, person, &[person]).await;
                said.expect("refused");
                tx.commit().await.expect("committed");
            }
            No::Hidden => town.does(cookie, &hides, "qui=tous").await,
            No::HiddenByName => town.does(cookie, &hides, "qui=99700218896").await,
            No::Blocked => {
                let decide = "/espace/moi/acces/pro/99700218896/decider";
                town.does(cookie, decide, "quoi=bloquer").await;
            }
        }
    }
}

#[tokio::test]
async fn log_06_a_refusal_a_block_and_a_hide_each_move_the_head_and_no_older_database_is_opened() {
    for no in [
        No::OnTheSite,
        No::ByPhone,
        No::Hidden,
        No::HiddenByName,
        No::Blocked,
    ] {
        for_each_store_at(async |_, url| {
            let saying = Saying::on(&url).await;
            let (_, before) = head(&saying.town).await;
            // Nothing else is on its way but who looks at the page of a professional.
            let looks = saying.looks(no).await;
            let (_, looked) = head(&saying.town).await;
            assert_eq!(looked.size, before.size + looks, "{no:?}");
            let yesterday = testkit::backup(&url).await;
            saying.says(no).await;
            let (_, after) = head(&saying.town).await;
            assert_eq!(after.size, looked.size + looks + 1, "{no:?}: by itself");
            let mut config = saying.town.config.clone();
            config.store.url.clone_from(&yesterday.url);
            let opened = House::open(&config, TestWorld::seeded(9).world()).await;
            let refused = opened.err().expect("refused").log_text();
            assert!(
                refused.contains("older than its own log"),
                "{no:?}: {refused}"
            );
        })
        .await;
    }
}

#[tokio::test]
async fn what_is_checked_offline_is_said_in_plain_words_in_both_languages() {
    for_each_store_at(async |_, url| {
        let town = Town::on(&url).await;
        let ana = town.holder(0).await;
        town.adds(&ana, "CANARITITRE").await;
        town.adds(&ana, "Bilan").await;
        let (note, _) = head(&town).await;
        let told = history(&town, &ana, None)
            .await
            .to_json_lines()
            .expect("written");
        assert!(!told.contains("CANARITITRE"));
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(path("history"), &told).expect("written");
        std::fs::write(path("checkpoint"), note.to_string()).expect("written");
        let key = trust(&town).await.log.to_string();
        let says = |file: &str, lang: &str| {
            let (file, checkpoint) = (path(file), path("checkpoint"));
            let typed = [
                "verify",
                &*file,
                "--key",
                &*key,
                "--checkpoint",
                &*checkpoint,
                "--lang",
                lang,
            ];
            let verdict = Typed::parse_from(typed).args.check().expect("checked");
            (
                verdict.holds,
                verdict
                    .lines
                    .join("\n")
                    .replace(['\u{a0}', '\u{202f}'], " "),
            )
        };
        let (holds, french) = says("history", "fr");
        assert!(
            holds && french.contains("intact") && french.contains("ne prouve pas"),
            "{french}"
        );
        let activated = "Étape prouvée dans la vie de l’espace : « Espace activé », le ";
        assert!(
            french.contains(activated)
                && french.contains("étapes de la vie de l’espace ne sont pas numérotées"),
            "{french}"
        );
        let (holds, english) = says("history", "en");
        assert!(holds && english.contains("does not prove"), "{english}");
        // A step of the file is changed: it was closed, not activated.
        assert!(told.contains("{\"step\":1,"), "{told}");
        let moved = told.replacen("{\"step\":1,", "{\"step\":4,", 1);
        std::fs::write(path("moved"), moved).expect("written");
        let (holds, english) = says("moved", "en");
        assert!(
            !holds && english.contains("The proof of the step of "),
            "{english}"
        );
        // A line of the file is taken out.
        let cut: Vec<&str> = told
            .lines()
            .enumerate()
            .filter(|(n, _)| *n != 1)
            .map(|(_, l)| l)
            .collect();
        std::fs::write(path("cut"), cut.join("\n")).expect("written");
        let (holds, english) = says("cut", "en");
        assert!(
            !holds && english.contains("does NOT hold") && english.contains("line 1"),
            "{english}"
        );
    })
    .await;
}
