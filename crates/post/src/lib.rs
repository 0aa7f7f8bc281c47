//! What leaves the house: e-mails, text messages, single letters, through an
//! outbox that shares the transaction of what it tells.
//!
//! - A caller makes a [`Notice`] of a checked [`Message`] and queues it in its
//!   own transaction ([`Post::statements`], [`Post::queue`]): it is sent if,
//!   and only if, what it tells was committed. The same notice twice is one.
//! - A worker sends what is due ([`Post::work`], [`Post::deliver`]), in any
//!   number of processes, outside any transaction. It tries again, and gives
//!   up, by one pure rule.
//! - E-mails that come back are read ([`Post::read_returns`]). Whoever queued
//!   them takes over what did not arrive ([`Post::returned`]).
//! - By default all goes into a folder, which a demonstration shows
//!   ([`Post::sent`]); [`PostConfig`] gives each channel its own way out.
//!
//! Not here: what notices say (their crates), who wants to be told what
//! (contacts), printing.
//!
//! INVARIANTS: recipient, subject, text and attachment are only ever stored
//! sealed, bound to their row, and are wiped as soon as the notice has left or
//! failed for good; no log line holds any of them; each notice has one id for
//! life, which its recipient sees, so that twice the same can be told.

mod actions;
mod config;
mod counts;
mod jobs;
mod notice;
mod queries;
mod rules;
mod sealed;
mod sent;
mod transport;

pub use actions::{Outcome, Returned};
pub use config::{PostConfig, Security, SmsConfig, SmtpConfig};
pub use counts::{Count, Counts};
pub use jobs::{LEASE, Pass, ReadBack};
pub use notice::{Channel, Message, Notice};
pub use rules::address::{Address, Email, Phone};
pub use rules::mask::{masked_email, masked_phone};
pub use rules::retry::GIVEN_UP_AFTER;
pub use sent::Sent;

use counts::Counters;
use kernel::{Result, World};
use keys::RegisterKeys;
use sealed::PostKeys;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use tokio::sync::watch;
use transport::Transports;

/// The sentences of this crate in French and in English, as Fluent texts.
pub const TEXTS: (&str, &str) = (
    include_str!("../locales/fr.ftl"),
    include_str!("../locales/en.ftl"),
);

/// How long what has ended is remembered, so that it is not queued again and
/// what comes back late is known.
const REMEMBERED: Duration = Duration::from_secs(180 * 24 * 60 * 60);

/// The post of a house. Cheap to clone.
#[derive(Clone)]
pub struct Post(Arc<Office>);

struct Office {
    store: Store,
    keys: PostKeys,
    world: World,
    transports: Transports,
    returns: Option<PathBuf>,
    counters: Counters,
    stop: watch::Sender<bool>,
}

impl Post {
    /// The post whose outbox is in this store; its tables are brought up to
    /// date.
    ///
    /// # Errors
    /// As the store; a fault, when the configuration cannot be used.
    pub async fn new(
        store: Store,
        keys: &RegisterKeys,
        world: World,
        config: &PostConfig,
    ) -> Result<Self> {
        let transports = Transports::new(config)?;
        store.migrate("post", &queries::MIGRATIONS).await?;
        Ok(Self(Arc::new(Office {
            store,
            keys: PostKeys::derive(keys),
            world,
            transports,
            returns: config.returns.clone(),
            counters: Counters::default(),
            stop: watch::Sender::new(false),
        })))
    }

    /// Forgets what ended half a year ago, but what came back of the kind that
    /// somebody takes over. To be called now and then; twice is harmless.
    ///
    /// # Errors
    /// As the store.
    pub async fn sweep(&self, taken_over: &str) -> Result<u64> {
        let before = self.world().now().minus(REMEMBERED);
        queries::purge(self.store(), before, taken_over).await
    }

    /// Asks [`Post::work`] to end: from now on, nothing more is claimed here.
    pub fn stop(&self) {
        self.0.stop.send_replace(true);
    }

    /// Whether e-mails leave for good and nobody reads what comes back: then
    /// who did not get theirs is not known.
    pub fn returns_unread(&self) -> bool {
        self.0.returns.is_none() && self.0.transports.emails_leave()
    }

    fn is_stopping(&self) -> bool {
        *self.0.stop.borrow()
    }

    fn stopping(&self) -> watch::Receiver<bool> {
        self.0.stop.subscribe()
    }

    fn store(&self) -> &Store {
        &self.0.store
    }

    fn keys(&self) -> &PostKeys {
        &self.0.keys
    }

    fn world(&self) -> &World {
        &self.0.world
    }

    fn transports(&self) -> &Transports {
        &self.0.transports
    }

    fn returns_folder(&self) -> Option<PathBuf> {
        self.0.returns.clone()
    }

    fn counters(&self) -> &Counters {
        &self.0.counters
    }
}
