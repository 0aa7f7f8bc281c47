//! Receipts that left by e-mail.

use kernel::{NoticeId, PersonId, Result, Timestamp};
use std::time::Duration;
use store::{Statement, Store, Tx};

/// How long an e-mail may take to come back: mail servers try for a week at most.
const COMES_BACK: Duration = Duration::from_secs(30 * 24 * 3600);

/// Keeps what a receipt says that leaves by e-mail.
pub(crate) fn insert_receipt(
    person: PersonId,
    notice: NoticeId,
    at: Timestamp,
    sealed: Vec<u8>,
) -> Statement {
    Statement {
        sql: "INSERT INTO receipt_mailed (bucket, notice, at, sealed) VALUES ($1, $2, $3, $4) \
              ON CONFLICT (bucket, notice) DO NOTHING",
        params: vec![
            i64::from(person.bucket()).into(),
            notice.into(),
            at.into(),
            sealed.into(),
        ],
    }
}

/// Takes away what a receipt said whose e-mail came back: only one of many gets it.
pub(crate) async fn take_receipt(
    tx: &mut Tx,
    person: PersonId,
    notice: NoticeId,
) -> Result<Option<Vec<u8>>> {
    let rows = tx
        .query(
            "DELETE FROM receipt_mailed WHERE bucket = $1 AND notice = $2 RETURNING sealed",
            vec![i64::from(person.bucket()).into(), notice.into()],
        )
        .await?;
    let sealed = rows.first().map(|row| row.blob(0)).transpose()?;
    Ok(sealed.map(<[u8]>::to_vec))
}

/// Forgets receipts whose e-mails come back no more.
pub(crate) async fn sweep_receipts(store: &Store, now: Timestamp) -> Result<u64> {
    store
        .execute(
            "DELETE FROM receipt_mailed WHERE at <= $1",
            vec![now.minus(COMES_BACK).into()],
        )
        .await
}
