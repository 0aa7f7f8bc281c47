//! SQLite: one writer thread, which serves one transaction at a time, and a few
//! reader threads. WAL, `synchronous=FULL`: what was committed is on the disk.

use crate::{Outcome, Row, Statement, Value};
use kernel::{Error, Result};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;
use tokio::sync::oneshot;

const READERS: usize = 4;
/// Transactions waiting for the writer, at most.
const WRITERS_WAITING_MAX: usize = 1_024;
/// Questions waiting for a reader, at most.
const QUESTIONS_WAITING_MAX: usize = 8_192;
const BUSY_WAIT: Duration = Duration::from_secs(10);
const STATEMENTS_CACHED: usize = 256;

type Answer = oneshot::Sender<Result<Vec<Outcome>>>;

enum Step {
    Run(Vec<Statement>, Answer),
    Script(String, oneshot::Sender<Result<()>>),
    Commit(oneshot::Sender<Result<()>>),
}

struct Session {
    steps: mpsc::Receiver<Step>,
    begun: oneshot::Sender<Result<()>>,
}

struct Question {
    statement: Statement,
    answer: oneshot::Sender<Result<Vec<Row>>>,
}

/// An SQLite database.
pub(crate) struct Sqlite {
    sessions: mpsc::SyncSender<Session>,
    questions: mpsc::SyncSender<Question>,
}

/// A transaction: the writer thread is ours until it ends.
pub(crate) struct SqliteTx {
    steps: mpsc::Sender<Step>,
}

impl Sqlite {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        if let Some(folder) = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            std::fs::create_dir_all(folder).map_err(|e| {
                Error::unavailable("creating the folder of the database").because(e)
            })?;
        }
        let writer = connect(path, false)?;
        let (sessions, waiting) = mpsc::sync_channel(WRITERS_WAITING_MAX);
        spawn("store-writer", move || serve_sessions(writer, &waiting))?;
        let (questions, asked) = mpsc::sync_channel::<Question>(QUESTIONS_WAITING_MAX);
        let asked = Arc::new(Mutex::new(asked));
        for _ in 0..READERS {
            let (reader, asked) = (connect(path, true)?, Arc::clone(&asked));
            spawn("store-reader", move || serve_questions(&reader, &asked))?;
        }
        Ok(Self {
            sessions,
            questions,
        })
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

    pub(crate) async fn begin(&self) -> Result<SqliteTx> {
        let (steps, session_steps) = mpsc::channel();
        let (begun, beginning) = oneshot::channel();
        self.sessions
            .try_send(Session {
                steps: session_steps,
                begun,
            })
            .map_err(|_| Error::unavailable("too many transactions wait for the database"))?;
        beginning
            .await
            .map_err(|_| Error::unavailable("the writer of the database stopped"))??;
        Ok(SqliteTx { steps })
    }
}

impl SqliteTx {
    pub(crate) async fn run(&mut self, batch: Vec<Statement>) -> Result<Vec<Outcome>> {
        self.step(|answer| Step::Run(batch, answer)).await
    }

    pub(crate) async fn script(&mut self, text: String) -> Result<()> {
        self.step(|answer| Step::Script(text, answer)).await
    }

    pub(crate) async fn commit(self) -> Result<()> {
        self.step(Step::Commit).await
    }

    async fn step<T>(&self, step: impl FnOnce(oneshot::Sender<Result<T>>) -> Step) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let gone = || Error::unavailable("the writer of the database stopped");
        self.steps.send(step(answer)).map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<()> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map(drop)
        .map_err(|e| Error::unavailable("starting a thread of the database").because(e))
}

fn connect(path: &Path, read_only: bool) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let path: PathBuf = path.to_owned();
    let connection = Connection::open_with_flags(path, flags)
        .map_err(|e| translate(&e, "opening the database"))?;
    let set = |text: &str| {
        connection
            .execute_batch(text)
            .map_err(|e| translate(&e, "setting up the database"))
    };
    connection
        .busy_timeout(BUSY_WAIT)
        .map_err(|e| translate(&e, "setting up the database"))?;
    set(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;",
    )?;
    if read_only {
        set("PRAGMA query_only = ON;")?;
    }
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    Ok(connection)
}

fn serve_sessions(connection: Connection, sessions: &mpsc::Receiver<Session>) {
    while let Ok(session) = sessions.recv() {
        let begun = connection
            .execute_batch("BEGIN IMMEDIATE")
            .map_err(|e| translate(&e, "beginning"));
        let live = begun.is_ok();
        if session.begun.send(begun).is_err() && live {
            roll_back(&connection);
            continue;
        }
        if live {
            serve_session(&connection, &session.steps);
        }
    }
}

/// Serves one transaction to its end. A refusal within it ends nothing: the
/// caller decides whether to go on; going away rolls back.
fn serve_session(connection: &Connection, steps: &mpsc::Receiver<Step>) {
    while let Ok(step) = steps.recv() {
        match step {
            Step::Run(batch, answer) => {
                let outcomes = batch
                    .iter()
                    .map(|statement| run(connection, statement))
                    .collect();
                drop(answer.send(outcomes));
            }
            Step::Script(text, answer) => {
                let done = connection
                    .execute_batch(&text)
                    .map_err(|e| translate(&e, "running a script"));
                drop(answer.send(done));
            }
            Step::Commit(answer) => {
                let committed = connection
                    .execute_batch("COMMIT")
                    .map_err(|e| translate(&e, "committing"));
                if committed.is_err() {
                    roll_back(connection);
                }
                drop(answer.send(committed));
                return;
            }
        }
    }
    roll_back(connection);
}

fn roll_back(connection: &Connection) {
    if !connection.is_autocommit()
        && let Err(error) = connection.execute_batch("ROLLBACK")
    {
        tracing::error!(error = %error, "rolling back");
    }
}

fn serve_questions(connection: &Connection, asked: &Mutex<mpsc::Receiver<Question>>) {
    loop {
        let question = match asked.lock() {
            Ok(asked) => asked.recv(),
            Err(_) => return,
        };
        let Ok(question) = question else { return };
        drop(
            question
                .answer
                .send(run(connection, &question.statement).map(|outcome| outcome.rows)),
        );
    }
}

fn run(connection: &Connection, statement: &Statement) -> Result<Outcome> {
    let failed = |e: rusqlite::Error| translate(&e, "running a statement");
    let mut prepared = connection
        .prepare_cached(crate::placeholders::numbered(statement.sql))
        .map_err(failed)?;
    if prepared.parameter_count() != statement.params.len() {
        return Err(Error::fault(
            "a statement has other parameters than it was given",
        ));
    }
    for (place, value) in statement.params.iter().enumerate() {
        prepared
            .raw_bind_parameter(place + 1, value)
            .map_err(failed)?;
    }
    let columns = prepared.column_count();
    if columns == 0 {
        let changed = prepared.raw_execute().map_err(failed)?;
        return Ok(Outcome {
            rows: Vec::new(),
            changed: changed as u64,
        });
    }
    let mut found = prepared.raw_query();
    let mut rows = Vec::new();
    while let Some(row) = found.next().map_err(failed)? {
        let values = (0..columns)
            .map(|column| row.get_ref(column).map(value))
            .collect::<Result<_, _>>();
        rows.push(Row(values.map_err(failed)?));
    }
    drop(found);
    let changed = if prepared.readonly() {
        0
    } else {
        connection.changes()
    };
    Ok(Outcome { rows, changed })
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => Value::Int(n),
        ValueRef::Real(n) => Value::Real(n),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(n) => ValueRef::Integer(*n),
            Self::Real(n) => ValueRef::Real(*n),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// SQLite's words do not name values, so they may be logged.
fn translate(error: &rusqlite::Error, doing: &str) -> Error {
    let note = format!("{doing}: {error}");
    match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => Error::conflict("error-conflict").note(note),
        Some(
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::ReadOnly
            | ErrorCode::OutOfMemory,
        ) => Error::unavailable(note),
        _ => Error::fault(note),
    }
}
