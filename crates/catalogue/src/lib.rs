//! The catalogue of services: what publishers ask to be listed, what was found of it
//! criterion by criterion, who listed it, and what everybody finds.
//!
//! Its words: a *submission* is what a publisher asks; a *finding* is what somebody of
//! the team found of one criterion; a *listing* holds for a year, and is two persons';
//! a *sending* is a submission that its publisher sent, and follows at an address that
//! nobody else knows.
//!
//! INVARIANTS: one person alone lists nothing, and nothing is listed of which a
//! criterion is open; what was listed is not changed, and so never widened, but for the
//! keys it signs with, which its publisher changes at their own address; a
//! suspended, withdrawn or lapsed service opens nothing from that moment; nothing is
//! ever fetched from an address of a service; what a publisher sent is seen by nobody
//! before they proved their e-mail address, and is public only once it is listed.
//!
//! Not here: any record. The team's pages are in this crate, and it cannot reach one.

mod actions;
pub mod kinds;
mod pages;
mod publishing;
mod queries;
pub mod rules;
mod turning;
mod writing;

pub use queries::{Deed, Finding, Kept};

use axum::extract::FromRef;
use identity::Identity;
use identity::clients::Services;
use kernel::{Result, World};
use keys::RegisterKeys;
use post::Post;
use std::sync::Arc;
use store::Store;

/// The sentences of this crate's pages.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "catalogue",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

/// What the catalogue is made of.
pub struct Parts {
    /// Who is signed in.
    pub identity: Identity,
    /// The services that are let in.
    pub services: Services,
    /// What leaves the house.
    pub post: Post,
    /// Where people find the site, without a last slash.
    pub origin: String,
}

struct House {
    store: Store,
    world: World,
    identity: Identity,
    services: Services,
    post: Post,
    origin: String,
    keys: publishing::Keys,
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
        parts: Parts,
        store: Store,
        register: &RegisterKeys,
        world: World,
    ) -> Result<Self> {
        store.migrate("catalogue", &queries::MIGRATIONS).await?;
        Ok(Self(Arc::new(House {
            store,
            world,
            identity: parts.identity,
            services: parts.services,
            post: parts.post,
            origin: parts.origin,
            keys: publishing::Keys::derive(register),
        })))
    }

    /// The pages that everybody finds, and the team's.
    pub fn routes(&self) -> axum::Router {
        pages::routes(self.clone())
    }
}
