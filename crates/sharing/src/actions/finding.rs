//! Somebody found an emergency card: they read what its holder put on it, and
//! nobody knows who they are. It is decided as if its holder looked, of what they
//! chose alone; the line says that the card was read.

use super::Sharing;
use super::letting::Target;
use crate::permit::{Permit, Scope};
use crate::rules::Act;
use identity::{Caller, Holder};
use journal::{Book, By};
use kernel::{DocumentId, Result, SpaceId};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Sharing {
    /// Lets whoever holds the card that this holder made see what stands on it:
    /// `chosen` says of the record as it is what that is, or that the card is in
    /// force no more.
    ///
    /// # Errors
    /// As [`Self::permit_record`], and what `chosen` refuses; nothing is written
    /// then.
    pub async fn permit_card<F>(&self, holder: Holder, space: SpaceId, chosen: F) -> Result<Permit>
    where
        F: Fn(&Book) -> Result<BTreeSet<DocumentId>> + Send + Sync,
    {
        let caller = Caller::Holder(holder);
        let reader = Some(By::Finder);
        self.permit_to(&caller, reader, space, Act::OpenRecord, |book| {
            Ok(Target {
                scope: Scope::Only(Arc::new(chosen(book)?)),
                act: "card-read",
                about: None,
                what: String::new(),
                facts: None,
            })
        })
        .await
    }
}
