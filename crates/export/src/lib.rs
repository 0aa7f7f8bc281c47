//! Export: a holder takes everything out of their space, in one file of open
//! formats: the documents as they were received, the record in FHIR R4 with a
//! patient summary, the access history with its proofs, and a page to read it
//! all with, offline. Who answers for a child takes out what they see of the
//! child's, without proofs: these number every line, and would count a secret.
//!
//! Its words: an export is *asked* for, then *packed* by a job, then *ready* for
//! a week, then *over*. Each begins with a line of the space's history.
//!
//! INVARIANTS: what whoever asked may not read on the site is not in it; a file is
//! the account's that asked, one at a time in each space, and over with the mandate
//! for which it asked; nobody opens it without the key of the space; after its week
//! the key is destroyed first, the bytes next.
//!
//! Not here: who may read what (`sharing`), how a document is described
//! (`documents`), what a proof is and how it is checked (`ledger`): the page where a
//! holder has a history checked is here, beside the file that it is in.

mod actions;
pub mod checking;
mod history;
mod jobs;
mod packing;
mod pages;
mod queries;
mod rules;
mod whose;

pub use history::proven_history;
pub use rules::{A_DAY_MAX, LINK_LASTS};

use documents::Documents;
use identity::Identity;
use journal::Journal;
use kernel::{Result, World};
use ledger::Ledger;
use sharing::Sharing;
use spaces::Spaces;
use std::sync::Arc;
use store::{Migration, Store};
use vault::Vault;

/// The sentences of this crate's pages, and of the file.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "export",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

/// What exports are made of.
pub struct Parts {
    /// The tables.
    pub store: Store,
    /// Time and chance.
    pub world: World,
    /// Where the files are kept.
    pub vault: Arc<Vault>,
    /// The logs of all spaces.
    pub journal: Journal,
    /// The public log.
    pub ledger: Ledger,
    /// Who asks.
    pub identity: Identity,
    /// The register.
    pub spaces: Spaces,
    /// The gate.
    pub sharing: Sharing,
    /// The documents.
    pub documents: Documents,
}

/// The exports of a house. Cheap to clone.
#[derive(Clone)]
pub struct Exports(Arc<Parts>);

impl Exports {
    /// The exports kept in this store; its tables are brought up to date.
    ///
    /// # Errors
    /// As the store.
    pub async fn new(parts: Parts) -> Result<Self> {
        const MIGRATIONS: [Migration; 3] = [
            Migration::both(
                "0001_exports",
                include_str!("../migrations/0001_exports.sql"),
            ),
            Migration::both("0002_trees", include_str!("../migrations/0002_trees.sql")),
            Migration::both("0003_whose", include_str!("../migrations/0003_whose.sql")),
        ];
        parts.store.migrate("export", &MIGRATIONS).await?;
        Ok(Self(Arc::new(parts)))
    }

    /// The pages of a space: `/espace/moi/export…`.
    pub fn routes(&self) -> axum::Router {
        pages::routes(self.clone())
    }
}
