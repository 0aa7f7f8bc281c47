//! The tables of campaigns: one row per campaign, one per batch, one lease; one
//! row per opening.

mod batches;
mod openings;

pub(crate) use batches::*;
pub(crate) use openings::*;

use crate::rules::name::Name;
use kernel::{Error, PersonId, Result, Timestamp};
use spaces::Place;
use std::time::Duration;
use store::{Migration, Row, Store, Tx};

pub(crate) const MIGRATIONS: [Migration; 4] = [
    Migration::both(
        "0001_campaigns",
        include_str!("../migrations/0001_campaigns.sql"),
    ),
    Migration::both(
        "0002_batches",
        include_str!("../migrations/0002_batches.sql"),
    ),
    Migration::both(
        "0003_begun_by",
        include_str!("../migrations/0003_begun_by.sql"),
    ),
    Migration::both(
        "0004_first_account",
        include_str!("../migrations/0004_first_account.sql"),
    ),
];

/// How long whoever runs campaigns may be silent before another may go on.
pub(crate) const LEASE: Duration = Duration::from_secs(120);

/// A campaign as kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Kept {
    pub id: i64,
    pub name: String,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    pub wanted: u64,
    pub done: bool,
    pub cursor: Place,
    pub batches: i64,
    pub letters: u64,
    pub emails: u64,
    pub for_people: u64,
    pub begun_by: Option<String>,
}

impl Kept {
    pub(crate) const fn told(&self) -> u64 {
        self.letters + self.emails
    }

    /// As it stands once a batch was told.
    pub(crate) fn after(&self, cursor: Place, added: Added, batch: bool) -> Self {
        Self {
            cursor,
            batches: self.batches + i64::from(batch),
            letters: self.letters + added.letters,
            emails: self.emails + added.emails,
            for_people: self.for_people + added.for_people,
            ..self.clone()
        }
    }

    /// Was it begun for this number of people?
    pub(crate) fn wants(&self, wanted: u64) -> bool {
        self.wanted == wanted.min(i64::MAX.unsigned_abs())
    }
}

fn kept(row: &Row) -> Result<Kept> {
    let count = |column| Ok::<_, Error>(u64::try_from(row.int(column)?).unwrap_or(0));
    let person = PersonId::from_slice(row.blob(7)?)?;
    let bucket = u16::try_from(row.int(6)?)
        .map_err(|_| Error::fault("a campaign stands at a bucket that is none"))?;
    Ok(Kept {
        id: row.int(0)?,
        name: row.text(1)?.to_owned(),
        started_at: row.timestamp(2)?,
        finished_at: row.opt_timestamp(3)?,
        wanted: count(4)?,
        done: row.int(5)? == 1,
        cursor: Place { bucket, person },
        batches: row.int(8)?,
        letters: count(9)?,
        emails: count(10)?,
        for_people: count(11)?,
        begun_by: row.opt_text(12)?.map(str::to_owned),
    })
}

pub(crate) async fn find_campaign(tx: &mut Tx, name: &Name) -> Result<Option<Kept>> {
    let rows = tx
        .query(
            "SELECT id, name, started_at, finished_at, wanted, state, cursor_bucket, cursor_person, batches, \
             letters, emails, for_people, begun_by FROM campaign WHERE name = $1",
            vec![name.as_str().into()],
        )
        .await?;
    rows.first().map(kept).transpose()
}

pub(crate) async fn find_running(tx: &mut Tx) -> Result<Option<Kept>> {
    let rows = tx
        .query(
            "SELECT id, name, started_at, finished_at, wanted, state, cursor_bucket, cursor_person, batches, \
             letters, emails, for_people, begun_by FROM campaign WHERE state = 0 ORDER BY id LIMIT 1",
            Vec::new(),
        )
        .await?;
    rows.first().map(kept).transpose()
}

/// The campaigns, the latest first.
pub(crate) async fn list_campaigns(store: &Store) -> Result<Vec<Kept>> {
    let rows = store
        .query(
            "SELECT id, name, started_at, finished_at, wanted, state, cursor_bucket, cursor_person, batches, \
             letters, emails, for_people, begun_by FROM campaign ORDER BY id DESC LIMIT 200",
            Vec::new(),
        )
        .await?;
    rows.iter().map(kept).collect()
}

pub(crate) async fn insert_campaign(
    tx: &mut Tx,
    name: &Name,
    wanted: u64,
    by: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "INSERT INTO campaign (id, name, started_at, wanted, state, cursor_bucket, cursor_person, batches, \
           letters, emails, for_people, begun_by) \
         SELECT coalesce(max(id), 0) + 1, $1, $2, $3, 0, $4, $5, 0, 0, 0, 0, $6 FROM campaign",
        vec![
            name.as_str().into(),
            now.into(),
            i64::try_from(wanted).unwrap_or(i64::MAX).into(),
            i64::from(Place::START.bucket).into(),
            Place::START.person.into(),
            by.map(str::to_owned).into(),
        ],
    )
    .await?;
    Ok(())
}

/// What one batch added.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Added {
    pub letters: u64,
    pub emails: u64,
    pub for_people: u64,
}

/// Moves a campaign on, with a batch if anybody was told; a conflict, if
/// another process did.
pub(crate) async fn update_campaign(
    tx: &mut Tx,
    was: &Kept,
    cursor: Place,
    added: Added,
    batch: Option<NewBatch>,
) -> Result<()> {
    let batches = was.batches + i64::from(batch.is_some());
    let add = |a: u64| i64::try_from(a).unwrap_or(i64::MAX);
    let changed = tx
        .execute(
            "UPDATE campaign SET cursor_bucket = $3, cursor_person = $4, batches = $5, \
               letters = letters + $6, emails = emails + $7, for_people = for_people + $8 \
             WHERE id = $1 AND batches = $2 AND state = 0",
            vec![
                was.id.into(),
                was.batches.into(),
                i64::from(cursor.bucket).into(),
                cursor.person.into(),
                batches.into(),
                add(added.letters).into(),
                add(added.emails).into(),
                add(added.for_people).into(),
            ],
        )
        .await?;
    if changed != 1 {
        return Err(Error::conflict("campaign-elsewhere"));
    }
    match batch {
        Some(batch) => insert_batch(tx, batch).await,
        None => Ok(()),
    }
}

pub(crate) async fn finish_campaign(tx: &mut Tx, id: i64, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE campaign SET state = 1, finished_at = $2 WHERE id = $1 AND state = 0",
        vec![id.into(), now.into()],
    )
    .await?;
    Ok(())
}

/// Takes the lease, or keeps it; `false` while another holds it.
pub(crate) async fn take_lease(tx: &mut Tx, holder: [u8; 16], now: Timestamp) -> Result<bool> {
    let changed = tx
        .execute(
            "INSERT INTO campaign_lease (id, holder, until) VALUES (1, $1, $2) \
             ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, until = excluded.until \
             WHERE campaign_lease.until < $3 OR campaign_lease.holder = excluded.holder",
            vec![holder.into(), now.plus(LEASE).into(), now.into()],
        )
        .await?;
    Ok(changed == 1)
}

pub(crate) async fn give_lease_back(store: &Store, holder: [u8; 16]) -> Result<()> {
    store
        .execute(
            "UPDATE campaign_lease SET until = 0 WHERE id = 1 AND holder = $1",
            vec![holder.into()],
        )
        .await?;
    Ok(())
}
