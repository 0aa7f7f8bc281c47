//! Second factors and passkeys.

use super::{bucket, id};
use kernel::{AccountId, CredentialId, Result, Timestamp};
use store::{Row, Store, Tx};

/// A second factor or passkey as it is kept.
pub(crate) struct CredentialRow {
    pub credential: CredentialId,
    pub kind: String,
    pub label: String,
    pub body: Vec<u8>,
    pub last_step: i64,
    pub created: Timestamp,
}

const CREDENTIALS: &str = "SELECT credential, kind, label, body, last_step, created \
     FROM credential WHERE bucket = $1 AND account = $2 ORDER BY created, credential";

fn credential(row: &Row) -> Result<CredentialRow> {
    Ok(CredentialRow {
        credential: CredentialId::from_slice(row.blob(0)?)?,
        kind: row.text(1)?.to_owned(),
        label: row.text(2)?.to_owned(),
        body: row.blob(3)?.to_vec(),
        last_step: row.int(4)?,
        created: row.timestamp(5)?,
    })
}

pub(crate) async fn list_credentials(
    store: &Store,
    account: AccountId,
) -> Result<Vec<CredentialRow>> {
    let rows = store
        .query(CREDENTIALS, vec![bucket(account), account.into()])
        .await?;
    rows.iter().map(credential).collect()
}

pub(crate) async fn list_credentials_in(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Vec<CredentialRow>> {
    let rows = tx
        .query(CREDENTIALS, vec![bucket(account), account.into()])
        .await?;
    rows.iter().map(credential).collect()
}

pub(crate) async fn insert_credential(
    tx: &mut Tx,
    account: AccountId,
    row: &CredentialRow,
) -> Result<()> {
    tx.execute(
        "INSERT INTO credential (bucket, account, credential, kind, created, label, body, last_step, used) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
        vec![
            bucket(account),
            account.into(),
            row.credential.into(),
            row.kind.as_str().into(),
            row.created.into(),
            row.label.as_str().into(),
            row.body.clone().into(),
            row.last_step.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Conflict when this passkey is some account's already.
pub(crate) async fn insert_passkey(
    tx: &mut Tx,
    id_hash: [u8; 32],
    account: AccountId,
    credential: CredentialId,
) -> Result<()> {
    tx.execute(
        "INSERT INTO passkey (id_hash, account, credential) VALUES ($1, $2, $3)",
        vec![id_hash.into(), account.into(), credential.into()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn delete_credential(
    tx: &mut Tx,
    account: AccountId,
    credential: CredentialId,
) -> Result<bool> {
    tx.execute(
        "DELETE FROM passkey WHERE account = $1 AND credential = $2",
        vec![account.into(), credential.into()],
    )
    .await?;
    let changed = tx
        .execute(
            "DELETE FROM credential WHERE bucket = $1 AND account = $2 AND credential = $3",
            vec![bucket(account), account.into(), credential.into()],
        )
        .await?;
    Ok(changed == 1)
}

/// True if the step was not used before: of two at once, one.
pub(crate) async fn use_step(
    tx: &mut Tx,
    account: AccountId,
    credential: CredentialId,
    step: i64,
    now: Timestamp,
) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE credential SET last_step = $4, used = $5 \
             WHERE bucket = $1 AND account = $2 AND credential = $3 AND last_step < $4",
            vec![
                bucket(account),
                account.into(),
                credential.into(),
                step.into(),
                now.into(),
            ],
        )
        .await?;
    Ok(changed == 1)
}

pub(crate) async fn update_credential_body(
    tx: &mut Tx,
    account: AccountId,
    credential: CredentialId,
    body: Vec<u8>,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "UPDATE credential SET body = $4, used = $5 \
         WHERE bucket = $1 AND account = $2 AND credential = $3",
        vec![
            bucket(account),
            account.into(),
            credential.into(),
            body.into(),
            now.into(),
        ],
    )
    .await?;
    Ok(())
}

/// The account and credential that an authenticator's id stands for.
pub(crate) async fn find_passkey(
    store: &Store,
    id_hash: [u8; 32],
) -> Result<Option<(AccountId, CredentialId)>> {
    let sql = "SELECT account, credential FROM passkey WHERE id_hash = $1";
    let rows = store.query(sql, vec![id_hash.into()]).await?;
    let read = |row: &Row| Ok((id(row, 0)?, CredentialId::from_slice(row.blob(1)?)?));
    rows.first().map(read).transpose()
}
