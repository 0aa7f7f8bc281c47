//! The emergency card: what a person puts into their wallet for whoever helps them
//! when they cannot speak, and a page with the same lines, found by a QR code.
//!
//! Its words: a *tick* says that a line goes on the card; a *code* is the secret
//! address that the QR code holds; a *finder* is whoever reads the card there, whom
//! nobody knows; a *network* is where finders ask from, as far as a brake counts it.
//!
//! INVARIANTS: nothing is on a card that its holder did not tick, and nothing is
//! ticked beforehand; a tick names a line of the profile, so the card says what that
//! says now, and nothing once it is gone or over; a finder sees what is on the card
//! and no word more, after the line that says so, which holds no address; a code
//! that was ended, or never was, or whose space is not open, is one same page.
//!
//! The secret of a code is in the sealed journal, for cards to be printed again: who
//! can read it there can read the record itself. The tables have a keyed hash of it.
//!
//! Not here: who may see what (`sharing`), what the lines say (`profile`), how
//! paper looks (`paper`).

mod actions;
mod carried;
mod entries;
mod kept;
mod lines;
mod pages;
mod queries;
pub mod rules;

pub use carried::carried;
pub use kept::Card;

use axum::extract::FromRef;
use identity::Identity;
use journal::Journal;
use kernel::Result;
use keys::RegisterKeys;
use queries::Tables;
use sharing::Sharing;
use spaces::Spaces;
use std::sync::Arc;
use store::Store;

/// The sentences of this crate's pages, and of its lines in the history.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "card",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

/// What cards are made of.
pub struct Parts {
    /// The logs of all spaces: what is in force.
    pub journal: Journal,
    /// Whose card a finder reads.
    pub identity: Identity,
    /// The register: whose name it is, and whom to tell.
    pub spaces: Spaces,
    /// The gate.
    pub sharing: Sharing,
    /// Where people find the site, without a last slash.
    pub origin: String,
}

struct Inner {
    parts: Parts,
    tables: Tables,
}

impl FromRef<Cards> for Identity {
    fn from_ref(cards: &Cards) -> Self {
        cards.0.parts.identity.clone()
    }
}

/// The emergency cards of a house. Cheap to clone.
#[derive(Clone)]
pub struct Cards(Arc<Inner>);

impl Cards {
    /// The cards whose tables are in this store; they are brought up to date.
    ///
    /// # Errors
    /// As the store.
    pub async fn new(parts: Parts, store: Store, register: &RegisterKeys) -> Result<Self> {
        let tables = Tables::open(store, register).await?;
        Ok(Self(Arc::new(Inner { parts, tables })))
    }

    /// The pages of holders, and the one of finders.
    pub fn routes(&self) -> axum::Router {
        pages::routes(self.clone())
    }
}
