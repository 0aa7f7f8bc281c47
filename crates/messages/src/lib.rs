//! Messages: conversations between the holder of a space and professionals.
//!
//! Its words: a *thread* is a conversation about one subject, of one space and of
//! the professionals who are its *parties*; its *sides* are the space and each of
//! them; a message is *held* for the thirty seconds in which its author can take it
//! back, and only its author sees it then; a *draft* is what was not sent.
//!
//! Several professionals may take part in one. A professional of it brings in a
//! colleague of the directory, its holder somebody whom they may write to; that is
//! decided as if whoever comes asked, is told to the holder, and stands in the thread.
//! Whoever comes reads all of it, from its beginning, but for what was attached before
//! and is hidden from them. The holder alone takes somebody off, and alone brings them
//! back. Any professional of a thread closes it, whoever began it, and any of them
//! opens it again: what is closed is closed to its holder, and patients should not have
//! to know who of a team may. A mailbox gets what is said after its owner came.
//!
//! INVARIANTS: a thread is seen by its holder and by its parties, by one decision of
//! `sharing`, and by nobody else, and whoever was taken off finds it as one that is not
//! there; it gives nobody a right on the record; what comes with a message comes with it
//! or not at all; what is held or was taken back the other side never sees; the same message sent twice is
//! there once; no notice says who wrote, or what; a draft is its author's alone.
//!
//! Not here: who may see what (`sharing`), how notices leave (`post`), what a file
//! is (`formats`, by way of `documents`).

mod actions;
mod carried;
pub mod entries;
mod jobs;
pub mod mailbox;
mod mails;
mod pages;
mod queries;
pub mod rules;

pub use carried::carried;
pub use mailbox::Mailbox;
pub use mails::rules::Trusted;
pub use mails::{Mails, room};
pub use pages::{talks, unread};

use documents::Documents;
use edge::Page;
use identity::Identity;
use identity::professionals::Professionals;
use journal::Journal;
use kernel::{DocumentId, Result, Rpps, SpaceId};
use keys::RegisterKeys;
use queries::Tables;
use sharing::{Permit, Sharing};
use spaces::{Face, Spaces};
use std::sync::Arc;
use store::Store;

/// The sentences of this crate's pages, and of its lines in the history.
pub const TEXTS: edge::Locale = edge::Locale {
    name: "messages",
    fr: include_str!("../locales/fr.ftl"),
    en: include_str!("../locales/en.ftl"),
};

/// What a new message begins with: something that its author prepared elsewhere.
pub struct Beginning {
    /// To whom it goes.
    pub to: Rpps,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// Documents of the record that go with it.
    pub documents: Vec<DocumentId>,
}

/// What was prepared for the appointment of this id, in the language of this page.
pub type Beginnings = fn(&Page, &Permit, &str) -> Result<Option<Beginning>>;

/// What messages are made of.
pub struct Parts {
    /// The logs of all spaces: facts, and whether they moved.
    pub journal: Journal,
    /// The register, which tells people.
    pub spaces: Spaces,
    /// What is attached comes from there, and goes there.
    pub documents: Documents,
    /// Whose words leave by mail.
    pub identity: Identity,
    /// The directory: whom professionals bring in.
    pub people: Professionals,
    /// How mail comes and goes; none, and it does not.
    pub mails: Option<Mails>,
    /// What messages about appointments begin with.
    pub beginnings: Beginnings,
}

struct Inner {
    parts: Parts,
    tables: Tables,
}

/// The messages of a house. Cheap to clone.
#[derive(Clone)]
pub struct Messages(Arc<Inner>);

impl Messages {
    /// The messages whose tables are in this store; they are brought up to date.
    ///
    /// # Errors
    /// As the store.
    pub async fn new(parts: Parts, store: Store, register: &RegisterKeys) -> Result<Self> {
        let tables = Tables::open(store, register).await?;
        Ok(Self(Arc::new(Inner { parts, tables })))
    }

    pub(crate) fn sharing(&self) -> &Sharing {
        self.0.parts.documents.sharing()
    }

    /// Whose space it is, for a professional's page.
    pub(crate) async fn face(&self, space: SpaceId) -> Result<Face> {
        self.0.parts.spaces.open_face(space).await
    }

    /// These pages, within which every professional is told what is unread: to be put
    /// around what knows who asks.
    pub fn telling(&self, pages: axum::Router) -> axum::Router {
        let telling = axum::middleware::from_fn_with_state(self.clone(), pages::waiting);
        pages.layer(telling)
    }

    /// The pages of holders and professionals.
    pub fn routes(&self) -> axum::Router {
        pages::routes(self.clone())
    }
}
