//! What is kept aside because it surely names somebody else: its holder looks at it,
//! and says whether it is theirs after all.

use super::{Documents, Listed};
use crate::rules;
use crate::shelf::{Document, Shelf};
use identity::Caller;
use kernel::{DocumentId, Error, Result, SpaceId};
use sharing::{OnDocuments, Permit};

/// A document that is kept aside.
#[derive(Clone, Debug)]
pub struct SetAside {
    /// What it says of itself.
    pub listed: Listed,
    /// Its author was asked to correct it, and has not answered.
    pub asked: bool,
}

impl Documents {
    /// What is kept aside, the last that came first, for its holder.
    ///
    /// # Errors
    /// Not found, unless it was the holder who was let in, or who answers for them.
    pub fn set_aside(permit: &Permit) -> Result<Vec<SetAside>> {
        if !permit.is_at_home() {
            return Err(Error::not_found());
        }
        let shelf = permit.state::<Shelf>()?;
        let last = |it: &&Document| it.is_aside() && it.is_there() && !it.is_past();
        let there = shelf.all().rev().filter(last).filter_map(|document| {
            let label = document.sealed.label(permit).ok()?;
            let gist = document.gist.as_ref();
            let gist = gist.and_then(|gist| gist.label(permit).ok());
            Some(SetAside {
                listed: Listed::of(document, label.clone()).naming(gist),
                asked: shelf.waiting(label.id).is_some(),
            })
        });
        Ok(there.collect())
    }

    /// The holder files a document that was kept aside: it is theirs after all. Twice
    /// is once.
    ///
    /// # Errors
    /// Not found, if it is not there for them.
    pub async fn file(&self, caller: &Caller, space: SpaceId, id: DocumentId) -> Result<()> {
        self.change_each(caller, space, OnDocuments::File, &[id], rules::life::file)
            .await
    }
}
