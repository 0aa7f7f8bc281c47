//! People close to somebody: who answers for a child's space, and to whom an adult
//! confides that they see theirs; how they come to it, and how it ends (domain rules, §9).
//!
//! Its words: a *representative* answers for a child's space with an account of their
//! own; a *mandate* is what says so; the first takes it because the fund says that the
//! child is attached to them, the second is *invited* by the first. A *carer* helps an
//! adult, who invited them: what is *confided* to them has an end, and either ends it.
//!
//! INVARIANTS: nothing is reached but through a mandate in force, asked anew with
//! every request (`identity::layer`); an invitation is used once, by the very person
//! it names, and names nobody in the tables; a mandate ends when the child is of age,
//! whether or not anybody was told.
//!
//! Not here: what a representative may do in the record (`sharing`), which addresses
//! they have (`edge`), mandates and children themselves (`identity`, `spaces`).

mod actions;
mod caring;
mod layer;
mod pages;
mod queries;
pub mod rules;
mod telling;

pub use actions::{Kin, State};
pub use caring::{Confided, Helped, Joined, Offer};
pub use pages::{Card, cards};

use axum::extract::FromRef;
use identity::Identity;
use kernel::{Result, World};
use keys::RegisterKeys;
use queries::Tables;
use spaces::Spaces;
use std::sync::Arc;
use store::Store;

/// The sentences of this crate's pages.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "mandates",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

struct Inner {
    identity: Identity,
    spaces: Spaces,
    world: World,
    tables: Tables,
}

/// The mandates of a house. Cheap to clone.
#[derive(Clone)]
pub struct Mandates(Arc<Inner>);

impl FromRef<Mandates> for Identity {
    fn from_ref(mandates: &Mandates) -> Self {
        mandates.0.identity.clone()
    }
}

impl Mandates {
    /// The mandates whose tables are in this store; they are brought up to date.
    ///
    /// # Errors
    /// As the store.
    pub async fn new(
        identity: Identity,
        spaces: Spaces,
        world: World,
        store: Store,
        register: &RegisterKeys,
    ) -> Result<Self> {
        let tables = Tables::open(store, register).await?;
        Ok(Self(Arc::new(Inner {
            identity,
            spaces,
            world,
            tables,
        })))
    }

    /// The pages: `/espace/moi/proches…`.
    pub fn routes(&self) -> axum::Router {
        pages::routes(self.clone())
    }

    /// These pages, for whoever acts for a child of the child's space: to be put
    /// within what knows who asks.
    pub fn acting(&self, pages: axum::Router) -> axum::Router {
        let acting = axum::middleware::from_fn_with_state(self.clone(), layer::acting);
        pages.layer(acting)
    }
}
