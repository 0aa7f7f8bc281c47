//! A few documents shared by a one-time code: made by their holder, and seen by the
//! professional who typed it.

use super::{Documents, in_shelf};
use crate::shelf::{Listed, Shelf};
use identity::{Holder, Professional};
use kernel::{DocumentId, Result, SpaceId};
use sharing::rules::Lasting;
use sharing::{Permit, ShareCode};

impl Documents {
    /// The holder shares these documents with the first professional who types the code.
    ///
    /// # Errors
    /// As [`sharing::Sharing::share`].
    pub async fn share(
        &self,
        holder: &Holder,
        space: SpaceId,
        ids: &[DocumentId],
        lasting: Lasting,
    ) -> Result<ShareCode> {
        self.sharing
            .share(holder, space, ids, lasting, in_shelf)
            .await
    }

    /// Lets a professional see what was shared with them by codes.
    ///
    /// # Errors
    /// As [`sharing::Sharing::permit_shared`].
    pub async fn permit_shared(
        &self,
        professional: &Professional,
        space: SpaceId,
    ) -> Result<Permit> {
        self.sharing
            .permit_shared(professional, space, |book, id| {
                let found = book.state::<Shelf>()?.find(id);
                Ok(found.map(|document| document.facts().clone()))
            })
            .await
    }

    /// Every document that the permit shows, of whatever version, the newest first: what
    /// was shared is a very version.
    ///
    /// # Errors
    /// A fault, if documents are not part of this journal.
    pub fn shared(permit: &Permit) -> Result<Vec<Listed>> {
        let mut all = Vec::new();
        for document in permit.state::<Shelf>()?.all().rev() {
            all.extend(Self::one(permit, document.facts().id)?);
        }
        Ok(all)
    }
}
