//! Sign-ins of which their holders are still to be told.

use super::id;
use crate::DoubtfulSignIn;
use kernel::{AccountId, Error, Result, SpaceId, Timestamp};
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
            "SELECT d.id, d.account, d.at, d.failures, \
                    (SELECT p.space FROM account_space p WHERE p.account = d.account \
                     ORDER BY p.since, p.space LIMIT 1) \
             FROM sign_in_doubtful d ORDER BY d.at, d.id LIMIT $1",
            vec![limit.into()],
        )
        .await?;
    let wrong = |_| Error::fault("a kept sign-in has another id");
    let read = rows.iter().map(|row| {
        let account = id(row, 1)?;
        Ok(DoubtfulSignIn {
            id: row.blob(0)?.try_into().map_err(wrong)?,
            account,
            at: row.timestamp(2)?,
            failures: u32::try_from(row.int(3)?).unwrap_or(u32::MAX),
            space: row.opt_blob(4)?.map(SpaceId::from_slice).transpose()?,
        })
    });
    read.collect()
}

pub(crate) async fn delete_doubtful(store: &Store, id: [u8; 16]) -> Result<()> {
    let sql = "DELETE FROM sign_in_doubtful WHERE id = $1";
    store.execute(sql, vec![id.into()]).await?;
    Ok(())
}
