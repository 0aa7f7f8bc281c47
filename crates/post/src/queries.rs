//! The outbox as it is kept. Every change of a waiting row says which try it
//! belongs to, so that a process that was too slow changes nothing.

use crate::notice::Channel;
use crate::rules::retry::Tried;
use kernel::{Error, NoticeId, PersonId, Result, Timestamp};
use std::time::Duration;
use store::{Engine, Many, Migration, Row, Statement, Store, Tx, Value};

pub(crate) const MIGRATIONS: [Migration; 2] = [
    Migration::both("0001_outbox", include_str!("../migrations/0001_outbox.sql")),
    Migration::both(
        "0002_waiting",
        include_str!("../migrations/0002_waiting.sql"),
    ),
];

macro_rules! oldest {
    () => {
        "SELECT min(queued_at) FROM outbox WHERE state = 0 AND kind = $1"
    };
}

/// What is written of a notice that waits.
pub(crate) struct Queued {
    pub id: NoticeId,
    pub about: Option<PersonId>,
    pub kind: &'static str,
    pub channel: Channel,
    pub until: Option<Timestamp>,
    pub body: Vec<u8>,
    pub now: Timestamp,
    /// When it is tried first.
    pub due: Timestamp,
}

impl Queued {
    fn params(self) -> Vec<Value> {
        vec![
            self.id.bucket().into(),
            self.id.into(),
            self.about.into(),
            self.kind.into(),
            self.channel.code().into(),
            self.now.into(),
            self.until.into(),
            self.body.into(),
            self.due.into(),
        ]
    }
}

/// Changes one row for each new notice, none for one that was there.
const INSERT: Many = Many {
    sqlite: "INSERT INTO outbox (bucket, id, about, kind, channel, queued_at, until, state, due, tries, body) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $9, 0, $8) ON CONFLICT DO NOTHING",
    postgres: "INSERT INTO outbox (bucket, id, about, kind, channel, queued_at, until, state, due, tries, body) \
        SELECT bucket, id, about, kind, channel, queued_at, until, 0, due, 0, body \
        FROM unnest($1::int8[], $2::bytea[], $3::bytea[], $4::text[], $5::int8[], $6::int8[], $7::int8[], \
            $8::bytea[], $9::int8[]) AS queued (bucket, id, about, kind, channel, queued_at, until, body, due) \
        ON CONFLICT DO NOTHING",
};

pub(crate) fn insert(queued: Queued) -> Statement {
    Statement {
        sql: INSERT.sqlite,
        params: queued.params(),
    }
}

/// How many were new.
pub(crate) async fn insert_all(tx: &mut Tx, queued: impl Iterator<Item = Queued>) -> Result<u64> {
    let rows = queued.map(Queued::params).collect();
    Ok(tx.run_many(&INSERT, rows).await?.changed)
}

/// A notice that this process, and no other, tries now.
pub(crate) struct Claimed {
    pub id: NoticeId,
    pub kind: String,
    pub channel: Channel,
    pub queued_at: Timestamp,
    pub tried: Tried,
    pub body: Vec<u8>,
}

// The one difference: on PostgreSQL, rows that another process is claiming are
// stepped over. On SQLite there is one writer.
const CLAIM_SQLITE: &str = "WITH picked AS ( \
        SELECT bucket, id FROM outbox WHERE state = 0 AND channel = $1 AND due <= $2 ORDER BY due LIMIT $4) \
    UPDATE outbox SET due = $3, tries = tries + 1, first_at = COALESCE(first_at, $2) \
    WHERE (bucket, id) IN (SELECT bucket, id FROM picked) \
    RETURNING id, kind, channel, queued_at, tries, first_at, until, body";
const CLAIM_POSTGRES: &str = "WITH picked AS MATERIALIZED ( \
        SELECT bucket, id FROM outbox WHERE state = 0 AND channel = $1 AND due <= $2 ORDER BY due LIMIT $4 \
        FOR UPDATE SKIP LOCKED) \
    UPDATE outbox SET due = $3, tries = tries + 1, first_at = COALESCE(first_at, $2) \
    WHERE (bucket, id) IN (SELECT bucket, id FROM picked) \
    RETURNING id, kind, channel, queued_at, tries, first_at, until, body";

/// Claims what is due of a channel: until the lease ends, nobody else tries it.
/// Durable when it returns.
pub(crate) async fn claim(
    store: &Store,
    channel: Channel,
    now: Timestamp,
    lease: Duration,
    limit: usize,
) -> Result<Vec<Claimed>> {
    let sql = match store.engine() {
        Engine::Sqlite => CLAIM_SQLITE,
        Engine::Postgres => CLAIM_POSTGRES,
    };
    let params = vec![
        channel.code().into(),
        now.into(),
        now.plus(lease).into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
    ];
    let mut tx = store.begin("claim notices").await?;
    let rows = tx.query(sql, params).await?;
    tx.commit().await?;
    rows.iter().map(claimed).collect()
}

fn claimed(row: &Row) -> Result<Claimed> {
    let tries = u32::try_from(row.int(4)?);
    Ok(Claimed {
        id: NoticeId::from_slice(row.blob(0)?)?,
        kind: row.text(1)?.to_owned(),
        channel: Channel::from_code(row.int(2)?)?,
        queued_at: row.timestamp(3)?,
        tried: Tried {
            tries: tries.map_err(|_| Error::fault("a notice has a wrong number of tries"))?,
            first_at: row.timestamp(5)?,
            until: row.opt_timestamp(6)?,
        },
        // Without a body it cannot be sent, and is failed when it is opened.
        body: row.opt_blob(7)?.unwrap_or_default().to_vec(),
    })
}

/// Whether anything of this channel is due.
pub(crate) const ANY_DUE: &str =
    "SELECT 1 FROM outbox WHERE state = 0 AND channel = $1 AND due <= $2 LIMIT 1";

fn of(id: NoticeId) -> Vec<Value> {
    vec![id.bucket().into(), id.into()]
}

/// It has left, whoever tried it: the body is wiped.
pub(crate) fn delivered(id: NoticeId, now: Timestamp) -> Statement {
    let mut params = of(id);
    params.push(now.into());
    Statement {
        sql: "UPDATE outbox SET state = 1, ended_at = $3, body = NULL \
              WHERE bucket = $1 AND id = $2 AND state = 0",
        params,
    }
}

/// It will not leave: the body is wiped.
pub(crate) fn failed(id: NoticeId, tries: u32, now: Timestamp) -> Statement {
    let mut params = of(id);
    params.extend([tries.into(), now.into()]);
    Statement {
        sql: "UPDATE outbox SET state = 2, ended_at = $4, body = NULL \
              WHERE bucket = $1 AND id = $2 AND state = 0 AND tries = $3",
        params,
    }
}

/// It is tried again then.
pub(crate) fn again(id: NoticeId, tries: u32, at: Timestamp) -> Statement {
    let mut params = of(id);
    params.extend([tries.into(), at.into()]);
    Statement {
        sql: "UPDATE outbox SET due = $4 WHERE bucket = $1 AND id = $2 AND state = 0 AND tries = $3",
        params,
    }
}

/// An e-mail that was tried came back: also one that a crash left waiting,
/// whose server had taken it.
pub(crate) const RETURNED: &str = "UPDATE outbox SET state = 3, ended_at = $3, body = NULL \
    WHERE bucket = $1 AND id = $2 AND channel = 0 AND tries > 0 AND state <= 1";

pub(crate) const DELAYED: &str = "UPDATE outbox SET delayed_at = $3 \
    WHERE bucket = $1 AND id = $2 AND channel = 0 AND tries > 0 AND state <= 1";

pub(crate) async fn told(
    store: &Store,
    sql: &'static str,
    id: NoticeId,
    now: Timestamp,
) -> Result<bool> {
    let mut params = of(id);
    params.push(now.into());
    Ok(store.execute(sql, params).await? == 1)
}

const FAILED_SQLITE: &str = "SELECT id, about, channel, state, ended_at, queued_at FROM outbox \
    WHERE kind = $1 AND state >= 2 AND taken_at IS NULL ORDER BY ended_at, id LIMIT $2";
const FAILED_POSTGRES: &str = "SELECT id, about, channel, state, ended_at, queued_at FROM outbox \
    WHERE kind = $1 AND state >= 2 AND taken_at IS NULL ORDER BY ended_at, id LIMIT $2 \
    FOR UPDATE SKIP LOCKED";

/// What failed or came back, held by this transaction until it ends.
pub(crate) async fn list_failed(
    tx: &mut Tx,
    engine: Engine,
    kind: &str,
    limit: usize,
) -> Result<Vec<Row>> {
    let sql = match engine {
        Engine::Sqlite => FAILED_SQLITE,
        Engine::Postgres => FAILED_POSTGRES,
    };
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    tx.query(sql, vec![kind.into(), limit.into()]).await
}

pub(crate) fn taken_over(id: NoticeId, now: Timestamp) -> Statement {
    let mut params = of(id);
    params.push(now.into());
    Statement {
        sql: "UPDATE outbox SET taken_at = $3 \
              WHERE bucket = $1 AND id = $2 AND state >= 2 AND taken_at IS NULL",
        params,
    }
}

/// Since when the one of this kind waits that waits longest.
pub(crate) async fn waiting_since(tx: &mut Tx, kind: &str) -> Result<Option<Timestamp>> {
    let rows = tx.query(oldest!(), vec![kind.into()]).await?;
    rows.first().map_or(Ok(None), |row| row.opt_timestamp(0))
}

/// How many wait, by channel.
pub(crate) async fn count_waiting(store: &Store) -> Result<Vec<(Channel, u64)>> {
    const COUNT: &str = "SELECT channel, count(*) FROM outbox WHERE state = 0 GROUP BY channel";
    let rows = store.query(COUNT, Vec::new()).await?;
    rows.iter()
        .map(|row| {
            let waiting = u64::try_from(row.int(1)?).unwrap_or(0);
            Ok((Channel::from_code(row.int(0)?)?, waiting))
        })
        .collect()
}

/// Forgets what ended before this instant, but what came back of this kind and
/// waits for somebody to take it over.
pub(crate) async fn purge(store: &Store, before: Timestamp, kind: &str) -> Result<u64> {
    const PURGE: &str = "DELETE FROM outbox WHERE state >= 1 AND ended_at < $1 \
        AND (state = 1 OR taken_at IS NOT NULL OR kind <> $2)";
    store.execute(PURGE, vec![before.into(), kind.into()]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_oldest_of_a_kind_is_found_without_looking_at_what_else_waits() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("post.db").display());
        let store = Store::open(&url).await.expect("a store");
        store.migrate("post", &MIGRATIONS).await.expect("tables");
        let sql = concat!("EXPLAIN QUERY PLAN ", oldest!());
        let rows = store
            .query(sql, vec!["campaign".into()])
            .await
            .expect("a plan");
        let plan = rows
            .iter()
            .map(|row| row.text(3).expect("a step").to_owned());
        let plan = plan.collect::<Vec<_>>().join("; ");
        assert!(plan.contains("outbox_waiting"), "{plan}");
    }
}
