//! Letters with a no that were recorded.

use super::{of_person, of_space, with};
use crate::register_keys::Hash;
use crate::rules::life::{Event, How};
use kernel::{PersonId, Result, SpaceId, Timestamp};
use store::{Statement, Tx};

/// Whether this letter of this person was recorded before.
pub(crate) async fn has_letter(tx: &mut Tx, person: PersonId, letter: Hash) -> Result<bool> {
    let rows = tx
        .query(
            "SELECT at FROM refusal_letter WHERE bucket = $1 AND person = $2 AND letter = $3",
            with(of_person(person), [letter.into()]),
        )
        .await?;
    Ok(!rows.is_empty())
}

/// Keeps that a letter was recorded.
pub(crate) fn insert_letter(person: PersonId, letter: Hash, at: Timestamp) -> Statement {
    Statement {
        sql: "INSERT INTO refusal_letter (bucket, person, letter, at) VALUES ($1, $2, $3, $4)",
        params: with(of_person(person), [letter.into(), at.into()]),
    }
}

/// When a refusal was last taken back with a code or an account, if one was.
pub(crate) async fn last_withdrawal(tx: &mut Tx, space: SpaceId) -> Result<Option<Timestamp>> {
    let rows = tx
        .query(
            "SELECT max(at) FROM space_event \
             WHERE bucket = $1 AND space = $2 AND what = $3 AND how <> $4",
            with(
                of_space(space),
                [
                    Event::RefusalWithdrawn.number().into(),
                    How::Phone.number().into(),
                ],
            ),
        )
        .await?;
    rows.first().map_or(Ok(None), |row| row.opt_timestamp(0))
}
