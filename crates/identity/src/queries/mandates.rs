//! Who answers for a child's space.

use crate::mandates::{Mandate, Origin};
use kernel::{AccountId, PersonId, Result, SpaceId, Timestamp};
use store::{Row, Store, Tx, Value};

fn with<const N: usize>(space: SpaceId, more: [Value; N]) -> Vec<Value> {
    let key = [i64::from(space.bucket()).into(), space.into()];
    key.into_iter().chain(more).collect()
}

fn mandate(row: &Row) -> Result<Mandate> {
    Ok(Mandate {
        space: SpaceId::from_slice(row.blob(0)?)?,
        account: AccountId::from_slice(row.blob(1)?)?,
        person: PersonId::from_slice(row.blob(2)?)?,
        since: row.timestamp(3)?,
        until: row.timestamp(4)?,
        origin: Origin::from_number(row.int(5)?)?,
    })
}

/// The mandate of an account for a space, in force or not.
pub(crate) async fn find_mandate(
    store: &Store,
    space: SpaceId,
    account: AccountId,
) -> Result<Option<Mandate>> {
    let rows = store
        .query(
            "SELECT space, account, person, since, until, origin FROM mandate \
             WHERE bucket = $1 AND space = $2 AND account = $3",
            with(space, [account.into()]),
        )
        .await?;
    rows.first().map(mandate).transpose()
}

/// The mandates of an account that are in force, the oldest first.
pub(crate) async fn list_mandates_of(
    store: &Store,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<Mandate>> {
    let rows = store
        .query(
            "SELECT space, account, person, since, until, origin FROM mandate \
             WHERE account = $1 AND until > $2 ORDER BY since, space",
            vec![account.into(), now.into()],
        )
        .await?;
    rows.iter().map(mandate).collect()
}

const OF_SPACE: &str = "SELECT space, account, person, since, until, origin FROM mandate \
     WHERE bucket = $1 AND space = $2 AND until > $3 ORDER BY since, place";

/// The mandates in force for a space, the oldest first.
pub(crate) async fn list_mandates(
    store: &Store,
    space: SpaceId,
    now: Timestamp,
) -> Result<Vec<Mandate>> {
    let rows = store.query(OF_SPACE, with(space, [now.into()])).await?;
    rows.iter().map(mandate).collect()
}

/// As [`list_mandates`], as this transaction sees them.
pub(crate) async fn list_mandates_in(
    tx: &mut Tx,
    space: SpaceId,
    now: Timestamp,
) -> Result<Vec<Mandate>> {
    let rows = tx.query(OF_SPACE, with(space, [now.into()])).await?;
    rows.iter().map(mandate).collect()
}

/// The places of a space that are taken.
pub(crate) async fn list_places(tx: &mut Tx, space: SpaceId) -> Result<Vec<i64>> {
    let rows = tx
        .query(
            "SELECT place FROM mandate WHERE bucket = $1 AND space = $2",
            with(space, []),
        )
        .await?;
    rows.iter().map(|row| row.int(0)).collect()
}

/// A conflict, when somebody took this place meanwhile, or is there already.
pub(crate) async fn insert_mandate(tx: &mut Tx, new: &Mandate, place: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO mandate (bucket, space, account, person, since, until, origin, place, told) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
        with(
            new.space,
            [
                new.account.into(),
                new.person.into(),
                new.since.into(),
                new.until.into(),
                new.origin.number().into(),
                place.into(),
            ],
        ),
    )
    .await?;
    Ok(())
}

/// Whether there was one.
pub(crate) async fn delete_mandate(
    tx: &mut Tx,
    space: SpaceId,
    account: AccountId,
) -> Result<bool> {
    let gone = tx
        .execute(
            "DELETE FROM mandate WHERE bucket = $1 AND space = $2 AND account = $3",
            with(space, [account.into()]),
        )
        .await?;
    Ok(gone > 0)
}

pub(crate) async fn delete_mandates(tx: &mut Tx, space: SpaceId) -> Result<()> {
    tx.execute(
        "DELETE FROM mandate WHERE bucket = $1 AND space = $2",
        with(space, []),
    )
    .await?;
    Ok(())
}

/// The spaces for which they had one.
pub(crate) async fn delete_mandates_of(tx: &mut Tx, person: PersonId) -> Result<Vec<SpaceId>> {
    let rows = tx
        .query(
            "DELETE FROM mandate WHERE person = $1 RETURNING space",
            vec![person.into()],
        )
        .await?;
    rows.iter()
        .map(|row| SpaceId::from_slice(row.blob(0)?))
        .collect()
}

/// Mandates of whose end by then less than so many announcements were made, the first
/// to end first, after this one.
pub(crate) async fn list_to_announce(
    store: &Store,
    by: Timestamp,
    told: i64,
    after: Option<Mandate>,
    limit: i64,
) -> Result<Vec<Mandate>> {
    let (until, space, account) = match after {
        Some(last) => (last.until, last.space.into(), last.account.into()),
        None => (Timestamp::default(), Vec::new().into(), Vec::new().into()),
    };
    let rows = store
        .query(
            "SELECT space, account, person, since, until, origin FROM mandate \
             WHERE until <= $1 AND told < $2 AND (until, space, account) > ($4, $5, $6) \
             ORDER BY until, space, account LIMIT $3",
            vec![
                by.into(),
                told.into(),
                limit.into(),
                until.into(),
                space,
                account,
            ],
        )
        .await?;
    rows.iter().map(mandate).collect()
}

pub(crate) async fn update_told(store: &Store, mandate: &Mandate, told: i64) -> Result<()> {
    store
        .execute(
            "UPDATE mandate SET told = $4 \
             WHERE bucket = $1 AND space = $2 AND account = $3 AND told < $4",
            with(mandate.space, [mandate.account.into(), told.into()]),
        )
        .await?;
    Ok(())
}
