//! SQLite: one writer thread, which serves one transaction at a time, and a few
//! reader threads with connections of their own. Cold reads wait for the disk
//! here, never on a worker of the runtime.

mod connection;

use crate::{Outcome, Row, Statement, Value};
use connection::{connect, roll_back, run, run_many, translate};
use kernel::{Error, Result};
use rusqlite::Connection;
use std::path::Path;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;
use tokio::sync::oneshot;

const READERS: usize = 4;
/// Transactions waiting for the writer, at most.
const WORK_WAITING_MAX: usize = 1_024;
/// Questions waiting for a reader, at most.
const QUESTIONS_WAITING_MAX: usize = 8_192;
/// How long a transaction may leave the writer idle: nobody else writes
/// meanwhile.
const IDLE_MAX: Duration = Duration::from_secs(60);

type Reply<T> = oneshot::Sender<Result<T>>;

enum Work {
    Transaction(mpsc::Receiver<Step>, Reply<()>),
    Alone(Statement, Reply<Outcome>),
}

enum Step {
    Run(Vec<Statement>, Reply<Vec<Outcome>>),
    RunMany(&'static str, Vec<Vec<Value>>, Reply<Outcome>),
    Script(String, Reply<()>),
    Commit(Reply<()>),
    RollBack(Reply<()>),
}

struct Question {
    statement: Statement,
    answer: Reply<Vec<Row>>,
}

/// An SQLite database. The threads end when it is dropped.
pub(crate) struct Sqlite {
    work: mpsc::SyncSender<Work>,
    questions: mpsc::SyncSender<Question>,
}

/// A transaction: the writer thread is ours until it ends.
pub(crate) struct SqliteTx {
    steps: mpsc::Sender<Step>,
}

impl Sqlite {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let writer = connection::create(path)?;
        let (work, waiting) = mpsc::sync_channel(WORK_WAITING_MAX);
        spawn("store-writer", move || serve_work(&writer, &waiting))?;
        let (questions, asked) = mpsc::sync_channel::<Question>(QUESTIONS_WAITING_MAX);
        let asked = Arc::new(Mutex::new(asked));
        for _ in 0..READERS {
            let (reader, asked) = (connect(path)?, Arc::clone(&asked));
            connection::only_read(&reader)?;
            spawn("store-reader", move || serve_questions(&reader, &asked))?;
        }
        Ok(Self { work, questions })
    }

    pub(crate) async fn query(&self, statement: Statement) -> Result<Vec<Row>> {
        let (answer, answered) = oneshot::channel();
        self.questions
            .try_send(Question { statement, answer })
            .map_err(|_| Error::unavailable("too many questions wait for the database"))?;
        answered
            .await
            .map_err(|_| Error::unavailable("a reader of the database stopped"))?
    }

    pub(crate) async fn execute(&self, statement: Statement) -> Result<Outcome> {
        let (answer, answered) = oneshot::channel();
        self.give(Work::Alone(statement, answer))?;
        answered.await.map_err(|_| gone())?
    }

    pub(crate) async fn begin(&self) -> Result<SqliteTx> {
        let (steps, given) = mpsc::channel();
        let (begun, beginning) = oneshot::channel();
        self.give(Work::Transaction(given, begun))?;
        beginning.await.map_err(|_| gone())??;
        Ok(SqliteTx { steps })
    }

    fn give(&self, work: Work) -> Result<()> {
        self.work
            .try_send(work)
            .map_err(|_| Error::unavailable("too many transactions wait for the database"))
    }
}

impl SqliteTx {
    pub(crate) async fn run(&mut self, batch: Vec<Statement>) -> Result<Vec<Outcome>> {
        self.step(|answer| Step::Run(batch, answer)).await
    }

    pub(crate) async fn run_many(
        &mut self,
        sql: &'static str,
        rows: Vec<Vec<Value>>,
    ) -> Result<Outcome> {
        self.step(|answer| Step::RunMany(sql, rows, answer)).await
    }

    pub(crate) async fn script(&mut self, text: String) -> Result<()> {
        self.step(|answer| Step::Script(text, answer)).await
    }

    pub(crate) async fn commit(self) -> Result<()> {
        self.step(Step::Commit).await
    }

    pub(crate) async fn rollback(self) -> Result<()> {
        self.step(Step::RollBack).await
    }

    async fn step<T>(&self, step: impl FnOnce(Reply<T>) -> Step) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        self.steps.send(step(answer)).map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

fn gone() -> Error {
    Error::unavailable("the writer of the database stopped, or waited too long")
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<()> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map(drop)
        .map_err(|e| Error::unavailable("starting a thread of the database").because(e))
}

fn serve_work(connection: &Connection, waiting: &mpsc::Receiver<Work>) {
    while let Ok(work) = waiting.recv() {
        match work {
            Work::Alone(statement, answer) => drop(answer.send(run(connection, &statement))),
            Work::Transaction(steps, begun) => {
                // Whoever stopped waiting in the queue costs nothing.
                if begun.is_closed() {
                    continue;
                }
                let begin = connection.execute_batch("BEGIN IMMEDIATE");
                let live = begin.is_ok();
                let sent = begun.send(begin.map_err(|e| translate(&e, "beginning")));
                if live && sent.is_ok() {
                    serve_steps(connection, &steps);
                }
            }
        }
        // INVARIANT: no transaction is open between two pieces of work.
        roll_back(connection);
    }
}

/// Serves one transaction until it is committed or rolled back, or its owner
/// goes away or dawdles.
fn serve_steps(connection: &Connection, steps: &mpsc::Receiver<Step>) {
    loop {
        match steps.recv_timeout(IDLE_MAX) {
            Ok(Step::Run(batch, answer)) => {
                let outcomes = batch.iter().map(|s| run(connection, s)).collect();
                drop(answer.send(outcomes));
            }
            Ok(Step::RunMany(sql, rows, answer)) => {
                drop(answer.send(run_many(connection, sql, &rows)));
            }
            Ok(Step::Script(text, answer)) => {
                let done = connection.execute_batch(&text);
                drop(answer.send(done.map_err(|e| translate(&e, "running a script"))));
            }
            Ok(Step::Commit(answer)) => {
                let committed = connection.execute_batch("COMMIT");
                if committed.is_err() {
                    roll_back(connection);
                }
                drop(answer.send(committed.map_err(|e| translate(&e, "committing"))));
                return;
            }
            Ok(Step::RollBack(answer)) => {
                roll_back(connection);
                drop(answer.send(Ok(())));
                return;
            }
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {
                tracing::error!("a transaction left the writer idle too long: rolled back");
                return;
            }
        }
    }
}

fn serve_questions(connection: &Connection, asked: &Mutex<mpsc::Receiver<Question>>) {
    loop {
        let question = match asked.lock() {
            Ok(asked) => asked.recv(),
            Err(_) => return,
        };
        let Ok(Question { statement, answer }) = question else {
            return;
        };
        if answer.is_closed() {
            continue;
        }
        let rows = run(connection, &statement).map(|outcome| outcome.rows);
        drop(answer.send(rows));
    }
}
