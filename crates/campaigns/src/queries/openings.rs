//! Openings by silence, the clock that was seen, and what was stopped.

use crate::rules::events;
use crate::rules::plausible::Doubt;
use kernel::{AccountId, Error, Result, Timestamp};
use std::time::Duration;
use store::{Row, Store, Tx};

/// Two stops are not of one instant.
const TICK: Duration = Duration::from_millis(1);

/// An opening under way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opening {
    pub at: Timestamp,
    pub next_bucket: u16,
    pub opened: u64,
}

/// The opening that is not finished, if there is one.
pub(crate) async fn find_opening(tx: &mut Tx) -> Result<Option<Opening>> {
    let rows = tx
        .query(
            "SELECT at, next_bucket, opened FROM opening WHERE finished_at IS NULL ORDER BY at LIMIT 1",
            Vec::new(),
        )
        .await?;
    rows.first()
        .map(|row| {
            Ok(Opening {
                at: row.timestamp(0)?,
                next_bucket: u16::try_from(row.int(1)?)
                    .map_err(|_| Error::fault("an opening stands at a bucket that is none"))?,
                opened: u64::try_from(row.int(2)?).unwrap_or(0),
            })
        })
        .transpose()
}

pub(crate) async fn insert_opening(tx: &mut Tx, at: Timestamp, expected: u64) -> Result<()> {
    tx.execute(
        // Twice at one instant is the same opening, gone through again.
        "INSERT INTO opening (at, expected, next_bucket, opened) VALUES ($1, $2, 0, 0) \
         ON CONFLICT (at) DO UPDATE SET next_bucket = 0, finished_at = NULL",
        vec![
            at.into(),
            i64::try_from(expected).unwrap_or(i64::MAX).into(),
        ],
    )
    .await?;
    Ok(())
}

/// Moves an opening on; a conflict, if another process did.
pub(crate) async fn update_opening(
    tx: &mut Tx,
    was: Opening,
    next_bucket: u16,
    opened: u64,
) -> Result<()> {
    let changed = tx
        .execute(
            "UPDATE opening SET next_bucket = $3, opened = opened + $4 \
             WHERE at = $1 AND next_bucket = $2 AND finished_at IS NULL",
            vec![
                was.at.into(),
                i64::from(was.next_bucket).into(),
                i64::from(next_bucket).into(),
                i64::try_from(opened).unwrap_or(i64::MAX).into(),
            ],
        )
        .await?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::conflict("campaign-elsewhere"))
    }
}

pub(crate) async fn finish_opening(tx: &mut Tx, at: Timestamp, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE opening SET finished_at = $2 WHERE at = $1",
        vec![at.into(), now.into()],
    )
    .await?;
    Ok(())
}

/// The last opening that was finished: when, and how many it opened.
pub(crate) async fn last_opening(store: &Store) -> Result<Option<(Timestamp, u64)>> {
    let rows = store
        .query(
            "SELECT at, opened FROM opening WHERE finished_at IS NOT NULL ORDER BY at DESC LIMIT 1",
            Vec::new(),
        )
        .await?;
    rows.first()
        .map(|row| Ok((row.timestamp(0)?, u64::try_from(row.int(1)?).unwrap_or(0))))
        .transpose()
}

/// The latest openings that had something to open, or that go on.
pub(crate) async fn list_openings(store: &Store) -> Result<Vec<events::Opening>> {
    let rows = store
        .query(
            "SELECT at, expected, opened, finished_at FROM opening \
             WHERE expected > 0 OR opened > 0 OR finished_at IS NULL ORDER BY at DESC LIMIT 50",
            Vec::new(),
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(events::Opening {
                at: row.timestamp(0)?,
                due: u64::try_from(row.int(1)?).unwrap_or(0),
                opened: u64::try_from(row.int(2)?).unwrap_or(0),
                finished_at: row.opt_timestamp(3)?,
            })
        })
        .collect()
}

/// The latest stops, gone on from or not.
pub(crate) async fn list_stops(store: &Store) -> Result<Vec<events::Stop>> {
    let rows = store
        .query(
            "SELECT at, why, due, first_by, second_by, released_at, used_at FROM opening_stop \
             ORDER BY at DESC LIMIT 50",
            Vec::new(),
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(events::Stop {
                at: row.timestamp(0)?,
                why: why(row, 1)?,
                due: u64::try_from(row.int(2)?).unwrap_or(0),
                by: [
                    row.opt_text(3)?.map(str::to_owned),
                    row.opt_text(4)?.map(str::to_owned),
                ],
                released_at: row.opt_timestamp(5)?,
                used_at: row.opt_timestamp(6)?,
            })
        })
        .collect()
}

const CLOCK_SEEN: &str = "SELECT seen FROM clock_seen WHERE id = 1";

/// The latest instant that any process saw.
pub(crate) async fn clock_seen(tx: &mut Tx) -> Result<Option<Timestamp>> {
    let rows = tx.query(CLOCK_SEEN, Vec::new()).await?;
    rows.first().map(|row| row.timestamp(0)).transpose()
}

/// As [`clock_seen`], for whoever only asks.
pub(crate) async fn look_at_clock(store: &Store) -> Result<Option<Timestamp>> {
    let rows = store.query(CLOCK_SEEN, Vec::new()).await?;
    rows.first().map(|row| row.timestamp(0)).transpose()
}

/// Writes down that it is this late. Time never goes back here.
pub(crate) async fn write_clock(tx: &mut Tx, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO clock_seen (id, seen) VALUES (1, $1) \
         ON CONFLICT (id) DO UPDATE SET seen = excluded.seen WHERE clock_seen.seen < excluded.seen",
        vec![now.into()],
    )
    .await?;
    Ok(())
}

/// The clock was wrong and was set right: two persons said so.
pub(crate) async fn set_clock_seen(tx: &mut Tx, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE clock_seen SET seen = $1 WHERE id = 1",
        vec![now.into()],
    )
    .await?;
    Ok(())
}

/// An opening that was stopped, and who looked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Stopped {
    pub at: Timestamp,
    pub why: Doubt,
    pub due: u64,
    pub first_by: Option<String>,
    pub first_account: Option<AccountId>,
    pub second_by: Option<String>,
}

fn why(row: &Row, column: usize) -> Result<Doubt> {
    Doubt::from_number(row.int(column)?)
        .ok_or_else(|| Error::fault("an opening was stopped for no known reason"))
}

fn stopped(row: &Row) -> Result<Stopped> {
    Ok(Stopped {
        at: row.timestamp(0)?,
        why: why(row, 1)?,
        due: u64::try_from(row.int(2)?).unwrap_or(0),
        first_by: row.opt_text(3)?.map(str::to_owned),
        second_by: row.opt_text(4)?.map(str::to_owned),
        first_account: row.opt_blob(5)?.map(AccountId::from_slice).transpose()?,
    })
}

/// The stop that no run went on from, if there is one.
pub(crate) async fn find_stop(tx: &mut Tx) -> Result<Option<Stopped>> {
    let rows = tx
        .query(
            "SELECT at, why, due, first_by, second_by, first_account FROM opening_stop \
             WHERE used_at IS NULL ORDER BY at LIMIT 1",
            Vec::new(),
        )
        .await?;
    rows.first().map(stopped).transpose()
}

pub(crate) async fn insert_stop(tx: &mut Tx, now: Timestamp, why: Doubt, due: u64) -> Result<()> {
    // Another may have been used up at this very instant: each has its own.
    let later = tx
        .query(
            "SELECT at FROM opening_stop WHERE at >= $1 ORDER BY at LIMIT 100",
            vec![now.into()],
        )
        .await?;
    let mut at = now;
    for row in later {
        if row.timestamp(0)? == at {
            at = at.plus(TICK);
        }
    }
    tx.execute(
        "INSERT INTO opening_stop (at, why, due) VALUES ($1, $2, $3)",
        vec![
            at.into(),
            why.number().into(),
            i64::try_from(due).unwrap_or(i64::MAX).into(),
        ],
    )
    .await?;
    Ok(())
}

/// Writes who releases a stop first.
pub(crate) async fn release_first(
    tx: &mut Tx,
    at: Timestamp,
    by: &str,
    account: Option<AccountId>,
) -> Result<()> {
    tx.execute(
        "UPDATE opening_stop SET first_by = $2, first_account = $3 WHERE at = $1",
        vec![at.into(), by.into(), account.into()],
    )
    .await?;
    Ok(())
}

/// Writes who releases it second: it is released.
pub(crate) async fn release_second(
    tx: &mut Tx,
    at: Timestamp,
    by: &str,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "UPDATE opening_stop SET second_by = $2, released_at = $3 WHERE at = $1",
        vec![at.into(), by.into(), now.into()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn use_stop(tx: &mut Tx, at: Timestamp, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE opening_stop SET used_at = $2 WHERE at = $1",
        vec![at.into(), now.into()],
    )
    .await?;
    Ok(())
}
