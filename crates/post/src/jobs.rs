//! What happens by itself: what is due is sent, what came back is read. May run
//! in any number of processes, and twice without harm.

mod returns;

pub use returns::ReadBack;

use crate::notice::Channel;
use crate::queries::{self, Claimed};
use crate::rules::retry::{Answer, Next, Why, is_over, next};
use crate::transport::Sending;
use crate::{Post, counts};
use futures_util::FutureExt as _;
use futures_util::future::join_all;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use kernel::{NoticeId, Result, Timestamp};
use std::time::Duration;

/// For how long a claimed notice is nobody else's. Longer than any try.
pub const LEASE: Duration = Duration::from_secs(10 * 60);

/// Notices tried in one pass of the worker.
const PASS_MAX: usize = 500;
/// How long the worker rests when there is nothing to do.
const REST: Duration = Duration::from_secs(3);
/// And when the way out did not work.
const REST_AFTER_TROUBLE: Duration = Duration::from_secs(30);
const RETURNS_EVERY: Duration = Duration::from_secs(60);

/// What one pass did.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Pass {
    /// Notices that left.
    pub delivered: u64,
    /// Notices that failed for good.
    pub failed: u64,
    /// Notices that are tried again later.
    pub again: u64,
    /// Whether a way out did not work: the pass ended early on its channel.
    pub no_way: bool,
}

impl Pass {
    fn tried(&self) -> u64 {
        self.delivered + self.failed + self.again
    }

    fn count(&mut self, done: &Done) {
        self.no_way |= done.no_way;
        match done.next {
            Next::Delivered => self.delivered += 1,
            Next::Failed(_) => self.failed += 1,
            Next::Again(_) => self.again += 1,
        }
    }

    fn with(self, other: Self) -> Self {
        Self {
            delivered: self.delivered + other.delivered,
            failed: self.failed + other.failed,
            again: self.again + other.again,
            no_way: self.no_way || other.no_way,
        }
    }
}

/// What came of one notice.
struct Done {
    id: NoticeId,
    channel: Channel,
    tries: u32,
    next: Next,
    no_way: bool,
}

impl Post {
    /// Sends what is due, at most `max` notices of each channel, and says what
    /// came of it. A channel that stalls does not hold up the others.
    ///
    /// # Errors
    /// As the store. What was claimed and not recorded is tried again when its
    /// lease ends; whoever gets it twice can tell by its id.
    pub async fn deliver(&self, max: usize) -> Result<Pass> {
        let channels = Channel::ALL.map(|channel| self.deliver_on(channel, max));
        let passes = join_all(channels).await;
        passes
            .into_iter()
            .try_fold(Pass::default(), |all, pass| Ok(all.with(pass?)))
    }

    /// Keeps as many on their way as the channel has lines: as one comes back,
    /// the next is claimed. So what is claimed is tried at once, well within
    /// its lease, and one that stalls holds up one line.
    async fn deliver_on(&self, channel: Channel, max: usize) -> Result<Pass> {
        let lines = self.transports().lines(channel);
        let mut under_way = FuturesUnordered::new();
        let (mut pass, mut claimed, mut ending) = (Pass::default(), 0, Ok(()));
        let mut more = true;
        loop {
            let free = lines.saturating_sub(under_way.len()).min(max - claimed);
            if free > 0 && more && !self.is_stopping() {
                match self.claim(channel, free).await {
                    Ok(found) => {
                        more = found.len() == free;
                        claimed += found.len();
                        under_way.extend(found.into_iter().map(|notice| self.attempt(notice)));
                    }
                    Err(error) => (more, ending) = (false, Err(error)),
                }
            }
            // Whatever goes wrong, what is under way is waited for: a server
            // may have taken it already.
            let Some(first) = under_way.next().await else {
                return ending.map(|()| pass);
            };
            // Those that end together are recorded together.
            let mut done = vec![first];
            while let Some(Some(other)) = under_way.next().now_or_never() {
                done.push(other);
            }
            match self.record(&done).await {
                Ok(()) => done.iter().for_each(|done| pass.count(done)),
                Err(error) => (more, ending) = (false, Err(error)),
            }
            more &= !pass.no_way;
        }
    }

    async fn claim(&self, channel: Channel, limit: usize) -> Result<Vec<Claimed>> {
        let now = self.world().now();
        // Asked before it is claimed: a question costs the writer nothing.
        let params = vec![channel.code().into(), now.into()];
        if self
            .store()
            .query(queries::ANY_DUE, params)
            .await?
            .is_empty()
        {
            return Ok(Vec::new());
        }
        queries::claim(self.store(), channel, now, LEASE, limit).await
    }

    /// Sends one, outside any transaction.
    async fn attempt(&self, notice: Claimed) -> Done {
        let now = self.world().now();
        let answer = self.answer_to(&notice, now).await;
        let next = match answer {
            Ok(answer) => next(answer, notice.tried, self.world().now()),
            Err(why) => Next::Failed(why),
        };
        Done {
            id: notice.id,
            channel: notice.channel,
            tries: notice.tried.tries,
            next,
            no_way: answer == Ok(Answer::NoWay),
        }
    }

    async fn answer_to(&self, notice: &Claimed, now: Timestamp) -> Result<Answer, Why> {
        if is_over(notice.tried.until, now) {
            return Err(Why::Over);
        }
        let opened = self
            .keys()
            .open(notice.id, notice.channel, &notice.kind, &notice.body);
        let message = opened.map_err(|error| {
            let error = error.log_text();
            tracing::error!(notice = %notice.id, error, "a notice that cannot be sent");
            Why::Refused
        })?;
        kernel::kill_point("post-before-send");
        let answer = self
            .transports()
            .send(&Sending {
                id: notice.id,
                kind: &notice.kind,
                queued_at: notice.queued_at,
                now,
                message: &message,
            })
            .await;
        kernel::kill_point("post-after-send");
        Ok(answer)
    }

    async fn record(&self, done: &[Done]) -> Result<()> {
        let now = self.world().now();
        let statements = done.iter().map(|done| match done.next {
            Next::Delivered => queries::delivered(done.id, now),
            Next::Failed(_) => queries::failed(done.id, done.tries, now),
            Next::Again(at) => queries::again(done.id, done.tries, at),
        });
        let mut tx = self.store().begin("record notices").await?;
        tx.run(statements.collect()).await?;
        tx.commit().await?;
        for done in done {
            let counter = self.counters().of(done.channel);
            match done.next {
                Next::Delivered => counts::add(&counter.delivered),
                Next::Failed(why) => {
                    tracing::info!(notice = %done.id, ?why, tries = done.tries, "a notice failed for good");
                    counts::add(&counter.failed);
                }
                Next::Again(_) => {}
            }
        }
        Ok(())
    }

    /// Works until [`Post::stop`]: each channel on its own, and what comes
    /// back. What is under way when asked to stop is ended and recorded.
    pub async fn work(&self) {
        let channels = Channel::ALL.map(|channel| self.work_on(channel));
        tokio::join!(join_all(channels), self.read_returns_on());
        self.transports().close().await;
    }

    async fn work_on(&self, channel: Channel) {
        while !self.is_stopping() {
            let rest = match self.deliver_on(channel, PASS_MAX).await {
                Ok(pass) if pass.no_way => REST_AFTER_TROUBLE,
                Ok(pass) if pass.tried() > 0 => continue,
                Ok(_) => REST,
                Err(error) => {
                    tracing::warn!(error = error.log_text(), "sending notices");
                    REST_AFTER_TROUBLE
                }
            };
            self.rest(rest).await;
        }
    }

    async fn read_returns_on(&self) {
        while !self.is_stopping() {
            if let Err(error) = self.read_returns().await {
                tracing::warn!(error = error.log_text(), "reading what came back");
            }
            self.rest(RETURNS_EVERY).await;
        }
    }

    /// Waits, at most until asked to stop.
    async fn rest(&self, wait: Duration) {
        let mut stopping = self.stopping();
        drop(tokio::time::timeout(wait, stopping.wait_for(|stop| *stop)).await);
    }
}
