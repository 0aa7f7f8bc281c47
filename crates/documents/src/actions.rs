//! What people can do with documents: add, list, open, hide, show again. Each
//! is one sentence: permit, decide, append. Pages and machines say the same
//! sentences, so they obey the same rules.

mod adding;

pub use adding::{Incoming, Keeping, Origin, Outcome, Shelved, Twice};

use crate::rules::{self, Audience};
use crate::shelf::{Author, Body, Label, Shelf};
use bytes::Bytes;
use futures_util::Stream;
use identity::Caller;
use journal::Book;
use kernel::{DocumentId, Error, Result, Rpps, SpaceId};
use readers::{Desk, Job, Reading};
use sharing::{CareLinks, DocumentFacts, Manner, OnDocuments, Permit, Sealed, Sharing};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use vault::{Stored, Vault};

/// Documents of all spaces. Cheap to clone.
#[derive(Clone)]
pub struct Documents {
    sharing: Sharing,
    vault: Arc<Vault>,
    desk: Desk,
}

/// A document as its list shows it, to somebody with a permit.
#[derive(Clone, Debug)]
pub struct Listed {
    /// What it says of itself.
    pub label: Label,
    /// What rights depend on; from whom it is hidden is told to the holder only.
    pub facts: DocumentFacts,
    /// The holder has opened it, or added it.
    pub seen: bool,
}

/// A document opened for reading.
pub struct Opened {
    /// What it says of itself.
    pub listed: Listed,
    /// The document.
    pub body: Body,
    permit: Permit,
    vault: Arc<Vault>,
    desk: Desk,
}

impl Documents {
    /// Documents of these records, with bytes in this vault, read by children
    /// of this program.
    pub fn new(sharing: Sharing, vault: Arc<Vault>) -> Self {
        Self {
            sharing,
            vault,
            desk: Desk::own(),
        }
    }

    /// The same, read at this desk.
    pub fn read_at(self, desk: Desk) -> Self {
        Self { desk, ..self }
    }

    /// The gate.
    pub const fn sharing(&self) -> &Sharing {
        &self.sharing
    }

    /// Everything the caller may see, newest act first; writes the read first.
    ///
    /// # Errors
    /// As [`Sharing::permit_record`].
    pub async fn list(&self, caller: &Caller, space: SpaceId) -> Result<Vec<Listed>> {
        let permit = self.sharing.permit_record(caller, space).await?;
        Self::listed(&permit)
    }

    /// Everything the holder of a permit may see, newest first.
    ///
    /// # Errors
    /// A fault, if documents are not part of this journal.
    pub fn listed(permit: &Permit) -> Result<Vec<Listed>> {
        let shelf = permit.state::<Shelf>()?;
        let mut listed: Vec<Listed> = shelf
            .all()
            .filter_map(|document| {
                let label = document.sealed.label(permit).ok()?.clone();
                Some(Listed {
                    label,
                    facts: document.facts().clone(),
                    seen: document.seen,
                })
            })
            .collect();
        listed.sort_by_key(|listed| {
            std::cmp::Reverse((listed.label.act_date, listed.label.added_at))
        });
        Ok(listed)
    }

    /// The professionals the record knows, whom a document can be hidden from;
    /// without the authors, while documents of theirs are kept back.
    ///
    /// # Errors
    /// Not found, unless it was the holder who was let in.
    pub fn known(permit: &Permit) -> Result<BTreeMap<Rpps, Author>> {
        if !permit.is_holders() {
            return Err(Error::not_found());
        }
        let shelf = (!permit.keeps_back()).then(|| permit.state::<Shelf>());
        Ok(rules::known(
            permit.state::<CareLinks>()?,
            shelf.transpose()?,
        ))
    }

    /// Opens one document for reading; writes the read first.
    ///
    /// # Errors
    /// As [`Sharing::permit_document`].
    pub async fn open(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
        manner: Manner,
    ) -> Result<Opened> {
        let permit = self
            .sharing
            .permit_document(caller, space, manner, |book| {
                Ok(book
                    .state::<Shelf>()?
                    .find(id)
                    .map(|document| &document.sealed))
            })
            .await?;
        let document = permit
            .state::<Shelf>()?
            .find(id)
            .ok_or_else(Error::not_found)?;
        let listed = Listed {
            label: document.sealed.label(&permit)?.clone(),
            facts: document.facts().clone(),
            seen: document.seen,
        };
        let body = document.sealed.body(&permit)?.clone();
        if permit.is_holders() && !listed.seen {
            self.mark_seen(caller, space, id).await;
        }
        Ok(Opened {
            listed,
            body,
            permit,
            vault: Arc::clone(&self.vault),
            desk: self.desk.clone(),
        })
    }

    async fn mark_seen(&self, caller: &Caller, space: SpaceId, id: DocumentId) {
        let marked = self
            .sharing
            .change_documents(
                caller,
                space,
                OnDocuments::MarkSeen,
                &[id],
                in_shelf,
                |leave| rules::mark_seen(leave.state::<Shelf>()?, id),
            )
            .await;
        if let Err(error) = marked {
            // The mark is a comfort; the read itself is in the access log.
            tracing::warn!(
                error = error.log_text(),
                "a document was not marked as seen"
            );
        }
    }

    /// Hides a document from everyone or from one professional.
    ///
    /// # Errors
    /// Not found, if it is not theirs to hide; invalid, from its own author.
    pub async fn hide(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
        from: &Audience,
    ) -> Result<()> {
        self.set_hiding(caller, space, id, |shelf, leave| {
            rules::hide(shelf, leave, id, from)
        })
        .await
    }

    /// Shows a hidden document again.
    ///
    /// # Errors
    /// As [`Self::hide`].
    pub async fn show(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
        to: &Audience,
    ) -> Result<()> {
        self.set_hiding(caller, space, id, |shelf, leave| {
            rules::show(shelf, leave, id, to)
        })
        .await
    }

    async fn set_hiding<F>(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
        decide: F,
    ) -> Result<()>
    where
        F: Fn(&Shelf, &sharing::Leave) -> Result<Vec<journal::NewEntry>> + Send + Sync,
    {
        self.sharing
            .change_documents(caller, space, OnDocuments::Hide, &[id], in_shelf, |leave| {
                decide(leave.state::<Shelf>()?, leave)
            })
            .await
    }
}

/// A document of the shelf of a record.
fn in_shelf(book: &Book, id: DocumentId) -> Result<Option<&Sealed<Label, Body>>> {
    let found = book.state::<Shelf>()?.find(id);
    Ok(found.map(|document| &document.sealed))
}

impl Opened {
    /// The permit under which it was opened.
    pub const fn permit(&self) -> &Permit {
        &self.permit
    }

    /// The bytes, each chunk checked before it is given.
    ///
    /// # Errors
    /// Unavailable, if the vault does not answer; a fault, if it holds
    /// something else than was put there.
    pub async fn bytes(&self) -> Result<Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>> {
        let stored = Stored {
            object: self.body.object,
            key: self.body.key.clone(),
            size: self.body.size,
            sha256: self.body.sha256,
        };
        Ok(Box::pin(self.vault.open(&stored).await?))
    }

    /// Has a child read it: what it says and how it looks, or why not. The line
    /// of history that opened it stands for all that is read of it so.
    ///
    /// # Errors
    /// As [`Self::bytes`].
    pub async fn read(&self, job: &Job) -> Result<Reading> {
        self.desk.read(job, self.bytes().await?).await
    }
}
