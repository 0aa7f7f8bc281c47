//! *I do not know this person*: what a holder says of a line of their access
//! history, the queue in which it is examined, and the answer they read.
//!
//! Words: a *report* is about one line; it is *received*, then *examined*, then
//! *answered* with an *outcome*.
//!
//! INVARIANTS: a report names who did what kind of thing and when, never a
//! document: this crate has no field for a title, and no way to a record. A
//! line is reported once. Whose space it is, nobody of the team reads before
//! they have taken the report, which is written down.
//!
//! Why not in the journal: those who must answer cannot open it, and must not.
//! The line itself stays there, untouched; a report only points at its place.
//!
//! Not here: the history and the form on it (`sharing`), who administrators are
//! (`identity`), how notices leave (`post`).

mod actions;
mod pages;
mod queries;
mod rules;
mod sealed;

pub use actions::{Answer, NewReport, Report, State};
pub use rules::{Capacity, Done, Outcome, Reason, WORDS_MAX};

use kernel::{Result, World};
use keys::{Key, RegisterKeys};
use spaces::Spaces;
use std::sync::Arc;
use store::{Migration, Store};

/// The sentences of this crate's pages and notices.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "reports",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

/// The reports of a house. Cheap to clone.
#[derive(Clone)]
pub struct Reports(Arc<Desk>);

struct Desk {
    store: Store,
    world: World,
    spaces: Spaces,
    sealing: Key,
}

impl Reports {
    /// The reports kept in this store; its tables are brought up to date.
    ///
    /// # Errors
    /// As the store.
    pub async fn new(
        store: Store,
        keys: &RegisterKeys,
        world: World,
        spaces: Spaces,
    ) -> Result<Self> {
        const MIGRATIONS: [Migration; 1] = [Migration::both(
            "0001_reports",
            include_str!("../migrations/0001_reports.sql"),
        )];
        store.migrate("reports", &MIGRATIONS).await?;
        Ok(Self(Arc::new(Desk {
            store,
            world,
            spaces,
            sealing: keys.derive("reports sealing 1"),
        })))
    }

    /// The administrators' pages: `/admin/signalements…`.
    pub fn routes(&self) -> axum::Router {
        pages::routes(self.clone())
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

    fn sealing(&self) -> &Key {
        &self.0.sealing
    }
}
