//! Acts that wait.

use super::{of_space, with};
use crate::rules::held::{Standing, What};
use kernel::{Error, Result, SpaceId, Timestamp};
use store::{Row, Statement, Store, Tx};

/// An act that waits, or waited.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldAct {
    /// The space it is about.
    pub space: SpaceId,
    /// Its id: random, 16 bytes.
    pub act: [u8; 16],
    /// What will be done.
    pub what: What,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// When it will be done.
    pub due_at: Timestamp,
    /// Where it stands.
    pub standing: Standing,
    /// The number given when it was asked for.
    pub receipt: String,
}

fn held(row: &Row) -> Result<HeldAct> {
    let wrong = || Error::fault("the register holds an act of no known kind");
    Ok(HeldAct {
        space: SpaceId::from_slice(row.blob(0)?)?,
        act: row.bytes(1)?,
        what: What::from_number(row.int(2)?).ok_or_else(wrong)?,
        asked_at: row.timestamp(3)?,
        due_at: row.timestamp(4)?,
        standing: Standing::from_number(row.int(5)?).ok_or_else(wrong)?,
        receipt: row.text(6)?.to_owned(),
    })
}

/// Keeps an act that waits; a conflict, if another one waits for the space.
pub(crate) async fn insert_held(tx: &mut Tx, act: &HeldAct) -> Result<()> {
    let changed = tx
        .execute(
            "INSERT INTO held_act (bucket, space, act, what, asked_at, due_at, state, receipt) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
            with(
                of_space(act.space),
                [
                    act.act.into(),
                    act.what.number().into(),
                    act.asked_at.into(),
                    act.due_at.into(),
                    act.standing.number().into(),
                    act.receipt.as_str().into(),
                ],
            ),
        )
        .await?;
    match changed {
        1 => Ok(()),
        _ => Err(Error::conflict("space-held-already")),
    }
}

/// Moves an act on from waiting; `false` if it no longer waits.
pub(crate) async fn end_held(
    tx: &mut Tx,
    space: SpaceId,
    act: [u8; 16],
    standing: Standing,
    now: Timestamp,
) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE held_act SET state = $4, ended_at = $5 \
             WHERE bucket = $1 AND space = $2 AND act = $3 AND state = 0",
            with(
                of_space(space),
                [act.into(), standing.number().into(), now.into()],
            ),
        )
        .await?;
    Ok(changed == 1)
}

/// Ends a yes that waits for a space, if one does: its person decided otherwise, or more.
pub(crate) fn end_yes(space: SpaceId, now: Timestamp) -> Statement {
    end_waiting(space, What::Open, now)
}

/// Ends what waits to take a refusal back, if it does: it was taken back otherwise, and
/// would keep anything else from waiting.
pub(crate) fn end_taking_back(space: SpaceId, now: Timestamp) -> Statement {
    end_waiting(space, What::WithdrawRefusal, now)
}

fn end_waiting(space: SpaceId, what: What, now: Timestamp) -> Statement {
    Statement {
        sql: "UPDATE held_act SET state = $4, ended_at = $5 \
              WHERE bucket = $1 AND space = $2 AND what = $3 AND state = 0",
        params: with(
            of_space(space),
            [
                what.number().into(),
                Standing::CalledOff.number().into(),
                now.into(),
            ],
        ),
    }
}

/// The acts of a space that wait, the oldest first.
pub(crate) async fn list_held(store: &Store, space: SpaceId) -> Result<Vec<HeldAct>> {
    let rows = store
        .query(
            "SELECT space, act, what, asked_at, due_at, state, receipt FROM held_act \
             WHERE bucket = $1 AND space = $2 AND state = 0 ORDER BY asked_at, act",
            with(of_space(space), []),
        )
        .await?;
    rows.iter().map(held).collect()
}

/// The act of this kind that waits for a space, as this transaction sees it.
pub(crate) async fn find_held_in(
    tx: &mut Tx,
    space: SpaceId,
    what: What,
) -> Result<Option<HeldAct>> {
    let rows = tx
        .query(
            "SELECT space, act, what, asked_at, due_at, state, receipt FROM held_act \
             WHERE bucket = $1 AND space = $2 AND what = $3 AND state = 0",
            with(of_space(space), [what.number().into()]),
        )
        .await?;
    rows.first().map(held).transpose()
}

/// When the last act of this kind was asked for that was done, if one was.
pub(crate) async fn last_held_done(
    tx: &mut Tx,
    space: SpaceId,
    what: What,
) -> Result<Option<Timestamp>> {
    let rows = tx
        .query(
            "SELECT max(asked_at) FROM held_act \
             WHERE bucket = $1 AND space = $2 AND what = $3 AND state = $4",
            with(
                of_space(space),
                [what.number().into(), Standing::Done.number().into()],
            ),
        )
        .await?;
    rows.first().map_or(Ok(None), |row| row.opt_timestamp(0))
}

/// Who asked for an act, in the word that its space was told.
pub(crate) async fn who_asked(tx: &mut Tx, act: &HeldAct) -> Result<String> {
    let rows = tx
        .query(
            "SELECT who FROM space_event \
             WHERE bucket = $1 AND space = $2 AND at = $3 AND receipt = $4",
            with(
                of_space(act.space),
                [act.asked_at.into(), act.receipt.as_str().into()],
            ),
        )
        .await?;
    match rows.first() {
        Some(row) => Ok(row.text(0)?.to_owned()),
        None => Ok(String::new()),
    }
}

/// Acts whose time has come, the longest overdue first.
pub(crate) async fn list_held_due(
    store: &Store,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<HeldAct>> {
    let rows = store
        .query(
            "SELECT space, act, what, asked_at, due_at, state, receipt FROM held_act \
             WHERE state = 0 AND due_at <= $1 ORDER BY due_at, bucket, space, act LIMIT $2",
            vec![now.into(), limit.into()],
        )
        .await?;
    rows.iter().map(held).collect()
}
