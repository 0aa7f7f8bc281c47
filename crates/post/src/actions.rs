//! What can be done with notices: queue them within the transaction of what
//! they tell; take over what came back.

use crate::Post;
use crate::notice::{Channel, Notice};
use crate::queries::{self, Queued};
use crate::rules::retry::GIVEN_UP_AFTER;
use kernel::{Error, NoticeId, PersonId, Result, Timestamp};
use store::{Row, Statement, Tx};

/// Notices sent to the store in one message.
const BATCH_NOTICES: usize = 1_000;

/// Why a notice did not reach its person.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Outcome {
    /// Refused, or tried for three days, or over before it could leave.
    Failed,
    /// Taken by the next server, and sent back later.
    Returned,
}

/// A notice that did not reach its person, to be taken over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Returned {
    /// Its id.
    pub id: NoticeId,
    /// The person it is about.
    pub about: Option<PersonId>,
    /// The way it took.
    pub channel: Channel,
    /// What became of it.
    pub outcome: Outcome,
    /// Since when that is known.
    pub at: Timestamp,
    /// When it was queued.
    pub queued_at: Timestamp,
}

impl Returned {
    /// Whether its address is to blame: the next server sent it back, or refused it.
    /// What did not leave in three days may have failed for our own server's sake.
    pub fn address_failed(&self) -> bool {
        match self.outcome {
            Outcome::Returned => true,
            Outcome::Failed => self.at < self.queued_at.plus(GIVEN_UP_AFTER),
        }
    }
}

impl Post {
    /// The id of a notice: the same for the same person, kind, channel and
    /// occasion. It stands in the Message-ID of an e-mail and in the reference
    /// of the others.
    pub fn id(&self, notice: &Notice) -> NoticeId {
        self.keys().id(notice)
    }

    /// What the caller's transaction runs to queue this notice. The statement
    /// changes one row, or none when this very notice was queued before.
    pub fn statements(&self, notice: &Notice) -> Vec<Statement> {
        vec![queries::insert(self.queued(self.id(notice), notice))]
    }

    /// Queues notices within the caller's transaction, thousands as well as
    /// one, and says how many are new.
    ///
    /// # Errors
    /// As the store; then the transaction can only end.
    pub async fn queue(&self, tx: &mut Tx, notices: &[Notice]) -> Result<u64> {
        let with_id = |notice| (self.id(notice), notice);
        let mut notices: Vec<(NoticeId, &Notice)> = notices.iter().map(with_id).collect();
        // In one order, so that two who queue the same ones wait for each other
        // in turn.
        notices.sort_by_key(|(id, _)| *id);
        let mut new = 0;
        for batch in notices.chunks(BATCH_NOTICES) {
            let queued = batch.iter().map(|(id, notice)| self.queued(*id, notice));
            new += queries::insert_all(tx, queued).await?;
        }
        Ok(new)
    }

    fn queued(&self, id: NoticeId, notice: &Notice) -> Queued {
        let now = self.world().now();
        Queued {
            id,
            about: notice.about,
            kind: notice.kind,
            channel: notice.message.channel(),
            until: notice.until,
            body: self.keys().seal(&*self.world().chance, id, notice),
            now,
            due: notice.not_before.map_or(now, |instant| instant.max(now)),
        }
    }

    /// Notices of this kind that failed for good or came back, the oldest
    /// first, and that nobody took over: to be done within the transaction that
    /// takes them over. Another process that asks meanwhile gets others.
    ///
    /// # Errors
    /// As the store; then the transaction can only end.
    pub async fn returned(&self, tx: &mut Tx, kind: &str, limit: usize) -> Result<Vec<Returned>> {
        let rows = queries::list_failed(tx, self.store().engine(), kind, limit).await?;
        rows.iter().map(returned).collect()
    }

    /// When the notice of this kind was queued that waits longest to leave.
    ///
    /// # Errors
    /// As the store.
    pub async fn waiting_since(&self, tx: &mut Tx, kind: &str) -> Result<Option<Timestamp>> {
        queries::waiting_since(tx, kind).await
    }

    /// What the caller's transaction runs to take a notice over: one row is
    /// changed, or none when somebody else did.
    pub fn taken_over(&self, id: NoticeId) -> Statement {
        queries::taken_over(id, self.world().now())
    }
}

fn returned(row: &Row) -> Result<Returned> {
    Ok(Returned {
        id: NoticeId::from_slice(row.blob(0)?)?,
        about: row.opt_blob(1)?.map(PersonId::from_slice).transpose()?,
        channel: Channel::from_code(row.int(2)?)?,
        outcome: match row.int(3)? {
            2 => Outcome::Failed,
            3 => Outcome::Returned,
            _ => return Err(Error::fault("the outbox holds an unknown state")),
        },
        at: row.timestamp(4)?,
        queued_at: row.timestamp(5)?,
    })
}
