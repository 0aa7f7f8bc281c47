//! What a record knows of examinations that were done: the fold. What was done
//! and when comes out [`Sealed`].

use crate::rules::Examination;
use journal::By;
use kernel::When;
use kernel::{DocumentId, Result};
use sharing::{DocumentFacts, Permit, Sealed, Titled, WrittenBy};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// That an examination was done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// Its id: notes are decided upon as documents are.
    pub id: DocumentId,
    /// The rule it was done for.
    pub item: String,
    /// When it was done.
    pub on: When,
    /// Who says so.
    pub by: By,
    /// Professionals do not see it.
    pub hidden: bool,
    /// What the history calls it.
    pub(crate) what: String,
}

impl Note {
    /// The same, as the rules take it.
    pub fn examination(&self) -> Examination {
        Examination {
            item: self.item.clone(),
            on: self.on,
        }
    }
}

impl Titled for Note {
    fn what(&self) -> &str {
        &self.what
    }
}

/// A note, and what tells whether another says the same without opening it.
#[derive(Clone)]
struct Kept {
    note: Sealed<Note, ()>,
    mark: u64,
}

/// What is the same for two notes that say the same.
fn mark(item: &str, on: When) -> u64 {
    let mut hasher = DefaultHasher::new();
    (item, on).hash(&mut hasher);
    hasher.finish()
}

/// All notes of a record, the oldest first.
#[derive(Clone, Default)]
pub struct Notes(Vec<Kept>);

impl Notes {
    /// How many there are, whoever may see them.
    pub const fn count(&self) -> usize {
        self.0.len()
    }

    /// All of them, sealed.
    pub fn all(&self) -> impl Iterator<Item = &Sealed<Note, ()>> {
        self.0.iter().map(|kept| &kept.note)
    }

    /// The note of this id.
    pub(crate) fn find(&self, id: DocumentId) -> Option<&Sealed<Note, ()>> {
        self.all().find(|note| note.facts().id == id)
    }

    /// Whether this author noted the same already.
    pub(crate) fn has(&self, author: &WrittenBy, item: &str, on: When) -> bool {
        let mark = mark(item, on);
        let mut kept = self.0.iter();
        kept.any(|it| it.mark == mark && it.note.facts().author == *author)
    }

    pub(crate) fn add(&mut self, facts: DocumentFacts, note: Note) {
        self.0.push(Kept {
            mark: mark(&note.item, note.on),
            note: Sealed::new(facts, note, ()),
        });
    }

    pub(crate) fn withdraw(&mut self, id: DocumentId) {
        self.0.retain(|kept| kept.note.facts().id != id);
    }
}

/// The notes that a permit shows, the oldest first.
///
/// # Errors
/// A fault, if the slice is not registered.
pub(crate) fn shown(permit: &Permit) -> Result<Vec<&Note>> {
    let notes = permit.state::<Notes>()?.all();
    Ok(notes.filter_map(|note| note.label(permit).ok()).collect())
}
