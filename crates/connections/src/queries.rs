//! The one table of connections: when people are to be reminded.

use kernel::{Result, SpaceId, Timestamp};
use store::{Migration, Row, Store, Value};

#[derive(Clone)]
pub(crate) struct Tables(Store);

fn place(space: SpaceId) -> Vec<Value> {
    vec![i64::from(space.bucket()).into(), space.into()]
}

impl Tables {
    pub async fn open(store: Store) -> Result<Self> {
        const TABLES: [Migration; 1] = [Migration::both(
            "0001_connections",
            include_str!("../migrations/0001_connections.sql"),
        )];
        store.migrate("connections", &TABLES).await?;
        Ok(Self(store))
    }

    /// Notes when to remind; what was noted before stays.
    pub async fn note(&self, space: SpaceId, due_at: Timestamp) -> Result<()> {
        const NOTE: &str = "INSERT INTO connections_due (bucket, space, due_at) \
             VALUES ($1, $2, $3) ON CONFLICT (bucket, space) DO NOTHING";
        let mut row = place(space);
        row.push(due_at.into());
        self.0.execute(NOTE, row).await.map(drop)
    }

    /// Who is to be reminded by now, the first due first.
    pub async fn due(&self, now: Timestamp, most: i64) -> Result<Vec<(SpaceId, Timestamp)>> {
        const DUE: &str = "SELECT space, due_at FROM connections_due WHERE due_at <= $1 \
             ORDER BY due_at, bucket, space LIMIT $2";
        let rows = self.0.query(DUE, vec![now.into(), most.into()]).await?;
        let read = |row: &Row| Ok((SpaceId::from_slice(row.blob(0)?)?, row.timestamp(1)?));
        rows.iter().map(read).collect()
    }

    /// The next time, after this one.
    pub async fn later(&self, space: SpaceId, due_at: Timestamp, next: Timestamp) -> Result<()> {
        const LATER: &str = "UPDATE connections_due SET due_at = $4 \
             WHERE bucket = $1 AND space = $2 AND due_at = $3";
        let mut row = place(space);
        row.extend([due_at.into(), next.into()]);
        self.0.execute(LATER, row).await.map(drop)
    }

    /// Nothing to remind anybody of.
    pub async fn forget(&self, space: SpaceId) -> Result<()> {
        const FORGET: &str = "DELETE FROM connections_due WHERE bucket = $1 AND space = $2";
        self.0.execute(FORGET, place(space)).await.map(drop)
    }
}
