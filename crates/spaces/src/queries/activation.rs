//! Tries, brakes and activations under way.

use super::{SPACE_OF_PERSON, kept, of_person, with};
use crate::register_keys::Hash;
use crate::rules::activation::{CodeFacts, CodeStanding, DRAFT_LIFE};
use crate::rules::brake::{Scope, Tallies, Tally};
use crate::rules::life::Life;
use kernel::{Error, PersonId, Result, SpaceId, Timestamp};
use std::time::Duration;
use store::{Row, Statement, Store, Tx, Value};

/// Asked about when nobody is: the same questions are put for a number that
/// is unknown, so that the time they take tells nothing.
pub(crate) const NOBODY: PersonId = PersonId::from_bytes([0; 16]);

/// What a try is hashed to.
pub(crate) struct TryHashes {
    pub matricule: Hash,
    pub code: Hash,
    pub person_brake: Hash,
    pub address_brake: Hash,
    pub code_brake: Hash,
}

/// Locks the tallies that a try meets and reads them, with the person that its
/// number leads to.
pub(crate) async fn begin_try(
    tx: &mut Tx,
    hashes: &TryHashes,
    now: Timestamp,
) -> Result<(Tallies, Option<PersonId>)> {
    let outcomes = tx
        .run(vec![
            touch(Scope::Person, hashes.person_brake, now),
            touch(Scope::Address, hashes.address_brake, now),
            touch(Scope::Begun, hashes.address_brake, now),
            touch(Scope::Code, hashes.code_brake, now),
            Statement {
                sql: "SELECT since, last_at, n FROM activation_brake WHERE scope = $1 AND key = $2",
                params: vec![Scope::Population.number().into(), EVERYBODY.into()],
            },
            Statement {
                sql: super::PERSON_OF_MATRICULE,
                params: vec![hashes.matricule.into()],
            },
        ])
        .await?;
    let [person, address, begun, code, population, by_number] = six(&outcomes)?;
    let blank = Tally {
        since: now,
        last_at: now,
        count: 0,
    };
    let tallies = Tallies {
        person: tally(person)?.unwrap_or(blank),
        address: tally(address)?.unwrap_or(blank),
        begun: tally(begun)?.unwrap_or(blank),
        code: tally(code)?.unwrap_or(blank),
        population: tally(population)?.unwrap_or(blank),
    };
    Ok((tallies, first_person(by_number)?))
}

/// Locks one tally and reads it.
pub(crate) async fn begin_one(
    tx: &mut Tx,
    scope: Scope,
    key: Hash,
    now: Timestamp,
) -> Result<Tally> {
    let outcomes = tx.run(vec![touch(scope, key, now)]).await?;
    let rows = outcomes.first().map(|outcome| outcome.rows.as_slice());
    Ok(tally(rows.unwrap_or_default())?.unwrap_or(Tally {
        since: now,
        last_at: now,
        count: 0,
    }))
}

/// Locks the tallies that a request for a new code meets, and reads them: of
/// the number, of the address.
pub(crate) async fn begin_ask(
    tx: &mut Tx,
    number: Hash,
    address: Hash,
    now: Timestamp,
) -> Result<(Tally, Tally)> {
    let of = [(Scope::AskedNumber, number), (Scope::AskedAddress, address)];
    let [number, address] = begin_these(tx, of, now).await?;
    Ok((number, address))
}

/// Locks these tallies, in the order of their scopes, and reads them.
async fn begin_these<const N: usize>(
    tx: &mut Tx,
    of: [(Scope, Hash); N],
    now: Timestamp,
) -> Result<[Tally; N]> {
    let touches = of.map(|(scope, key)| touch(scope, key, now));
    let outcomes = tx.run(touches.into()).await?;
    let mut tallies = [Tally {
        since: now,
        last_at: now,
        count: 0,
    }; N];
    for (kept, outcome) in tallies.iter_mut().zip(&outcomes) {
        if let Some(read) = tally(&outcome.rows)? {
            *kept = read;
        }
    }
    Ok(tallies)
}

/// Locks the tallies that somebody who forgot their password meets, and reads
/// them: of the number, of the address, of everybody.
pub(crate) async fn begin_forgetting(
    tx: &mut Tx,
    number: Hash,
    address: Hash,
    now: Timestamp,
) -> Result<[Tally; 3]> {
    let of = [
        (Scope::ForgotNumber, number),
        (Scope::ForgotAddress, address),
        (Scope::ForgotEverybody, EVERYBODY),
    ];
    begin_these(tx, of, now).await
}

/// Counts a forgotten password.
pub(crate) fn count_forgetting(number: Hash, address: Hash, now: Timestamp) -> [Statement; 3] {
    [
        count(Scope::ForgotNumber, number, now),
        count(Scope::ForgotAddress, address, now),
        count(Scope::ForgotEverybody, EVERYBODY, now),
    ]
}

const EVERYBODY: Hash = [0; 32];

fn six(outcomes: &[store::Outcome]) -> Result<[&[Row]; 6]> {
    let rows: Vec<&[Row]> = outcomes
        .iter()
        .map(|outcome| outcome.rows.as_slice())
        .collect();
    rows.try_into()
        .map_err(|_| Error::fault("the store answered another number of questions"))
}

fn tally(rows: &[Row]) -> Result<Option<Tally>> {
    rows.first()
        .map(|row| {
            Ok(Tally {
                since: row.timestamp(0)?,
                last_at: row.timestamp(1)?,
                count: row.int(2)?,
            })
        })
        .transpose()
}

fn first_person(rows: &[Row]) -> Result<Option<PersonId>> {
    rows.first()
        .map(|row| PersonId::from_slice(row.blob(0)?))
        .transpose()
}

fn touch(scope: Scope, key: Hash, now: Timestamp) -> Statement {
    Statement {
        sql: "INSERT INTO activation_brake (scope, key, since, last_at, n) VALUES ($1, $2, $3, $3, 0) \
              ON CONFLICT (scope, key) DO UPDATE SET n = activation_brake.n \
              RETURNING since, last_at, n",
        params: vec![scope.number().into(), key.into(), now.into()],
    }
}

/// What the register says of a try's person, in the same questions whoever
/// they are.
pub(crate) struct Said {
    pub card_hash: Option<Vec<u8>>,
    pub deceased: bool,
    pub code: Option<CodeFacts>,
    pub space: Option<(SpaceId, Life)>,
}

pub(crate) async fn say(tx: &mut Tx, by_number: Option<PersonId>, code: Hash) -> Result<Said> {
    let person = by_number.unwrap_or(NOBODY);
    let outcomes = tx
        .run(vec![
            Statement {
                sql: "SELECT card_hash, deceased_on FROM insured WHERE bucket = $1 AND person = $2",
                params: with(of_person(person), []),
            },
            Statement {
                sql: "SELECT expires_at, ended FROM person_code \
                      WHERE bucket = $1 AND person = $2 AND code_hash = $3",
                params: with(of_person(person), [code.into()]),
            },
            Statement {
                sql: SPACE_OF_PERSON,
                params: with(of_person(person), []),
            },
        ])
        .await?;
    let row = |n: usize| outcomes.get(n).and_then(|outcome| outcome.rows.first());
    let insured = row(0);
    let code = row(1)
        .map(|row| {
            Ok::<_, Error>(CodeFacts {
                expires_at: row.timestamp(0)?,
                standing: CodeStanding::from_number(row.int(1)?),
            })
        })
        .transpose()?;
    Ok(Said {
        card_hash: insured
            .map(|row| row.opt_blob(0))
            .transpose()?
            .flatten()
            .map(<[u8]>::to_vec),
        deceased: insured
            .map(|row| row.text(1))
            .transpose()?
            .is_some_and(|day| !day.is_empty()),
        code,
        space: row(2)
            .map(kept)
            .transpose()?
            .map(|kept| (kept.space, kept.life)),
    })
}

/// Counts one in a tally; gives back what it counts by now.
pub(crate) fn count(scope: Scope, key: Hash, now: Timestamp) -> Statement {
    Statement {
        sql: "INSERT INTO activation_brake (scope, key, since, last_at, n) VALUES ($1, $2, $3, $3, 1) \
              ON CONFLICT (scope, key) DO UPDATE SET \
                since = CASE WHEN activation_brake.since <= $4 THEN excluded.since ELSE activation_brake.since END, \
                n = CASE WHEN activation_brake.since <= $4 THEN 1 ELSE activation_brake.n + 1 END, \
                last_at = excluded.last_at \
              RETURNING n",
        params: vec![
            scope.number().into(),
            key.into(),
            now.into(),
            now.minus(scope.window()).into(),
        ],
    }
}

/// Counts a wrong try for everybody: of the last minutes, then of the day.
pub(crate) fn count_everybody(now: Timestamp) -> [Statement; 2] {
    [Scope::Population, Scope::PopulationDay].map(|scope| count(scope, EVERYBODY, now))
}

/// Begins an activation in place of another of the same person; `false` while
/// one begun after `over` holds it. One begun later than now, before the clock was
/// set back, holds nothing: nobody would be let in until the clock is there again.
pub(crate) async fn take_activation(
    tx: &mut Tx,
    new: &NewActivation,
    over: Timestamp,
) -> Result<bool> {
    let changed = tx
        .execute(
            "INSERT INTO activation (bucket, person, token_hash, code_hash, started_at, draft) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (bucket, person) DO UPDATE SET token_hash = excluded.token_hash, \
               code_hash = excluded.code_hash, started_at = excluded.started_at, draft = excluded.draft \
             WHERE activation.started_at <= $7 OR activation.started_at > $5",
            with(
                of_person(new.person),
                [
                    new.token_hash.into(),
                    new.code_hash.into(),
                    new.now.into(),
                    new.draft.clone().into(),
                    over.into(),
                ],
            ),
        )
        .await?;
    Ok(changed == 1)
}

pub(crate) struct NewActivation {
    pub person: PersonId,
    pub token_hash: Hash,
    /// The code's; of a proof, its subject's.
    pub code_hash: Hash,
    pub now: Timestamp,
    pub draft: Vec<u8>,
}

/// An activation under way: its code, its sealed draft, and since when.
pub(crate) struct Underway {
    pub code_hash: Hash,
    pub draft: Vec<u8>,
    pub started_at: Timestamp,
}

const UNDERWAY: &str = "SELECT code_hash, draft, started_at FROM activation \
     WHERE bucket = $1 AND person = $2 AND token_hash = $3 AND started_at > $4";

fn underway_params(person: PersonId, token: Hash, now: Timestamp) -> Vec<Value> {
    with(
        of_person(person),
        [token.into(), now.minus(DRAFT_LIFE).into()],
    )
}

fn underway(rows: &[Row]) -> Result<Option<Underway>> {
    rows.first()
        .map(|row| {
            let code_hash = row
                .blob(0)?
                .try_into()
                .map_err(|_| Error::fault("a kept code hash is not 32 bytes"))?;
            Ok(Underway {
                code_hash,
                draft: row.blob(1)?.to_vec(),
                started_at: row.timestamp(2)?,
            })
        })
        .transpose()
}

pub(crate) async fn find_activation(
    store: &Store,
    person: PersonId,
    token: Hash,
    now: Timestamp,
) -> Result<Option<Underway>> {
    underway(
        &store
            .query(UNDERWAY, underway_params(person, token, now))
            .await?,
    )
}

/// Takes an activation away to finish it: only one of many at once gets it.
pub(crate) async fn finish_activation(
    tx: &mut Tx,
    person: PersonId,
    token: Hash,
    now: Timestamp,
) -> Result<Option<Underway>> {
    let rows = tx
        .query(
            "DELETE FROM activation WHERE bucket = $1 AND person = $2 AND token_hash = $3 AND started_at > $4 \
             RETURNING code_hash, draft, started_at",
            underway_params(person, token, now),
        )
        .await?;
    underway(&rows)
}

/// Keeps a sealed draft in place of the one that was read; `false` when there
/// is another one by now, or none.
pub(crate) async fn update_draft(
    tx: &mut Tx,
    person: PersonId,
    token: Hash,
    read: &[u8],
    draft: &[u8],
) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE activation SET draft = $4 \
             WHERE bucket = $1 AND person = $2 AND token_hash = $3 AND draft = $5",
            with(of_person(person), [token.into(), draft.into(), read.into()]),
        )
        .await?;
    Ok(changed == 1)
}

/// Whether an activation is under way.
pub(crate) async fn is_underway(
    tx: &mut Tx,
    person: PersonId,
    token: Hash,
    now: Timestamp,
) -> Result<bool> {
    let rows = tx
        .query(UNDERWAY, underway_params(person, token, now))
        .await?;
    Ok(!rows.is_empty())
}

/// Throws away what is over: brakes, activations, searches, receipts, addresses that failed.
pub(crate) async fn sweep(store: &Store, now: Timestamp, search_life: Duration) -> Result<u64> {
    let mut brakes = 0;
    for scope in Scope::ALL {
        brakes += store
            .execute(
                "DELETE FROM activation_brake WHERE scope = $1 AND last_at <= $2",
                vec![scope.number().into(), now.minus(scope.window()).into()],
            )
            .await?;
    }
    let drafts = store
        .execute(
            "DELETE FROM activation WHERE started_at <= $1",
            vec![now.minus(DRAFT_LIFE).into()],
        )
        .await?;
    let searches = store
        .execute(
            "DELETE FROM people_search WHERE at <= $1",
            vec![now.minus(search_life).into()],
        )
        .await?;
    let receipts = super::sweep_receipts(store, now).await?;
    let bounced = super::sweep_bounced(store, now).await?;
    let recoveries = super::sweep_recoveries(store, now).await?;
    Ok(brakes + drafts + searches + receipts + bounced + recoveries)
}
