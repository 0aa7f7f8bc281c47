//! What is to leave for the mailboxes of professionals, and what became of it.

use super::Tables;
use crate::mailbox::{MessageId, ThreadId};
use kernel::{Error, Result, SpaceId, Timestamp};
use std::collections::BTreeMap;
use store::{Row, Value};

/// What became of a message that leaves by mail.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Fate {
    /// It has not left.
    Waits,
    /// The server took it.
    Left,
    /// It is in the mailbox.
    Arrived,
    /// It was read there.
    Read,
    /// It did not arrive, and will not.
    Failed,
}

impl Fate {
    const ALL: [Self; 5] = [
        Self::Waits,
        Self::Left,
        Self::Arrived,
        Self::Read,
        Self::Failed,
    ];

    const fn number(self) -> i64 {
        self as i64
    }

    fn from_number(number: i64) -> Result<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|fate| fate.number() == number)
            .ok_or_else(|| Error::fault("a message of no known fate"))
    }

    /// What says it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Waits => "messages-fate-waits",
            Self::Left => "messages-fate-left",
            Self::Arrived => "messages-fate-arrived",
            Self::Read => "messages-fate-read",
            Self::Failed => "messages-fate-failed",
        }
    }
}

/// A message that is to leave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Outgoing {
    pub space: SpaceId,
    pub thread: ThreadId,
    pub message: MessageId,
    pub noted_at: Timestamp,
    pub due_at: Timestamp,
    pub tries: u32,
}

impl Outgoing {
    fn place(&self) -> Vec<Value> {
        let bucket = i64::from(self.space.bucket());
        vec![bucket.into(), self.space.into(), self.message.into()]
    }
}

impl Tables {
    /// Notes that a message may leave: before it is sent, so that none is forgotten.
    pub async fn note_outgoing(&self, outgoing: Outgoing) -> Result<()> {
        const NOTE: &str = "INSERT INTO message_outgoing \
             (bucket, space, message, thread, state, noted_at, due_at, tries) \
             VALUES ($1, $2, $3, $4, 0, $5, $6, 0) ON CONFLICT DO NOTHING";
        let mut row = outgoing.place();
        row.extend([
            outgoing.thread.into(),
            outgoing.noted_at.into(),
            outgoing.due_at.into(),
        ]);
        self.store.execute(NOTE, row).await.map(drop)
    }

    /// What is due by now, the longest due first.
    pub async fn outgoing_due(&self, now: Timestamp, most: i64) -> Result<Vec<Outgoing>> {
        const DUE: &str = "SELECT space, message, thread, noted_at, due_at, tries \
             FROM message_outgoing WHERE due_at <= $1 \
             ORDER BY due_at, bucket, space, message LIMIT $2";
        let rows = self.store.query(DUE, vec![now.into(), most.into()]).await?;
        let outgoing = |row: &Row| {
            Ok(Outgoing {
                space: SpaceId::from_slice(row.blob(0)?)?,
                message: MessageId::from_slice(row.blob(1)?)?,
                thread: ThreadId::from_slice(row.blob(2)?)?,
                noted_at: row.timestamp(3)?,
                due_at: row.timestamp(4)?,
                tries: u32::try_from(row.int(5)?).unwrap_or(u32::MAX),
            })
        };
        rows.iter().map(outgoing).collect()
    }

    /// Takes one for this process until then, and counts the try; false, if another
    /// process has it.
    pub async fn take_outgoing(&self, outgoing: Outgoing, until: Timestamp) -> Result<bool> {
        const TAKE: &str = "UPDATE message_outgoing SET due_at = $5, tries = tries + 1 \
             WHERE bucket = $1 AND space = $2 AND message = $3 AND due_at = $4";
        let mut row = outgoing.place();
        row.extend([outgoing.due_at.into(), until.into()]);
        Ok(self.store.execute(TAKE, row).await? > 0)
    }

    /// It is to be tried again then.
    pub async fn outgoing_later(&self, outgoing: Outgoing, then: Timestamp) -> Result<()> {
        const LATER: &str = "UPDATE message_outgoing SET due_at = $4 \
             WHERE bucket = $1 AND space = $2 AND message = $3 AND due_at IS NOT NULL";
        let mut row = outgoing.place();
        row.push(then.into());
        self.store.execute(LATER, row).await.map(drop)
    }

    /// Says what became of it: what was told once is not taken back by what comes
    /// late, but for what did not arrive. Whether that is new.
    pub async fn settle(&self, space: SpaceId, message: MessageId, fate: Fate) -> Result<bool> {
        const SETTLE: &str = "UPDATE message_outgoing SET state = $4, due_at = NULL \
             WHERE bucket = $1 AND space = $2 AND message = $3 AND state < $4";
        let bucket = i64::from(space.bucket());
        let row = vec![
            bucket.into(),
            space.into(),
            message.into(),
            fate.number().into(),
        ];
        Ok(self.store.execute(SETTLE, row).await? > 0)
    }

    /// Nothing of it is to leave.
    pub async fn drop_outgoing(&self, outgoing: Outgoing) -> Result<()> {
        const DROP: &str = "DELETE FROM message_outgoing \
             WHERE bucket = $1 AND space = $2 AND message = $3";
        self.store.execute(DROP, outgoing.place()).await.map(drop)
    }

    /// In which space the message is that left under this id.
    pub async fn left(&self, message: MessageId) -> Result<Option<SpaceId>> {
        const FIND: &str = "SELECT space FROM message_outgoing WHERE message = $1 AND state > 0";
        let rows = self.store.query(FIND, vec![message.into()]).await?;
        rows.first()
            .map(|row| SpaceId::from_slice(row.blob(0)?))
            .transpose()
    }

    /// What became of those of a space that leave by mail.
    pub async fn fates(&self, space: SpaceId) -> Result<BTreeMap<MessageId, Fate>> {
        const LIST: &str =
            "SELECT message, state FROM message_outgoing WHERE bucket = $1 AND space = $2";
        let row = vec![i64::from(space.bucket()).into(), space.into()];
        let rows = self.store.query(LIST, row).await?;
        let fate = |row: &Row| {
            let message = MessageId::from_slice(row.blob(0)?)?;
            Ok((message, Fate::from_number(row.int(1)?)?))
        };
        rows.iter().map(fate).collect()
    }
}
