//! The committer: one durable transaction for whatever waits, then every
//! answer. No timer: a batch forms by itself while the disk syncs.

use crate::book::{Book, Standing};
use crate::codec::{self, GENESIS};
use crate::line::{By, NewEntry, NewRead};
use crate::log::{bucket, signed, unsigned};
use kernel::{Error, Kind, Result, SpaceId, Timestamp, UNCERTAIN, World};
use ledger::Due;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use store::{Engine, Outcome, Statement, Store};
use tokio::sync::{mpsc, oneshot};

/// At most this many items in one transaction.
const BATCH_ITEMS_MAX: usize = 512;
/// At most this many access-log tips remembered by a lane.
const TIPS_MAX: usize = 200_000;

/// A row that became durable.
pub(crate) struct Appended {
    pub seq: u64,
    pub body: Vec<u8>,
}

/// What the store said in the transaction that made a read durable.
#[derive(Clone, Copy)]
pub(crate) struct Present {
    pub version: u64,
    pub standing: Standing,
}

pub(crate) enum Job {
    Append {
        book: Arc<Book>,
        at: Timestamp,
        by: By,
        entries: Vec<NewEntry>,
        reply: oneshot::Sender<Result<Appended>>,
    },
    Note {
        book: Arc<Book>,
        at: Timestamp,
        read: NewRead,
        reply: oneshot::Sender<Result<(u64, Present)>>,
    },
}

/// The last line of a space's access log.
#[derive(Clone, Copy)]
struct Tip {
    n: u64,
    link: [u8; 32],
}

/// Whether a batch goes first, or an item of it again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Together,
    Alone,
}

pub(crate) struct Committer {
    store: Store,
    world: World,
    tips: HashMap<SpaceId, Tip>,
}

/// What came of one item of a durable batch; sent only after the commit.
enum Answer {
    Appended(Appended),
    /// The number of the line, and the record as it stands.
    Noted(u64, Present),
    Refused(Error),
    /// Another process wrote this place first: once more, with a fresh tip.
    Again,
}

impl Committer {
    pub(crate) fn new(store: Store, world: World) -> Self {
        Self {
            store,
            world,
            tips: HashMap::new(),
        }
    }

    /// Serves until every sender is gone.
    pub(crate) async fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut batch = Vec::with_capacity(BATCH_ITEMS_MAX);
        while jobs.recv_many(&mut batch, BATCH_ITEMS_MAX).await > 0 {
            // Those just answered are about to come back: let them, so that the
            // first of them does not sync alone.
            tokio::task::yield_now().await;
            while batch.len() < BATCH_ITEMS_MAX
                && let Ok(job) = jobs.try_recv()
            {
                batch.push(job);
            }
            self.serve(std::mem::take(&mut batch)).await;
        }
    }

    async fn serve(&mut self, batch: Vec<Job>) {
        if self.tips.len() > TIPS_MAX {
            self.tips.clear();
        }
        let mut done = self.commit(&batch, Turn::Together).await;
        if done.as_ref().is_err_and(|e| e.kind() == Kind::Conflict) {
            // Tips are read anew: nearly always that is enough.
            done = self.commit(&batch, Turn::Together).await;
        }
        match done {
            Ok(answers) => {
                let mut again = Vec::new();
                for (job, answer) in batch.into_iter().zip(answers) {
                    if let Some(job) = reply(job, answer) {
                        again.push(job);
                    }
                }
                for job in again {
                    self.alone(job).await;
                }
            }
            // One bad item must harm nobody else; a store that is away harms all alike.
            Err(error) if batch.len() == 1 || error.kind() == Kind::Unavailable => {
                tracing::error!(
                    error = error.log_text(),
                    items = batch.len(),
                    "a batch of the journal was not written"
                );
                for job in batch {
                    refuse(job, &error);
                }
            }
            Err(error) => {
                tracing::warn!(
                    error = error.log_text(),
                    items = batch.len(),
                    "a batch failed; each item is tried alone"
                );
                for job in batch {
                    self.alone(job).await;
                }
            }
        }
    }

    async fn alone(&mut self, job: Job) {
        const TRIES_MAX: usize = 64;
        let mut batch = vec![job];
        for _ in 0..TRIES_MAX {
            match self.commit(&batch, Turn::Alone).await {
                Ok(mut answers) => {
                    let (Some(job), Some(answer)) = (batch.pop(), answers.pop()) else {
                        return;
                    };
                    match reply(job, answer) {
                        Some(job) => batch.push(job),
                        None => return,
                    }
                }
                Err(error) => {
                    tracing::error!(
                        error = error.log_text(),
                        "an item of the journal was not written"
                    );
                    for job in batch {
                        refuse(job, &error);
                    }
                    return;
                }
            }
        }
        for job in batch {
            refuse(job, &Error::unavailable("the access log is contended"));
        }
    }

    /// Writes the whole batch in one transaction. After an error nothing of it
    /// is durable, as far as we know, and no tip is trusted.
    async fn commit(&mut self, batch: &[Job], turn: Turn) -> Result<Vec<Answer>> {
        let written = self.write(batch, turn).await;
        if written.is_err() {
            for job in batch {
                self.tips.remove(&job.book().space());
            }
        }
        written
    }

    async fn write(&mut self, batch: &[Job], turn: Turn) -> Result<Vec<Answer>> {
        let mut tx = self.store.begin("commit journal").await?;
        if let (Turn::Alone, Engine::Postgres, [job]) = (turn, self.store.engine(), batch) {
            // Those who lost a place stand in line for the next one.
            let space = job.book().space();
            let place = vec![bucket(space), space.into()];
            tx.query(IN_LINE, place).await?;
        }
        let mut tips = self.known_tips(&mut tx, batch).await?;

        let mut statements = Vec::with_capacity(batch.len() * 2);
        // The place of each, and the body of a row.
        let mut placed = Vec::with_capacity(batch.len());
        let mut commitments = Vec::with_capacity(batch.len());
        for job in batch {
            let book = job.book();
            let place = || vec![bucket(book.space()), book.space().into()];
            match job {
                Job::Append {
                    book,
                    at,
                    by,
                    entries,
                    ..
                } => {
                    let seq = book.version() + 1;
                    let sealed = codec::seal_row(
                        &book.key,
                        &*self.world.chance,
                        book.space(),
                        seq,
                        book.tip,
                        *at,
                        by,
                        entries,
                    );
                    let mut params = place();
                    params.extend([signed(seq)?.into(), sealed.body.clone().into()]);
                    statements.push(Statement {
                        sql: INSERT_ROW,
                        params,
                    });
                    statements.push(Statement {
                        sql: PRESENT,
                        params: place(),
                    });
                    placed.push((seq, sealed.body));
                    commitments.push(sealed.commitment);
                }
                Job::Note { book, at, read, .. } => {
                    let tip = tips
                        .get_mut(&book.space())
                        .ok_or_else(|| Error::fault("an access log without a tip"))?;
                    let n = tip.n + 1;
                    let sealed = codec::seal_read(
                        &book.key,
                        &*self.world.chance,
                        book.space(),
                        n,
                        tip.link,
                        *at,
                        read,
                    );
                    *tip = Tip {
                        n,
                        link: codec::link(&sealed.body),
                    };
                    let mut params = place();
                    params.extend([signed(n)?.into(), sealed.body.into()]);
                    statements.push(Statement {
                        sql: INSERT_READ,
                        params,
                    });
                    statements.push(Statement {
                        sql: PRESENT,
                        params: place(),
                    });
                    placed.push((n, Vec::new()));
                    commitments.push(sealed.commitment);
                }
            }
        }
        // What stands for these lines in the public tree waits in one row.
        let due = batch.first().map(|job| job.book().space().bucket());
        let due = Due::new(due.unwrap_or_default(), &self.world);
        statements.push(due.queue(&commitments));
        let mut outcomes = tx.run(statements).await?;
        outcomes.pop();
        if breaks_a_chain(batch, &outcomes) {
            tx.rollback().await?;
            return Err(Error::conflict("error-conflict").note("another process noted first"));
        }
        let written = commitments.iter().zip(outcomes.chunks(2));
        let written = written.filter(|(_, outcome)| was_inserted(outcome));
        let written: Vec<_> = written.map(|(commitment, _)| *commitment).collect();
        if written.len() < commitments.len() {
            tx.run(vec![due.queue_instead(&written)]).await?;
        }
        kernel::kill_point("journal-before-commit");
        tx.commit().await?;
        kernel::kill_point("journal-after-commit");

        let mut answers = Vec::with_capacity(batch.len());
        for ((job, (n, body)), outcome) in batch.iter().zip(placed).zip(outcomes.chunks(2)) {
            let [inserted, present] = outcome else {
                return Err(Error::fault("the store answered short"));
            };
            answers.push(match job {
                Job::Append { .. } if inserted.changed == 1 => {
                    Answer::Appended(Appended { seq: n, body })
                }
                Job::Append { .. } => Answer::Refused(match read_present(present) {
                    Ok(Present {
                        standing: Standing::Open,
                        ..
                    }) => Error::conflict("error-conflict"),
                    Ok(_) => Error::not_found(),
                    Err(error) => error,
                }),
                Job::Note { book, .. } => match (read_present(present), inserted.changed) {
                    (Ok(present), 1) => Answer::Noted(n, present),
                    (present, _) => {
                        tips.remove(&book.space());
                        self.tips.remove(&book.space());
                        present.map_or_else(Answer::Refused, |_| Answer::Again)
                    }
                },
            });
        }
        self.tips.extend(tips);
        Ok(answers)
    }

    /// The tips of every access log the batch adds to, read where not remembered.
    async fn known_tips(&self, tx: &mut store::Tx, batch: &[Job]) -> Result<HashMap<SpaceId, Tip>> {
        let mut tips = HashMap::new();
        let mut missing = Vec::new();
        for job in batch {
            let Job::Note { book, .. } = job else {
                continue;
            };
            let space = book.space();
            match self.tips.get(&space) {
                Some(tip) => {
                    tips.insert(space, *tip);
                }
                None if tips.contains_key(&space) => {}
                None => {
                    tips.insert(
                        space,
                        Tip {
                            n: 0,
                            link: GENESIS,
                        },
                    );
                    missing.push(space);
                }
            }
        }
        if missing.is_empty() {
            return Ok(tips);
        }
        let questions = missing
            .iter()
            .map(|space| Statement {
                sql: TIP,
                params: vec![bucket(*space), (*space).into()],
            })
            .collect();
        for (space, outcome) in missing.into_iter().zip(tx.run(questions).await?) {
            if let Some(row) = outcome.rows.first() {
                let n = unsigned(row.int(0)?)?;
                tips.insert(
                    space,
                    Tip {
                        n,
                        link: codec::link(row.blob(1)?),
                    },
                );
            }
        }
        Ok(tips)
    }
}

// A row enters only an open space, and only at its own place: what another
// process wrote first stays, and we hear of it as a conflict.
const INSERT_ROW: &str = "INSERT INTO journal (bucket, space, seq, body) \
     SELECT bucket, space, $3, $4 FROM book WHERE bucket = $1 AND space = $2 AND standing = 1 \
     ON CONFLICT DO NOTHING";
// A line goes in for a shut space too: the read is refused after it.
const INSERT_READ: &str = "INSERT INTO access (bucket, space, n, body) \
     SELECT bucket, space, $3, $4 FROM book WHERE bucket = $1 AND space = $2 AND standing <> 2 \
     ON CONFLICT DO NOTHING";
const PRESENT: &str = "SELECT standing, \
     (SELECT coalesce(max(seq), 0) FROM journal WHERE bucket = $1 AND space = $2) \
     FROM book WHERE bucket = $1 AND space = $2";
const IN_LINE: &str = "SELECT standing FROM book WHERE bucket = $1 AND space = $2 FOR UPDATE";
const TIP: &str =
    "SELECT n, body FROM access WHERE bucket = $1 AND space = $2 ORDER BY n DESC LIMIT 1";

/// Whether a line lost its place to another process while a later one of the
/// same space, chained to the lost one, went in.
fn breaks_a_chain(batch: &[Job], outcomes: &[Outcome]) -> bool {
    let mut lost = HashSet::new();
    batch.iter().zip(outcomes.chunks(2)).any(|(job, outcome)| {
        let inserted = was_inserted(outcome);
        match job {
            Job::Append { .. } => false,
            Job::Note { book, .. } if inserted => lost.contains(&book.space()),
            Job::Note { book, .. } => {
                lost.insert(book.space());
                false
            }
        }
    })
}

/// Whether a line found its place: the first of its two outcomes.
fn was_inserted(outcome: &[Outcome]) -> bool {
    outcome.first().is_some_and(|first| first.changed == 1)
}

/// Not found, if the space was erased.
fn read_present(outcome: &Outcome) -> Result<Present> {
    let row = outcome.rows.first().ok_or_else(Error::not_found)?;
    Ok(Present {
        standing: Standing::from_code(row.int(0)?)?,
        version: unsigned(row.int(1)?)?,
    })
}

impl Job {
    fn book(&self) -> &Book {
        match self {
            Self::Append { book, .. } | Self::Note { book, .. } => book,
        }
    }
}

/// Answers a job, or gives it back for another try. A caller that went away
/// does not mind.
fn reply(job: Job, answer: Answer) -> Option<Job> {
    match (job, answer) {
        (job, Answer::Again) => return Some(job),
        (Job::Append { reply, .. }, Answer::Appended(appended)) => drop(reply.send(Ok(appended))),
        (Job::Append { reply, .. }, Answer::Refused(error)) => drop(reply.send(Err(error))),
        (Job::Note { reply, .. }, Answer::Noted(n, present)) => {
            drop(reply.send(Ok((n, present))));
        }
        (Job::Note { reply, .. }, Answer::Refused(error)) => drop(reply.send(Err(error))),
        (job, _) => refuse(job, &Error::fault("the committer mixed its answers")),
    }
    None
}

fn refuse(job: Job, error: &Error) {
    let copy = || match error.kind() {
        Kind::Fault => Error::fault(error.log_text()),
        _ if error.code() == UNCERTAIN => Error::uncertain(error.log_text()),
        _ => Error::unavailable(error.log_text()),
    };
    match job {
        Job::Append { reply, .. } => drop(reply.send(Err(copy()))),
        // If the read cannot be written, the content is refused, whatever the cause.
        Job::Note { reply, .. } => drop(reply.send(Err(Error::unavailable(error.log_text())))),
    }
}
