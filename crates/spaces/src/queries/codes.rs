//! The one code that each person has at most.

use super::{of_person, with};
use crate::register_keys::Hash;
use crate::rules::activation::CodeStanding;
use crate::rules::code::TRIES_MAX;
use kernel::{Error, PersonId, Result, Timestamp};
use store::{Statement, Tx};

/// A code that was sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewCode {
    pub person: PersonId,
    pub hash: Hash,
    /// 0 by letter, 1 by e-mail.
    pub channel: i64,
    pub sent_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Keeps a code; an older one of the person dies with it.
pub(crate) fn put_code(new: NewCode) -> Statement {
    Statement {
        sql: "INSERT INTO person_code (bucket, person, code_hash, channel, sent_at, expires_at, tries, ended) \
              VALUES ($1, $2, $3, $4, $5, $6, 0, 0) \
              ON CONFLICT (bucket, person) DO UPDATE SET code_hash = excluded.code_hash, \
                channel = excluded.channel, sent_at = excluded.sent_at, expires_at = excluded.expires_at, \
                tries = 0, ended = 0, ended_at = NULL",
        params: with(
            of_person(new.person),
            [
                new.hash.into(),
                new.channel.into(),
                new.sent_at.into(),
                new.expires_at.into(),
            ],
        ),
    }
}

/// Ends a person's live code, if there is one.
pub(crate) fn end_code(person: PersonId, standing: CodeStanding, now: Timestamp) -> Statement {
    Statement {
        sql: "UPDATE person_code SET ended = $3, ended_at = $4 WHERE bucket = $1 AND person = $2 AND ended = 0",
        params: with(of_person(person), [standing.number().into(), now.into()]),
    }
}

/// Whether this is still the code of this person, whatever became of it: no
/// newer one was made. Its row is held until the transaction ends.
pub(crate) async fn hold_code(tx: &mut Tx, person: PersonId, hash: Hash) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE person_code SET tries = tries \
             WHERE bucket = $1 AND person = $2 AND code_hash = $3",
            with(of_person(person), [hash.into()]),
        )
        .await?;
    Ok(changed == 1)
}

/// Marks a code as used; a conflict unless it was live.
pub(crate) async fn update_code_used(
    tx: &mut Tx,
    person: PersonId,
    hash: Hash,
    now: Timestamp,
) -> Result<()> {
    let changed = tx
        .execute(
            "UPDATE person_code SET ended = $4, ended_at = $5 \
             WHERE bucket = $1 AND person = $2 AND code_hash = $3 AND ended = 0",
            with(
                of_person(person),
                [hash.into(), CodeStanding::Used.number().into(), now.into()],
            ),
        )
        .await?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::conflict("activate-gone"))
    }
}

/// Counts a wrong try against the live code of this person, which dies of the
/// tenth; gives back what became of it.
pub(crate) fn count_on_code(person: PersonId, now: Timestamp) -> Statement {
    Statement {
        sql: "UPDATE person_code SET tries = tries + 1, \
                ended = CASE WHEN tries + 1 >= $3 THEN $4 ELSE ended END, \
                ended_at = CASE WHEN tries + 1 >= $3 THEN $5 ELSE ended_at END \
              WHERE bucket = $1 AND person = $2 AND ended = 0 RETURNING ended",
        params: with(
            of_person(person),
            [
                TRIES_MAX.into(),
                CodeStanding::Killed.number().into(),
                now.into(),
            ],
        ),
    }
}

/// When the person's last code was sent, whatever became of it.
pub(crate) async fn last_code_sent(tx: &mut Tx, person: PersonId) -> Result<Option<Timestamp>> {
    let rows = tx
        .query(
            "SELECT sent_at FROM person_code WHERE bucket = $1 AND person = $2",
            with(of_person(person), []),
        )
        .await?;
    rows.first().map(|row| row.timestamp(0)).transpose()
}
