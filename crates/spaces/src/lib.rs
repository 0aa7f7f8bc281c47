//! The register of insured people and the life of their spaces: announcing,
//! activating, opening by silence, refusing, closing; and finding people.
//!
//! Words: an *insured* person ([`kernel::PersonId`]) has at most one *space*
//! ([`kernel::SpaceId`]); a *code* opens an activation; an *event* is one line
//! of a space's life, which its holder reads.
//!
//! Not here: anything medical (the journal knows), accounts and sessions
//! (`identity`), who may read (`sharing`), the home page (`carnet`).
//!
//! INVARIANTS: matricules are stored as keyed hashes and sealed, never bare;
//! a code is stored as a keyed hash; what is not open is answered as what does
//! not exist; every transition is one transaction with its event.

mod actions;
pub mod alerts;
pub mod notices;
mod pages;
mod queries;
mod register_keys;
mod rules;

pub use actions::{
    ANNOUNCEMENT, Adult, Announced, Begun, By, Candidate, Channel, Child, Concerned, ContactDraft,
    Count, Decided, Decision, Draft, Face, Forgot, FoundPeople, Help, Helper, Invited, Lost,
    Reached, Receipt, Recognized, Report, Returned, Shown, Sitting, Telling, Try, TypedContact,
    Way, Welcome, Word, Written, beside,
};
pub use lists::Format;
pub use pages::{
    ACTIVATION_COOKIE, Desk, Today, facts, search, search_again, search_page, step_words,
};
pub use queries::{Happened, HeldAct, InUse, Place};
pub use rules::choosing::{Channels, Peace, Topic, Wish};
pub use rules::code::Code;
pub use rules::held::What;
pub use rules::insured::CardSerial;
pub use rules::letter::Unrecorded;
pub use rules::life::{DEADLINE, Event, Fate, How, Life, SILENCE, UNDO, Was, days_left};
pub use rules::recovery::Reach;
pub use rules::search::{Search, name_key};
pub use rules::weekly::{Week, Weekly};

use identity::Identity;
use journal::Journal;
use kernel::{Result, World};
use keys::RegisterKeys;
use notices::Sender;
use post::Post;
use register_keys::SpacesKeys;
use std::sync::Arc;
use store::Store;

/// The sentences of this crate's pages.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "spaces",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

/// The sentences of opening a space without a code.
pub const FEDERATED_TEXTS: edge::Locale = edge::Locale {
    name: "spaces-federated",
    fr: include_str!("../locales/federated_fr.ftl"),
    en: include_str!("../locales/federated_en.ftl"),
};

/// The sentences of getting back in, and of changing how one is reached.
pub const RECOVERING_TEXTS: edge::Locale = edge::Locale {
    name: "spaces-recovering",
    fr: include_str!("../locales/recovering_fr.ftl"),
    en: include_str!("../locales/recovering_en.ftl"),
};

/// The register and the spaces. Cheap to clone.
#[derive(Clone)]
pub struct Spaces(Arc<House>);

struct House {
    store: Store,
    keys: SpacesKeys,
    world: World,
    identity: Identity,
    journal: Journal,
    post: Post,
    sender: Sender,
}

impl Spaces {
    /// The register kept in this store; its tables are brought up to date.
    ///
    /// # Errors
    /// As the store.
    pub async fn new(
        store: Store,
        keys: RegisterKeys,
        world: World,
        identity: Identity,
        journal: Journal,
        post: Post,
        sender: Sender,
    ) -> Result<Self> {
        store.migrate("spaces", &queries::migrations()).await?;
        let keys = SpacesKeys::derive(&keys);
        Ok(Self(Arc::new(House {
            store,
            keys,
            world,
            identity,
            journal,
            post,
            sender,
        })))
    }

    /// The pages: `/activer…`, `/pro`, `/pro/resultats/{q}`.
    pub fn routes(&self) -> axum::Router {
        pages::routes(self.clone())
    }

    /// Throws away brakes, activations and searches that are over. To be called
    /// now and then; twice is harmless.
    ///
    /// # Errors
    /// As the store.
    pub async fn sweep(&self) -> Result<u64> {
        queries::sweep(&self.0.store, self.0.world.now(), pages::SEARCH_LIFE).await
    }

    /// Looks at attachments that a file left to be looked at, and whose reading ended
    /// long ago. To be called now and then while the clock is believed: a wrong one
    /// ends what a file that is still read would keep. Twice is harmless.
    ///
    /// # Errors
    /// As the store.
    pub async fn settle_left(&self) -> Result<()> {
        let now = self.0.world.now();
        self.settle_attachments(queries::Moved::Until(
            now.minus(actions::FILE_READ),
            now.minus(actions::FILE_LASTS),
        ))
        .await
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn keys(&self) -> &SpacesKeys {
        &self.0.keys
    }

    pub(crate) fn world(&self) -> &World {
        &self.0.world
    }

    pub(crate) fn identity(&self) -> &Identity {
        &self.0.identity
    }

    pub(crate) fn post(&self) -> &Post {
        &self.0.post
    }

    /// Where people find the site, without a last slash.
    pub fn origin(&self) -> &str {
        &self.0.sender.origin
    }

    pub(crate) fn sender(&self) -> &Sender {
        &self.0.sender
    }

    pub(crate) fn journal(&self) -> &Journal {
        &self.0.journal
    }
}

/// Pages that ask for fresh proof ask identity for it.
impl axum::extract::FromRef<Spaces> for Identity {
    fn from_ref(spaces: &Spaces) -> Self {
        spaces.identity().clone()
    }
}
