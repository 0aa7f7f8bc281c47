//! The two tables of agendas.

use crate::diary::ItemId;
use journal::{DueTable, Dues, due_table};
use kernel::{Chance, Result, SpaceId};
use keys::{Key, RegisterKeys, mac, open, seal};
use store::{Migration, Store, Value};

const HASHING: &str = "agenda-feed-secret";
const PLACING: &str = "agenda-feed-inside";
const SEALING: &str = "agenda-feed-place";

#[derive(Clone)]
pub(crate) struct Tables {
    pub due: Dues<ItemId>,
    store: Store,
    hashing: Key,
    placing: Key,
    sealing: Key,
}

/// Items of whose day somebody may have to be told.
const DUE: DueTable<ItemId> = due_table!("agenda_due", "item", earlier);

impl Tables {
    pub async fn open(store: Store, register: &RegisterKeys) -> Result<Self> {
        const TABLES: [Migration; 1] = [Migration::both(
            "0001_agenda",
            include_str!("../migrations/0001_agenda.sql"),
        )];
        store.migrate("agenda", &TABLES).await?;
        Ok(Self {
            due: Dues::new(store.clone(), DUE),
            store,
            hashing: register.derive(HASHING),
            placing: register.derive(PLACING),
            sealing: register.derive(SEALING),
        })
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
        self.due.forget(space).await?;
        self.forget_feeds(space, None).await
    }

    fn inside(&self, space: SpaceId) -> Value {
        Value::Blob(mac(&self.placing, PLACING, &space.to_bytes()).to_vec())
    }
}
