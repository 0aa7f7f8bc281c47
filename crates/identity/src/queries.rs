//! The tables of accounts, sessions, ways begun and brakes.
//!
//! Nothing is decided here. What is sealed comes and goes sealed.

use crate::brakes::Brake;
use kernel::{AccountId, CredentialId, Result, SessionId, SpaceId, Timestamp};
use store::{Migration, Row, Store, Tx, Value};

/// The migrations of accounts and sessions.
pub(crate) fn migrations() -> Vec<Migration> {
    vec![Migration::both(
        "0101_accounts",
        include_str!("../migrations/0101_accounts.sql"),
    )]
}

fn bucket(account: AccountId) -> Value {
    Value::Int(i64::from(account.bucket()))
}

fn id(row: &Row, column: usize) -> Result<AccountId> {
    AccountId::from_slice(row.blob(column)?)
}

/// An account as it is kept.
pub(crate) struct AccountRow {
    pub account: AccountId,
    pub username: String,
    pub password: String,
}

/// The account of a username, if there is one.
pub(crate) async fn find_account_by_username(
    store: &Store,
    folded: &str,
) -> Result<Option<AccountRow>> {
    let rows = store
        .query(
            "SELECT account FROM username WHERE folded = $1",
            vec![folded.into()],
        )
        .await?;
    match rows.first() {
        Some(row) => find_account(store, id(row, 0)?).await,
        None => Ok(None),
    }
}

pub(crate) async fn find_account(store: &Store, account: AccountId) -> Result<Option<AccountRow>> {
    let rows = store
        .query(
            "SELECT username, password FROM account WHERE bucket = $1 AND account = $2",
            vec![bucket(account), account.into()],
        )
        .await?;
    let read = |row: &Row| {
        Ok(AccountRow {
            account,
            username: row.text(0)?.to_owned(),
            password: row.text(1)?.to_owned(),
        })
    };
    rows.first().map(read).transpose()
}

pub(crate) async fn username_exists(store: &Store, folded: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM username WHERE folded = $1";
    let rows = store.query(sql, vec![folded.into()]).await?;
    Ok(!rows.is_empty())
}

/// What a new account row holds.
pub(crate) struct NewAccountRow<'a> {
    pub account: AccountId,
    pub username: &'a str,
    pub folded: &'a str,
    pub name: Vec<u8>,
    pub password: &'a str,
    pub now: Timestamp,
}

/// Conflict when the username is taken.
pub(crate) async fn insert_account(tx: &mut Tx, new: NewAccountRow<'_>) -> Result<()> {
    tx.execute(
        "INSERT INTO username (folded, account) VALUES ($1, $2)",
        vec![new.folded.into(), new.account.into()],
    )
    .await?;
    tx.execute(
        "INSERT INTO account (bucket, account, created, username, name, password, password_since) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        vec![
            bucket(new.account),
            new.account.into(),
            new.now.into(),
            new.username.into(),
            new.name.into(),
            new.password.into(),
            new.now.into(),
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn update_password(
    tx: &mut Tx,
    account: AccountId,
    password: &str,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "UPDATE account SET password = $3, password_since = $4 WHERE bucket = $1 AND account = $2",
        vec![bucket(account), account.into(), password.into(), now.into()],
    )
    .await?;
    Ok(())
}

/// Linking twice is the same as once.
pub(crate) async fn insert_account_space(
    tx: &mut Tx,
    account: AccountId,
    space: SpaceId,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "INSERT INTO account_space (bucket, account, space, since) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (bucket, account, space) DO NOTHING",
        vec![bucket(account), account.into(), space.into(), now.into()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn delete_account_space(
    tx: &mut Tx,
    account: AccountId,
    space: SpaceId,
) -> Result<()> {
    tx.execute(
        "DELETE FROM account_space WHERE bucket = $1 AND account = $2 AND space = $3",
        vec![bucket(account), account.into(), space.into()],
    )
    .await?;
    Ok(())
}

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

/// A way begun, as it is kept.
pub(crate) struct CeremonyRow {
    pub account: Option<AccountId>,
    pub body: Vec<u8>,
    pub tries: i64,
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
    let read = |row: &Row| {
        Ok(CeremonyRow {
            account: row.opt_blob(0)?.map(AccountId::from_slice).transpose()?,
            body: row.blob(1)?.to_vec(),
            tries: row.int(2)?,
        })
    };
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
    let read = |row: &Row| {
        Ok(CeremonyRow {
            account: row.opt_blob(0)?.map(AccountId::from_slice).transpose()?,
            body: row.blob(1)?.to_vec(),
            tries: row.int(2)?,
        })
    };
    rows.first().map(read).transpose()
}

pub(crate) async fn delete_ceremony(tx: &mut Tx, token_hash: [u8; 32]) -> Result<()> {
    tx.execute(
        "DELETE FROM ceremony WHERE token_hash = $1",
        vec![token_hash.into()],
    )
    .await?;
    Ok(())
}

fn brake(row: &Row) -> Result<Brake> {
    let count = |column| Ok(u32::try_from(row.int(column)?).unwrap_or(u32::MAX));
    Ok(Brake {
        row: count(0)?,
        window: count(1)?,
        window_from: row.timestamp(2)?,
        blocked_until: row.timestamp(3)?,
    })
}

/// The brake of a subject, without holding it.
pub(crate) async fn find_brake(store: &Store, subject: [u8; 32]) -> Result<Brake> {
    let rows = store
        .query(
            "SELECT row_failures, window_failures, window_from, blocked_until \
             FROM brake WHERE subject = $1",
            vec![subject.into()],
        )
        .await?;
    rows.first().map_or(Ok(Brake::default()), brake)
}

/// The brake of a subject, held until the transaction ends: writing first is
/// what holds the row on both engines.
pub(crate) async fn hold_brake(tx: &mut Tx, subject: [u8; 32], now: Timestamp) -> Result<Brake> {
    let rows = tx
        .query(
            "INSERT INTO brake (subject, row_failures, window_failures, window_from, blocked_until, changed) \
             VALUES ($1, 0, 0, 0, 0, $2) ON CONFLICT (subject) DO UPDATE SET changed = excluded.changed \
             RETURNING row_failures, window_failures, window_from, blocked_until",
            vec![subject.into(), now.into()],
        )
        .await?;
    rows.first().map_or(Ok(Brake::default()), brake)
}

pub(crate) async fn update_brake(tx: &mut Tx, subject: [u8; 32], brake: Brake) -> Result<()> {
    tx.execute(
        "UPDATE brake SET row_failures = $2, window_failures = $3, window_from = $4, blocked_until = $5 \
         WHERE subject = $1",
        vec![
            subject.into(),
            i64::from(brake.row).into(),
            i64::from(brake.window).into(),
            brake.window_from.into(),
            brake.blocked_until.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Removes what has no use any more: ways and sessions that are over, brakes
/// that have been loose for long.
pub(crate) async fn purge(
    store: &Store,
    now: Timestamp,
    sessions_before: Timestamp,
    brakes_before: Timestamp,
    row_max: u32,
) -> Result<()> {
    let mut tx = store.begin("purge sessions").await?;
    tx.execute("DELETE FROM ceremony WHERE expires <= $1", vec![now.into()])
        .await?;
    tx.execute(
        "DELETE FROM session WHERE created < $1",
        vec![sessions_before.into()],
    )
    .await?;
    tx.execute(
        "DELETE FROM brake WHERE changed < $1 AND row_failures < $2",
        vec![brakes_before.into(), i64::from(row_max).into()],
    )
    .await?;
    tx.commit().await
}

/// A session as it is kept.
pub(crate) struct SessionRow {
    pub session: SessionId,
    pub account: Option<AccountId>,
    pub body: Option<Vec<u8>>,
    pub created: Timestamp,
    pub shared: bool,
    pub device: String,
    pub seen: Timestamp,
    pub proved: Timestamp,
    /// The sealed name of the account.
    pub name: Option<Vec<u8>>,
    /// The spaces of the account.
    pub spaces: Vec<SpaceId>,
}

fn session(row: &Row) -> Result<SessionRow> {
    Ok(SessionRow {
        session: SessionId::from_slice(row.blob(0)?)?,
        account: row.opt_blob(1)?.map(AccountId::from_slice).transpose()?,
        body: row.opt_blob(2)?.map(<[u8]>::to_vec),
        created: row.timestamp(3)?,
        shared: row.int(4)? != 0,
        device: row.text(5)?.to_owned(),
        seen: row.timestamp(6)?,
        proved: row.timestamp(7)?,
        name: None,
        spaces: Vec::new(),
    })
}

/// The session of a token with the name and spaces of its account: one query,
/// for it is asked with every page.
pub(crate) async fn find_session(
    store: &Store,
    token_hash: [u8; 32],
) -> Result<Option<SessionRow>> {
    let rows = store
        .query(
            "SELECT s.session, s.account, s.body, s.created, s.shared, s.device, s.seen, s.proved, \
                    a.name, p.space \
             FROM session s \
             LEFT JOIN account a ON a.bucket = s.bucket AND a.account = s.account \
             LEFT JOIN account_space p ON p.bucket = s.bucket AND p.account = s.account \
             WHERE s.token_hash = $1 ORDER BY p.since, p.space",
            vec![token_hash.into()],
        )
        .await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let mut found = session(first)?;
    found.name = first.opt_blob(8)?.map(<[u8]>::to_vec);
    for row in &rows {
        if let Some(space) = row.opt_blob(9)? {
            found.spaces.push(SpaceId::from_slice(space)?);
        }
    }
    Ok(Some(found))
}

/// The sessions of an account, the newest first.
pub(crate) async fn list_sessions(store: &Store, account: AccountId) -> Result<Vec<SessionRow>> {
    let rows = store
        .query(
            "SELECT session, account, body, created, shared, device, seen, proved \
             FROM session WHERE account = $1 ORDER BY created DESC, session LIMIT 100",
            vec![account.into()],
        )
        .await?;
    rows.iter().map(session).collect()
}

/// What a new session row holds.
pub(crate) struct NewSessionRow<'a> {
    pub token_hash: [u8; 32],
    pub session: SessionId,
    pub kind: &'static str,
    pub account: Option<AccountId>,
    pub body: Option<Vec<u8>>,
    pub created: Timestamp,
    pub shared: bool,
    pub device: &'a str,
    pub proved: Timestamp,
    pub now: Timestamp,
}

pub(crate) async fn insert_session(tx: &mut Tx, new: NewSessionRow<'_>) -> Result<()> {
    tx.execute(
        "INSERT INTO session (token_hash, session, kind, bucket, account, body, created, shared, device, seen, proved) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        vec![
            new.token_hash.into(),
            new.session.into(),
            new.kind.into(),
            new.account.map(|a| i64::from(a.bucket())).into(),
            new.account.into(),
            new.body.into(),
            new.created.into(),
            new.shared.into(),
            new.device.into(),
            new.now.into(),
            new.proved.into(),
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn touch_session(
    store: &Store,
    token_hash: [u8; 32],
    now: Timestamp,
) -> Result<()> {
    store
        .execute(
            "UPDATE session SET seen = $2 WHERE token_hash = $1 AND seen < $2",
            vec![token_hash.into(), now.into()],
        )
        .await?;
    Ok(())
}

pub(crate) async fn delete_session_by_token(tx: &mut Tx, token_hash: [u8; 32]) -> Result<()> {
    tx.execute(
        "DELETE FROM session WHERE token_hash = $1",
        vec![token_hash.into()],
    )
    .await?;
    Ok(())
}

/// Ends one session of this account; nothing happens to those of others.
pub(crate) async fn delete_session(
    tx: &mut Tx,
    account: AccountId,
    session: SessionId,
) -> Result<u64> {
    tx.execute(
        "DELETE FROM session WHERE account = $1 AND session = $2",
        vec![account.into(), session.into()],
    )
    .await
}

/// Ends all sessions of this account but one.
pub(crate) async fn delete_other_sessions(
    tx: &mut Tx,
    account: AccountId,
    kept: SessionId,
) -> Result<u64> {
    tx.execute(
        "DELETE FROM session WHERE account = $1 AND session <> $2",
        vec![account.into(), kept.into()],
    )
    .await
}

/// A new token for the same session, whose two factors were shown just now.
pub(crate) async fn renew_session(
    tx: &mut Tx,
    session: SessionId,
    account: AccountId,
    token_hash: [u8; 32],
    now: Timestamp,
) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE session SET token_hash = $3, proved = $4, seen = $4 \
             WHERE session = $1 AND account = $2",
            vec![
                session.into(),
                account.into(),
                token_hash.into(),
                now.into(),
            ],
        )
        .await?;
    Ok(changed == 1)
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
