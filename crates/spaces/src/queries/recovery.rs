//! Getting back in, and contacts that are changed.

use super::{KeptContact, of_space, with};
use crate::register_keys::Hash;
use crate::rules::recovery::{CHOOSING, KEPT, TRIES_MAX};
use kernel::{Result, SessionId, SpaceId, Timestamp};
use store::{Row, Statement, Store, Tx, Value};

/// Somebody who forgot their username or password.
pub(crate) struct Recovery {
    pub token_hash: Hash,
    pub at: Timestamp,
    /// Codes typed so far, this one counted.
    pub tries: u32,
    pub sealed: Vec<u8>,
    /// Whose it is, sealed, once a code was sent.
    pub place: Option<Vec<u8>>,
}

fn recovery(row: &Row) -> Result<Recovery> {
    Ok(Recovery {
        token_hash: row.bytes(0)?,
        at: row.timestamp(1)?,
        tries: u32::try_from(row.int(2)?).unwrap_or(u32::MAX),
        sealed: row.blob(3)?.to_vec(),
        place: row.opt_blob(4)?.map(<[u8]>::to_vec),
    })
}

pub(crate) fn insert_recovery(token_hash: Hash, at: Timestamp, sealed: Vec<u8>) -> Statement {
    Statement {
        sql: "INSERT INTO recovery (token_hash, at, state, tries, sealed) \
              VALUES ($1, $2, 0, 0, $3)",
        params: vec![token_hash.into(), at.into(), sealed.into()],
    }
}

/// Those that nobody looked at yet, the oldest first.
pub(crate) async fn list_recoveries(store: &Store, limit: i64) -> Result<Vec<Recovery>> {
    let rows = store
        .query(
            "SELECT token_hash, at, tries, sealed, place FROM recovery \
             WHERE state = 0 ORDER BY at, token_hash LIMIT $1",
            vec![limit.into()],
        )
        .await?;
    rows.iter().map(recovery).collect()
}

/// Notes that one was looked at, and whose it is: sealed, and as a keyed hash; of two processes that do, one
/// row is changed by one of them.
pub(crate) async fn update_recovery_looked(
    tx: &mut Tx,
    token_hash: Hash,
    whose: Option<(Vec<u8>, Hash)>,
) -> Result<bool> {
    let (place, inside) = whose.unzip();
    let changed = tx
        .execute(
            "UPDATE recovery SET state = 1, place = $2, inside = $3 \
             WHERE token_hash = $1 AND state = 0",
            vec![token_hash.into(), place.into(), inside.into()],
        )
        .await?;
    Ok(changed == 1)
}

/// Whether this browser asked, and may still type a code.
pub(crate) async fn find_recovery(
    store: &Store,
    token_hash: Hash,
    since: Timestamp,
) -> Result<bool> {
    let rows = store
        .query(
            "SELECT 1 FROM recovery WHERE token_hash = $1 AND state < 2 AND at > $2",
            vec![token_hash.into(), since.into()],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Counts a code that is typed, whoever asked; nothing for who did not, or
/// whose code came back already.
pub(crate) async fn try_recovery(tx: &mut Tx, token_hash: Hash) -> Result<Option<Recovery>> {
    let rows = tx
        .query(
            "UPDATE recovery SET tries = tries + 1 \
             WHERE token_hash = $1 AND state < 2 AND tries <= $2 \
             RETURNING token_hash, at, tries, sealed, place",
            vec![token_hash.into(), i64::from(TRIES_MAX).into()],
        )
        .await?;
    rows.first().map(recovery).transpose()
}

/// The code came back; once.
pub(crate) async fn update_recovery_proven(
    tx: &mut Tx,
    token_hash: Hash,
    now: Timestamp,
) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE recovery SET state = 2, proven_at = $2 WHERE token_hash = $1 AND state = 1",
            vec![token_hash.into(), now.into()],
        )
        .await?;
    Ok(changed == 1)
}

/// Whose it is, of somebody whose code came back lately.
pub(crate) async fn find_recovery_proven(
    store: &Store,
    token_hash: Hash,
    now: Timestamp,
) -> Result<Option<Recovery>> {
    let since = now.minus(CHOOSING);
    let rows = store
        .query(
            "SELECT token_hash, at, tries, sealed, place FROM recovery \
             WHERE token_hash = $1 AND state = 2 AND proven_at > $2 AND proven_at <= $3",
            vec![token_hash.into(), since.into(), now.into()],
        )
        .await?;
    rows.first().map(recovery).transpose()
}

/// Uses one up; `false` if somebody did, or it is over.
pub(crate) async fn take_recovery(tx: &mut Tx, token_hash: Hash, now: Timestamp) -> Result<bool> {
    let since = now.minus(CHOOSING);
    let changed = tx
        .execute(
            "DELETE FROM recovery \
             WHERE token_hash = $1 AND state = 2 AND proven_at > $2 AND proven_at <= $3",
            vec![token_hash.into(), since.into(), now.into()],
        )
        .await?;
    Ok(changed == 1)
}

/// What one browser began is over.
pub(crate) fn delete_recovery(token_hash: Hash) -> Statement {
    Statement {
        sql: "DELETE FROM recovery WHERE token_hash = $1",
        params: vec![token_hash.into()],
    }
}

/// What was begun to get into the account of a space is over.
pub(crate) fn delete_recoveries(inside: Hash) -> Statement {
    Statement {
        sql: "DELETE FROM recovery WHERE inside = $1",
        params: vec![inside.into()],
    }
}

pub(crate) async fn sweep_recoveries(store: &Store, now: Timestamp) -> Result<u64> {
    let before: Value = now.minus(KEPT).into();
    let mut swept = 0;
    for sql in [
        "DELETE FROM recovery WHERE at <= $1",
        "DELETE FROM contact_change WHERE at <= $1",
    ] {
        swept += store.execute(sql, vec![before.clone()]).await?;
    }
    let sql = "DELETE FROM contact_before WHERE until <= $1";
    Ok(swept + store.execute(sql, vec![now.into()]).await?)
}

/// A contact that is about to be changed.
pub(crate) struct ContactChange {
    pub at: Timestamp,
    pub tries: u32,
    pub sealed: Vec<u8>,
}

fn change(row: &Row) -> Result<ContactChange> {
    Ok(ContactChange {
        at: row.timestamp(0)?,
        tries: u32::try_from(row.int(1)?).unwrap_or(u32::MAX),
        sealed: row.blob(2)?.to_vec(),
    })
}

/// Begins a change in place of another one.
pub(crate) fn put_contact_change(
    space: SpaceId,
    session: SessionId,
    at: Timestamp,
    sealed: Vec<u8>,
) -> Statement {
    Statement {
        sql: "INSERT INTO contact_change (bucket, space, session, at, tries, sealed) \
              VALUES ($1, $2, $3, $4, 0, $5) \
              ON CONFLICT (bucket, space) DO UPDATE SET session = excluded.session, \
                at = excluded.at, tries = 0, sealed = excluded.sealed",
        params: with(of_space(space), [session.into(), at.into(), sealed.into()]),
    }
}

/// The change that was begun in this session.
pub(crate) async fn find_contact_change(
    store: &Store,
    space: SpaceId,
    session: SessionId,
) -> Result<Option<ContactChange>> {
    let rows = store
        .query(
            "SELECT at, tries, sealed FROM contact_change \
             WHERE bucket = $1 AND space = $2 AND session = $3",
            with(of_space(space), [session.into()]),
        )
        .await?;
    rows.first().map(change).transpose()
}

/// As [`find_contact_change`], with one more try counted.
pub(crate) async fn try_contact_change(
    tx: &mut Tx,
    space: SpaceId,
    session: SessionId,
) -> Result<Option<ContactChange>> {
    let rows = tx
        .query(
            "UPDATE contact_change SET tries = tries + 1 \
             WHERE bucket = $1 AND space = $2 AND session = $3 RETURNING at, tries, sealed",
            with(of_space(space), [session.into()]),
        )
        .await?;
    rows.first().map(change).transpose()
}

pub(crate) fn delete_contact_change(space: SpaceId) -> Statement {
    Statement {
        sql: "DELETE FROM contact_change WHERE bucket = $1 AND space = $2",
        params: with(of_space(space), []),
    }
}

/// What a contact was, until then.
pub(crate) struct ContactBefore {
    pub kind: i64,
    /// None: there was none.
    pub sealed: Option<Vec<u8>>,
    pub verified_at: Timestamp,
    pub on_file: bool,
    pub until: Timestamp,
}

/// Keeps what a contact is now, before it is changed: of several changes within
/// the three days, what it was before the first.
pub(crate) async fn keep_contact_before(
    tx: &mut Tx,
    space: SpaceId,
    kind: i64,
    now: Timestamp,
    until: Timestamp,
) -> Result<()> {
    tx.execute(
        "DELETE FROM contact_before \
         WHERE bucket = $1 AND space = $2 AND kind = $3 AND until <= $4",
        with(of_space(space), [kind.into(), now.into()]),
    )
    .await?;
    let rows = tx
        .query(
            "SELECT sealed, verified_at, on_file FROM contact \
             WHERE bucket = $1 AND space = $2 AND kind = $3",
            with(of_space(space), [kind.into()]),
        )
        .await?;
    let (sealed, verified_at, on_file) = match rows.first() {
        Some(row) => (Some(row.blob(0)?.to_vec()), row.timestamp(1)?, row.int(2)?),
        None => (None, Timestamp::default(), 0),
    };
    tx.execute(
        "INSERT INTO contact_before \
           (bucket, space, kind, sealed, verified_at, on_file, until) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (bucket, space, kind) DO UPDATE SET until = excluded.until",
        with(
            of_space(space),
            [
                kind.into(),
                sealed.into(),
                verified_at.into(),
                on_file.into(),
                until.into(),
            ],
        ),
    )
    .await?;
    Ok(())
}

/// What the contacts of a space were before they were changed lately.
pub(crate) async fn list_contacts_before(
    store: &Store,
    space: SpaceId,
    now: Timestamp,
) -> Result<Vec<ContactBefore>> {
    let rows = store
        .query(
            "SELECT kind, sealed, verified_at, on_file, until FROM contact_before \
             WHERE bucket = $1 AND space = $2 AND until > $3 ORDER BY kind",
            with(of_space(space), [now.into()]),
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(ContactBefore {
                kind: row.int(0)?,
                sealed: row.opt_blob(1)?.map(<[u8]>::to_vec),
                verified_at: row.timestamp(2)?,
                on_file: row.int(3)? == 1,
                until: row.timestamp(4)?,
            })
        })
        .collect()
}

/// Puts a contact back as it was.
pub(crate) fn restore_contact(space: SpaceId, before: &ContactBefore) -> Statement {
    match &before.sealed {
        Some(sealed) => super::put_contact(
            space,
            KeptContact {
                kind: before.kind,
                sealed: sealed.clone(),
            },
            before.verified_at,
            before.on_file,
        ),
        None => Statement {
            sql: "DELETE FROM contact WHERE bucket = $1 AND space = $2 AND kind = $3",
            params: with(of_space(space), [before.kind.into()]),
        },
    }
}

/// Takes away what a contact was: it was put back. `false` if somebody did.
pub(crate) async fn take_contact_before(tx: &mut Tx, space: SpaceId, kind: i64) -> Result<bool> {
    let changed = tx
        .execute(
            "DELETE FROM contact_before WHERE bucket = $1 AND space = $2 AND kind = $3",
            with(of_space(space), [kind.into()]),
        )
        .await?;
    Ok(changed == 1)
}
