//! The two logs of every space: opening, appending, noting, reading back.

use crate::book::{Book, Standing};
use crate::codec::{self, GENESIS};
use crate::committer::{Committer, Job};
use crate::keyring::{Guards, Keyring};
use crate::line::{By, NewEntry, NewRead, Read, Written};
use crate::slice::Slices;
use kernel::{Error, Kind, Result, SpaceId, World};
use quick_cache::sync::Cache;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use store::{Migration, Row, Store};
use tokio::sync::{mpsc, oneshot};

/// How a journal is kept.
#[derive(Clone, Copy, Debug)]
pub struct JournalConfig {
    /// Books kept warm, at most.
    pub books_max: usize,
    /// Lines waiting to be written, at most, in each lane; beyond, 503.
    pub waiting_max: usize,
    /// Lanes of group commit: one on SQLite, several on PostgreSQL.
    pub lanes: usize,
}

impl Default for JournalConfig {
    fn default() -> Self {
        Self {
            books_max: 50_000,
            waiting_max: 4_096,
            lanes: 1,
        }
    }
}

const TABLES: [Migration; 2] = [
    Migration::both(
        "0001_journal",
        include_str!("../migrations/0001_journal.sql"),
    ),
    Migration::both(
        "0002_erasure",
        include_str!("../migrations/0002_erasure.sql"),
    ),
];

/// A snapshot is written when this many rows follow the last one.
const SNAPSHOT_ROWS: u64 = 100;

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) keyring: Keyring,
    pub(crate) world: World,
    pub(crate) slices: Slices,
    pub(crate) books: Cache<SpaceId, Arc<Book>>,
    pub(crate) lanes: Vec<mpsc::Sender<Job>>,
    /// Of all that was ever erased, no shred is left.
    pub(crate) shreds_checked: AtomicBool,
}

/// The journals and access logs of all spaces. Cheap to clone.
#[derive(Clone)]
pub struct Journal(pub(crate) Arc<Inner>);

/// The only means of appending to journals and of reading their lines back.
/// There is one, made with the journal; `sharing` holds it.
///
/// ```compile_fail
/// fn another(pen: &journal::Pen) -> journal::Pen { pen.clone() }
/// ```
/// ```compile_fail
/// fn forged(journal: journal::Journal) -> journal::Pen { journal::Pen(journal) }
/// ```
pub struct Pen(Journal);

/// What came of noting a read: it is durable, and this is the record as it
/// stood in the transaction that made it so.
#[derive(Debug)]
pub enum Noted {
    /// Nothing changed since the book was opened.
    Current,
    /// The record moved on; decide again on this one.
    Moved(Arc<Book>),
}

/// What checking the two chains of a space found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Integrity {
    /// Rows of the journal, all in place and chained.
    pub rows: u64,
    /// Lines of the access log, all in place and chained.
    pub reads: u64,
}

impl Journal {
    /// Opens the journals of a store and the shreds of their keys, running the
    /// migrations of both.
    ///
    /// # Errors
    /// As the stores; a fault, if these shreds are not those of these journals.
    pub async fn open_all(
        store: Store,
        guards: Guards,
        world: World,
        slices: Slices,
        config: JournalConfig,
    ) -> Result<(Self, Pen)> {
        store.migrate("journal", &TABLES).await?;
        let keyring = Keyring::open(store.clone(), guards, world.clone()).await?;
        let lanes = (0..config.lanes.max(1))
            .map(|_| {
                let (sender, jobs) = mpsc::channel(config.waiting_max);
                tokio::spawn(Committer::new(store.clone(), world.clone()).run(jobs));
                sender
            })
            .collect();
        let books = Cache::new(config.books_max);
        let journal = Self(Arc::new(Inner {
            store,
            keyring,
            world,
            slices,
            books,
            lanes,
            shreds_checked: AtomicBool::new(false),
        }));
        let pen = Pen(journal.clone());
        Ok((journal, pen))
    }

    /// Refuses shreds that lie in the database of these journals, whatever address
    /// led there: they would be in its backups, and erase nothing.
    ///
    /// # Errors
    /// Invalid, if they do; else as the store.
    pub async fn shreds_apart(&self) -> Result<()> {
        match self.0.keyring.is_apart().await? {
            true => Ok(()),
            false => Err(Error::invalid("store-url-wrong")
                .note("[keys] shreds must be another database than [store] url")),
        }
    }

    /// The record of a space, folded: from the cache, or snapshot and tail in
    /// one round trip. The cache may be behind another process; [`Self::note`]
    /// and [`Pen::append`] find out. The first opening of all makes the space's
    /// key, which writes: never within a transaction of one's own.
    ///
    /// # Errors
    /// Not found, if the space has no journal; else as the store.
    pub async fn open(&self, space: SpaceId) -> Result<Arc<Book>> {
        match self.0.books.get(&space) {
            Some(book) => Ok(book),
            None => self.load(space).await,
        }
    }

    /// Writes that somebody reads, and returns once that is durable.
    ///
    /// # Errors
    /// Unavailable, if it could not be written: then no content may be given.
    pub async fn note(&self, book: &Arc<Book>, read: NewRead) -> Result<Noted> {
        let (reply, answer) = oneshot::channel();
        let at = self.0.world.now();
        self.send(
            book.space,
            Job::Note {
                book: Arc::clone(book),
                at,
                read,
                reply,
            },
        )?;
        let present = answer
            .await
            .map_err(|_| Error::unavailable("the committer stopped"))?
            .inspect_err(|error| self.forget_if_gone(book.space, error))?;
        if present.version == book.version && present.standing == book.standing {
            return Ok(Noted::Current);
        }
        Ok(Noted::Moved(self.catch_up(book).await?))
    }

    /// Checks both chains of a space from the first line to the last.
    ///
    /// # Errors
    /// A fault that says what is broken, without any of its content.
    pub async fn verify(&self, space: SpaceId) -> Result<Integrity> {
        let book = self.load(space).await?;
        let params = || vec![bucket(space), space.into()];
        let mut tip = GENESIS;
        let rows = self
            .0
            .store
            .query(
                "SELECT seq, body FROM journal WHERE bucket = $1 AND space = $2 ORDER BY seq",
                params(),
            )
            .await?;
        for (row, place) in rows.iter().zip(1u64..) {
            let seq = unsigned(row.int(0)?)?;
            let body = row.blob(1)?;
            let opened = codec::open_row(&book.key, space, seq, body)?;
            if seq != place || opened.before != tip {
                return Err(Error::fault(format!(
                    "the journal's chain is broken at row {place}"
                )));
            }
            tip = codec::link(body);
        }
        if rows.len() as u64 != book.version {
            return Err(Error::fault("the journal is shorter than its snapshot"));
        }
        let mut tip = GENESIS;
        let reads = self
            .0
            .store
            .query(
                "SELECT n, body FROM access WHERE bucket = $1 AND space = $2 ORDER BY n",
                params(),
            )
            .await?;
        for (row, place) in reads.iter().zip(1u64..) {
            let n = unsigned(row.int(0)?)?;
            let body = row.blob(1)?;
            let (before, _) = codec::open_read(&book.key, space, n, body)?;
            if n != place || before != tip {
                return Err(Error::fault(format!(
                    "the access log's chain is broken at line {place}"
                )));
            }
            tip = codec::link(body);
        }
        Ok(Integrity {
            rows: rows.len() as u64,
            reads: reads.len() as u64,
        })
    }

    /// Forgets a cached book: the next opening reads the store. One that is being
    /// loaded at this very moment is kept when it comes.
    pub fn forget(&self, space: SpaceId) {
        self.0.books.remove(&space);
    }

    /// What was erased is not kept warm, nor is its key.
    fn forget_if_gone(&self, space: SpaceId, error: &Error) {
        if error.kind() == Kind::NotFound {
            self.forget(space);
        }
    }

    fn send(&self, space: SpaceId, job: Job) -> Result<()> {
        let lane = usize::from(space.bucket()) % self.0.lanes.len();
        self.0.lanes[lane]
            .try_send(job)
            .map_err(|_| Error::unavailable("too many lines wait to be written"))
    }

    pub(crate) async fn load(&self, space: SpaceId) -> Result<Arc<Book>> {
        // The book's row, the snapshot and the rows after it, in one statement.
        const LOAD: &str = "SELECT 0, standing, key_wrapped FROM book WHERE bucket = $1 AND space = $2 \
             UNION ALL SELECT 1, version, body FROM snapshot WHERE bucket = $1 AND space = $2 \
             UNION ALL SELECT 2, seq, body FROM journal WHERE bucket = $1 AND space = $2 AND seq > \
             (SELECT coalesce(max(version), 0) FROM snapshot WHERE bucket = $1 AND space = $2) \
             ORDER BY 1, 2";
        let rows = self
            .0
            .store
            .query(LOAD, vec![bucket(space), space.into()])
            .await?;
        let mut rows = rows.iter().peekable();
        let head = rows
            .next()
            .filter(|row| row.int(0).is_ok_and(|part| part == 0))
            .ok_or_else(Error::not_found)?;
        let standing = Standing::from_code(head.int(1)?)?;
        let key = self.0.keyring.key(space, head.blob(2)?).await?;
        let mut book = Book::blank(space, key, standing, &self.0.slices);
        if let Some(row) = rows.next_if(|row| row.int(0).is_ok_and(|part| part == 1)) {
            book.take_snapshot(&self.0.slices, unsigned(row.int(1)?)?, row.blob(2)?)?;
        }
        for row in rows {
            self.take(&mut book, row, 1)?;
        }
        let book = Arc::new(book);
        self.0.books.insert(space, Arc::clone(&book));
        Ok(book)
    }

    /// The book with what any process wrote since.
    ///
    /// # Errors
    /// As the store.
    pub async fn refresh(&self, book: &Arc<Book>) -> Result<Arc<Book>> {
        self.catch_up(book).await
    }

    /// The book with what was written since, and the present standing.
    async fn catch_up(&self, book: &Arc<Book>) -> Result<Arc<Book>> {
        const TAIL: &str = "SELECT 0, standing, key_wrapped FROM book WHERE bucket = $1 AND space = $2 \
             UNION ALL SELECT 2, seq, body FROM journal WHERE bucket = $1 AND space = $2 AND seq > $3 \
             ORDER BY 1, 2";
        let version = signed(book.version)?;
        let rows = self
            .0
            .store
            .query(
                TAIL,
                vec![bucket(book.space), book.space.into(), version.into()],
            )
            .await?;
        let (head, tail) = rows.split_first().ok_or_else(Error::not_found)?;
        let standing = Standing::from_code(head.int(1)?)
            .inspect_err(|error| self.forget_if_gone(book.space, error))?;
        let mut next = Book::clone(book);
        next.standing = standing;
        for row in tail {
            self.take(&mut next, row, 1)?;
        }
        Ok(self.keep(next))
    }

    /// Puts a book in the cache unless a later one is there, and returns it.
    fn keep(&self, book: Book) -> Arc<Book> {
        let book = Arc::new(book);
        let later = self
            .0
            .books
            .get(&book.space)
            .is_some_and(|kept| kept.version > book.version);
        if !later {
            self.0.books.insert(book.space, Arc::clone(&book));
        }
        book
    }

    fn take(&self, book: &mut Book, row: &Row, column: usize) -> Result<()> {
        let seq = unsigned(row.int(column)?)?;
        let body = row.blob(column + 1)?;
        let opened = codec::open_row(&book.key, book.space, seq, body)?;
        book.take(&self.0.slices, &opened, codec::link(body))
    }

    async fn write_snapshot(&self, space: SpaceId) -> Result<()> {
        let book = self.load(space).await?;
        let rows = self
            .0
            .store
            .query(
                "SELECT seq, body FROM journal WHERE bucket = $1 AND space = $2 ORDER BY seq",
                vec![bucket(space), space.into()],
            )
            .await?;
        let mut tip = GENESIS;
        let mut clear = Vec::with_capacity(rows.len());
        for row in &rows {
            let opened = codec::open_row(&book.key, space, unsigned(row.int(0)?)?, row.blob(1)?)?;
            if opened.before != tip || opened.seq != clear.len() as u64 + 1 {
                return Err(Error::fault("the journal's chain is broken"));
            }
            tip = codec::link(row.blob(1)?);
            clear.push(opened.clear);
        }
        let version = clear.len() as u64;
        let body =
            codec::seal_snapshot(&book.key, &*self.0.world.chance, space, version, tip, clear);
        self.0
            .store
            .execute(
                "INSERT INTO snapshot (bucket, space, version, body) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (bucket, space) DO UPDATE SET version = excluded.version, body = excluded.body \
                 WHERE snapshot.version < excluded.version",
                vec![
                    bucket(space),
                    space.into(),
                    signed(version)?.into(),
                    body.into(),
                ],
            )
            .await?;
        Ok(())
    }
}

impl Pen {
    /// Appends what was decided on `book`, as one row: all of it or nothing.
    ///
    /// # Errors
    /// Conflict, if the record moved on meanwhile (open it again and decide
    /// again); not found, if the space was shut; unavailable, if it could not
    /// be made durable.
    pub async fn append(
        &self,
        book: &Arc<Book>,
        by: By,
        entries: Vec<NewEntry>,
    ) -> Result<Arc<Book>> {
        let journal = &self.0;
        let at = journal.0.world.now();
        let (reply, answer) = oneshot::channel();
        journal.send(
            book.space,
            Job::Append {
                book: Arc::clone(book),
                at,
                by,
                entries,
                reply,
            },
        )?;
        let appended = match answer
            .await
            .map_err(|_| Error::unavailable("the committer stopped"))?
        {
            Ok(appended) => appended,
            Err(error) => {
                journal.forget(book.space);
                return Err(error);
            }
        };
        let opened = codec::open_row(&book.key, book.space, appended.seq, &appended.body)?;
        let mut next = Book::clone(book);
        next.take(&journal.0.slices, &opened, codec::link(&appended.body))?;
        if next.version >= next.snapshot + SNAPSHOT_ROWS {
            next.snapshot = next.version;
            let (journal, space) = (journal.clone(), next.space);
            // A snapshot only saves time: losing one loses nothing.
            tokio::spawn(async move {
                if let Err(error) = journal.write_snapshot(space).await {
                    tracing::warn!(error = error.log_text(), "a snapshot was not written");
                }
            });
        }
        Ok(journal.keep(next))
    }

    /// Changes, newest first, from before row `before`.
    ///
    /// # Errors
    /// As the store; a fault, if a line does not open.
    pub async fn changes(
        &self,
        book: &Book,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<Written>> {
        const CHANGES: &str = "SELECT seq, body FROM journal WHERE bucket = $1 AND space = $2 AND seq < $3 \
             ORDER BY seq DESC LIMIT $4";
        let mut changes = Vec::new();
        for row in self.page(CHANGES, book, before, limit).await? {
            let mut opened =
                codec::open_row(&book.key, book.space, unsigned(row.int(0)?)?, row.blob(1)?)?;
            opened.entries.reverse();
            changes.append(&mut opened.entries);
        }
        Ok(changes)
    }

    /// Reads, newest first, from before line `before`.
    ///
    /// # Errors
    /// As the store; a fault, if a line does not open.
    pub async fn reads(&self, book: &Book, before: Option<u64>, limit: u32) -> Result<Vec<Read>> {
        const READS: &str = "SELECT n, body FROM access WHERE bucket = $1 AND space = $2 AND n < $3 \
             ORDER BY n DESC LIMIT $4";
        self.page(READS, book, before, limit)
            .await?
            .iter()
            .map(|row| {
                Ok(
                    codec::open_read(&book.key, book.space, unsigned(row.int(0)?)?, row.blob(1)?)?
                        .1,
                )
            })
            .collect()
    }

    async fn page(
        &self,
        sql: &'static str,
        book: &Book,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<Row>> {
        let before = before
            .and_then(|n| i64::try_from(n).ok())
            .unwrap_or(i64::MAX);
        let params = vec![
            bucket(book.space),
            book.space.into(),
            before.into(),
            i64::from(limit).into(),
        ];
        self.0.0.store.query(sql, params).await
    }
}

pub(crate) fn bucket(space: SpaceId) -> store::Value {
    i64::from(space.bucket()).into()
}

pub(crate) fn unsigned(n: i64) -> Result<u64> {
    u64::try_from(n).map_err(|_| Error::fault("a sequence below zero"))
}

pub(crate) fn signed(n: u64) -> Result<i64> {
    i64::try_from(n).map_err(|_| Error::fault("a sequence beyond 63 bits"))
}
