//! Professionals who have yet to say where they work: for ten minutes, each
//! used once.

use crate::sessions::Whence;
use kernel::{Error, Finess, Result, Rpps, Timestamp};
use store::{Statement, Store};

/// Somebody who proved who they are and has yet to say where they work.
pub(super) struct Choosing {
    pub(super) rpps: Rpps,
    pub(super) named: Vec<Finess>,
    pub(super) back: String,
    pub(super) whence: Option<Whence>,
}

pub(super) async fn keep_choosing(
    store: &Store,
    browser_hash: [u8; 32],
    choosing: &Choosing,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    let named: Vec<&str> = choosing.named.iter().map(Finess::as_str).collect();
    let mut tx = store.begin("choose a place").await?;
    tx.run(vec![
        Statement {
            sql: "DELETE FROM provider_choice WHERE expires_at <= $1 OR browser_hash = $2",
            params: vec![now.into(), browser_hash.into()],
        },
        Statement {
            sql: "INSERT INTO provider_choice
                    (browser_hash, rpps, named, back, expires_at, provider_subject, provider_sid)
                  VALUES ($1, $2, $3, $4, $5, $6, $7)",
            params: vec![
                browser_hash.into(),
                choosing.rpps.as_str().into(),
                named.join(" ").into(),
                choosing.back.as_str().into(),
                expires_at.into(),
                choosing.whence.map(|whence| whence.subject).into(),
                choosing.whence.and_then(|whence| whence.sid).into(),
            ],
        },
    ])
    .await?;
    tx.commit().await
}

pub(super) async fn find_choosing(
    store: &Store,
    browser_hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<Choosing>> {
    let rows = store
        .query(
            "SELECT rpps, named, back, provider_subject, provider_sid FROM provider_choice
             WHERE browser_hash = $1 AND expires_at > $2",
            vec![browser_hash.into(), now.into()],
        )
        .await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let hash = |column| {
        let wrong = |_| Error::fault("a kept hash of a provider's session has another length");
        let kept = row.opt_blob(column)?;
        kept.map(|hash| hash.try_into().map_err(wrong)).transpose()
    };
    Ok(Some(Choosing {
        rpps: row.text(0)?.parse()?,
        named: row
            .text(1)?
            .split(' ')
            .filter_map(|f| f.parse().ok())
            .collect(),
        back: row.text(2)?.to_owned(),
        whence: match hash(3)? {
            Some(subject) => Some(Whence {
                subject,
                sid: hash(4)?,
            }),
            None => None,
        },
    }))
}

/// Ends the choice; says whether it was still open.
pub(super) async fn delete_choosing(tx: &mut store::Tx, browser_hash: [u8; 32]) -> Result<bool> {
    let gone = tx
        .execute(
            "DELETE FROM provider_choice WHERE browser_hash = $1",
            vec![browser_hash.into()],
        )
        .await?;
    Ok(gone > 0)
}
