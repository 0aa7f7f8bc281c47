//! Receipts that left by e-mail or by post, and those that reached nobody.

use kernel::{NoticeId, PersonId, Result, Timestamp};
use std::time::Duration;
use store::{Row, Statement, Store, Tx, Value};

/// How long an e-mail may take to come back: mail servers try for a week at most.
const COMES_BACK: Duration = Duration::from_secs(30 * 24 * 3600);
/// How long a receipt that reached nobody is kept for somebody to send it again: as long
/// as the post remembers what came back.
const MENDED_WITHIN: Duration = Duration::from_secs(180 * 24 * 3600);

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

/// A receipt that left by post, or reached nobody.
pub(crate) struct KeptLetter<'a> {
    pub person: PersonId,
    /// The notice that what it says is sealed for.
    pub notice: NoticeId,
    pub number: &'a str,
    pub at: Timestamp,
    /// Since when it is known to have reached nobody.
    pub failed_at: Option<Timestamp>,
    pub sealed: Vec<u8>,
}

/// Keeps what a receipt says; once.
pub(crate) fn insert_receipt_letter(letter: KeptLetter<'_>) -> Statement {
    Statement {
        sql: "INSERT INTO receipt_letter (bucket, notice, person, number, at, failed_at, sealed) \
              VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (bucket, notice) DO NOTHING",
        params: vec![
            i64::from(letter.person.bucket()).into(),
            letter.notice.into(),
            letter.person.into(),
            letter.number.into(),
            letter.at.into(),
            letter.failed_at.into(),
            letter.sealed.into(),
        ],
    }
}

/// A letter failed for good.
pub(crate) fn fail_receipt_letter(person: PersonId, notice: NoticeId, now: Timestamp) -> Statement {
    Statement {
        sql: "UPDATE receipt_letter SET failed_at = $3 \
              WHERE bucket = $1 AND notice = $2 AND failed_at IS NULL",
        params: vec![i64::from(person.bucket()).into(), notice.into(), now.into()],
    }
}

/// How many receipts reached nobody.
pub(crate) async fn count_unsent(store: &Store) -> Result<u64> {
    const COUNT: &str = "SELECT count(*) FROM receipt_letter WHERE failed_at IS NOT NULL";
    let rows = store.query(COUNT, Vec::new()).await?;
    let count = rows.first().map_or(Ok(0), |row| row.int(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// A receipt that reached nobody: since when, whose, of which notice, and its number.
pub(crate) struct Unsent {
    pub failed_at: Timestamp,
    pub person: PersonId,
    pub notice: NoticeId,
    pub number: String,
}

/// Receipts that reached nobody by this instant, the oldest first: those after one, or the
/// first.
pub(crate) async fn list_unsent(
    store: &Store,
    until: Timestamp,
    after: Option<&Unsent>,
    limit: i64,
) -> Result<Vec<Unsent>> {
    const FIRST: &str = "SELECT person, notice, number, failed_at FROM receipt_letter \
        WHERE failed_at <= $1 ORDER BY failed_at, bucket, notice LIMIT $2";
    const NEXT: &str = "SELECT person, notice, number, failed_at FROM receipt_letter \
        WHERE failed_at <= $1 AND (failed_at > $3 OR (failed_at = $3 AND \
          (bucket > $4 OR (bucket = $4 AND notice > $5)))) \
        ORDER BY failed_at, bucket, notice LIMIT $2";
    let mut params: Vec<Value> = vec![until.into(), limit.into()];
    let sql = match after {
        None => FIRST,
        Some(last) => {
            params.extend([
                last.failed_at.into(),
                i64::from(last.person.bucket()).into(),
                last.notice.into(),
            ]);
            NEXT
        }
    };
    let rows = store.query(sql, params).await?;
    let read = |row: &Row| {
        Ok(Unsent {
            person: PersonId::from_slice(row.blob(0)?)?,
            notice: NoticeId::from_slice(row.blob(1)?)?,
            number: row.text(2)?.to_owned(),
            failed_at: row.timestamp(3)?,
        })
    };
    rows.iter().map(read).collect()
}

/// Takes away what such a receipt said: only one of many gets it.
pub(crate) async fn take_unsent(tx: &mut Tx, unsent: &Unsent) -> Result<Option<Vec<u8>>> {
    let rows = tx
        .query(
            "DELETE FROM receipt_letter WHERE bucket = $1 AND notice = $2 \
             AND failed_at IS NOT NULL RETURNING sealed",
            vec![
                i64::from(unsent.person.bucket()).into(),
                unsent.notice.into(),
            ],
        )
        .await?;
    let sealed = rows.first().map(|row| row.blob(0)).transpose()?;
    Ok(sealed.map(<[u8]>::to_vec))
}

/// Forgets receipts whose e-mails come back no more, whose letters do not fail any more,
/// and that nobody sent again.
pub(crate) async fn sweep_receipts(store: &Store, now: Timestamp) -> Result<u64> {
    let mut swept = 0;
    for (sql, kept) in [
        ("DELETE FROM receipt_mailed WHERE at <= $1", COMES_BACK),
        (
            "DELETE FROM receipt_letter WHERE at <= $1 AND failed_at IS NULL",
            COMES_BACK,
        ),
        (
            "DELETE FROM receipt_letter WHERE failed_at <= $1",
            MENDED_WITHIN,
        ),
    ] {
        swept += store.execute(sql, vec![now.minus(kept).into()]).await?;
    }
    Ok(swept)
}
