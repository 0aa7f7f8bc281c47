//! Telling a whole country, and opening by silence: campaigns of notices, the
//! dispatch files they leave, what came back, and the daily opening of what is
//! due.
//!
//! Words: a *campaign* tells insured people who have no space yet; a *batch* is
//! a few thousand of them, written in one transaction beside one *dispatch
//! file*; dispatching a batch makes letters to print and e-mails to send of it.
//!
//! Not here: what telling and opening do to a space (`spaces`), what a letter
//! says (`spaces::notices`), how e-mails leave (`post`), how a page is set
//! (`paper`).
//!
//! INVARIANTS: nobody is told twice and nobody forgotten, whatever dies when: a
//! batch's file is on disk before its transaction, and settled after it. One
//! campaign runs at a time. Codes are in dispatch files sealed, on paper and in
//! e-mails, and nowhere else. A leaping clock or an implausible count opens
//! nothing until two persons have looked, and nobody is told while the clock is
//! in doubt. Whom no notice can reach is not told, and so not opened by silence.

mod actions;
mod letters;
mod pages;
mod queries;
mod rules;
mod spool;

pub use actions::{Dispatched, KIND, Opened, Progress, Report, Run, Stop};
pub use rules::aside::Aside;
pub use rules::events::{Event, Happened};
pub use rules::name::Name;
pub use rules::plausible::{Doubt, Plan};

use kernel::{Result, Timestamp, World};
use keys::{Key, RegisterKeys};
use post::Post;
use spaces::Spaces;
use spaces::notices::Sender;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use store::Store;

/// The sentences of this crate's pages.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "campaigns",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

/// How campaigns are set up.
#[derive(Clone, Debug)]
pub struct CampaignsConfig {
    /// Where dispatch files, letters and manifests are; made for its owner
    /// alone.
    pub folder: PathBuf,
    /// What is plausible.
    pub plan: Plan,
    /// Who sends, and where the site is.
    pub sender: Sender,
}

/// The campaigns of a house. Cheap to clone.
#[derive(Clone)]
pub struct Campaigns(Arc<Office>);

struct Office {
    store: Store,
    world: World,
    spaces: Spaces,
    post: Post,
    config: CampaignsConfig,
    spool: Key,
    /// Since when the disk has had no room, as this process found it.
    no_room: Mutex<Option<Timestamp>>,
}

impl Campaigns {
    /// The campaigns kept in this store; its tables are brought up to date.
    ///
    /// # Errors
    /// As the store.
    pub async fn new(
        store: Store,
        keys: &RegisterKeys,
        world: World,
        spaces: Spaces,
        post: Post,
        config: CampaignsConfig,
    ) -> Result<Self> {
        store.migrate("campaigns", &queries::MIGRATIONS).await?;
        Ok(Self(Arc::new(Office {
            store,
            world,
            spaces,
            post,
            config,
            spool: keys.derive("campaigns spool 1"),
            no_room: Mutex::new(None),
        })))
    }

    /// The administrators' pages: `/admin/campagnes…`.
    pub fn routes(&self) -> axum::Router {
        pages::routes(self.clone())
    }

    /// What became of a file that was to be written, kept in mind for whoever asks how
    /// campaigns stand: whether there was room for it.
    fn noted<T>(&self, written: Result<T>) -> Result<T> {
        let mut no_room = self.lock_no_room();
        match &written {
            Ok(_) => *no_room = None,
            Err(error) if error.code() == spool::NO_ROOM => {
                no_room.get_or_insert(self.world().now());
            }
            Err(_) => {}
        }
        drop(no_room);
        written
    }

    /// Since when this process has had no room for the files of campaigns.
    fn no_room(&self) -> Option<Timestamp> {
        *self.lock_no_room()
    }

    fn lock_no_room(&self) -> std::sync::MutexGuard<'_, Option<Timestamp>> {
        self.0
            .no_room
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn store(&self) -> &Store {
        &self.0.store
    }

    fn world(&self) -> &World {
        &self.0.world
    }

    fn spaces(&self) -> &Spaces {
        &self.0.spaces
    }

    fn post(&self) -> &Post {
        &self.0.post
    }

    fn config(&self) -> &CampaignsConfig {
        &self.0.config
    }
}
