//! Sign-ins under way: hashes alone, for ten minutes, each used once.

use kernel::{Finess, Lang, Result, Rpps, Timestamp};
use store::{Migration, Statement, Store};

/// The tables of sign-ins under way.
pub const MIGRATIONS: &[Migration] = &[Migration {
    name: "0202_provider",
    sqlite: include_str!("../../migrations/0202_provider.sqlite.sql"),
    postgres: include_str!("../../migrations/0202_provider.postgres.sql"),
}];

/// A browser that was sent to the provider.
pub(super) struct Sent {
    pub(super) lang: Lang,
    pub(super) back: String,
}

/// Somebody who proved who they are and has yet to say where they work.
pub(super) struct Choosing {
    pub(super) rpps: Rpps,
    pub(super) named: Vec<Finess>,
    pub(super) back: String,
}

pub(super) async fn insert_sent(
    store: &Store,
    state_hash: [u8; 32],
    browser_hash: [u8; 32],
    sent: &Sent,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    let mut tx = store.begin("send to the provider").await?;
    tx.run(vec![
        Statement {
            sql: "DELETE FROM provider_signin WHERE expires_at <= $1",
            params: vec![now.into()],
        },
        Statement {
            sql: "INSERT INTO provider_signin (state_hash, browser_hash, lang, back, expires_at)
                  VALUES ($1, $2, $3, $4, $5)",
            params: vec![
                state_hash.into(),
                browser_hash.into(),
                sent.lang.tag().into(),
                sent.back.as_str().into(),
                expires_at.into(),
            ],
        },
    ])
    .await?;
    tx.commit().await
}

/// Takes a sign-in out, so that no second answer finds it. An answer brought
/// by another browser takes it out too, and gets nothing.
pub(super) async fn take_sent(
    store: &Store,
    state_hash: [u8; 32],
    browser_hash: [u8; 32],
    now: Timestamp,
) -> Result<Option<Sent>> {
    let mut tx = store.begin("back from the provider").await?;
    let rows = tx
        .query(
            "DELETE FROM provider_signin WHERE state_hash = $1
             RETURNING browser_hash, lang, back, expires_at",
            vec![state_hash.into()],
        )
        .await?;
    tx.commit().await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    if row.blob(0)? != browser_hash || row.timestamp(3)? <= now {
        return Ok(None);
    }
    let tag = row.text(1)?;
    let lang = Lang::ALL.into_iter().find(|lang| lang.tag() == tag);
    Ok(Some(Sent {
        lang: lang.unwrap_or_default(),
        back: row.text(2)?.to_owned(),
    }))
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
            sql: "INSERT INTO provider_choice (browser_hash, rpps, named, back, expires_at)
                  VALUES ($1, $2, $3, $4, $5)",
            params: vec![
                browser_hash.into(),
                choosing.rpps.as_str().into(),
                named.join(" ").into(),
                choosing.back.as_str().into(),
                expires_at.into(),
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
            "SELECT rpps, named, back FROM provider_choice
             WHERE browser_hash = $1 AND expires_at > $2",
            vec![browser_hash.into(), now.into()],
        )
        .await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    Ok(Some(Choosing {
        rpps: row.text(0)?.parse()?,
        named: row
            .text(1)?
            .split(' ')
            .filter_map(|f| f.parse().ok())
            .collect(),
        back: row.text(2)?.to_owned(),
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
