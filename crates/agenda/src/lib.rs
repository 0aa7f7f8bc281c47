//! The agenda: appointments and reminders of one person, what they prepare for
//! them, the notice before the day, and a feed for their calendar program.
//!
//! Its words: an *item* is an appointment or a reminder; its *source* is who made
//! it, and only the source changes it, or its holder once the service that made it is
//! connected no more; a *feed* is the secret address at which a
//! calendar program fetches the items; a *notice* says that something is written
//! for a day, and nothing else.
//!
//! INVARIANTS: an appointment gives nobody any right to read, unless its holder lets
//! whoever made it with them, and then no longer than it stands; what its holder
//! prepares for it is for their eyes alone, until they send it in a message; no medical word is in a notice, nor in
//! a feed unless its holder wants it so; the secret of a feed is kept nowhere, and
//! a feed that was ended is found by nobody from that moment; times are those of
//! clocks in France, and a time that does not exist is refused.
//!
//! Not here: who may see what (`sharing`), how notices leave (`post`), what is due
//! for prevention.

mod actions;
pub mod diary;
pub mod entries;
pub mod fhir;
mod ical;
mod jobs;
mod pages;
mod queries;
pub mod rules;

pub use actions::{AsItem, carried};
pub use diary::{Diary, facts_of};
pub use pages::{Next, Prepared, holds_anything, next, prepared, today};

use async_trait::async_trait;
use axum::extract::FromRef;
use identity::Identity;
use journal::Journal;
use kernel::{Result, Rpps, SpaceId};
use keys::RegisterKeys;
use queries::Tables;
use sharing::{Permit, Sharing};
use spaces::{Face, Spaces};
use std::sync::Arc;
use store::Store;

/// The sentences of this crate's pages, and of its lines in the history.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "agenda",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

/// Who knows to whom a holder may write: a room beside this one.
#[async_trait]
pub trait Reach: Send + Sync {
    /// Whether they may write to this professional first, as a permit shows it.
    ///
    /// # Errors
    /// As the store.
    async fn may_write(&self, permit: &Permit, to: &Rpps) -> Result<bool>;
}

/// What the agenda is made of.
pub struct Parts {
    /// The logs of all spaces: facts, and whether they moved.
    pub journal: Journal,
    /// Whose calendar program asks.
    pub identity: Identity,
    /// The register, which tells people.
    pub spaces: Spaces,
    /// The gate.
    pub sharing: Sharing,
    /// Where people find the site, without a last slash.
    pub origin: String,
    /// To whom what is prepared for an appointment may be sent.
    pub reach: Arc<dyn Reach>,
}

struct Inner {
    parts: Parts,
    tables: Tables,
}

impl FromRef<Agenda> for Identity {
    fn from_ref(agenda: &Agenda) -> Self {
        agenda.0.parts.identity.clone()
    }
}

/// The agendas of a house. Cheap to clone.
#[derive(Clone)]
pub struct Agenda(Arc<Inner>);

impl Agenda {
    /// The agendas whose tables are in this store; they are brought up to date.
    ///
    /// # Errors
    /// As the store.
    pub async fn new(parts: Parts, store: Store, register: &RegisterKeys) -> Result<Self> {
        let tables = Tables::open(store, register).await?;
        Ok(Self(Arc::new(Inner { parts, tables })))
    }

    pub(crate) fn reach(&self) -> &dyn Reach {
        &*self.0.parts.reach
    }

    /// Where people find the site.
    pub(crate) fn origin(&self) -> &str {
        &self.0.parts.origin
    }

    /// Whose space it is, for a professional's page.
    pub(crate) async fn face(&self, space: SpaceId) -> Result<Face> {
        self.0.parts.spaces.open_face(space).await
    }

    /// The pages of holders and professionals, and the feeds.
    pub fn routes(&self) -> axum::Router {
        pages::routes(self.clone())
    }
}
