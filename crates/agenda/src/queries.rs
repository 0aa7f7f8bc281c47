//! The two tables of agendas.

use crate::diary::ItemId;
use identity::{AddressTable, Addresses};
use journal::{DueTable, Dues, due_table};
use kernel::{Chance, Result, SpaceId};
use keys::RegisterKeys;
use store::{Migration, Store};

const FEEDS: AddressTable = AddressTable {
    hashing: "agenda-feed-secret",
    placing: "agenda-feed-inside",
    sealing: "agenda-feed-place",
    find: "SELECT place FROM agenda_feed WHERE hash = $1",
    forget: "DELETE FROM agenda_feed WHERE inside = $1 AND hash <> $2",
};

#[derive(Clone)]
pub(crate) struct Tables {
    pub due: Dues<ItemId>,
    pub feeds: Addresses,
    store: Store,
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
            feeds: Addresses::new(store.clone(), register, FEEDS),
            store,
        })
    }

    /// Notes whose feed is about to be found under this hash.
    pub async fn feed(&self, hash: &[u8; 32], space: SpaceId, chance: &dyn Chance) -> Result<()> {
        const FEED: &str = "INSERT INTO agenda_feed (hash, place, inside) VALUES ($1, $2, $3)";
        let row = self.feeds.noted(hash, space, chance);
        self.store.execute(FEED, row).await.map(drop)
    }

    /// Forgets all that is noted of a space.
    pub async fn forget(&self, space: SpaceId) -> Result<()> {
        self.due.forget(space).await?;
        self.feeds.forget(space, None).await
    }
}
