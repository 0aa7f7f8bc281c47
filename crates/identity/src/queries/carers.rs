//! Carers, and who is invited to be one.

use crate::carers::{Carer, CarerInvited, Helper};
use kernel::{AccountId, CarerId, Error, PersonId, Result, SpaceId, Timestamp};
use store::{Row, Statement, Store, Tx, Value};

fn with<const N: usize>(space: SpaceId, more: [Value; N]) -> Vec<Value> {
    let key = [i64::from(space.bucket()).into(), space.into()];
    key.into_iter().chain(more).collect()
}

fn carer(row: &Row) -> Result<Carer> {
    let by = match (row.opt_blob(4)?, row.opt_blob(5)?, row.opt_timestamp(6)?) {
        (Some(account), Some(person), Some(since)) => Some(Helper {
            account: AccountId::from_slice(account)?,
            person: PersonId::from_slice(person)?,
            since,
        }),
        _ => None,
    };
    Ok(Carer {
        id: CarerId::from_slice(row.blob(0)?)?,
        space: SpaceId::from_slice(row.blob(1)?)?,
        until: row.timestamp(2)?,
        invited_until: row.timestamp(3)?,
        by,
        messages_since: row.opt_timestamp(7)?,
    })
}

/// What is confided to this account of a space, in force or not.
pub(crate) async fn find_carer(
    store: &Store,
    space: SpaceId,
    account: AccountId,
) -> Result<Option<Carer>> {
    let rows = store
        .query(
            "SELECT id, space, until, invited_until, account, helper, since, messages_since \
             FROM carer WHERE bucket = $1 AND space = $2 AND account = $3",
            with(space, [account.into()]),
        )
        .await?;
    rows.first().map(carer).transpose()
}

/// All of a space, in force or not.
pub(crate) async fn list_carers(store: &Store, space: SpaceId) -> Result<Vec<Carer>> {
    let rows = store
        .query(
            "SELECT id, space, until, invited_until, account, helper, since, messages_since \
             FROM carer WHERE bucket = $1 AND space = $2 ORDER BY place",
            with(space, []),
        )
        .await?;
    rows.iter().map(carer).collect()
}

/// All that an account helps, in force or not.
pub(crate) async fn list_helped(store: &Store, account: AccountId) -> Result<Vec<Carer>> {
    let rows = store
        .query(
            "SELECT id, space, until, invited_until, account, helper, since, messages_since \
             FROM carer WHERE account = $1 ORDER BY helps",
            vec![account.into()],
        )
        .await?;
    rows.iter().map(carer).collect()
}

/// The invitation of this code.
pub(crate) async fn find_carer_invited(
    store: &Store,
    code_hash: &[u8; 32],
) -> Result<Option<CarerInvited>> {
    let rows = store
        .query(
            "SELECT id, space, until, traits, invited_until, messages_since FROM carer \
             WHERE code_hash = $1",
            vec![code_hash.to_vec().into()],
        )
        .await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let wrong = |_| Error::fault("a kept invitation names nobody");
    Ok(Some(CarerInvited {
        id: CarerId::from_slice(row.blob(0)?)?,
        space: SpaceId::from_slice(row.blob(1)?)?,
        until: row.timestamp(2)?,
        code_hash: *code_hash,
        traits: row.blob(3)?.try_into().map_err(wrong)?,
        invited_until: row.timestamp(4)?,
        messages: row.opt_timestamp(5)?.is_some(),
    }))
}

/// Takes away what has come to its end in a space: its place is free.
pub(crate) async fn sweep_carers(tx: &mut Tx, space: SpaceId, now: Timestamp) -> Result<()> {
    tx.execute(
        "DELETE FROM carer WHERE bucket = $1 AND space = $2 \
         AND (until <= $3 OR (account IS NULL AND invited_until <= $3))",
        with(space, [now.into()]),
    )
    .await?;
    Ok(())
}

/// As [`sweep_carers`], of all that an account helps.
pub(crate) async fn sweep_helped(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<()> {
    tx.execute(
        "DELETE FROM carer WHERE account = $1 AND until <= $2",
        vec![account.into(), now.into()],
    )
    .await?;
    Ok(())
}

/// The places of a space that are taken.
pub(crate) async fn list_carer_places(tx: &mut Tx, space: SpaceId) -> Result<Vec<i64>> {
    let rows = tx
        .query(
            "SELECT place FROM carer WHERE bucket = $1 AND space = $2",
            with(space, []),
        )
        .await?;
    rows.iter().map(|row| row.int(0)).collect()
}

/// The spaces that an account helps, each with its place.
pub(crate) async fn list_helped_in(tx: &mut Tx, account: AccountId) -> Result<Vec<(SpaceId, i64)>> {
    let rows = tx
        .query(
            "SELECT space, helps FROM carer WHERE account = $1",
            vec![account.into()],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((SpaceId::from_slice(row.blob(0)?)?, row.int(1)?)))
        .collect()
}

/// A conflict, when somebody took this place meanwhile.
pub(crate) async fn insert_carer(
    tx: &mut Tx,
    new: &CarerInvited,
    place: i64,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        "INSERT INTO carer (bucket, space, place, id, until, code_hash, traits, invited_until, \
         messages_since) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        with(
            new.space,
            [
                place.into(),
                new.id.into(),
                new.until.into(),
                new.code_hash.to_vec().into(),
                new.traits.to_vec().into(),
                new.invited_until.into(),
                new.messages.then_some(now).into(),
            ],
        ),
    )
    .await?;
    Ok(())
}

/// Whether the invitation still stood: of two who use it, it changes something for one. A
/// conflict, when this place of the helper's was taken meanwhile.
pub(crate) async fn accept_carer(
    tx: &mut Tx,
    invited: &CarerInvited,
    by: Helper,
    place: i64,
    now: Timestamp,
) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE carer SET account = $4, helper = $5, helps = $6, since = $7, \
             code_hash = NULL, traits = NULL, \
             messages_since = CASE WHEN messages_since IS NULL THEN NULL ELSE $7 END \
             WHERE bucket = $1 AND space = $2 AND code_hash = $3 \
             AND invited_until > $8 AND until > $8",
            with(
                invited.space,
                [
                    invited.code_hash.to_vec().into(),
                    by.account.into(),
                    by.person.into(),
                    place.into(),
                    by.since.into(),
                    now.into(),
                ],
            ),
        )
        .await?;
    Ok(changed > 0)
}

/// Whether there was one.
pub(crate) async fn update_carer(
    tx: &mut Tx,
    space: SpaceId,
    id: CarerId,
    until: Timestamp,
) -> Result<bool> {
    let changed = tx
        .execute(
            "UPDATE carer SET until = $4, told = 0 WHERE bucket = $1 AND space = $2 AND id = $3",
            with(space, [id.into(), until.into()]),
        )
        .await?;
    Ok(changed > 0)
}

/// Whether there was one, accepted, of which this is news: what is confided already is
/// confided since when it was.
pub(crate) async fn update_carer_messages(
    tx: &mut Tx,
    space: SpaceId,
    id: CarerId,
    since: Option<Timestamp>,
) -> Result<bool> {
    const GIVE: &str = "UPDATE carer SET messages_since = $4 WHERE bucket = $1 AND space = $2 \
         AND id = $3 AND account IS NOT NULL AND messages_since IS NULL";
    const TAKE: &str = "UPDATE carer SET messages_since = NULL WHERE bucket = $1 AND space = $2 \
         AND id = $3 AND account IS NOT NULL AND messages_since IS NOT NULL";
    let changed = match since {
        Some(since) => tx.execute(GIVE, with(space, [id.into(), since.into()])),
        None => tx.execute(TAKE, with(space, [id.into()])),
    };
    Ok(changed.await? > 0)
}

/// Whose account it was, if there was one: nobody's, of an invitation.
pub(crate) async fn delete_carer(
    tx: &mut Tx,
    space: SpaceId,
    id: CarerId,
) -> Result<Option<Option<AccountId>>> {
    let gone = tx
        .query(
            "DELETE FROM carer WHERE bucket = $1 AND space = $2 AND id = $3 RETURNING account",
            with(space, [id.into()]),
        )
        .await?;
    let account = |row: &Row| row.opt_blob(0)?.map(AccountId::from_slice).transpose();
    gone.first().map(account).transpose()
}

/// Holds what is confided of a space and what its person helps, in the order of their
/// keys: of two that end some of the same, neither waits for the other for ever.
pub(crate) async fn hold_carers(tx: &mut Tx, space: SpaceId, helper: PersonId) -> Result<()> {
    const FIND: &str = "SELECT bucket, space, id FROM carer \
         WHERE (bucket = $1 AND space = $2) OR helper = $3 ORDER BY bucket, space, id";
    const HOLD: &str =
        "UPDATE carer SET until = until WHERE bucket = $1 AND space = $2 AND id = $3";
    let rows = tx.query(FIND, with(space, [helper.into()])).await?;
    let hold = |row: &Row| {
        Ok(Statement {
            sql: HOLD,
            params: vec![
                row.int(0)?.into(),
                row.blob(1)?.to_vec().into(),
                row.blob(2)?.to_vec().into(),
            ],
        })
    };
    let holds: Result<Vec<Statement>> = rows.iter().map(hold).collect();
    tx.run(holds?).await?;
    Ok(())
}

/// What is confided and ends by then, of whose end less than so many announcements were
/// made: the first to end first, after this one.
pub(crate) async fn list_carers_to_announce(
    store: &Store,
    by: Timestamp,
    told: i64,
    (until, id): (Timestamp, Option<CarerId>),
    limit: i64,
) -> Result<Vec<Carer>> {
    let id = id.map_or_else(|| Vec::new().into(), Into::into);
    let rows = store
        .query(
            "SELECT id, space, until, invited_until, account, helper, since, messages_since \
             FROM carer WHERE until <= $1 AND told < $2 AND account IS NOT NULL \
             AND (until, id) > ($4, $5) ORDER BY until, id LIMIT $3",
            vec![by.into(), told.into(), limit.into(), until.into(), id],
        )
        .await?;
    rows.iter().map(carer).collect()
}

/// Of an end that was moved meanwhile nothing was announced.
pub(crate) async fn update_carer_told(store: &Store, of: &Carer, told: i64) -> Result<()> {
    store
        .execute(
            "UPDATE carer SET told = $4 \
             WHERE bucket = $1 AND space = $2 AND id = $3 AND until = $5 AND told < $4",
            with(of.space, [of.id.into(), told.into(), of.until.into()]),
        )
        .await?;
    Ok(())
}

/// Who is still to be told that what was confided to them ended, with what it was called.
pub(crate) async fn list_carers_untold(
    store: &Store,
    limit: i64,
) -> Result<Vec<(CarerId, AccountId)>> {
    let rows = store
        .query(
            "SELECT id, account FROM carer_untold ORDER BY id LIMIT $1",
            vec![limit.into()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let id = CarerId::from_slice(row.blob(0)?)?;
            Ok((id, AccountId::from_slice(row.blob(1)?)?))
        })
        .collect()
}

/// They were told.
pub(crate) async fn delete_carer_untold(store: &Store, id: CarerId) -> Result<()> {
    let gone = "DELETE FROM carer_untold WHERE id = $1";
    store.execute(gone, vec![id.into()]).await?;
    Ok(())
}

/// All of a space go, and who helped is to be told.
pub(crate) async fn delete_carers(tx: &mut Tx, space: SpaceId, now: Timestamp) -> Result<()> {
    tx.execute(
        "INSERT INTO carer_untold (id, account) SELECT id, account FROM carer \
         WHERE bucket = $1 AND space = $2 AND account IS NOT NULL AND until > $3",
        with(space, [now.into()]),
    )
    .await?;
    tx.execute(
        "DELETE FROM carer WHERE bucket = $1 AND space = $2",
        with(space, []),
    )
    .await?;
    Ok(())
}

/// The spaces of those whom they helped.
pub(crate) async fn delete_helped(tx: &mut Tx, helper: PersonId) -> Result<Vec<SpaceId>> {
    let rows = tx
        .query(
            "DELETE FROM carer WHERE helper = $1 RETURNING space",
            vec![helper.into()],
        )
        .await?;
    rows.iter()
        .map(|row| SpaceId::from_slice(row.blob(0)?))
        .collect()
}
