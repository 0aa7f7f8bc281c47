//! What treating doctors are told of emergency accesses.

use kernel::{Result, Timestamp};
use store::{Row, Statement, Store};

/// That a treating doctor is told of an emergency access: who and where are hidden.
pub(crate) struct ToldTreating {
    pub doctor: [u8; 32],
    pub id: [u8; 16],
    pub at: Timestamp,
    pub place: Vec<u8>,
    pub inside: [u8; 32],
}

/// From now on they are told of it, and to be written to.
pub(crate) fn insert_treating(told: ToldTreating) -> Statement {
    Statement {
        sql: "INSERT INTO review_treating (doctor, id, at, place, inside, mail_at) \
              VALUES ($1, $2, $3, $4, $5, $3) ON CONFLICT DO NOTHING",
        params: vec![
            told.doctor.into(),
            told.id.into(),
            told.at.into(),
            told.place.into(),
            told.inside.into(),
        ],
    }
}

/// What a treating doctor is told of.
pub(crate) struct KeptTreating {
    pub id: [u8; 16],
    pub place: Vec<u8>,
    /// They looked at it.
    pub looked: bool,
}

/// What this treating doctor is told of, the newest first; all of it, or what they did
/// not look at yet.
pub(crate) async fn list_treating(
    store: &Store,
    doctor: [u8; 32],
    since: Timestamp,
    (all, limit): (bool, i64),
) -> Result<Vec<KeptTreating>> {
    let rows = store
        .query(
            "SELECT id, place, looked_at FROM review_treating WHERE doctor = $1 AND at >= $2 \
             AND ($3 = 1 OR looked_at IS NULL) ORDER BY at DESC, id LIMIT $4",
            vec![doctor.into(), since.into(), all.into(), limit.into()],
        )
        .await?;
    let told = |row: &Row| {
        Ok(KeptTreating {
            id: row.bytes(0)?,
            place: row.blob(1)?.to_vec(),
            looked: row.opt_timestamp(2)?.is_some(),
        })
    };
    rows.iter().map(told).collect()
}

/// They looked at it: the first time counts, and nothing need be written to them any more.
pub(crate) fn update_looked(doctor: [u8; 32], id: [u8; 16], now: Timestamp) -> Statement {
    Statement {
        sql: "UPDATE review_treating SET looked_at = $3, mail_at = NULL \
              WHERE doctor = $1 AND id = $2 AND looked_at IS NULL",
        params: vec![doctor.into(), id.into(), now.into()],
    }
}

/// One of whom a treating doctor is to be written to.
pub(crate) struct DueTreating {
    pub doctor: [u8; 32],
    pub id: [u8; 16],
    pub at: Timestamp,
    pub place: Vec<u8>,
    pub mail_at: Timestamp,
}

/// What is to be written by now, the longest due first.
pub(crate) async fn list_treating_due(
    store: &Store,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<DueTreating>> {
    let rows = store
        .query(
            "SELECT doctor, id, at, place, mail_at FROM review_treating WHERE mail_at <= $1 \
             ORDER BY mail_at, doctor, id LIMIT $2",
            vec![now.into(), limit.into()],
        )
        .await?;
    let due = |row: &Row| {
        Ok(DueTreating {
            doctor: row.bytes(0)?,
            id: row.bytes(1)?,
            at: row.timestamp(2)?,
            place: row.blob(3)?.to_vec(),
            mail_at: row.timestamp(4)?,
        })
    };
    rows.iter().map(due).collect()
}

/// What is due by now and happened then or before is written to nobody any more.
pub(crate) async fn update_treating_stale(
    store: &Store,
    now: Timestamp,
    then: Timestamp,
) -> Result<u64> {
    store
        .execute(
            "UPDATE review_treating SET mail_at = NULL WHERE mail_at <= $1 AND at <= $2",
            vec![now.into(), then.into()],
        )
        .await
}

/// When it is next to be written, or never; `false`, if somebody else said so meanwhile.
pub(crate) async fn update_treating_mail(
    store: &Store,
    (doctor, id): ([u8; 32], [u8; 16]),
    before: Timestamp,
    then: Option<Timestamp>,
) -> Result<bool> {
    let changed = store
        .execute(
            "UPDATE review_treating SET mail_at = $4 \
             WHERE doctor = $1 AND id = $2 AND mail_at = $3",
            vec![doctor.into(), id.into(), before.into(), then.into()],
        )
        .await?;
    Ok(changed == 1)
}

/// Forgets which treating doctors were told of what happened inside.
pub(crate) fn delete_treating(inside: [u8; 32]) -> Statement {
    Statement {
        sql: "DELETE FROM review_treating WHERE inside = $1",
        params: vec![inside.into()],
    }
}
