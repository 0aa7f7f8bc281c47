//! Spaces, their states and their events; codes sent.

use super::{of_person, of_space, with};
use crate::register_keys::Hash;
use crate::rules::activation::CodeStanding;
use crate::rules::life::{Event, Fate, How, Life};
use kernel::{Error, PersonId, Result, SpaceId, Timestamp};
use store::{Row, Statement, Store, Tx, Value};

/// A space and its state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Kept {
    pub space: SpaceId,
    pub person: PersonId,
    pub life: Life,
}

pub(crate) const SPACE_OF_PERSON: &str = "SELECT s.space, s.person, s.state, s.at, s.deadline, s.fate \
     FROM space_of_person o JOIN space s ON s.bucket = o.bucket AND s.space = o.space \
     WHERE o.bucket = $1 AND o.person = $2";

pub(crate) async fn find_space_of(store: &Store, person: PersonId) -> Result<Option<Kept>> {
    let rows = store
        .query(SPACE_OF_PERSON, with(of_person(person), []))
        .await?;
    rows.first().map(kept).transpose()
}

pub(crate) async fn find_space_of_in(tx: &mut Tx, person: PersonId) -> Result<Option<Kept>> {
    let rows = tx
        .query(SPACE_OF_PERSON, with(of_person(person), []))
        .await?;
    rows.first().map(kept).transpose()
}

pub(crate) async fn find_space(store: &Store, space: SpaceId) -> Result<Option<Kept>> {
    let rows = store
        .query(
            "SELECT space, person, state, at, deadline, fate FROM space WHERE bucket = $1 AND space = $2",
            with(of_space(space), []),
        )
        .await?;
    rows.first().map(kept).transpose()
}

pub(crate) fn kept(row: &Row) -> Result<Kept> {
    let at = row.timestamp(3)?;
    let wrong = || Error::fault("the register holds a space of no known state");
    let life = match row.int(2)? {
        0 => Life::Announced {
            at,
            deadline: row.timestamp(4)?,
        },
        1 => Life::Open { at },
        2 => Life::Active { at },
        3 => Life::Refused { at },
        4 => Life::Closed {
            at,
            fate: if row.int(5)? == 1 {
                Fate::Delete
            } else {
                Fate::Archive
            },
        },
        5 => Life::Erased { at },
        _ => return Err(wrong()),
    };
    Ok(Kept {
        space: SpaceId::from_slice(row.blob(0)?)?,
        person: PersonId::from_slice(row.blob(1)?)?,
        life,
    })
}

/// State, since when, deadline, fate.
fn columns(life: Life) -> [Value; 4] {
    let (state, at, deadline, fate): (i64, Timestamp, Option<Timestamp>, Option<i64>) = match life {
        Life::Announced { at, deadline } => (0, at, Some(deadline), None),
        Life::Open { at } => (1, at, None, None),
        Life::Active { at } => (2, at, None, None),
        Life::Refused { at } => (3, at, None, None),
        Life::Closed { at, fate } => (4, at, None, Some(i64::from(fate == Fate::Delete))),
        Life::Erased { at } => (5, at, None, None),
    };
    [state.into(), at.into(), deadline.into(), fate.into()]
}

/// Keeps a new space; a conflict if the person has one.
pub(crate) async fn insert_space(tx: &mut Tx, new: Kept) -> Result<()> {
    let [state, at, deadline, fate] = columns(new.life);
    tx.run(vec![
        Statement {
            sql: "INSERT INTO space_of_person (bucket, person, space) VALUES ($1, $2, $3)",
            params: with(of_person(new.person), [new.space.into()]),
        },
        Statement {
            sql: "INSERT INTO space (bucket, space, person, state, at, deadline, fate) \
                  VALUES ($1, $2, $3, $4, $5, $6, $7)",
            params: with(
                of_space(new.space),
                [new.person.into(), state, at, deadline, fate],
            ),
        },
    ])
    .await?;
    Ok(())
}

/// Moves a space on from the state that was read; a conflict if somebody else
/// moved it meanwhile.
pub(crate) async fn update_space(tx: &mut Tx, was: Kept, next: Life) -> Result<()> {
    let [state, at, deadline, fate] = columns(next);
    let [old_state, old_at, ..] = columns(was.life);
    let changed = tx
        .execute(
            "UPDATE space SET state = $3, at = $4, deadline = $5, fate = $6 \
             WHERE bucket = $1 AND space = $2 AND state = $7 AND at = $8",
            with(
                of_space(was.space),
                [state, at, deadline, fate, old_state, old_at],
            ),
        )
        .await?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::conflict("error-conflict"))
    }
}

/// One line of a space's life, for its holder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Event,
    /// Who: a word such as `holder` or `fund`, never a name.
    pub who: String,
    /// How.
    pub how: How,
    /// The number of the receipt.
    pub receipt: String,
}

pub(crate) fn insert_event(space: SpaceId, event: &Happened) -> Statement {
    Statement {
        sql: "INSERT INTO space_event (bucket, space, at, receipt, what, who, how) \
              VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params: with(
            of_space(space),
            [
                event.at.into(),
                event.receipt.as_str().into(),
                event.what.number().into(),
                event.who.as_str().into(),
                event.how.number().into(),
            ],
        ),
    }
}

/// The events of a space, newest first; 200 at most.
pub(crate) async fn list_events(store: &Store, space: SpaceId) -> Result<Vec<Happened>> {
    let rows = store
        .query(
            "SELECT at, what, who, how, receipt FROM space_event \
             WHERE bucket = $1 AND space = $2 ORDER BY at DESC, receipt LIMIT 200",
            with(of_space(space), []),
        )
        .await?;
    let wrong = || Error::fault("the register holds an event of no known kind");
    rows.iter()
        .map(|row| {
            Ok(Happened {
                at: row.timestamp(0)?,
                what: Event::from_number(row.int(1)?).ok_or_else(wrong)?,
                who: row.text(2)?.to_owned(),
                how: How::from_number(row.int(3)?).ok_or_else(wrong)?,
                receipt: row.text(4)?.to_owned(),
            })
        })
        .collect()
}

/// Kills the older codes and keeps the new one.
pub(crate) fn insert_code(
    person: PersonId,
    hash: Hash,
    channel: i64,
    sent_at: Timestamp,
    expires_at: Timestamp,
) -> Vec<Statement> {
    vec![
        Statement {
            sql: "UPDATE activation_code SET ended = $3, ended_at = $4 WHERE bucket = $1 AND person = $2 AND ended = 0",
            params: with(
                of_person(person),
                [CodeStanding::Replaced.number().into(), sent_at.into()],
            ),
        },
        Statement {
            sql: "INSERT INTO activation_code_owner (code_hash, person) VALUES ($1, $2)",
            params: vec![hash.into(), person.into()],
        },
        Statement {
            sql: "INSERT INTO activation_code (bucket, person, code_hash, channel, sent_at, expires_at, tries, ended) \
                  VALUES ($1, $2, $3, $4, $5, $6, 0, 0)",
            params: with(
                of_person(person),
                [
                    hash.into(),
                    channel.into(),
                    sent_at.into(),
                    expires_at.into(),
                ],
            ),
        },
    ]
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
            "UPDATE activation_code SET ended = $4, ended_at = $5 \
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
