//! The service's side: one child for each job, and never for longer than it may
//! take.

use crate::answer::Reading;
use crate::child::SUBCOMMAND;
use crate::job::Job;
use crate::limits::Limits;
use crate::refusal::Refusal;
use crate::wire;
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use kernel::{Error, Result};
use std::collections::HashMap;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::available_parallelism;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::{AcquireError, Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// How long somebody waits for a place before being told that there is none: longer
/// than one reading may last, so that the second of an account, which has one place in a
/// small house, is not refused for a first that is slow.
const WAIT_MAX: Duration = Duration::from_secs(30);
/// Sent by the kernel when the seconds of processor are used up.
const SIGXCPU: i32 = libc::SIGXCPU;

/// Where files are brought to be read. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Desk {
    program: PathBuf,
    places: Arc<Semaphore>,
    /// How many places one account may have at once.
    share: usize,
    shares: Arc<Shares>,
    /// The places of the account that asks, if one does.
    own: Option<Arc<Semaphore>>,
}

/// The places that accounts may have: those of accounts that ask at this
/// moment, nobody else's.
type Shares = Mutex<HashMap<String, Weak<Semaphore>>>;

impl Desk {
    /// A desk whose children are this very program, called with
    /// [`SUBCOMMAND`]: as many at once as there are processors, two at least.
    pub fn own() -> Self {
        // The running program itself, even if its file was replaced since.
        Self::with(PathBuf::from("/proc/self/exe"))
    }

    /// A desk whose children are this program.
    pub fn with(program: PathBuf) -> Self {
        let places = available_parallelism().map_or(1, usize::from).max(2);
        Self {
            program,
            places: Arc::new(Semaphore::new(places)),
            share: places / 2,
            shares: Arc::default(),
            own: None,
        }
    }

    /// The same desk for one account: of all places it has half, however much
    /// it wants read, so that others are read to as well.
    #[must_use]
    pub fn for_account(&self, account: String) -> Self {
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        shares.retain(|_, share| share.strong_count() > 0);
        let known = shares.get(&account).and_then(Weak::upgrade);
        let own = known.unwrap_or_else(|| Arc::new(Semaphore::new(self.share)));
        shares.insert(account, Arc::downgrade(&own));
        Self {
            own: Some(own),
            ..self.clone()
        }
    }

    /// Has a file read.
    ///
    /// # Errors
    /// What the stream of the file fails with. That the file cannot be read is
    /// an answer.
    pub async fn read<S>(&self, job: &Job, file: S) -> Result<Reading>
    where
        S: Stream<Item = Result<Bytes>> + Send,
    {
        self.read_within(job, Limits::of(job), file).await
    }

    /// Has a file read within these limits.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn read_within<S>(&self, job: &Job, limits: Limits, file: S) -> Result<Reading>
    where
        S: Stream<Item = Result<Bytes>> + Send,
    {
        let Ok(places) = timeout(WAIT_MAX, self.place()).await else {
            note(Refusal::Busy);
            return Ok(Err(Refusal::Busy));
        };
        let _places = places.map_err(|_| Error::fault("the desk of the readers is closed"))?;
        let Ok(mut child) = self.start(limits) else {
            note(Refusal::Unprotected);
            return Ok(Err(Refusal::Unprotected));
        };
        let reading = timeout(limits.patience, attend(&mut child, job, limits, file)).await;
        // Whatever happened, nothing of it stays: the place is free when the
        // child has ended, not before. That it ended already is no failure.
        let _ended = child.kill().await;
        let reading = match reading {
            Ok(reading) => reading?,
            Err(_) => Err(Refusal::TooLong),
        };
        if let Err(refusal) = reading {
            note(refusal);
        }
        Ok(reading)
    }

    /// A place among those of the account, then one among all.
    async fn place(
        &self,
    ) -> std::result::Result<(Option<SemaphorePermit<'_>>, SemaphorePermit<'_>), AcquireError> {
        let own = match &self.own {
            Some(own) => Some(own.acquire().await?),
            None => None,
        };
        Ok((own, self.places.acquire().await?))
    }

    fn start(&self, limits: Limits) -> io::Result<Child> {
        Command::new(&self.program)
            .arg(SUBCOMMAND)
            .arg(limits.memory.to_string())
            .arg(limits.seconds.to_string())
            .env_clear()
            // The allocator keeps no gigabyte in store: the limit counts it.
            .env("MIMALLOC_ARENA_RESERVE", "0")
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
    }
}

async fn attend<S>(child: &mut Child, job: &Job, limits: Limits, file: S) -> Result<Reading>
where
    S: Stream<Item = Result<Bytes>> + Send,
{
    let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(Error::fault("a reader without pipes"));
    };
    let said = wire::job_out(job).ok_or_else(|| Error::fault("a job too long to be said"))?;
    let (fed, heard) = tokio::join!(feed(stdin, &said, file), hear(stdout, limits.output));
    fed?;
    let Some(heard) = heard else {
        return Ok(Err(Refusal::TooLarge));
    };
    let status = child
        .wait()
        .await
        .map_err(|error| Error::fault(format!("a reader was not seen to end: {error}")))?;
    Ok(if status.success() {
        // A child is not believed: the file may have taken it over.
        wire::reading_in(&heard)
            .filter(|reading| reading.as_ref().map_or(true, |answer| answer.fits(job)))
            .unwrap_or(Err(Refusal::Died))
    } else {
        Err(cause(status))
    })
}

/// Gives the child its job and the file. A child that stops listening has its
/// reasons: it says them, or its end does.
async fn feed<S>(mut stdin: ChildStdin, job: &[u8], file: S) -> Result<()>
where
    S: Stream<Item = Result<Bytes>> + Send,
{
    let mut file = pin!(file);
    if stdin.write_all(job).await.is_err() {
        return Ok(());
    }
    while let Some(piece) = file.next().await {
        if stdin.write_all(&piece?).await.is_err() {
            return Ok(());
        }
    }
    Ok(())
}

/// What the child says, unless it says too much.
async fn hear(stdout: ChildStdout, most: u64) -> Option<Vec<u8>> {
    let mut heard = Vec::new();
    let read: io::Result<usize> = stdout
        .take(most.saturating_add(1))
        .read_to_end(&mut heard)
        .await;
    (read.is_ok() && heard.len() as u64 <= most).then_some(heard)
}

fn cause(status: ExitStatus) -> Refusal {
    if status.signal() == Some(SIGXCPU) {
        Refusal::TooLong
    } else {
        Refusal::Died
    }
}

/// What those who keep the service must know. Of the file, nothing.
fn note(refusal: Refusal) {
    match refusal {
        Refusal::Unprotected => {
            tracing::error!("a reader was not started, or not limited: no document is shown");
        }
        Refusal::Died | Refusal::TooLong | Refusal::Busy => {
            tracing::warn!(refusal = refusal.code(), "a document was not read");
        }
        _ => {}
    }
}
