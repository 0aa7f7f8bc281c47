//! The catalogue of services: what publishers ask to be listed, what was found of it
//! criterion by criterion, who listed it, and what everybody finds.
//!
//! Its words: a *submission* is what a publisher asks; a *finding* is what somebody of
//! the team found of one criterion; a *listing* holds for a year, and is two persons'.
//!
//! INVARIANTS: one person alone lists nothing, and nothing is listed of which a
//! criterion is open; what was listed is not changed, and so never widened; a
//! suspended, withdrawn or lapsed service opens nothing from that moment; nothing is
//! ever fetched from an address of a service.
//!
//! Not here: any record. The team's pages are in this crate, and it cannot reach one.

mod actions;
pub mod kinds;
mod pages;
mod queries;
pub mod rules;

pub use queries::{Deed, Finding, Kept};

use axum::extract::FromRef;
use identity::Identity;
use identity::clients::Services;
use kernel::{Result, World};
use std::sync::Arc;
use store::Store;

/// The sentences of this crate's pages.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "catalogue",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

struct House {
    store: Store,
    world: World,
    identity: Identity,
    services: Services,
}

/// The catalogue of a house. Cheap to clone.
#[derive(Clone)]
pub struct Catalogue(Arc<House>);

impl FromRef<Catalogue> for Identity {
    fn from_ref(catalogue: &Catalogue) -> Self {
        catalogue.0.identity.clone()
    }
}

impl Catalogue {
    /// The catalogue whose tables are in this store; they are brought up to date.
    ///
    /// # Errors
    /// As the store.
    pub async fn new(
        store: Store,
        world: World,
        identity: Identity,
        services: Services,
    ) -> Result<Self> {
        store.migrate("catalogue", &queries::MIGRATIONS).await?;
        Ok(Self(Arc::new(House {
            store,
            world,
            identity,
            services,
        })))
    }

    /// The pages that everybody finds, and the team's.
    pub fn routes(&self) -> axum::Router {
        pages::routes(self.clone())
    }
}
