//! Ways begun and not ended.

use kernel::{AccountId, Result, Timestamp};
use store::{Row, Store, Tx};

/// A way begun, as it is kept.
pub(crate) struct CeremonyRow {
    pub account: Option<AccountId>,
    pub body: Vec<u8>,
    pub tries: i64,
}

fn read(row: &Row) -> Result<CeremonyRow> {
    Ok(CeremonyRow {
        account: row.opt_blob(0)?.map(AccountId::from_slice).transpose()?,
        body: row.blob(1)?.to_vec(),
        tries: row.int(2)?,
    })
}

pub(crate) async fn insert_ceremony(
    tx: &mut Tx,
    token_hash: [u8; 32],
    kind: &'static str,
    account: Option<AccountId>,
    body: Vec<u8>,
    expires: Timestamp,
) -> Result<()> {
    tx.execute(
        "INSERT INTO ceremony (token_hash, kind, account, body, expires, tries) \
         VALUES ($1, $2, $3, $4, $5, 0)",
        vec![
            token_hash.into(),
            kind.into(),
            account.into(),
            body.into(),
            expires.into(),
        ],
    )
    .await?;
    Ok(())
}

/// The way begun, with one more try counted; nothing when it is over.
pub(crate) async fn try_ceremony(
    tx: &mut Tx,
    token_hash: [u8; 32],
    kind: &'static str,
    now: Timestamp,
) -> Result<Option<CeremonyRow>> {
    let rows = tx
        .query(
            "UPDATE ceremony SET tries = tries + 1 \
             WHERE token_hash = $1 AND kind = $2 AND expires > $3 \
             RETURNING account, body, tries",
            vec![token_hash.into(), kind.into(), now.into()],
        )
        .await?;
    rows.first().map(read).transpose()
}

/// Whether a way begun is still open, and whose it is.
pub(crate) async fn find_ceremony(
    store: &Store,
    token_hash: [u8; 32],
    kind: &'static str,
    now: Timestamp,
) -> Result<Option<CeremonyRow>> {
    let rows = store
        .query(
            "SELECT account, body, tries FROM ceremony \
             WHERE token_hash = $1 AND kind = $2 AND expires > $3",
            vec![token_hash.into(), kind.into(), now.into()],
        )
        .await?;
    rows.first().map(read).transpose()
}

pub(crate) async fn update_ceremony_body(
    tx: &mut Tx,
    token_hash: [u8; 32],
    body: Vec<u8>,
) -> Result<()> {
    tx.execute(
        "UPDATE ceremony SET body = $2 WHERE token_hash = $1",
        vec![token_hash.into(), body.into()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn delete_ceremony(tx: &mut Tx, token_hash: [u8; 32]) -> Result<()> {
    tx.execute(
        "DELETE FROM ceremony WHERE token_hash = $1",
        vec![token_hash.into()],
    )
    .await?;
    Ok(())
}

/// Forgets the ways begun of an account: after a change of password or factor.
pub(crate) async fn delete_ceremonies(tx: &mut Tx, account: AccountId) -> Result<()> {
    tx.execute(
        "DELETE FROM ceremony WHERE account = $1",
        vec![account.into()],
    )
    .await?;
    Ok(())
}
