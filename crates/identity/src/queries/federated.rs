//! Who an account is at a provider of identities.

use super::{bucket, id};
use kernel::{AccountId, Result, Timestamp};
use store::{Row, Store, Tx};

/// The account of a subject, if it has one.
pub(crate) async fn find_account_by_subject(
    store: &Store,
    subject_hash: [u8; 32],
) -> Result<Option<AccountId>> {
    let sql = "SELECT account FROM federated_subject WHERE subject_hash = $1";
    let rows = store.query(sql, vec![subject_hash.into()]).await?;
    rows.first().map(|row| id(row, 0)).transpose()
}

const SINCE: &str = "SELECT since FROM federated WHERE bucket = $1 AND account = $2";

fn since(rows: &[Row]) -> Result<Option<Timestamp>> {
    rows.first().map(|row| row.timestamp(0)).transpose()
}

/// Since when an account is bound to a subject, if it is.
pub(crate) async fn find_federated(store: &Store, account: AccountId) -> Result<Option<Timestamp>> {
    since(
        &store
            .query(SINCE, vec![bucket(account), account.into()])
            .await?,
    )
}

pub(crate) async fn find_federated_in(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Option<Timestamp>> {
    since(
        &tx.query(SINCE, vec![bucket(account), account.into()])
            .await?,
    )
}

/// Binds an account to a subject, in place of the one it had; conflict when
/// the subject is another account's.
pub(crate) async fn insert_federated(
    tx: &mut Tx,
    account: AccountId,
    subject_hash: [u8; 32],
    now: Timestamp,
) -> Result<()> {
    delete_federated(tx, account).await?;
    tx.execute(
        "INSERT INTO federated_subject (subject_hash, account) VALUES ($1, $2)",
        vec![subject_hash.into(), account.into()],
    )
    .await?;
    tx.execute(
        "INSERT INTO federated (bucket, account, subject_hash, since) VALUES ($1, $2, $3, $4)",
        vec![
            bucket(account),
            account.into(),
            subject_hash.into(),
            now.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Unbinds an account; says whether it was bound.
pub(crate) async fn delete_federated(tx: &mut Tx, account: AccountId) -> Result<bool> {
    let rows = tx
        .query(
            "DELETE FROM federated WHERE bucket = $1 AND account = $2 RETURNING subject_hash",
            vec![bucket(account), account.into()],
        )
        .await?;
    let Some(row) = rows.first() else {
        return Ok(false);
    };
    tx.execute(
        "DELETE FROM federated_subject WHERE subject_hash = $1",
        vec![row.blob(0)?.to_vec().into()],
    )
    .await?;
    Ok(true)
}
