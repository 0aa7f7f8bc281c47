//! What holders chose to be told of.

use super::{of_space, with};
use crate::rules::choosing::{Channels, Peace, Topic};
use kernel::{Result, SpaceId};
use std::collections::BTreeMap;
use store::{Statement, Store};

pub(crate) async fn list_choices(
    store: &Store,
    space: SpaceId,
) -> Result<BTreeMap<Topic, Channels>> {
    let rows = store
        .query(
            "SELECT topic, by_email, by_sms, by_letter FROM notice_choice WHERE bucket = $1 AND space = $2",
            with(of_space(space), []),
        )
        .await?;
    let mut choices = BTreeMap::new();
    for row in &rows {
        // What an earlier house knew and this one does not is nothing to choose.
        if let Some(topic) = Topic::from_number(row.int(0)?) {
            let channels = Channels {
                email: row.int(1)? != 0,
                sms: row.int(2)? != 0,
                letter: row.int(3)? != 0,
            };
            choices.insert(topic, channels);
        }
    }
    Ok(choices)
}

/// Of a topic: on which channels, and whether its e-mails wait for the one of the week.
pub(crate) fn put_choice(
    space: SpaceId,
    topic: Topic,
    channels: Channels,
    weekly: bool,
) -> Statement {
    Statement {
        sql: "INSERT INTO notice_choice (bucket, space, topic, by_email, by_sms, by_letter, weekly) \
              VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (bucket, space, topic) \
              DO UPDATE SET by_email = excluded.by_email, by_sms = excluded.by_sms, \
                by_letter = excluded.by_letter, weekly = excluded.weekly",
        params: with(
            of_space(space),
            [
                topic.number().into(),
                channels.email.into(),
                channels.sms.into(),
                channels.letter.into(),
                weekly.into(),
            ],
        ),
    }
}

pub(crate) async fn find_peace(store: &Store, space: SpaceId) -> Result<Option<Peace>> {
    let rows = store
        .query(
            "SELECT from_hour, until_hour FROM notice_peace WHERE bucket = $1 AND space = $2",
            with(of_space(space), []),
        )
        .await?;
    match rows.first() {
        Some(row) => Ok(Peace::new(row.int(0)?, row.int(1)?)),
        None => Ok(None),
    }
}

pub(crate) fn put_peace(space: SpaceId, peace: Peace) -> Statement {
    Statement {
        sql: "INSERT INTO notice_peace (bucket, space, from_hour, until_hour) \
              VALUES ($1, $2, $3, $4) ON CONFLICT (bucket, space) DO UPDATE \
              SET from_hour = excluded.from_hour, until_hour = excluded.until_hour",
        params: with(
            of_space(space),
            [
                i64::from(peace.from()).into(),
                i64::from(peace.until()).into(),
            ],
        ),
    }
}

/// Forgets what the holder of a space chose, and that anything waits to be told.
pub(crate) fn delete_choices(space: SpaceId) -> [Statement; 4] {
    [
        "DELETE FROM notice_week WHERE bucket = $1 AND space = $2",
        "UPDATE notice_given SET waits = NULL WHERE bucket = $1 AND space = $2 AND waits = 1",
        "DELETE FROM notice_choice WHERE bucket = $1 AND space = $2",
        "DELETE FROM notice_peace WHERE bucket = $1 AND space = $2",
    ]
    .map(|sql| Statement {
        sql,
        params: with(of_space(space), []),
    })
}
