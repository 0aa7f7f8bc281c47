//! Accounts that get back in.

use super::{bucket, id};
use kernel::{AccountId, Result, SpaceId, Timestamp};
use store::{Row, Store, Tx};

/// The accounts that reach a space, the one that has had it since last first.
pub(crate) async fn list_accounts_of(store: &Store, space: SpaceId) -> Result<Vec<AccountId>> {
    let rows = store
        .query(
            "SELECT account FROM account_space WHERE space = $1 ORDER BY since DESC, account",
            vec![space.into()],
        )
        .await?;
    rows.iter().map(|row| id(row, 0)).collect()
}

/// The spaces that an account reaches.
pub(crate) async fn list_spaces_of(tx: &mut Tx, account: AccountId) -> Result<Vec<SpaceId>> {
    let rows = tx
        .query(
            "SELECT space FROM account_space WHERE bucket = $1 AND account = $2 \
             ORDER BY since, space",
            vec![bucket(account), account.into()],
        )
        .await?;
    rows.iter()
        .map(|row| SpaceId::from_slice(row.blob(0)?))
        .collect()
}

/// Since when an account has the password it has; none without one.
pub(crate) async fn password_since_in(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Option<Timestamp>> {
    let rows = tx
        .query(
            "SELECT password_since FROM account \
             WHERE bucket = $1 AND account = $2 AND password <> $3",
            vec![bucket(account), account.into(), "".into()],
        )
        .await?;
    rows.first().map(|row: &Row| row.timestamp(0)).transpose()
}

pub(crate) async fn insert_factor_lost(
    tx: &mut Tx,
    account: AccountId,
    at: Timestamp,
) -> Result<()> {
    tx.execute(
        "INSERT INTO factor_lost (bucket, account, at) VALUES ($1, $2, $3) \
         ON CONFLICT (bucket, account) DO UPDATE SET at = excluded.at",
        vec![bucket(account), account.into(), at.into()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn is_factor_lost(tx: &mut Tx, account: AccountId) -> Result<bool> {
    let rows = tx
        .query(
            "SELECT 1 FROM factor_lost WHERE bucket = $1 AND account = $2",
            vec![bucket(account), account.into()],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// A factor was set up; `false` if none was missing.
pub(crate) async fn delete_factor_lost(tx: &mut Tx, account: AccountId) -> Result<bool> {
    let changed = tx
        .execute(
            "DELETE FROM factor_lost WHERE bucket = $1 AND account = $2",
            vec![bucket(account), account.into()],
        )
        .await?;
    Ok(changed == 1)
}
