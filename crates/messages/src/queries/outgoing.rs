//! What is to leave for the mailboxes of professionals, and what became of it.

use super::Tables;
use crate::mailbox::{MessageId, ThreadId};
use kernel::{Error, Result, SpaceId, Timestamp};
use std::collections::BTreeMap;
use store::{Row, Value};

/// A message, and the number in its thread of whom it leaves for.
pub(crate) type Leaving = (MessageId, usize);

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

/// A message that is to leave for the mailbox of one who takes part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Outgoing {
    pub space: SpaceId,
    pub thread: ThreadId,
    pub message: MessageId,
    /// Their number in the thread.
    pub seat: usize,
    pub noted_at: Timestamp,
    pub due_at: Timestamp,
    pub tries: u32,
}

impl Outgoing {
    fn place(&self) -> Vec<Value> {
        let bucket = i64::from(self.space.bucket());
        let seat = seat_value(self.seat);
        vec![bucket.into(), self.space.into(), self.message.into(), seat]
    }
}

fn seat_value(seat: usize) -> Value {
    i64::try_from(seat).unwrap_or(i64::MAX).into()
}

impl Tables {
    /// Notes that a message may leave: before it is sent, so that none is forgotten.
    pub async fn note_outgoing(&self, outgoing: Outgoing) -> Result<()> {
        const NOTE: &str = "INSERT INTO message_outgoing \
             (bucket, space, message, seat, thread, state, noted_at, due_at, tries) \
             VALUES ($1, $2, $3, $4, $5, 0, $6, $7, 0) ON CONFLICT DO NOTHING";
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
        const DUE: &str = "SELECT space, message, thread, noted_at, due_at, tries, seat \
             FROM message_outgoing WHERE due_at <= $1 \
             ORDER BY due_at, bucket, space, message, seat LIMIT $2";
        let rows = self.store.query(DUE, vec![now.into(), most.into()]).await?;
        let outgoing = |row: &Row| {
            Ok(Outgoing {
                space: SpaceId::from_slice(row.blob(0)?)?,
                message: MessageId::from_slice(row.blob(1)?)?,
                thread: ThreadId::from_slice(row.blob(2)?)?,
                noted_at: row.timestamp(3)?,
                due_at: row.timestamp(4)?,
                tries: u32::try_from(row.int(5)?).unwrap_or(u32::MAX),
                seat: usize::try_from(row.int(6)?).unwrap_or(usize::MAX),
            })
        };
        rows.iter().map(outgoing).collect()
    }

    /// Takes one for this process until then, and counts the try; false, if another
    /// process has it.
    pub async fn take_outgoing(&self, outgoing: Outgoing, until: Timestamp) -> Result<bool> {
        const TAKE: &str = "UPDATE message_outgoing SET due_at = $6, tries = tries + 1 \
             WHERE bucket = $1 AND space = $2 AND message = $3 AND seat = $4 AND due_at = $5";
        let mut row = outgoing.place();
        row.extend([outgoing.due_at.into(), until.into()]);
        Ok(self.store.execute(TAKE, row).await? > 0)
    }

    /// It is to be tried again then.
    pub async fn outgoing_later(&self, outgoing: Outgoing, then: Timestamp) -> Result<()> {
        const LATER: &str = "UPDATE message_outgoing SET due_at = $5 \
             WHERE bucket = $1 AND space = $2 AND message = $3 AND seat = $4 \
             AND due_at IS NOT NULL";
        let mut row = outgoing.place();
        row.push(then.into());
        self.store.execute(LATER, row).await.map(drop)
    }

    /// Says what became of it: what was told once is not taken back by what comes
    /// late, but for what did not arrive. Whether that is new.
    pub async fn settle(&self, space: SpaceId, leaving: Leaving, fate: Fate) -> Result<bool> {
        const SETTLE: &str = "UPDATE message_outgoing SET state = $5, due_at = NULL \
             WHERE bucket = $1 AND space = $2 AND message = $3 AND seat = $4 AND state < $5";
        let bucket = i64::from(space.bucket());
        let row = vec![
            bucket.into(),
            space.into(),
            leaving.0.into(),
            seat_value(leaving.1),
            fate.number().into(),
        ];
        Ok(self.store.execute(SETTLE, row).await? > 0)
    }

    /// Nothing of it is to leave.
    pub async fn drop_outgoing(&self, outgoing: Outgoing) -> Result<()> {
        const DROP: &str = "DELETE FROM message_outgoing \
             WHERE bucket = $1 AND space = $2 AND message = $3 AND seat = $4";
        self.store.execute(DROP, outgoing.place()).await.map(drop)
    }

    /// In which space the message is that left under this id.
    pub async fn left(&self, leaving: Leaving) -> Result<Option<SpaceId>> {
        const FIND: &str = "SELECT space FROM message_outgoing \
             WHERE message = $1 AND seat = $2 AND state > 0";
        let asked = vec![leaving.0.into(), seat_value(leaving.1)];
        let rows = self.store.query(FIND, asked).await?;
        rows.first()
            .map(|row| SpaceId::from_slice(row.blob(0)?))
            .transpose()
    }

    /// What became of those of a space that leave by mail, for each of those for whom
    /// they leave.
    pub async fn fates(&self, space: SpaceId) -> Result<BTreeMap<Leaving, Fate>> {
        const LIST: &str =
            "SELECT message, seat, state FROM message_outgoing WHERE bucket = $1 AND space = $2";
        let row = vec![i64::from(space.bucket()).into(), space.into()];
        let rows = self.store.query(LIST, row).await?;
        let fate = |row: &Row| {
            let message = MessageId::from_slice(row.blob(0)?)?;
            let seat = usize::try_from(row.int(1)?).unwrap_or(usize::MAX);
            Ok(((message, seat), Fate::from_number(row.int(2)?)?))
        };
        rows.iter().map(fate).collect()
    }
}
