//! Sessions of help, and wrong letters.

use super::rules::{LETTERS_WINDOW, SEANCE_MAX};
use kernel::{AccountId, Result, Timestamp};
use store::{Row, Statement, Store, Tx};

/// A session as kept.
#[derive(Clone, Debug)]
pub(crate) struct SeanceRow {
    pub id: [u8; 16],
    pub place: String,
    pub opened_at: Timestamp,
    pub entered_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

fn seance(row: &Row) -> Result<SeanceRow> {
    Ok(SeanceRow {
        id: row.bytes(0)?,
        place: row.text(1)?.to_owned(),
        opened_at: row.timestamp(2)?,
        entered_at: row.opt_timestamp(3)?,
        ended_at: row.opt_timestamp(4)?,
    })
}

/// A volunteer's session of this id.
pub(crate) async fn find_own(
    store: &Store,
    volunteer: AccountId,
    id: [u8; 16],
) -> Result<Option<SeanceRow>> {
    let rows = store
        .query(
            "SELECT seance, place, opened_at, entered_at, ended_at FROM seance \
             WHERE volunteer = $1 AND seance = $2",
            vec![volunteer.into(), id.into()],
        )
        .await?;
    rows.first().map(seance).transpose()
}

/// The session of a volunteer that nobody ended, if there is one.
pub(crate) async fn find_unended(store: &Store, volunteer: AccountId) -> Result<Option<SeanceRow>> {
    let rows = store
        .query(
            "SELECT seance, place, opened_at, entered_at, ended_at FROM seance \
             WHERE volunteer = $1 AND ended_at IS NULL",
            vec![volunteer.into()],
        )
        .await?;
    rows.first().map(seance).transpose()
}

/// The session of a browser's cookie.
pub(crate) async fn find_by_token(store: &Store, token: [u8; 32]) -> Result<Option<SeanceRow>> {
    let rows = store
        .query(
            "SELECT seance, place, opened_at, entered_at, ended_at FROM seance \
             WHERE token_hash = $1",
            vec![token.into()],
        )
        .await?;
    rows.first().map(seance).transpose()
}

/// How many sessions a volunteer opened since an instant.
pub(crate) async fn count_opened(
    tx: &mut Tx,
    volunteer: AccountId,
    since: Timestamp,
) -> Result<i64> {
    let rows = tx
        .query(
            "SELECT count(*) FROM seance WHERE volunteer = $1 AND opened_at > $2",
            vec![volunteer.into(), since.into()],
        )
        .await?;
    rows.first().map_or(Ok(0), |row| row.int(0))
}

/// Whether these letters lead to a session that waits.
pub(crate) async fn code_waits(tx: &mut Tx, code: [u8; 32], now: Timestamp) -> Result<bool> {
    let rows = tx
        .query(
            "SELECT 1 FROM seance WHERE code_hash = $1 AND token_hash IS NULL \
             AND ended_at IS NULL AND opened_at > $2",
            vec![code.into(), now.minus(SEANCE_MAX).into()],
        )
        .await?;
    Ok(!rows.is_empty())
}

/// What a new session row holds.
pub(crate) struct NewSeance<'a> {
    pub id: [u8; 16],
    pub volunteer: AccountId,
    pub place: &'a str,
    pub code: [u8; 32],
    pub now: Timestamp,
}

pub(crate) fn insert_seance(new: &NewSeance<'_>) -> Statement {
    Statement {
        sql: "INSERT INTO seance (seance, volunteer, place, code_hash, opened_at) \
              VALUES ($1, $2, $3, $4, $5)",
        params: vec![
            new.id.into(),
            new.volunteer.into(),
            new.place.into(),
            new.code.into(),
            new.now.into(),
        ],
    }
}

/// Ties the session of these letters to a browser: of many at once, one.
pub(crate) async fn take_seance(
    tx: &mut Tx,
    code: [u8; 32],
    token: [u8; 32],
    now: Timestamp,
) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE seance SET token_hash = $2, entered_at = $3 \
             WHERE code_hash = $1 AND token_hash IS NULL AND ended_at IS NULL \
             AND opened_at > $4 AND opened_at <= $3",
            vec![
                code.into(),
                token.into(),
                now.into(),
                now.minus(SEANCE_MAX).into(),
            ],
        )
        .await?;
    Ok(changed == 1)
}

pub(crate) fn end_seance(id: [u8; 16], now: Timestamp) -> Statement {
    Statement {
        sql: "UPDATE seance SET ended_at = $2 WHERE seance = $1 AND ended_at IS NULL",
        params: vec![id.into(), now.into()],
    }
}

/// Locks the tally of an address and reads it; it starts from nothing once its
/// time is over.
pub(crate) async fn begin_try(
    tx: &mut Tx,
    address: [u8; 32],
    now: Timestamp,
) -> Result<(Timestamp, i64)> {
    let rows = tx
        .query(
            "INSERT INTO seance_try (address, since, n) VALUES ($1, $2, 0) \
             ON CONFLICT (address) DO UPDATE SET \
             since = CASE WHEN seance_try.since > $3 THEN seance_try.since ELSE $2 END, \
             n = CASE WHEN seance_try.since > $3 THEN seance_try.n ELSE 0 END \
             RETURNING since, n",
            vec![address.into(), now.into(), now.minus(LETTERS_WINDOW).into()],
        )
        .await?;
    rows.first()
        .map_or(Ok((now, 0)), |row| Ok((row.timestamp(0)?, row.int(1)?)))
}

pub(crate) fn count_try(address: [u8; 32]) -> Statement {
    Statement {
        sql: "UPDATE seance_try SET n = n + 1 WHERE address = $1",
        params: vec![address.into()],
    }
}

/// Forgets addresses whose time is over.
pub(crate) async fn sweep_tries(store: &Store, now: Timestamp) -> Result<()> {
    store
        .execute(
            "DELETE FROM seance_try WHERE since <= $1",
            vec![now.minus(LETTERS_WINDOW).into()],
        )
        .await?;
    Ok(())
}
