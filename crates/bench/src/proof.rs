//! `checkpoint`: the lines that many write at once put into the public tree, head after
//! head, against the hashing of their leaves alone; beside it, those of one who writes
//! alone. `verify`: their long history, taken out with its proofs, checked as
//! `carnet verify` does, against the hashing of its bytes.

use crate::CLIENTS;
use crate::append::Counted;
use crate::drive::{Effort, median};
use crate::figure::{Figure, Report};
use crate::ground::Ground;
use crate::{house, machine};
use anyhow::{Result, ensure};
use journal::{Book, Journal, JournalConfig, NewEntry, Pen, Slice as _, Slices};
use kernel::DocumentId;
use keys::sha256;
use ledger::{Ledger, LogConfig, Trust, check};
use std::sync::Arc;
use std::time::Instant;
use tokio::task::JoinSet;

/// The plan: a hundredth of a core at so many entries a second.
const ENTRIES_A_SECOND: f64 = 10_000.0;
const OF_A_CORE: f64 = 0.01;
/// Chosen here.
const TARGET: f64 = 0.05;

/// Measures and reports.
pub async fn measure(ground: &Ground, effort: &Effort, report: &mut Report) -> Result<()> {
    let fresh = ground.fresh().await?;
    let world = house::world();
    let guards = house::guards(&fresh, &world)?;
    let slices = Slices::default().with::<Counted>();
    let config = JournalConfig {
        lanes: ground.lanes(),
        ..JournalConfig::default()
    };
    let store = fresh.store.clone();
    let opened = Journal::open_all(store.clone(), guards, world.clone(), slices, config).await?;
    let (journal, pen) = opened;
    let at = fresh.folder.path();
    let log = LogConfig {
        origin: Some(String::from("bench.example/log")),
        key: at.join("log.key"),
        checkpoint: at.join("log.checkpoint"),
        witnesses: Vec::new(),
    };
    let ledger = Ledger::open(store, world, log).await?;
    ledger.check_start().await?;

    // So many entries come in a second only where many write at once: then what waits
    // stands in as many rows as transactions brought it.
    let spaces = house::open_spaces(&fresh.store, &journal, CLIENTS + 1).await?;
    let (space, others) = (spaces[0], &spaces[1..]);
    let pen = Arc::new(pen);
    let mut writers = JoinSet::new();
    for other in others {
        let (pen, book) = (Arc::clone(&pen), journal.open(*other).await?);
        writers.spawn(write(pen, book, effort.lines / CLIENTS));
    }
    while let Some(written) = writers.join_next().await {
        written??;
    }
    let many = grown(&ledger, effort.lines / CLIENTS * CLIENTS).await?;
    report.note(&format!(
        "checkpoint on {}: {} lines of {CLIENTS} who write at once into the tree in {:.2} s, {:.2} s of this process: \
         {:.1} % of a core at {ENTRIES_A_SECOND} entries a second (wanted: {} %): {}",
        ground.name,
        many.lines,
        many.took,
        many.busy,
        100.0 * many.of_a_core(),
        100.0 * OF_A_CORE,
        told(many.of_a_core() <= OF_A_CORE),
    ));
    report.figure(Figure {
        name: "checkpoint",
        store: ground.name,
        spaces: CLIENTS,
        value: many.lines / many.took,
        limit: leaves_a_second(effort.lines)?,
        target: TARGET,
    });

    write(pen, journal.open(space).await?, effort.lines).await?;
    let alone = grown(&ledger, effort.lines).await?;
    report.note(&format!(
        "checkpoint on {}: {} lines of one who writes alone, each in a transaction of its own, in {:.2} s, {:.2} s of \
         this process: {:.1} µs a line",
        ground.name,
        alone.lines,
        alone.took,
        alone.busy,
        alone.busy / alone.lines * 1e6,
    ));
    let lines = alone.lines;

    let history = export::proven_history(&journal, &ledger, Vec::new(), space, None).await?;
    let text = history.to_json_lines()?;
    let trust = Trust {
        log: ledger.public_key().await?,
        witnesses: Vec::new(),
        quorum: 0,
        before_log: 0,
    };
    let (mut ours, mut limits) = (Vec::new(), Vec::new());
    for _ in 0..effort.rounds {
        let begun = Instant::now();
        let read = ledger::History::parse(&text)?;
        let found = check(&read, &[], &trust, None);
        ours.push(begun.elapsed().as_secs_f64());
        ensure!(
            found.holds(),
            "the history does not hold: {:?}",
            found.problems
        );
        let begun = Instant::now();
        ensure!(sha256(text.as_bytes()) != [0; 32], "nothing was hashed");
        limits.push(begun.elapsed().as_secs_f64());
    }
    let (took, limit) = (median(ours), median(limits));
    report.note(&format!(
        "verify on {}: {lines} lines of {} bytes read and checked in {took:.2} s",
        ground.name,
        text.len()
    ));
    report.figure(Figure {
        name: "verify",
        store: ground.name,
        spaces: 1,
        value: lines / took,
        limit: lines / limit,
        target: TARGET,
    });
    Ok(())
}

/// What it took to bring in all that waited, with its heads signed and kept.
struct Grown {
    lines: f64,
    /// Seconds.
    took: f64,
    /// Seconds of a core.
    busy: f64,
}

impl Grown {
    fn of_a_core(&self) -> f64 {
        self.busy / self.lines * ENTRIES_A_SECOND
    }
}

async fn grown(ledger: &Ledger, at_least: usize) -> Result<Grown> {
    let (begun, busy) = (Instant::now(), machine::processor_seconds());
    let mut sequenced = 0;
    loop {
        let some = ledger.sequence().await?;
        ledger.publish().await?;
        sequenced += some;
        if some == 0 {
            break;
        }
    }
    let (took, busy) = (
        begun.elapsed().as_secs_f64(),
        machine::processor_seconds() - busy,
    );
    let lines = u32::try_from(sequenced)?;
    ensure!(
        lines as usize >= at_least,
        "{lines} lines came into the tree"
    );
    let lines = f64::from(lines);
    Ok(Grown { lines, took, busy })
}

/// The limit: the hashing of so many leaves, and nothing else.
fn leaves_a_second(lines: usize) -> Result<f64> {
    let begun = Instant::now();
    let mut last = [7; 32];
    for _ in 0..lines {
        last = sha256(&[&[0], &last[..]].concat());
    }
    ensure!(last != [7; 32], "nothing was hashed");
    Ok(f64::from(u32::try_from(lines)?) / begun.elapsed().as_secs_f64())
}

async fn write(pen: Arc<Pen>, mut book: Arc<Book>, lines: usize) -> Result<()> {
    for _ in 0..lines {
        let by = house::hospital_by();
        book = pen.append(&book, by, vec![line()]).await?;
    }
    Ok(())
}

const fn told(met: bool) -> &'static str {
    if met { "met" } else { "NOT met" }
}

fn line() -> NewEntry {
    NewEntry {
        slice: Counted::CODE,
        version: 1,
        payload: vec![42; 100],
        act: "document-added",
        about: Some(DocumentId::from_bytes([5; 16])),
        what: String::from("Compte rendu de consultation"),
        why: String::new(),
    }
}
