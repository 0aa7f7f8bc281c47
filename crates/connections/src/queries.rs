//! The tables of connections: when people are to be reminded, and to be told.

use journal::{DueTable, Dues, due_table};
use kernel::{Result, SpaceId, Timestamp};
use store::{Migration, Row, Store, Value};

/// Whom to remind of what is connected.
const REMINDERS: DueTable<()> = due_table!("connections_due", noted);

#[derive(Clone)]
pub(crate) struct Tables {
    pub reminders: Dues<()>,
    store: Store,
}

/// Somebody who may have to be told that something was added.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct News {
    pub space: SpaceId,
    /// Added since then.
    pub since: Timestamp,
    pub due_at: Timestamp,
}

fn place(space: SpaceId) -> Vec<Value> {
    vec![i64::from(space.bucket()).into(), space.into()]
}

impl Tables {
    pub async fn open(store: Store) -> Result<Self> {
        const TABLES: [Migration; 2] = [
            Migration::both(
                "0001_connections",
                include_str!("../migrations/0001_connections.sql"),
            ),
            Migration::both("0002_news", include_str!("../migrations/0002_news.sql")),
        ];
        store.migrate("connections", &TABLES).await?;
        Ok(Self {
            reminders: Dues::new(store.clone(), REMINDERS),
            store,
        })
    }

    /// Notes that something is about to be added; what was noted before stays.
    pub async fn news(&self, news: News) -> Result<()> {
        const NEWS: &str = "INSERT INTO connections_news (bucket, space, since, due_at) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (bucket, space) DO NOTHING";
        let mut row = place(news.space);
        row.extend([news.since.into(), news.due_at.into()]);
        self.store.execute(NEWS, row).await.map(drop)
    }

    /// Who is to be told by now, the first due first.
    pub async fn news_due(&self, now: Timestamp, most: i64) -> Result<Vec<News>> {
        const DUE: &str = "SELECT space, since, due_at FROM connections_news \
             WHERE due_at <= $1 ORDER BY due_at, bucket, space LIMIT $2";
        let rows = self.store.query(DUE, vec![now.into(), most.into()]).await?;
        let read = |row: &Row| {
            Ok(News {
                space: SpaceId::from_slice(row.blob(0)?)?,
                since: row.timestamp(1)?,
                due_at: row.timestamp(2)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// They were told; or they are to be, then.
    pub async fn news_told(&self, news: News, again: Option<Timestamp>) -> Result<()> {
        const TOLD: &str = "DELETE FROM connections_news \
             WHERE bucket = $1 AND space = $2 AND due_at = $3";
        const AGAIN: &str = "UPDATE connections_news SET due_at = $4 \
             WHERE bucket = $1 AND space = $2 AND due_at = $3";
        let mut row = place(news.space);
        row.push(news.due_at.into());
        let sql = match again {
            None => TOLD,
            Some(then) => {
                row.push(then.into());
                AGAIN
            }
        };
        self.store.execute(sql, row).await.map(drop)
    }

    /// Forgets all that is noted of a space.
    pub async fn forget(&self, space: SpaceId) -> Result<()> {
        const FORGET: &str = "DELETE FROM connections_news WHERE bucket = $1 AND space = $2";
        self.store.execute(FORGET, place(space)).await?;
        self.reminders.forget(space).await
    }
}
