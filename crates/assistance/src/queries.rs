//! Calls and acts.

use crate::rules::{CALL_MAX, What};
use kernel::{AccountId, Error, PersonId, Result, Timestamp};
use std::fmt;
use std::str::FromStr;
use store::{Row, Statement, Store, Tx};

/// A call as kept.
#[derive(Clone, Debug)]
pub(crate) struct CallRow {
    pub id: [u8; 16],
    pub number: String,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub tries: i64,
    pub person: Option<PersonId>,
    pub with_code: bool,
}

fn call(row: &Row) -> Result<CallRow> {
    Ok(CallRow {
        id: row.bytes(0)?,
        number: row.text(1)?.to_owned(),
        started_at: row.timestamp(2)?,
        ended_at: row.opt_timestamp(3)?,
        tries: row.int(4)?,
        person: row.opt_blob(5)?.map(PersonId::from_slice).transpose()?,
        with_code: row.int(6)? == 1,
    })
}

const LAST_CALL: &str = "SELECT id, number, started_at, ended_at, tries, person, with_code FROM op_call \
     WHERE operator = $1 AND ended_at IS NULL ORDER BY started_at DESC, id LIMIT 1";

/// The last call of an operator that nobody ended, however long ago it began.
pub(crate) async fn last_call(store: &Store, operator: AccountId) -> Result<Option<CallRow>> {
    let rows = store.query(LAST_CALL, vec![operator.into()]).await?;
    rows.first().map(call).transpose()
}

pub(crate) async fn last_call_in(tx: &mut Tx, operator: AccountId) -> Result<Option<CallRow>> {
    let rows = tx.query(LAST_CALL, vec![operator.into()]).await?;
    rows.first().map(call).transpose()
}

pub(crate) fn insert_call(
    id: [u8; 16],
    operator: AccountId,
    number: &str,
    now: Timestamp,
) -> Vec<Statement> {
    vec![
        Statement {
            sql: "UPDATE op_call SET ended_at = $2 WHERE operator = $1 AND ended_at IS NULL",
            params: vec![operator.into(), now.into()],
        },
        Statement {
            sql: "INSERT INTO op_call (id, operator, number, started_at, tries, with_code) \
                  VALUES ($1, $2, $3, $4, 0, 0)",
            params: vec![id.into(), operator.into(), number.into(), now.into()],
        },
    ]
}

pub(crate) fn end_call(id: [u8; 16], now: Timestamp) -> Statement {
    Statement {
        sql: "UPDATE op_call SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL",
        params: vec![id.into(), now.into()],
    }
}

pub(crate) fn count_try(id: [u8; 16]) -> Statement {
    Statement {
        sql: "UPDATE op_call SET tries = tries + 1 WHERE id = $1",
        params: vec![id.into()],
    }
}

pub(crate) fn set_person(id: [u8; 16], person: PersonId, with_code: bool) -> Statement {
    Statement {
        sql: "UPDATE op_call SET person = $2, with_code = $3 \
              WHERE id = $1 AND person IS NULL AND ended_at IS NULL",
        params: vec![id.into(), person.into(), with_code.into()],
    }
}

/// How many people an operator recognised after an instant.
pub(crate) async fn count_people(
    tx: &mut Tx,
    operator: AccountId,
    since: Timestamp,
) -> Result<i64> {
    let rows = tx
        .query(
            "SELECT count(*) FROM op_act a JOIN op_call c ON c.id = a.call \
             WHERE c.operator = $1 AND c.started_at > $2 AND a.what = $3 AND a.at > $4",
            vec![
                operator.into(),
                since.minus(CALL_MAX).into(),
                What::Recognized.number().into(),
                since.into(),
            ],
        )
        .await?;
    rows.first().map_or(Ok(0), |row| row.int(0))
}

pub(crate) fn insert_act(call: [u8; 16], what: What, receipt: &str, now: Timestamp) -> Statement {
    Statement {
        sql: "INSERT INTO op_act (call, at, what, receipt) VALUES ($1, $2, $3, $4)",
        params: vec![
            call.into(),
            now.into(),
            what.number().into(),
            receipt.into(),
        ],
    }
}

/// An act, with the number of its call.
#[derive(Clone, Debug)]
pub(crate) struct ActRow {
    pub call_number: String,
    pub at: Timestamp,
    pub what: What,
    pub receipt: String,
}

fn act(row: &Row) -> Result<ActRow> {
    Ok(ActRow {
        call_number: row.text(0)?.to_owned(),
        at: row.timestamp(1)?,
        what: What::from_number(row.int(2)?)
            .ok_or_else(|| Error::fault("an act of a call is of no known kind"))?,
        receipt: row.text(3)?.to_owned(),
    })
}

/// The acts of one call, newest first.
pub(crate) async fn list_acts(store: &Store, call: [u8; 16]) -> Result<Vec<ActRow>> {
    let rows = store
        .query(
            "SELECT c.number, a.at, a.what, a.receipt FROM op_act a JOIN op_call c ON c.id = a.call \
             WHERE a.call = $1 ORDER BY a.at DESC, a.what LIMIT 100",
            vec![call.into()],
        )
        .await?;
    rows.iter().map(act).collect()
}

/// The acts of an operator since an instant, newest first.
pub(crate) async fn list_acts_of(
    store: &Store,
    operator: AccountId,
    since: Timestamp,
) -> Result<Vec<ActRow>> {
    let rows = store
        .query(
            "SELECT c.number, a.at, a.what, a.receipt FROM op_act a JOIN op_call c ON c.id = a.call \
             WHERE c.operator = $1 AND a.at > $2 ORDER BY a.at DESC, a.what LIMIT 500",
            vec![operator.into(), since.into()],
        )
        .await?;
    rows.iter().map(act).collect()
}

/// Where an act stands among all of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ActPlace {
    at: Timestamp,
    call: [u8; 16],
    what: i64,
    receipt: String,
}

impl fmt::Display for ActPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let call = u128::from_be_bytes(self.call);
        let (at, what) = (self.at.millis(), self.what);
        write!(f, "{at}-{call:032x}-{what}-{}", self.receipt)
    }
}

impl FromStr for ActPlace {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut parts = text.splitn(4, '-');
        let mut next = || parts.next().ok_or_else(Error::not_found);
        let (at, call, what, receipt) = (next()?, next()?, next()?, next()?);
        let unknown = |_| Error::not_found();
        Ok(Self {
            at: Timestamp::from_millis(at.parse().map_err(unknown)?),
            call: u128::from_str_radix(call, 16)
                .map_err(unknown)?
                .to_be_bytes(),
            what: what.parse().map_err(unknown)?,
            receipt: receipt.to_owned(),
        })
    }
}

/// An act, by whom, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct DoneAct {
    pub operator: AccountId,
    pub act: ActRow,
    pub place: ActPlace,
}

/// What all operators did before this place, newest first.
pub(crate) async fn list_acts_of_all(
    store: &Store,
    before: Option<&ActPlace>,
    limit: i64,
) -> Result<Vec<DoneAct>> {
    const ALL: &str = "SELECT c.number, a.at, a.what, a.receipt, a.call, c.operator \
         FROM op_act a JOIN op_call c ON c.id = a.call \
         ORDER BY a.at DESC, a.call DESC, a.what DESC, a.receipt DESC LIMIT $1";
    const BEFORE: &str = "SELECT c.number, a.at, a.what, a.receipt, a.call, c.operator \
         FROM op_act a JOIN op_call c ON c.id = a.call \
         WHERE (a.at, a.call, a.what, a.receipt) < ($2, $3, $4, $5) \
         ORDER BY a.at DESC, a.call DESC, a.what DESC, a.receipt DESC LIMIT $1";
    let rows = match before {
        None => store.query(ALL, vec![limit.into()]).await?,
        Some(place) => {
            let params = vec![
                limit.into(),
                place.at.into(),
                place.call.into(),
                place.what.into(),
                place.receipt.as_str().into(),
            ];
            store.query(BEFORE, params).await?
        }
    };
    let read = |row: &Row| {
        let act = act(row)?;
        Ok(DoneAct {
            operator: AccountId::from_slice(row.blob(5)?)?,
            place: ActPlace {
                at: act.at,
                call: row.bytes(4)?,
                what: act.what.number(),
                receipt: act.receipt.clone(),
            },
            act,
        })
    };
    rows.iter().map(read).collect()
}
