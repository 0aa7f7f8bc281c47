//! The journals and access logs of all spaces: opening them, and noting a read.

use crate::book::Book;
use crate::committer::{Committer, Job};
use crate::keyring::{Guards, Keyring};
use crate::line::NewRead;
use crate::pen::Pen;
use crate::slice::Slices;
use kernel::{Error, Kind, Result, SpaceId, World};
use quick_cache::sync::Cache;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use store::{Migration, Store};
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

const TABLES: [Migration; 3] = [
    Migration::both(
        "0001_journal",
        include_str!("../migrations/0001_journal.sql"),
    ),
    Migration::both(
        "0002_erasure",
        include_str!("../migrations/0002_erasure.sql"),
    ),
    Migration::both(
        "0003_wrapping",
        include_str!("../migrations/0003_wrapping.sql"),
    ),
];

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

/// What came of noting a read: it is durable.
#[derive(Debug)]
pub struct Noted {
    /// Its number in the access log: what is written later has a higher one.
    pub line: u64,
    /// The record as it stood in the transaction that noted it, where it moved on
    /// since the book was opened: decide again on this one.
    pub moved: Option<Arc<Book>>,
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
        // A line waits there for its place in the public tree.
        ledger::migrate(&store).await?;
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
        let (line, present) = answer
            .await
            .map_err(|_| Error::unavailable("the committer stopped"))?
            .inspect_err(|error| self.forget_if_gone(book.space, error))?;
        if present.version == book.version && present.standing == book.standing {
            return Ok(Noted { line, moved: None });
        }
        let moved = Some(self.catch_up(book).await?);
        Ok(Noted { line, moved })
    }

    /// Forgets a cached book: the next opening reads the store. One that is being
    /// loaded at this very moment is kept when it comes.
    pub fn forget(&self, space: SpaceId) {
        self.0.books.remove(&space);
    }

    /// What was erased is not kept warm, nor is its key.
    pub(crate) fn forget_if_gone(&self, space: SpaceId, error: &Error) {
        if error.kind() == Kind::NotFound {
            self.forget(space);
        }
    }

    pub(crate) fn send(&self, space: SpaceId, job: Job) -> Result<()> {
        let lane = usize::from(space.bucket()) % self.0.lanes.len();
        self.0.lanes[lane]
            .try_send(job)
            .map_err(|_| Error::unavailable("too many lines wait to be written"))
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
