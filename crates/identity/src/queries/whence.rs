//! Sessions by the one at a provider from which they came.

use crate::sessions::Whence;
use kernel::{Result, SessionId, Timestamp};
use store::{Statement, Tx};

/// Uses up a provider's word that a session ended; no when it was heard before.
pub(crate) async fn use_word(
    tx: &mut Tx,
    jti_hash: [u8; 32],
    until: Timestamp,
    now: Timestamp,
) -> Result<bool> {
    let outcomes = tx
        .run(vec![
            Statement {
                sql: "DELETE FROM provider_ended WHERE until <= $1",
                params: vec![now.into()],
            },
            Statement {
                sql: "INSERT INTO provider_ended (jti_hash, until) VALUES ($1, $2) \
                      ON CONFLICT (jti_hash) DO NOTHING",
                params: vec![jti_hash.into(), until.into()],
            },
        ])
        .await?;
    Ok(outcomes.last().is_some_and(|insert| insert.changed == 1))
}

/// Ends what came from this person's session at a provider, or from all of theirs
/// where none is named: sessions, and who has yet to say where they work. Of a
/// session whose name the provider never told, nobody knows that it is another.
/// How many sessions ended.
pub(crate) async fn delete_sessions_from(
    tx: &mut Tx,
    subject: Option<[u8; 32]>,
    sid: Option<[u8; 32]>,
) -> Result<u64> {
    let (sessions, choices, params) = match (subject, sid) {
        (Some(subject), Some(sid)) => (
            "DELETE FROM session \
             WHERE provider_subject = $1 AND (provider_sid = $2 OR provider_sid IS NULL)",
            "DELETE FROM provider_choice \
             WHERE provider_subject = $1 AND (provider_sid = $2 OR provider_sid IS NULL)",
            vec![subject.into(), sid.into()],
        ),
        (Some(subject), None) => (
            "DELETE FROM session WHERE provider_subject = $1",
            "DELETE FROM provider_choice WHERE provider_subject = $1",
            vec![subject.into()],
        ),
        (None, Some(sid)) => (
            "DELETE FROM session WHERE provider_sid = $1",
            "DELETE FROM provider_choice WHERE provider_sid = $1",
            vec![sid.into()],
        ),
        (None, None) => return Ok(0),
    };
    tx.execute(choices, params.clone()).await?;
    tx.execute(sessions, params).await
}

/// Its person proved anew who they are, in another session of theirs there. A
/// session of ours that came from no provider goes on so.
pub(crate) async fn move_session(tx: &mut Tx, session: SessionId, whence: Whence) -> Result<()> {
    tx.execute(
        "UPDATE session SET provider_sid = $3 WHERE session = $1 AND provider_subject = $2",
        vec![session.into(), whence.subject.into(), whence.sid.into()],
    )
    .await?;
    Ok(())
}
