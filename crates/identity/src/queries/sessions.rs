//! Open sessions, by the hash of their token.

use crate::bounds::Bounds;
use crate::probation::Probation;
use crate::sessions::Whence;
use crate::staff::Role;
use edge::Audience;
use kernel::{AccountId, Date, Error, Result, SessionId, SpaceId, Timestamp};
use store::{Row, Store, Tx};

/// A session as it is kept.
pub(crate) struct SessionRow {
    pub session: SessionId,
    pub whose: Audience,
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
    /// What is kept back from it.
    pub probations: Vec<Probation>,
    /// The post of somebody of the team, while they are in it.
    pub post: Option<Post>,
    /// The help within whose bounds it is.
    pub helped: Option<[u8; 16]>,
    /// When it ends at the latest.
    pub ends_at: Option<Timestamp>,
    /// What is kept of it since it is locked.
    pub lock: Option<LockRow>,
}

/// What is kept of a locked session.
#[derive(Clone)]
pub(crate) struct LockRow {
    /// The page to return to, sealed.
    pub back: Option<Vec<u8>>,
    pub lost: bool,
}

/// What somebody of the team is there for.
pub(crate) struct Post {
    pub role: Role,
    pub place: Option<String>,
    pub charter_signed_on: Option<Date>,
}

/// The word for whose a session is.
pub(crate) const fn kind(whose: Audience) -> &'static str {
    match whose {
        Audience::Holder | Audience::Helped => "holder",
        Audience::Professional | Audience::Locked => "professional",
        Audience::Operator => Role::Operator.as_str(),
        Audience::Volunteer => Role::Volunteer.as_str(),
        Audience::Administrator => Role::Administrator.as_str(),
    }
}

fn whose(word: &str) -> Result<Audience> {
    let mut all = Audience::ALL.into_iter();
    all.find(|whose| kind(*whose) == word)
        .ok_or_else(|| Error::fault("a kept kind of session is unknown"))
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
        whose: whose(row.text(8)?)?,
        name: None,
        spaces: Vec::new(),
        probations: Vec::new(),
        post: None,
        helped: None,
        ends_at: None,
        lock: None,
    })
}

fn helped(kept: Option<&[u8]>) -> Result<Option<[u8; 16]>> {
    let wrong = |_| Error::fault("a kept session is within no known bounds");
    kept.map(|id| id.try_into().map_err(wrong)).transpose()
}

fn post(row: &Row) -> Result<Option<Post>> {
    let wrong = || Error::fault("a kept post of the team cannot be read");
    let Some(role) = row.opt_text(11)? else {
        return Ok(None);
    };
    let day = row.opt_text(13)?.map(str::parse).transpose();
    Ok(Some(Post {
        role: role.parse().map_err(|_| wrong())?,
        place: row.opt_text(12)?.map(str::to_owned),
        charter_signed_on: day.map_err(|_| wrong())?,
    }))
}

/// The session of a token with the name and spaces of its account, or its post
/// in the team: one query, for it is asked with every page.
pub(crate) async fn find_session(
    store: &Store,
    token_hash: [u8; 32],
) -> Result<Option<SessionRow>> {
    let rows = store
        .query(
            "SELECT s.session, s.account, s.body, s.created, s.shared, s.device, s.seen, s.proved, \
                    s.kind, a.name, p.space, t.role, t.place, t.charter_signed_on, \
                    COALESCE(p.kept_since, p.since), p.probation, s.helped, s.ends_at, \
                    s.locked_at, s.locked_back, s.locked_lost \
             FROM session s \
             LEFT JOIN account a ON a.bucket = s.bucket AND a.account = s.account \
             LEFT JOIN account_space p ON p.bucket = s.bucket AND p.account = s.account \
             LEFT JOIN staff t ON t.account = s.account \
                              AND t.since IS NOT NULL AND t.ended_at IS NULL \
             WHERE s.token_hash = $1 ORDER BY p.since, p.space",
            vec![token_hash.into()],
        )
        .await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let mut found = session(first)?;
    found.name = first.opt_blob(9)?.map(<[u8]>::to_vec);
    found.post = post(first)?;
    found.helped = helped(first.opt_blob(16)?)?;
    found.ends_at = first.opt_timestamp(17)?;
    if first.opt_timestamp(18)?.is_some() {
        found.lock = Some(LockRow {
            back: first.opt_blob(19)?.map(<[u8]>::to_vec),
            lost: first.int(20)? != 0,
        });
    }
    for row in &rows {
        if let Some(space) = row.opt_blob(10)? {
            let space = SpaceId::from_slice(space)?;
            found.spaces.push(space);
            if let Some(until) = row.opt_timestamp(15)? {
                found.probations.push(Probation {
                    space,
                    since: row.timestamp(14)?,
                    until,
                });
            }
        }
    }
    Ok(Some(found))
}

/// The sealed name of an account, its spaces and what is kept back from it.
pub(crate) async fn find_reach(
    store: &Store,
    account: AccountId,
) -> Result<Option<(Vec<u8>, Vec<SpaceId>, Vec<Probation>)>> {
    let rows = store
        .query(
            "SELECT a.name, p.space, COALESCE(p.kept_since, p.since), p.probation FROM account a \
             LEFT JOIN account_space p ON p.bucket = a.bucket AND p.account = a.account \
             WHERE a.bucket = $1 AND a.account = $2 ORDER BY p.since, p.space",
            vec![i64::from(account.bucket()).into(), account.into()],
        )
        .await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let (mut spaces, mut probations) = (Vec::new(), Vec::new());
    for row in &rows {
        let Some(space) = row.opt_blob(1)? else {
            continue;
        };
        let space = SpaceId::from_slice(space)?;
        spaces.push(space);
        if let Some(until) = row.opt_timestamp(3)? {
            probations.push(Probation {
                space,
                since: row.timestamp(2)?,
                until,
            });
        }
    }
    Ok(Some((first.blob(0)?.to_vec(), spaces, probations)))
}

/// The sessions of an account, the newest first.
pub(crate) async fn list_sessions(store: &Store, account: AccountId) -> Result<Vec<SessionRow>> {
    let rows = store
        .query(
            "SELECT session, account, body, created, shared, device, seen, proved, kind \
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
    pub whose: Audience,
    pub account: Option<AccountId>,
    pub body: Option<Vec<u8>>,
    pub created: Timestamp,
    pub shared: bool,
    pub device: &'a str,
    pub proved: Timestamp,
    /// The session at a provider from which it comes.
    pub whence: Option<Whence>,
    pub now: Timestamp,
}

pub(crate) async fn insert_session(tx: &mut Tx, new: NewSessionRow<'_>) -> Result<()> {
    tx.execute(
        "INSERT INTO session (token_hash, session, kind, bucket, account, body, created, shared, device, seen, \
                              proved, provider_subject, provider_sid) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        vec![
            new.token_hash.into(),
            new.session.into(),
            kind(new.whose).into(),
            new.account.map(|a| i64::from(a.bucket())).into(),
            new.account.into(),
            new.body.into(),
            new.created.into(),
            new.shared.into(),
            new.device.into(),
            new.now.into(),
            new.proved.into(),
            new.whence.map(|whence| whence.subject).into(),
            new.whence.and_then(|whence| whence.sid).into(),
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

/// Locks a session, if it is not already.
pub(crate) async fn lock_session(
    store: &Store,
    token_hash: [u8; 32],
    now: Timestamp,
    back: Vec<u8>,
    lost: bool,
) -> Result<()> {
    store
        .execute(
            "UPDATE session SET locked_at = $2, locked_back = $3, locked_lost = $4 \
             WHERE token_hash = $1 AND kind = 'professional' AND locked_at IS NULL",
            vec![token_hash.into(), now.into(), back.into(), lost.into()],
        )
        .await?;
    Ok(())
}

/// Notes that something was sent with a locked session, and not kept.
pub(crate) async fn lose_in_session(store: &Store, token_hash: [u8; 32]) -> Result<()> {
    let sql = "UPDATE session SET locked_lost = 1 WHERE token_hash = $1 AND locked_at IS NOT NULL";
    store.execute(sql, vec![token_hash.into()]).await?;
    Ok(())
}

/// Opens a locked session under a new token; `false` when it is there no more.
pub(crate) async fn unlock_session(
    tx: &mut Tx,
    old: [u8; 32],
    new: [u8; 32],
    whence: Option<Whence>,
    now: Timestamp,
) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE session SET token_hash = $2, seen = $3, proved = $3, locked_at = NULL, \
                    locked_back = NULL, locked_lost = 0, locked_tries = 0, \
                    provider_subject = $4, provider_sid = $5 \
             WHERE token_hash = $1 AND locked_at IS NOT NULL",
            vec![
                old.into(),
                new.into(),
                now.into(),
                whence.map(|whence| whence.subject).into(),
                whence.and_then(|whence| whence.sid).into(),
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Counts a proof that failed; how many that makes, none for a session that is
/// there no more.
pub(crate) async fn try_lock(tx: &mut Tx, token_hash: [u8; 32]) -> Result<Option<i64>> {
    let rows = tx
        .query(
            "UPDATE session SET locked_tries = locked_tries + 1 \
             WHERE token_hash = $1 AND locked_at IS NOT NULL RETURNING locked_tries",
            vec![token_hash.into()],
        )
        .await?;
    rows.first().map(|row| row.int(0)).transpose()
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

/// Ends all sessions of this account.
pub(crate) async fn delete_sessions(tx: &mut Tx, account: AccountId) -> Result<u64> {
    let sql = "DELETE FROM session WHERE account = $1";
    tx.execute(sql, vec![account.into()]).await
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

/// What is new in a session after its holder proved who they are again.
pub(crate) struct Renewal {
    pub token_hash: [u8; 32],
    /// When the two factors were shown.
    pub proved: Timestamp,
    pub now: Timestamp,
}

/// A new token for the same session.
pub(crate) async fn renew_session(
    tx: &mut Tx,
    session: SessionId,
    account: AccountId,
    renewal: Renewal,
) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE session SET token_hash = $3, proved = $4, seen = $5 \
             WHERE session = $1 AND account = $2",
            vec![
                session.into(),
                account.into(),
                renewal.token_hash.into(),
                renewal.proved.into(),
                renewal.now.into(),
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Puts a holder's session within bounds; `false` when it was already, or is
/// of another kind, which then ends.
pub(crate) async fn bind_session(
    tx: &mut Tx,
    token_hash: [u8; 32],
    bounds: Bounds,
) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE session SET helped = $2, ends_at = $3 \
             WHERE token_hash = $1 AND kind = 'holder' AND helped IS NULL",
            vec![token_hash.into(), bounds.of.into(), bounds.until.into()],
        )
        .await?;
    tx.execute(
        "DELETE FROM session WHERE token_hash = $1 AND (helped IS NULL OR helped <> $2)",
        vec![token_hash.into(), bounds.of.into()],
    )
    .await?;
    Ok(changed == 1)
}

/// Ends the sessions within these bounds.
pub(crate) async fn delete_bound_sessions(tx: &mut Tx, of: [u8; 16]) -> Result<()> {
    tx.execute("DELETE FROM session WHERE helped = $1", vec![of.into()])
        .await?;
    Ok(())
}

/// Makes the proofs of the sessions within these bounds as old as can be.
pub(crate) async fn doubt_bound_sessions(tx: &mut Tx, of: [u8; 16]) -> Result<()> {
    let sql = "UPDATE session SET proved = 0 WHERE helped = $1";
    tx.execute(sql, vec![of.into()]).await?;
    Ok(())
}
