//! Accounts, their usernames and the spaces they reach.

use super::{bucket, id};
use crate::staff::Role;
use edge::Audience;
use kernel::{AccountId, Error, Result, SpaceId, Timestamp};
use store::{Row, Store, Tx};

/// An account as it is kept; without username and password when its holder
/// comes in otherwise.
pub(crate) struct AccountRow {
    pub account: AccountId,
    pub username: Option<String>,
    pub password: Option<String>,
    /// Where it comes in; nowhere, once a role of the team ended.
    pub door: Option<Audience>,
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
    // Whoever is not there is looked up too: an account that nobody has.
    let account = match rows.first() {
        Some(row) => id(row, 0)?,
        None => AccountId::from_bytes([0; 16]),
    };
    find_account(store, account).await
}

pub(crate) async fn find_account(store: &Store, account: AccountId) -> Result<Option<AccountRow>> {
    let rows = store
        .query(
            "SELECT a.username, a.password, t.role, t.ended_at \
             FROM account a LEFT JOIN staff t ON t.account = a.account \
             WHERE a.bucket = $1 AND a.account = $2",
            vec![bucket(account), account.into()],
        )
        .await?;
    // An empty column: none.
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let read = |row: &Row| {
        Ok(AccountRow {
            account,
            username: some(row.text(0)?),
            password: some(row.text(1)?),
            door: door(row.opt_text(2)?, row.opt_timestamp(3)?)?,
        })
    };
    rows.first().map(read).transpose()
}

/// The door of an account with this role of the team, or with none.
fn door(role: Option<&str>, ended: Option<Timestamp>) -> Result<Option<Audience>> {
    let Some(word) = role else {
        return Ok(Some(Audience::Holder));
    };
    let role: Role = word
        .parse()
        .map_err(|_| Error::fault("a kept role is unknown"))?;
    Ok(ended.is_none().then(|| role.audience()))
}

pub(crate) async fn username_exists(store: &Store, folded: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM username WHERE folded = $1";
    let rows = store.query(sql, vec![folded.into()]).await?;
    Ok(!rows.is_empty())
}

/// What a new account row holds.
pub(crate) struct NewAccountRow<'a> {
    pub account: AccountId,
    pub sign_in: Option<NewSignIn<'a>>,
    pub name: Vec<u8>,
    pub now: Timestamp,
}

/// How somebody signs in with a password.
pub(crate) struct NewSignIn<'a> {
    pub username: &'a str,
    pub folded: &'a str,
    pub password: &'a str,
}

/// Conflict when the username is taken.
pub(crate) async fn insert_account(tx: &mut Tx, new: NewAccountRow<'_>) -> Result<()> {
    let (username, password) = match new.sign_in {
        Some(sign_in) => {
            tx.execute(
                "INSERT INTO username (folded, account) VALUES ($1, $2)",
                vec![sign_in.folded.into(), new.account.into()],
            )
            .await?;
            (sign_in.username, sign_in.password)
        }
        None => ("", ""),
    };
    tx.execute(
        "INSERT INTO account (bucket, account, created, username, name, password, password_since) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        vec![
            bucket(new.account),
            new.account.into(),
            new.now.into(),
            username.into(),
            new.name.into(),
            password.into(),
            new.now.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Holds an account until the transaction ends: of two that take something
/// away from it, the second sees what the first left.
pub(crate) async fn hold_account(tx: &mut Tx, account: AccountId) -> Result<()> {
    tx.execute(
        "UPDATE account SET created = created WHERE bucket = $1 AND account = $2",
        vec![bucket(account), account.into()],
    )
    .await?;
    Ok(())
}

/// Whether an account has a password.
pub(crate) async fn has_password_in(tx: &mut Tx, account: AccountId) -> Result<bool> {
    let rows = tx
        .query(
            "SELECT 1 FROM account WHERE bucket = $1 AND account = $2 AND password <> $3",
            vec![bucket(account), account.into(), "".into()],
        )
        .await?;
    Ok(!rows.is_empty())
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

/// Takes a space from every account that reaches it; the accounts.
pub(crate) async fn delete_links(tx: &mut Tx, space: SpaceId) -> Result<Vec<AccountId>> {
    let rows = tx
        .query(
            "DELETE FROM account_space WHERE space = $1 RETURNING account",
            vec![space.into()],
        )
        .await?;
    rows.iter()
        .map(|row| AccountId::from_slice(row.blob(0)?))
        .collect()
}

/// Whether an account reaches any space.
pub(crate) async fn reaches_any(tx: &mut Tx, account: AccountId) -> Result<bool> {
    let rows = tx
        .query(
            "SELECT 1 FROM account_space WHERE bucket = $1 AND account = $2 LIMIT 1",
            vec![bucket(account), account.into()],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Whether an account reaches this space.
pub(crate) async fn reaches(store: &Store, account: AccountId, space: SpaceId) -> Result<bool> {
    let rows = store
        .query(
            "SELECT 1 FROM account_space WHERE bucket = $1 AND account = $2 AND space = $3",
            vec![bucket(account), account.into(), space.into()],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Keeps back what is in a space already from an account.
pub(crate) async fn update_probation(
    tx: &mut Tx,
    account: AccountId,
    space: SpaceId,
    now: Timestamp,
    until: Timestamp,
) -> Result<()> {
    tx.execute(
        "UPDATE account_space SET probation = $4, kept_since = $5 \
         WHERE bucket = $1 AND account = $2 AND space = $3",
        vec![
            bucket(account),
            account.into(),
            space.into(),
            until.into(),
            now.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Keeps back for longer what is kept back of a space.
pub(crate) async fn prolong_probations(
    tx: &mut Tx,
    space: SpaceId,
    now: Timestamp,
    until: Timestamp,
) -> Result<()> {
    tx.execute(
        "UPDATE account_space SET probation = $3 \
         WHERE space = $1 AND probation > $2 AND probation < $3",
        vec![space.into(), now.into(), until.into()],
    )
    .await?;
    Ok(())
}

/// Keeps nothing back any more.
pub(crate) async fn end_probations(tx: &mut Tx, account: AccountId) -> Result<()> {
    tx.execute(
        "UPDATE account_space SET probation = NULL WHERE bucket = $1 AND account = $2",
        vec![bucket(account), account.into()],
    )
    .await?;
    Ok(())
}
