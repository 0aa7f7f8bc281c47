//! The tables of messages.

pub(crate) mod drafts;
mod manner;
pub(crate) mod outgoing;

use crate::mailbox::ThreadId;
use crate::rules::Reach;
use journal::{DueTable, Dues, due_table};
use kernel::{Chance, Result, Rpps, SpaceId, Timestamp};
use keys::{Key, RegisterKeys, mac, open, seal};
use std::collections::{BTreeMap, BTreeSet};
use store::{Migration, Row, Store, Value};

const HASHING: &str = "messages-party";
const PLACING: &str = "messages-inside";
const SEALING: &str = "messages-place";
const DRAFTING: &str = "messages-draft";
const MAILING: &str = "messages-mail";
const KEEPING: &str = "messages-kept";

#[derive(Clone)]
pub(crate) struct Tables {
    pub due: Dues<ThreadId>,
    store: Store,
    hashing: Key,
    placing: Key,
    sealing: Key,
    drafting: Key,
    mailing: Key,
    /// Of what professionals keep that is of no space.
    keeping: Key,
}

/// A line of a professional's inbox.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Line {
    pub space: SpaceId,
    pub thread: ThreadId,
    pub at: Timestamp,
}

/// Threads whose holders may have to be told of a message.
const DUE: DueTable<ThreadId> = due_table!("message_due", "thread", earlier);

impl Tables {
    pub async fn open(store: Store, register: &RegisterKeys) -> Result<Self> {
        const TABLES: [Migration; 6] = [
            Migration::both(
                "0001_messages",
                include_str!("../migrations/0001_messages.sql"),
            ),
            Migration::both(
                "0002_outgoing",
                include_str!("../migrations/0002_outgoing.sql"),
            ),
            Migration::both("0003_seats", include_str!("../migrations/0003_seats.sql")),
            Migration::both("0004_manner", include_str!("../migrations/0004_manner.sql")),
            Migration::both(
                "0005_draft_files",
                include_str!("../migrations/0005_draft_files.sql"),
            ),
            Migration::both("0006_sought", include_str!("../migrations/0006_sought.sql")),
        ];
        store.migrate("messages", &TABLES).await?;
        Ok(Self {
            due: Dues::new(store.clone(), DUE),
            store,
            hashing: register.derive(HASHING),
            placing: register.derive(PLACING),
            sealing: register.derive(SEALING),
            drafting: register.derive(DRAFTING),
            mailing: register.derive(MAILING),
            keeping: register.derive(KEEPING),
        })
    }

    /// The key of the names that mails refer to messages by.
    pub const fn mailing(&self) -> &Key {
        &self.mailing
    }

    fn party(&self, rpps: &Rpps) -> [u8; 32] {
        mac(&self.hashing, HASHING, rpps.to_string().as_bytes())
    }

    fn inside(&self, space: SpaceId) -> Value {
        Value::Blob(mac(&self.placing, PLACING, &space.to_bytes()).to_vec())
    }

    /// Notes that something is about to be said in a thread of this professional:
    /// before it is, so that none is missing in their inbox. `unread_at` is when it
    /// is there for them to read, if others say it.
    pub async fn note(
        &self,
        rpps: &Rpps,
        line: Line,
        unread_at: Option<Timestamp>,
        chance: &dyn Chance,
    ) -> Result<()> {
        const NOTE: &str = "INSERT INTO message_thread (party, thread, at, unread_at, place, inside) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (party, thread) DO UPDATE \
             SET at = excluded.at, unread_at = COALESCE(message_thread.unread_at, excluded.unread_at)";
        let party = self.party(rpps);
        let place = seal(
            &self.sealing,
            chance,
            &bound(&party, line.thread),
            &line.space.to_bytes(),
        );
        let row = vec![
            party.to_vec().into(),
            line.thread.into(),
            line.at.into(),
            unread_at.map_or(Value::Null, Value::from),
            place.into(),
            self.inside(line.space),
        ];
        self.store.execute(NOTE, row).await.map(drop)
    }

    /// What stood there to read by then was read.
    pub async fn read(&self, rpps: &Rpps, thread: ThreadId, now: Timestamp) -> Result<()> {
        const READ: &str = "UPDATE message_thread SET unread_at = NULL \
             WHERE party = $1 AND thread = $2 AND unread_at <= $3";
        let row = vec![self.party(rpps).to_vec().into(), thread.into(), now.into()];
        self.store.execute(READ, row).await.map(drop)
    }

    /// Nothing of it is left for them.
    pub async fn drop_line(&self, rpps: &Rpps, line: Line) -> Result<()> {
        const DROP: &str =
            "DELETE FROM message_thread WHERE party = $1 AND thread = $2 AND at = $3";
        let party = self.party(rpps).to_vec();
        let row = vec![party.into(), line.thread.into(), line.at.into()];
        self.store.execute(DROP, row).await.map(drop)
    }

    /// They take no part in it any more.
    pub async fn forget_line(&self, rpps: &Rpps, thread: ThreadId) -> Result<()> {
        const FORGET: &str = "DELETE FROM message_thread WHERE party = $1 AND thread = $2";
        let row = vec![self.party(rpps).to_vec().into(), thread.into()];
        self.store.execute(FORGET, row).await.map(drop)
    }

    /// Threads of a professional in which something is unread.
    pub async fn count_unread(&self, rpps: &Rpps, now: Timestamp) -> Result<u64> {
        const COUNT: &str =
            "SELECT COUNT(*) FROM message_thread WHERE party = $1 AND unread_at <= $2";
        let asked = vec![self.party(rpps).to_vec().into(), now.into()];
        let rows = self.store.query(COUNT, asked).await?;
        let count = rows.first().map_or(Ok(0), |row| row.int(0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// Threads of a professional, the last said first, from before this one on.
    pub async fn inbox(
        &self,
        rpps: &Rpps,
        before: Option<(Timestamp, ThreadId)>,
        most: i64,
    ) -> Result<Vec<Line>> {
        const INBOX: &str = "SELECT thread, at, place FROM message_thread \
             WHERE party = $1 AND (at, thread) < ($2, $3) \
             ORDER BY at DESC, thread DESC LIMIT $4";
        let party = self.party(rpps);
        let (at, thread) = before.map_or_else(
            || (Value::Int(i64::MAX), Value::Blob(vec![0xff; 16])),
            |(at, thread)| (at.into(), thread.into()),
        );
        let asked = vec![party.to_vec().into(), at, thread, most.into()];
        let rows = self.store.query(INBOX, asked).await?;
        let read = |row: &Row| {
            let thread = ThreadId::from_slice(row.blob(0)?)?;
            let place = open(&self.sealing, &bound(&party, thread), row.blob(2)?)?;
            Ok(Line {
                space: SpaceId::from_slice(&place)?,
                thread,
                at: row.timestamp(1)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Who may write to this professional first.
    pub async fn reach_of(&self, rpps: &Rpps) -> Result<Reach> {
        let all = self.reaches(std::slice::from_ref(rpps)).await?;
        Ok(match all.get(rpps) {
            None => Reach::Nobody,
            Some(false) => Reach::Known,
            Some(true) => Reach::Anybody,
        })
    }

    /// Which of these let patients whom they know write to them first.
    pub async fn reached(&self, all: &[Rpps]) -> Result<BTreeSet<Rpps>> {
        Ok(self.reaches(all).await?.into_keys().collect())
    }

    /// Which of these let whoever looks for them write to them first, too.
    pub async fn sought(&self, all: &[Rpps]) -> Result<BTreeSet<Rpps>> {
        let mut all = self.reaches(all).await?;
        all.retain(|_, sought| *sought);
        Ok(all.into_keys().collect())
    }

    /// Which of these are written to first, and whether by whoever looks for them, too.
    async fn reaches(&self, all: &[Rpps]) -> Result<BTreeMap<Rpps, bool>> {
        const AT_ONCE: usize = 20;
        const FIND: &str = "SELECT party, sought FROM message_reach WHERE party IN \
             ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, \
             $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";
        let mut reached = BTreeMap::new();
        for some in all.chunks(AT_ONCE) {
            let parties: Vec<[u8; 32]> = some.iter().map(|rpps| self.party(rpps)).collect();
            let mut asked: Vec<Value> = parties.iter().map(|it| it.to_vec().into()).collect();
            // No party is hashed to nothing.
            asked.resize(AT_ONCE, Value::Blob(Vec::new()));
            for row in self.store.query(FIND, asked).await? {
                let (party, sought) = (row.blob(0)?, row.int(1)? == 1);
                let found = parties.iter().zip(some);
                let found = found.filter(|(it, _)| it.as_slice() == party);
                reached.extend(found.map(|(_, rpps)| (rpps.clone(), sought)));
            }
        }
        Ok(reached)
    }

    /// They choose.
    pub async fn reach(&self, rpps: &Rpps, reach: Reach, now: Timestamp) -> Result<()> {
        const REACH: &str = "INSERT INTO message_reach (party, since, sought) \
             VALUES ($1, $2, $3) ON CONFLICT (party) DO UPDATE SET sought = excluded.sought";
        const CLOSE: &str = "DELETE FROM message_reach WHERE party = $1";
        let party: Value = self.party(rpps).to_vec().into();
        let (sql, row) = match reach {
            Reach::Nobody => (CLOSE, vec![party]),
            Reach::Known => (REACH, vec![party, now.into(), Value::Int(0)]),
            Reach::Anybody => (REACH, vec![party, now.into(), Value::Int(1)]),
        };
        self.store.execute(sql, row).await.map(drop)
    }

    /// Forgets all that is noted of a space.
    pub async fn forget(&self, space: SpaceId) -> Result<()> {
        const THREADS: &str = "DELETE FROM message_thread WHERE inside = $1";
        const DRAFTS: &str = "DELETE FROM message_draft WHERE inside = $1";
        const OUTGOING: &str = "DELETE FROM message_outgoing WHERE bucket = $1 AND space = $2";
        self.due.forget(space).await?;
        let row = vec![i64::from(space.bucket()).into(), space.into()];
        self.store.execute(OUTGOING, row).await?;
        for forget in [THREADS, DRAFTS] {
            self.store.execute(forget, vec![self.inside(space)]).await?;
        }
        Ok(())
    }
}

/// What binds a sealed place to its row.
fn bound(party: &[u8; 32], thread: ThreadId) -> Vec<u8> {
    [party.as_slice(), &thread.to_bytes()].concat()
}
