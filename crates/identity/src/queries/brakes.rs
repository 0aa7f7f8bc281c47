//! Brakes, by the keyed hash of their subject.

use crate::brakes::Brake;
use kernel::{Result, Timestamp};
use store::{Row, Store, Tx};

fn brake(row: &Row) -> Result<Brake> {
    let count = |column| Ok(u32::try_from(row.int(column)?).unwrap_or(u32::MAX));
    Ok(Brake {
        row: count(0)?,
        window: count(1)?,
        window_from: row.timestamp(2)?,
        blocked_until: row.timestamp(3)?,
    })
}

const FIND: &str = "SELECT row_failures, window_failures, window_from, blocked_until \
     FROM brake WHERE subject = $1";

/// The brake of a subject, without holding it.
pub(crate) async fn find_brake(store: &Store, subject: [u8; 32]) -> Result<Brake> {
    let rows = store.query(FIND, vec![subject.into()]).await?;
    rows.first().map_or(Ok(Brake::default()), brake)
}

/// The same within a transaction, which asks for no second connection.
pub(crate) async fn find_brake_in(tx: &mut Tx, subject: [u8; 32]) -> Result<Brake> {
    let rows = tx.query(FIND, vec![subject.into()]).await?;
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
