//! Batches, who dispatches them, and whom a campaign left to people.

use super::Kept;
use crate::rules::aside::Aside;
use crate::rules::name::Name;
use crate::spool::BatchId;
use kernel::{Error, PersonId, Result, Timestamp};
use std::time::Duration;
use store::{Many, Statement, Store, Tx, Value};

/// How long whoever dispatches a batch may be silent before another may: longer
/// than five hundred letters take.
const CLAIM: Duration = Duration::from_secs(600);

/// A batch to be kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewBatch {
    pub id: BatchId,
    pub people: u64,
    pub at: Timestamp,
}

pub(super) async fn insert_batch(tx: &mut Tx, new: NewBatch) -> Result<()> {
    tx.execute(
        "INSERT INTO campaign_batch (campaign, number, people, state, file, at, until) \
         VALUES ($1, $2, $3, 0, $4, $5, 0)",
        vec![
            new.id.campaign.into(),
            new.id.number.into(),
            i64::try_from(new.people).unwrap_or(i64::MAX).into(),
            new.id.file.into(),
            new.at.into(),
        ],
    )
    .await?;
    Ok(())
}

/// A further batch of a campaign, finished or not: letters for what came back.
pub(crate) async fn add_batch(tx: &mut Tx, was: &Kept, new: NewBatch) -> Result<()> {
    let changed = tx
        .execute(
            "UPDATE campaign SET batches = $3 WHERE id = $1 AND batches = $2",
            vec![was.id.into(), was.batches.into(), new.id.number.into()],
        )
        .await?;
    if changed != 1 {
        return Err(Error::conflict("campaign-elsewhere"));
    }
    insert_batch(tx, new).await
}

/// Which file belongs to a batch that was told.
pub(crate) async fn find_batch(
    store: &Store,
    campaign: i64,
    number: i64,
) -> Result<Option<BatchId>> {
    let rows = store
        .query(
            "SELECT file FROM campaign_batch WHERE campaign = $1 AND number = $2",
            vec![campaign.into(), number.into()],
        )
        .await?;
    rows.first()
        .map(|row| {
            Ok(BatchId {
                campaign,
                number,
                file: row.bytes(0)?,
            })
        })
        .transpose()
}

/// A batch that is printed and queued, if this one is.
pub(crate) async fn find_dispatched(
    store: &Store,
    campaign: i64,
    number: i64,
) -> Result<Option<BatchId>> {
    let rows = store
        .query(
            "SELECT file FROM campaign_batch \
             WHERE campaign = $1 AND number = $2 AND state = 1 AND file IS NOT NULL",
            vec![campaign.into(), number.into()],
        )
        .await?;
    rows.first()
        .map(|row| {
            Ok(BatchId {
                campaign,
                number,
                file: row.bytes(0)?,
            })
        })
        .transpose()
}

/// A batch to be dispatched.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub id: BatchId,
    /// The name of its campaign.
    pub name: String,
    /// When its people were told.
    pub at: Timestamp,
}

/// The batches that nobody dispatches now, and that have a file of their own.
pub(crate) async fn list_to_dispatch(store: &Store, now: Timestamp) -> Result<Vec<Waiting>> {
    let rows = store
        .query(
            "SELECT b.campaign, c.name, b.number, b.file, b.at \
             FROM campaign_batch b JOIN campaign c ON c.id = b.campaign \
             WHERE b.state = 0 AND b.until < $1 AND b.file IS NOT NULL \
             ORDER BY b.campaign, b.number LIMIT 100000",
            vec![now.into()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Waiting {
                id: BatchId {
                    campaign: row.int(0)?,
                    number: row.int(2)?,
                    file: row.bytes(3)?,
                },
                name: row.text(1)?.to_owned(),
                at: row.timestamp(4)?,
            })
        })
        .collect()
}

pub(crate) async fn count_to_dispatch(store: &Store) -> Result<u64> {
    let rows = store
        .query(
            "SELECT count(*) FROM campaign_batch WHERE state = 0",
            Vec::new(),
        )
        .await?;
    let count = rows.first().map_or(Ok(0), |row| row.int(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// When the people were told who wait longest for their notices.
pub(crate) async fn waiting_since(tx: &mut Tx) -> Result<Option<Timestamp>> {
    let rows = tx
        .query(
            "SELECT min(at) FROM campaign_batch WHERE state = 0",
            Vec::new(),
        )
        .await?;
    rows.first().map_or(Ok(None), |row| row.opt_timestamp(0))
}

/// Takes a batch, to dispatch it: one process's at a time. When its people were
/// told; nothing, unless it was free.
pub(crate) async fn claim_batch(
    store: &Store,
    id: BatchId,
    holder: [u8; 16],
    now: Timestamp,
) -> Result<Option<Timestamp>> {
    let mut tx = store.begin("claim a batch").await?;
    let rows = tx
        .query(
            "UPDATE campaign_batch SET holder = $3, until = $4 \
             WHERE campaign = $1 AND number = $2 AND state = 0 AND until < $5 RETURNING at",
            of(id, [holder.into(), now.plus(CLAIM).into(), now.into()]),
        )
        .await?;
    tx.commit().await?;
    rows.first().map(|row| row.timestamp(0)).transpose()
}

/// Keeps a batch for longer.
pub(crate) async fn keep_batch(
    store: &Store,
    id: BatchId,
    holder: [u8; 16],
    now: Timestamp,
) -> Result<()> {
    let changed = store
        .execute(
            "UPDATE campaign_batch SET until = $4 \
             WHERE campaign = $1 AND number = $2 AND state = 0 AND holder = $3",
            of(id, [holder.into(), now.plus(CLAIM).into()]),
        )
        .await?;
    held(changed)
}

/// Lets another process dispatch it.
pub(crate) async fn give_batch_back(store: &Store, id: BatchId, holder: [u8; 16]) -> Result<()> {
    store
        .execute(
            "UPDATE campaign_batch SET until = 0 \
             WHERE campaign = $1 AND number = $2 AND state = 0 AND holder = $3",
            of(id, [holder.into()]),
        )
        .await?;
    Ok(())
}

/// Its people are told at another instant.
pub(crate) async fn update_batch_at(
    tx: &mut Tx,
    id: BatchId,
    holder: [u8; 16],
    at: Timestamp,
) -> Result<()> {
    let changed = tx
        .execute(
            "UPDATE campaign_batch SET at = $4 \
             WHERE campaign = $1 AND number = $2 AND state = 0 AND holder = $3",
            of(id, [holder.into(), at.into()]),
        )
        .await?;
    held(changed)
}

/// It is printed and queued. A conflict, if another process took it over.
pub(crate) async fn end_batch(tx: &mut Tx, id: BatchId, holder: [u8; 16]) -> Result<()> {
    let changed = tx
        .execute(
            "UPDATE campaign_batch SET state = 1, holder = NULL \
             WHERE campaign = $1 AND number = $2 AND state = 0 AND holder = $3",
            of(id, [holder.into()]),
        )
        .await?;
    held(changed)
}

fn of<const N: usize>(id: BatchId, rest: [Value; N]) -> Vec<Value> {
    let mut params = vec![id.campaign.into(), id.number.into()];
    params.extend(rest);
    params
}

fn held(changed: u64) -> Result<()> {
    match changed {
        1 => Ok(()),
        _ => Err(Error::conflict("campaign-elsewhere")),
    }
}

const ASIDE: Many = Many {
    sqlite: "INSERT INTO campaign_aside (campaign, person, why) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    postgres: "INSERT INTO campaign_aside (campaign, person, why) \
         SELECT * FROM unnest($1::int8[], $2::bytea[], $3::int8[]) ON CONFLICT DO NOTHING",
};

/// Leaves these to people.
pub(crate) async fn insert_aside(
    tx: &mut Tx,
    campaign: i64,
    aside: &[(PersonId, Aside)],
) -> Result<()> {
    let rows = aside
        .iter()
        .map(|(person, why)| vec![campaign.into(), (*person).into(), why.number().into()]);
    tx.run_many(&ASIDE, rows.collect()).await?;
    Ok(())
}

/// Counts people as left to people, and so many of them as not told by post.
pub(crate) fn count_aside(campaign: i64, people: u64, letters: u64) -> Statement {
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    Statement {
        sql: "UPDATE campaign SET for_people = for_people + $2, letters = letters - $3 WHERE id = $1",
        params: vec![campaign.into(), count(people).into(), count(letters).into()],
    }
}

/// Whom a campaign left to people.
pub(crate) async fn list_aside(store: &Store, name: &Name) -> Result<Vec<(PersonId, Aside)>> {
    let rows = store
        .query(
            "SELECT a.person, a.why FROM campaign_aside a JOIN campaign c ON c.id = a.campaign \
             WHERE c.name = $1 ORDER BY a.why, a.person LIMIT 100000",
            vec![name.as_str().into()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let why = Aside::from_number(row.int(1)?)
                .ok_or_else(|| Error::fault("somebody was put aside for no known reason"))?;
            Ok((PersonId::from_slice(row.blob(0)?)?, why))
        })
        .collect()
}
