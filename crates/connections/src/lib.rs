//! Services of the catalogue, connected to a space by its holder: the page where
//! they are asked, what is connected, its pause and its end, the reminder every
//! ninety days, and the notice that a service added something.
//!
//! Its words: a *connection* is what one holder lets one service read, kind by kind;
//! it stands in the record ([`sharing::connections`]), and its codes and tokens are
//! `identity`'s.
//!
//! INVARIANTS: nothing is connected that was not ticked, one kind at a time, by a
//! holder who just proved who they are; an end holds from the moment it is written;
//! a connection whose access was copied ends by itself, and its holder is told.
//!
//! Not here: what a service may be told (`sharing`), who is listed (`catalogue`),
//! what comes at the token endpoint (`identity::clients::services`).

mod actions;
mod jobs;
mod pages;
mod queries;
mod telling;

use axum::extract::FromRef;
use catalogue::Catalogue;
use identity::Identity;
use identity::clients::{Clients, Services};
use journal::Journal;
use kernel::{Result, SpaceId};
use queries::Tables;
use sharing::Sharing;
use spaces::Spaces;
use std::sync::Arc;
use store::Store;

/// The sentences of this crate's pages.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "connections",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

/// What connections are made of.
pub struct Parts {
    /// The logs of all spaces.
    pub journal: Journal,
    /// Who is signed in.
    pub identity: Identity,
    /// The register, which tells people.
    pub spaces: Spaces,
    /// The gate.
    pub sharing: Sharing,
    /// The software that comes with tokens.
    pub clients: Clients,
    /// The catalogue, which learns what people report.
    pub catalogue: Catalogue,
    /// The services that are let in.
    pub services: Services,
}

struct Inner {
    parts: Parts,
    tables: Tables,
}

impl FromRef<Connected> for Identity {
    fn from_ref(connected: &Connected) -> Self {
        connected.0.parts.identity.clone()
    }
}

/// The connections of a house. Cheap to clone.
#[derive(Clone)]
pub struct Connected(Arc<Inner>);

impl Connected {
    /// The connections whose table is in this store; it is brought up to date.
    ///
    /// # Errors
    /// As the store.
    pub async fn new(parts: Parts, store: Store) -> Result<Self> {
        let tables = Tables::open(store).await?;
        Ok(Self(Arc::new(Inner { parts, tables })))
    }

    /// The pages of holders.
    pub fn routes(&self) -> axum::Router {
        pages::routes(self.clone())
    }

    /// Forgets what is noted of an erased space.
    ///
    /// # Errors
    /// As the store.
    pub async fn forget(&self, space: SpaceId) -> Result<()> {
        self.0.tables.forget(space).await
    }
}
