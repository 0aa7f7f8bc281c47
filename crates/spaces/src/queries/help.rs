//! Help on site, and what was done with it.

use super::{of_space, with};
use crate::rules::life::Event;
use kernel::{Error, Result, SpaceId, Timestamp};
use store::{Row, Statement, Store};

/// A help as kept.
pub(crate) struct HelpRow {
    pub help: [u8; 16],
    pub place: String,
    pub volunteer: Vec<u8>,
    pub until: Timestamp,
}

pub(crate) fn insert_help(new: HelpRow) -> Statement {
    Statement {
        sql: "INSERT INTO help (help, place, volunteer, until) VALUES ($1, $2, $3, $4)",
        params: vec![
            new.help.into(),
            new.place.into(),
            new.volunteer.into(),
            new.until.into(),
        ],
    }
}

pub(crate) fn end_help(help: [u8; 16], now: Timestamp) -> Statement {
    Statement {
        sql: "UPDATE help SET ended_at = $2 WHERE help = $1 AND ended_at IS NULL",
        params: vec![help.into(), now.into()],
    }
}

/// Whether a help still goes on.
pub(crate) async fn help_goes_on(store: &Store, help: [u8; 16], now: Timestamp) -> Result<bool> {
    let sql = "SELECT 1 FROM help WHERE help = $1 AND ended_at IS NULL AND until > $2";
    let rows = store.query(sql, vec![help.into(), now.into()]).await?;
    Ok(!rows.is_empty())
}

pub(crate) fn insert_help_act(help: [u8; 16], what: Event, at: Timestamp) -> Statement {
    Statement {
        sql: "INSERT INTO help_act (help, at, what) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        params: vec![help.into(), at.into(), what.number().into()],
    }
}

pub(crate) fn insert_space_help(space: SpaceId, receipt: &str, help: [u8; 16]) -> Statement {
    Statement {
        sql: "INSERT INTO space_help (bucket, space, receipt, help) VALUES ($1, $2, $3, $4) \
              ON CONFLICT DO NOTHING",
        params: with(of_space(space), [receipt.into(), help.into()]),
    }
}

/// What was done in a help, the first thing first.
pub(crate) async fn list_help_acts(
    store: &Store,
    help: [u8; 16],
) -> Result<Vec<(Event, Timestamp)>> {
    let rows = store
        .query(
            "SELECT what, at FROM help_act WHERE help = $1 ORDER BY at, what LIMIT 100",
            vec![help.into()],
        )
        .await?;
    let wrong = || Error::fault("an act of a help is of no known kind");
    rows.iter()
        .map(|row| {
            let what = Event::from_number(row.int(0)?).ok_or_else(wrong)?;
            Ok((what, row.timestamp(1)?))
        })
        .collect()
}

/// The helps of a space, by the receipts of the lines they brought about.
pub(crate) async fn list_space_helps(
    store: &Store,
    space: SpaceId,
) -> Result<Vec<(String, HelpRow)>> {
    let rows = store
        .query(
            "SELECT s.receipt, h.help, h.place, h.volunteer, h.until \
             FROM space_help s JOIN help h ON h.help = s.help \
             WHERE s.bucket = $1 AND s.space = $2 ORDER BY s.receipt LIMIT 200",
            with(of_space(space), []),
        )
        .await?;
    let help = |row: &Row| -> Result<HelpRow> {
        Ok(HelpRow {
            help: row.bytes(1)?,
            place: row.text(2)?.to_owned(),
            volunteer: row.blob(3)?.to_vec(),
            until: row.timestamp(4)?,
        })
    };
    rows.iter()
        .map(|row| Ok((row.text(0)?.to_owned(), help(row)?)))
        .collect()
}
