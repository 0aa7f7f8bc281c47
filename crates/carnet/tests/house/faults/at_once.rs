//! Two processes on one store, at the same instant: what one writes the other shows. Two
//! houses on one store: a document that is hidden while it is read is read by nobody from then on.

use crate::hiding::hides;
use crate::town::{Holder, Pro, Town};
use http::StatusCode;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

const LIST: &str = "/espace/moi/documents";
const EACH: usize = 10;

/// The holder keeps a document of today, by the clock of the machine.
async fn keeps_one(town: &Town, holder: &Holder, title: &str) {
    let today = town.world.now().in_paris().date();
    let [day, month] = [today.day(), today.month()].map(|number| number.to_string());
    let year = today.year().to_string();
    let fields = [
        ("title", title),
        ("type", "DOCPAT03"),
        ("date-jour", &*day),
        ("date-mois", &*month),
        ("date-annee", &*year),
    ];
    let content = format!("Bonjour, ceci est le document {title}");
    let file = ("note.txt", content.as_bytes());
    let path = format!("{LIST}/ajouter");
    // Who comes second too often is told that nothing was done, and does it again.
    for _ in 0..10 {
        let sent = town.upload(&holder.cookie, &path, &fields, file).await;
        if sent.status != StatusCode::CONFLICT {
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
            return;
        }
    }
    panic!("{title} was never taken");
}

/// One process writes documents one after the other and reads the list between; the
/// titles that were acknowledged.
async fn writes_and_reads(town: Arc<Town>, holder: Arc<Holder>, who: &str) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for n in 0..EACH {
        let title = format!("{who} {n}.");
        keeps_one(&town, &holder, &title).await;
        acknowledged.push(title);
        let list = town.reads(&holder.cookie, LIST).await;
        for title in &acknowledged {
            assert!(list.contains(&format!(">{title}</a>")), "{title}");
        }
    }
    acknowledged
}

/// One process reads the list over and over while others write: what it showed once it
/// shows ever after. How many documents the last one had.
async fn only_reads(town: Arc<Town>, holder: Arc<Holder>, over: Arc<AtomicBool>) -> usize {
    let mut shown = 0;
    loop {
        let last = over.load(Ordering::SeqCst);
        let list = town.reads(&holder.cookie, LIST).await;
        let now = list.matches(".</a>").count();
        assert!(now >= shown, "{now} documents after {shown}");
        shown = now;
        if last {
            return shown;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_processes_that_write_and_read_at_once_have_the_books_that_the_journal_tells() {
    testkit::for_each_store_at(async |store, url| {
        let here = Town::on_folder(&url).await;
        here.keeps_the_time_of_the_machine();
        let mut holders = Vec::new();
        for n in 0..2 {
            holders.push(Arc::new(here.holder(n).await));
        }
        let (there, process) = here.beside().await;
        assert_ne!(process.id, std::process::id());
        let (here, there) = (Arc::new(here), Arc::new(there));
        let over = Arc::new(AtomicBool::new(false));
        let (mut writing, mut reading) = (Vec::new(), Vec::new());
        for (n, holder) in holders.iter().enumerate() {
            for (who, town) in [("Ici", &here), ("Ailleurs", &there)] {
                let (town, holder) = (Arc::clone(town), Arc::clone(holder));
                let reader = only_reads(Arc::clone(&town), Arc::clone(&holder), Arc::clone(&over));
                reading.push(tokio::spawn(reader));
                let task = async move { (n, writes_and_reads(town, holder, who).await) };
                writing.push(tokio::spawn(task));
            }
        }
        let mut acknowledged = [BTreeSet::new(), BTreeSet::new()];
        for task in writing {
            let (n, titles) = task.await.expect("written");
            acknowledged[n].extend(titles);
        }
        over.store(true, Ordering::SeqCst);
        for task in reading {
            assert_eq!(task.await.expect("read"), 2 * EACH);
        }
        let cold = here.twin().await;
        for (holder, acknowledged) in holders.iter().zip(acknowledged) {
            assert_eq!(acknowledged.len(), 2 * EACH);
            // All of it, and each once; a page of the list has them all.
            let mut told = Vec::new();
            for town in [&*here, &*there, &cold] {
                let list = town.reads(&holder.cookie, LIST).await;
                for title in &acknowledged {
                    assert_eq!(list.matches(&format!(">{title}</a>")).count(), 1, "{title}");
                }
                told.push(list);
            }
            // The book of the process that is read is the one of the house that was
            // never asked before, line by line.
            assert!(told[0] == told[2] && told[1] == told[2]);
            let place = vec![i64::from(holder.space.bucket()).into(), holder.space.into()];
            let sql = "SELECT count(*), max(seq) FROM journal WHERE bucket = $1 AND space = $2";
            let rows = store.query(sql, place).await.expect("asked");
            let last = rows[0].int(1).expect("a number");
            assert_eq!(rows[0].int(0).expect("a count"), last, "no gap");
            for town in [&*here, &cold] {
                let journal = &town.house.journal;
                let book = journal.open(holder.space).await.expect("a book");
                let whole = journal.verify(holder.space).await.expect("whole");
                assert_eq!(book.version(), whole.rows);
                assert_eq!(i64::try_from(whole.rows).expect("few"), last);
            }
        }
    })
    .await;
}

/// Reads over and over until nothing is found; how often there was content.
async fn reads_until_it_is_gone(
    town: Arc<Town>,
    doctor: Arc<Pro>,
    path: String,
    hidden: Arc<AtomicBool>,
    begun: Arc<AtomicUsize>,
) -> usize {
    let mut given = 0;
    loop {
        let late = hidden.load(Ordering::SeqCst);
        begun.fetch_add(1, Ordering::SeqCst);
        let answer = town.get(&doctor.cookie, &path).await;
        match answer.status {
            StatusCode::OK => {
                assert!(!late, "read after the hiding was acknowledged: {path}");
                assert!(!answer.body.is_empty());
                given += 1;
            }
            StatusCode::NOT_FOUND => return given,
            other => panic!("{other}: {}", answer.text()),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn vis_07_log_01_what_is_hidden_while_it_is_read_was_read_with_its_line_before_or_not_at_all()
{
    // SQLite writes one after the other: a number for each line is the order of both logs.
    const ORDER: [&str; 3] = [
        "CREATE TABLE in_order (n INTEGER PRIMARY KEY, log TEXT NOT NULL) STRICT",
        "CREATE TRIGGER of_access AFTER INSERT ON access BEGIN \
         INSERT INTO in_order (log) VALUES ('access'); END",
        "CREATE TRIGGER of_journal AFTER INSERT ON journal BEGIN \
         INSERT INTO in_order (log) VALUES ('journal'); END",
    ];
    const BEFORE: &str = "SELECT count(*) FROM in_order WHERE log = 'access' AND n < \
         (SELECT max(n) FROM in_order WHERE log = 'journal')";
    testkit::for_each_store_at(async |store, url| {
        let here = Arc::new(Town::on(&url).await);
        let there = Arc::new(here.twin().await);
        let (ana, doctor, other) = here.holder_and_two_doctors().await;
        here.consents(&doctor, &ana).await;
        let doctor = Arc::new(doctor);
        let ordered = testkit::is_sqlite(&store);
        if ordered {
            for text in ORDER {
                store.execute(text, vec![]).await.expect("made");
            }
        }
        for round in 0..4 {
            let title = format!("Secret {round}.");
            here.world.advance(Duration::from_secs(1));
            let id = here.deposits(&other, &ana, &title).await;
            if ordered {
                let empty = store.execute("DELETE FROM in_order", vec![]).await;
                empty.expect("emptied");
            }
            let hidden = Arc::new(AtomicBool::new(false));
            let begun = Arc::new(AtomicUsize::new(0));
            let base = format!("/pro/patients/{}/documents/{id}", ana.space);
            let readers: Vec<_> = [&here, &there]
                .into_iter()
                .flat_map(|town| {
                    [base.clone(), format!("{base}/telecharger")].map(|path| (town, path))
                })
                .map(|(town, path)| {
                    let (town, doctor) = (Arc::clone(town), Arc::clone(&doctor));
                    let (hidden, begun) = (Arc::clone(&hidden), Arc::clone(&begun));
                    tokio::spawn(reads_until_it_is_gone(town, doctor, path, hidden, begun))
                })
                .collect();
            while begun.load(Ordering::SeqCst) < 8 {
                tokio::task::yield_now().await;
            }
            hides(&here, &ana, &id, &doctor.professional.rpps.to_string()).await;
            hidden.store(true, Ordering::SeqCst);
            let mut given = 0;
            for reader in readers {
                given += reader.await.expect("no read after the hiding");
            }
            assert!(given > 0, "nothing was read before it was hidden");
            if ordered {
                let rows = store.query(BEFORE, vec![]).await.expect("asked");
                let before = usize::try_from(rows[0].int(0).expect("a count")).expect("few");
                assert!(before >= given, "{given} were given, {before} noted before");
            }
            let history = "/espace/moi/acces/journal/csv";
            let history = here.reads(&ana.cookie, history).await;
            let lines = history.lines().filter(|line| line.contains(&title));
            let lines = lines.filter(|line| line.contains("Dr Benali")).count();
            assert!(
                lines >= given,
                "{given} were given, {lines} told: {history}"
            );
        }
        let whole = there.house.journal.verify(ana.space).await;
        whole.expect("both logs are whole");
    })
    .await;
}
