//! What must be found without opening journals: which lines a professional is asked
//! to correct. It holds no words and no name; what counts is read in the journal.

use crate::shelf::LineId;
use kernel::{Chance, Result, Rpps, SpaceId, Timestamp};
use keys::{Key, RegisterKeys, mac, open, seal};
use store::{Migration, Store, Value};

const HASHING: &str = "profile-request-asked";
const PLACING: &str = "profile-request-inside";
const SEALING: &str = "profile-request-place";

/// The ledger of requests. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Ledger {
    store: Store,
    hashing: Key,
    placing: Key,
    sealing: Key,
}

/// A line that a professional is asked to correct.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Request {
    pub space: SpaceId,
    pub line: LineId,
    pub at: Timestamp,
}

impl Ledger {
    pub async fn open(store: Store, register: &RegisterKeys) -> Result<Self> {
        const TABLES: [Migration; 1] = [Migration::both(
            "0001_requests",
            include_str!("../migrations/0001_requests.sql"),
        )];
        store.migrate("profile", &TABLES).await?;
        Ok(Self {
            store,
            hashing: register.derive(HASHING),
            placing: register.derive(PLACING),
            sealing: register.derive(SEALING),
        })
    }

    /// Notes that this professional is about to be asked.
    pub async fn note(&self, asked: &Rpps, request: Request, chance: &dyn Chance) -> Result<()> {
        const NOTE: &str = "INSERT INTO profile_request (asked, line, at, place, inside) \
             VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (asked, line) DO UPDATE SET at = excluded.at";
        let asked = self.asked(asked);
        let bound = bound(&asked, request.line);
        let place = seal(&self.sealing, chance, &bound, &request.space.to_bytes());
        let row = vec![
            asked.to_vec().into(),
            request.line.into(),
            request.at.into(),
            place.into(),
            self.inside(request.space),
        ];
        self.store.execute(NOTE, row).await.map(drop)
    }

    /// What a professional was asked, the last first.
    pub async fn of(&self, asked: &Rpps, most: i64) -> Result<Vec<Request>> {
        const OF: &str = "SELECT line, at, place FROM profile_request WHERE asked = $1 \
             ORDER BY at DESC, line DESC LIMIT $2";
        let asked = self.asked(asked);
        let row = vec![asked.to_vec().into(), most.into()];
        let rows = self.store.query(OF, row).await?;
        let read = |row: &store::Row| {
            let line = LineId::from_slice(row.blob(0)?)?;
            let space = open(&self.sealing, &bound(&asked, line), row.blob(2)?)?;
            Ok(Request {
                space: SpaceId::from_slice(&space)?,
                line,
                at: row.timestamp(1)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Forgets what is no request any more.
    pub async fn done(&self, asked: &Rpps, line: LineId, at: Timestamp) -> Result<()> {
        const DONE: &str = "DELETE FROM profile_request WHERE asked = $1 AND line = $2 AND at = $3";
        let row = vec![self.asked(asked).to_vec().into(), line.into(), at.into()];
        self.store.execute(DONE, row).await.map(drop)
    }

    /// Forgets all that is noted of a space.
    pub async fn forget(&self, space: SpaceId) -> Result<()> {
        const FORGET: &str = "DELETE FROM profile_request WHERE inside = $1";
        let row = vec![self.inside(space)];
        self.store.execute(FORGET, row).await.map(drop)
    }

    fn inside(&self, space: SpaceId) -> Value {
        let hash = mac(&self.placing, PLACING, &space.to_bytes());
        Value::Blob(hash.to_vec())
    }

    fn asked(&self, asked: &Rpps) -> [u8; 32] {
        mac(&self.hashing, HASHING, asked.as_str().as_bytes())
    }
}

fn bound(asked: &[u8; 32], line: LineId) -> Vec<u8> {
    [&asked[..], &line.to_bytes()].concat()
}
