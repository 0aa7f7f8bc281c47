//! Searches of professionals, kept for a few minutes.

use crate::register_keys::Hash;
use kernel::{Result, Timestamp};
use store::Store;

/// Keeps what a professional searched.
pub(crate) async fn insert_search(
    store: &Store,
    id: Hash,
    now: Timestamp,
    sealed: Vec<u8>,
) -> Result<()> {
    store
        .execute(
            "INSERT INTO people_search (id_hash, at, sealed) VALUES ($1, $2, $3)",
            vec![id.into(), now.into(), sealed.into()],
        )
        .await
        .map(drop)
}

pub(crate) async fn find_search(
    store: &Store,
    id: Hash,
    since: Timestamp,
) -> Result<Option<Vec<u8>>> {
    let rows = store
        .query(
            "SELECT sealed FROM people_search WHERE id_hash = $1 AND at > $2",
            vec![id.into(), since.into()],
        )
        .await?;
    rows.first()
        .map(|row| Ok(row.blob(0)?.to_vec()))
        .transpose()
}
