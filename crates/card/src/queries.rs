//! The two tables of cards.

use crate::rules::{ASKED_MAX, ASKED_WINDOW, READS_MAX, READS_WINDOW};
use identity::{AddressTable, Addresses};
use kernel::{Chance, Result, SpaceId, Timestamp};
use keys::{Key, RegisterKeys, mac};
use std::net::IpAddr;
use store::{Migration, Store};

const CODES: AddressTable = AddressTable {
    hashing: "card-secret",
    placing: "card-inside",
    sealing: "card-place",
    find: "SELECT place FROM card_code WHERE hash = $1",
    forget: "DELETE FROM card_code WHERE inside = $1 AND hash <> $2",
};
const COUNTING: &str = "card-network";

#[derive(Clone)]
pub(crate) struct Tables {
    pub codes: Addresses,
    store: Store,
    counting: Key,
}

impl Tables {
    pub async fn open(store: Store, register: &RegisterKeys) -> Result<Self> {
        const TABLES: [Migration; 1] = [Migration::both(
            "0001_card",
            include_str!("../migrations/0001_card.sql"),
        )];
        store.migrate("card", &TABLES).await?;
        Ok(Self {
            codes: Addresses::new(store.clone(), register, CODES),
            store,
            counting: register.derive(COUNTING),
        })
    }

    /// Notes whose card is about to be found under this hash.
    pub async fn code(
        &self,
        hash: &[u8; 32],
        space: SpaceId,
        chance: &dyn Chance,
        now: Timestamp,
    ) -> Result<()> {
        const CODE: &str = "INSERT INTO card_code (hash, place, inside, since, reads) \
             VALUES ($1, $2, $3, $4, 0)";
        let mut row = self.codes.noted(hash, space, chance);
        row.push(now.into());
        self.store.execute(CODE, row).await.map(drop)
    }

    /// Counts a read of a card; whether there was room for it.
    pub async fn count_read(&self, hash: &[u8; 32], now: Timestamp) -> Result<bool> {
        // A count of another time, or of a clock that was set back, begins anew.
        const COUNT: &str = "UPDATE card_code \
             SET reads = CASE WHEN since <= $2 OR since > $3 THEN 1 ELSE reads + 1 END, \
             since = CASE WHEN since <= $2 OR since > $3 THEN $3 ELSE since END \
             WHERE hash = $1 AND (since <= $2 OR since > $3 OR reads < $4)";
        let row = vec![
            hash.to_vec().into(),
            now.minus(READS_WINDOW).into(),
            now.into(),
            READS_MAX.into(),
        ];
        Ok(self.store.execute(COUNT, row).await? > 0)
    }

    /// Counts that somebody asks for a card from here; whether there was room. Where
    /// an address is not known there is.
    pub async fn count_asking(&self, client: Option<IpAddr>, now: Timestamp) -> Result<bool> {
        const COUNT: &str = "INSERT INTO card_network (network, since, asked) \
             VALUES ($1, $3, 1) ON CONFLICT (network) DO UPDATE \
             SET asked = CASE WHEN card_network.since <= $2 OR card_network.since > $3 \
             THEN 1 ELSE card_network.asked + 1 END, \
             since = CASE WHEN card_network.since <= $2 OR card_network.since > $3 \
             THEN $3 ELSE card_network.since END \
             WHERE card_network.since <= $2 OR card_network.since > $3 \
             OR card_network.asked < $4";
        let Some(client) = client else {
            return Ok(true);
        };
        let row = vec![
            mac(&self.counting, COUNTING, &network(client))
                .to_vec()
                .into(),
            now.minus(ASKED_WINDOW).into(),
            now.into(),
            ASKED_MAX.into(),
        ];
        Ok(self.store.execute(COUNT, row).await? > 0)
    }

    /// Forgets the counts whose time is over.
    pub async fn sweep(&self, now: Timestamp) -> Result<()> {
        const SWEEP: &str = "DELETE FROM card_network WHERE since <= $1";
        let row = vec![now.minus(ASKED_WINDOW).into()];
        self.store.execute(SWEEP, row).await.map(drop)
    }
}

/// What is counted of an address: of the long ones, what a household has.
fn network(ip: IpAddr) -> Vec<u8> {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.octets().to_vec(),
        IpAddr::V6(ip) => ip.octets()[..8].to_vec(),
    }
}
