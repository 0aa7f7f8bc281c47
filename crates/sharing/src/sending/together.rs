//! Several things that software sends at once, of one room or of several: all of them
//! are written, or none.

use super::{Deed, Received, TakesIn, drafted};
use crate::actions::{Change, Sharing};
use crate::leave::Leave;
use identity::Caller;
use journal::NewEntry;
use kernel::{DocumentId, Error, Result, SpaceId};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

/// What is noted before something is written.
pub type Foretelling<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// One of several things that are done together, of whatever room it is: a room, and
/// what is to be done there.
pub trait Together: Send + Sync {
    /// By what right.
    ///
    /// # Errors
    /// As [`TakesIn::right`].
    fn right(&self, caller: &Caller) -> Result<Change>;

    /// What it writes on this record, and what becomes of it; `id`, for something new.
    ///
    /// # Errors
    /// As by itself.
    fn drafted(&self, leave: &Leave, id: DocumentId) -> Result<(Received, Vec<NewEntry>)>;

    /// Whether something is noted before.
    fn foretells(&self) -> bool;

    /// Notes it, as [`TakesIn::foretell`].
    fn foretell<'a>(
        &'a self,
        caller: &'a Caller,
        space: SpaceId,
        received: Received,
    ) -> Foretelling<'a>;
}

impl<R: TakesIn> Together for (R, Deed<R::Says>) {
    fn right(&self, caller: &Caller) -> Result<Change> {
        R::right(caller)
    }

    fn drafted(&self, leave: &Leave, id: DocumentId) -> Result<(Received, Vec<NewEntry>)> {
        let (room, deed) = self;
        drafted(room, leave, id, deed)
    }

    fn foretells(&self) -> bool {
        R::FORETELLS
    }

    fn foretell<'a>(
        &'a self,
        caller: &'a Caller,
        space: SpaceId,
        received: Received,
    ) -> Foretelling<'a> {
        let (room, deed) = self;
        Box::pin(async move {
            match (deed, received) {
                (Deed::Add { sending, .. }, Received::Added(id)) => {
                    room.foretell(caller, space, id, &sending.says).await
                }
                (Deed::Amend { id, sending, .. }, _) => {
                    room.foretell(caller, space, *id, &sending.says).await
                }
                (Deed::Add { .. } | Deed::TakeAway { .. }, _) => Ok(()),
            }
        })
    }
}

impl Sharing {
    /// Does several of these at once, of whatever rooms, in this order, each on the record
    /// as those before it leave it: all of them as one row of the journal, or none. They
    /// need the right of each room.
    ///
    /// # Errors
    /// As each by itself, with the number of the one that is refused; without, where it
    /// is of none of them.
    pub async fn take_together(
        &self,
        caller: &Caller,
        space: SpaceId,
        deeds: &[&dyn Together],
    ) -> std::result::Result<Vec<Received>, (Option<usize>, Error)> {
        let mut rights: Vec<Change> = Vec::new();
        for (n, deed) in deeds.iter().enumerate() {
            let right = deed.right(caller).map_err(|error| (Some(n), error))?;
            if !rights.contains(&right) {
                rights.push(right);
            }
        }
        let chance = &*self.world().chance;
        let ids: Vec<DocumentId> = deeds.iter().map(|_| DocumentId::new(chance)).collect();
        let (refused, became) = (Mutex::new(None), Mutex::new(Vec::new()));
        let draft = |leave: &Leave| {
            let (mut ahead, mut entries, mut all) = (None::<Leave>, Vec::new(), Vec::new());
            for (n, (deed, id)) in deeds.iter().zip(&ids).enumerate() {
                *refused.lock().unwrap_or_else(PoisonError::into_inner) = Some(n);
                let now = ahead.as_ref().unwrap_or(leave);
                let (received, written) = deed.drafted(now, *id)?;
                // What was there already is changed by no other of them: each answer
                // tells how its own stands at the end.
                if all
                    .iter()
                    .any(|before: &Received| before.id() == received.id())
                {
                    return Err(Error::conflict("sharing-sent-twice"));
                }
                for entry in written {
                    let now = ahead.as_ref().unwrap_or(leave);
                    ahead = Some(self.ahead(now, &entry)?);
                    entries.push(entry);
                }
                all.push(received);
            }
            *refused.lock().unwrap_or_else(PoisonError::into_inner) = None;
            *became.lock().unwrap_or_else(PoisonError::into_inner) = all;
            Ok(entries)
        };
        let changed = async {
            if deeds.iter().any(|deed| deed.foretells()) {
                // Nothing is noted of what is refused, or there already.
                let leave = self.allowed_all(caller, space, &rights).await?;
                draft(&leave)?;
                drop(leave);
                let all = became
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .clone();
                for (deed, received) in deeds.iter().zip(all) {
                    deed.foretell(caller, space, received).await?;
                }
            }
            self.change_all(caller, space, &rights, &draft).await
        };
        let changed = changed.await;
        let refused = refused.into_inner().unwrap_or_else(PoisonError::into_inner);
        changed.map_err(|error| (refused, error))?;
        Ok(became.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}
