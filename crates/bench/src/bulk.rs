//! `bulk`: rows by the thousand through the store, against the engine's own
//! driver at its best; and how long a small write waits beside them.

mod sides;

use crate::drive::{self, Effort};
use crate::figure::{Figure, Report};
use crate::ground::{Fresh, Ground};
use anyhow::{Context, Result};
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use store::{Engine, ROWS_MAX, ROWS_POLITE};

const TARGET: f64 = 0.7;

/// Measures and reports.
pub async fn measure(ground: &Ground, effort: &Effort, report: &mut Report) -> Result<()> {
    let fresh = ground.fresh().await?;
    let (store, of, many) = (&fresh.store, effort.rows.into(), ROWS_POLITE as u64);
    let (mut values, mut limits) = (Vec::new(), Vec::new());
    for _ in 0..effort.rounds {
        sides::clear(store).await?;
        limits.push(rate(of, limit(&fresh, of, many)).await?);
        sides::clear(store).await?;
        values.push(rate(of, sides::ours(store, of, many)).await?);
    }
    report.figure(Figure {
        name: "bulk",
        store: ground.name,
        spaces: effort.rows.try_into()?,
        value: drive::median(values),
        limit: drive::median(limits),
        target: TARGET,
    });
    let read = rate(of, sides::ours_read(store, of)).await?;
    let updated = rate(of, sides::ours_updated(store, of, many)).await?;
    report.note(&format!(
        "bulk on {}: {read:.0} rows read and {updated:.0} rows changed a second",
        ground.name
    ));
    for many in [1_000, ROWS_POLITE, ROWS_MAX] {
        let waited = beside(&fresh, of, many as u64).await?;
        report.note(&format!(
            "bulk on {}, {many} rows a transaction: {waited}",
            ground.name
        ));
    }
    Ok(())
}

async fn rate(of: u64, work: impl Future<Output = Result<()>>) -> Result<f64> {
    let start = Instant::now();
    work.await?;
    Ok(of as f64 / start.elapsed().as_secs_f64())
}

/// The engine's own driver.
async fn limit(fresh: &Fresh, of: u64, many: u64) -> Result<()> {
    match fresh.store.engine() {
        Engine::Sqlite => {
            let path = fresh.url.strip_prefix("sqlite:").context("a file")?;
            let path = PathBuf::from(path);
            tokio::task::spawn_blocking(move || sides::raw_sqlite(&path, of, many)).await?
        }
        Engine::Postgres => sides::raw_postgres(&fresh.url, of, many).await,
    }
}

/// How long small writes wait while rows go in.
async fn beside(fresh: &Fresh, of: u64, many: u64) -> Result<String> {
    sides::clear(&fresh.store).await?;
    let stop = Arc::new(AtomicBool::new(false));
    let small = tokio::spawn(sides::small_writes(fresh.store.clone(), Arc::clone(&stop)));
    sides::ours(&fresh.store, of, many).await?;
    stop.store(true, Ordering::Relaxed);
    let waited = small.await.context("a writer panicked")??;
    let at = |part: usize| waited.get((waited.len().max(1) - 1) * part / 100);
    let told = |part| at(part).map_or(0.0, |wait| wait.as_secs_f64() * 1_000.0);
    Ok(format!(
        "a small write beside takes {:.1} ms, {:.1} ms at the 99th percentile, {:.1} ms at most",
        told(50),
        told(99),
        told(100)
    ))
}
