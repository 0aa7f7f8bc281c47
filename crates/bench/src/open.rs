//! `open-warm` and `open-cold`: a professional's page of a record of thirty
//! entries, the read durable in the access log before the answer, against a
//! route of the same server that says hello.

use crate::CLIENTS;
use crate::drive::Effort;
use crate::figure::{Figure, Report};
use crate::ground::{Fresh, Ground};
use crate::house::{self, HELLO, Server};
use crate::load::{self, Ask, Browser, Itinerary};
use crate::machine;
use crate::people::People;
use anyhow::{Context, Result, ensure};
use kernel::SpaceId;
use std::sync::Arc;

const WARM_TARGET: f64 = 0.15;
const COLD_TARGET: f64 = 0.07;
/// Records drawn from when they must be in the cache.
const WARM_SPACES: usize = 2_000;
/// Books kept when they must not be.
const COLD_BOOKS: usize = 64;

/// Which of the two.
#[derive(Clone, Copy)]
pub struct Wanted {
    /// Records that are in the cache.
    pub warm: bool,
    /// Records that are not.
    pub cold: bool,
}

/// Measures and reports.
pub async fn measure(
    ground: &Ground,
    effort: &Effort,
    wanted: Wanted,
    report: &mut Report,
) -> Result<()> {
    let fresh = ground.fresh().await?;
    let mut people = People::new();
    for total in effort.spaces {
        let start = std::time::Instant::now();
        people.grow(ground, &fresh, total).await?;
        let took = start.elapsed().as_secs();
        report.note(&format!(
            "{}: {total} spaces of 30 entries after {took} s",
            ground.name
        ));
        if wanted.warm {
            let some = people.spaces.len().min(WARM_SPACES);
            let visits = Visits {
                name: "open-warm",
                books: house::BOOKS_MAX,
                some,
                target: WARM_TARGET,
            };
            visits
                .measure(ground, &fresh, &people, effort, report)
                .await?;
        }
        if wanted.cold {
            let some = people.spaces.len();
            let visits = Visits {
                name: "open-cold",
                books: COLD_BOOKS,
                some,
                target: COLD_TARGET,
            };
            visits
                .measure(ground, &fresh, &people, effort, report)
                .await?;
        }
    }
    Ok(())
}

struct Visits {
    name: &'static str,
    /// How many books the server keeps.
    books: usize,
    /// From how many spaces, of all, those opened are drawn.
    some: usize,
    target: f64,
}

impl Visits {
    async fn measure(
        &self,
        ground: &Ground,
        fresh: &Fresh,
        people: &People,
        effort: &Effort,
        report: &mut Report,
    ) -> Result<()> {
        let server = Server::start(ground, fresh, self.books).await?;
        let cookies = people.cookies(&server, fresh).await?;
        let rounds = Arc::new(Rounds {
            spaces: people.spaces[..self.some].to_vec(),
            cookies,
        });
        let mut first = Browser::open(server.address, &rounds, 7).await?;
        let page = first.ask().await?;
        let shown = String::from_utf8_lossy(page)
            .matches("Compte rendu de consultation n")
            .count();
        ensure!(shown >= 29, "the page shows {shown} of 29 documents");
        let page_bytes = page.len();

        let idle = machine::memory_mib();
        if self.books >= self.some {
            for space in &rounds.spaces {
                server.records.journal.open(*space).await?;
            }
        }
        let warm = machine::memory_mib();
        let (reads, bytes) = access_log(fresh).await?;
        let mark = ground.written(&fresh.store).await?;
        let hello = Arc::new(Hello);
        let duel = load::duel(
            effort.clone(),
            server.address,
            CLIENTS,
            Arc::clone(&rounds),
            hello,
        )
        .await?;
        let written = ground.written(&fresh.store).await? - mark;
        let loaded = machine::memory_mib();
        let (reads, bytes) = {
            let (reads_after, bytes_after) = access_log(fresh).await?;
            (reads_after - reads, bytes_after - bytes)
        };
        ensure!(reads > 0, "no read was written");
        report.note(&format!(
            "{} on {}, {} spaces: page of {page_bytes} bytes; {reads} access entries of {} bytes, {} bytes written each; \
             memory {idle} MiB idle, {warm} MiB with the books drawn from, {loaded} MiB after the load",
            self.name,
            ground.name,
            people.spaces.len(),
            bytes / reads,
            written / reads,
        ));
        report.figure(Figure {
            name: self.name,
            store: ground.name,
            spaces: people.spaces.len(),
            value: duel.value,
            limit: duel.limit,
            target: self.target,
        });
        Ok(())
    }
}

/// How many lines all access logs have, and their bytes.
async fn access_log(fresh: &Fresh) -> Result<(u64, u64)> {
    let sql = "SELECT count(*), coalesce(sum(length(body)), 0) FROM access";
    let rows = fresh.store.query(sql, Vec::new()).await?;
    let row = rows.first().context("a count without a row")?;
    Ok((u64::try_from(row.int(0)?)?, u64::try_from(row.int(1)?)?))
}

/// Professionals who open records of the people they look after.
struct Rounds {
    spaces: Vec<SpaceId>,
    cookies: Vec<String>,
}

impl Itinerary for Rounds {
    fn next(&self, random: u64) -> Ask {
        let many = self.spaces.len() as u64;
        let place = usize::try_from((random >> 16) % many).unwrap_or_default();
        let path = format!("/pro/patients/{}", self.spaces[place]);
        Ask::page(&path, &self.cookies[place % self.cookies.len()])
    }
}

/// Nobody in particular.
struct Hello;

impl Itinerary for Hello {
    fn next(&self, _: u64) -> Ask {
        Ask::page(HELLO, "theme=clair")
    }
}
