//! Sign-ins under way: hashes alone, for ten minutes, each used once.

use super::SIGNIN_LIFE;
use kernel::{Lang, Result, SessionId, Timestamp};
use store::{Statement, Store};

/// A browser that was sent to a provider.
pub(crate) struct Sent {
    /// Whose answer is awaited: an answer to another one finds nothing.
    pub(crate) provider: &'static str,
    /// The language in which it began, and in which it ends.
    pub(crate) lang: Lang,
    /// The page to come back to.
    pub(crate) back: String,
    /// What for: a word of that provider's own.
    pub(crate) purpose: &'static str,
    /// Whether the computer is shared.
    pub(crate) shared: bool,
    /// The session of somebody who is signed in already.
    pub(crate) session: Option<SessionId>,
}

/// The keys of a sign-in under way.
#[derive(Clone, Copy)]
pub(crate) struct SentKey {
    pub(crate) state_hash: [u8; 32],
    pub(crate) browser_hash: [u8; 32],
}

pub(crate) async fn insert_sent(
    store: &Store,
    key: SentKey,
    sent: &Sent,
    now: Timestamp,
) -> Result<()> {
    let expires_at = now.plus(SIGNIN_LIFE);
    let mut tx = store.begin("send to the provider").await?;
    tx.run(vec![
        Statement {
            sql: "DELETE FROM provider_signin WHERE expires_at <= $1",
            params: vec![now.into()],
        },
        Statement {
            sql: "INSERT INTO provider_signin \
                    (state_hash, browser_hash, lang, back, expires_at, provider, purpose, shared, session) \
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params: vec![
                key.state_hash.into(),
                key.browser_hash.into(),
                sent.lang.tag().into(),
                sent.back.as_str().into(),
                expires_at.into(),
                sent.provider.into(),
                sent.purpose.into(),
                sent.shared.into(),
                sent.session.into(),
            ],
        },
    ])
    .await?;
    tx.commit().await
}

/// What was sent, as it is taken out: its purpose is still a text.
pub(crate) struct Taken {
    /// When the way began.
    pub(crate) begun: Timestamp,
    pub(crate) lang: Lang,
    pub(crate) back: String,
    pub(crate) purpose: String,
    pub(crate) shared: bool,
    pub(crate) session: Option<SessionId>,
}

/// Takes a sign-in out, so that no second answer finds it. An answer brought
/// by another browser, or to another provider's address, takes it out too, and
/// gets nothing.
pub(crate) async fn take_sent(
    store: &Store,
    key: SentKey,
    provider: &str,
    now: Timestamp,
) -> Result<Option<Taken>> {
    let mut tx = store.begin("back from the provider").await?;
    let rows = tx
        .query(
            "DELETE FROM provider_signin WHERE state_hash = $1 \
             RETURNING browser_hash, expires_at, provider, lang, back, purpose, shared, session",
            vec![key.state_hash.into()],
        )
        .await?;
    tx.commit().await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let ours = row.blob(0)? == key.browser_hash && row.text(2)? == provider;
    if !ours || row.timestamp(1)? <= now {
        return Ok(None);
    }
    let tag = row.text(3)?;
    let lang = Lang::ALL.into_iter().find(|lang| lang.tag() == tag);
    Ok(Some(Taken {
        begun: row.timestamp(1)?.minus(SIGNIN_LIFE),
        lang: lang.unwrap_or_default(),
        back: row.text(4)?.to_owned(),
        purpose: row.text(5)?.to_owned(),
        shared: row.int(6)? != 0,
        session: row.opt_blob(7)?.map(SessionId::from_slice).transpose()?,
    }))
}
