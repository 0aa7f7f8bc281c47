//! `prevention-round`: the night's work whole. The records of a few full buckets, one in
//! each of some parts of the country, are read, opened, folded and held against the
//! calendars, as many parts at once as there are processors; against as many at once that
//! read the very same rows and do nothing with them.

use crate::CLIENTS;
use crate::drive::{Effort, median};
use crate::figure::{Figure, Report};
use crate::ground::{Fresh, Ground};
use crate::house::{self, Server};
use crate::people;
use anyhow::{Result, anyhow, ensure};
use kernel::{BUCKETS, Date, PersonId, SpaceId};
use keys::SystemChance;
use prevention::Rounds;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use store::{Many, Store, Value};
use tokio::task::JoinSet;

/// Of 69 million in two hours.
const TARGET: f64 = 9_583.0;
/// People of one bucket at most: a country has some seventeen thousand.
const BUCKET: usize = 2_500;
/// Parts of the country that have people, of sixty-four.
const PARTS: usize = 4;
const PART: usize = BUCKETS as usize / 64;
/// As the rounds read them.
const AT_ONCE: usize = 800;

/// Measures and reports.
pub async fn measure(ground: &Ground, effort: &Effort, report: &mut Report) -> Result<()> {
    let fresh = ground.fresh().await?;
    let server = Server::start(ground, &fresh, CLIENTS).await?;
    let many = effort.spaces[0];
    let spaces = crowd(&fresh, many).await?;
    write_records(ground, &fresh, &spaces).await?;
    let sharing = server.records.documents.sharing().clone();
    let rounds = Rounds::open(fresh.store.clone(), sharing, server.spaces.clone());
    let rounds = rounds.await.map_err(told)?;
    let today = server.records.world.now().in_paris().date();
    rounds.begin(today).await.map_err(told)?;
    let (mut ours, mut limits) = (Vec::new(), Vec::new());
    for _ in 0..effort.rounds {
        let start = Instant::now();
        let read = all_bare(&fresh.store, &spaces, rounds.workers()).await?;
        limits.push(many as f64 / start.elapsed().as_secs_f64());
        ensure!(read > many, "rows were read");
        again(&fresh.store, today.yesterday()?).await?;
        let start = Instant::now();
        let round = rounds.go().await.map_err(told)?;
        ours.push(round.people as f64 / start.elapsed().as_secs_f64());
        ensure!(round.people == many as u64, "{} people", round.people);
    }
    let (value, limit) = (median(ours), median(limits));
    report.note(&format!(
        "prevention-round on {}: {} parts at once; 69 million would take {:.1} h (multiplied, not measured)",
        ground.name,
        rounds.workers(),
        69e6 / value / 3600.0
    ));
    report.figure(Figure {
        name: "prevention-round",
        store: ground.name,
        spaces: many,
        value,
        limit,
        target: TARGET / limit,
    });
    Ok(())
}

fn told(error: kernel::Error) -> anyhow::Error {
    anyhow!(error.log_text())
}

/// The bucket of the n-th of so many: as many people in each part, some thousand in a
/// bucket.
fn bucket(n: usize, many: usize) -> u16 {
    let size = many.div_ceil(PARTS).min(BUCKET);
    let (part, within) = ((n / size) % PARTS, n / size / PARTS);
    u16::try_from(part * PART + within).unwrap_or(0)
}

/// An id in this bucket, which is its low bits.
fn id(bucket: u16, what: u8) -> [u8; 16] {
    let mut id = kernel::PersonId::new(&SystemChance).to_bytes();
    id[0] = what;
    id[14..].copy_from_slice(&bucket.to_be_bytes());
    id
}

/// People in the register and their spaces, in use, by statements that know the
/// tables.
async fn crowd(fresh: &Fresh, many: usize) -> Result<Vec<SpaceId>> {
    const INSURED: Many = Many {
        sqlite: "INSERT INTO insured VALUES ($1, $2, $2, $2, '1.2.250.1.213.1.4.8', 'EXEMPLE', 'CAMILLE', $3, $4, \
             '75001', '', 'general', NULL, '', '', '', '75001', 'Paris', '')",
        postgres: "INSERT INTO insured SELECT b, p, p, p, '1.2.250.1.213.1.4.8', 'EXEMPLE', 'CAMILLE', d, s, \
             '75001', '', 'general', NULL, '', '', '', '75001', 'Paris', '' \
             FROM unnest($1::int8[], $2::bytea[], $3::text[], $4::text[]) AS new (b, p, d, s)",
    };
    const SPACE: Many = Many {
        sqlite: "INSERT INTO space (bucket, space, person, state, at) VALUES ($1, $2, $3, 2, 0)",
        postgres: "INSERT INTO space (bucket, space, person, state, at) SELECT b, s, p, 2, 0 \
             FROM unnest($1::int8[], $2::bytea[], $3::bytea[]) AS new (b, s, p)",
    };
    let mut spaces = Vec::with_capacity(many);
    let (mut insured, mut open) = (Vec::new(), Vec::new());
    for n in 0..many {
        let person = PersonId::from_bytes(id(bucket(n, many), 1));
        let space = SpaceId::from_bytes(id(bucket(n, many), 2));
        let bucket = Value::from(i64::from(space.bucket()));
        let born = format!("{}-{:02}-{:02}", 1936 + n % 90, 1 + n % 12, 1 + n % 28);
        let sex = if n % 2 == 0 { "F" } else { "M" };
        insured.push(vec![bucket.clone(), person.into(), born.into(), sex.into()]);
        open.push(vec![bucket, space.into(), person.into()]);
        spaces.push(space);
    }
    let mut tx = fresh.store.begin("a crowd").await?;
    for (many, rows) in [(&INSURED, insured), (&SPACE, open)] {
        for rows in rows.chunks(AT_ONCE) {
            tx.run_many(many, rows.to_vec()).await?;
        }
    }
    tx.commit().await?;
    spaces.sort_by_key(|space| (space.bucket(), space.to_bytes()));
    Ok(spaces)
}

async fn write_records(ground: &Ground, fresh: &Fresh, spaces: &[SpaceId]) -> Result<()> {
    let (journal, pen) = house::open_journal(ground, fresh, CLIENTS).await?;
    for some in spaces.chunks(AT_ONCE) {
        let mut tx = fresh.store.begin("open spaces").await?;
        journal.open_many(&mut tx, some).await?;
        tx.commit().await?;
    }
    let next = Arc::new(AtomicUsize::new(0));
    let (pen, spaces) = (Arc::new(pen), Arc::new(spaces.to_vec()));
    let writers: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (journal, pen, next) = (journal.clone(), Arc::clone(&pen), Arc::clone(&next));
            let spaces = Arc::clone(&spaces);
            tokio::spawn(async move {
                let world = house::world();
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    let Some(space) = spaces.get(n) else {
                        return anyhow::Ok(());
                    };
                    let mut book = journal.open(*space).await?;
                    let entries = people::record(&world, &people::professional(n % 16), n);
                    for row in entries.chunks(people::ENTRIES_A_ROW) {
                        let by = house::hospital_by();
                        book = pen.append(&book, by, row.to_vec()).await?;
                    }
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await??;
    }
    Ok(())
}

/// Nobody was looked at since that day, in the parts that have people.
async fn again(store: &Store, day: Date) -> Result<()> {
    const AGAIN: &str = "UPDATE prevention_round SET looked_on = $1 WHERE part < $2";
    let parts = i64::try_from(PARTS)?;
    let row = vec![day.to_string().into(), parts.into()];
    store.execute(AGAIN, row).await?;
    Ok(())
}

/// The same rows, by so many readers at once; how many.
async fn all_bare(store: &Store, spaces: &[SpaceId], readers: usize) -> Result<usize> {
    let mut at_once = JoinSet::new();
    for some in spaces.chunks(spaces.len().div_ceil(readers)) {
        let (store, some) = (store.clone(), some.to_vec());
        at_once.spawn(async move { bare(&store, &some).await });
    }
    let mut read = 0;
    while let Some(one) = at_once.join_next().await {
        read += one??;
    }
    Ok(read)
}

/// The same rows, from the first to the last of as many spaces at once; how many.
async fn bare(store: &Store, spaces: &[SpaceId]) -> Result<usize> {
    const ROWS: &str = "SELECT space, 0, standing, key_wrapped FROM book \
         WHERE bucket = $1 AND space BETWEEN $2 AND $3 \
         UNION ALL SELECT space, 2, seq, body FROM journal \
         WHERE bucket = $1 AND space BETWEEN $2 AND $3";
    let mut read = 0;
    for bucket in spaces.chunk_by(|one, other| one.bucket() == other.bucket()) {
        for some in bucket.chunks(AT_ONCE) {
            let (Some(from), Some(to)) = (some.first(), some.last()) else {
                continue;
            };
            let place = vec![
                i64::from(from.bucket()).into(),
                (*from).into(),
                (*to).into(),
            ];
            read += store.query(ROWS, place).await?.len();
        }
    }
    Ok(read)
}
