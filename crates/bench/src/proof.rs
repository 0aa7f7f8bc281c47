//! `checkpoint`: the lines of one long history put into the public tree, head after
//! head, against the hashing of their leaves alone. `verify`: that history, taken out
//! with its proofs, checked as `carnet verify` does, against the hashing of its bytes.

use crate::append::Counted;
use crate::drive::{Effort, median};
use crate::figure::{Figure, Report};
use crate::ground::Ground;
use crate::{house, machine};
use anyhow::{Result, ensure};
use journal::{Journal, JournalConfig, NewEntry, Slice as _, Slices};
use kernel::DocumentId;
use keys::sha256;
use ledger::{Ledger, LogConfig, Trust, check};
use std::time::Instant;

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

    let spaces = house::open_spaces(&fresh.store, &journal, 1).await?;
    let space = spaces[0];
    let mut book = journal.open(space).await?;
    for _ in 0..effort.lines {
        let by = house::hospital_by();
        book = pen.append(&book, by, vec![line()]).await?;
    }

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
    let lines = usize::try_from(sequenced)?;
    ensure!(lines >= effort.lines, "{lines} lines came into the tree");
    let leaves = Instant::now();
    let mut last = [7; 32];
    for _ in 0..lines {
        last = sha256(&[&[0], &last[..]].concat());
    }
    let leaves = leaves.elapsed().as_secs_f64();
    ensure!(last != [7; 32], "nothing was hashed");
    let many = f64::from(u32::try_from(lines)?);
    report.note(&format!(
        "checkpoint on {}: {lines} lines into the tree in {took:.2} s, {busy:.2} s of this process: {:.1} % of a core \
         at {ENTRIES_A_SECOND} entries a second (wanted: {} %): {}",
        ground.name,
        100.0 * busy / many * ENTRIES_A_SECOND,
        100.0 * OF_A_CORE,
        told(busy / many * ENTRIES_A_SECOND <= OF_A_CORE),
    ));
    report.figure(Figure {
        name: "checkpoint",
        store: ground.name,
        spaces: 1,
        value: many / took,
        limit: many / leaves,
        target: TARGET,
    });

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
        value: many / took,
        limit: many / limit,
        target: TARGET,
    });
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
