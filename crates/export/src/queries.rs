//! The one table of exports.

use crate::rules::{Export, State};
use crate::whose::Whose;
use kernel::{AccountId, Error, Lang, ObjectId, Result, SpaceId, Timestamp};
use store::{Row, Store, Tx, Value};

pub(crate) const WAITS: i64 = 0;
pub(crate) const PACKED: i64 = 1;
pub(crate) const READY: i64 = 2;
pub(crate) const FAILED: i64 = 3;
pub(crate) const OVER: i64 = 4;

/// Exports of a space that are looked at: more do not come together before the
/// rows of the first are gone.
const LOOKED_AT: i64 = 100;

/// Which export.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Which {
    pub space: SpaceId,
    pub n: u64,
}

/// Somebody's turn to pack an export.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    pub which: Which,
    pub turn: u32,
    pub whose: Whose,
    pub lang: Lang,
    /// What was to be written before: nobody else writes it any more.
    pub before: Option<ObjectId>,
}

/// A file that was just made.
pub(crate) struct Made {
    /// Sealed.
    pub opener: Vec<u8>,
    /// Bytes.
    pub size: u64,
    /// Entries of the public log at its history.
    pub tree: u64,
}

/// A file that is there, or may be.
pub(crate) struct File {
    pub which: Which,
    pub object: Option<ObjectId>,
    pub opener: Option<Vec<u8>>,
    pub size: u64,
    pub tree: u64,
}

impl Which {
    fn place(self) -> Result<Vec<Value>> {
        Ok(vec![
            i64::from(self.space.bucket()).into(),
            self.space.into(),
            signed(self.n)?.into(),
        ])
    }

    fn with<const N: usize>(self, more: [Value; N]) -> Result<Vec<Value>> {
        let mut params = self.place()?;
        params.extend(more);
        Ok(params)
    }
}

fn unsigned(n: i64) -> Result<u64> {
    u64::try_from(n).map_err(|_| Error::fault("a kept export counts below zero"))
}

fn signed(n: u64) -> Result<i64> {
    i64::try_from(n).map_err(|_| Error::fault("a count beyond 63 bits"))
}

fn of_space(space: SpaceId) -> Vec<Value> {
    vec![i64::from(space.bucket()).into(), space.into()]
}

/// When the mandate was given, as rows have it.
fn mandate(whose: Whose) -> i64 {
    whose.mandate.map_or(0, Timestamp::millis)
}

fn whose(space: SpaceId, account: &[u8], mandate: i64) -> Result<Whose> {
    Ok(Whose {
        space,
        account: AccountId::from_slice(account)?,
        mandate: (mandate != 0).then(|| Timestamp::from_millis(mandate)),
    })
}

fn lang(tag: &str) -> Lang {
    match tag {
        "en" => Lang::En,
        _ => Lang::Fr,
    }
}

fn export(row: &Row) -> Result<Export> {
    let state = match row.int(2)? {
        WAITS | PACKED => State::Running {
            packed: unsigned(row.int(4)?)?,
            total: unsigned(row.int(3)?)?,
        },
        READY => State::Ready {
            size: unsigned(row.int(5)?)?,
            until: row.timestamp(6)?,
        },
        FAILED => State::Failed,
        OVER => State::Over,
        _ => return Err(Error::fault("a kept export is in no known state")),
    };
    Ok(Export {
        n: unsigned(row.int(0)?)?,
        asked_at: row.timestamp(1)?,
        state,
    })
}

const LIST: &str = "SELECT n, asked_at, state, total, packed, size, until FROM export \
     WHERE bucket = $1 AND space = $2 AND account = $3 AND mandate = $4 ORDER BY n DESC LIMIT $5";

fn listed(whose: Whose) -> Vec<Value> {
    let mut params = of_space(whose.space);
    params.push(whose.account.into());
    params.push(mandate(whose).into());
    params.push(LOOKED_AT.into());
    params
}

/// The exports that somebody asked for, the newest first.
pub(crate) async fn list(store: &Store, whose: Whose) -> Result<Vec<Export>> {
    let rows = store.query(LIST, listed(whose)).await?;
    rows.iter().map(export).collect()
}

/// The same, in a transaction.
pub(crate) async fn list_in(tx: &mut Tx, whose: Whose) -> Result<Vec<Export>> {
    let rows = tx.query(LIST, listed(whose)).await?;
    rows.iter().map(export).collect()
}

/// The number that the next export of a space has, whoever asks for it.
pub(crate) async fn next_in(tx: &mut Tx, space: SpaceId) -> Result<u64> {
    const LAST: &str =
        "SELECT n FROM export WHERE bucket = $1 AND space = $2 ORDER BY n DESC LIMIT 1";
    let rows = tx.query(LAST, of_space(space)).await?;
    let last = rows.first().map(|row| unsigned(row.int(0)?)).transpose()?;
    Ok(last.unwrap_or_default() + 1)
}

/// One more export; no row, if one of theirs runs already, or its number was taken.
pub(crate) async fn insert(
    tx: &mut Tx,
    whose: Whose,
    n: u64,
    lang: Lang,
    now: Timestamp,
) -> Result<bool> {
    const INSERT: &str = "INSERT INTO export (bucket, space, n, account, lang, asked_at, state, \
         turn, turn_until, total, packed, size, tree, until, mandate) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $6, 0, 0, 0, 0, $6, $8) ON CONFLICT DO NOTHING";
    let space = whose.space;
    let more = [
        whose.account.into(),
        lang.tag().into(),
        now.into(),
        WAITS.into(),
        mandate(whose).into(),
    ];
    Ok(tx.execute(INSERT, Which { space, n }.with(more)?).await? == 1)
}

/// The export that waits longest for somebody to pack it.
pub(crate) async fn find_waiting(store: &Store, now: Timestamp) -> Result<Option<Turn>> {
    const WAITING: &str = "SELECT space, n, turn, account, lang, object, mandate FROM export \
         WHERE state < 2 AND turn_until <= $1 ORDER BY turn_until, asked_at, space LIMIT 1";
    let rows = store.query(WAITING, vec![now.into()]).await?;
    let turn = |row: &Row| {
        let space = SpaceId::from_slice(row.blob(0)?)?;
        let n = unsigned(row.int(1)?)?;
        Ok(Turn {
            which: Which { space, n },
            turn: u32::try_from(row.int(2)?)
                .map_err(|_| Error::fault("a kept export was begun too often"))?,
            whose: whose(space, row.blob(3)?, row.int(6)?)?,
            lang: lang(row.text(4)?),
            before: row.opt_blob(5)?.map(ObjectId::from_slice).transpose()?,
        })
    };
    rows.first().map(turn).transpose()
}

/// Takes the next turn, to write this object; nothing, if somebody else did.
pub(crate) async fn take_turn(
    store: &Store,
    found: Turn,
    object: ObjectId,
    until: Timestamp,
) -> Result<Option<Turn>> {
    const TAKE: &str = "UPDATE export SET state = $5, turn = turn + 1, turn_until = $6, \
         object = $7, total = 0, packed = 0 \
         WHERE bucket = $1 AND space = $2 AND n = $3 AND turn = $4 AND state < 2";
    let more = [
        i64::from(found.turn).into(),
        PACKED.into(),
        until.into(),
        object.into(),
    ];
    let taken = store.execute(TAKE, found.which.with(more)?).await? == 1;
    Ok(taken.then_some(Turn {
        turn: found.turn + 1,
        ..found
    }))
}

/// Says how far it is, and that somebody is still at it; false, if it is not
/// theirs any more.
pub(crate) async fn go_on(
    store: &Store,
    turn: Turn,
    (packed, total): (u64, u64),
    until: Timestamp,
) -> Result<bool> {
    const ON: &str = "UPDATE export SET packed = $5, total = $6, turn_until = $7 \
         WHERE bucket = $1 AND space = $2 AND n = $3 AND turn = $4 AND state = $8";
    let more = [
        i64::from(turn.turn).into(),
        signed(packed)?.into(),
        signed(total)?.into(),
        until.into(),
        PACKED.into(),
    ];
    Ok(store.execute(ON, turn.which.with(more)?).await? == 1)
}

/// It is ready until then, and takes the place of theirs before it; false, if it
/// was not this turn's any more.
pub(crate) async fn make_ready(
    tx: &mut Tx,
    turn: Turn,
    made: Made,
    (now, until): (Timestamp, Timestamp),
) -> Result<bool> {
    const MADE: &str = "UPDATE export SET state = $5, opener = $6, size = $7, tree = $8, \
         until = $9 \
         WHERE bucket = $1 AND space = $2 AND n = $3 AND turn = $4 AND state = 1";
    const OLDER: &str = "UPDATE export SET state = $4, opener = NULL, until = $5 \
         WHERE bucket = $1 AND space = $2 AND n < $3 AND state = 2 AND account = $6";
    let more = [
        i64::from(turn.turn).into(),
        READY.into(),
        made.opener.into(),
        signed(made.size)?.into(),
        signed(made.tree)?.into(),
        until.into(),
    ];
    if tx.execute(MADE, turn.which.with(more)?).await? == 0 {
        return Ok(false);
    }
    let more = [OVER.into(), now.into(), turn.whose.account.into()];
    tx.execute(OLDER, turn.which.with(more)?).await?;
    Ok(true)
}

/// It waits until then; or it is given up, and remembered until then.
pub(crate) async fn leave(store: &Store, turn: Turn, state: i64, until: Timestamp) -> Result<bool> {
    const LEAVE: &str = "UPDATE export SET state = $5, turn_until = $6, until = $6 \
         WHERE bucket = $1 AND space = $2 AND n = $3 AND turn = $4 AND state < 2";
    let more = [i64::from(turn.turn).into(), state.into(), until.into()];
    Ok(store.execute(LEAVE, turn.which.with(more)?).await? == 1)
}

fn file(row: &Row) -> Result<File> {
    Ok(File {
        which: Which {
            space: SpaceId::from_slice(row.blob(0)?)?,
            n: unsigned(row.int(1)?)?,
        },
        object: row.opt_blob(2)?.map(ObjectId::from_slice).transpose()?,
        opener: row.opt_blob(3)?.map(<[u8]>::to_vec),
        size: unsigned(row.int(4)?)?,
        tree: unsigned(row.int(5)?)?,
    })
}

/// The file of an export that is ready.
pub(crate) async fn find_file(store: &Store, which: Which) -> Result<Option<File>> {
    const FILE: &str = "SELECT space, n, object, opener, size, tree FROM export \
         WHERE bucket = $1 AND space = $2 AND n = $3 AND state = 2";
    let rows = store.query(FILE, which.place()?).await?;
    rows.first().map(file).transpose()
}

/// What is over by now, and still has something to be destroyed.
pub(crate) async fn list_over(store: &Store, now: Timestamp, limit: i64) -> Result<Vec<File>> {
    const DUE: &str = "SELECT space, n, object, opener, size, tree FROM export \
         WHERE state >= 2 AND until <= $1 AND object IS NOT NULL \
         ORDER BY until, space, n LIMIT $2";
    let rows = store.query(DUE, vec![now.into(), limit.into()]).await?;
    rows.iter().map(file).collect()
}

/// Its key is destroyed: nobody opens the file any more.
pub(crate) async fn end(store: &Store, which: Which) -> Result<()> {
    const END: &str = "UPDATE export SET opener = NULL, \
         state = CASE WHEN state = 2 THEN $4 ELSE state END \
         WHERE bucket = $1 AND space = $2 AND n = $3";
    store.execute(END, which.with([OVER.into()])?).await?;
    Ok(())
}

/// Its bytes are gone; the row stays until then.
pub(crate) async fn forget_object(
    store: &Store,
    which: Which,
    object: ObjectId,
    until: Timestamp,
) -> Result<()> {
    const GONE: &str = "UPDATE export SET object = NULL, until = $5 \
         WHERE bucket = $1 AND space = $2 AND n = $3 AND object = $4";
    let more = [object.into(), until.into()];
    store.execute(GONE, which.with(more)?).await?;
    Ok(())
}

/// Removes rows of what is over, destroyed, and counts no more.
pub(crate) async fn delete_old(store: &Store, now: Timestamp) -> Result<u64> {
    const OLD: &str = "DELETE FROM export WHERE state >= 3 AND until <= $1 AND object IS NULL";
    store.execute(OLD, vec![now.into()]).await
}

/// The objects of a space, whatever became of them.
pub(crate) async fn list_objects(store: &Store, space: SpaceId) -> Result<Vec<File>> {
    const OBJECTS: &str = "SELECT space, n, object, opener, size, tree FROM export \
         WHERE bucket = $1 AND space = $2 AND object IS NOT NULL";
    let rows = store.query(OBJECTS, of_space(space)).await?;
    rows.iter().map(file).collect()
}

/// Nothing is known of a space any more.
pub(crate) async fn delete_space(store: &Store, space: SpaceId) -> Result<()> {
    const ALL: &str = "DELETE FROM export WHERE bucket = $1 AND space = $2";
    const TREE: &str = "DELETE FROM export_tree WHERE bucket = $1 AND space = $2";
    store.execute(ALL, of_space(space)).await?;
    store.execute(TREE, of_space(space)).await?;
    Ok(())
}

/// A history with proofs left, of a log of so many entries.
pub(crate) async fn keep_tree(store: &Store, space: SpaceId, size: u64) -> Result<()> {
    const KEEP: &str = "INSERT INTO export_tree (bucket, space, size) VALUES ($1, $2, $3) \
         ON CONFLICT (bucket, space) DO UPDATE SET size = excluded.size";
    let mut params = of_space(space);
    params.push(signed(size)?.into());
    store.execute(KEEP, params).await?;
    Ok(())
}

/// How many entries the log had at the last history with proofs that left.
pub(crate) async fn find_tree(store: &Store, space: SpaceId) -> Result<Option<u64>> {
    const FIND: &str = "SELECT size FROM export_tree WHERE bucket = $1 AND space = $2";
    let rows = store.query(FIND, of_space(space)).await?;
    rows.first().map(|row| unsigned(row.int(0)?)).transpose()
}
