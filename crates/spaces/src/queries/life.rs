//! Spaces, their states and their events.

use super::{keep_silent, of_person, of_space, with};
use crate::rules::life::{DEADLINE, Event, Fate, How, Life, Was};
use kernel::{Error, PersonId, Result, SpaceId, Timestamp};
use ledger::Step;
use store::{Row, Statement, Store, Tx, Value};

/// A space and its state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Kept {
    pub space: SpaceId,
    pub person: PersonId,
    pub life: Life,
}

pub(crate) const SPACE_OF_PERSON: &str = "SELECT s.space, s.person, s.state, s.at, s.deadline, s.fate, s.was \
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

const SPACE: &str = "SELECT space, person, state, at, deadline, fate, was FROM space WHERE bucket = $1 AND space = $2";

pub(crate) async fn find_space(store: &Store, space: SpaceId) -> Result<Option<Kept>> {
    let rows = store.query(SPACE, with(of_space(space), [])).await?;
    rows.first().map(kept).transpose()
}

/// As [`find_space`], as this transaction sees it.
pub(crate) async fn find_space_in(tx: &mut Tx, space: SpaceId) -> Result<Option<Kept>> {
    let rows = tx.query(SPACE, with(of_space(space), [])).await?;
    rows.first().map(kept).transpose()
}

/// Spaces whose keys are to be destroyed by now, the longest overdue first.
pub(crate) async fn list_to_erase(store: &Store, now: Timestamp, limit: i64) -> Result<Vec<Kept>> {
    let rows = store
        .query(
            "SELECT space, person, state, at, deadline, fate, was FROM space \
             WHERE erase_at IS NOT NULL AND erase_at <= $1 ORDER BY erase_at, bucket, space LIMIT $2",
            vec![now.into(), limit.into()],
        )
        .await?;
    rows.iter().map(kept).collect()
}

pub(crate) fn kept(row: &Row) -> Result<Kept> {
    let at = row.timestamp(3)?;
    let wrong = || Error::fault("the register holds a space of no known state");
    let life = match row.int(2)? {
        0 => Life::Announced {
            at,
            deadline: row.timestamp(4)?,
        },
        1 => Life::Open {
            at,
            // One that a campaign opened keeps the deadline that had passed.
            yields_until: opt_after(row, at)?,
        },
        2 => Life::Active {
            at,
            yields_until: opt_after(row, at)?,
        },
        3 => Life::Refused { at },
        4 => Life::Closed {
            at,
            fate: match row.int(5)? {
                0 => Fate::Archive,
                1 => Fate::Delete,
                2 => Fate::Death,
                _ => return Err(wrong()),
            },
            was: match row.opt_int(6)? {
                Some(0) => Was::Announced,
                Some(1) => Was::Open,
                // Closed before this was kept: by its holder.
                Some(2) | None => Was::Active,
                Some(_) => return Err(wrong()),
            },
            yields_until: opt_after(row, at)?,
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

fn opt_after(row: &Row, at: Timestamp) -> Result<Option<Timestamp>> {
    let until = row.opt_int(4)?.map(Timestamp::from_millis);
    Ok(until.filter(|until| *until > at))
}

/// State, since when, deadline, fate, what it was, when its keys go.
fn columns(life: Life) -> [Value; 6] {
    let mut deadline = None;
    let mut closed: (Option<i64>, Option<i64>) = (None, None);
    let (state, at): (i64, Timestamp) = match life {
        Life::Announced {
            at,
            deadline: until,
        } => {
            deadline = Some(until);
            (0, at)
        }
        Life::Open { at, yields_until } => {
            deadline = yields_until;
            (1, at)
        }
        Life::Active { at, yields_until } => {
            deadline = yields_until;
            (2, at)
        }
        Life::Refused { at } => (3, at),
        Life::Closed {
            at,
            fate,
            was,
            yields_until,
        } => {
            deadline = yields_until;
            let fate = match fate {
                Fate::Archive => 0,
                Fate::Delete => 1,
                Fate::Death => 2,
            };
            let was = match was {
                Was::Announced => 0,
                Was::Open => 1,
                Was::Active => 2,
            };
            closed = (Some(fate), Some(was));
            (4, at)
        }
        Life::Erased { at } => (5, at),
    };
    [
        state.into(),
        at.into(),
        deadline.into(),
        closed.0.into(),
        closed.1.into(),
        life.erase_at().into(),
    ]
}

pub(crate) async fn insert_space(tx: &mut Tx, new: Kept) -> Result<()> {
    let [state, at, deadline, fate, was, erase_at] = columns(new.life);
    tx.run(vec![
        Statement {
            sql: "INSERT INTO space_of_person (bucket, person, space) VALUES ($1, $2, $3)",
            params: with(of_person(new.person), [new.space.into()]),
        },
        Statement {
            sql: "INSERT INTO space (bucket, space, person, state, at, deadline, fate, was, erase_at) \
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params: with(
                of_space(new.space),
                [new.person.into(), state, at, deadline, fate, was, erase_at],
            ),
        },
    ])
    .await?;
    Ok(())
}

/// Moves a space on from the state that was read; a conflict if somebody else
/// moved it meanwhile.
pub(crate) async fn update_space(tx: &mut Tx, was: Kept, next: Life) -> Result<()> {
    let [state, at, mut deadline, fate, was_before, erase_at] = columns(next);
    if let (
        Life::Announced {
            deadline: passed, ..
        },
        Life::Open {
            yields_until: None, ..
        },
    ) = (was.life, next)
    {
        // As of those that a campaign opens: a letter that came before is asked of it.
        deadline = passed.into();
    }
    let [old_state, old_at, ..] = columns(was.life);
    let changed = tx
        .execute(
            "UPDATE space SET state = $3, at = $4, deadline = $5, fate = $6, was = $7, erase_at = $8 \
             WHERE bucket = $1 AND space = $2 AND state = $9 AND at = $10",
            with(
                of_space(was.space),
                [
                    state, at, deadline, fate, was_before, erase_at, old_state, old_at,
                ],
            ),
        )
        .await?;
    if changed != 1 {
        return Err(Error::conflict("error-conflict"));
    }
    if let (Life::Refused { .. }, Life::Announced { .. }) = (was.life, next) {
        // Silence may open it again.
        tx.run(vec![keep_silent(was.space)]).await?;
    }
    Ok(())
}

/// The deadline that a space had which was opened without its holder, by silence or on a
/// yes by telephone, and has been so since; none for any other. Campaigns that opened
/// before it was kept left none: it is that of who was told then.
pub(crate) async fn find_deadline_of_open(
    tx: &mut Tx,
    space: SpaceId,
) -> Result<Option<Timestamp>> {
    let rows = tx
        .query(
            "SELECT coalesce(s.deadline, s.told_at + $5) FROM space s \
             WHERE s.bucket = $1 AND s.space = $2 AND s.state = 1 \
             AND (s.silent_at = s.at OR EXISTS (SELECT 1 FROM space_event e \
               WHERE e.bucket = s.bucket AND e.space = s.space AND e.at = s.at \
               AND e.what IN ($3, $4)))",
            with(
                of_space(space),
                [
                    Event::OpenedBySilence.number().into(),
                    Event::OpenedOnYes.number().into(),
                    Timestamp::from_millis(0).plus(DEADLINE).into(),
                ],
            ),
        )
        .await?;
    rows.first().map_or(Ok(None), |row| row.opt_timestamp(0))
}

/// Holds a space until the transaction ends: of two that decide who answers for a
/// child, the second sees what the first left.
pub(crate) async fn hold_space(tx: &mut Tx, space: SpaceId) -> Result<()> {
    tx.execute(
        "UPDATE space SET state = state WHERE bucket = $1 AND space = $2",
        with(of_space(space), []),
    )
    .await?;
    Ok(())
}

/// Holds several spaces, in the order of their ids: of two that hold some of the same,
/// neither waits for the other for ever.
pub(crate) async fn hold_spaces(tx: &mut Tx, spaces: &mut [SpaceId]) -> Result<()> {
    spaces.sort();
    for space in spaces {
        hold_space(tx, *space).await?;
    }
    Ok(())
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

impl Happened {
    /// What the public tree holds a commitment to.
    pub(crate) fn step(&self, space: SpaceId) -> Step {
        Step {
            space: space.to_bytes(),
            at: self.at,
            what: self.what.number(),
            how: self.how.number(),
            receipt: self.receipt.clone(),
            who: self.who.clone(),
        }
    }
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

/// What a campaign did to a space, kept in its row: told when, opened when.
pub(crate) async fn find_batch_events(
    store: &Store,
    space: SpaceId,
) -> Result<(Option<Timestamp>, Option<Timestamp>)> {
    let rows = store
        .query(
            "SELECT told_at, silent_at FROM space WHERE bucket = $1 AND space = $2",
            with(of_space(space), []),
        )
        .await?;
    match rows.first() {
        Some(row) => Ok((row.opt_timestamp(0)?, row.opt_timestamp(1)?)),
        None => Ok((None, None)),
    }
}

/// The events of a space, newest first; 200 at most.
pub(crate) async fn list_events(store: &Store, space: SpaceId) -> Result<Vec<Happened>> {
    const LATEST: &str = "SELECT at, what, who, how, receipt FROM space_event \
         WHERE bucket = $1 AND space = $2 ORDER BY at DESC, receipt LIMIT 200";
    events_by(store, LATEST, space).await
}

/// All events of a space, the first one first.
pub(crate) async fn list_all_events(store: &Store, space: SpaceId) -> Result<Vec<Happened>> {
    const ALL: &str = "SELECT at, what, who, how, receipt FROM space_event \
         WHERE bucket = $1 AND space = $2 ORDER BY at, receipt";
    events_by(store, ALL, space).await
}

async fn events_by(store: &Store, sql: &'static str, space: SpaceId) -> Result<Vec<Happened>> {
    let rows = store.query(sql, with(of_space(space), [])).await?;
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
