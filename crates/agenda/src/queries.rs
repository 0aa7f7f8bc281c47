//! The two tables of agendas.

use crate::diary::ItemId;
use kernel::{Chance, Result, SpaceId, Timestamp};
use keys::{Key, RegisterKeys, mac, open, seal};
use store::{Migration, Row, Store, Value};

const HASHING: &str = "agenda-feed-secret";
const PLACING: &str = "agenda-feed-inside";
const SEALING: &str = "agenda-feed-place";

#[derive(Clone)]
pub(crate) struct Tables {
    store: Store,
    hashing: Key,
    placing: Key,
    sealing: Key,
}

/// An item whose notice may be due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Due {
    pub space: SpaceId,
    pub item: ItemId,
    pub due_at: Timestamp,
}

impl Due {
    fn place(&self) -> Vec<Value> {
        let bucket = i64::from(self.space.bucket());
        vec![bucket.into(), self.space.into(), self.item.into()]
    }
}

impl Tables {
    pub async fn open(store: Store, register: &RegisterKeys) -> Result<Self> {
        const TABLES: [Migration; 1] = [Migration::both(
            "0001_agenda",
            include_str!("../migrations/0001_agenda.sql"),
        )];
        store.migrate("agenda", &TABLES).await?;
        Ok(Self {
            store,
            hashing: register.derive(HASHING),
            placing: register.derive(PLACING),
            sealing: register.derive(SEALING),
        })
    }

    /// Notes when an item that is about to be written should be looked at: never
    /// later than was noted before, for that may be what stays true.
    pub async fn note(&self, due: Due) -> Result<()> {
        const NOTE: &str = "INSERT INTO agenda_due (bucket, space, item, due_at) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (bucket, space, item) DO UPDATE \
             SET due_at = CASE WHEN excluded.due_at < agenda_due.due_at \
             THEN excluded.due_at ELSE agenda_due.due_at END";
        let mut row = due.place();
        row.push(due.due_at.into());
        self.store.execute(NOTE, row).await.map(drop)
    }

    /// Items that are to be looked at by now, the first due first.
    pub async fn due(&self, now: Timestamp, most: i64) -> Result<Vec<Due>> {
        const DUE: &str = "SELECT space, item, due_at FROM agenda_due WHERE due_at <= $1 \
             ORDER BY due_at, bucket, space, item LIMIT $2";
        let rows = self.store.query(DUE, vec![now.into(), most.into()]).await?;
        let read = |row: &Row| {
            Ok(Due {
                space: SpaceId::from_slice(row.blob(0)?)?,
                item: ItemId::from_slice(row.blob(1)?)?,
                due_at: row.timestamp(2)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// It was looked at; unless somebody noted another time meanwhile.
    pub async fn done(&self, due: Due) -> Result<()> {
        const DONE: &str = "DELETE FROM agenda_due \
             WHERE bucket = $1 AND space = $2 AND item = $3 AND due_at = $4";
        let mut row = due.place();
        row.push(due.due_at.into());
        self.store.execute(DONE, row).await.map(drop)
    }

    /// It is to be looked at again then.
    pub async fn later(&self, due: Due, then: Timestamp) -> Result<()> {
        const LATER: &str = "UPDATE agenda_due SET due_at = $5 \
             WHERE bucket = $1 AND space = $2 AND item = $3 AND due_at = $4";
        let mut row = due.place();
        row.extend([due.due_at.into(), then.into()]);
        self.store.execute(LATER, row).await.map(drop)
    }

    /// What is kept of the secret of a feed.
    pub fn hash(&self, secret: &[u8]) -> [u8; 32] {
        mac(&self.hashing, HASHING, secret)
    }

    /// Notes whose feed is about to be found under this hash.
    pub async fn feed(&self, hash: &[u8; 32], space: SpaceId, chance: &dyn Chance) -> Result<()> {
        const FEED: &str = "INSERT INTO agenda_feed (hash, place, inside) VALUES ($1, $2, $3)";
        let place = seal(&self.sealing, chance, hash, &space.to_bytes());
        let row = vec![hash.to_vec().into(), place.into(), self.inside(space)];
        self.store.execute(FEED, row).await.map(drop)
    }

    /// Whose feed this may be.
    pub async fn find_feed(&self, hash: &[u8; 32]) -> Result<Option<SpaceId>> {
        const FIND: &str = "SELECT place FROM agenda_feed WHERE hash = $1";
        let rows = self.store.query(FIND, vec![hash.to_vec().into()]).await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let place = open(&self.sealing, hash, row.blob(0)?)?;
        SpaceId::from_slice(&place).map(Some)
    }

    /// Forgets the feeds of a space, but for the one that is in force.
    pub async fn forget_feeds(&self, space: SpaceId, but: Option<&[u8; 32]>) -> Result<()> {
        const FORGET: &str = "DELETE FROM agenda_feed WHERE inside = $1 AND hash <> $2";
        let but = but.map_or_else(Vec::new, |hash| hash.to_vec());
        let row = vec![self.inside(space), but.into()];
        self.store.execute(FORGET, row).await.map(drop)
    }

    /// Forgets all that is noted of a space.
    pub async fn forget(&self, space: SpaceId) -> Result<()> {
        const DUE: &str = "DELETE FROM agenda_due WHERE bucket = $1 AND space = $2";
        let row = vec![i64::from(space.bucket()).into(), space.into()];
        self.store.execute(DUE, row).await?;
        self.forget_feeds(space, None).await
    }

    fn inside(&self, space: SpaceId) -> Value {
        Value::Blob(mac(&self.placing, PLACING, &space.to_bytes()).to_vec())
    }
}
