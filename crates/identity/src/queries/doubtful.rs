//! Sign-ins of which their holders are still to be told.

use super::{bucket, id};
use crate::DoubtfulSignIn;
use kernel::{AccountId, Result, SpaceId, Timestamp};
use store::{Store, Tx};

pub(crate) async fn insert_doubtful(
    tx: &mut Tx,
    id: [u8; 16],
    account: AccountId,
    failures: u32,
    at: Timestamp,
) -> Result<()> {
    tx.execute(
        "INSERT INTO sign_in_doubtful (id, account, at, failures) VALUES ($1, $2, $3, $4)",
        vec![
            id.into(),
            account.into(),
            at.into(),
            i64::from(failures).into(),
        ],
    )
    .await?;
    Ok(())
}

/// The oldest first, with the space that the account has had for longest: its own.
pub(crate) async fn list_doubtful(store: &Store, limit: i64) -> Result<Vec<DoubtfulSignIn>> {
    let rows = store
        .query(
            "SELECT id, account, at, failures FROM sign_in_doubtful ORDER BY at, id LIMIT $1",
            vec![limit.into()],
        )
        .await?;
    let mut read = Vec::with_capacity(rows.len());
    for row in &rows {
        let account = id(row, 1)?;
        read.push(DoubtfulSignIn {
            id: row.bytes(0)?,
            account,
            at: row.timestamp(2)?,
            failures: u32::try_from(row.int(3)?).unwrap_or(u32::MAX),
            space: own_space(store, account).await?,
        });
    }
    Ok(read)
}

async fn own_space(store: &Store, account: AccountId) -> Result<Option<SpaceId>> {
    let rows = store
        .query(
            "SELECT space FROM account_space WHERE bucket = $1 AND account = $2 \
             ORDER BY since, space LIMIT 1",
            vec![bucket(account), account.into()],
        )
        .await?;
    let space = rows.first().map(|row| SpaceId::from_slice(row.blob(0)?));
    space.transpose()
}

pub(crate) async fn delete_doubtful(store: &Store, id: [u8; 16]) -> Result<()> {
    let sql = "DELETE FROM sign_in_doubtful WHERE id = $1";
    store.execute(sql, vec![id.into()]).await?;
    Ok(())
}
