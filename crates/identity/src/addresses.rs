//! Secret addresses: whoever has one comes to a space without signing in, as to a
//! calendar or an emergency card. The table that leads from the secret to the space
//! holds a keyed hash of the one and the other sealed: read alone it leads nowhere.
//!
//! Not here: whether an address is in force, which the journal of the space says, and what
//! is read by it.

use kernel::{Chance, Result, SpaceId};
use keys::{Key, RegisterKeys, mac, open, seal};
use store::{Store, Value};

/// A table of secret addresses, with the columns `hash`, `place` and `inside` at least:
/// what its keys are derived for, and its statements.
#[derive(Clone, Copy, Debug)]
pub struct AddressTable {
    /// Of the hash of the secret.
    pub hashing: &'static str,
    /// Of the hash of the space.
    pub placing: &'static str,
    /// Of the sealed space.
    pub sealing: &'static str,
    /// The place of a hash.
    pub find: &'static str,
    /// Forgets those inside a space, but for one hash.
    pub forget: &'static str,
}

/// The secret addresses of one kind.
#[derive(Clone)]
pub struct Addresses {
    store: Store,
    table: AddressTable,
    hashing: Key,
    placing: Key,
    sealing: Key,
}

impl Addresses {
    /// Those of this table.
    pub fn new(store: Store, register: &RegisterKeys, table: AddressTable) -> Self {
        Self {
            store,
            hashing: register.derive(table.hashing),
            placing: register.derive(table.placing),
            sealing: register.derive(table.sealing),
            table,
        }
    }

    /// What is kept of a secret.
    pub fn hash(&self, secret: &[u8]) -> [u8; 32] {
        mac(&self.hashing, self.table.hashing, secret)
    }

    /// What notes that a space is found under this hash: `hash`, `place` and `inside`.
    pub fn noted(&self, hash: &[u8; 32], space: SpaceId, chance: &dyn Chance) -> Vec<Value> {
        let place = seal(&self.sealing, chance, hash, &space.to_bytes());
        vec![hash.to_vec().into(), place.into(), self.inside(space)]
    }

    /// To which space this may lead.
    ///
    /// # Errors
    /// Those of the store; a fault, for a place that does not open.
    pub async fn find(&self, hash: &[u8; 32]) -> Result<Option<SpaceId>> {
        let asked = vec![hash.to_vec().into()];
        let rows = self.store.query(self.table.find, asked).await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let place = open(&self.sealing, hash, row.blob(0)?)?;
        SpaceId::from_slice(&place).map(Some)
    }

    /// Forgets those of a space, but for the one that is in force.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn forget(&self, space: SpaceId, but: Option<&[u8; 32]>) -> Result<()> {
        let but = but.map_or_else(Vec::new, |hash| hash.to_vec());
        let row = vec![self.inside(space), but.into()];
        self.store.execute(self.table.forget, row).await.map(drop)
    }

    fn inside(&self, space: SpaceId) -> Value {
        Value::Blob(mac(&self.placing, self.table.placing, &space.to_bytes()).to_vec())
    }
}
