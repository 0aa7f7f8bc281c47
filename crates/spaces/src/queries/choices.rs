//! What holders chose to be told of.

use super::{of_space, with};
use crate::rules::choosing::{Channels, Topic};
use kernel::{Result, SpaceId};
use std::collections::BTreeMap;
use store::{Statement, Store};

pub(crate) async fn list_choices(
    store: &Store,
    space: SpaceId,
) -> Result<BTreeMap<Topic, Channels>> {
    let rows = store
        .query(
            "SELECT topic, by_email, by_sms FROM notice_choice WHERE bucket = $1 AND space = $2",
            with(of_space(space), []),
        )
        .await?;
    let mut choices = BTreeMap::new();
    for row in &rows {
        // What an earlier house knew and this one does not is nothing to choose.
        if let Some(topic) = Topic::from_number(row.int(0)?) {
            let (email, sms) = (row.int(1)? != 0, row.int(2)? != 0);
            choices.insert(topic, Channels { email, sms });
        }
    }
    Ok(choices)
}

pub(crate) fn put_choice(space: SpaceId, topic: Topic, channels: Channels) -> Statement {
    Statement {
        sql: "INSERT INTO notice_choice (bucket, space, topic, by_email, by_sms) \
              VALUES ($1, $2, $3, $4, $5) ON CONFLICT (bucket, space, topic) \
              DO UPDATE SET by_email = excluded.by_email, by_sms = excluded.by_sms",
        params: with(
            of_space(space),
            [
                topic.number().into(),
                channels.email.into(),
                channels.sms.into(),
            ],
        ),
    }
}

/// Forgets what the holder of a space chose.
pub(crate) fn delete_choices(space: SpaceId) -> Statement {
    Statement {
        sql: "DELETE FROM notice_choice WHERE bucket = $1 AND space = $2",
        params: with(of_space(space), []),
    }
}
