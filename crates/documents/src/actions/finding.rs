//! What software looks for in a record: every version that the reader may see,
//! and what came at once with it.

use super::{Documents, Edition, Marks, in_shelf};
use crate::shelf::{Document, Label, Shelf};
use identity::Caller;
use journal::Book;
use kernel::{DocumentId, Error, Result, SpaceId, Timestamp};
use sharing::{DocumentFacts, Owned, Permit, Rights, Told, WrittenBy};
use std::cmp::Reverse;

/// What rights on something depend on that is in a record and no document: an
/// appointment, say. None, where there is no such thing.
pub type Elsewhere = fn(&Book, DocumentId) -> Result<Option<&DocumentFacts>>;

/// A document as software finds it.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// What it says of itself.
    pub label: &'a Label,
    /// The version it replaced, if the reader sees that one too.
    pub replaces: Option<DocumentId>,
    /// How its description stands.
    pub edition: Edition,
    /// From whose eyes it is kept now, and whether it is archived.
    pub marks: Marks,
    /// What came at once has the same.
    pub came_with: u64,
}

impl<'a> Found<'a> {
    fn of(
        document: &Document,
        label: &'a Label,
        permit: &Permit,
        (shelf, rights): (&Shelf, &Rights),
    ) -> Self {
        Self {
            replaces: replaced(shelf, document, permit),
            marks: Marks::of(document, rights, permit.now()),
            label,
            edition: Edition::of(shelf, document, permit),
            came_with: document.came_with,
        }
    }
}

impl Documents {
    /// Everything of the record that the holder of a permit may see, replaced
    /// versions too; what came last first, in an order that never changes.
    ///
    /// # Errors
    /// A fault, if documents are not part of this journal.
    pub fn found(permit: &Permit) -> Result<Vec<Found<'_>>> {
        let (shelf, rights) = (permit.state::<Shelf>()?, permit.state::<Rights>()?);
        let seen = shelf.all().filter_map(|document| {
            let label = document.sealed.label(permit).ok()?;
            Some(Found::of(document, label, permit, (shelf, rights)))
        });
        let mut found: Vec<Found<'_>> = seen.collect();
        found.sort_by_key(|it| Reverse((it.label.added_at, it.label.id)));
        Ok(found)
    }

    /// What the caller did themselves in this record since then, newest first: to
    /// documents, and to what is found `elsewhere`.
    ///
    /// # Errors
    /// As [`sharing::Sharing::own_acts`].
    pub async fn own_acts(
        &self,
        caller: &Caller,
        space: SpaceId,
        since: Option<Timestamp>,
        elsewhere: Elsewhere,
    ) -> Result<Vec<Told>> {
        let sharing = &self.sharing;
        sharing
            .own_acts(caller, space, since, |book, id| match in_shelf(book, id)? {
                Some(sealed) => Ok(Some(sealed.facts())),
                None => elsewhere(book, id),
            })
            .await
    }

    /// What a document of the caller's own says of itself, the version it replaced, if
    /// they see that one, and how its description stands; that they looked is written
    /// first.
    ///
    /// # Errors
    /// Not found, if it is not theirs, or was taken back.
    pub async fn own_label(
        &self,
        caller: &Caller,
        space: SpaceId,
        id: DocumentId,
    ) -> Result<(Label, Option<DocumentId>, Edition)> {
        let permit = self
            .sharing
            .permit_own(caller, space, Owned::Deposit, |book| in_shelf(book, id))
            .await?;
        let shelf = permit.state::<Shelf>()?;
        let document = shelf.find(id).ok_or_else(Error::not_found)?;
        let label = document.sealed.label(&permit)?.clone();
        let edition = Edition::of(shelf, document, &permit);
        Ok((label, replaced(shelf, document, &permit), edition))
    }

    /// The document of the caller's own that they call so; none, if there is
    /// none. No more than they are told when they deposit it again.
    ///
    /// # Errors
    /// As the store.
    pub async fn own_named(
        &self,
        caller: &Caller,
        space: SpaceId,
        unique_id: &str,
    ) -> Result<Option<DocumentId>> {
        let Some(author) = author(caller) else {
            return Ok(None);
        };
        let book = self.journal.open(space).await?;
        let book = self.journal.refresh(&book).await?;
        if book.standing() != journal::Standing::Open {
            return Ok(None);
        }
        let named = book.state::<Shelf>()?.find_unique(unique_id, &author);
        Ok(named.map(|document| document.facts().id))
    }
}

/// The version that a document replaced, if the holder of the permit sees it: the types
/// of versions may differ, and with them who may read each.
pub(super) fn replaced(shelf: &Shelf, document: &Document, permit: &Permit) -> Option<DocumentId> {
    let before = shelf.find(document.replaces?)?.facts();
    permit.sees(before).then_some(before.id)
}

/// Who writes documents as this caller; nobody, for who only reads here.
pub(super) fn author(caller: &Caller) -> Option<WrittenBy> {
    match caller {
        Caller::Professional(professional) => {
            Some(WrittenBy::Professional(professional.rpps.clone()))
        }
        Caller::Institution(institution) => {
            Some(WrittenBy::Institution(institution.finess.clone()))
        }
        Caller::Holder(_) | Caller::Service(_) | Caller::Staff(_) => None,
    }
}
