//! What holders were told of, and up to when they looked at it.

use super::{of_space, with};
use kernel::{Result, SpaceId, Timestamp};
use store::{Statement, Store};

/// Something that a holder was told of: of what kind it was, and when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Given {
    /// The kind, as the post knows it.
    pub kind: String,
    /// When.
    pub at: Timestamp,
}

/// Keeps that a holder is told of something, once; forgets what is older than `since`.
pub(crate) fn put_given(
    space: SpaceId,
    kind: &str,
    occasion: &str,
    at: Timestamp,
    since: Timestamp,
) -> [Statement; 2] {
    let forget = Statement {
        sql: "DELETE FROM notice_given WHERE bucket = $1 AND space = $2 AND at < $3",
        params: with(of_space(space), [since.into()]),
    };
    let put = Statement {
        sql: "INSERT INTO notice_given (bucket, space, kind, occasion, at) \
              VALUES ($1, $2, $3, $4, $5) ON CONFLICT (bucket, space, kind, occasion) DO NOTHING",
        params: with(of_space(space), [kind.into(), occasion.into(), at.into()]),
    };
    [forget, put]
}

/// What the holder of a space was told of, the newest first.
pub(crate) async fn list_given(store: &Store, space: SpaceId, most: i64) -> Result<Vec<Given>> {
    let rows = store
        .query(
            "SELECT kind, at FROM notice_given WHERE bucket = $1 AND space = $2 \
             ORDER BY at DESC, kind, occasion LIMIT $3",
            with(of_space(space), [most.into()]),
        )
        .await?;
    let given = |row: &store::Row| {
        Ok(Given {
            kind: row.text(0)?.to_owned(),
            at: row.timestamp(1)?,
        })
    };
    rows.iter().map(given).collect()
}

/// Up to when the holder of a space looked, if they did.
pub(crate) async fn find_looked(store: &Store, space: SpaceId) -> Result<Option<Timestamp>> {
    let rows = store
        .query(
            "SELECT at FROM notice_looked WHERE bucket = $1 AND space = $2",
            with(of_space(space), []),
        )
        .await?;
    rows.first().map(|row| row.timestamp(0)).transpose()
}

/// How many things came since the holder of a space looked.
pub(crate) async fn count_given(store: &Store, space: SpaceId) -> Result<u64> {
    let rows = store
        .query(
            "SELECT COUNT(*) FROM notice_given WHERE bucket = $1 AND space = $2 AND at > \
             COALESCE((SELECT at FROM notice_looked WHERE bucket = $1 AND space = $2), 0)",
            with(of_space(space), []),
        )
        .await?;
    let count = rows.first().map(|row| row.int(0)).transpose()?;
    Ok(count.map_or(0, |count| u64::try_from(count).unwrap_or_default()))
}

/// The holder of a space looked at what they were told of up to this moment.
pub(crate) fn put_looked(space: SpaceId, at: Timestamp) -> Statement {
    Statement {
        sql: "INSERT INTO notice_looked (bucket, space, at) VALUES ($1, $2, $3) \
              ON CONFLICT (bucket, space) DO UPDATE SET at = excluded.at \
              WHERE notice_looked.at < excluded.at",
        params: with(of_space(space), [at.into()]),
    }
}

/// Forgets what the holder of a space was told of.
pub(crate) fn delete_given(space: SpaceId) -> [Statement; 2] {
    [
        Statement {
            sql: "DELETE FROM notice_given WHERE bucket = $1 AND space = $2",
            params: with(of_space(space), []),
        },
        Statement {
            sql: "DELETE FROM notice_looked WHERE bucket = $1 AND space = $2",
            params: with(of_space(space), []),
        },
    ]
}
