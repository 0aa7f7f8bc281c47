//! Slices: each feature folds its own entries, once, into its own state.

use crate::line::{Entry, Written};
use kernel::{Error, ObjectId, Result, SpaceId};
use std::any::Any;
use std::sync::Arc;

/// A feature that keeps its truth in the journal.
pub trait Slice: 'static {
    /// The number that marks its entries; never reused.
    const CODE: u16;
    /// What its entries add up to.
    type State: Default + Clone + Send + Sync + 'static;
    /// Takes one entry in. Total and boring: everything was decided before it
    /// was written.
    ///
    /// # Errors
    /// A fault, for a payload of an unknown version or form.
    fn fold(state: &mut Self::State, entry: &Entry<'_>) -> Result<()>;
    /// The vault's objects that the entries name: what must go with the space
    /// when it is erased. A slice that keeps bytes in the vault says which.
    fn objects(_state: &Self::State) -> Vec<ObjectId> {
        Vec::new()
    }
}

type AnyState = Arc<dyn Any + Send + Sync>;

struct Folder {
    code: u16,
    empty: fn() -> AnyState,
    fold: fn(&mut AnyState, &Entry<'_>) -> Result<()>,
    objects: fn(&AnyState) -> Vec<ObjectId>,
}

/// The slices a journal knows.
#[derive(Default)]
pub struct Slices(Vec<Folder>);

impl Slices {
    /// Adds a slice.
    #[must_use]
    pub fn with<S: Slice>(mut self) -> Self {
        self.0.push(Folder {
            code: S::CODE,
            empty: || Arc::new(S::State::default()),
            fold: |state, entry| {
                // A book handed out keeps its own state: the next one is a copy.
                let shared = Arc::downcast::<S::State>(state.clone())
                    .map_err(|_| Error::fault("a slice's state is of another type"))?;
                *state = Arc::new(());
                let mut own = Arc::unwrap_or_clone(shared);
                let folded = S::fold(&mut own, entry);
                *state = Arc::new(own);
                folded
            },
            objects: |state| state.downcast_ref().map_or_else(Vec::new, S::objects),
        });
        self
    }

    pub(crate) fn empty(&self) -> States {
        States(
            self.0
                .iter()
                .map(|folder| (folder.code, (folder.empty)()))
                .collect(),
        )
    }

    pub(crate) fn objects(&self, states: &States) -> Vec<ObjectId> {
        let each = self.0.iter().zip(&states.0);
        each.flat_map(|(folder, (_, state))| (folder.objects)(state))
            .collect()
    }

    pub(crate) fn fold(
        &self,
        states: &mut States,
        space: SpaceId,
        written: &Written,
    ) -> Result<()> {
        let place = self
            .0
            .iter()
            .position(|folder| folder.code == written.slice);
        let place = place.ok_or_else(|| {
            Error::fault(format!("an entry of an unknown slice {}", written.slice))
        })?;
        (self.0[place].fold)(&mut states.0[place].1, &written.entry(space))
    }
}

/// The states of all slices at one version.
#[derive(Clone)]
pub(crate) struct States(Vec<(u16, AnyState)>);

impl States {
    pub(crate) fn get<S: Slice>(&self) -> Option<&S::State> {
        let (_, state) = self.0.iter().find(|(code, _)| *code == S::CODE)?;
        state.downcast_ref()
    }
}
