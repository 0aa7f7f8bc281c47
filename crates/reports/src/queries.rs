//! The one table of reports.

use kernel::{AccountId, Error, Result, SpaceId, Timestamp};
use store::{Row, Statement, Store, Tx, Value};

/// A report as kept.
pub(crate) struct Kept {
    pub number: String,
    pub space: SpaceId,
    pub line: String,
    pub at: Timestamp,
    pub content: Vec<u8>,
    pub state: i64,
    pub taken_at: Option<Timestamp>,
    pub taken_by: Option<AccountId>,
    pub answered_at: Option<Timestamp>,
    pub answer: Option<Vec<u8>>,
}

pub(crate) const RECEIVED: i64 = 0;
pub(crate) const EXAMINED: i64 = 1;
pub(crate) const ANSWERED: i64 = 2;

/// Reports of a space that its holder is shown, and of each list of the team.
const SHOWN_MAX: i64 = 100;

fn of_space(space: SpaceId) -> [Value; 2] {
    [i64::from(space.bucket()).into(), space.into()]
}

fn kept(row: &Row) -> Result<Kept> {
    Ok(Kept {
        number: row.text(0)?.to_owned(),
        space: SpaceId::from_slice(row.blob(1)?)?,
        line: row.text(2)?.to_owned(),
        at: row.timestamp(3)?,
        content: row.blob(4)?.to_vec(),
        state: row.int(5)?,
        taken_at: row.opt_timestamp(6)?,
        answered_at: row.opt_timestamp(7)?,
        answer: row.opt_blob(8)?.map(<[u8]>::to_vec),
        taken_by: row.opt_blob(9)?.map(AccountId::from_slice).transpose()?,
    })
}

/// Keeps a new report, unless its line was reported already.
pub(crate) fn insert(new: &Kept) -> Statement {
    let [bucket, space] = of_space(new.space);
    Statement {
        sql: "INSERT INTO report (number, bucket, space, line, at, content, state, looked_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $5) ON CONFLICT (bucket, space, line) DO NOTHING",
        params: vec![
            new.number.as_str().into(),
            bucket,
            space,
            new.line.as_str().into(),
            new.at.into(),
            new.content.clone().into(),
            new.state.into(),
        ],
    }
}

/// The report of a line, if there is one.
pub(crate) async fn number_of(tx: &mut Tx, space: SpaceId, line: &str) -> Result<Option<String>> {
    let [bucket, space] = of_space(space);
    let sql = "SELECT number FROM report WHERE bucket = $1 AND space = $2 AND line = $3";
    let rows = tx.query(sql, vec![bucket, space, line.into()]).await?;
    rows.first()
        .map(|row| row.text(0).map(str::to_owned))
        .transpose()
}

/// How many reports of a space wait for an answer.
pub(crate) async fn count_open(tx: &mut Tx, space: SpaceId) -> Result<i64> {
    let [bucket, space] = of_space(space);
    let sql = "SELECT count(*) FROM report WHERE bucket = $1 AND space = $2 AND state < $3";
    let rows = tx.query(sql, vec![bucket, space, ANSWERED.into()]).await?;
    rows.first().map_or(Ok(0), |row| row.int(0))
}

/// The reports of a space, the newest first.
pub(crate) async fn list_of_space(store: &Store, space: SpaceId) -> Result<Vec<Kept>> {
    let [bucket, space] = of_space(space);
    let sql = "SELECT number, space, line, at, content, state, taken_at, answered_at, answer, taken_by \
               FROM report WHERE bucket = $1 AND space = $2 ORDER BY at DESC, number LIMIT $3";
    let rows = store
        .query(sql, vec![bucket, space, SHOWN_MAX.into()])
        .await?;
    rows.iter().map(kept).collect()
}

/// Those that wait longest.
pub(crate) async fn list_open(store: &Store) -> Result<Vec<Kept>> {
    let sql = "SELECT number, space, line, at, content, state, taken_at, answered_at, answer, taken_by \
               FROM report WHERE state IN ($1, $2) ORDER BY at, number LIMIT $3";
    let params = vec![RECEIVED.into(), EXAMINED.into(), SHOWN_MAX.into()];
    store.query(sql, params).await?.iter().map(kept).collect()
}

/// Those answered last.
pub(crate) async fn list_answered(store: &Store) -> Result<Vec<Kept>> {
    // The state in the text, for the index of those alone.
    let sql = "SELECT number, space, line, at, content, state, taken_at, answered_at, answer, taken_by \
               FROM report WHERE state = 2 ORDER BY answered_at DESC, number LIMIT $1";
    let params = vec![SHOWN_MAX.into()];
    store.query(sql, params).await?.iter().map(kept).collect()
}

/// How many wait for an answer.
pub(crate) async fn count_waiting(store: &Store) -> Result<u64> {
    let sql = "SELECT count(*) FROM report WHERE state < $1";
    let rows = store.query(sql, vec![ANSWERED.into()]).await?;
    let count = rows.first().map_or(Ok(0), |row| row.int(0))?;
    u64::try_from(count).map_err(|_| Error::fault("a count below zero"))
}

pub(crate) async fn find(store: &Store, number: &str) -> Result<Option<Kept>> {
    let sql = "SELECT number, space, line, at, content, state, taken_at, answered_at, answer, taken_by \
               FROM report WHERE number = $1";
    let rows = store.query(sql, vec![number.into()]).await?;
    rows.first().map(kept).transpose()
}

/// Somebody examines it; nothing, when somebody does already, unless it is taken
/// over from another.
pub(crate) fn take(number: &str, by: AccountId, at: Timestamp, over: bool) -> Statement {
    let sql = match over {
        false => {
            "UPDATE report SET state = $2, taken_at = $3, taken_by = $4 \
             WHERE number = $1 AND state = $5"
        }
        true => {
            "UPDATE report SET state = $2, taken_at = $3, taken_by = $4 \
             WHERE number = $1 AND state = $5 AND taken_by <> $4"
        }
    };
    let before = if over { EXAMINED } else { RECEIVED };
    Statement {
        sql,
        params: vec![
            number.into(),
            EXAMINED.into(),
            at.into(),
            by.into(),
            before.into(),
        ],
    }
}

/// That somebody took it: from then on they knew whose it is.
pub(crate) fn taken(number: &str, by: AccountId, at: Timestamp) -> Statement {
    Statement {
        sql: "INSERT INTO report_taken (number, at, by_account) VALUES ($1, $2, $3)",
        params: vec![number.into(), at.into(), by.into()],
    }
}

/// It is answered; nothing, unless it was being examined.
pub(crate) fn answer(number: &str, by: AccountId, at: Timestamp, sealed: Vec<u8>) -> Statement {
    Statement {
        sql: "UPDATE report SET state = $2, answered_at = $3, answered_by = $4, answer = $5 \
              WHERE number = $1 AND state = $6 AND taken_by = $4",
        params: vec![
            number.into(),
            ANSWERED.into(),
            at.into(),
            by.into(),
            sealed.into(),
            EXAMINED.into(),
        ],
    }
}

/// Whose spaces were not asked about since this instant, the longest ago first.
pub(crate) async fn list_to_look(
    store: &Store,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<(String, SpaceId)>> {
    let sql = "SELECT number, space FROM report WHERE looked_at < $1 ORDER BY looked_at LIMIT $2";
    let rows = store.query(sql, vec![before.into(), limit.into()]).await?;
    rows.iter()
        .map(|row| Ok((row.text(0)?.to_owned(), SpaceId::from_slice(row.blob(1)?)?)))
        .collect()
}

pub(crate) fn looked(number: &str, at: Timestamp) -> Statement {
    Statement {
        sql: "UPDATE report SET looked_at = $2 WHERE number = $1",
        params: vec![number.into(), at.into()],
    }
}

pub(crate) fn delete(number: &str) -> Statement {
    Statement {
        sql: "DELETE FROM report WHERE number = $1",
        params: vec![number.into()],
    }
}
