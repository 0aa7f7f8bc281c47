//! Helping people who do without a computer: the 3422 line, and volunteers on
//! site ([`seance`]). An operator opens a call, recognises who is on the line,
//! and does in one screen what that person says, with the sentences to read
//! aloud. Beside a volunteer the person does everything themself.
//!
//! Words: a *call* is one conversation, with the number the phone system gave
//! it; an *act* is what was done in it; a *session of help* (`seance`) is half
//! an hour beside a volunteer.
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
pub mod seance;

pub use actions::Call;
pub use rules::What;
pub use seance::layer;

use identity::Identity;
use kernel::{Result, World};
use keys::{Key, RegisterKeys};
use spaces::Spaces;
use std::sync::Arc;
use store::{Migration, Store};

/// The sentences of this crate's pages.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "assistance",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

/// The sentences of sessions of help.
pub const SEANCE_TEXTS: edge::Locale = edge::Locale {
    name: "seance",
    fr: include_str!("../locales/seance_fr.ftl"),
    en: include_str!("../locales/seance_en.ftl"),
};

/// The sentences of the sample record of workshops.
pub const DEMO_TEXTS: edge::Locale = edge::Locale {
    name: "assistance-demo",
    fr: include_str!("../locales/demo_fr.ftl"),
    en: include_str!("../locales/demo_en.ftl"),
};

/// The phone line and the help on site. Cheap to clone.
#[derive(Clone)]
pub struct Assistance(Arc<Desk>);

struct Desk {
    store: Store,
    world: World,
    identity: Identity,
    spaces: Spaces,
    seance_key: Key,
    origin: String,
}

impl Assistance {
    /// The help of a house that people find at this origin; its tables are
    /// brought up to date.
    ///
    /// # Errors
    /// As the store.
    pub async fn new(
        store: Store,
        keys: &RegisterKeys,
        world: World,
        identity: Identity,
        spaces: Spaces,
        origin: String,
    ) -> Result<Self> {
        const MIGRATIONS: [Migration; 4] = [
            Migration::both("0001_calls", include_str!("../migrations/0001_calls.sql")),
            Migration::both(
                "0002_receipts",
                include_str!("../migrations/0002_receipts.sql"),
            ),
            Migration::both(
                "0003_seances",
                include_str!("../migrations/0003_seances.sql"),
            ),
            Migration::both(
                "0004_by_time",
                include_str!("../migrations/0004_by_time.sql"),
            ),
        ];
        store.migrate("assistance", &MIGRATIONS).await?;
        Ok(Self(Arc::new(Desk {
            store,
            world,
            identity,
            spaces,
            seance_key: keys.derive("session of help 1"),
            origin,
        })))
    }

    /// The pages: `/op…`, `/admin/appels`, `/accompagnement…`, `/seance…`.
    pub fn routes(&self) -> axum::Router {
        pages::routes(self.clone()).merge(seance::routes(self.clone()))
    }

    fn store(&self) -> &Store {
        &self.0.store
    }

    fn world(&self) -> &World {
        &self.0.world
    }

    fn identity(&self) -> &Identity {
        &self.0.identity
    }

    fn spaces(&self) -> &Spaces {
        &self.0.spaces
    }

    fn seance_key(&self) -> &Key {
        &self.0.seance_key
    }

    /// Where people find the site.
    fn origin(&self) -> &str {
        &self.0.origin
    }
}
