//! Where a professional's patients of a day are found without opening every record:
//! those who have an appointment that they made, and those whom they opened. Nothing
//! here is shown: the record is asked each time whether they may still know.

use identity::Code;
use kernel::{Chance, Date, Result, Rpps, SpaceId, Timestamp};
use keys::{Key, RegisterKeys, mac, open, seal};
use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use store::{Store, Value};

const HASHING: &str = "sharing-day-party";
const PLACING: &str = "sharing-day-inside";
const SEALING: &str = "sharing-day-place";
const SHARES: &str = "sharing-share-code";

/// Remembered at most; beyond, forgotten and written again.
const REMEMBERED_MAX: usize = 100_000;
/// Looked at in one day at most: more than the ceilings let anybody see.
const LOOKED_AT: i64 = 300;

/// The table.
pub(crate) struct Days {
    store: Store,
    chance: Arc<dyn Chance>,
    hashing: Key,
    placing: Key,
    sealing: Key,
    shares: Key,
    opened: Mutex<(String, HashSet<(Rpps, SpaceId)>)>,
}

impl Days {
    pub(crate) fn new(store: Store, register: &RegisterKeys, chance: Arc<dyn Chance>) -> Self {
        Self {
            store,
            chance,
            hashing: register.derive(HASHING),
            placing: register.derive(PLACING),
            sealing: register.derive(SEALING),
            shares: register.derive(SHARES),
            opened: Mutex::default(),
        }
    }

    /// What is kept of the code of a share: a keyed hash, bound to its space.
    pub(crate) fn share_proof(&self, space: SpaceId, code: &Code) -> [u8; 32] {
        let mut bound = space.to_bytes().to_vec();
        bound.extend(code.symbols());
        mac(&self.shares, SHARES, &bound)
    }

    /// Notes that they have an appointment on this day.
    pub(crate) async fn expect(&self, rpps: &Rpps, space: SpaceId, day: Date) -> Result<()> {
        const EXPECT: &str = "INSERT INTO day_patient (party, day, inside, place, opened_at) \
             VALUES ($1, $2, $3, $4, NULL) ON CONFLICT (party, day, inside) DO NOTHING";
        let row = self.row(rpps, space, &day.to_string());
        self.store.execute(EXPECT, row).await.map(drop)
    }

    /// Notes that they open this record; the first time of a day stands.
    pub(crate) async fn open(&self, rpps: &Rpps, space: SpaceId, now: Timestamp) -> Result<()> {
        const OPEN: &str = "INSERT INTO day_patient (party, day, inside, place, opened_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (party, day, inside) \
             DO UPDATE SET opened_at = coalesce(day_patient.opened_at, excluded.opened_at)";
        let day = now.in_paris().date().to_string();
        let known = (rpps.clone(), space);
        let remembered = |opened: &(String, HashSet<(Rpps, SpaceId)>)| {
            opened.0 == day && opened.1.contains(&known)
        };
        if self.opened.lock().is_ok_and(|opened| remembered(&opened)) {
            return Ok(());
        }
        let mut row = self.row(rpps, space, &day);
        row.push(now.into());
        self.store.execute(OPEN, row).await?;
        if let Ok(mut opened) = self.opened.lock() {
            if opened.0 != day || opened.1.len() >= REMEMBERED_MAX {
                *opened = (day, HashSet::new());
            }
            opened.1.insert(known);
        }
        Ok(())
    }

    /// Where to look on this day, and whom they opened when.
    pub(crate) async fn of(
        &self,
        rpps: &Rpps,
        day: Date,
    ) -> Result<Vec<(SpaceId, Option<Timestamp>)>> {
        const OF: &str = "SELECT place, opened_at FROM day_patient \
             WHERE party = $1 AND day = $2 ORDER BY inside LIMIT $3";
        let (party, day) = (self.party(rpps), day.to_string());
        let asked = vec![party.to_vec().into(), day.as_str().into(), LOOKED_AT.into()];
        let rows = self.store.query(OF, asked).await?;
        let read = |row: &store::Row| {
            let place = open(&self.sealing, &bound(&party, &day), row.blob(0)?)?;
            let opened = row.opt_int(1)?.map(Timestamp::from_millis);
            Ok((SpaceId::from_slice(&place)?, opened))
        };
        rows.iter().map(read).collect()
    }

    /// Forgets the days before this one.
    pub(crate) async fn sweep(&self, day: String) -> Result<u64> {
        let over = "DELETE FROM day_patient WHERE day < $1";
        self.store.execute(over, vec![day.into()]).await
    }

    /// Forgets all that is noted of a space.
    pub(crate) async fn forget(&self, space: SpaceId) -> Result<()> {
        let inside = self.inside(space);
        let forget = "DELETE FROM day_patient WHERE inside = $1";
        self.store.execute(forget, vec![inside]).await.map(drop)
    }

    fn row(&self, rpps: &Rpps, space: SpaceId, day: &str) -> Vec<Value> {
        let party = self.party(rpps);
        let bound = bound(&party, day);
        let place = seal(&self.sealing, &*self.chance, &bound, &space.to_bytes());
        vec![
            party.to_vec().into(),
            day.into(),
            self.inside(space),
            place.into(),
        ]
    }

    fn party(&self, rpps: &Rpps) -> [u8; 32] {
        mac(&self.hashing, HASHING, rpps.as_str().as_bytes())
    }

    fn inside(&self, space: SpaceId) -> Value {
        Value::Blob(mac(&self.placing, PLACING, &space.to_bytes()).to_vec())
    }
}

fn bound(party: &[u8; 32], day: &str) -> Vec<u8> {
    [&party[..], day.as_bytes()].concat()
}
