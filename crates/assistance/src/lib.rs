//! Helping people who do without a computer: the 3422 line. An operator opens a
//! call, recognises who is on the line, and does in one screen what that person
//! says, with the sentences to read aloud.
//!
//! Words: a *call* is one conversation, with the number the phone system gave
//! it; an *act* is what was done in it.
//!
//! INVARIANTS: nothing is done outside a call in which the person was
//! recognised; every act is written down with the operator and the call; this
//! crate knows identity and the life of spaces, and has no way to anything
//! medical: it depends on no crate that has.
//!
//! Not here: what the acts do (`spaces`), who operators are (`identity::staff`).

mod actions;
mod pages;
mod queries;
mod rules;

pub use actions::Call;
pub use rules::What;

use kernel::{Result, World};
use spaces::Spaces;
use std::sync::Arc;
use store::{Migration, Store};

/// The sentences of this crate's pages.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "assistance",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

/// The phone line. Cheap to clone.
#[derive(Clone)]
pub struct Assistance(Arc<Desk>);

struct Desk {
    store: Store,
    world: World,
    spaces: Spaces,
}

impl Assistance {
    /// The phone line of a house; its tables are brought up to date.
    ///
    /// # Errors
    /// As the store.
    pub async fn new(store: Store, world: World, spaces: Spaces) -> Result<Self> {
        const MIGRATIONS: [Migration; 2] = [
            Migration::both("0001_calls", include_str!("../migrations/0001_calls.sql")),
            Migration::both(
                "0002_receipts",
                include_str!("../migrations/0002_receipts.sql"),
            ),
        ];
        store.migrate("assistance", &MIGRATIONS).await?;
        Ok(Self(Arc::new(Desk {
            store,
            world,
            spaces,
        })))
    }

    /// The pages: `/op…`.
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
}
