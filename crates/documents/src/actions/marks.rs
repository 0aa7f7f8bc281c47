//! Marks that an author sets on a document of theirs, and lifts: hidden from other
//! professionals, archived. The person puts it back into their list.

use super::Documents;
use super::finding::author;
use crate::rules;
use crate::shelf::{Document, Shelf};
use identity::Caller;
use kernel::{DocumentId, Error, Result, SpaceId, Timestamp};
use sharing::{OnDocuments, Rights};
use std::collections::BTreeSet;
use std::sync::Mutex;

/// From whose eyes a document is kept now, and whether it stands out of the first list.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Marks {
    /// It waits for a consultation before its patient sees it.
    pub reserved: bool,
    /// It is a minor's secret.
    pub secret: bool,
    /// Its author hides it from other professionals.
    pub masked: bool,
    /// It is archived.
    pub archived: bool,
    /// It waited for a consultation once, and its author hid it once, be it so still or
    /// not.
    pub both: bool,
}

impl Marks {
    pub(super) fn of(document: &Document, rights: &Rights, now: Timestamp) -> Self {
        let facts = document.facts();
        Self {
            reserved: rights.reserved(facts.id, now),
            secret: rights.is_secret(facts.id),
            masked: facts.hiding.by_author.is_some(),
            archived: document.is_archived(),
            both: facts.hiding.was_masked && rights.was_reserved(facts.id),
        }
    }
}

impl Documents {
    /// Its author hides a document from other professionals, or lifts that mark of
    /// theirs. Twice is once.
    ///
    /// # Errors
    /// Not found, if it is not theirs; a conflict, if it is to be hidden and the person
    /// showed it to everyone.
    pub async fn mask(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
        masked: bool,
    ) -> Result<()> {
        let rule = match masked {
            true => rules::marks::mask,
            false => rules::marks::unmask,
        };
        self.change_each(caller, space, OnDocuments::MarkOwn, &[id], rule)
            .await
    }

    /// Its author archives a document, or puts it back into the first list. Twice is
    /// once.
    ///
    /// # Errors
    /// Not found, if it is not theirs; a conflict, if it is to be archived and the person
    /// put it back.
    pub async fn archive(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
        archived: bool,
    ) -> Result<()> {
        let rule = match archived {
            true => rules::marks::archive,
            false => rules::marks::unarchive,
        };
        self.change_each(caller, space, OnDocuments::MarkOwn, &[id], rule)
            .await
    }

    /// The holder puts archived documents back into their list: those that were archived.
    /// Twice is once.
    ///
    /// # Errors
    /// Not found, if one is not theirs to arrange; then none is.
    pub async fn list_again(
        &self,
        caller: &Caller,
        space: SpaceId,
        ids: &[DocumentId],
    ) -> Result<Vec<DocumentId>> {
        let back = Mutex::new(BTreeSet::new());
        let act = OnDocuments::Arrange;
        self.change_each(caller, space, act, ids, |shelf, leave, id| {
            let written = rules::marks::unarchive(shelf, leave, id)?;
            let mut back = back.lock().map_err(|_| Error::fault("listing panicked"))?;
            match shelf.find(id).is_some_and(Document::is_archived) {
                true => drop(back.insert(id)),
                false => drop(back.remove(&id)),
            }
            Ok(written)
        })
        .await?;
        let back = back.into_inner();
        let back = back.map_err(|_| Error::fault("listing panicked"))?;
        Ok(back.into_iter().collect())
    }

    /// The marks of a document of the caller's own: no more than they are told when they
    /// deposit it again.
    ///
    /// # Errors
    /// As the store.
    pub async fn own_marks(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
    ) -> Result<Marks> {
        let book = self.journal.open(space).await?;
        let book = self.journal.refresh(&book).await?;
        let found = book.state::<Shelf>()?.find(id);
        let own = found.filter(|it| Some(&it.facts().author) == author(caller).as_ref());
        let Some(document) = own else {
            return Ok(Marks::default());
        };
        let (rights, now) = (book.state::<Rights>()?, self.sharing.world().now());
        Ok(Marks::of(document, rights, now))
    }
}
