//! The register by the thousand: who is to be told, telling them, and opening
//! what is due. Rows are asked for and written bucket by bucket, in the order
//! in which they lie.

use super::at_once::{keep_told, move_at_once};
use super::insured::shown_name;
use crate::register_keys::Hash;
use crate::rules::insured::Contact;
use identity::ins::Sex;
use kernel::{Date, PersonId, Result, SpaceId, Timestamp};
use std::collections::BTreeSet;
use std::ops::Range;
use store::{NewRows, Outcome, Row, Statement, Store, Tx, Value};

/// Where a walk through the register stands: after this person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// The bucket.
    pub bucket: u16,
    /// The person.
    pub person: PersonId,
}

impl Place {
    /// Before everybody.
    pub const START: Self = Self {
        bucket: 0,
        person: PersonId::from_bytes([0; 16]),
    };
}

/// Somebody without a space.
pub(crate) struct Untold {
    pub place: Place,
    pub matricule_sealed: Vec<u8>,
    pub name: String,
    pub contact: Contact,
}

/// Looks at the next 5,000 people of the register: the living ones without a
/// space, in order, and the place that was reached; none at the end. Whoever
/// was told is stepped over by so many at a time, however many they are.
pub(crate) async fn list_untold(
    store: &Store,
    after: Place,
) -> Result<(Vec<Untold>, Option<Place>)> {
    let rows = store
        .query(
            "SELECT i.bucket, i.person, i.matricule_sealed, i.birth_name, i.given_names, i.used_name, \
               i.email, i.phone, i.address_line, i.postcode, i.city, i.deceased_on, o.space \
             FROM insured i LEFT JOIN space_of_person o ON o.bucket = i.bucket AND o.person = i.person \
             WHERE (i.bucket, i.person) > ($1, $2) \
             ORDER BY i.bucket, i.person LIMIT 5000",
            vec![i64::from(after.bucket).into(), after.person.into()],
        )
        .await?;
    let place = |row: &Row| {
        let person = PersonId::from_slice(row.blob(1)?)?;
        Ok::<_, kernel::Error>(Place {
            bucket: person.bucket(),
            person,
        })
    };
    let mut untold = Vec::new();
    for row in &rows {
        if !row.text(11)?.is_empty() || row.opt_blob(12)?.is_some() {
            continue;
        }
        let first = row.text(4)?.split(' ').next().unwrap_or_default();
        untold.push(Untold {
            place: place(row)?,
            matricule_sealed: row.blob(2)?.to_vec(),
            name: shown_name(first, row.text(3)?, row.text(5)?),
            contact: Contact {
                email: row.text(6)?.to_owned(),
                phone: row.text(7)?.to_owned(),
                address_line: row.text(8)?.to_owned(),
                postcode: row.text(9)?.to_owned(),
                city: row.text(10)?.to_owned(),
            },
        });
    }
    Ok((untold, rows.last().map(place).transpose()?))
}

/// Somebody whose space is theirs: they have an account, or somebody has for them.
#[derive(Clone, Copy, Debug)]
pub struct InUse {
    /// The space.
    pub space: SpaceId,
    /// Day of birth of the person.
    pub born: Date,
    /// Their sex, as the register has it.
    pub sex: Sex,
}

/// The spaces of these buckets that are in use, in their order, after that one; 800 at
/// most. Of the dead none.
pub(crate) async fn list_in_use(
    store: &Store,
    buckets: Range<u16>,
    after: Option<SpaceId>,
) -> Result<Vec<InUse>> {
    // The limit in the text: with one that it does not know PostgreSQL plans anew each
    // time, or for a tenth of all spaces.
    const IN_USE: &str = "SELECT s.space, i.birth_date, i.sex FROM space s \
         JOIN insured i ON i.bucket = s.bucket AND i.person = s.person \
         WHERE (s.bucket, s.space) > ($1, $2) AND s.bucket < $3 AND s.state = 2 \
         AND i.deceased_on = '' ORDER BY s.bucket, s.space LIMIT 800";
    let first = SpaceId::from_bytes([0; 16]);
    let (bucket, after) = after.map_or((buckets.start, first), |it| (it.bucket(), it));
    let place = vec![
        i64::from(bucket).into(),
        after.into(),
        i64::from(buckets.end).into(),
    ];
    let rows = store.query(IN_USE, place).await?;
    let read = |row: &Row| {
        let wrong = || kernel::Error::fault("the register holds a wrong birth date");
        Ok(InUse {
            space: SpaceId::from_slice(row.blob(0)?)?,
            born: row.text(1)?.parse().map_err(|_| wrong())?,
            sex: row.text(2)?.parse()?,
        })
    };
    rows.iter().map(read).collect()
}

/// Somebody to be told now.
#[derive(Clone, Copy)]
pub(crate) struct NewTold {
    pub person: PersonId,
    pub space: SpaceId,
    pub code_hash: Hash,
    pub channel: i64,
}

/// When, until when, and by which campaign.
#[derive(Clone, Copy)]
pub(crate) struct Wave {
    pub at: Timestamp,
    pub deadline: Timestamp,
    pub code_until: Timestamp,
    pub campaign: i64,
}

const SPACE_OF_PERSON: NewRows = NewRows {
    insert: "INSERT INTO space_of_person (bucket, person, space) VALUES ($1, $2, $3)",
    copy: "COPY space_of_person (bucket, person, space) FROM STDIN BINARY",
};
const SPACE: NewRows = NewRows {
    insert: "INSERT INTO space (bucket, space, person, state, at, deadline, told_at, campaign) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    copy: "COPY space (bucket, space, person, state, at, deadline, told_at, campaign) \
         FROM STDIN BINARY",
};
const CODE: NewRows = NewRows {
    insert: "INSERT INTO person_code (bucket, person, code_hash, channel, sent_at, expires_at, tries, ended) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    copy: "COPY person_code (bucket, person, code_hash, channel, sent_at, expires_at, tries, ended) \
         FROM STDIN BINARY",
};
/// The state of a space that was announced.
const ANNOUNCED: i64 = 0;
/// How often a new code was tried, and the standing of one that nothing ended.
const NOT_YET: i64 = 0;

/// Tells people who had no space. A conflict, if one of them has one by now:
/// nobody is told twice.
pub(crate) async fn insert_told(tx: &mut Tx, told: &[NewTold], wave: Wave) -> Result<()> {
    let bucket = |person: PersonId| Value::from(i64::from(person.bucket()));
    let owners = told
        .iter()
        .map(|one| vec![bucket(one.person), one.person.into(), one.space.into()]);
    tx.insert_many(&SPACE_OF_PERSON, owners.collect()).await?;
    let codes = told.iter().map(|one| {
        vec![
            bucket(one.person),
            one.person.into(),
            one.code_hash.into(),
            one.channel.into(),
            wave.at.into(),
            wave.code_until.into(),
            NOT_YET.into(),
            NOT_YET.into(),
        ]
    });
    tx.insert_many(&CODE, codes.collect()).await?;
    let mut in_order = told.to_vec();
    in_order.sort_unstable_by_key(|one| (one.space.bucket(), one.space.to_bytes()));
    let spaces = in_order.iter().map(|one| {
        vec![
            i64::from(one.space.bucket()).into(),
            one.space.into(),
            one.person.into(),
            ANNOUNCED.into(),
            wave.at.into(),
            wave.deadline.into(),
            wave.at.into(),
            wave.campaign.into(),
        ]
    });
    tx.insert_many(&SPACE, spaces.collect()).await?;
    Ok(())
}

/// Whether one of these people has died by now.
pub(crate) async fn has_died(tx: &mut Tx, people: &[PersonId]) -> Result<bool> {
    // A piece of the register, read along its key: the dead of it are few. The bucket
    // stands by itself as well, for PostgreSQL to guess how small the piece is.
    const DEAD: &str = "SELECT person FROM insured WHERE bucket >= $1 AND bucket <= $3 \
         AND (bucket, person) >= ($1, $2) AND (bucket, person) <= ($3, $4) AND deceased_on <> ''";
    let place = |person: &PersonId| (person.bucket(), person.to_bytes());
    let alive: BTreeSet<(u16, [u8; 16])> = people.iter().map(place).collect();
    let (Some(first), Some(last)) = (alive.first(), alive.last()) else {
        return Ok(false);
    };
    let piece = vec![
        i64::from(first.0).into(),
        first.1.into(),
        i64::from(last.0).into(),
        last.1.into(),
    ];
    for row in tx.query(DEAD, piece).await? {
        if alive.contains(&place(&PersonId::from_slice(row.blob(0)?)?)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Moves the six weeks of people told at `was`, who did not decide: to an
/// instant, a deadline and an end of the code.
pub(crate) async fn update_told_at(
    tx: &mut Tx,
    people: &[PersonId],
    was: Timestamp,
    at: Timestamp,
    deadline: Timestamp,
    code_until: Timestamp,
) -> Result<()> {
    let moved = people.iter().flat_map(|person| {
        let of = [i64::from(person.bucket()).into(), (*person).into()];
        let moved = [was.into(), at.into()];
        let with = |until: Timestamp| {
            let parts = [of.to_vec(), moved.to_vec(), vec![until.into()]];
            parts.concat()
        };
        [
            Statement {
                sql: "UPDATE space SET told_at = CASE WHEN told_at = at THEN $4 ELSE told_at END, \
                        at = $4, deadline = $5 \
                      WHERE bucket = $1 AND state = 0 AND at = $3 AND space = \
                        (SELECT o.space FROM space_of_person o WHERE o.bucket = $1 AND o.person = $2)",
                params: with(deadline),
            },
            Statement {
                sql: "UPDATE person_code SET sent_at = $4, expires_at = $5 \
                      WHERE bucket = $1 AND person = $2 AND sent_at = $3 AND ended = 0",
                params: with(code_until),
            },
        ]
    });
    let moved: Vec<Statement> = moved.collect();
    for some in moved.chunks(store::ROWS_POLITE) {
        tx.run(some.to_vec()).await?;
    }
    Ok(())
}

/// Keeps, for each bucket of these people, that the six weeks of those told at `was` were
/// moved; and the spaces in these buckets that are told as of the new instant.
pub(crate) async fn list_told_later(
    tx: &mut Tx,
    people: &[PersonId],
    was: Timestamp,
    at: Timestamp,
) -> Result<Vec<SpaceId>> {
    const TOLD: &str = "SELECT space FROM space WHERE bucket = $1 AND told_at = $2";
    let buckets: BTreeSet<u16> = people.iter().map(|person| person.bucket()).collect();
    let asked = buckets.into_iter().flat_map(|bucket| {
        let told = Statement {
            sql: TOLD,
            params: vec![bucket.into(), at.into()],
        };
        [move_at_once(bucket, was, at), told]
    });
    let asked: Vec<Statement> = asked.collect();
    let mut told = Vec::new();
    for some in asked.chunks(store::ROWS_POLITE) {
        for outcome in tx.run(some.to_vec()).await? {
            for row in &outcome.rows {
                told.push(SpaceId::from_slice(row.blob(0)?)?);
            }
        }
    }
    Ok(told)
}

/// Takes back that somebody was told, if nothing else happened to them: no
/// event, no other code. Whether it was taken back.
pub(crate) async fn delete_told(
    tx: &mut Tx,
    person: PersonId,
    space: SpaceId,
    at: Timestamp,
) -> Result<bool> {
    let bucket = Value::from(i64::from(person.bucket()));
    let gone = tx
        .execute(
            "DELETE FROM space WHERE bucket = $1 AND space = $2 AND state = 0 AND at = $4 AND told_at = $4 \
               AND NOT EXISTS (SELECT 1 FROM space_event e WHERE e.bucket = $1 AND e.space = $2) \
               AND NOT EXISTS (SELECT 1 FROM person_code c \
                 WHERE c.bucket = $1 AND c.person = $3 AND (c.sent_at <> $4 OR c.ended <> 0))",
            vec![bucket.clone(), space.into(), person.into(), at.into()],
        )
        .await?;
    if gone == 0 {
        return Ok(false);
    }
    let of = vec![bucket, person.into()];
    tx.run(vec![
        keep_told(space, at),
        Statement {
            sql: "DELETE FROM space_of_person WHERE bucket = $1 AND person = $2",
            params: of.clone(),
        },
        Statement {
            sql: "DELETE FROM person_code WHERE bucket = $1 AND person = $2",
            params: of,
        },
    ])
    .await?;
    Ok(true)
}

/// What is due is found by the index of it alone: what is not costs nothing each day.
const COUNT_DUE: &str =
    "SELECT count(*) FROM space WHERE bucket = $1 AND state = 0 AND deadline <= $2";
const OPEN_DUE: &str = "UPDATE space SET state = 1, at = $3, silent_at = $3 \
     WHERE bucket = $1 AND state = 0 AND deadline <= $2 RETURNING space";

/// How many spaces of these buckets are due by this deadline.
pub(crate) async fn count_due(
    tx: &mut Tx,
    buckets: std::ops::Range<u16>,
    deadline: Timestamp,
) -> Result<u64> {
    let asked = buckets
        .map(|bucket| Statement {
            sql: COUNT_DUE,
            params: vec![i64::from(bucket).into(), deadline.into()],
        })
        .collect();
    let mut sum = 0;
    for outcome in tx.run(asked).await? {
        let count = outcome.rows.first().map_or(Ok(0), |row| row.int(0))?;
        sum += u64::try_from(count).unwrap_or(0);
    }
    Ok(sum)
}

/// Opens what is due in these buckets; the spaces that were opened.
pub(crate) async fn update_due(
    tx: &mut Tx,
    buckets: std::ops::Range<u16>,
    deadline: Timestamp,
    now: Timestamp,
) -> Result<Vec<SpaceId>> {
    let asked = buckets
        .map(|bucket| Statement {
            sql: OPEN_DUE,
            params: vec![i64::from(bucket).into(), deadline.into(), now.into()],
        })
        .collect();
    let outcomes: Vec<Outcome> = tx.run(asked).await?;
    let mut opened = Vec::new();
    for outcome in &outcomes {
        for row in &outcome.rows {
            opened.push(SpaceId::from_slice(row.blob(0)?)?);
        }
    }
    Ok(opened)
}

/// How many spaces there are in each state, in order of their numbers.
pub(crate) async fn count_states(store: &Store) -> Result<[u64; 6]> {
    let rows = store
        .query(
            "SELECT state, count(*) FROM space GROUP BY state ORDER BY state",
            Vec::new(),
        )
        .await?;
    let mut counts = [0; 6];
    for row in &rows {
        let state = usize::try_from(row.int(0)?).unwrap_or(usize::MAX);
        if let Some(count) = counts.get_mut(state) {
            *count = u64::try_from(row.int(1)?).unwrap_or(0);
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::Engine;
    use testkit::for_each_store;

    /// Three thousand spaces in three buckets, of which ten in each are due.
    async fn fill(store: &Store) {
        let migrated = store.migrate("spaces", &super::super::migrations()).await;
        migrated.expect("tables");
        let rows = (0..3_000_u32).map(|n| {
            let mut id = [0; 16];
            id[..4].copy_from_slice(&n.to_be_bytes());
            let deadline: i64 = match n % 100 {
                0 => 1_000,
                _ => 9_000_000,
            };
            vec![
                i64::from(n % 3).into(),
                SpaceId::from_bytes(id).into(),
                PersonId::from_bytes(id).into(),
                ANNOUNCED.into(),
                500_i64.into(),
                deadline.into(),
                500_i64.into(),
                1_i64.into(),
            ]
        });
        let mut tx = store.begin("fill the register").await.expect("begins");
        tx.insert_many(&SPACE, rows.collect()).await.expect("told");
        tx.commit().await.expect("kept");
    }

    /// How the engine goes about this, whatever the parameters.
    async fn plan(store: &Store, name: &str, sql: &str, given: &[i64]) -> String {
        let leaked = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
        let mut tx = store.begin("explain").await.expect("begins");
        let (column, rows) = match store.engine() {
            Engine::Sqlite => {
                let given = given.iter().map(|one| Value::from(*one)).collect();
                let sql = leaked(format!("EXPLAIN QUERY PLAN {sql}"));
                (3, tx.query(sql, given).await)
            }
            // The table of a test is small: read whole, it would be as fast.
            Engine::Postgres => {
                let types = vec!["int8"; given.len()].join(", ");
                for sql in [
                    "ANALYZE space".to_owned(),
                    "SET LOCAL enable_seqscan = off".to_owned(),
                    "SET LOCAL plan_cache_mode = force_generic_plan".to_owned(),
                    format!("PREPARE {name} ({types}) AS {sql}"),
                ] {
                    tx.execute(leaked(sql), vec![]).await.expect("set up");
                }
                let given: Vec<String> = given.iter().map(i64::to_string).collect();
                let sql = format!("EXPLAIN EXECUTE {name} ({})", given.join(", "));
                (0, tx.query(leaked(sql), vec![]).await)
            }
        };
        let rows = rows.expect("a plan");
        let steps = rows.iter().map(|row| row.text(column).expect("a step"));
        steps.collect::<Vec<_>>().join("\n")
    }

    #[tokio::test]
    async fn what_is_due_is_counted_and_opened_by_its_index_and_nothing_else_is_looked_at() {
        for_each_store(async |store| {
            fill(&store).await;
            for (name, sql, given) in [
                ("count_due", COUNT_DUE, &[1, 2_000][..]),
                ("open_due", OPEN_DUE, &[1, 2_000, 3_000][..]),
            ] {
                let plan = plan(&store, name, sql, given).await;
                let (found, whole) = match store.engine() {
                    Engine::Sqlite => ("(bucket=? AND deadline<?)", "SCAN"),
                    Engine::Postgres => (
                        "Index Cond: ((bucket = $1) AND (deadline <= $2))",
                        "Seq Scan",
                    ),
                };
                assert!(
                    plan.contains("space_due") && plan.contains(found) && !plan.contains(whole),
                    "{name}: {plan}"
                );
            }
            let mut tx = store.begin("open what is due").await.expect("begins");
            let (deadline, now) = (Timestamp::from_millis(2_000), Timestamp::from_millis(3_000));
            let due = count_due(&mut tx, 0..3, deadline).await.expect("counted");
            let opened = update_due(&mut tx, 0..3, deadline, now).await;
            assert_eq!((due, opened.expect("opened").len()), (30, 30));
            let left = count_due(&mut tx, 0..3, deadline).await;
            assert_eq!(left.expect("counted"), 0);
        })
        .await;
    }
}
