//! Small objects in a folder, many to a file. A file of its own costs several writes
//! that the disk does one after the other, whatever its size; in a *pack* all who
//! wait share one.
//!
//! ```text
//! packs/<12 bytes, in hex>: records, each at a multiple of 64 bytes
//! record: "CARP" ‖ length of the object (4) ‖ its name (16) ‖ the object, as sealed
//! removed: "GONE" ‖ length (4) ‖ its name (16) ‖ zeros
//! ```
//!
//! The name of an object says where it lies: that of its pack, then the place in it.
//! A pack is written by the one process that began it, for as long as that runs;
//! any process reads it and removes what lies in it. What is left of one that died
//! over a write is a hole, or a record that nothing refers to.

use crate::chunks::{HEADER_BYTES, TAG_BYTES, sealed_bytes};
use kernel::{Chance, Error, ObjectId, Result, Timestamp};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// What is larger, in clear, lies in a file of its own.
pub const SMALL_MAX: usize = 64 * 1024;

/// A pack that has so much is full.
const PACK_BYTES: u32 = 64 * 1024 * 1024;
/// Where records begin.
const STEP: u32 = 64;
/// So many wait for one write at most.
const AT_ONCE: usize = 512;

const KEPT: [u8; 4] = *b"CARP";
const GONE: [u8; 4] = *b"GONE";
const RECORD_HEADER: usize = 4 + 4 + 16;
const LARGEST: usize = SMALL_MAX + HEADER_BYTES + TAG_BYTES;

/// The packs of a folder.
pub struct Packs {
    folder: PathBuf,
    writer: Sender<Job>,
    current: Mutex<Option<Arc<Pack>>>,
}

/// A pack that this process writes.
struct Pack {
    name: [u8; 12],
    /// Where the next record begins.
    end: Mutex<u32>,
    /// A write or its settling failed: what comes next goes elsewhere.
    broken: AtomicBool,
}

/// Whom to tell.
type Done = oneshot::Sender<io::Result<()>>;

enum Job {
    Write(Arc<Pack>, u32, Vec<u8>, Done),
    Remove(ObjectId, Done),
}

/// A place in a pack that nobody else gets.
pub struct Reserved {
    /// The name of what will lie there.
    pub object: ObjectId,
    pack: Arc<Pack>,
    place: u32,
}

impl Packs {
    /// The packs of the vault in this folder.
    ///
    /// # Errors
    /// As the folder's.
    pub fn within(vault: &Path) -> io::Result<Self> {
        let folder = vault.join("packs");
        let (writer, jobs) = channel();
        let place = folder.clone();
        std::thread::Builder::new()
            .name("vault-packs".to_owned())
            .spawn(move || work(&place, &jobs))?;
        Ok(Self {
            folder,
            writer,
            current: Mutex::new(None),
        })
    }

    /// A place for an object of `size` bytes in clear.
    pub fn reserve(&self, chance: &dyn Chance, size: usize) -> Reserved {
        let length = RECORD_HEADER + sealed_bytes(size as u64) as usize;
        let length = (length as u32).next_multiple_of(STEP);
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(pack) = &*current
                && let Some(place) = pack.reserve(length)
            {
                let mut object = [0; 16];
                object[..12].copy_from_slice(&pack.name);
                object[12..].copy_from_slice(&place.to_be_bytes());
                return Reserved {
                    object: ObjectId::from_bytes(object),
                    pack: Arc::clone(pack),
                    place,
                };
            }
            *current = Some(Arc::new(Pack::new(chance)));
        }
    }

    /// Writes an object to its place; it is durable once this answers.
    ///
    /// # Errors
    /// Unavailable, if the folder does not take it.
    pub async fn write(&self, reserved: &Reserved, sealed: &[u8]) -> Result<()> {
        let mut record = Vec::with_capacity(RECORD_HEADER + sealed.len());
        record.extend_from_slice(&KEPT);
        record.extend_from_slice(&(sealed.len() as u32).to_be_bytes());
        record.extend_from_slice(&reserved.object.to_bytes());
        record.extend_from_slice(sealed);
        let (done, answer) = oneshot::channel();
        let pack = Arc::clone(&reserved.pack);
        let job = Job::Write(pack, reserved.place, record, done);
        self.ask(job, answer, "writing to the vault").await
    }

    /// Removes an object, after whatever is still to be written; says nothing of one
    /// that lies in no pack, or is gone.
    ///
    /// # Errors
    /// Unavailable, if the folder does not let it.
    pub async fn remove(&self, object: ObjectId) -> Result<()> {
        let (done, answer) = oneshot::channel();
        let job = Job::Remove(object, done);
        self.ask(job, answer, "removing from the vault").await
    }

    /// As [`Self::remove`], with nobody waiting.
    pub fn remove_in_time(&self, object: ObjectId) {
        let (done, _) = oneshot::channel();
        // A writer that ended has written nothing either.
        let _ = self.writer.send(Job::Remove(object, done));
    }

    async fn ask(
        &self,
        job: Job,
        answer: oneshot::Receiver<io::Result<()>>,
        doing: &'static str,
    ) -> Result<()> {
        let ended = || Error::unavailable(doing).note("the writer of packs ended");
        self.writer.send(job).map_err(|_| ended())?;
        match answer.await {
            Ok(done) => done.map_err(|error| Error::unavailable(doing).because(error)),
            Err(_) => Err(ended()),
        }
    }

    /// What lies under this name, as sealed; nothing, if it lies in no pack.
    pub fn read(&self, object: ObjectId) -> io::Result<Option<Vec<u8>>> {
        let Some(file) = open_of(&self.folder, object, false)? else {
            return Ok(None);
        };
        let place = u64::from(place_of(object));
        match Record::at(&file, place)? {
            Some(record) if record.kept && record.object == object => {
                let mut sealed = vec![0; record.length as usize];
                match file.read_exact_at(&mut sealed, place + RECORD_HEADER as u64) {
                    Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
                    read => read.map(|()| Some(sealed)),
                }
            }
            _ => Ok(None),
        }
    }

    /// The objects in packs that were last written before `instant`.
    pub fn list_older_than(&self, instant: Timestamp) -> io::Result<Vec<ObjectId>> {
        let mut found = Vec::new();
        let packs = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
            packs => packs?,
        };
        for pack in packs {
            let pack = pack?;
            if crate::vault::modified_millis(&pack)? >= instant.millis() {
                continue;
            }
            let (file, size) = (File::open(pack.path())?, pack.metadata()?.len());
            let mut place = 0;
            while place < size {
                let record = Record::at(&file, place)?;
                let length = record.as_ref().map_or(0, Record::bytes);
                // What is no record is a hole: the next may begin at any step.
                place += length.max(1).next_multiple_of(u64::from(STEP));
                found.extend(record.filter(|it| it.kept).map(|it| it.object));
            }
        }
        Ok(found)
    }
}

impl Pack {
    fn new(chance: &dyn Chance) -> Self {
        let mut name = [0; 12];
        chance.fill(&mut name);
        Self {
            name,
            end: Mutex::new(0),
            broken: AtomicBool::new(false),
        }
    }

    fn reserve(&self, length: u32) -> Option<u32> {
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        let place = *end;
        if place >= PACK_BYTES || self.broken.load(Ordering::Relaxed) {
            return None;
        }
        *end = place + length;
        Some(place)
    }
}

/// The head of a record.
struct Record {
    kept: bool,
    length: u32,
    object: ObjectId,
}

impl Record {
    /// What stands at a place of a pack, if it is a record.
    fn at(file: &File, place: u64) -> io::Result<Option<Self>> {
        let mut head = [0; RECORD_HEADER];
        match file.read_exact_at(&mut head, place) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read?,
        }
        let [m0, m1, m2, m3, l0, l1, l2, l3, name @ ..] = head;
        let (mark, length) = ([m0, m1, m2, m3], u32::from_be_bytes([l0, l1, l2, l3]));
        let is_record = [KEPT, GONE].contains(&mark) && length as usize <= LARGEST;
        Ok(is_record.then(|| Self {
            kept: mark == KEPT,
            length,
            object: ObjectId::from_bytes(name),
        }))
    }

    fn bytes(&self) -> u64 {
        RECORD_HEADER as u64 + u64::from(self.length)
    }
}

fn pack_of(folder: &Path, name: &[u8]) -> PathBuf {
    let hex: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
    folder.join(hex)
}

fn place_of(object: ObjectId) -> u32 {
    let [.., a, b, c, d] = object.to_bytes();
    u32::from_be_bytes([a, b, c, d])
}

/// The pack in which an object of this name would lie.
fn open_of(folder: &Path, object: ObjectId, write: bool) -> io::Result<Option<File>> {
    let path = pack_of(folder, &object.to_bytes()[..12]);
    match OpenOptions::new().read(true).write(write).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        file => file.map(Some),
    }
}

/// A file that was written to, and who waits for it to be settled.
struct Touched {
    /// The pack, if it is written here: one that cannot be settled takes no more.
    pack: Option<Arc<Pack>>,
    file: File,
    waiting: Vec<Done>,
}

/// Writes and removes in the order in which it is asked, what waits together in one go,
/// until nobody can ask any more.
fn work(folder: &Path, jobs: &Receiver<Job>) {
    let mut open: Option<(Arc<Pack>, File)> = None;
    while let Ok(first) = jobs.recv() {
        let mut batch = vec![first];
        batch.extend(jobs.try_iter().take(AT_ONCE - 1));
        let mut touched: Vec<Touched> = Vec::new();
        for job in batch {
            let (pack, file, done) = match job {
                Job::Write(pack, place, record, done) => {
                    let file = written(folder, &mut open, &pack, place, &record);
                    (Some(pack), file.map(Some), done)
                }
                Job::Remove(object, done) => (None, removed(folder, object), done),
            };
            match file {
                Ok(Some(file)) => wait_for(&mut touched, pack, file, done),
                Ok(None) => tell(done, Ok(())),
                Err(error) => {
                    give_up(pack.as_ref());
                    tell(done, Err(error));
                }
            }
        }
        touched.into_iter().for_each(settle);
    }
}

/// Whoever waits for one pack waits for one settling.
fn wait_for(touched: &mut Vec<Touched>, pack: Option<Arc<Pack>>, file: File, done: Done) {
    let same = |it: &&mut Touched| match (&it.pack, &pack) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        _ => false,
    };
    match touched.iter_mut().find(same) {
        Some(it) => it.waiting.push(done),
        None => touched.push(Touched {
            pack,
            file,
            waiting: vec![done],
        }),
    }
}

/// Makes what was written durable, and says so to those who wait.
fn settle(touched: Touched) {
    let settled = touched.file.sync_data();
    if settled.is_err() {
        give_up(touched.pack.as_ref());
    }
    for done in touched.waiting {
        let how = match &settled {
            Ok(()) => Ok(()),
            Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
        };
        tell(done, how);
    }
}

fn tell(done: Done, how: io::Result<()>) {
    // Nobody may be waiting any more.
    let _ = done.send(how);
}

fn give_up(pack: Option<&Arc<Pack>>) {
    if let Some(pack) = pack {
        pack.broken.store(true, Ordering::Relaxed);
    }
}

fn written(
    folder: &Path,
    open: &mut Option<(Arc<Pack>, File)>,
    pack: &Arc<Pack>,
    place: u32,
    record: &[u8],
) -> io::Result<File> {
    let file = match open {
        Some((it, file)) if Arc::ptr_eq(it, pack) => file.try_clone()?,
        _ => {
            let file = begun(folder, pack)?;
            let kept = file.try_clone()?;
            *open = Some((Arc::clone(pack), file));
            kept
        }
    };
    file.write_all_at(record, u64::from(place))?;
    Ok(file)
}

/// The file of a pack: begun, for its owner alone, if it is not there yet.
fn begun(folder: &Path, pack: &Pack) -> io::Result<File> {
    if !folder.exists() {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
        if let Some(vault) = folder.parent() {
            File::open(vault)?.sync_all()?;
        }
    }
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(pack_of(folder, &pack.name))?;
    File::open(folder)?.sync_all()?;
    Ok(file)
}

/// Overwrites an object; the file that is to be settled, if it was there.
fn removed(folder: &Path, object: ObjectId) -> io::Result<Option<File>> {
    let Some(file) = open_of(folder, object, true)? else {
        return Ok(None);
    };
    let place = u64::from(place_of(object));
    match Record::at(&file, place)? {
        Some(record) if record.kept && record.object == object => {
            let zeros = vec![0; record.length as usize];
            file.write_all_at(&zeros, place + RECORD_HEADER as u64)?;
            file.write_all_at(&GONE, place)?;
            Ok(Some(file))
        }
        _ => Ok(None),
    }
}
