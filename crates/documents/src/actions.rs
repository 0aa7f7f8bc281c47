//! What people can do with documents: add, list, open, hide, show again. Each
//! is one sentence: permit, decide, append. Pages and machines say the same
//! sentences, so they obey the same rules.

mod adding;
mod arriving;
mod aside;
mod attached;
mod awaiting;
mod comments;
mod deposits;
mod earlier;
mod finding;
mod gleaning;
mod life;
mod marks;
mod order;
mod parked;
mod pictured;
mod searching;
mod secrets;
mod shared;
mod telling;
mod watched;

pub use crate::shelf::Listed;
pub use adding::{Incoming, Keeping, Origin, Outcome, Shelved, Twice};
pub use arriving::{Arrival, Becoming, PIECE_MAX};
pub use aside::SetAside;
pub use comments::Commented;
pub use deposits::{Deposit, DepositPlace, DepositState, Told};
pub use earlier::Edition;
pub use finding::{Elsewhere, Found};
pub(crate) use gleaning::IMAGES;
pub use life::{Asked, Binned, Version};
pub use marks::Marks;
pub use order::NamedFolder;
pub use parked::Parked;

use crate::ledgers::Ledgers;
use crate::reading;
use crate::rules::search::Query;
use crate::rules::{self, Audience};
use crate::shelf::{Aside, Author, Body, Document, Gist, Label, Shelf, Understood};
use bytes::Bytes;
use futures_util::{Stream, TryFutureExt};
use identity::Caller;
use identity::clients::Extent;
use journal::{Book, Journal, NewEntry};
use kernel::{DocumentId, Error, Result, Rpps, SpaceId};
use keys::RegisterKeys;
use pictured::Places;
use readers::cda::Entries;
use readers::{Desk, Job, Reading};
use scan::Scanner;
use sharing::rights::Rights;
use sharing::rules::DocumentState;
use sharing::{CareLinks, Leave, Manner, OnDocuments, Permit, Sealed, Sharing};
use spaces::Spaces;
use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use store::Store;
use vault::Vault;
use watched::Watch;

/// How many documents are changed at once, at most.
pub const AT_ONCE_MAX: usize = 100;

/// Documents of all spaces. Cheap to clone.
#[derive(Clone)]
pub struct Documents {
    sharing: Sharing,
    journal: Journal,
    vault: Arc<Vault>,
    ledgers: Ledgers,
    desk: Desk,
    places: Places,
    scanner: Option<Scanner>,
    spaces: Option<Spaces>,
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
    places: Places,
    watch: Watch,
}

impl Documents {
    /// Documents of these records, with bytes in this vault and ledgers in this
    /// store, whose tables are brought up to date. The journal tells facts, and
    /// whether they moved; what is sealed stays so.
    ///
    /// # Errors
    /// As the store.
    pub async fn new(
        sharing: Sharing,
        journal: Journal,
        vault: Arc<Vault>,
        store: Store,
        register: &RegisterKeys,
    ) -> Result<Self> {
        Ok(Self {
            sharing,
            journal,
            vault,
            ledgers: Ledgers::open(store, register).await?,
            desk: Desk::own(),
            places: Places::default(),
            scanner: None,
            spaces: None,
        })
    }

    /// The same, read at this desk.
    #[must_use]
    pub fn read_at(self, desk: Desk) -> Self {
        Self { desk, ..self }
    }

    /// The same, with what files say of their patient held against this register. Where
    /// there is none, whoever a file names, it is filed.
    #[must_use]
    pub fn held_against(self, spaces: Spaces) -> Self {
        Self {
            spaces: Some(spaces),
            ..self
        }
    }

    /// The same, with every file that comes in looked at by this scanner.
    #[must_use]
    pub fn looked_at_by(self, scanner: Option<Scanner>) -> Self {
        Self { scanner, ..self }
    }

    /// The bytes of all documents, sealed.
    pub(crate) const fn vault(&self) -> &Arc<Vault> {
        &self.vault
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
        Self::searched(permit, &Query::default())
    }

    /// One document, whatever its version, for a link to it; none, where the permit
    /// does not show it, and where it lies in the bin or was taken back.
    ///
    /// # Errors
    /// A fault, if documents are not part of this journal.
    pub fn one(permit: &Permit, id: DocumentId) -> Result<Option<Listed>> {
        let found = permit.state::<Shelf>()?.find(id);
        let kept = found.filter(|document| document.facts().state == DocumentState::Kept);
        Ok(kept.and_then(|document| {
            let label = document.sealed.label(permit).ok()?.clone();
            let gist = document.gist.as_ref();
            let gist = gist.and_then(|gist| gist.label(permit).ok());
            Some(Listed::of(document, label).naming(gist))
        }))
    }

    /// What was understood of each of these documents, last versions, to the
    /// holder of a permit; without those that nobody could read yet.
    ///
    /// # Errors
    /// A fault, if documents are not part of this journal.
    pub fn understood(permit: &Permit) -> Result<Vec<(Listed, &Gist)>> {
        let shelf = permit.state::<Shelf>()?;
        let current = shelf.all().filter(|document| document.is_current());
        let understood = current.filter_map(|document| {
            let label = document.sealed.label(permit).ok()?;
            let gist = document.gist.as_ref()?.label(permit).ok()?;
            Some((Listed::of(document, label.clone()), gist))
        });
        Ok(understood.collect())
    }

    /// The professionals the record knows, whom a document can be hidden from:
    /// without those who only wrote what the holder does not see.
    ///
    /// # Errors
    /// Not found, unless it was the holder who was let in, or who answers for them.
    pub fn known(permit: &Permit) -> Result<BTreeMap<Rpps, Author>> {
        if !permit.is_at_home() {
            return Err(Error::not_found());
        }
        let shown = |document: &Document| permit.sees(document.facts());
        let (links, shelf) = (permit.state::<CareLinks>()?, permit.state::<Shelf>()?);
        let mut known = rules::known(links, shelf, shown);
        // Nor need who reads in an emergency have a link, or have written.
        let emergencies = permit.state::<Rights>()?.emergencies_in_force(permit.now());
        known.extend(emergencies.map(|access| {
            let (name, profession) = (access.name.clone(), access.profession.clone());
            (access.rpps.clone(), Author { name, profession })
        }));
        known.extend(rules::shared_with(permit.state::<Rights>()?));
        Ok(known)
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
        self.open_within(caller, space, (id, &Extent::Whole), manner)
            .await
    }

    /// The same, where scopes open it: one that they do not open is not found, and no
    /// read of it is written.
    ///
    /// # Errors
    /// As [`Sharing::permit_document`].
    pub async fn open_within(
        &self,
        caller: &Caller,
        space: SpaceId,
        (id, extent): (DocumentId, &Extent),
        manner: Manner,
    ) -> Result<Opened> {
        let now = self.sharing.world().now();
        let permit = self
            .sharing
            .permit_document(caller, space, manner, |book| {
                let found = book.state::<Shelf>()?.find(id);
                let opens = |it: &&Document| rules::kinds::is_opened(extent, &it.facts().type_code);
                let found = found.filter(opens);
                // What was in the bin for thirty days is gone.
                let there = found.filter(|it| {
                    !it.binned_at
                        .is_some_and(|since| rules::life::is_over(since, now))
                });
                Ok(there.map(|document| &document.sealed))
            })
            .await?;
        let document = permit
            .state::<Shelf>()?
            .find(id)
            .ok_or_else(Error::not_found)?;
        let gist = document.gist.as_ref();
        let gist = gist.and_then(|gist| gist.label(&permit).ok());
        let label = document.sealed.label(&permit)?.clone();
        let mut listed = Listed::of(document, label).naming(gist);
        let body = document.sealed.body(&permit)?.clone();
        let mut version = permit.version();
        if permit.is_at_home() && document.binned_at.is_none() {
            let understood = match (&document.gist, manner) {
                (None, Manner::Seen) => self.catch_up(caller, space, &body).await,
                _ => Understood::default(),
            };
            if understood.names_another && listed.aside.is_none() {
                listed = listed.naming(understood.gist.as_ref());
                listed.aside = Some(Aside::Waits);
                listed.facts.state = DocumentState::Aside;
            }
            if document.is_unseen() || understood.gist.is_some() {
                version = self.mark_seen(caller, space, id, understood, version).await;
            }
        }
        Ok(Opened {
            listed,
            body,
            watch: self.watch(caller, space, id, manner, (version, permit.until()?)),
            permit,
            vault: Arc::clone(&self.vault),
            desk: self.desk.for_account(account(caller)),
            places: self.places.clone(),
        })
    }

    /// Marks it as seen, and keeps what it is about; the version of the record that was decided on, and with
    /// the mark, if nothing else moved it: a mark is no reason to decide again.
    async fn mark_seen(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
        understood: Understood,
        decided: u64,
    ) -> u64 {
        let written = AtomicBool::new(false);
        let act = OnDocuments::MarkSeen;
        let marked = async {
            self.change_each(caller, space, act, &[id], |shelf, leave, id| {
                let entries = rules::mark_seen(shelf, leave, id, &understood)?;
                written.store(!entries.is_empty(), Ordering::Relaxed);
                Ok(entries)
            })
            .await?;
            let book = self.journal.open(space).await?;
            Ok::<_, Error>(self.journal.refresh(&book).await?.version())
        };
        match marked.await {
            Ok(now) if written.load(Ordering::Relaxed) && now == decided + 1 => now,
            Ok(_) => decided,
            Err(error) => {
                // The mark is a comfort; the read itself is in the access log.
                let log = error.log_text();
                tracing::warn!(error = log, "a document was not marked as seen");
                decided
            }
        }
    }

    /// Hides documents from everyone or from one professional: all of them, or
    /// none. Those that were not hidden so before, whoever had hidden them.
    ///
    /// # Errors
    /// Not found, if one is not theirs to hide; invalid, from its own author.
    pub async fn hide(
        &self,
        caller: &Caller,
        space: SpaceId,
        ids: &[DocumentId],
        from: &Audience,
    ) -> Result<Vec<DocumentId>> {
        let hidden = Mutex::new(BTreeSet::new());
        self.change_each(caller, space, OnDocuments::Hide, ids, |shelf, leave, id| {
            let written = rules::hide(shelf, leave, id, from)?;
            let mut hidden = hidden.lock().map_err(|_| Error::fault("hiding panicked"))?;
            match rules::is_hidden(shelf, id, from) {
                true => drop(hidden.remove(&id)),
                false => drop(hidden.insert(id)),
            }
            Ok(written)
        })
        .await?;
        let hidden = hidden.into_inner();
        let hidden = hidden.map_err(|_| Error::fault("hiding panicked"))?;
        Ok(hidden.into_iter().collect())
    }

    /// Shows hidden documents again.
    ///
    /// # Errors
    /// As [`Self::hide`].
    pub async fn show(
        &self,
        caller: &Caller,
        space: SpaceId,
        ids: &[DocumentId],
        to: &Audience,
    ) -> Result<()> {
        self.change_each(caller, space, OnDocuments::Hide, ids, |shelf, leave, id| {
            rules::show(shelf, leave, id, to)
        })
        .await
    }

    /// Decides each of these documents, then writes what is to be written of
    /// all of them as one.
    async fn change_each<F>(
        &self,
        caller: &Caller,
        space: SpaceId,
        act: OnDocuments,
        ids: &[DocumentId],
        decide: F,
    ) -> Result<()>
    where
        F: Fn(&Shelf, &Leave, DocumentId) -> Result<Vec<NewEntry>> + Send + Sync,
    {
        if ids.is_empty() {
            return Ok(());
        }
        if ids.len() > AT_ONCE_MAX {
            return Err(Error::invalid("error-form-fields"));
        }
        self.sharing
            .change_documents(caller, space, act, ids, in_shelf, |leave| {
                let shelf = leave.state::<Shelf>()?;
                let mut entries = Vec::new();
                for id in ids {
                    entries.append(&mut decide(shelf, leave, *id)?);
                }
                Ok(entries)
            })
            .await
    }
}

/// Who asks, to whom a share of the readers belongs.
fn account(caller: &Caller) -> String {
    match caller {
        Caller::Holder(holder) => format!("holder {}", holder.account),
        Caller::Professional(professional) => format!("rpps {}", professional.rpps),
        Caller::Service(service) => format!("service {}", service.client_id),
        Caller::Institution(_) | Caller::Staff(_) => caller.name().to_owned(),
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

    /// What it says once more for machines: nothing, where it does not, or where
    /// that could not be read.
    ///
    /// # Errors
    /// As the store.
    pub async fn coded(&self) -> Result<Option<Box<Entries>>> {
        match self.body.mime.as_str() {
            "application/xml" => Ok(reading::coded(self).await?.ok()),
            _ => Ok(None),
        }
    }

    /// The version it replaced, if its reader sees that one too.
    ///
    /// # Errors
    /// A fault, if documents are not part of this journal.
    pub fn replaces(&self) -> Result<Option<DocumentId>> {
        let shelf = self.permit.state::<Shelf>()?;
        let found = shelf.find(self.listed.label.id);
        Ok(found.and_then(|document| finding::replaced(shelf, document, &self.permit)))
    }

    /// The same, if scopes open that one too.
    ///
    /// # Errors
    /// A fault, if documents are not part of this journal.
    pub fn replaces_within(&self, extent: &Extent) -> Result<Option<DocumentId>> {
        let shelf = self.permit.state::<Shelf>()?;
        let opened = |id: &DocumentId| {
            let found = shelf.find(*id);
            found.is_some_and(|it| rules::kinds::is_opened(extent, &it.facts().type_code))
        };
        Ok(self.replaces()?.filter(opened))
    }

    /// From whose eyes it is kept now, and whether it is archived.
    ///
    /// # Errors
    /// A fault, if documents or rights are not part of this journal.
    pub fn marks(&self) -> Result<Marks> {
        let found = self.permit.state::<Shelf>()?.find(self.listed.label.id);
        let document = found.ok_or_else(Error::not_found)?;
        let rights = self.permit.state::<Rights>()?;
        Ok(Marks::of(document, rights, self.permit.now()))
    }

    /// Whether it is a minor's secret.
    ///
    /// # Errors
    /// A fault, if rights are not part of this journal.
    pub fn is_secret(&self) -> Result<bool> {
        Documents::is_secret(&self.permit, self.listed.label.id)
    }

    /// The bytes, each chunk checked before it is given. They break off within
    /// seconds once the reader may not read the document any more.
    ///
    /// # Errors
    /// Unavailable, if the vault does not answer; a fault, if it holds
    /// something else than was put there.
    pub async fn bytes(&self) -> Result<Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>> {
        let bytes = self.vault.open(&self.body.stored()).await?;
        Ok(Box::pin(self.watch.clone().over(bytes)))
    }

    /// Has a child read it: what it says and how it looks, or why not. The line
    /// of history that opened it stands for all that is read of it so.
    ///
    /// # Errors
    /// As [`Self::bytes`].
    pub async fn read(&self, job: &Job) -> Result<Reading> {
        // The vault is asked when a reader is there to listen, not before.
        let bytes = self.bytes().try_flatten_stream();
        self.desk.read(job, bytes).await
    }
}
